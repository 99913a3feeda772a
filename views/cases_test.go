package views_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// drawn is a page of any kind under the name of its golden file.
type drawn struct {
	name string
	page any // views.Message, views.Form or views.Home
}

var (
	long    = strings.Repeat("Wolfeschlegelsteinhausenbergerdorff ", 12)
	pointed = `<!channel> & "Jo" <https://x|click>`
	arabic  = "فاطمة"
	created = time.Date(2026, 11, 20, 14, 5, 0, 0, time.UTC)
	deleted = created.AddDate(0, 0, 90)
)

// cases are the pages as they are in life and at their edges: empty, one, many, too long, &<>, right-to-left.
func cases(t *testing.T) []drawn {
	t.Helper()
	bank, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	q := bank.All()[0]
	week, err := peerwork.ParsePeriod("2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	var all []drawn
	add := func(name string, page any) { all = append(all, drawn{name, page}) }

	add("team-prompt", views.TeamPrompt(q, views.WhyThis("Not asked about making a connection yet.")))
	bankCases(add, bank)
	groupCases(add, bank)
	add("member-prompt", views.MemberPrompt(q, "Not asked about making a connection yet."))
	add("member-prompt-again", views.MemberPromptAgain(q))
	add("member-prompt-after-many", views.MemberPrompt(q, "", ids(300)...))
	add("question-preview", views.QuestionPreview(q, "Not asked about making a connection yet.", peerwork.Relationship))
	add("question-instead", views.QuestionInstead(q, "Not asked about making a connection yet.", peerwork.Relationship))
	add("prompt-skipped", views.Skipped())
	add("prompts-paused", views.Paused("Sunday 6 December 2026"))
	all = append(all, soonCases()...)
	add("restored", views.Restored(time.Date(2026, 11, 20, 9, 30, 0, 0, time.UTC)))
	add("restored-from-an-older-copy", views.Restored(time.Time{}))
	add("channel-trouble", views.ChannelTrouble("Riverside crisis house", "C02SUP", "not_in_channel"))
	add("not-posted", views.NotPosted("Riverside crisis house", true, "post message: Slack answered not_in_channel"))
	add("not-posted-too-late", views.NotPosted("Riverside crisis house", true, views.TooLate))
	add("not-posted-switched-off", views.NotPosted("Riverside crisis house", true, views.SwitchedOff))
	add("not-posted-agenda", views.NotPosted("Riverside crisis house", false, "post message: Slack answered is_archived"))

	scheduleCases(t, add)
	add("digest-empty", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(0, 0, 0), Viewer: peerwork.RoleManager}))
	add("digest-named", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(-1, 0, -1), Viewer: peerwork.RoleManager}))
	add("digest-numbered", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(7, 6, 5), Viewer: peerwork.RoleManager}))
	add("digest-mixed-for-a-worker", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(7, -1, 0), Viewer: peerwork.RoleWorker, InReply: true,
		Teams: []peerwork.Team{team("Riverside crisis house"), team("Hilltop")}, Periods: []peerwork.Period{week, week.Before()}}))
	add("digest-month", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week.MonthOf(), Figures: closer(figures(7, -1, 6)), Viewer: peerwork.RoleManager, InReply: true,
		Periods: []peerwork.Period{week, week.MonthOf(), week.QuarterOf()}}))
	add("digest-own-sessions", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(-1, 0, -1), Viewer: peerwork.RoleManager, Own: supervised(4)}))
	add("digest-own-sessions-too-many", views.Digest(views.DigestPage{Team: team("Riverside crisis house"), Period: week, Figures: figures(-1, 0, -1), Viewer: peerwork.RoleManager, Own: supervised(23)}))
	add("digest-pointed", views.Digest(views.DigestPage{Team: team(pointed), Period: week, Figures: figures(0, -1, 0), Viewer: peerwork.RoleManager}))
	add("digest-too-long", views.DigestForm(views.DigestPage{Team: team(long), Period: week, Figures: figures(7, 6, 5), Viewer: peerwork.RoleManager, Teams: teams(120), Periods: []peerwork.Period{week, week.Before()}}))

	add("saved", views.SavedMessage(saved(peerwork.Reflection)))
	add("saved-suggested", views.SavedMessage(with(saved(peerwork.Reflection), func(s *views.Saved) {
		s.Hidden, s.PointedOut, s.Names = "We hid 1 phone number and 1 e-mail address.", "We saw 2 possible names.", 2
		s.Suggested = []peerwork.Code{"R1", "M1"}
	})))
	add("saved-suggested-in-the-form", views.SavedForm(with(saved(peerwork.Reflection), func(s *views.Saved) {
		s.Suggested = []peerwork.Code{"R1", "M1"}
		s.May = []views.May{{Code: "R1", Because: []string{"I had been there", "too"}}, {Code: "M1"}}
	})))
	add("saved-with-themes", views.SavedForm(with(saved(peerwork.Reflection), func(s *views.Saved) {
		s.Card.Codes, s.Card.Shared = []peerwork.Code{"R1", "M1", "X"}, true
		letIn(&s.Card)
		s.Said, s.Older = "Its themes count in your team's summary.", true
	})))
	add("saved-before-the-line-manager-started", views.SavedForm(with(saved(peerwork.Reflection), func(s *views.Saved) {
		letIn(&s.Card)
		s.Audience.ManagersSince = map[peerwork.UserID]time.Time{"U0MGR": created.Add(time.Hour)}
	})))
	add("saved-in-a-team-since-left", views.SavedForm(with(saved(peerwork.Reflection), func(s *views.Saved) {
		letIn(&s.Card)
		s.Audience.Supervisor, s.Audience.Left = peerwork.Named{}, "Hilltop"
	})))
	add("saved-in-no-team", views.SavedMessage(with(saved(peerwork.Reflection), func(s *views.Saved) { s.Audience = peerwork.Audience{} })))
	add("saved-not-shown", views.SavedForm(with(saved(peerwork.Reflection), func(s *views.Saved) { s.Said = views.NotShown(true, true) })))
	add("saved-lapsed", views.SavedMessage(with(saved(peerwork.Reflection), func(s *views.Saved) { s.Said = views.Lapsed(true, false) })))
	add("saved-boundary", views.SavedMessage(with(saved(peerwork.BoundaryQuestion), func(s *views.Saved) {
		s.Card.Boundaries = []peerwork.BoundaryCode{"B1", "B10"}
	})))
	add("saved-too-long", views.SavedMessage(with(saved(peerwork.BoundaryQuestion), func(s *views.Saved) {
		s.Audience, s.Worker = longAudience(), views.Name(long)
	})))
	add("saved-pointed", views.SavedMessage(with(saved(peerwork.Reflection), func(s *views.Saved) {
		s.Audience = audience(pointed, pointed)
		letIn(&s.Card)
	})))
	add("saved-right-to-left", views.SavedMessage(with(saved(peerwork.Reflection), func(s *views.Saved) {
		s.Audience = audience(arabic, arabic)
		letIn(&s.Card)
	})))
	add("try-again", views.TryAgain(views.ActWrite, ""))
	add("not-saved", views.NotSaved(views.NotSavedPage{Why: "Not saved. /digest keeps no words.", Signpost: views.DefaultSignpost()}))
	add("not-saved-held", views.NotSaved(views.NotSavedPage{
		Why: "Not saved. That is 3400 characters, and one note holds 3000.", Held: &views.Began{ID: "command-1.2", Expires: created.Add(24 * time.Hour)},
		Hidden: "We hid 1 phone number.", Signpost: views.DefaultSignpost(),
	}))
	add("not-saved-with-the-words", views.WithWords(views.NotSaved(views.NotSavedPage{Why: "Not saved. /digest keeps no words."}), pointed))
	add("not-saved-with-many-words", views.WithWords(views.NotSaved(views.NotSavedPage{Why: "Not saved."}), strings.Repeat("We met & talked. ", 300)))
	add("undone", views.Undone(35))
	add("undone-form", views.UndoneForm(35))
	add("deleted", views.Deleted(0))

	add("form-empty", views.Note(noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "riverside", DeleteOn: deleted})))
	add("form-usually-read", views.Note(noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "riverside", Readers: peerwork.SupervisorAndManager, DeleteOn: deleted})))
	add("form-of-a-deleted-note", views.Note(func() views.NoteForm {
		f := noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "riverside", Words: peerwork.Words{What: pointed}, DeleteOn: deleted})
		f.Deleted = true
		return f
	}()))
	add("form-for-a-prompt", views.Note(views.NoteForm{Note: peerwork.Note{Kind: peerwork.Reflection, DeleteOn: deleted}, Answers: q}))
	add("form-boundary", views.Note(noteForm(peerwork.Note{Kind: peerwork.BoundaryQuestion, Team: "riverside", DeleteOn: deleted})))
	add("form-two-teams", views.Note(func() views.NoteForm {
		f := noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "t1", DeleteOn: deleted})
		f.Teams, f.OnOther = teams(2), true
		return f
	}()))
	add("form-lapsed", views.Note(func() views.NoteForm {
		f := noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "riverside", DeleteOn: deleted})
		f.Lapsed = views.Lapsed(true, true)
		return f
	}()))
	add("form-with-a-draft", views.Note(func() views.NoteForm {
		f := noteForm(peerwork.Note{Kind: peerwork.Reflection, Team: "riverside", DeleteOn: deleted})
		f.OnOther, f.About = true, "C02SUP/p1700000000000100"
		f.Began = &views.Began{ID: "form-V1", Kind: peerwork.BoundaryQuestion, At: created, Expires: created.Add(24 * time.Hour)}
		return f
	}()))
	add("form-of-a-draft", views.Note(func() views.NoteForm {
		f := noteForm(fullNote("Sam & <b>I</b> talked.", "It mattered.", "Meet again."))
		f.Note.ID, f.Draft, f.Note.Link, f.About = "", "form-V1", "https://riverside.slack.com/archives/C02SUP/p1700000000000100", "C02SUP/p1700000000000100"
		return f
	}()))
	add("form-opened-again", views.Note(func() views.NoteForm {
		f := noteForm(fullNote("Sam & <b>I</b> talked.", "It mattered.", "Meet again."))
		f.Opened, f.Note.Codes = opened(2), nil
		f.May = []views.May{{Code: "R1", Because: []string{"I had been there", "too"}}, {Code: "M1"}}
		return f
	}()))
	add("form-too-long", views.Note(func() views.NoteForm {
		n := fullNote(strings.Repeat("é", views.MaxBox), strings.Repeat("😀", views.MaxBox), strings.Repeat("a b ", 700))
		n.Kind = peerwork.BoundaryQuestion
		f := noteForm(n)
		f.Opened, f.Audience, f.Answers = opened(40), longAudience(), q
		return f
	}()))

	add("find-empty", views.FindNotes(views.FoundPage{}))
	add("find-nothing", views.FindNotes(views.FoundPage{Find: views.Find{Words: pointed, Theme: peerwork.Engagement, Talk: peerwork.Soon, Time: views.LastWeek}}))
	add("find-one", views.FindNotes(views.FoundPage{Rows: found(1), Total: 1, Find: views.Find{Words: "allotment"}}))
	add("find-many", views.FindNotes(views.FoundPage{Rows: found(10), Total: 31, Offset: 10, Find: views.Find{Kind: peerwork.BoundaryQuestion}}))

	add("home-empty", views.DrawHome(views.HomePage{Signpost: views.DefaultSignpost()}))
	add("home-worker-new", views.DrawHome(views.HomePage{Writes: true, Signpost: views.DefaultSignpost()}))
	add("home-worker", views.DrawHome(views.HomePage{
		Writes: true, Notes: rows(2), Total: 2, Agenda: entries(3), Began: began(1), Opened: opened(1), Sessions: ownSessions(1),
		Readers: []views.ReadsOf{{Who: "Ama, your supervisor", Notes: 2}, {Who: "Jo, your line manager, without your name", Notes: 1}}, Counted: 1, Signpost: views.DefaultSignpost(),
	}))
	add("home-supervisor", views.DrawHome(views.HomePage{Pairs: pairs(4), Signpost: views.DefaultSignpost()}))
	add("home-manager", views.DrawHome(views.HomePage{Manages: managed(2), SetsUp: true, Signpost: views.DefaultSignpost()}))
	add("home-everything", views.DrawHome(views.HomePage{
		Groups: true, Writes: true, Notes: rows(views.HomeNotes), Total: 31, Began: began(12), Opened: opened(60), Agenda: entries(40), Sessions: ownSessions(9), Readers: readsOf(20), Counted: 12,
		Manages: managed(40), Pairs: pairs(60), SetsUp: true, Signpost: views.DefaultSignpost(),
	}))

	add("supervision-nobody", views.Supervision(views.SupervisionPage{}))
	add("supervision-worker-empty", views.Supervision(views.SupervisionPage{Groups: true, Worker: true}))
	add("supervision-worker", views.Supervision(views.SupervisionPage{Groups: true, Worker: true, Supervisors: []peerwork.Named{{User: "U0SUP", Name: "Ama"}}, Sessions: []views.SessionRow{sessionRow("Ama", "", peerwork.WorkerSide)}, Agenda: entries(3)}))
	add("supervision-everything", views.Supervision(views.SupervisionPage{Groups: true, Worker: true, Supervisors: []peerwork.Named{{User: "U0SUP", Name: views.Name(long)}}, Agenda: entries(40), Pairs: pairs(40)}))
	add("supervision-unknown-word", views.Supervision(views.SupervisionPage{Worker: true, Unknown: true}))
	add("supervision-no-match", views.Supervision(views.SupervisionPage{Groups: true, NoMatch: true}))
	all = append(all, sessionCases(t)...)
	add("pair-empty", views.PairNotes(peerwork.Named{User: "U1", Name: "Sam"}, views.SharedList{}))
	add("pair", views.PairNotes(peerwork.Named{User: "U1", Name: "Sam"}, views.SharedList{Rows: shared(2)}))
	all = append(all, agendaCases()...)
	add("shared-many", views.SharedNotes(views.SharedList{Title: "Shared notes", About: "Notes you may read from this week. The digest counts only those whose themes are shared as well.",
		Rows: shared(views.SharedPerPage), Offset: views.SharedPerPage, More: true, Opens: views.Action(views.ActReadShared, "riverside"), Value: "2026-W47"}))
	add("shared-without-names", views.SharedNotes(views.SharedList{Title: "Shared notes", About: "Notes you may read from this week. The digest counts only those whose themes are shared as well.",
		Rows: []views.Shared{{Listing: peerwork.Listing{Note: "n1", Kind: peerwork.Reflection, As: peerwork.RoleManager}}, {Listing: peerwork.Listing{Note: "n2", Kind: peerwork.BoundaryQuestion, As: peerwork.RoleManager}}}}))
	add("shared-note", views.OpenedShared(views.SharedNote{Note: fullNote("They said hello & <smiled>.", "", "Meet again."), Author: "Sam"}))
	add("shared-note-without-name", views.OpenedShared(views.SharedNote{Note: fullNote("They said hello.", "", "")}))
	add("shared-note-too-long", views.OpenedShared(views.SharedNote{Note: fullNote(strings.Repeat("ب", 3000), strings.Repeat("word ", 600), strings.Repeat("x", 3000)), Author: views.Name(long)}))

	add("settings", views.Settings(views.SettingsPage{Audience: audience("Ama", "Jo")}))
	add("settings-too-long", views.Settings(views.SettingsPage{Audience: longAudience(), Preferences: peerwork.Preferences{
		Readers: peerwork.SupervisorAndManager, ReadersShown: longAudience().Shown(), Share: peerwork.ShareUsually, ShareShown: longAudience().Shown(), RetentionDays: 21, RemindersOff: true,
	}}))
	add("settings-lapsed", views.Settings(views.SettingsPage{Audience: audience("Ama", "Jo"), Team: "Riverside crisis house", Preferences: peerwork.Preferences{
		Readers: peerwork.Supervisor, ReadersShown: "before", Share: peerwork.ShareUsually, ShareShown: "before",
	}}))
	all = append(all, hoursCases(q)...)
	add("settings-saved", views.SettingsSaved())
	all = append(all, dataCases()...)
	add("help", views.Help(views.HelpPage{Commands: []views.HelpLine{{Usage: "/reflect [what happened]", Does: "Write down what happened."}}, Ways: []views.HelpLine{
		{Usage: "/handrail notes", Does: "your notes."}, {Usage: "/handrail settings", Does: "your settings."},
	}, Signpost: views.DefaultSignpost()}))
	add("supervision-line-manager", views.Supervision(views.SupervisionPage{Manages: true}))
	add("help-unknown", views.Help(views.HelpPage{Found: "“nots”", Commands: []views.HelpLine{{Usage: "/reflect", Does: "Write."}}}))
	add("who", views.Who(views.WhoReads{Audiences: []views.TeamAudience{{Team: "Riverside", Audience: audience("Ama", "Jo"), K: 5}}}))
	add("who-in-no-team", views.Who(views.WhoReads{}))
	held := views.Held{Draft: "d1", Expires: created.Add(24 * time.Hour), Usual: audience("Ama", "Jo").Sentence(peerwork.OnlyMe), Signpost: views.DefaultSignpost()}
	add("direct", views.AskToKeep(held))
	held.Usual, held.Answers, held.Hidden = audience(pointed, pointed).Sentence(peerwork.SupervisorAndManager), q, "We hid 1 phone number."
	add("direct-answer-to-a-prompt", views.AskToKeep(held))
	add("direct-not-kept", views.NotKept())
	add("put-by", views.PutBy(views.Began{ID: "d1", Kind: peerwork.Reflection, At: created, Expires: created.Add(24 * time.Hour)}, time.UTC))
	add("trouble", views.TroubleForm(&peerwork.Error{What: "This note does not open now.", Try: "Its author may have deleted it or taken it back."}))
	all = append(all, adminCases()...)
	for i, c := range all {
		if form, ok := c.page.(views.Form); ok {
			all[i].page = form.Signed(views.DefaultSignpost())
		}
	}
	return all
}

