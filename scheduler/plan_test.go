package scheduler

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

// thursday is a round of the member prompt of Thursday 19 November 2026 at half past three.
func thursday(t testing.TB) round {
	t.Helper()
	loc := london(t)
	at := time.Date(2026, 11, 19, 15, 30, 0, 0, loc)
	return round{
		workspace: "T1",
		team: peerwork.Team{
			ID: "riverside", Channel: "C1", Timezone: "Europe/London", Holidays: "GB-ENG",
			QuietHours:   peerwork.QuietHours{From: 19 * 60, Until: 8 * 60},
			LineManagers: []peerwork.Held{{User: "UJO"}},
			Workers:      []peerwork.Member{{User: "USAM"}, {User: "UBEA"}},
		},
		schedule: peerwork.Schedule{ID: "thursday-question", Kind: peerwork.MemberPrompt, Timezone: "Europe/London"},
		at:       at, nominal: "2026-11-19T15:30", now: at,
		people:   map[peerwork.UserID]peerwork.Person{},
		settings: map[peerwork.UserID]peerwork.Preferences{},
	}
}

func TestPlan(t *testing.T) {
	night := &peerwork.QuietHours{From: 15 * 60, Until: 17 * 60}
	for _, c := range []struct {
		name   string
		change func(*round)
		want   map[string]string // recipient to local due time in London
	}{
		{"asks each member", func(*round) {}, map[string]string{"USAM": "2026-11-19T15:30", "UBEA": "2026-11-19T15:30"}},
		{"skips a member who is paused", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{PausedUntil: r.now.Add(time.Hour)}
		}, map[string]string{"UBEA": "2026-11-19T15:30"}},
		{"asks again once the pause is over", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{PausedUntil: r.now}
		}, map[string]string{"USAM": "2026-11-19T15:30", "UBEA": "2026-11-19T15:30"}},
		{"skips a member who switched prompts off", func(r *round) {
			r.settings["UBEA"] = peerwork.Preferences{PromptsOff: true}
		}, map[string]string{"USAM": "2026-11-19T15:30"}},
		{"skips somebody deactivated, and a guest", func(r *round) {
			r.people["USAM"], r.people["UBEA"] = peerwork.Person{Deactivated: true}, peerwork.Person{Guest: true}
		}, map[string]string{}},
		{"waits for a member's own quiet hours to end", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{QuietHours: night}
		}, map[string]string{"USAM": "2026-11-19T17:00", "UBEA": "2026-11-19T15:30"}},
		{"skips a member who is on leave", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{Leave: peerwork.Leave{From: r.now.Add(-time.Hour), Until: r.now.Add(time.Hour)}}
		}, map[string]string{"UBEA": "2026-11-19T15:30"}},
		{"skips a member whose next suitable time falls in their leave", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{QuietHours: night, Leave: peerwork.Leave{From: r.now.Add(time.Hour), Until: r.now.Add(72 * time.Hour)}}
		}, map[string]string{"UBEA": "2026-11-19T15:30"}},
		{"asks again once the leave is over", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{Leave: peerwork.Leave{From: r.now.Add(-time.Hour), Until: r.now}}
		}, map[string]string{"USAM": "2026-11-19T15:30", "UBEA": "2026-11-19T15:30"}},
		{"waits for a day that suits a member", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{ShiftDays: peerwork.DaysOf(time.Monday, time.Tuesday)}
		}, map[string]string{"USAM": "2026-11-23T15:30", "UBEA": "2026-11-19T15:30"}},
		{"asks at a weekend whom that suits", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{ShiftDays: peerwork.DaysOf(time.Saturday, time.Sunday), QuietHours: night}
		}, map[string]string{"USAM": "2026-11-21T17:00", "UBEA": "2026-11-19T15:30"}},
		{"asks on a night shift whom that suits", func(r *round) {
			r.settings["USAM"] = peerwork.Preferences{QuietHours: &peerwork.QuietHours{From: 6 * 60, Until: 22 * 60}}
		}, map[string]string{"USAM": "2026-11-19T22:00", "UBEA": "2026-11-19T15:30"}},
		{"passes over a bank holiday on a day that suits a member", func(r *round) {
			r.at = r.at.AddDate(0, 0, 36) // Christmas Day
			r.now = r.at
			r.settings["USAM"] = peerwork.Preferences{ShiftDays: peerwork.DaysOf(time.Friday, time.Saturday)}
			r.team.Workers = r.team.Workers[:1]
		}, map[string]string{"USAM": "2026-12-26T15:30"}},
		{"skips what would come no sooner than the next", func(r *round) {
			r.next = r.at.AddDate(0, 0, 1)
			r.settings["USAM"] = peerwork.Preferences{ShiftDays: peerwork.DaysOf(time.Monday)}
		}, map[string]string{"UBEA": "2026-11-19T15:30"}},
		{"keeps to the member's own clock", func(r *round) {
			r.people["USAM"] = peerwork.Person{Timezone: "America/New_York"}
		}, map[string]string{"USAM": "2026-11-19T20:30", "UBEA": "2026-11-19T15:30"}},
		{"asks the channel once", func(r *round) { r.schedule.Kind = peerwork.TeamPrompt }, map[string]string{"C1": "2026-11-19T15:30"}},
		{"asks nobody where there is no channel", func(r *round) {
			r.schedule.Kind, r.team.Channel = peerwork.TeamPrompt, ""
		}, map[string]string{}},
		{"sends the digest to line managers only", func(r *round) { r.schedule.Kind = peerwork.WeeklyDigest }, map[string]string{"UJO": "2026-11-19T15:30"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := thursday(t)
			c.change(&r)
			got := map[string]string{}
			for _, d := range r.plan() {
				got[d.Recipient] = d.Due.In(london(t)).Format(NominalForm)
				if d.Nominal != "2026-11-19T15:30" || d.Schedule != "thursday-question" || d.Team != "riverside" {
					t.Errorf("delivery %+v is not unique by its round", d)
				}
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestStillUseful(t *testing.T) {
	for _, c := range []struct {
		name string
		kind peerwork.ScheduleKind
		late time.Duration
		want bool
	}{
		{"a prompt of this morning", peerwork.TeamPrompt, 5 * time.Hour, true},
		{"a prompt of yesterday morning", peerwork.TeamPrompt, 26 * time.Hour, false},
		{"a digest of Monday on Thursday", peerwork.WeeklyDigest, 3 * 24 * time.Hour, true},
		{"a digest of last Monday", peerwork.WeeklyDigest, 7 * 24 * time.Hour, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := thursday(t)
			r.schedule.Kind, r.now = c.kind, r.at.Add(c.late)
			if got := r.stillUseful(); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}
