package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// What of a session belongs to whom. A session, and the rhythm it comes from, is the worker's: an appointment without
// any words. It hangs on the worker's author row, and goes with it, together with every action and co-reflection of the
// pair, whoever wrote them. The supervisor's name stands in it as it does in the roster: when supervisors delete all of
// theirs, their words go (with their key), and the worker's history stays. Until it goes, a session is the countable
// fact: team, week, state, and the worker's author reference as that of an unnamed contributor; what was counted before
// stays in frozen figures. A session that nobody held or planned anew is kept for keepSessions.

// keepSessions is how long a worker's history of sessions goes back.
const keepSessions = pw.SessionRetentionDays * 24 * time.Hour

// sessionColumns are scanned by scanSession; s is the session, a its worker's author row.
const sessionColumns = `s.workspace, s.session, a.user_id, s.team, s.supervisor, s.local, s.timezone, s.at, s.was, s.slot,
	s.moves, s.made, s.timed, s.state, s.why, s.recorded_by, s.recorded, s.co_prompt, s.revision`

const sessionsWithWorkers = `sessions s JOIN authors a ON a.workspace = s.workspace AND a.ref = s.author_ref`

// ofStandingPair joins a session to the roster's word that its two still meet, and have since before it was made.
const ofStandingPair = `members m ON m.workspace = s.workspace AND m.team = s.team AND m.user_id = a.user_id
	AND m.supervisor = s.supervisor AND m.supervisor <> m.user_id AND m.supervisor_since <= s.made`

func scanSession(row scanner) (s pw.Session, err error) {
	err = row.Scan(&s.Workspace, &s.ID, &s.Worker, &s.Team, &s.Supervisor, &s.Local, &s.Timezone, when{&s.At}, &s.Was, &s.Slot,
		&s.Moves, when{&s.Made}, when{&s.Timed}, &s.State, &s.Why, &s.By, when{&s.Recorded}, &s.CoPrompt, &s.Revision)
	return s, orNotFound(err)
}

// paired returns pw.ErrNotFound unless by is a side of the pair and the pair stands in the roster, which is held until
// the transaction ends.
func paired(t tx, ws pw.WorkspaceID, p pw.Pair, by pw.UserID) error {
	if !p.Has(by) || p.Worker == p.Supervisor {
		return pw.ErrNotFound
	}
	if err := holdFor(t, ws, by); err != nil {
		return err
	}
	return orNotFound(t.row(`
		SELECT 1 FROM members WHERE workspace = ?1 AND team = ?2 AND user_id = ?3 AND supervisor = ?4`,
		ws, p.Team, p.Worker, p.Supervisor).Scan(new(int)))
}

// forPair runs a change by one side of a standing pair, with the worker's author reference, which is made where there
// is none. It returns pw.ErrNotFound where the pair does not stand or by is no side of it.
func (s *Store) forPair(ctx context.Context, once string, ws pw.WorkspaceID, p pw.Pair, by pw.UserID, now time.Time, change func(tx, pw.AuthorRef) error) error {
	return s.asAuthor(ctx, person{ws, p.Worker}, func(worker author) (func(tx) error, error) {
		return func(t tx) error {
			if err := onceAt(t, ws, once, now); err != nil {
				return err
			}
			if err := paired(t, ws, p, by); err != nil {
				return err
			}
			return change(t, worker.ref)
		}, nil
	})
}

