package mask

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
)

// Labelled is a note with the identifiers somebody marked in it.
type Labelled struct {
	ID       string
	Text     string
	Findings []Finding
}

// Score counts, for one kind, how findings met marks. A finding meets a mark of its kind when they overlap.
type Score struct {
	Kind   Kind
	Marked int // marks in the set
	Met    int // marks that a finding met
	Found  int // findings
	Right  int // findings that met a mark
}

// Recall is the share of marks that were found; 1 when there were none.
func (s Score) Recall() float64 { return share(s.Met, s.Marked) }

// Precision is the share of findings that were right; 1 when there were none.
func (s Score) Precision() float64 { return share(s.Right, s.Found) }

func share(part, whole int) float64 {
	if whole == 0 {
		return 1
	}
	return float64(part) / float64(whole)
}

// Evaluation is how the Masker does on a labelled set.
type Evaluation struct {
	Scores  []Score // by kind, in the order of Kinds
	Hard    Score   // all hard kinds, each mark met by a finding of any hard kind
	Clean   int     // notes without a mark
	Flagged int     // of these, notes with a finding
	Misses  []Miss
}

// Miss is one disagreement between the set and the Masker, for whoever tunes it. Sets are invented, so it may say
// the words.
type Miss struct {
	ID    string
	Kind  Kind
	Words string
	Extra bool // found but not marked
}

// Evaluate runs the Masker over a labelled set.
func (m *Masker) Evaluate(notes []Labelled) Evaluation {
	var e Evaluation
	for _, info := range Kinds() {
		e.Scores = append(e.Scores, Score{Kind: info.Kind})
	}
	for _, note := range notes {
		e.add(note, m.Mask(note.Text).Findings)
	}
	return e
}

func (e *Evaluation) add(note Labelled, found []Finding) {
	if len(note.Findings) == 0 {
		e.Clean++
		e.Flagged += min(1, len(found))
	}
	for _, mark := range note.Findings {
		score := e.score(mark.Kind)
		score.Marked++
		if mark.Kind.Hard() {
			e.Hard.Marked++
			e.Hard.Met += hit(met(mark, found, Kind.Hard))
		}
		if met(mark, found, sameAs(mark.Kind)) {
			score.Met++
			continue
		}
		e.Misses = append(e.Misses, Miss{note.ID, mark.Kind, note.Text[mark.Start:mark.End], false})
	}
	for _, f := range found {
		e.weigh(note, f)
	}
}

func (e *Evaluation) weigh(note Labelled, f Finding) {
	score := e.score(f.Kind)
	right := met(f, note.Findings, sameAs(f.Kind))
	score.Found++
	score.Right += hit(right)
	if f.Kind.Hard() {
		e.Hard.Found++
		e.Hard.Right += hit(met(f, note.Findings, Kind.Hard))
	}
	if !right {
		e.Misses = append(e.Misses, Miss{note.ID, f.Kind, note.Text[f.Start:f.End], true})
	}
}

func (e *Evaluation) score(k Kind) *Score {
	for i := range e.Scores {
		if e.Scores[i].Kind == k {
			return &e.Scores[i]
		}
	}
	e.Scores = append(e.Scores, Score{Kind: k})
	return &e.Scores[len(e.Scores)-1]
}

func hit(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func sameAs(k Kind) func(Kind) bool { return func(other Kind) bool { return other == k } }

// met reports whether one of these findings, of a fitting kind, overlaps f.
func met(f Finding, others []Finding, fits func(Kind) bool) bool {
	for _, o := range others {
		if fits(o.Kind) && o.Start < f.End && f.Start < o.End {
			return true
		}
	}
	return false
}

// ReadLabelled reads a set: JSON lines of {"id", "marked"}, where an identifier in marked is written {{kind:words}}.
func ReadLabelled(r io.Reader) ([]Labelled, error) {
	var notes []Labelled
	lines := bufio.NewScanner(r)
	for number := 1; lines.Scan(); number++ {
		var line struct{ ID, Marked string }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			return nil, fmt.Errorf("read labelled note on line %d: %w", number, err)
		}
		note, err := unmark(line.ID, line.Marked)
		if err != nil {
			return nil, fmt.Errorf("read labelled note on line %d: %w", number, err)
		}
		notes = append(notes, note)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("read labelled notes: %w", err)
	}
	return notes, nil
}

// unmark takes the marks out of a text and remembers where they were.
func unmark(id, marked string) (Labelled, error) {
	var text strings.Builder
	note := Labelled{ID: id}
	for {
		before, rest, found := strings.Cut(marked, "{{")
		text.WriteString(before)
		if !found {
			note.Text = text.String()
			return note, nil
		}
		mark, after, closed := strings.Cut(rest, "}}")
		kind, words, split := strings.Cut(mark, ":")
		if !closed || !split {
			return Labelled{}, fmt.Errorf("mark of note %s: expected {{kind:words}}", id)
		}
		note.Findings = append(note.Findings, Finding{Kind(kind), text.Len(), text.Len() + len(words)})
		text.WriteString(words)
		marked = after
	}
}

// String lays the figures out as a Markdown table.
func (e Evaluation) String() string {
	var table strings.Builder
	table.WriteString("| kind | marked | recall | found | precision |\n|---|---|---|---|---|\n")
	for _, s := range append(e.Scores, e.Hard) {
		name := string(s.Kind)
		if name == "" {
			name = "all hard kinds"
		}
		fmt.Fprintf(&table, "| %s | %d | %.3f | %d | %.3f |\n", name, s.Marked, s.Recall(), s.Found, s.Precision())
	}
	fmt.Fprintf(&table, "\nClean notes with a finding: %d of %d.\n", e.Flagged, e.Clean)
	return table.String()
}
