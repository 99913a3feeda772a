// Package scheduler holds what happens by the clock: which schedules are due, what is delivered, what expires; the
// reminders of supervision sessions, agendas that share themselves, and wishes to talk soon that pass to a deputy.
//
// A schedule that falls due is claimed in one transaction that writes its deliveries and moves it on, so that any
// number of replicas may run. Deliveries are an outbox: nothing in it is lost; a message is sent twice only if
// Slack accepted it and its answer was lost.
package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"handrail/digest"
	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// Store is what the scheduler keeps its state in.
type Store interface {
	Roster(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.Roster, error)
	People(ctx context.Context, ws peerwork.WorkspaceID, ids ...peerwork.UserID) (map[peerwork.UserID]peerwork.Person, error)
	Preferences(ctx context.Context, ws peerwork.WorkspaceID, u peerwork.UserID) (peerwork.Preferences, error)
	PreferencesOf(ctx context.Context, ws peerwork.WorkspaceID, users ...peerwork.UserID) (map[peerwork.UserID]peerwork.Preferences, error)
	FiguresStore
	AskedOfEach(ctx context.Context, ws peerwork.WorkspaceID, audiences ...string) (map[string][]peerwork.Asked, error)
	Soon(ctx context.Context, ws peerwork.WorkspaceID, id string) (peerwork.SoonRequest, error)
	SoonToMoveOn(ctx context.Context, now time.Time, limit int) ([]peerwork.SoonRequest, error)
	SoonAhead(ctx context.Context, now time.Time, limit int) ([]peerwork.SoonRequest, error)
	HastenSoon(ctx context.Context, ws peerwork.WorkspaceID, id string, passes time.Time) error
	MoveSoonOn(ctx context.Context, r peerwork.SoonRequest, was time.Time, out ...peerwork.Delivery) (bool, error)

	UnplacedSchedules(ctx context.Context, limit int) ([]peerwork.DueSchedule, error)
	PlaceSchedule(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, id string, due time.Time) error
	DueSchedules(ctx context.Context, now time.Time, limit int) ([]peerwork.DueSchedule, error)
	ClaimSchedule(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, id string, due, next time.Time, out []peerwork.Delivery, asked []peerwork.Asking) (bool, error)
	LastSentTo(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, channel string) (string, error)

	Enqueue(ctx context.Context, out ...peerwork.Delivery) error
	ClaimDeliveries(ctx context.Context, now, leaseUntil, protocolNow time.Time, limit int) ([]peerwork.Delivery, error)
	Delivered(ctx context.Context, id string, at time.Time, channel, ts string, then ...peerwork.Delivery) error
	PutOff(ctx context.Context, id string, until time.Time, reason string) error
	Keep(ctx context.Context, id string, until time.Time, reason string) error
	Park(ctx context.Context, id, reason string, then ...peerwork.Delivery) error
	WasSent(ctx context.Context, ws peerwork.WorkspaceID, delivery string) (bool, error)
	Defer(ctx context.Context, id string, due time.Time) error
	Skip(ctx context.Context, id, reason string) error
	NextDue(ctx context.Context) (time.Time, error)
	BankChanges(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.BankChanges, error)
	Expire(ctx context.Context, now time.Time) (int, error)
	Forget(ctx context.Context) error
	Expiring(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, from, until time.Time) ([]peerwork.Expiry, error)
	sessionStore
	agendaStore
}

// Messenger posts to a channel, or to a user by direct message. Its errors may say more of themselves, by Later,
// Refused and Barred.
type Messenger interface {
	Post(ctx context.Context, ws peerwork.WorkspaceID, recipient string, m views.Message) (channel, ts string, err error)
}

// Later is an error of a Messenger that may say how long to wait before trying again; zero when it does not.
type Later interface{ RetryAfter() time.Duration }

// Refused is an error of a Messenger that trying again will not mend.
type Refused interface{ Permanent() bool }

// Barred is an error of a Messenger which would meet every message: Slack lets none of ours in, or is not to be reached.
// Barred says how to mend that; "" where only this message is concerned.
type Barred interface{ Barred() string }

// Limits of the outbox.
const (
	knockEvery = time.Minute // while nothing gets through to Slack: one message is tried

	lease       = 2 * time.Minute // longer than any post may take
	batch       = 50
	senders     = 4
	atOnce      = 2 * senders // claimed together: what somebody waits for comes after no more of the others
	lastAttempt = 8
	expireEvery = time.Hour
	longestWait = 20 * time.Second // between two rounds, for schedules changed by another replica

	longestSending = 5 * time.Second // in one round, where many wait for their message
)

