package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// FreezeOrganisation returns the figures of the whole organisation's ended quarter, as FreezeFigures does those of a
// team: the first drawing decides them, and ever after they are the stored ones. A period that is no quarter is an
// error. loc is the zone in which the quarter ends last.
func (s *Store) FreezeOrganisation(ctx context.Context, ws pw.WorkspaceID, quarter pw.Period, loc *time.Location, now time.Time, decide func(pw.OrganisationCounts) pw.OrganisationFigures) (pw.OrganisationFigures, error) {
	switch {
	case !quarter.IsQuarter():
		return pw.OrganisationFigures{}, fmt.Errorf("draw %s of the organisation: it has figures by the quarter only", quarter)
	case !quarter.Ended(now, loc):
		return pw.OrganisationFigures{}, fmt.Errorf("draw %s of the organisation: %w", quarter, pw.ErrNotEnded)
	}
	figures, err := frozen[pw.OrganisationFigures](s.db.look(ctx), ws, pw.NoTeam, quarter)
	if errors.Is(err, sql.ErrNoRows) {
		figures, err = freeze(ctx, s, ws, pw.NoTeam, quarter, now, func(t tx) (pw.OrganisationFigures, error) {
			counts, err := countOrganisation(t, ws, quarter)
			return decide(counts), err
		})
	}
	if err != nil {
		return pw.OrganisationFigures{}, fmt.Errorf("draw %s of the organisation: %w", quarter, err)
	}
	return figures, nil
}

// headcount gives the authors of one drawing numbers that mean nothing outside of it.
type headcount map[pw.AuthorRef]int

func (h headcount) of(ref pw.AuthorRef) int {
	if _, known := h[ref]; !known {
		h[ref] = len(h)
	}
	return h[ref]
}

func countOrganisation(t tx, ws pw.WorkspaceID, quarter pw.Period) (counts pw.OrganisationCounts, err error) {
	heads := headcount{}
	weeks := quarter.Weeks()
	first, last := weeks[0], weeks[len(weeks)-1]
	if counts.Offered, err = heads.list(t, offered, ws, first, last, pw.SessionHeld, quarter.End(time.UTC).Format(time.DateOnly)); err != nil {
		return counts, fmt.Errorf("find who was offered supervision: %w", err)
	}
	if counts.OutsideRole, err = heads.list(t, outsideRole, ws, first, last, pw.CodeX, pw.RoleManager); err != nil {
		return counts, fmt.Errorf("find who had work outside the role: %w", err)
	}
	if counts.Sessions, err = heads.sessions(t, ws, first, last); err != nil {
		return counts, fmt.Errorf("count sessions: %w", err)
	}
	if counts.Soon, err = heads.soon(t, ws, first, last); err != nil {
		return counts, fmt.Errorf("count requests to talk soon: %w", err)
	}
	return counts, nil
}

// offered finds the workers who have a rhythm that began before the quarter's end, or met in it.
const offered = `
	SELECT author_ref FROM rhythms WHERE workspace = ?1 AND first < ?5
	UNION
	SELECT author_ref FROM sessions WHERE workspace = ?1 AND week BETWEEN ?2 AND ?3 AND state = ?4`

// outsideRole finds those who shared a code, but for each team's line managers in that team.
const outsideRole = `
	SELECT DISTINCT s.author_ref FROM shared_themes s
	WHERE s.workspace = ?1 AND s.week BETWEEN ?2 AND ?3 AND s.code = ?4 AND NOT EXISTS (
		SELECT 1 FROM team_roles r JOIN authors a ON a.workspace = r.workspace AND a.user_id = r.user_id
		WHERE r.workspace = s.workspace AND r.team = s.team AND r.role = ?5 AND a.ref = s.author_ref)`

func (h headcount) list(t tx, query string, args ...any) ([]int, error) {
	return list(t, func(row scanner) (int, error) {
		var ref pw.AuthorRef
		err := row.Scan(&ref)
		return h.of(ref), err
	}, query, args...)
}

func (h headcount) sessions(t tx, ws pw.WorkspaceID, first, last string) ([]pw.CountedSession, error) {
	return list(t, func(row scanner) (s pw.CountedSession, err error) {
		var ref pw.AuthorRef
		err = row.Scan(&ref, &s.State, &s.Why)
		s.Worker = h.of(ref)
		return s, err
	}, `SELECT author_ref, state, why FROM sessions WHERE workspace = ?1 AND week BETWEEN ?2 AND ?3`, ws, first, last)
}

func (h headcount) soon(t tx, ws pw.WorkspaceID, first, last string) ([]pw.CountedSoon, error) {
	return list(t, func(row scanner) (s pw.CountedSoon, err error) {
		var ref pw.AuthorRef
		err = row.Scan(&ref, &s.Week, &s.Answered, flagged{&s.Passed})
		s.Worker = h.of(ref)
		return s, err
	}, `SELECT author_ref, week, answered, passed FROM soon_counts WHERE workspace = ?1 AND week BETWEEN ?2 AND ?3`, ws, first, last)
}
