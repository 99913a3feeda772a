package storage_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestDeleteAll(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote(sharing, readBy(pw.SupervisorAndManager)))
		kims := save(t, s, aNote(by(kim), sharing))
		_, _, err := s.OpenNote(ctx, here, ama, n.ID, monday)
		must(t, err)
		must(t, s.SavePreferences(ctx, here, sam, func(p *pw.Preferences) { p.PromptsOff = true }))
		must(t, s.SaveSoon(ctx, "", pw.SoonRequest{ID: "soon-1", Workspace: here, Note: n.ID, Worker: sam, Supervisor: ama, Asked: monday},
			pw.Delivery{ID: "d1", Workspace: here, Kind: pw.DeliverSoon, Recipient: string(ama), Subject: "soon-1", Due: monday}))
		must(t, s.RecordAsked(ctx, here, string(sam), "r1-first", monday))

		must(t, s.DeleteAll(ctx, "", here, sam, monday))

		notes, total, err := s.OwnNotes(ctx, here, sam, pw.NoteFilter{})
		must(t, err)
		if len(notes) > 0 || total > 0 {
			t.Errorf("%d notes are left", total)
		}
		if _, _, err := s.OpenNote(ctx, here, ama, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("the note opens: %v", err)
		}
		if receipts, _ := s.Receipts(ctx, here, sam); len(receipts) > 0 {
			t.Errorf("receipts are left: %v", receipts)
		}
		if p, _ := s.Preferences(ctx, here, sam); p.PromptsOff {
			t.Error("preferences are left")
		}
		if _, err := s.Soon(ctx, here, "soon-1"); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("the request to talk is left: %v", err)
		}
		if out, _ := s.ClaimDeliveries(ctx, monday, monday, monday, 9); len(out) > 0 {
			t.Errorf("a message about it is left: %v", out)
		}
		if asked, _ := s.AskedOf(ctx, here, string(sam), time.Time{}); len(asked) > 0 {
			t.Errorf("what was asked of them is left: %v", asked)
		}
		figures, err := s.FreezeFigures(ctx, here, riverside, period(t, "2026-W47"), time.UTC, monday.AddDate(0, 0, 7), openly)
		must(t, err)
		if diff := cmp.Diff(counted(1, 0, 1, 0), figures); diff != "" {
			t.Errorf("only Kim counts: %s", diff)
		}
		if _, err := s.OwnNote(ctx, here, kim, kims.ID); err != nil {
			t.Errorf("Kim's note: %v", err)
		}
		again := save(t, s, aNote(saying("A new start.")))
		if got, err := s.OwnNote(ctx, here, sam, again.ID); err != nil || got.Words.What != "A new start." {
			t.Errorf("Sam cannot write again: %v, %v", got, err)
		}
	})
}

// TestNothingIsLeftOfSavesDuringDeleteAll saves while everything is deleted, over and over, and then deletes once
// more: whatever was saved after the key was destroyed was saved with the next key, and is gone as well.
func TestNothingIsLeftOfSavesDuringDeleteAll(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t)}
		var all sync.WaitGroup
		for i := range 8 {
			all.Go(func() {
				for range 12 {
					if _, err := stores[i%2].SaveNote(t.Context(), "", aNote(sharing)); err != nil {
						t.Error(err)
					}
				}
			})
		}
		all.Go(func() {
			for range 12 {
				if err := stores[0].DeleteAll(t.Context(), "", here, sam, monday); err != nil {
					t.Error(err)
				}
			}
		})
		all.Wait()
		notes, total, err := stores[1].OwnNotes(t.Context(), here, sam, pw.NoteFilter{Limit: 1000})
		must(t, err)
		if len(notes) != total {
			t.Errorf("%d of %d notes open", len(notes), total)
		}
		must(t, stores[1].DeleteAll(t.Context(), "", here, sam, monday))
		rows := storage.Rows(t.Context(), stores[0])
		if diff := cmp.Diff(map[string]int{"authors": 0, "notes": 0, "shared_themes": 0}, rows); diff != "" {
			t.Error(diff)
		}
	})
}

