package handlers_test

import (
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// withBea adds Bea, who supervises Lee at Hilltop.
func (w *world) withBea() pw.UserID {
	w.t.Helper()
	const bea pw.UserID = "U07BEA"
	w.must(w.store.SavePeople(w.t.Context(), ws, pw.Person{ID: bea, Name: "Bea"}))
	w.supervisedBy(ama, bea)
	return bea
}

// supervisedBy says who supervises in Riverside and who at Hilltop.
func (w *world) supervisedBy(riverside, hilltop pw.UserID) {
	w.t.Helper()
	w.now = w.now.Add(time.Second)
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, pw.Roster{K: 5, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, jo, pw.Member{User: sam, Supervisor: riverside}, pw.Member{User: lee, Supervisor: riverside}),
		team("hilltop", "Hilltop", "C0HILL", kim, pw.Member{User: lee, Supervisor: hilltop}),
	}}, jo, w.now))
}

// line puts a line on somebody's agenda through its form.
func (w *world) line(by pw.UserID, words string, boxes ...string) handlers.Reply {
	w.t.Helper()
	filled := map[string]string{views.BoxLine: words}
	for i := 0; i < len(boxes); i += 2 {
		filled[boxes[i]] = boxes[i+1]
	}
	return w.submit(by, w.press(by, views.ActAgendaLine, "").Form, filled)
}

// inForm presses a button in a form.
func (w *world) inForm(by pw.UserID, action string) handlers.Reply {
	w.t.Helper()
	return w.pressIn(handlers.Request{User: by, Name: action, View: "V1"})
}

// shareAgenda shares all that is on somebody's agenda, after the look.
func (w *world) shareAgenda(by pw.UserID) handlers.Reply {
	w.t.Helper()
	return w.submit(by, w.press(by, views.ActAgendaShare, "").Form, nil)
}

func (w *world) agenda(of pw.UserID) pw.Agenda {
	w.t.Helper()
	a, err := w.store.AgendaWords(w.t.Context(), ws, of, w.now)
	w.must(err)
	return a
}

