package storage_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	pw "handrail/peerwork"
	"handrail/storage"
)

// monthly is a key file that is rotated, and a database under it.
type monthly struct {
	t    *testing.T
	file string
	p    place
}

func newMonthly(t *testing.T, p place) *monthly {
	t.Helper()
	m := &monthly{t: t, file: filepath.Join(t.TempDir(), "key"), p: p}
	must(t, storage.NewKeyFile(m.file))
	m.load()
	return m
}

func (m *monthly) load() {
	m.t.Helper()
	keys, err := storage.LoadKeyring(m.file)
	must(m.t, err)
	m.p.keys = keys
}

// rotate does what handrail keys rotate does, 35 days being kept, and returns how many keys it destroyed.
func (m *monthly) rotate(now time.Time) int {
	m.t.Helper()
	must(m.t, rotated(storage.RotateKeyFile(m.file, 0, now)))
	m.load()
	s := m.p.open(m.t)
	defer s.Close()
	_, err := s.RenewKeys(m.t.Context(), quietly)
	must(m.t, err)
	n, err := s.DestroyKeys(m.t.Context(), m.file, now.AddDate(0, 0, -35), now)
	must(m.t, err)
	return n
}

// rotated is nil where a key file was rotated.
func rotated(yes bool, err error) error {
	if err == nil && !yes {
		return errors.New("the key file was not rotated")
	}
	return err
}

// Timers on several machines may rotate one key file at the same moment. Each key that was ever first must still be
// in the file, because somebody's key may be wrapped with it.
func TestRotationsAtOnceLoseNoKey(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, storage.NewKeyFile(file))
	turns := make(chan bool)
	for range 8 {
		go func() {
			yes, err := storage.RotateKeyFile(file, 0, monday)
			if err != nil && !strings.Contains(err.Error(), "is being rotated at this moment") {
				t.Error(err)
			}
			turns <- yes
		}()
	}
	done := 0
	for range 8 {
		if <-turns {
			done++
		}
	}
	keys, err := storage.LoadKeyring(file)
	must(t, err)
	if got := keys.Overdue(monday.Add(time.Second)); got != done || done == 0 {
		t.Errorf("%d keys were replaced in %d rotations", got, done)
	}
	if left, _ := filepath.Glob(file + "?*"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	t.Run("only when it is due", func(t *testing.T) {
		if yes, err := storage.RotateKeyFile(file, 30*24*time.Hour, monday.AddDate(0, 0, 29)); yes || err != nil {
			t.Errorf("got %v, %v", yes, err)
		}
		must(t, rotated(storage.RotateKeyFile(file, 30*24*time.Hour, monday.AddDate(0, 0, 30))))
	})
	t.Run("and says what a broken one left behind", func(t *testing.T) {
		must(t, os.WriteFile(file+".new", nil, 0o400))
		if _, err := storage.RotateKeyFile(file, 0, monday); err == nil || !strings.Contains(err.Error(), "delete "+file+".new") {
			t.Errorf("got %v", err)
		}
	})
}

