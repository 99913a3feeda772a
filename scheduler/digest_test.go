package scheduler

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
)

func TestAManagerSinceTodayGetsNoDigestOfTheWeekBefore(t *testing.T) {
	w := newWorld(t, riverside())
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	monday := sunday.AddDate(0, 0, 1)
	roster := riverside()
	roster.Teams[0].LineManagers = append(roster.Teams[0].LineManagers, peerwork.Held{User: "UKIM"})
	if err := w.store.SaveRoster(t.Context(), ws, -1, roster, "UADMIN", monday); err != nil {
		t.Fatal(err)
	}
	w.live(t, monday, monday.AddDate(0, 0, 1))
	if len(w.post.to("UJO")) != 1 || len(w.post.to("UKIM")) != 0 {
		t.Errorf("sent %v", w.post.sent)
	}
	w.live(t, monday.AddDate(0, 0, 1), monday.AddDate(0, 0, 8))
	if len(w.post.to("UJO")) != 2 || len(w.post.to("UKIM")) != 1 {
		t.Errorf("a week later: %v", w.post.sent)
	}
}

func TestAManagersDigestTellsOfTheirOwnSessionsOnly(t *testing.T) {
	r := riverside()
	r.Teams[0].Workers[1].Supervisor = "UJO"
	w := newWorld(t, r)
	for _, p := range []peerwork.Pair{{Team: "riverside", Worker: "UBEA", Supervisor: "UJO"}, {Team: "riverside", Worker: "USAM", Supervisor: "UAMA"}} {
		s, err := p.Plan(ws, "2026-11-17T14:00", "Europe/London", sunday)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.store.PlanSession(t.Context(), "", s, p.Supervisor, sunday); err != nil {
			t.Fatal(err)
		}
	}
	w.live(t, sunday.AddDate(0, 0, 7), sunday.AddDate(0, 0, 8))
	digests := 0
	for _, text := range w.post.to("UJO") {
		if !strings.Contains(text, "What Riverside shared") {
			continue
		}
		digests++
		if !strings.Contains(text, "Tuesday 17 November 2026, 14:00: nobody has recorded it yet.") || strings.Count(text, "17 November") != 1 {
			t.Error(text)
		}
	}
	if digests != 1 {
		t.Errorf("%d digests: %+v", digests, w.post.sent)
	}
}

// TestAQuarterNobodyLookedAtSaysWhatWasShared has words go, and their quarter be looked at only half a year later: what
// was shared with them is still counted, week by week and for the whole organisation.
func TestAQuarterNobodyLookedAtSaysWhatWasShared(t *testing.T) {
	r := riverside()
	r.Teams[0].Workers = nil
	for i := range 6 {
		r.Teams[0].Workers = append(r.Teams[0].Workers, peerwork.Member{User: peerwork.UserID(fmt.Sprint("U", i))})
	}
	r.Teams[0].Schedules = nil // no digest that draws a week
	w := newWorld(t, r)
	for _, m := range r.Teams[0].Workers {
		_, err := w.store.SaveNote(t.Context(), "", peerwork.Note{
			ID: peerwork.NoteID(peerwork.NewID()), Workspace: ws, Author: m.User, Team: "riverside", Kind: peerwork.Reflection, Words: peerwork.Words{What: "We talked."},
			Codes: []peerwork.Code{"R1", peerwork.CodeX}, Talk: peerwork.NoNeed, ShareThemes: true, Roster: 1,
			Created: sunday, Week: "2026-W46", DeleteOn: sunday.AddDate(0, 0, 30),
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	w.ticks(t, sunday)
	w.ticks(t, sunday.AddDate(0, 5, 0)) // nobody ran it for months
	roster, err := w.store.Roster(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	now := sunday.AddDate(0, 6, 0)
	for _, name := range []string{"2026-W46", "2026-11", "2026-Q4"} {
		period, err := peerwork.ParsePeriod(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := Figures(t.Context(), w.store, ourBank(t), ws, roster.Teams[0], 5, period, now)
		if err != nil || f.Themes[0].People != 6 {
			t.Errorf("%s: %+v, %v", name, f.Themes, err)
		}
	}
	quarter, _ := peerwork.ParsePeriod("2026-Q4")
	o, err := Organisation(t.Context(), w.store, ws, roster, quarter, now)
	if last := o.Rows[len(o.Rows)-1]; err != nil || last.Number != 6 {
		t.Errorf("outside the role: %+v, %v", last, err)
	}
	if left := w.left(t); left > 0 {
		t.Errorf("%d quarters still wait to be drawn", left)
	}
}

func (w *world) left(t *testing.T) int {
	t.Helper()
	left, err := w.store.QuartersToDraw(t.Context(), sunday.Add(400*24*time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	return len(left)
}