func audience(supervisor, manager string) peerwork.Audience {
	return peerwork.Audience{
		Supervisor: peerwork.Named{User: "U0SUP", Name: views.Name(supervisor)},
		Managers:   []peerwork.Named{{User: "U0MGR", Name: views.Name(manager)}},
		Workers:    3,
	}
}

func longAudience() peerwork.Audience {
	a := audience(long, long)
	for i := range 4 {
		a.Managers = append(a.Managers, peerwork.Named{User: peerwork.UserID(fmt.Sprint("U", i)), Name: views.Name(long)})
	}
	return a
}

func saved(k peerwork.Kind) views.Saved {
	return views.Saved{
		Card:     views.Card{ID: "n1", Kind: k, Talk: peerwork.NoNeed, Created: created, DeleteOn: deleted},
		Audience: audience("Ama", "Jo"), Worker: "Sam", K: 5, ShareOpen: true, Signpost: views.DefaultSignpost(),
	}
}

// letIn lets the supervisor and the line managers read.
func letIn(c *views.Card) {
	c.Readers = peerwork.SupervisorAndManager
	c.Facts.ToSupervisorSince, c.Facts.ToManagersSince = created, created
}

func with(s views.Saved, change func(*views.Saved)) views.Saved {
	change(&s)
	return s
}

