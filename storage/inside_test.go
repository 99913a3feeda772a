package storage

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	pw "handrail/peerwork"
)

// What the tests and benchmarks outside the package need of its inside.

// Fill adds that many shared notes, without words, of 5,000 authors in 100 teams over 50 weeks.
func Fill(ctx context.Context, s *Store, ws pw.WorkspaceID, notes int) error {
	err := s.db.write(ctx, func(t tx) error {
		for i := range 5000 {
			_, err := t.exec(`INSERT INTO authors (workspace, user_id, ref, wrapped_key) VALUES (?1, ?2, ?3, ?4)`,
				ws, fmt.Sprintf("UF%d", i), fmt.Sprintf("ref-%d", i), []byte("none"))
			if err != nil {
				return err
			}
		}
		return nil
	})
	const atOnce = 10_000
	for from := 0; from < notes && err == nil; from += atOnce {
		err = s.db.write(ctx, func(t tx) error {
			for i := from; i < from+atOnce; i++ {
				if err := fillOne(t, ws, i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return errors.Join(err, s.db.forget(ctx))
}

// MakeTwoAsOne makes two statements where there may be one.
func MakeTwoAsOne(ctx context.Context, s *Store) error {
	return s.db.single(ctx, func(t tx) error {
		for range 2 {
			if _, err := t.exec(`DELETE FROM asked WHERE at < 0`); err != nil {
				return err
			}
		}
		return nil
	})
}

func fillOne(t tx, ws pw.WorkspaceID, i int) error {
	a := i % 5000
	n := pw.Note{
		ID: pw.NoteID(fmt.Sprintf("note-%020d", i)), Workspace: ws, Team: pw.TeamID(fmt.Sprintf("team-%d", a%100)), Kind: pw.Reflection, Talk: pw.NoNeed,
		Week: fmt.Sprintf("2026-W%02d", 1+i/5000%50), Codes: []pw.Code{pw.SubThemes()[i%11].Code}, ShareThemes: true, Revision: 1, Roster: 1,
	}
	if i%3 == 0 {
		n.ToManagersSince = time.UnixMilli(1)
	}
	return insertNote(t, "", n, author{ref: pw.AuthorRef(fmt.Sprintf("ref-%d", a))}, make([]byte, 300))
}

// FillLineManagers makes two of each filled team's authors its line managers.
func FillLineManagers(ctx context.Context, s *Store, ws pw.WorkspaceID) error {
	return s.write(ctx, func(t tx) error {
		for i := range 200 {
			_, err := t.exec(`
				INSERT INTO teams (workspace, team, place, name, setting, channel, timezone, holidays, quiet_from, quiet_until)
				VALUES (?1, ?2, 0, '', '', '', 'UTC', '', 0, 0) ON CONFLICT DO NOTHING`,
				ws, fmt.Sprintf("team-%d", i%100))
			if err == nil {
				_, err = t.exec(`INSERT INTO team_roles (workspace, team, role, user_id, since, place) VALUES (?1, ?2, ?3, ?4, 0, 0)`,
					ws, fmt.Sprintf("team-%d", i%100), pw.RoleManager, fmt.Sprintf("UF%d", i))
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// CountOnly counts as FreezeFigures does, and freezes nothing.
func CountOnly(ctx context.Context, s *Store, ws pw.WorkspaceID, team pw.TeamID, period pw.Period) error {
	_, err := count(s.db.look(ctx), ws, team, period, time.UTC)
	return err
}

// Rows counts the rows that refer to authors.
func Rows(ctx context.Context, s *Store) map[string]int {
	rows := make(map[string]int)
	for _, table := range []string{"authors", "notes", "shared_themes"} {
		var n int
		if err := s.db.look(ctx).row("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil {
			n = -1
		}
		rows[table] = n
	}
	return rows
}

// TablesOf lists the tables that have a column of that name.
func TablesOf(ctx context.Context, s *Store, column string) []string {
	var tables []string
	for _, c := range columnsOf(ctx, s) {
		if c[1] == column {
			tables = append(tables, c[0])
		}
	}
	return tables
}

// CountRows counts the rows of a table.
func CountRows(ctx context.Context, s *Store, table string) (n int) {
	if err := s.db.look(ctx).row("SELECT COUNT(*) FROM " + table).Scan(&n); err != nil {
		return -1
	}
	return n
}

// ColumnsHolding lists the columns, "table.column", in which a text stands.
func ColumnsHolding(ctx context.Context, s *Store, text string) []string {
	var found []string
	for _, c := range columnsOf(ctx, s) {
		var n int
		query := fmt.Sprintf("SELECT COUNT(*) FROM %s WHERE CAST(%s AS TEXT) LIKE ?1", c[0], c[1])
		if err := s.db.look(ctx).row(query, "%"+text+"%").Scan(&n); err != nil || n > 0 {
			found = append(found, c[0]+"."+c[1])
		}
	}
	return found
}

// columnsOf lists every column of every table, with the table's name.
func columnsOf(ctx context.Context, s *Store) [][2]string {
	scan := func(row scanner) (c [2]string, err error) {
		return c, row.Scan(&c[0], &c[1])
	}
	columns, err := list(s.db.look(ctx), scan, `
		SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`)
	if err != nil {
		columns, err = list(s.db.look(ctx), scan, `
			SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = current_schema()`)
	}
	if err != nil {
		return nil
	}
	return columns
}

// AuthorRef returns the reference that stands for somebody.
func AuthorRef(ctx context.Context, s *Store, ws pw.WorkspaceID, user pw.UserID) (ref pw.AuthorRef) {
	if err := s.db.look(ctx).row(`SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2`, ws, user).Scan(&ref); err != nil {
		return ""
	}
	return ref
}

// WrappedKey returns an author's key as it is stored.
func WrappedKey(ctx context.Context, s *Store, ws pw.WorkspaceID, user pw.UserID) (wrapped []byte) {
	err := s.db.look(ctx).row(`SELECT wrapped_key FROM authors WHERE workspace = ?1 AND user_id = ?2`, ws, user).Scan(&wrapped)
	if err != nil {
		return nil
	}
	return wrapped
}

// AgendaDiscussed records that what a worker shared with a supervisor was talked about, as recording a session does.
func AgendaDiscussed(ctx context.Context, s *Store, ws pw.WorkspaceID, worker, supervisor pw.UserID, at time.Time) error {
	return s.write(ctx, func(t tx) error { return agendaDiscussed(t, ws, worker, supervisor, at, at) })
}

// ClaimPiece writes a piece of a claim, and no more of it.
func ClaimPiece(ctx context.Context, s *Store, out []pw.Delivery, asked []pw.Asking) error {
	return s.write(ctx, func(t tx) error { return insertAsking(t, out, askedBy(asked)) })
}

// CarryAskedOver does again what the eleventh migration does with what channels were asked.
func CarryAskedOver(ctx context.Context, s *Store) error {
	text, err := migrations.ReadFile("migrations/0012_asked.sql")
	if err != nil {
		return err
	}
	_, updates, _ := strings.Cut(string(text), "DEFAULT '';")
	return s.write(ctx, func(t tx) error { _, err := t.exec(updates); return err })
}

// DeliveriesTo returns the state and kind of every message to somebody: "waiting digest".
func DeliveriesTo(ctx context.Context, s *Store, recipient string) []string {
	found, err := list(s.db.look(ctx), scanText, `SELECT state || ' ' || kind FROM deliveries WHERE recipient = ?1`, recipient)
	if err != nil {
		panic(err)
	}
	return found
}

// FillSealed adds that many authors with as many notes each, sealed, of 20 words.
func FillSealed(ctx context.Context, s *Store, ws pw.WorkspaceID, authors int, notes int, like pw.Note) error {
	for i := range authors {
		p := person{ws, pw.UserID(fmt.Sprintf("UF%d", i))}
		err := s.asAuthor(ctx, p, func(a author) (func(tx) error, error) {
			return func(t tx) error {
				for range notes {
					n := like
					n.ID, n.Author = pw.NoteID(pw.NewID()), p.user
					secret, err := sealNote(a.key, a.ref, n)
					if err == nil {
						err = insertNote(t, "", n, a, secret)
					}
					if err != nil {
						return err
					}
				}
				return nil
			}, nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
