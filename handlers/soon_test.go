package handlers_test

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

const (
	dee pw.UserID = "U07DEE" // deputy in riverside
	eli pw.UserID = "U08ELI" // and another
)

// withDeputies is a world in which Dee and Eli are deputies in riverside.
func withDeputies(t *testing.T) *world {
	t.Helper()
	w := newWorld(t)
	w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: dee, Name: "Dee"}, pw.Person{ID: eli, Name: "Eli"}))
	w.rosterNow(func(r *pw.Roster) { r.Teams[0].Deputies = []pw.Held{{User: dee}, {User: eli}} })
	return w
}

func (w *world) onLeave(u pw.UserID) {
	w.t.Helper()
	w.must(w.store.SavePreferences(w.t.Context(), ws, u, func(p *pw.Preferences) {
		p.Leave = pw.Leave{From: w.now.AddDate(0, 0, -1), Until: w.now.AddDate(0, 0, 7)}
	}))
}

// wantsToTalk has somebody write a boundary question and say soon.
func (w *world) wantsToTalk(by pw.UserID) handlers.Reply {
	w.t.Helper()
	r := w.command("/boundary", by, "Should I lend "+canary)
	return w.press(by, w.action(r.Say.Blocks, views.ActTalk), "soon", "soon")
}

// sendsSoon presses Send as it is shown.
func (w *world) sendsSoon(by pw.UserID, shown handlers.Reply) handlers.Reply {
	w.t.Helper()
	action, value := "", ""
	for _, b := range buttonsOf(encode(shown.Say.Blocks)) {
		if strings.HasPrefix(b.action, views.ActSendSoon+":") {
			action, value = b.action, b.value
		}
	}
	if action == "" {
		w.t.Fatal("there is nothing to send")
	}
	return w.press(by, action, value)
}

type pressable struct{ action, value string }

// buttonsOf lists the buttons of a page with their values.
func buttonsOf(page string) []pressable {
	var all []pressable
	for _, part := range strings.Split(page, `"action_id":"`)[1:] {
		action, rest, _ := strings.Cut(part, `"`)
		_, value, _ := strings.Cut(rest, `"value":"`)
		value, _, _ = strings.Cut(value, `"`)
		all = append(all, pressable{action, value})
	}
	return all
}

// clock lives on until an instant and returns what everybody was sent.
func (w *world) clock(until time.Time) map[string]string {
	w.t.Helper()
	posts := &posted{ws: ws, pages: map[string]string{}}
	s := scheduler.New(w.store, posts, ourBank(w.t), slog.New(slog.DiscardHandler))
	w.must(s.Advance(w.t.Context(), w.now, until, func(time.Time) {}))
	w.now = until
	return posts.pages
}

func TestTalkingSoonIsShownBeforeItGoes(t *testing.T) {
	t.Run("with the exact message, who gets it, who the deputy is and when it passes", func(t *testing.T) {
		w := withDeputies(t)
		w.says(w.wantsToTalk(sam), "Shall we send this to Ama, your supervisor?", "“Sam would like to talk with you before your next supervision.”",
			"If Ama has not answered by Monday 16 November 2026, 13:30, it passes to Dee, the deputy: “Sam would like to talk with you soon.”", "If Dee is away then, it passes to Eli.")
		if len(w.deliveries()) > 0 {
			t.Error("sent something unasked")
		}
	})
	t.Run("where there is no deputy", func(t *testing.T) {
		w := newWorld(t)
		w.says(w.wantsToTalk(sam), "If Ama has not answered by Monday 16 November 2026, 13:30, we tell you. There is no deputy it could pass to.")
	})
	t.Run("where the deputy is on leave", func(t *testing.T) {
		w := withDeputies(t)
		w.onLeave(dee)
		r := w.wantsToTalk(sam)
		w.says(r, "it passes to Eli, the deputy")
		w.lacks(r.Say.Text, "it passes to Dee")
	})
	t.Run("where every deputy is gone", func(t *testing.T) {
		w := withDeputies(t)
		w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: dee, Name: "Dee", Deactivated: true}))
		w.onLeave(eli)
		w.says(w.wantsToTalk(sam), "There is no deputy it could pass to.")
	})
	t.Run("where the supervisor is on leave, and offers the deputy", func(t *testing.T) {
		w := withDeputies(t)
		w.onLeave(ama)
		w.says(w.wantsToTalk(sam), "Ama is away now.", "Shall we send this to Dee, a deputy of your team?", "“Sam would like to talk with you soon.”", "it passes to Eli, the deputy")
	})
	t.Run("where the worker is a deputy, and the supervisor too", func(t *testing.T) {
		w := withDeputies(t)
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].Deputies = []pw.Held{{User: sam}, {User: ama}} })
		w.says(w.wantsToTalk(sam), "Shall we send this to Ama, your supervisor?", "There is no deputy it could pass to.")
	})
	t.Run("to a deputy where there is no supervisor", func(t *testing.T) {
		w := withDeputies(t)
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].Workers[0].Supervisor = "" })
		w.says(w.wantsToTalk(sam), "Shall we send this to Dee, a deputy of your team?", "it passes to Eli, the deputy")
	})
}

