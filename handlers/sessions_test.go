package handlers_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// at sets the world's clock to an hour of a day in November 2026.
func (w *world) at(day, hour int) {
	w.now = time.Date(2026, time.November, day, hour, 0, 0, 0, time.UTC)
}

// page is the form that a reply opens or puts in another's place.
func (w *world) page(r handlers.Reply) *views.Form {
	w.t.Helper()
	switch {
	case r.Form != nil:
		return r.Form
	case r.Update != nil:
		return r.Update
	}
	w.t.Fatalf("no form: %+v", r)
	return nil
}

func (w *world) sessions(of pw.UserID) []pw.Session {
	w.t.Helper()
	sessions, err := w.store.Sessions(w.t.Context(), ws, of, pw.SessionFilter{})
	w.must(err)
	return sessions
}

func samsPair() string { return "riverside/" + string(sam) }

// plans has somebody plan a session of Sam and Ama from its form, as they would.
func (w *world) plans(by pw.UserID, day, clock string) handlers.Reply {
	w.t.Helper()
	form := w.page(w.press(by, views.Action(views.ActPlanSession, samsPair()), ""))
	return w.submit(by, form, map[string]string{views.BoxSessionDay: day, views.BoxSessionTime: clock})
}

func TestPlanningMovingAndRecordingASession(t *testing.T) {
	w := newWorld(t)
	t.Run("what cannot be planned is said beside the day, and the form stays", func(t *testing.T) {
		for day, found := range map[string]string{"2026-11-13": "has passed", "2030-11-13": "more than two years", "": "choose a day"} {
			r := w.plans(sam, day, "14:00")
			if !strings.Contains(r.Errors[views.BoxSessionDay], found) || r.Update != nil {
				t.Errorf("%s: %+v", day, r)
			}
		}
		if r := w.plans(sam, "2026-11-26", ""); r.Errors[views.BoxSessionTime] == "" {
			t.Errorf("no time: %+v", r)
		}
	})
	t.Run("planned by the worker, it stands for both, and the supervisor is told", func(t *testing.T) {
		r := w.plans(sam, "2026-11-26", "14:00")
		w.contains(shownIn(r.Update), "Planned: Thursday 26 November 2026, 14:00.", "Next session: Thursday 26 November 2026, 14:00.")
		out := w.deliveries()
		if len(out) != 1 || out[0].Recipient != string(ama) || out[0].Kind != pw.DeliverSessionPlanned || !r.Wake {
			t.Errorf("put out: %+v", out)
		}
		w.contains(shownIn(w.page(w.press(ama, views.Action(views.ActPair, string(sam)), ""))), "You and Sam", "Thursday 26 November 2026, 14:00")
	})
	session := w.sessions(sam)[0]
	t.Run("of two who move it at once, the second is told what the first did, and loses nothing", func(t *testing.T) {
		mine := w.page(w.press(sam, views.Action(views.ActMoveSession, views.SessionID(session)), ""))
		theirs := w.page(w.press(ama, views.Action(views.ActMoveSession, views.SessionID(session)), ""))
		w.contains(shownIn(w.submit(ama, theirs, map[string]string{views.BoxSessionDay: "2026-11-27", views.BoxSessionTime: "10:00"}).Update),
			"Moved to Friday 27 November 2026, 10:00.", "It was moved from Thursday 26 November 2026, 14:00.")
		r := w.submit(sam, mine, map[string]string{views.BoxSessionDay: "2026-11-30"})
		w.contains(r.Errors[views.BoxSessionDay], "Not saved: Ama changed this session")
	})
	t.Run("held is refused before its day, and recorded once on it, whoever presses", func(t *testing.T) {
		session = w.sessions(sam)[0]
		held := handlers.Request{User: sam, Name: views.Action(views.ActHeldSession, views.SessionID(session)), Message: "1.2", Channel: "D1"}
		_, err := w.tryPress(held)
		w.told(err, "still to come")
		w.at(27, 11)
		w.says(w.pressIn(held), "You recorded it as held.")
		held.User = ama
		r := w.pressIn(held)
		w.says(r, "Sam recorded it as held.")
		if !r.Replace {
			t.Error("the question stays")
		}
		held.Name = views.Action(views.ActMissedSession, views.SessionID(session))
		w.says(w.pressIn(held), "Sam recorded it as held.")
	})
	t.Run("a session of the past is noted as held, one to come is not", func(t *testing.T) {
		form := w.page(w.press(ama, views.Action(views.ActMetSession, samsPair()), ""))
		r := w.submit(ama, form, map[string]string{views.BoxSessionDay: "2026-12-10", views.BoxSessionTime: "10:00"})
		w.contains(r.Errors[views.BoxSessionDay], "still to come")
		w.contains(shownIn(w.submit(ama, form, map[string]string{views.BoxSessionDay: "2026-11-10", views.BoxSessionTime: "10:00"}).Update),
			"Noted as held: Tuesday 10 November 2026, 10:00.")
	})
	t.Run("missed asks why, and blames nobody", func(t *testing.T) {
		w.plans(ama, "2026-12-01", "09:00")
		planned := w.sessions(sam)
		last := planned[len(planned)-1]
		form := w.page(w.press(sam, views.Action(views.ActMissedSession, views.SessionID(last)), ""))
		if r := w.submit(sam, form, nil); r.Errors[views.BoxMissedWhy] == "" {
			t.Errorf("no reason was asked for: %+v", r)
		}
		w.deliveries()
		w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxMissedWhy: "shift"}).Update), "You recorded it as missed: the shift needed us.")
		if out := w.deliveries(); len(out) != 1 || out[0].Kind != pw.DeliverSessionOff || out[0].Recipient != string(ama) {
			t.Errorf("ahead of it, the other is told: %+v", out)
		}
	})
	t.Run("moved without a new time waits for one", func(t *testing.T) {
		w.plans(ama, "2026-12-02", "09:00")
		planned := w.sessions(sam)
		last := planned[len(planned)-1]
		form := w.page(w.press(ama, views.Action(views.ActMoveSession, views.SessionID(last)), ""))
		w.contains(shownIn(w.submit(ama, form, map[string]string{views.BoxSessionDay: "", views.BoxSessionTime: ""}).Update), "It was to be moved, and has no new time yet.")
		w.contains(shownIn(w.page(w.press(sam, views.ActSessions, ""))), "What became of the session on Wednesday 2 December 2026, 09:00?")
	})
	t.Run("the same press again changes nothing", func(t *testing.T) {
		form := w.page(w.press(sam, views.Action(views.ActPlanSession, samsPair()), ""))
		before := len(w.sessions(sam))
		for range 2 {
			w.do(w.all.Forms[form.CallbackID], handlers.Request{
				User: sam, Name: form.CallbackID, View: "V1", Private: form.PrivateMetadata, Once: "the same",
				State: filled(form, map[string]string{views.BoxSessionDay: "2026-12-15", views.BoxSessionTime: "09:00"}),
			})
		}
		if after := len(w.sessions(sam)); after != before+1 {
			t.Errorf("%d sessions more", after-before)
		}
	})
}

