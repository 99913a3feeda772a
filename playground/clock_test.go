package playground

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHookStepsTheClockOn(t *testing.T) {
	s := New(workspaceForTests())
	start := s.Now()
	var stamps []string
	s.OnAdvance(func(_ context.Context, now time.Time) error {
		for at := s.Now().Add(time.Hour); !at.After(now); at = at.Add(time.Hour) {
			if err := s.SetClock(at); err != nil {
				return err
			}
			m, err := s.As(sam).Message(team, "tick")
			if err != nil {
				return err
			}
			stamps = append(stamps, m.Time)
		}
		return nil
	})
	if err := s.Advance(t.Context(), start.Add(150*time.Minute)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]string{"2026-11-18T11:00:00Z", "2026-11-18T12:00:00Z"}, stamps); diff != "" {
		t.Error(diff)
	}
	if got := s.Now().Sub(start); got != 150*time.Minute {
		t.Errorf("the clock moved by %s", got)
	}
}

func TestClockNeverGoesBack(t *testing.T) {
	s := New(workspaceForTests())
	if err := s.Advance(t.Context(), s.Now().Add(-time.Second)); !errors.Is(err, ErrClockBack) {
		t.Errorf("got %v", err)
	}
	if err := s.SetClock(s.Now().Add(-time.Second)); !errors.Is(err, ErrClockBack) {
		t.Errorf("got %v", err)
	}
}

func TestFailedMoveLeavesTheClockWhereItGotTo(t *testing.T) {
	s := New(workspaceForTests())
	start := s.Now()
	s.OnAdvance(func(context.Context, time.Time) error { return errors.New("no") })
	if err := s.Advance(t.Context(), start.Add(time.Hour)); err == nil || !s.Now().Equal(start) {
		t.Errorf("got %v at %s", err, s.Now())
	}
}

func TestTimestampsRiseEvenWhenTheClockStands(t *testing.T) {
	s := New(workspaceForTests())
	first := sure(s.As(sam).Message(team, "one"))(t)
	second := sure(s.As(sam).Message(team, "two"))(t)
	if first.TS != "1794996000.000000" || second.TS != "1794996000.000001" {
		t.Errorf("got %s and %s", first.TS, second.TS)
	}
}

func TestNextMonday(t *testing.T) {
	for day, days := range map[string]int{"2026-11-22": 1, "2026-11-23": 7, "2026-11-24": 6, "2026-11-28": 2} {
		at, err := time.Parse(time.DateOnly, day)
		if err != nil {
			t.Fatal(err)
		}
		if got := daysToMonday(at); got != days {
			t.Errorf("from %s (%s) it is %d days, got %d", day, at.Weekday(), days, got)
		}
	}
}
