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
	rows, err := list(tx{ctx: ctx, on: db, dialect: sqliteDialect()}, scanWrappedKey, `SELECT workspace, user_id, ref, wrapped_key FROM authors`)
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