func fullNote(what, why, next string) peerwork.Note {
	return peerwork.Note{
		ID: "n1", Kind: peerwork.Reflection, Team: "riverside", Revision: 3, Words: peerwork.Words{What: what, Why: why, Next: next},
		Codes: []peerwork.Code{"R1", "E4"}, Noticed: []peerwork.Noticed{"hope"}, Talk: peerwork.NextSupervision,
		Readers: peerwork.Supervisor, ShareThemes: true, Happened: created, Created: created, DeleteOn: deleted,
	}
}

func noteForm(n peerwork.Note) views.NoteForm {
	return views.NoteForm{Note: n, Audience: audience("Ama", "Jo"), K: 5, ShareOpen: n.ID == ""}
}

func rows(n int) []views.Row {
	var all []views.Row
	for i := range n {
		all = append(all, views.Row{
			Card: views.Card{
				ID: peerwork.NoteID(fmt.Sprintf("aaaaaaaaaaaaaaaaaaaaaaaa%02d", i)), Kind: peerwork.Reflection, Created: created.AddDate(0, 0, -i),
				Codes: []peerwork.Code{"R1", "M4", "E3"}, Talk: peerwork.NextSupervision, Shared: i%2 == 0,
			},
			Who: "Ama, your supervisor, and Jo, your line manager, without your name, can read it.",
		})
	}
	return all
}