// Scheduler sends what is due. Use New.
type Scheduler struct {
	store    Store
	post     Messenger
	banks    *prompts.Banks
	log      *slog.Logger
	protocol func() time.Time // protocol time: leases and retries; nothing moves it
	wake     chan struct{}

	signposts  map[string]views.Signpost // by nation
	everywhere views.Signpost            // where the nation has none of its own

	later    resting
	mu       sync.Mutex // one round at a time
	expired  time.Time
	forgot   time.Time // protocol time
	reminded time.Time
	agendas  time.Time
	prepared time.Time // sessions
}

// New returns a scheduler that asks from the bank in force in each workspace, which stands on bank. It reads protocol time from the machine's clock; domain time is an argument of Tick.
func New(store Store, post Messenger, bank *prompts.Bank, log *slog.Logger) *Scheduler {
	return &Scheduler{
		store: store, post: post, banks: prompts.NewBanks(bank, store), log: log, protocol: time.Now, wake: make(chan struct{}, 1),
		signposts: views.DefaultSignposts(), everywhere: views.DefaultSignpost(),
	}
}

// resting is until when nothing is sent, in protocol time: Slack asked to wait, or lets nothing in.
type resting struct {
	mu     sync.Mutex
	until  time.Time
	barred string // what is wrong and how to mend it; "" while messages get through
}

func (r *resting) rest(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until.After(r.until) {
		r.until = until
	}
}

func (r *resting) restUntil() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.until
}

// bar notes that nothing gets through until it was tried again, and reports whether that is new.
func (r *resting) bar(until time.Time, why string) (first bool) {
	r.rest(until)
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.barred == ""
	r.barred = why
	return first
}

// unbar notes that a message got through, and reports whether that is new.
func (r *resting) unbar() (first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.barred != ""
	r.barred = ""
	return first
}

func (r *resting) why() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.barred
}

// Barred says why no message gets through to Slack now, and how to mend that; "" where they do. The outbox keeps all of
// them meanwhile, and goes on by itself.
func (s *Scheduler) Barred() string { return s.later.why() }

// Wake starts a round now rather than at the next due time. It never blocks.
func (s *Scheduler) Wake() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// Run holds rounds until the context ends. now reads domain time. A round that has much to send makes way for the next
// after a while, so that what falls due meanwhile does not wait for the whole of it.
func (s *Scheduler) Run(ctx context.Context, now func() time.Time) {
	for ctx.Err() == nil {
		more, err := s.tick(ctx, now(), longestSending)
		if err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "round by the clock", "error", err)
		}
		if !more {
			s.wait(ctx, now)
		}
	}
}

func (s *Scheduler) wait(ctx context.Context, now func() time.Time) {
	pause := longestWait
	if rest := s.later.restUntil().Sub(s.protocol()); rest > 0 {
		pause = min(pause, rest)
	}
	if next, err := s.store.NextDue(ctx); err == nil && !next.IsZero() && s.Barred() == "" {
		pause = min(pause, max(time.Second, next.Sub(now())))
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-s.wake:
	case <-timer.C:
	}
}

// Tick holds one round at the domain time now: it places new schedules, claims those that are due, sends what is
// due and lets expire what must. Running it again at the same time sends nothing again.
func (s *Scheduler) Tick(ctx context.Context, now time.Time) error {
	_, err := s.tick(ctx, now, 0)
	return err
}

// tick reports whether there is more to send than could be sent in a while of protocol time; 0 sends all.
func (s *Scheduler) tick(ctx context.Context, now time.Time, while time.Duration) (more bool, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	err = errors.Join(
		s.placeNew(ctx, now),
		s.claimDue(ctx, now),
		s.remind(ctx, now),
		s.prepareSessions(ctx, now),
		s.shareAgendas(ctx, now),
		s.passOnSoon(ctx, now),
	)
	more, sending := s.sendDue(ctx, now, while)
	return more, errors.Join(err, sending, s.expire(ctx, now), s.forget(ctx))
}

// forgetEvery is how often at most the database's log is emptied. With longestWait between two rounds, what somebody deletes is
// out of it within a minute.
const forgetEvery = 30 * time.Second