func TestARhythmPlansTheNext(t *testing.T) {
	w := newWorld(t)
	form := w.page(w.press(ama, views.Action(views.ActSessionRhythm, samsPair()), ""))
	w.contains(shownIn(form), "Every 4 weeks, as is usual")
	other := w.page(w.press(sam, views.Action(views.ActSessionRhythm, samsPair()), ""))
	r := w.submit(ama, form, map[string]string{views.BoxSessionDay: "2026-11-26"})
	w.contains(shownIn(r.Update), "Saved. Every 4 weeks on Thursday, 14:00.", "Next session: Thursday 26 November 2026, 14:00.")
	r = w.submit(sam, other, map[string]string{views.BoxSessionDay: "2026-11-24", views.BoxRhythmWeeks: "2"})
	w.contains(r.Errors[views.BoxRhythmWeeks], "Not saved: Ama changed how often you meet")
	form = w.page(w.press(sam, views.Action(views.ActSessionRhythm, samsPair()), ""))
	w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxSessionDay: "2026-12-25", views.BoxSessionTime: "10:00"}).Update),
		"Every 4 weeks on Friday, 10:00.", "Next session: Friday 25 December 2026, 10:00. It was moved from Thursday 26 November 2026, 14:00.")
	form = w.page(w.press(sam, views.Action(views.ActSessionRhythm, samsPair()), ""))
	w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxRhythmWeeks: "0"}).Update), "New ones are planned one by one.", "There is no rhythm yet")
}

