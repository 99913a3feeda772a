package peerwork

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseWorkingHours(t *testing.T) {
	for _, c := range []struct{ in, out string }{
		{"09:00-17:00", "09:00-17:00"},
		{"Mon-Fri 09:00-17:00", "09:00-17:00"},
		{"mon-fri 08:30-16:30", "08:30-16:30"},
		{"Mon,Tue,Wed,Fri 10:00-14:00", "Mon-Wed,Fri 10:00-14:00"},
		{"Sat-Tue 10:00-14:00", "Mon,Tue,Sat,Sun 10:00-14:00"},
		{"Sat,Sun 10:00-14:00", "Sat,Sun 10:00-14:00"},
	} {
		t.Run(c.in, func(t *testing.T) {
			w, err := ParseWorkingHours(c.in)
			if err != nil || w.String() != c.out {
				t.Fatalf("got %v, %v", w, err)
			}
			if again, err := ParseWorkingHours(w.String()); err != nil || again != w {
				t.Errorf("read back as %v, %v", again, err)
			}
		})
	}
	for _, bad := range []string{"", "9-5", "17:00-09:00", "09:00-09:00", "Mo-Fr 09:00-17:00", "09:00-24:00", "none", "Mon-Fri", "Mon- 09:00-17:00", ", 09:00-17:00"} {
		if w, err := ParseWorkingHours(bad); err == nil {
			t.Errorf("%q was taken as %v", bad, w)
		}
	}
	if w, _ := ParseWorkingHours("09:00-17:00"); w != (WorkingHours{}) {
		t.Errorf("the default is stored as %+v", w)
	}
}

const minuteForm = "2006-01-02 15:04"

func inLondon(t testing.TB) *time.Location {
	t.Helper()
	zone, known := Zone("Europe/London")
	if !known {
		t.Fatal("no time zones on this machine")
	}
	return zone
}

func TestAddWorkingTime(t *testing.T) {
	zone := inLondon(t)
	off := func(days ...string) func(time.Time) bool {
		return func(day time.Time) bool {
			for _, d := range days {
				if day.Format(time.DateOnly) == d {
					return true
				}
			}
			return false
		}
	}
	nights := WorkingHours{Days: DaysOf(time.Saturday, time.Sunday), From: 0, Until: 4 * 60}
	for _, c := range []struct {
		name, since string
		hours       WorkingHours
		working     time.Duration
		off         func(time.Time) bool
		want        string
	}{
		{"the same day", "2026-11-23 10:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-23 14:00"},
		{"up to the last minute of the day", "2026-11-23 13:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-23 17:00"},
		{"on into the next morning", "2026-11-23 16:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-24 12:00"},
		{"from the evening", "2026-11-23 20:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-24 13:00"},
		{"from the small hours", "2026-11-24 03:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-24 13:00"},
		{"over a weekend", "2026-11-20 16:30", WorkingHours{}, 4 * time.Hour, off(), "2026-11-23 12:30"},
		{"from within a weekend", "2026-11-21 11:00", WorkingHours{}, 4 * time.Hour, off(), "2026-11-23 13:00"},
		{"over Christmas", "2026-12-24 15:00", WorkingHours{}, 4 * time.Hour, off("2026-12-25", "2026-12-28"), "2026-12-29 11:00"},
		{"from within a bank holiday", "2026-12-25 10:00", WorkingHours{}, 4 * time.Hour, off("2026-12-25", "2026-12-28"), "2026-12-29 13:00"},
		{"in a team's own days", "2026-11-23 15:00", WorkingHours{Days: DaysOf(time.Monday, time.Thursday), From: 600, Until: 960}, 4 * time.Hour, off(), "2026-11-26 13:00"},
		{"over several days", "2026-11-23 09:00", WorkingHours{}, 20 * time.Hour, off(), "2026-11-25 13:00"},
		{"over the night the clocks go forward", "2026-03-27 16:00", WorkingHours{}, 4 * time.Hour, off(), "2026-03-30 12:00"},
		{"over the night the clocks go back", "2026-10-23 16:00", WorkingHours{}, 4 * time.Hour, off(), "2026-10-26 12:00"},
		{"through the hour that is skipped", "2026-03-29 00:00", nights, 2 * time.Hour, off(), "2026-03-29 03:00"},
		{"through the hour that comes twice", "2026-10-25 00:00", nights, 4 * time.Hour, off(), "2026-10-25 03:00"},
		{"nothing to add, at work", "2026-11-23 10:00", WorkingHours{}, 0, off(), "2026-11-23 10:00"},
	} {
		t.Run(c.name, func(t *testing.T) {
			since, _ := time.ParseInLocation(minuteForm, c.since, zone)
			if got := c.hours.Add(since, c.working, zone, c.off).Format(minuteForm); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
	t.Run("gives up where nobody ever works", func(t *testing.T) {
		never := func(time.Time) bool { return true }
		since := time.Date(2026, 11, 23, 10, 0, 0, 0, zone)
		if got := (WorkingHours{}).Add(since, time.Hour, zone, never); got.Sub(since) > 402*24*time.Hour {
			t.Errorf("got %v", got)
		}
	})
}

// worked counts the minutes at work between two instants, one by one.
func worked(w WorkingHours, from, until time.Time, zone *time.Location, off func(time.Time) bool) time.Duration {
	w = w.Told()
	var sum time.Duration
	for at := from; at.Before(until); at = at.Add(time.Minute) {
		l := at.In(zone)
		if m := 60*l.Hour() + l.Minute(); w.Days.Has(l.Weekday()) && !off(l) && m >= w.From && m < w.Until {
			sum += time.Minute
		}
	}
	return sum
}

func TestAddedWorkingTimeIsExactlyThatMuch(t *testing.T) {
	zone := inLondon(t)
	rapid.Check(t, func(t *rapid.T) {
		w := WorkingHours{
			Days:  Weekdays(rapid.IntRange(1, 127).Draw(t, "days")),
			From:  60 * rapid.IntRange(0, 12).Draw(t, "from"),
			Until: 60*rapid.IntRange(13, 23).Draw(t, "until") + 30,
		}
		holiday := rapid.IntRange(1, 28).Draw(t, "holiday")
		off := func(day time.Time) bool { return day.Day() == holiday }
		since := time.Unix(1_772_000_000+60*rapid.Int64Range(0, 400*24*60).Draw(t, "since"), 0)
		working := time.Duration(rapid.IntRange(1, 30*60).Draw(t, "minutes")) * time.Minute
		at := w.Add(since, working, zone, off)
		if got := worked(w, since, at, zone, off); got != working {
			t.Fatalf("%v from %v to %v holds %v, want %v", w, since.In(zone), at, got, working)
		}
		if got := worked(w, since, at.Add(-time.Minute), zone, off); got >= working {
			t.Fatalf("%v is not the first such instant", at)
		}
	})
}

func TestAway(t *testing.T) {
	p := Preferences{Leave: Leave{From: time.Unix(100, 0), Until: time.Unix(200, 0)}}
	for at, want := range map[int64]bool{99: false, 100: true, 199: true, 200: false} {
		if got := p.Away(time.Unix(at, 0)); got != want {
			t.Errorf("at %d: %v", at, got)
		}
	}
	if (Preferences{}).Away(time.Unix(100, 0)) {
		t.Error("somebody without leave is away")
	}
}
