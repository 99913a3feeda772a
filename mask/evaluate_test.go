package mask_test

import (
	"os"
	"testing"

	"handrail/mask"
)

func labelled(t *testing.T) []mask.Labelled {
	t.Helper()
	f, err := os.Open("testdata/labelled.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	notes, err := mask.ReadLabelled(f)
	if err != nil {
		t.Fatal(err)
	}
	return notes
}

// The floors are the goals we publish in docs/identifiers.md.
func TestFiguresStayAboveTheFloors(t *testing.T) {
	e := mask.New().Evaluate(labelled(t))
	t.Logf("run with -v for the table of docs/identifiers.md\n%s", e)
	for _, miss := range e.Misses {
		t.Logf("%+v", miss)
	}
	for _, score := range e.Scores {
		floor := 0.98
		if score.Kind == mask.PersonName {
			floor = 0.85
		}
		if score.Kind == mask.Initials {
			floor = 0.8
		}
		if score.Recall() < floor {
			t.Errorf("recall of %s is %.3f, expected at least %.2f", score.Kind, score.Recall(), floor)
		}
	}
	if 100*e.Flagged > 5*e.Clean {
		t.Errorf("%d of %d clean notes are flagged, expected at most 5 in 100", e.Flagged, e.Clean)
	}
}