// forget has deleted words leave the database's log too, for many at once and on nobody's time.
func (s *Scheduler) forget(ctx context.Context) error {
	now := s.protocol()
	if now.Sub(s.forgot) < forgetEvery {
		return nil
	}
	s.forgot = now
	if err := s.store.Forget(ctx); err != nil {
		return fmt.Errorf("deleted words still stand in the database's log, encrypted, and are tried again soon: %w", err)
	}
	return nil
}

// Advance lives through the time from one instant to another, stopping wherever something falls due, and once a day
// for what goes by days. set is told each instant after the first before the round at it.
func (s *Scheduler) Advance(ctx context.Context, from, to time.Time, set func(time.Time)) error {
	errs := []error{s.Tick(ctx, from)}
	for at := from; at.Before(to); {
		at = s.nextStop(ctx, at, to)
		set(at)
		errs = append(errs, s.Tick(ctx, at))
	}
	return errors.Join(errs...)
}

func (s *Scheduler) nextStop(ctx context.Context, at, to time.Time) time.Time {
	next, err := s.store.NextDue(ctx)
	tomorrow := minTime(at.AddDate(0, 0, 1), to)
	if err != nil || next.IsZero() || next.After(tomorrow) {
		return tomorrow
	}
	if !next.After(at) {
		return minTime(at.Add(ShortestInterval), to)
	}
	return next
}

func minTime(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func (s *Scheduler) placeNew(ctx context.Context, now time.Time) error {
	schedules, err := s.store.UnplacedSchedules(ctx, batch)
	if err != nil {
		return fmt.Errorf("list new schedules: %w", err)
	}
	for _, d := range schedules {
		next, err := nextFiring(d.Schedule, now)
		if err != nil {
			s.log.ErrorContext(ctx, "schedule left out", "schedule", d.Schedule.ID, "team", d.Schedule.Team, "error", err)
			continue
		}
		if err := s.store.PlaceSchedule(ctx, d.Workspace, d.Schedule.Team, d.Schedule.ID, next); err != nil {
			return fmt.Errorf("place schedule %s: %w", d.Schedule.ID, err)
		}
	}
	return nil
}

func (s *Scheduler) claimDue(ctx context.Context, now time.Time) error {
	due, err := s.store.DueSchedules(ctx, now, batch)
	if err != nil {
		return fmt.Errorf("list due schedules: %w", err)
	}
	var errs []error
	for _, d := range due {
		if err := s.claim(ctx, d, now); err != nil {
			errs = append(errs, fmt.Errorf("claim schedule %s of team %s: %w", d.Schedule.ID, d.Schedule.Team, err))
		}
	}
	return errors.Join(errs...)
}

// claim sends once for a schedule, however many firings were missed, and moves it on past now. Where somebody asks its
// question at the same moment, it chooses again.
func (s *Scheduler) claim(ctx context.Context, d peerwork.DueSchedule, now time.Time) error {
	const tries = 3
	var err error
	for range tries {
		if err = s.claimOnce(ctx, d, now); !errors.Is(err, peerwork.ErrAsked) {
			return err
		}
	}
	return err
}

func (s *Scheduler) claimOnce(ctx context.Context, d peerwork.DueSchedule, now time.Time) error {
	r, err := s.round(ctx, d, now)
	if err != nil {
		return err
	}
	var out []peerwork.Delivery
	var asked []peerwork.Asking
	if r.stillUseful() {
		out, asked, err = s.withSubjects(ctx, r, r.plan())
		s.sayIfNobody(ctx, r, out)
	} else {
		s.log.InfoContext(ctx, "skipped what is no longer useful", "schedule", d.Schedule.ID, "team", d.Schedule.Team, "nominal", r.nominal)
	}
	if err != nil {
		return err
	}
	_, err = s.store.ClaimSchedule(ctx, d.Workspace, d.Schedule.Team, d.Schedule.ID, d.Schedule.Due, r.next, out, asked)
	return err
}

// sayIfNobody tells operators that a round sends nothing. Who is paused is told to nobody.
func (s *Scheduler) sayIfNobody(ctx context.Context, r round, out []peerwork.Delivery) {
	switch {
	case len(out) > 0:
	case r.schedule.Kind == peerwork.TeamPrompt && r.team.Channel == "":
		s.log.WarnContext(ctx, "a question is left out: the team has no channel", "schedule", r.schedule.ID, "team", r.team.ID)
	default:
		s.log.InfoContext(ctx, "a round sends nothing: nobody is to be asked now", "schedule", r.schedule.ID, "team", r.team.ID, "nominal", r.nominal)
	}
}

func (s *Scheduler) round(ctx context.Context, d peerwork.DueSchedule, now time.Time) (round, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return round{}, err
	}
	team, ok := roster.Team(d.Schedule.Team)
	if !ok {
		return round{}, fmt.Errorf("team %s: %w", d.Schedule.Team, peerwork.ErrNotFound)
	}
	c, loc, err := reading(d.Schedule)
	if err != nil {
		return round{}, err
	}
	r := round{workspace: d.Workspace, team: team, schedule: d.Schedule, now: now}
	r.at, r.nominal = c.Last(d.Schedule.Due.Add(-time.Second), now, loc)
	if r.at.IsZero() {
		r.at, r.nominal = d.Schedule.Due, d.Schedule.Due.In(loc).Format(NominalForm)
	}
	if r.next, err = nextFiring(d.Schedule, now); err != nil {
		return round{}, err
	}
	return r, s.readPeople(ctx, &r)
}

