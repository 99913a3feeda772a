package handlers_test

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// file is the one of a parcel with that ending.
func (w *world) file(p *handlers.Parcel, ending string) string {
	w.t.Helper()
	if p == nil {
		w.t.Fatal("no files")
	}
	for _, f := range p.Files {
		if strings.HasSuffix(f.Name, ending) {
			return string(f.Content)
		}
	}
	w.t.Fatalf("no %s among %d files", ending, len(p.Files))
	return ""
}

func TestTakeACopy(t *testing.T) {
	t.Run("holds everything of the person's, and nothing of anybody else's", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.SupervisorAndManager, true, "R1", "E4")
		w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "")
		w.command("/boundary", sam, "Do I say that my brother was ill?")
		w.press(sam, views.Action(views.ActSendSoon, string(w.notes(sam)[0].ID)), "")
		w.command("/reflect", lee, "Only Lee knows this.")

		r := w.command("/handrail", sam, "copy")

		w.says(r, "Your copy is on its way to our conversation.")
		page, data := w.file(r.Send, ".html"), w.file(r.Send, ".json")
		for _, f := range []string{page, data} {
			w.contains(f, canary, "Do I say that my brother was ill?", "Ama", "Riverside crisis house")
			w.lacks(f, "Only Lee knows this.")
		}
		w.contains(page, "making a connection and the community", "Ama</bdi>, supervisor, on Monday 16 November 2026", "Not seen yet.", "Only you can read it.")
		var read struct {
			Notes []struct {
				ID     pw.NoteID
				Codes  []pw.Code
				Opened []struct{ Name, As string } `json:"opened_by"`
			}
			Shared []struct{ Code pw.Code }      `json:"shared_themes"`
			Soon   []struct{ Supervisor string } `json:"soon_requests"`
		}
		w.must(json.Unmarshal([]byte(data), &read))
		if len(read.Notes) != 2 || read.Notes[1].ID != n.ID || len(read.Notes[1].Codes) != 2 || len(read.Notes[1].Opened) != 1 || len(read.Shared) != 2 || len(read.Soon) != 1 {
			t.Errorf("read %+v", read)
		}
		w.lacks(r.Send.Intro+encode(r.Send.Refused)+encode(r.Send.Failed)+r.Send.Files[0].Name+r.Send.Files[0].Title, canary)
	})
	t.Run("holds what was begun and not saved", func(t *testing.T) {
		w := newWorld(t)
		w.do(w.all.Direct, handlers.Request{User: sam, Text: "We sat by the river for an hour."})
		w.contains(w.file(w.command("/handrail", sam, "copy").Send, ".html"), "Begun and not saved", "We sat by the river for an hour.")
	})
	t.Run("is asked for in My data", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/handrail", sam, "data").Form
		r := w.pressIn(handlers.Request{User: sam, Name: w.action(form.Blocks.BlockSet, views.ActCopy), View: "V1"})
		w.contains(shownIn(r.Update), "Your copy is on its way")
		w.contains(w.file(r.Send, ".html"), "No notes.")
	})
	t.Run("is read in Slack where it cannot be sent, by its owner alone", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.OnlyMe, false, "R1")
		refused := w.command("/handrail", sam, "copy").Send.Refused
		before := w.press(sam, w.action(refused.Blocks, views.ActReadCopy), "").Form
		w.lacks(shownIn(before), canary)
		first := w.action(before.Blocks.BlockSet, views.ActReadCopy)
		w.contains(shownIn(w.inForm(sam, first).Update), "For Sam.", canary, "My settings", "Who can usually read my words: Only you can read it.", "Page 1 of 1")
		for _, other := range []pw.UserID{lee, ama, jo} {
			w.lacks(shownIn(w.inForm(other, first).Update), canary, "For Sam.")
		}
		w.contains(shownIn(w.inForm(sam, views.Action(views.ActReadCopy, "999")).Update), "Page 1 of 1")
	})
	t.Run("is sent once when the same press is delivered again", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.OnlyMe, false)
		press := handlers.Request{User: sam, Name: views.ActCopy, View: "V1", Once: "one press"}
		first, again := w.pressIn(press), w.pressIn(press)
		if first.Send == nil || again.Send != nil || again.Update == nil {
			t.Errorf("first %v, again %v", first.Send != nil, again.Send != nil)
		}
	})
	t.Run("holds two thousand notes", func(t *testing.T) {
		if testing.Short() {
			t.Skip("long")
		}
		w := newWorld(t)
		n := w.save(sam, pw.OnlyMe, false, "R1")
		for i := range 1999 {
			n.ID, n.Created = pw.NoteID(fmt.Sprint("n", i)), n.Created.Add(time.Minute)
			_, err := w.store.SaveNote(t.Context(), "", n)
			w.must(err)
		}
		r := w.command("/handrail", sam, "copy")
		if got := strings.Count(w.file(r.Send, ".html"), "<article>"); got != 2000 {
			t.Errorf("holds %d notes", got)
		}
		before := w.press(sam, views.ActReadCopy, "").Form
		shown := shownIn(w.inForm(sam, w.action(before.Blocks.BlockSet, views.ActReadCopy)).Update)
		_, pages, _ := strings.Cut(shown, "Page 1 of ")
		pages, _, _ = strings.Cut(pages, `"`)
		w.contains(shown, "My notes", "Next page")
		last, err := strconv.Atoi(pages)
		w.must(err)
		w.contains(shownIn(w.inForm(sam, views.Action(views.ActReadCopy, strconv.Itoa(last-1))).Update), "What is kept elsewhere", fmt.Sprintf("Page %d of %d", last, last))
	})
}

