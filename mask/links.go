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
	if n := len(s.tokens); start == i && end > i+1 && n > 0 && s.tokens[n-1].end == i-1 && s.tokens[n-1].word() && s.isMailSite(i+1, end) {
		return s.takeFinding(Email, s.tokens[n-1].start, end, g) // "dave @gmail.com"
	}
	if end := handleEnd(s.text, i+1); start == i && end > i+1 && !s.words.look(s.text[i+1:end]).is(notHandle) {
		return s.takeFinding(Handle, i, end, g)
	}
	*g |= symbol
	return i + 1
}

func (c class) is(other class) bool { return c&other != 0 }

// isMailSite reports whether a domain is a usual place for e-mail: "gmail.com".
func (s *scan) isMailSite(start, end int) bool {
	site, rest, _ := strings.Cut(s.text[start:end], ".")
	return s.words.look(site).is(mailSite) && s.words.look(rest[strings.LastIndexByte(rest, '.')+1:]).is(topLevel)
}

// underscored reads a user name around the underscore at i, which follows the word that begins at start: nothing else
// people write has an underscore between letters, but for Slack's emoji and the names of files.
func (s *scan) underscored(start, i int, g *gap) int {
	if i+1 == len(s.text) || !isAlnum(s.text[i+1]) {
		return i
	}
	start = min(start, s.localStart(i))
	end := handleEnd(s.text, start)
	more := end
	for more < len(s.text) && more < start+longestLocal && isLocal(s.text[more]) {
		more++
	}
	after := byte(' ')
	if more < len(s.text) {
		after = s.text[more]
	}
	if end <= i || strings.Trim(s.text[start:end], "0123456789._-") == "" || after == '@' || after == ':' || after == '/' || isFile(s.text[start:end]) {
		return i
	}
	return s.takeFinding(Handle, start, end, g)
}

// isFile reports whether text ends as the name of a file does.
func isFile(text string) bool {
	switch strings.ToLower(text[strings.LastIndexByte(text, '.')+1:]) {
	case "pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "txt", "csv", "jpg", "jpeg", "png", "gif", "heic", "mp3", "mp4", "mov":
		return true
	}
	return false
}

// bareHandle finds a user name without its @ after the name of a site or a game: "insta: moon.ldn", "xbox name is
// TezTheLegend". It must look like one, or be what
// the word username is said to be.
func (s *scan) bareHandle(i int) (span, bool) {
	sure := is(s.textOf(i), "username") || is(s.textOf(i), "gamertag")
	for j := i + 1; j <= i+5 && s.token(j).gap&stop == 0 && s.token(j).shape&taken == 0; j++ {
		told := sure && (s.token(j).gap&symbol != 0 || s.token(j-1).is(filler) && (is(s.textOf(j-1), "is") || is(s.textOf(j-1), "s")))
		if s.token(j).is(filler|numberWord|function|platform|handleWord) || sure && !told && !s.likeHandleAt(j) {
			continue
		}
		if s.token(j).len() < 4 && s.handleEndAt(j)-s.tokens[j].start < 4 || !s.token(j).has(letters) || !told && !s.likeHandleAt(j) {
			return span{}, false
		}
		last := j
		for end := s.handleEndAt(j); last+1 < len(s.tokens) && s.tokens[last+1].start < end && !s.tokens[last+1].has(taken); {
			last++
		}
		return s.over(Handle, j, last)
	}
	return span{}, false
}

func (s *scan) handleEndAt(i int) int { return handleEnd(s.text, s.tokens[i].start) }

func (s *scan) likeHandleAt(i int) bool {
	return s.likeHandle(s.text[s.tokens[i].start:s.handleEndAt(i)], s.tokens[i])
}

// likeHandle reports whether text is no ordinary word: it has digits after its letters, a dot inside, or a capital
// after a small letter.
func (s *scan) likeHandle(text string, first token) bool {
	if text == "" || first.class != 0 && !first.is(anyName) && len(text) == first.len() || isDigit(text[0]) {
		return false
	}
	for i := 1; i < len(text); i++ {
		c, before := text[i], text[i-1]
		if isDigit(c) || c == '.' && !first.is(function|ordinary) || isUpper(c) && isLetter(before) && !isUpper(before) {
			return true
		}
	}
	return false
}

// spelledEmail finds an e-mail address around the name of its site, at i, or around its first dot written as a word:
// "kofi at gmail dot com", "dave72@gmail", "info at charity dot org".
func (s *scan) spelledEmail(i int) (span, bool) {
	if is(s.textOf(i), "dot") {
		i--
	}
	local := i - 1
	sign := i > 0 && strings.IndexByte(s.text[s.tokens[i-1].end:s.token(i).start], '@') >= 0
	if !sign {
		if !is(s.textAt(i-1), "at") {
			return span{}, false
		}
		local--
	}
	end := s.siteEnd(i)
	if local < 0 || end == i && !sign || s.tokens[i].gap&stop != 0 || s.tokens[local+1].gap&stop != 0 {
		return span{}, false
	}
	return s.over(Email, s.spelledStart(local), end)
}

// siteEnd goes on over ".com" and "dot co dot uk" after the name of a site.
func (s *scan) siteEnd(i int) int {
	for range 3 {
		switch next := s.token(i + 1); {
		case next.is(topLevel) && next.gap&dot != 0:
			i++
		case is(s.textAt(i+1), "dot") && s.token(i+2).is(topLevel):
			i += 2
		default:
			return i
		}
	}
	return i
}

// spelledStart goes back over what belongs to the part of an address before the sign.
func (s *scan) spelledStart(i int) int {
	for range 8 {
		before := s.textAt(i - 1)
		switch {
		case i > 0 && s.tokens[i].gap&(space|stop) == 0 && !s.tokens[i-1].has(taken):
			i--
		case i > 1 && (is(before, "dot") || is(before, "underscore") || is(before, "dash") || is(before, "hyphen")) && !s.tokens[i-2].has(taken):
			i -= 2
		default:
			return i
		}
	}
	return i
}

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
		return !v.notPeople[strings.ToLower(first)] || v.leadsToPerson(path)
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
