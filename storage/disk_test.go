package storage

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
)

// asking is a change that leaves one row in the table asked.
func asking(audience string) func(tx) error {
	return func(t tx) error {
		return recordAsked(t, "T1", audience, pw.Asked{Prompt: "p", At: time.UnixMilli(1)}, pw.NewID())
	}
}

// askedIn lists what asking left, in order.
func askedIn(t *testing.T, db *sqliteDB) []pw.UserID {
	t.Helper()
	audiences, err := audiencesAsked(db.look(t.Context()))
	if err != nil {
		t.Error(err)
	}
	return audiences
}

func audiencesAsked(t tx) ([]pw.UserID, error) {
	return list(t, scanUser, `SELECT audience FROM asked ORDER BY audience`)
}

func TestNobodyIsAnsweredBeforeTheDiskHasTheChange(t *testing.T) {
	for name, save := range map[string]func(*testing.T, *sqliteDB) error{
		"one statement": func(t *testing.T, db *sqliteDB) error { return db.single(t.Context(), asking("A")) },
		"several":       func(t *testing.T, db *sqliteDB) error { return db.write(t.Context(), asking("A")) },
		"in company": func(t *testing.T, db *sqliteDB) error {
			errs := gathered(t, db, 2, func(i int) error {
				return db.single(t.Context(), asking([]string{"A", "B"}[i]))
			})
			return errs[0]
		},
	} {
		t.Run(name, func(t *testing.T) {
			_, db := opened(t)
			var there bool
			db.commits.disk.sync = func() error {
				there = there || slices.Contains(askedIn(t, db), "A") // committed, so the disk is waited for after it
				return syscall.EIO
			}
			err := save(t, db)
			if !there || !errors.Is(err, syscall.EIO) || !strings.Contains(err.Error(), "machine's log") {
				t.Errorf("committed %v, answered %v", there, err)
			}
		})
	}
}

// SQLite keeps the log beside the file that a link leads to.
func TestADatabaseBehindALink(t *testing.T) {
	folder := t.TempDir()
	link := filepath.Join(folder, "link.db")
	if err := os.Mkdir(filepath.Join(folder, "data"), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "data", "handrail.db"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join("data", "handrail.db"), link); err != nil {
		t.Skip(err)
	}
	s, err := Open(t.Context(), Options{URL: "sqlite:" + link, Keys: someKeys(t)})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log := s.db.(*sqliteDB).commits.disk.log
	written, err := os.Stat(filepath.Join(folder, "data", "handrail.db-wal"))
	if err != nil {
		t.Fatal(err)
	}
	if made, err := log.Stat(); err != nil || !os.SameFile(written, made) {
		t.Errorf("%s is made durable, not the log: %v", log.Name(), err)
	}
	if err := s.db.write(t.Context(), asking("A")); err != nil {
		t.Error(err)
	}
}

func TestTheNextCommitIsFilledWhileTheDiskIsBusy(t *testing.T) {
	_, db := opened(t)
	busy, let := make(chan struct{}), make(chan struct{})
	db.commits.disk.sync = func() error { busy <- struct{}{}; <-let; return nil }
	first, second, made := make(chan error, 1), make(chan error, 1), make(chan struct{})
	go func() { first <- db.single(t.Context(), asking("first")) }()
	<-busy
	go func() {
		second <- db.single(t.Context(), func(t tx) error { defer close(made); return asking("second")(t) })
	}()
	<-made
	if diff := cmp.Diff([]pw.UserID{"first"}, askedIn(t, db)); diff != "" {
		t.Errorf("while the disk is busy: %s", diff)
	}
	select {
	case err := <-first:
		t.Errorf("the first was answered before the disk had it: %v", err)
	case err := <-second:
		t.Errorf("the second was answered before the disk had it: %v", err)
	default:
	}
	let <- struct{}{}
	<-busy
	let <- struct{}{}
	if err := errors.Join(<-first, <-second); err != nil {
		t.Error(err)
	}
	if diff := cmp.Diff([]pw.UserID{"first", "second"}, askedIn(t, db)); diff != "" {
		t.Error(diff)
	}
}

// failOnce has the disk refuse the next write of the log.
func failOnce(db *sqliteDB) {
	write := db.commits.disk.sync
	db.commits.disk.sync = func() error {
		db.commits.disk.sync = write
		return syscall.EIO
	}
}

