package scheduler

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// sendDue sends what is due until nothing is, or for a while of protocol time if it is not 0. It reports whether more is
// left. Within a round a delivery is claimed once: one that is put off waits for its time. Where Slack asked to wait,
// or lets nothing in, nothing more is sent until then, or each of many would be refused in turn.
func (s *Scheduler) sendDue(ctx context.Context, now time.Time, while time.Duration) (more bool, err error) {
	began := s.protocol()
	for ctx.Err() == nil {
		protocol := s.protocol()
		if while > 0 && protocol.Sub(began) >= while {
			return true, nil
		}
		if protocol.Before(s.later.restUntil()) {
			return false, nil
		}
		claimed, err := s.store.ClaimDeliveries(ctx, now, protocol.Add(lease), protocol, s.claimed())
		if err != nil {
			return false, fmt.Errorf("claim deliveries: %w", err)
		}
		if len(claimed) == 0 {
			return false, nil
		}
		s.sendAll(ctx, claimed, now)
	}
	return false, ctx.Err()
}

// claimed is how many deliveries are claimed together: one, to see whether Slack lets it in again.
func (s *Scheduler) claimed() int {
	if s.Barred() != "" {
		return 1
	}
	return atOnce
}

func (s *Scheduler) sendAll(ctx context.Context, claimed []peerwork.Delivery, now time.Time) {
	var sending sync.WaitGroup
	places := make(chan struct{}, senders)
	for _, d := range claimed {
		places <- struct{}{}
		sending.Go(func() {
			defer func() { <-places }()
			if err := s.send(ctx, d, now); err != nil {
				s.log.ErrorContext(ctx, "delivery", "id", d.ID, "kind", d.Kind, "error", err)
			}
		})
	}
	sending.Wait()
}

func (s *Scheduler) send(ctx context.Context, d peerwork.Delivery, now time.Time) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errors.Join(fmt.Errorf("send delivery %s: panic", d.ID), s.store.Park(ctx, d.ID, "could not be drawn"))
		}
	}()
	if !d.Expires.IsZero() && now.After(d.Expires) {
		return s.leaveOut(ctx, d, views.TooLate)
	}
	m, useless, err := s.draw(ctx, d, now)
	var later notNowError
	if errors.As(err, &later) {
		return s.store.Defer(ctx, d.ID, later.until)
	}
	if err != nil {
		return s.failed(ctx, d, now, err)
	}
	if useless != "" {
		return s.leaveOut(ctx, d, useless)
	}
	then, err := s.afterSent(ctx, d, now)
	if err != nil {
		return err // it stays in the outbox
	}
	channel, ts, err := s.post.Post(ctx, d.Workspace, d.Recipient, m)
	if err != nil {
		return s.failed(ctx, d, now, err)
	}
	if s.later.unbar() {
		s.log.InfoContext(ctx, "messages get through to Slack again")
	}
	return s.store.Delivered(ctx, d.ID, now, channel, ts, then...)
}

// failed keeps a delivery for later, or parks it with its reason when trying again will not mend it or was tried enough.
// What is no fault of its own counts as no try.
func (s *Scheduler) failed(ctx context.Context, d peerwork.Delivery, now time.Time, cause error) error {
	var barred Barred
	if errors.As(cause, &barred) && barred.Barred() != "" {
		return s.barred(ctx, d, cause, barred.Barred())
	}
	var later Later
	if errors.As(cause, &later) && later.RetryAfter() > 0 {
		until := s.protocol().Add(later.RetryAfter())
		s.later.rest(until)
		return s.store.Keep(ctx, d.ID, until, "Slack asked to wait")
	}
	var refused Refused
	permanent := errors.As(cause, &refused) && refused.Permanent()
	if !permanent && d.Attempts+1 < lastAttempt {
		return s.store.PutOff(ctx, d.ID, s.protocol().Add(backoff(d.Attempts)), cause.Error())
	}
	tell, err := s.afterParked(ctx, d, now, cause)
	if err != nil {
		return err // it stays in the outbox
	}
	return s.store.Park(ctx, d.ID, cause.Error(), tell...)
}

