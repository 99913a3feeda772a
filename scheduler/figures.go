package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/digest"
	"handrail/peerwork"
	"handrail/prompts"
)

// FiguresStore is what drawing figures needs of storage.
type FiguresStore interface {
	AskedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string, since time.Time) ([]peerwork.Asked, error)
	FreezeFigures(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, p peerwork.Period, loc *time.Location, now time.Time, decide func(peerwork.Counts) peerwork.Figures) (peerwork.Figures, error)
}

// OwnSessionsStore is what finding a supervisor's own sessions needs of storage.
type OwnSessionsStore interface {
	Sessions(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, f peerwork.SessionFilter) ([]peerwork.Session, error)
}

// OwnSessions returns what a week's digest of a team says of supervision to one of its line managers: the sessions of
// that week in which they supervise, whatever the team, the soonest first. Of a month or a quarter it says none. They
// are not figures, and not frozen: the manager is a side of each.
func OwnSessions(ctx context.Context, store OwnSessionsStore, ws peerwork.WorkspaceID, team peerwork.Team, manager peerwork.UserID, p peerwork.Period) ([]peerwork.Session, error) {
	if !p.IsWeek() || !team.Manages(manager) {
		return nil, nil
	}
	return store.Sessions(ctx, ws, manager, peerwork.SessionFilter{
		Pair: peerwork.Pair{Supervisor: manager}, From: p.Start(team.Location()), Until: p.End(team.Location()), Limit: mostOwnSessions,
	})
}

// mostOwnSessions is above what one person supervises in a week.
const mostOwnSessions = 100

// OrganisationStore is what drawing the organisation's figures needs of storage.
type OrganisationStore interface {
	FreezeOrganisation(ctx context.Context, ws peerwork.WorkspaceID, quarter peerwork.Period, loc *time.Location, now time.Time, decide func(peerwork.OrganisationCounts) peerwork.OrganisationFigures) (peerwork.OrganisationFigures, error)
}

// Organisation draws an ended quarter of the whole organisation, freezing it at the first drawing by any path.
func Organisation(ctx context.Context, store OrganisationStore, ws peerwork.WorkspaceID, roster peerwork.Roster, quarter peerwork.Period, now time.Time) (peerwork.OrganisationFigures, error) {
	return store.FreezeOrganisation(ctx, ws, quarter, roster.LastZone(quarter), now, digest.FreezeOrganisation(quarter, roster.K))
}

// Figures draws an ended period of a team, freezing it at the first drawing by any path. bank is the one in force.
// The weeks and months of a quarter are frozen before it: what they count goes once the quarter is frozen.
func Figures(ctx context.Context, store FiguresStore, bank *prompts.Bank, ws peerwork.WorkspaceID, team peerwork.Team, k int, p peerwork.Period, now time.Time) (peerwork.Figures, error) {
	asked, err := store.AskedOf(ctx, ws, string(team.ID), time.Time{})
	if err != nil {
		return peerwork.Figures{}, err
	}
	if !p.Ended(now, team.Location()) {
		return peerwork.Figures{}, peerwork.ErrNotEnded
	}
	var figures peerwork.Figures
	for _, part := range append(p.Within(), p) {
		decide := digest.Freeze(team.ID, part, k, digest.Questions(bank, team, part, asked))
		if figures, err = store.FreezeFigures(ctx, ws, team.ID, part, team.Location(), now, decide); err != nil {
			return peerwork.Figures{}, err
		}
	}
	return figures, nil
}

// drawQuarters freezes the quarters that nobody has looked at for weeks, before what they count goes. A team that is not
// there any more has no figures.
func (s *Scheduler) drawQuarters(ctx context.Context, now time.Time) error {
	waiting, err := s.store.QuartersToDraw(ctx, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, q := range waiting {
		if err := s.drawQuarter(ctx, q, now); err != nil {
			errs = append(errs, fmt.Errorf("draw what nobody has drawn: %w", err))
		}
	}
	return errors.Join(errs...)
}

func (s *Scheduler) drawQuarter(ctx context.Context, q peerwork.TeamQuarter, now time.Time) error {
	roster, err := s.store.Roster(ctx, q.Workspace)
	if err != nil {
		return err
	}
	if q.Team == peerwork.NoTeam {
		_, err = Organisation(ctx, s.store, q.Workspace, roster, q.Quarter, now)
		return err
	}
	team, there := roster.Team(q.Team)
	if !there {
		return nil
	}
	bank, err := s.banks.Of(ctx, q.Workspace)
	if err != nil {
		return err
	}
	_, err = Figures(ctx, s.store, bank, q.Workspace, team, roster.K, q.Quarter, now)
	return err
}
