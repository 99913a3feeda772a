package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// SaveSoon stores a wish to talk soon, and puts its messages out in the same transaction. It goes with its note,
// and with its worker; what figures count of it stays until its quarter is over. One that is there already is
// pw.ErrDuplicate.
func (s *Store) SaveSoon(ctx context.Context, once string, r pw.SoonRequest, out ...pw.Delivery) error {
	err := s.asAuthor(ctx, person{r.Workspace, r.Worker}, func(a author) (func(tx) error, error) {
		return func(t tx) error { return insertSoon(t, once, r, a.ref, out) }, nil
	})
	if err != nil {
		return fmt.Errorf("save a request to talk soon: %w", err)
	}
	return nil
}

func insertSoon(t tx, once string, r pw.SoonRequest, ref pw.AuthorRef, out []pw.Delivery) error {
	if err := onceAt(t, r.Workspace, once, r.Asked); err != nil {
		return err
	}
	switch _, err := soon(t, r.Workspace, r.ID); {
	case err == nil:
		return pw.ErrDuplicate
	case !errors.Is(err, pw.ErrNotFound):
		return err
	}
	note := sql.NullString{String: string(r.Note), Valid: r.Note != ""}
	added, err := t.exec(`
		INSERT INTO soon_requests (workspace, request, author_ref, note, supervisor, asked, acknowledged,
		                           team, deputy, passes, passed, unanswered, acknowledged_by)
		SELECT workspace, ?2, ref, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13 FROM authors WHERE workspace = ?1 AND ref = ?3`,
		r.Workspace, r.ID, ref, note, r.Supervisor, ms(r.Asked), ms(r.Acknowledged),
		r.Team, r.Deputy, ms(r.Passes), ms(r.Passed), ms(r.Unanswered), r.AcknowledgedBy)
	if err != nil {
		return err
	}
	if added == 0 {
		return errNoAuthor
	}
	if err := countSoon(t, r, ref); err != nil {
		return err
	}
	return insertDeliveries(t, out)
}

// countSoon has figures count the request. One without a week counts in nothing.
func countSoon(t tx, r pw.SoonRequest, ref pw.AuthorRef) error {
	if r.Week == "" {
		return nil
	}
	_, err := t.exec(`
		INSERT INTO soon_counts (workspace, request, author_ref, week, answered, passed) VALUES (?1, ?2, ?3, ?4, '', 0)
		ON CONFLICT (workspace, request) DO UPDATE SET week = ?4, answered = '', passed = 0`,
		r.Workspace, r.ID, ref, r.Week)
	return err
}

// reachTo, a kind and reachEnd are how far the message of that kind about the request r has come: the newest, where an
// earlier wish about the same note was taken back.
const (
	reachTo = `COALESCE((
		SELECT CASE d.state WHEN 'sent' THEN '' WHEN 'waiting' THEN CASE d.reason WHEN '' THEN 'on-its-way' ELSE 'not-yet' END ELSE 'not-reached' END
		FROM deliveries d WHERE d.workspace = r.workspace AND d.subject = r.request AND d.kind = '`
	reachEnd = `' ORDER BY d.due DESC, d.delivery LIMIT 1), '')`
)

// soonColumns are those of soon_requests r, its author a and what counts of it c.
const soonColumns = `
	SELECT r.workspace, r.request, COALESCE(r.note, ''), a.user_id, r.team, COALESCE(c.week, ''), r.supervisor, r.deputy,
	       r.asked, r.passes, r.passed, r.unanswered, r.acknowledged, r.acknowledged_by,
	       ` + reachTo + `soon` + reachEnd + `, ` + reachTo + `soon-deputy` + reachEnd + `
	FROM soon_requests r
	JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
	LEFT JOIN soon_counts c ON c.workspace = r.workspace AND c.request = r.request`

func scanSoon(row scanner) (r pw.SoonRequest, err error) {
	err = row.Scan(&r.Workspace, &r.ID, &r.Note, &r.Worker, &r.Team, &r.Week, &r.Supervisor, &r.Deputy,
		when{&r.Asked}, when{&r.Passes}, when{&r.Passed}, when{&r.Unanswered}, when{&r.Acknowledged}, &r.AcknowledgedBy,
		&r.ToSupervisor, &r.ToDeputy)
	return r, err
}

// Soon returns a request to talk soon, or pw.ErrNotFound.
func (s *Store) Soon(ctx context.Context, ws pw.WorkspaceID, id string) (pw.SoonRequest, error) {
	r, err := soon(s.db.look(ctx), ws, id)
	if err != nil {
		return pw.SoonRequest{}, fmt.Errorf("read a request to talk soon: %w", err)
	}
	return r, nil
}