// barred rests the whole outbox. This message waits for longer than the others, so that another one is tried first when
// it goes on. The log says once what is wrong, until something got through.
func (s *Scheduler) barred(ctx context.Context, d peerwork.Delivery, cause error, mend string) error {
	protocol := s.protocol()
	if s.later.bar(protocol.Add(knockEvery), cause.Error()+": "+mend) {
		s.log.ErrorContext(ctx, "no message gets through to Slack: all wait, and go out by themselves when this is mended", "found", cause, "mend", mend)
	}
	return s.store.Keep(ctx, d.ID, protocol.Add(2*knockEvery), cause.Error())
}

// backoff grows sixfold from five seconds, to two hours at most: eight tries take some six hours.
func backoff(attempts int) time.Duration {
	wait := 5 * time.Second
	for range min(attempts, 5) {
		wait *= 6
	}
	return min(wait, 2*time.Hour)
}

// afterParked is what follows once a message was given up.
func (s *Scheduler) afterParked(ctx context.Context, d peerwork.Delivery, now time.Time, cause error) ([]peerwork.Delivery, error) {
	if d.ToChannel() {
		return s.tellOfParked(ctx, d, cause)
	}
	return s.soonNotReached(ctx, d, now)
}

// tellOfParked is whom a channel's message was given up is told to: whoever asked for it, and the admins once, until a
// question has arrived there again.
func (s *Scheduler) tellOfParked(ctx context.Context, d peerwork.Delivery, cause error) ([]peerwork.Delivery, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return nil, err
	}
	since, err := s.store.LastSentTo(ctx, d.Workspace, d.Team, d.Recipient)
	if err != nil {
		return nil, err
	}
	out := tellAsker(d, cause.Error())
	for _, admin := range roster.Admins {
		if admin == d.Asker {
			continue
		}
		out = append(out, peerwork.Delivery{
			ID: peerwork.NewID(), Workspace: d.Workspace, Kind: peerwork.DeliverChannelTrouble, Recipient: string(admin),
			Team: d.Team, Schedule: string(peerwork.DeliverChannelTrouble), Nominal: d.Recipient + " since " + since,
			Subject: d.Recipient, Detail: cause.Error(), Due: d.Due,
		})
	}
	return out, nil
}

// leaveOut gives up a message that is of no use any more. Whoever asked for it is told.
func (s *Scheduler) leaveOut(ctx context.Context, d peerwork.Delivery, why string) error {
	return s.store.Skip(ctx, d.ID, why, tellAsker(d, why)...)
}

// tellAsker tells whoever asked for a message by hand, if anybody did, that it was not posted, and why.
func tellAsker(d peerwork.Delivery, why string) []peerwork.Delivery {
	if d.Asker == "" || !d.ToChannel() {
		return nil
	}
	return []peerwork.Delivery{{
		ID: peerwork.NewID(), Workspace: d.Workspace, Kind: peerwork.DeliverNotPosted, Recipient: string(d.Asker),
		Team: d.Team, Subject: d.Subject, Detail: why, Due: d.Due,
	}}
}