func TestTheOtherIsToldOnceHowOftenTheyMeet(t *testing.T) {
	w := newWorld(t)
	sets := func(by pw.UserID, boxes map[string]string) {
		t.Helper()
		form := w.page(w.press(by, views.Action(views.ActSessionRhythm, samsPair()), ""))
		if r := w.submit(by, form, boxes); len(r.Errors) > 0 || !r.Wake {
			t.Fatalf("not saved: %+v", r)
		}
	}
	told := func(want ...pw.UserID) {
		t.Helper()
		var got []pw.UserID
		for _, d := range w.deliveries() {
			if d.Kind != pw.DeliverRhythm || d.Subject != string(sam) || d.Detail != string(ama) {
				t.Errorf("put out: %+v", d)
			}
			got = append(got, pw.UserID(d.Recipient))
		}
		if !slices.Equal(got, want) {
			t.Errorf("told %v, want %v", got, want)
		}
	}
	sets(sam, map[string]string{views.BoxRhythmWeeks: "0", views.BoxSessionDay: "2026-11-26"})
	told()
	sets(ama, map[string]string{views.BoxSessionDay: "2026-11-26"})
	told(sam)
	sets(sam, nil)
	told()
	sets(sam, map[string]string{views.BoxSessionTime: "10:00"})
	told(ama)
	sets(sam, map[string]string{views.BoxRhythmWeeks: "0"})
	told(ama)
}

func TestABankHolidayAndLeaveAreShownAndMoveNothing(t *testing.T) {
	w := newWorld(t)
	roster, err := w.store.Roster(t.Context(), ws)
	w.must(err)
	roster.Teams[0].Holidays = "GB-ENG"
	w.must(w.store.SaveRoster(t.Context(), ws, -1, roster, jo, w.now))
	w.contains(shownIn(w.plans(sam, "2026-12-25", "10:00").Update), "Friday 25 December 2026, 10:00. That day is a bank holiday.")
	w.must(w.store.SavePreferences(t.Context(), ws, ama, func(p *pw.Preferences) {
		p.Leave = pw.Leave{From: w.now.AddDate(0, 1, 0), Until: w.now.AddDate(0, 2, 0)}
	}))
	w.contains(shownIn(w.page(w.press(sam, views.ActSessions, ""))), "Ama is on leave then.")
	w.contains(shownIn(w.page(w.press(ama, views.Action(views.ActSessions, samsPair()), ""))), "You are on leave then.")
}

func TestTwoTeamsAreToldApart(t *testing.T) {
	w := newWorld(t)
	roster, err := w.store.Roster(t.Context(), ws)
	w.must(err)
	roster.Teams[1].Workers[0].Supervisor = noor
	w.must(w.store.SaveRoster(t.Context(), ws, -1, roster, jo, w.now))
	list := shownIn(w.page(w.press(lee, views.ActSessions, "")))
	w.contains(list, "Ama, your supervisor in Riverside crisis house: no session is planned.", "Noor, your supervisor in Hilltop: no session is planned.")
	form := w.page(w.press(lee, views.Action(views.ActPlanSession, "hilltop/"+string(lee)), ""))
	w.contains(shownIn(form), "Noor, your supervisor in Hilltop")
	w.submit(lee, form, map[string]string{views.BoxSessionDay: "2026-11-26", views.BoxSessionTime: "14:00"})
	if s := w.sessions(noor); len(s) != 1 || s[0].Team != "hilltop" || len(w.sessions(ama)) != 0 {
		t.Errorf("planned with %+v", s)
	}
	w.lacks(shownIn(w.page(w.press(sam, views.ActSessions, ""))), "Riverside") // who meets in one team is not told which
}

