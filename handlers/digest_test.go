package handlers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestDigest(t *testing.T) {
	t.Run("shows an ended week alike to the manager and the workers, words apart", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.SupervisorAndManager, true, "R1")
		mine := w.save(lee, pw.SupervisorAndManager, true, "E1")
		w.now = monday.AddDate(0, 0, 7)
		manager, worker := w.command("/digest", jo, ""), w.command("/digest", lee, "riverside")
		w.says(manager, "This week people shared notes about relationship and engagement.", "If somebody let you read a note, you can open it here.", "Questions to raise with the team:")
		w.says(worker, "This week people shared notes about relationship and engagement.", "Only your own open for you.")

		read := w.action(manager.Say.Blocks, views.ActReadShared)
		list := w.press(jo, read, "2026-W47").Form
		w.lacks(shownIn(list), "Sam", "Lee", canary)
		note := w.press(jo, w.action(list.Blocks.BlockSet, views.ActOpenShared), "").Form
		w.contains(shownIn(note), canary, "The author can see that you opened this.")
		w.lacks(shownIn(note), "Sam", "Lee", string(sam), string(lee))

		own := w.press(lee, read, "2026-W47").Form
		if offers(own.Blocks.BlockSet, views.ActOpenShared) || w.action(own.Blocks.BlockSet, views.ActOpenNote) != views.Action(views.ActOpenNote, string(mine.ID)) {
			t.Error("a worker can open more than their own, or not their own")
		}
		if _, err := w.tryPress(handlers.Request{User: kim, Name: read, Text: "2026-W47"}); err == nil {
			t.Error("another team's manager can list the notes")
		}
	})
	t.Run("leads to notes it does not count, and looks the same where there are none", func(t *testing.T) {
		digests := func(share bool) (w *world, manager, worker handlers.Reply) {
			w = newWorld(t)
			if share {
				w.save(sam, pw.SupervisorAndManager, false, "R1")
			}
			w.now = monday.AddDate(0, 0, 7)
			return w, w.command("/digest", jo, ""), w.command("/digest", lee, "riverside")
		}
		_, emptyForManager, emptyForWorker := digests(false)
		w, manager, worker := digests(true)
		if encode(manager) != encode(emptyForManager) || encode(worker) != encode(emptyForWorker) {
			t.Error("a note whose themes are not shared changes the digest")
		}
		w.says(manager, "If somebody let you read a note, you can open it here.")
		list := w.press(jo, w.action(manager.Say.Blocks, views.ActReadShared), "2026-W47").Form
		note := w.press(jo, w.action(list.Blocks.BlockSet, views.ActOpenShared), "").Form
		w.contains(shownIn(note), canary)
		own := w.press(lee, w.action(worker.Say.Blocks, views.ActReadShared), "2026-W47").Form
		w.contains(shownIn(own), "There is nothing to open now.")
	})
	for _, c := range []struct {
		name, text, says string
		by               pw.UserID
	}{
		{"is for the last ended week", "", "Week of 9 to 15 November 2026.", jo},
		{"takes a week", "2026-W45", "Week of 2 to 8 November 2026.", jo},
		{"takes a team by a part of its name, and a week", "CRISIS 2026-w45", "What Riverside crisis house shared", sam},
		{"says when a week will have ended", "2026-W47", "That week has not ended. You can see it from Monday 23 November 2026.", jo},
		{"says how to write a time", "2026-13", "We do not know the time “2026-13”. Write a week such as 2026-W46, a month such as 2026-10 or a quarter such as 2026-Q3. Or write last week, last month", jo},
		{"says what a digest is of", "Last year", "We do not know the time “Last year”. Write a week such as 2026-W46, a month such as 2026-10 or a quarter such as 2026-Q3.", jo},
		{"says it beside a team", "riverside 2026", "We do not know the time “2026”. Write a week", jo},
		{"does not repeat a number that may say who somebody is", "07700-900123", "We do not know that time. Write a week", jo},
		{"takes a month", "2026-10", "October 2026 (5 weeks, 28 September to 1 November 2026).", jo},
		{"takes a quarter", "riverside 2026-q3", "July to September 2026 (13 weeks, 29 June to 27 September 2026).", sam},
		{"says when a month will have ended", "2026-11", "That month has not ended. You can see it from Monday 30 November 2026.", jo},
		{"says when a quarter will have ended", "2026-Q4", "That quarter has not ended. You can see it from Monday 4 January 2027.", jo},
		{"goes back one year", "2019-W01", "You asked for the week of 31 December 2018 to 6 January 2019. That week is too long ago. Digests go back one year. Write a week such as 2026-W46", jo},
		{"takes last week", "last week", "Week of 9 to 15 November 2026.", jo},
		{"takes a number of weeks", "2 Weeks  ago", "Week of 2 to 8 November 2026.", jo},
		{"takes a team, and a number of weeks", "Crisis House 2 weeks ago", "Week of 2 to 8 November 2026.", jo},
		{"takes last month", "Last Month", "October 2026 (5 weeks, 28 September to 1 November 2026).", jo},
		{"takes last quarter", "riverside last quarter", "July to September 2026 (13 weeks, 29 June to 27 September 2026).", jo},
		{"takes a month by its name", "october", "October 2026 (5 weeks", jo},
		{"takes it in short, with a team and its year", "riverside  OCT 2026", "October 2026 (5 weeks", sam},
		{"takes a day for its week", "4 November", "Week of 2 to 8 November 2026.", jo},
		{"takes a team, and the week as a digest calls it", "crisis house Week of 28 September to 4 October 2026", "Week of 28 September to 4 October 2026.", sam},
		{"takes a week as people write it", "riverside w/c 2nd Nov.", "Week of 2 to 8 November 2026.", jo},
		{"says when the week of a day will have ended", "16 november", "You asked for the week of 16 to 22 November 2026. That week has not ended.", jo},
		{"says that there is no such day", "31 november", "We do not know the time “31 november”. Write a week such as", jo},
		{"does not show another team the week of a day", "hilltop 9 november", "Not saved. /digest keeps no words. We do not know that team.", jo},
		{"takes it in a sentence", "riverside in October", "October 2026 (5 weeks", jo},
		{"takes a month that has not ended for that of last year", "november", "What Riverside crisis house shared\nNovember 2025 (4 weeks, 3 to 30 November 2025).", sam},
		{"says when this week will have ended, and what there is", "this week", "You asked for the week of 16 to 22 November 2026. That week has not ended. You can see it from Monday 23 November 2026. The last week you can see is 2026-W46: type /digest riverside 2026-W46.", jo},
		{"says when this month will have ended, and what there is", "crisis this month", "You asked for November 2026 (4 weeks, 2 to 29 November 2026). That month has not ended. You can see it from Monday 30 November 2026. The last month you can see is 2026-10: type /digest riverside 2026-10.", jo},
		{"says when next quarter will have ended, and what there is", "next quarter", "You can see it from Monday 29 March 2027. The last quarter you can see is 2026-Q3", jo},
		{"says when a month of a year to come will have ended", "october 2027", "You can see it from Monday 1 November 2027.", jo},
		{"does not show another team last month", "hilltop last month", "Not saved. /digest keeps no words. We do not know that team.", jo},
		{"is not for a supervisor, whatever the time", "last month", "You are in no team here.", ama},
		{"says which teams there are", "moonbase", "We do not know that team. Yours: Riverside crisis house (riverside). For a time, write last week, last month, October, or a day of the week you want, such as 9 November.", jo},
		{"does not show another team", "hilltop", "We do not know that team.", jo},
		{"is not for a supervisor", "", "You are in no team here.", ama},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.says(w.command("/digest", c.by, c.text), c.says)
		})
	}
	t.Run("offers other teams and weeks to choose", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/digest", lee, "")
		w.says(w.press(lee, w.action(r.Say.Blocks, views.ActDigestTeam), "hilltop"), "What Hilltop shared", "9 to 15 November")
		w.says(w.press(lee, w.action(r.Say.Blocks, views.ActDigestPeriod), "2026-W44"), "What Riverside", "26 October to 1 November")
		form := w.pressIn(handlers.Request{User: jo, Name: views.Action(views.ActLastDigest, "riverside"), View: "V0", Private: views.HomePrivate}).Form
		w.contains(shownIn(form), "What Riverside")
	})
}

