package storage_test

import (
	"context"
	"errors"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func aLine(id string, part pw.Part, words string) pw.AgendaItem {
	return pw.AgendaItem{ID: id, Team: riverside, Part: part, Line: words, Added: monday, DeleteOn: monday.AddDate(0, 0, 90), Revision: 1}
}

func add(items ...pw.AgendaItem) func(*pw.Agenda) error {
	return func(a *pw.Agenda) error {
		for _, item := range items {
			a.Add(item)
		}
		return nil
	}
}

// shareAll shares by the first roster.
func shareAll(at time.Time) func(*pw.Agenda) error {
	return func(a *pw.Agenda) error {
		a.Roster = 1
		for _, item := range a.Items {
			a.Change(item.ID, func(i *pw.AgendaItem) { i.Shared = at })
		}
		return nil
	}
}

func idsOn(a pw.Agenda) []string {
	var ids []string
	for _, i := range a.Items {
		ids = append(ids, i.ID)
	}
	return ids
}

func TestAgendas(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		revise := func(change func(*pw.Agenda) error) pw.Agenda {
			t.Helper()
			a, err := s.ReviseAgenda(ctx, "", here, sam, monday, change)
			must(t, err)
			return a
		}
		read := func() pw.Agenda {
			t.Helper()
			a, err := s.AgendaWords(ctx, here, sam, monday)
			must(t, err)
			return a
		}
		t.Run("hold lines of somebody who never wrote before, with their words", func(t *testing.T) {
			revised := revise(add(aLine("l1", pw.Learning, "A course.")))
			got := read()
			want := aLine("l1", pw.Learning, "A course.")
			want.Author, want.Place = sam, 1
			if diff := compare.Diff(pw.Agenda{Items: []pw.AgendaItem{want}}, got); diff != "" {
				t.Error(diff)
			}
			revised.Items[0].Author = sam
			if diff := compare.Diff(got, revised); diff != "" {
				t.Error(diff)
			}
		})
		n := save(t, s, aNote())
		t.Run("hold notes to talk about by themselves, not shared", func(t *testing.T) {
			a := read()
			got, ok := a.Item(string(n.ID))
			want := pw.AgendaItem{
				ID: string(n.ID), Note: n.ID, Team: riverside, Part: pw.ToBring, Added: n.Created, DeleteOn: n.DeleteOn,
				Author: sam, Kind: n.Kind, Talk: n.Talk, Choice: n.Facts(), Words: n.Words,
			}
			if diff := compare.Diff(want, got); !ok || diff != "" {
				t.Error(diff)
			}
			if diff := compare.Diff([]string{string(n.ID), "l1"}, idsOn(a)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("say nothing of words where they are not asked for", func(t *testing.T) {
			a, err := s.Agenda(ctx, here, sam, monday)
			must(t, err)
			for _, i := range a.Items {
				if i.Line != "" || i.Words != (pw.Words{}) {
					t.Errorf("%+v", i)
				}
			}
		})
		t.Run("keep what was changed", func(t *testing.T) {
			revise(func(a *pw.Agenda) error {
				a.PutIn(string(n.ID), pw.Learning)
				a.Move(string(n.ID), true)
				a.Change("l1", func(i *pw.AgendaItem) { i.Line, i.Named, i.Revision = "Another course.", kim, 2 })
				return nil
			})
			a := read()
			line, _ := a.Item("l1")
			if diff := compare.Diff([]string{string(n.ID), "l1"}, idsOn(a)); diff != "" || line.Line != "Another course." || line.Named != kim || line.Revision != 2 {
				t.Errorf("%s %+v", diff, line)
			}
		})
		t.Run("return the error of the change as it is, and change nothing", func(t *testing.T) {
			refusal := &pw.Error{What: "Your agenda is full."}
			_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error { a.Remove("l1"); return refusal })
			if !errors.Is(err, refusal) || len(read().Items) != 2 {
				t.Errorf("got %v", err)
			}
		})
		t.Run("change once for one request", func(t *testing.T) {
			for i, want := range []error{nil, pw.ErrDuplicate} {
				if _, err := s.ReviseAgenda(ctx, "press", here, sam, monday, add(aLine("twice", pw.Actions, "x"))); !errors.Is(err, want) {
					t.Errorf("%d: %v", i, err)
				}
			}
		})
		t.Run("are nobody else's, and not another workspace's", func(t *testing.T) {
			for _, of := range []struct {
				ws   pw.WorkspaceID
				user pw.UserID
			}{{here, kim}, {there, sam}, {here, ""}} {
				if a, err := s.AgendaWords(ctx, of.ws, of.user, monday); err != nil || len(a.Items) > 0 {
					t.Errorf("%v: %v %v", of, a, err)
				}
			}
		})
		t.Run("lose a note that is taken off, which nobody needs to talk about then", func(t *testing.T) {
			revise(func(a *pw.Agenda) error { a.Remove(string(n.ID)); return nil })
			got, err := s.OwnNote(ctx, here, sam, n.ID)
			must(t, err)
			if got.Talk != pw.NoNeed || got.Revision != n.Revision+1 {
				t.Errorf("%+v", got)
			}
		})
		t.Run("lose a line on its day, and keep it until then", func(t *testing.T) {
			end := monday.AddDate(0, 0, 90)
			if a, err := s.AgendaWords(ctx, here, sam, end); err != nil || len(a.Items) > 0 {
				t.Errorf("%v %v", a, err)
			}
			_, err := s.Expire(ctx, end)
			must(t, err)
			if a := read(); len(a.Items) > 0 {
				t.Errorf("the rows stayed: %+v", a)
			}
		})
		t.Run("go with everything else of their author", func(t *testing.T) {
			revise(add(aLine("left", pw.ToBring, "x")))
			must(t, s.Enqueue(ctx, pw.Delivery{Workspace: here, Kind: pw.DeliverAgendaShared, Recipient: string(sam), Schedule: "agenda-shared", Nominal: "s1", Due: monday}))
			must(t, s.DeleteAll(ctx, "", here, sam, monday))
			if a := read(); len(a.Items) > 0 {
				t.Errorf("%+v", a)
			}
			if left, err := s.ClaimDeliveries(ctx, monday, monday.Add(time.Hour), monday, 10); err != nil || len(left) > 0 {
				t.Errorf("%v %v", left, err)
			}
		})
	})
}

func TestSharedAgendas(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		n := save(t, s, aNote())
		revise := func(change func(*pw.Agenda) error) {
			t.Helper()
			_, err := s.ReviseAgenda(ctx, "", here, sam, monday, change)
			must(t, err)
		}
		revise(add(aLine("l1", pw.WentWell, "A good week.")))
		listed := func(viewer, author pw.UserID) (ids []string) {
			t.Helper()
			items, err := s.AgendasSharedWith(ctx, here, viewer, author, monday)
			must(t, err)
			for _, i := range items {
				ids = append(ids, i.ID)
				if i.Line != "" || i.Words != (pw.Words{}) {
					t.Errorf("the list holds words: %+v", i)
				}
			}
			return ids
		}
		t.Run("open to nobody before they are shared", func(t *testing.T) {
			if _, err := s.OpenLine(ctx, here, ama, "l1", monday); !errors.Is(err, pw.ErrNotFound) || listed(ama, "") != nil {
				t.Errorf("got %v", err)
			}
			if _, _, err := s.OpenNote(ctx, here, ama, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
		revise(shareAll(monday))
		t.Run("open to the supervisor, and leave receipts for the author", func(t *testing.T) {
			at := monday.Add(time.Minute)
			line, err := s.OpenLine(ctx, here, ama, "l1", at)
			must(t, err)
			note, role, err := s.OpenNote(ctx, here, ama, n.ID, at.Add(time.Minute))
			must(t, err)
			if line.Line != "A good week." || line.Author != sam || note.Words != n.Words || role != pw.RoleSupervisor {
				t.Errorf("%+v %+v %s", line, note, role)
			}
			got, err := s.Receipts(ctx, here, sam)
			must(t, err)
			want := []pw.Receipt{
				{Note: n.ID, Viewer: ama, As: pw.RoleSupervisor, At: at.Add(time.Minute)},
				{Line: "l1", Viewer: ama, As: pw.RoleSupervisor, At: at},
			}
			if diff := compare.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("are listed in order for the supervisor, and for nobody else", func(t *testing.T) {
			if diff := compare.Diff([]string{"l1", string(n.ID)}, listed(ama, sam)); diff != "" {
				t.Error(diff)
			}
			for _, viewer := range []pw.UserID{jo, lee, kim, sam, "U09ADM"} {
				if ids := listed(viewer, ""); ids != nil {
					t.Errorf("%s lists %v", viewer, ids)
				}
				if _, err := s.OpenLine(ctx, here, viewer, "l1", monday); (err == nil) != (viewer == sam) {
					t.Errorf("%s opens it: %v", viewer, err)
				}
			}
			if ids := listed(ama, kim); ids != nil {
				t.Errorf("of another author: %v", ids)
			}
		})
		t.Run("stay open when the note's own choice is narrowed, and close when it is taken off", func(t *testing.T) {
			talk := func(w pw.When) {
				t.Helper()
				_, err := s.ReviseNote(ctx, "", here, sam, n.ID, monday, func(n *pw.Note) error { n.SetReaders(pw.OnlyMe, monday); n.Talk = w; return nil })
				must(t, err)
			}
			talk(pw.Soon)
			_, _, err := s.OpenNote(ctx, here, ama, n.ID, monday)
			must(t, err)
			talk(pw.NoNeed)
			talk(pw.NextSupervision)
			if _, _, err := s.OpenNote(ctx, here, ama, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("close to a supervisor who left, and to the one who comes after", func(t *testing.T) {
			r := aRoster()
			r.Teams[0].Workers[0].Supervisor = kim
			saveRoster(t, s, r, monday.Add(time.Hour))
			for _, viewer := range []pw.UserID{ama, kim} {
				if _, err := s.OpenLine(ctx, here, viewer, "l1", monday); !errors.Is(err, pw.ErrNotFound) || listed(viewer, "") != nil {
					t.Errorf("%s: %v", viewer, err)
				}
			}
		})
	})
}

func TestAnAgendaThatWasTalkedAbout(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx, held := t.Context(), monday.AddDate(0, 0, 2)
		r := aRoster()
		r.Teams[0].Workers[1].Supervisor = lee
		saveRoster(t, s, r, monday.AddDate(0, 0, -1))
		talked, short, later := save(t, s, aNote()), save(t, s, aNote(keptFor(7))), save(t, s, aNote())
		kims := save(t, s, aNote(by(kim)))
		_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error {
			a.Add(aLine("l1", pw.WentWell, "A good week."))
			a.Add(aLine("other", pw.Learning, "For Lee."))
			a.Add(aLine("mine", pw.Actions, "Not shared."))
			a.Roster = 1
			for _, id := range []string{"l1", "other", string(talked.ID), string(short.ID), string(later.ID)} {
				a.Change(id, func(i *pw.AgendaItem) {
					if id == "other" {
						i.Named = lee
					}
				})
				a.Change(id, func(i *pw.AgendaItem) { i.Shared = monday })
			}
			a.Change(string(later.ID), func(i *pw.AgendaItem) { i.Shared = held.Add(time.Hour) })
			return nil
		})
		must(t, err)
		_, err = s.ReviseAgenda(ctx, "", here, kim, monday, shareAll(monday))
		must(t, err)
		must(t, storage.AgendaDiscussed(ctx, s, here, sam, ama, held))
		must(t, storage.AgendaDiscussed(ctx, s, here, "U08NOBODY", ama, held))

		a, err := s.AgendaWords(ctx, here, sam, held)
		must(t, err)
		if diff := compare.Diff([]string{string(later.ID), "other", "mine"}, idsOn(a)); diff != "" {
			t.Error(diff)
		}
		if len(a.Past) != 1 || a.Past[0].ID != "l1" || !a.Past[0].Discussed.Equal(held) || !a.Past[0].DeleteOn.Equal(held.AddDate(0, 0, 30)) || a.Past[0].Line != "A good week." {
			t.Errorf("talked about: %+v", a.Past)
		}
		for name, c := range map[string]struct {
			note pw.Note
			talk pw.When
			goes time.Time
		}{
			"a note goes within thirty days":                 {talked, pw.NoNeed, held.AddDate(0, 0, 30)},
			"one that goes sooner goes sooner":               {short, pw.NoNeed, short.DeleteOn},
			"what was shared after the session stays":        {later, pw.NextSupervision, later.DeleteOn},
			"what another worker shared with them stays too": {kims, pw.NextSupervision, kims.DeleteOn},
		} {
			t.Run(name, func(t *testing.T) {
				got, err := s.OwnNote(ctx, here, c.note.Author, c.note.ID)
				must(t, err)
				if got.Talk != c.talk || !got.DeleteOn.Equal(c.goes) {
					t.Errorf("talk %s, goes %v, want %v", got.Talk, got.DeleteOn, c.goes)
				}
			})
		}
		t.Run("opens to the supervisor no more, and to another one as before", func(t *testing.T) {
			for id, want := range map[string]bool{"l1": false, "other": false} {
				if _, err := s.OpenLine(ctx, here, ama, id, held); (err == nil) != want {
					t.Errorf("%s: %v", id, err)
				}
			}
			if _, err := s.OpenLine(ctx, here, lee, "other", held); err != nil {
				t.Error(err)
			}
			if _, _, err := s.OpenNote(ctx, here, ama, talked.ID, held); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestAShorterTimeCountsForLines(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		old := aLine("old", pw.ToBring, "Old.")
		old.Added = monday.AddDate(0, 0, -20)
		_, err := s.ReviseAgenda(ctx, "", here, sam, monday, add(old, aLine("new", pw.ToBring, "New.")))
		must(t, err)
		_, err = s.KeepAtMost(ctx, "", here, sam, 14, monday)
		must(t, err)
		a, err := s.Agenda(ctx, here, sam, monday)
		must(t, err)
		if len(a.Items) != 1 || a.Items[0].ID != "new" || !a.Items[0].DeleteOn.Equal(monday.AddDate(0, 0, 14)) {
			t.Errorf("%+v", a.Items)
		}
	})
}

func TestAnAgendaListsSoManyNotes(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		var ids []pw.NoteID
		for i := range pw.MostAgendaNotes + 2 {
			ids = append(ids, save(t, s, aNote(madeAt(monday.Add(time.Duration(i)*time.Minute)))).ID)
		}
		read := func(ctx context.Context) pw.Agenda {
			a, err := s.Agenda(ctx, here, sam, monday.AddDate(0, 0, 1))
			must(t, err)
			return a
		}
		if a := read(t.Context()); len(a.Items) != pw.MostAgendaNotes || a.More != 2 || a.Items[0].Note != ids[2] {
			t.Errorf("%d items, %d more", len(a.Items), a.More)
		}
	})
}