func TestActionsAreAgreedAndFollowedUp(t *testing.T) {
	w := newWorld(t)
	form := w.page(w.press(ama, views.Action(views.ActAddAction, samsPair()), ""))
	for what, found := range map[string]string{" ": "please write something", strings.Repeat("x", views.MaxAction+1): "Please make it shorter"} {
		r := w.submit(ama, form, map[string]string{views.BoxActionWhat: what})
		w.contains(r.Errors[views.BoxActionWhat], found)
	}
	r := w.submit(ama, form, map[string]string{views.BoxActionWhat: "Late", views.BoxActionDue: "2026-11-01"})
	w.contains(r.Errors[views.BoxActionDue], "That day has passed")
	r = w.submit(ama, form, map[string]string{views.BoxActionWhat: "Ring 020 7946 0018 about the " + canary, views.BoxActionFor: "worker", views.BoxActionDue: "2026-12-10"})
	w.contains(shownIn(r.Update), "The action is saved. We hid 1 phone number.", "For Sam, by Thursday 10 December 2026", canary, "Sam has not opened it yet")
	w.lacks(shownIn(r.Update), "7946")

	page := w.page(w.press(sam, views.ActSessions, ""))
	w.contains(shownIn(page), canary, "For you, by Thursday 10 December 2026", "Written by Ama.")
	if offers(page, views.ActDropAction) {
		t.Error("Sam can delete what Ama wrote")
	}
	w.contains(shownIn(w.page(w.press(ama, views.Action(views.ActSessions, samsPair()), ""))), "Sam first opened it on")
	done := w.action(page, views.ActActionDone)
	w.contains(shownIn(w.page(w.press(sam, done, samsPair()))), "There is nothing to do now.", "Done on Monday 16 November 2026.")
	page = w.page(w.press(ama, done, samsPair()))
	w.contains(shownIn(w.page(w.press(ama, w.action(page, views.ActActionNotDone), samsPair()))), "Sam first opened it")
	w.press(sam, views.Action(views.ActDropAction, views.ActionID(done)), samsPair())
	w.contains(shownIn(w.page(w.press(ama, views.Action(views.ActSessions, samsPair()), ""))), canary)
	w.lacks(shownIn(w.page(w.press(ama, views.Action(views.ActDropAction, views.ActionID(done)), samsPair()))), canary)
}

func TestAllActionsAreReachedPageByPage(t *testing.T) {
	w := newWorld(t)
	for i := range views.MaxActions + 2 {
		form := w.page(w.press(sam, views.Action(views.ActAddAction, samsPair()), ""))
		w.submit(sam, form, map[string]string{views.BoxActionWhat: fmt.Sprintf("Deed %02d.", i)})
		w.now = w.now.Add(time.Minute)
	}
	w.contains(shownIn(w.page(w.press(ama, views.Action(views.ActSessions, samsPair()), ""))), "Deed 09.", "And 7 more actions are still to do.", "All actions")
	first := shownIn(w.page(w.press(ama, views.Action(views.ActAllActions, "0"), samsPair())))
	w.contains(first, "Deed 00.", "Deed 14.", "Next page")
	last := shownIn(w.page(w.press(ama, views.Action(views.ActAllActions, fmt.Sprint(views.MaxActions)), samsPair())))
	w.contains(last, "Deed 15.", "Deed 16.", "Page before", "Back")
	if strings.Contains(last, "Deed 14.") || strings.Contains(last, "Next page") {
		t.Errorf("the last page holds: %s", last)
	}
	_, err := w.tryPress(handlers.Request{User: jo, Name: views.Action(views.ActAllActions, "0"), Text: samsPair(), View: "V1"})
	w.told(err, "does not open for you")
}

