package storage

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"sync/atomic"
	"time"

	"github.com/tink-crypto/tink-go/v2/aead"
	"github.com/tink-crypto/tink-go/v2/insecurecleartextkeyset"
	"github.com/tink-crypto/tink-go/v2/keyset"
	"github.com/tink-crypto/tink-go/v2/tink"
)

// ErrWrongKey means that the key file is not the one the database was written with.
var ErrWrongKey = errors.New("the key file does not fit this database: point HANDRAIL_KEY_FILE at the one it was written with, or name another database")

// ErrKeyDestroyed means that the database was written under a master key that has been destroyed since: it is a
// backup older than the horizon, and nothing in it can be read any more.
var ErrKeyDestroyed = errors.New("the master key of this copy was destroyed, as it is after HANDRAIL_BACKUP_DAYS: nothing in it can be read; restore a newer backup")

// Keyring is the master keys from the key file. They wrap the authors' keys and nothing else. It reads the file again
// when it meets a key it does not know, so that a rotation is noticed without a restart.
type Keyring struct {
	path string
	held atomic.Pointer[heldKeys]
}

// heldKeys is what stood in the key file.
type heldKeys struct {
	master    tink.AEAD
	primary   uint32
	ids       []uint32
	made      time.Time // when the newest was made
	replaced  []dated
	destroyed []dated
}

// dated is a master key's id, and when something befell it.
type dated struct {
	Key uint32    `json:"key"`
	At  time.Time `json:"at"`
}

// keyFile is a key file that was rotated at least once. One that was not is a keyset alone.
type keyFile struct {
	Keyset    json.RawMessage `json:"keyset"`
	Made      time.Time       `json:"made,omitzero"`
	Replaced  []dated         `json:"replaced,omitempty"`
	Destroyed []dated         `json:"destroyed,omitempty"`
	handle    *keyset.Handle
}

// Age returns how long ago the newest master key was made.
func (k *Keyring) Age(now time.Time) time.Duration { return now.Sub(k.held.Load().made) }

// Overdue counts the master keys that were replaced before an instant and are still there.
func (k *Keyring) Overdue(before time.Time) int {
	overdue := 0
	for _, d := range k.held.Load().replaced {
		if d.At.Before(before) {
			overdue++
		}
	}
	return overdue
}

func (k *Keyring) wrap(key, identity []byte) ([]byte, error) {
	return k.held.Load().master.Encrypt(key, identity)
}

func (k *Keyring) unwrap(wrapped, identity []byte) ([]byte, error) {
	raw, err := k.held.Load().master.Decrypt(wrapped, identity)
	if err == nil || k.knows(wrapped) || k.reload() != nil {
		return raw, err
	}
	return k.held.Load().master.Decrypt(wrapped, identity)
}

// knows reports whether the master key that wrapped something is held.
func (k *Keyring) knows(wrapped []byte) bool {
	return slices.Contains(k.held.Load().ids, masterOf(wrapped))
}

// wrong says why something cannot be unwrapped.
func (k *Keyring) wrong(wrapped []byte) error {
	if slices.ContainsFunc(k.held.Load().destroyed, func(d dated) bool { return d.Key == masterOf(wrapped) }) {
		return ErrKeyDestroyed
	}
	return ErrWrongKey
}

// masterOf returns the id of the master key that wrapped something: Tink writes it behind a first byte of 1. It is 0
// for what Tink did not write.
func masterOf(wrapped []byte) uint32 {
	if len(wrapped) < 5 || wrapped[0] != 1 {
		return 0
	}
	return binary.BigEndian.Uint32(wrapped[1:5])
}

// NewKeyFile makes a master key in a new file of mode 0400. It never overwrites a file.
func NewKeyFile(path string) error {
	handle, err := keyset.NewHandle(aead.AES256GCMKeyTemplate())
	if err != nil {
		return fmt.Errorf("make a master key: %w", err)
	}
	text, err := keysetText(handle)
	if err != nil {
		return err
	}
	err = writePrivately(path, text)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("the key file %s exists and stays as it is: without it nobody can read what was written", path)
	}
	return err
}

