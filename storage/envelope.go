package storage

import (
	"encoding/json"
	"errors"

	"github.com/tink-crypto/tink-go/v2/tink"

	pw "handrail/peerwork"
)

// envelope is what a row keeps of somebody's words, and what opens it: their author's key, wrapped as it stands in the
// author's row.
type envelope struct {
	ref     pw.AuthorRef
	keyID   string
	wrapped []byte
	secret  []byte
}

// keepingKey holds on to the author's row a of whatever is read to be opened or sealed. Without it PostgreSQL, having
// waited for a row that was sealed anew, would read that row as it is now beside its author's key as it was before. It stands
// first: the row of an author is locked before what they wrote, here and when their key is renewed or destroyed.
const keepingKey = ` FOR KEY SHARE OF a`

// open returns what p sealed for the row of that identity.
func (s *Store) open(p person, e envelope, identity []byte) ([]byte, error) {
	key, err := s.keyOf(p, e)
	if err != nil {
		return nil, err
	}
	return key.Decrypt(e.secret, identity)
}

// openInto reads what p sealed with sealed.
func (s *Store) openInto(into any, p person, e envelope, identity []byte) error {
	plain, err := s.open(p, e, identity)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(plain, into); err != nil {
		return errors.New("its content cannot be read") // the decoder's error may quote it
	}
	return nil
}

// sealed seals a value as JSON for the row of that identity.
func sealed(key tink.AEAD, value any, identity []byte) ([]byte, error) {
	plain, err := json.Marshal(value)
	if err != nil {
		return nil, errors.New("its content cannot be written") // the encoder's error may quote it
	}
	return key.Encrypt(plain, identity)
}

// openEach opens every row, in order.
func openEach[R, T any](rows []R, open func(R) (T, error)) ([]T, error) {
	var all []T
	for _, row := range rows {
		one, err := open(row)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}
