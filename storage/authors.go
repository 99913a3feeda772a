package storage

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/tink-crypto/tink-go/v2/aead/subtle"
	"github.com/tink-crypto/tink-go/v2/tink"

	pw "handrail/peerwork"
)

// author is somebody's reference and the key that seals what they write.
type author struct {
	ref     pw.AuthorRef
	key     tink.AEAD
	keyID   string // names the key; another at each rotation
	wrapped []byte // the key as it is stored; nil where the row is there already
}

type person struct {
	workspace pw.WorkspaceID
	user      pw.UserID
}

// errNoAuthor means that the author's row is not there (any more), or that their key is not this one any more.
var errNoAuthor = errors.New("no author")

// knownAuthors remembers unwrapped keys, because unwrapping costs as much as sealing a note. It is bounded, and
// forgets a key when it is destroyed here. A key destroyed or renewed by another replica may linger in memory; nothing can
// be saved with it, because every save joins on the author's row and the key's name, and nothing it sealed is left to open.
type knownAuthors struct {
	mu    sync.Mutex
	known map[person]author
	reign int // counts up when a key is forgotten, so that a slow reader does not bring it back
}

const mostKnownAuthors = 2000

func newKnownAuthors() *knownAuthors { return &knownAuthors{known: make(map[person]author)} }

func (k *knownAuthors) get(p person) (a author, found bool, reign int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	a, found = k.known[p]
	return a, found, k.reign
}

func (k *knownAuthors) put(p person, a author, reign int) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if reign != k.reign {
		return
	}
	if len(k.known) >= mostKnownAuthors {
		clear(k.known)
	}
	a.wrapped = nil
	k.known[p] = a
}

func (k *knownAuthors) forget(p person) {
	k.mu.Lock()
	defer k.mu.Unlock()
	delete(k.known, p)
	k.reign++
}

// author returns the author with their key, from memory or from the database. It returns errNoAuthor where the
// person has none.
func (s *Store) author(ctx context.Context, p person) (author, error) {
	a, found, reign := s.authors.get(p)
	if found {
		return a, nil
	}
	var wrapped []byte
	err := s.db.look(ctx).row(`
		SELECT ref, key_id, wrapped_key FROM authors WHERE workspace = ?1 AND user_id = ?2`,
		p.workspace, p.user).Scan(&a.ref, &a.keyID, &wrapped)
	if errors.Is(err, sql.ErrNoRows) {
		return author{}, errNoAuthor
	}
	if err != nil {
		return author{}, fmt.Errorf("read an author's key: %w", err)
	}
	if a.key, err = s.unwrap(p, a.ref, wrapped); err != nil {
		return author{}, err
	}
	s.authors.put(p, a, reign)
	return a, nil
}

// newAuthor makes a reference and a key, which are nowhere until the row is inserted.
func (s *Store) newAuthor(p person) (author, error) {
	return s.withNewKey(p, pw.AuthorRef(pw.NewID()))
}

// withNewKey makes a key for an author.
func (s *Store) withNewKey(p person, ref pw.AuthorRef) (author, error) {
	key := make([]byte, 32)
	rand.Read(key)
	a := author{ref: ref, keyID: pw.NewID()}
	var err error
	if a.key, err = subtle.NewAESGCM(key); err != nil {
		return author{}, fmt.Errorf("make an author's key: %w", err)
	}
	if a.wrapped, err = s.keys.wrap(key, keyIdentity(p, a.ref)); err != nil {
		return author{}, fmt.Errorf("wrap an author's key: %w", err)
	}
	return a, nil
}

func (s *Store) unwrap(p person, ref pw.AuthorRef, wrapped []byte) (tink.AEAD, error) {
	raw, err := s.keys.unwrap(wrapped, keyIdentity(p, ref))
	if err != nil {
		return nil, fmt.Errorf("unwrap an author's key: %w", s.keys.wrong(wrapped))
	}
	key, err := subtle.NewAESGCM(raw)
	if err != nil {
		return nil, fmt.Errorf("read an author's key: %w", err)
	}
	return key, nil
}

// keyOf returns the key of an author whose row was just read.
func (s *Store) keyOf(p person, e envelope) (tink.AEAD, error) {
	if a, found, _ := s.authors.get(p); found && a.ref == e.ref && a.keyID == e.keyID {
		return a.key, nil
	}
	return s.unwrap(p, e.ref, e.wrapped)
}

