package mask

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// shape is what a token looks like.
type shape uint8

const (
	letters shape = 1 << iota // has letters
	digits                    // has digits
	capital                   // begins with a capital
	shouted                   // two or more letters, all capitals
	taken                     // already part of a hard finding, or a link: no rule looks into it
)

// gap is what stands between a token and the one before.
type gap uint8

const (
	space gap = 1 << iota
	apostrophe
	hyphen
	dot
	slash
	comma  // also semicolons, brackets, quotation marks
	stop   // the end of a sentence or line
	symbol // anything else
)

// token is a run of letters and digits.
type token struct {
	start, end int
	class      class
	shape      shape
	gap        gap
}

func (t token) is(c class) bool  { return t.class&c != 0 }
func (t token) has(s shape) bool { return t.shape&s != 0 }
func (t token) number() bool     { return t.shape&(letters|digits|taken) == digits }
func (t token) word() bool       { return t.shape&(letters|digits|taken) == letters }
func (t token) len() int         { return t.end - t.start }

// scan reads one text. It is used again for the next, so that reading costs no memory.
type scan struct {
	words  *vocabulary
	text   string
	tokens []token
	found  []Finding
	asked  int // questions put to the phone number library about this text
}

// read cuts text into tokens, and takes out Slack's own forms, links, e-mail addresses and handles on the way.
func (s *scan) read(text string) {
	s.text, s.tokens, s.found, s.asked = text, s.tokens[:0], s.found[:0], 0
	g := stop
	for i := 0; i < len(text); {
		switch c := text[i]; {
		case isAlnum(c):
			if end := s.link(i); end > i {
				i = s.take(i, end, &g)
				continue
			}
			start := i
			if i = s.word(i, &g); i < len(text) && text[i] == '_' {
				i = s.underscored(start, i, &g)
			}
		case c == '<':
			i = s.angle(i, &g)
		case c == '@':
			i = s.at(i, &g)
		case c < utf8.RuneSelf:
			g |= gapOf(c)
			i++
			if c == '.' && i < len(text) && isAlnum(text[i]) {
				g &^= stop
			}
		default:
			i = s.rune(i, &g)
		}
	}
}

// isAlnum reports whether c is an ASCII letter or digit.
func isAlnum(c byte) bool { return isDigit(c) || isLetter(c) }
func isDigit(c byte) bool { return '0' <= c && c <= '9' }
func isLetter(c byte) bool {
	c |= 0x20
	return 'a' <= c && c <= 'z'
}
func isUpper(c byte) bool { return 'A' <= c && c <= 'Z' }

// gapOf tells what a byte between words means. A full stop ends a sentence, unless a word follows at once.
func gapOf(c byte) gap {
	switch c {
	case ' ', '\t':
		return space
	case '\'':
		return apostrophe
	case '-':
		return hyphen
	case '.':
		return dot | stop
	case '/':
		return slash
	case ',', ';', '"', '(', ')':
		return comma
	case '!', '?', '\n', '\r':
		return stop
	}
	return symbol
}

// rune reads one rune that is not ASCII: a letter begins a word, anything else is part of the gap.
func (s *scan) rune(i int, g *gap) int {
	r, size := utf8.DecodeRuneInString(s.text[i:])
	if unicode.IsLetter(r) {
		return s.word(i, g)
	}
	switch r {
	case '\u00a0', '\u2009', '\u202f', '\u2007', '\u3000':
		*g |= space
	case '’', '‘', 'ʼ':
		*g |= apostrophe
	case '‐', '‑', '–', '—', '−':
		*g |= hyphen
	case '“', '”':
		*g |= comma
	case '\u200b', '\u200d', '\u2060', '\ufeff', '\u00ad':
	case '…':
		*g |= stop
	default:
		*g |= symbol
	}
	return i + size
}

