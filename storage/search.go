package storage

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	pw "handrail/peerwork"
)

// plainLetters makes words comparable: small letters without accents, one kind of apostrophe.
func plainLetters(s string) string {
	if isPlain(s) {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == '’' || r == '‘' || r == '`':
			return '\''
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

func isPlain(s string) bool {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || c >= 'A' && c <= 'Z' || c == '`' {
			return false
		}
	}
	return true
}

// wordsOf splits what somebody looks for.
func wordsOf(looked string) []string { return strings.FieldsFunc(plainLetters(looked), between) }

func between(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' }

// speaksOf reports whether every word that is looked for begins a word of the note.
func speaksOf(w pw.Words, wanted []string) bool {
	if len(wanted) == 0 {
		return true
	}
	text := plainLetters(w.What + "\n" + w.Why + "\n" + w.Next)
	for _, word := range wanted {
		if !begins(text, word) {
			return false
		}
	}
	return true
}

// begins reports whether a word of the text begins with that word.
func begins(text, word string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], word)
		if i < 0 {
			return false
		}
		at += i
		if at == 0 || !letterBefore(text[:at]) {
			return true
		}
		at += len(word)
	}
}

func letterBefore(s string) bool {
	last := []rune(s[max(0, len(s)-4):])
	r := last[len(last)-1]
	return unicode.IsLetter(r) || unicode.IsNumber(r)
}
