package mask

import (
	"strings"
	"unicode/utf8"
)

// longestLocal and longestDomain bound an e-mail address (RFC 5321, 4.5.3.1).
const (
	longestLocal  = 64
	longestDomain = 255
)

// at reads an @: part of an e-mail address, the beginning of a handle, or a mere sign.
func (s *scan) at(i int, g *gap) int {
	start, end := s.localStart(i), domainEnd(s.text, i+1)
	if start < i && end > i+1 {
		return s.takeFinding(Email, start, end, g)
	}
	if end := handleEnd(s.text, i+1); start == i && end > i+1 && !s.words.look(s.text[i+1:end]).is(notHandle) {
		return s.takeFinding(Handle, i, end, g)
	}
	*g |= symbol
	return i + 1
}

func (c class) is(other class) bool { return c&other != 0 }

// localStart goes back over the part of an e-mail address before its @, to no earlier than what is already taken.
func (s *scan) localStart(i int) int {
	floor := max(0, i-longestLocal)
	if n := len(s.found); n > 0 {
		floor = max(floor, s.found[n-1].End)
	}
	start := i
	for start > floor && isLocal(s.text[start-1]) {
		start--
	}
	for start < i && !isAlnum(s.text[start]) && s.text[start] < utf8.RuneSelf && s.text[start] != '_' {
		start++
	}
	for start < i && !utf8.RuneStart(s.text[start]) {
		start++
	}
	return start
}

// isLocal reports whether c may stand before the @. Bytes of letters beyond ASCII may.
func isLocal(c byte) bool {
	return isAlnum(c) || c == '.' || c == '_' || c == '-' || c == '+' || c == '%' || c == '\'' || c >= utf8.RuneSelf
}

// domainEnd reads a domain with at least one dot and a last part of two or more letters. It gives start when there
// is none.
func domainEnd(text string, start int) int {
	end, part, word := start, start, true
	for i := start; i <= len(text) && i < start+longestDomain; i++ {
		if i < len(text) && (isAlnum(text[i]) || text[i] == '-') {
			word = word && isLetter(text[i])
			continue
		}
		if i-part >= 2 && part > start && word {
			end = i
		}
		if i == part || i == len(text) || text[i] != '.' {
			break
		}
		part, word = i+1, true
	}
	return end
}

// handleEnd reads a handle. It begins with a letter or an underscore, so that "@3" names nobody.
func handleEnd(text string, start int) int {
	i := start
	for i < len(text) && i < start+longestLocal && (isAlnum(text[i]) || text[i] == '_' || text[i] == '.' || text[i] == '-') {
		i++
	}
	for i > start && !isAlnum(text[i-1]) && text[i-1] != '_' {
		i--
	}
	if i-start < 2 || isDigit(text[start]) && isTime(text[start:i]) || strings.Trim(text[start:i], "0123456789.-") == "" {
		return start
	}
	return i
}

// isTime reports whether text reads like a time of day: "3pm", "10.30am".
func isTime(text string) bool {
	text = strings.ToLower(strings.TrimLeft(text, "0123456789."))
	return text == "am" || text == "pm" || text == "ish" || text == "th" || text == "clock"
}

// longestLink bounds a link written as plain text.
const longestLink = 2000

// link reads a web address in plain text that begins at i: with its scheme, with www, or as a site and a path. It
// gives i when there is none.
func (s *scan) link(i int) int {
	if !hasScheme(s.text[i:]) && !s.dotted(i) {
		return i
	}
	end := i
	for end < len(s.text) && end < i+longestLink && isLink(s.text[end]) {
		end++
	}
	end = trimLink(s.text, i, end)
	if s.words.profile(s.text[i:end]) {
		s.found = append(s.found, Finding{ProfileLink, i, end})
	}
	return end
}

func hasScheme(text string) bool {
	if c := text[0] | 0x20; c != 'h' && c != 'w' {
		return false
	}
	return hasPrefixFold(text, "http://") || hasPrefixFold(text, "https://") || hasPrefixFold(text, "www.")
}

// dotted reports whether a word at i is the beginning of a site and a path: "fb.com/someone". It looks at most as
// far as a site's name goes.
func (s *scan) dotted(i int) bool {
	dots := 0
	for j := i; j < len(s.text) && j < i+40; j++ {
		switch c := s.text[j]; {
		case c == '.':
			dots++
		case c == '/':
			return dots > 0 && j+1 < len(s.text) && isLink(s.text[j+1])
		case !isAlnum(c) && c != '-':
			return false
		}
	}
	return false
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// isLink reports whether c may stand in a web address as people paste it.
func isLink(c byte) bool {
	return isAlnum(c) || c >= utf8.RuneSelf || strings.IndexByte("-._~:/?#@!$&'*+,;=%", c) >= 0
}

// trimLink leaves off the marks that end a sentence, and never splits a rune.
func trimLink(text string, start, end int) int {
	for end > start && end < len(text) && !utf8.RuneStart(text[end]) {
		end--
	}
	for end > start && strings.IndexByte(".,;:!?'&*~", text[end-1]) >= 0 {
		end--
	}
	return end
}

// profile reports whether a web address leads to a person: a known site with a path, a path that says "user" or
// "profile", a part that begins with @ or ~, or an e-mail address inside.
func (v *vocabulary) profile(link string) bool {
	_, after, found := strings.Cut(link, "://")
	if !found {
		after = link
	}
	if strings.ContainsRune(after, '@') {
		return true
	}
	host, path, _ := strings.Cut(after, "/")
	if path == "" {
		return false
	}
	if v.hosts[site(host)] {
		first, _, _ := strings.Cut(path, "/")
		first, _, _ = strings.Cut(first, "?")
		return !v.notPeople[strings.ToLower(first)]
	}
	return v.leadsToPerson(path)
}

// site leaves off what stands before a known name: "m.facebook.com" is facebook.com.
func site(host string) string {
	host = strings.ToLower(host)
	parts := strings.Split(host, ".")
	if n := len(parts); n > 2 && parts[n-2] != "co" {
		return strings.Join(parts[n-2:], ".")
	} else if n > 3 {
		return strings.Join(parts[n-3:], ".")
	}
	return host
}

func (v *vocabulary) leadsToPerson(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	before := ""
	for part := range strings.SplitSeq(path, "/") {
		if part != "" && v.people[before] || strings.HasPrefix(part, "~") && len(part) > 1 {
			return true
		}
		before = strings.ToLower(part)
	}
	return false
}
