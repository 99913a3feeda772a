package scheduler

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/peerwork"
)

func TestComingOf(t *testing.T) {
	team := thursday(t).team
	for _, c := range []struct {
		name     string
		schedule peerwork.Schedule
		after    string
		want     []string // meant, sent, why
	}{
		{
			"every second Thursday, through the 53 weeks of 2026",
			peerwork.Schedule{Cron: "30 15 * * THU", Every: 2, From: "2026-12-17"}, "2026-12-01T12:00",
			[]string{"2026-12-03T15:30 2026-12-03T15:30 ", "2026-12-17T15:30 2026-12-17T15:30 ", "2026-12-31T15:30 2026-12-31T15:30 ", "2027-01-14T15:30 2027-01-14T15:30 "},
		},
		{
			"Mondays over Christmas",
			peerwork.Schedule{Cron: "0 10 * * MON"}, "2026-12-15T12:00",
			[]string{"2026-12-21T10:00 2026-12-21T10:00 ", "2026-12-28T10:00 2026-12-29T10:00 bank holiday", "2027-01-04T10:00 2027-01-04T10:00 "},
		},
		{
			"each day: what waits until the next is left out",
			peerwork.Schedule{Cron: "0 10 * * *"}, "2026-12-24T12:00",
			[]string{"2026-12-25T10:00 left out bank holiday", "2026-12-26T10:00 left out weekend", "2026-12-27T10:00 left out weekend", "2026-12-28T10:00 left out bank holiday", "2026-12-29T10:00 2026-12-29T10:00 "},
		},
		{
			"at night",
			peerwork.Schedule{Cron: "0 22 * * THU"}, "2026-11-23T12:00",
			[]string{"2026-11-26T22:00 2026-11-27T08:00 quiet hours"},
		},
		{
			"the last Friday of the month, on Christmas Day too",
			peerwork.Schedule{Cron: "0 16 * * FRI", Which: peerwork.Last, Holidays: true}, "2026-11-23T12:00",
			[]string{"2026-11-27T16:00 2026-11-27T16:00 ", "2026-12-25T16:00 2026-12-25T16:00 "},
		},
		{
			"in a zone ahead of the team's: its quiet hours hold",
			peerwork.Schedule{Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Asia/Karachi"}, "2026-11-23T12:00",
			[]string{"2026-11-30T10:00 2026-11-30T13:00 quiet hours"},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			if c.schedule.Timezone == "" {
				c.schedule.Timezone = "Europe/London"
			}
			after, _ := time.ParseInLocation(NominalForm, c.after, london(t))
			coming, err := ComingOf(team, c.schedule, after, len(c.want))
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, each := range coming {
				sent := "left out"
				if !each.Sent.IsZero() {
					sent = each.Sent.Format(NominalForm)
				}
				got = append(got, each.Meant.Format(NominalForm)+" "+sent+" "+string(each.Why))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestEveryRhythmCanBeKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := peerwork.Rhythm{
			Often: rapid.SampledFrom([]peerwork.Often{peerwork.Weekly, peerwork.Workdays, peerwork.Daily, peerwork.MonthlyDay, peerwork.MonthlyOn}).Draw(t, "often"),
			Weeks: rapid.IntRange(1, peerwork.MostWeeks).Draw(t, "weeks"), From: "2026-11-19", Day: time.Weekday(rapid.IntRange(0, 6).Draw(t, "day")),
			Which: rapid.SampledFrom([]int{1, 2, 3, 4, peerwork.Last}).Draw(t, "which"), Date: rapid.IntRange(1, 28).Draw(t, "date"), At: rapid.IntRange(0, 1439).Draw(t, "at"),
		}
		sc := r.On(peerwork.Schedule{Kind: peerwork.MemberPrompt, Timezone: "Europe/London"})
		if err := CheckSchedule(sc); err != nil {
			t.Fatalf("%s: %v", r.Words(), err)
		}
	})
}

func TestCheckScheduleKeepsADigestToOnceAWeek(t *testing.T) {
	for cron, ok := range map[string]bool{
		"0 9 * * MON": true, "0 9 1,15 * *": true, "0 9 28 * *": true,
		"0 9 * * *": false, "0 9 * * MON,THU": false, "0 9 1 * MON": false, "0 9 1,5 * *": false, "0 9,10 * * MON": false,
	} {
		err := CheckSchedule(peerwork.Schedule{Kind: peerwork.WeeklyDigest, Cron: cron, Timezone: "Europe/London"})
		if (err == nil) != ok {
			t.Errorf("%s: %v", cron, err)
		}
	}
	never := peerwork.Schedule{Kind: peerwork.TeamPrompt, Cron: "0 9 1 * *", Which: peerwork.Last, Timezone: "Europe/London"}
	if CheckSchedule(never) == nil {
		t.Error("a first of the month that is the last of its weekday was taken")
	}
}

func TestWhatWaitsUntilTheNextIsLeftOut(t *testing.T) {
	roster := riverside()
	roster.Teams[0].Schedules = []peerwork.Schedule{{ID: "daily", Team: "riverside", Kind: peerwork.TeamPrompt, Cron: "0 10 * * *", Timezone: "Europe/London"}}
	w := newWorld(t, roster)
	w.live(t, sunday, sunday.AddDate(0, 0, 9)) // Sunday to Tuesday week
	if got := len(w.post.to("C1")); got != 7 {
		t.Errorf("%d questions came on seven working days", got)
	}
}

func TestAScheduleSwitchedOffSendsNothingAndComesBack(t *testing.T) {
	roster := riverside()
	roster.Teams[0].Schedules = roster.Teams[0].Schedules[:1]
	roster.Teams[0].Schedules[0].Paused = true
	w := newWorld(t, roster)
	w.live(t, sunday, sunday.AddDate(0, 0, 7))
	if got := w.post.to("C1"); len(got) > 0 {
		t.Fatalf("switched off, it sent %q", got)
	}
	roster.Teams[0].Schedules[0].Paused = false
	if err := w.store.SaveRoster(t.Context(), ws, -1, roster, "UJO", sunday.AddDate(0, 0, 7)); err != nil {
		t.Fatal(err)
	}
	w.live(t, sunday.AddDate(0, 0, 7), sunday.AddDate(0, 0, 9))
	if got := w.post.to("C1"); len(got) != 1 {
		t.Errorf("switched on again, it sent %d", len(got))
	}
}
