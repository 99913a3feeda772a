package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/mattn/go-sqlite3"

	pw "handrail/peerwork"
)

// opened returns a store on a SQLite file, and the file.
func opened(t *testing.T) (*Store, *sqliteDB) {
	t.Helper()
	s, err := Open(t.Context(), Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "a ?b#c%d.db"), Keys: someKeys(t)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, s.db.(*sqliteDB)
}

func someKeys(t *testing.T) *Keyring {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := NewKeyFile(file); err != nil {
		t.Fatal(err)
	}
	keys, err := LoadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func shortNote(words string) pw.Note {
	return pw.Note{
		ID: pw.NoteID(pw.NewID()), Workspace: "T1", Author: "U1", Words: pw.Words{What: words},
		Created: time.UnixMilli(1000), DeleteOn: time.UnixMilli(2000), Week: "1970-W01",
	}
}

func TestEveryConnectionHasItsSettings(t *testing.T) {
	_, db := opened(t)
	settings := func(t *testing.T, conn querier) map[string]string {
		found := make(map[string]string)
		for _, name := range []string{"journal_mode", "synchronous", "foreign_keys", "secure_delete", "busy_timeout", "query_only"} {
			var value string
			if err := conn.QueryRowContext(t.Context(), "PRAGMA "+name).Scan(&value); err != nil {
				t.Fatal(err)
			}
			found[name] = value
		}
		return found
	}
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "1", "foreign_keys": "1", "secure_delete": "1", "busy_timeout": "2000", "query_only": "0",
	}
	if diff := cmp.Diff(want, settings(t, db.commits.conn)); diff != "" {
		t.Errorf("the writer: %s", diff)
	}
	want["query_only"], want["synchronous"] = "1", "2"
	for i := range readers {
		conn, err := db.reading.Conn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if diff := cmp.Diff(want, settings(t, conn)); diff != "" {
			t.Errorf("reader %d: %s", i, diff)
		}
	}
}

// TestABadChangeFailsAlone holds the writer, lets changes gather, and lets them go into one commit.
func TestABadChangeFailsAlone(t *testing.T) {
	_, db := opened(t)
	bad := errors.New("a bad change")
	add := func(audience string, then error) func(tx) error {
		return func(t tx) error {
			return errors.Join(asking(audience)(t), then)
		}
	}
	changes := []struct {
		name   string
		change func(tx) error
		want   string // within the error; "" for none
	}{
		{"first", add("first", nil), ""},
		{"its own error", add("undone", bad), "a bad change"},
		{"second", add("second", nil), ""},
		{"a bad row", func(t tx) error {
			_, err := t.exec(`INSERT INTO asked (workspace, audience, at, entry, prompt) VALUES ('T1', 'undone', 1, 'e', NULL)`)
			return err
		}, "NOT NULL"},
		{"panics", func(t tx) error { _ = add("undone", nil)(t); panic("with the person's words") }, "a change panicked (string)"},
		{"third", add("third", nil), ""},
	}
	errs := gathered(t, db, len(changes), func(i int) error { return db.write(t.Context(), changes[i].change) })
	for i, c := range changes {
		got := fmt.Sprint(errs[i])
		if c.want == "" && errs[i] != nil || !strings.Contains(got, c.want) || strings.Contains(got, "words") {
			t.Errorf("%s: %v", c.name, errs[i])
		}
	}
	if diff := cmp.Diff([]pw.UserID{"first", "second", "third"}, askedIn(t, db)); diff != "" {
		t.Error(diff)
	}
}

// TestAChangeOfOneStatementGoesByItselfAndInCompany has one break a rule while others go with it.
func TestAChangeOfOneStatementGoesByItselfAndInCompany(t *testing.T) {
	_, db := opened(t)
	if err := db.single(t.Context(), asking("by itself")); err != nil {
		t.Error(err)
	}
	two := func(t tx) error { return errors.Join(asking("undone")(t), asking("undone")(t)) }
	errs := gathered(t, db, 3, func(i int) error {
		return db.single(t.Context(), []func(tx) error{asking("first"), two, asking("second")}[i])
	})
	if errs[0] != nil || !errors.Is(errs[1], errNotSingle) || errs[2] != nil {
		t.Errorf("got %v", errs)
	}
	if diff := cmp.Diff([]pw.UserID{"by itself", "first", "second"}, askedIn(t, db)); diff != "" {
		t.Error(diff)
	}
}

