package playground

import (
	"context"
	"errors"
	"fmt"
	"time"
)

// ErrClockBack reports an attempt to move the domain clock back.
var ErrClockBack = errors.New("the clock only moves forward")

// clock is the domain clock. It runs from a base, or stands still at it.
type clock struct {
	base  time.Time
	since time.Time // the real moment at which base was true
	still bool
	held  bool // stands still while a move is under way
}

func newClock(start time.Time, still bool) clock {
	return clock{base: start, since: time.Now(), still: still}
}

func (c *clock) now() time.Time {
	if c.still || c.held {
		return c.base
	}
	return c.base.Add(time.Since(c.since))
}

func (c *clock) set(to time.Time) { c.base, c.since = to, time.Now() }

func (c *clock) hold(held bool) {
	c.set(c.now())
	c.held = held
}

// Now returns the domain time.
func (s *Server) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock.now()
}

// SetClock puts the domain clock at a later moment without calling the hook of OnAdvance. The hook itself uses it to
// step: messages posted after SetClock(t) carry t. It returns ErrClockBack for an earlier moment.
func (s *Server) SetClock(to time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.moveClock(to)
}

func (s *Server) moveClock(to time.Time) error {
	if to.Before(s.clock.now()) {
		return ErrClockBack
	}
	s.clock.set(to)
	s.tell("", "clock", "")
	return nil
}

// OnAdvance sets what is called when the clock is moved, with the moment it is moved to. While the hook runs the clock
// stands still at the moment it was moved from, so a hook may step from Now() to now as finely as it likes, calling
// SetClock at each step; one that does not step calls SetClock(now) first. When it returns, the clock is at now.
func (s *Server) OnAdvance(hook func(ctx context.Context, now time.Time) error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.onAdvance = hook
}

// Advance moves the domain clock to a later moment, calls the hook of OnAdvance and waits for it. Moves take turns.
func (s *Server) Advance(ctx context.Context, to time.Time) error {
	s.moving.Lock()
	defer s.moving.Unlock()
	hook, err := s.beginMove(to)
	if err != nil {
		return err
	}
	defer s.endMove()
	if hook != nil {
		if err := hook(ctx, to); err != nil {
			return fmt.Errorf("run what falls due by %s: %w", to.Format(time.RFC3339), err)
		}
	}
	return s.finishMove(to)
}

func (s *Server) beginMove(to time.Time) (func(context.Context, time.Time) error, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if to.Before(s.clock.now()) {
		return nil, ErrClockBack
	}
	s.clock.hold(true)
	return s.onAdvance, nil
}

func (s *Server) finishMove(to time.Time) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.didAnybody("clock")
	if to.Before(s.clock.now()) {
		return nil
	}
	return s.moveClock(to)
}

func (s *Server) endMove() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock.hold(false)
}

func usualPresets(now time.Time) []Preset {
	return []Preset{
		{Label: "One hour on", To: now.Add(time.Hour).Truncate(time.Minute)},
		{Label: "Tomorrow 09:00", To: morning(now, 1)},
		{Label: "Monday 09:00", To: morning(now, daysToMonday(now))},
	}
}

func morning(now time.Time, days int) time.Time {
	return time.Date(now.Year(), now.Month(), now.Day()+days, 9, 0, 0, 0, now.Location())
}

// daysToMonday counts from 1 to 7: a Monday's next Monday is a week away.
func daysToMonday(now time.Time) int {
	return (7+int(time.Monday)-int(now.Weekday())-1)%7 + 1
}