func TestAgendaLines(t *testing.T) {
	w := newWorld(t)
	bea := w.withBea()
	t.Run("are added in a part, and are nobody else's at first", func(t *testing.T) {
		r := w.line(sam, "A good week, "+canary, views.BoxPart, string(pw.WentWell))
		w.contains(shownIn(r.Update), "It is not shared with Ama from here yet.", "What went well", canary, "Only you can read it.")
		if r.Home == nil {
			t.Error("App Home is not drawn anew")
		}
		w.contains(w.command("/supervision", sam, "").Say.Text, "1 thing is on your agenda.", "What went well:", "A line of yours, Monday 16 November 2026. Only you can read it.")
	})
	t.Run("hide identifiers, and point out names, which one press replaces", func(t *testing.T) {
		r := w.line(sam, "Call 07700 900123 about Margaret")
		w.contains(shownIn(r.Update), "We hid 1 phone number.", "possible name")
		w.lacks(shownIn(r.Update), "900123")
		r = w.inForm(sam, w.action(r.Update.Blocks.BlockSet, views.ActAgendaNames))
		w.contains(shownIn(r.Update), "The possible names are changed.", "the person I support")
		w.lacks(shownIn(r.Update), "Margaret")
	})
	t.Run("are refused when they are empty or too long, and what was typed stays", func(t *testing.T) {
		for words, why := range map[string]string{" ": "please write something", strings.Repeat("x", 301): "301 characters, and a line holds 300"} {
			r := w.line(sam, words)
			w.contains(r.Errors[views.BoxLine], why)
		}
	})
	t.Run("are changed, and moved, and go to another part", func(t *testing.T) {
		first := w.agenda(sam).Items[0].ID
		form := w.press(sam, views.Action(views.ActAgendaItem, first), "").Form
		r := w.submit(sam, form, map[string]string{views.BoxLine: "A better week", views.BoxPart: string(pw.ToBring)})
		w.contains(shownIn(r.Update), "A better week")
		if a := w.agenda(sam); a.Items[1].ID != first || a.Items[1].Part != pw.ToBring {
			t.Errorf("%+v", a.Items)
		}
		w.contains(shownIn(w.inForm(sam, views.Action(views.ActAgendaUp, first)).Update), "Moved.")
		if a := w.agenda(sam); a.Items[0].ID != first {
			t.Errorf("%+v", a.Items)
		}
		w.contains(w.submit(sam, form, map[string]string{views.BoxLine: "From another device"}).Errors[views.BoxLine+"~"+first], "was changed after you opened it")
	})
	t.Run("are for another supervisor when their author says so, and for nobody who is none", func(t *testing.T) {
		r := w.line(sam, "For Bea", views.BoxFor, views.ForNamed(bea))
		w.contains(shownIn(r.Update), "It is not shared with Bea from here yet.", "For Bea. Only you can read it.")
		w.contains(w.line(sam, "For Jo", views.BoxFor, views.ForNamed(jo)).Errors[views.BoxFor], "somebody who is a supervisor now")
		w.line(sam, "For Ama by name", views.BoxFor, views.ForNamed(ama))
		for _, i := range w.agenda(sam).Items {
			if i.Named == ama {
				t.Error("her own supervisor is named as another")
			}
		}
	})
	t.Run("are not somebody else's to change", func(t *testing.T) {
		id := w.agenda(sam).Items[0].ID
		for _, action := range []string{views.ActAgendaItem, views.ActAgendaUp, views.ActAgendaOff, views.ActAgendaBack, views.ActAgendaNames} {
			_, err := w.tryPress(handlers.Request{User: ama, Name: views.Action(action, id), View: "V1"})
			w.told(err, "not on your agenda any more")
		}
	})
	t.Run("come back as new lines when their form was open while they were taken off", func(t *testing.T) {
		id := w.agenda(sam).Items[0].ID
		form := w.press(sam, views.Action(views.ActAgendaItem, id), "").Form
		w.inForm(sam, views.Action(views.ActAgendaOff, id))
		before := len(w.agenda(sam).Items)
		form = w.submit(sam, form, map[string]string{views.BoxLine: "Typed meanwhile", views.BoxFor: views.ForNamed(bea)}).Update
		w.contains(shownIn(form), "Not saved yet: the line you opened was taken off your agenda.", "Typed meanwhile")
		if after := len(w.agenda(sam).Items); after != before {
			t.Fatalf("%d items, then %d", before, after)
		}
		w.contains(shownIn(w.submit(sam, form, nil).Update), "It is not shared with Bea from here yet.", "Typed meanwhile")
	})
	t.Run("go when they are taken off, and there are never too many", func(t *testing.T) {
		for _, i := range w.agenda(sam).Items {
			w.inForm(sam, views.Action(views.ActAgendaOff, i.ID))
		}
		for range pw.MostLines {
			w.line(sam, "one more")
		}
		w.contains(w.line(sam, "too many").Errors[views.BoxLine], "holds 25 lines. Take one off first.")
	})
}

func TestNotesOnTheAgenda(t *testing.T) {
	w := newWorld(t)
	w.command("/reflect", sam, "I thought of "+canary)
	n := w.notes(sam)[0]
	list := w.press(sam, views.ActAgendaNotes, "").Form
	w.contains(shownIn(list), canary)
	r := w.inForm(sam, w.action(list.Blocks.BlockSet, views.ActAgendaPut))
	w.contains(shownIn(r.Update), "It is on your agenda now. It is not shared from there yet.", "What I want to bring", "Reflection, Monday 16 November 2026")
	if got := w.notes(sam)[0]; got.Talk != pw.NextSupervision {
		t.Errorf("to talk about %s", got.Talk)
	}
	w.lacks(shownIn(w.press(sam, views.ActAgendaNotes, "").Form), canary)
	w.inForm(sam, views.Action(views.ActAgendaOff, string(n.ID)))
	if got := w.notes(sam); len(got) != 1 || got[0].Talk != pw.NoNeed {
		t.Errorf("%+v", got)
	}
}