// PlanSession stores a new session, planned or held already, and puts messages out with it. It returns pw.ErrNotFound
// unless by is a side of the pair and the pair stands, and pw.ErrDuplicate where once was seen before.
func (s *Store) PlanSession(ctx context.Context, once string, session pw.Session, by pw.UserID, now time.Time, out ...pw.Delivery) error {
	err := s.forPair(ctx, once, session.Workspace, session.Pair(), by, now, func(t tx, worker pw.AuthorRef) error {
		if err := insertSession(t, session, worker); err != nil {
			return err
		}
		if err := discussed(t, session); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return fmt.Errorf("plan a session: %w", err)
	}
	return nil
}

// insertSession leaves it where the rhythm's day has a session already.
func insertSession(t tx, s pw.Session, worker pw.AuthorRef) error {
	added, err := t.exec(`
		INSERT INTO sessions (workspace, session, author_ref, team, supervisor, local, timezone, at, week, was, slot, moves,
		                      prepared, made, timed, state, why, recorded_by, recorded, co_prompt, revision)
		SELECT workspace, ?2, ref, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, 0, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20
		FROM authors WHERE workspace = ?1 AND ref = ?3
		ON CONFLICT DO NOTHING`,
		s.Workspace, s.ID, worker, s.Team, s.Supervisor, s.Local, s.Timezone, ms(s.At), s.Week(), s.Was, s.Slot, s.Moves,
		ms(s.Made), ms(s.Timed), s.State, s.Why, s.By, ms(s.Recorded), s.CoPrompt, s.Revision)
	if err != nil || added > 0 {
		return err
	}
	if err := t.row(`SELECT 1 FROM authors WHERE workspace = ?1 AND ref = ?2`, s.Workspace, worker).Scan(new(int)); errors.Is(err, sql.ErrNoRows) {
		return errNoAuthor
	}
	return nil
}

// discussed has what was shared for a session that was held marked as talked about.
func discussed(t tx, s pw.Session) error {
	if s.State != pw.SessionHeld {
		return nil
	}
	return agendaDiscussed(t, s.Workspace, s.Worker, s.Supervisor, s.At, s.Recorded)
}

// ChangeSession reads a session, applies change and writes it, in one transaction, and puts messages out with it. When
// it is recorded, what was shared for it counts as talked about, and the next one of the rhythm is planned. It returns
// pw.ErrNotFound unless by is a side of it and the pair stands; pw.ErrChanged where its revision is another than the
// one that by has seen; pw.ErrDuplicate where once was seen before. The error of change is returned as it is. change
// may run more than once.
func (s *Store) ChangeSession(ctx context.Context, once string, seen pw.SeenSession, by pw.UserID, now time.Time, change func(*pw.Session) error, out ...pw.Delivery) (pw.Session, error) {
	var changed pw.Session
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, seen.Workspace, once, now); err != nil {
			return err
		}
		was, err := sessionOfPair(t, seen.Workspace, seen.ID, by)
		if err != nil {
			return err
		}
		if was.Revision != seen.Revision {
			return pw.ErrChanged
		}
		changed = was
		if err := change(&changed); err != nil {
			return refusal{err}
		}
		changed.Revision = was.Revision + 1
		if err := updateSession(t, changed); err != nil {
			return err
		}
		if err := settled(t, was, changed, now); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return pw.Session{}, during("change a session", err)
	}
	return changed, nil
}

