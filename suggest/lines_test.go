package suggest

import (
	"strings"
	"testing"
)

func TestLines(t *testing.T) {
	s := newSuggester(t)
	cases := []struct{ name, in, want string }{
		{"answers nothing to nothing", "", ""},
		{"answers [] to a note that fits nothing", `{"id":"a","text":"test"}`, `{"id":"a","codes":[]}` + "\n"},
		{"keeps the order, and the ids as they were", "{\"id\":2,\"text\":\"hello\"}\r\n{\"id\":\"<b>\",\"text\":\"\"}\n", "{\"id\":2,\"codes\":[]}\n{\"id\":\"<b>\",\"codes\":[]}\n"},
		{"passes over fields it does not know", `{"id":"a","text":"rota?","codes":["R1"]}` + "\n", `{"id":"a","codes":[]}` + "\n"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			if err := s.Lines(strings.NewReader(c.in), &out); err != nil {
				t.Fatal(err)
			}
			if out.String() != c.want {
				t.Errorf("got %q, want %q", out.String(), c.want)
			}
		})
	}
}

func TestLinesStopsWritingAtALineItCannotRead(t *testing.T) {
	good := `{"id":"a","text":"test"}` + "\n"
	var out strings.Builder
	err := newSuggester(t).Lines(strings.NewReader(good+"no\n"+good), &out)
	if want := `{"id":"a","codes":[]}` + "\n"; err == nil || out.String() != want {
		t.Errorf("got %q and %v, want %q and an error", out.String(), err, want)
	}
}

func TestLinesSuggestsForANote(t *testing.T) {
	var out strings.Builder
	in := `{"id":"n7","text":"We went to the library and she joined the choir."}`
	if err := newSuggester(t).Lines(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if want := `{"id":"n7","codes":[{"code":"E4","score":0.`; !strings.HasPrefix(out.String(), want) {
		t.Errorf("got %q, want it to begin %q", out.String(), want)
	}
}

func newSuggester(t testing.TB) *Suggester {
	t.Helper()
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	return s
}