func (s *Scheduler) readPeople(ctx context.Context, r *round) error {
	var ids []peerwork.UserID
	for _, m := range r.team.Workers {
		ids = append(ids, m.User)
	}
	for _, h := range r.team.LineManagers {
		ids = append(ids, h.User)
	}
	var err error
	if r.people, err = s.store.People(ctx, r.workspace, ids...); err != nil {
		return err
	}
	r.settings, err = s.store.PreferencesOf(ctx, r.workspace, ids...)
	return err
}

// withSubjects says what each delivery is about: the prompt chosen for its audience, or the period.
func (s *Scheduler) withSubjects(ctx context.Context, r round, out []peerwork.Delivery) (kept []peerwork.Delivery, asked []peerwork.Asking, err error) {
	if r.schedule.Kind == peerwork.WeeklyDigest {
		for i := range out {
			out[i].Subject = peerwork.WeekOf(r.at, r.team.Location()).Before().String()
		}
		return out, nil, nil
	}
	bank, err := s.banks.Of(ctx, r.workspace)
	if err != nil {
		return nil, nil, err
	}
	past, err := s.store.AskedOfEach(ctx, r.workspace, audiencesOf(out)...)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range out {
		choice, err := r.choose(bank, d.Audience(), past[d.Audience()])
		var nothing *prompts.NothingLeft
		if errors.As(err, &nothing) {
			s.log.InfoContext(ctx, "no prompt is free for an audience", "team", r.team.ID, "free_at", nothing.FreeAt)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		d.Subject, d.Detail = choice.Prompt.ID, choice.Why
		kept = append(append(kept, d), r.again(d)...)
		asked = append(asked, r.asking(d))
	}
	return kept, asked, nil
}

func audiencesOf(out []peerwork.Delivery) []string {
	var all []string
	for _, d := range out {
		all = append(all, d.Audience())
	}
	return all
}

// asking is what a delivery asks. Of a team anybody may ask a question at the same moment; of a member only their round
// does.
func (r round) asking(d peerwork.Delivery) peerwork.Asking {
	a := peerwork.Asking{Delivery: d.ID, Audience: d.Audience(), Asked: peerwork.Asked{Prompt: d.Subject, At: r.now}}
	if d.ToChannel() {
		a.NotSince = r.now.Add(-prompts.RepeatAfter)
	}
	return a
}

// choose finds the next prompt for an audience that was asked those of the past.
func (r round) choose(bank *prompts.Bank, audience string, past []peerwork.Asked) (prompts.Choice, error) {
	var asked []prompts.Asked
	for _, a := range past {
		asked = append(asked, prompts.Asked{PromptID: a.Prompt, At: a.At})
	}
	kind := prompts.Team
	if r.schedule.Kind == peerwork.MemberPrompt {
		kind = prompts.Member
	}
	return prompts.Next(bank, prompts.Request{
		Audience: kind, Setting: r.team.Setting, Now: r.now.In(r.team.Location()), Asked: asked, Seed: audience + " " + r.nominal,
		Exclude: prompts.Topics(r.settings[peerwork.UserID(audience)].NotTopics),
	})
}

func (s *Scheduler) expire(ctx context.Context, now time.Time) error {
	if !s.expired.IsZero() && now.Sub(s.expired) < expireEvery {
		return nil
	}
	if _, err := s.store.Expire(ctx, now); err != nil { // how many goes into no log: it would say when they were written
		return fmt.Errorf("expire: %w", err)
	}
	s.expired = now
	return nil
}

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
