package handlers_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// supervisorIs and managerIs change Riverside, in which sam and lee write.
func supervisorIs(u pw.UserID) func(*pw.Roster) {
	return func(r *pw.Roster) {
		for i := range r.Teams[0].Workers {
			r.Teams[0].Workers[i].Supervisor = u
		}
	}
}

func managerIs(u pw.UserID) func(*pw.Roster) {
	return func(r *pw.Roster) { r.Teams[0].LineManagers = []pw.Held{{User: u}} }
}

func (w *world) opens(viewer pw.UserID, n pw.Note) bool {
	w.t.Helper()
	return strings.Contains(shownIn(w.press(viewer, views.Action(views.ActOpenShared, string(n.ID)), "").Form), canary)
}

// isOnlyFor fails unless the author alone can read their newest note, and its themes are shown to nobody.
func (w *world) isOnlyFor(author pw.UserID) {
	w.t.Helper()
	n := w.notes(author)[0]
	if n.Readers != pw.OnlyMe || n.ShareThemes || !strings.Contains(encode(n.Words), canary) {
		w.t.Errorf("the note holds %q, can be read by %d, and shows its themes: %v", n.Words, n.Readers, n.ShareThemes)
	}
	for _, viewer := range []pw.UserID{sam, lee, ama, jo, kim, noor} {
		if viewer != author && w.opens(viewer, n) {
			w.t.Errorf("%s opens it", viewer)
		}
	}
}

const notThem = "The people have changed since you were asked."

func TestAFormIsForThePeopleItNamed(t *testing.T) {
	everything := map[string]string{views.BoxWhat: canary, views.BoxCodes: "R1", views.BoxReaders: "2", views.BoxShare: "yes"}
	for name, change := range map[string]func(*pw.Roster){
		"the supervisor and the line manager are others": func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) },
		"the line manager is now the supervisor":         func(r *pw.Roster) { supervisorIs(jo)(r); managerIs(kim)(r) },
		"the two have changed places":                    func(r *pw.Roster) { supervisorIs(jo)(r); managerIs(ama)(r) },
		"its writer is in the other team now": func(r *pw.Roster) {
			r.Teams[0].Workers = r.Teams[0].Workers[1:]
			r.Teams[1].Workers = append(r.Teams[1].Workers, pw.Member{User: sam, Supervisor: ama})
			r.Teams[1].LineManagers = []pw.Held{{User: jo}}
		},
	} {
		t.Run("where "+name, func(t *testing.T) {
			w := newWorld(t)
			form := w.command("/reflect", sam, "").Form
			w.rosterNow(change)
			r := w.send(sam, form, everything)
			w.contains(shownIn(r.Update), "Saved. Only you can read it.", notThem, "So we let nobody new read your words, and we do not show the themes.", "choose again")
			w.isOnlyFor(sam)
			if w.prefs(sam).Share != pw.ShareUnanswered {
				t.Error("an answer that was not carried out is the usual one")
			}
		})
	}
	t.Run("where only the supervisor is another, the themes are shown", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		w.rosterNow(supervisorIs(noor))
		r := w.send(sam, form, map[string]string{views.BoxWhat: canary, views.BoxReaders: "1", views.BoxShare: "yes"})
		w.contains(shownIn(r.Update), notThem, "So we let nobody new read your words. Please", "Its themes count in your team's summary.", "Noor, my supervisor")
		n := w.notes(sam)[0]
		if n.Readers != pw.OnlyMe || !n.ShareThemes || w.opens(noor, n) {
			t.Errorf("%+v", n.Facts())
		}
		w.press(sam, w.action(r.Update.Blocks.BlockSet, views.ActReaders), "1", "1")
		if !w.opens(noor, n) {
			t.Error("cannot be let in by a page that names them")
		}
	})
	t.Run("and for those of them who are left", func(t *testing.T) {
		w := newWorld(t)
		w.rosterNow(func(r *pw.Roster) {
			r.Teams[0].LineManagers = append(r.Teams[0].LineManagers, pw.Held{User: kim})
		})
		form := w.command("/reflect", sam, "").Form
		w.rosterNow(managerIs(kim))
		w.contains(shownIn(w.send(sam, form, everything).Update), "Saved. Ama, your supervisor, and Kim, your line manager, without your name, can read it.")
	})
	t.Run("where what was let in before stays, other people come in by no change of words", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.Supervisor, false)
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) })
		r := w.send(sam, form, map[string]string{views.BoxWhat: canary + " again", views.BoxReaders: "2", views.BoxShare: "yes"})
		w.contains(shownIn(r.Update), "Saved. Only you can read it.", notThem)
		if n = w.notes(sam)[0]; n.Readers != pw.Supervisor || n.ShareThemes || n.Words.What != canary+" again" || w.opens(noor, n) || w.opens(kim, n) {
			t.Errorf("%+v", n.Facts())
		}
	})
	t.Run("of the team whose people it named, when another is chosen and sent before the form is drawn anew", func(t *testing.T) {
		w := newWorld(t)
		w.rosterNow(func(r *pw.Roster) { r.Teams[1].Workers[0].Supervisor = noor })
		form := w.command("/reflect", lee, "").Form
		chosen := map[string]string{views.ActTeam: "hilltop", views.BoxWhat: canary, views.BoxReaders: "2", views.BoxShare: "yes"}
		w.contains(shownIn(w.send(lee, form, chosen).Update), "Saved. Only you can read it.", notThem, "Noor, my supervisor", "for Kim?")
		w.isOnlyFor(lee)
		state := filled(form, chosen)
		anew := w.pressIn(handlers.Request{User: lee, Name: views.ActTeam, View: "V1", Private: form.PrivateMetadata, State: state}).Update
		w.contains(shownIn(w.send(lee, anew, chosen).Update), "Noor, your supervisor, and Kim, your line manager, without your name, can read it.")
	})
	t.Run("and a form that named nobody lets nobody in", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxUsualReaders: "2", views.BoxUsualShare: "yes"})
		everybody := func(r *pw.Roster) { r.Teams[0].Workers[0].Supervisor = ama; managerIs(jo)(r) }
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].Workers[0].Supervisor, r.Teams[0].LineManagers = "", nil })
		form := w.command("/reflect", sam, "").Form
		w.rosterNow(everybody)
		w.send(sam, form, map[string]string{views.BoxWhat: canary})
		w.isOnlyFor(sam)
	})
}

