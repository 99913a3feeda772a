package handlers_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestReflectWithWords(t *testing.T) {
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
	t.Run("says so when the note was deleted meanwhile, and holds nothing of it", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/reflect", sam, canary)
		form := w.press(sam, w.action(r.Say.Blocks, views.ActAddMore), "").Form
		w.press(sam, w.action(form.Blocks.BlockSet, views.ActDeleteNote), "")
		got := w.submit(sam, form, map[string]string{views.BoxWhat: "newer"})
		w.contains(encode(got.Errors), "was deleted, and nothing of it is held", "copy them into a new note")
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

func TestBoundaryQuestion(t *testing.T) {
	soon := func(w *world, by pw.UserID) handlers.Reply {
		r := w.command("/boundary", by, "Should I lend "+canary)
		return w.press(by, w.action(r.Say.Blocks, views.ActTalk), "soon", "soon")
	}
	t.Run("is saved at once with its categories to choose", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/boundary", sam, "Should I lend "+canary)
		w.says(r, "Saved. Only you can read it.", "What is it about?", "When do you want to talk about it?")
		w.press(sam, w.action(r.Say.Blocks, views.ActBoundaries), "", "B10", "B4")
		if n := w.notes(sam)[0]; n.Kind != pw.BoundaryQuestion || !slices.Equal(n.Boundaries, []pw.BoundaryCode{"B4", "B10"}) {
			t.Errorf("saved %+v", n)
		}
	})
	t.Run("keeps it for the next supervision instead", func(t *testing.T) {
		w := newWorld(t)
		r := w.press(sam, w.action(soon(w, sam).Say.Blocks, views.ActNotSoon), "")
		w.says(r, "Nothing was sent.", "It is on your list for the next supervision.")
		if w.notes(sam)[0].Talk != pw.NextSupervision || len(w.deliveries()) > 0 {
			t.Error("sent it, or did not keep it")
		}
	})
	t.Run("says so when nobody would get it", func(t *testing.T) {
		w := newWorld(t)
		r := soon(w, noor)
		w.says(r, "You have no supervisor here yet, so nothing can be sent.")
		_, err := w.tryPress(handlers.Request{User: noor, Name: views.Action(views.ActSendSoon, string(w.notes(noor)[0].ID))})
		w.told(err, "Nothing was sent")
	})
	t.Run("shows it after the form too", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/boundary", sam, "").Form
		w.contains(shownIn(form), "With Soon, you first see the message, who gets it, and when it passes on to a deputy.")
		r := w.submit(sam, form, map[string]string{views.BoxWhat: canary, views.BoxTalk: "soon"})
		w.contains(shownIn(r.Update), "Sam would like to talk with you before your next supervision.")
		r = w.pressIn(handlers.Request{User: sam, Name: w.action(r.Update.Blocks.BlockSet, views.ActSendSoon), View: "V1"})
		w.contains(shownIn(r.Update), "Your message is on its way to Ama.")
	})
}

// save writes a note as sam and lets people in.
func (w *world) save(by pw.UserID, readers pw.Readers, share bool, codes ...pw.Code) pw.Note {
	w.t.Helper()
	w.command("/reflect", by, canary)
	roster, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	n, err := w.store.ReviseNote(w.t.Context(), fmt.Sprint("set up ", w.once), ws, by, w.notes(by)[0].ID, w.now, func(n *pw.Note) error {
		n.Roster = roster.Revision
		n.SetReaders(readers, w.now)
		n.ShareThemes, n.Codes, n.Talk = share, codes, pw.NextSupervision
		return nil
	})
	w.must(err)
	return n
}

