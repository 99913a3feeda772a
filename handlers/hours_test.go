package handlers_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// hours opens the form "Questions and hours": two presses from App Home.
func (w *world) hours(by pw.UserID) *views.Form {
	w.t.Helper()
	settings := w.press(by, w.action(w.do(w.all.Home, handlers.Request{User: by}).Home, views.ActSettings), "").Form
	return w.press(by, w.action(settings.Blocks.BlockSet, views.ActHours), "").Form
}

func (w *world) prefs(of pw.UserID) pw.Preferences {
	w.t.Helper()
	p, err := w.store.Preferences(w.t.Context(), ws, of)
	w.must(err)
	return p
}

func TestQuestionsAndHours(t *testing.T) {
	everything := map[string]string{
		views.BoxPrompts: "no", views.BoxPause: "2026-12-01", views.BoxLeaveFrom: "2026-11-30", views.BoxLeaveUntil: "2026-12-11",
		views.BoxDays: "Monday,Saturday", views.BoxHoursFrom: "10:00", views.BoxHoursUntil: "16:30", views.BoxTopics: "B7,R1,X", views.BoxPromptRemind: "yes",
		views.BoxZone: " Europe/Lisbon ",
	}
	t.Run("are kept, and shown again", func(t *testing.T) {
		w := newWorld(t)
		form := w.hours(sam)
		w.contains(shownIn(form), "Leave empty to take it from Slack. It is now Europe/London.")
		w.contains(shownIn(w.submit(sam, form, everything).Update), "Saved.", "You are away from Monday 30 November 2026 to Friday 11 December 2026.")
		day := func(month time.Month, day int) time.Time { return time.Date(2026, month, day, 0, 0, 0, 0, time.UTC) } // Lisbon keeps London's time
		want := pw.Preferences{
			PromptsOff: true, PausedUntil: day(12, 1), Leave: pw.Leave{From: day(11, 30), Until: day(12, 12)},
			ShiftDays: pw.DaysOf(time.Monday, time.Saturday), QuietHours: &pw.QuietHours{From: 990, Until: 600},
			NotTopics: []string{"R1", "X", "B7"}, PromptReminder: true, Timezone: "Europe/Lisbon",
		}
		if diff := cmp.Diff(want, w.prefs(sam)); diff != "" {
			t.Error(diff)
		}
		again := w.hours(sam)
		w.contains(shownIn(again), `"initial_time":"16:30"`, `"initial_time":"10:00"`, `"initial_date":"2026-11-30"`, `"initial_date":"2026-12-11"`, "It is now Europe/Lisbon.")
		w.submit(sam, again, nil)
		if diff := cmp.Diff(want, w.prefs(sam)); diff != "" {
			t.Errorf("changed when it was saved as it stood: %s", diff)
		}
	})
	t.Run("are left alone by the other settings, and leave them alone", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, w.hours(sam), everything)
		before := w.prefs(sam)
		w.submit(sam, w.command("/handrail", sam, "settings").Form, map[string]string{views.BoxUsualReaders: "1", views.BoxKeep: "30"})
		before.Readers, before.RetentionDays, before.Share = pw.Supervisor, 30, pw.ShareAsk
		before.ReadersShown = namedNow(t, w.store, ws, sam, "")
		before.ShareShown = before.ReadersShown
		w.submit(sam, w.hours(sam), nil)
		if diff := cmp.Diff(before, w.prefs(sam)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("are as the team has them once they are emptied", func(t *testing.T) {
		w := newWorld(t)
		empty := w.hours(sam)
		w.submit(sam, empty, everything)
		w.submit(sam, empty, nil)
		if diff := cmp.Diff(pw.Preferences{}, w.prefs(sam)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("begin a leave today where no first day is chosen", func(t *testing.T) {
		w := newWorld(t)
		w.submit(sam, w.hours(sam), map[string]string{views.BoxLeaveUntil: "2026-11-16"})
		if p := w.prefs(sam); !p.Away(w.now) || p.Away(w.now.AddDate(0, 0, 1)) {
			t.Errorf("leave is %v", p.Leave)
		}
	})
	t.Run("are refused where they cannot be kept", func(t *testing.T) {
		for _, c := range []struct{ name, box, says string }{
			{"a pause that is over", views.BoxPause, "still to come"},
			{"a leave without a last day", views.BoxLeaveUntil, "the last day too"},
			{"a leave that ends before it begins", views.BoxLeaveUntil, "before the first one"},
			{"a leave that is over", views.BoxLeaveUntil, "is over"},
			{"one time of two", views.BoxHoursUntil, "both times"},
			{"a zone nobody knows", views.BoxZone, "Europe/London"},
		} {
			typed := map[string]map[string]string{
				"a pause that is over":               {views.BoxPause: "2026-11-01"},
				"a leave without a last day":         {views.BoxLeaveFrom: "2026-12-01"},
				"a leave that ends before it begins": {views.BoxLeaveFrom: "2026-12-02", views.BoxLeaveUntil: "2026-12-01"},
				"a leave that is over":               {views.BoxLeaveFrom: "2026-11-01", views.BoxLeaveUntil: "2026-11-15"},
				"one time of two":                    {views.BoxHoursFrom: "16:30"},
				"a zone nobody knows":                {views.BoxZone: "London"},
			}[c.name]
			t.Run(c.name, func(t *testing.T) {
				w := newWorld(t)
				r := w.submit(sam, w.hours(sam), typed)
				w.contains(r.Errors[c.box], c.says)
				if diff := cmp.Diff(pw.Preferences{}, w.prefs(sam)); diff != "" || r.Update != nil {
					t.Errorf("saved it: %s", diff)
				}
			})
		}
	})
}
