package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// backup copies the database as it stands at one moment. Writers go on meanwhile.
func (db *sqliteDB) backup(ctx context.Context, file string) error {
	if err := newPrivateFile(file); err != nil {
		return err
	}
	err := copyInto(ctx, db.path, file)
	if err != nil {
		err = errors.Join(fmt.Errorf("back up to %s: %w", file, explain(err)), os.Remove(file))
	}
	return err
}

// newPrivateFile makes an empty file of mode 0600, which SQLite then fills.
func newPrivateFile(file string) error {
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("%s exists and stays as it is: name a new file: %w", file, err)
	}
	if err != nil {
		return fmt.Errorf("create %s: %w", file, err)
	}
	return f.Close()
}

func copyInto(ctx context.Context, path, file string) error {
	from, err := sql.Open("sqlite3", fileURI(path)+"?mode=ro&_busy_timeout=2000")
	if err != nil {
		return err
	}
	defer from.Close()
	if _, err := from.ExecContext(ctx, "VACUUM INTO ?1", file); err != nil {
		return err
	}
	return synced(file)
}

// synced makes sure that the file, and its name, survive a power cut.
func synced(file string) error {
	for _, path := range []string{file, filepath.Dir(file)} {
		f, err := os.Open(path)
		if err != nil {
			return err
		}
		if err := errors.Join(f.Sync(), f.Close()); err != nil {
			return fmt.Errorf("write %s to the disk: %w", path, err)
		}
	}
	return nil
}

// whole reports what is wrong with a backup.
func whole(ctx context.Context, file string) error {
	if _, err := os.Stat(file); err != nil {
		return err
	}
	db, err := sql.Open("sqlite3", fileURI(file)+"?mode=ro&immutable=1")
	if err != nil {
		return err
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRowContext(ctx, "PRAGMA integrity_check(1)").Scan(&verdict); err != nil {
		return explain(err)
	}
	if verdict != "ok" {
		return errors.New("the file is damaged: use another backup")
	}
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*) FROM key_check").Scan(new(int)); err != nil {
		return errors.New("the file is not a Handrail database: name another")
	}
	return nil
}

func copyFile(from, to string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	if err := errors.Join(err, target.Close()); err != nil {
		return err
	}
	return synced(to)
}