// sessionOfPair reads a session that by may change.
func sessionOfPair(t tx, ws pw.WorkspaceID, id string, by pw.UserID) (pw.Session, error) {
	if err := holdFor(t, ws, by); err != nil {
		return pw.Session{}, err
	}
	s, err := scanSession(t.row(`
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+` JOIN `+ofStandingPair+`
		WHERE s.workspace = ?1 AND s.session = ?2 FOR UPDATE OF s`,
		ws, id))
	if err == nil && !s.Pair().Has(by) {
		err = pw.ErrNotFound
	}
	return s, err
}

func updateSession(t tx, s pw.Session) error {
	_, err := t.exec(`
		UPDATE sessions SET local = ?3, at = ?4, week = ?5, was = ?6, moves = ?7, timed = ?8, state = ?9, why = ?10,
		                    recorded_by = ?11, recorded = ?12, co_prompt = ?13, slot = ?14, timezone = ?15, revision = ?16
		WHERE workspace = ?1 AND session = ?2`,
		s.Workspace, s.ID, s.Local, ms(s.At), s.Week(), s.Was, s.Moves, ms(s.Timed), s.State, s.Why,
		s.By, ms(s.Recorded), s.CoPrompt, s.Slot, s.Timezone, s.Revision)
	return err
}

// settled does what follows once it is known what became of a session.
func settled(t tx, was, s pw.Session, now time.Time) error {
	if s.Open() || was.State == s.State {
		return nil
	}
	if err := discussed(t, s); err != nil {
		return err
	}
	worker, err := lockAuthor(t, s.Workspace, s.Worker)
	if err != nil {
		return err
	}
	rhythm, err := rhythmOf(t, s.Workspace, s.Pair())
	if errors.Is(err, pw.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	return planNext(t, rhythm, worker, now)
}

// visible is a page of the sessions that a viewer may see: their own as a worker, always; as a supervisor those of
// standing pairs of theirs, made since they began.
const visible = `
	SELECT ` + sessionColumns + ` FROM ` + sessionsWithWorkers + `
	WHERE a.workspace = ?1 AND a.user_id = ?2 AND ` + sessionsWanted + `
	UNION ALL
	SELECT ` + sessionColumns + `
	FROM members m JOIN authors a ON a.workspace = m.workspace AND a.user_id = m.user_id
	JOIN sessions s ON s.workspace = a.workspace AND s.author_ref = a.ref AND s.team = m.team AND s.supervisor = m.supervisor
	WHERE m.workspace = ?1 AND m.supervisor = ?2 AND m.user_id <> ?2 AND m.supervisor_since <= s.made AND ` + sessionsWanted

const sessionsWanted = `(?3 = '' OR s.team = ?3) AND (?4 = '' OR a.user_id = ?4) AND (?5 = '' OR s.supervisor = ?5)
	AND s.at >= ?6 AND s.at < ?7 AND (?8 = '' OR s.state = ?8)`

func wantedOf(ws pw.WorkspaceID, viewer pw.UserID, f pw.SessionFilter) []any {
	return []any{ws, viewer, f.Pair.Team, f.Pair.Worker, f.Pair.Supervisor, ms(f.From), msOrEver(f.Until), f.State}
}

// Sessions returns the sessions of which the viewer is a side, the soonest first unless the filter asks for the newest:
// a worker's own, whoever it was with; a supervisor's while the pair stands, and since they began. Nobody else sees any.
func (s *Store) Sessions(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, f pw.SessionFilter) ([]pw.Session, error) {
	order := ` ORDER BY at, session LIMIT ?9 OFFSET ?10`
	if f.Newest {
		order = ` ORDER BY at DESC, session LIMIT ?9 OFFSET ?10`
	}
	limit := f.Limit
	if limit <= 0 {
		limit = 50
	}
	sessions, err := list(s.db.look(ctx), scanSession, visible+order, append(wantedOf(ws, viewer, f), limit, f.Offset)...)
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	return sessions, nil
}

// Session returns a session to one of its sides, as Sessions does, or pw.ErrNotFound.
func (s *Store) Session(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, id string) (pw.Session, error) {
	found, err := session(s.db.look(ctx), ws, viewer, id)
	if err != nil {
		return pw.Session{}, fmt.Errorf("read a session: %w", err)
	}
	return found, nil
}

func session(t tx, ws pw.WorkspaceID, viewer pw.UserID, id string) (pw.Session, error) {
	return scanSession(t.row(`
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+`
		WHERE s.workspace = ?1 AND s.session = ?2 AND (a.user_id = ?3 OR s.supervisor = ?3 AND EXISTS (
			SELECT 1 FROM members m WHERE m.workspace = s.workspace AND m.team = s.team AND m.user_id = a.user_id
			  AND m.supervisor = s.supervisor AND m.supervisor <> m.user_id AND m.supervisor_since <= s.made))`,
		ws, id, viewer))
}

// NextSession returns the pair's first planned session from an instant on, or pw.ErrNotFound. A pair that does not
// stand has none.
func (s *Store) NextSession(ctx context.Context, ws pw.WorkspaceID, p pw.Pair, from time.Time) (pw.Session, error) {
	next, err := scanSession(s.db.look(ctx).row(`
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+` JOIN `+ofStandingPair+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND s.team = ?3 AND s.supervisor = ?4 AND s.state = ?5 AND s.at >= ?6
		ORDER BY s.at, s.session LIMIT 1`,
		ws, p.Worker, p.Team, p.Supervisor, pw.SessionPlanned, ms(from)))
	if err != nil {
		return pw.Session{}, fmt.Errorf("find the next session: %w", err)
	}
	return next, nil
}

// SessionsBetween returns the planned sessions of standing pairs from one instant until before another, the soonest
// first: of one workspace, or of all where ws is "". It is for the clock, not for anybody's eyes.
func (s *Store) SessionsBetween(ctx context.Context, ws pw.WorkspaceID, from, until time.Time) ([]pw.Session, error) {
	return s.planned(ctx, ``, ws, ms(from), ms(until))
}

