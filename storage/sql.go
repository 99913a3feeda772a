package storage

import (
	"context"
	"database/sql"
	"errors"
	"regexp"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	pw "handrail/peerwork"
)

// querier is what *sql.DB, *sql.Conn and *sql.Tx have in common.
type querier interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// dialect turns a query as it is written here into the one a database takes: parameters are written ?1, ?2,
// row locks as PostgreSQL has them.
type dialect struct {
	translate func(string) string
	known     *sync.Map    // of statement
	removed   *atomic.Bool // set before anything is committed that took rows or words away; nil where nobody asks
}

// statement is a query as a database takes it.
type statement struct {
	text    string
	removes bool // rows, or words that others take the place of
}

func (d dialect) statement(query string) statement {
	if done, ok := d.known.Load(query); ok {
		return done.(statement)
	}
	done := statement{d.translate(query), removal.MatchString(query)}
	d.known.Store(query, done)
	return done
}

func (d dialect) of(query string) string { return d.statement(query).text }

var (
	parameter = regexp.MustCompile(`\?(\d+)`)
	removal   = regexp.MustCompile(`(?s)^\s*DELETE |UPDATE .*\bsealed = `)
	rowLock   = regexp.MustCompile(` FOR (?:UPDATE|SHARE|KEY SHARE)(?: OF \w+)?(?: SKIP LOCKED)?`)
)

// sqliteDialect leaves row locks out: a writing transaction is alone on SQLite.
func sqliteDialect() dialect {
	return dialect{known: new(sync.Map), translate: func(q string) string { return rowLock.ReplaceAllString(q, "") }}
}

func postgresDialect() dialect {
	return dialect{known: new(sync.Map), translate: func(q string) string { return parameter.ReplaceAllString(q, "$$$1") }}
}

// locking is a clause that locks rows, where they are to be locked.
func locking(lock bool, clause string) string {
	if lock {
		return clause
	}
	return ""
}

// tx is a transaction, or a single query's connection, in which queries are run.
type tx struct {
	ctx     context.Context
	on      querier
	dialect dialect
	made    *int // statements made so far, where there may be one; nil: any number
}

// single is t for a change of one statement.
func (t tx) single() tx {
	t.made = new(int)
	return t
}

var errNotSingle = errors.New("a change of one statement made a second: it needs a transaction")

// exec runs a statement and returns how many rows it changed.
func (t tx) exec(query string, args ...any) (int64, error) {
	if t.made != nil {
		if *t.made > 0 {
			return 0, errNotSingle
		}
		*t.made++
	}
	s := t.dialect.statement(query)
	result, err := t.on.ExecContext(t.ctx, s.text, args...)
	if err != nil {
		return 0, err
	}
	n, err := result.RowsAffected()
	if s.removes && n > 0 && t.dialect.removed != nil {
		t.dialect.removed.Store(true)
	}
	return n, err
}

func (t tx) row(query string, args ...any) *sql.Row {
	return t.on.QueryRowContext(t.ctx, t.dialect.of(query), args...)
}

// orNotFound says pw.ErrNotFound where a query found no row.
func orNotFound(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return pw.ErrNotFound
	}
	return err
}

// scanner is what *sql.Row and *sql.Rows have in common.
type scanner interface{ Scan(into ...any) error }

// list runs a query and scans every row.
func list[T any](t tx, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := t.on.QueryContext(t.ctx, t.dialect.of(query), args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

// ms is an instant as it is stored: Unix milliseconds, 0 for the zero time.
func ms(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

func instant(stored int64) time.Time {
	if stored == 0 {
		return time.Time{}
	}
	return time.UnixMilli(stored).UTC()
}

// when scans a stored instant.
type when struct{ into *time.Time }

// Scan implements sql.Scanner.
func (w when) Scan(value any) error {
	var stored sql.NullInt64
	if err := stored.Scan(value); err != nil {
		return err
	}
	*w.into = instant(stored.Int64)
	return nil
}

// flag is a bool as it is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// flagged scans a stored flag.
type flagged struct{ into *bool }

// Scan implements sql.Scanner.
func (f flagged) Scan(value any) error {
	var stored sql.NullInt64
	if err := stored.Scan(value); err != nil {
		return err
	}
	*f.into = stored.Int64 != 0
	return nil
}

// lines scans a list of lines; nil where there are none.
type lines struct{ into *[]string }

// Scan implements sql.Scanner.
func (l lines) Scan(value any) error {
	var stored sql.NullString
	if err := stored.Scan(value); err != nil {
		return err
	}
	*l.into = nil
	if stored.String != "" {
		*l.into = strings.Split(stored.String, "\n")
	}
	return nil
}