func TestABackupOlderThanTheHorizonCannotBeRead(t *testing.T) {
	m := newMonthly(t, onSQLite(t))
	s := m.p.open(t)
	n, kims := save(t, s, aNote()), save(t, s, aNote(by(kim)))
	backup := filepath.Join(t.TempDir(), "backup.db")
	must(t, s.Backup(t.Context(), backup))
	must(t, s.DeleteAll(t.Context(), "", here, sam, monday.AddDate(0, 0, 1)))
	must(t, s.Close())

	restored := func() (*storage.Store, error) {
		url := "sqlite:" + filepath.Join(t.TempDir(), "restored.db")
		if _, err := storage.Restore(t.Context(), storage.Options{URL: url, Keys: m.p.keys}, backup, monday); err != nil {
			return nil, err
		}
		s, err := storage.Open(t.Context(), storage.Options{URL: url, Keys: m.p.keys})
		if err == nil {
			t.Cleanup(func() { s.Close() })
		}
		return s, err
	}
	if n := m.rotate(monday.AddDate(0, 0, 30)); n != 0 {
		t.Fatalf("the first rotation destroyed %d", n)
	}
	if n := m.rotate(monday.AddDate(0, 0, 60)); n != 0 {
		t.Fatalf("a key replaced 30 days before was destroyed: %d", n)
	}
	t.Run("before, it can be, and written to", func(t *testing.T) {
		old, err := restored()
		must(t, err)
		if got, err := old.OwnNote(t.Context(), here, sam, n.ID); err != nil || got.Words != n.Words {
			t.Errorf("got %v, %v", got.Words, err)
		}
		save(t, old, aNote(by(lee)))
	})
	if n := m.rotate(monday.AddDate(0, 0, 90)); n != 1 {
		t.Fatalf("%d were destroyed, want the one replaced 60 days before", n)
	}
	t.Run("after, the error says why", func(t *testing.T) {
		if _, err := restored(); !errors.Is(err, storage.ErrKeyDestroyed) || !strings.Contains(err.Error(), "restore a newer backup") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("after, no key in the file opens what it holds", func(t *testing.T) {
		wrapped := wrappedIn(t, backup)
		for name, key := range wrapped {
			if storage.Opens(m.p.keys, here, pw.UserID(name), key.ref, key.wrapped) {
				t.Errorf("the key of %s can be unwrapped", name)
			}
		}
		if len(wrapped) != 2 {
			t.Errorf("%d keys in the backup", len(wrapped))
		}
	})
	t.Run("the database itself goes on", func(t *testing.T) {
		s := m.p.open(t)
		if got, err := s.OwnNote(t.Context(), here, kim, kims.ID); err != nil || got.Words != kims.Words {
			t.Errorf("got %v, %v", got.Words, err)
		}
		if _, err := s.OwnNote(t.Context(), here, sam, n.ID); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("what was deleted: %v", err)
		}
	})
}

type keyInBackup struct {
	ref     pw.AuthorRef
	wrapped []byte
}

// wrappedIn reads the authors' keys out of a backup, as somebody with the file could.
func wrappedIn(t *testing.T, file string) map[string]keyInBackup {
	t.Helper()
	keys := map[string]keyInBackup{}
	for user, k := range storage.KeysInFile(t.Context(), file) {
		keys[string(user)] = keyInBackup{k.Ref, k.Wrapped}
	}
	return keys
}

func TestARotation(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		m := newMonthly(t, p)
		running := m.p.open(t)
		n := save(t, running, aNote())
		fresh := m.p.open(t) // knows no author's key yet

		t.Run("is noticed by whoever runs meanwhile", func(t *testing.T) {
			m.rotate(monday)
			if got, err := fresh.OwnNote(t.Context(), here, sam, n.ID); err != nil || got.Words != n.Words {
				t.Errorf("got %v, %v", got.Words, err)
			}
			save(t, running, aNote(by(kim))) // a new author, by one who read the file before it was rotated
			for _, day := range []int{40, 80} {
				if n := m.rotate(monday.AddDate(0, 0, day)); n != 1 {
					t.Errorf("%d destroyed on day %d", n, day)
				}
			}
			save(t, running, aNote(by(lee)))
			s := m.p.open(t)
			for _, u := range []pw.UserID{sam, kim, lee} {
				if notes, _, err := s.OwnNotes(t.Context(), here, u, pw.NoteFilter{}); err != nil || len(notes) != 1 {
					t.Errorf("%s has %d notes: %v", u, len(notes), err)
				}
			}
		})
		t.Run("destroys nothing that is in use", func(t *testing.T) {
			must(t, rotated(storage.RotateKeyFile(m.file, 0, monday.AddDate(0, 0, 120))))
			m.load()
			s := m.p.open(t)
			before, err := os.ReadFile(m.file)
			must(t, err)
			if _, err := s.DestroyKeys(t.Context(), m.file, monday.AddDate(1, 0, 0), monday); err == nil || !strings.Contains(err.Error(), "still in use") {
				t.Errorf("got %v", err)
			}
			if after, _ := os.ReadFile(m.file); string(after) != string(before) {
				t.Error("the key file changed")
			}
		})
	})
}

// A receipt is stored before words are handed out: where it cannot be, there are none.
func TestWithoutAReceiptNothingOpens(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		n := save(t, s, aNote(readBy(pw.Supervisor)))
		if p.kind == "SQLite" {
			must(t, storage.Exec(t.Context(), s, `CREATE TRIGGER none BEFORE INSERT ON receipts BEGIN SELECT RAISE(ABORT, 'no receipts today'); END`))
		} else {
			conn, err := pgx.Connect(t.Context(), p.url)
			must(t, err)
			defer func() { _ = conn.Close(t.Context()) }()
			_, err = conn.Exec(t.Context(), `ALTER TABLE receipts ADD CONSTRAINT none CHECK (at < 0)`)
			must(t, err)
		}
		got, role, err := s.OpenNote(t.Context(), here, ama, n.ID, monday)
		if err == nil || errors.Is(err, pw.ErrNotFound) || role != "" || got.Words != (pw.Words{}) {
			t.Errorf("opened %v as %q: %v", got.Words, role, err)
		}
	})
}
