package mask

// gathered is digits in a row with the tokens they come from, at most enough for any number we know.
type gathered struct {
	digits [24]byte
	n      int     // digits in all
	ends   [14]int // digits up to and with each token
	tokens int
}

// gather reads tokens of digits from i on, as long as only spaces, hyphens, full stops or brackets stand between.
func (s *scan) gather(i int) gathered {
	var g gathered
	for j := i; j < len(s.tokens) && g.tokens < len(g.ends); j++ {
		t := s.tokens[j]
		if !t.number() || g.n+t.len() > len(g.digits) || j > i && !s.joined(j, space|hyphen|dot|comma|stop) && !s.afterCode(j) || j > i && s.ends(j) {
			break
		}
		g.n += copy(g.digits[g.n:], s.textOf(j))
		g.ends[g.tokens] = g.n
		g.tokens++
	}
	return g
}

// afterCode reports whether a slash divides a phone number after its code: "07911/123456".
func (s *scan) afterCode(j int) bool {
	code := s.tokens[j-1]
	return s.tokens[j].gap == slash && code.len() == 5 && s.text[code.start] == '0'
}

// ends reports whether the gap before a token has a mark that no number holds.
func (s *scan) ends(j int) bool {
	for k := s.tokens[j-1].end; k < s.tokens[j].start; k++ {
		switch s.text[k] {
		case '!', '?', '\n', '\r', ',', ';', '"':
			return true
		}
	}
	return false
}

// nhsNumber finds ten digits with a right check digit, in the groups people write them in, or any ten digits after
// the words NHS number: a slip of the pen still points at somebody.
func (s *scan) nhsNumber(i int) (span, bool) {
	if !s.tokens[i].number() || s.tokens[i].len() < 2 {
		return span{}, false
	}
	g := s.gather(i)
	for j := range g.tokens {
		if g.ends[j] != 10 {
			continue
		}
		if s.saysNHS(i) || rightCheckDigit(g.digits[:10]) && likeNHS(g, j) && !looksLikePhone(g.digits[:10]) {
			return s.over(NHSNumber, i, i+j)
		}
	}
	return span{}, false
}

// likeNHS keeps chance sums of small numbers out: every group has at least three digits.
func likeNHS(g gathered, last int) bool {
	before := 0
	for j := range last + 1 {
		if g.ends[j]-before < 3 {
			return false
		}
		before = g.ends[j]
	}
	return true
}

// looksLikePhone keeps an old ten-digit number such as 01204 56789 a phone number. Scottish numbers may begin with 0,
// as they begin with a date of birth.
func looksLikePhone(d []byte) bool {
	day, month := int(d[0]-'0')*10+int(d[1]-'0'), int(d[2]-'0')*10+int(d[3]-'0')
	return d[0] == '0' && (day == 0 || month == 0 || month > 12)
}

// rightCheckDigit reports whether ten digits are a valid NHS number: weights 10 to 2, modulus 11 (NHS Data
// Dictionary, "NHS NUMBER"). Ten times the same digit is nobody's.
func rightCheckDigit(d []byte) bool {
	sum, same := 0, true
	for i := range 9 {
		sum += int(d[i]-'0') * (10 - i)
		same = same && d[i] == d[9]
	}
	return !same && (11-sum%11)%11 == int(d[9]-'0')
}

// saysNHS reports whether the words NHS or CHI stand before a number, with only small words between.
func (s *scan) saysNHS(i int) bool {
	for j := i - 1; j >= 0 && j >= i-5; j-- {
		if is(s.textOf(j), "nhs") || is(s.textOf(j), "chi") || is(s.textOf(j), "hcn") {
			return true
		}
		if !s.tokens[j].is(numberWord | filler) {
			return false
		}
	}
	return false
}

// is compares a word with one in lower case, whatever its case.
func is(text, word string) bool {
	if len(text) != len(word) {
		return false
	}
	for i := range len(word) {
		if c := text[i]; c != word[i] && (!isUpper(c) || c|0x20 != word[i]) {
			return false
		}
	}
	return true
}

