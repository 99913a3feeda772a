package mask

// postcode finds a UK postcode in one token or two, in any case. The letters it begins with must be an area's.
func (s *scan) postcode(i int) (span, bool) {
	text := s.textOf(i)
	if n := len(text); 5 <= n && n <= 7 && s.isOutward(text[:n-3]) && isInward(text[n-3:]) {
		return s.over(Postcode, i, i)
	}
	if !s.isOutward(text) || s.token(i+1).has(taken) || !s.joined(i+1, space|hyphen) {
		return span{}, false
	}
	if inward := s.textOf(i + 1); isInward(inward) && !isOrdinal(inward) {
		return s.over(Postcode, i, i+1)
	}
	return span{}, false
}

// isOutward reports whether text is the first half of a postcode: M1, B33, CR2, DN55, W1A, EC1A.
func (s *scan) isOutward(text string) bool {
	n := 0
	for n < len(text) && isLetter(text[n]) {
		n++
	}
	if n == 0 || n > 2 || len(text)-n < 1 || len(text)-n > 2 || !isDigit(text[n]) {
		return false
	}
	if len(text)-n == 2 && !isAlnum(text[n+1]) {
		return false
	}
	var area [2]byte
	for i := range n {
		area[i] = text[i] | 0x20
	}
	return s.words.areas[string(area[:n])]
}

// isInward reports whether text is the second half: a digit and two letters, none of which is C, I, K, M, O or V
// (BS 7666).
func isInward(text string) bool {
	return len(text) == 3 && isDigit(text[0]) && isUnitLetter(text[1]) && isUnitLetter(text[2])
}

func isUnitLetter(c byte) bool {
	switch c | 0x20 {
	case 'c', 'i', 'k', 'm', 'o', 'v':
		return false
	}
	return isLetter(c)
}

// isOrdinal reports whether text is a small word that only looks like the second half: 2nd, 3rd, 4th, 5hr, 2yr, 6ft.
func isOrdinal(text string) bool {
	switch text {
	case "1st", "2nd", "3rd":
		return true
	}
	switch text[1:] {
	case "hr", "yr", "ft":
		return true
	case "th":
		return text[0] == '0' || text[0] > '3'
	}
	return false
}

// longestStreet is how many words the name of a street may have.
const longestStreet = 5

// streetAddress finds a number, a name and a word for a street: "14 Acacia Road", "flat 3, 22b High St". Words that
// also mean something else (way, court) count when the name is written with capitals; small letters count where the
// words before say that somebody lives there.
func (s *scan) streetAddress(i int) (span, bool) {
	if !isHouseNumber(s.textOf(i)) {
		return span{}, false
	}
	first, last := s.flatBefore(i), i
	if s.token(i+1).has(digits) && s.joined(i+1, hyphen|slash) && isHouseNumber(s.textOf(i+1)) {
		last++
	}
	home := first < i || s.token(first-1).is(dwelling)
	end := max(s.streetEnd(last, home), s.roadThenName(last), s.oneWordStreet(last, home))
	if end < 0 {
		return span{}, false
	}
	return s.over(StreetAddress, first, end)
}

// isHouseNumber reports whether text is 1 to 4 digits, with a letter after them or not.
func isHouseNumber(text string) bool {
	n := leading(text)
	return 1 <= n && n <= 4 && (len(text) == n || len(text) == n+1 && isLetter(text[n]))
}

// flatBefore goes back over "flat 3," before a house number, or the word flat itself.
func (s *scan) flatBefore(i int) int {
	if s.token(i-1).is(flat) && s.joined(i, space) {
		return i - 1
	}
	if s.token(i-3).is(flat) && s.joined(i-2, space) && s.joined(i-1, slash) && s.joined(i, space|comma) {
		return i - 3 // "flat 2/1, 15 Garnet St", as in Scotland
	}
	if s.token(i-2).is(flat) && s.token(i-1).len() <= 3 && s.joined(i, space|comma) && s.joined(i-1, space) {
		return i - 2
	}
	return i
}

// streetEnd gives the token that ends a street's name, or -1.
func (s *scan) streetEnd(number int, home bool) int {
	allCapital, end := true, -1
	for j := number + 1; j <= number+longestStreet && s.inStreet(j, number); j++ {
		t := s.tokens[j]
		named := j > number+1
		capitals := allCapital && t.has(capital)
		if named && (t.is(roadWord) && (capitals || home) || t.is(roadName) && (capitals || s.livesAt(number))) {
			end = j
		} else if named && end < 0 && t.is(roadName) && home && s.smallStreet(number, j) {
			end = j
		} else if end >= 0 {
			return end
		}
		allCapital = capitals || t.gap == apostrophe && allCapital
	}
	return end
}

