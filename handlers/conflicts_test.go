package handlers_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// send sends a form from some device, and returns what came of it.
func (w *world) send(by pw.UserID, form *views.Form, boxes map[string]string) handlers.Reply {
	w.t.Helper()
	return w.do(w.all.Forms[views.FormNote], handlers.Request{
		User: by, Name: views.FormNote, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes),
	})
}

// stays fails unless the form stays open, with the words in it, and says why.
func (w *world) stays(r handlers.Reply, why string) {
	w.t.Helper()
	said := strings.Join(slices.Collect(maps.Values(r.Errors)), " ")
	if !strings.HasPrefix(said, "Not saved") || !strings.Contains(said, why) || r.Update != nil || r.Form != nil || r.Close {
		w.t.Errorf("the form does not stay open with a reason (%s): %+v", why, r)
	}
}

func (w *world) rosterNow(change func(*pw.Roster)) {
	w.t.Helper()
	r, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	change(&r)
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, r, noor, w.now))
}

func TestTwoDevicesEditOneNote(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.OnlyMe, false)
	open := func() *views.Form { return w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form }
	telephone, desk := open(), open()
	w.contains(shownIn(w.send(sam, telephone, map[string]string{views.BoxWhat: "From the telephone"}).Update), "Saved")
	w.stays(w.send(sam, desk, map[string]string{views.BoxWhat: "From the desk", views.BoxReaders: "2"}), "changed")
	got := w.notes(sam)[0]
	if got.Words.What != "From the telephone" || got.Readers != pw.OnlyMe {
		t.Errorf("the note holds %q for %d", got.Words.What, got.Readers)
	}
	w.contains(shownIn(w.send(sam, open(), map[string]string{views.BoxWhat: "From both"}).Update), "Saved")
	if got := w.notes(sam)[0].Words.What; got != "From both" {
		t.Errorf("the note holds %q", got)
	}
}

// What the second device could not save is held beside the note: it goes with it, and no later.
func TestADraftOfANoteGoesWithIt(t *testing.T) {
	conflict := func() (*world, pw.Note) {
		w := newWorld(t)
		n := w.save(sam, pw.OnlyMe, false)
		w.now = w.now.AddDate(0, 0, 80)
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.send(sam, form, map[string]string{views.BoxWhat: "From the telephone"})
		w.stays(w.send(sam, form, map[string]string{views.BoxWhat: "From the desk"}), "open App Home to save them as a new note")
		if held := w.drafts(sam); len(held) != 1 || held[0].Note.Words.What != "From the desk" {
			t.Fatalf("held %+v", held)
		}
		return w, n
	}
	t.Run("as a new note it goes on the same day", func(t *testing.T) {
		w, n := conflict()
		form := w.press(sam, views.Action(views.ActResume, w.drafts(sam)[0].ID), "").Form
		w.contains(shownIn(form), n.DeleteOn.Format("2 January 2006"))
		w.submit(sam, form, nil)
		notes := w.notes(sam)
		if len(notes) != 2 || !notes[0].DeleteOn.Equal(n.DeleteOn) || !notes[1].DeleteOn.Equal(n.DeleteOn) || len(w.drafts(sam)) != 0 {
			t.Errorf("%+v", notes)
		}
	})
	t.Run("it is deleted with the note", func(t *testing.T) {
		w, n := conflict()
		w.press(sam, views.Action(views.ActDeleteNote, string(n.ID)), "")
		if held := w.drafts(sam); len(held) != 0 {
			t.Errorf("held %+v", held)
		}
	})
	t.Run("it stays when another note is deleted, and when the note is changed", func(t *testing.T) {
		w, n := conflict()
		w.press(sam, views.Action(views.ActDeleteNote, string(w.save(sam, pw.OnlyMe, false).ID)), "")
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		again := handlers.Request{User: sam, Name: views.FormNote, View: "V9", Private: form.PrivateMetadata, State: filled(form, map[string]string{views.BoxWhat: "Once more"})}
		w.contains(shownIn(w.do(w.all.Forms[views.FormNote], again).Update), "Saved")
		if held := w.drafts(sam); len(held) != 1 {
			t.Errorf("held %+v", held)
		}
	})
}

