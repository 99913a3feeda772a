package mask

import (
	"bytes"

	"github.com/nyaruka/phonenumbers"
)

// maxAsked bounds the questions put to the phone number library about one text. It takes up to half a millisecond
// to answer; past the bound what looks like a number is taken for one.
const maxAsked = 16

// phoneNumber finds a UK or international number by its shape, and asks the library where shape leaves a doubt.
// Numbers kept for drama count: people invent with them too. Helplines and short numbers are left alone.
func (s *scan) phoneNumber(i int) (span, bool) {
	t := s.tokens[i]
	if !t.number() {
		return span{}, false
	}
	g := s.gather(i)
	if g.n < 6 {
		return span{}, false
	}
	plus := t.start > 0 && s.text[t.start-1] == '+'
	last := s.lastOfPhone(i, g, plus)
	if last < 0 {
		return span{}, false
	}
	if s.words.nobodys(g.digits[:g.ends[last]]) {
		s.leave(i, i+last)
		return span{}, false
	}
	p, _ := s.over(PhoneNumber, i, i+last)
	p.start = s.phoneStart(i, plus)
	return p, true
}

// leave takes the tokens of a number that is left in the text, so that no rule finds another in its end.
func (s *scan) leave(first, last int) {
	for i := first; i <= last; i++ {
		s.tokens[i].shape |= taken
	}
}

// nobodys reports whether a number belongs to no person: a helpline, or one of the ranges that Ofcom gives to
// organisations alone (03, 0500, 080, 084, 087 and 09; National Telephone Numbering Plan).
func (v *vocabulary) nobodys(number []byte) bool {
	if v.helplines[string(number)] {
		return true
	}
	d := bytes.TrimPrefix(number, []byte("00"))
	if len(d) > 10 && d[0] == '4' && d[1] == '4' {
		d = bytes.TrimPrefix(d[2:], []byte("0"))
	} else if d = bytes.TrimPrefix(number, []byte("0")); len(d) == len(number) {
		return false
	}
	if len(d) < 9 {
		return false
	}
	switch d[0] {
	case '3', '9':
		return true
	case '8':
		return d[1] == '0' || d[1] == '4' || d[1] == '7'
	}
	return d[0] == '5' && d[1] == '0'
}

// phoneStart takes the + or the opening bracket along.
func (s *scan) phoneStart(i int, plus bool) int {
	start := s.tokens[i].start
	if plus {
		start--
	}
	if start > 0 && s.text[start-1] == '(' {
		start--
	}
	return start
}

// lastOfPhone gives which of the gathered tokens ends the phone number that begins with the first, or -1.
func (s *scan) lastOfPhone(i int, g gathered, plus bool) int {
	d := g.digits[:g.n]
	switch {
	case plus && d[0] == '4' && d[1] == '4', !plus && d[0] == '4' && d[1] == '4' && g.n >= 12:
		return g.endsWith(12, 13, 11)
	case plus:
		return s.international(g, 0)
	case d[0] == '0' && d[1] == '0' && d[2] == '4' && d[3] == '4':
		return g.endsWith(14, 15, 13)
	case d[0] == '0' && d[1] == '0':
		return s.international(g, 2)
	case d[0] == '0' && s.saysPhone(i):
		return g.endsWith(11, 10, 12, 9) // a digit too many or too few is a slip of the pen
	case d[0] == '0' && d[1] == '1':
		return g.endsWith(11, 10)
	case d[0] == '0':
		return g.endsWith(11)
	}
	return s.doubtful(i, g)
}

// endsWith gives which token completes one of these numbers of digits, the first that fits.
func (g gathered) endsWith(sizes ...int) int {
	for _, size := range sizes {
		for j := range g.tokens {
			if g.ends[j] == size {
				return j
			}
		}
	}
	return -1
}

// shortestAbroad and longestAbroad bound an international number (ITU-T E.164).
const (
	shortestAbroad = 8
	longestAbroad  = 15
)

// international finds the longest number that could be one. Where it would end in a lonely digit or two, which may
// belong to the next words, the longest that the library calls valid goes first.
func (s *scan) international(g gathered, prefix int) int {
	longest := -1
	for j := g.tokens - 1; j >= 0; j-- {
		n := g.ends[j] - prefix
		if n < shortestAbroad || n > longestAbroad {
			continue
		}
		longest = max(longest, j)
		if longest == j && !g.lonely(j) || s.valid("+"+string(g.digits[prefix:g.ends[j]]), "GB") {
			return j
		}
	}
	return longest
}

// lonely reports whether token j has one digit or two.
func (g gathered) lonely(j int) bool { return j > 0 && g.ends[j]-g.ends[j-1] <= 2 }

// doubtful finds numbers that begin with neither 0 nor +: a mobile without its 0, a number after the word phone, or
// an American one.
func (s *scan) doubtful(i int, g gathered) int {
	if ten := g.endsWith(10); ten >= 0 && g.digits[0] == '7' && s.valid("0"+string(g.digits[:10]), "GB") {
		return ten
	} else if ten == 2 && g.ends[0] == 3 && g.ends[1] == 6 && s.valid(string(g.digits[:10]), "US") {
		return ten
	}
	if !s.saysPhone(i) || g.ends[0] < 3 {
		return -1
	}
	for j := g.tokens - 1; j >= 0; j-- {
		if n := g.ends[j]; 6 <= n && n <= 12 {
			return j
		}
	}
	return -1
}

// valid asks the library, a bounded number of times for each text.
func (s *scan) valid(number, region string) bool {
	if s.asked++; s.asked > maxAsked {
		return true
	}
	parsed, err := phonenumbers.Parse(number, region)
	return err == nil && phonenumbers.IsValidNumber(parsed)
}

// saysPhone reports whether a word such as "mobile" stands shortly before.
func (s *scan) saysPhone(i int) bool {
	for j := i - 1; j >= 0 && j >= i-4 && s.tokens[j+1].gap&stop == 0; j-- {
		if s.tokens[j].has(taken) {
			return false
		}
		if s.tokens[j].is(phoneWord) {
			return true
		}
	}
	return false
}
