package handlers_test

import (
	"strings"
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// A tired person types what happened after the wrong command.
func TestWordsAfterTheWrongCommand(t *testing.T) {
	const note = canary + " and I want to talk about Tuesday, call 07700 900123"
	commands := []string{"/supervision", "/digest", "/handrail"}
	people := []pw.UserID{sam, ama, jo, noor}
	t.Run("come back, and one press puts them in a form, masked", func(t *testing.T) {
		for _, command := range commands {
			for _, by := range people {
				w := newWorld(t)
				r := w.command(command, by, note)
				if !strings.HasPrefix(r.Say.Text, "Not saved. "+command+" ") || r.GiveBack != note || !r.Held {
					t.Errorf("%s by %s: %+v", command, by, r)
				}
				form := w.press(by, w.action(r.Say.Blocks, views.ActResume), "").Form
				w.contains(shownIn(form), canary+" and I want", "[phone number]")
				w.lacks(shownIn(form), "900123")
				w.submit(by, form, nil)
				if len(w.notes(by)) != 1 || len(w.drafts(by)) != 0 {
					t.Errorf("%s by %s: %d notes, %d drafts", command, by, len(w.notes(by)), len(w.drafts(by)))
				}
			}
		}
	})
	t.Run("can be forgotten at once", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/supervision", sam, note)
		w.says(w.press(sam, w.action(r.Say.Blocks, views.ActDropDraft), ""), "Nothing is kept.")
		if len(w.drafts(sam)) != 0 {
			t.Error("still held")
		}
	})
	t.Run("are held once, also when Slack sends the command twice", func(t *testing.T) {
		w := newWorld(t)
		for range 2 {
			w.do(w.handlerOf("/handrail"), handlers.Request{User: sam, Name: "/handrail", Text: note, Once: "t1"})
		}
		if len(w.drafts(sam)) != 1 {
			t.Errorf("%d drafts", len(w.drafts(sam)))
		}
	})
	t.Run("come back where they are few, and are not held", func(t *testing.T) {
		for _, c := range [][2]string{{"/supervision", "some words"}, {"/supervision", "ask some words"}, {"/supervision", "group some words"}, {"/digest", "some words"}, {"/digest", "tired yesterday"}, {"/digest", "we met last week"}, {"/digest", "hospital march"}, {"/handrail", "some words"}} {
			w := newWorld(t)
			r := w.command(c[0], sam, c[1])
			if !strings.HasPrefix(r.Say.Text, "Not saved. ") || r.GiveBack != c[1] || r.Held || len(w.drafts(sam)) != 0 {
				t.Errorf("%s: %+v", c, r)
			}
		}
	})
	t.Run("are left alone where they say something to the command", func(t *testing.T) {
		w := newWorld(t)
		for _, c := range []struct {
			command string
			by      pw.UserID
			text    string
		}{
			{"/supervision", ama, "sam"}, {"/supervision", sam, "group"}, {"/supervision", sam, "ask"}, {"/supervision", sam, "ask role modelling"}, {"/supervision", sam, "ask moonbase"}, {"/digest", sam, "riverside crisis house 2026-W46"}, {"/handrail", sam, "notes all that I wrote about Tuesday"},
		} {
			if r := w.command(c.command, c.by, c.text); r.GiveBack != "" {
				t.Errorf("%s %s: %+v", c.command, c.text, r)
			}
		}
		w.says(w.command("/supervision", sam, "agenda"), "After /supervision you can write ask or group. What you wrote was not saved.", "My agenda")
		w.says(w.command("/supervision", ama, "nobody"), "You supervise nobody of that name.")
	})
}

// What the bot could not give back is held by the same rule, and what it says of it holds no words.
func TestHoldingWhatCouldNotBeGivenBack(t *testing.T) {
	w := newWorld(t)
	for _, command := range []string{"/reflect", "/boundary"} {
		m, err := w.all.Hold(t.Context(), handlers.Request{Workspace: ws, User: sam, Name: command, Text: canary, Once: command, Now: w.now}, "Not saved. Something went wrong.")
		w.must(err)
		w.contains(m.Text, "Not saved. Something went wrong.", "We hold your words")
		w.lacks(encode(m), canary)
	}
	held := w.drafts(sam)
	if len(held) != 2 || held[0].Note.Kind == held[1].Note.Kind || held[0].Note.Words.What != canary {
		t.Errorf("%+v", held)
	}
	for command, text := range map[string]string{"/reflect": strings.Repeat("words ", 3000), "/handrail": "nots"} {
		if _, err := w.all.Hold(t.Context(), handlers.Request{Workspace: ws, User: sam, Name: command, Text: text, Once: "x", Now: w.now}, "Not saved."); err == nil {
			t.Errorf("%s holds %.20q", command, text)
		}
	}
}