// inDatabaseAlone lists what stands in the database's own file, without its log.
func inDatabaseAlone(t *testing.T, db *sqliteDB) []pw.UserID {
	t.Helper()
	stored, err := os.ReadFile(db.path)
	if err != nil {
		t.Fatal(err)
	}
	copied := filepath.Join(t.TempDir(), "copied.db")
	if err := os.WriteFile(copied, stored, 0o600); err != nil {
		t.Fatal(err)
	}
	alone, err := sql.Open("sqlite3", fileURI(copied))
	if err != nil {
		t.Fatal(err)
	}
	defer alone.Close()
	found, err := audiencesAsked(tx{ctx: t.Context(), on: alone, dialect: sqliteDialect()})
	if err != nil && !strings.Contains(err.Error(), "no such table") { // nor do the tables, yet
		t.Fatal(err)
	}
	return found
}

func TestAfterTheDiskRefusedTheLogIsNotReliedOn(t *testing.T) {
	_, db := opened(t)
	if err := db.write(t.Context(), asking("before")); err != nil {
		t.Fatal(err)
	}
	if found := inDatabaseAlone(t, db); len(found) > 0 {
		t.Fatalf("%v is in the database already: the test shows nothing", found)
	}
	failOnce(db)
	if err := db.write(t.Context(), asking("refused")); !errors.Is(err, syscall.EIO) {
		t.Fatalf("got %v", err)
	}
	if err := db.write(t.Context(), asking("after")); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]pw.UserID{"after", "before", "refused"}, inDatabaseAlone(t, db)); diff != "" {
		t.Errorf("in the database: %s", diff)
	}
	if err := db.write(t.Context(), asking("later")); err != nil {
		t.Fatal(err)
	}
	if found := inDatabaseAlone(t, db); slices.Contains(found, "later") {
		t.Error("the log is moved at every commit from then on")
	}
}

func TestWhatCannotBeMovedOutOfTheLogIsNotSaved(t *testing.T) {
	_, db := opened(t)
	if err := db.commits.alone(t.Context(), func(t tx) error { _, err := t.exec("PRAGMA busy_timeout = 10"); return err }); err != nil {
		t.Fatal(err)
	}
	read, err := db.reading.Begin()
	if err != nil {
		t.Fatal(err)
	}
	if err := read.QueryRow("SELECT COUNT(*) FROM asked").Scan(new(int)); err != nil {
		t.Fatal(err)
	}
	failOnce(db)
	_ = db.write(t.Context(), asking("refused"))
	for name, err := range map[string]error{
		"one statement": db.single(t.Context(), asking("one")), "several": db.write(t.Context(), asking("several")),
	} {
		if err == nil || !strings.Contains(err.Error(), "somebody still reads") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := read.Rollback(); err != nil {
		t.Fatal(err)
	}
	if err := db.write(t.Context(), asking("after")); err != nil {
		t.Errorf("with nobody reading: %v", err)
	}
}

// TestEveryAnswerIsTrue has many write at once, some of them badly, on a disk that refuses now and then.
func TestEveryAnswerIsTrue(t *testing.T) {
	_, db := opened(t)
	bad := errors.New("a bad change")
	var writes atomic.Int64
	log := db.commits.disk.sync
	db.commits.disk.sync = func() error {
		n := writes.Add(1)
		if n%7 == 0 {
			return syscall.EIO
		}
		return log()
	}
	var all sync.WaitGroup
	var mu sync.Mutex
	var saved []pw.UserID
	failed := make(map[pw.UserID]error)
	for w := range 8 {
		all.Go(func() {
			for i := range 40 {
				name := fmt.Sprintf("%d-%02d", w, i)
				by := []func(func(tx) error) error{
					func(c func(tx) error) error { return db.write(t.Context(), c) },
					func(c func(tx) error) error { return db.single(t.Context(), c) },
				}[i%2]
				err := by(func(t tx) error {
					if err := asking(name)(t); err != nil || i%10 != 8 {
						return err
					}
					return bad
				})
				mu.Lock()
				if err == nil {
					saved = append(saved, pw.UserID(name))
				} else {
					failed[pw.UserID(name)] = err
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	there := askedIn(t, db)
	for _, name := range saved {
		if !slices.Contains(there, name) {
			t.Errorf("%s was saved, and is not there", name)
		}
	}
	for name, err := range failed {
		if !errors.Is(err, bad) && !errors.Is(err, syscall.EIO) {
			t.Errorf("%s: %v", name, err)
		}
		if errors.Is(err, bad) && slices.Contains(there, name) {
			t.Errorf("%s failed, and is there", name)
		}
	}
	if len(saved) < 100 || len(failed) < 32 {
		t.Errorf("%d saved, %d failed: the test shows little", len(saved), len(failed))
	}
}
