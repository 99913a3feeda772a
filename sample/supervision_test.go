package sample

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

func TestSamMeetsAmaInAWeek(t *testing.T) {
	all := Supervisions("T1", start(t))
	sam := all[0].Rhythm
	var days []string
	for day := sam.First; len(days) <= pastSessions; day = sam.After(day) {
		days = append(days, day)
	}
	if diff := cmp.Diff([]string{"2026-09-03", "2026-10-01", "2026-10-29", "2026-11-26"}, days); diff != "" {
		t.Error(diff)
	}
	for _, s := range all {
		if err := s.Rhythm.Check(); err != nil {
			t.Errorf("%s: %v", s.Rhythm.Pair.Worker, err)
		}
		if day := s.Rhythm.Weekday(); day == 0 || day == 6 {
			t.Errorf("%s meets on a %s", s.Rhythm.Pair.Worker, day)
		}
		for _, met := range s.Past {
			if met.State == peerwork.SessionMissed && met.Why == "" {
				t.Errorf("%s: a missed session says no reason", s.Rhythm.Pair.Worker)
			}
		}
	}
}