func TestAMenuIsForThePeopleItNamed(t *testing.T) {
	drawn := func(w *world) (pw.Note, views.State, views.State) {
		w.command("/reflect", sam, canary)
		n := w.notes(sam)[0]
		id := string(n.ID)
		return n, asked(w.t, w.store, ws, sam, views.Action(views.ActReaders, id), "2"), asked(w.t, w.store, ws, sam, views.Action(views.ActShare, id), "yes")
	}
	t.Run("who reads", func(t *testing.T) {
		w := newWorld(t)
		n, readers, _ := drawn(w)
		w.rosterNow(supervisorIs(noor))
		r := w.pressIn(handlers.Request{User: sam, Name: views.Action(views.ActReaders, string(n.ID)), State: readers})
		w.says(r, "Saved. Only you can read it.", notThem)
		w.isOnlyFor(sam)
		w.says(w.press(sam, w.action(r.Say.Blocks, views.ActReaders), "2", "2"), "Saved. Noor, your supervisor, and Jo, your line manager, without your name, can read it.")
	})
	t.Run("themes", func(t *testing.T) {
		w := newWorld(t)
		n, _, share := drawn(w)
		w.rosterNow(managerIs(kim))
		r := w.pressIn(handlers.Request{User: sam, Name: views.Action(views.ActShare, string(n.ID)), State: share})
		w.says(r, notThem, "So we do not show the themes.", "for Kim?", "Menu: nothing chosen.")
		w.isOnlyFor(sam)
		if w.prefs(sam).Share != pw.ShareUnanswered {
			t.Error("an answer that was not carried out is the usual one")
		}
	})
	t.Run("is carried out on a page that Slack shows as it was drawn", func(t *testing.T) {
		w := newWorld(t)
		saved := w.command("/reflect", sam, canary)
		for _, b := range saved.Say.Blocks {
			if id := b.ID(); strings.HasPrefix(id, views.BoxReaders+":") {
				action := w.action(saved.Say.Blocks, views.ActReaders)
				r := w.pressIn(handlers.Request{User: sam, Name: action, State: views.State{id: chosen(action, "1")["b"]}})
				w.says(r, "Saved. Ama, your supervisor, can read it.")
				return
			}
		}
		t.Error("the page does not say whom its question names")
	})
}

