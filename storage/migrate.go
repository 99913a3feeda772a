package storage

import (
	"cmp"
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"path"
	"strconv"
	"strings"

	"github.com/mattn/go-sqlite3"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
)

// ErrNewer means that a newer Handrail has changed the database already.
var ErrNewer = errors.New("the database is from a newer version of Handrail: run that version, or restore a backup from before")

//go:embed migrations/*.sql
var migrations embed.FS

// migrating says how one kind of database is brought up to date.
type migrating struct {
	dialect goose.Dialect
	words   *strings.Replacer // what stands for {{...}} in the files
	locker  lock.SessionLocker
}

func sqliteMigrations() migrating {
	return migrating{
		dialect: goose.DialectSQLite3,
		words:   strings.NewReplacer("{{blob}}", "BLOB", "{{clustered}}", " WITHOUT ROWID"),
	}
}

func postgresMigrations() migrating {
	return migrating{
		dialect: goose.DialectPostgres,
		words:   strings.NewReplacer("{{blob}}", "BYTEA", "{{clustered}}", ""),
		locker:  schemaLock{},
	}
}

// migrate brings the database up to date, forward only. Several replicas may start at once: on PostgreSQL they
// wait for one another; on SQLite, where each migration is an immediate transaction, the one that comes second
// fails cleanly and looks again.
func migrate(ctx context.Context, db *sql.DB, m migrating) error {
	const tries = 5
	var err error
	for range tries {
		if err = migrateOnce(ctx, db, m); err == nil || !worthAnotherLook(err) {
			return err
		}
	}
	return err
}

func worthAnotherLook(err error) bool {
	var fault sqlite3.Error
	return errors.As(err, &fault) && (fault.Code == sqlite3.ErrError || fault.Code == sqlite3.ErrConstraint)
}

func migrateOnce(ctx context.Context, db *sql.DB, m migrating) error {
	steps, err := m.steps()
	if err != nil {
		return err
	}
	options := []goose.ProviderOption{
		goose.WithGoMigrations(steps...),
		goose.WithDisableGlobalRegistry(true),
		goose.WithSlog(slog.New(slog.DiscardHandler)),
	}
	if m.locker != nil {
		options = append(options, goose.WithSessionLocker(m.locker))
	}
	provider, err := goose.NewProvider(m.dialect, db, nil, options...)
	if err != nil {
		return fmt.Errorf("prepare migrations: %w", err)
	}
	return upTo(ctx, provider)
}

func upTo(ctx context.Context, provider *goose.Provider) error {
	found, known, err := provider.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("read the database's version: %w", err)
	}
	if found > known {
		return fmt.Errorf("version %d found, %d known: %w", found, known, ErrNewer)
	}
	if found == known {
		return nil
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bring the database up to date: %w", err)
	}
	return nil
}

func (m migrating) steps() ([]*goose.Migration, error) {
	files, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, err
	}
	var steps []*goose.Migration
	for _, file := range files {
		text, err := migrations.ReadFile(file)
		if err != nil {
			return nil, err
		}
		version, err := strconv.ParseInt(strings.SplitN(path.Base(file), "_", 2)[0], 10, 64)
		if err != nil {
			return nil, fmt.Errorf("migration %s: its name must begin with a number: %w", file, err)
		}
		steps = append(steps, goose.NewGoMigration(version, step(m.words.Replace(string(text))), nil))
	}
	return steps, nil
}

func step(statements string) *goose.GoFunc {
	return &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
		_, err := tx.ExecContext(ctx, statements)
		return err
	}}
}

// schemaLock lets one replica at a time migrate a PostgreSQL schema; the others wait.
type schemaLock struct{}

const migrationLock = 48214 // any number that nothing else in the database uses as the first half of a lock

// SessionLock implements lock.SessionLocker.
func (schemaLock) SessionLock(ctx context.Context, conn *sql.Conn) error {
	_, err := conn.ExecContext(ctx, "SELECT pg_advisory_lock($1, hashtext(current_schema()))", migrationLock)
	return err
}

// SessionUnlock implements lock.SessionLocker.
func (schemaLock) SessionUnlock(ctx context.Context, conn *sql.Conn) error {
	var held bool
	err := conn.QueryRowContext(ctx, "SELECT pg_advisory_unlock($1, hashtext(current_schema()))", migrationLock).Scan(&held)
	return cmp.Or(err, lost(held))
}

func lost(held bool) error {
	if held {
		return nil
	}
	return errors.New("the migration lock was lost")
}
