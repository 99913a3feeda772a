package suggest

import (
	"slices"

	"handrail/peerwork"
)

// leastReason is how strongly words must speak for a code, against the mean of all codes, to be named as a reason.
const leastReason = 0.02

// reason is a run of words and how strongly it speaks for one code.
type reason struct {
	first, last int32
	speaks      float32
}

// because returns the words that spoke most strongly for code in the text that d has just read.
func (m *model) because(d *desk, text string, code peerwork.Code) []string {
	d.gather(m, slices.Index(m.codes, code))
	var because []string
	var named [MostReasons]reason
	for len(because) < MostReasons {
		best := -1
		for i, r := range d.reasons {
			if r.speaks > 0 && (best < 0 || r.speaks > d.reasons[best].speaks) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		r := d.reasons[best]
		d.reasons[best].speaks = 0
		if overlaps(named[:len(because)], r) {
			continue
		}
		if because == nil {
			because = make([]string, 0, MostReasons)
		}
		named[len(because)] = r
		words := d.reader.words
		because = append(because, text[words[r.first].start:words[r.last].end])
	}
	return because
}

// gather sums, for each run of words, how much it speaks for the code at place c.
func (d *desk) gather(m *model, c int) {
	d.reasons = d.reasons[:0]
	for _, f := range d.reader.found {
		if f.feature == unknown {
			continue
		}
		speaks := m.rows[f.feature].speaksFor(c)
		if n := len(d.reasons) - 1; n >= 0 && d.reasons[n].first == f.first && d.reasons[n].last == f.last {
			d.reasons[n].speaks += speaks
			continue
		}
		d.reasons = append(d.reasons, reason{f.first, f.last, speaks})
	}
	for i, r := range d.reasons {
		if r.speaks < leastReason || d.allStops(m.lex, r) {
			d.reasons[i].speaks = 0
		}
	}
}

// speaksFor is how far the feature moves the code at place c, against the mean of all classes.
func (w *row) speaksFor(c int) float32 { return (w[c] - w[mean]) * w[tells] }

func (d *desk) allStops(lex *lexicon, r reason) bool {
	for _, w := range d.reader.words[r.first : r.last+1] {
		if !lex.stops.Has(w.stem) {
			return false
		}
	}
	return true
}

func overlaps(named []reason, r reason) bool {
	return slices.ContainsFunc(named, func(n reason) bool { return r.first <= n.last && n.first <= r.last })
}
