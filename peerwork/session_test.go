package peerwork_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
)

const london = "Europe/London"

var samAndAma = peerwork.Pair{Team: "riverside", Worker: "U01SAM", Supervisor: "U02AMA"}

func clock(t *testing.T, at string) time.Time {
	t.Helper()
	parsed, err := time.Parse(time.RFC3339, at)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

func TestARhythmKeepsItsDayAndItsLocalTime(t *testing.T) {
	for _, c := range []struct {
		says                       string
		weeks                      int
		first, clock, now, at, day string
		taken                      []string
	}{
		{"begins on its first day", 4, "2026-11-26", "14:00", "2026-11-23T02:00:00Z", "2026-11-26T14:00:00Z", "2026-11-26", nil},
		{"comes later on the day itself", 4, "2026-11-26", "14:00", "2026-11-26T13:59:00Z", "2026-11-26T14:00:00Z", "2026-11-26", nil},
		{"goes on after its hour", 4, "2026-11-26", "14:00", "2026-11-26T14:00:00Z", "2026-12-24T14:00:00Z", "2026-12-24", nil},
		{"leaves out a day that was planned already", 4, "2026-11-26", "14:00", "2026-11-24T10:00:00Z", "2026-12-24T14:00:00Z", "2026-12-24", []string{"2026-11-26"}},
		{"keeps local time when the clocks go forward", 2, "2027-03-18", "14:00", "2027-03-20T10:00:00Z", "2027-04-01T13:00:00Z", "2027-04-01", nil},
		{"keeps local time when the clocks go back", 1, "2026-10-21", "09:30", "2026-10-22T10:00:00Z", "2026-10-28T09:30:00Z", "2026-10-28", nil},
		{"stays on a bank holiday", 1, "2026-12-18", "10:00", "2026-12-19T00:00:00Z", "2026-12-25T10:00:00Z", "2026-12-25", nil},
		{"comes on 29 February where it falls there", 1, "2028-02-22", "10:00", "2028-02-23T00:00:00Z", "2028-02-29T10:00:00Z", "2028-02-29", nil},
		{"comes as long after where the clocks leave its hour out", 1, "2027-03-21", "01:30", "2027-03-22T00:00:00Z", "2027-03-28T01:30:00Z", "2027-03-28", nil},
		{"comes first where the clocks bring its hour twice", 1, "2026-10-18", "01:30", "2026-10-19T00:00:00Z", "2026-10-25T00:30:00Z", "2026-10-25", nil},
	} {
		t.Run(c.says, func(t *testing.T) {
			r := peerwork.SessionRhythm{Pair: samAndAma, Weeks: c.weeks, First: c.first, Clock: c.clock, Timezone: london}
			s, ok := r.Next(c.taken, clock(t, c.now))
			if !ok || !s.At.Equal(clock(t, c.at)) || s.Slot != c.day || s.Local != c.day+"T"+c.clock || !s.Open() {
				t.Errorf("got %+v", s)
			}
		})
	}
}

func TestARhythmIsTheSameWhoeverAsksAndWhenever(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	loc, _ := peerwork.Zone(london)
	for range 2000 {
		first := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).AddDate(0, 0, random.IntN(1500))
		r := peerwork.SessionRhythm{Pair: samAndAma, Weeks: 1 + random.IntN(peerwork.MostWeeksApart), First: first.Format(time.DateOnly), Clock: "10:15", Timezone: london}
		now := first.AddDate(0, 0, random.IntN(900)).Add(time.Duration(random.IntN(86400)) * time.Second)
		s, ok := r.Next(nil, now)
		slot, err := time.Parse(time.DateOnly, s.Slot)
		if !ok || err != nil || !s.At.After(now) {
			t.Fatalf("%+v at %s: %+v", r, now, s)
		}
		days := int(slot.Sub(first).Hours() / 24)
		if days%(7*r.Weeks) != 0 || s.At.In(loc).Format("15:04") != r.Clock || slot.Weekday() != r.Weekday() {
			t.Fatalf("%+v at %s: %+v", r, now, s)
		}
		if s.At.Sub(now) > time.Duration(7*r.Weeks)*24*time.Hour+2*time.Hour && slot != first {
			t.Fatalf("%+v at %s left one out: %+v", r, now, s)
		}
	}
}

