package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
)

func TestOneReminderOfAPromptThatWasLeft(t *testing.T) {
	thursday := time.Date(2026, 11, 19, 15, 31, 0, 0, time.UTC)
	wants := func(p *peerwork.Preferences) { p.PromptReminder = true }
	for _, c := range []struct {
		name   string
		prefs  func(*peerwork.Preferences)
		happen func(t *testing.T, w *world, prompt, message string)
		want   string // when the reminder comes
	}{
		{"comes to nobody who did not ask for it", func(*peerwork.Preferences) {}, nil, ""},
		{"comes the next day", wants, nil, "20 15:30"},
		{"comes on the next day that suits", func(p *peerwork.Preferences) {
			wants(p)
			p.ShiftDays = peerwork.DaysOf(time.Thursday, time.Saturday)
		}, nil, "21 15:30"},
		{"comes after the weekend", func(p *peerwork.Preferences) {
			wants(p)
			p.ShiftDays = peerwork.DaysOf(time.Thursday, time.Monday)
		}, nil, "23 15:30"},
		{"does not come where the next prompt comes first", func(p *peerwork.Preferences) { wants(p); p.ShiftDays = peerwork.DaysOf(time.Thursday) }, nil, ""},
		{"does not come once it was answered", wants, func(t *testing.T, w *world, prompt, _ string) {
			n := peerwork.Note{
				ID: peerwork.NoteID(peerwork.NewID()), Workspace: ws, Author: "USAM", Team: "riverside", Kind: peerwork.Reflection, Prompt: prompt,
				Words: peerwork.Words{What: "zebrafinch"}, Created: thursday, Week: "2026-W47", DeleteOn: thursday.AddDate(0, 0, 90),
			}
			if _, err := w.store.SaveNote(t.Context(), "", n); err != nil {
				t.Fatal(err)
			}
		}, ""},
		{"comes where something else was written", wants, func(t *testing.T, w *world, _, _ string) { w.wrote(t, "USAM", thursday, 90) }, "20 15:30"},
		{"comes where somebody else answered", wants, func(t *testing.T, w *world, prompt, _ string) {
			n := peerwork.Note{
				ID: peerwork.NoteID(peerwork.NewID()), Workspace: ws, Author: "UBEA", Team: "riverside", Kind: peerwork.Reflection, Prompt: prompt,
				Words: peerwork.Words{What: "zebrafinch"}, Created: thursday, Week: "2026-W47", DeleteOn: thursday.AddDate(0, 0, 90),
			}
			if _, err := w.store.SaveNote(t.Context(), "", n); err != nil {
				t.Fatal(err)
			}
		}, "20 15:30"},
		{"does not come once it was skipped", wants, func(t *testing.T, w *world, _, message string) { w.replace(t, message, "") }, ""},
		{"is of the one put in its place", wants, func(t *testing.T, w *world, _, message string) { w.replace(t, message, "r2-less-alone") }, "20 15:30"},
		{"does not come to somebody who paused", wants, func(t *testing.T, w *world, _, _ string) {
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.PausedUntil = thursday.AddDate(0, 0, 3) })
		}, ""},
		{"does not come to somebody on leave", wants, func(t *testing.T, w *world, _, _ string) {
			w.prefer(t, "USAM", func(p *peerwork.Preferences) {
				p.Leave = peerwork.Leave{From: thursday, Until: thursday.AddDate(0, 0, 3)}
			})
		}, ""},
		{"does not come to somebody who wants it no longer", wants, func(t *testing.T, w *world, _, _ string) {
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.PromptReminder = false })
		}, ""},
		{"goes with the person", wants, func(t *testing.T, w *world, _, _ string) {
			if err := w.store.DeleteAll(t.Context(), "", ws, "USAM", thursday); err != nil {
				t.Fatal(err)
			}
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, riverside())
			w.prefer(t, "USAM", c.prefs)
			w.live(t, sunday, thursday)
			message := fmt.Sprint(len(w.post.sent))
			if !strings.HasPrefix(w.post.sent[len(w.post.sent)-1], "USAM ") {
				message = fmt.Sprint(len(w.post.sent) - 1)
			}
			if c.happen != nil {
				prompt, err := w.store.PromptAt(t.Context(), ws, "USAM", message)
				if err != nil {
					t.Fatal(err)
				}
				c.happen(t, w, prompt, message)
			}
			var came []string
			at := thursday
			before := 0
			look := func() {
				if n := len(w.again()); n > before {
					came, before = append(came, at.Format("2 15:04")), n
				}
			}
			err := w.Advance(t.Context(), thursday, thursday.AddDate(0, 0, 6), func(next time.Time) { look(); at = next })
			if err != nil {
				t.Fatal(err)
			}
			look()
			if got := strings.Join(came, " "); got != c.want || len(w.again()) > 1 {
				t.Errorf("came %q, want %q", got, c.want)
			}
			if c.name == "is of the one put in its place" && !strings.Contains(w.again()[0], "less alone with you") {
				t.Error(w.again()[0])
			}
		})
	}
}

// again are the reminders that Sam got.
func (w *world) again() []string {
	var all []string
	for _, text := range w.post.to("USAM") {
		if strings.Contains(text, "The question from before") {
			all = append(all, text)
		}
	}
	return all
}

func (w *world) replace(t *testing.T, message, prompt string) {
	t.Helper()
	if err := w.store.ReplacePrompt(t.Context(), ws, "USAM", message, prompt); err != nil {
		t.Fatal(err)
	}
}
