package prompts

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
)

// How a prompt is worded. What is refused here hurts somebody or is no question of its own; the rest is advice, and
// the one who writes decides.
const (
	longestSentence = 20  // words
	hardest         = 6.5 // as grade counts: half a school year above the age of 11, for a few of our own words are long
	tooAlike        = 0.6 // as similarity counts
)

// avoided is a group of words with what to write instead.
type avoided struct {
	words   *regexp.Regexp
	instead string
	mayStay bool
}

// wordsToAvoid are those of the style guide, those that ask about symptoms or judge, and worn metaphors.
func wordsToAvoid() []avoided {
	return []avoided{
		{anyWord(`patients?|clients?|cases?|service users?|sufferers?`), "“the person you support”", false},
		{anyWord(`non-compliant|resistan\w*|refus\w*`), "“chose not to” or “was not ready”", false},
		{anyWord(`relaps\w*|decompensat\w*`), "“finding things hard”", false},
		{anyWord(`presenting|interventions?`), "“what happened” or “what helped”", false},
		{anyWord(`violat\w*|breach\w*`), "“boundary question”", false},
		{anyWord(`illness\w*|ill|sick`), "“lived experience”", false},
		{anyWord(`report\w*|escalat\w*`), "“bring to supervision”", false},
		{anyWord(`scores?|streaks?|rank\w*`), "words that compare nobody", false},
		{anyWord(`symptoms?|diagnos\w*|disorders?|medication|medicine|voices|psychosis|depress\w*|anxi\w*|self-harm\w*|suicid\w*`), "a question about the work, never about symptoms", false},
		{anyWord(`fail\w*|wrong|mistakes?|fault|blame\w*|should have|better job`), "words that blame nobody", false},
		{anyWord(`recover\w*`), "“living well”", false},
		{anyWord(`journeys?|bridges?|doors?|walls?|toolbox|mirrors?|batter\w+|burdens?|hats?|shoes|carry|carried|step back|space`), "plain words for what is meant, if this is a figure of speech", true},
	}
}

func anyWord(words string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(` + words + `)\b`) }

// wording returns what the words of a prompt lack.
func wording(e entry) Mistakes {
	found := avoidedIn(e)
	for _, s := range sentences(e.Text) {
		if n := len(words(s)); n > longestSentence {
			found = append(found, e.advice(fmt.Sprintf("a sentence of %d words", n), fmt.Sprintf("sentences of up to %d words", longestSentence), "two short questions."))
		}
	}
	if g := grade(e.Text); g > hardest {
		found = append(found, e.advice(fmt.Sprintf("easy to read from about the age of %d", min(18, int(math.Ceil(g+5)))), "a reading age of 9 to 11", "shorter words and sentences."))
	}
	switch {
	case e.Format == Group && !asksAboutUs(e.Prompt):
		found = append(found, e.advice("about one person, or about nobody", "a question about the team, because a whole channel reads the answers", "What helps us start well?"))
	case e.Format == CoReflection && !both.MatchString(e.Text):
		found = append(found, e.advice("to one side only", "a question that both can answer", "What did each of us assume?"))
	}
	return found
}

func avoidedIn(e entry) Mistakes {
	var found Mistakes
	text := strings.ReplaceAll(strings.ToLower(e.Text), "in case", "")
	for _, a := range wordsToAvoid() {
		if word := a.words.FindString(text); word != "" {
			m := e.advice("worded with “"+word+"”", a.instead, "")
			m.MayStay = a.mayStay
			found = append(found, m)
		}
	}
	return found
}

func (e entry) advice(found, expected, example string) Mistake {
	m := e.mistake("text", "", expected)
	m.Found, m.Example, m.MayStay = found, example, true
	return m
}

var (
	us        = regexp.MustCompile(`(?i)\b(we|us|our|each of us|here)\b`)
	onePerson = regexp.MustCompile(`(?i)\b(someone|somebody|the person|whose|you|your)\b`)
	both      = regexp.MustCompile(`(?i)\b(each of us|the two of us|neither of us|we|us)\b`)
)

// asksAboutUs reports whether a question to a whole channel leads nobody to speak about one person there.
func asksAboutUs(p Prompt) bool {
	exempt := p.Topic() == "B10" // "worried about someone" names nobody
	return us.MatchString(p.Text) && (exempt || !onePerson.MatchString(p.Text))
}

// alike returns the prompt that says nearly the same, if there is one among the others.
func alike(p Prompt, others []Prompt) (Prompt, bool) {
	mine := content(p.Text)
	if len(mine) == 0 {
		return Prompt{}, false
	}
	i := slices.IndexFunc(others, func(o Prompt) bool { return o.ID != p.ID && similarity(mine, content(o.Text)) >= tooAlike })
	if i < 0 {
		return Prompt{}, false
	}
	return others[i], true
}

// grade is the Flesch-Kincaid grade: about the school year, five less than the age.
func grade(text string) float64 {
	ws, beats := words(text), 0
	for _, w := range ws {
		beats += syllables(w)
	}
	if len(ws) == 0 {
		return 0
	}
	perSentence := float64(len(ws)) / float64(max(1, len(sentences(text))))
	return 0.39*perSentence + 11.8*float64(beats)/float64(len(ws)) - 15.59
}

var (
	sentence   = regexp.MustCompile(`[^.?!]+[.?!]`)
	word       = regexp.MustCompile(`[a-z]+(?:['’-][a-z]+)*`)
	silentGue  = regexp.MustCompile(`gue$`)
	startsSome = regexp.MustCompile(`^some`)
	endsEd     = regexp.MustCompile(`([^td])ed$`)
	endsE      = regexp.MustCompile(`([^lr]|[aeiou][lr])e(s?)$`)
	silentE    = regexp.MustCompile(`e(ful|ly|less|ness|ment)\b`)
	vowels     = regexp.MustCompile(`[aeiouy]+`)
)

func sentences(text string) []string { return sentence.FindAllString(text, -1) }

func words(text string) []string { return word.FindAllString(strings.ToLower(text), -1) }

// syllables counts groups of vowels, without the silent e at the end of a word or before its ending.
func syllables(word string) int {
	word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
	word = silentGue.ReplaceAllString(word, "g")
	word = startsSome.ReplaceAllString(word, "sum ")
	word = endsEd.ReplaceAllString(word, "$1")
	word = endsE.ReplaceAllString(word, "$1$2")
	word = silentE.ReplaceAllString(word, "$1")
	return max(1, len(vowels.FindAllString(word, -1)))
}

// similarity is the share of words, small ones left out, that two contents have in common.
func similarity(x, y map[string]bool) float64 {
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return float64(common) / float64(max(1, len(x)+len(y)-common))
}

func content(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words(text) {
		if !slices.Contains(smallWords(), w) {
			set[w] = true
		}
	}
	return set
}

func smallWords() []string {
	return strings.Fields("a an the and or of to in at on for with from is are was were be been it that this did do does how what when which who why")
}
