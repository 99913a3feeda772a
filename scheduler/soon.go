package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// SoonPasses returns when a wish to talk soon moves on if nobody answers it: after so much of the team's working time.
// Bank holidays of its nation do not count.
func SoonPasses(team peerwork.Team, since time.Time) time.Time {
	return workingTime(team, since, peerwork.SoonPatience)
}

func workingTime(team peerwork.Team, since time.Time, worked time.Duration) time.Time {
	dayOff := func(day time.Time) bool { return IsBankHoliday(team.Holidays, day) }
	return team.WorkingHours.Add(since, worked, team.Location(), dayOff)
}

// soonLate is how late a wish may move on whatever the hour: what falls due as a day at work ends moves on then. Later
// than that, Handrail was down over the time, and disturbs nobody before the team is at work again.
const soonLate = 15 * time.Minute

// soonMoves returns when a wish that fell due at passes moves on: now, or at the team's next working time.
func soonMoves(team peerwork.Team, passes, now time.Time) time.Time {
	if now.Sub(passes) < soonLate {
		return now
	}
	return workingTime(team, now, 0)
}

// passOnSoon passes on to a deputy what a supervisor has not answered within working hours, and tells the worker where
// nobody is left to ask.
func (s *Scheduler) passOnSoon(ctx context.Context, now time.Time) error {
	due, err := s.store.SoonToMoveOn(ctx, now, batch)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range due {
		if err := s.passOn(ctx, r, now); err != nil {
			errs = append(errs, fmt.Errorf("pass on a wish to talk soon: %w", err))
		}
	}
	return errors.Join(errs...)
}

func (s *Scheduler) passOn(ctx context.Context, r peerwork.SoonRequest, now time.Time) error {
	roster, err := s.store.Roster(ctx, r.Workspace)
	if err != nil {
		return err
	}
	team, _ := roster.Team(r.Team)
	if moves := soonMoves(team, r.Passes, now); moves.After(now) {
		waits := r
		waits.Passes = moves
		_, err := s.store.MoveSoonOn(ctx, waits, r.Passes)
		return err
	}
	there, err := s.whoIsThere(ctx, r.Workspace, team.DeputiesFor(r.Worker, r.Supervisor), now)
	if err != nil {
		return err
	}
	next := r.MovedOn(team.NextDeputy(r, func(u peerwork.UserID) bool { return there[u] }), now, SoonPasses(team, now))
	_, err = s.store.MoveSoonOn(ctx, next, r.Passes, soonMovedOn(next, now)...)
	return err
}

// soonMovedOn are the messages about a request that has moved on.
func soonMovedOn(r peerwork.SoonRequest, now time.Time) []peerwork.Delivery {
	to := func(kind peerwork.DeliveryKind, u peerwork.UserID) peerwork.Delivery {
		return peerwork.Delivery{
			ID: peerwork.NewID(), Workspace: r.Workspace, Kind: kind, Recipient: string(u), Team: r.Team, Subject: r.ID, Due: now,
		}
	}
	if !r.Unanswered.IsZero() {
		return []peerwork.Delivery{to(peerwork.DeliverSoonNobody, r.Worker)}
	}
	return []peerwork.Delivery{to(peerwork.DeliverSoonDeputy, r.Deputy), to(peerwork.DeliverSoonPassed, r.Worker)}
}

// whoIsThere says who of the people can be turned to: neither on leave nor gone.
func (s *Scheduler) whoIsThere(ctx context.Context, ws peerwork.WorkspaceID, ids []peerwork.UserID, now time.Time) (map[peerwork.UserID]bool, error) {
	people, err := s.store.People(ctx, ws, ids...)
	if err != nil {
		return nil, err
	}
	settings, err := s.store.PreferencesOf(ctx, ws, ids...)
	if err != nil {
		return nil, err
	}
	there := make(map[peerwork.UserID]bool, len(ids))
	for _, u := range ids {
		there[u] = !settings[u].Away(now) && !people[u].Gone()
	}
	return there, nil
}

