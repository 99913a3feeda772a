package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// message sends the bot a direct message.
func (w *world) message(by pw.UserID, text string) handlers.Reply {
	w.t.Helper()
	return w.do(w.all.Direct, handlers.Request{User: by, Name: "message.im", Text: text, Channel: "D0", Message: "1"})
}

// drafts are what somebody began and has not saved.
func (w *world) drafts(of pw.UserID) []pw.Draft {
	w.t.Helper()
	held, err := w.store.Drafts(w.t.Context(), ws, of, w.now)
	w.must(err)
	return held
}

func TestADirectMessage(t *testing.T) {
	t.Run("is asked about, without its words, and is no note yet", func(t *testing.T) {
		w := newWorld(t)
		r := w.message(sam, canary+" rang from 07700 900123")
		w.says(r, "Keep this as a reflection?", "Only you can read it.", "Your message itself stays here in Slack", "Nobody is watching this.",
			"a court, may get access", "We hid 1 phone number. It still stands in your message.", "call 999")
		if held := w.drafts(sam); len(w.notes(sam)) > 0 || len(held) != 1 || !strings.Contains(held[0].Note.Words.What, canary) || strings.Contains(held[0].Note.Words.What, "900123") {
			t.Errorf("held %+v", held)
		}
	})
	t.Run("is kept as /reflect keeps words: masked, with the usual choices and suggestions", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxUsualReaders: "1", views.BoxUsualShare: "yes"})
		asked := w.message(sam, canary+" &amp; I told her I had been in hospital too. She felt less alone. 07700 900123")
		w.says(asked, "Ama, your supervisor, can read it.", "Your team has 2 peer workers. Jo may guess this is yours.")
		r := w.press(sam, w.action(asked.Say.Blocks, views.ActKeepDraft), "")
		w.says(r, "Saved. Ama, your supervisor, can read it.", "We hid 1 phone number.", "These themes may fit.")
		if !r.Replace {
			t.Error("the question still stands")
		}
		n := w.notes(sam)[0]
		if n.Kind != pw.Reflection || !n.ShareThemes || n.Readers != pw.Supervisor || !strings.HasPrefix(n.Words.What, canary+" & I told") || len(w.drafts(sam)) > 0 {
			t.Errorf("saved %+v", n)
		}
	})
	t.Run("is kept as a boundary question", func(t *testing.T) {
		w := newWorld(t)
		asked := w.message(sam, canary)
		w.says(w.press(sam, w.action(asked.Say.Blocks, views.ActBoundaryDraft), ""), "Saved.", views.AskTalk)
		if n := w.notes(sam)[0]; n.Kind != pw.BoundaryQuestion {
			t.Errorf("saved a %s", n.Kind)
		}
	})
	t.Run("is kept once, however often the button is pressed", func(t *testing.T) {
		w := newWorld(t)
		keep := w.action(w.message(sam, canary).Say.Blocks, views.ActKeepDraft)
		w.press(sam, keep, "")
		_, err := w.tryPress(handlers.Request{User: sam, Name: keep})
		w.told(err, "We no longer hold these words.")
		if len(w.notes(sam)) != 1 {
			t.Errorf("%d notes", len(w.notes(sam)))
		}
	})
	t.Run("is forgotten when its author says no", func(t *testing.T) {
		w := newWorld(t)
		asked := w.message(sam, canary)
		w.says(w.press(sam, w.action(asked.Say.Blocks, views.ActDropDraft), ""), "Nothing was kept.", "stays here in Slack")
		if len(w.drafts(sam))+len(w.notes(sam)) > 0 {
			t.Error("something is left")
		}
	})
	t.Run("is forgotten after a day", func(t *testing.T) {
		w := newWorld(t)
		keep := w.action(w.message(sam, canary).Say.Blocks, views.ActKeepDraft)
		w.now = w.now.Add(24 * time.Hour)
		_, err := w.tryPress(handlers.Request{User: sam, Name: keep})
		w.told(err, "We no longer hold these words.")
	})
	t.Run("cannot be kept or dropped by anybody else", func(t *testing.T) {
		w := newWorld(t)
		keep := w.action(w.message(sam, canary).Say.Blocks, views.ActKeepDraft)
		for _, other := range []pw.UserID{ama, jo, lee} {
			_, err := w.tryPress(handlers.Request{User: other, Name: keep})
			w.told(err, "We no longer hold these words.")
			w.press(other, views.Action(views.ActDropDraft, w.drafts(sam)[0].ID), "")
		}
		if len(w.drafts(sam)) != 1 {
			t.Error("the draft is gone")
		}
	})
	t.Run("that is too long for one note is refused, and nothing is held", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.try(w.all.Direct, handlers.Request{User: sam, Name: "message.im", Text: strings.Repeat("words ", 600)})
		w.told(err, "Not saved. That is 3600 characters")
		if len(w.drafts(sam)) > 0 {
			t.Error("held it")
		}
	})
	t.Run("that asks for help gets it, and is not held", func(t *testing.T) {
		w := newWorld(t)
		w.says(w.message(sam, "Help!"), "How Handrail works")
		if len(w.drafts(sam)) > 0 {
			t.Error("held it")
		}
	})
}

