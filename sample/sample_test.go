package sample

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

func start(t *testing.T) time.Time {
	t.Helper()
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return time.Date(2026, 11, 19, 16, 30, 0, 0, london)
}

func TestOneMorePersonMakesEngagementANumber(t *testing.T) {
	notes, err := Notes("T1", start(t))
	if err != nil {
		t.Fatal(err)
	}
	people := map[peerwork.Theme]map[peerwork.UserID]bool{}
	for _, n := range notes {
		if n.Team != "riverside" || n.Week != "2026-W47" || !n.ShareThemes {
			continue
		}
		for _, c := range n.Codes {
			if people[peerwork.ThemeOf(c)] == nil {
				people[peerwork.ThemeOf(c)] = map[peerwork.UserID]bool{}
			}
			people[peerwork.ThemeOf(c)][n.Author] = true
		}
	}
	got := map[peerwork.Theme]int{}
	for theme, who := range people {
		if who["U01SAM"] {
			t.Errorf("Sam has shared %s already", theme)
		}
		got[theme] = len(who)
	}
	want := map[peerwork.Theme]int{peerwork.Relationship: 6, peerwork.RoleModelling: 5, peerwork.Engagement: 4}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestEverySampleNoteIsSound(t *testing.T) {
	notes, err := Notes("T1", start(t))
	if err != nil {
		t.Fatal(err)
	}
	roster, texts := Roster(), map[string]bool{}
	for _, n := range notes {
		team, known := roster.Team(n.Team)
		if _, member := team.Member(n.Author); !known || !member {
			t.Errorf("%s is not of team %s", n.Author, n.Team)
		}
		if !n.Created.Before(start(t)) || n.Created.Before(start(t).AddDate(0, 0, -60)) {
			t.Errorf("written at %s", n.Created)
		}
		for _, c := range n.Codes {
			if _, known := peerwork.LookupSubTheme(c); !known {
				t.Errorf("code %q", c)
			}
		}
		for _, b := range n.Boundaries {
			if _, known := peerwork.LookupBoundary(b); !known {
				t.Errorf("boundary %q", b)
			}
		}
		if texts[n.Words.What] || n.Words.What == "" {
			t.Errorf("the same words twice: %s", n.Words.What)
		}
		texts[n.Words.What] = true
	}
	weeks := map[string]bool{}
	for _, n := range notes {
		weeks[n.Week] = true
	}
	if len(weeks) != 9 {
		t.Errorf("%d weeks", len(weeks))
	}
}