func soon(t tx, ws pw.WorkspaceID, id string) (pw.SoonRequest, error) {
	r, err := scanSoon(t.row(soonColumns+` WHERE r.workspace = ?1 AND r.request = ?2`, ws, id))
	return r, orNotFound(err)
}

// SoonRequests returns the worker's wishes to talk soon, the oldest first.
func (s *Store) SoonRequests(ctx context.Context, ws pw.WorkspaceID, worker pw.UserID) ([]pw.SoonRequest, error) {
	requests, err := list(s.db.look(ctx), scanSoon, soonColumns+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 ORDER BY r.asked, r.request`,
		ws, worker)
	if err != nil {
		return nil, fmt.Errorf("list requests to talk soon: %w", err)
	}
	return requests, nil
}

// SoonCounts returns what figures count of the worker's wishes to talk soon, also of those that have gone with their
// note, by week.
func (s *Store) SoonCounts(ctx context.Context, ws pw.WorkspaceID, worker pw.UserID) ([]pw.SoonCount, error) {
	scan := func(row scanner) (c pw.SoonCount, err error) {
		err = row.Scan(&c.Week, &c.Answered, flagged{&c.Passed})
		return c, err
	}
	counts, err := list(s.db.look(ctx), scan, `
		SELECT c.week, c.answered, c.passed
		FROM soon_counts c JOIN authors a ON a.workspace = c.workspace AND a.ref = c.author_ref
		WHERE a.workspace = ?1 AND a.user_id = ?2 ORDER BY c.week, c.request`,
		ws, worker)
	if err != nil {
		return nil, fmt.Errorf("list what counts of requests to talk soon: %w", err)
	}
	return counts, nil
}

// AcknowledgeSoon records that somebody it went to has seen the request, and puts out the messages that follow in
// the same transaction. It returns pw.ErrNotFound to anybody who may not answer it now, and, with the request,
// pw.ErrDuplicate where it was answered before, by whomever.
func (s *Store) AcknowledgeSoon(ctx context.Context, once string, ws pw.WorkspaceID, id string, by pw.UserID, now time.Time, then func(pw.SoonRequest) []pw.Delivery) (pw.SoonRequest, error) {
	var r pw.SoonRequest
	err := s.write(ctx, func(t tx) error {
		var err error
		if r, err = acknowledge(t, ws, id, by, now); err != nil {
			return err
		}
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		return insertDeliveries(t, then(r))
	})
	if err != nil {
		return r, fmt.Errorf("acknowledge a request to talk soon: %w", err)
	}
	return r, nil
}

func acknowledge(t tx, ws pw.WorkspaceID, id string, by pw.UserID, now time.Time) (pw.SoonRequest, error) {
	if err := holdFor(t, ws, by); err != nil {
		return pw.SoonRequest{}, err
	}
	known, err := readRoster(t, ws)
	if err != nil {
		return pw.SoonRequest{}, err
	}
	r, err := soon(t, ws, id)
	switch {
	case err != nil:
		return pw.SoonRequest{}, err
	case !known.roster.MayAnswer(r, by):
		return pw.SoonRequest{}, pw.ErrNotFound
	}
	changed, err := t.exec(`
		UPDATE soon_requests SET acknowledged = ?3, acknowledged_by = ?4, passes = 0
		WHERE workspace = ?1 AND request = ?2 AND acknowledged = 0`,
		ws, id, ms(now), by)
	if err != nil {
		return pw.SoonRequest{}, err
	}
	if r, err = soon(t, ws, id); err != nil {
		return pw.SoonRequest{}, err
	}
	if changed == 0 {
		return r, pw.ErrDuplicate
	}
	return r, countAnswer(t, r)
}

func countAnswer(t tx, r pw.SoonRequest) error {
	answered := pw.SoonAnsweredLate
	if r.InTime() {
		answered = pw.SoonAnsweredInTime
	}
	_, err := t.exec(`UPDATE soon_counts SET answered = ?3 WHERE workspace = ?1 AND request = ?2`, r.Workspace, r.ID, answered)
	return err
}

// TakeBackSoon deletes a wish to talk soon that nobody has answered, what counts of it and the messages that have not
// gone out. It returns pw.ErrNotFound where it is not that worker's or not there, and pw.ErrDuplicate where somebody
// has answered.
func (s *Store) TakeBackSoon(ctx context.Context, ws pw.WorkspaceID, id string, worker pw.UserID) (pw.SoonRequest, error) {
	var r pw.SoonRequest
	err := s.write(ctx, func(t tx) error {
		var err error
		r, err = soon(t, ws, id)
		switch {
		case err != nil:
			return err
		case r.Worker != worker:
			return pw.ErrNotFound
		}
		return takeBack(t, r)
	})
	if err != nil {
		return r, fmt.Errorf("take back a request to talk soon: %w", err)
	}
	return r, nil
}

func takeBack(t tx, r pw.SoonRequest) error {
	gone, err := t.exec(`DELETE FROM soon_requests WHERE workspace = ?1 AND request = ?2 AND acknowledged = 0`, r.Workspace, r.ID)
	if err != nil {
		return err
	}
	if gone == 0 {
		return pw.ErrDuplicate
	}
	for _, deletion := range []string{
		`DELETE FROM soon_counts WHERE workspace = ?1 AND request = ?2`,
		`DELETE FROM deliveries WHERE workspace = ?1 AND subject = ?2 AND state = 'waiting'`,
	} {
		if _, err := t.exec(deletion, r.Workspace, r.ID); err != nil {
			return err
		}
	}
	return nil
}

// SoonToMoveOn returns the requests of all workspaces that nobody has answered in time, the longest due first.
func (s *Store) SoonToMoveOn(ctx context.Context, now time.Time, limit int) ([]pw.SoonRequest, error) {
	due, err := list(s.db.look(ctx), scanSoon, soonColumns+`
		WHERE r.passes > 0 AND r.passes <= ?1 ORDER BY r.passes, r.request LIMIT ?2`,
		ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list requests to talk soon that move on: %w", err)
	}
	return due, nil
}

// SoonAhead returns the requests of all workspaces that move on after now unless somebody answers, the soonest first.
func (s *Store) SoonAhead(ctx context.Context, now time.Time, limit int) ([]pw.SoonRequest, error) {
	ahead, err := list(s.db.look(ctx), scanSoon, soonColumns+`
		WHERE r.passes > ?1 ORDER BY r.passes, r.request LIMIT ?2`,
		ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list open requests to talk soon: %w", err)
	}
	return ahead, nil
}

// HastenSoon has a request that nobody has answered move on at an instant, unless it does so before.
func (s *Store) HastenSoon(ctx context.Context, ws pw.WorkspaceID, id string, passes time.Time) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(`
			UPDATE soon_requests SET passes = ?3
			WHERE workspace = ?1 AND request = ?2 AND acknowledged = 0 AND unanswered = 0 AND (passes = 0 OR passes > ?3)`,
			ws, id, ms(passes))
		return err
	})
	if err != nil {
		return fmt.Errorf("hasten a request to talk soon: %w", err)
	}
	return nil
}

// MoveSoonOn stores how a request stands after it was left unanswered until was, and puts its messages out in the same
// transaction. It reports false, and changes nothing, where it was answered, taken back or moved on meanwhile.
func (s *Store) MoveSoonOn(ctx context.Context, r pw.SoonRequest, was time.Time, out ...pw.Delivery) (bool, error) {
	moved := false
	err := s.write(ctx, func(t tx) error {
		changed, err := t.exec(`
			UPDATE soon_requests SET deputy = ?4, passes = ?5, passed = ?6, unanswered = ?7
			WHERE workspace = ?1 AND request = ?2 AND passes = ?3 AND acknowledged = 0`,
			r.Workspace, r.ID, ms(was), r.Deputy, ms(r.Passes), ms(r.Passed), ms(r.Unanswered))
		if moved = changed > 0; err != nil || !moved {
			return err
		}
		_, err = t.exec(`UPDATE soon_counts SET passed = ?3 WHERE workspace = ?1 AND request = ?2`, r.Workspace, r.ID, flag(!r.Passed.IsZero()))
		if err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return false, fmt.Errorf("move a request to talk soon on: %w", err)
	}
	return moved, nil
}

// dropSoonCounts deletes what counts of requests once their quarter is long over.
func dropSoonCounts(t tx, now time.Time) error {
	scan := func(row scanner) (week string, err error) { return week, row.Scan(&week) }
	weeks, err := list(t, scan, `SELECT DISTINCT week FROM soon_counts`)
	if err != nil {
		return err
	}
	for _, week := range weeks {
		quarter, err := quarterOf(week)
		if err != nil {
			return err
		}
		if !now.Add(-freezeQuarters).After(quarter.End(time.UTC)) {
			continue
		}
		if _, err := t.exec(`DELETE FROM soon_counts WHERE week = ?1`, week); err != nil {
			return err
		}
	}
	return nil
}