func TestExpire(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote(sharing, coded("R1"), readBy(pw.SupervisorAndManager), keptFor(30)))
		kept := save(t, s, aNote(keptFor(50)))
		expire := func(now time.Time, want int) {
			t.Helper()
			got, err := s.Expire(ctx, now)
			must(t, err)
			if got != want {
				t.Errorf("%d notes expired, want %d", got, want)
			}
		}
		expire(n.DeleteOn.Add(-time.Second), 0)
		expire(n.DeleteOn, 1)
		if _, err := s.OwnNote(ctx, here, sam, n.ID); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("the expired note: %v", err)
		}
		if _, err := s.OwnNote(ctx, here, sam, kept.ID); err != nil {
			t.Errorf("the other note: %v", err)
		}
		week, err := s.FreezeFigures(ctx, here, riverside, period(t, "2026-W47"), time.UTC, n.DeleteOn, openly)
		must(t, err)
		if diff := cmp.Diff(counted(1, 0, 0, 0), week); diff != "" {
			t.Errorf("what was shared counts until the quarter is frozen: %s", diff)
		}
		if rows := storage.Rows(ctx, s); rows["shared_themes"] != 1 {
			t.Errorf("%d shared themes", rows["shared_themes"])
		}
		expire(kept.DeleteOn, 1)
		quarter, err := s.FreezeFigures(ctx, here, riverside, period(t, "2026-Q4"), time.UTC, kept.DeleteOn, openly)
		must(t, err)
		if diff := cmp.Diff(counted(1, 0, 0, 0), quarter); diff != "" {
			t.Error(diff)
		}
		expire(kept.DeleteOn, 0)
		if rows := storage.Rows(ctx, s); rows["shared_themes"] != 0 {
			t.Error("the shared themes outlive the quarter")
		}
	})
}

func keptFor(days int) func(*pw.Note) {
	return func(n *pw.Note) { n.DeleteOn = n.Created.AddDate(0, 0, days) }
}

func TestSharedThemesGoWhenTheirQuarterIsLongOver(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		n := save(t, s, aNote(sharing, coded("R1"), keptFor(1)))
		end := period(t, "2026-Q4").End(time.UTC)
		for _, c := range []struct {
			now  time.Time
			want int
		}{
			{n.DeleteOn, 1},
			{end.AddDate(0, 0, 35), 1},
			{end.AddDate(0, 0, 35).Add(time.Minute), 0},
		} {
			_, err := s.Expire(t.Context(), c.now)
			must(t, err)
			if rows := storage.Rows(t.Context(), s); rows["shared_themes"] != c.want {
				t.Errorf("at %v: %d shared themes, want %d", c.now, rows["shared_themes"], c.want)
			}
		}
	})
}

// TestWordsStandInNoFile looks for what was written in every file of the database.
func TestWordsStandInNoFile(t *testing.T) {
	const canary = "the canary sang about its grandmother"
	p := onSQLite(t)
	s := p.open(t)
	for range 50 {
		save(t, s, aNote(saying(canary), sharing, readBy(pw.SupervisorAndManager), func(n *pw.Note) { n.Prompt = "canary-prompt" }))
	}
	n := save(t, s, aNote(saying(canary)))
	_, err := s.ReviseNote(t.Context(), "", here, sam, n.ID, monday, func(n *pw.Note) error { n.Words.Next = canary; return nil })
	must(t, err)
	for name, text := range filesOf(t, p) {
		if bytes.Contains(text, []byte("canary")) {
			t.Errorf("%s holds what was written", name)
		}
	}
}

// TestADestroyedKeyStandsInNoFile deletes all of a person's and looks for their wrapped key.
func TestADestroyedKeyStandsInNoFile(t *testing.T) {
	p := onSQLite(t)
	s := p.open(t)
	save(t, s, aNote())
	wrapped := storage.WrappedKey(t.Context(), s, here, sam)
	if !inAFile(t, p, wrapped) {
		t.Fatal("the key is looked for in the wrong place")
	}
	must(t, s.DeleteAll(t.Context(), "", here, sam, monday))
	if inAFile(t, p, wrapped) {
		t.Error("the key still stands in a file")
	}
}