func TestANoteThatWasDeletedMeanwhile(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.SupervisorAndManager, true, "R1")
	id := string(n.ID)
	form := w.press(sam, views.Action(views.ActOpenNote, id), "").Form
	w.press(sam, views.Action(views.ActUndo, id), "")
	t.Run("does not come back, and the words of its form are saved as a new note only when its author says so", func(t *testing.T) {
		form := w.send(sam, form, map[string]string{views.BoxWhat: "Many words", views.BoxReaders: "1", views.BoxShare: "no"}).Update
		w.contains(shownIn(form), "Not saved yet: the note you opened was deleted.", "To keep these words as a new note, press Save.", "Write a reflection", "Many words")
		if notes := w.notes(sam); len(notes)+len(w.drafts(sam)) > 0 {
			t.Fatalf("%d notes, %d drafts", len(notes), len(w.drafts(sam)))
		}
		w.contains(shownIn(w.send(sam, form, nil).Update), "Saved. Ama, your supervisor, can read it.")
		notes := w.notes(sam)
		if len(notes) != 1 || notes[0].ID == n.ID || notes[0].Words.What != "Many words" || notes[0].ShareThemes || !slices.Equal(notes[0].Codes, n.Codes) {
			t.Errorf("%+v", notes)
		}
		w.press(sam, views.Action(views.ActUndo, string(notes[0].ID)), "")
	})
	for _, action := range []string{
		views.ActReaders, views.ActShare, views.ActTalk, views.ActKeepThemes, views.ActBoundaries, views.ActReplaceNames, views.ActAddMore, views.ActChangeThemes,
		views.ActOpenNote, views.ActSendSoon, views.ActNotSoon,
	} {
		t.Run("is told of by "+action, func(t *testing.T) {
			_, err := w.tryPress(handlers.Request{User: sam, Name: views.Action(action, id)}, "1")
			if action == views.ActShare {
				_, err = w.tryPress(handlers.Request{User: sam, Name: views.Action(action, id)}, "yes")
			}
			if action == views.ActTalk {
				_, err = w.tryPress(handlers.Request{User: sam, Name: views.Action(action, id)}, "soon")
			}
			w.told(err, "no longer here")
		})
	}
	t.Run("can be deleted again", func(t *testing.T) {
		w.press(sam, views.Action(views.ActDeleteNote, id), "")
	})
	t.Run("does not open for others", func(t *testing.T) {
		for _, viewer := range []pw.UserID{ama, jo} {
			w.contains(shownIn(w.press(viewer, views.Action(views.ActOpenShared, id), "").Form), "does not open now")
		}
	})
	t.Run("is not held by a form that was open when everything was deleted", func(t *testing.T) {
		n := w.save(sam, pw.Supervisor, true, "R1")
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.must(w.store.DeleteAll(t.Context(), "", ws, sam, w.now))
		w.contains(shownIn(w.send(sam, form, map[string]string{views.BoxWhat: "Many words"}).Update), "the note you opened was deleted", "Many words")
		if notes := w.notes(sam); len(notes)+len(w.drafts(sam)) > 0 {
			t.Errorf("%d notes, %d drafts", len(notes), len(w.drafts(sam)))
		}
	})
}

func TestAWorkerWhoMoves(t *testing.T) {
	move := func(w *world) {
		w.rosterNow(func(r *pw.Roster) {
			r.Teams[0].Workers = slices.DeleteFunc(r.Teams[0].Workers, func(m pw.Member) bool { return m.User == sam })
			r.Teams[1].Workers = append(r.Teams[1].Workers, pw.Member{User: sam, Supervisor: noor})
		})
	}
	t.Run("leaves the supervisor behind, and is told who can still read", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.SupervisorAndManager, true, "R1")
		move(w)
		w.contains(shownIn(w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "does not open now")
		for _, other := range []pw.UserID{noor, kim} {
			w.contains(shownIn(w.press(other, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "does not open now")
		}
		w.contains(shownIn(w.press(jo, views.Action(views.ActOpenShared, string(n.ID)), "").Form), canary)
		w.contains(encode(w.command("/handrail", sam, "notes")), "Jo, line manager of Riverside crisis house, without your name, can read it.")
	})
	t.Run("takes back what the team before could read and count", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.SupervisorAndManager, true, "R1")
		move(w)
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.send(sam, form, map[string]string{views.BoxReaders: "0", views.BoxShare: "no"})
		w.contains(shownIn(w.press(jo, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "does not open now")
		if got := w.notes(sam)[0]; got.ShareThemes || got.Readers != pw.OnlyMe {
			t.Errorf("still shared: %v, %d", got.ShareThemes, got.Readers)
		}
		w.contains(encode(w.command("/handrail", sam, "notes")), "Only you can read it.")
	})
	t.Run("sends a form opened before into the team they are in now, for nobody but themselves", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		move(w)
		r := w.send(sam, form, map[string]string{views.BoxWhat: canary, views.BoxReaders: "2", views.BoxShare: "yes"})
		w.contains(shownIn(r.Update), "Saved. Only you can read it.", notThem, "Noor, my supervisor", "for Kim?")
		if got := w.notes(sam)[0]; got.Team != "hilltop" || got.Author != sam {
			t.Errorf("went to %q", got.Team)
		}
		w.isOnlyFor(sam)
		w.press(sam, w.action(r.Update.Blocks.BlockSet, views.ActReaders), "2", "2")
		for viewer, want := range map[pw.UserID]bool{noor: true, kim: true, ama: false, jo: false} {
			if got := w.opens(viewer, w.notes(sam)[0]); got != want {
				t.Errorf("%s opens it once they are chosen: %v", viewer, got)
			}
		}
	})
	t.Run("loses nothing when removed from every team", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.Supervisor, false)
		form := w.command("/reflect", sam, "").Form
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].Workers = r.Teams[0].Workers[1:] })
		w.send(sam, form, map[string]string{views.BoxWhat: canary, views.BoxReaders: "2", views.BoxShare: "yes"})
		w.says(w.command("/reflect", sam, canary), "Saved. Only you can read it.")
		for _, n := range w.notes(sam)[:2] {
			if n.Team != "" || n.ShareThemes || n.Readers != pw.OnlyMe {
				t.Errorf("a note of somebody in no team: %+v", n.Facts())
			}
		}
		w.contains(shownIn(w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form), canary)
	})
}

