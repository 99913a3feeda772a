package storage_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func quietly(int, int) {}

// TestWhatALivingAuthorDeletedCannotBeReadInAnOldBackup has people who go on writing delete what they wrote, and looks
// at a copy from before with the database and the key file of today.
func TestWhatALivingAuthorDeletedCannotBeReadInAnOldBackup(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		m := newMonthly(t, p)
		s := m.p.open(t)
		wroteEverything(t, s)
		gone := save(t, s, aNote(saying("Soon deleted")))
		backup := sealedIn(t, s)
		must(t, s.DeleteNote(t.Context(), "", here, sam, gone.ID, monday.AddDate(0, 0, 1)))
		readable := func() (n int) {
			today := sealedIn(t, s)
			for _, x := range backup {
				if x.OpensWith(m.p.keys, today...) {
					n++
				}
			}
			return n
		}
		for day, want := range map[int]int{30: len(backup)} {
			m.rotate(monday.AddDate(0, 0, day))
			if n := readable(); n != want {
				t.Errorf("while its master key is there, %d of %d can be read", n, want)
			}
		}
		m.rotate(monday.AddDate(0, 0, 60))
		m.rotate(monday.AddDate(0, 0, 90))
		if n := readable(); n != 0 {
			t.Errorf("%d of %d can be read after the horizon", n, len(backup))
		}
		today := sealedIn(t, s)
		for _, x := range today {
			if !x.OpensWith(m.p.keys) {
				t.Errorf("%s %s of today does not open", x.Table, x.Row)
			}
		}
		if len(today) != len(backup)-1 {
			t.Errorf("%d things are sealed, %d before one was deleted", len(today), len(backup))
		}
	})
}

// wroteEverything has two people write what can be written.
func wroteEverything(t *testing.T, s *storage.Store) {
	t.Helper()
	both := aRoster()
	both.Teams[0].Workers = []pw.Member{{User: sam, Supervisor: ama}, {User: ama, Supervisor: sam}}
	saveRoster(t, s, both, monday.AddDate(0, -1, 0))
	leavesRows(t, s, sam, ama)
	leavesRows(t, s, ama, sam)
}

func sealedIn(t *testing.T, s *storage.Store) []storage.Sealed {
	t.Helper()
	all, err := storage.SealedIn(t.Context(), s)
	must(t, err)
	for _, table := range storage.SealedTables() {
		if !slices.ContainsFunc(all, func(x storage.Sealed) bool { return x.Table == table }) {
			t.Errorf("nothing is sealed in %s: the test shows little", table)
		}
	}
	return all
}

func TestARotationSealsEveryTableOfWords(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		tables := slices.DeleteFunc(storage.TablesOf(t.Context(), s, "sealed"), func(name string) bool { return name == "key_check" })
		slices.Sort(tables)
		if diff := cmp.Diff(slices.Sorted(slices.Values(storage.SealedTables())), tables); diff != "" {
			t.Errorf("-what a rotation seals anew +what is sealed: %s", diff)
		}
	})
}

// TestWhoeverRunsDuringARotationWritesOn has one that knows everybody's old key write everything once more.
func TestWhoeverRunsDuringARotationWritesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		m := newMonthly(t, p)
		running := m.p.open(t)
		wroteEverything(t, running)
		n := save(t, running, aNote())
		before := len(sealedIn(t, running))
		for day := 30; day <= 90; day += 30 {
			m.rotate(monday.AddDate(0, 0, day))
			writesMore(t, running, n, fmt.Sprint(day))
			before += 8
		}
		all := sealedIn(t, m.p.open(t))
		for _, x := range all {
			if !x.OpensWith(m.p.keys) {
				t.Errorf("%s %s does not open", x.Table, x.Row)
			}
		}
		if len(all) != before {
			t.Errorf("%d things are sealed, want %d", len(all), before)
		}
		if got, err := running.OwnNote(t.Context(), here, sam, n.ID); err != nil || got.Words.Next != "Day 90" {
			t.Errorf("got %v, %v", got.Words, err)
		}
	})
}

// writesMore writes eight things, each by the first of its kind since the keys were renewed, and changes a note.
func writesMore(t *testing.T, s *storage.Store, n pw.Note, day string) {
	t.Helper()
	ctx := t.Context()
	p := pw.Pair{Team: riverside, Worker: sam, Supervisor: ama}
	stale := func() { must(t, storage.RememberOldKey(ctx, s, here, sam)) }
	stale()
	save(t, s, aNote())
	stale()
	must(t, s.KeepDraft(ctx, "", aDraft("draft-"+day, monday)))
	stale()
	must(t, s.KeepDraft(ctx, "", aDraft("used-"+day, monday)))
	stale()
	_, err := s.SaveDraft(ctx, "", "used-"+day, aNote())
	must(t, err)
	stale()
	_, err = s.ReviseAgenda(ctx, "", here, sam, monday, add(aLine("line-"+day, pw.Learning, "A line")))
	must(t, err)
	stale()
	must(t, s.SaveAction(ctx, "", pw.Action{
		ID: "action-" + day, Workspace: here, Pair: p, Author: sam, For: pw.WorkerSide, What: "Ask", Made: monday, DeleteOn: monday.AddDate(0, 0, 90), Revision: 1,
	}))
	session, err := p.Plan(here, "2026-12-03T14:00", "Europe/London", monday)
	must(t, err)
	session.ID += day
	must(t, s.PlanSession(ctx, "", session, sam, monday))
	session, err = s.ChangeSession(ctx, "", session.Seen(), sam, monday, func(s *pw.Session) error { s.CoPrompt = "co-1"; return nil })
	must(t, err)
	stale()
	_, err = s.WriteCoReflection(ctx, "", wrote(session, sam, "Before", 0, false), monday)
	must(t, err)
	stale()
	_, err = s.WriteCoReflection(ctx, "", wrote(session, sam, "Once more", 1, false), monday)
	must(t, err)
	stale()
	must(t, s.AddGroupLine(ctx, "", here, groupLine("group-"+day, sam, "For the group")))
	save(t, s, aNote(by(ama)))
	stale()
	_, err = s.ReviseNote(ctx, "", here, sam, n.ID, monday, func(n *pw.Note) error { n.Words.Next = "Day " + day; return nil })
	must(t, err)
}