func TestWeTalkedAboutIt(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.Supervisor, false)
	form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
	talked := w.action(form.Blocks.BlockSet, views.ActTalked)
	t.Run("is not for anybody else to say", func(t *testing.T) {
		for _, other := range []pw.UserID{ama, jo, lee} {
			_, err := w.tryPress(handlers.Request{User: other, Name: talked, View: "V1"})
			w.told(err, "no longer here")
		}
	})
	t.Run("takes the note off what its author brings, and has its words go within thirty days", func(t *testing.T) {
		r := w.pressIn(handlers.Request{User: sam, Name: talked, View: "V1"})
		w.contains(shownIn(r.Update), "It is off your list", "We delete the words on 16 December 2026.")
		w.says(w.command("/supervision", sam, ""), "Nothing is on your agenda yet.")
		after := w.notes(sam)[0]
		if after.Talk != pw.NoNeed || after.Readers != pw.Supervisor || after.Words != n.Words {
			t.Errorf("changed to %s %d", after.Talk, after.Readers)
		}
	})
	t.Run("is not asked of a note that its author does not bring", func(t *testing.T) {
		if offers(w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form.Blocks.BlockSet, views.ActTalked) {
			t.Error("asked again")
		}
	})
}

func TestAShorterTime(t *testing.T) {
	// three notes: forty days old, ten days old, and of today
	written := func(t *testing.T) *world {
		w := newWorld(t)
		today := w.now
		for _, ago := range []int{40, 10, 0} {
			w.now = today.AddDate(0, 0, -ago)
			w.save(sam, pw.OnlyMe, true, "R1")
		}
		return w
	}
	choose := func(w *world, days string) handlers.Reply {
		return w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxKeep: days, views.BoxRemind: "no"})
	}
	keeps := func(w *world) int {
		prefs, err := w.store.Preferences(w.t.Context(), ws, sam)
		w.must(err)
		return prefs.Keep()
	}
	t.Run("is looked at twice where notes would go, and the rest is saved", func(t *testing.T) {
		w := written(t)
		r := choose(w, "30")
		w.contains(shownIn(r.Update), "1 note or line: older than that. We delete the words now.", "2 notes or lines: the words go sooner than we told you.")
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if len(w.notes(sam)) != 3 || prefs.Keep() != 90 || !prefs.RemindersOff {
			t.Errorf("%d notes, settings %+v", len(w.notes(sam)), prefs)
		}
	})
	t.Run("counts for notes that are there once it is confirmed", func(t *testing.T) {
		w := written(t)
		w.contains(shownIn(w.submit(sam, choose(w, "30").Update, nil).Update), "We keep your words for 30 days.", "We deleted the words of 1 note.")
		var ends []string
		for _, n := range w.notes(sam) {
			ends = append(ends, n.DeleteOn.Format(time.DateOnly))
		}
		if diff := cmp.Diff([]string{"2026-12-16", "2026-12-06"}, ends); diff != "" || keeps(w) != 30 {
			t.Errorf("kept for %d days: %s", keeps(w), diff)
		}
	})
	t.Run("lets a copy be taken first, and stays where it was", func(t *testing.T) {
		w := written(t)
		look := choose(w, "30").Update
		r := w.pressIn(handlers.Request{User: sam, Name: views.ActCopy, Text: views.CopyBeforeShorter, View: "V1", Private: look.PrivateMetadata})
		w.contains(shownIn(r.Update), "Your copy is on its way", "1 note or line: older than that.")
		if r.Send == nil || r.Update.CallbackID != views.FormShorter {
			t.Error("no copy, or another form")
		}
	})
	t.Run("needs no second look where no note goes sooner", func(t *testing.T) {
		w := newWorld(t)
		w.contains(shownIn(choose(w, "7").Update), "Saved.")
		if keeps(w) != 7 {
			t.Errorf("kept for %d days", keeps(w))
		}
	})
	t.Run("never has words go later", func(t *testing.T) {
		w := written(t)
		w.submit(sam, choose(w, "14").Update, nil)
		before := w.notes(sam)
		w.contains(shownIn(choose(w, "90").Update), "Saved.")
		if diff := cmp.Diff(before, w.notes(sam)); diff != "" || keeps(w) != 90 {
			t.Errorf("kept for %d days: %s", keeps(w), diff)
		}
	})
	t.Run("does not take a number that was not offered", func(t *testing.T) {
		w := written(t)
		form := choose(w, "30").Update
		form.PrivateMetadata = "-5"
		_, err := w.try(w.all.Forms[form.CallbackID], handlers.Request{User: sam, Name: form.CallbackID, Private: form.PrivateMetadata})
		w.told(err, "We did not get your answer.")
	})
}

