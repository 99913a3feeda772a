package mask

import "strings"

// findSoft adds possible names and initials among what no hard finding took.
func (s *scan) findSoft() {
	lastName := -2 // the last token of the name found last, for "Ann and Bo"
	for i := 0; i < len(s.tokens); i++ {
		t := s.tokens[i]
		if !t.word() || t.class&anyName == 0 && !t.has(capital) && !t.is(title|phrase) && (t.class != 0 || t.len() < 6) {
			continue
		}
		if t.is(phrase) {
			if n := s.phraseAt(i); n > 0 {
				i += n - 1
				continue
			}
		}
		if p, ok := s.initials(i); ok && s.add(p, true) {
			i = p.last
			continue
		}
		if end := s.place(i); end >= 0 {
			i = end
			continue
		}
		first, last := s.name(i, lastName)
		if last < 0 {
			continue
		}
		s.add(s.over(PersonName, first, last))
		i, lastName = last, last
	}
}

// longestPhrase is how many words a known phrase may have.
const longestPhrase = 5

// phraseAt gives how many words of a known phrase begin at i: "jack in the box".
func (s *scan) phraseAt(i int) int {
	var joined [64]byte
	n, longest := 0, 0
	for j := i; j < i+longestPhrase && s.token(j).word() && (j == i || s.tokens[j].gap&stop == 0); j++ {
		if j > i {
			joined[n] = ' '
			n++
		}
		size, ok := fold(joined[n:], s.textOf(j))
		if !ok {
			break
		}
		if n += size; s.words.phrases[string(joined[:n])] {
			longest = j - i + 1
		}
	}
	return longest
}

// place gives the last token of a place that has a name in it, such as "John Smith Centre" or "St Thomas", or -1.
func (s *scan) place(i int) int {
	if !s.tokens[i].has(capital) {
		return -1
	}
	if before := s.token(i - 1); before.has(capital) && (is(s.textAt(i-1), "st") || is(s.textAt(i-1), "saint")) && s.joined(i, space|dot|stop) {
		return s.skipPossessive(i)
	}
	if s.token(i+1).is(ward) && s.joined(i+1, space) {
		return i + 1 // "Juniper ward", written with a small w too
	}
	for j := s.skipPossessive(i) + 1; j <= i+4 && s.token(j).has(capital) && s.joined(j, space|hyphen); j++ {
		if s.tokens[j].is(place) {
			return j
		}
	}
	return -1
}

// textAt gives the text of a token, or nothing where there is none.
func (s *scan) textAt(i int) string {
	if i < 0 || i >= len(s.tokens) {
		return ""
	}
	return s.textOf(i)
}

// skipPossessive gives the token of the s in "Thomas's", or i.
func (s *scan) skipPossessive(i int) int {
	if t := s.token(i + 1); t.gap == apostrophe && t.len() == 1 {
		return i + 1
	}
	return i
}

// name gives the tokens of a name that begins at i, or -1.
func (s *scan) name(i, lastName int) (first, last int) {
	t := s.tokens[i]
	if t.is(title) {
		if last := s.titled(i); last >= 0 {
			return i, last
		}
	}
	if j := s.afterPrefix(i); j >= 0 {
		return i, s.surnames(j)
	}
	if s.isName(i, lastName) {
		return i, s.surnames(i)
	}
	return -1, -1
}

// titled reads "Mr Patel" and "mrs jones". It gives the last token, or -1.
func (s *scan) titled(i int) int {
	n := i + 1
	next := s.token(n)
	if !next.word() || !s.joined(n, space|dot|stop) || next.gap&dot != 0 && s.tokens[i].len() > 4 {
		return -1 // only a short form has a full stop: "Mr. Patel", and not "the doctor. Small world"
	}
	written := s.tokens[i].has(capital)
	switch {
	case is(s.textOf(i), "miss") && !written:
		return -1
	case next.has(capital) && !next.has(shouted) && (next.class&anyName != 0 || !next.is(ordinary|place)) && next.class&anyName|s.titleSure(i) != 0:
	case next.is(strongFirst|strongSurname) && !is(s.textOf(i), "miss"):
	default:
		return -1
	}
	if next.len() == 1 && s.token(n+1).gap == apostrophe {
		n++
	}
	return s.surnames(n)
}

// titleSure holds back "Miss Tuesday" at the start of a sentence; other titles are sure.
func (s *scan) titleSure(i int) class {
	if is(s.textOf(i), "miss") && s.tokens[i].gap&stop != 0 {
		return 0
	}
	return title
}

// afterPrefix reads O'Connor and D'Souza. It gives the token after the prefix, or -1.
func (s *scan) afterPrefix(i int) int {
	t, next := s.tokens[i], s.token(i+1)
	if t.len() == 1 && t.has(capital) && next.gap == apostrophe && next.has(capital) && next.len() > 2 {
		return i + 1
	}
	return -1
}

