package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"
)

// postgresDB is a PostgreSQL database, which any number of replicas may share.
type postgresDB struct {
	pool    *sql.DB
	dialect dialect
}

const postgresConnections = 20

func openPostgres(ctx context.Context, url string) (*postgresDB, error) {
	config, err := pgx.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("read the database's address: %w", err) // pgx leaves the password out
	}
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(postgresConnections)
	pool.SetMaxIdleConns(postgresConnections)
	if err := pool.PingContext(ctx); err != nil {
		return nil, errors.Join(fmt.Errorf("connect to PostgreSQL: %w: check that it runs and that HANDRAIL_DATABASE_URL names it", explainPostgres(err)), pool.Close())
	}
	if err := migrate(ctx, pool, postgresMigrations()); err != nil {
		return nil, errors.Join(explainPostgres(err), pool.Close())
	}
	return &postgresDB{pool: pool, dialect: postgresDialect()}, nil
}

func (db *postgresDB) kind() string { return "PostgreSQL" }

// write runs change in a transaction of its own.
func (db *postgresDB) write(ctx context.Context, change func(tx) error) error {
	return untilItIsMade(func() error { return within(ctx, db.pool, nil, db.dialect, change) })
}

func (db *postgresDB) single(ctx context.Context, change func(tx) error) error {
	return untilItIsMade(func() error { return change(db.look(ctx).single()) })
}

// untilItIsMade makes a change again where the database chose it as the loser of a deadlock.
func untilItIsMade(change func() error) error {
	const tries = 8
	var err error
	for range tries {
		if err = change(); !lostARace(err) {
			return explainPostgres(err)
		}
	}
	return err
}

// explainPostgres adds how to mend what an operator can mend.
func explainPostgres(err error) error {
	var fault *pgconn.PgError
	if !errors.As(err, &fault) {
		return err
	}
	mend, known := map[string]string{
		"25006": "this PostgreSQL takes no writing: name the primary in HANDRAIL_DATABASE_URL, or let this user write",
		"42501": "let this user create and change tables in its schema",
		"53100": "the server's disk is full: make room",
		"53300": "the server takes no more connections: raise its max_connections, or run fewer replicas",
	}[fault.Code]
	if !known {
		return err
	}
	return fmt.Errorf("%w (%s)", err, mend)
}

func lostARace(err error) bool {
	var fault *pgconn.PgError
	return errors.As(err, &fault) && (fault.Code == "40001" || fault.Code == "40P01")
}

// authorGone reports whether a row could not be added because its author's was deleted at the same moment.
func authorGone(err error) bool {
	const foreignKey = "23503"
	var fault *pgconn.PgError
	return errors.As(err, &fault) && fault.Code == foreignKey && strings.Contains(fault.ConstraintName, "author_ref")
}

// read runs look in one snapshot of the database.
func (db *postgresDB) read(ctx context.Context, look func(tx) error) error {
	return within(ctx, db.pool, &sql.TxOptions{Isolation: sql.LevelRepeatableRead, ReadOnly: true}, db.dialect, look)
}

func (db *postgresDB) look(ctx context.Context) tx {
	return tx{ctx: ctx, on: db.pool, dialect: db.dialect}
}

func (db *postgresDB) ping(ctx context.Context) error { return db.pool.PingContext(ctx) }

func (db *postgresDB) close() error { return db.pool.Close() }

// forget does nothing: PostgreSQL's write-ahead log cannot be emptied by a client.
func (db *postgresDB) forget(context.Context) error { return nil }

func (db *postgresDB) backup(context.Context, string) error {
	return errors.New("this database is PostgreSQL: use pg_dump to copy it")
}
