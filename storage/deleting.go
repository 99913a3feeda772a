package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"time"

	pw "handrail/peerwork"
)

// How long what has done its work is kept, by domain time.
const (
	mayComeAgain   = 24 * time.Hour       // far above Slack's retries
	keepDone       = 15 * 24 * time.Hour  // far above Slack's retries, and above a playground that jumps a week on
	keepSent       = 90 * 24 * time.Hour  // messages sent, skipped or given up
	keepAsked      = 400 * 24 * time.Hour // which prompt was put to whom
	freezeQuarters = 35 * 24 * time.Hour  // after its end a quarter's figures count as drawn
)

// DeleteAll destroys the author's key, and deletes their notes, drafts, agenda, lines for a group, shared themes,
// receipts, requests to talk, sessions, actions, what they wrote before sessions, preferences, and the list of messages
// that they were sent. What was written is unreadable from then on, here and in any log of the database. Frozen figures
// stay. Somebody who writes again afterwards gets a new key and a new reference.
func (s *Store) DeleteAll(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		return deletePerson(t, ws, author, now)
	})
	if err != nil {
		return fmt.Errorf("delete all of a person's: %w", err)
	}
	s.authors.forget(person{ws, author})
	s.forget(ctx)
	return nil
}

// toAuthors are the kinds of message to somebody about what they wrote, or were asked to write. All others go to a role
// that they keep: of those the ones that wait still go out.
const toAuthors = `('member-prompt', 'prompt-reminder', 'expiry-reminder', 'agenda-shared', 'not-posted')`

func deletePerson(t tx, ws pw.WorkspaceID, user pw.UserID, now time.Time) error {
	ref, err := lockAuthor(t, ws, user)
	if err != nil {
		return err
	}
	// What new notes were saved by, delivered again, must not bring them back.
	_, err = t.exec(`
		INSERT INTO done (workspace, key, at) SELECT workspace, note, ?3 FROM notes
		WHERE workspace = ?1 AND author_ref = ?2 AND created > ?4 ON CONFLICT (workspace, key) DO NOTHING`,
		ws, ref, ms(now), ms(now.Add(-mayComeAgain)))
	if err != nil {
		return fmt.Errorf("keep a new note from coming back: %w", err)
	}
	_, err = t.exec(`
		DELETE FROM deliveries WHERE workspace = ?1 AND subject IN (
			SELECT request FROM soon_requests WHERE workspace = ?1 AND author_ref = ?2
			UNION ALL SELECT session FROM sessions WHERE workspace = ?1 AND author_ref = ?2)`,
		ws, ref)
	if err != nil {
		return err
	}
	for _, deletion := range []string{
		`DELETE FROM authors WHERE workspace = ?1 AND user_id = ?2`, // all that refers to it follows
		`DELETE FROM preferences WHERE workspace = ?1 AND user_id = ?2`,
		`DELETE FROM asked WHERE workspace = ?1 AND audience = ?2`,
		`DELETE FROM deliveries WHERE workspace = ?1 AND subject = ?2`,
		`DELETE FROM deliveries WHERE workspace = ?1 AND recipient = ?2 AND (state <> 'waiting' OR kind IN ` + toAuthors + `)`,
		`UPDATE deliveries SET asker = '' WHERE workspace = ?1 AND asker = ?2`,
		`UPDATE group_agendas SET facilitator = '', since = 0, revision = revision + 1 WHERE workspace = ?1 AND facilitator = ?2`,
	} {
		if _, err := t.exec(deletion, ws, user); err != nil {
			return err
		}
	}
	return nil
}

// lockAuthor returns the author's reference, or "" where they have none. A save at the same moment waits, and
// then finds no author.
func lockAuthor(t tx, ws pw.WorkspaceID, user pw.UserID) (pw.AuthorRef, error) {
	var ref pw.AuthorRef
	err := t.row(`SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2 FOR UPDATE`, ws, user).Scan(&ref)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return ref, err
}

// Forget empties SQLite's write-ahead log, if anything was deleted or replaced since it was last emptied: until then pages
// from before stand in it. It returns an error where somebody reads from the log at that moment, and is to be called again. On
// PostgreSQL, whose log no client can empty, it does nothing.
func (s *Store) Forget(ctx context.Context) error { return s.db.forget(ctx) }

// forget does the same at once, after a key was destroyed. Where it cannot, the clock does it soon.
func (s *Store) forget(ctx context.Context) {
	if err := s.db.forget(context.WithoutCancel(ctx)); err != nil {
		s.log.Warn("the write-ahead log still holds deleted rows, encrypted; it is emptied within a minute", "error", err)
	}
}

// Expire deletes the notes whose day has come, and returns how many. The themes their authors shared stay,
// without the note, until their quarter is frozen or long over. What has done its work goes too.
func (s *Store) Expire(ctx context.Context, now time.Time) (int, error) {
	var gone int
	for {
		found, n, err := s.expireSome(ctx, now)
		gone += n
		if err != nil {
			return gone, fmt.Errorf("expire notes: %w", err)
		}
		if found == 0 {
			break
		}
	}
	if err := s.write(ctx, func(t tx) error { return tidy(t, now) }); err != nil {
		return gone, fmt.Errorf("tidy up: %w", err)
	}
	if err := s.dropCounted(ctx, now); err != nil {
		return gone, fmt.Errorf("drop themes that were counted: %w", err)
	}
	return gone, nil
}

