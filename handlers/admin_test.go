package handlers_test

import (
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/config"
	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/views"
)

const (
	robin pw.UserID = "U0ADM"
	gus   pw.UserID = "U0GUEST"
)

// governed is a world with an admin, and with people who can have no role.
func governed(t *testing.T) *world {
	t.Helper()
	return governedOn(t, openStore(t))
}

func governedOn(t *testing.T, store *storage.Store) *world {
	t.Helper()
	w := newWorldOn(t, store)
	w.must(w.store.SavePeople(t.Context(), ws,
		pw.Person{ID: robin, Name: "Robin", SlackAdmin: true}, pw.Person{ID: gus, Name: "Gus", Guest: true}, pw.Person{ID: "U0BOT", Name: "Bo", Bot: true},
		pw.Person{ID: "U0GONE", Name: "Gone", Deactivated: true}, pw.Person{ID: "U0FAR", Name: "Far", Stranger: true}))
	w.rosterNow(func(r *pw.Roster) {
		r.Admins = []pw.UserID{robin}
		for i := range r.Teams {
			r.Teams[i].Holidays = "GB-ENG"
		}
	})
	return w
}

// walk presses buttons of the set-up in a form, and returns the page that the last one leads to.
func (w *world) walk(by pw.UserID, actions ...string) *views.Form {
	w.t.Helper()
	var form *views.Form
	for _, action := range actions {
		r := w.pressIn(handlers.Request{User: by, Name: action, View: "V1"})
		if form = r.Update; form == nil {
			w.t.Fatalf("%s leads nowhere: %+v", action, r)
		}
	}
	return form
}

func (w *world) stands() pw.Roster {
	w.t.Helper()
	r, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	return r
}

// saysBeside fails unless the form stays open with those words beside a box that it has.
func (w *world) saysBeside(r handlers.Reply, form *views.Form, box, words string) {
	w.t.Helper()
	for id, said := range r.Errors {
		if strings.Contains(said, words) && strings.HasPrefix(id, box) && strings.Contains(shownIn(form), `"block_id":"`+id+`"`) {
			return
		}
	}
	w.t.Errorf("%q is not beside %s: %+v", words, box, r)
}

func TestASlackAdminBecomesTheFirstAdminOnce(t *testing.T) {
	w := newWorld(t)
	w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: robin, Name: "Robin", SlackAdmin: true}, pw.Person{ID: kim, Name: "Kim", SlackAdmin: true}))
	w.contains(shownIn(w.command("/handrail", sam, "setup").Form), "no admin yet", "Please ask one of them")
	w.walk(sam, views.ActAdminClaim)
	if r := w.stands(); len(r.Admins) > 0 {
		t.Fatalf("Sam made themselves an admin: %v", r.Admins)
	}
	w.contains(shownIn(w.command("/handrail", robin, "setup").Form), "Become the first admin")
	for _, by := range []pw.UserID{robin, kim} {
		w.contains(encode(w.do(w.all.Home, handlers.Request{User: by}).Home), "Nobody has set Handrail up here yet.")
	}
	first := w.pressIn(handlers.Request{User: robin, Name: views.ActAdminClaim, View: "V1"})
	w.contains(shownIn(first.Update), "You are Handrail's first admin now.")
	w.contains(encode(first.Home), "You can set up teams, people and safety contacts.")
	second := w.pressIn(handlers.Request{User: kim, Name: views.ActAdminClaim, View: "V1"})
	w.contains(shownIn(second.Update), "Only an admin of Handrail can do this.", "Robin")
	if second.Home == nil || strings.Contains(encode(second.Home), "set Handrail up") {
		t.Error("the second one's App Home still offers it, or is not drawn anew")
	}
	if diff := cmp.Diff([]pw.UserID{robin}, w.stands().Admins); diff != "" {
		t.Error(diff)
	}
	w.contains(shownIn(w.walk(robin, views.Action(views.ActLog, "0"))), "Robin became an admin")
}