// surnames goes on over what belongs to a name after its first word: "Maria da Silva", "Jean-Paul", "Ali Hassan".
func (s *scan) surnames(i int) int {
	last := i
	for n := 0; n < 4; n++ {
		j := last + 1
		t := s.token(j)
		if !t.word() {
			return last
		}
		switch {
		case t.gap == hyphen && (t.has(capital) == s.tokens[last].has(capital)) && (t.has(capital) || t.class&anyName != 0):
			last = j
		case t.gap == apostrophe && t.has(capital) && t.len() > 2 && s.tokens[last].len() == 1:
			last = j
		case s.joined(j, space) && s.isSurname(i, j):
			last = j
		case s.joined(j, space) && t.is(particle) && s.token(j+1).has(capital) && s.token(j+1).class&anyName != 0 && s.joined(j+1, space|hyphen|apostrophe):
			last = j + 1
		default:
			return last
		}
	}
	return last
}

// isSurname reports whether token j goes on a name that began at i.
func (s *scan) isSurname(i, j int) bool {
	t := s.tokens[j]
	if t.has(capital) && s.tokens[i].has(capital) {
		return t.class&anySurname != 0 || t.is(strongFirst|capitalFirst) || !t.is(ordinary|place|function) && t.len() > 1 && !t.has(shouted) ||
			t.len() == 1 && s.token(j+1).has(capital) && s.token(j+1).gap&^(space|dot|stop) == 0
	}
	return !t.has(capital) && t.is(strongSurname) && !t.is(ordinary|function)
}

// isName weighs what the lists say about a word against the words around it.
func (s *scan) isName(i, lastName int) bool {
	t := s.tokens[i]
	if t.is(idWord|recordWord|relative) && !s.speaks(i) {
		return false
	}
	if next := s.token(i + 1); next.gap == apostrophe && is(s.textAt(i+1), "t") {
		return false // "daren't"
	}
	listed := t.class&anyName != 0 && !t.is(ordinary|function) && s.beginsList(i) || i >= 2 && lastName == i-2 && (is(s.textOf(i-1), "and") || s.token(i-1).len() == 1) && t.has(capital)
	switch {
	case t.is(strongFirst):
		return true
	case t.is(strongSurname) && t.has(capital) && !t.has(shouted) && !t.is(ordinary):
		return listed || t.gap&stop == 0 || s.speaks(i) || s.owns(i)
	case t.is(capitalFirst) && t.has(capital) && !t.has(shouted):
		return listed || t.gap&stop != 0 && s.comesFrom(i) || s.calledBy(i) || s.acts(i) || s.owns(i) || s.hasSurname(i) || t.gap&stop == 0 && !s.token(i-1).is(locative)
	case t.is(capitalFirst):
		return s.calledLow(i) || s.owns(i) || s.speaks(i) && !t.is(function)
	case t.is(cueFirst) && t.has(capital) && !t.has(shouted):
		return listed || s.calledBy(i) || s.speaks(i) || s.owns(i) || s.hasSurname(i) && !t.is(function)
	case t.class == 0 && lastName >= 0 && (lastName == i-1 && t.gap == comma|space || lastName == i-2 && is(s.textAt(i-1), "and")) && t.has(capital) && t.len() > 2 && !t.has(shouted):
		return true // "Nawal, Binta and Ewurama"
	case t.is(cueFirst) && !t.has(capital):
		return t.len() > 2 && (s.calledLow(i) || s.owns(i) && !t.is(ordinary|function) || t.gap&stop != 0 && !t.is(ordinary|function|relative) && s.tells(i))
	}
	return s.unknownName(i)
}

// unknownName judges a word that stands in no list, by its capital and the words around it.
func (s *scan) unknownName(i int) bool {
	t := s.tokens[i]
	if t.class == 0 && !t.has(capital) {
		return s.words.soundsLikeName(s.textOf(i), surestPart)
	}
	if !t.has(capital) || t.has(shouted) || t.is(ordinary|function|place|title|anyClassOfThing) || t.len() < 3 {
		return false
	}
	if s.named(i) || s.owns(i) || t.class == 0 && (s.words.soundsLikeName(s.textOf(i), 2) || s.words.spellsName(s.textOf(i))) {
		return true
	}
	if s.token(i+1).has(capital) && s.joined(i+1, space) {
		return false
	}
	if s.endsThere(i) && s.joined(i, space) && s.besidePerson(i) {
		return true
	}
	return s.token(i-1).is(personCue) && s.joined(i, space) || s.speaks(i) || t.class == 0 && s.token(i+1).is(human) && s.tokens[i+1].gap == space && !s.plural(i)
}

// plural reports whether a word looks like several things or a doing, which names seldom do.
func (s *scan) plural(i int) bool {
	text := s.textOf(i)
	return strings.HasSuffix(text, "s") || strings.HasSuffix(text, "ing") || strings.HasSuffix(text, "ly")
}

// anyClassOfThing is the classes of words that name things, not people.
const anyClassOfThing = month | ward | roadWord | roadName | born | phoneWord | idWord | recordWord | numberWord | flat | belonging