// smallStreet reports whether the words between a house number and a word such as "close" or "grove", all in small
// letters, name a street: a saint or somebody's name, or a word for a street that is little else.
func (s *scan) smallStreet(number, end int) bool {
	first := s.tokens[number+1]
	if is(s.textOf(number+1), "st") || first.class&anyName != 0 && !first.is(ordinary) {
		return true
	}
	switch s.textOf(end) {
	case "grove", "mews", "croft", "villas", "cottages", "mansions", "wynd", "brae", "wharf", "heights":
		return true
	}
	return false
}

// roadThenName reads a street whose name comes last, as in Welsh: "38 Heol y Bryn". It gives the last token, or -1.
func (s *scan) roadThenName(number int) int {
	first := s.token(number + 1)
	if !first.is(roadFirst) || !s.joined(number+1, space|comma) || !first.has(capital) && s.textOf(number+1) == "clos" {
		return -1
	}
	end := -1
	for j := number + 2; j <= number+longestStreet && s.token(j).word() && s.joined(j, space|hyphen); j++ {
		text := s.textOf(j)
		if small := is(text, "y") || is(text, "yr") || is(text, "r") || is(text, "the"); !small && !s.tokens[j].has(capital) && end >= 0 {
			break
		} else if !small {
			end = j
		}
	}
	return end
}

// oneWordStreet reads a street of one word with a capital, such as "112b Kingsway", where somebody lives. It gives its
// token, or -1.
func (s *scan) oneWordStreet(number int, home bool) int {
	j := number + 1
	text := s.textAt(j)
	if !home || !s.token(j).has(capital) || !s.joined(j, space|comma) || len(text) < 6 || s.tokens[j].is(ordinary) {
		return -1
	}
	for _, ending := range []string{"way", "gate", "side", "ways", "wharf", "hill", "field", "fields"} {
		if n := len(text) - len(ending); n > 1 && is(text[n:], ending) {
			return j
		}
	}
	return -1
}

// livesAt reports whether the words before a house number say that somebody lives there.
func (s *scan) livesAt(i int) bool {
	if !is(s.textAt(i-1), "at") {
		return s.token(i-1).is(flat) || is(s.textAt(i-1), "address")
	}
	switch s.textAt(i - 2) {
	case "live", "lives", "lived", "living", "stay", "stays", "staying", "stayed", "flat", "house", "home", "address", "place", "room":
		return true
	}
	return false
}

// inStreet reports whether token j can be part of a street's name after its number.
func (s *scan) inStreet(j, number int) bool {
	t := s.token(j)
	if !t.word() || !s.joined(j, space|apostrophe|dot|comma) && !s.joined(j, space|dot|stop) {
		return false
	}
	if t.gap&comma != 0 && j > number+1 {
		return false
	}
	the := is(s.textOf(j), "the") && t.has(capital) && j == number+1
	return the || t.is(roadWord|roadName) || t.len() == 1 && t.gap&apostrophe != 0 || !t.is(function|month|relative)
}

// wardAndDate finds a named ward with a date at most four words away, which together point at one stay.
func (s *scan) wardAndDate(i int) (span, bool) {
	first, last := s.wardName(i)
	if first < 0 {
		return span{}, false
	}
	for j := last + 1; j <= last+furthestDate && s.token(j).gap&stop == 0; j++ {
		if d, ok := s.calendarDate(j); ok && d.first > last {
			return s.over(WardAndDate, first, d.last)
		}
	}
	for j := first - 1; j >= first-furthestDate-2 && j >= 0 && s.token(j+1).gap&stop == 0; j-- {
		if d, ok := s.calendarDate(j); ok && first-d.last <= furthestDate {
			return s.over(WardAndDate, d.first, last)
		}
	}
	return span{}, false
}

// furthestDate is how many words there may be from a ward to a date.
const furthestDate = 5

func (s *scan) calendarDate(i int) (date, bool) {
	if !s.token(i).has(digits) || s.token(i).has(taken) {
		return date{}, false
	}
	if d, ok := s.dateAt(i); ok {
		return d, true
	}
	if s.tokens[i].number() && s.token(i+1).number() && s.tokens[i+1].gap == slash && dayAndMonth(s.number(i), s.number(i+1)) {
		return date{first: i, last: i + 1}, true
	}
	return date{}, false
}

// wardName gives the tokens of a ward with its name, before it ("Elm ward") or after it ("Ward 7"), or -1.
func (s *scan) wardName(i int) (first, last int) {
	if after := s.token(i + 1); after.has(digits) && !after.has(taken) && after.len() <= 3 && s.joined(i+1, space) {
		if _, dated := s.calendarDate(i + 1); !dated {
			return i, i + 1
		}
	}
	before := s.token(i - 1)
	if before.word() && s.joined(i, space) && !before.is(function|belonging) && (before.has(capital) && before.gap&stop == 0 || !before.is(ordinary)) && before.len() > 2 {
		return i - 1, i
	}
	return -1, -1
}