func TestAnAdminMakesATeam(t *testing.T) {
	w := governed(t)
	form := w.walk(robin, views.ActTeamAdd)
	r := w.submit(robin, form, map[string]string{
		views.BoxTeamName: "Meadow  day service", views.BoxTeamSetting: "day-service", views.BoxTeamChannel: "C0MDW",
		views.BoxTeamManagers: string(kim), views.BoxTeamDeputies: string(jo), views.BoxTeamHolidays: "GB-SCT",
	})
	w.contains(shownIn(r.Update), "Saved.", "/invite @Handrail", "Meadow day service", "Line managers: Kim", "Scotland", "Monday to Friday, 09:00 to 17:00", "no peer workers yet")
	team, _ := w.stands().Team("meadow-day-service")
	want := pw.Team{
		ID: "meadow-day-service", Name: "Meadow day service", Setting: "day-service", Channel: "C0MDW", Timezone: "Europe/London", Holidays: "GB-SCT",
		QuietHours:   pw.QuietHours{From: 19 * 60, Until: 8 * 60},
		LineManagers: []pw.Held{{User: kim, Since: team.LineManagers[0].Since}}, Deputies: []pw.Held{{User: jo, Since: team.Deputies[0].Since}},
		Schedules: config.DefaultSchedules("meadow-day-service", "Europe/London"),
	}
	if diff := cmp.Diff(want, team); diff != "" {
		t.Error(diff)
	}

	form = w.walk(robin, views.Action(views.ActWorkerAdd, "meadow-day-service"))
	r = w.submit(robin, form, map[string]string{views.BoxWorker: string(noor), views.BoxSupervisor: string(kim)})
	w.contains(shownIn(r.Update), "Noor is a peer worker of the team now.", "Noor, supervised by Kim.", "Kim is line manager and supervisor. That can be.")
	w.contains(shownIn(w.press(noor, views.ActWrite, "").Form), "Kim, my supervisor")

	w.contains(shownIn(w.walk(robin, views.Action(views.ActLog, "0"))),
		"Robin added the team Meadow day service", "Robin made Kim a line manager of Meadow day service", "Robin made Kim the supervisor of Noor in Meadow day service")
}

