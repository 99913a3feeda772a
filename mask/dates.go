package mask

// date is a day in a calendar written out: tokens from first to last.
type date struct {
	first, last int
	year        bool
}

// dateAt reads a date whose day, or year when it is written first, is token i.
func (s *scan) dateAt(i int) (date, bool) {
	if d, ok := s.numericDate(i); ok {
		return d, true
	}
	if !s.isDay(i) {
		return date{}, false
	}
	if d, ok := s.dayThenMonth(i); ok {
		return d, true
	}
	return s.monthThenDay(i)
}

// numericDate reads 3/4/1987, 3-4-87, 3.4.1987 and 1987-04-03.
func (s *scan) numericDate(i int) (date, bool) {
	if !s.token(i+1).number() || !s.token(i+2).number() || !s.tokens[i].number() {
		return date{}, false
	}
	if !s.joined(i+1, slash|hyphen|dot|space) || !s.joined(i+2, slash|hyphen|dot|space) {
		return date{}, false
	}
	spaced := (s.tokens[i+1].gap|s.tokens[i+2].gap)&^space == 0
	a, b, c := s.number(i), s.number(i+1), s.number(i+2)
	if s.tokens[i].len() == 4 {
		a, c = c, a
	}
	years := c >= 1900 && c <= 2099 || c >= 0 && c <= 99 && s.tokens[i+2].len() == 2 && !spaced
	if !years || !dayAndMonth(a, b) && !dayAndMonth(b, a) {
		return date{}, false
	}
	return date{i, i + 2, true}, true
}

func dayAndMonth(day, month int) bool { return 1 <= day && day <= 31 && 1 <= month && month <= 12 }

// isDay reports whether a token is a day of a month: 3, 3rd, 21st.
func (s *scan) isDay(i int) bool {
	text := s.textOf(i)
	n := leading(text)
	if n == 0 || n > 2 || s.tokens[i].has(taken) {
		return false
	}
	if day := small(text[:n]); day < 1 || day > 31 {
		return false
	}
	return n == len(text) || is(text[n:], "st") || is(text[n:], "nd") || is(text[n:], "rd") || is(text[n:], "th")
}

// dayThenMonth reads 3 April 1987, 3rd of April, 3-Apr-87.
func (s *scan) dayThenMonth(i int) (date, bool) {
	m := i + 1
	if s.token(m).word() && is(s.textOf(m), "of") {
		m++
	}
	if !s.token(m).is(month) || !s.joined(m, space|hyphen|slash|dot) || !s.joined(i+1, space|hyphen|slash|dot) {
		return date{}, false
	}
	return s.withYear(date{first: i, last: m}), true
}

// monthThenDay reads April 3rd, 1987.
func (s *scan) monthThenDay(i int) (date, bool) {
	m := i - 1
	if s.token(m).word() && is(s.textOf(m), "the") && m > 0 {
		m--
	}
	if !s.token(m).is(month) || s.token(m).has(taken) || !s.joined(i, space|hyphen|dot) {
		return date{}, false
	}
	return s.withYear(date{first: m, last: i}), true
}

// withYear takes a year along where one follows.
func (s *scan) withYear(d date) date {
	y := d.last + 1
	if !s.token(y).number() || !s.joined(y, space|comma|apostrophe|hyphen|dot|slash) {
		return d
	}
	n := s.number(y)
	if long := s.tokens[y].len() == 4 && n >= 1900 && n <= 2099; long || s.tokens[y].len() == 2 {
		d.last, d.year = y, true
	}
	return d
}

// dateOfBirth finds a date after dob, born or birthday. With its year it may stand a few words away.
func (s *scan) dateOfBirth(i int) (span, bool) {
	d, ok := s.dateAt(i)
	if !ok {
		d, ok = s.runTogether(i)
	}
	if !ok || !s.saysBorn(d) && !s.thenBirthday(d) {
		return span{}, false
	}
	return s.over(DateOfBirth, d.first, d.last)
}

