package peerwork_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handrail/peerwork"
)

func TestPeriodsAsPeopleSayThem(t *testing.T) {
	monday := time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)
	for said, want := range map[string]string{
		"2026-W46": "2026-W46", "2026-w46": "2026-W46", "2026-q3": "2026-Q3", "2026-10": "2026-10",

		"last week": "2026-W46", "Last  Week.": "2026-W46", "the last week": "2026-W46", "for the last week": "2026-W46", "previous week": "2026-W46", "this week": "2026-W47", "next week": "2026-W48",
		"last month": "2026-10", "past month": "2026-10", "this month": "2026-11", "current month": "2026-11", "next month": "2026-12",
		"last quarter": "2026-Q3", "this quarter": "2026-Q4", "next quarter": "2027-Q1",

		"2 weeks ago": "2026-W45", "1 week ago": "2026-W46", "a week ago": "2026-W46", "Two Weeks Ago": "2026-W45", "47 weeks ago": "2025-W52",
		"one month ago": "2026-10", "11 months ago": "2025-12", "12 months ago": "2025-11", "a quarter ago": "2026-Q3", "four quarters ago": "2025-Q4", "0 months ago": "2026-11",

		"October": "2026-10", "OCTOBER": "2026-10", "oct": "2026-10", "Oct.": "2026-10", "sept": "2026-09", "Sep": "2026-09", "may": "2026-05", "in october": "2026-10",
		"november": "2025-11", "december": "2025-12", "oct 2026": "2026-10", "October,  2025": "2025-10", "2026 oct": "2026-10", "nov 2026": "2026-11", "october 2031": "2031-10",
		"Q3": "2026-Q3", "q4": "2025-Q4", "q3 2026": "2026-Q3", "2026 Q3": "2026-Q3", "quarter 2": "2026-Q2",
		"w46": "2026-W46", "week 46": "2026-W46", "Week 7": "2026-W07", "2026-W7": "2026-W07", "w50": "2025-W50", "week 47": "2025-W47", "week 53": "2020-W53", "week 46 2025": "2025-W46",

		"9 November": "2026-W46", "9 nov": "2026-W46", "Nov 9": "2026-W46", "November 9th, 2026": "2026-W46", "the 9th of November": "2026-W46", "Monday 9 November 2026": "2026-W46", "sunday the 15th of november": "2026-W46",
		"16 November": "2026-W47", "17 November": "2025-W47", "1 January": "2026-W01", "31 December": "2026-W01", "9 november 2025": "2025-W45", "29 february": "2024-W09", "2026-11-16": "2026-W47",
		"week of 9 November": "2026-W46", "for the week of 11 November": "2026-W46", "w/c 9 Nov": "2026-W46", "wc 9 nov": "2026-W46", "week commencing the 9th of November": "2026-W46", "week 9 november": "2026-W46", "week of 2026-11-09": "2026-W46",
		"9 to 15 November": "2026-W46", "Week of 9 to 15 November 2026.": "2026-W46", "9 - 15 november": "2026-W46", "9–15 november": "2026-W46", "9 November to 15 November": "2026-W46", "10 to 12 november": "2026-W46",
		"28 September to 4 October": "2026-W40", "28 September to 4 October 2026": "2026-W40", "29 December 2025 to 4 January 2026": "2026-W01", "29 December to 4 January 2026": "2026-W01", "29 December 2025 to 4 January": "2026-W01", "29 december to 4 january": "2026-W01",
	} {
		t.Run(said, func(t *testing.T) {
			p, err := peerwork.SaidPeriod(said, monday, time.UTC)
			if err != nil || p.String() != want || p.Start(time.UTC) != parsed(t, want).Start(time.UTC) {
				t.Errorf("got %s, %v, want %s", p, err, want)
			}
		})
	}
	for _, said := range []string{"2026-13", "2026-W54", "2026-W471", "2026", "week 60", "week 0", "q5", "q0 2026", "last year", "this year", "2 years ago", "yesterday", "last day", "3 days ago", "31 November", "30 february 2026", "0 may", "32 may", "9 to 16 november", "15 to 9 november", "9 november to 15 october", "28 september to 4 november", "2026-11-31", "2026-13-01", "2026-oct-2026", "2026-moon"} {
		t.Run(said+" is a time and no period", func(t *testing.T) {
			if p, err := peerwork.SaidPeriod(said, monday, time.UTC); err == nil || errors.Is(err, peerwork.ErrNoTime) {
				t.Errorf("got %s, %v", p, err)
			}
		})
	}
	for _, said := range []string{"", "the", "in", "for the", "riverside", "riverside 2026", "october house", "week", "last", "ago", "weeks ago", "many weeks ago", "last weeks", "octopus", "octo", "2026 oct 2026", "2", "9", "the 9th", "w/c", "week of", "9 to 15", "9 to november", "9 nov to", "9 nov to 10 nov to 11 nov", "9 moon", "moon 9", "9 november house", "ward 9", "9 may ward"} {
		t.Run(said+" is no time", func(t *testing.T) {
			if p, err := peerwork.SaidPeriod(said, monday, time.UTC); !errors.Is(err, peerwork.ErrNoTime) {
				t.Errorf("got %s, %v", p, err)
			}
		})
	}
}

