package suggest

import (
	_ "embed"
	"fmt"
	"io"
	"slices"

	"handrail/peerwork"
)

// Figures say how well suggestions fitted notes whose codes are known. Each pair is a count and what it is out of.
type Figures struct {
	Fitting    int // notes that some code fits
	FirstTheme int // of those, the first suggestion was of a right theme
	FirstCode  int // of those, the first suggestion was a right code
	FirstThree int // of those, a right code was among the suggestions
	AllCodes   int // of those, every right code was among the suggestions
	NoneFits   int // notes that no code fits
	Silent     int // of those, nothing was suggested
}

// Evaluate compares what s suggests with the codes of the examples. No suggestion for a note that a code fits is wrong.
func Evaluate(s *Suggester, examples []Example) Figures {
	var f Figures
	for _, e := range examples {
		f.count(e.Codes, s.Suggest(e.Text))
	}
	return f
}

// CrossValidate deals the examples out into so many parts, and judges each by a suggester that learnt from the rest.
func CrossValidate(examples []Example, parts int) (Figures, error) {
	return crossValidate(examples, parts, usualRecipe())
}

func crossValidate(examples []Example, parts int, rec recipe) (Figures, error) {
	var all Figures
	for part := range parts {
		rest, judged := deal(examples, parts, part)
		s, err := learntFrom(rest, rec)
		if err != nil {
			return all, err
		}
		all = all.plus(Evaluate(s, judged))
	}
	return all, nil
}

func deal(examples []Example, parts, part int) (rest, judged []Example) {
	for i, e := range examples {
		if i%parts == part {
			judged = append(judged, e)
			continue
		}
		rest = append(rest, e)
	}
	return rest, judged
}

func (f *Figures) count(right []peerwork.Code, suggested []Suggestion) {
	if len(right) == 0 {
		f.NoneFits++
		f.Silent += one(len(suggested) == 0)
		return
	}
	f.Fitting++
	if len(suggested) == 0 {
		return
	}
	first := suggested[0].Code
	sameTheme := func(c peerwork.Code) bool { return peerwork.ThemeOf(c) == peerwork.ThemeOf(first) }
	isSuggested := func(c peerwork.Code) bool {
		return slices.ContainsFunc(suggested, func(s Suggestion) bool { return s.Code == c })
	}
	isMissing := func(c peerwork.Code) bool { return !isSuggested(c) }
	f.FirstTheme += one(slices.ContainsFunc(right, sameTheme))
	f.FirstCode += one(slices.Contains(right, first))
	f.FirstThree += one(slices.ContainsFunc(right, isSuggested))
	f.AllCodes += one(!slices.ContainsFunc(right, isMissing))
}

func one(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func (f Figures) plus(g Figures) Figures {
	return Figures{
		Fitting: f.Fitting + g.Fitting, FirstTheme: f.FirstTheme + g.FirstTheme, FirstCode: f.FirstCode + g.FirstCode,
		FirstThree: f.FirstThree + g.FirstThree, AllCodes: f.AllCodes + g.AllCodes,
		NoneFits: f.NoneFits + g.NoneFits, Silent: f.Silent + g.Silent,
	}
}

// String says the figures in a hundred, with what they were counted from.
func (f Figures) String() string {
	return fmt.Sprintf("first theme right %s, first code right %s, a right code among three %s, all right codes among three %s, silent where nothing fits %s",
		share(f.FirstTheme, f.Fitting), share(f.FirstCode, f.Fitting), share(f.FirstThree, f.Fitting),
		share(f.AllCodes, f.Fitting), share(f.Silent, f.NoneFits))
}

func share(n, of int) string {
	if of == 0 {
		return "(no notes)"
	}
	return fmt.Sprintf("%.1f in 100 (%d of %d)", 100*float64(n)/float64(of), n, of)
}

// Parts is into how many parts Report deals the examples out for its cross-validation.
const Parts = 10

// Report writes the figures of the suggester as it stands: cross-validated on its examples, on the held-out notes, the
// fresh and the later ones.
func Report(w io.Writer) error {
	s, err := New()
	if err != nil {
		return err
	}
	examples, err := Examples()
	if err != nil {
		return err
	}
	heldOut, err := HeldOut()
	if err != nil {
		return err
	}
	fresh, err := Fresh()
	if err != nil {
		return err
	}
	later, err := Later()
	if err != nil {
		return err
	}
	crossed, err := CrossValidate(examples, Parts)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "cross-validated: %s\nheld out: %s\nfresh: %s\nlater: %s\n",
		crossed, Evaluate(s, heldOut), Evaluate(s, fresh), Evaluate(s, later))
	if err != nil {
		return fmt.Errorf("write the figures: %w", err)
	}
	return nil
}

//go:embed heldout.jsonl
var heldOutFile []byte

//go:embed fresh.jsonl
var freshFile []byte

//go:embed later.jsonl
var laterFile []byte

// HeldOut returns the notes it never learns from. They were written first, to judge it by.
func HeldOut() ([]Example, error) { return readExamples("held-out notes", heldOutFile) }

// Fresh returns notes written after the examples and the method, to see how the suggester meets words it was not made with.
func Fresh() ([]Example, error) { return readExamples("fresh notes", freshFile) }

// Later returns notes written by somebody who had read neither the examples nor the lexicon. Nothing was tuned on them.
func Later() ([]Example, error) { return readExamples("later notes", laterFile) }