// sends puts a question in a message to Sam, and returns the message's timestamp.
func (w *world) sends(prompt string, ago time.Duration) string {
	w.t.Helper()
	w.once++
	ts := fmt.Sprintf("1700000000.%06d", w.once)
	w.must(w.store.Enqueue(w.t.Context(), pw.Delivery{ID: ts, Workspace: ws, Kind: pw.DeliverMemberPrompt, Recipient: string(sam), Subject: prompt, Due: w.now.Add(-ago)}))
	w.must(w.store.Delivered(w.t.Context(), ts, w.now.Add(-ago), "D0SAM", ts))
	return ts
}

func TestTheQuestionThatADirectMessageAnswers(t *testing.T) {
	const first, second = "r2-less-alone", "r3-waited"
	kept := func(w *world, asked handlers.Reply) string {
		w.t.Helper()
		w.press(sam, w.action(asked.Say.Blocks, views.ActKeepDraft), "")
		return w.notes(sam)[0].Prompt
	}
	in := func(w *world, thread string) handlers.Reply {
		return w.do(w.all.Direct, handlers.Request{User: sam, Name: "message.im", Text: canary, Channel: "D0SAM", Thread: thread})
	}
	for name, c := range map[string]struct {
		answer func(w *world) handlers.Reply
		want   string
	}{
		"is the one sent not long before": {func(w *world) handlers.Reply {
			w.sends(first, 20*time.Hour)
			return w.message(sam, canary)
		}, first},
		"is the newest of those": {func(w *world) handlers.Reply {
			w.sends(second, 2*time.Hour)
			w.sends(first, time.Hour)
			return w.message(sam, canary)
		}, first},
		"is none that was sent long ago": {func(w *world) handlers.Reply {
			w.sends(first, 25*time.Hour)
			return w.message(sam, canary)
		}, ""},
		"is that of the thread, however old": {func(w *world) handlers.Reply {
			old := w.sends(first, 240*time.Hour)
			w.sends(second, time.Hour)
			return in(w, old)
		}, first},
		"is none in the thread of another message": {func(w *world) handlers.Reply {
			w.sends(first, time.Hour)
			return in(w, "1600000000.000100")
		}, ""},
		"is one that has no answer yet": {func(w *world) handlers.Reply {
			w.sends(second, 2*time.Hour)
			w.sends(first, time.Hour)
			w.submit(sam, w.press(sam, views.Action(views.ActWritePrompt, first), "").Form, map[string]string{views.BoxWhat: canary})
			return w.message(sam, canary)
		}, second},
		"is none that was skipped": {func(w *world) handlers.Reply {
			ts := w.sends(first, time.Hour)
			w.pressIn(handlers.Request{User: sam, Name: views.Action(views.ActSkipPrompt, first), Message: ts, Channel: "D0SAM"})
			return w.message(sam, canary)
		}, ""},
		"is the one that took its place": {func(w *world) handlers.Reply {
			ts := w.sends(first, time.Hour)
			w.pressIn(handlers.Request{User: sam, Name: views.Action(views.ActOtherPrompt, first), Text: first, Message: ts, Channel: "D0SAM"})
			asked := in(w, ts)
			if w.drafts(sam)[0].Note.Prompt == first {
				w.t.Error("the one that was refused")
			}
			return w.press(sam, w.action(asked.Say.Blocks, views.ActNoQuestion), "")
		}, ""},
		"is none where they say so": {func(w *world) handlers.Reply {
			w.sends(first, time.Hour)
			asked := w.message(sam, canary)
			w.says(asked, "It is kept with the question we sent you: ", "Button: It answers no question.")
			again := w.press(sam, w.action(asked.Say.Blocks, views.ActNoQuestion), "")
			w.lacks(again.Say.Text, "the question we sent you")
			return again
		}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			if got := kept(w, c.answer(w)); got != c.want {
				t.Errorf("it answers %q, want %q", got, c.want)
			}
		})
	}
}

