package views_test

import (
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

func aSession(change ...func(*peerwork.Session)) peerwork.Session {
	at := time.Date(2026, 11, 26, 14, 0, 0, 0, time.UTC)
	s := peerwork.Session{
		ID: "s1", Team: "riverside", Worker: "U01SAM", Supervisor: "U0SUP", Local: "2026-11-26T14:00", Timezone: "Europe/London", At: at,
		Made: created, Timed: created, State: peerwork.SessionPlanned, Revision: 1,
	}
	for _, c := range change {
		c(&s)
	}
	return s
}

func moved(s *peerwork.Session) { s.Moves, s.Was = 1, "2026-11-24T10:00" }

func recorded(state peerwork.SessionState, why peerwork.MissedWhy) func(*peerwork.Session) {
	return func(s *peerwork.Session) { s.State, s.Why, s.By, s.Recorded = state, why, "U0SUP", s.At }
}

func notice(with, team string, side peerwork.Side, change ...func(*peerwork.Session)) views.SessionNotice {
	return views.SessionNotice{Session: aSession(change...), With: with, Side: side, Team: team, Zone: peerwork.FirstZone("Europe/London")}
}

func sessionRow(with, team string, side peerwork.Side) views.SessionRow {
	return views.SessionRow{
		Pair: aSession().Pair(), With: with, Side: side, Team: team, Next: aSession(), Hindrance: "That day is a bank holiday.", LastHeld: created, ToDo: 2,
	}
}

func actionRow(own bool, change ...func(*peerwork.Action)) views.ActionRow {
	a := peerwork.Action{ID: "a1", Pair: aSession().Pair(), What: "Ask who has the keys to the garden room.", Due: "2026-12-10", Made: created, DeleteOn: deleted}
	for _, c := range change {
		c(&a)
	}
	return views.ActionRow{Action: a, Doer: "Ama", Author: "you", Own: own, Other: "Ama"}
}

func fullPair(side peerwork.Side, with, team, words string) views.PairPage {
	page := views.PairPage{
		Row: sessionRow(with, team, side), Said: "The action is saved.", Rhythm: "Every 4 weeks on Thursday, 14:00.", MorePast: true,
		MoreToDo: 3, MoreDone: 2, MoreToRead: 9, Notes: shared(views.MaxNotes), MoreNotes: 40, Zone: time.UTC,
	}
	for range views.MaxComing {
		page.Coming = append(page.Coming, views.ComingSession{Session: aSession(moved), Hindrance: with + " is on leave then."})
	}
	for range views.MaxUnasked {
		page.Unasked = append(page.Unasked, aSession(recorded(peerwork.SessionMoved, "")))
	}
	for range views.MaxPast {
		page.Past = append(page.Past, views.PastSession{Session: aSession(recorded(peerwork.SessionMissed, peerwork.MissedShift), func(s *peerwork.Session) { s.CoPrompt = "co" }), By: with})
	}
	for i := range views.MaxAgenda {
		page.Agenda = append(page.Agenda, views.AgendaRow{Item: ids(views.MaxAgenda)[i], Part: peerwork.Parts()[i%len(peerwork.Parts())].Part, Added: created})
	}
	for i := range views.MaxToDo {
		page.ToDo = append(page.ToDo, actionRow(i%2 == 0, func(a *peerwork.Action) { a.ID, a.What = ids(views.MaxToDo)[i], words }))
	}
	for i := range views.MaxDone {
		page.Done = append(page.Done, actionRow(i%2 == 0, func(a *peerwork.Action) {
			a.ID, a.What, a.Done, a.Opened = "done"+ids(views.MaxDone)[i], words, created, created
		}))
	}
	return page
}

// sessionCases are the pages of supervision sessions.
func sessionCases(t *testing.T) []drawn {
	t.Helper()
	bank, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	var pre, co prompts.Prompt
	for _, q := range bank.All() {
		switch q.Format {
		case prompts.PreSupervision:
			pre = q
		case prompts.CoReflection:
			co = q
		case prompts.Quick, prompts.Group:
		}
	}
	var all []drawn
	add := func(name string, page any) { all = append(all, drawn{name, page}) }
	worker, supervisor := peerwork.WorkerSide, peerwork.SupervisorSide

	add("session-planned", views.SessionPlanned(notice("Ama", "", worker)))
	add("session-planned-elsewhere", views.SessionPlanned(func() views.SessionNotice {
		n := notice("Ama", "Riverside crisis house", worker)
		n.Zone, n.Hindrance = peerwork.FirstZone("America/New_York"), "That day is a bank holiday."
		return n
	}()))
	add("session-moved", views.SessionPlanned(notice("Sam", "", supervisor, moved)))
	add("session-to-be-moved", views.SessionPlanned(notice("Sam", "", supervisor, recorded(peerwork.SessionMoved, ""))))
	add("session-off", views.SessionOff(notice("Ama", "", worker, recorded(peerwork.SessionMissed, peerwork.MissedIll))))
	reminder := notice("Ama", "", worker)
	reminder.Question = pre
	add("session-reminder-worker", views.SessionReminder(reminder))
	add("session-reminder-worker-two-teams", views.SessionReminder(notice("Ama", "Riverside crisis house", worker)))
	add("session-reminder-supervisor", views.SessionReminder(notice("Sam", "", supervisor)))
	add("session-reminder-pointed", views.SessionReminder(notice(pointed, pointed, supervisor)))
	add("session-reminder-right-to-left", views.SessionReminder(notice(views.Name(arabic), "", supervisor)))
	add("session-question", views.SessionQuestion(notice("Ama", "", worker)))
	add("session-answered", views.SessionAnswered(notice("Ama", "", worker, recorded(peerwork.SessionMissed, peerwork.MissedIll)), "Ama"))
	every := peerwork.SessionRhythm{Weeks: 4, First: "2026-11-26", Clock: "14:00", Timezone: "Europe/London"}
	add("rhythm-changed", views.RhythmChanged(views.RhythmNotice{Pair: aSession().Pair(), Rhythm: every, Next: aSession(), By: "Ama", Side: worker, Zone: time.UTC}))
	add("rhythm-ended", views.RhythmChanged(views.RhythmNotice{Pair: aSession().Pair(), By: "Sam", Side: supervisor, Team: "Riverside crisis house", Zone: time.UTC}))
	add("sessions-ended", views.SessionsEnded("Ama", "Nel", "Thursday 26 November 2026, 14:00", aSession().Pair()))
	add("sessions-ended-nobody-next", views.SessionsEnded("Ama", "", "Thursday 26 November 2026, 14:00", aSession().Pair()))
	add("new-pair", views.NewPairToPlan("Sam", aSession().Pair()))
	add("co-proposed", views.CoProposed(notice("Ama", "", worker)))
	add("co-finished", views.CoFinished(notice("Sam", "", supervisor)))

	add("sessions-nobody", views.Sessions(views.SessionList{}))
	none := sessionRow("Nel", "Hilltop", worker)
	none.Next, none.ToDo, none.Hindrance = peerwork.Session{}, 1, ""
	add("sessions-two-teams", views.Sessions(views.SessionList{Rows: []views.SessionRow{sessionRow("Ama", "Riverside crisis house", worker), none}, Past: true}))
	many := make([]views.SessionRow, 120)
	for i := range many {
		many[i] = sessionRow(views.Name(long), long, supervisor)
		many[i].Pair.Worker = peerwork.UserID(ids(120)[i])
	}
	add("sessions-too-long", views.Sessions(views.SessionList{Rows: many}))

	empty := views.PairPage{Row: sessionRow("Ama", "", worker)}
	add("pair-page-empty", views.PairOf(empty))
	one := views.PairPage{
		Row: sessionRow("Sam", "", supervisor), Rhythm: "Every 4 weeks on Thursday, 14:00.", Coming: []views.ComingSession{{Session: aSession(moved), Hindrance: "Sam is on leave then."}},
		ToDo: []views.ActionRow{actionRow(true), {Action: actionRow(false, func(a *peerwork.Action) { a.ID, a.Due = "a2", "" }).Action, Doer: "Sam", Author: "Sam", Other: "Sam"}},
		Done: []views.ActionRow{actionRow(true, func(a *peerwork.Action) { a.ID, a.Done, a.Opened = "a3", created, created })},
		Past: []views.PastSession{{Session: aSession(recorded(peerwork.SessionHeld, "")), By: "You"}}, Notes: shared(1), Zone: time.UTC,
	}
	add("pair-page", views.PairOf(one))
	add("pair-page-too-long", views.PairOf(fullPair(supervisor, views.Name(long), long, strings.Repeat("word ", views.MaxAction/5))))
	add("pair-page-pointed", views.PairOf(fullPair(worker, pointed, pointed, pointed)))

	add("actions-none", views.AllActions(views.ActionsPage{Pair: "riverside/U01SAM", With: "Ama"}))
	whole := views.ActionsPage{Pair: "riverside/U01SAM", With: views.Name(long), Offset: views.MaxActions, More: true, Zone: time.UTC}
	for range views.MaxActions - 1 {
		whole.Rows = append(whole.Rows, actionRow(true, func(a *peerwork.Action) { a.What = strings.Repeat("word ", views.MaxAction/5) }))
	}
	whole.Rows = append(whole.Rows, actionRow(false, func(a *peerwork.Action) { a.Done, a.What = created, pointed }))
	add("actions-too-long", views.AllActions(whole))

	add("past-sessions-none", views.PastSessions(views.SessionHistory{}))
	history := views.SessionHistory{Pair: "riverside/U01SAM", Offset: views.MaxHistory, More: true}
	for range views.MaxHistory {
		history.Past = append(history.Past, views.PastSession{Session: aSession(recorded(peerwork.SessionHeld, "")), By: "Ama", With: "Ama"})
	}
	add("past-sessions", views.PastSessions(history))

	add("session-plan", views.SessionForm(views.TimeForm{Does: views.ToPlan, ID: "riverside/U01SAM", With: "Ama, your supervisor", Timezone: "Europe/London"}))
	add("session-met", views.SessionForm(views.TimeForm{Does: views.ToMeet, ID: "riverside/U01SAM", With: "Sam", Timezone: "Europe/London"}))
	add("session-move", views.SessionForm(views.TimeForm{Does: views.ToMove, ID: "s1/1", With: "Sam", Local: "2026-11-26T14:00", Timezone: "Europe/London", Session: aSession()}))
	add("session-missed", views.MissedForm(aSession(), "Sam", false, time.UTC))
	add("session-missed-ahead", views.MissedForm(aSession(), "Sam", true, time.UTC))
	add("session-rhythm", views.SessionRhythm(views.RhythmForm{With: "Ama, your supervisor", Rhythm: peerwork.SessionRhythm{
		Pair: aSession().Pair(), Weeks: 4, First: "2026-11-26", Clock: "14:00", Timezone: "Europe/London",
	}}))
	add("action-new", views.NewAction(views.ActionForm{Pair: aSession().Pair(), With: "Ama", Side: worker, KeptDays: 90}))
	add("action-new-too-long", views.NewAction(views.ActionForm{Pair: aSession().Pair(), With: views.Name(long), Side: supervisor, KeptDays: 7}))

	mine := peerwork.CoReflection{Session: "s1", Author: "U01SAM", Words: peerwork.CoWords{Brought: "I was late.", Try: "Ask first."}, Revision: 2}
	page := views.CoPage{Session: aSession(), Question: co, With: "Ama", DeleteOn: deleted}
	add("co-empty", views.CoReflect(page))
	page.Mine, page.Waiting = mine, true
	add("co-begun", views.CoReflect(page))
	page.Mine.Finished, page.Mine.Opened, page.Mine.DeleteOn = created, created, deleted
	page.Theirs = peerwork.CoReflection{Author: "U0SUP", Words: peerwork.CoWords{Brought: "Time.", Assumed: "That it was fine."}}
	add("co-both", views.CoReflect(page))
	page.Theirs = peerwork.CoReflection{}
	add("co-both-pair-gone", views.CoReflect(page))
	full := strings.Repeat("word ", views.MaxBox/5)
	page.Mine.Words = peerwork.CoWords{Brought: full, Assumed: full, Try: full}
	page.Theirs = peerwork.CoReflection{Author: "U0SUP", Words: page.Mine.Words}
	add("co-both-too-long", views.CoReflect(page))
	add("co-saved", views.CoSaved("Saved for you alone. Nobody else can read it until you have both finished.", aSession(), false))
	add("co-saved-both", views.CoSaved("Saved. You and Ama have both finished, and can read what the other wrote.", aSession(), true))
	return all
}
