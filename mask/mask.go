// Package mask finds what could identify somebody in the words people write, before anything is saved.
//
// Hard identifiers (numbers, addresses, handles and the like) are replaced in the masked text by a plain word in
// brackets. Possible names and initials are only pointed out: whether a word is a name is for its author to say.
// Detection misses things, and docs/identifiers.md says how much. It reads a text once, by hand, without regular
// expressions, and asks the phone number library only about runs of digits that could go either way.
package mask

import (
	"slices"
	"strings"
	"sync"
)

// Finding is one place in a text that may identify somebody. Start and End are half-open byte offsets into the
// original text and stand on rune boundaries.
type Finding struct {
	Kind  Kind `json:"kind"`
	Start int  `json:"start"`
	End   int  `json:"end"`
}

// Result is what Mask found in one text. Findings are in order and do not overlap.
type Result struct {
	Masked   string
	Findings []Finding
}

// Masker finds identifiers. It is safe for concurrent use and keeps nothing of what it reads.
type Masker struct {
	words *vocabulary
	scans sync.Pool
}

// New returns a Masker with the word lists in the data folder.
func New() *Masker {
	m := &Masker{words: readVocabulary()}
	m.scans.New = func() any { return &scan{words: m.words} }
	return m
}

// Mask finds the identifiers in text and hides the hard ones. Masking what is masked changes nothing.
func (m *Masker) Mask(text string) Result {
	s := m.scans.Get().(*scan)
	defer m.scans.Put(s)

	s.read(text)
	s.findHard()
	hard := slices.Clone(s.found)
	s.findSoft()
	soft := s.found[len(hard):]

	if len(hard) == 0 {
		return Result{Masked: text, Findings: inOrder(slices.Clone(soft))}
	}
	hard = m.settle(text, hard)
	return Result{Masked: hide(text, hard), Findings: inOrder(append(hard, outside(soft, hard)...))}
}

// settle looks again at the masked text until nothing new turns up: hiding one thing can lay bare another beside it.
func (m *Masker) settle(text string, hard []Finding) []Finding {
	for range maxLooks {
		more := m.lookAgain(hide(text, hard))
		if len(more) == 0 {
			break
		}
		hard = merge(hard, backTo(hard, more))
	}
	return hard
}

// maxLooks bounds how often a text is read again. Each look hides more, and two have always been enough.
const maxLooks = 8

func (m *Masker) lookAgain(masked string) []Finding {
	s := m.scans.Get().(*scan)
	defer m.scans.Put(s)
	s.read(masked)
	s.findHard()
	return slices.Clone(s.found)
}

// backTo turns findings in the masked text, which are in order, into findings in the original.
func backTo(hidden, found []Finding) []Finding {
	moved := make([]Finding, len(found))
	w := walk{hidden: hidden}
	for i, f := range found {
		moved[i] = Finding{f.Kind, w.start(f.Start), w.end(f.End)}
	}
	return moved
}

// walk goes once along a masked text and tells where each place was in the original. Places are asked for in order.
type walk struct {
	hidden []Finding // what is still ahead, or underway
	shift  int       // how much further on the original is
}

// start gives the original of the beginning of something; inside a hidden word it is where that begins.
func (w *walk) start(at int) int {
	if h, in := w.to(at); in {
		return h.Start
	}
	return at + w.shift
}

// end gives the original of the end of something; inside a hidden word it is where that ends.
func (w *walk) end(at int) int {
	if h, in := w.to(at - 1); in {
		return h.End
	}
	return at + w.shift
}

// to goes on to a place and tells which hidden word it is in, if any.
func (w *walk) to(at int) (Finding, bool) {
	for len(w.hidden) > 0 {
		h := w.hidden[0]
		stop := h.Start - w.shift + len(placeholder(h.Kind))
		if at < stop {
			return h, at >= h.Start-w.shift
		}
		w.shift = h.End - stop
		w.hidden = w.hidden[1:]
	}
	return Finding{}, false
}

// merge joins findings that touch the same words into one, of the first one's kind.
func merge(a, b []Finding) []Finding {
	var merged []Finding
	for _, f := range inOrder(append(a, b...)) {
		last := len(merged) - 1
		if last >= 0 && f.Start < merged[last].End {
			merged[last].End = max(merged[last].End, f.End)
			continue
		}
		merged = append(merged, f)
	}
	return merged
}

func inOrder(findings []Finding) []Finding {
	slices.SortFunc(findings, func(a, b Finding) int { return a.Start - b.Start })
	return findings
}

// outside keeps the soft findings that touch no hard one.
func outside(soft, hard []Finding) []Finding {
	var kept []Finding
	for _, f := range soft {
		i, _ := slices.BinarySearchFunc(hard, f.Start, func(h Finding, at int) int { return h.End - 1 - at })
		if i == len(hard) || hard[i].Start >= f.End {
			kept = append(kept, f)
		}
	}
	return kept
}

// hide replaces each finding by the bracketed word for its kind.
func hide(text string, hard []Finding) string {
	var masked strings.Builder
	masked.Grow(len(text) + 8*len(hard))
	at := 0
	for _, f := range hard {
		masked.WriteString(text[at:f.Start])
		masked.WriteString(placeholder(f.Kind))
		at = f.End
	}
	masked.WriteString(text[at:])
	return masked.String()
}

// Replace puts with in place of each possible name among the findings, and leaves the others. It begins a sentence
// with a capital where the name began one. Findings must be those of text.
func Replace(text string, findings []Finding, with string) string {
	var replaced strings.Builder
	at := 0
	for _, f := range findings {
		if f.Kind != PersonName || f.Start < at || f.End > len(text) {
			continue
		}
		replaced.WriteString(text[at:f.Start])
		replaced.WriteString(inSentence(text[:f.Start], with))
		at = f.End
	}
	replaced.WriteString(text[at:])
	return replaced.String()
}

func inSentence(before, with string) string {
	before = strings.TrimRight(before, " ")
	if with == "" || before != "" && !strings.HasSuffix(before, "\n") && !strings.ContainsAny(before[len(before)-1:], ".!?") {
		return with
	}
	return strings.ToUpper(with[:1]) + with[1:]
}