func TestBadInputInTheSetUpIsSaidBesideItsBox(t *testing.T) {
	w := governed(t)
	before := w.stands()
	for _, c := range []struct {
		name        string
		open        string
		boxes       map[string]string
		box, beside string
	}{
		{"a name that is taken", views.ActTeamAdd, map[string]string{views.BoxTeamName: "  hilltop "}, views.BoxTeamName, "the name of another team"},
		{"no name", views.ActTeamAdd, map[string]string{views.BoxTeamName: " "}, views.BoxTeamName, "a name of 1 to 60"},
		{"a channel another team has", views.ActTeamAdd, map[string]string{views.BoxTeamChannel: "C0HILL"}, views.BoxTeamChannel, "the channel of another team"},
		{"no channel", views.ActTeamAdd, map[string]string{views.BoxTeamChannel: ""}, views.BoxTeamChannel, "choose the team's channel"},
		{"a guest as line manager", views.ActTeamAdd, map[string]string{views.BoxTeamManagers: string(gus)}, views.BoxTeamManagers, "Gus is a guest"},
		{"a bot as deputy", views.ActTeamAdd, map[string]string{views.BoxTeamDeputies: string(jo) + ",U0BOT"}, views.BoxTeamDeputies, "Bo is a bot"},
		{"the same person twice", views.ActTeamAdd, map[string]string{views.BoxTeamDeputies: string(jo) + "," + string(jo)}, views.BoxTeamDeputies, "twice"},
		{"work that ends before it begins", views.Action(views.ActTeamChange, "hilltop"), map[string]string{views.BoxTeamFrom: "17:00", views.BoxTeamUntil: "09:00"}, views.BoxTeamUntil, "later"},
		{"a pair with oneself", views.Action(views.ActWorkerAdd, "hilltop"), map[string]string{views.BoxWorker: string(noor), views.BoxSupervisor: string(noor)}, views.BoxSupervisor, "their own supervisor"},
		{"a worker who is there", views.Action(views.ActWorkerAdd, "hilltop"), map[string]string{views.BoxWorker: string(lee)}, views.BoxWorker, "already"},
		{"a deactivated worker", views.Action(views.ActWorkerAdd, "hilltop"), map[string]string{views.BoxWorker: "U0GONE"}, views.BoxWorker, "deactivated"},
		{"a stranger as supervisor", views.Action(views.ActWorkerAdd, "hilltop"), map[string]string{views.BoxWorker: string(noor), views.BoxSupervisor: "U0FAR"}, views.BoxSupervisor, "another organisation"},
		{"somebody nobody knows", views.Action(views.ActWorkerAdd, "hilltop"), map[string]string{views.BoxWorker: "U0NEW"}, views.BoxWorker, "asking Slack"},
		{"a guest as admin", views.ActAdmins, map[string]string{views.BoxNewAdmin: string(gus)}, views.BoxNewAdmin, "guest"},
		{"an admin twice", views.ActAdmins, map[string]string{views.BoxNewAdmin: string(robin)}, views.BoxNewAdmin, "already"},
		{"steps without a number", views.Action(views.ActContactsSet, "hilltop"), map[string]string{views.BoxSteps: "Tell a person now."}, views.BoxSteps, "number"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := w.of(t)
			form := w.walk(robin, c.open)
			boxes := map[string]string{views.BoxTeamName: "Meadow", views.BoxTeamChannel: "C0MDW", views.BoxTeamManagers: string(jo)}
			for box, v := range c.boxes {
				boxes[box] = v
			}
			w.saysBeside(w.submit(robin, form, boxes), form, c.box, c.beside)
		})
	}
	if diff := cmp.Diff(before, w.of(t).stands()); diff != "" {
		t.Errorf("the roster changed:\n%s", diff)
	}
}

func TestAnotherSupervisorIsLookedAtTwice(t *testing.T) {
	w := governed(t)
	n := w.save(sam, pw.Supervisor, false)
	form := w.walk(robin, views.Action(views.ActWorker, "riverside/"+string(sam)))
	second := w.submit(robin, form, map[string]string{views.BoxSupervisor: string(kim)}).Update
	w.contains(shownIn(second), "Ama can no longer open what Sam shared. It does not pass to anybody else.", "Kim sees only what Sam shares from now on.")
	if m, _ := w.stands().Teams[0].Member(sam); m.Supervisor != ama {
		t.Fatal("saved before the second look")
	}
	w.contains(shownIn(w.submit(robin, second, nil).Update), "Kim is Sam's supervisor now.")
	for _, viewer := range []pw.UserID{ama, kim, robin} {
		w.lacks(encode(w.press(viewer, views.Action(views.ActOpenShared, string(n.ID)), "")), canary)
	}
}

func TestWhoLeavesATeamKeepsTheirNotes(t *testing.T) {
	w := governed(t)
	n := w.save(sam, pw.SupervisorAndManager, false)
	second := w.walk(robin, views.Action(views.ActWorkerOut, "riverside/"+string(sam)))
	w.contains(shownIn(second), "Ama and Jo can no longer open what Sam shared in this team.", "Sam keeps all notes")
	w.contains(shownIn(w.submit(robin, second, nil).Update), "Sam is out of the team now.")
	if _, there := w.stands().Teams[0].Member(sam); there {
		t.Error("Sam is in the team")
	}
	if got := w.notes(sam); len(got) != 1 || got[0].ID != n.ID {
		t.Errorf("notes: %v", got)
	}
}

