package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

const rhythmColumns = `r.workspace, r.team, a.user_id, r.supervisor, r.weeks, r.first, r.clock, r.timezone, r.revision`

const rhythmsWithWorkers = `rhythms r JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref`

func scanRhythm(row scanner) (r pw.SessionRhythm, err error) {
	err = row.Scan(&r.Workspace, &r.Pair.Team, &r.Pair.Worker, &r.Pair.Supervisor, &r.Weeks, &r.First, &r.Clock, &r.Timezone, &r.Revision)
	return r, orNotFound(err)
}

func rhythmOf(t tx, ws pw.WorkspaceID, p pw.Pair) (pw.SessionRhythm, error) {
	return scanRhythm(t.row(`
		SELECT `+rhythmColumns+` FROM `+rhythmsWithWorkers+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND r.team = ?3 AND r.supervisor = ?4`,
		ws, p.Worker, p.Team, p.Supervisor))
}

// Rhythm returns how often a standing pair meets, to one of its sides, or pw.ErrNotFound.
func (s *Store) Rhythm(ctx context.Context, ws pw.WorkspaceID, p pw.Pair, viewer pw.UserID) (pw.SessionRhythm, error) {
	if !p.Has(viewer) {
		return pw.SessionRhythm{}, fmt.Errorf("read a rhythm: %w", pw.ErrNotFound)
	}
	r, err := scanRhythm(s.db.look(ctx).row(`
		SELECT `+rhythmColumns+` FROM `+rhythmsWithWorkers+` JOIN `+rhythmStands+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND r.team = ?3 AND r.supervisor = ?4`,
		ws, p.Worker, p.Team, p.Supervisor))
	if err != nil {
		return pw.SessionRhythm{}, fmt.Errorf("read a rhythm: %w", err)
	}
	return r, nil
}

// rhythmStands joins a rhythm to the roster's word that its two still meet.
const rhythmStands = `members m ON m.workspace = r.workspace AND m.team = r.team AND m.user_id = a.user_id
	AND m.supervisor = r.supervisor AND m.supervisor <> m.user_id`

// SetRhythm sets how often a pair meets, and plans the next session by it. A session still to come that the rhythm had
// planned before gets the new time; one that somebody planned stays. It returns pw.ErrNotFound unless by is a side of
// the pair and the pair stands, and pw.ErrChanged where the rhythm's revision is another than the one that by has seen;
// 0 is that of none.
func (s *Store) SetRhythm(ctx context.Context, once string, r pw.SessionRhythm, by pw.UserID, now time.Time, out ...pw.Delivery) (pw.Session, error) {
	var next pw.Session
	err := s.forPair(ctx, once, r.Workspace, r.Pair, by, now, func(t tx, worker pw.AuthorRef) error {
		if err := putRhythm(t, r, worker); err != nil {
			return err
		}
		var err error
		if next, err = replan(t, r, worker, now); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return pw.Session{}, fmt.Errorf("set a rhythm: %w", err)
	}
	return next, nil
}

func putRhythm(t tx, r pw.SessionRhythm, worker pw.AuthorRef) error {
	put, err := t.exec(`
		INSERT INTO rhythms (workspace, team, author_ref, supervisor, weeks, first, clock, timezone, revision)
		SELECT workspace, ?2, ref, ?4, ?5, ?6, ?7, ?8, ?9 FROM authors WHERE workspace = ?1 AND ref = ?3
		ON CONFLICT (workspace, team, author_ref, supervisor)
		DO UPDATE SET weeks = ?5, first = ?6, clock = ?7, timezone = ?8, revision = rhythms.revision + 1
		WHERE rhythms.revision = ?10`,
		r.Workspace, r.Pair.Team, worker, r.Pair.Supervisor, r.Weeks, r.First, r.Clock, r.Timezone, 1, r.Revision)
	if err == nil && put == 0 {
		err = pw.ErrChanged
	}
	return err
}

// DropRhythm ends how often a pair meets. Sessions that are planned stay.
func (s *Store) DropRhythm(ctx context.Context, once string, ws pw.WorkspaceID, p pw.Pair, by pw.UserID, now time.Time, out ...pw.Delivery) error {
	err := s.forPair(ctx, once, ws, p, by, now, func(t tx, _ pw.AuthorRef) error {
		return errors.Join(dropRhythm(t, ws, p), insertDeliveries(t, out))
	})
	if err != nil {
		return fmt.Errorf("end a rhythm: %w", err)
	}
	return nil
}

func dropRhythm(t tx, ws pw.WorkspaceID, p pw.Pair) error {
	_, err := t.exec(`
		DELETE FROM rhythms WHERE workspace = ?1 AND team = ?2 AND supervisor = ?3
		  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?4)`,
		ws, p.Team, p.Supervisor, p.Worker)
	return err
}

// RhythmsToPlan returns, of all workspaces, the rhythms of standing pairs that have no session planned after now.
func (s *Store) RhythmsToPlan(ctx context.Context, now time.Time) ([]pw.SessionRhythm, error) {
	rhythms, err := list(s.db.look(ctx), scanRhythm, `
		SELECT `+rhythmColumns+` FROM `+rhythmsWithWorkers+` JOIN `+rhythmStands+`
		WHERE NOT EXISTS (`+comingOf+`)
		ORDER BY r.workspace, r.team, a.user_id`,
		ms(now))
	if err != nil {
		return nil, fmt.Errorf("list rhythms to plan: %w", err)
	}
	return rhythms, nil
}

const comingOf = `SELECT 1 FROM sessions s WHERE s.workspace = r.workspace AND s.author_ref = r.author_ref AND s.team = r.team
	AND s.supervisor = r.supervisor AND s.state = 'planned' AND s.slot <> '' AND s.at > ?1`

// PlanNext plans the rhythm's next session where none is planned, once, however many do so at the same moment.
func (s *Store) PlanNext(ctx context.Context, ws pw.WorkspaceID, p pw.Pair, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		if err := paired(t, ws, p, p.Worker); err != nil {
			return err
		}
		worker, err := lockAuthor(t, ws, p.Worker)
		if err != nil {
			return err
		}
		r, err := rhythmOf(t, ws, p)
		if err != nil {
			return err
		}
		return planNext(t, r, worker, now)
	})
	if err != nil && !errors.Is(err, pw.ErrNotFound) {
		return fmt.Errorf("plan by the rhythm: %w", err)
	}
	return nil
}