func TestSupervision(t *testing.T) {
	t.Run("shows a worker what they are bringing, and to whom, without words", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.Supervisor, false, "R1")
		w.says(w.command("/supervision", sam, ""), "My agenda", "What I want to bring:", "Reflection, Monday 16 November 2026. Ama, your supervisor, can read it.", "You take this to Ama.")
	})
	t.Run("opens for the named supervisor what was shared, with a receipt its author sees", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.Supervisor, false)
		w.save(sam, pw.OnlyMe, false)
		r := w.command("/supervision", ama, "")
		w.says(r, "Sam: no session is planned.\nSam lets you read some notes.", "Lee: no session is planned.")
		list := w.press(ama, views.Action(views.ActPair, string(sam)), "").Form
		w.lacks(shownIn(list), canary)
		open := w.action(list.Blocks.BlockSet, views.ActOpenShared)
		note := w.press(ama, open, "").Form
		w.contains(shownIn(note), canary, "Sam can see that you opened this.")
		w.contains(encode(w.do(w.all.Home, handlers.Request{User: sam}).Home), "Ama, supervisor, on Monday 16 November 2026")
		for _, who := range []pw.UserID{jo, lee, kim, noor} {
			w.contains(shownIn(w.press(who, open, "").Form), "This note does not open now.")
		}
	})
	t.Run("does not open what was taken back", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.Supervisor, false)
		w.press(sam, views.Action(views.ActReaders, string(n.ID)), "0", "0")
		w.contains(shownIn(w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "may have deleted it or taken it back")
	})
	t.Run("finds one person by name", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/supervision", ama, "le")
		w.says(r, "Lee: no session is planned.")
		w.lacks(r.Say.Text, "Sam")
		w.says(w.command("/supervision", ama, "nobody"), "You supervise nobody of that name.")
	})
}

func TestAskTheTeam(t *testing.T) {
	t.Run("previews, offers another one, and posts once", func(t *testing.T) {
		w := newWorld(t)
		first := w.command("/supervision", sam, "ask role modelling")
		w.says(first, "A question for the team", "Only you see this now.")
		another := w.action(first.Say.Blocks, views.ActAnotherQuestion)
		second := w.press(sam, another, strings.TrimPrefix(w.action(first.Say.Blocks, views.ActPostQuestion), views.ActPostQuestion+":"))
		if w.action(second.Say.Blocks, views.ActPostQuestion) == w.action(first.Say.Blocks, views.ActPostQuestion) {
			t.Error("another one is the same one")
		}
		post := w.action(second.Say.Blocks, views.ActPostQuestion)
		for range 2 {
			r := w.press(sam, post, "")
			w.says(r, "It is on its way to this channel.")
			if !r.Wake || !r.Replace {
				t.Error("does not send it now, or leaves the preview")
			}
		}
		sent := w.deliveries()
		if len(sent) != 1 || sent[0].Kind != pw.DeliverTeamPrompt || sent[0].Recipient != riversideChannel || sent[0].Subject != views.ActionID(post) {
			t.Errorf("sent %+v", sent)
		}
		asked, err := w.store.AskedOf(t.Context(), ws, "riverside", time.Time{})
		w.must(err)
		if len(asked) == 0 || asked[0].Prompt != views.ActionID(post) {
			t.Errorf("recorded %+v", asked)
		}
	})
	for _, c := range []struct {
		name, channel, text, says string
		by                        pw.UserID
	}{
		{"lets a supervisor ask", riversideChannel, "ask", "A question for the team", ama},
		{"lets a line manager ask", riversideChannel, "ask engagement", "A question for the team", jo},
		{"says which themes there are", riversideChannel, "ask weather", "You can choose: relationship, role-modelling, engagement, outside the role.", sam},
		{"leads to the team's channel", "D0SAM", "ask", "Please type this in your team's channel: the channel of Riverside crisis house.", sam},
		{"tells somebody in no team", riversideChannel, "ask", "You are in no team here.", noor},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.do(w.handlerOf("/supervision"), handlers.Request{User: c.by, Text: c.text, Channel: c.channel})
			w.says(r, c.says)
		})
	}
	t.Run("shows another one in the place of one that was asked since it was shown", func(t *testing.T) {
		w := newWorld(t)
		preview := w.command("/supervision", sam, "ask role modelling").Say.Blocks
		post, theme := w.action(preview, views.ActPostQuestion), "role-modelling"
		w.contains(encode(preview), `"value":"`+theme+`","style":"primary"`)
		w.must(w.store.RecordAsked(t.Context(), ws, "riverside", views.ActionID(post), w.now.Add(-time.Minute))) // by the clock
		r := w.press(sam, post, theme)
		w.says(r, "Nothing was posted: your team was asked this question already, in the last eight weeks. Here is another one.", "Only you see this now.")
		if !r.Replace || r.Wake || len(w.deliveries()) > 0 {
			t.Errorf("posted %v, or left the old preview", w.deliveries())
		}
		other := w.action(r.Say.Blocks, views.ActPostQuestion)
		if another := w.action(r.Say.Blocks, views.ActAnotherQuestion); other == post || views.ActionID(another) != theme {
			t.Errorf("the other one is %s, and leads to %s", other, another)
		}
		w.says(w.press(sam, other, theme), "It is on its way to this channel.", "If it cannot be posted, we tell you")
	})
	t.Run("posts once what two ask at once, and shows the other another one", func(t *testing.T) {
		w := newWorld(t)
		post := w.action(w.command("/supervision", sam, "ask").Say.Blocks, views.ActPostQuestion)
		askers := []pw.UserID{sam, ama, jo, lee}
		replies := make([]handlers.Reply, len(askers))
		var all sync.WaitGroup
		for i, u := range askers {
			req := handlers.Request{Workspace: ws, User: u, Name: post, Channel: riversideChannel, Now: w.now, Once: string(u)}
			all.Go(func() { replies[i], _ = w.all.Actions[views.ActPostQuestion](t.Context(), req) })
		}
		all.Wait()
		var posted, instead int
		for _, r := range replies {
			switch {
			case r.Say != nil && strings.Contains(r.Say.Text, "It is on its way"):
				posted++
			case r.Say != nil && strings.Contains(r.Say.Text, "Here is another one."):
				instead++
			}
		}
		if posted != 1 || instead != len(askers)-1 || len(w.deliveries()) != 1 {
			t.Errorf("%d posted, %d were shown another one; out went %v", posted, instead, w.deliveries())
		}
	})
	t.Run("does not post for somebody outside the team", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.tryPress(handlers.Request{User: noor, Name: views.Action(views.ActPostQuestion, "r2-less-alone"), Channel: riversideChannel})
		w.told(err, "Nothing was posted.")
	})
}

