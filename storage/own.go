package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

type datedNote struct {
	id    pw.NoteID
	dates pw.Dates
}

func scanDates(row scanner) (n datedNote, err error) {
	err = row.Scan(&n.id, when{&n.dates.Created}, when{&n.dates.DeleteOn})
	return n, err
}

// NoteDates returns when each of the author's notes was saved, and when its words go. It opens none of them.
func (s *Store) NoteDates(ctx context.Context, ws pw.WorkspaceID, author pw.UserID) (map[pw.NoteID]pw.Dates, error) {
	rows, err := list(s.db.look(ctx), scanDates, `
		SELECT n.note, n.created, n.delete_on FROM `+notesWithAuthors+` WHERE a.workspace = ?1 AND a.user_id = ?2`,
		ws, author)
	if err != nil {
		return nil, fmt.Errorf("list dates of notes: %w", err)
	}
	dates := make(map[pw.NoteID]pw.Dates, len(rows))
	for _, r := range rows {
		dates[r.id] = r.dates
	}
	return dates, nil
}

// SharedThemes returns the author's themes that figures still count, by week: those of notes that are there, and
// those whose words have gone before their quarter was frozen.
func (s *Store) SharedThemes(ctx context.Context, ws pw.WorkspaceID, author pw.UserID) ([]pw.SharedTheme, error) {
	themes, err := list(s.db.look(ctx), scanSharedTheme, `
		SELECT COALESCE(t.note, ''), t.team, t.week, t.code
		FROM shared_themes t JOIN authors a ON a.workspace = t.workspace AND a.ref = t.author_ref
		WHERE a.workspace = ?1 AND a.user_id = ?2 ORDER BY t.week, t.team, t.code, t.note`,
		ws, author)
	if err != nil {
		return nil, fmt.Errorf("list shared themes: %w", err)
	}
	return themes, nil
}

func scanSharedTheme(row scanner) (t pw.SharedTheme, err error) {
	err = row.Scan(&t.Note, &t.Team, &t.Week, &t.Code)
	return t, err
}

// KeepAtMost has the words of the author's notes go at most so many days after they were saved: sooner than they
// would have, never later. Those whose day has come by now are deleted, as Expire does, and counted.
func (s *Store) KeepAtMost(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, days int, now time.Time) (gone int, err error) {
	err = s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		gone, err = keepAtMost(t, ws, author, days, now)
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("shorten how long words are kept: %w", err)
	}
	return gone, nil
}

func keepAtMost(t tx, ws pw.WorkspaceID, author pw.UserID, days int, now time.Time) (int, error) {
	_, err := t.exec(`
		UPDATE notes SET delete_on = created + ?3
		WHERE workspace = ?1 AND delete_on > created + ?3
		  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
		ws, author, (time.Duration(days) * 24 * time.Hour).Milliseconds())
	if err == nil {
		err = keepTalkAtMost(t, ws, author, days)
	}
	if err != nil {
		return 0, err
	}
	if err := keepLinesAtMost(t, ws, author, days, now); err != nil {
		return 0, err
	}
	due, err := list(t, scanNoteKey, `
		SELECT n.workspace, n.note FROM `+notesWithAuthors+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND n.delete_on <= ?3 ORDER BY n.note FOR UPDATE OF n`,
		ws, author, ms(now))
	for _, k := range due {
		err = errors.Join(err, expireOne(t, k))
	}
	return len(due), err
}

func keepLinesAtMost(t tx, ws pw.WorkspaceID, author pw.UserID, days int, now time.Time) error {
	_, err := t.exec(`
		UPDATE agenda_items SET delete_on = added + ?3
		WHERE workspace = ?1 AND note IS NULL AND delete_on > added + ?3
		  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
		ws, author, (time.Duration(days) * 24 * time.Hour).Milliseconds())
	if err != nil {
		return err
	}
	_, err = t.exec(`
		DELETE FROM agenda_items
		WHERE workspace = ?1 AND note IS NULL AND delete_on <= ?3
		  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
		ws, author, ms(now))
	return err
}

// keepTalkAtMost has the author's actions, co-reflections and lines for a group go sooner as well. Those whose day has come go at the next
// Expire, and open for nobody before.
func keepTalkAtMost(t tx, ws pw.WorkspaceID, author pw.UserID, days int) error {
	kept := (time.Duration(days) * 24 * time.Hour).Milliseconds()
	for _, shortening := range []string{
		`UPDATE actions SET delete_on = kept_from + ?3 WHERE workspace = ?1 AND delete_on > kept_from + ?3
			AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
		`UPDATE group_lines SET delete_on = added + ?3 WHERE workspace = ?1 AND delete_on > added + ?3
			AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
		`UPDATE co_reflections SET delete_on = made + ?3 WHERE workspace = ?1 AND delete_on > made + ?3
			AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
	} {
		if _, err := t.exec(shortening, ws, author, kept); err != nil {
			return err
		}
	}
	return nil
}

// Expiring returns when words go, from one instant until before another, the soonest first: of one author, or of
// everybody where the author is "".
func (s *Store) Expiring(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, from, until time.Time) ([]pw.Expiry, error) {
	expiring, err := list(s.db.look(ctx), scanExpiry, `
		SELECT a.workspace, a.user_id, n.delete_on FROM `+notesWithAuthors+`
		WHERE n.delete_on >= ?3 AND n.delete_on < ?4 AND (?2 = '' OR (a.workspace = ?1 AND a.user_id = ?2))
		ORDER BY n.delete_on, a.workspace, a.user_id`,
		ws, author, ms(from), msOrEver(until))
	if err != nil {
		return nil, fmt.Errorf("list words that go soon: %w", err)
	}
	return expiring, nil
}

func scanExpiry(row scanner) (e pw.Expiry, err error) {
	err = row.Scan(&e.Workspace, &e.Author, when{&e.On})
	return e, err
}

// SharedFacts returns what the rule looks at on each of the author's notes that lets somebody else in, and how many notes
// have themes that figures count. It opens none of them.
func (s *Store) SharedFacts(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) (facts []pw.NoteFacts, counted int, err error) {
	t := s.db.look(ctx)
	scan := func(row scanner) (pw.NoteFacts, error) {
		f := pw.NoteFacts{Author: author}
		err := row.Scan(&f.Team, when{&f.ToSupervisorSince}, when{&f.ToManagersSince}, &f.Agenda.Team, &f.Agenda.Named, when{&f.Agenda.Since})
		return f, err
	}
	facts, err = list(t, scan, `
		SELECT n.team, n.to_supervisor, n.to_managers,
		       CASE WHEN i.shared > 0 THEN i.team ELSE '' END, CASE WHEN i.shared > 0 THEN i.named ELSE '' END, COALESCE(i.shared, 0)
		FROM `+notesOnAgendas+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND n.delete_on > ?3 AND (n.to_supervisor > 0 OR n.to_managers > 0 OR i.shared > 0)
		ORDER BY n.created DESC, n.note`,
		ws, author, ms(now))
	if err != nil {
		return nil, 0, fmt.Errorf("list what is shared: %w", err)
	}
	err = t.row(`
		SELECT COUNT(DISTINCT t.note) FROM shared_themes t JOIN authors a ON a.workspace = t.workspace AND a.ref = t.author_ref
		WHERE a.workspace = ?1 AND a.user_id = ?2`,
		ws, author).Scan(&counted)
	if err != nil {
		return nil, 0, fmt.Errorf("count notes whose themes are shared: %w", err)
	}
	return facts, counted, nil
}