func TestARemovedTeamLeavesNotesAndNoId(t *testing.T) {
	w := governed(t)
	w.save(sam, pw.SupervisorAndManager, true, "R1")
	second := w.walk(robin, views.Action(views.ActTeamRemove, "riverside"))
	w.contains(shownIn(second), "notes belong to their authors and stay theirs", "nobody else opens them")
	w.contains(shownIn(w.submit(robin, second, nil).Update), "Riverside crisis house was removed.")
	if len(w.notes(sam)) != 1 {
		t.Error("the note is gone")
	}
	w.submit(robin, w.walk(robin, views.ActTeamAdd), map[string]string{views.BoxTeamName: "Riverside", views.BoxTeamChannel: riversideChannel, views.BoxTeamManagers: string(kim)})
	if _, there := w.stands().Team("riverside"); there {
		t.Error("the new team has the id under which the old one's themes are kept")
	}
	if _, there := w.stands().Team("riverside-2"); !there {
		t.Errorf("teams: %+v", w.stands().Teams)
	}
}

func TestTwoAdminsChangeOneTeam(t *testing.T) {
	w := governed(t)
	w.rosterNow(func(r *pw.Roster) { r.Admins = append(r.Admins, jo) })
	first, other := w.walk(robin, views.Action(views.ActTeamChange, "hilltop")), w.walk(jo, views.Action(views.ActTeamChange, "hilltop"))
	w.contains(shownIn(w.submit(robin, first, map[string]string{views.BoxTeamName: "Hilltop house"}).Update), "Saved.")
	again := w.submit(jo, other, map[string]string{views.BoxTeamHolidays: "GB-WLS"}).Update
	w.contains(shownIn(again), "Not saved yet", "Now the name: Hilltop house. Yours: Hilltop.", "Now the bank holidays: GB-ENG. Yours: GB-WLS.")
	if team, _ := w.stands().Team("hilltop"); team.Holidays != "GB-ENG" || team.Name != "Hilltop house" {
		t.Errorf("%+v", team)
	}
	w.submit(jo, again, map[string]string{views.BoxTeamName: "Hilltop house"})
	if team, _ := w.stands().Team("hilltop"); team.Holidays != "GB-WLS" || team.Name != "Hilltop house" {
		t.Errorf("%+v", team)
	}

	one, two := w.walk(robin, views.Action(views.ActWorker, "hilltop/"+string(lee))), w.walk(jo, views.Action(views.ActWorker, "hilltop/"+string(lee)))
	w.submit(robin, w.submit(robin, one, map[string]string{views.BoxSupervisor: string(ama)}).Update, nil)
	w.contains(shownIn(w.submit(jo, two, map[string]string{views.BoxSupervisor: string(kim)}).Update), "Not saved yet", "Now Lee's supervisor: Ama.")
	stale := w.walk(jo, views.Action(views.ActTeamRemove, "hilltop"))
	w.submit(robin, w.walk(robin, views.Action(views.ActWorkerAdd, "hilltop")), map[string]string{views.BoxWorker: string(noor)})
	w.contains(shownIn(w.submit(jo, stale, nil).Update), "Not removed: somebody changed the team meanwhile.")
}

func TestAnAdminOfAMinuteAgoIsRefused(t *testing.T) {
	w := governed(t)
	w.rosterNow(func(r *pw.Roster) { r.Admins = append(r.Admins, jo) })
	form := w.walk(jo, views.ActTeamAdd)
	w.contains(shownIn(w.walk(robin, views.Action(views.ActAdminOff, string(jo)))), "Jo is no admin any more.")
	r := w.submit(jo, form, map[string]string{views.BoxTeamName: "Meadow", views.BoxTeamChannel: "C0MDW"})
	w.contains(shownIn(r.Update), "Only an admin of Handrail can do this.", "Robin")
	if len(w.stands().Teams) != 2 {
		t.Error("the team was made")
	}
	w.contains(shownIn(w.walk(robin, views.Action(views.ActAdminOff, string(robin)))), "This is the only admin.")
	if diff := cmp.Diff([]pw.UserID{robin}, w.stands().Admins); diff != "" {
		t.Error(diff)
	}
}