func TestDigest(t *testing.T) {
	t.Run("shows an ended week alike to the manager and the workers, words apart", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.SupervisorAndManager, true, "R1")
		mine := w.save(lee, pw.SupervisorAndManager, true, "E1")
		w.now = monday.AddDate(0, 0, 7)
		manager, worker := w.command("/digest", jo, ""), w.command("/digest", lee, "riverside")
		w.says(manager, "This week people shared notes about relationship and engagement.", "Notes that were shared to read open here. There may be none.", "Questions to raise with the team:")
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
		w.says(manager, "Notes that were shared to read open here. There may be none.")
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
	w.says(first, "This week people shared notes about relationship.", "Notes that were shared to read open here. There may be none.")
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

func TestSettingsAndData(t *testing.T) {
	t.Run("keeps settings, which new notes begin with", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/handrail", sam, "settings").Form
		r := w.submit(sam, form, map[string]string{views.BoxUsualReaders: "1", views.BoxUsualShare: "yes", views.BoxKeep: "30", views.BoxRemind: "no"})
		w.contains(shownIn(r.Update), "Saved.")
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		named := namedNow(t, w.store, ws, sam, "")
		want := pw.Preferences{Readers: pw.Supervisor, ReadersShown: named, Share: pw.ShareUsually, ShareShown: named, RetentionDays: 30, RemindersOff: true}
		if diff := cmp.Diff(want, prefs); diff != "" {
			t.Error(diff)
		}
		w.says(w.command("/reflect", sam, canary), "Saved. Ama, your supervisor, can read it.", "We delete the words on 16 December 2026.")
	})
	t.Run("deletes everything after a second look", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.OnlyMe, true, "R1")
		form := w.command("/handrail", sam, "data").Form
		w.contains(shownIn(form), "We keep 1 note of yours.")
		look := w.press(sam, w.action(form.Blocks.BlockSet, views.ActDeleteAll), "").Form
		if len(w.notes(sam)) != 1 {
			t.Fatal("deleted at the first look")
		}
		w.contains(shownIn(w.submit(sam, look, nil).Update), "Everything is deleted.")
		if len(w.notes(sam)) > 0 {
			t.Error("a note is left")
		}
	})
}

