package peerwork_test

import (
	"testing"
	"time"

	pw "handrail/peerwork"
)

func TestUntilWhenSomethingPostedByHandIsOfUse(t *testing.T) {
	for name, c := range map[string]struct{ quiet, asked, want string }{
		"until quiet hours begin":             {"19:00-08:00", "2026-11-18 11:00", "2026-11-18 19:00"},
		"until the day ends":                  {"none", "2026-11-18 11:00", "2026-11-19 00:00"},
		"until the day ends, before midnight": {"01:00-06:00", "2026-11-18 11:00", "2026-11-19 00:00"},
		"for an hour just before quiet hours": {"19:00-08:00", "2026-11-18 18:50", "2026-11-18 19:50"},
		"for an hour just before midnight":    {"19:00-08:00", "2026-11-18 23:30", "2026-11-19 00:30"},
		"until the day ends in quiet hours":   {"19:00-08:00", "2026-11-18 20:00", "2026-11-19 00:00"},
		"on the day the clocks go back":       {"none", "2026-10-25 00:30", "2026-10-26 00:00"},
		"on the day the clocks go forward":    {"19:00-08:00", "2026-03-29 00:30", "2026-03-29 19:00"},
	} {
		t.Run(name, func(t *testing.T) {
			quiet, err := pw.ParseQuietHours(c.quiet)
			if err != nil {
				t.Fatal(err)
			}
			team := pw.Team{Timezone: "Europe/London", QuietHours: quiet}
			asked, err := time.ParseInLocation("2006-01-02 15:04", c.asked, team.Location())
			if err != nil {
				t.Fatal(err)
			}
			if got := team.UsefulUntil(asked).Format("2006-01-02 15:04"); got != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
		})
	}
}