func TestBothWriteBeforeEitherReads(t *testing.T) {
	w := newWorld(t)
	w.plans(sam, "2026-11-26", "14:00")
	w.deliveries()
	s := w.sessions(sam)[0]
	form := w.page(w.press(sam, views.Action(views.ActProposeCo, views.SessionID(s)), ""))
	out := w.deliveries()
	if len(out) != 1 || out[0].Kind != pw.DeliverCoProposed || out[0].Recipient != string(ama) {
		t.Errorf("put out: %+v", out)
	}
	question := form.Blocks.BlockSet[0]
	open := views.Action(views.ActCoReflect, s.ID)
	w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxCoBrought: "Sam was " + canary}).Update), "Saved for you alone.")
	theirs := w.page(w.press(ama, open, ""))
	w.lacks(shownIn(theirs), canary)
	w.contains(shownIn(theirs), "Sam has not finished yet.")
	if encode(theirs.Blocks.BlockSet[0]) != encode(question) {
		t.Error("they have not the same question")
	}
	form = w.page(w.press(sam, open, ""))
	w.contains(shownIn(form), canary)
	if r := w.submit(ama, theirs, map[string]string{views.BoxCoFinished: "yes"}); !strings.Contains(r.Errors[views.BoxCoBrought], "please write in one of the boxes") {
		t.Errorf("finished with nothing: %+v", r)
	}
	w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxCoFinished: "yes"}).Update), "Ama can read it once they have finished too.")
	theirs = w.page(w.press(ama, open, ""))
	w.lacks(shownIn(theirs), canary)
	w.contains(shownIn(theirs), "Sam has finished.")
	w.submit(ama, theirs, map[string]string{views.BoxCoTry: "Ama asks first"})
	w.lacks(shownIn(w.page(w.press(sam, open, ""))), "Ama asks first")
	theirs = w.page(w.press(ama, open, ""))
	w.contains(shownIn(w.submit(ama, theirs, map[string]string{views.BoxCoFinished: "yes"}).Update), "You and Sam have both finished")
	out = w.deliveries()
	if len(out) != 1 || out[0].Kind != pw.DeliverCoFinished || out[0].Recipient != string(sam) {
		t.Errorf("put out: %+v", out)
	}
	w.contains(shownIn(w.page(w.press(sam, open, ""))), "Ama asks first", canary)
	w.contains(shownIn(w.page(w.press(ama, open, ""))), "Ama asks first", canary)
	w.contains(shownIn(w.page(w.press(ama, open, ""))), "Sam first opened yours on")
	if r := w.submit(ama, theirs, map[string]string{views.BoxCoTry: "Now I know"}); !strings.Contains(r.Errors[views.BoxCoBrought], "Not saved") {
		t.Errorf("changed after both had finished: %+v", r)
	}
}

func TestACopyHoldsMySessionsAndWhatIWrote(t *testing.T) {
	w := newWorld(t)
	w.plans(sam, "2026-11-26", "14:00")
	s := w.sessions(sam)[0]
	form := w.page(w.press(sam, views.Action(views.ActAddAction, samsPair()), ""))
	w.submit(sam, form, map[string]string{views.BoxActionWhat: "Sam's own plan"})
	form = w.page(w.press(ama, views.Action(views.ActAddAction, samsPair()), ""))
	w.submit(ama, form, map[string]string{views.BoxActionWhat: "Ama's own plan"})
	form = w.page(w.press(sam, views.Action(views.ActProposeCo, views.SessionID(s)), ""))
	w.submit(sam, form, map[string]string{views.BoxCoBrought: "Sam brought tea"})
	form = w.page(w.press(ama, views.Action(views.ActSessionRhythm, samsPair()), ""))
	w.submit(ama, form, map[string]string{views.BoxSessionDay: "2026-12-03"})
	sent := w.command("/handrail", sam, "copy").Send
	if sent == nil || len(sent.Files) != 2 {
		t.Fatalf("sent %+v", sent)
	}
	for _, f := range sent.Files {
		w.contains(strings.ReplaceAll(string(f.Content), "&#39;", "'"), "Sam's own plan", "Sam brought tea", "Every 4 weeks on Thursday", "planned")
		w.lacks(strings.ReplaceAll(string(f.Content), "&#39;", "'"), "Ama's own plan")
	}
}

