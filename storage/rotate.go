package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"
)

// RotateKeyFile adds a new master key to the file, with which keys are wrapped from then on, if the newest is of that
// age (0: at any), and reports whether it did. The one before stays in the file, to unwrap with, until DestroyKeys. The file is
// replaced in one step, and by one at a time: of two that rotate at once, neither may lose the other's key.
func RotateKeyFile(path string, age time.Duration, now time.Time) (rotated bool, err error) {
	err = changeKeyFile(path, func(file *keyFile) (bool, error) {
		if age > 0 && now.Sub(file.Made) < age {
			return false, nil
		}
		rotated = true
		return true, file.add(now)
	})
	return rotated && err == nil, err
}

// add makes a new master key the first.
func (f *keyFile) add(now time.Time) error {
	before := f.handle.KeysetInfo().GetPrimaryKeyId()
	keys := keyset.NewManagerFromHandle(f.handle)
	id, err := keys.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	if err := keys.SetPrimary(id); err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	if f.handle, err = keys.Handle(); err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	f.Made, f.Replaced = now.UTC(), append(f.Replaced, dated{before, now.UTC()})
	return nil
}

// changeKeyFile changes the key file at path and replaces it in one step, unless change returns false. The file that
// takes its place is made first, and stands for whoever changes: nobody else reads or writes between.
func changeKeyFile(path string, change func(*keyFile) (bool, error)) error {
	fresh := path + ".new"
	f, err := os.OpenFile(fresh, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the key file is being rotated at this moment: try again; where no rotation runs, one was broken off: delete %s", fresh)
	}
	if err != nil {
		return fmt.Errorf("make the new key file: %w", err)
	}
	changed, err := changeInto(f, path, change)
	if err == nil && changed {
		err = os.Rename(fresh, path)
	}
	if err != nil || !changed {
		return errors.Join(err, os.Remove(fresh))
	}
	return synced(path)
}

// changeInto writes the changed key file into f, and closes it.
func changeInto(f *os.File, path string, change func(*keyFile) (bool, error)) (changed bool, err error) {
	defer func() { err = errors.Join(err, f.Close()) }()
	file, err := readKeyFile(path)
	if err != nil {
		return false, err
	}
	if changed, err = change(&file); err != nil || !changed {
		return false, err
	}
	if file.Keyset, err = keysetText(file.handle); err != nil {
		return false, err
	}
	text, err := json.Marshal(file)
	if err != nil {
		return false, fmt.Errorf("write the master key: %w", err)
	}
	if _, err := f.Write(append(text, '\n')); err != nil {
		return false, fmt.Errorf("write the new key file: %w", err)
	}
	return true, f.Sync()
}

// DestroyKeys takes the master keys that were replaced before an instant out of the key file, and returns how many. A
// backup from when they were in use cannot be read after that. It destroys none while anything in the database is
// wrapped with one: RenewKeys goes first.
func (s *Store) DestroyKeys(ctx context.Context, path string, before, now time.Time) (int, error) {
	n := 0
	err := changeKeyFile(path, func(file *keyFile) (bool, error) {
		var err error
		n, err = s.destroy(ctx, file, before, now)
		return n > 0, err
	})
	if err != nil || n == 0 {
		return 0, err
	}
	return n, s.keys.reload()
}

// destroy takes them out of what is to be written, and returns how many.
func (s *Store) destroy(ctx context.Context, file *keyFile, before, now time.Time) (int, error) {
	keys := keyset.NewManagerFromHandle(file.handle)
	var kept, gone []dated
	for _, d := range file.Replaced {
		if !d.At.Before(before) {
			kept = append(kept, d)
			continue
		}
		gone = append(gone, dated{d.Key, now.UTC()})
		if err := keys.Delete(d.Key); err != nil {
			return 0, fmt.Errorf("destroy a master key: %w", err)
		}
	}
	if len(gone) == 0 {
		return 0, nil
	}
	if err := s.unused(ctx, gone); err != nil {
		return 0, err
	}
	var err error
	if file.handle, err = keys.Handle(); err != nil {
		return 0, fmt.Errorf("destroy a master key: %w", err)
	}
	file.Replaced, file.Destroyed = kept, append(file.Destroyed, gone...)
	return len(gone), nil
}

// unused makes sure that no key in the database is wrapped with one of those master keys.
func (s *Store) unused(ctx context.Context, masters []dated) error {
	return s.db.read(ctx, func(t tx) error {
		wrapped, err := list(t, scanWrapped, `SELECT wrapped_key FROM authors UNION ALL SELECT sealed FROM key_check`)
		if err != nil {
			return fmt.Errorf("look for keys under an old master key: %w", err)
		}
		for _, w := range wrapped {
			if slices.ContainsFunc(masters, func(d dated) bool { return d.Key == masterOf(w) }) {
				return errors.New("an old master key is still in use and stays: run handrail keys rotate again")
			}
		}
		return nil
	})
}

func scanWrapped(row scanner) (wrapped []byte, err error) {
	err = row.Scan(&wrapped)
	return wrapped, err
}
