package scheduler

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"handrail/peerwork"
)

// asked are the topics of the prompts put to somebody.
func (w *world) asked(t *testing.T, u peerwork.UserID) []string {
	t.Helper()
	past, err := w.store.AskedOf(t.Context(), ws, string(u), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	var topics []string
	for _, a := range past {
		p, err := w.banks.Prompt(t.Context(), ws, a.Prompt)
		if err != nil {
			t.Fatal(err)
		}
		topics = append(topics, string(p.Topic()))
	}
	return topics
}

func TestATopicThatIsNotWantedIsNotAskedAbout(t *testing.T) {
	w := newWorld(t, riverside())
	refused := []string{"R1", "R2", "R3", "M1", "M2", "B1", "B7"}
	w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.NotTopics = refused })
	w.live(t, sunday, sunday.AddDate(0, 0, 70))
	got := w.asked(t, "USAM")
	if len(got) < 8 {
		t.Fatalf("only %d prompts in ten weeks", len(got))
	}
	for _, topic := range got {
		if slices.Contains(refused, topic) {
			t.Errorf("asked about %s", topic)
		}
	}
}

func TestAPromptIsCheckedOnceMoreWhenItIsSent(t *testing.T) {
	half := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	evening := &peerwork.QuietHours{From: 8 * 60, Until: 18 * 60}
	for _, c := range []struct {
		name   string
		change func(w *world, p *peerwork.Preferences)
		want   string // when it comes
	}{
		{"and comes in the evening, as wanted", func(*world, *peerwork.Preferences) {}, "19 18:00"},
		{"and is not sent to somebody who went on leave", func(_ *world, p *peerwork.Preferences) {
			p.Leave = peerwork.Leave{From: half, Until: half.AddDate(0, 0, 1)}
		}, ""},
		{"nor to somebody who paused", func(_ *world, p *peerwork.Preferences) { p.PausedUntil = half.AddDate(0, 0, 1) }, ""},
		{"nor about a topic refused since", func(w *world, p *peerwork.Preferences) { p.NotTopics = w.asked(t, "USAM") }, ""},
		{"and waits where the hours have changed", func(_ *world, p *peerwork.Preferences) {
			p.QuietHours = &peerwork.QuietHours{From: 8 * 60, Until: 21*60 + 30}
		}, "19 21:30"},
		{"and is left out where the days have changed and theirs comes too late", func(_ *world, p *peerwork.Preferences) { p.ShiftDays = peerwork.DaysOf(time.Friday) }, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, riverside())
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.QuietHours = evening })
			w.live(t, sunday, half.Add(time.Hour))
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { c.change(w, p) })
			got := ""
			for at := half.Add(time.Hour); at.Before(half.AddDate(0, 0, 3)); at = at.Add(30 * time.Minute) {
				if err := w.Tick(t.Context(), at); err != nil {
					t.Fatal(err)
				}
				if n := len(w.post.to("USAM")); n > 0 && got == "" {
					got = at.Format("2 15:04")
				}
			}
			if got != c.want || len(w.post.to("USAM")) > 1 {
				t.Errorf("came at %q, want %q: %v", got, c.want, w.post.to("USAM"))
			}
		})
	}
}

func TestAPromptNeverComesInQuietHoursAfterTheBotWasDown(t *testing.T) {
	w := newWorld(t, riverside())
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	thursday := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	w.post.fail = func(string) error { return fmt.Errorf("no answer") }
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	if err := w.Tick(t.Context(), thursday); err != nil {
		t.Fatal(err)
	}
	w.post.fail, clock = nil, clock.Add(time.Hour)
	for _, c := range []struct {
		after time.Duration
		want  int
	}{{6 * time.Hour, 0}, {17 * time.Hour, 2}} {
		if err := w.Tick(t.Context(), thursday.Add(c.after)); err != nil {
			t.Fatal(err)
		}
		if n := len(w.post.to("USAM")) + len(w.post.to("UBEA")); n != c.want {
			t.Errorf("after %v: %d prompts, want %d", c.after, n, c.want)
		}
	}
}
