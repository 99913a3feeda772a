package handlers_test

import (
	"slices"
	"strings"
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestTheForm(t *testing.T) {
	t.Run("saves what its boxes hold and shows what can still be changed", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		w.contains(shownIn(form), "What happened?", "Why did it matter?", "What next?", "Nobody is watching this.", "We delete the words on", "a court", "may guess this is yours")
		r := w.submit(sam, form, map[string]string{
			views.BoxWhat: canary + " 07700 900123", views.BoxNext: "Ask.", views.BoxCodes: "R2,M1", views.BoxNoticed: "hope",
			views.BoxHappened: "2026-11-14", views.BoxTalk: "next-supervision", views.BoxReaders: "1", views.BoxShare: "yes",
		})
		w.contains(shownIn(r.Update), "Saved. Ama, your supervisor, can read it.", "We hid 1 phone number.")
		w.lacks(shownIn(r.Update), canary)
		n := w.notes(sam)[0]
		if n.Words.What != canary+" [phone number]" || n.Words.Next != "Ask." || n.Talk != pw.NextSupervision || !n.ShareThemes ||
			!slices.Equal(n.Codes, []pw.Code{"R2", "M1"}) || n.Happened.Day() != 14 || n.Readers != pw.Supervisor {
			t.Errorf("saved %+v", n)
		}
		if r.Home == nil {
			t.Error("App Home was not drawn anew")
		}
	})
	t.Run("shares no themes unless that was answered", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, w.command("/reflect", sam, "").Form, map[string]string{views.BoxWhat: canary, views.BoxCodes: "R1"})
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if w.notes(sam)[0].ShareThemes || prefs.Share != pw.ShareUnanswered {
			t.Error("took no answer for an answer")
		}
	})
	t.Run("stays open when a box cannot be kept", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		if r := w.submit(sam, form, map[string]string{views.BoxWhat: "  "}); r.Errors[views.BoxWhat] == "" || r.Update != nil {
			t.Errorf("answered %+v", r)
		}
		r := w.submit(sam, form, map[string]string{views.BoxWhat: "ok", views.BoxWhy: strings.Repeat("a@b.org ", 370)})
		w.contains(r.Errors[views.BoxWhy], "Not saved: this is ")
	})
	t.Run("opens one's own note with its words, and saves the change", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		form := w.press(sam, w.action(r.Say.Blocks, views.ActAddMore), "").Form
		w.contains(shownIn(form), canary, "Nobody else has opened it.")
		w.submit(sam, form, map[string]string{views.BoxWhy: "Because of " + canary})
		if n := w.notes(sam)[0]; n.Words.Why != "Because of "+canary || n.Words.What != canary {
			t.Errorf("saved %+v", n.Words)
		}
	})
	t.Run("says in the form, and only there, why a theme may fit", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "I told her I had been in hospital too. She said she felt less alone, somebody finally understood.")
		w.contains(shownIn(w.press(sam, w.action(r.Say.Blocks, views.ActChangeThemes), "").Form), "This may fit: making a connection. Because of: “")
		w.lacks(r.Say.Text, "ecause of")
	})
	t.Run("does not write over a change made meanwhile", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		form := w.press(sam, w.action(r.Say.Blocks, views.ActAddMore), "").Form
		w.press(sam, w.action(r.Say.Blocks, views.ActReaders), "1", "1")
		got := w.submit(sam, form, map[string]string{views.BoxWhat: "newer"})
		w.contains(encode(got.Errors), "was changed after you opened it", "we hold your words for 24 hours")
	})
	t.Run("gives the words back as a new note when it was deleted meanwhile, and holds nothing of it", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		form := w.press(sam, w.action(r.Say.Blocks, views.ActAddMore), "").Form
		w.press(sam, w.action(form.Blocks.BlockSet, views.ActDeleteNote), "")
		got := w.submit(sam, form, map[string]string{views.BoxWhat: "newer"})
		w.contains(shownIn(got.Update), "the note you opened was deleted", "press Save", "newer")
		if held := w.drafts(sam); len(held) != 0 {
			t.Errorf("held %+v", held)
		}
	})
	t.Run("does not open for anybody else", func(t *testing.T) {
		w := newWorld(t)
		open := w.action(w.command("/reflect", sam, canary).Say.Blocks, views.ActAddMore)
		for _, who := range []pw.UserID{lee, ama, jo, noor} {
			_, err := w.tryPress(handlers.Request{User: who, Name: open})
			w.told(err, "no longer here")
		}
	})
	t.Run("names the people of the team that is chosen, and keeps what was typed", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", lee, "").Form
		w.contains(shownIn(form), "For which team?", "Ama, my supervisor")
		state := filled(form, map[string]string{views.BoxWhat: canary, views.ActTeam: "hilltop"})
		r := w.do(w.all.Actions[views.ActTeam], handlers.Request{User: lee, Name: views.ActTeam, View: "V1", Private: form.PrivateMetadata, State: state})
		w.contains(shownIn(r.Update), canary, "Kim, my line manager, without my name")
		w.lacks(shownIn(r.Update), "Ama")
		w.submit(lee, r.Update, map[string]string{views.BoxReaders: "2"})
		if n := w.notes(lee)[0]; n.Team != "hilltop" || n.Readers != pw.SupervisorAndManager || n.Words.What != canary {
			t.Errorf("saved %+v", n)
		}
	})
	t.Run("opens under a prompt with the prompt as its context", func(t *testing.T) {
		w := newWorld(t)
		form := w.press(sam, views.Action(views.ActWritePrompt, "r2-less-alone"), "").Form
		w.contains(shownIn(form), "The question: What helped someone feel less alone with you this week?")
		w.submit(sam, form, map[string]string{views.BoxWhat: canary})
		if n := w.notes(sam)[0]; n.Prompt != "r2-less-alone" {
			t.Errorf("saved %+v", n)
		}
	})
	t.Run("opens from every shortcut, and copies nothing of a message", func(t *testing.T) {
		w := newWorld(t)
		for _, s := range w.all.Shortcuts {
			r := w.do(s.Handle, handlers.Request{User: sam, Name: s.CallbackID, Text: "their words"})
			w.lacks(shownIn(r.Form), "their words")
			if s.OnMessage {
				w.contains(shownIn(r.Form), "We copied nothing from the message.")
			}
			if len([]rune(s.Name)) > 24 {
				t.Errorf("shortcut %q is too long", s.Name)
			}
		}
	})
}
