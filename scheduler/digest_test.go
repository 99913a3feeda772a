package scheduler

import (
	"strings"
	"testing"

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