func shared(n int) []views.Shared {
	var all []views.Shared
	for i := range n {
		all = append(all, views.Shared{
			Listing: peerwork.Listing{Note: peerwork.NoteID(fmt.Sprintf("n%d", i)), Kind: peerwork.BoundaryQuestion, Created: created, Talk: peerwork.Soon},
			Author:  "Sam",
			Own:     i%7 == 6,
		})
	}
	return all
}

func opened(n int) []views.Opened {
	var all []views.Opened
	for i := range n {
		all = append(all, views.Opened{Name: "Ama", As: peerwork.RoleSupervisor, At: created.Add(time.Duration(-i) * time.Hour)})
	}
	return all
}

func pairs(n int) []views.Pair {
	var all []views.Pair
	for i := range n {
		u := peerwork.UserID(fmt.Sprintf("U%09d", i))
		pair := views.Pair{Worker: peerwork.Named{User: u, Name: "Sam"}, Shared: i % 3, Agenda: i % 2, Other: i%4 == 3}
		pair.Next = views.SessionRow{Pair: peerwork.Pair{Team: "riverside", Worker: u, Supervisor: "U0SUP"}, With: "Sam", Side: peerwork.SupervisorSide}
		if i%4 != 2 {
			pair.Next.Next = peerwork.Session{ID: "s1", At: created, Timezone: "Europe/London"}
		}
		all = append(all, pair)
	}
	return all
}

