package suggest

import (
	"fmt"
	"strings"

	"handrail/internal/table"
)

// sames says which words are read as which other word.
type sames struct {
	of    *table.Table
	stems []uint64
}

// fold returns the stem that this one is read as; most are read as themselves.
func (s *sames) fold(stem uint64) uint64 {
	if s == nil {
		return stem
	}
	if i, found := s.of.Find(stem); found {
		return s.stems[i]
	}
	return stem
}

// lexicon is what the suggester is told about words before it learns anything: see lexicon.txt.
type lexicon struct {
	same  *sames
	ideas []string     // the names of the cue lines, in their order
	cues  *table.Table // the name of a word or phrase, to its place in spoke
	spoke [][]uint8    // the ideas that a word or phrase belongs to
	stops *table.Table // words never shown as a reason
	words []string     // every single word told of, for the spelling
}

// readLexicon understands the lines of lexicon.txt.
func readLexicon(text string) (*lexicon, error) {
	l := &lexicon{same: &sames{of: table.New(256)}, cues: table.New(2048), stops: table.New(256)}
	for i, line := range strings.Split(text, "\n") {
		if err := l.readLine(line); err != nil {
			return nil, fmt.Errorf("read line %d of the lexicon: %w", i+1, err)
		}
	}
	return l, nil
}

func (l *lexicon) readLine(line string) error {
	kind, rest, _ := strings.Cut(strings.TrimSpace(line), " ")
	name, list, named := strings.Cut(rest, ":")
	switch {
	case kind == "" || kind == "#":
		return nil
	case kind == "same" && named:
		l.readSame(name, strings.Fields(list))
	case kind == "cue" && named:
		return l.readCue(name, strings.Split(list, "|"))
	case kind == "stop":
		for _, w := range strings.Fields(rest) {
			l.stops.Put(l.phrase(w), 1)
		}
	default:
		return fmt.Errorf("want 'same word: words', 'cue idea: phrases' or 'stop words', found a line that begins with %q", kind)
	}
	return nil
}

func (l *lexicon) readSame(as string, words []string) {
	l.same.stems = append(l.same.stems, l.phrase(as))
	for _, w := range words {
		l.same.of.Put(table.Name(stem([]byte(w))), int32(len(l.same.stems)-1))
	}
}

func (l *lexicon) readCue(idea string, phrases []string) error {
	l.ideas = append(l.ideas, idea)
	for _, p := range phrases {
		if len(strings.Fields(p)) > 3 {
			return fmt.Errorf("want phrases of up to three words, found %q", p)
		}
		l.addCue(l.phrase(p), uint8(len(l.ideas)-1))
		if w := strings.TrimSpace(p); !strings.Contains(w, " ") {
			l.words = append(l.words, w)
		}
	}
	return nil
}

func (l *lexicon) addCue(phrase uint64, idea uint8) {
	at, found := l.cues.Find(phrase)
	if !found {
		at = int32(len(l.spoke))
		l.spoke = append(l.spoke, nil)
		l.cues.Put(phrase, at)
	}
	l.spoke[at] = append(l.spoke[at], idea)
}

// phrase is the name of a run of words, as read names it.
func (l *lexicon) phrase(p string) uint64 {
	name := uint64(0)
	for i, w := range splitInto(nil, p, l.same) {
		if i == 0 {
			name = w.stem
			continue
		}
		name = joined(name, w.stem)
	}
	return name
}