// SessionsToPrepare returns, of all workspaces, those of SessionsBetween for whose time nothing was put out yet.
func (s *Store) SessionsToPrepare(ctx context.Context, from, until time.Time) ([]pw.Session, error) {
	return s.planned(ctx, ` AND s.prepared <= s.moves`, "", ms(from), ms(until))
}

func (s *Store) planned(ctx context.Context, narrower string, args ...any) ([]pw.Session, error) {
	sessions, err := list(s.db.look(ctx), scanSession, `
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+` JOIN `+ofStandingPair+`
		WHERE s.state = 'planned' AND s.at >= ?2 AND s.at < ?3 AND (?1 = '' OR s.workspace = ?1)`+narrower+`
		ORDER BY s.at, s.session`,
		args...)
	if err != nil {
		return nil, fmt.Errorf("list planned sessions: %w", err)
	}
	return sessions, nil
}

// PrepareSession puts out what a session's time needs, and what that asks of whom, once: it reports false, and does
// nothing, where somebody else did, or the session has another time or was recorded meanwhile.
func (s *Store) PrepareSession(ctx context.Context, session pw.Session, out []pw.Delivery, asked []pw.Asking) (bool, error) {
	var prepared int64
	err := s.write(ctx, func(t tx) error {
		var err error
		prepared, err = t.exec(`
			UPDATE sessions SET prepared = moves + 1
			WHERE workspace = ?1 AND session = ?2 AND moves = ?3 AND prepared <= moves AND state = 'planned'`,
			session.Workspace, session.ID, session.Moves)
		if err != nil || prepared == 0 {
			return err
		}
		return insertAsking(t, out, askedBy(asked))
	})
	if err != nil {
		return false, fmt.Errorf("prepare a session: %w", err)
	}
	return prepared > 0, nil
}

// ScheduledSession returns a session to the clock, which sends to nobody but its two sides while the pair stands; or
// pw.ErrNotFound.
func (s *Store) ScheduledSession(ctx context.Context, ws pw.WorkspaceID, id string) (pw.Session, error) {
	found, err := scanSession(s.db.look(ctx).row(`
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+` JOIN `+ofStandingPair+`
		WHERE s.workspace = ?1 AND s.session = ?2`,
		ws, id))
	if err != nil {
		return pw.Session{}, fmt.Errorf("read a planned session: %w", err)
	}
	return found, nil
}

// OrphanedSessions returns the planned sessions after an instant whose pair no longer stands, the soonest first.
func (s *Store) OrphanedSessions(ctx context.Context, after time.Time) ([]pw.Session, error) {
	sessions, err := list(s.db.look(ctx), scanSession, `
		SELECT `+sessionColumns+` FROM `+sessionsWithWorkers+`
		WHERE s.state = 'planned' AND s.at > ?1 AND `+pairStandsNot+`
		ORDER BY s.at, s.session`,
		ms(after))
	if err != nil {
		return nil, fmt.Errorf("list sessions whose pair is gone: %w", err)
	}
	return sessions, nil
}

const pairStandsNot = `NOT EXISTS (
	SELECT 1 FROM members m WHERE m.workspace = s.workspace AND m.team = s.team AND m.user_id = a.user_id
	  AND m.supervisor = s.supervisor AND m.supervisor_since <= s.made)`

// EndSession deletes a planned session whose pair no longer stands, and the pair's rhythm, and puts messages out with
// it. It reports false, and does nothing, where the session is gone, was recorded, or its pair stands.
func (s *Store) EndSession(ctx context.Context, ended pw.Session, out ...pw.Delivery) (bool, error) {
	var gone int64
	err := s.write(ctx, func(t tx) error {
		if err := holdRoster(t, ended.Workspace); err != nil {
			return err
		}
		var err error
		gone, err = t.exec(`
			DELETE FROM sessions WHERE workspace = ?1 AND session = ?2 AND state = 'planned' AND EXISTS (
				SELECT 1 FROM `+sessionsWithWorkers+` WHERE s.workspace = ?1 AND s.session = ?2 AND `+pairStandsNot+`)`,
			ended.Workspace, ended.ID)
		if err != nil || gone == 0 {
			return err
		}
		if err := dropRhythm(t, ended.Workspace, ended.Pair()); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return false, fmt.Errorf("end a session: %w", err)
	}
	return gone > 0, nil
}
