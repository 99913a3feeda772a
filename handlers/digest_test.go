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
		{"says how to write a time", "2026-13", "We do not know that time. Write a week such as 2026-W46, a month such as 2026-10 or a quarter such as 2026-Q3.", jo},
		{"takes a month", "2026-10", "October 2026 (5 weeks, 28 September to 1 November 2026).", jo},
		{"takes a quarter", "riverside 2026-q3", "July to September 2026 (13 weeks, 29 June to 27 September 2026).", sam},
		{"says when a month will have ended", "2026-11", "That month has not ended. You can see it from Monday 30 November 2026.", jo},
		{"says when a quarter will have ended", "2026-Q4", "That quarter has not ended. You can see it from Monday 4 January 2027.", jo},
		{"goes back one year", "2019-W01", "Digests go back one year.", jo},
		{"says which teams there are", "moonbase", "We do not know that team. Yours: Riverside crisis house (riverside). For a time, write a week such as 2026-W46", jo},
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
	for _, text := range []string{"", "2026-W46", "2026-W40", "riverside 2026-10", "2026-Q3"} {
		w.says(w.command("/digest", noor, text), why, "You can see your first week from Monday 23 November 2026.")
	}
	w.contains(shownIn(w.press(noor, views.Action(views.ActLastDigest, "riverside"), "").Form), why)
	w.says(w.press(noor, views.Action(views.ActDigestPeriod, "riverside"), "2026-W45"), why)
	for _, period := range []string{"2026-W46", "2026-W45", "2026-W40", "2026-10", "2026-Q3"} {
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