func TestWhatIsSaidIsMeantWhereItIsSaid(t *testing.T) {
	for name, c := range map[string]struct{ at, zone, said, want string }{
		"the zone decides which week is the last":                     {"2026-11-15T23:30:00Z", "Asia/Tokyo", "last week", "2026-W46"},
		"and which month":                                             {"2026-11-01T02:00:00Z", "America/New_York", "last month", "2026-09"},
		"months count by the calendar, though a week runs on":         {"2026-11-01T12:00:00Z", "Europe/London", "last month", "2026-10"},
		"and quarters":                                                {"2026-09-30T12:00:00Z", "Europe/London", "last quarter", "2026-Q2"},
		"the month before one of 31 days":                             {"2026-03-31T12:00:00Z", "Europe/London", "last month", "2026-02"},
		"the year turns":                                              {"2027-01-04T12:00:00Z", "Europe/London", "last quarter", "2026-Q4"},
		"a month that has just ended is the latest":                   {"2026-11-30T00:00:00Z", "Europe/London", "november", "2026-11"},
		"the minute before it is not":                                 {"2026-11-29T23:59:00Z", "Europe/London", "november", "2025-11"},
		"and behind UTC it has not ended yet":                         {"2026-11-30T00:00:00Z", "America/New_York", "november", "2025-11"},
		"a first week that began in the year before":                  {"2025-01-07T12:00:00Z", "Europe/London", "w1", "2025-W01"},
		"a quarter ends with its last week, not with the calendar":    {"2026-12-31T12:00:00Z", "Europe/London", "q4", "2025-Q4"},
		"a week that ended is the latest, also in the year's end":     {"2026-12-28T12:00:00Z", "Europe/London", "week 52", "2026-W52"},
		"a day has begun where the team is":                           {"2026-11-15T23:30:00Z", "Asia/Tokyo", "16 november", "2026-W47"},
		"and not yet elsewhere":                                       {"2026-11-15T23:30:00Z", "Europe/London", "16 november", "2025-W46"},
		"the last week is one that has ended, also on a Sunday night": {"2026-11-22T23:59:00Z", "Europe/London", "last week", "2026-W46"},
	} {
		t.Run(name, func(t *testing.T) {
			at, err := time.Parse(time.RFC3339, c.at)
			if err != nil {
				t.Fatal(err)
			}
			if p, err := peerwork.SaidPeriod(c.said, at, zone(t, c.zone)); err != nil || p.String() != c.want {
				t.Errorf("got %s, %v, want %s", p, err, c.want)
			}
		})
	}
}

// Whatever is said, a name without a year has ended, and what is understood is what its own name says.
func TestANameWithoutAYearHasEnded(t *testing.T) {
	names := strings.Fields("january february march april may june july august september october november december q1 q2 q3 q4 w1 w30 w52 w53")
	zones := []*time.Location{time.UTC, zone(t, "Europe/London"), zone(t, "Pacific/Auckland"), zone(t, "America/New_York")}
	rapid.Check(t, func(t *rapid.T) {
		now := time.Unix(rapid.Int64Range(1_000_000_000, 4_000_000_000).Draw(t, "now"), 0)
		loc, name := rapid.SampledFrom(zones).Draw(t, "zone"), rapid.SampledFrom(names).Draw(t, "name")
		p, err := peerwork.SaidPeriod(name, now, loc)
		if err != nil || !p.Ended(now, loc) || p != parsed(t, p.String()) {
			t.Fatalf("%s at %s is %s, %v", name, now, p, err)
		}
		if back := now.AddDate(0, 0, -7*53); name != "w53" && p.End(loc).Before(back) {
			t.Fatalf("%s at %s is %s, of which there is a later one", name, now, p)
		}
	})
}

// The heading of a week's digest can be typed back, and so can any day of it.
func TestEveryDayOfAWeekNamesTheWeek(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		day := time.Unix(rapid.Int64Range(1_000_000_000, 4_000_000_000).Draw(t, "day"), 0).UTC()
		now := day.AddDate(0, 0, rapid.IntRange(0, 300).Draw(t, "days later"))
		week := peerwork.WeekOf(day, time.UTC)
		start, end := week.Start(time.UTC), week.End(time.UTC).AddDate(0, 0, -1)
		for _, said := range []string{
			day.Format("2 January"), day.Format("January 2"), day.Format("2006-01-02"), day.Format("Monday 2 January 2006"), "w/c " + start.Format("2 Jan 2006"),
			start.Format("2 January to ") + end.Format("2 January 2006"), start.Format("2 January 2006 to ") + end.Format("2 January"),
		} {
			if p, err := peerwork.SaidPeriod(said, now, time.UTC); err != nil || p != week {
				t.Fatalf("%s at %s is %s, %v, want %s", said, now, p, err, week)
			}
		}
	})
}
