package mask

import (
	_ "embed" // the word lists
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"handrail/internal/table"
)

// The word lists, as they stand in the program: nothing that is read out of them takes memory of its own.
var (
	//go:embed data/first-names.txt
	firstNames string
	//go:embed data/everyday-first-names.txt
	everydayFirstNames string
	//go:embed data/surnames.txt
	surnames string
	//go:embed data/everyday-surnames.txt
	everydaySurnames string
	//go:embed data/name-parts.txt
	nameParts string
	//go:embed data/words.txt
	listedWords string
	//go:embed data/phrases.txt
	listedPhrases string
	//go:embed data/numbers.txt
	listedNumbers string
	//go:embed data/links.txt
	listedLinks string
)

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
	words               *table.Table // the name of a word, to its place in classes
	classes             []class      // every mixture of classes that a word is in; none at 0
	phrases             map[string]bool
	areas               map[string]bool // postcode areas
	helplines           map[string]bool // digits of numbers that belong to nobody
	hosts               map[string]bool // sites whose paths are people
	people              map[string]bool // path parts after which a person follows
	notPeople           map[string]bool // path parts on those sites that lead to none
	spellings           *table.Table    // first names, each in the form its spellings share
	beginnings, endings map[string]bool // parts of names that no English word has
}

func readVocabulary() *vocabulary {
	v := &vocabulary{words: table.New(15000), classes: []class{0}}
	v.add(strongFirst, items(firstNames, "")...)
	v.add(capitalFirst, items(everydayFirstNames, "capital")...)
	v.add(cueFirst, items(everydayFirstNames, "cue")...)
	v.add(strongSurname, items(surnames, "")...)
	v.add(everydaySurname, items(everydaySurnames, "")...)
	for section, c := range sections() {
		v.add(c, items(listedWords, section)...)
	}
	v.phrases = v.readPhrases()
	v.areas = set(items(listedNumbers, "postcode-areas"))
	v.helplines = set(items(listedNumbers, "helplines"))
	v.hosts = set(items(listedLinks, "hosts"))
	v.people = set(items(listedLinks, "people"))
	v.notPeople = set(items(listedLinks, "not-people"))
	v.spellings = table.New(10000)
	for _, name := range items(firstNames, "") {
		spelt := []byte(name)
		v.spellings.Put(table.Name(spelt[:spelling(spelt)]), 1)
	}
	v.beginnings = set(items(nameParts, "beginnings"))
	v.endings = set(items(nameParts, "endings"))
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
		name := table.Name([]byte(w))
		v.words.Put(name, v.mixture(v.classOf(name)|c))
	}
}

// mixture gives the place of a mixture of classes.
func (v *vocabulary) mixture(c class) int32 {
	at := slices.Index(v.classes, c)
	if at < 0 {
		at = len(v.classes)
		v.classes = append(v.classes, c)
	}
	return int32(at)
}

func (v *vocabulary) classOf(name uint64) class {
	at, _ := v.words.Find(name)
	return v.classes[at]
}

// readPhrases reads one phrase a line and marks the first word of each.
func (v *vocabulary) readPhrases() map[string]bool {
	phrases := make(map[string]bool)
	for _, line := range lines(listedPhrases) {
		words := strings.Fields(line)
		v.add(phrase, words[0])
		phrases[strings.Join(words, " ")] = true
	}
	return phrases
}

// lines gives the lines of a word list without comments other than section headings, which it leaves out too.
func lines(list string) []string {
	var kept []string
	for line := range strings.Lines(list) {
		line = strings.TrimSpace(line)
		if line != "" && line[0] != '#' {
			kept = append(kept, line)
		}
	}
	return kept
}

// items gives the words under "# section:" of a word list, or all of them.
func items(list, section string) []string {
	var found []string
	in := section == ""
	for line := range strings.Lines(list) {
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
	return v.classOf(table.Name(folded[:n]))
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
