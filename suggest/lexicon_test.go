package suggest

import (
	"strings"
	"testing"
)

func TestReadLexicon(t *testing.T) {
	cases := []struct{ name, text, wantErr string }{
		{"reads the three kinds of line", "# words\n\nsame they: he she\ncue hope: hope | one day\nstop a the\n", ""},
		{"names the line it does not know", "stop a\nidea hope: hope\n", "line 2 of the lexicon"},
		{"refuses long phrases", "cue hope: light at the end\n", "up to three words"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			_, err := readLexicon(c.text)
			if c.wantErr == "" && err != nil {
				t.Fatal(err)
			}
			if c.wantErr != "" && (err == nil || !strings.Contains(err.Error(), c.wantErr)) {
				t.Errorf("got %v, want an error with %q", err, c.wantErr)
			}
		})
	}
}

func TestWordsAreReadAsOne(t *testing.T) {
	lex, err := readLexicon(lexiconFile)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct{ name, a, b string }{
		{"endings", "talked", "talking"},
		{"a doubled letter", "stopped", "stop"},
		{"a last e", "making", "make"},
		{"a plural in ies", "worries", "worry"},
		{"capitals", "HOPE", "hope"},
		{"a curly apostrophe", "didn’t", "didnt"},
		{"an accent", "café", "cafe"},
		{"he and she", "she", "he"},
		{"Scots", "telt", "told"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if lex.phrase(c.a) != lex.phrase(c.b) {
				t.Errorf("%q and %q are read as two words", c.a, c.b)
			}
		})
	}
}

func FuzzSuggest(f *testing.F) {
	s := newSuggester(f)
	f.Add("She telt me she’s feart — nae joke")
	f.Add("''''' \xe2\x80 \xc3 \xff")
	f.Fuzz(func(t *testing.T, text string) {
		for _, suggestion := range s.Suggest(text) {
			for _, because := range suggestion.Because {
				if !strings.Contains(text, because) {
					t.Errorf("a reason is not in the note")
				}
			}
		}
	})
}
