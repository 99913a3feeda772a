package notelines

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestEachSaysWhatItFoundAndNoneOfTheWords(t *testing.T) {
	const good = `{"id":"a","text":"x"}` + "\n"
	for _, c := range []struct{ name, line, found string }{
		{"no JSON", `secret`, "no JSON"},
		{"two objects on a line", `{"id":"a","text":"secret"} {"id":"b","text":"x"}`, "no JSON"},
		{"an empty line between", ``, "an empty line"},
		{"an array", `["secret"]`, "JSON that is no object"},
		{"nothing at all", `null`, `no "id" that is a string or a number`},
		{"no id", `{"text":"secret"}`, `no "id" that is a string or a number`},
		{"an id that is an object", `{"id":{},"text":"secret"}`, `no "id" that is a string or a number`},
		{"no text", `{"id":"secret"}`, `no "text"`},
		{"a text that is no text", `{"id":"secret","text":7}`, `"text" that is a number`},
		{"a line without an end in sight", `{"id":"a","text":"` + strings.Repeat("secret", Longest/6) + `"}`, "a line longer than 4 MiB"},
	} {
		t.Run(c.name, func(t *testing.T) {
			read := 0
			err := Each(strings.NewReader(good+c.line+"\n"+good+c.line), func(Note) error { read++; return nil })
			want := Mistakes{{2, c.found}, {4, c.found}}
			if c.line == "" {
				want = want[:1] // an end is no empty line
			}
			var got Mistakes
			if !errors.As(err, &got) || cmp.Diff(want, got) != "" {
				t.Errorf("got %.200v, want %v", err, want)
			}
			if read != 1 {
				t.Errorf("%d notes were read before the first mistake", read)
			}
			if strings.Contains(err.Error(), "secret") {
				t.Errorf("it repeats the line: %.200v", err)
			}
		})
	}
}

func TestEachReadsWhatEditorsWrite(t *testing.T) {
	for name, in := range map[string]string{
		"lines of Unix":                  "{\"id\":1,\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"\"}\n",
		"lines of Windows":               "{\"id\":1,\"text\":\"x\"}\r\n{\"id\":\"b\",\"text\":\"\"}\r\n",
		"no end of the last line":        "{\"id\":1,\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"\"}",
		"a mark of the byte order first": "\ufeff{\"id\":1,\"text\":\"x\"}\n{\"id\":\"b\",\"text\":\"\"}\n",
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			if err := Each(strings.NewReader(in), func(n Note) error {
				got = append(got, fmt.Sprintf("%s=%s", n.ID, n.Text))
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"1=x", `"b"=`}, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEachNamesTwentyMistakesAtMost(t *testing.T) {
	err := Each(strings.NewReader(strings.Repeat("no\n", 100)), func(Note) error { return nil })
	var got Mistakes
	if !errors.As(err, &got) || len(got) != most || got[most-1].Line != most {
		t.Errorf("got %v", err)
	}
}

func TestEachTellsWhatBrokeOff(t *testing.T) {
	broken := errors.New("it broke off")
	if err := Each(io.MultiReader(strings.NewReader("{\"id\":1,\"text\":\"x\"}\n"), failing{broken}), func(Note) error { return nil }); !errors.Is(err, broken) || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("reading: got %v", err)
	}
	if err := Each(strings.NewReader(`{"id":1,"text":"x"}`), func(Note) error { return broken }); !errors.Is(err, broken) {
		t.Errorf("doing: got %v", err)
	}
}

type failing struct{ err error }

func (f failing) Read([]byte) (int, error) { return 0, f.err }
