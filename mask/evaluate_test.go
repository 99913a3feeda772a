package mask_test

import (
	"os"
	"testing"

	"handrail/mask"
)

func labelled(t *testing.T) []mask.Labelled {
	t.Helper()
	var notes []mask.Labelled
	for _, set := range sets() {
		notes = append(notes, readSet(t, set)...)
	}
	return notes
}

// sets are in the order they were written in; see docs/identifiers.md.
func sets() []string {
	return []string{
		"testdata/labelled.jsonl", "testdata/held-back.jsonl", "testdata/untuned.jsonl",
		"testdata/fourth.jsonl", "testdata/fifth.jsonl", "testdata/sixth.jsonl", "testdata/seventh.jsonl",
	}
}

func readSet(t *testing.T, name string) []mask.Labelled {
	t.Helper()
	f, err := os.Open(name)
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

// The floors are the goals of docs/identifiers.md. Run with -v for its tables and for what is missed.
func TestFiguresStayAboveTheFloors(t *testing.T) {
	for _, set := range sets() {
		t.Run(set, func(t *testing.T) { holdFloors(t, mask.New().Evaluate(readSet(t, set))) })
	}
}

func holdFloors(t *testing.T, e mask.Evaluation) {
	t.Helper()
	t.Logf("\n%s", e)
	for _, miss := range e.Misses {
		t.Logf("%+v", miss)
	}
	for _, score := range e.Scores {
		if floor := floors(score.Kind); score.Recall() < floor {
			t.Errorf("recall of %s is %.3f, expected at least %.2f", score.Kind, score.Recall(), floor)
		}
	}
	if 100*e.Flagged > 5*e.Clean {
		t.Errorf("%d of %d clean notes are flagged, expected at most 5 in 100", e.Flagged, e.Clean)
	}
}

func floors(k mask.Kind) float64 {
	switch {
	case k.Hard():
		return 0.98
	case k == mask.PersonName:
		return 0.85
	}
	return 0.5 // initials are few, and rarely alone
}
