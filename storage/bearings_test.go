package storage_test

import (
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
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

// TestWhatIsRememberedOfPeopleIsWhatWasSavedLast has two replicas save the same person at once, and a third look: when all
// is done it remembers what is stored.
func TestWhatIsRememberedOfPeopleIsWhatWasSavedLast(t *testing.T) {
	p := onPostgres(t)
	saves, looks := []*storage.Store{p.open(t), p.open(t)}, p.open(t)
	for range 60 {
		var both sync.WaitGroup
		for i, s := range saves {
			both.Go(func() {
				if err := s.SavePeople(t.Context(), here, pw.Person{ID: sam, Name: "Sam", Deactivated: i == 1}); err != nil {
					t.Error(err)
				}
				if _, _, _, err := looks.Bearings(t.Context(), here, sam); err != nil {
					t.Error(err)
				}
			})
		}
		both.Wait()
		_, _, remembered, err := looks.Bearings(t.Context(), here, sam)
		must(t, err)
		stored, err := looks.People(t.Context(), here, sam)
		must(t, err)
		if d := cmp.Diff(stored[sam], remembered[sam]); d != "" {
			t.Fatalf("-stored +remembered %s", d)
		}
	}
}