func keysetText(handle *keyset.Handle) ([]byte, error) {
	var text bytes.Buffer
	if err := insecurecleartextkeyset.Write(handle, keyset.NewJSONWriter(&text)); err != nil {
		return nil, fmt.Errorf("write the master key: %w", err)
	}
	return text.Bytes(), nil
}

// writePrivately writes a new file; it fails where there is one.
func writePrivately(path string, text []byte) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o400)
	if err != nil {
		return fmt.Errorf("create the key file: %w", err)
	}
	_, err = f.Write(append(text, '\n'))
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return fmt.Errorf("write the key file %s: %w", path, err)
	}
	return nil
}

// LoadKeyring reads the key file. It refuses a file that others may read or anybody may write: its mode is 0400
// or 0440.
func LoadKeyring(path string) (*Keyring, error) {
	k := &Keyring{path: path}
	if err := k.reload(); err != nil {
		return nil, err
	}
	return k, nil
}

func (k *Keyring) reload() error {
	file, err := readKeyFile(k.path)
	if err != nil {
		return err
	}
	held := &heldKeys{made: file.Made, replaced: file.Replaced, destroyed: file.Destroyed}
	if held.master, err = aead.New(file.handle); err != nil {
		return notAKeyFile(k.path)
	}
	info := file.handle.KeysetInfo()
	held.primary = info.GetPrimaryKeyId()
	for _, key := range info.GetKeyInfo() {
		held.ids = append(held.ids, key.GetKeyId())
	}
	k.held.Store(held)
	return nil
}

func readKeyFile(path string) (keyFile, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return keyFile{}, fmt.Errorf("the key file %s is missing: bring back the one that the database was written with, or set HANDRAIL_KEY_FILE to where it is; only where nothing was written yet, make one with handrail keys new: %w", path, err)
	}
	if err != nil {
		return keyFile{}, fmt.Errorf("open the key file: %w", err)
	}
	defer f.Close()
	made, err := checkPrivate(f)
	if err != nil {
		return keyFile{}, err
	}
	text, err := io.ReadAll(io.LimitReader(f, 1<<20))
	if err != nil {
		return keyFile{}, fmt.Errorf("read the key file: %w", err)
	}
	file := keyFile{Made: made}
	if json.Unmarshal(text, &file) != nil || file.Keyset == nil {
		file = keyFile{Keyset: text, Made: made}
	}
	if file.handle, err = insecurecleartextkeyset.Read(keyset.NewJSONReader(bytes.NewReader(file.Keyset))); err != nil {
		return keyFile{}, notAKeyFile(path) // the reader's own error may quote the file
	}
	return file, nil
}

// checkPrivate refuses a file that others may read or anybody may write, and returns when it was written.
func checkPrivate(f *os.File) (written time.Time, err error) {
	info, err := f.Stat()
	if err != nil {
		return written, fmt.Errorf("look at the key file: %w", err)
	}
	if !info.Mode().IsRegular() {
		return written, fmt.Errorf("the key file %s is not a plain file: name the file itself", f.Name())
	}
	if mode := info.Mode().Perm(); mode&^0o440 != 0 {
		return written, fmt.Errorf("the key file %s has mode %04o: it must be 0400 or 0440; run chmod 0400 %s", f.Name(), mode, f.Name())
	}
	return info.ModTime(), nil
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
	sealed, err := keys.wrap([]byte(checkText), []byte(checkData))
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
	text, err := keys.unwrap(stored, []byte(checkData))
	if err != nil || string(text) != checkText {
		return keys.wrong(stored)
	}
	return nil
}

// upToDate makes sure that nothing new is wrapped with a master key that was replaced: whoever rotates seals the
// check value anew before anything else. It returns errStaleKey where the newest key is not known here.
func upToDate(t tx, keys *Keyring) error {
	var stored []byte
	if err := t.row(`SELECT sealed FROM key_check WHERE only_row = 1 FOR SHARE`).Scan(&stored); err != nil {
		return fmt.Errorf("read the key's check value: %w", err)
	}
	if !keys.knows(stored) {
		return errStaleKey
	}
	return nil
}

// errStaleKey means that the key file was rotated since it was read.
var errStaleKey = errors.New("the key file was rotated meanwhile")