// draw returns the message of a delivery, or why there is no use in sending it any more.
func (s *Scheduler) draw(ctx context.Context, d peerwork.Delivery, now time.Time) (m views.Message, useless string, err error) {
	switch d.Kind {
	case peerwork.DeliverTeamPrompt:
		return s.drawTeamPrompt(ctx, d)
	case peerwork.DeliverMemberPrompt, peerwork.DeliverPromptReminder:
		return s.drawMemberPrompt(ctx, d, now)
	case peerwork.DeliverDigest:
		return s.drawDigest(ctx, d, now)
	case peerwork.DeliverSoon, peerwork.DeliverSoonSent, peerwork.DeliverSoonAcknowledged,
		peerwork.DeliverSoonDeputy, peerwork.DeliverSoonPassed, peerwork.DeliverSoonNobody, peerwork.DeliverSoonTaken:
		return s.drawSoon(ctx, d)
	case peerwork.DeliverGroupOpen:
		return s.drawGroupOpen(ctx, d)
	case peerwork.DeliverChannelTrouble, peerwork.DeliverNotPosted:
		return s.drawTrouble(ctx, d)
	case peerwork.DeliverSessionPlanned, peerwork.DeliverSessionReminder, peerwork.DeliverSessionQuestion,
		peerwork.DeliverSessionOff, peerwork.DeliverCoProposed, peerwork.DeliverCoFinished:
		return s.drawSession(ctx, d, now)
	case peerwork.DeliverRhythm:
		return s.drawRhythm(ctx, d, now)
	case peerwork.DeliverSessionEnded, peerwork.DeliverNewPair:
		return s.drawEnded(ctx, d)
	case peerwork.DeliverAgendaShared:
		return s.drawAgendaShared(ctx, d, now)
	case peerwork.DeliverExpiryReminder:
		return s.drawReminder(ctx, d, now)
	case peerwork.DeliverRestored:
		return drawRestored(d)
	}
	return views.Message{}, fmt.Sprintf("a delivery of kind %q is not known", d.Kind), nil
}

// drawRestored says of when the copy was, where that is known.
func drawRestored(d peerwork.Delivery) (views.Message, string, error) {
	if d.Subject == "" {
		return views.Restored(time.Time{}), "", nil
	}
	of, err := time.Parse(time.RFC3339, d.Subject)
	return views.Restored(of), "", err
}

// drawTeamPrompt says who asked for a team's question, or why the schedule chose it.
func (s *Scheduler) drawTeamPrompt(ctx context.Context, d peerwork.Delivery) (views.Message, string, error) {
	how := views.WhyThis(d.Detail)
	if d.Asker != "" {
		people, err := s.store.People(ctx, d.Workspace, d.Asker)
		if err != nil {
			return views.Message{}, "", err
		}
		how = views.AskedBy(people[d.Asker].Name)
	}
	return s.drawPrompt(ctx, d, func(p prompts.Prompt) views.Message { return views.TeamPrompt(p, how) })
}

// drawPrompt draws a prompt that may still be asked at this moment.
func (s *Scheduler) drawPrompt(ctx context.Context, d peerwork.Delivery, draw func(prompts.Prompt) views.Message) (views.Message, string, error) {
	p, err := s.banks.Prompt(ctx, d.Workspace, d.Subject)
	if err != nil {
		return views.Message{}, "", err
	}
	if p.Status != prompts.Active {
		return views.Message{}, views.SwitchedOff, nil
	}
	return draw(p), "", nil
}

// member is somebody a prompt is to go to, as things stand when it is sent.
type member struct {
	prefs peerwork.Preferences
	team  peerwork.Team
	hours hours
	stays bool // they are still in the team
}

func (s *Scheduler) member(ctx context.Context, d peerwork.Delivery) (member, error) {
	u := peerwork.UserID(d.Recipient)
	prefs, err := s.store.Preferences(ctx, d.Workspace, u)
	if err != nil {
		return member{}, err
	}
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return member{}, err
	}
	people, err := s.store.People(ctx, d.Workspace, u)
	if err != nil {
		return member{}, err
	}
	m := member{prefs: prefs}
	m.team, _ = roster.Team(d.Team)
	_, m.stays = m.team.Member(u)
	m.hours = hoursOf(prefs, people[u], m.team)
	return m, nil
}

// schedule returns the team's schedule of that id, or one that allows nothing out of the ordinary.
func (m member) schedule(id string) peerwork.Schedule {
	for _, sc := range m.team.Schedules {
		if sc.ID == id {
			return sc
		}
	}
	return peerwork.Schedule{}
}

