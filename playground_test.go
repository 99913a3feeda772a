package main

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/playground"
	"handrail/sample"
	"handrail/views"
)

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func played(t *testing.T) *playing {
	t.Helper()
	p, err := startPlayground(t.Context(), "127.0.0.1:0", t.TempDir(), seed, slog.New(slog.DiscardHandler))
	must(t, err)
	t.Cleanup(p.stop)
	return p
}

// write types a note and returns the answer.
func write(t *testing.T, as *playground.Actor, text string) playground.Message {
	t.Helper()
	before := len(as.Messages(as.DM()))
	must(t, as.Command(as.DM(), text))
	must(t, as.Wait("an answer", func() bool { return len(as.Messages(as.DM())) > before }))
	m, _ := as.Last(as.DM())
	return m
}

// action finds an action by the part before its colon.
func action(t *testing.T, on playground.Surface, name string) string {
	t.Helper()
	for _, each := range playground.Actions(on) {
		if _, id, _ := strings.Cut(each, "/"); id == name || strings.HasPrefix(id, name+":") {
			return each
		}
	}
	t.Fatalf("no action %s among %v", name, playground.Actions(on))
	return ""
}

// press chooses in an element of the newest answer, and returns what stands there after.
func press(t *testing.T, as *playground.Actor, name string, chosen ...string) playground.Message {
	t.Helper()
	m, _ := as.Last(as.DM())
	must(t, as.Click(m, action(t, m, name), chosen...))
	must(t, as.Wait("the answer to "+name, func() bool {
		now, _ := as.Last(as.DM())
		return now.Text != m.Text
	}))
	now, _ := as.Last(as.DM())
	return now
}

// TestAWeek is the guide's walk: what one person shares counts, and what they keep does not.
func TestAWeek(t *testing.T) {
	p := played(t)
	sam, jo, ama := p.slack.As("U01SAM"), p.slack.As("U0MGR"), p.slack.As("U0SUP")

	saved := write(t, sam, "/reflect I went with him to the allotment group and stayed until he knew two names.")
	if !saved.Ephemeral || !strings.HasPrefix(saved.Text, "Saved.") || strings.Contains(saved.Text, "allotment") {
		t.Fatalf("got %q", saved.Text)
	}
	press(t, sam, views.ActKeepThemes)
	press(t, sam, views.ActShare, "yes")

	write(t, sam, "/reflect She asked me to sit with her. After a while she talked about her brother.")
	press(t, sam, views.ActKeepThemes)
	press(t, sam, views.ActShare, "no")

	must(t, ama.Command(sample.Riverside, "/supervision ask engagement"))
	preview, err := ama.WaitMessage(sample.Riverside, "question")
	must(t, err)
	must(t, ama.Click(preview, action(t, preview, views.ActPostQuestion)))
	must(t, sam.Wait("the question in the channel", func() bool {
		m, ok := sam.Last(sample.Riverside)
		return ok && !m.Ephemeral && m.User == "U0BOT"
	}))

	must(t, p.slack.Advance(t.Context(), time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)))
	digest, err := jo.WaitMessage(jo.DM(), "What Riverside crisis house shared")
	must(t, err)
	const counted = "6 people shared notes about relationship. 5 people shared notes about role-modelling. 5 people shared notes about engagement."
	if !digest.Has(counted) {
		t.Errorf("only the first note counts, so the digest says %q; got:\n%s", counted, digest.Words())
	}
	if digest.Has("allotment") || digest.Has("brother") || digest.Has("Sam") {
		t.Errorf("the digest tells who or what:\n%s", digest.Words())
	}

	must(t, p.slack.Advance(t.Context(), time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)))
	_, err = sam.WaitMessage(sample.Riverside, "A question for the team")
	must(t, err)
	if faults := p.slack.Faults(); len(faults) > 0 {
		t.Errorf("Slack would not have shown: %v", faults)
	}
}

