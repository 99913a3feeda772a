package storage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
)

func TestBearingsAreThoseOfNow(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		mine, other := p.open(t), p.open(t)
		look := func() (pw.Roster, pw.Preferences, map[pw.UserID]pw.Person) {
			r, prefs, people, err := mine.Bearings(t.Context(), here, sam)
			must(t, err)
			return r, prefs, people
		}
		look()
		must(t, other.SavePeople(t.Context(), here, pw.Person{ID: sam, Name: "Sam"}))
		must(t, other.SavePreferences(t.Context(), here, sam, func(p *pw.Preferences) { p.RetentionDays = 30 }))
		roster, prefs, people := look()
		if people[sam].Name != "Sam" || prefs.RetentionDays != 30 {
			t.Errorf("another replica's changes are not seen: %v %v", people[sam], prefs)
		}
		again, err := mine.Roster(t.Context(), here)
		must(t, err)
		if d := cmp.Diff(roster, again); d != "" {
			t.Error(d)
		}
		must(t, other.SavePeople(t.Context(), here, pw.Person{ID: sam, Name: "Samira"}))
		if _, _, people = look(); people[sam].Name != "Samira" {
			t.Errorf("the new name is not seen: %v", people[sam])
		}
	})
}