func TestAUsualChoiceIsForThePeopleItNamed(t *testing.T) {
	usually := func(w *world, who pw.UserID) {
		w.submit(who, w.command("/handrail", who, "settings").Form, map[string]string{views.BoxUsualReaders: "2", views.BoxUsualShare: "yes"})
	}
	t.Run("and lapses when they change, until it is made again", func(t *testing.T) {
		w := newWorld(t)
		usually(w, sam)
		w.says(w.command("/reflect", sam, canary), "Saved. Ama, your supervisor, and Jo, your line manager, without your name, can read it.")
		w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) })
		w.says(w.command("/reflect", sam, canary), "Saved. Only you can read it. Your usual choices named other people, so they do not count here.", "for Kim? Not my words, not my name. Menu: nothing chosen.")
		w.isOnlyFor(sam)
		w.contains(shownIn(w.command("/reflect", sam, "").Form), "Your usual choices named other people, so they do not count here. You can choose again in My settings.")
		w.contains(shownIn(w.command("/handrail", sam, "settings").Form), "Your usual choice named other people, so it does not count any more.")
		usually(w, sam)
		w.says(w.command("/reflect", sam, canary), "Saved. Noor, your supervisor, and Kim, your line manager, without your name, can read it.")
	})
	t.Run("and lapses for good when settings are saved without making it again", func(t *testing.T) {
		w := newWorld(t)
		usually(w, sam)
		w.rosterNow(supervisorIs(noor))
		w.submit(sam, w.command("/handrail", sam, "settings").Form, nil)
		w.rosterNow(supervisorIs(ama))
		w.says(w.command("/reflect", sam, canary), "Saved. Only you can read it.")
	})
	t.Run("and not for another team", func(t *testing.T) {
		w := newWorld(t)
		w.rosterNow(func(r *pw.Roster) { r.Teams[1].Workers[0].Supervisor = noor })
		w.contains(shownIn(w.command("/handrail", lee, "settings").Form), "Each note for Riverside crisis house starts with this answer.")
		usually(w, lee)
		form := w.command("/reflect", lee, "").Form
		hilltop := map[string]string{views.ActTeam: "hilltop", views.BoxWhat: canary}
		anew := w.pressIn(handlers.Request{User: lee, Name: views.ActTeam, View: "V1", Private: form.PrivateMetadata, State: filled(form, hilltop)}).Update
		w.contains(shownIn(anew), "Your usual choices named other people")
		w.send(lee, anew, hilltop)
		w.isOnlyFor(lee)
	})
	t.Run("and a yes for one team stays beside a yes for another", func(t *testing.T) {
		w := newWorld(t)
		for _, team := range []string{"riverside", "hilltop", "riverside", "hilltop"} {
			form := w.command("/reflect", lee, "").Form
			there := map[string]string{views.ActTeam: team, views.BoxWhat: canary}
			anew := w.pressIn(handlers.Request{User: lee, Name: views.ActTeam, View: "V1", Private: form.PrivateMetadata, State: filled(form, there)}).Update
			if len(w.notes(lee)) < 2 {
				there[views.BoxShare] = "yes"
			}
			w.send(lee, anew, there)
			if n := w.notes(lee)[0]; string(n.Team) != team || !n.ShareThemes {
				t.Errorf("for %s: %v, %v", team, n.Team, n.ShareThemes)
			}
		}
	})
	t.Run("and the answer after it lapsed is the usual one", func(t *testing.T) {
		for answer, want := range map[string]pw.ShareHabit{"yes": pw.ShareUsually, "no": pw.ShareUsuallyNot} {
			w := newWorld(t)
			usually(w, sam)
			w.rosterNow(managerIs(kim))
			saved := w.command("/reflect", sam, canary)
			w.says(w.press(sam, w.action(saved.Say.Blocks, views.ActShare), answer, answer), "Your next notes start with the same answer.")
			if got := w.prefs(sam).Share; got != want {
				t.Errorf("after %s: %q", answer, got)
			}
			w.command("/reflect", sam, canary)
			if got := w.notes(sam)[0].ShareThemes; got != (answer == "yes") {
				t.Errorf("after %s the next note's themes are shown: %v", answer, got)
			}
		}
	})
}

func TestWhatIsHeldIsForThePeopleItNamed(t *testing.T) {
	usually := func(w *world, readers string) {
		w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxUsualReaders: readers, views.BoxUsualShare: "yes"})
	}
	t.Run("a direct message, kept after they changed", func(t *testing.T) {
		w := newWorld(t)
		usually(w, "2")
		held := w.message(sam, canary)
		w.says(held, "Ama, your supervisor, and Jo, your line manager, without your name, can read it.")
		w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) })
		usually(w, "2")
		w.says(w.press(sam, w.action(held.Say.Blocks, views.ActKeepDraft), ""), "Saved. Only you can read it.", notThem)
		w.isOnlyFor(sam)
	})
	t.Run("a direct message of which the question is taken off after they changed", func(t *testing.T) {
		w := newWorld(t)
		usually(w, "2")
		held := w.message(sam, canary)
		w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) })
		again := w.press(sam, views.Action(views.ActNoQuestion, w.drafts(sam)[0].ID), "")
		w.says(again, "Keep this as a reflection? Only you can read it.")
		w.press(sam, w.action(held.Say.Blocks, views.ActKeepDraft), "")
		w.isOnlyFor(sam)
	})
	t.Run("a direct message, kept after the usual choice became wider than it said", func(t *testing.T) {
		w := newWorld(t)
		held := w.message(sam, canary)
		w.says(held, "Only you can read it.")
		usually(w, "2")
		w.press(sam, w.action(held.Say.Blocks, views.ActKeepDraft), "")
		w.isOnlyFor(sam)
	})
	t.Run("a form that was put by", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/reflect", sam, "").Form
		put := func() *views.Form {
			state := filled(form, map[string]string{views.BoxWhat: canary, views.BoxReaders: "2", views.BoxShare: "yes"})
			w.pressIn(handlers.Request{User: sam, Name: views.ActPutBy, View: "V1", Private: form.PrivateMetadata, State: state})
			return w.press(sam, views.Action(views.ActResume, w.drafts(sam)[0].ID), "").Form
		}
		state := filled(put(), nil)
		if readers, _ := state.Readers(views.BoxReaders); readers != pw.SupervisorAndManager {
			t.Errorf("the choice was lost: %d", readers)
		}
		w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) })
		resumed := put()
		w.contains(shownIn(resumed), notThem)
		w.send(sam, resumed, nil)
		w.isOnlyFor(sam)
	})
}

