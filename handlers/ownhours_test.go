package handlers_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/views"
)

func TestOwnHours(t *testing.T) {
	w := newWorld(t)
	form := w.command("/handrail", sam, "settings").Form
	w.contains(shownIn(form), "Leave empty to take it from Slack. It is now Europe/London.")
	saved := func() (hours *pw.QuietHours, zone string) {
		p, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		return p.QuietHours, p.Timezone
	}
	t.Run("are kept, and shown again", func(t *testing.T) {
		w.submit(sam, form, map[string]string{views.BoxQuietFrom: "16:30", views.BoxQuietUntil: "10:00", views.BoxZone: " Europe/Lisbon "})
		hours, zone := saved()
		if diff := cmp.Diff(&pw.QuietHours{From: 990, Until: 600}, hours); diff != "" || zone != "Europe/Lisbon" {
			t.Errorf("%s, zone %q", diff, zone)
		}
		w.contains(shownIn(w.command("/handrail", sam, "settings").Form), `"initial_time":"16:30"`, `"initial_time":"10:00"`, "It is now Europe/Lisbon.")
	})
	t.Run("are refused by halves, and in a zone nobody knows", func(t *testing.T) {
		for box, v := range map[string]map[string]string{
			views.BoxQuietUntil: {views.BoxQuietFrom: "16:30"},
			views.BoxZone:       {views.BoxZone: "London"},
		} {
			if r := w.submit(sam, form, v); r.Errors[box] == "" || r.Update != nil {
				t.Errorf("%s: %+v", box, r)
			}
		}
	})
	t.Run("are the team's again when they are emptied", func(t *testing.T) {
		w.submit(sam, form, nil)
		if hours, zone := saved(); hours != nil || zone != "" {
			t.Errorf("kept %v, %q", hours, zone)
		}
	})
}
