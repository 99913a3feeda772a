package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/tink-crypto/tink-go/v2/tink"

	pw "handrail/peerwork"
)

// sealedTable is a table in which an author's words stand.
type sealedTable struct {
	name, id string // id is the column that names an author's rows
	identity func(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte
}

// sealedTables are all there are. What is not named here could not be read after a rotation: a test looks for others.
func sealedTables() []sealedTable {
	return []sealedTable{
		{"notes", "note", func(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte {
			return noteIdentity(ws, pw.NoteID(id), ref)
		}},
		{"drafts", "draft", draftIdentity},
		{"agenda_items", "item", lineIdentity},
		{"actions", "action", func(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte { return actionIdentity(ws, id, ref) }},
		{"co_reflections", "session", func(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte { return coIdentity(ws, id, ref) }},
		{"group_lines", "line", groupIdentity},
	}
}

// wrappedKey is an author's key as it is stored.
type wrappedKey struct {
	person person
	envelope
}

func scanWrappedKey(row scanner) (k wrappedKey, err error) {
	err = row.Scan(&k.person.workspace, &k.person.user, &k.ref, &k.keyID, &k.wrapped)
	return k, err
}

// old reports whether the key is from before the newest master key. One without a name is from before keys were renewed.
func (k wrappedKey) old(keys *Keyring) bool {
	return k.keyID == "" || masterOf(k.wrapped) != keys.held.Load().primary
}

// oldKeys lists the authors' keys that a rotation has yet to renew.
func (s *Store) oldKeys(ctx context.Context) ([]wrappedKey, error) {
	keys, err := list(s.db.look(ctx), scanWrappedKey, `
		SELECT workspace, user_id, ref, key_id, wrapped_key FROM authors ORDER BY workspace, user_id`)
	var old []wrappedKey
	for _, k := range keys {
		if k.old(s.keys) {
			old = append(old, k)
		}
	}
	return old, err
}

// KeysToRenew counts the authors whose key is older than the newest master key: some are left where a rotation was
// broken off.
func (s *Store) KeysToRenew(ctx context.Context) (int, error) {
	old, err := s.oldKeys(ctx)
	if err != nil {
		return 0, fmt.Errorf("look for keys to renew: %w", err)
	}
	return len(old), nil
}

// RenewKeys gives every author whose key is older than the newest master key a new one, and returns how many there
// were. What they wrote is sealed anew with it: the key before is in no database of today any more, so that what somebody
// deletes cannot be read out of an old backup with today's database and key file. The check value is sealed anew first.
//
// It goes author by author, each in a transaction of their own, while others write, and again after it was broken off. after is
// told, outside any transaction, how many are done; whoever runs beside others may pause there.
func (s *Store) RenewKeys(ctx context.Context, after func(done, of int)) (int, error) {
	if err := s.write(ctx, s.resealCheck); err != nil {
		return 0, fmt.Errorf("renew keys: %w", err)
	}
	old, err := s.oldKeys(ctx)
	if err != nil {
		return 0, fmt.Errorf("renew keys: %w", err)
	}
	for i, k := range old {
		if err := s.renew(ctx, k.person); err != nil {
			return i, fmt.Errorf("renew keys: %w", err)
		}
		after(i+1, len(old))
	}
	if len(old) > 0 {
		s.forget(ctx)
	}
	return len(old), nil
}

func (s *Store) resealCheck(t tx) error {
	sealed, err := s.keys.wrap([]byte(checkText), []byte(checkData))
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE key_check SET sealed = ?1 WHERE only_row = 1`, sealed)
	return err
}

// renew gives one author a new key, unless they have gone or have one meanwhile.
func (s *Store) renew(ctx context.Context, p person) error {
	err := s.write(ctx, func(t tx) error {
		k, err := scanWrappedKey(t.row(`
			SELECT workspace, user_id, ref, key_id, wrapped_key FROM authors WHERE workspace = ?1 AND user_id = ?2 FOR UPDATE`,
			p.workspace, p.user))
		if errors.Is(err, sql.ErrNoRows) || err == nil && !k.old(s.keys) {
			return nil
		}
		if err != nil {
			return err
		}
		return s.replaceKey(t, k)
	})
	s.authors.forget(p)
	return err
}

func (s *Store) replaceKey(t tx, was wrappedKey) error {
	old, err := s.unwrap(was.person, was.ref, was.wrapped)
	if err != nil {
		return err
	}
	fresh, err := s.withNewKey(was.person, was.ref)
	if err != nil {
		return err
	}
	for _, table := range sealedTables() {
		if err := s.resealAll(t, table, was, old, fresh.key); err != nil {
			return fmt.Errorf("seal %s anew: %w", table.name, err)
		}
	}
	_, err = t.exec(`
		UPDATE authors SET wrapped_key = ?3, key_id = ?4 WHERE workspace = ?1 AND ref = ?2`,
		was.person.workspace, was.ref, fresh.wrapped, fresh.keyID)
	return err
}

// sealedRow is something an author wrote, as it is stored.
type sealedRow struct {
	id     string
	secret []byte
}

func scanSealed(row scanner) (r sealedRow, err error) {
	err = row.Scan(&r.id, &r.secret)
	return r, err
}

// resealAll seals an author's rows of one table anew. What does not open stays as it is, for it will not open later either.
func (s *Store) resealAll(t tx, table sealedTable, of wrappedKey, old, fresh tink.AEAD) error {
	ws := of.person.workspace
	rows, err := list(t, scanSealed, `
		SELECT `+table.id+`, sealed FROM `+table.name+` WHERE workspace = ?1 AND author_ref = ?2 AND sealed IS NOT NULL`,
		ws, of.ref)
	if err != nil {
		return err
	}
	for _, r := range rows {
		identity := table.identity(ws, of.ref, r.id)
		plain, err := old.Decrypt(r.secret, identity)
		if err != nil {
			s.log.Warn("a row does not open, and stays as it is", "table", table.name, "row", r.id)
			continue
		}
		secret, err := fresh.Encrypt(plain, identity)
		if err != nil {
			return err
		}
		_, err = t.exec(`
			UPDATE `+table.name+` SET sealed = ?4 WHERE workspace = ?1 AND author_ref = ?2 AND `+table.id+` = ?3`,
			ws, of.ref, r.id, secret)
		if err != nil {
			return err
		}
	}
	return nil
}
