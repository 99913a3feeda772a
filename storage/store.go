package storage

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	pw "handrail/peerwork"
)

// Options say which database to open, and with what key.
type Options struct {
	URL  string // sqlite:PATH or postgres://...
	Keys *Keyring
	Log  *slog.Logger // nil: nothing is logged
	// Clock reads protocol time, for what is remembered between two requests (Bearings); nil: nothing is.
	Clock func() time.Time
}

// Store is an open database.
type Store struct {
	db      database
	keys    *Keyring
	log     *slog.Logger
	authors *knownAuthors
	clock   func() time.Time
	rosters sync.Map // pw.WorkspaceID to knownRoster
	banks   sync.Map // pw.WorkspaceID to pw.BankChanges
	known   sync.Map // person to remembered bearings
	writes  atomic.Int64
}

// database is what SQLite and PostgreSQL have in common.
type database interface {
	kind() string
	write(ctx context.Context, change func(tx) error) error // change may run again, from its beginning
	// single is write for a change that makes one statement at most, and so needs no transaction around it.
	single(ctx context.Context, change func(tx) error) error
	read(ctx context.Context, look func(tx) error) error // in one snapshot
	look(ctx context.Context) tx                         // for a single query
	forget(ctx context.Context) error                    // what was deleted goes from the log as well
	backup(ctx context.Context, file string) error
	ping(ctx context.Context) error
	close() error
}

// Open opens the database and brings it up to date. It refuses a database from a newer version (ErrNewer), a key
// that is not its own (ErrWrongKey), and one that is locked or cannot be written; each error says how to mend it.
func Open(ctx context.Context, o Options) (*Store, error) {
	if o.Keys == nil {
		return nil, errors.New("open the database: a key is needed: make one with handrail keys new")
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	db, err := connect(ctx, o)
	if err != nil {
		return nil, err
	}
	s := &Store{db: db, keys: o.Keys, log: o.Log, clock: o.Clock, authors: newKnownAuthors()}
	if err := db.write(ctx, func(t tx) error { return checkKey(t, o.Keys) }); err != nil {
		return nil, errors.Join(err, db.close())
	}
	return s, nil
}

func connect(ctx context.Context, o Options) (database, error) {
	if path, ok := SQLitePath(o.URL); ok {
		return openSQLite(ctx, path, o.Log)
	}
	if strings.HasPrefix(o.URL, "postgres://") || strings.HasPrefix(o.URL, "postgresql://") {
		return openPostgres(ctx, o.URL)
	}
	return nil, errors.New("the database's address must begin with sqlite: or postgres://, such as sqlite:handrail.db")
}

// SQLitePath returns the file that the address of a database names, where it is SQLite: sqlite:handrail.db,
// sqlite:/var/lib/handrail.db or sqlite:///var/lib/handrail.db.
func SQLitePath(url string) (path string, ok bool) {
	path, ok = strings.CutPrefix(url, "sqlite:")
	path = strings.TrimPrefix(path, "//")
	return path, ok && path != ""
}

// write makes a change, after which nothing remembered of roster, people or settings holds. Saving a note, which
// touches none of them, goes to the database straight.
func (s *Store) write(ctx context.Context, change func(tx) error) error {
	defer s.writes.Add(1)
	return s.db.write(ctx, change)
}

// Close lets what is being written be committed, and closes the database.
func (s *Store) Close() error { return s.db.close() }

// Ping reports whether the database answers, and on SQLite whether somebody else keeps it from being written to. Whether
// there is room, TryWrite tells.
func (s *Store) Ping(ctx context.Context) error { return s.db.ping(ctx) }

// TryWrite writes as much as a long note and takes it away again, to see whether there is room for one.
func (s *Store) TryWrite(ctx context.Context) error {
	const rows, each = 16, 2000 // PostgreSQL takes no more than 2,704 bytes in a key
	return s.write(ctx, func(t tx) error {
		for i := range rows {
			something := strconv.Itoa(i) + strings.Repeat("x", each)
			if _, err := t.exec(`INSERT INTO done (workspace, key, at) VALUES (?1, ?2, 0)`, nobodys, something); err != nil {
				return fmt.Errorf("try to write: %w", err)
			}
		}
		_, err := t.exec(`DELETE FROM done WHERE workspace = ?1`, nobodys)
		return err
	})
}

// nobodys is no workspace of anybody's.
const nobodys pw.WorkspaceID = ""

// Kind is "SQLite" or "PostgreSQL".
func (s *Store) Kind() string { return s.db.kind() }

// Backup writes a consistent copy of a SQLite database to a new file of mode 0600, while it is in use. It never
// overwrites a file. On PostgreSQL it says to use pg_dump.
func (s *Store) Backup(ctx context.Context, file string) error { return s.db.backup(ctx, file) }

// EnsureWorkspace makes sure that the workspace is known, and stores its name.
func (s *Store) EnsureWorkspace(ctx context.Context, ws pw.WorkspaceID, name string) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(`
			INSERT INTO workspaces (workspace, name, revision, moved, k) VALUES (?1, ?2, 0, 0, ?3)
			ON CONFLICT (workspace) DO UPDATE SET name = ?2`,
			ws, name, pw.MinimumK)
		return err
	})
	if err != nil {
		return fmt.Errorf("store workspace %s: %w", ws, err)
	}
	return nil
}

// onceAt records the key of a request in the transaction of the change it causes. It returns pw.ErrDuplicate
// where it was recorded before. The key "" is never recorded.
func onceAt(t tx, ws pw.WorkspaceID, key string, at time.Time) error {
	if key == "" {
		return nil
	}
	added, err := t.exec(`
		INSERT INTO done (workspace, key, at) VALUES (?1, ?2, ?3) ON CONFLICT (workspace, key) DO NOTHING`,
		ws, key, ms(at))
	if err != nil {
		return fmt.Errorf("record the request: %w", err)
	}
	if added == 0 {
		return pw.ErrDuplicate
	}
	return nil
}

// What a person can ask of what is kept about them, beside their notes.

// Once records a request that changes nothing else. It returns pw.ErrDuplicate where the key was seen before.
func (s *Store) Once(ctx context.Context, once string, ws pw.WorkspaceID, now time.Time) error {
	err := s.write(ctx, func(t tx) error { return onceAt(t, ws, once, now) })
	if err != nil {
		return fmt.Errorf("record a request: %w", err)
	}
	return nil
}

// refusal is the error of a change that a caller made of what was read. It goes back to the caller as it is.
type refusal struct{ error }

// Unwrap returns the caller's error.
func (r refusal) Unwrap() error { return r.error }

// during says what failed; of a refusal it says nothing, and returns what the caller refused with.
func during(what string, err error) error {
	var refused refusal
	if errors.As(err, &refused) {
		return refused.error
	}
	return fmt.Errorf("%s: %w", what, err)
}