func TestChoosingWithWhomToTalkSoon(t *testing.T) {
	w := withDeputies(t)
	r := w.wantsToTalk(sam)
	r = w.press(sam, w.action(r.Say.Blocks, views.ActSoonTo), "", "U08ELI,U07DEE")
	w.says(r, "Shall we send this to Eli, a deputy of your team?", "it passes to Dee, the deputy")
	r = w.press(sam, w.action(r.Say.Blocks, views.ActSoonDeputy), "", "U08ELI,")
	w.says(r, "Shall we send this to Eli", "It passes to nobody else.")
	r = w.press(sam, w.action(r.Say.Blocks, views.ActSoonTo), "", "U03AMA,")
	w.says(r, "Shall we send this to Ama", "it passes to Dee, the deputy")
	r = w.press(sam, w.action(r.Say.Blocks, views.ActSoonDeputy), "", "U03AMA,U08ELI")
	w.says(r, "it passes to Eli, the deputy")
	if len(w.deliveries()) > 0 {
		t.Fatal("sent something unasked")
	}
	t.Run("sends what was shown", func(t *testing.T) {
		w.says(w.sendsSoon(sam, r), "Your message is on its way to Ama.", "it passes to Eli, the deputy.")
		got, err := w.store.Soon(t.Context(), ws, string(w.notes(sam)[0].ID))
		w.must(err)
		if got.Supervisor != ama || got.Deputy != eli || got.Week != "2026-W47" || !got.Passes.Equal(got.Asked.Add(4*time.Hour)) {
			t.Errorf("stored %+v", got)
		}
	})
	t.Run("never to somebody who cannot be asked", func(t *testing.T) {
		w := withDeputies(t)
		w.wantsToTalk(sam)
		id := string(w.notes(sam)[0].ID)
		for _, choice := range []string{"U05KIM,", "U01SAM,", "U03AMA,U05KIM", "U03AMA,U03AMA", "U04JO,U07DEE"} {
			r := w.press(sam, views.Action(views.ActSendSoon, id), choice)
			w.says(r, "Nothing was sent, because who can be asked has changed.", "Shall we send this to Ama")
		}
		if len(w.deliveries()) > 0 {
			t.Error("sent it")
		}
	})
	t.Run("never to a deputy who went on leave meanwhile", func(t *testing.T) {
		w := withDeputies(t)
		shown := w.wantsToTalk(sam)
		w.onLeave(dee)
		w.says(w.sendsSoon(sam, shown), "Nothing was sent", "it passes to Eli, the deputy")
	})
}

func TestTalkingSoonIsAnsweredByOnePress(t *testing.T) {
	w := withDeputies(t)
	shown := w.wantsToTalk(sam)
	for range 2 {
		r := w.sendsSoon(sam, shown)
		w.says(r, "Your message is on its way to Ama.")
		if !r.Wake || offers(r.Say.Blocks, views.ActSendSoon) {
			t.Error("does not wake the outbox, or offers to send it again")
		}
	}
	id := string(w.notes(sam)[0].ID)
	seen := views.Action(views.ActSoonSeen, id)
	sent := w.clock(w.now.Add(time.Minute))
	w.contains(sent[string(ama)], "Sam would like to talk with you before your next supervision.", seen)
	w.contains(sent[string(sam)], "Your message has gone to Ama.", views.Action(views.ActSoonBack, id))
	w.lacks(encode(sent), canary)
	for _, u := range []pw.UserID{jo, dee, sam, noor} {
		_, err := w.tryPress(handlers.Request{User: u, Name: seen})
		w.told(err, "no longer open")
	}
	for range 2 {
		w.says(w.press(ama, seen, ""), "You have seen this, and Sam knows.")
	}
	answered := w.clock(w.now.AddDate(0, 0, 14))
	w.contains(answered[string(sam)], "Ama has seen that you would like to talk, and will talk with you.")
	if n := strings.Count(answered[string(sam)], `"Text":"Ama has seen that`); n != 1 {
		t.Errorf("told %d times", n)
	}
	w.lacks(encode(answered), "Sam would like to talk", "Nobody has answered")
	w.contains(shownIn(w.press(sam, views.Action(views.ActOpenNote, id), "").Form), "Ama has seen that you would like to talk.")
	_, err := w.tryPress(handlers.Request{User: sam, Name: views.Action(views.ActSoonBack, id)})
	w.told(err, "Ama has seen it already")
}