// runTogether reads 030487 and 03041987.
func (s *scan) runTogether(i int) (date, bool) {
	t := s.tokens[i]
	if !t.number() || t.len() != 6 && t.len() != 8 {
		return date{}, false
	}
	text := s.textOf(i)
	return date{first: i, last: i}, dayAndMonth(small(text[:2]), small(text[2:4]))
}

func (s *scan) saysBorn(d date) bool {
	others := 0
	for j := d.first - 1; j >= 0 && j >= d.first-8; j-- {
		t := s.tokens[j]
		if t.has(taken) {
			return false
		}
		if t.is(born) || s.dottedDOB(j) || s.age(j) {
			return true
		}
		if s.tokens[j+1].gap&stop != 0 && !s.dottedDOB(j+1) && s.tokens[j+1].gap&dot == 0 {
			return false
		}
		if !t.is(filler) {
			others++
		}
		if others > 3 || others > 0 && !d.year {
			return false
		}
	}
	return false
}

// thenBirthday reports whether the words after a date make it one: "3rd of May is her birthday", "on 3 May he turns 30".
func (s *scan) thenBirthday(d date) bool {
	for j := d.last + 1; j <= d.last+5 && s.token(j).gap&stop == 0; j++ {
		t := s.tokens[j]
		if t.is(born) || s.age(j) {
			return true
		}
		if !t.is(filler|function|relative) && t.gap != apostrophe && !is(s.textOf(j), "date") && !is(s.textOf(j), "turned") && !is(s.textOf(j), "turns") && !is(s.textOf(j), "turn") {
			return false
		}
	}
	return false
}

// age reports whether token i is somebody's age: the 40 of "turned 40" and "she was 40", or 50th.
func (s *scan) age(i int) bool {
	text := s.textAt(i)
	n := leading(text)
	if n == 0 || n > 3 {
		return false
	}
	if n == len(text) {
		before := s.textAt(i - 1)
		who := s.textAt(i - 2)
		return is(before, "turned") || is(before, "turns") || is(before, "turning") || is(before, "turn") ||
			is(before, "was") && (is(who, "he") || is(who, "she")) || is(before, "be") && is(s.textAt(i+1), "on")
	}
	return small(text[:n]) > 31 && (is(text[n:], "th") || is(text[n:], "st") || is(text[n:], "nd") || is(text[n:], "rd"))
}

// feastBorn finds a day with a name after the word born, at i: "born on Christmas Day 1980", "birthday is New Year's Eve".
func (s *scan) feastBorn(i int) (span, bool) {
	for j := i + 1; j <= i+5 && s.token(j).gap&stop == 0; j++ {
		if last := s.feast(j); last >= 0 {
			return s.over(DateOfBirth, j, s.withYear(date{first: j, last: last}).last)
		}
		if t := s.tokens[j]; !t.is(filler|function|relative) && t.gap != apostrophe {
			return span{}, false
		}
	}
	return span{}, false
}

// feast gives the last token of a day with a name that begins at i, or -1.
func (s *scan) feast(i int) int {
	switch text := s.textAt(i); {
	case s.tokens[i].has(taken):
		return -1
	case is(text, "halloween"), is(text, "hogmanay"):
		return i
	case is(text, "christmas"), is(text, "boxing"), is(text, "leap"):
		if next := s.textAt(i + 1); is(next, "day") || is(next, "eve") {
			return i + 1
		}
	case is(text, "new"), is(text, "valentine"), is(text, "valentines"), is(text, "patrick"):
		for j := i + 1; j <= i+3 && s.token(j).word(); j++ {
			if is(s.textOf(j), "day") || is(s.textOf(j), "eve") {
				return j
			}
		}
	}
	return -1
}

// dottedDOB reports whether token i is the b of d.o.b or D O B.
func (s *scan) dottedDOB(i int) bool {
	return i >= 2 && is(s.textOf(i), "b") && is(s.textOf(i-1), "o") && is(s.textOf(i-2), "d")
}
