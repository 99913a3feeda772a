package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// agendaStore is what agendas need of storage.
type agendaStore interface {
	SessionsBetween(ctx context.Context, ws peerwork.WorkspaceID, from, until time.Time) ([]peerwork.Session, error)
	Agenda(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) (peerwork.Agenda, error)
	ReviseAgenda(ctx context.Context, once string, ws peerwork.WorkspaceID, worker peerwork.UserID, now time.Time, change func(*peerwork.Agenda) error) (peerwork.Agenda, error)
}

const (
	agendasEvery = time.Hour
	shareAt      = 10 // o'clock, on the working day before: after the reminder of the session
)

// shareAgendas puts out, for each session that comes near, that the worker's agenda is to share itself on the working day
// before, where they chose that. It is shared when the delivery is drawn, as everything is at that moment.
func (s *Scheduler) shareAgendas(ctx context.Context, now time.Time) error {
	if lookedWithin(agendasEvery, s.agendas, now) {
		return nil
	}
	sessions, err := s.store.SessionsBetween(ctx, "", now, now.Add(sessionsAhead))
	if err != nil {
		return err
	}
	var out []peerwork.Delivery
	for _, session := range sessions {
		d, due, err := s.sharingFor(ctx, session, now)
		if err != nil {
			return err
		}
		if due {
			out = append(out, d)
		}
	}
	if len(out) > 0 {
		if err := s.store.Enqueue(ctx, out...); err != nil {
			return err
		}
	}
	s.agendas = now
	return nil
}

// sharingFor is the delivery with which an agenda shares itself, once it is near. It is for that working day only: a bot
// that was down all day shares nothing afterwards.
func (s *Scheduler) sharingFor(ctx context.Context, session peerwork.Session, now time.Time) (d peerwork.Delivery, due bool, err error) {
	settings, err := s.store.Preferences(ctx, session.Workspace, session.Worker)
	if err != nil || !settings.ShareAgenda {
		return d, false, err
	}
	roster, err := s.store.Roster(ctx, session.Workspace)
	if err != nil {
		return d, false, err
	}
	r, err := s.side(ctx, roster, session, session.Worker)
	if err != nil {
		return d, false, err
	}
	team, _ := roster.Team(session.Team)
	day := workingDayBefore(session, team.Holidays)
	at := r.allowed(peerwork.Placed(day.Add(shareAt*time.Hour), r.loc))
	ends := peerwork.Placed(day.AddDate(0, 0, 1), r.loc)
	if !at.Before(ends) || !now.Before(ends) || !now.Before(session.At) || at.After(now.Add(sessionsLead)) {
		return d, false, nil
	}
	return sessionDelivery(session, peerwork.DeliverAgendaShared, session.Worker, later(at, now), ends), true, nil
}

// drawAgendaShared shares the agenda, and tells the worker how much was shared with whom. A message that is drawn again,
// because it could not be sent, shares nothing again.
func (s *Scheduler) drawAgendaShared(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	session, err := s.store.ScheduledSession(ctx, d.Workspace, d.Subject)
	if errors.Is(err, peerwork.ErrNotFound) {
		return views.Message{}, "the session is gone, or they are no longer its two", nil
	}
	if err != nil {
		return views.Message{}, "", err
	}
	if useless, err := s.unshareable(ctx, d, session, now); useless != "" || err != nil {
		return views.Message{}, useless, err
	}
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	items, err := s.shareOnce(ctx, d, roster, session, now)
	switch {
	case errors.Is(err, errNothingNew):
		return views.Message{}, "nothing new is on the agenda for it", nil
	case err != nil:
		return views.Message{}, "", err
	case items == 0:
		return views.Message{}, "taken back before the worker could be told", nil
	}
	people, err := s.store.People(ctx, d.Workspace, session.Supervisor)
	if err != nil {
		return views.Message{}, "", err
	}
	r, err := s.side(ctx, roster, session, session.Worker)
	return views.AgendaShared(nameOf(people, session.Supervisor), items, session.At, r.loc), "", err
}

// unshareable says why an agenda does not share itself after all, or "".
func (s *Scheduler) unshareable(ctx context.Context, d peerwork.Delivery, session peerwork.Session, now time.Time) (string, error) {
	settings, err := s.store.Preferences(ctx, d.Workspace, session.Worker)
	if err != nil {
		return "", err
	}
	people, err := s.store.People(ctx, d.Workspace, session.Worker, session.Supervisor)
	if err != nil {
		return "", err
	}
	switch {
	case d.Nominal != nominalOf(session):
		return "the session was moved", nil
	case !session.Open() || !now.Before(session.At):
		return "the session has begun, or is recorded", nil
	case !settings.ShareAgenda:
		return "not wanted any more", nil
	case settings.Away(now) || settings.Away(session.At):
		return "on leave", nil
	case gone(people[session.Worker]) || gone(people[session.Supervisor]):
		return "one of the two can no longer use Slack here", nil
	}
	return "", nil
}

// errNothingNew says that all that is on the agenda for a session is open to its supervisor already: its worker shared
// it, and there is nothing to tell.
var errNothingNew = errors.New("nothing new to share")

// shareOnce shares what is on the agenda for that supervisor, at the first drawing of the delivery, and returns how much
// is open to them then. It returns errNothingNew where that delivery shared nothing.
func (s *Scheduler) shareOnce(ctx context.Context, d peerwork.Delivery, roster peerwork.Roster, session peerwork.Session, now time.Time) (int, error) {
	agenda, err := s.store.ReviseAgenda(ctx, "share "+d.ID, d.Workspace, session.Worker, now, func(a *peerwork.Agenda) error {
		a.Roster = roster.Revision
		fresh := forSession(*a, roster, session, false)
		if len(fresh) == 0 {
			return errNothingNew
		}
		for _, id := range fresh {
			a.Change(id, func(i *peerwork.AgendaItem) { i.Shared = now })
		}
		return nil
	})
	if errors.Is(err, peerwork.ErrDuplicate) {
		agenda, err = s.store.Agenda(ctx, d.Workspace, session.Worker, now)
	}
	if err != nil {
		return 0, fmt.Errorf("share an agenda: %w", err)
	}
	return len(forSession(agenda, roster, session, true)), nil
}

// forSession are the items for the session's supervisor that are open to them, or that are not.
func forSession(a peerwork.Agenda, roster peerwork.Roster, session peerwork.Session, open bool) []string {
	var ids []string
	for _, item := range a.Items {
		reader, reads := roster.Reader(session.Worker, item.Share())
		if reader == session.Supervisor && reads == open {
			ids = append(ids, item.ID)
		}
	}
	return ids
}
