package views_test

import (
	"fmt"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// scheduleCases are a team's schedules, and the forms to set them.
func scheduleCases(t *testing.T, add func(string, any)) {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, loc)
	at := func(month time.Month, day, hour, minute int) time.Time {
		year := 2026
		if month < time.November {
			year = 2027
		}
		return time.Date(year, month, day, hour, minute, 0, 0, loc)
	}
	riverside := team("Riverside crisis house")
	riverside.Channel, riverside.Holidays, riverside.QuietHours = "C02SUP", "GB-ENG", peerwork.QuietHours{From: 19 * 60, Until: 8 * 60}
	monday := peerwork.Schedule{ID: "monday-question", Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Europe/London"}
	fortnight := peerwork.Schedule{ID: "fortnight", Kind: peerwork.MemberPrompt, Cron: "30 15 * * THU", Timezone: "Europe/London", Every: 2, From: "2026-11-19"}
	digest := peerwork.Schedule{ID: "weekly-digest", Kind: peerwork.WeeklyDigest, Cron: "0 9 * * MON", Timezone: "Asia/Karachi"}
	off := peerwork.Schedule{ID: "off", Kind: peerwork.TeamPrompt, Cron: "0 16 * * FRI", Which: peerwork.Last, Timezone: "Europe/London", Paused: true}
	plain := func(month time.Month, day, hour, minute int) peerwork.Coming {
		return peerwork.Coming{Meant: at(month, day, hour, minute), Sent: at(month, day, hour, minute)}
	}
	list := views.SchedulesPage{Team: riverside, Teams: []peerwork.Team{riverside}, Now: now, Rows: []views.ScheduleRow{
		{Schedule: monday, Coming: []peerwork.Coming{plain(11, 23, 10, 0)}},
		{Schedule: fortnight, Coming: []peerwork.Coming{plain(12, 3, 15, 30)}},
		{Schedule: digest, Coming: []peerwork.Coming{{Meant: at(12, 28, 9, 0), Sent: at(12, 29, 9, 0), Why: peerwork.OnHoliday}}},
		{Schedule: off},
	}}
	add("schedules", views.Schedules(list))
	admins := list
	admins.Admin = true
	add("schedules-for-an-admin", views.Schedules(admins))

	trouble := list
	trouble.Trouble, trouble.Said, trouble.Teams, trouble.Rows = "post message: Slack answered not_in_channel", "Saved: Every Monday at 10:00.", teams(3), list.Rows[:1]
	add("schedules-channel-trouble", views.Schedules(trouble))
	trouble.Trouble = "post message: Slack answered is_archived"
	add("schedules-channel-archived", views.Schedules(trouble))
	none := list
	none.Team.Channel, none.Team.QuietHours, none.Team.Holidays, none.Rows = "", peerwork.QuietHours{}, "none", nil
	add("schedules-empty-without-a-channel", views.Schedules(none))
	many := list
	many.Team.Name, many.Teams, many.Rows = long, teams(120), nil
	for i := range 60 {
		s := monday
		s.ID = fmt.Sprint("s", i)
		many.Rows = append(many.Rows, views.ScheduleRow{Schedule: s, Coming: []peerwork.Coming{plain(11, 23, 10, 0)}})
	}
	add("schedules-too-long", views.Schedules(many))
	many.Team.Name, many.Rows = pointed, many.Rows[:1]
	add("schedules-pointed", views.Schedules(many))
	many.Team.Name = arabic
	add("schedules-right-to-left", views.Schedules(many))

	form := func(s peerwork.Schedule, coming ...peerwork.Coming) views.SchedulePage {
		return views.SchedulePage{
			Team: riverside, ID: s.ID, Shown: "f1", Paused: s.Paused, Input: views.InputOf(s), Words: s.Words(), Coming: coming, Now: now,
		}
	}
	add("schedule-weekly", views.Schedule(form(monday, plain(12, 21, 10, 0),
		peerwork.Coming{Meant: at(12, 28, 10, 0), Sent: at(12, 29, 10, 0), Why: peerwork.OnHoliday}, plain(1, 4, 10, 0))))
	add("schedule-every-second-week", views.Schedule(form(fortnight, plain(12, 3, 15, 30), plain(12, 17, 15, 30), plain(12, 31, 15, 30))))
	add("schedule-switched-off", views.Schedule(form(off, plain(11, 27, 16, 0),
		peerwork.Coming{Meant: at(12, 25, 16, 0), Sent: at(12, 29, 16, 0), Why: peerwork.OnHoliday}, plain(1, 29, 16, 0))))
	night := peerwork.Schedule{ID: "night", Kind: peerwork.TeamPrompt, Cron: "0 22 * * *", Timezone: "Europe/London", Weekends: true}
	add("schedule-daily-at-night", views.Schedule(form(night,
		peerwork.Coming{Meant: at(11, 24, 22, 0), Sent: at(11, 25, 8, 0), Why: peerwork.InQuiet},
		peerwork.Coming{Meant: at(12, 25, 22, 0), Why: peerwork.OnHoliday})))
	add("schedule-on-a-date", views.Schedule(form(peerwork.Schedule{ID: "first", Kind: peerwork.TeamPrompt, Cron: "0 10 1 * *", Timezone: "Europe/London", Weekends: true, Holidays: true}, plain(12, 1, 10, 0))))
	cron := peerwork.Schedule{ID: "cron", Kind: peerwork.TeamPrompt, Cron: "0 9 * 1-3 MON", Timezone: "Europe/London"}
	add("schedule-by-cron", views.Schedule(form(cron, plain(1, 4, 9, 0))))
	wrong := form(cron)
	wrong.Shown, wrong.Input.Cron = "", "whenever"
	wrong.Wrong = "This cron line cannot be kept: it has 1 parts with spaces between them, and needs 5. An example: 0 10 * * MON is every Monday at 10:00."
	add("schedule-new-with-a-mistake", views.Schedule(wrong))
	changed := form(monday, plain(11, 23, 10, 0))
	changed.Said = "Somebody changed this schedule meanwhile. It is now: " + views.ScheduleFacts(fortnight, riverside) +
		" Nothing of yours is saved yet. What you chose is below. Press Save to put it in its place."
	add("schedule-changed-meanwhile", views.Schedule(changed))
	add("team-hours", views.TeamHours(views.TeamHoursPage{Team: riverside, Shown: "x", Nations: []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "none"}}))
	add("team-hours-changed-meanwhile", views.TeamHours(views.TeamHoursPage{
		Team: none.Team, Shown: "x", Nations: []string{"GB-ENG", "none"}, Said: "Somebody changed this meanwhile. It is now: " + views.HoursFacts(riverside),
	}))
}