func TestHelp(t *testing.T) {
	w := newWorld(t)
	t.Run("teaches App Home first and lists every command", func(t *testing.T) {
		r := w.command("/handrail", sam, "")
		w.says(r, "The safest place to write is Handrail's own page, App Home.", "a mistyped command may show your words to others")
		for _, c := range w.all.Commands {
			w.says(r, c.Name)
		}
	})
	t.Run("lists what /handrail leads to, for each what is theirs", func(t *testing.T) {
		g := governed(t)
		for by, want := range map[pw.UserID]string{
			sam:   "notes themes settings data copy who",
			jo:    "notes themes settings data copy who schedules",
			robin: "notes themes settings data copy who schedules setup teams people contacts prompts figures log",
		} {
			var listed []string
			for _, line := range strings.Split(g.command("/handrail", by, "").Say.Text, "\n") {
				if way, found := strings.CutPrefix(line, "/handrail "); found && !strings.HasPrefix(way, "[") {
					word, _, _ := strings.Cut(way, ":")
					listed = append(listed, word)
				}
			}
			if got := strings.Join(listed, " "); got != want {
				t.Errorf("%s is told of %q, want %q", by, got, want)
			}
			for _, word := range listed {
				if r := g.command("/handrail", by, word); r.Say != nil && strings.Contains(r.Say.Text, "How Handrail works") {
					t.Errorf("/handrail %s leads %s to help", word, by)
				}
			}
		}
	})
	t.Run("names a short word it does not know", func(t *testing.T) {
		w.says(w.command("/handrail", sam, "nots"), "We do not know “nots”.")
	})
	t.Run("says that what may be a note was not saved", func(t *testing.T) {
		w.says(w.command("/handrail", sam, canary+" was here"), "Not saved. /handrail does not know those words.")
	})
	t.Run("says who can read what", func(t *testing.T) {
		w.says(w.command("/handrail", lee, "who"), "In Riverside crisis house you can let in:", "Ama, your supervisor", "In Hilltop you can let in:", "Kim, your line manager, without your name")
	})
}

func TestPromptsToAMember(t *testing.T) {
	w := newWorld(t)
	t.Run("can be skipped", func(t *testing.T) {
		w.says(w.press(sam, views.Action(views.ActSkipPrompt, "r2-less-alone"), ""), "Skipped. That is fine.")
	})
	t.Run("can be changed for another one, never the one shown", func(t *testing.T) {
		r := w.press(sam, views.Action(views.ActOtherPrompt, "r2-less-alone"), "r2-less-alone")
		if !r.Replace || w.action(r.Say.Blocks, views.ActWritePrompt) == views.Action(views.ActWritePrompt, "r2-less-alone") {
			t.Error("the same one")
		}
	})
	t.Run("leave a topic out from then on", func(t *testing.T) {
		for range 2 {
			r := w.press(sam, views.Action(views.ActNotTopic, "r2-less-alone"), "r2-less-alone")
			w.says(r, "We will not ask you about “building the relationship” again.")
		}
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if !slices.Equal(prefs.NotTopics, []string{"R2"}) {
			t.Errorf("left out %v", prefs.NotTopics)
		}
		seen := ""
		for range 12 {
			r := w.press(sam, views.Action(views.ActOtherPrompt, "r2-less-alone"), seen)
			id := views.ActionID(w.action(r.Say.Blocks, views.ActWritePrompt))
			if strings.HasPrefix(id, "r2-") {
				t.Errorf("asked %s", id)
			}
			seen += id + ","
		}
		w.says(w.press(sam, views.Action(views.ActNotTopic, "of-another-bank"), ""), "Skipped. That is fine.")
	})
	t.Run("can be paused", func(t *testing.T) {
		w.says(w.press(sam, views.ActPausePrompts, ""), "Paused. No questions come to you before Monday 30 November 2026.")
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if want := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC); !prefs.PausedUntil.Equal(want) {
			t.Errorf("paused until %v", prefs.PausedUntil)
		}
	})
}

func TestEveryButtonThatIsDrawnIsHandled(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.SupervisorAndManager, true, "R1")
	pages := []any{
		w.command("/reflect", sam, canary).Say, w.command("/boundary", sam, canary).Say, w.command("/supervision", sam, "").Say,
		w.command("/supervision", sam, "ask").Say, w.command("/digest", lee, "").Say, w.command("/handrail", sam, "").Say,
		w.command("/handrail", sam, "notes").Say, w.command("/handrail", sam, "data").Form.Blocks.BlockSet,
		w.do(w.all.Home, handlers.Request{User: sam}).Home, w.do(w.all.Home, handlers.Request{User: jo}).Home,
		w.do(w.all.Home, handlers.Request{User: ama}).Home,
	}
	for _, page := range pages {
		for _, id := range actionsOf(encode(page)) {
			name, _, _ := strings.Cut(id, ":")
			if w.all.Actions[name] == nil {
				t.Errorf("nothing handles %q", id)
			}
		}
	}
}
