package peerwork_test

import (
	"testing"
	"time"

	"handrail/peerwork"
)

func TestDiscussed(t *testing.T) {
	now := time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)
	for name, c := range map[string]struct{ deleteOn, want time.Time }{
		"has the words go after thirty days": {now.AddDate(0, 0, 90), now.AddDate(0, 0, 30)},
		"keeps an earlier day":               {now.AddDate(0, 0, 12), now.AddDate(0, 0, 12)},
	} {
		t.Run(name, func(t *testing.T) {
			n := peerwork.Note{Talk: peerwork.Soon, DeleteOn: c.deleteOn}
			n.Discussed(now)
			if n.Talk != peerwork.NoNeed || !n.DeleteOn.Equal(c.want) {
				t.Errorf("talk %s, deleted on %s", n.Talk, n.DeleteOn)
			}
		})
	}
}

func TestShorten(t *testing.T) {
	now := time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)
	made := func(daysAgo, keep int) peerwork.Dates {
		at := now.AddDate(0, 0, -daysAgo)
		return peerwork.Dates{Created: at, DeleteOn: at.AddDate(0, 0, keep)}
	}
	acrossClocks := made(1, 30)
	acrossClocks.DeleteOn = acrossClocks.DeleteOn.Add(time.Hour)
	notes := map[peerwork.NoteID]peerwork.Dates{"a": made(40, 90), "b": made(30, 90), "c": made(29, 90), "d": made(1, 90), "e": made(1, 14), "f": acrossClocks}
	for name, c := range map[string]struct {
		days int
		want peerwork.Shorter
	}{
		"counts what goes now and what goes sooner": {30, peerwork.Shorter{Days: 30, Now: 2, Sooner: 2}},
		"changes nothing when it is not shorter":    {90, peerwork.Shorter{Days: 90}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := peerwork.Shorten(notes, c.days, now); got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
