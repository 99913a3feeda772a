package storage_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	pw "handrail/peerwork"
	"handrail/storage"
)

func supervisedBy(u pw.UserID) pw.Roster {
	r := aRoster()
	r.Teams[0].Workers[0].Supervisor = u
	return r
}

func TestWhoIsLetInIsKeptByTheRosterThatStandsOnly(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		kept, talk := save(t, s, aNote()), save(t, s, aNote())
		shared := save(t, s, aNote(readBy(pw.SupervisorAndManager), sharing))
		must(t, s.KeepDraft(ctx, "", pw.NewDraft("draft", pw.FromChat, aNote(), monday)))
		saveRoster(t, s, supervisedBy(lee), monday)
		by := func(revision int) func(*pw.Note) { return func(n *pw.Note) { n.Roster = revision } }
		revise := func(id pw.NoteID, change ...func(*pw.Note)) error {
			_, err := s.ReviseNote(ctx, "", here, sam, id, monday, func(n *pw.Note) error {
				for _, c := range change {
					c(n)
				}
				return nil
			})
			return err
		}
		for name, attempt := range map[string]func(revision int) error{
			"a new note": func(r int) error {
				_, err := s.SaveNote(ctx, "", aNote(readBy(pw.Supervisor), by(r)))
				return err
			},
			"a new note's themes": func(r int) error {
				_, err := s.SaveNote(ctx, "", aNote(sharing, by(r)))
				return err
			},
			"somebody's first note": func(r int) error {
				_, err := s.SaveNote(ctx, "", aNote(readBy(pw.Supervisor), func(n *pw.Note) { n.Author = pw.UserID("U" + pw.NewID()) }, by(r)))
				return err
			},
			"what was held": func(r int) error {
				_, err := s.SaveDraft(ctx, "", "draft", aNote(readBy(pw.SupervisorAndManager), by(r)))
				return err
			},
			"a note that is let out":          func(r int) error { return revise(kept.ID, readBy(pw.Supervisor), by(r)) },
			"a note whose themes are let out": func(r int) error { return revise(kept.ID, sharing, by(r)) },
			"an agenda": func(r int) error {
				_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error {
					a.Roster = r
					a.Change(string(talk.ID), func(i *pw.AgendaItem) { i.Shared = monday })
					return nil
				})
				return err
			},
		} {
			for _, stale := range []int{0, 1, 3} {
				if err := attempt(stale); !errors.Is(err, pw.ErrRosterMoved) {
					t.Errorf("%s by roster %d: %v", name, stale, err)
				}
			}
			if err := attempt(2); err != nil {
				t.Errorf("%s by the roster that stands: %v", name, err)
			}
		}
		for name, change := range map[string]func(*pw.Note){
			"other words": saying("Something else."), "the same again": readBy(pw.SupervisorAndManager), "narrower": readBy(pw.Supervisor), "only the author": readBy(pw.OnlyMe),
		} {
			if err := revise(shared.ID, change, by(1)); name != "the same again" && err != nil {
				t.Errorf("%s, which lets nobody in: %v", name, err)
			}
			must(t, revise(shared.ID, readBy(pw.SupervisorAndManager), by(2)))
		}
	})
}

func TestWhoComesNeverSeesWhatWasSharedBefore(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		at := monday.Add(time.Minute) // kept after the admin's request arrived, and before it was carried out
		n := save(t, s, aNote(readBy(pw.SupervisorAndManager), madeAt(at)))
		_, err := s.ReviseAgenda(ctx, "", here, sam, at, func(a *pw.Agenda) error {
			a.Roster = 1
			a.Add(aLine("l1", pw.ToBring, "A line."))
			a.Change("l1", func(i *pw.AgendaItem) { i.Shared = at.Add(time.Minute) })
			return nil
		})
		must(t, err)
		r := supervisedBy(lee)
		r.Teams[0].LineManagers = append(r.Teams[0].LineManagers, pw.Held{User: ama})
		saveRoster(t, s, r, monday)
		for _, viewer := range []pw.UserID{lee, ama} {
			if _, _, err := s.OpenNote(ctx, here, viewer, n.ID, at); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s opens a note: %v", viewer, err)
			}
			if _, err := s.OpenLine(ctx, here, viewer, "l1", at); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s opens a line: %v", viewer, err)
			}
		}
		if _, as, err := s.OpenNote(ctx, here, jo, n.ID, at); err != nil || as != pw.RoleManager {
			t.Errorf("the line manager who stays: %q, %v", as, err)
		}
	})
}

// TestNobodyComesInBetween changes the supervisor over and over while notes are shared with whoever it is, all at one
// instant of every clock: nobody may read a note that was shared with another.
func TestNobodyComesInBetween(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, supervisedBy("S0"), monday)
		var busy sync.WaitGroup
		defer busy.Wait()
		stop := make(chan struct{})
		defer close(stop)
		for range 4 {
			busy.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						shareWithSupervisor(t, s)
					}
				}
			})
		}
		opened := 0
		for i := 1; i <= 30; i++ {
			u := pw.UserID(fmt.Sprint("S", i))
			must(t, s.SaveRoster(t.Context(), here, -1, supervisedBy(u), "U09ADM", monday))
			shareWithSupervisor(t, s)
			listed, err := s.SharedWith(t.Context(), here, u, "", "", time.Time{}, time.Time{})
			must(t, err)
			for _, l := range listed {
				opened++
				if with, _, _ := strings.Cut(string(l.Note), "-"); with != string(u) {
					t.Errorf("%s reads what was shared with %s", u, with)
				}
			}
		}
		if opened == 0 {
			t.Error("nothing was shared: the test proves nothing")
		}
	})
}

// shareWithSupervisor saves a note for Sam's supervisor by the roster as it is read, named in the note's id; whether it
// is kept does not matter.
func shareWithSupervisor(t *testing.T, s *storage.Store) {
	r, err := s.Roster(t.Context(), here)
	if err != nil {
		t.Error(err)
		return
	}
	n := aNote(readBy(pw.Supervisor), func(n *pw.Note) {
		n.ID, n.Roster = pw.NoteID(string(r.Teams[0].Workers[0].Supervisor)+"-"+pw.NewID()), r.Revision
	})
	// At the instant at which the supervisor took up their place, or now: as a handler would.
	n.ToSupervisorSince = r.Teams[0].Workers[0].SupervisorSince
	if _, err := s.SaveNote(t.Context(), "", n); err != nil && !errors.Is(err, pw.ErrRosterMoved) {
		t.Error(err)
	}
}
