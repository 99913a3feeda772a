package peerwork_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/peerwork"
)

func zone(t testing.TB, name string) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func parsed(t rapid.TB, name string) peerwork.Period {
	p, err := peerwork.ParsePeriod(name)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func TestWeekOf(t *testing.T) {
	for name, c := range map[string]struct {
		at, zone, want string
	}{
		"a Monday begins a week":                         {"2026-11-16T00:00:00Z", "UTC", "2026-W47"},
		"a Sunday ends it":                               {"2026-11-22T23:59:59Z", "UTC", "2026-W47"},
		"the year's first Thursday is in its first week": {"2026-01-01T12:00:00Z", "UTC", "2026-W01"},
		"New Year's Day may be in the last week before":  {"2027-01-01T12:00:00Z", "UTC", "2026-W53"},
		"New Year's Eve may be in the first week after":  {"2024-12-30T12:00:00Z", "UTC", "2025-W01"},
		"the zone decides, ahead of UTC":                 {"2026-07-05T23:30:00Z", "Europe/London", "2026-W28"},
		"the zone decides, behind UTC":                   {"2026-07-06T03:00:00Z", "America/New_York", "2026-W27"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if got := peerwork.WeekOf(at, zone(t, c.zone)).String(); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}

func TestPeriodsAreWholeWeeks(t *testing.T) {
	for name, want := range map[string][]string{
		"2026-W47": {"2026-W47"},
		"2026-W53": {"2026-W53"},
		"2026-11":  {"2026-W45", "2026-W46", "2026-W47", "2026-W48"},
		"2026-12":  {"2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53"},
		"2026-01":  {"2026-W01", "2026-W02", "2026-W03", "2026-W04", "2026-W05"},
		"2027-01":  {"2027-W01", "2027-W02", "2027-W03", "2027-W04"},
		"2026-Q4": {
			"2026-W40", "2026-W41", "2026-W42", "2026-W43", "2026-W44", "2026-W45", "2026-W46",
			"2026-W47", "2026-W48", "2026-W49", "2026-W50", "2026-W51", "2026-W52", "2026-W53",
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := parsed(t, name)
			if diff := cmp.Diff(want, p.Weeks()); diff != "" || p.String() != name {
				t.Errorf("%s: %s", p, diff)
			}
			if p.IsWeek() != strings.Contains(name, "W") {
				t.Errorf("is a week: %v", p.IsWeek())
			}
		})
	}
}

func TestBadPeriods(t *testing.T) {
	for _, s := range []string{"", "2026", "2026-W00", "2026-W54", "2025-W53", "2026-13", "2026-00", "2026-Q5", "2026-Q0", "2026-W7", "26-W07", "2026-W47 ", "2026-w47"} {
		t.Run(s, func(t *testing.T) {
			_, err := peerwork.ParsePeriod(s)
			if err == nil || !strings.Contains(err.Error(), "2026-W47") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAPeriodEndsAtMidnightInItsZone(t *testing.T) {
	london := zone(t, "Europe/London")
	clocksGoForward := parsed(t, "2026-W13")
	start, end := clocksGoForward.Start(london), clocksGoForward.End(london)
	if got := end.Sub(start); got != 167*time.Hour {
		t.Errorf("the week is %v long", got)
	}
	if clocksGoForward.Ended(end.Add(-time.Nanosecond), london) || !clocksGoForward.Ended(end, london) {
		t.Error("it ends at another instant")
	}
	if got := clocksGoForward.Before().String(); got != "2026-W12" {
		t.Errorf("the week before is %s", got)
	}
}

// TestEveryWeekIsInOneMonthAndOneQuarter walks from week to week.
func TestEveryWeekIsInOneMonthAndOneQuarter(t *testing.T) {
	zones := []*time.Location{time.UTC, zone(t, "Europe/London"), zone(t, "Pacific/Auckland"), zone(t, "America/New_York")}
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.Int64Range(0, 4_000_000_000).Draw(t, "at"), 0)
		loc := rapid.SampledFrom(zones).Draw(t, "zone")
		week := peerwork.WeekOf(at, loc)
		if at.Before(week.Start(loc)) || !at.Before(week.End(loc)) {
			t.Fatalf("%v is not within %s", at, week)
		}
		if again := parsed(t, week.String()); !again.Start(loc).Equal(week.Start(loc)) || !again.IsWeek() {
			t.Fatalf("%s reads back as %v", week, again)
		}
		if !week.Before().End(loc).Equal(week.Start(loc)) {
			t.Fatalf("%s does not follow %s", week, week.Before())
		}
		thursday := week.Start(time.UTC).AddDate(0, 0, 3)
		month := parsed(t, thursday.Format("2006-01"))
		quarter := parsed(t, thursday.Format("2006")+"-Q"+string('0'+rune((thursday.Month()+2)/3)))
		for _, p := range []peerwork.Period{month, quarter} {
			if !contains(p, week) || contains(p, following(p, loc)) {
				t.Fatalf("%s holds %v", p, p.Weeks())
			}
		}
	})
}

func contains(p, week peerwork.Period) bool {
	for _, name := range p.Weeks() {
		if name == week.String() {
			return true
		}
	}
	return false
}

// following returns the week after a period.
func following(p peerwork.Period, loc *time.Location) peerwork.Period {
	return peerwork.WeekOf(p.End(loc), loc)
}

func TestAQuarterHoldsItsWeeksAndMonths(t *testing.T) {
	quarter := parsed(t, "2026-Q4")
	var weeks []string
	for _, p := range quarter.Within() {
		switch {
		case p.IsWeek():
			if p.QuarterOf().String() != "2026-Q4" {
				t.Errorf("%s is of %s", p, p.QuarterOf())
			}
		default:
			weeks = append(weeks, p.Weeks()...)
			if p.Kind() != "month" {
				t.Errorf("%s is a %s", p, p.Kind())
			}
		}
	}
	if got, want := strings.Join(weeks, " "), strings.Join(quarter.Weeks(), " "); got != want {
		t.Errorf("its months hold %s, not %s", got, want)
	}
	if n := len(quarter.Within()); n != len(quarter.Weeks())+3 {
		t.Errorf("%d periods within", n)
	}
	for _, name := range []string{"2026-W53", "2027-W01", "2026-W40"} {
		week := parsed(t, name)
		if month := week.MonthOf(); !slices.Contains(month.Weeks(), name) || !slices.Contains(week.QuarterOf().Weeks(), name) {
			t.Errorf("%s is not of %s, %s", name, month, week.QuarterOf())
		}
		if len(week.Within())+len(week.MonthOf().Within()) > 0 {
			t.Errorf("%s holds others", name)
		}
	}
}

func TestTheOrganisationsPeriodEndsWithItsLastTeam(t *testing.T) {
	week := parsed(t, "2026-W47")
	r := peerwork.Roster{Teams: []peerwork.Team{{Timezone: "Asia/Tokyo"}, {Timezone: "America/New_York"}, {Timezone: "Europe/London"}}}
	if got := r.LastZone(week).String(); got != "America/New_York" {
		t.Error(got)
	}
	if got := (peerwork.Roster{Teams: r.Teams[:1]}).LastZone(week).String(); got != "Asia/Tokyo" {
		t.Error(got)
	}
	if got := (peerwork.Roster{}).LastZone(week).String(); got != "UTC" {
		t.Error(got)
	}
}
