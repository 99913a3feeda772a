package suggest

import (
	"strings"

	"handrail/internal/table"
)

// longestWord is how many bytes of a word are read; the rest of a longer one is passed over.
const longestWord = 24

// word is one word of a note: where it stands in the text, and what it is once case, apostrophes and endings are gone.
type word struct {
	start, end int32
	stem       uint64
}

// joined is the name of a run of words or ideas, in their order.
func joined(a, b uint64) uint64 {
	return (a*31 ^ b) * 1099511628211
}

// longestMark is longer than what mask puts in the place of an identifier, such as "[National Insurance number]".
const longestMark = 40

// markEnd is where a mark in square brackets that begins at i ends, or 0 where none begins. It stands in the place of
// an identifier that was hidden: the author's words it is not.
func markEnd(text string, i int) int {
	if text[i] != '[' {
		return 0
	}
	return i + strings.IndexByte(text[i:min(i+longestMark, len(text))], ']') + 1
}

// splitInto appends the words of text to words. It never fails: bytes that are no letters stand between words.
func splitInto(words []word, text string, same *sames) []word {
	var letters [longestWord]byte
	for i := 0; i < len(text); {
		if end := markEnd(text, i); end > i {
			i = end
			continue
		}
		start, n := i, 0
		for i < len(text) {
			letter, size := letterAt(text, i)
			if size == 0 {
				break
			}
			if letter != 0 && n < longestWord {
				letters[n] = letter
				n++
			}
			i += size
		}
		if n > 0 {
			words = append(words, word{int32(start), int32(i), same.fold(table.Name(stem(letters[:n])))})
		}
		if i == start || n == 0 {
			i = max(i, start+1)
		}
	}
	return words
}

// letterAt reads one letter in lower case and how many bytes it takes: size 0 where the word ends, letter 0 for an
// apostrophe inside a word, which is read but not kept. Accents on Latin letters of two bytes are kept as they are,
// but for the e of café.
func letterAt(text string, i int) (letter byte, size int) {
	b := text[i]
	switch {
	case b >= 'a' && b <= 'z', b >= '0' && b <= '9':
		return b, 1
	case b >= 'A' && b <= 'Z':
		return b + 'a' - 'A', 1
	case b == '\'':
		return 0, 1
	case b == 0xE2:
		return curlyAt(text, i)
	case b == 0xC3 && i+1 < len(text) && text[i+1] >= 0xA8 && text[i+1] <= 0xAB:
		return 'e', 2
	case b >= 0x80:
		return b, 1
	}
	return 0, 0
}

// curlyAt reads the curly apostrophe of phones as an apostrophe, and other marks of that page (dashes, quotes) as the
// end of a word.
func curlyAt(text string, i int) (letter byte, size int) {
	if i+2 < len(text) && text[i+1] == 0x80 && text[i+2] == 0x99 {
		return 0, 3
	}
	return 0, 0
}

// stem cuts the commonest English endings, roughly and fast: talks, talked and talking are one word. It may join
// words that differ; what is learnt from the examples is learnt about the stems.
func stem(w []byte) []byte {
	w = withoutPlural(w)
	switch {
	case endsIn(w, "ing") && len(w) > 5:
		w = undoubled(w[:len(w)-3])
	case endsIn(w, "in") && len(w) > 5 && w[len(w)-3] == 'k':
		w = w[:len(w)-2]
	case endsIn(w, "ed") && len(w) > 4:
		w = undoubled(w[:len(w)-2])
	case endsIn(w, "ly") && len(w) > 5:
		w = w[:len(w)-2]
	}
	if len(w) > 3 && w[len(w)-1] == 'e' {
		w = w[:len(w)-1]
	}
	if len(w) > 3 && w[len(w)-1] == 'y' {
		w[len(w)-1] = 'i'
	}
	return w
}

func withoutPlural(w []byte) []byte {
	n := len(w)
	switch {
	case n > 4 && endsIn(w, "ies"):
		return w[:n-2]
	case n > 4 && endsIn(w, "sses"):
		return w[:n-2]
	case n > 3 && w[n-1] == 's' && w[n-2] != 's' && w[n-2] != 'u' && w[n-2] != 'i':
		return w[:n-1]
	}
	return w
}

func undoubled(w []byte) []byte {
	n := len(w)
	if n > 3 && w[n-1] == w[n-2] && w[n-1] != 'l' && w[n-1] != 's' && w[n-1] != 'z' {
		return w[:n-1]
	}
	return w
}

func endsIn(w []byte, ending string) bool {
	return len(w) >= len(ending) && string(w[len(w)-len(ending):]) == ending
}
