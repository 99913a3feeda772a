package prompts

import (
	"strings"
	"testing"
)

func TestPromptsAreEasyToRead(t *testing.T) {
	total, all := 0.0, load(t).All()
	for _, p := range all {
		for _, m := range wording(entry{Prompt: p}) {
			t.Errorf("%s: %s", m, p.Text)
		}
		total += grade(p.Text)
	}
	if mean := total / float64(len(all)); mean > 4 {
		t.Errorf("the bank reads at grade %.1f on average, want at most 4", mean)
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
	for i, p := range all {
		if q, found := alike(p, all[:i]); found {
			t.Errorf("%s and %s are too alike:\n%s\n%s", p.ID, q.ID, p.Text, q.Text)
		}
	}
}

func TestWhatTheWordsOfAPromptLack(t *testing.T) {
	for name, c := range map[string]struct {
		text   string
		format Format
		want   string // in the one thing that is said; "" for none
		stays  bool
	}{
		"nothing":                          {"When did you wait instead of asking?", Quick, "", false},
		"a word to avoid":                  {"What did the Patient say to you?", Quick, "“patient”, expected “the person you support”", false},
		"a word that judges":               {"What did you do wrong today?", Quick, "blame nobody", false},
		"a word about symptoms":            {"Who was depressed today?", Quick, "never about symptoms", false},
		"recovery":                         {"When did you see that he can recover and be glad of the day?", Quick, "“living well”", false},
		"a figure of speech":               {"Which doors did you open today?", Quick, "“doors”", true},
		"no word to avoid in “in case”":    {"What did you bring, just in case?", Quick, "", false},
		"a long sentence":                  {"When did you go to the shop and buy a cup of tea and then sit on the step and talk to her?", Quick, "a sentence of 23 words", true},
		"hard words":                       {"Which organisational considerations facilitated collaboration?", Quick, "a reading age of 9 to 11", true},
		"one person, before a channel":     {"When did you help someone?", Group, "a whole channel reads", true},
		"one side, where both answer":      {"What did you bring?", CoReflection, "both can answer", true},
		"nothing, before a channel":        {"What helps us start well?", Group, "", false},
		"nothing in a worry about someone": {"What do we do here when worried?", Group, "", false},
	} {
		t.Run(name, func(t *testing.T) {
			found := wording(entry{file: "pack.yaml", Prompt: Prompt{ID: "own-x", Text: c.text, Format: c.format}})
			switch {
			case c.want == "" && len(found) > 0:
				t.Errorf("said: %v", found)
			case c.want != "" && (len(found) != 1 || !strings.Contains(found[0].String(), c.want) || found[0].MayStay != c.stays):
				t.Errorf("said %+v, want %q", found, c.want)
			}
		})
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
