// Package suggest reads a note and suggests which codes of the coding frame may fit, with the words that spoke for
// each. It learns at start-up, from invented examples in examples.jsonl and from the ideas in lexicon.txt, and from
// nobody's notes. The worker decides; this only saves looking the codes up.
//
// The same words give the same suggestions. Nothing leaves the process and nothing of a note is kept.
package suggest

import (
	"fmt"
	"slices"
	"sync"

	"handrail/peerwork"
)

// MostSuggestions is how many codes are suggested for a note at most.
const MostSuggestions = 3

// MostReasons is how many words or phrases are given for a suggestion at most.
const MostReasons = 3

// Suggestion is a code that may fit a note.
type Suggestion struct {
	Code  peerwork.Code
	Score float64 // 0 to 1: how likely the code is, judged by the examples; for ordering, not for people to read

	// Because holds the words that spoke for the code, the strongest first, as the person wrote them. They are parts of the
	// note: show them to nobody but its author, and never log them.
	Because []string
}

// Suggester suggests codes. It may be used by many goroutines at once.
type Suggester struct {
	model *model
	desks sync.Pool
}

// desk is the memory that one suggestion needs.
type desk struct {
	reader   *reader
	features []int32
	reasons  []reason
}

// New learns from the embedded examples.
func New() (*Suggester, error) {
	examples, err := Examples()
	if err != nil {
		return nil, err
	}
	return learntFrom(examples, usualRecipe())
}

func learntFrom(examples []Example, rec recipe) (*Suggester, error) {
	lex, err := readLexicon(lexiconFile)
	if err != nil {
		return nil, err
	}
	m, err := learn(lex, examples, rec)
	if err != nil {
		return nil, fmt.Errorf("make the suggester: %w", err)
	}
	s := &Suggester{model: m}
	s.desks.New = func() any { return &desk{reader: m.newReader()} }
	return s, nil
}

// Suggest returns at most three codes that may fit text, the best first, each with a reason, or none when nothing fits
// well enough.
func (s *Suggester) Suggest(text string) []Suggestion {
	d := s.desks.Get().(*desk)
	defer s.desks.Put(d)
	features, strength := s.model.featuresOf(d.reader, text, d.features[:0])
	d.features = features
	if len(features) == 0 {
		return nil
	}
	likely := s.model.likelihoods(features, strength)
	suggestions := s.model.choose(&likely)
	explained := suggestions[:0]
	for _, suggestion := range suggestions {
		suggestion.Because = s.model.because(d, text, suggestion.Code)
		if len(suggestion.Because) > 0 {
			explained = append(explained, suggestion)
		}
	}
	return explained
}

// choose takes the three likeliest codes, unless it is likelier that none fits.
func (m *model) choose(likely *row) []Suggestion {
	if likely[m.none()] >= m.recipe.silentAt {
		return nil
	}
	first := m.likeliest(likely, nil)
	chosen := make([]Suggestion, 0, MostSuggestions)
	chosen = append(chosen, Suggestion{Code: m.codes[first], Score: float64(likely[first])})
	for len(chosen) < MostSuggestions {
		next := m.likeliest(likely, chosen)
		if likely[next] < m.recipe.leastOther {
			break
		}
		chosen = append(chosen, Suggestion{Code: m.codes[next], Score: float64(likely[next])})
	}
	return chosen
}

// likeliest returns the place of the likeliest code that is not among those chosen.
func (m *model) likeliest(likely *row, chosen []Suggestion) int {
	best := -1
	for c, code := range m.codes {
		taken := slices.ContainsFunc(chosen, func(s Suggestion) bool { return s.Code == code })
		if !taken && (best < 0 || likely[c] > likely[best]) {
			best = c
		}
	}
	return best
}
