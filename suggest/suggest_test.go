package suggest

import (
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

func TestSuggest(t *testing.T) {
	s := newSuggester(t)
	cases := []struct {
		name, text string
		want       peerwork.Code
	}{
		{"hears the same experience", "I told her I'd been on this ward too and she said me too", "R1"},
		{"hears listening", "He opened up on our walk and I just listened, in his own time", "R3"},
		{"hears a slip of the finger", "He opned up on our walk and I just lisened", "R3"},
		{"hears Scots", "She telt me she's feart tae tell the nurses she's cuttin again", "E3"},
		{"hears the community", "Went along to the choir with him, he has joined", "E4"},
		{"hears work outside the role", "Was asked to cover reception and hand out the medication", "X"},
		{"is silent at one word", "test", ""},
		{"is silent at the weather", "Raining again, bus was late", ""},
		{"is silent at hope in another sense", "Hope the rota is out on Monday", ""},
		{"is silent at an empty note", "", ""},
		{"is silent at marks", "... ?! \u2014 \U0001F642", ""},
		{"is silent at broken bytes", "\xff\xfe\xe2\x80", ""},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := peerwork.Code("")
			if suggestions := s.Suggest(c.text); len(suggestions) > 0 {
				got = suggestions[0].Code
			}
			if got != c.want {
				t.Errorf("first suggestion %q, want %q", got, c.want)
			}
		})
	}
}

func TestSuggestReadsNoMarkOfSomethingHidden(t *testing.T) {
	s := newSuggester(t)
	const words = "He told me what he keeps from the nurses. Call %s soon."
	with, without := s.Suggest(strings.Replace(words, "%s", "[phone number]", 1)), s.Suggest(strings.Replace(words, "%s", "", 1))
	if len(without) == 0 {
		t.Fatal("nothing is suggested")
	}
	if diff := cmp.Diff(without, with); diff != "" {
		t.Error(diff)
	}
	for _, unclosed := range []string{"[", "a [", "a [b", "[" + strings.Repeat("long ", 20) + "]"} {
		s.Suggest(unclosed) // it ends
	}
}

func TestSuggestKeepsItsPromises(t *testing.T) {
	s := newSuggester(t)
	examples, err := HeldOut()
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range examples {
		suggestions := s.Suggest(e.Text)
		if len(suggestions) > MostSuggestions {
			t.Errorf("%s: %d suggestions", e.ID, len(suggestions))
		}
		for i, g := range suggestions {
			if g.Score <= 0 || g.Score > 1 || i > 0 && g.Score > suggestions[i-1].Score {
				t.Errorf("%s: scores are not in order: %v", e.ID, suggestions)
			}
			if n := len(g.Because); n == 0 || n > MostReasons {
				t.Errorf("%s: %d reasons for %s", e.ID, n, g.Code)
			}
			for _, because := range g.Because {
				if !strings.Contains(e.Text, because) {
					t.Errorf("%s: a reason is not in the note", e.ID)
				}
			}
		}
	}
}

func TestTheSameWordsGiveTheSameSuggestions(t *testing.T) {
	examples, err := HeldOut()
	if err != nil {
		t.Fatal(err)
	}
	first, again := newSuggester(t), newSuggester(t)
	var want [][]Suggestion
	for _, e := range examples {
		want = append(want, first.Suggest(e.Text))
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for i, e := range examples {
				if diff := cmp.Diff(want[i], again.Suggest(e.Text)); diff != "" {
					t.Errorf("%s (-first +again):\n%s", e.ID, diff)
				}
			}
		})
	}
	all.Wait()
}
