package suggest

import (
	"slices"
	"strings"
	"testing"

	"handrail/peerwork"
)

func TestThereAreEnoughExamples(t *testing.T) {
	examples, heldOut := readAll(t)
	cases := []struct {
		name            string
		notes           []Example
		ofEach, nothing int
	}{
		{"to learn from", examples, 40, 120},
		{"to judge by", heldOut, 10, 40},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			count := map[peerwork.Code]int{}
			for _, e := range c.notes {
				for _, code := range e.Codes {
					count[code]++
				}
				if len(e.Codes) == 0 {
					count[""]++
				}
			}
			for _, code := range suggestable() {
				if count[code] < c.ofEach {
					t.Errorf("%s: %d notes, want at least %d", code, count[code], c.ofEach)
				}
			}
			if count[""] < c.nothing {
				t.Errorf("fit nothing: %d notes, want at least %d", count[""], c.nothing)
			}
		})
	}
}

func TestNoNoteStandsTwice(t *testing.T) {
	examples, heldOut := readAll(t)
	fresh, err := Fresh()
	if err != nil {
		t.Fatal(err)
	}
	later, err := Later()
	if err != nil {
		t.Fatal(err)
	}
	met := map[string]string{}
	for _, e := range slices.Concat(examples, heldOut, fresh, later) {
		for _, key := range []string{"id " + e.ID, "text " + strings.ToLower(e.Text)} {
			if other, twice := met[key]; twice {
				t.Errorf("%s stands twice, first as %s", e.ID, other)
			}
			met[key] = e.ID
		}
	}
}

func readAll(t testing.TB) (examples, heldOut []Example) {
	t.Helper()
	examples, err := Examples()
	if err != nil {
		t.Fatal(err)
	}
	heldOut, err = HeldOut()
	if err != nil {
		t.Fatal(err)
	}
	return examples, heldOut
}