// TestSessionsReachOnlyTheirTwo has roles change between everything that people do with sessions, and everybody try
// every door with every id meanwhile. Who may see what is ruled here, from the roster as it stands.
func TestSessionsReachOnlyTheirTwo(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { sessionsReachOnlyTheirTwo(t, openStore(t), 12) })
	t.Run("PostgreSQL", func(t *testing.T) { sessionsReachOnlyTheirTwo(t, openPostgres(t), 3) })
}

// talk is what somebody wrote in a session's room: an action, or before a session.
type talk struct {
	word    string
	author  pw.UserID
	pair    pw.Pair
	made    time.Time
	session string // of a co-reflection
}

type talking struct {
	*world
	dice     *rand.Rand
	roster   pw.Roster
	said     []talk
	words    int
	sessions map[string]pw.Session
	finished map[string][]pw.UserID
}

func sessionsReachOnlyTheirTwo(t *testing.T, store *storage.Store, rounds int) {
	w := &talking{world: newWorldOn(t, store), dice: rand.New(rand.NewPCG(7, 7)), sessions: map[string]pw.Session{}, finished: map[string][]pw.UserID{}}
	w.changeRoles()
	reads := 0
	for range rounds {
		for range 3 {
			w.something()
		}
		for _, viewer := range cast() {
			reads += w.triesEverything(viewer)
		}
		if w.dice.IntN(2) == 0 {
			w.changeRoles()
		}
	}
	if reads < rounds {
		t.Errorf("only %d readings were allowed: the test shows little", reads)
	}
}

func (w *talking) changeRoles() {
	w.t.Helper()
	w.now = w.now.Add(time.Minute)
	people := []pw.UserID{ama, jo, kim, noor, lee, ""}
	any := func() pw.UserID { return people[w.dice.IntN(len(people))] }
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, pw.Roster{K: 5, Admins: []pw.UserID{noor}, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, jo, pw.Member{User: sam, Supervisor: any()}, pw.Member{User: lee, Supervisor: any()}),
		team("hilltop", "Hilltop", "C0HILL", kim, pw.Member{User: sam, Supervisor: any()}),
	}}, jo, w.now))
	var err error
	w.roster, err = w.store.Roster(w.t.Context(), ws)
	w.must(err)
	w.now = w.now.Add(time.Minute)
}

// something has a pair that stands plan, agree on an action, or write.
func (w *talking) something() {
	w.t.Helper()
	pairs := append(w.roster.PairsOf(sam), w.roster.PairsOf(lee)...)
	if len(pairs) == 0 {
		return
	}
	p := pairs[w.dice.IntN(len(pairs))]
	by := []pw.UserID{p.Worker, p.Supervisor}[w.dice.IntN(2)]
	w.words++
	word := fmt.Sprintf("%s%d", canary, w.words)
	switch w.dice.IntN(3) {
	case 0:
		form := w.page(w.press(by, views.Action(views.ActPlanSession, views.PairID(p)), ""))
		w.submit(by, form, map[string]string{views.BoxSessionDay: fmt.Sprintf("2027-01-%02d", 1+w.dice.IntN(28)), views.BoxSessionTime: "10:00"})
	case 1:
		form := w.page(w.press(by, views.Action(views.ActAddAction, views.PairID(p)), ""))
		w.submit(by, form, map[string]string{views.BoxActionWhat: word})
		w.said = append(w.said, talk{word: word, author: by, pair: p, made: w.now})
	default:
		w.writes(by, p, word)
	}
	for _, s := range w.world.sessions(p.Worker) {
		w.sessions[s.ID] = s
	}
}