// drawMemberPrompt asks the member's settings and place once more. What comes at a time that does not suit them waits
// for one that does, as long as it is of use.
func (s *Scheduler) drawMemberPrompt(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	m, err := s.member(ctx, d)
	if err != nil {
		return views.Message{}, "", err
	}
	asked, err := s.banks.Prompt(ctx, d.Workspace, d.Subject)
	if err != nil {
		return views.Message{}, "", err
	}
	if !m.stays || !m.prefs.WantsPrompts(now) || m.prefs.Refuses(string(asked.Topic())) {
		return views.Message{}, "not wanted any more", nil
	}
	local := now.In(m.hours.loc)
	schedule := d.Schedule
	if d.Kind == peerwork.DeliverPromptReminder {
		schedule = d.Detail
	}
	if suits := m.hours.may(m.team, m.schedule(schedule)).firstAllowed(local); suits.After(local) {
		if !d.Expires.IsZero() && suits.After(d.Expires) {
			return views.Message{}, "no time that suits them while it is of use", nil
		}
		return views.Message{}, "", notNowError{until: suits}
	}
	if d.Kind == peerwork.DeliverPromptReminder {
		return s.drawAgain(ctx, d, m)
	}
	return s.drawPrompt(ctx, d, func(p prompts.Prompt) views.Message { return views.MemberPrompt(p, d.Detail) })
}

// notNowError says that a message does not suit its reader before an instant of domain time.
type notNowError struct{ until time.Time }

func (e notNowError) Error() string { return "waits until " + e.until.Format(time.RFC3339) }

func (s *Scheduler) drawDigest(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	team, ok := roster.Team(d.Team)
	if !ok || !team.Manages(peerwork.UserID(d.Recipient)) {
		return views.Message{}, "no longer a line manager of the team", nil
	}
	period, err := peerwork.ParsePeriod(d.Subject)
	if err != nil {
		return views.Message{}, "", err
	}
	if !team.MaySeeFigures(peerwork.UserID(d.Recipient), period) {
		return views.Message{}, "became a line manager after that week", nil
	}
	bank, err := s.banks.Of(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	f, err := Figures(ctx, s.store, bank, d.Workspace, team, roster.K, period, now)
	if err != nil {
		return views.Message{}, "", err
	}
	f = team.FiguresFor(peerwork.UserID(d.Recipient), period, f)
	own, err := s.ownSessions(ctx, d, team, period)
	if err != nil {
		return views.Message{}, "", err
	}
	return views.Digest(views.DigestPage{Team: team, Period: period, Figures: f, Viewer: peerwork.RoleManager, Own: own}), "", nil
}

func (s *Scheduler) ownSessions(ctx context.Context, d peerwork.Delivery, team peerwork.Team, period peerwork.Period) ([]views.OwnSession, error) {
	sessions, err := OwnSessions(ctx, s.store, d.Workspace, team, peerwork.UserID(d.Recipient), period)
	if err != nil || len(sessions) == 0 {
		return nil, err
	}
	var workers []peerwork.UserID
	for _, session := range sessions {
		workers = append(workers, session.Worker)
	}
	people, err := s.store.People(ctx, d.Workspace, workers...)
	if err != nil {
		return nil, err
	}
	var own []views.OwnSession
	for _, session := range sessions {
		own = append(own, views.OwnSession{With: views.Name(nameOf(people, session.Worker)), Session: session})
	}
	return own, nil
}

// drawGroupOpen tells a channel that its team's agenda is open, while it is that team's channel.
func (s *Scheduler) drawGroupOpen(ctx context.Context, d peerwork.Delivery) (views.Message, string, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	if team, ok := roster.Team(d.Team); !ok || team.Channel != d.Recipient {
		return views.Message{}, views.NotTheirChannel, nil
	}
	return views.GroupOpen(d.Team), "", nil
}

func (s *Scheduler) drawTrouble(ctx context.Context, d peerwork.Delivery) (views.Message, string, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	team, _ := roster.Team(d.Team)
	if d.Kind == peerwork.DeliverNotPosted {
		return views.NotPosted(team.Name, d.Subject != "", d.Detail), "", nil
	}
	return views.ChannelTrouble(team.Name, d.Subject, d.Detail), "", nil
}

// nameOf says "your colleague" where the name is not stored yet.
func nameOf(people map[peerwork.UserID]peerwork.Person, u peerwork.UserID) string {
	if p, ok := people[u]; ok && p.Name != "" {
		return p.Name
	}
	return "your colleague"
}