// A team may be called as a month is.
func TestATeamThatIsCalledAsATime(t *testing.T) {
	w := newWorld(t)
	roster := w.stands()
	roster.Teams = append(roster.Teams, team("march", "March house", "C0MAR", jo, pw.Member{User: sam}), team("mayfield", "Mayfield", "C0MAY", jo, pw.Member{User: sam}),
		team("nine", "Ward 9", "C0NIN", jo, pw.Member{User: sam}))
	w.must(w.store.SaveRoster(t.Context(), ws, -1, roster, jo, monday))
	for _, c := range [][3]string{
		{"march", "What March house shared", "Week of 9 to 15 November 2026."},
		{"March  House", "What March house shared", "Week of 9 to 15 November 2026."},
		{"march house march", "What March house shared", "March 2026 ("},
		{"house march", "What Riverside crisis house shared", "March 2026 ("},
		{"march last month", "What March house shared", "October 2026 ("},
		{"march 2026", "What Riverside crisis house shared", "March 2026 ("},
		{"may", "What Riverside crisis house shared", "May 2026 ("},
		{"mayf may", "What Mayfield shared", "May 2026 ("},
		{"march 9 october", "What March house shared", "Week of 5 to 11 October 2026."},
		{"ward 9 october", "What Ward 9 shared", "October 2026 ("},
		{"ward 9 9 october", "What Ward 9 shared", "Week of 5 to 11 October 2026."},
		{"ward 9", "What Ward 9 shared", "Week of 9 to 15 November 2026."},
		{"nine 9 october", "What Ward 9 shared", "Week of 5 to 11 October 2026."},
	} {
		t.Run(c[0], func(t *testing.T) { w.says(w.command("/digest", sam, c[0]), c[1], c[2]) })
	}
}

