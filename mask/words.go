package mask

import (
	"embed"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed data/*.txt
var data embed.FS

// class is what the word lists say about a word; a word may be in several.
type class uint64

const (
	strongFirst     class = 1 << iota // a first name, hardly ever an ordinary word
	capitalFirst                      // a first name when it has a capital
	cueFirst                          // a first name only where the words around it say so
	strongSurname                     // a surname, hardly ever an ordinary word
	everydaySurname                   // a surname after a first name or a title
	title                             // mr, mrs, dr
	personCue                         // a person often follows: met, rang
	withCue                           // a person follows, or a thing: with, saw
	relative                          // son, sister, friend: a name may follow, or belong before with 's
	belonging                         // flat, room, birthday: what a person has
	says                              // only people do this: said, rang, wants
	does                              // people and things do this: is, was, came
	human                             // hardly anything but a person does this: sat, cooked, sings
	function                          // small words that never are names and end a name
	ordinary                          // words that are not names though they carry capitals
	place                             // house, street, college: what is before it names a place
	locative                          // in, at, from: a place follows
	particle                          // de, van, al: inside a surname
	month
	ward
	roadWord   // road, street: says address by itself
	roadName   // court, way: says address when written with capitals
	born       // dob, born
	phoneWord  // tel, mobile
	idWord     // rio, mrn: a number of a record follows
	recordWord // hospital, case: a number of a record follows when it says number
	numberWord // number, no, id
	filler     // is, was, on, the
	flat       // flat, apartment
	phrase     // begins a known phrase that is no name
	notHandle  // here, channel, home: an @ before it names nobody
	dwelling   // at, lives, to: an address may follow
	platform   // insta, xbox, username: a handle may follow
	handleWord // name, account: stands between a platform and a handle
	mailSite   // gmail, hotmail, and the dot in "dot com": an e-mail address may be spelled out around it
	topLevel   // com, co, org: ends the name of a site
	roadFirst  // heol, ffordd: begins the name of a street
)

const (
	anyFirst   = strongFirst | capitalFirst | cueFirst
	anySurname = strongSurname | everydaySurname
	anyName    = anyFirst | anySurname
)

// vocabulary is the word lists, read once.
type vocabulary struct {
	words               map[string]class
	phrases             map[string]bool
	areas               map[string]bool // postcode areas
	helplines           map[string]bool // digits of numbers that belong to nobody
	hosts               map[string]bool // sites whose paths are people
	people              map[string]bool // path parts after which a person follows
	notPeople           map[string]bool // path parts on those sites that lead to none
	spellings           map[string]bool // first names, each in the form its spellings share
	beginnings, endings map[string]bool // parts of names that no English word has
}

func readVocabulary() *vocabulary {
	v := &vocabulary{words: make(map[string]class, 14000)}
	v.add(strongFirst, items("first-names", "")...)
	v.add(capitalFirst, items("everyday-first-names", "capital")...)
	v.add(cueFirst, items("everyday-first-names", "cue")...)
	v.add(strongSurname, items("surnames", "")...)
	v.add(everydaySurname, items("everyday-surnames", "")...)
	for section, c := range sections() {
		v.add(c, items("words", section)...)
	}
	v.phrases = v.readPhrases()
	v.areas = set(items("numbers", "postcode-areas"))
	v.helplines = set(items("numbers", "helplines"))
	v.hosts = set(items("links", "hosts"))
	v.people = set(items("links", "people"))
	v.notPeople = set(items("links", "not-people"))
	v.spellings = make(map[string]bool, 10000)
	for _, name := range items("first-names", "") {
		spelt := []byte(name)
		v.spellings[string(spelt[:spelling(spelt)])] = true
	}
	v.beginnings = set(items("name-parts", "beginnings"))
	v.endings = set(items("name-parts", "endings"))
	return v
}

// sections ties the headings of data/words.txt to classes.
func sections() map[string]class {
	return map[string]class{
		"title": title, "person-cue": personCue, "with-cue": withCue, "relative": relative, "belonging": belonging,
		"says": says, "does": does, "human": human, "function": function, "ordinary": ordinary, "place": place, "locative": locative,
		"particle": particle, "month": month | ordinary, "ward": ward | place, "road": roadWord | place,
		"road-name": roadName | place, "born": born, "phone": phoneWord, "id": idWord, "record": recordWord,
		"number": numberWord, "filler": filler, "flat": flat, "not-handle": notHandle, "dwelling": dwelling,
		"platform": platform, "handle": handleWord, "mail-site": mailSite, "top-level": topLevel, "road-first": roadFirst,
	}
}

func (v *vocabulary) add(c class, words ...string) {
	for _, w := range words {
		v.words[w] |= c
	}
}

// readPhrases reads one phrase a line and marks the first word of each.
func (v *vocabulary) readPhrases() map[string]bool {
	phrases := make(map[string]bool)
	for _, line := range lines("phrases") {
		words := strings.Fields(line)
		v.words[words[0]] |= phrase
		phrases[strings.Join(words, " ")] = true
	}
	return phrases
}

// lines gives the lines of a data file without comments other than section headings, which it leaves out too.
func lines(file string) []string {
	var kept []string
	for line := range strings.Lines(contents(file)) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			kept = append(kept, line)
		}
	}
	return kept
}

// items gives the words under "# section:" of a data file, or all of them.
func items(file, section string) []string {
	var found []string
	in := section == ""
	for line := range strings.Lines(contents(file)) {
		switch heading, ok := strings.CutPrefix(line, "# "); {
		case ok && section != "":
			if name, _, titled := strings.Cut(heading, ":"); titled {
				in = name == section
			}
		case ok || strings.HasPrefix(line, "#"):
		case in:
			found = append(found, strings.Fields(line)...)
		}
	}
	return found
}

// contents reads an embedded file, which is there or the program would not have been built.
func contents(file string) string {
	b, err := data.ReadFile("data/" + file + ".txt")
	if err != nil {
		panic(err)
	}
	return string(b)
}

func set(words []string) map[string]bool {
	s := make(map[string]bool, len(words))
	for _, w := range words {
		s[w] = true
	}
	return s
}

// longestWord is how many bytes of a folded word are looked up; no listed word is longer.
const longestWord = 24

// look finds the classes of a word of letters, whatever its case and accents.
func (v *vocabulary) look(word string) class {
	var folded [longestWord * 2]byte
	n, ok := fold(folded[:], word)
	if !ok {
		return 0
	}
	return v.words[string(folded[:n])]
}

// fold writes word in plain lower-case letters. It is not ok when the word is too long to be listed.
func fold(into []byte, word string) (int, bool) {
	if len(word) > len(into)/2 {
		return 0, false
	}
	for i := 0; i < len(word); i++ {
		c := word[i]
		if c >= utf8.RuneSelf {
			return foldAccents(into, word)
		}
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		into[i] = c
	}
	return len(word), true
}

func foldAccents(into []byte, word string) (int, bool) {
	n := 0
	for _, r := range norm.NFD.String(strings.ToLower(word)) {
		s := plain(r)
		if n+len(s) > len(into) {
			return 0, false
		}
		n += copy(into[n:], s)
	}
	return n, true
}

// plain gives the plain letters for one decomposed rune; accents give nothing.
func plain(r rune) string {
	switch {
	case r < utf8.RuneSelf:
		return string(r)
	case 0x300 <= r && r <= 0x36f:
		return ""
	}
	switch r {
	case 'ł':
		return "l"
	case 'ø':
		return "o"
	case 'đ', 'ð':
		return "d"
	case 'ı':
		return "i"
	case 'ß':
		return "ss"
	case 'æ':
		return "ae"
	case 'ə':
		return "e"
	}
	return string(r)
}