// TestDeletedWordsStandInNoFile takes away what people wrote, in every way there is, and looks for it in the database's
// files after the log was emptied, as the clock does.
func TestDeletedWordsStandInNoFile(t *testing.T) {
	const line, draft, group = "line-U01SAM", "draft-U01SAM", "group-U01SAM"
	for name, remove := range map[string]func(context.Context, *storage.Store) error{
		"a note is deleted": func(ctx context.Context, s *storage.Store) error {
			return s.DeleteNote(ctx, "", here, sam, "note-of-U01SAM", monday)
		},
		"a note is changed": func(ctx context.Context, s *storage.Store) error {
			_, err := s.ReviseNote(ctx, "", here, sam, "plain", monday, func(n *pw.Note) error { n.Words.Next = "Other words"; return nil })
			return err
		},
		"a draft is dropped": func(ctx context.Context, s *storage.Store) error { return s.DropDraft(ctx, here, sam, draft) },
		"a draft is saved": func(ctx context.Context, s *storage.Store) error {
			_, err := s.SaveDraft(ctx, "", draft, aNote())
			return err
		},
		"a line is taken off": func(ctx context.Context, s *storage.Store) error {
			_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error {
				a.Items = slices.DeleteFunc(a.Items, func(i pw.AgendaItem) bool { return i.ID == line })
				return nil
			})
			return err
		},
		"an action is deleted": func(ctx context.Context, s *storage.Store) error {
			return s.DropAction(ctx, here, sam, "action-U01SAMU01SAM")
		},
		"a line for the group is deleted": func(ctx context.Context, s *storage.Store) error {
			return s.DeleteGroupLine(ctx, "", here, sam, group, monday)
		},
		"words expire": func(ctx context.Context, s *storage.Store) error {
			_, err := s.Expire(ctx, monday.AddDate(1, 0, 0))
			return err
		},
		"words are kept for a shorter time": func(ctx context.Context, s *storage.Store) error {
			_, err := s.KeepAtMost(ctx, "", here, sam, 7, monday.AddDate(0, 0, 8))
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			p := onSQLite(t)
			s := p.open(t)
			wroteEverything(t, s)
			save(t, s, aNote(func(n *pw.Note) { n.ID = "plain" }))
			before := sealedIn(t, s)
			must(t, s.Forget(t.Context()))
			must(t, remove(t.Context(), s))
			after, err := storage.SealedIn(t.Context(), s)
			must(t, err)
			gone := slices.DeleteFunc(before, func(x storage.Sealed) bool {
				return slices.ContainsFunc(after, func(y storage.Sealed) bool { return bytes.Equal(x.Secret, y.Secret) })
			})
			if len(gone) == 0 {
				t.Fatal("nothing was taken away")
			}
			must(t, s.Forget(t.Context()))
			for _, x := range gone {
				if inAFile(t, p, x.Secret) {
					t.Errorf("%s %s still stands in a file", x.Table, x.Row)
				}
			}
		})
	}
}

// TestTheLogIsEmptiedLaterWhileSomebodyReadsIt holds up neither who reads nor who writes.
func TestTheLogIsEmptiedLaterWhileSomebodyReadsIt(t *testing.T) {
	p := onSQLite(t)
	s := p.open(t)
	n := save(t, s, aNote())
	sealed, err := storage.SealedIn(t.Context(), s)
	must(t, err)
	must(t, s.Forget(t.Context()))
	done := storage.ReadAtLength(t.Context(), s)
	must(t, s.DeleteNote(t.Context(), "", here, sam, n.ID, monday))
	if err := s.Forget(t.Context()); err == nil {
		t.Error("it was emptied under a reader")
	}
	must(t, done())
	must(t, s.Forget(t.Context()))
	if inAFile(t, p, sealed[0].Secret) {
		t.Error("it was not tried again")
	}
}

func inAFile(t *testing.T, p place, what []byte) bool {
	t.Helper()
	for _, text := range filesOf(t, p) {
		if bytes.Contains(text, what) {
			return true
		}
	}
	return false
}

func filesOf(t *testing.T, p place) map[string][]byte {
	t.Helper()
	names, err := filepath.Glob(strings.TrimPrefix(p.url, "sqlite:") + "*")
	must(t, err)
	if len(names) < 2 {
		t.Fatalf("found %v", names)
	}
	files := make(map[string][]byte)
	for _, name := range names {
		files[name], err = os.ReadFile(name)
		must(t, err)
	}
	return files
}