func TestSharingAnAgenda(t *testing.T) {
	w := newWorld(t)
	bea := w.withBea()
	w.command("/reflect", sam, "I thought of "+canary)
	n := w.notes(sam)[0]
	w.inForm(sam, views.Action(views.ActAgendaPut, string(n.ID)))
	w.line(sam, "How I say no, "+canary, views.BoxPart, string(pw.MeAtWork))
	w.line(sam, "A hard one, "+canary, views.BoxFor, views.ForNamed(bea))
	line := w.agenda(sam).Items[2].ID
	opens := func(viewer pw.UserID) (note, line_ bool) {
		t.Helper()
		a := shownIn(w.press(viewer, views.Action(views.ActOpenShared, string(n.ID)), "").Form)
		b := shownIn(w.press(viewer, views.Action(views.ActOpenLine, line), "").Form)
		return strings.Contains(a, canary), strings.Contains(b, canary)
	}
	look := w.press(sam, views.ActAgendaShare, "").Form
	t.Run("says first who will read what", func(t *testing.T) {
		w.contains(shownIn(look), "Ama, your supervisor, will be able to read this, with your name:", "Bea, a supervisor, will be able to read this", "all its words", "How I say no")
		if note, line := opens(ama); note || line {
			t.Error("opens before it is shared")
		}
	})
	t.Run("shares with the one who was shown, and with nobody who took their place meanwhile", func(t *testing.T) {
		w.supervisedBy(kim, bea)
		r := w.submit(sam, look, nil)
		w.contains(shownIn(r.Update), "Shared, but not all of it: something has changed meanwhile.")
		for _, viewer := range []pw.UserID{ama, kim} {
			if note, line := opens(viewer); note || line {
				t.Errorf("%s opens it", viewer)
			}
		}
		w.supervisedBy(ama, bea)
	})
	t.Run("opens what was shared to whom it is for, without words on the way", func(t *testing.T) {
		w.contains(shownIn(w.shareAgenda(sam).Update), "Shared. You can take it back at any time.", "Ama, your supervisor, can read it.", "Bea, a supervisor, can read it.")
		r := w.command("/supervision", ama, "")
		w.says(r, "Sam shared an agenda with you.")
		list := w.press(ama, views.Action(views.ActTheirAgenda, string(sam)), "").Form
		w.contains(shownIn(list), "What I want to bring", "Me at work", "A line, Monday 16 November 2026")
		w.lacks(shownIn(list), canary)
		if note, line := opens(ama); !note || !line {
			t.Error("does not open")
		}
		w.says(w.command("/supervision", bea, ""), "Sam shared something with you for supervision.")
		for _, viewer := range []pw.UserID{bea, jo, kim, lee, noor} {
			if note, line := opens(viewer); note || line {
				t.Errorf("%s opens it", viewer)
			}
		}
	})
	t.Run("loses no words that were typed and not saved", func(t *testing.T) {
		typed := views.State{views.AgendaMeta{Item: line}.Block(views.BoxLine): {views.BoxLine: slack.BlockAction{Value: "Something else"}}}
		pressed := func(action string, state views.State) string {
			return shownIn(w.pressIn(handlers.Request{User: sam, Name: action, View: "V1", Private: views.AgendaMeta{Item: line}.String(), State: state}).Update)
		}
		for _, action := range []string{views.ActAgenda, views.Action(views.ActAgendaUp, line), views.Action(views.ActAgendaShare, line), views.Action(views.ActAgendaBack, line)} {
			w.contains(pressed(action, typed), "Something else", "not saved yet", "Leave without saving")
		}
		w.lacks(pressed(views.Action(views.ActAgenda, views.AgendaLeave), typed), "Something else", "not saved yet")
		w.lacks(pressed(views.ActAgenda, views.State{"other": {views.BoxLine: slack.BlockAction{Value: "How I say no, " + canary}}}), "not saved yet")
	})
	t.Run("tells its author who opened what", func(t *testing.T) {
		list := w.press(sam, views.ActOpened, "").Form
		w.contains(shownIn(list), "Ama, supervisor, on Monday 16 November 2026", "Your note of Monday", "Your line of Monday")
		w.contains(shownIn(w.inList(sam, w.action(list.Blocks.BlockSet, views.ActAgendaItem), "")), "What do you want to talk about?", canary)
		w.contains(shownIn(w.press(sam, w.action(list.Blocks.BlockSet, views.ActOpenNote), "").Form), canary)
	})
	t.Run("tells the truth wherever the note is listed", func(t *testing.T) {
		w.contains(encode(w.command("/handrail", sam, "notes").Form), "Ama, your supervisor, can read it.")
	})
	t.Run("is taken back", func(t *testing.T) {
		w.contains(shownIn(w.inForm(sam, views.Action(views.ActAgendaBack, line)).Update), "Taken back.")
		if note, line := opens(ama); !note || line {
			t.Error("the one was to close, the other to stay")
		}
		r := w.press(sam, views.ActAgendaBack, "")
		w.says(r, "Nothing from your agenda is shared now.")
		if note, _ := opens(ama); note || !r.Replace {
			t.Error("opens still")
		}
		w.contains(shownIn(w.press(ama, views.Action(views.ActTheirAgenda, string(sam)), "").Form), "shares nothing with you from the agenda now")
	})
}

