package suggest

import "handrail/internal/table"

// shortestMended is the length, in letters of its stem, from which an unknown word is looked up as a slip of a known one.
const shortestMended = 5

// spelling knows the words of the lexicon and the common words of the examples, and finds the one that an unknown
// word is most likely a slip of: a letter too many, too few, wrong, or two swapped. The first letter must be right.
type spelling struct {
	known *table.Table // stems taken as they are
	slips *table.Table // a known stem with one letter left out, to its place in stems
	stems []uint64
}

// newSpelling has room for what the lexicon and the examples hold today.
func newSpelling() *spelling {
	return &spelling{known: table.New(2500), slips: table.New(7500)}
}

// learn makes a word known. Unless it is common it is only left alone, and no slip is mended to it.
func (s *spelling) learn(w string, common bool) {
	letters := stem([]byte(w))
	name := table.Name(letters)
	s.known.Put(name, 1)
	if !common || len(letters) < shortestMended {
		return
	}
	s.stems = append(s.stems, name)
	place := int32(len(s.stems) - 1)
	s.putSlip(slipName(letters, -1), place)
	for i := 1; i < len(letters); i++ {
		s.putSlip(slipName(letters, i), place)
	}
}

// putSlip keeps the first word that a slip may stand for.
func (s *spelling) putSlip(slip uint64, place int32) {
	if !s.slips.Has(slip) {
		s.slips.Put(slip, place)
	}
}

// mend returns the stem of the known word that w is a slip of, or w's own.
func (s *spelling) mend(text string, w word, same *sames) uint64 {
	if w.end-w.start < shortestMended || s.isKnown(w.stem) {
		return w.stem
	}
	var buffer [longestWord]byte
	letters := stem(buffer[:lettersOf(buffer[:], text[w.start:w.end])])
	if len(letters) < shortestMended || s.isKnown(table.Name(letters)) {
		return w.stem
	}
	for i := -1; i < len(letters); i++ {
		if i == 0 {
			continue
		}
		if place, found := s.slips.Find(slipName(letters, i)); found {
			return same.fold(s.stems[place])
		}
	}
	return w.stem
}

func (s *spelling) isKnown(stem uint64) bool { return s.known.Has(stem) }

func lettersOf(into []byte, w string) int {
	n := 0
	for i := 0; i < len(w) && n < len(into); {
		letter, size := letterAt(w, i)
		if letter != 0 {
			into[n] = letter
			n++
		}
		i += max(size, 1)
	}
	return n
}

// slipName is the name of letters without the one at i; -1 leaves none out.
func slipName(letters []byte, i int) uint64 {
	if i < 0 {
		return table.Name(letters) ^ pairMark
	}
	var rest [longestWord]byte
	n := copy(rest[:], letters[:i])
	n += copy(rest[n:], letters[i+1:])
	return table.Name(rest[:n]) ^ pairMark
}
