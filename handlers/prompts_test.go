package handlers_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"handrail/views"
)

func TestPromptsToAMember(t *testing.T) {
	w := newWorld(t)
	t.Run("can be skipped", func(t *testing.T) {
		w.says(w.press(sam, views.Action(views.ActSkipPrompt, "r2-less-alone"), ""), "Skipped. That is fine.")
	})
	t.Run("can be changed for another one, never the one shown", func(t *testing.T) {
		r := w.press(sam, views.Action(views.ActOtherPrompt, "r2-less-alone"), "r2-less-alone")
		if !r.Replace || w.action(r.Say.Blocks, views.ActWritePrompt) == views.Action(views.ActWritePrompt, "r2-less-alone") {
			t.Error("the same one")
		}
	})
	t.Run("leave a topic out from then on", func(t *testing.T) {
		for range 2 {
			r := w.press(sam, views.Action(views.ActNotTopic, "r2-less-alone"), "r2-less-alone")
			w.says(r, "We will not ask you about “building the relationship” again.")
		}
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if !slices.Equal(prefs.NotTopics, []string{"R2"}) {
			t.Errorf("left out %v", prefs.NotTopics)
		}
		seen := ""
		for range 12 {
			r := w.press(sam, views.Action(views.ActOtherPrompt, "r2-less-alone"), seen)
			id := views.ActionID(w.action(r.Say.Blocks, views.ActWritePrompt))
			if strings.HasPrefix(id, "r2-") {
				t.Errorf("asked %s", id)
			}
			seen += id + ","
		}
		w.says(w.press(sam, views.Action(views.ActNotTopic, "of-another-bank"), ""), "Skipped. That is fine.")
	})
	t.Run("can be paused", func(t *testing.T) {
		w.says(w.press(sam, views.ActPausePrompts, ""), "Paused. No questions come to you before Monday 30 November 2026.")
		prefs, err := w.store.Preferences(t.Context(), ws, sam)
		w.must(err)
		if want := time.Date(2026, 11, 30, 0, 0, 0, 0, time.UTC); !prefs.PausedUntil.Equal(want) {
			t.Errorf("paused until %v", prefs.PausedUntil)
		}
	})
}