func TestSharingByItselfIsAChoice(t *testing.T) {
	w := newWorld(t)
	chosen := func() bool {
		t.Helper()
		p, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		return p.ShareAgenda
	}
	form := w.press(sam, views.ActAgenda, "").Form
	w.contains(shownIn(form), "shared only when you press Share")
	look := w.inForm(sam, w.action(form.Blocks.BlockSet, views.ActAgendaItself)).Update
	w.contains(shownIn(look), "Then whoever you have that session with can read it, with your name", "Now that is Ama.")
	if chosen() {
		t.Error("on before the second look")
	}
	on := w.inForm(sam, w.action(look.Blocks.BlockSet, views.ActAgendaItself)).Update
	w.contains(shownIn(on), "From now on your agenda shares itself")
	if !chosen() {
		t.Error("not on")
	}
	w.inForm(sam, w.action(on.Blocks.BlockSet, views.ActAgendaItself))
	if chosen() {
		t.Error("not off")
	}
}

func TestASessionOfLongAgoTakesNobodysWordsAtOnce(t *testing.T) {
	w := newWorld(t)
	w.line(sam, canary)
	w.shareAgenda(sam)
	w.now = w.now.AddDate(0, 0, 60)
	form := w.page(w.press(ama, views.Action(views.ActMetSession, samsPair()), ""))
	w.submit(ama, form, map[string]string{views.BoxSessionDay: "2026-11-20", views.BoxSessionTime: "14:00"})
	_, err := w.store.Expire(t.Context(), w.now.AddDate(0, 0, 29))
	w.must(err)
	if past := w.agenda(sam).Past; len(past) != 1 || past[0].DeleteOn.Before(w.now.AddDate(0, 0, 29)) {
		t.Errorf("Sam has %+v", past)
	}
}

func TestALineOfAnAgendaIsInItsAuthorsCopy(t *testing.T) {
	w := newWorld(t)
	w.line(sam, canary+" to say", views.BoxPart, string(pw.Learning))
	w.shareAgenda(sam)
	w.press(ama, views.Action(views.ActOpenLine, w.agenda(sam).Items[0].ID), "")
	for by, has := range map[pw.UserID]bool{sam: true, ama: false, lee: false} {
		for _, file := range w.press(by, views.ActCopy, "").Send.Files {
			if strings.Contains(string(file.Content), canary) != has {
				t.Errorf("%s of %s holds the line: %v", file.Name, by, !has)
			}
		}
	}
	page := string(w.press(sam, views.ActCopy, "").Send.Files[0].Content)
	w.contains(page, "Learning", "Ama, your supervisor, can read it.")
}