// Noor becomes a line manager of Riverside on a Wednesday: what had ended before is not hers to see, nor to freeze.
func TestANewLineManagerSeesNoFiguresFromBeforeTheirTime(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.SupervisorAndManager, true, "R1")
	roster, err := w.store.Roster(t.Context(), ws)
	w.must(err)
	roster.Teams[0].LineManagers = append(roster.Teams[0].LineManagers, pw.Held{User: noor})
	w.must(w.store.SaveRoster(t.Context(), ws, -1, roster, jo, monday.AddDate(0, 0, 2)))
	const why = "You have been a line manager of Riverside crisis house since Wednesday 18 November 2026. Times that ended before then are not shown to you."

	w.now = monday.AddDate(0, 0, 3)
	for _, text := range []string{"", "2026-W46", "2026-W40", "riverside 2026-10", "2026-Q3", "last week", "2 weeks ago", "october", "riverside last month", "last quarter", "november", "q3", "9 november", "w/c 5 october", "2026-11-09"} {
		w.says(w.command("/digest", noor, text), why, "You can see your first week from Monday 23 November 2026.")
	}
	for _, text := range []string{"this week", "this month", "november 2026", "this quarter", "next week"} {
		r := w.command("/digest", noor, text)
		w.says(r, "You asked for ", "has not ended. You can see it from ")
		w.lacks(r.Say.Text, "you can see is")
	}
	w.says(w.command("/digest", noor, "last month"), "You asked for October 2026 (5 weeks, 28 September to 1 November 2026). "+why)
	w.contains(shownIn(w.press(noor, views.Action(views.ActLastDigest, "riverside"), "").Form), why)
	w.says(w.press(noor, views.Action(views.ActDigestPeriod, "riverside"), "2026-W45"), why)
	for _, period := range []string{"2026-W46", "2026-W45", "2026-W40", "2026-10", "2026-Q3", "2025-11"} {
		p, err := pw.ParsePeriod(period)
		w.must(err)
		got, err := w.store.FreezeFigures(t.Context(), ws, "riverside", p, time.UTC, w.now, func(pw.Counts) pw.Figures { return pw.Figures{K: 99} })
		w.must(err)
		if got.K != 99 {
			t.Errorf("%s was frozen", period)
		}
	}

	w.now = monday.AddDate(0, 0, 14)
	w.says(w.command("/digest", noor, "2026-W46"), why, "Your first week is 2026-W47: type /digest riverside 2026-W47.")
	first := w.command("/digest", noor, "2026-W47")
	w.says(first, "This week people shared notes about relationship.", "If somebody let you read a note, you can open it here.")
	w.lacks(encode(first), "2026-W46", "2026-W45", "2026-10", "2026-Q3")
	w.contains(shownIn(w.press(noor, w.action(first.Say.Blocks, views.ActReadShared), "2026-W47").Form), "There is nothing to open now.")
	w.says(w.command("/digest", noor, "2026-11"), "November 2026")
	w.says(w.command("/digest", sam, "2026-W46"), "What Riverside")
}

// A note whose themes are not shared and that nobody was let in to read changes nothing that another person sees.
func TestAPrivateNoteChangesNothingOthersSee(t *testing.T) {
	seen := func(private bool) string {
		w := newWorld(t)
		w.save(sam, pw.SupervisorAndManager, true, "R1")
		id := w.notes(sam)[0].ID
		if private {
			w.save(sam, pw.OnlyMe, false, "E1", "M1")
			w.save(lee, pw.OnlyMe, false, "E2")
			w.command("/boundary", lee, canary)
		}
		w.now = monday.AddDate(0, 0, 7)
		var all []string
		for _, who := range []pw.UserID{jo, ama, kim, noor} {
			for _, typed := range [][2]string{{"/digest", ""}, {"/supervision", ""}, {"/handrail", "notes"}, {"/handrail", "who"}} {
				all = append(all, encode(w.command(typed[0], who, typed[1]).Say))
			}
			all = append(all, encode(w.do(w.all.Home, handlers.Request{User: who}).Home))
		}
		all = append(all, shownIn(w.press(jo, views.Action(views.ActReadShared, "riverside"), "2026-W47").Form))
		all = append(all, shownIn(w.press(ama, views.Action(views.ActPair, string(sam)), "").Form))
		return strings.ReplaceAll(strings.Join(all, "\n"), string(id), "the note")
	}
	if diff := cmp.Diff(seen(false), seen(true)); diff != "" {
		t.Errorf("-without the private notes +with them\n%s", diff)
	}
}