// word reads a run of letters and digits that begins at i, and gives the place after it.
func (s *scan) word(i int, g *gap) int {
	t := token{start: i, gap: *g}
	lower, upper, n := false, false, 0
	for i < len(s.text) {
		c := s.text[i]
		switch {
		case isDigit(c):
			if t.shape == letters && n > 2 && s.saysNumber(t.start, i) {
				goto done
			}
			t.shape |= digits
		case isLetter(c):
			t.shape |= letters
			lower, upper = lower || !isUpper(c), upper || isUpper(c)
		case c < utf8.RuneSelf:
			goto done
		default:
			r, size := utf8.DecodeRuneInString(s.text[i:])
			if !unicode.In(r, unicode.L, unicode.M) {
				goto done
			}
			t.shape |= letters
			lower, upper = lower || unicode.IsLower(r), upper || unicode.IsUpper(r)
			i += size - 1
		}
		i++
		n++
	}
done:
	t.end = i
	if first, _ := utf8.DecodeRuneInString(s.text[t.start:]); unicode.IsUpper(first) {
		t.shape |= capital
	}
	if upper && !lower && n > 1 {
		t.shape |= shouted
	}
	if t.shape == t.shape&^digits {
		t.class = s.words.look(s.text[t.start:t.end])
	}
	s.tokens = append(s.tokens, t)
	*g = 0
	return i
}

// saysNumber reports whether a word to which a number is stuck says what the number is: "dob12/3/81", "tel07911".
func (s *scan) saysNumber(start, end int) bool {
	word := s.text[start:end]
	return s.words.look(word).is(born|phoneWord|flat|idWord) || is(word, "nhs")
}

// take adds a token that no rule looks into, and gives the place after it.
func (s *scan) take(start, end int, g *gap) int {
	for n := len(s.tokens); n > 0 && s.tokens[n-1].start >= start; n-- {
		*g = s.tokens[n-1].gap
		s.tokens = s.tokens[:n-1]
	}
	s.tokens = append(s.tokens, token{start: start, end: end, shape: taken, gap: *g})
	*g = 0
	return end
}

// takeFinding is take for what is found on the way.
func (s *scan) takeFinding(k Kind, start, end int, g *gap) int {
	s.found = append(s.found, Finding{k, start, end})
	return s.take(start, end, g)
}

// longestAngle bounds how far a closing > is looked for: Slack's messages hold no longer link.
const longestAngle = 3000

// angle reads one of Slack's escaped forms: <@U1|name>, <!subteam^S1>, <#C1|name>, <mailto:a@b|a@b>, <tel:1|1>,
// <https://a.b|text>. Any other < is a mere sign.
func (s *scan) angle(i int, g *gap) int {
	rest := s.text[i+1:]
	if len(rest) == 0 || !strings.ContainsRune("@!#mthMTH", rune(rest[0])) {
		*g |= symbol
		return i + 1
	}
	end := strings.IndexAny(rest[:min(len(rest), longestAngle)], "><\n")
	if end < 0 || rest[end] != '>' {
		*g |= symbol
		return i + 1
	}
	return s.escaped(i, i+1+end+1, rest[:end], g)
}

func (s *scan) escaped(start, end int, body string, g *gap) int {
	target, _, _ := strings.Cut(body, "|")
	switch {
	case body[0] == '@' && isSlackID(target[1:]), strings.HasPrefix(target, "!subteam^"):
		return s.takeFinding(SlackMention, start, end, g)
	case strings.HasPrefix(target, "mailto:") && strings.Contains(target, "@"):
		return s.takeFinding(Email, start, end, g)
	case strings.HasPrefix(target, "tel:"):
		return s.tel(start, end, target[len("tel:"):], g)
	case body[0] == '#' || body[0] == '!':
		return s.take(start, end, g)
	case strings.HasPrefix(target, "http") && s.words.profile(target):
		return s.takeFinding(ProfileLink, start, end, g)
	case strings.HasPrefix(target, "http"):
		return s.take(start, start+1+len(target), g)
	}
	*g |= symbol
	return start + 1
}

func isSlackID(id string) bool {
	if len(id) < 2 || id[0] != 'U' && id[0] != 'W' {
		return false
	}
	for i := range len(id) {
		if !isDigit(id[i]) && !isUpper(id[i]) {
			return false
		}
	}
	return true
}

// tel takes a telephone link whole, unless it rings a helpline.
func (s *scan) tel(start, end int, number string, g *gap) int {
	if d := onlyDigits(number); len(d) < 6 || s.words.nobodys([]byte(d)) {
		return s.take(start, end, g)
	}
	return s.takeFinding(PhoneNumber, start, end, g)
}

func onlyDigits(text string) string {
	kept := make([]byte, 0, 20)
	for i := 0; i < len(text) && len(kept) < 20; i++ {
		if isDigit(text[i]) {
			kept = append(kept, text[i])
		}
	}
	return string(kept)
}
