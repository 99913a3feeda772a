package peerwork

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func drawRhythm(t *rapid.T) Rhythm {
	r := Rhythm{At: rapid.IntRange(0, 24*60-1).Draw(t, "at")}
	r.Often = rapid.SampledFrom([]Often{Weekly, Workdays, Daily, MonthlyDay, MonthlyOn}).Draw(t, "often")
	switch r.Often {
	case Weekly:
		r.Weeks = rapid.IntRange(1, MostWeeks).Draw(t, "weeks")
		r.Day = time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
		if r.Weeks > 1 {
			r.From = time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "from"), 0).UTC().Format(time.DateOnly)
		}
	case MonthlyDay:
		r.Day = time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
		r.Which = rapid.SampledFrom([]int{1, 2, 3, 4, Last}).Draw(t, "which")
	case MonthlyOn:
		r.Date = rapid.IntRange(1, 28).Draw(t, "date")
	case Workdays, Daily:
	}
	return r
}

func TestARhythmComesBackFromItsSchedule(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := drawRhythm(t)
		if got, ok := RhythmOf(r.On(Schedule{ID: "x", Which: 3, Every: 5})); !ok || got != r {
			t.Fatalf("%+v came back as %+v, %v", r, got, ok)
		}
	})
}

func TestNoTwoRhythmsHaveTheSameWords(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		a, b := drawRhythm(t), drawRhythm(t)
		a.From, b.From = "", "" // told by the next time
		if a != b && a.Words() == b.Words() {
			t.Fatalf("%+v and %+v are both %q", a, b, a.Words())
		}
	})
}

func TestScheduleWords(t *testing.T) {
	for _, c := range []struct {
		s    Schedule
		want string
	}{
		{Schedule{Cron: "0 10 * * MON"}, "Every Monday at 10:00"},
		{Schedule{Cron: "0 10 * * 1"}, "Every Monday at 10:00"},
		{Schedule{Cron: "30 15 * * thu", Every: 2, From: "2026-11-19"}, "Every second Thursday at 15:30"},
		{Schedule{Cron: "0 9 ? * MON-FRI"}, "Monday to Friday at 09:00"},
		{Schedule{Cron: "5 9 1 * *"}, "The first day of each month at 09:05"},
		{Schedule{Cron: "5 9 15 * *"}, "Day 15 of each month at 09:05"},
		{Schedule{Cron: "0 16 * * FRI", Which: Last}, "The last Friday of each month at 16:00"},
		{Schedule{Cron: "@weekly"}, "Every Sunday at 00:00"},
		{Schedule{Cron: "0 9 31 * *"}, "By cron: 0 9 31 * *"},
		{Schedule{Cron: "0 9 1 * MON"}, "By cron: 0 9 1 * MON"},
		{Schedule{Cron: "0 9 * * MON,THU", Every: 2, From: "2026-11-19"}, "By cron: 0 9 * * MON,THU, every second week"},
		{Schedule{Cron: "0 9 * * *", Which: Last}, "By cron: 0 9 * * *, last of the month only"},
		{Schedule{Cron: "0 9 * * MON", Which: 2, Every: 2, From: "2026-11-19"}, "By cron: 0 9 * * MON, second of the month only, every second week"},
	} {
		if got := c.s.Words(); got != c.want {
			t.Errorf("%+v is %q, want %q", c.s, got, c.want)
		}
	}
}

func TestMeant(t *testing.T) {
	second := Schedule{Every: 2, From: "2026-12-17"}
	for _, c := range []struct {
		name string
		s    Schedule
		day  string
		want bool
	}{
		{"the week it begins", second, "2026-12-17", true},
		{"the week after", second, "2026-12-24", false},
		{"week 53 of 2026", second, "2026-12-31", true},
		{"week 1 of 2027, odd after odd", second, "2027-01-07", false},
		{"week 2 of 2027", second, "2027-01-14", true},
		{"two weeks before it begins", second, "2026-12-03", true},
		{"another day of the same week", second, "2026-12-14", true},
		{"the last Friday", Schedule{Which: Last}, "2026-11-27", true},
		{"the Friday before the last", Schedule{Which: Last}, "2026-11-20", false},
		{"the last Friday of February in a leap year", Schedule{Which: Last}, "2028-02-25", true},
		{"the first Monday", Schedule{Which: 1}, "2026-12-07", true},
		{"the second Monday", Schedule{Which: 1}, "2026-12-14", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			day, _ := time.Parse(time.DateOnly, c.day)
			if got := c.s.Meant(day); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestEverySoManyWeeksIsNeverOutOfStep(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		weeks := rapid.IntRange(2, MostWeeks).Draw(t, "weeks")
		day := time.Unix(rapid.Int64Range(-2e9, 4e9).Draw(t, "from"), 0).UTC()
		s := Schedule{Every: weeks, From: day.Format(time.DateOnly)}
		for i := -60; i <= 60; i++ {
			if got := s.Meant(day.AddDate(0, 0, 7*i)); got != (i%weeks == 0) {
				t.Fatalf("%d weeks after %s: %v", i, s.From, got)
			}
		}
	})
}

func TestFingerprint(t *testing.T) {
	s := Schedule{ID: "a", Cron: "0 10 * * MON"}
	due := s
	due.Due = time.Unix(1, 0)
	if s.Fingerprint() != due.Fingerprint() {
		t.Error("falling due changes the fingerprint")
	}
	paused := s
	paused.Paused = true
	if s.Fingerprint() == paused.Fingerprint() {
		t.Error("a pause does not change the fingerprint")
	}
}