func ownSessions(n int) []views.SessionRow {
	var all []views.SessionRow
	for range n {
		all = append(all, views.SessionRow{
			Pair: peerwork.Pair{Team: "riverside", Worker: "U1", Supervisor: "U0SUP"}, With: "Ama", Side: peerwork.WorkerSide,
			Next: peerwork.Session{ID: "s1", At: created, Timezone: "Europe/London"}, ToDo: 1,
		})
	}
	return all
}

func readsOf(n int) []views.ReadsOf {
	var all []views.ReadsOf
	for i := range n {
		all = append(all, views.ReadsOf{Who: fmt.Sprintf("%s %d, your line manager, without your name", views.Name(long), i), Notes: i + 1})
	}
	return all
}

func managed(n int) []views.Managed {
	var all []views.Managed
	for i, t := range teams(n) {
		m := views.Managed{Team: t}
		if i%2 == 0 {
			m.Digest = created
		}
		all = append(all, m)
	}
	return all
}

func team(name string) peerwork.Team {
	return peerwork.Team{ID: "riverside", Name: name, Timezone: "Europe/London", Workers: []peerwork.Member{{User: "U1"}}}
}

func teams(n int) []peerwork.Team {
	var all []peerwork.Team
	for i := range n {
		t := team(fmt.Sprintf("Team %d", i+1))
		t.ID = peerwork.TeamID(fmt.Sprintf("t%d", i+1))
		all = append(all, t)
	}
	return all
}