func planNext(t tx, r pw.SessionRhythm, worker pw.AuthorRef, now time.Time) error {
	_, err := plannedByRhythm(t, r, worker, now)
	if !errors.Is(err, pw.ErrNotFound) {
		return err
	}
	taken, err := takenSlots(t, r, worker)
	if err != nil {
		return err
	}
	if next, ok := r.Next(taken, now); ok {
		return insertSession(t, next, worker)
	}
	return err
}

// replan gives the session that the rhythm had planned the new time, or plans one.
func replan(t tx, r pw.SessionRhythm, worker pw.AuthorRef, now time.Time) (pw.Session, error) {
	was, err := plannedByRhythm(t, r, worker, now)
	fresh := errors.Is(err, pw.ErrNotFound)
	if err != nil && !fresh {
		return pw.Session{}, err
	}
	taken, err := takenSlots(t, r, worker)
	if err != nil {
		return pw.Session{}, err
	}
	next, ok := r.Next(without(taken, was.Slot), now)
	switch {
	case !ok:
		return pw.Session{}, nil
	case fresh:
		return next, insertSession(t, next, worker)
	case was.Local == next.Local && was.Timezone == next.Timezone:
		return was, nil
	}
	moved := was
	moved.Timezone, moved.Slot = next.Timezone, next.Slot
	if err := moved.Move(next.Local, now); err != nil {
		return pw.Session{}, err
	}
	moved.Revision++
	return moved, updateSession(t, moved)
}

// plannedByRhythm is the session still to come that the pair's rhythm has planned, or pw.ErrNotFound.
func plannedByRhythm(t tx, r pw.SessionRhythm, worker pw.AuthorRef, now time.Time) (pw.Session, error) {
	return scanSession(t.row(`
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+`
		WHERE s.workspace = ?1 AND s.author_ref = ?2 AND s.team = ?3 AND s.supervisor = ?4
		  AND s.state = 'planned' AND s.slot <> '' AND s.at > ?5
		ORDER BY s.at LIMIT 1 FOR UPDATE OF s`,
		r.Workspace, worker, r.Pair.Team, r.Pair.Supervisor, ms(now)))
}

func takenSlots(t tx, r pw.SessionRhythm, worker pw.AuthorRef) ([]string, error) {
	scan := func(row scanner) (slot string, err error) {
		err = row.Scan(&slot)
		return slot, err
	}
	return list(t, scan, `
		SELECT slot FROM sessions
		WHERE workspace = ?1 AND author_ref = ?2 AND team = ?3 AND supervisor = ?4 AND slot <> ''`,
		r.Workspace, worker, r.Pair.Team, r.Pair.Supervisor)
}

func without(slots []string, slot string) []string {
	var rest []string
	for _, s := range slots {
		if s != slot {
			rest = append(rest, s)
		}
	}
	return rest
}