// insuranceNumber finds two letters, six digits and a letter from A to D, in up to five groups. After words that say
// so the last letter may be missing.
func (s *scan) insuranceNumber(i int) (span, bool) {
	first := i
	if s.tokens[i].number() {
		first--
		if t := s.token(first); !t.word() || t.len() != 2 || !s.joined(i, space|hyphen) {
			return span{}, false
		}
	}
	var all [9]byte
	n, short := 0, -1
	for j := first; j < len(s.tokens) && n < len(all); j++ {
		t := s.tokens[j]
		if t.has(taken) || j > first && !s.joined(j, space|hyphen|dot) || n+t.len() > len(all) {
			break
		}
		n += copy(all[n:], s.textOf(j))
		if n == len(all) && likeInsurance(all) {
			return s.over(NationalInsuranceNumber, first, j)
		}
		if all[8] = 'a'; n == len(all)-1 && likeInsurance(all) && s.saysInsurance(first) {
			short = j
		}
	}
	if short < 0 {
		return span{}, false
	}
	return s.over(NationalInsuranceNumber, first, short)
}

// saysInsurance reports whether the words NI or insurance stand before a number, with only small words between.
func (s *scan) saysInsurance(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		switch text := s.textOf(j); {
		case is(text, "ni"), is(text, "nino"), is(text, "insurance"):
			return true
		case !s.tokens[j].is(numberWord | filler):
			return false
		}
	}
	return false
}

func likeInsurance(all [9]byte) bool {
	last := all[8] | 0x20
	return isLetter(all[0]) && isLetter(all[1]) && leading(string(all[2:8])) == 6 && 'a' <= last && last <= 'd'
}

// recordNumber finds the number of a hospital or case record: words that say so, then four or more letters and
// digits, most of them digits.
func (s *scan) recordNumber(i int) (span, bool) {
	first, last, n := s.record(i)
	if n < 3 || s.tokens[last].end-s.tokens[first].start < 4 {
		return span{}, false
	}
	sawNumber := false
	if n >= 6 && s.saysReference(first) {
		return s.over(HospitalNumber, first, last)
	}
	for j := first - 1; j >= 0 && j >= first-6; j-- {
		t := s.tokens[j]
		if t.is(idWord) && n >= 5 || t.is(recordWord) && (sawNumber || is(s.textOf(j), "patient") && n >= 6) {
			return s.over(HospitalNumber, first, last)
		}
		sawNumber = sawNumber || t.is(numberWord)
		if !t.is(numberWord | filler) {
			break
		}
	}
	return span{}, false
}

// saysReference reports whether "ref" or "reference" stands before a number, whatever it is the reference of.
func (s *scan) saysReference(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && s.tokens[j+1].gap&stop == 0; j-- {
		if text := s.textOf(j); is(text, "ref") || is(text, "reference") {
			return true
		}
		if !s.tokens[j].is(numberWord | filler) {
			return false
		}
	}
	return false
}

// record widens a token with digits to the whole of a record's number, such as CR/2026/0193, and counts its digits.
func (s *scan) record(i int) (first, last, n int) {
	first, last = i, i
	if before := s.token(i - 1); before.word() && before.len() <= 4 && s.joined(i, hyphen|slash) ||
		before.word() && before.len() <= 2 && before.has(capital) && !before.is(numberWord|filler) && s.joined(i, space) {
		first--
	} else if before.shape&(letters|digits|taken) == letters|digits && before.len() <= 4 && s.joined(i, space) {
		first--
	}
	for last-i < 4 && s.token(last+1).shape&(digits|taken) == digits && (s.joined(last+1, hyphen|slash) || s.inGroups(last+1)) {
		last++
	}
	for j := first; j <= last; j++ {
		n += countDigits(s.textOf(j))
	}
	return first, last, n
}

// inGroups reports whether a token goes on a number that is written in groups of three or four: "B 771 204".
func (s *scan) inGroups(i int) bool {
	before, next := s.tokens[i-1], s.tokens[i]
	return s.joined(i, space) && before.number() && next.number() && min(before.len(), next.len()) > 2 && max(before.len(), next.len()) < 5
}

func countDigits(text string) int {
	n := 0
	for i := range len(text) {
		if isDigit(text[i]) {
			n++
		}
	}
	return n
}
