package storage_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// TestWhatACopyBringsBackIsItsWritersAlone has people share everything that can be shared, and brings it back.
func TestWhatACopyBringsBackIsItsWritersAlone(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		wroteEverything(t, s)
		later, latest := monday.AddDate(0, 0, 2), monday.AddDate(0, 0, 3)
		must(t, s.RecordAsked(ctx, here, string(sam), "r1-second", latest))
		must(t, s.SaveSoon(ctx, "", pw.SoonRequest{ID: "open", Workspace: here, Worker: sam, Team: riverside, Week: "2026-W47", Supervisor: ama, Asked: later, Passes: later.AddDate(0, 0, 1)},
			pw.Delivery{ID: "d-open", Workspace: here, Kind: pw.DeliverSoon, Recipient: string(ama), Subject: "open", Due: later}))
		must(t, s.SavePreferences(ctx, here, sam, func(p *pw.Preferences) {
			p.Readers, p.Share, p.ShareAgenda, p.RetentionDays = pw.Supervisor, pw.ShareUsually, true, 40
		}))
		must(t, s.SavePreferences(ctx, here, ama, func(p *pw.Preferences) { p.Share = pw.ShareUsuallyNot }))
		sessions, err := s.Sessions(ctx, here, sam, pw.SessionFilter{Pair: pw.Pair{Worker: sam}})
		must(t, err)
		_, err = s.WriteCoReflection(ctx, "", wrote(sessions[0], ama, "Before", 1, true), monday)
		must(t, err)
		before := readByOthers(t, s)
		for what, n := range before {
			if n == 0 {
				t.Errorf("nobody reads %s before: the test shows little", what)
			}
		}

		what, err := s.HoldClosed(ctx, monday.AddDate(0, 0, 9))
		must(t, err)
		if diff := cmp.Diff(storage.Restored{Of: latest, Authors: 2}, what); diff != "" {
			t.Error(diff)
		}
		for what, n := range readByOthers(t, s) {
			if n != 0 {
				t.Errorf("%d: others still read %s", n, what)
			}
		}
		if _, err := s.Soon(ctx, here, "open"); err == nil {
			t.Error("a wish to talk that nobody had answered is still under way")
		}
		if p, err := s.Preferences(ctx, here, sam); err != nil || p.Readers != pw.OnlyMe || p.Share != pw.ShareUnanswered || p.ShareAgenda || p.RetentionDays != 40 {
			t.Errorf("Sam's habits: %+v, %v", p, err)
		}
		if p, err := s.Preferences(ctx, here, ama); err != nil || p.Share != pw.ShareUsuallyNot {
			t.Errorf("Ama's habits: %+v, %v", p, err)
		}
		if n, err := s.OwnNote(ctx, here, sam, "note-of-U01SAM"); err != nil || n.Words.What == "" {
			t.Errorf("Sam's own note: %v, %v", n, err)
		}
		told := map[string]int{}
		out, err := s.ClaimDeliveries(ctx, monday.AddDate(0, 0, 9), monday, monday, 99)
		must(t, err)
		for _, d := range out {
			if d.Kind == pw.DeliverRestored {
				told[d.Recipient]++
			}
			if d.Subject == "open" {
				t.Error("the supervisor is still asked")
			}
		}
		if diff := cmp.Diff(map[string]int{string(sam): 1, string(ama): 1}, told); diff != "" {
			t.Errorf("who is told: %s", diff)
		}
	})
}

// readByOthers counts what Sam wrote and others may read, or figures count.
func readByOthers(t *testing.T, s *storage.Store) map[string]int {
	t.Helper()
	ctx, now := t.Context(), monday.AddDate(0, 0, 1)
	notes, err := s.SharedWith(ctx, here, ama, "", sam, time.Time{}, time.Time{})
	must(t, err)
	managers, err := s.SharedWith(ctx, here, jo, riverside, "", time.Time{}, time.Time{})
	must(t, err)
	agenda, err := s.AgendasSharedWith(ctx, here, ama, sam, now)
	must(t, err)
	lines, err := s.GroupLines(ctx, here, ama, riverside, now)
	must(t, err)
	themes, err := s.SharedThemes(ctx, here, sam)
	must(t, err)
	sessions, err := s.Sessions(ctx, here, ama, pw.SessionFilter{Pair: pw.Pair{Worker: sam}})
	must(t, err)
	theirs := 0
	for _, session := range sessions {
		_, other, _, err := s.CoReflections(ctx, here, ama, session.ID, now)
		must(t, err)
		if !other.Finished.IsZero() {
			theirs++
		}
	}
	return map[string]int{"notes": len(notes), "notes as manager": len(managers), "an agenda": len(agenda), "lines for the group": len(slices.DeleteFunc(lines, func(l pw.GroupLine) bool { return l.Author == ama })), "themes": len(themes), "what was written together": theirs}
}

func TestARestoreDisturbsNoOtherDatabase(t *testing.T) {
	p := onSQLite(t)
	s := p.open(t)
	saveRoster(t, s, aRoster(), monday.AddDate(0, -1, 0))
	n := save(t, s, aNote(readBy(pw.SupervisorAndManager), sharing))
	dir := t.TempDir()
	file, target := filepath.Join(dir, "backup.db"), filepath.Join(dir, "new.db")
	must(t, s.Backup(t.Context(), file))
	restore := func(keys *storage.Keyring) error {
		_, err := storage.Restore(t.Context(), storage.Options{URL: "sqlite:" + target, Keys: keys}, file, monday)
		return err
	}
	standing := func(want ...string) {
		t.Helper()
		found, err := filepath.Glob(target + "*")
		must(t, err)
		for i := range found {
			found[i] = filepath.Base(found[i])
		}
		if diff := cmp.Diff(want, found); diff != "" {
			t.Errorf("files: %s", diff)
		}
	}
	must(t, os.WriteFile(target+"-wal", []byte("of another"), 0o600))
	if err := restore(p.keys); err == nil || !strings.Contains(err.Error(), "new.db-wal exists and stays") {
		t.Errorf("beside the log of another: %v", err)
	}
	standing("new.db-wal")
	must(t, os.Remove(target+"-wal"))
	if err := restore(newKeys(t)); err == nil {
		t.Error("with a wrong key")
	}
	standing([]string(nil)...)
	must(t, restore(p.keys))
	standing("new.db")
	restored := place{url: "sqlite:" + target, keys: p.keys}.open(t)
	got, err := restored.OwnNote(t.Context(), here, sam, n.ID)
	if err != nil || got.Words != n.Words || got.Readers != pw.OnlyMe || got.ShareThemes {
		t.Errorf("got %+v, %v", got, err)
	}
}
