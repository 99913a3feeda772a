package scheduler

import (
	"testing"
	"time"

	"handrail/peerwork"
)

func TestIsBankHoliday(t *testing.T) {
	for _, c := range []struct {
		nation, date string
		want         bool
	}{
		{"GB-ENG", "2026-12-25", true},
		{"GB-ENG", "2026-12-28", true}, // Boxing Day falls on a Saturday
		{"GB-ENG", "2027-12-27", true}, // Christmas Day falls on a Saturday
		{"GB-ENG", "2027-12-28", true},
		{"GB-ENG", "2026-04-06", true}, // Easter Monday
		{"GB-SCT", "2026-04-06", false},
		{"GB-SCT", "2026-01-02", true},
		{"GB-SCT", "2028-01-03", true}, // New Year's Day falls on a Saturday
		{"GB-SCT", "2028-01-04", true},
		{"GB-SCT", "2026-11-30", true},
		{"GB-SCT", "2026-08-03", true},
		{"GB-ENG", "2026-08-03", false},
		{"GB-ENG", "2026-08-31", true},
		{"GB-NIR", "2026-03-17", true},
		{"GB-NIR", "2026-07-13", true}, // the 12th is a Sunday
		{"GB-WLS", "2026-03-17", false},
		{"none", "2026-12-25", false},
		{"GB-ENG", "2026-11-23", false},
	} {
		t.Run(c.nation+" "+c.date, func(t *testing.T) {
			d, _ := time.Parse(time.DateOnly, c.date)
			if got := IsBankHoliday(c.nation, d); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestFirstAllowed(t *testing.T) {
	loc := london(t)
	night := peerwork.QuietHours{From: 19 * 60, Until: 8 * 60}
	for _, c := range []struct {
		name, at, want string
		a              allowance
	}{
		{"stays where it is allowed", "2026-11-23T10:00", "2026-11-23T10:00", allowance{quiet: night, nation: "GB-ENG"}},
		{"waits for the morning", "2026-11-23T21:15", "2026-11-24T08:00", allowance{quiet: night}},
		{"waits in the small hours", "2026-11-24T03:00", "2026-11-24T08:00", allowance{quiet: night}},
		{"passes over a weekend", "2026-11-21T10:00", "2026-11-23T10:00", allowance{quiet: night}},
		{"passes over a bank holiday and its weekend", "2026-12-25T10:00", "2026-12-29T10:00", allowance{nation: "GB-ENG"}},
		{"keeps to a weekend that is wanted", "2026-11-21T10:00", "2026-11-21T10:00", allowance{weekends: true}},
		{"moves out of Friday night past the weekend", "2026-11-20T20:00", "2026-11-23T08:00", allowance{quiet: night}},
		{"goes over the clock change by the clock face", "2026-03-28T10:00", "2026-03-30T10:00", allowance{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			at, _ := time.ParseInLocation(NominalForm, c.at, loc)
			if got := c.a.firstAllowed(at).Format(NominalForm); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
