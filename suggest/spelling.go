package suggest

// shortestMended is the length, in letters of its stem, from which an unknown word is looked up as a slip of a known one.
const shortestMended = 5

// spelling knows the words of the lexicon and the common words of the examples, and finds the one that an unknown
// word is most likely a slip of: a letter too many, too few, wrong, or two swapped. The first letter must be right.
type spelling struct {
	known *index // stems taken as they are
	slips *index // a known stem with one letter left out, to its place in stems
	stems []uint64
}

func newSpelling(n int) *spelling {
	return &spelling{known: newIndex(n), slips: newIndex(n * 7)}
}

// learn makes a word known. Unless it is common it is only left alone, and no slip is mended to it.
func (s *spelling) learn(w string, common bool) {
	letters := stem([]byte(w))
	name := hashOf(letters)
	s.known.put(name, 1)
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
	if _, taken := s.slips.find(slip); !taken {
		s.slips.put(slip, place)
	}
}

// mend returns the stem of the known word that w is a slip of, or w's own.
func (s *spelling) mend(text string, w word, same *sames) uint64 {
	if w.end-w.start < shortestMended || s.isKnown(w.stem) {
		return w.stem
	}
	var buffer [longestWord]byte
	letters := stem(buffer[:lettersOf(buffer[:], text[w.start:w.end])])
	if len(letters) < shortestMended || s.isKnown(hashOf(letters)) {
		return w.stem
	}
	for i := -1; i < len(letters); i++ {
		if i == 0 {
			continue
		}
		if place, found := s.slips.find(slipName(letters, i)); found {
			return same.fold(s.stems[place])
		}
	}
	return w.stem
}

func (s *spelling) isKnown(stem uint64) bool {
	_, known := s.known.find(stem)
	return known
}

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
	h := uint64(hashStart)
	for j, b := range letters {
		if j != i {
			h = (h ^ uint64(b)) * hashStep
		}
	}
	return h ^ pairMark
}
