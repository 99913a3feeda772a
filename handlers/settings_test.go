package handlers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/views"
)

func TestSettingsAndData(t *testing.T) {
	t.Run("keeps settings, which new notes begin with", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/handrail", sam, "settings").Form
		r := w.submit(sam, form, map[string]string{views.BoxUsualReaders: "1", views.BoxUsualShare: "yes", views.BoxKeep: "30", views.BoxRemind: "no"})
		w.contains(shownIn(r.Update), "Saved.")
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		named := namedNow(t, w.store, ws, sam, "")
		want := pw.Preferences{Readers: pw.Supervisor, ReadersShown: named, Share: pw.ShareUsually, ShareShown: named, RetentionDays: 30, RemindersOff: true}
		if diff := cmp.Diff(want, prefs); diff != "" {
			t.Error(diff)
		}
		w.says(w.command("/reflect", sam, canary), "Saved. Ama, your supervisor, can read it.", "We delete the words on 16 December 2026.")
	})
	t.Run("deletes everything after a second look", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.OnlyMe, true, "R1")
		form := w.command("/handrail", sam, "data").Form
		w.contains(shownIn(form), "We keep 1 note of yours.")
		look := w.press(sam, w.action(form.Blocks.BlockSet, views.ActDeleteAll), "").Form
		if len(w.notes(sam)) != 1 {
			t.Fatal("deleted at the first look")
		}
		w.contains(shownIn(w.submit(sam, look, nil).Update), "Everything is deleted.")
		if len(w.notes(sam)) > 0 {
			t.Error("a note is left")
		}
	})
}