// insert adds the row of a new author. It returns errNoAuthor where somebody else added one meanwhile.
func (a author) insert(t tx, p person) error {
	added, err := t.exec(`
		INSERT INTO authors (workspace, user_id, ref, wrapped_key, key_id) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (workspace, user_id) DO NOTHING`,
		p.workspace, p.user, a.ref, a.wrapped, a.keyID)
	if err != nil {
		return fmt.Errorf("add an author: %w", err)
	}
	if added == 0 {
		return errNoAuthor
	}
	return nil
}

// hold makes sure that the author is there and their key this one, until the transaction ends. It returns errNoAuthor
// otherwise.
func (a author) hold(t tx, ws pw.WorkspaceID) error {
	err := t.row(`SELECT 1 FROM authors WHERE workspace = ?1 AND ref = ?2 AND key_id = ?3 FOR UPDATE`, ws, a.ref, a.keyID).Scan(new(int))
	if errors.Is(err, sql.ErrNoRows) {
		return errNoAuthor
	}
	return err
}

// asAuthor runs a write as an author whose row is there when it commits: a new one where the person has none,
// or where theirs was destroyed meanwhile; and with the key they have then, read again where it was renewed. write
// returns errNoAuthor where it found no such row.
func (s *Store) asAuthor(ctx context.Context, p person, write func(author) (func(tx) error, error)) error {
	return s.asAuthorBy(ctx, p, s.db.write, write)
}

// way is the database's write or single.
type way func(ctx context.Context, change func(tx) error) error

// asAuthorBy is asAuthor by one of the two ways.
func (s *Store) asAuthorBy(ctx context.Context, p person, by way, write func(author) (func(tx) error, error)) error {
	const tries = 50 // each is lost only to somebody who has just added or destroyed the row
	err := errNoAuthor
	for i := 0; i < tries && errors.Is(err, errNoAuthor); i++ {
		err = s.asAuthorOnce(ctx, p, by, write)
	}
	return err
}

func (s *Store) asAuthorOnce(ctx context.Context, p person, by way, write func(author) (func(tx) error, error)) error {
	a, err := s.author(ctx, p)
	if errors.Is(err, errNoAuthor) {
		a, err = s.newAuthor(p)
	}
	if err != nil {
		return err
	}
	change, err := write(a)
	if err != nil {
		return err
	}
	if a.wrapped != nil {
		ofAuthor := change
		by, change = s.db.write, func(t tx) error {
			if err := s.addAuthor(t, p, a); err != nil {
				return err
			}
			return ofAuthor(t)
		}
	}
	err = by(ctx, change)
	if errors.Is(err, errStaleKey) {
		return s.readKeysAgain()
	}
	if errors.Is(err, pw.ErrRosterMoved) {
		s.known.Delete(p)
	}
	if errors.Is(err, errNoAuthor) || authorGone(err) {
		s.authors.forget(p)
		return errNoAuthor
	}
	return err
}

func (s *Store) addAuthor(t tx, p person, a author) error {
	if err := upToDate(t, s.keys); err != nil {
		return err
	}
	return a.insert(t, p)
}

// readKeysAgain reads the rotated key file, after which the write is tried anew.
func (s *Store) readKeysAgain() error {
	const tries = 5 // each is lost only to one more rotation
	err := errStaleKey
	for i := 0; i < tries && errors.Is(err, errStaleKey); i++ {
		if err := s.keys.reload(); err != nil {
			return err
		}
		err = s.write(context.Background(), func(t tx) error { return upToDate(t, s.keys) })
	}
	if err != nil {
		return fmt.Errorf("%w: %w", ErrWrongKey, err)
	}
	return errNoAuthor
}

// identity names a row, so that what is sealed for it opens nowhere else.
func identity(parts ...string) []byte { return []byte(strings.Join(parts, "|")) }

func keyIdentity(p person, ref pw.AuthorRef) []byte {
	return identity("authors", string(p.workspace), string(p.user), string(ref))
}

func noteIdentity(ws pw.WorkspaceID, id pw.NoteID, ref pw.AuthorRef) []byte {
	return identity("notes", string(ws), string(id), string(ref))
}
