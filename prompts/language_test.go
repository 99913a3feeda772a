package prompts

import (
	"regexp"
	"strings"
	"testing"
)

func TestPromptsAreEasyToRead(t *testing.T) {
	total, all := 0.0, load(t).All()
	for _, p := range all {
		for _, s := range sentences(p.Text) {
			if n := len(words(s)); n > 20 {
				t.Errorf("%s has a sentence of %d words: %s", p.ID, n, s)
			}
		}
		g := grade(p.Text)
		if g > 6.5 {
			t.Errorf("%s reads at grade %.1f, want at most 6.5: %s", p.ID, g, p.Text)
		}
		total += g
	}
	// Grade 6 is the age of 11. A few of our own words are long, so that one prompt may be half a grade above.
	if mean := total / float64(len(all)); mean > 4 {
		t.Errorf("the bank reads at grade %.1f on average, want at most 4", mean)
	}
}

// Words to avoid: those of the style guide, those that ask about symptoms or judge, and worn metaphors.
func TestPromptsAvoidSomeWords(t *testing.T) {
	avoid := regexp.MustCompile(`(?i)\b(patients?|clients?|cases?|service users?|non-compliant|resistan\w*|refus\w*|relaps\w*|decompensat\w*` +
		`|presenting|interventions?|violat\w*|breach\w*|illness\w*|ill|sick|sufferers?|report\w*|escalat\w*|scores?|streaks?|rank\w*` +
		`|symptoms?|diagnos\w*|disorders?|medication|medicine|voices|psychosis|depress\w*|anxi\w*|self-harm\w*|suicid\w*` +
		`|fail\w*|wrong|mistakes?|fault|blame\w*|should have|better job` +
		`|journeys?|bridges?|doors?|walls?|toolbox|mirrors?|batter\w+|burdens?|hats?|shoes|carry|carried|step back|space)\b`)
	recovery := regexp.MustCompile(`(?i)\brecover`)
	for _, p := range load(t).All() {
		if w := avoid.FindString(p.Text); w != "" {
			t.Errorf("%s says %q: %s", p.ID, w, p.Text)
		}
		if recovery.MatchString(p.Text) {
			t.Errorf("%s speaks of recovery: %s", p.ID, p.Text)
		}
	}
}

// A question to a whole channel must not lead anybody to speak about one person there.
func TestGroupPromptsAskAboutUs(t *testing.T) {
	us := regexp.MustCompile(`(?i)\b(we|us|our|each of us|here)\b`)
	onePerson := regexp.MustCompile(`(?i)\b(someone|somebody|the person|whose|you|your)\b`)
	for _, p := range load(t).All() {
		if p.Format != Group {
			continue
		}
		exempt := p.Topic() == "B10" // "worried about someone" names nobody
		if !us.MatchString(p.Text) || (!exempt && onePerson.MatchString(p.Text)) {
			t.Errorf("%s: a group question asks about us and our work: %s", p.ID, p.Text)
		}
	}
}

func TestCoReflectionPromptsAskBoth(t *testing.T) {
	both := regexp.MustCompile(`(?i)\b(each of us|the two of us|neither of us|we|us)\b`)
	for _, p := range load(t).All() {
		if p.Format == CoReflection && !both.MatchString(p.Text) {
			t.Errorf("%s asks one side only: %s", p.ID, p.Text)
		}
	}
}

func TestPromptsForASettingMakeSenseOnlyThere(t *testing.T) {
	everywhere := map[string]bool{}
	for _, p := range load(t).All() {
		if len(p.Settings) == 0 {
			everywhere[p.Text] = true
			continue
		}
		if everywhere[p.Text] || len(p.Settings) != 1 {
			t.Errorf("%s: %v: %s", p.ID, p.Settings, p.Text)
		}
	}
}

func TestNoTwoPromptsAreNearlyTheSame(t *testing.T) {
	all := load(t).All()
	contents := make([]map[string]bool, len(all))
	for i, p := range all {
		contents[i] = content(p.Text)
		for j, q := range all[:i] {
			if s := similarity(contents[i], contents[j]); s >= 0.6 {
				t.Errorf("%s and %s are too alike (%.2f):\n%s\n%s", p.ID, q.ID, s, p.Text, q.Text)
			}
		}
	}
}

func TestTheMeasuresMeasure(t *testing.T) {
	if g := grade("Which organisational considerations facilitated collaborative communication between practitioners?"); g < 12 {
		t.Errorf("hard words read at grade %.1f", g)
	}
	for word, want := range map[string]int{"you": 1, "waited": 2, "someone": 2, "people": 2, "alone": 2, "supervision": 4, "helped": 1, "something": 2, "hopeful": 2, "used": 1, "colleague": 2} {
		if got := syllables(word); got != want {
			t.Errorf("%s has %d syllables, counted %d", word, want, got)
		}
	}
	if s := similarity(content("When did you wait instead of asking?"), content("When did you wait instead of speaking?")); s < 0.6 {
		t.Errorf("nearly the same counts as %.2f alike", s)
	}
}

// grade is the Flesch-Kincaid grade: about the school year, five less than the age.
func grade(text string) float64 {
	ws, beats := words(text), 0
	for _, w := range ws {
		beats += syllables(w)
	}
	perSentence := float64(len(ws)) / float64(len(sentences(text)))
	return 0.39*perSentence + 11.8*float64(beats)/float64(len(ws)) - 15.59
}

func sentences(text string) []string {
	return regexp.MustCompile(`[^.?!]+[.?!]`).FindAllString(text, -1)
}

func words(text string) []string {
	return regexp.MustCompile(`[a-z]+(?:['’-][a-z]+)*`).FindAllString(strings.ToLower(text), -1)
}

// syllables counts groups of vowels, without the silent e at the end of a word or before its ending.
func syllables(word string) int {
	word = strings.TrimSuffix(strings.TrimSuffix(word, "'s"), "’s")
	word = regexp.MustCompile(`gue$`).ReplaceAllString(word, "g")
	word = regexp.MustCompile(`^some`).ReplaceAllString(word, "sum ")
	word = regexp.MustCompile(`([^td])ed$`).ReplaceAllString(word, "$1")
	word = regexp.MustCompile(`([^lr]|[aeiou][lr])e(s?)$`).ReplaceAllString(word, "$1$2")
	word = regexp.MustCompile(`e(ful|ly|less|ness|ment)\b`).ReplaceAllString(word, "$1")
	return max(1, len(regexp.MustCompile(`[aeiouy]+`).FindAllString(word, -1)))
}

// similarity is the share of words, small ones left out, that two contents have in common.
func similarity(x, y map[string]bool) float64 {
	common := 0
	for w := range x {
		if y[w] {
			common++
		}
	}
	return float64(common) / float64(len(x)+len(y)-common)
}

func content(text string) map[string]bool {
	small := map[string]bool{}
	for _, w := range strings.Fields("a an the and or of to in at on for with from is are was were be been it that this did do does how what when which who why") {
		small[w] = true
	}
	set := map[string]bool{}
	for _, w := range words(text) {
		if !small[w] {
			set[w] = true
		}
	}
	return set
}