func TestAKeptPlaygroundGoesOnWhereItStood(t *testing.T) {
	folder, log := t.TempDir(), slog.New(slog.DiscardHandler)
	first, err := startPlayground(t.Context(), "127.0.0.1:0", folder, seed, log)
	must(t, err)
	monday := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	write(t, first.slack.As("U01SAM"), "/reflect We talked.")
	must(t, first.slack.Advance(t.Context(), monday))
	first.stop()
	again, err := startPlayground(t.Context(), "127.0.0.1:0", folder, seed, log)
	must(t, err)
	defer again.stop()
	if now := again.slack.Now(); now.Before(monday) || now.After(monday.Add(time.Minute)) {
		t.Errorf("the clock stands at %s", now)
	}
	if m, found := again.slack.As("U0MGR").Last("D0MGR"); found {
		t.Errorf("the digest was sent again: %q", m.Text)
	}
}

// An empty playground stays one when it goes on, and no other is made into one.
func TestAPlaygroundBeginsWithNobodySetUp(t *testing.T) {
	folder, log := t.TempDir(), slog.New(slog.DiscardHandler)
	for range 2 {
		p, err := startPlayground(t.Context(), "127.0.0.1:0", folder, seedNothing, log)
		must(t, err)
		roster, err := p.store.Roster(t.Context(), playgroundIdentity().Workspace)
		must(t, err)
		if len(roster.Teams) != 0 || len(roster.Admins) != 0 {
			t.Errorf("it begins with %+v", roster)
		}
		robin := p.slack.As("U0ADM")
		must(t, robin.Command(robin.DM(), "/handrail setup"))
		must(t, robin.Wait("the offer to become the first admin", func() bool {
			form, open := robin.Modal()
			return open && form.Has("You are an admin or owner of this Slack workspace.")
		}))
		p.stop()
	}
	_, _, err := playgroundCmd{Data: folder, Empty: true}.folder()
	if err == nil || !isUsage(err) || !strings.Contains(err.Error(), "found a playground in") {
		t.Errorf("a playground is begun anew over another: %v", err)
	}
}

// Whoever becomes the first admin finds App Home as it is then, without opening it again.
func TestAppHomeFollowsTheFirstAdmin(t *testing.T) {
	p, err := startPlayground(t.Context(), "127.0.0.1:0", t.TempDir(), seedNothing, slog.New(slog.DiscardHandler))
	must(t, err)
	defer p.stop()
	robin := p.slack.As("U0ADM")
	home, err := robin.OpenHome()
	must(t, err)
	must(t, robin.Click(home, action(t, home, views.ActAdmin)))
	var offer playground.View
	must(t, robin.Wait("the offer to become the first admin", func() (open bool) {
		offer, open = robin.Modal()
		return open && offer.Has("Become the first admin")
	}))
	must(t, robin.Click(offer, action(t, offer, views.ActAdminClaim)))
	_, err = robin.WaitHome("You can set up teams, people and safety contacts.")
	must(t, err)
}

func TestThePlaygroundShowsEveryCommandAndShortcut(t *testing.T) {
	reg := handlers.New(handlers.Dependencies{})
	start, err := playgroundStart()
	must(t, err)
	w := playgroundWorkspace(start, sample.Roster())
	if len(w.App.Commands) != len(reg.Commands) || len(w.App.Shortcuts) != len(reg.Shortcuts) {
		t.Errorf("got %+v", w.App)
	}
}

func TestPresetsLieAheadAndComeToMonday(t *testing.T) {
	start, err := playgroundStart()
	must(t, err)
	for day := range 8 {
		for _, hour := range []int{0, 8, 9, 12, 23} {
			now := time.Date(start.Year(), start.Month(), start.Day()+day, hour, 30, 0, 0, start.Location())
			for _, p := range presets(now) {
				if !p.To.After(now) || p.To.Sub(now) > 8*24*time.Hour {
					t.Errorf("%s at %s leads to %s", p.Label, now, p.To)
				}
				if strings.HasPrefix(p.Label, "Monday") && p.To.Weekday() != time.Monday {
					t.Errorf("%s leads to a %s", p.Label, p.To.Weekday())
				}
			}
		}
	}
}
