package suggest

import (
	"errors"
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

func TestLinesNamesTheLineItCannotRead(t *testing.T) {
	s := newSuggester(t)
	good := `{"id":"a","text":"test"}` + "\n"
	cases := []struct{ name, in, found string }{
		{"no JSON", good + "secret words\n" + good, "something else"},
		{"an array", good + `["a","secret"]`, "something else"},
		{"a text that is no string", good + `{"id":"a","text":5}`, "something else"},
		{"two objects on a line", good + `{"id":"a","text":"secret"} {"id":"b","text":"x"}`, "something else"},
		{"an empty line between", good + "\n" + good, "an empty line"},
		{"no id", good + `{"text":"secret"}`, `no "id"`},
		{"an id that is an object", good + `{"id":{},"text":"secret"}`, `no "id"`},
		{"no text", good + `{"id":"secret"}`, `no "text"`},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var out strings.Builder
			err := s.Lines(strings.NewReader(c.in), &out)
			var at *LineError
			if !errors.As(err, &at) || at.Line != 2 {
				t.Fatalf("got %v, want an error at line 2", err)
			}
			if !strings.Contains(err.Error(), c.found) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %q, want it to say %q and nothing of the line", err, c.found)
			}
			if want := `{"id":"a","codes":[]}` + "\n"; out.String() != want {
				t.Errorf("before the error got %q, want %q", out.String(), want)
			}
		})
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
