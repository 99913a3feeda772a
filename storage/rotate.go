package storage

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	pw "handrail/peerwork"
)

// RotateKeyFile adds a new master key to the file, with which keys are wrapped from then on. The one before stays in
// it, to unwrap with, until DestroyKeys. The file is replaced in one step.
func RotateKeyFile(path string, now time.Time) error {
	file, err := readKeyFile(path)
	if err != nil {
		return err
	}
	before := file.handle.KeysetInfo().GetPrimaryKeyId()
	keys := keyset.NewManagerFromHandle(file.handle)
	id, err := keys.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	if err := keys.SetPrimary(id); err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	if file.handle, err = keys.Handle(); err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	file.Made, file.Replaced = now.UTC(), append(file.Replaced, dated{before, now.UTC()})
	return file.replace(path)
}

// replace writes the key file in the place of the one at path.
func (f keyFile) replace(path string) error {
	var err error
	if f.Keyset, err = keysetText(f.handle); err != nil {
		return err
	}
	text, err := json.Marshal(f)
	if err != nil {
		return fmt.Errorf("write the master key: %w", err)
	}
	fresh := path + ".new"
	if err := writePrivately(fresh, text); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return errors.Join(fmt.Errorf("replace the key file: %w", err), os.Remove(fresh))
	}
	return synced(path)
}

// DestroyKeys takes the master keys that were replaced before an instant out of the key file, and returns how many. A
// backup from when they were in use cannot be read after that. It destroys none while anything in the database is
// wrapped with one: RewrapKeys goes first.
func (s *Store) DestroyKeys(ctx context.Context, path string, before, now time.Time) (int, error) {
	file, err := readKeyFile(path)
	if err != nil {
		return 0, err
	}
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
	if file.handle, err = keys.Handle(); err != nil {
		return 0, fmt.Errorf("destroy a master key: %w", err)
	}
	file.Replaced, file.Destroyed = kept, append(file.Destroyed, gone...)
	return len(gone), errors.Join(file.replace(path), s.keys.reload())
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

// wrappedKey is an author's key as it is stored.
type wrappedKey struct {
	person  person
	ref     pw.AuthorRef
	wrapped []byte
}

func scanWrappedKey(row scanner) (k wrappedKey, err error) {
	err = row.Scan(&k.person.workspace, &k.person.user, &k.ref, &k.wrapped)
	return k, err
}

// RewrapKeys wraps every author's key, and the check value, with the newest master key, and returns how many
// authors there were. It may run while others write, and again after it was broken off.
func (s *Store) RewrapKeys(ctx context.Context) (int, error) {
	if err := s.write(ctx, s.resealCheck); err != nil {
		return 0, fmt.Errorf("rewrap keys: %w", err)
	}
	keys, err := list(s.db.look(ctx), scanWrappedKey, `
		SELECT workspace, user_id, ref, wrapped_key FROM authors ORDER BY workspace, user_id`)
	if err != nil {
		return 0, fmt.Errorf("rewrap keys: %w", err)
	}
	for i, k := range keys {
		if err := s.rewrap(ctx, k); err != nil {
			return i, fmt.Errorf("rewrap keys: %w", err)
		}
	}
	s.forget(ctx)
	return len(keys), nil
}

func (s *Store) resealCheck(t tx) error {
	sealed, err := s.keys.wrap([]byte(checkText), []byte(checkData))
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE key_check SET sealed = ?1 WHERE only_row = 1`, sealed)
	return err
}

// rewrap wraps one key anew, unless its row has gone meanwhile.
func (s *Store) rewrap(ctx context.Context, k wrappedKey) error {
	identity := keyIdentity(k.person, k.ref)
	key, err := s.keys.unwrap(k.wrapped, identity)
	if err != nil {
		return s.keys.wrong(k.wrapped)
	}
	wrapped, err := s.keys.wrap(key, identity)
	if err != nil {
		return err
	}
	return s.write(ctx, func(t tx) error {
		_, err := t.exec(`
			UPDATE authors SET wrapped_key = ?4 WHERE workspace = ?1 AND user_id = ?2 AND ref = ?3`,
			k.person.workspace, k.person.user, k.ref, wrapped)
		return err
	})
}
