package mask

import (
	"bytes"

	"handrail/internal/table"
)

// surestPart is how long a part of a name must be for a word in small letters.
const surestPart = 4

// spellsName reports whether a word that no list holds is another spelling of a name: "Amaara", "Nawaal", "Cristofer".
func (v *vocabulary) spellsName(word string) bool {
	var folded [longestWord * 2]byte
	n, ok := fold(folded[:], word)
	if !ok {
		return false
	}
	n = spelling(folded[:n])
	return n >= shortestSpelling && v.spellings.Has(table.Name(folded[:n]))
}

// shortestSpelling keeps short words, which are near each other, apart.
const shortestSpelling = 5

// spelling brings a word in plain letters to a form that its usual spellings share, in place, and gives its length:
// one of double letters, i for y and ee, u for oo and ou, f for ph, k for kh and ck, and no h at the end.
func spelling(word []byte) int {
	n := 0
	for i := 0; i < len(word); i++ {
		c, next := word[i], byte(0)
		if i+1 < len(word) {
			next = word[i+1]
		}
		switch {
		case c == 'y' || c == 'e' && next == 'e':
			c = 'i'
		case c == 'o' && (next == 'o' || next == 'u'):
			c = 'u'
			i++
		case c == 'p' && next == 'h':
			c = 'f'
			i++
		case c == 'k' && next == 'h', c == 'c' && next == 'k':
			c = 'k'
			i++
		case c == 'h' && i+1 == len(word) && i > 0:
			continue
		}
		if n > 0 && (word[n-1] == c) {
			continue
		}
		word[n] = c
		n++
	}
	return n
}

// soundsLikeName reports whether a word that no list holds begins or ends as names do and English words do not:
// "Abdulfatah", "Jashanpreet", "Nqobani".
// Parts shorter than shortest do not count.
func (v *vocabulary) soundsLikeName(word string, shortest int) bool {
	var folded [longestWord * 2]byte
	n, ok := fold(folded[:], word)
	if !ok || n < 5 || !bytes.ContainsAny(folded[:n], "aeiou") {
		return false
	}
	for size := shortest; size <= min(6, n-2); size++ {
		if v.beginnings[string(folded[:size])] || v.endings[string(folded[n-size:n])] {
			return true
		}
	}
	return false
}
