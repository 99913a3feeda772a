package mask

// findHard adds what the tokens show of hard identifiers to what was found on the way, in order.
func (s *scan) findHard() {
	for i := 0; i < len(s.tokens); i++ {
		t := s.tokens[i]
		if t.has(taken) {
			continue
		}
		if t.has(digits) {
			s.numberAt(i)
		}
		if t.is(ward) {
			s.add(s.wardAndDate(i))
		}
		if t.is(born) {
			s.add(s.feastBorn(i))
		}
		if t.is(platform) {
			s.add(s.bareHandle(i))
		}
		if t.is(mailSite) {
			s.add(s.spelledEmail(i))
		}
	}
	inOrder(s.found)
}

// numberAt tries each rule for a token with digits, the surest first.
func (s *scan) numberAt(i int) {
	_ = s.add(s.insuranceNumber(i)) ||
		s.add(s.nhsNumber(i)) ||
		s.add(s.dateOfBirth(i)) ||
		s.add(s.recordNumber(i)) ||
		s.add(s.postcode(i)) ||
		s.add(s.streetAddress(i)) ||
		s.add(s.phoneNumber(i))
}

// span is what a rule found: tokens from first to last, both included, and the bytes they cover.
type span struct {
	kind        Kind
	first, last int
	start, end  int
}

// over is a span that covers its tokens exactly.
func (s *scan) over(k Kind, first, last int) (span, bool) {
	return span{k, first, last, s.tokens[first].start, s.tokens[last].end}, true
}

// add keeps a span, unless it touches what is already taken, and takes its tokens.
func (s *scan) add(p span, found bool) bool {
	if !found {
		return false
	}
	for i := p.first; i <= p.last; i++ {
		if s.tokens[i].has(taken) {
			return false
		}
	}
	s.leave(p.first, p.last)
	s.found = append(s.found, Finding{p.kind, p.start, p.end})
	return true
}

// textOf gives the text of a token.
func (s *scan) textOf(i int) string { return s.text[s.tokens[i].start:s.tokens[i].end] }

// token gives a token, or one that is taken where there is none, so that rules need not ask.
func (s *scan) token(i int) token {
	if i < 0 || i >= len(s.tokens) {
		return token{shape: taken, gap: stop}
	}
	return s.tokens[i]
}

// joined reports whether a token follows the one before with nothing but these gaps between, of at most three bytes.
func (s *scan) joined(i int, by gap) bool {
	t := s.token(i)
	return i > 0 && t.gap&^by == 0 && !t.has(taken) && t.start-s.tokens[i-1].end <= 3
}

// number reads a token of digits as a number; large ones give -1.
func (s *scan) number(i int) int { return small(s.textOf(i)) }

func small(text string) int {
	if len(text) > 6 || text == "" {
		return -1
	}
	n := 0
	for i := range len(text) {
		if !isDigit(text[i]) {
			return -1
		}
		n = n*10 + int(text[i]-'0')
	}
	return n
}

// leading gives how many digits text begins with.
func leading(text string) int {
	n := 0
	for n < len(text) && isDigit(text[n]) {
		n++
	}
	return n
}
