package suggest

// evidence is one thing that a note shows: a word, a pair of words, an idea of the lexicon or two ideas that follow
// each other. It came from the words first to last, both included.
type evidence struct {
	name        uint64
	first, last int32
	feature     int32 // its number in the model that read it, or unknown
}

// unknown is the number of evidence that no example showed.
const unknown = -1

// Marks that keep the names of ideas and of pairs apart from those of words.
const (
	ideaMark  = 0x9E3779B97F4A7C15
	pairMark  = 0xC2B2AE3D27D4EB4F
	startMark = 0x165667B19E3779F9
)

// nearIdeas is how many words may lie between two ideas that count as following each other.
const nearIdeas = 6

// reader turns a text into evidence. It holds the memory of one reading; use one for each goroutine.
type reader struct {
	lex      *lexicon
	spelling *spelling // nil: words are taken as they are written
	ways     ways
	words    []word
	found    []evidence
	seen     []uint32 // by feature: the last reading that met it
	reading  uint32
}

// ways says which kinds of evidence are read. The zero value reads all of them.
type ways struct {
	noPairsOfWords, noIdeas, noPairsOfIdeas, noSpelling bool
}

type lastIdea struct {
	idea uint8
	at   int32
	any  bool
}

// read returns the evidence in text. The slice lives until the next reading.
func (r *reader) read(text string) []evidence {
	r.words = splitInto(r.words[:0], text, r.lex.same)
	r.found = r.found[:0]
	if r.spelling != nil && !r.ways.noSpelling {
		for i := range r.words {
			r.words[i].stem = r.spelling.mend(text, r.words[i], r.lex.same)
		}
	}
	before, last := uint64(startMark), lastIdea{}
	for i, w := range r.words {
		at := int32(i)
		r.found = append(r.found, evidence{name: w.stem, first: at, last: at})
		pair := joined(before, w.stem)
		if !r.ways.noPairsOfWords {
			r.found = append(r.found, evidence{name: pair, first: max(at-1, 0), last: at})
		}
		if !r.ways.noIdeas {
			last = r.readIdeas(last, at, w.stem, pair)
		}
		before = w.stem
	}
	return r.found
}

// readIdeas looks the word up, and the two and three words that end with it.
func (r *reader) readIdeas(last lastIdea, at int32, one, two uint64) lastIdea {
	last = r.readIdea(last, one, at, at)
	if at >= 1 {
		last = r.readIdea(last, two, at-1, at)
	}
	if at >= 2 {
		three := joined(joined(r.words[at-2].stem, r.words[at-1].stem), one)
		last = r.readIdea(last, three, at-2, at)
	}
	return last
}

func (r *reader) readIdea(last lastIdea, phrase uint64, first, at int32) lastIdea {
	cue, found := r.lex.cues.Find(phrase)
	if !found {
		return last
	}
	for _, idea := range r.lex.spoke[cue] {
		r.found = append(r.found, evidence{name: ideaName(idea), first: first, last: at})
		if last.any && last.idea != idea && at-last.at <= nearIdeas && !r.ways.noPairsOfIdeas {
			r.found = append(r.found, evidence{name: pairName(last.idea, idea), first: first, last: at})
		}
	}
	return lastIdea{r.lex.spoke[cue][0], at, true}
}

func ideaName(i uint8) uint64    { return ideaMark * (uint64(i) + 1) }
func pairName(a, b uint8) uint64 { return pairMark * (uint64(a)<<8 + uint64(b) + 1) }
