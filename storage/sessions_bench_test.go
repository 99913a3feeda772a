package storage_test

import (
	"testing"

	pw "handrail/peerwork"
)

// BenchmarkTheNextOf200Sessions is what App Home asks for of a pair that has met for years.
func BenchmarkTheNextOf200Sessions(b *testing.B) {
	s := onSQLite(b).open(b)
	saveRoster(b, s, aRoster(), monday)
	for i := range 200 {
		planned, err := samAndAma.Plan(here, monday.AddDate(0, 0, i+1).Format(pw.LocalForm), "Europe/London", monday)
		must(b, err)
		must(b, s.PlanSession(b.Context(), "", planned, ama, monday))
	}
	b.ResetTimer()
	for b.Loop() {
		for _, viewer := range []pw.UserID{sam, ama} {
			if got, err := s.Sessions(b.Context(), here, viewer, pw.SessionFilter{From: monday, State: pw.SessionPlanned, Limit: 2000}); err != nil || len(got) != 200 {
				b.Fatal(len(got), err)
			}
		}
	}
}