// drawSoon draws a message about a wish to talk soon as things stand now, unless there is no use in it any more.
func (s *Scheduler) drawSoon(ctx context.Context, d peerwork.Delivery) (views.Message, string, error) {
	r, err := s.store.Soon(ctx, d.Workspace, d.Subject)
	if errors.Is(err, peerwork.ErrNotFound) {
		return views.Message{}, "taken back", nil
	}
	if err != nil {
		return views.Message{}, "", err
	}
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	team, _ := roster.Team(r.Team)
	others := roster.CanAsk(r.Worker, r.Team)
	people, err := s.store.People(ctx, d.Workspace, append(others, r.Worker, r.Supervisor, r.Deputy, r.AcknowledgedBy)...)
	if err != nil {
		return views.Message{}, "", err
	}
	told := soonTold{r, team, roster, people}
	switch d.Kind {
	case peerwork.DeliverSoon, peerwork.DeliverSoonDeputy:
		return told.toAnswer(peerwork.UserID(d.Recipient))
	case peerwork.DeliverSoonTaken:
		return views.SoonTaken(nameOf(people, r.Worker), nameOf(people, r.AcknowledgedBy)), "", nil
	case peerwork.DeliverSoonAcknowledged:
		return views.SoonAcknowledged(nameOf(people, r.AcknowledgedBy)), "", nil
	case peerwork.DeliverSoonNobody:
		return views.SoonNobody(told.state(), told.elsewhere(others), s.signpost(team.Holidays)), "", nil
	default:
		return views.SoonSoFar(told.state()), "", nil
	}
}

// soonTold is a wish to talk soon, and what is known of those concerned.
type soonTold struct {
	peerwork.SoonRequest
	team   peerwork.Team
	roster peerwork.Roster
	people map[peerwork.UserID]peerwork.Person
}

// toAnswer is for somebody who is asked, if they still may answer.
func (t soonTold) toAnswer(reader peerwork.UserID) (views.Message, string, error) {
	switch {
	case !t.Acknowledged.IsZero():
		return views.Message{}, "somebody has answered", nil
	case !t.roster.MayAnswer(t.SoonRequest, reader):
		return views.Message{}, "no longer theirs to answer", nil
	}
	r := views.SoonReceived{
		ID: t.ID, Worker: nameOf(t.people, t.Worker), Supervises: t.roster.Supervises(reader, t.Worker), Zone: t.team.Location(),
	}
	if reader == t.Supervisor && t.Deputy != "" && t.Passed.IsZero() {
		r.Deputy, r.Passes = nameOf(t.people, t.Deputy), t.Passes
	}
	if reader != t.Supervisor {
		r.First = nameOf(t.people, t.Supervisor)
	}
	return views.SoonToAnswer(r), "", nil
}

// state is how far it has come, in the worker's time zone.
func (t soonTold) state() views.SoonState {
	s := views.SoonState{
		ID: t.ID, To: views.Name(nameOf(t.people, t.Supervisor)), Passes: t.Passes,
		Passed: !t.Passed.IsZero(), Unanswered: !t.Unanswered.IsZero(),
		Zone: peerwork.FirstZone(t.people[t.Worker].Timezone, t.team.Timezone),
	}
	if t.Deputy != "" {
		s.Deputy = views.Name(nameOf(t.people, t.Deputy))
	}
	if t.AcknowledgedBy != "" {
		s.By = views.Name(nameOf(t.people, t.AcknowledgedBy))
	}
	return s
}

// elsewhere names those of the others who have not been asked.
func (t soonTold) elsewhere(others []peerwork.UserID) []string {
	var names []string
	for _, u := range others {
		if u != t.Supervisor && u != t.Deputy && !t.people[u].Gone() {
			names = append(names, views.Name(nameOf(t.people, u)))
		}
	}
	return names
}

// Point has the scheduler's messages give the signposts of a deployment, by nation. Without it they are the product's
// own.
func (s *Scheduler) Point(byNation map[string]views.Signpost, everywhere views.Signpost) {
	s.signposts, s.everywhere = byNation, everywhere
}

func (s *Scheduler) signpost(nation string) views.Signpost {
	if to, ok := s.signposts[nation]; ok {
		return to
	}
	return s.everywhere
}