// gathered starts n changes while the writer is held, so that they share a commit, and returns their errors.
func gathered(t *testing.T, db *sqliteDB, n int, start func(i int) error) []error {
	t.Helper()
	held, let := make(chan struct{}), make(chan struct{})
	var all sync.WaitGroup
	all.Go(func() { _ = db.write(context.Background(), func(tx) error { close(held); <-let; return nil }) })
	<-held
	errs := make([]error, n)
	for i := range n {
		all.Go(func() { errs[i] = start(i) })
	}
	for len(db.commits.waiting) < n-1 {
		runtime.Gosched() // until all of them wait; the writer has one in its hand
	}
	close(let)
	all.Wait()
	return errs
}

func TestWhenACommitFailsNobodyIsTold(t *testing.T) {
	_, db := opened(t)
	orphan := `INSERT INTO receipts (workspace, receipt, author_ref, note, viewer, role, at) VALUES ('T1', ?1, 'r', 'none', 'U1', 'x', 1)`
	errs := gathered(t, db, 3, func(i int) error {
		return db.write(t.Context(), func(t tx) error {
			if i == 1 { // deferred, a broken reference is found by the commit only
				if _, err := t.exec("PRAGMA defer_foreign_keys = on"); err != nil {
					return err
				}
				_, err := t.exec(orphan, pw.NewID())
				return err
			}
			return asking("C1")(t)
		})
	})
	for i, err := range errs {
		if err == nil || !strings.Contains(err.Error(), "commit") {
			t.Errorf("change %d: %v", i, err)
		}
	}
	if err := db.write(t.Context(), asking("C2")); err != nil {
		t.Errorf("the next change: %v", err)
	}
	if diff := cmp.Diff([]pw.UserID{"C2"}, askedIn(t, db)); diff != "" {
		t.Error(diff)
	}
}

