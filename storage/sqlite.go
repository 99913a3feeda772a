package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mattn/go-sqlite3"
)

// sqliteDB is one file: a connection that writes, behind the group commit, and a few that read.
type sqliteDB struct {
	path    string
	writing *sql.DB
	commits *groupCommit
	reading *sql.DB
	dialect dialect
}

// Every connection is opened with these, for a pragma sent through a pool would reach one connection only. Once it has
// brought the database up to date, the one that writes waits for the disk by itself: see disk.
const (
	writerSettings = "?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=2000&_foreign_keys=on&_secure_delete=on&_stmt_cache_size=100"
	readerSettings = "?mode=ro&_query_only=on&_synchronous=FULL&_txlock=deferred&_busy_timeout=2000&_foreign_keys=on&_secure_delete=on&_stmt_cache_size=100"
	readers        = 4
)

func openSQLite(ctx context.Context, path string, log *slog.Logger) (*sqliteDB, error) {
	if err := createPrivately(path); err != nil {
		return nil, err
	}
	db := &sqliteDB{path: path, dialect: sqliteDialect()}
	db.dialect.removed = new(atomic.Bool)
	db.dialect.removed.Store(true) // by whoever broke off before
	var err error
	if db.writing, err = sql.Open("sqlite3", fileURI(path)+writerSettings); err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.writing.SetMaxOpenConns(1)
	if err := db.prepare(ctx); err != nil {
		return nil, errors.Join(err, db.writing.Close())
	}
	if db.commits, err = startGroupCommit(ctx, db.writing, db.dialect, log); err != nil {
		return nil, errors.Join(err, db.writing.Close())
	}
	if db.reading, err = sql.Open("sqlite3", fileURI(path)+readerSettings); err != nil {
		return nil, errors.Join(err, db.close())
	}
	db.reading.SetMaxOpenConns(readers)
	db.reading.SetMaxIdleConns(readers)
	return db, nil
}

// prepare makes sure that the file is a database which can be written, and brings it up to date.
func (db *sqliteDB) prepare(ctx context.Context) error {
	if err := db.connect(ctx); err != nil {
		return fmt.Errorf("open %s: %w", db.path, explain(err))
	}
	if err := db.refuseForeign(ctx); err != nil {
		return fmt.Errorf("open %s: %w", db.path, explain(err))
	}
	if err := migrate(ctx, db.writing, sqliteMigrations()); err != nil {
		return fmt.Errorf("open %s: %w", db.path, explain(err))
	}
	return nil
}

// refuseForeign keeps our tables out of another program's file. In a file of ours the migrations' own table comes first.
func (db *sqliteDB) refuseForeign(ctx context.Context) error {
	var tables, ours int
	err := db.writing.QueryRowContext(ctx,
		`SELECT COUNT(*), COUNT(CASE WHEN name = 'goose_db_version' THEN 1 END)
		   FROM sqlite_master
		  WHERE type = 'table' AND name NOT GLOB 'sqlite_*'`).Scan(&tables, &ours)
	if err != nil {
		return fmt.Errorf("look at its tables: %w", err)
	}
	if tables > 0 && ours == 0 {
		return errors.New("another program keeps its data in this file: name another file")
	}
	return nil
}

// connect opens the first connection, which turns the write-ahead log on. SQLite does not wait its busy timeout
// for that: where several replicas start on a new file at once, it says "locked" to all but one.
func (db *sqliteDB) connect(ctx context.Context) error {
	const tries, pause = 3, 100 * time.Millisecond
	err := db.writing.PingContext(ctx)
	for range tries - 1 {
		var fault sqlite3.Error
		if !errors.As(err, &fault) || fault.Code != sqlite3.ErrBusy {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause): //nolint:forbidigo // for another replica that starts at the same moment
		}
		err = db.writing.PingContext(ctx)
	}
	return err
}

// createPrivately makes the file readable by its owner only, before SQLite would make it with wider rights.
func createPrivately(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case errors.Is(err, os.ErrExist):
		return nil
	case err != nil:
		return fmt.Errorf("create the database: %w: name a folder that this user may write in", err)
	}
	return f.Close()
}