func TestEveryDoorOfTheSetUpIsShutToOthers(t *testing.T) {
	w := governed(t)
	before := w.stands()
	for name := range w.all.Actions {
		if !strings.HasPrefix(name, "setup") {
			continue
		}
		for _, by := range []pw.UserID{sam, ama, jo, noor, gus} {
			r := w.pressIn(handlers.Request{User: by, Name: views.Action(name, "riverside"), View: "V1"})
			w.contains(shownIn(r.Update), "Only an admin of Handrail can do this.")
		}
	}
	for name, h := range w.all.Forms {
		if strings.HasPrefix(name, "setup") {
			r := w.do(h, handlers.Request{User: jo, Name: name, View: "V1", Private: views.AdminMeta{Team: "riverside", Worker: sam}.String()})
			w.contains(shownIn(r.Update), "Only an admin of Handrail can do this.")
		}
	}
	if diff := cmp.Diff(before, w.stands()); diff != "" {
		t.Error(diff)
	}
}

func TestATeamsSafetyContactsStandOnItsForms(t *testing.T) {
	w := governed(t)
	form := w.walk(robin, views.Action(views.ActContactsSet, "hilltop"))
	w.contains(shownIn(w.submit(robin, form, map[string]string{views.BoxLead: "Ada Bell, 020 7946 0000"}).Update), "Tell your local safeguarding lead: Ada Bell, 020 7946 0000.")
	w.contains(shownIn(w.press(kim, views.ActWrite, "").Form), "Ada Bell, 020 7946 0000")
	w.lacks(shownIn(w.press(sam, views.ActWrite, "").Form), "Ada Bell")
	form = w.walk(robin, views.Action(views.ActContactsSet, "hilltop"))
	w.submit(robin, form, map[string]string{views.BoxSteps: "Tell a person now.\n\nCall 999.\nThen the proper record."})
	w.contains(shownIn(w.press(kim, views.ActWrite, "").Form), "Tell a person now. Call 999. Tell your local safeguarding lead: Ada Bell, 020 7946 0000. Then the proper record.")
}

func TestPeopleAreFoundByName(t *testing.T) {
	w := governed(t)
	w.contains(shownIn(w.command("/handrail", robin, "people").Form), "Supervisor of Sam and Lee in Riverside crisis house.", "Peer worker of Hilltop, with no supervisor yet.")
	w.contains(shownIn(w.command("/handrail", robin, "people NOO").Form), "Noor", "No role yet.")
	form := w.walk(robin, views.Action(views.ActPeople, "0"))
	w.lacks(shownIn(form), "Noor")
	w.contains(shownIn(w.submit(robin, form, map[string]string{views.BoxFindPerson: "zz"}).Update), "We found nobody")
	w.contains(shownIn(w.walk(robin, views.Action(views.ActPerson, string(ama)))), "Supervisor of Lee in Riverside crisis house.")
}

func TestTheSetUpOffersTheNationsThatThereAre(t *testing.T) {
	if diff := cmp.Diff(scheduler.Nations(), views.Nations()); diff != "" {
		t.Error(diff)
	}
}

