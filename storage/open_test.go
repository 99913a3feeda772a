package storage_test

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestReplicasMayStartAtOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				s, err := storage.Open(t.Context(), storage.Options{URL: p.url, Keys: p.keys})
				if err != nil {
					t.Error(err)
					return
				}
				defer s.Close()
				if err := s.EnsureWorkspace(t.Context(), here, fmt.Sprint(i)); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
	})
}

func TestOpeningAgainKeepsEverything(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		s := p.open(t)
		n := save(t, s, aNote())
		must(t, s.Ping(t.Context()))
		for range 2 {
			must(t, s.TryWrite(t.Context())) // a second time, as the first leaves nothing
		}
		if s.Kind() != p.kind {
			t.Errorf("kind %s", s.Kind())
		}
		must(t, s.Close())
		got, err := p.open(t).OwnNote(t.Context(), here, sam, n.ID)
		must(t, err)
		if diff := cmp.Diff(n, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAPostgresThatTakesNoWritingSaysHowToMendIt(t *testing.T) {
	p := onPostgres(t)
	must(t, p.open(t).Close())
	join := "?"
	if strings.Contains(p.url, "?") {
		join = "&"
	}
	_, err := storage.Open(t.Context(), storage.Options{URL: p.url + join + "default_transaction_read_only=on", Keys: newKeys(t)})
	if err == nil || !strings.Contains(err.Error(), "this PostgreSQL takes no writing: name the primary in HANDRAIL_DATABASE_URL") {
		t.Errorf("got %v", err)
	}
}

func TestAWrongKeyIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		must(t, p.open(t).Close())
		_, err := storage.Open(t.Context(), storage.Options{URL: p.url, Keys: newKeys(t)})
		if !errors.Is(err, storage.ErrWrongKey) || !strings.Contains(err.Error(), "HANDRAIL_KEY_FILE") {
			t.Errorf("got %v", err)
		}
		p.open(t)
	})
}

func TestKeyFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "key")
	must(t, storage.NewKeyFile(file))
	made, err := os.ReadFile(file)
	must(t, err)
	t.Run("is made with mode 0400", func(t *testing.T) {
		info, err := os.Stat(file)
		must(t, err)
		if info.Mode() != 0o400 {
			t.Errorf("mode %o", info.Mode())
		}
	})
	t.Run("is never overwritten", func(t *testing.T) {
		if err := storage.NewKeyFile(file); err == nil || !strings.Contains(err.Error(), "stays as it is") {
			t.Errorf("got %v", err)
		}
		if now, _ := os.ReadFile(file); string(now) != string(made) {
			t.Error("the key changed")
		}
	})
	for mode, fine := range map[os.FileMode]bool{
		0o400: true, 0o440: true, 0o600: false, 0o444: false, 0o404: false, 0o460: false, 0o640: false, 0o500: false, 0o644: false,
	} {
		t.Run(fmt.Sprintf("mode %04o", mode), func(t *testing.T) {
			must(t, os.Chmod(file, mode))
			_, err := storage.LoadKeyring(file)
			if fine && err != nil || !fine && (err == nil || !strings.Contains(err.Error(), "chmod 0400")) {
				t.Errorf("got %v", err)
			}
		})
	}
	empty, secret := filepath.Join(t.TempDir(), "empty"), filepath.Join(t.TempDir(), "secret")
	must(t, os.WriteFile(empty, nil, 0o400))
	must(t, os.WriteFile(secret, []byte(`{"primaryKeyId": "hunter2"}`), 0o400))
	for name, c := range map[string]struct{ path, want string }{
		"a missing file": {filepath.Join(t.TempDir(), "none"), "handrail keys new"},
		"a folder":       {t.TempDir(), "not a plain file"},
		"an empty file":  {empty, "holds no master key"},
		"something else": {secret, "holds no master key"},
	} {
		t.Run("refuses "+name, func(t *testing.T) {
			_, err := storage.LoadKeyring(c.path)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.Contains(err.Error(), "hunter2") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestBackup(t *testing.T) {
	p := onSQLite(t)
	s := p.open(t)
	n := save(t, s, aNote())
	file := filepath.Join(t.TempDir(), "backup.db")
	must(t, s.Backup(t.Context(), file))
	later := save(t, s, aNote())
	info, err := os.Stat(file)
	must(t, err)
	if info.Mode() != 0o600 {
		t.Errorf("mode %o", info.Mode())
	}
	if err := s.Backup(t.Context(), file); err == nil || !strings.Contains(err.Error(), "stays as it is") {
		t.Errorf("it was overwritten: %v", err)
	}
	t.Run("is restored to a new place only", func(t *testing.T) {
		if _, err := storage.Restore(t.Context(), storage.Options{URL: p.url, Keys: p.keys}, file, monday); err == nil || !strings.Contains(err.Error(), "stays as it is") {
			t.Errorf("got %v", err)
		}
		fresh := place{url: "sqlite:" + filepath.Join(t.TempDir(), "new.db"), keys: p.keys}
		_, err := storage.Restore(t.Context(), storage.Options{URL: fresh.url, Keys: p.keys}, file, monday)
		must(t, err)
		restored := fresh.open(t)
		got, err := restored.OwnNote(t.Context(), here, sam, n.ID)
		must(t, err)
		if diff := cmp.Diff(n, got); diff != "" {
			t.Error(diff)
		}
		if _, err := restored.OwnNote(t.Context(), here, sam, later.ID); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("a later note: %v", err)
		}
	})
	t.Run("is not restored from something else", func(t *testing.T) {
		other := filepath.Join(t.TempDir(), "other")
		must(t, os.WriteFile(other, []byte("not a database, though long enough to be looked at by its first bytes"), 0o600))
		target := filepath.Join(t.TempDir(), "new.db")
		if _, err := storage.Restore(t.Context(), storage.Options{URL: "sqlite:" + target, Keys: p.keys}, other, monday); err == nil {
			t.Error("restored")
		}
		if _, err := os.Stat(target); !errors.Is(err, os.ErrNotExist) {
			t.Errorf("something stands there: %v", err)
		}
	})
}

func TestBackupOnPostgreSQLNamesItsOwnTool(t *testing.T) {
	p := onPostgres(t)
	if err := p.open(t).Backup(t.Context(), filepath.Join(t.TempDir(), "x")); err == nil || !strings.Contains(err.Error(), "pg_dump") {
		t.Errorf("got %v", err)
	}
	if _, err := storage.Restore(t.Context(), storage.Options{URL: p.url, Keys: p.keys}, "x", monday); err == nil || !strings.Contains(err.Error(), "pg_restore") {
		t.Errorf("got %v", err)
	}
}

func TestRotation(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		file := filepath.Join(t.TempDir(), "key")
		must(t, storage.NewKeyFile(file))
		load := func() {
			t.Helper()
			var err error
			p.keys, err = storage.LoadKeyring(file)
			must(t, err)
		}
		load()
		s := p.open(t)
		n, kims := save(t, s, aNote()), save(t, s, aNote(by(kim)))
		before := storage.WrappedKey(t.Context(), s, here, sam)
		must(t, s.Close())

		must(t, rotated(storage.RotateKeyFile(file, 0, monday)))
		load()
		s = p.open(t)
		renewed, err := s.RenewKeys(t.Context(), quietly)
		must(t, err)
		if renewed != 2 {
			t.Errorf("%d keys renewed", renewed)
		}
		if after := storage.WrappedKey(t.Context(), s, here, sam); string(after[:5]) == string(before[:5]) {
			t.Error("the key is still wrapped by the old master key")
		}
		must(t, s.Close())
		s = p.open(t)
		for _, want := range []pw.Note{n, kims} {
			got, err := s.OwnNote(t.Context(), here, want.Author, want.ID)
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
	})
}