func TestANoteAndItsQuestion(t *testing.T) {
	w := newWorld(t)
	form := w.press(sam, views.Action(views.ActWritePrompt, "r2-less-alone"), "").Form
	w.contains(shownIn(form), "The question: What helped someone feel less alone with you this week?")
	w.submit(sam, form, map[string]string{views.BoxWhat: canary})
	n := w.notes(sam)[0]
	if n.Prompt != "r2-less-alone" {
		t.Errorf("it answers %q", n.Prompt)
	}
	t.Run("stand together in My notes", func(t *testing.T) {
		w.contains(shownIn(w.command("/handrail", sam, "notes").Form), "The question: What helped someone feel less alone")
	})
	t.Run("part when the author says so, and the note stays", func(t *testing.T) {
		w.submit(sam, w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form, map[string]string{views.BoxNoQuestion: "yes"})
		if n := w.notes(sam)[0]; n.Prompt != "" || n.Words.What != canary {
			t.Errorf("it answers %q", n.Prompt)
		}
	})
}

func TestAHalfWrittenNote(t *testing.T) {
	typed := map[string]string{views.BoxWhat: canary + " 07700 900123", views.BoxWhy: "It mattered.", views.BoxCodes: "R1,E4", views.BoxReaders: "1", views.BoxShare: "yes"}
	putBy := func(w *world) handlers.Reply {
		form := w.command("/reflect", sam, "").Form
		return w.pressIn(handlers.Request{User: sam, Name: views.ActPutBy, View: "V7", Private: form.PrivateMetadata, State: filled(form, typed)})
	}
	t.Run("is held from its form, masked, and goes on where it stood", func(t *testing.T) {
		w := newWorld(t)
		held := putBy(w)
		w.contains(shownIn(held.Update), "We hold your words until Tuesday 17 November 2026")
		home := w.do(w.all.Home, handlers.Request{User: sam}).Home
		w.contains(encode(home), "You began a reflection on Monday 16 November 2026")
		form := w.pressIn(handlers.Request{User: sam, Name: w.action(home.Blocks.BlockSet, views.ActResume), View: "V0", Private: views.HomePrivate}).Form
		w.contains(shownIn(form), canary, "It mattered.", "[phone number]")
		r := w.submit(sam, form, nil)
		w.contains(shownIn(r.Update), "Saved. Ama, your supervisor, can read it.")
		n := w.notes(sam)[0]
		if n.Words.Why != "It mattered." || len(n.Codes) != 2 || !n.ShareThemes || n.Readers != pw.Supervisor || len(w.drafts(sam)) > 0 {
			t.Errorf("saved %+v, %d drafts", n, len(w.drafts(sam)))
		}
	})
	t.Run("is offered when the form opens next, and joins what was typed since", func(t *testing.T) {
		w := newWorld(t)
		putBy(w)
		form := w.command("/boundary", sam, "").Form
		resume := w.action(form.Blocks.BlockSet, views.ActResume)
		r := w.pressIn(handlers.Request{User: sam, Name: resume, View: "V8", Private: form.PrivateMetadata, State: filled(form, map[string]string{views.BoxWhat: "Typed since."})})
		w.contains(shownIn(r.Update), canary, `\n\nTyped since.`)
		if strings.Contains(shownIn(r.Update), `"block_id":"what"`) {
			t.Error("the box has the empty one's name: Slack would keep what stood there")
		}
	})
	t.Run("can be forgotten, and what was typed stays", func(t *testing.T) {
		w := newWorld(t)
		putBy(w)
		form := w.command("/reflect", sam, "").Form
		forget := w.action(form.Blocks.BlockSet, views.ActDropDraft)
		r := w.pressIn(handlers.Request{User: sam, Name: forget, View: "V8", Private: form.PrivateMetadata, State: filled(form, map[string]string{views.BoxWhat: "Typed since."})})
		w.contains(shownIn(r.Update), "Typed since.")
		w.lacks(shownIn(r.Update), "You began")
		if len(w.drafts(sam)) > 0 {
			t.Error("it is still held")
		}
	})
	t.Run("is held when it was too long to save, once, and no longer when it is saved", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		long := map[string]string{views.BoxWhat: strings.Repeat("a@b.org ", 370)}
		for range 3 {
			w.contains(w.submit(sam, form, long).Errors[views.BoxWhat], "Not saved", "If you close this, we hold your words for 24 hours: open App Home to go on, or to forget them.")
		}
		held := w.drafts(sam)
		if len(held) != 1 {
			t.Fatalf("%d drafts", len(held))
		}
		again := w.pressIn(handlers.Request{User: sam, Name: views.Action(views.ActResume, held[0].ID)}).Form
		for _, piece := range []string{"[e-mail", "address]"} { // where a box is full, the next goes on
			if got := strings.Count(shownIn(again), piece); got != 370 {
				t.Errorf("%d of 370 times %s", got, piece)
			}
		}
		w.submit(sam, form, map[string]string{views.BoxWhat: "Shorter."})
		if len(w.drafts(sam)) > 0 {
			t.Error("it is still held")
		}
	})
	t.Run("is held when its first box is empty, and says so there", func(t *testing.T) {
		w := newWorld(t)
		r := w.submit(sam, w.command("/reflect", sam, "").Form, map[string]string{views.BoxWhy: canary})
		w.contains(r.Errors[views.BoxWhat], "Not saved: please write something here first.", "we hold your words for 24 hours")
		if held := w.drafts(sam); len(held) != 1 || held[0].Note.Words.Why != canary {
			t.Errorf("held %+v", held)
		}
	})
	t.Run("with nothing in it, sent, is not held", func(t *testing.T) {
		w := newWorld(t)
		r := w.submit(sam, w.command("/reflect", sam, "").Form, nil)
		w.lacks(r.Errors[views.BoxWhat], "hold")
		if len(w.drafts(sam)) > 0 {
			t.Error("held nothing")
		}
	})
	t.Run("with nothing in it is not held", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		w.pressIn(handlers.Request{User: sam, Name: views.ActPutBy, View: "V7", Private: form.PrivateMetadata, State: filled(form, nil)})
		if len(w.drafts(sam)) > 0 {
			t.Error("held nothing")
		}
	})
	t.Run("goes with everything else that is deleted", func(t *testing.T) {
		w := newWorld(t)
		putBy(w)
		w.must(w.store.DeleteAll(t.Context(), "", ws, sam, w.now))
		if len(w.drafts(sam)) > 0 {
			t.Error("it is left")
		}
	})
}