func TestTheReminderCanBeSwitchedOff(t *testing.T) {
	w := newWorld(t)
	w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxRemind: "no"})
	prefs, err := w.store.Preferences(t.Context(), ws, sam)
	w.must(err)
	if !prefs.RemindersOff {
		t.Error("still on")
	}
	w.submit(sam, w.command("/handrail", sam, "settings").Form, nil)
	if prefs, err = w.store.Preferences(t.Context(), ws, sam); err != nil || !prefs.RemindersOff {
		t.Errorf("the form forgot it: %+v %v", prefs, err)
	}
}

func TestWhoOpenedMyNotes(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.Supervisor, false)
	w.now = w.now.AddDate(0, 0, 2)
	for range 25 {
		w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "")
	}
	data := w.command("/handrail", sam, "data").Form
	w.contains(shownIn(data), "Ama, supervisor, on Wednesday 18 November 2026", "Your note of Monday 16 November 2026.", "See all 25 times")
	list := w.press(sam, w.action(data.Blocks.BlockSet, views.ActOpened), "").Form
	if got := strings.Count(shownIn(list), `"text":"Ama, supervisor`); got != views.OpeningsPerPage {
		t.Errorf("lists %d", got)
	}
	older := w.pressIn(handlers.Request{User: sam, Name: w.action(list.Blocks.BlockSet, views.ActOpened), View: "V1"}).Update
	if got := strings.Count(shownIn(older), `"text":"Ama, supervisor`); got != 5 {
		t.Errorf("the second page lists %d", got)
	}
	for _, name := range []string{"opened:-7", "opened:999", "opened:x"} {
		w.pressIn(handlers.Request{User: sam, Name: name, View: "V1"})
	}
	w.contains(shownIn(w.press(ama, views.Action(views.ActOpened, ""), "").Form), "Nobody else has opened your notes.")
}

func TestMyThemes(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.OnlyMe, false, "R3")
	w.now = w.now.AddDate(0, 0, 20)
	w.save(sam, pw.OnlyMe, false, "R3", "X")
	w.save(lee, pw.OnlyMe, false, "E1")
	t.Run("answers the command, by theme and by month", func(t *testing.T) {
		r := w.command("/handrail", sam, "themes")
		w.says(r, "Talking and listening: 2 notes", "December 2026, 1 note", "November 2026, 1 note", "Outside my role: 1 note", "Only you see this.")
		w.lacks(r.Say.Text, "Bridging")
	})
	t.Run("opens from My data", func(t *testing.T) {
		data := w.command("/handrail", sam, "data").Form
		form := w.press(sam, w.action(data.Blocks.BlockSet, views.ActMyThemes), "").Form
		w.contains(shownIn(form), "Talking and listening: 2 notes\\n▬▬")
	})
	t.Run("has nothing of somebody who wrote nothing", func(t *testing.T) {
		w.says(w.command("/handrail", jo, "themes"), "No notes yet.")
	})
}

func TestDeleteEverythingOffersACopyFirst(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.OnlyMe, true, "R1")
	look := w.press(sam, views.ActDeleteAll, "").Form
	w.contains(shownIn(look), "What goes now", "What stays", "Digests that were drawn.", "Backups")
	r := w.pressIn(handlers.Request{User: sam, Name: views.ActCopy, Text: views.CopyBeforeDelete, View: "V1"})
	w.contains(w.file(r.Send, ".html"), canary)
	w.contains(shownIn(r.Update), "Look that it is there before you go on.")
	w.submit(sam, r.Update, nil)
	if len(w.notes(sam)) > 0 {
		t.Error("a note is left")
	}
	w.contains(w.file(w.command("/handrail", sam, "copy").Send, ".html"), "No notes.")
}

// ownCopy holds that files carry the words of the person who asked for them, and nobody else's.
func (s *stage) ownCopy(req handlers.Request, p *handlers.Parcel) {
	if p == nil {
		return
	}
	beside := encode([]any{p.Intro, p.Refused, p.Failed})
	for _, f := range p.Files {
		beside += f.Name + f.Title
		for _, n := range s.secrets {
			if n.author != req.User && strings.Contains(string(f.Content), n.word) {
				s.rt.Fatalf("the copy of %s holds the words of %s", req.User, n.author)
			}
		}
	}
	s.holdsNoWord(beside)
}
