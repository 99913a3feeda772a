package handlers_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestReflectWithWords(t *testing.T) {
	t.Run("leads somebody who looked for help there, and keeps what they wrote", func(t *testing.T) {
		w := newWorld(t)
		for _, command := range []string{"/reflect", "/boundary"} {
			w.says(w.command(command, sam, "help"), "Saved. Only you can read it.", "Did you look for help? Type /handrail help, and press Undo here.")
		}
		w.lacks(encode(w.command("/reflect", sam, "I asked for help with the rota.").Say), "look for help")
		if notes := w.notes(sam); len(notes) != 3 {
			t.Errorf("%d notes", len(notes))
		}
	})
	t.Run("saves at once and answers without the words", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "We talked about "+canary+" for an hour")
		if !strings.HasPrefix(r.Say.Text, "Saved. Only you can read it.") {
			t.Errorf("begins %q", r.Say.Text[:40])
		}
		w.says(r, "We delete the words on 14 February 2027.", "Nobody is watching this.", "a court", "Samaritans on 116 123", "Your team has 2 peer workers. Jo may guess this is yours.")
		n := w.notes(sam)[0]
		want := pw.Note{
			ID: n.ID, Workspace: ws, Author: sam, Team: "riverside", Kind: pw.Reflection, Talk: pw.NoNeed,
			Words:   pw.Words{What: "We talked about " + canary + " for an hour"},
			Created: w.now, Week: "2026-W47", DeleteOn: w.now.AddDate(0, 0, 90), Revision: 1,
		}
		if diff := cmp.Diff(want, n); diff != "" {
			t.Errorf("-want +saved\n%s", diff)
		}
	})
	t.Run("hides identifiers and says so by kind", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "Ring 07700 900123 or write to a.b@example.org &amp; <@U01SAM|sam> &lt;3")
		w.says(r, "We hid 1 phone number, 1 e-mail address and 1 Slack mention.")
		saved := w.notes(sam)[0].Words.What
		w.lacks(saved, "900123", "example.org", "U01SAM", "&amp;")
		w.contains(saved, " & ", "<3")
	})
	for _, c := range []struct{ name, typed, kept string }{
		{"reads links by their label", "see <https://example.org/a|example.org/a>", "see example.org/a"},
		{"reads a bare link", "see <https://example.org/a>", "see https://example.org/a"},
		{"reads a channel by its name", "in <#C0RIVER|riverside>", "in #riverside"},
		{"takes the alarm out of a call to everybody", "told <!here> twice", "told @here twice"},
		{"keeps signs as they were typed", "5 &lt; 6 &amp; 7 &gt; 6", "5 < 6 & 7 > 6"},
		{"keeps a sign that opens nothing", "a < b", "a < b"},
		{"keeps what only looks escaped", "&amp;amp;", "&amp;"},
		{"keeps lines", "one\ntwo", "one\ntwo"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			w.command("/reflect", sam, c.typed)
			if got := w.notes(sam)[0].Words.What; got != c.kept {
				t.Errorf("kept %q, want %q", got, c.kept)
			}
		})
	}
	t.Run("hides what Slack's own spelling concealed", func(t *testing.T) {
		w := newWorld(t)
		w.command("/reflect", sam, "write to <mailto:a.b@example.org|a.b@example.org> or <tel:07700900123|07700 900123>")
		w.lacks(w.notes(sam)[0].Words.What, "example.org", "900123")
	})
	t.Run("suggests themes, and keeps none until the worker says so", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "I told her I had been in hospital too. She said she felt less alone, somebody finally understood.")
		w.says(r, "These themes may fit.")
		if codes := w.notes(sam)[0].Codes; len(codes) > 0 {
			t.Fatalf("kept %v unasked", codes)
		}
		r = w.press(sam, w.action(r.Say.Blocks, views.ActKeepThemes), "")
		w.says(r, "Your themes: ")
		if len(w.notes(sam)[0].Codes) == 0 || !r.Replace {
			t.Errorf("kept nothing, or did not replace the message")
		}
	})
	t.Run("keeps only the themes that are ticked", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "I told her I had been in hospital too. She said she felt less alone, somebody finally understood.")
		keep, ticked := w.action(r.Say.Blocks, views.ActKeepThemes), w.action(r.Say.Blocks, views.ActThemes)
		w.says(w.pressIn(handlers.Request{User: sam, Name: keep, State: chosen(ticked)}), "No themes are kept.", "These themes may fit.")
		w.says(w.pressIn(handlers.Request{User: sam, Name: keep, State: chosen(ticked, "E1", "R1", "nonsense")}), "Your themes: making a connection and bridging the gap.")
		if diff := cmp.Diff([]pw.Code{"R1", "E1"}, w.notes(sam)[0].Codes); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("points out a possible name, and changes it with one press", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, "Then Margaret told me about "+canary)
		w.says(r, "We saw 1 possible name.")
		w.lacks(r.Say.Text, "Margaret")
		r = w.press(sam, w.action(r.Say.Blocks, views.ActReplaceNames), "")
		w.lacks(r.Say.Text, "possible name.")
		if got := w.notes(sam)[0].Words.What; got != "Then the person I support told me about "+canary {
			t.Errorf("words are %q", got)
		}
	})
	t.Run("undoes", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		undo := w.action(r.Say.Blocks, views.ActUndo)
		r = w.press(sam, undo, "")
		w.says(r, "Undone. The note is deleted.", "Backups", "Slack may keep what you typed.")
		w.says(w.press(sam, undo, ""), "Undone. The note is deleted.")
		if len(w.notes(sam)) > 0 {
			t.Error("the note is still there")
		}
	})
	t.Run("lets in whom the worker names, and nobody wider", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		readers := w.action(r.Say.Blocks, views.ActReaders)
		w.says(w.press(sam, readers, "2", "2"), "Saved. Ama, your supervisor, and Jo, your line manager, without your name, can read it.")
		w.says(w.press(sam, readers, "0", "0"), "Saved. Only you can read it.")
		if _, err := w.tryPress(handlers.Request{User: lee, Name: readers}, "2"); err == nil {
			t.Error("somebody else changed who can read it")
		}
		if w.notes(sam)[0].Readers != pw.OnlyMe {
			t.Error("somebody else can read it")
		}
	})
	t.Run("takes the first answer on sharing themes as the usual one, and says so", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		w.says(r, "Show the themes in my team's summary for Jo? Not my words, not my name. Menu: nothing chosen.")
		w.says(w.press(sam, w.action(r.Say.Blocks, views.ActShare), "yes", "yes"), "Its themes count in your team's summary.", "Your next notes start with the same answer.")
		w.says(w.press(sam, w.action(r.Say.Blocks, views.ActShare), "no", "no"), "Its themes are not shown in your team's summary.", "not my name. Menu: No.")
		w.press(sam, w.action(r.Say.Blocks, views.ActShare), "yes", "yes")
		w.command("/reflect", sam, canary)
		if notes := w.notes(sam); !notes[0].ShareThemes || !notes[1].ShareThemes {
			t.Error("themes are not shared as answered")
		}
	})
	t.Run("works for somebody in no team: only they can read it", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", noor, canary)
		w.says(r, "Saved. Only you can read it.")
		if offers(r.Say.Blocks, views.ActReaders) || offers(r.Say.Blocks, views.ActShare) {
			t.Error("offers to let somebody in")
		}
	})
	t.Run("refuses what is too long, with the way out", func(t *testing.T) {
		w := newWorld(t)
		for _, text := range []string{strings.Repeat(canary+" ", 400), strings.Repeat("a@b.org ", 300)} {
			r := w.command("/reflect", sam, text)
			w.says(r, "Not saved. That is ", "We hold your words encrypted until Tuesday 17 November 2026")
			if r.GiveBack != text || !r.Held {
				t.Errorf("gives back %q", r.GiveBack)
			}
		}
		if len(w.notes(sam)) > 0 {
			t.Error("saved it")
		}
	})
	t.Run("saves once what comes twice", func(t *testing.T) {
		w := newWorld(t)
		req := handlers.Request{User: sam, Text: canary, Once: "trigger"}
		w.do(w.handlerOf("/reflect"), req)
		if _, err := w.try(w.handlerOf("/reflect"), req); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("error %v", err)
		}
		if n := len(w.notes(sam)); n != 1 {
			t.Errorf("saved %d times", n)
		}
	})
	t.Run("opens the form when there are only spaces", func(t *testing.T) {
		w := newWorld(t)
		if r := w.command("/reflect", sam, " \t "); r.Form == nil || r.Say != nil {
			t.Errorf("answered %+v", r)
		}
	})
}