func (w *talking) writes(by pw.UserID, p pw.Pair, word string) {
	w.t.Helper()
	for id, s := range w.sessions {
		if s.Pair() != p || !w.sees(p.Supervisor, p, s.Made) || len(w.finished[id]) == 2 {
			continue
		}
		if s.CoPrompt == "" {
			w.press(by, views.Action(views.ActProposeCo, views.SessionID(s)), "")
		}
		form := w.page(w.press(by, views.Action(views.ActCoReflect, id), ""))
		if form.CallbackID != views.FormCo {
			continue
		}
		done := []string{"yes", "no"}[w.dice.IntN(2)]
		w.submit(by, form, map[string]string{views.BoxCoBrought: word, views.BoxCoFinished: done})
		w.said = slices.DeleteFunc(w.said, func(t talk) bool { return t.session == id && t.author == by })
		w.said = append(w.said, talk{word: word, author: by, pair: p, made: s.Made, session: id})
		w.finished[id] = slices.DeleteFunc(w.finished[id], func(u pw.UserID) bool { return u == by })
		if done == "yes" {
			w.finished[id] = append(w.finished[id], by)
		}
		return
	}
}

// sees is the rule: the worker always; the supervisor while the pair stands, what was made since they began.
func (w *talking) sees(u pw.UserID, p pw.Pair, made time.Time) bool {
	team, _ := w.roster.Team(p.Team)
	m, _ := team.Member(p.Worker)
	return u == p.Worker || u == p.Supervisor && w.roster.Stands(p) && !made.Before(m.SupervisorSince)
}

func (w *talking) may(u pw.UserID, t talk) bool {
	switch {
	case t.session == "":
		return w.sees(u, t.pair, t.made)
	case u == t.author:
		return w.sees(u, t.pair, t.made)
	}
	return len(w.finished[t.session]) == 2 && w.roster.Stands(t.pair) && w.sees(t.pair.Supervisor, t.pair, t.made) && t.pair.Has(u)
}

// triesEverything has somebody press everything in the room of sessions with every id there is, and returns how many
// words of others they could read.
func (w *talking) triesEverything(viewer pw.UserID) (reads int) {
	w.t.Helper()
	ids := []string{"", "0"}
	ids = append(ids, samsPair(), "riverside/"+string(lee), "hilltop/"+string(sam), string(sam), string(lee))
	for id, s := range w.sessions {
		if ids = append(ids, id, views.SessionID(s)); len(ids) > 17 { // as many as fit the time: another time it is others
			break
		}
	}
	harmless := []string{
		views.ActSessions, views.ActSessionPairPage, views.ActPair, views.ActPlanSession, views.ActMetSession, views.ActMoveSession, views.ActMissedSession,
		views.ActSessionRhythm, views.ActPastSessions, views.ActPairNotes, views.ActAddAction, views.ActCoReflect,
	}
	for _, action := range harmless {
		for _, id := range ids {
			req := handlers.Request{User: viewer, Name: views.Action(action, id), Channel: "D1"}
			if id == "0" {
				req.Text = ids[2+w.dice.IntN(5)]
			}
			reply, err := w.tryPress(req)
			shown := encode(reply) + fmt.Sprint(err)
			for _, t := range w.said {
				if !strings.Contains(shown, t.word+`"`) && !strings.Contains(shown, t.word+`\n`) {
					continue
				}
				if !w.may(viewer, t) {
					w.t.Fatalf("%s reads %+v by %s", viewer, t, req.Name)
				}
				if viewer != t.author {
					reads++
				}
			}
			w.namesNoSession(viewer, req.Name, shown)
		}
	}
	return reads
}

// namesNoSession fails where a session's id stands in what somebody sees who is no side of it.
func (w *talking) namesNoSession(viewer pw.UserID, action, shown string) {
	w.t.Helper()
	for id, s := range w.sessions {
		if strings.Contains(shown, id) && !w.sees(viewer, s.Pair(), s.Made) {
			w.t.Fatalf("%s learns of %+v by %s:\n%s", viewer, s, action, shown)
		}
	}
}
