package scheduler

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

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
	Skip(ctx context.Context, id, reason string, then ...peerwork.Delivery) error
	NextDue(ctx context.Context) (time.Time, error)
	BankChanges(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.BankChanges, error)
	QuartersToDraw(ctx context.Context, now time.Time) ([]peerwork.TeamQuarter, error)
	OrganisationStore
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

// lookedWithin reports whether what is looked at now and then was looked at last so short a time ago; zero: not yet.
func lookedWithin(every time.Duration, last, now time.Time) bool {
	return !last.IsZero() && !now.Before(last) && now.Sub(last) < every
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
	tomorrow := sooner(at.AddDate(0, 0, 1), to)
	if err != nil || next.IsZero() || next.After(tomorrow) {
		return tomorrow
	}
	if !next.After(at) {
		return sooner(at.Add(ShortestInterval), to)
	}
	return next
}

func (s *Scheduler) expire(ctx context.Context, now time.Time) error {
	if !s.expired.IsZero() && now.Sub(s.expired) < expireEvery {
		return nil
	}
	drawn := s.drawQuarters(ctx, now)                   // first, for what they count may go; what is due goes all the same
	if _, err := s.store.Expire(ctx, now); err != nil { // how many goes into no log: it would say when they were written
		return errors.Join(drawn, fmt.Errorf("expire: %w", err))
	}
	s.expired = now
	return drawn
}
