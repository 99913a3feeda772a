package suggest

import (
	"strings"
	"testing"

	"handrail/peerwork"
)

// The floors lie a little under what docs/suggestions.md records, so that a change which costs much shows.
func TestTheFiguresHold(t *testing.T) {
	examples, heldOut := readAll(t)
	fresh, err := Fresh()
	if err != nil {
		t.Fatal(err)
	}
	later, err := Later()
	if err != nil {
		t.Fatal(err)
	}
	s := newSuggester(t)
	crossed, err := CrossValidate(examples, Parts)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name                      string
		got                       Figures
		theme, three, silentFloor float64
	}{
		{"cross-validated on the examples", crossed, 80, 87, 80},
		{"on the notes held out", Evaluate(s, heldOut), 90, 94, 90},
		{"on the fresh notes", Evaluate(s, fresh), 83, 92, 86},
		{"on the later notes", Evaluate(s, later), 87, 95, 80},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Log(c.got)
			checkFloor(t, "first theme", c.got.FirstTheme, c.got.Fitting, c.theme)
			checkFloor(t, "code among three", c.got.FirstThree, c.got.Fitting, c.three)
			checkFloor(t, "silent", c.got.Silent, c.got.NoneFits, c.silentFloor)
		})
	}
}

func checkFloor(t *testing.T, what string, n, of int, floor float64) {
	t.Helper()
	if got := 100 * float64(n) / float64(of); got < floor {
		t.Errorf("%s: %.1f in 100, want at least %.0f", what, got, floor)
	}
}

func TestFiguresCount(t *testing.T) {
	suggested := func(codes ...peerwork.Code) (s []Suggestion) {
		for _, c := range codes {
			s = append(s, Suggestion{Code: c})
		}
		return s
	}
	cases := []struct {
		name             string
		right, suggested []peerwork.Code
		want             Figures
	}{
		{"all right", []peerwork.Code{"R1"}, []peerwork.Code{"R1", "M1"}, Figures{1, 1, 1, 1, 1, 0, 0}},
		{"right theme, right code second", []peerwork.Code{"R1"}, []peerwork.Code{"R2", "R1"}, Figures{1, 1, 0, 1, 1, 0, 0}},
		{"one of two codes", []peerwork.Code{"R1", "E3"}, []peerwork.Code{"E3"}, Figures{1, 1, 1, 1, 0, 0, 0}},
		{"wrong altogether", []peerwork.Code{"X"}, []peerwork.Code{"E3"}, Figures{1, 0, 0, 0, 0, 0, 0}},
		{"silent where a code fits", []peerwork.Code{"X"}, nil, Figures{1, 0, 0, 0, 0, 0, 0}},
		{"silent where none fits", nil, nil, Figures{0, 0, 0, 0, 0, 1, 1}},
		{"not silent where none fits", nil, []peerwork.Code{"E3"}, Figures{0, 0, 0, 0, 0, 1, 0}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var got Figures
			got.count(c.right, suggested(c.suggested...))
			if got != c.want {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestReport(t *testing.T) {
	var out strings.Builder
	if err := Report(&out); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"cross-validated: first theme right ", "\nheld out: ", "\nfresh: ", "\nlater: "} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("got %q, want it to hold %q", out.String(), want)
		}
	}
}