// Whoever left a role a minute ago still has its buttons before them.
func TestOldButtonsOfALostRole(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.SupervisorAndManager, true, "R1")
	soon := w.save(lee, pw.Supervisor, false)
	w.press(lee, views.Action(views.ActTalk, string(soon.ID)), "soon", "soon")
	w.press(lee, views.Action(views.ActSendSoon, string(soon.ID)), "")
	w.now = monday.AddDate(0, 0, 7)
	w.says(w.command("/digest", jo, ""), "notes about relationship")
	w.rosterNow(func(r *pw.Roster) {
		r.Teams[0].LineManagers = []pw.Held{{User: kim}}
		for i := range r.Teams[0].Workers {
			r.Teams[0].Workers[i].Supervisor = noor
		}
	})
	for _, who := range []pw.UserID{jo, ama} {
		for _, action := range []string{
			views.Action(views.ActOpenShared, string(n.ID)), views.Action(views.ActReadShared, "riverside"), views.Action(views.ActPair, string(sam)),
			views.Action(views.ActLastDigest, "riverside"), views.Action(views.ActDigestTeam, "2026-W47"), views.Action(views.ActDigestPeriod, "riverside"),
			views.Action(views.ActOpenNote, string(n.ID)), views.Action(views.ActPostQuestion, "r2-less-alone"),
		} {
			t.Run(string(who)+" presses "+action, func(t *testing.T) {
				text := "2026-W47"
				if strings.HasPrefix(action, views.ActDigestTeam) {
					text = "riverside"
				}
				r, err := w.tryPress(handlers.Request{User: who, Name: action, Text: text, Channel: riversideChannel})
				var told *pw.Error
				if err != nil && !errors.As(err, &told) {
					t.Fatal(err)
				}
				w.lacks(encode(r), canary, string(n.ID), "notes about relationship", "Sam lets", "by Sam")
				if err == nil && r.Say == nil && r.Form == nil && r.Update == nil {
					t.Error("no answer at all")
				}
			})
		}
		t.Run(string(who)+" sees nothing of it in App Home", func(t *testing.T) {
			w.lacks(encode(w.do(w.all.Home, handlers.Request{User: who}).Home), "Sam lets", "Lee", "Riverside")
		})
	}
	t.Run("their successors see what is shared from now on only", func(t *testing.T) {
		for _, who := range []pw.UserID{kim, noor} {
			w.contains(shownIn(w.press(who, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "does not open now")
		}
		w.press(sam, views.Action(views.ActReaders, string(n.ID)), "0", "0")
		w.press(sam, views.Action(views.ActReaders, string(n.ID)), "2", "2")
		for _, who := range []pw.UserID{kim, noor} {
			w.contains(shownIn(w.press(who, views.Action(views.ActOpenShared, string(n.ID)), "").Form), canary)
		}
	})
	t.Run("nobody saw words without a receipt", func(t *testing.T) {
		receipts, err := w.store.Receipts(t.Context(), ws, sam)
		w.must(err)
		if len(receipts) != 2 {
			t.Errorf("%d receipts", len(receipts))
		}
	})
}
