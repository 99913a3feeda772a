package storage_test

import (
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	pw "handrail/peerwork"
	"handrail/storage"
)

// TestTheSameRequestAtTheSameMomentChangesOnce sends each change eight times at once, to two replicas.
func TestTheSameRequestAtTheSameMomentChangesOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t)}
		kept := save(t, stores[0], aNote())
		gone := save(t, stores[0], aNote())
		saveRoster(t, stores[0], aRoster(), monday)
		must(t, stores[0].SaveSoon(t.Context(), "", pw.SoonRequest{ID: "soon-0", Workspace: here, Worker: sam, Supervisor: ama, Asked: monday}))
		for name, change := range map[string]func(s *storage.Store, i int) error{
			"saves a note": func(s *storage.Store, i int) error {
				_, err := s.SaveNote(t.Context(), "save", aNote(by(kim), saying(fmt.Sprint(i))))
				return err
			},
			"revises a note": func(s *storage.Store, i int) error {
				_, err := s.ReviseNote(t.Context(), "revise", here, sam, kept.ID, monday, func(n *pw.Note) error { n.Words.Next += "."; return nil })
				return err
			},
			"deletes a note": func(s *storage.Store, _ int) error {
				return s.DeleteNote(t.Context(), "delete", here, sam, gone.ID, monday)
			},
			"asks to talk": func(s *storage.Store, _ int) error {
				return s.SaveSoon(t.Context(), "soon", pw.SoonRequest{ID: pw.NewID(), Workspace: here, Worker: lee, Supervisor: ama, Asked: monday})
			},
			"acknowledges": func(s *storage.Store, _ int) error {
				_, err := s.AcknowledgeSoon(t.Context(), "", here, "soon-0", ama, monday, nothing)
				return err
			},
		} {
			t.Run(name, func(t *testing.T) {
				var done, refused atomic.Int64
				var all sync.WaitGroup
				for i := range 8 {
					all.Go(func() {
						switch err := change(stores[i%2], i); {
						case err == nil:
							done.Add(1)
						case errors.Is(err, pw.ErrDuplicate):
							refused.Add(1)
						default:
							t.Error(err)
						}
					})
				}
				all.Wait()
				if done.Load() != 1 || refused.Load() != 7 {
					t.Errorf("%d done, %d duplicates", done.Load(), refused.Load())
				}
			})
		}
	})
}

func TestARequestThatFailedMayComeAgain(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		n := save(t, s, aNote())
		refusal := errors.New("no")
		_, err := s.ReviseNote(t.Context(), "form", here, sam, n.ID, monday, func(*pw.Note) error { return refusal })
		if !errors.Is(err, refusal) {
			t.Fatalf("got %v", err)
		}
		_, err = s.ReviseNote(t.Context(), "form", here, sam, n.ID, monday, func(*pw.Note) error { return nil })
		must(t, err)
		if _, err = s.SaveNote(t.Context(), "form", aNote()); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("got %v", err)
		}
		_, err = s.SaveNote(t.Context(), "form", aNote(func(n *pw.Note) { n.Workspace = there }))
		must(t, err) // another workspace's requests are its own
	})
}

func TestOldRequestKeysGo(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		must(t, s.Once(t.Context(), "key", here, monday))
		_, err := s.Expire(t.Context(), monday.Add(15*24*time.Hour-time.Second))
		must(t, err)
		if err = s.Once(t.Context(), "key", here, monday); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("got %v", err)
		}
		_, err = s.Expire(t.Context(), monday.Add(15*24*time.Hour))
		must(t, err)
		must(t, s.Once(t.Context(), "key", here, monday))
	})
}

// A note's request is known by the note itself, and once that is gone by a record of it.
func TestADeletedNoteDoesNotComeBack(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		again := func(after string) {
			t.Helper()
			if _, err := s.SaveNote(t.Context(), "key", aNote()); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("%s: %v", after, err)
			}
		}
		n, err := s.SaveNote(t.Context(), "key", aNote())
		must(t, err)
		again("saved")
		must(t, s.DeleteNote(t.Context(), "undo", here, sam, n.ID, monday))
		again("deleted")
		_, err = s.SaveNote(t.Context(), "key", aNote(by(kim)))
		must(t, err) // another person's
		_, err = s.SaveNote(t.Context(), "other key", aNote())
		must(t, err)
		must(t, s.DeleteAll(t.Context(), "all", here, sam, monday))
		again("all deleted")
		if _, err := s.SaveNote(t.Context(), "other key", aNote()); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("all deleted: %v", err)
		}
		if _, total, err := s.OwnNotes(t.Context(), here, sam, pw.NoteFilter{}); total != 0 || err != nil {
			t.Errorf("%d notes, %v", total, err)
		}
	})
}