func TestAChangeWhoseCallerGaveUpIsNotMade(t *testing.T) {
	_, db := opened(t)
	held, let := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		first <- db.write(context.Background(), func(tx) error { close(held); <-let; return nil })
	}()
	<-held
	ctx, giveUp := context.WithCancel(t.Context())
	time.AfterFunc(time.Millisecond, giveUp)
	var made bool
	if err := db.write(ctx, func(tx) error { made = true; return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(let)
	if err := <-first; err != nil {
		t.Error(err)
	}
	if err := db.write(t.Context(), func(tx) error { return nil }); err != nil || made {
		t.Errorf("made %v, %v", made, err)
	}
}

func TestAChangeThatHasBegunIsAnsweredWithItsOutcome(t *testing.T) {
	_, db := opened(t)
	ctx, giveUp := context.WithCancel(t.Context())
	err := db.write(ctx, func(t tx) error {
		giveUp()
		return asking("C1")(t)
	})
	if err != nil {
		t.Errorf("got %v, though it is saved", err)
	}
}

func TestAClosedDatabaseSaysSo(t *testing.T) {
	s, _ := opened(t)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNote(t.Context(), "", shortNote("x")); err == nil {
		t.Error("saved in a closed database")
	}
	if err := s.EnsureWorkspace(t.Context(), "T1", "x"); !errors.Is(err, errClosed) {
		t.Errorf("got %v", err)
	}
}

func TestAFullDatabaseLosesNothing(t *testing.T) {
	s, db := opened(t)
	limit(t, db, 40)
	var saved []pw.Note
	var full error
	for full == nil && len(saved) < 1000 {
		n, err := s.SaveNote(t.Context(), "", shortNote(strings.Repeat("x", 900)))
		if full = err; err == nil {
			saved = append(saved, n)
		}
	}
	if full == nil || !strings.Contains(full.Error(), "make room") {
		t.Fatalf("after %d notes: %v", len(saved), full)
	}
	if err := s.TryWrite(t.Context()); err == nil || !strings.Contains(err.Error(), "make room") {
		t.Errorf("there is no room, and trying says %v", err)
	}
	for _, n := range saved {
		if _, err := s.OwnNote(t.Context(), "T1", "U1", n.ID); err != nil {
			t.Fatalf("a note that was saved: %v", err)
		}
	}
	if _, total, err := s.OwnNotes(t.Context(), "T1", "U1", pw.NoteFilter{}); err != nil || total != len(saved) {
		t.Errorf("%d notes, %d were saved, %v", total, len(saved), err)
	}
	limit(t, db, 100_000)
	if err := s.TryWrite(t.Context()); err != nil {
		t.Errorf("with room again, trying says %v", err)
	}
	if _, err := s.SaveNote(t.Context(), "", shortNote("there is room again")); err != nil {
		t.Errorf("with room again: %v", err)
	}
}

func limit(t *testing.T, db *sqliteDB, pages int) {
	t.Helper()
	err := db.commits.alone(t.Context(), func(t tx) error {
		return t.row(fmt.Sprintf("PRAGMA max_page_count = %d", pages)).Scan(new(int))
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAReadOnlyDatabaseSaysSo(t *testing.T) {
	s, db := opened(t)
	err := db.commits.alone(t.Context(), func(t tx) error { _, err := t.exec("PRAGMA query_only = on"); return err })
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNote(t.Context(), "", shortNote("x")); err == nil || !strings.Contains(err.Error(), "cannot be written") {
		t.Errorf("got %v", err)
	}
}

func TestALockedDatabaseSaysSo(t *testing.T) {
	s, db := opened(t)
	other, err := sql.Open("sqlite3", fileURI(db.path)+"?_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNote(t.Context(), "", shortNote("x")); err == nil || !strings.Contains(err.Error(), "another program holds the database") {
		t.Errorf("saving: %v", err)
	}
	if err := lock.Rollback(); err != nil {
		t.Fatal(err)
	}
	if _, err := s.SaveNote(t.Context(), "", shortNote("x")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestALockedDatabaseIsNotOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "locked.db")
	other, err := sql.Open("sqlite3", fileURI(path)+"?_txlock=exclusive")
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	lock, err := other.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer lock.Rollback()
	_, err = Open(t.Context(), Options{URL: "sqlite:" + path, Keys: someKeys(t)})
	if err == nil || !strings.Contains(err.Error(), "another program holds the database") {
		t.Errorf("got %v", err)
	}
}

func TestWhatCannotBeOpenedSaysHowToMendIt(t *testing.T) {
	folder := t.TempDir()
	for name, c := range map[string]struct{ url, want string }{
		"no address":                     {"", "such as sqlite:handrail.db"},
		"a path alone":                   {"handrail.db", "such as sqlite:handrail.db"},
		"a folder that is not there":     {"sqlite:" + filepath.Join(folder, "none", "x.db"), "name a folder"},
		"a folder":                       {"sqlite:" + folder, "cannot be opened"},
		"a PostgreSQL that does not run": {"postgres://nobody:secret@127.0.0.1:1/x", "check that it runs"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Open(t.Context(), Options{URL: c.url, Keys: someKeys(t)})
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAnotherProgramsDatabaseIsLeftAsItIs(t *testing.T) {
	path := filepath.Join(t.TempDir(), "theirs.db")
	theirs, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer theirs.Close()
	if _, err := theirs.Exec("CREATE TABLE invoices (id INTEGER PRIMARY KEY AUTOINCREMENT)"); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{URL: "sqlite:" + path, Keys: someKeys(t)})
	if err == nil || !strings.Contains(err.Error(), "another program keeps its data in this file: name another file") {
		t.Errorf("got %v", err)
	}
	var tables int
	if err := theirs.QueryRow("SELECT COUNT(*) FROM sqlite_master WHERE name NOT GLOB 'sqlite_*'").Scan(&tables); err != nil || tables != 1 {
		t.Errorf("it has %d tables now: %v", tables, err)
	}
}

func TestEveryFaultOfSQLiteIsExplained(t *testing.T) {
	for code, want := range map[sqlite3.ErrNo]string{
		sqlite3.ErrNotADB: "not a Handrail database", sqlite3.ErrCorrupt: "restore a backup", sqlite3.ErrFull: "make room",
	} {
		if err := explain(fmt.Errorf("save: %w", sqlite3.Error{Code: code})); !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v", code, err)
		}
	}
}

func TestQueriesAreWrittenOnce(t *testing.T) {
	query := "SELECT a FROM b WHERE c = ?2 AND d = ?1 AND e = ?12 FOR UPDATE OF n SKIP LOCKED"
	if got, want := postgresDialect().of(query), "SELECT a FROM b WHERE c = $2 AND d = $1 AND e = $12 FOR UPDATE OF n SKIP LOCKED"; got != want {
		t.Errorf("got %s", got)
	}
	if got, want := sqliteDialect().of(query), "SELECT a FROM b WHERE c = ?2 AND d = ?1 AND e = ?12"; got != want {
		t.Errorf("got %s", got)
	}
}

func TestADatabaseFromANewerVersionIsRefused(t *testing.T) {
	s, db := opened(t)
	err := db.write(t.Context(), func(t tx) error {
		_, err := t.exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	_, err = Open(t.Context(), Options{URL: "sqlite:" + db.path, Keys: s.keys, Log: slog.New(slog.DiscardHandler)})
	if !errors.Is(err, ErrNewer) {
		t.Errorf("got %v", err)
	}
}