// shortcut returns what a shortcut starts.
func (w *world) shortcut(id string) handlers.Handler {
	w.t.Helper()
	for _, s := range w.all.Shortcuts {
		if s.CallbackID == id {
			return s.Handle
		}
	}
	w.t.Fatalf("there is no shortcut %s", id)
	return nil
}

func TestReflectOnThis(t *testing.T) {
	on := handlers.Request{User: sam, Name: views.ShortcutReflectOn, Channel: "C0RIVER", Message: "1700000000.000100"}
	const link = "https://riverside.slack.com/archives/C0RIVER/p1700000000000100"
	open := func(w *world) *views.Form { return w.do(w.shortcut(views.ShortcutReflectOn), on).Form }
	t.Run("keeps a link when the author ticks the box, and shows it to them only", func(t *testing.T) {
		w := newWorld(t)
		form := open(w)
		w.contains(shownIn(form), "We copied nothing from the message.", "Only you see the link")
		w.submit(sam, form, map[string]string{views.BoxWhat: canary, views.BoxLink: "yes", views.BoxReaders: "2"})
		n := w.notes(sam)[0]
		if n.Link != link {
			t.Errorf("kept %q", n.Link)
		}
		mine := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.contains(shownIn(mine), `"url":"`+link+`"`)
		for _, other := range []pw.UserID{ama, jo} {
			w.lacks(shownIn(w.press(other, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "archives")
		}
		w.submit(sam, mine, nil)
		if w.notes(sam)[0].Link != link {
			t.Error("the link was lost when the note was saved again")
		}
		mine = w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.submit(sam, mine, map[string]string{views.BoxLink: ""})
		if got := w.notes(sam)[0].Link; got != "" {
			t.Errorf("the link stayed: %q", got)
		}
	})
	t.Run("keeps no link without the tick", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, open(w), map[string]string{views.BoxWhat: canary})
		if got := w.notes(sam)[0].Link; got != "" {
			t.Errorf("kept %q", got)
		}
	})
	t.Run("keeps the link through a draft", func(t *testing.T) {
		w := newWorld(t)
		form := open(w)
		w.pressIn(handlers.Request{User: sam, Name: views.ActPutBy, View: "V7", Private: form.PrivateMetadata,
			State: filled(form, map[string]string{views.BoxWhat: canary, views.BoxLink: "yes"})})
		again := w.press(sam, views.Action(views.ActResume, w.drafts(sam)[0].ID), "").Form
		w.submit(sam, again, nil)
		if got := w.notes(sam)[0].Link; got != link {
			t.Errorf("kept %q", got)
		}
	})
	t.Run("leads to a reply in its thread", func(t *testing.T) {
		w := newWorld(t)
		form := w.do(w.shortcut(views.ShortcutReflectOn), handlers.Request{User: sam, Channel: "C0RIVER", Message: "1700000000.000100", Thread: "1699999999.000200"}).Form
		w.submit(sam, form, map[string]string{views.BoxWhat: canary, views.BoxLink: "yes"})
		if got := w.notes(sam)[0].Link; got != link+"?thread_ts=1699999999.000200&cid=C0RIVER" {
			t.Errorf("kept %q", got)
		}
		if got := views.AboutMessage("C0RIVER", "1700000000.000100", "1700000000.000100"); got != "C0RIVER/p1700000000000100" {
			t.Errorf("what began a thread is named %q", got)
		}
		if got := views.AboutMessage("C0RIVER", "1700000000.000100", "1&evil=2"); got != "" {
			t.Errorf("made up: %q", got)
		}
	})
	t.Run("offers no link where the message has no address", func(t *testing.T) {
		for _, ts := range []string{"", "x", "../../evil"} {
			if about := views.AboutMessage("C0RIVER", ts, ""); about != "" {
				t.Errorf("%q is %q", ts, about)
			}
		}
	})
}

func TestInitialsArePointedOutAndChanged(t *testing.T) {
	w := newWorld(t)
	r := w.command("/reflect", sam, "I met J.S. at the group.")
	w.says(r, "We saw 1 set of initials.", "Handrail looks for names and numbers, and can miss some.")
	w.says(w.press(sam, w.action(r.Say.Blocks, views.ActReplaceNames), ""), "The possible names are changed.")
	if got := w.notes(sam)[0].Words.What; got != "I met the person I support at the group." {
		t.Errorf("got %q", got)
	}
}
