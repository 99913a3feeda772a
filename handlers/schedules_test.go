package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

const admin pw.UserID = "U07ADM"

// scheduleWorld is riverside with two schedules, an admin, and quiet hours.
func scheduleWorld(t *testing.T) *world {
	w := newWorld(t)
	w.roster(func(r *pw.Roster) {
		r.Admins = []pw.UserID{admin}
		r.Teams[0].Holidays, r.Teams[0].QuietHours = "GB-ENG", pw.QuietHours{From: 19 * 60, Until: 8 * 60}
		r.Teams[0].Schedules = []pw.Schedule{
			{ID: "monday-question", Kind: pw.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Europe/London"},
			{ID: "weekly-digest", Kind: pw.WeeklyDigest, Cron: "0 9 * * MON", Timezone: "Europe/London"},
		}
	})
	return w
}

func (w *world) roster(change func(*pw.Roster)) {
	w.t.Helper()
	r, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	change(&r)
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, r, admin, w.now))
}

func (w *world) schedule(id string) (pw.Schedule, bool) {
	w.t.Helper()
	r, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	for _, s := range r.Teams[0].Schedules {
		if s.ID == id {
			s.Due = time.Time{}
			return s, true
		}
	}
	return pw.Schedule{}, false
}

// within makes a request from a button or a menu of a form.
func (w *world) within(by pw.UserID, form *views.Form, action, text string, boxes map[string]string) (handlers.Reply, error) {
	w.t.Helper()
	name, _, _ := strings.Cut(action, ":")
	return w.try(w.all.Actions[name], handlers.Request{
		User: by, Name: action, Text: text, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes),
	})
}

// turn is within where it brings another form.
func (w *world) turn(by pw.UserID, form *views.Form, action, text string, boxes map[string]string) *views.Form {
	w.t.Helper()
	reply, err := w.within(by, form, action, text, boxes)
	w.must(err)
	if reply.Update == nil {
		w.t.Fatalf("%s: no form: %+v", action, reply)
	}
	return reply.Update
}

func (w *world) openedSchedule(by pw.UserID, id string) *views.Form {
	w.t.Helper()
	list := w.command("/handrail", by, "schedules").Form
	return w.turn(by, list, views.Action(views.ActChangeSchedule, id), "", nil)
}

