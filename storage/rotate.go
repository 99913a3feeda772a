package storage

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/keyset"

	pw "handrail/peerwork"
)

// RotateKeyFile adds a new master key to the file, with which keys are wrapped from then on. The older ones stay
// in it, to unwrap with, until RewrapKeys has run and no backup needs them. The file is replaced in one step.
func RotateKeyFile(path string) error {
	handle, err := readKeyset(path)
	if err != nil {
		return err
	}
	keys := keyset.NewManagerFromHandle(handle)
	id, err := keys.Add(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	if err := keys.SetPrimary(id); err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	rotated, err := keys.Handle()
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	return replaceKeyset(path, rotated)
}

func replaceKeyset(path string, handle *keyset.Handle) error {
	fresh := path + ".new"
	if err := writeKeyset(fresh, handle); err != nil {
		return err
	}
	if err := os.Rename(fresh, path); err != nil {
		return errors.Join(fmt.Errorf("replace the key file: %w", err), os.Remove(fresh))
	}
	return synced(path)
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
	if err := s.db.write(ctx, s.resealCheck); err != nil {
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
	sealed, err := s.keys.master.Encrypt([]byte(checkText), []byte(checkData))
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE key_check SET sealed = ?1 WHERE only_row = 1`, sealed)
	return err
}

// rewrap wraps one key anew, unless its row has gone meanwhile.
func (s *Store) rewrap(ctx context.Context, k wrappedKey) error {
	identity := keyIdentity(k.person, k.ref)
	key, err := s.keys.master.Decrypt(k.wrapped, identity)
	if err != nil {
		return ErrWrongKey
	}
	wrapped, err := s.keys.master.Encrypt(key, identity)
	if err != nil {
		return err
	}
	return s.db.write(ctx, func(t tx) error {
		_, err := t.exec(`
			UPDATE authors SET wrapped_key = ?4 WHERE workspace = ?1 AND user_id = ?2 AND ref = ?3`,
			k.person.workspace, k.person.user, k.ref, wrapped)
		return err
	})
}