func TestWhatCannotBePlannedSaysWhy(t *testing.T) {
	now := clock(t, "2026-11-23T10:00:00Z")
	for _, c := range []struct {
		says, local, zone, found string
		pair                     peerwork.Pair
	}{
		{"the past", "2026-11-23T09:59", london, "That time has passed.", samAndAma},
		{"this very minute", "2026-11-23T10:00", london, "That time has passed.", samAndAma},
		{"29 February in a year without one", "2027-02-29T10:00", london, "There is no such day or time.", samAndAma},
		{"no day", "T10:00", london, "There is no such day or time.", samAndAma},
		{"a slip of the year", "2036-11-26T10:00", london, "That is more than two years away.", samAndAma},
		{"a zone nobody knows", "2026-11-26T10:00", "Atlantis", "Handrail does not know your team's time zone.", samAndAma},
		{"oneself", "2026-11-26T10:00", london, "You cannot plan supervision with yourself.", peerwork.Pair{Team: "riverside", Worker: "U01SAM", Supervisor: "U01SAM"}},
	} {
		t.Run(c.says, func(t *testing.T) {
			if _, err := c.pair.Plan("T01", c.local, c.zone, now); err == nil || !strings.HasPrefix(err.Error(), c.found) {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := samAndAma.Plan("T01", "2028-02-29T10:00", london, now); err != nil {
		t.Errorf("29 February of a leap year: %v", err)
	}
}

func TestASessionIsMovedAndRecorded(t *testing.T) {
	now := clock(t, "2026-11-23T10:00:00Z")
	s, err := samAndAma.Plan("T01", "2026-11-26T14:00", london, now)
	if err != nil {
		t.Fatal(err)
	}
	refuses := func(says, found string, err error) {
		t.Helper()
		if err == nil || !strings.HasPrefix(err.Error(), found) {
			t.Errorf("%s: got %v", says, err)
		}
	}
	refuses("held before its day", "This session is still to come.", s.Record(peerwork.SessionHeld, "", "U01SAM", now))
	refuses("missed for no reason", "Handrail does not know why", s.Record(peerwork.SessionMissed, "lazy", "U01SAM", now))
	refuses("moved to the same time", "The session has that time already.", s.Move("2026-11-26T14:00", now))
	refuses("moved to the past", "That time has passed.", s.Move("2026-11-20T14:00", now))
	if err := s.Move("2026-11-30T09:00", now); err != nil || s.Moves != 1 || s.Was != "2026-11-26T14:00" || !s.At.Equal(clock(t, "2026-11-30T09:00:00Z")) {
		t.Errorf("moved: %v, %+v", err, s)
	}
	if err := s.Record(peerwork.SessionMoved, "", "U02AMA", now); err != nil || s.Open() {
		t.Errorf("moved without a new time: %v", err)
	}
	if err := s.Move("2026-11-30T09:00", now); err != nil || !s.Open() || s.By != "" || s.Moves != 2 || s.Was != "2026-11-26T14:00" {
		t.Errorf("given the same time again: %v, %+v", err, s)
	}
	if err := s.Record(peerwork.SessionMissed, peerwork.MissedIll, "U02AMA", now); err != nil || s.Why != peerwork.MissedIll {
		t.Errorf("known before that it will be missed: %v", err)
	}
	later := clock(t, "2026-11-30T08:00:00Z")
	if err := s.Record(peerwork.SessionHeld, peerwork.MissedIll, "U01SAM", later); err != nil || s.Why != "" || s.By != "U01SAM" || s.Week() != "2026-W49" {
		t.Errorf("put right on the day: %v, %+v", err, s)
	}
	refuses("moving one that was held", "This session was recorded as held.", s.Move("2026-12-01T09:00", later))
}

func TestASessionOfThePastCanBeRecorded(t *testing.T) {
	now := clock(t, "2026-11-23T10:00:00Z")
	s, err := samAndAma.HeldBefore("T01", "2026-11-20T14:00", london, "U02AMA", now)
	if err != nil || s.State != peerwork.SessionHeld || s.By != "U02AMA" || s.Slot != "" {
		t.Errorf("got %v, %+v", err, s)
	}
	for _, local := range []string{"2026-11-24T14:00", "2020-11-20T14:00", "2026-11-31T14:00"} {
		if _, err := samAndAma.HeldBefore("T01", local, london, "U02AMA", now); err == nil {
			t.Errorf("%s was taken", local)
		}
	}
}

func TestOnlyThePairsOfTheRosterStand(t *testing.T) {
	r := peerwork.Roster{Teams: []peerwork.Team{
		{ID: "riverside", Workers: []peerwork.Member{{User: "U01SAM", Supervisor: "U02AMA"}, {User: "U05LEE", Supervisor: "U05LEE"}, {User: "U06BEA"}}},
		{ID: "hillside", Workers: []peerwork.Member{{User: "U01SAM", Supervisor: "U07NEL"}, {User: "U02AMA", Supervisor: "U07NEL"}}},
	}}
	for u, want := range map[peerwork.UserID]int{"U01SAM": 2, "U02AMA": 2, "U05LEE": 0, "U06BEA": 0, "U07NEL": 2, "": 0} {
		pairs := r.PairsOf(u)
		if len(pairs) != want {
			t.Errorf("%s has %v", u, pairs)
		}
		for _, p := range pairs {
			if !r.Stands(p) || !p.Has(u) || p.Other(p.Other(u)) != u {
				t.Errorf("%s: %v", u, p)
			}
		}
	}
	if r.Stands(peerwork.Pair{Team: "riverside", Worker: "U05LEE", Supervisor: "U05LEE"}) || r.Stands(peerwork.Pair{Team: "riverside", Worker: "U06BEA"}) {
		t.Error("a pair with oneself, or with nobody, stands")
	}
	if own := r.PairsOf("U02AMA"); own[0].Worker != "U02AMA" {
		t.Errorf("the worker's own come first: %v", own)
	}
}
