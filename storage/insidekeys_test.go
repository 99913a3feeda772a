package storage

import (
	"context"
	"database/sql"

	pw "handrail/peerwork"
)

// KeyInFile is an author's key as a file holds it.
type KeyInFile struct {
	Ref     pw.AuthorRef
	Wrapped []byte
}

// KeysInFile reads the authors' keys out of a database that cannot be opened.
func KeysInFile(ctx context.Context, file string) map[pw.UserID]KeyInFile {
	db, err := sql.Open("sqlite3", fileURI(file)+"?mode=ro")
	if err != nil {
		return nil
	}
	defer db.Close()
	rows, err := list(tx{ctx: ctx, on: db, dialect: sqliteDialect()}, scanWrappedKey, `SELECT workspace, user_id, ref, key_id, wrapped_key FROM authors`)
	if err != nil {
		return nil
	}
	keys := map[pw.UserID]KeyInFile{}
	for _, r := range rows {
		keys[r.person.user] = KeyInFile{r.ref, r.wrapped}
	}
	return keys
}

// Opens reports whether a keyring unwraps an author's key.
func Opens(keys *Keyring, ws pw.WorkspaceID, user pw.UserID, ref pw.AuthorRef, wrapped []byte) bool {
	_, err := keys.unwrap(wrapped, keyIdentity(person{ws, user}, ref))
	return err == nil
}

// Exec runs a statement.
func Exec(ctx context.Context, s *Store, statement string) error {
	return s.db.write(ctx, func(t tx) error {
		_, err := t.exec(statement)
		return err
	})
}

// Sealed is something an author wrote, as a database holds it, with the author's key beside it.
type Sealed struct {
	Table, Row string
	Secret     []byte
	of         wrappedKey
}

// SealedIn reads everything sealed in a database: what somebody who has a backup has.
func SealedIn(ctx context.Context, s *Store) ([]Sealed, error) {
	var all []Sealed
	keys, err := list(s.db.look(ctx), scanWrappedKey, `SELECT workspace, user_id, ref, key_id, wrapped_key FROM authors ORDER BY user_id`)
	for _, k := range keys {
		for _, table := range sealedTables() {
			rows, err := list(s.db.look(ctx), scanSealed, `
				SELECT `+table.id+`, sealed FROM `+table.name+` WHERE workspace = ?1 AND author_ref = ?2 AND sealed IS NOT NULL`, k.person.workspace, k.ref)
			if err != nil {
				return nil, err
			}
			for _, r := range rows {
				all = append(all, Sealed{table.name, r.id, r.secret, k})
			}
		}
	}
	return all, err
}

// OpensWith reports whether the key file opens it, with any of the authors' keys that stood beside any of the others.
func (x Sealed) OpensWith(keys *Keyring, others ...Sealed) bool {
	s := &Store{keys: keys, authors: newKnownAuthors()}
	for _, o := range append(others, x) {
		key, err := s.unwrap(o.of.person, o.of.ref, o.of.wrapped)
		if err != nil {
			continue
		}
		for _, table := range sealedTables() {
			if table.name != x.Table {
				continue
			}
			if _, err := key.Decrypt(x.Secret, table.identity(x.of.person.workspace, x.of.ref, x.Row)); err == nil {
				return true
			}
		}
	}
	return false
}

// SealedTables names the tables that a rotation seals anew.
func SealedTables() []string {
	var names []string
	for _, table := range sealedTables() {
		names = append(names, table.name)
	}
	return names
}

// RememberOldKey has a store hold a key for somebody that was theirs before, as one that read it a moment too early does.
func RememberOldKey(ctx context.Context, s *Store, ws pw.WorkspaceID, user pw.UserID) error {
	p := person{ws, user}
	s.authors.forget(p)
	a, err := s.author(ctx, p)
	if err != nil {
		return err
	}
	old, err := s.withNewKey(p, a.ref)
	_, _, reign := s.authors.get(p)
	s.authors.forget(p)
	s.authors.put(p, old, reign+1)
	return err
}

// ReadAtLength begins to read, and goes on until what it returns is called.
func ReadAtLength(ctx context.Context, s *Store) (done func() error) {
	begun, end, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- s.db.read(ctx, func(t tx) error {
			err := t.row(`SELECT COUNT(*) FROM notes`).Scan(new(int))
			close(begun)
			<-end
			return err
		})
	}()
	<-begun
	return func() error { close(end); return <-ended }
}
