package mask

import (
	"bytes"
	"strings"
)

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

// besidePerson reports whether the words before a word with a capital say that it is a person: "with Bronagh",
// "spoke to Bronagh", "saw Bronagh", "thinking of Bronagh".
func (s *scan) besidePerson(i int) bool {
	switch before := s.textAt(i - 1); {
	case is(before, "with"), is(before, "seeing"), is(before, "saw"):
		return true
	case is(before, "to"):
		return s.saidTo(i - 2)
	case is(before, "of"):
		return s.thinksOf(i - 2)
	}
	return false
}

// thinksOf reports whether token i is what people do about a person, before "of".
func (s *scan) thinksOf(i int) bool {
	switch s.textAt(i) {
	case "thinking", "Thinking", "thought", "proud", "Proud", "fond", "afraid", "memory":
		return true
	}
	return false
}

// plural reports whether a word looks like several things or a doing, which names seldom do.
func (s *scan) plural(i int) bool {
	text := s.textOf(i)
	return strings.HasSuffix(text, "s") || strings.HasSuffix(text, "ing") || strings.HasSuffix(text, "ly")
}

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
	return n >= shortestSpelling && v.spellings[string(folded[:n])]
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

// anyClassOfThing is the classes of words that name things, not people.
const anyClassOfThing = month | ward | roadWord | roadName | born | phoneWord | idWord | recordWord | numberWord | flat | belonging

// named reports whether the words before give a name: "called", "named", "name is", "her son".
func (s *scan) named(i int) bool {
	if t := s.tokens[i]; t.gap&(stop|comma|symbol) != 0 {
		return false
	}
	before := s.token(i - 1)
	switch {
	case is(s.textAt(i-1), "named"), is(s.textAt(i-1), "called") && s.token(i-2).word() && !s.token(i-2).is(function):
		return true
	case is(s.textAt(i-1), "is") || is(s.textAt(i-1), "was") || is(s.textAt(i-1), "s"):
		return is(s.textAt(i-2), "name")
	}
	return before.is(relative) && before.gap&stop == 0
}

// calledBy reports whether a person is expected at i, where a capital stands: "met Will", "with Rose", "her son Kai".
func (s *scan) calledBy(i int) bool {
	if s.tokens[i].gap&^(space|symbol|slash) != 0 {
		return false
	}
	before := s.token(i - 1)
	if before.is(personCue|relative) || s.named(i) {
		return true
	}
	if before.is(function) && is(s.textAt(i-1), "to") {
		return s.saidTo(i - 2)
	}
	if is(s.textAt(i-1), "of") {
		return s.thinksOf(i - 2)
	}
	if s.tokens[i].is(ordinary) {
		return false
	}
	return before.is(withCue) && !before.is(locative) && (s.tokens[i].gap == space || is(s.textAt(i-1), "w")) && !is(s.textAt(i-1), "to")
}

// saidTo reports whether token i is a word for talking, before "to" or "with".
func (s *scan) saidTo(i int) bool {
	switch s.textAt(i) {
	case "chatting", "Chatting", "sitting", "Sitting", "walking", "Walking", "playing", "played", "Played", "cooking", "cooked", "Cooked", "eating",
		"singing", "sang", "laughed", "laughing", "waited", "waiting", "Waited", "stayed", "Stayed", "spent", "hour", "hours", "morning", "afternoon",
		"evening", "day", "breakfast", "dinner", "supper", "Lunch", "Dinner", "Coffee", "Tea", "Brew", "drink", "pint", "smoke", "fag", "stroll", "wander",
		"natter", "texting", "writing", "Writing", "Listening", "catching", "visits", "phonecall":
		return true
	case "spoke", "talked", "chatted", "spoken", "talking", "speaking", "listened", "listening", "Spoke", "Talked", "Chatted",
		"sat", "worked", "met", "walked", "walk", "was", "been", "chat", "lunch", "coffee", "tea", "up", "Sat", "Worked", "working",
		"talk", "speak", "session", "next", "close", "time", "visit", "phoned", "cuppa", "brew", "meeting", "wrote", "said", "call", "shift", "am", "were":
		return true
	}
	return false
}

// calledLow reports whether a person is expected at i, where the word is written small: the words before must mean
// people only, and the words after must not go on about a thing.
func (s *scan) calledLow(i int) bool {
	if s.tokens[i].gap&^(space|symbol) != 0 || !s.endsThere(i) {
		return false
	}
	before := s.textAt(i - 1)
	switch {
	case is(before, "with") || is(before, "to") || is(before, "w"):
		return s.saidTo(i - 2)
	case is(before, "named") || is(before, "called"):
		return s.named(i)
	}
	return s.token(i-1).is(personCue) && !s.token(i-1).is(relative) && !is(before, "thanks") && !is(before, "like") && !is(before, "missed") && !is(before, "saw") && !is(before, "meeting")
}

// endsThere reports whether a name may end at i: a small word, a full stop or nothing follows.
func (s *scan) endsThere(i int) bool {
	next := s.token(i + 1)
	return next.gap&^space != 0 && next.gap&hyphen == 0 || next.is(function|says)
}

// beginsList reports whether a sure name with a capital follows after a comma or "and": "Scott, Nuno and Haroon".
func (s *scan) beginsList(i int) bool {
	if !s.tokens[i].has(capital) || s.tokens[i].has(shouted) {
		return false
	}
	next := s.token(i + 1)
	if is(s.textAt(i+1), "and") && next.gap == space {
		next = s.token(i + 2)
	} else if next.gap != comma|space {
		return false
	}
	return next.is(strongFirst) && next.has(capital)
}

// comesFrom reports whether what follows says where somebody is from: "Hyacinth from the lunch club".
func (s *scan) comesFrom(i int) bool {
	return is(s.textAt(i+1), "from") && s.tokens[i+1].gap == space && (is(s.textAt(i+2), "the") || is(s.textAt(i+2), "our") || is(s.textAt(i+2), "my"))
}

// tells reports whether what follows only people did, so that a word in small letters before it is a name: "faith rang".
func (s *scan) tells(i int) bool {
	if s.token(i+1).gap != space {
		return false
	}
	switch s.textAt(i + 1) {
	case "said", "rang", "told", "asked", "phoned", "texted", "messaged", "thanked", "hugged", "laughed", "cried", "smiled":
		return true
	}
	return false
}

// speaks reports whether what follows only people do: "Will said", "Hope rang".
func (s *scan) speaks(i int) bool {
	return s.token(i+1).is(says) && s.tokens[i+1].gap == space && !(is(s.textAt(i+1), "asked") && is(s.textAt(i+2), "for"))
}

// acts reports whether a verb follows.
func (s *scan) acts(i int) bool {
	return s.token(i+1).is(says|does|human) && s.tokens[i+1].gap == space || is(s.textAt(i+1), "and") && s.token(i+2).has(capital)
}

// owns reports whether a person's thing or relative follows: "Rose's mum", "winston's flat".
func (s *scan) owns(i int) bool {
	t := s.token(i + 1)
	if t.gap != apostrophe || t.len() != 1 || t.is(title) {
		return false
	}
	return s.token(i + 2).is(relative | belonging)
}

// hasSurname reports whether a surname with a capital follows.
func (s *scan) hasSurname(i int) bool {
	t := s.token(i + 1)
	return t.word() && t.has(capital) && !t.has(shouted) && s.joined(i+1, space|hyphen) && t.class&anySurname != 0 && !t.is(ordinary|place)
}

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