// moving is a store in which a role changes just before the next change to a note is kept.
type moving struct {
	*storage.Store
	move func()
}

func (m *moving) now() {
	if move := m.move; move != nil {
		m.move = nil
		move()
	}
}

func (m *moving) SaveNote(ctx context.Context, once string, n pw.Note) (pw.Note, error) {
	m.now()
	return m.Store.SaveNote(ctx, once, n)
}

func (m *moving) SaveDraft(ctx context.Context, once, draft string, n pw.Note) (pw.Note, error) {
	m.now()
	return m.Store.SaveDraft(ctx, once, draft, n)
}

func (m *moving) ReviseNote(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID, now time.Time, change func(*pw.Note) error, out ...pw.Delivery) (pw.Note, error) {
	m.now()
	return m.Store.ReviseNote(ctx, once, ws, author, id, now, change, out...)
}

func (m *moving) ReviseAgenda(ctx context.Context, once string, ws pw.WorkspaceID, worker pw.UserID, now time.Time, change func(*pw.Agenda) error) (pw.Agenda, error) {
	m.now()
	return m.Store.ReviseAgenda(ctx, once, ws, worker, now, change)
}

// A role that changes between reading who is there and keeping the note counts as one that changed before.
func TestARoleThatChangesWhileANoteIsSaved(t *testing.T) {
	begin := func(t *testing.T) (*world, *moving) {
		w := newWorld(t)
		m := &moving{Store: w.store}
		w.all = handlers.New(handlers.Dependencies{
			Store: m, Suggester: ourSuggester(t), Masker: mask.New(), Bank: ourBank(t), Signpost: views.DefaultSignpost(), Signposts: views.DefaultSignposts(), OpenTime: time.Minute,
		})
		w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxUsualReaders: "2", views.BoxUsualShare: "yes"})
		return w, m
	}
	others := func(w *world) func() {
		return func() { w.rosterNow(func(r *pw.Roster) { supervisorIs(noor)(r); managerIs(kim)(r) }) }
	}
	t.Run("by a command", func(t *testing.T) {
		w, m := begin(t)
		m.move = others(w)
		w.says(w.command("/reflect", sam, canary), "Saved. Only you can read it. Your usual choices named other people")
		w.isOnlyFor(sam)
	})
	t.Run("by a form", func(t *testing.T) {
		w, m := begin(t)
		form := w.command("/reflect", sam, "").Form
		m.move = others(w)
		w.contains(shownIn(w.send(sam, form, map[string]string{views.BoxWhat: canary, views.BoxReaders: "2", views.BoxShare: "yes"}).Update), notThem)
		w.isOnlyFor(sam)
	})
	t.Run("by a direct message", func(t *testing.T) {
		w, m := begin(t)
		held := w.message(sam, canary)
		m.move = others(w)
		w.says(w.press(sam, w.action(held.Say.Blocks, views.ActKeepDraft), ""), notThem)
		w.isOnlyFor(sam)
	})
	t.Run("by a menu", func(t *testing.T) {
		w, m := begin(t)
		w.save(sam, pw.OnlyMe, false)
		m.move = others(w)
		w.says(w.press(sam, views.Action(views.ActReaders, string(w.notes(sam)[0].ID)), "2", "2"), notThem)
		w.isOnlyFor(sam)
	})
	t.Run("by an agenda", func(t *testing.T) {
		w, m := begin(t)
		n := w.save(sam, pw.OnlyMe, false)
		look := w.press(sam, views.Action(views.ActAgendaShare, string(n.ID)), "").Form
		m.move = others(w)
		w.contains(shownIn(w.submit(sam, look, nil).Update), "Nothing was shared")
		w.isOnlyFor(sam)
	})
}