func TestTalkingSoonPassesToTheDeputy(t *testing.T) {
	begin := func(t *testing.T) (w *world, seen string) {
		t.Helper()
		w = withDeputies(t)
		w.sendsSoon(sam, w.wantsToTalk(sam))
		w.contains(encode(w.clock(w.now.Add(time.Hour))), "would like to talk")
		passed := w.clock(time.Date(2026, time.November, 16, 13, 31, 0, 0, time.UTC))
		w.contains(passed[string(dee)], "Sam would like to talk with you soon.", "It went to Ama first, who has not answered yet.")
		w.contains(passed[string(sam)], "Ama has not answered yet. Your message has passed to Dee, the deputy.", "by Tuesday 17 November 2026, 09:30")
		w.lacks(encode(passed), canary)
		return w, views.Action(views.ActSoonSeen, string(w.notes(sam)[0].ID))
	}
	for name, c := range map[string]struct {
		first, second pw.UserID
		firstName     string
	}{
		"whose press counts": {dee, ama, "Dee"}, "and the supervisor's press counts too": {ama, dee, "Ama"},
	} {
		t.Run(name, func(t *testing.T) {
			w, seen := begin(t)
			w.says(w.press(c.first, seen, ""), "You have seen this, and Sam knows.")
			told := w.clock(w.now.AddDate(0, 0, 3))
			w.contains(told[string(sam)], c.firstName+" has seen that you would like to talk, and will talk with you.")
			w.contains(told[string(c.second)], "Sam asked to talk soon. "+c.firstName+" has seen it and will talk with Sam.")
			w.says(w.press(c.second, seen, ""), c.firstName+" has seen it and will talk with Sam. You need do nothing.")
			w.lacks(encode(told)+encode(w.clock(w.now.AddDate(0, 0, 3))), canary, "Nobody has answered")
		})
	}
	t.Run("and then the worker hears that nobody has answered, and where to turn", func(t *testing.T) {
		w, seen := begin(t)
		told := w.clock(w.now.AddDate(0, 0, 3))
		w.contains(told[string(sam)], "Nobody has answered yet. Your message is with Ama and Dee, who can still answer.", "In your team: Eli.", "NHS 111")
		w.lacks(told[string(dee)]+told[string(ama)], "talk")
		w.says(w.press(ama, seen, ""), "You have seen this, and Sam knows.") // late, and still good
	})
	t.Run("but not to one who is no longer a deputy by their press", func(t *testing.T) {
		w, seen := begin(t)
		w.rosterNow(func(r *pw.Roster) {
			r.Teams[0].Deputies, r.Teams[0].Workers[0].Supervisor = nil, jo
		})
		for _, u := range []pw.UserID{dee, ama, jo} {
			_, err := w.tryPress(handlers.Request{User: u, Name: seen})
			w.told(err, "no longer open")
		}
	})
}

func TestAWorkerSeesThatItHasNotGoneYet(t *testing.T) {
	w := withDeputies(t)
	w.sendsSoon(sam, w.wantsToTalk(sam))
	id := string(w.notes(sam)[0].ID)
	page := func() string { return shownIn(w.press(sam, views.Action(views.ActOpenNote, id), "").Form) }
	w.contains(page(), "Your message is on its way to Ama.")
	w.must(w.store.Keep(t.Context(), w.deliveries()[0].ID, w.now, "Slack answered token_revoked"))
	w.contains(page(), "Your message could not be sent to Ama yet. We keep trying.")
	r := w.press(sam, views.Action(views.ActSoonBack, id), "")
	w.says(r, "You have taken it back. It had not gone to anybody.")
}

func TestTakingBackAWishToTalkSoon(t *testing.T) {
	w := withDeputies(t)
	w.sendsSoon(sam, w.wantsToTalk(sam))
	id := string(w.notes(sam)[0].ID)
	back := views.Action(views.ActSoonBack, id)
	t.Run("is the worker's alone", func(t *testing.T) {
		for _, u := range []pw.UserID{ama, dee, lee} {
			_, err := w.tryPress(handlers.Request{User: u, Name: back})
			w.told(err, "nothing to take back")
		}
	})
	t.Run("is offered on the note's page, and over it", func(t *testing.T) {
		form := w.press(sam, views.Action(views.ActOpenNote, id), "").Form
		w.contains(shownIn(form), "Your message is on its way to Ama.", back)
		r := w.pressIn(handlers.Request{User: sam, Name: back, View: "V1"})
		w.contains(shownIn(r.Form), "You have taken it back.")
	})
	t.Run("sends nothing more, and nobody can answer", func(t *testing.T) {
		w.lacks(encode(w.clock(w.now.AddDate(0, 0, 7))), "would like to talk", "Nobody has answered")
		_, err := w.tryPress(handlers.Request{User: ama, Name: views.Action(views.ActSoonSeen, id)})
		w.told(err, "no longer open")
		_, err = w.tryPress(handlers.Request{User: sam, Name: back})
		w.told(err, "nothing to take back")
	})
	t.Run("leaves the note, and it can be asked again", func(t *testing.T) {
		r := w.press(sam, views.Action(views.ActTalk, id), "soon", "soon")
		w.says(w.sendsSoon(sam, r), "Your message is on its way to Ama.")
	})
}