func TestALineManagerSetsASchedule(t *testing.T) {
	w := scheduleWorld(t)
	list := w.command("/handrail", jo, "schedules").Form
	w.contains(shownIn(list), "Every Monday at 10:00: a question in the team's channel.", "Next: Monday 16 November at 10:00.")
	form := w.turn(jo, list, views.ActAddSchedule, "", nil)
	form = w.turn(jo, form, views.BoxScheduleKind, "", map[string]string{views.BoxScheduleKind: string(pw.MemberPrompt)})
	form = w.turn(jo, form, views.BoxScheduleOften, "", map[string]string{views.BoxScheduleOften: "2"})
	form = w.turn(jo, form, views.BoxScheduleDay, "", map[string]string{views.BoxScheduleDay: "4"})
	form = w.turn(jo, form, views.BoxScheduleTime, "", map[string]string{views.BoxScheduleTime: "15:30"})
	w.contains(shownIn(form), "Every second Thursday at 15:30. The next times:", "Thursday 19 November at 15:30.", "Thursday 3 December at 15:30.")
	form = w.turn(jo, form, views.BoxScheduleFrom, "", map[string]string{views.BoxScheduleFrom: "2026-11-26"})
	w.contains(shownIn(form), "Thursday 26 November at 15:30.", "Thursday 10 December at 15:30.", "Thursday 24 December at 15:30.")
	meta := views.ParseScheduleMeta(form.PrivateMetadata)
	reply := w.submit(jo, form, nil)
	w.contains(shownIn(reply.Update), "Saved: Every second Thursday at 15:30.", "Next: Thursday 26 November at 15:30.")
	if !reply.Wake {
		t.Error("the scheduler is not woken to place it")
	}
	got, _ := w.schedule(meta.ID)
	want := pw.Schedule{ID: meta.ID, Team: "riverside", Kind: pw.MemberPrompt, Cron: "30 15 * * THU", Timezone: "Europe/London", Every: 2, From: "2026-11-26"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	w.submit(jo, form, nil) // the same again
	if r, _ := w.store.Roster(t.Context(), ws); len(r.Teams[0].Schedules) != 3 {
		t.Errorf("sent twice, it made %d schedules", len(r.Teams[0].Schedules))
	}
}

func TestASchedulePausesGoesOnAndGoes(t *testing.T) {
	w := scheduleWorld(t)
	list := w.turn(jo, w.openedSchedule(jo, "monday-question"), views.ActSwitchSchedule, "off", nil)
	w.contains(shownIn(list), "Switched off. It is not lost")
	if s, found := w.schedule("monday-question"); !found || !s.Paused {
		t.Errorf("switched off, it is %+v", s)
	}
	w.turn(jo, w.openedSchedule(jo, "monday-question"), views.ActSwitchSchedule, "on", nil)
	if s, _ := w.schedule("monday-question"); s.Paused {
		t.Error("it stays switched off")
	}
	form := w.openedSchedule(admin, "monday-question")
	w.turn(admin, form, views.ActDeleteSchedule, "", nil)
	if _, found := w.schedule("monday-question"); found {
		t.Error("it is not deleted")
	}
	w.contains(shownIn(w.turn(admin, form, views.ActDeleteSchedule, "", nil)), "This schedule is deleted.")
}

func TestTwoPeopleChangeTheSameSchedule(t *testing.T) {
	w := scheduleWorld(t)
	form := w.openedSchedule(jo, "monday-question")
	w.submit(admin, w.openedSchedule(admin, "monday-question"), map[string]string{views.BoxScheduleDay: "2"})

	reply := w.submit(jo, form, map[string]string{views.BoxScheduleTime: "11:45"})
	w.contains(shownIn(reply.Update), "Somebody changed this schedule meanwhile. It is now: Every Tuesday at 10:00", "Every Monday at 11:45. The next times:")
	if s, _ := w.schedule("monday-question"); s.Cron != "0 10 * * TUE" {
		t.Errorf("it was overwritten: %s", s.Cron)
	}
	w.submit(jo, reply.Update, nil)
	if s, _ := w.schedule("monday-question"); s.Cron != "45 11 * * MON" {
		t.Errorf("sent again, it is %s", s.Cron)
	}

	form = w.openedSchedule(jo, "monday-question")
	w.roster(func(r *pw.Roster) { r.Teams[0].Schedules[0].Weekends = true })
	for _, press := range []string{views.ActDeleteSchedule, views.ActSwitchSchedule} {
		w.contains(shownIn(w.turn(jo, form, press, "off", nil)), "Somebody changed this schedule meanwhile", "At weekends too.")
	}
	w.roster(func(r *pw.Roster) { r.Teams[0].Schedules = r.Teams[0].Schedules[1:] })
	reply = w.submit(jo, form, nil)
	w.contains(shownIn(reply.Update), "Somebody deleted this schedule meanwhile")
	if _, found := w.schedule("monday-question"); found {
		t.Error("it came back by itself")
	}
	w.submit(jo, reply.Update, nil)
	if _, found := w.schedule("monday-question"); !found {
		t.Error("sent again, it is not added")
	}
}

func TestWhoMayNotSetSchedules(t *testing.T) {
	w := scheduleWorld(t)
	for _, by := range []pw.UserID{sam, ama, noor} {
		_, err := w.try(w.handlerOf("/handrail"), handlers.Request{User: by, Name: "/handrail", Text: "schedules"})
		w.told(err, "Only a line manager of the team, or an admin")
	}
	form := w.openedSchedule(jo, "monday-question")
	_, err := w.within(kim, form, views.ActDeleteSchedule, "", nil)
	w.told(err, "Only a line manager")

	w.roster(func(r *pw.Roster) { r.Teams[0].LineManagers = []pw.Held{{User: kim}} })
	for _, action := range []string{views.ActDeleteSchedule, views.ActSwitchSchedule, views.BoxScheduleDay, views.ActTeamHours, views.ActAddSchedule} {
		_, err := w.within(jo, form, action, "off", nil)
		w.told(err, "Only a line manager")
	}
	_, err = w.try(w.all.Forms[views.FormSchedule], handlers.Request{User: jo, Private: form.PrivateMetadata, State: filled(form, nil)})
	w.told(err, "Only a line manager")
	_, err = w.try(w.all.Forms[views.FormTeamHours], handlers.Request{User: jo, Private: form.PrivateMetadata, State: filled(form, nil)})
	w.told(err, "Only a line manager")
	if s, _ := w.schedule("monday-question"); s.Cron != "0 10 * * MON" || s.Paused {
		t.Errorf("somebody who left changed it: %+v", s)
	}
}

func TestWhatAScheduleCannotBe(t *testing.T) {
	w := scheduleWorld(t)
	byCron := w.turn(jo, w.openedSchedule(jo, "monday-question"), views.BoxScheduleOften, "", map[string]string{views.BoxScheduleOften: views.ByCron})
	for _, c := range []struct{ cron, says string }{
		{"", "it is empty"}, {"0 10 * MON", "it has 4 parts"}, {"61 10 * * MON", "part 1, the minute"},
		{"* * * * *", "1 minute apart"}, {"0 0 30 2 *", "never comes"}, {"TZ=UTC 0 9 * * *", "time zone"},
	} {
		reply := w.submit(jo, byCron, map[string]string{views.BoxScheduleCron: c.cron})
		w.contains(reply.Errors[views.BoxScheduleCron], c.says, "An example: 0 10 * * MON is every Monday at 10:00.")
		w.contains(shownIn(w.turn(jo, byCron, views.BoxScheduleCron, "", map[string]string{views.BoxScheduleCron: c.cron})), c.says)
	}
	w.contains(shownIn(w.turn(jo, byCron, views.BoxScheduleCron, "", map[string]string{views.BoxScheduleCron: "15 14 * * 5"})), "Every Friday at 14:15.")

	weekly := w.openedSchedule(jo, "monday-question")
	for box, c := range map[string]struct{ value, says string }{
		views.BoxScheduleZone: {"Lundun", "Europe/London"},
		views.BoxScheduleTime: {"", "choose a time"},
		views.BoxScheduleKind: {string(pw.WeeklyDigest), "has a digest already"},
	} {
		w.contains(w.submit(jo, weekly, map[string]string{box: c.value}).Errors[box], c.says)
	}
	digest := w.openedSchedule(jo, "weekly-digest")
	daily := w.turn(jo, digest, views.BoxScheduleOften, "", map[string]string{views.BoxScheduleOften: string(pw.Daily)})
	w.contains(w.submit(jo, daily, nil).Errors[views.BoxScheduleOften], "once a week, or less often")
	w.roster(func(r *pw.Roster) {
		for i := range 20 {
			r.Teams[0].Schedules = append(r.Teams[0].Schedules, pw.Schedule{ID: fmt.Sprint("s", i), Kind: pw.TeamPrompt, Cron: "0 10 * * MON"})
		}
	})
	form := w.turn(jo, w.command("/handrail", jo, "schedules").Form, views.ActAddSchedule, "", nil)
	_, err := w.try(w.all.Forms[views.FormSchedule], handlers.Request{User: jo, Private: form.PrivateMetadata, State: filled(form, nil)})
	w.told(err, "20 schedules at most")
}

func TestTeamHours(t *testing.T) {
	w := scheduleWorld(t)
	w.roster(func(r *pw.Roster) { r.Teams[0].Schedules[1].Timezone = "Asia/Karachi" })
	list := w.command("/handrail", jo, "schedules").Form
	form := w.turn(jo, list, views.ActTeamHours, "", nil)
	boxes := map[string]string{views.BoxTeamQuietFrom: "20:00", views.BoxTeamQuietUntil: "07:30", views.BoxTeamNation: "GB-SCT", views.BoxTeamZone: "Europe/Dublin"}
	w.contains(w.submit(jo, form, map[string]string{views.BoxTeamQuietFrom: ""}).Errors[views.BoxTeamQuietUntil], "both times")
	w.contains(w.submit(jo, form, map[string]string{views.BoxTeamZone: "Mars"}).Errors[views.BoxTeamZone], "time zone")
	w.submit(jo, form, boxes)
	r, _ := w.store.Roster(t.Context(), ws)
	team := r.Teams[0]
	if team.QuietHours.String() != "20:00-07:30" || team.Holidays != "GB-SCT" || team.Timezone != "Europe/Dublin" {
		t.Errorf("got %+v", team)
	}
	if a, b := team.Schedules[0].Timezone, team.Schedules[1].Timezone; a != "Europe/Dublin" || b != "Asia/Karachi" {
		t.Errorf("the schedules are on the clocks of %s and %s", a, b)
	}
	reply := w.submit(admin, form, map[string]string{views.BoxTeamNation: "none"})
	w.contains(shownIn(reply.Update), "Somebody changed this meanwhile. It is now: Quiet hours: 20:00 to 07:30. Bank holidays: Scotland.")
	w.submit(admin, reply.Update, nil)
	if r, _ := w.store.Roster(t.Context(), ws); r.Teams[0].Holidays != "none" {
		t.Errorf("sent again, the nation is %s", r.Teams[0].Holidays)
	}
}

func TestAManagerOfTwoTeamsChoosesOne(t *testing.T) {
	w := scheduleWorld(t)
	list := w.command("/handrail", admin, "schedules").Form
	w.contains(shownIn(w.turn(admin, list, views.ActScheduleTeam, "hilltop", nil)), `"type":"header","text":{"type":"plain_text","text":"Hilltop"`)
	w.contains(shownIn(w.command("/handrail", admin, "schedules hill").Form), `"text":"Hilltop"`)
	w.says(w.command("/handrail", jo, "schedules hilltop"), "We do not know that team. Yours: Riverside")
	if home := w.do(w.all.Home, handlers.Request{User: jo}).Home; !offers(home, views.ActSchedules) {
		t.Error("a line manager's App Home has no Schedules")
	}
	if home := w.do(w.all.Home, handlers.Request{User: sam}).Home; offers(home, views.ActSchedules) {
		t.Error("a peer worker's App Home has Schedules")
	}
}

// What the form shows of a schedule is what it saves of it, whatever people may set.
func TestTheFormSavesWhatItShows(t *testing.T) {
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(t *rapid.T) {
		r := pw.Rhythm{Often: rapid.SampledFrom([]pw.Often{pw.Weekly, pw.Workdays, pw.Daily, pw.MonthlyDay, pw.MonthlyOn}).Draw(t, "often"), At: rapid.IntRange(0, 1439).Draw(t, "at")}
		switch r.Often {
		case pw.Weekly:
			r.Weeks, r.Day = rapid.IntRange(1, pw.MostWeeks).Draw(t, "weeks"), time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
			if r.Weeks > 1 {
				r.From = now.AddDate(0, 0, rapid.IntRange(-900, 900).Draw(t, "from")).Format(time.DateOnly)
			}
		case pw.MonthlyDay:
			r.Which, r.Day = rapid.SampledFrom([]int{1, 2, 3, 4, pw.Last}).Draw(t, "which"), time.Weekday(rapid.IntRange(0, 6).Draw(t, "day"))
		case pw.MonthlyOn:
			r.Date = rapid.IntRange(1, 28).Draw(t, "date")
		case pw.Workdays, pw.Daily:
		}
		sc := r.On(pw.Schedule{
			ID: "x", Kind: rapid.SampledFrom([]pw.ScheduleKind{pw.TeamPrompt, pw.MemberPrompt}).Draw(t, "kind"), Timezone: "Europe/London",
			Weekends: rapid.Bool().Draw(t, "weekends"), Holidays: rapid.Bool().Draw(t, "holidays"),
		})
		if rapid.Bool().Draw(t, "by cron") {
			sc.Cron, sc.Every, sc.From, sc.Which = "0 9 * 3 MON,TUE", 0, "", 0
		}
		coming, err := scheduler.ComingOf(pw.Team{Timezone: "Europe/London"}, sc, now, 3)
		if err != nil {
			t.Fatal(err)
		}
		form := views.Schedule(views.SchedulePage{ID: "x", Shown: "y", Input: views.InputOf(sc), Words: sc.Words(), Coming: coming, Now: now})
		got := views.ReadSchedule(filled(&form, nil), views.InputOf(sc)).On(sc)
		if d := cmp.Diff(sc, got); d != "" {
			t.Fatalf("%s: %s", sc.Words(), d)
		}
	})
}