// TestWritingWhileKeysAreRenewed writes, changes and opens notes while their authors get new keys, over and over.
func TestWritingWhileKeysAreRenewed(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		m := newMonthly(t, p)
		stores := []*storage.Store{m.p.open(t), m.p.open(t)}
		saveRoster(t, stores[0], aRoster(), monday.AddDate(0, -1, 0))
		shared := save(t, stores[0], aNote(readBy(pw.SupervisorAndManager)))
		authors := []pw.UserID{sam, kim, lee}
		var writing sync.WaitGroup
		for i := range 6 {
			writing.Go(func() {
				for range 20 {
					if err := writesAndOpens(t, stores[i%2], aNote(by(authors[i%3])), shared.ID); err != nil {
						t.Error(err)
					}
				}
			})
		}
		written := make(chan struct{})
		go func() { writing.Wait(); close(written) }()
		rotations := 0
		for done := false; !done; rotations++ {
			select {
			case <-written:
				done = true
			default:
			}
			must(t, rotated(storage.RotateKeyFile(m.file, 0, monday.AddDate(0, rotations, 0))))
			m.load()
			rotating := m.p.open(t)
			_, err := rotating.RenewKeys(t.Context(), quietly)
			must(t, errors.Join(err, rotating.Close()))
		}
		for _, u := range authors {
			if _, _, err := stores[0].OwnNotes(t.Context(), here, u, pw.NoteFilter{Words: "no such word"}); err != nil {
				t.Errorf("a note does not open after %d rotations: %v", rotations, err)
			}
		}
	})
}

func writesAndOpens(t *testing.T, s *storage.Store, n pw.Note, shared pw.NoteID) error {
	ctx := t.Context()
	if _, err := s.SaveNote(ctx, "", n); err != nil {
		return err
	}
	_, err := s.ReviseNote(ctx, "", here, n.Author, n.ID, monday, func(n *pw.Note) error { n.Words.What = "Changed"; return nil })
	if err != nil {
		return err
	}
	_, err = s.ReviseNote(ctx, "", here, sam, shared, monday, func(n *pw.Note) error { n.Words.Next = pw.NewID(); return nil })
	if err != nil {
		return err
	}
	_, _, err = s.OpenNote(ctx, here, ama, shared, monday.Add(time.Minute))
	return err
}

func TestARotationThatWasBrokenOffGoesOn(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		m := newMonthly(t, p)
		s := m.p.open(t)
		wanted := []pw.Note{save(t, s, aNote()), save(t, s, aNote(by(kim))), save(t, s, aNote(by(lee)))}
		must(t, rotated(storage.RotateKeyFile(m.file, 0, monday)))
		m.load()
		s = m.p.open(t)
		ctx, breakOff := context.WithCancel(t.Context())
		if n, err := s.RenewKeys(ctx, func(int, int) { breakOff() }); n != 1 || !errors.Is(err, context.Canceled) {
			t.Fatalf("%d renewed, %v", n, err)
		}
		left := func() int {
			n, err := s.KeysToRenew(t.Context())
			must(t, err)
			return n
		}
		if n := left(); n != 2 {
			t.Errorf("%d keys are left to renew", n)
		}
		if _, err := s.DestroyKeys(t.Context(), m.file, monday.AddDate(1, 0, 0), monday); err == nil {
			t.Error("the master key of those left was destroyed")
		}
		var told []int
		n, err := s.RenewKeys(t.Context(), func(done, of int) { told = append(told, done, of) })
		must(t, err)
		if diff := cmp.Diff([]int{1, 2, 2, 2}, told); n != 2 || diff != "" {
			t.Errorf("%d renewed, told %s", n, diff)
		}
		if n, err := s.RenewKeys(t.Context(), quietly); n != 0 || err != nil || left() != 0 {
			t.Errorf("once more: %d, %v", n, err)
		}
		for _, want := range wanted {
			got, err := s.OwnNote(t.Context(), here, want.Author, want.ID)
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		t.Run("a key from before they were renewed is not left out", func(t *testing.T) {
			must(t, storage.Exec(t.Context(), s, `UPDATE authors SET key_id = ''`))
			if n := left(); n != 3 {
				t.Errorf("%d keys to renew", n)
			}
		})
	})
}
