package mask

// initials finds J.S. with its full stops, and JS or K where a person is expected.
func (s *scan) initials(i int) (span, bool) {
	t := s.tokens[i]
	if !t.has(capital) || t.len() > 3 || t.len() > 1 && !t.has(shouted) {
		return span{}, false
	}
	if t.len() == 1 {
		return s.dottedInitials(i)
	}
	expected := s.expectsInitials(i) || s.speaks(i) || s.owns(i) || t.len() == 2 && t.gap&stop != 0 && s.acts(i)
	if !expected || t.is(ordinary|function|title|anyName) || s.token(i+1).has(capital) && s.joined(i+1, space) {
		return span{}, false
	}
	return s.over(Initials, i, i)
}

// expectsInitials reports whether a person is expected at i, by the words before alone.
func (s *scan) expectsInitials(i int) bool {
	before := s.textAt(i - 1)
	if s.tokens[i].gap&^(space|symbol) != 0 {
		return is(before, "initials")
	}
	if is(before, "with") || is(before, "to") {
		return s.saidTo(i - 2)
	}
	return s.token(i-1).is(personCue) || is(before, "initials") || is(before, "are") && is(s.textAt(i-2), "initials") || is(before, "client")
}

// dottedInitials reads J.S. and J. S., and a single letter where a person is expected.
func (s *scan) dottedInitials(i int) (span, bool) {
	last := i
	if s.tokens[i].gap&dot != 0 && s.token(i-1).len() == 1 {
		return span{}, false
	}
	for j := i + 1; j <= i+2 && s.token(j).word() && s.tokens[j].len() == 1 && s.tokens[j].has(capital) && s.tokens[j].gap&dot != 0 && s.tokens[j].gap&^(dot|space|stop) == 0; j++ {
		last = j
	}
	longer := s.token(last+1).len() == 1 && s.token(last+1).gap == dot // C.A.L.L. is no one's
	dotted := last > i && s.followedByDot(last) && !longer
	if dotted && !s.knownLetters(i, last) {
		return s.over(Initials, i, last)
	}
	if last == i && (s.expectsInitials(i) || s.owns(i)) && s.endsThere(i) && s.textOf(i) != "A" && s.textOf(i) != "I" && !s.tokens[i].has(taken) {
		return s.over(Initials, i, i)
	}
	return span{}, false
}

func (s *scan) followedByDot(i int) bool {
	end := s.tokens[i].end
	return end < len(s.text) && s.text[end] == '.'
}

// knownLetters reports whether dotted letters are a usual short form: G.P., U.K., D.O.B.
func (s *scan) knownLetters(first, last int) bool {
	var joined [3]byte
	n := 0
	for j := first; j <= last && n < 3; j++ {
		n += copy(joined[n:], s.textOf(j))
	}
	known := s.words.look(string(joined[:n]))
	if known.is(function) && n == 2 { // "T.O." is nobody's "to"
		switch string(joined[:n]) {
		case "AM", "IT", "US", "ME", "OK":
			return true
		}
		return false
	}
	return known&(ordinary|born|function) != 0
}
