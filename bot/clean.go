package bot

import (
	"strings"
	"unicode/utf8"

	"handrail/views"
)

// clean makes text storable and readable: what is not UTF-8 (a lone surrogate among it) becomes one U+FFFD, line
// ends become \n, and control characters other than tab and line feed go.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r':
			return '\n'
		case r < 0x20 || r >= 0x7f && r < 0xa0:
			return -1
		}
		return r
	}, s)
}

func isClean(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < 0x20 && c != '\n' && c != '\t' || c >= 0x7f {
			return printable(s[i:])
		}
	}
	return true
}

func printable(s string) bool {
	for i, r := range s {
		if r < 0x20 && r != '\n' && r != '\t' || r >= 0x7f && r < 0xa0 {
			return false
		}
		if r == utf8.RuneError {
			if _, size := utf8.DecodeRuneInString(s[i:]); size == 1 {
				return false
			}
		}
	}
	return true
}

func cleanState(s views.State) views.State {
	for _, block := range s {
		for id, box := range block {
			if text := clean(box.Value); text != box.Value {
				box.Value = text
				block[id] = box
			}
		}
	}
	return s
}

// escaper writes text as Slack asks for it where it is not plain_text, unescaper reads it.
var (
	escaper   = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")
	unescaper = strings.NewReplacer("&amp;", "&", "&lt;", "<", "&gt;", ">")
)
