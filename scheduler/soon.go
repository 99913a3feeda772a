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
// nobody is left to ask. What went to somebody whose role has ended does not wait for them.
func (s *Scheduler) passOnSoon(ctx context.Context, now time.Time) error {
	if err := s.hastenLeftAlone(ctx, now); err != nil {
		return err
	}
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

// mostAhead is above how many wishes are open at once.
const mostAhead = 500

func (s *Scheduler) hastenLeftAlone(ctx context.Context, now time.Time) error {
	ahead, err := s.store.SoonAhead(ctx, now, mostAhead)
	if err != nil {
		return err
	}
	for _, r := range ahead {
		roster, err := s.store.Roster(ctx, r.Workspace)
		if err != nil {
			return err
		}
		if !roster.LeftAlone(r) {
			continue
		}
		if _, err := s.hasten(ctx, roster, r, now); err != nil {
			return err
		}
	}
	return nil
}

// hasten has a wish move on now, or at the team's next working time, and returns when it does.
func (s *Scheduler) hasten(ctx context.Context, roster peerwork.Roster, r peerwork.SoonRequest, now time.Time) (time.Time, error) {
	team, _ := roster.Team(r.Team)
	moves := workingTime(team, now, 0)
	if !r.Passes.IsZero() && !moves.Before(r.Passes) {
		return r.Passes, nil
	}
	return moves, s.store.HastenSoon(ctx, r.Workspace, r.ID, moves)
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
	_, err = s.store.MoveSoonOn(ctx, next, r.Passes, soonMovedOn(next, now))
	return err
}

// soonMovedOn is the message about a request that has moved on. That it has reached the deputy the worker hears when it has.
func soonMovedOn(r peerwork.SoonRequest, now time.Time) peerwork.Delivery {
	if !r.Unanswered.IsZero() {
		return aboutSoon(r, peerwork.DeliverSoonNobody, r.Worker, now)
	}
	return aboutSoon(r, peerwork.DeliverSoonDeputy, r.Deputy, now)
}

func aboutSoon(r peerwork.SoonRequest, kind peerwork.DeliveryKind, to peerwork.UserID, now time.Time) peerwork.Delivery {
	return peerwork.Delivery{
		ID: peerwork.NewID(), Workspace: r.Workspace, Kind: kind, Recipient: string(to), Team: r.Team, Subject: r.ID, Due: now,
	}
}

// toldAfter is what the worker hears once a message to those who are asked has gone, or was given up; "" for others.
func toldAfter(kind peerwork.DeliveryKind) peerwork.DeliveryKind {
	switch kind {
	case peerwork.DeliverSoon:
		return peerwork.DeliverSoonSent
	case peerwork.DeliverSoonDeputy:
		return peerwork.DeliverSoonPassed
	}
	return ""
}

// afterSent is what follows once a message has gone out.
func (s *Scheduler) afterSent(ctx context.Context, d peerwork.Delivery, now time.Time) ([]peerwork.Delivery, error) {
	told := toldAfter(d.Kind)
	if told == "" {
		return nil, nil
	}
	r, err := s.store.Soon(ctx, d.Workspace, d.Subject)
	if errors.Is(err, peerwork.ErrNotFound) {
		return nil, nil
	}
	return []peerwork.Delivery{aboutSoon(r, told, r.Worker, now)}, err
}

// soonNotReached has a wish whose message was given up move on without waiting for an answer. The worker hears of it
// now where that is not now.
func (s *Scheduler) soonNotReached(ctx context.Context, d peerwork.Delivery, now time.Time) ([]peerwork.Delivery, error) {
	tell, err := s.afterSent(ctx, d, now)
	if err != nil || len(tell) == 0 {
		return nil, err
	}
	r, err := s.store.Soon(ctx, d.Workspace, d.Subject)
	if err != nil || !r.Acknowledged.IsZero() || !r.Unanswered.IsZero() {
		return nil, err
	}
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return nil, err
	}
	moves, err := s.hasten(ctx, roster, r, now)
	if err != nil || !moves.After(now) {
		return nil, err
	}
	return tell, nil
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
		if !roster.MayAnswer(r, peerwork.UserID(d.Recipient)) {
			return views.Message{}, "no longer theirs to answer", nil
		}
		return views.SoonTaken(nameOf(people, r.Worker), nameOf(people, r.AcknowledgedBy)), "", nil
	case peerwork.DeliverSoonAcknowledged:
		return views.SoonAcknowledged(nameOf(people, r.AcknowledgedBy)), "", nil
	case peerwork.DeliverSoonNobody:
		return views.SoonNobody(told.state(), told.elsewhere(others), s.signpost(team.Holidays)), "", nil
	case peerwork.DeliverSoonSent:
		if !r.Passed.IsZero() || !r.Unanswered.IsZero() {
			return views.Message{}, "it has moved on, which they hear", nil
		}
		return views.SoonSoFar(told.state()), "", nil
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
		r.First, r.FirstReach = nameOf(t.people, t.Supervisor), t.roster.Reach(t.SoonRequest, t.Supervisor)
	}
	return views.SoonToAnswer(r), "", nil
}

// state is how far it has come, in the worker's time zone.
func (t soonTold) state() views.SoonState {
	s := views.SoonState{
		ID: t.ID, To: views.Name(nameOf(t.people, t.Supervisor)), ToReach: t.roster.Reach(t.SoonRequest, t.Supervisor), Passes: t.Passes,
		Passed: !t.Passed.IsZero(), Unanswered: !t.Unanswered.IsZero(),
		Zone: peerwork.FirstZone(t.people[t.Worker].Timezone, t.team.Timezone),
	}
	if t.Deputy != "" {
		s.Deputy, s.DeputyReach = views.Name(nameOf(t.people, t.Deputy)), t.roster.Reach(t.SoonRequest, t.Deputy)
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