type noteKey struct {
	workspace pw.WorkspaceID
	note      pw.NoteID
}

func scanNoteKey(row scanner) (k noteKey, err error) {
	err = row.Scan(&k.workspace, &k.note)
	return k, err
}

// expireSome looks through the notes author by author, for no index of notes is by the day of deletion. It returns how
// many it found due, which another replica may have found at the same moment, and how many of them it deleted.
func (s *Store) expireSome(ctx context.Context, now time.Time) (found, gone int, err error) {
	const most, atOnce = 10_000, 200
	due, err := list(s.db.look(ctx), scanNoteKey, `
		SELECT n.workspace, n.note FROM authors a CROSS JOIN notes n
		WHERE n.workspace = a.workspace AND n.author_ref = a.ref AND n.delete_on <= ?1
		ORDER BY n.workspace, n.note LIMIT ?2`,
		ms(now), most)
	if err != nil {
		return 0, 0, err
	}
	for some := range slices.Chunk(due, atOnce) {
		deleted := 0
		err := s.write(ctx, func(t tx) (err error) {
			deleted, err = expireThese(t, some, now)
			return err
		})
		if err != nil {
			return 0, gone, err
		}
		gone += deleted
	}
	return len(due), gone, nil
}

// expireThese deletes those of the notes that are still there and due.
func expireThese(t tx, some []noteKey, now time.Time) (gone int, err error) {
	for _, k := range some {
		due, err := list(t, scanNoteKey, `
			SELECT workspace, note FROM notes WHERE workspace = ?1 AND note = ?2 AND delete_on <= ?3 FOR UPDATE`,
			k.workspace, k.note, ms(now))
		if err != nil {
			return 0, err
		}
		if len(due) == 0 {
			continue
		}
		if err := expireOne(t, k); err != nil {
			return 0, err
		}
		gone++
	}
	return gone, nil
}

func expireOne(t tx, k noteKey) error {
	_, err := t.exec(`UPDATE shared_themes SET note = NULL WHERE workspace = ?1 AND note = ?2`, k.workspace, k.note)
	if err != nil {
		return fmt.Errorf("keep shared themes: %w", err)
	}
	return deleteNote(t, k.workspace, k.note)
}

func tidy(t tx, now time.Time) error {
	for _, old := range []struct {
		deletion string
		kept     time.Duration
	}{
		{`DELETE FROM drafts WHERE expires <= ?1`, 0},
		{`DELETE FROM actions WHERE delete_on <= ?1`, 0},
		{`DELETE FROM actions WHERE done > 0 AND done <= ?1`, keepDoneAction},
		{`DELETE FROM co_reflections WHERE delete_on <= ?1`, 0},
		{`DELETE FROM sessions WHERE at <= ?1`, keepSessions},
		{`DELETE FROM agenda_items WHERE delete_on > 0 AND delete_on <= ?1`, 0},
		{`DELETE FROM group_lines WHERE delete_on <= ?1`, 0},
		{`DELETE FROM done WHERE at <= ?1`, keepDone},
		{`DELETE FROM asked WHERE at <= ?1`, keepAsked},
		{`DELETE FROM deliveries WHERE due <= ?1 AND state <> 'waiting'`, keepSent},
	} {
		if _, err := t.exec(old.deletion, ms(now.Add(-old.kept))); err != nil {
			return err
		}
	}
	return dropSoonCounts(t, now)
}

// countedWeek is a week of a team of which expired notes have left shared themes.
type countedWeek struct {
	workspace pw.WorkspaceID
	team      pw.TeamID
	week      string
}

func scanCountedWeek(row scanner) (w countedWeek, err error) {
	err = row.Scan(&w.workspace, &w.team, &w.week)
	return w, err
}

// dropCounted deletes the shared themes of expired notes once their quarter's figures are frozen, or once the
// quarter has been over for so long that nobody will draw them. The team's figures count them; those of the whole
// organisation count work outside the role.
func (s *Store) dropCounted(ctx context.Context, now time.Time) error {
	weeks, err := list(s.db.look(ctx), scanCountedWeek, `
		SELECT DISTINCT workspace, team, week FROM shared_themes WHERE note IS NULL`)
	if err != nil {
		return err
	}
	for _, w := range weeks {
		quarter, err := quarterOf(w.week)
		if err != nil {
			return err
		}
		over := now.Add(-freezeQuarters).After(quarter.End(time.UTC))
		err = s.write(ctx, func(t tx) error { return w.drop(t, quarter, over) })
		if err != nil {
			return err
		}
	}
	return nil
}

func (w countedWeek) drop(t tx, quarter pw.Period, over bool) error {
	_, err := t.exec(`
		DELETE FROM shared_themes WHERE workspace = ?1 AND team = ?2 AND week = ?3 AND note IS NULL
		  AND (?4 = 1 OR EXISTS (SELECT 1 FROM figures WHERE workspace = ?1 AND team = ?2 AND period = ?5)
		                 AND (code <> ?6 OR EXISTS (SELECT 1 FROM figures WHERE workspace = ?1 AND team = ?7 AND period = ?5)))`,
		w.workspace, w.team, w.week, flag(over), quarter.String(), pw.CodeX, pw.NoTeam)
	return err
}

// quarterOf returns the quarter in which the week's Thursday falls.
func quarterOf(week string) (pw.Period, error) {
	p, err := pw.ParsePeriod(week)
	if err != nil {
		return pw.Period{}, err
	}
	return p.QuarterOf(), nil
}