// Two admins at the same moment: nothing of either is lost.
func TestTwoAdminsAtOnce(t *testing.T) {
	for name, open := range map[string]func(*testing.T) *storage.Store{"SQLite": func(t *testing.T) *storage.Store { return openStore(t) }, "PostgreSQL": openPostgres} {
		t.Run(name, func(t *testing.T) {
			w := governedOn(t, open(t))
			workers := []pw.UserID{noor, sam, ama, jo}
			var all sync.WaitGroup
			failed := make([]error, len(workers))
			for i, u := range workers {
				form := w.walk(robin, views.Action(views.ActWorkerAdd, "hilltop"))
				all.Go(func() {
					_, failed[i] = w.all.Forms[views.FormWorker](t.Context(), handlers.Request{
						Workspace: ws, User: robin, Name: views.FormWorker, View: "V1", Private: form.PrivateMetadata,
						State: filled(form, map[string]string{views.BoxWorker: string(u)}), Now: monday,
					})
				})
			}
			all.Wait()
			w.must(errors.Join(failed...))
			team, _ := w.stands().Team("hilltop")
			if len(team.Workers) != 1+len(workers) {
				t.Errorf("workers: %+v", team.Workers)
			}
		})
	}
}

func TestAPeerWorkerAddedTwiceIsAddedOnce(t *testing.T) {
	w := governed(t)
	form := w.walk(robin, views.Action(views.ActWorkerAdd, "hilltop"))
	boxes := map[string]string{views.BoxWorker: string(noor), views.BoxSupervisor: string(kim)}
	for range 2 { // the second is the first, sent again
		w.contains(shownIn(w.submit(robin, form, boxes).Update), "Noor is a peer worker of the team now.", "Noor, supervised by Kim.")
	}

	// Another supervisor is another wish, and the form opened now shows who is there.
	boxes[views.BoxSupervisor] = string(ama)
	w.saysBeside(w.submit(robin, form, boxes), form, views.BoxWorker, "already")
	boxes[views.BoxSupervisor] = string(kim)
	form = w.walk(robin, views.Action(views.ActWorkerAdd, "hilltop"))
	w.saysBeside(w.submit(robin, form, boxes), form, views.BoxWorker, "already")
}

func TestTheSetUpSaysWhatCouldNotBeSentAndHowToMendIt(t *testing.T) {
	w := governed(t)
	w.rosterNow(func(r *pw.Roster) {
		for i := range r.Teams {
			r.Teams[i].Schedules = []pw.Schedule{{ID: "monday", Team: r.Teams[i].ID, Kind: pw.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Europe/London"}}
		}
	})
	riverside := w.stands().Teams[0]
	question := pw.Delivery{Workspace: ws, Kind: pw.DeliverTeamPrompt, Recipient: riverside.Channel, Team: riverside.ID, Schedule: "monday", Subject: "r1-001"}
	giveUp := func(d pw.Delivery, id, nominal, code string, due time.Time) {
		d.ID, d.Nominal, d.Due = id, nominal, due
		w.must(w.store.Enqueue(t.Context(), d))
		if code == "" {
			w.must(w.store.Delivered(t.Context(), id, due, d.Recipient, "1.1"))
			return
		}
		w.must(w.store.Park(t.Context(), id, "post message: Slack answered "+code))
	}
	toAma := pw.Delivery{Workspace: ws, Kind: pw.DeliverSoon, Recipient: string(ama), Team: riverside.ID}
	giveUp(toAma, "d1", "", "user_disabled", w.now.Add(-time.Hour))
	giveUp(toAma, "d2", "", "user_disabled", w.now.Add(-2*time.Hour))
	giveUp(question, "d4", "2026-11-16T10:00", "not_in_channel", w.now.Add(-3*time.Hour))

	said := shownIn(w.walk(robin, views.ActAdmin))
	w.contains(said, "Not sent", "A message to Ama, on ", "Open People", "A question for the channel of Riverside", "/invite @Handrail there.")
	w.lacks(said, "would like to talk")
	if n := strings.Count(said, "A message to Ama"); n != 1 {
		t.Errorf("Ama is named %d times", n)
	}

	// A question that arrived says that it is mended.
	giveUp(question, "d5", "2026-11-23T10:00", "", w.now)
	w.lacks(shownIn(w.walk(robin, views.ActAdmin)), "A question for the channel")
}