// fileURI names the file so that ?, # and % in it are not read as SQLite's own.
func fileURI(path string) string {
	return "file:" + strings.NewReplacer("%", "%25", "?", "%3f", "#", "%23").Replace(path)
}

func (db *sqliteDB) kind() string { return "SQLite" }

func (db *sqliteDB) write(ctx context.Context, change func(tx) error) error {
	return explain(db.commits.write(ctx, change))
}

func (db *sqliteDB) single(ctx context.Context, change func(tx) error) error {
	return explain(db.commits.single(ctx, change))
}

// read runs look in one snapshot of the database.
func (db *sqliteDB) read(ctx context.Context, look func(tx) error) error {
	return explain(within(ctx, db.reading, nil, db.dialect, look))
}

// look ends with its context: before a form opens, waiting for a free connection is bounded too.
func (db *sqliteDB) look(ctx context.Context) tx {
	return tx{ctx: ctx, on: db.reading, dialect: db.dialect}
}

func (db *sqliteDB) ping(ctx context.Context) error {
	return explain(db.commits.write(ctx, func(t tx) error { return t.row("SELECT 1").Scan(new(int)) }))
}

func (db *sqliteDB) close() error {
	err := db.commits.stop()
	if db.reading != nil {
		err = errors.Join(err, db.reading.Close())
	}
	return errors.Join(err, db.writing.Close())
}

// forget empties the write-ahead log, so that what was deleted since it was last emptied stands in no file any more. It
// does not wait for somebody who reads from the log at length, for all who write wait with it.
func (db *sqliteDB) forget(ctx context.Context) error {
	return db.commits.alone(ctx, func(t tx) error {
		if !db.dialect.removed.Swap(false) {
			return nil
		}
		err := emptyLog(t)
		if err != nil {
			db.dialect.removed.Store(true)
		}
		return err
	})
}

func emptyLog(t tx) (err error) {
	if _, err := t.exec("PRAGMA busy_timeout = 100"); err != nil {
		return explain(err)
	}
	defer func() {
		_, back := t.exec("PRAGMA busy_timeout = 2000")
		err = errors.Join(err, explain(back))
	}()
	if err := checkpoint(t.ctx, t.on, "TRUNCATE"); err != nil {
		return fmt.Errorf("empty the write-ahead log: %w", explain(err))
	}
	return nil
}

// within runs work in a transaction of its own.
func within(ctx context.Context, db *sql.DB, options *sql.TxOptions, d dialect, work func(tx) error) error {
	t, err := db.BeginTx(ctx, options)
	if err != nil {
		return err
	}
	if err := work(tx{ctx: ctx, on: t, dialect: d}); err != nil {
		return errors.Join(err, rolledBack(t.Rollback()))
	}
	return t.Commit()
}

func rolledBack(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// explain adds to SQLite's own words how to mend it.
func explain(err error) error {
	var fault sqlite3.Error
	if !errors.As(err, &fault) {
		return err
	}
	mend, known := map[sqlite3.ErrNo]string{
		sqlite3.ErrBusy:     "another program holds the database: stop it, or wait until it is done",
		sqlite3.ErrLocked:   "another program holds the database: stop it, or wait until it is done",
		sqlite3.ErrReadonly: "the database cannot be written: give this user the right to write the file and its folder",
		sqlite3.ErrPerm:     "the database cannot be opened: give this user the right to read and write the file and its folder",
		sqlite3.ErrCantOpen: "the database cannot be opened: give this user the right to read and write the file and its folder",
		sqlite3.ErrFull:     "the disk or the database is full: make room",
		sqlite3.ErrIoErr:    "the disk answered with an error: look at the machine's log",
		sqlite3.ErrNotADB:   "the file is not a Handrail database: name another",
		sqlite3.ErrCorrupt:  "the database is damaged: restore a backup",
	}[fault.Code]
	if !known {
		return err
	}
	return fmt.Errorf("%w (%s)", err, mend)
}
