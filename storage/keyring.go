package storage

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrWrongKey means that the key file is not the one the database was written with.
var ErrWrongKey = errors.New("the key file does not fit this database: point HANDRAIL_KEY_FILE at the one it was written with, or name another database")

// Keyring is the master key from the key file. It wraps the authors' keys and nothing else.
type Keyring struct {
	master tink.AEAD
}

// NewKeyFile makes a master key in a new file of mode 0400. It never overwrites a file.
func NewKeyFile(path string) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	err = writeKeyset(path, handle)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the key file %s exists and stays as it is: without it nobody can read what was written", path)
	}
	return err
}

// writeKeyset writes a new file; it fails where there is one.
func writeKeyset(path string, handle *keyset.Handle) error {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return fmt.Errorf("write the master key: %w", err)
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return fmt.Errorf("create the key file: %w", err)
	}
	_, err = f.Write(append(text.Bytes(), '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the key file %s: %w", path, err)
	}
	return nil
}

// LoadKeyring reads the key file. It refuses a file that others may read or anybody may write: its mode is 0400
// or 0440.
func LoadKeyring(path string) (*Keyring, error) {
	handle, err := readKeyset(path)
	if err != nil {
		return nil, err
	}
	master, err := aead.New(handle)
	if err != nil {
		return nil, notAKeyFile(path)
	}
	return &Keyring{master: master}, nil
}

func readKeyset(path string) (*keyset.Handle, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("the key file %s is missing: make one with handrail keys new, or set HANDRAIL_KEY_FILE: %w", path, err)
	}
	if err != nil {
		return nil, fmt.Errorf("open the key file: %w", err)
	}
	defer f.Close()
	if err := checkPrivate(f); err != nil {
		return nil, err
	}
	handle, err := insecurecleartextkeyset.Read(keyset.NewJSONReader(f))
	if err != nil {
		return nil, notAKeyFile(path) // the reader's own error may quote the file
	}
	return handle, nil
}

func checkPrivate(f *os.File) error {
	info, err := f.Stat()
	if err != nil {
		return fmt.Errorf("look at the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("the key file %s is not a plain file: name the file itself", f.Name())
	}
	if mode := info.Mode().Perm(); mode&^0o440 != 0 {
		return fmt.Errorf("the key file %s has mode %04o: it must be 0400 or 0440; run chmod 0400 %s", f.Name(), mode, f.Name())
	}
	return nil
}

func notAKeyFile(path string) error {
	return fmt.Errorf("the key file %s holds no master key: name the one that handrail keys new made", path)
}

const (
	checkText = "handrail"
	checkData = "key_check"
)

// checkKey refuses a key other than the one the database was first opened with.
func checkKey(t tx, keys *Keyring) error {
	sealed, err := keys.master.Encrypt([]byte(checkText), []byte(checkData))
	if err != nil {
		return fmt.Errorf("seal the key's check value: %w", err)
	}
	_, err = t.exec(`INSERT INTO key_check (only_row, sealed) VALUES (1, ?1) ON CONFLICT DO NOTHING`, sealed)
	if err != nil {
		return fmt.Errorf("store the key's check value: %w", err)
	}
	return fits(t, keys)
}

// fits reads the check value. It returns sql.ErrNoRows where none is stored yet.
func fits(t tx, keys *Keyring) error {
	var stored []byte
	if err := t.row(`SELECT sealed FROM key_check WHERE only_row = 1`).Scan(&stored); err != nil {
		return fmt.Errorf("read the key's check value: %w", err)
	}
	text, err := keys.master.Decrypt(stored, []byte(checkData))
	if err != nil || string(text) != checkText {
		return ErrWrongKey
	}
	return nil
}