// figures takes for each theme its people: 0 for none, -1 for a theme that is named without a number.
func figures(people ...int) peerwork.Figures {
	f := peerwork.Figures{Team: "riverside", Period: "2026-W47", K: 5}
	for i, theme := range peerwork.Themes() {
		f.Themes = append(f.Themes, peerwork.ThemeFigure{Theme: theme, Shared: people[i] != 0, People: max(0, people[i])})
		if people[i] >= 5 {
			f.SharedNotes += people[i]
		}
	}
	f.Questions = []peerwork.Question{{Prompt: "g1", Text: "What helps us start well?", Why: "Not asked about making a connection yet."}}
	return f
}

// closer adds sub-themes, as a month has them.
func closer(f peerwork.Figures) peerwork.Figures {
	f.Period, f.SharedNotes = "2026-11", 0 // which is said of a week only
	f.SubThemes = []peerwork.SubThemeFigure{{Code: "R1", People: 6}, {Code: "R3"}, {Code: "M2"}, {Code: "E1", People: 5}, {Code: "E4", People: 5}}
	return f
}

func supervised(n int) []views.OwnSession {
	states := []peerwork.SessionState{peerwork.SessionHeld, peerwork.SessionMissed, peerwork.SessionMoved, peerwork.SessionPlanned}
	var own []views.OwnSession
	for i := range n {
		at := created.Add(time.Duration(i) * time.Hour)
		own = append(own, views.OwnSession{With: "Sam <b>& Co", Session: peerwork.Session{At: at, Timezone: "Europe/London", State: states[i%len(states)], Why: peerwork.MissedIll}})
	}
	return own
}

func ids(n int) []string {
	var all []string
	for i := range n {
		all = append(all, fmt.Sprintf("prompt-%03d", i))
	}
	return all
}

func found(n int) []views.Found {
	var all []views.Found
	for _, r := range rows(n) {
		all = append(all, views.Found{Row: r, Around: "… went to the allotment & <b>stayed</b> …", Question: "What helped someone feel less alone with you this week?"})
	}
	return all
}

func began(n int) []views.Began {
	var all []views.Began
	for i := range n {
		all = append(all, views.Began{ID: fmt.Sprint("form-V", i), Kind: peerwork.Reflection, At: created, Expires: created.Add(24 * time.Hour)})
	}
	return all
}
