package prompts

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

var update = flag.Bool("update", false, "write the golden files")

func load(t testing.TB) *Bank {
	t.Helper()
	b, err := Load()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func TestTheBankHasEnoughOfEverything(t *testing.T) {
	topics, formats, settings := map[Topic]int{}, map[Format]int{}, map[peerwork.Setting]int{}
	teamTopics := map[area]int{}
	active := keep(load(t).All(), func(p Prompt) bool { return p.Status == Active })
	for _, p := range active {
		topics[p.Topic()]++
		formats[p.Format]++
		if p.Format == Group && len(p.Settings) == 0 {
			teamTopics[p.area()]++
		}
		for _, s := range p.Settings {
			settings[s]++
		}
	}
	atLeast(t, "the whole bank", len(active), 260)
	for _, s := range peerwork.SubThemes() {
		atLeast(t, string(s.Code), topics[Topic(s.Code)], map[bool]int{true: 6, false: 10}[s.Code == peerwork.CodeX])
	}
	for _, b := range peerwork.Boundaries() {
		atLeast(t, string(b.Code), topics[Topic(b.Code)], 8)
	}
	for _, s := range peerwork.Settings() {
		atLeast(t, string(s), settings[s], 5)
	}
	for f, n := range map[Format]int{PreSupervision: 15, CoReflection: 15, Group: 20} {
		atLeast(t, string(f), formats[f], n)
	}
	for _, theme := range peerwork.Themes() {
		atLeast(t, "group questions about "+string(theme), teamTopics[area(theme)], 6)
	}
}

func atLeast(t *testing.T, what string, got, want int) {
	t.Helper()
	if got < want {
		t.Errorf("%s: %d prompts, want at least %d", what, got, want)
	}
}

func TestStrengthsAndDifficultiesAreInBalance(t *testing.T) {
	sides := map[string]map[Balance]int{}
	count := func(what string, p Prompt) {
		if sides[what] == nil {
			sides[what] = map[Balance]int{}
		}
		sides[what][p.Balance]++
	}
	for _, p := range load(t).All() {
		count("the bank", p)
		count(string(p.Topic()), p)
		count(string(p.Format), p)
	}
	for what, n := range sides {
		if all := n[Strength] + n[Difficulty]; 10*min(n[Strength], n[Difficulty]) < 3*all {
			t.Errorf("%s: %d strengths and %d difficulties, want at least three in ten of each", what, n[Strength], n[Difficulty])
		}
	}
}

func TestEveryDepthAndStepIsThere(t *testing.T) {
	depths, steps := map[int]int{}, map[Step]int{}
	for _, p := range load(t).All() {
		depths[p.Depth]++
		steps[p.Step]++
	}
	for d := 1; d <= 3; d++ {
		atLeast(t, "depth "+string(rune('0'+d)), depths[d], 30)
	}
	for _, s := range Steps() {
		atLeast(t, string(s), steps[s], 30)
	}
}

func TestByID(t *testing.T) {
	b := load(t)
	if p, ok := b.ByID("r2-less-alone"); !ok || p.Text != "What helped someone feel less alone with you this week?" {
		t.Errorf("r2-less-alone = %+v, %v", p, ok)
	}
	if p, ok := b.ByID("no-such-prompt"); ok {
		t.Errorf("found %+v", p)
	}
}

func TestAllGivesACopy(t *testing.T) {
	b := load(t)
	b.All()[0].ID = "changed"
	if got := b.All()[0].ID; got == "changed" {
		t.Error("a caller changed the bank")
	}
}

func TestJSONHasTheFieldNamesOfTheDomain(t *testing.T) {
	b := load(t)
	shown := []Prompt{b.All()[0]}
	for _, id := range []string{"r2-less-alone", "r1-crisis-house-first-night"} {
		p, _ := b.ByID(id)
		shown = append(shown, p)
	}
	got, err := json.MarshalIndent(shown, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	got = append(got, '\n')
	const golden = "testdata/prompts.json"
	if *update {
		if err := os.WriteFile(golden, got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error(cmp.Diff(string(want), string(got)))
	}
}

func TestReadNamesEveryMistake(t *testing.T) {
	const good = `- id: r2-good
  text: What helped?
  theme: relationship
  sub_theme: R2
  format: quick
  step: notice
  depth: 1
  balance: strength
  status: active
`
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	last := map[string]peerwork.Code{} // by the letter of its theme
	for _, s := range peerwork.SubThemes() {
		last[string(s.Code[:1])] = s.Code
	}
	for name, c := range map[string]struct{ file, want string }{
		"an id with capitals":             {with("r2-good", "R2 good"), `bank/a.yaml:1: prompt R2 good: id is "R2 good", expected small letters, digits and hyphens, for example r2-less-alone`},
		"an id used twice":                {good + good, `bank/a.yaml:10: prompt r2-good: id is "r2-good", expected an id of its own; it stands at bank/a.yaml:1 already`},
		"no text":                         {with("What helped?", `""`), `text is "", expected a question, for example: When did you wait instead of asking?`},
		"a text that is no question":      {with("What helped?", "Tell me."), `text is "Tell me.", expected a question that ends with a question mark`},
		"a text over two lines":           {with("What helped?", `"What\nhelped?"`), `expected one line with single spaces`},
		"a text that is too long":         {with("What helped?", strings.Repeat("What ", 40)+"helped?"), `text is "207 characters", expected at most 160 characters`},
		"an unknown sub-theme":            {with("R2", "R9"), `sub_theme is "R9", expected ` + fmt.Sprintf("R1 to %s, M1 to %s, E1 to %s or X, or else a boundary B1 to B10", last["R"], last["M"], last["E"])},
		"the theme of another sub-theme":  {with("relationship", "engagement"), `theme is "engagement", expected "relationship", the theme of R2`},
		"an unknown boundary":             {with("theme: relationship\n  sub_theme: R2", "boundary: B11"), `boundary is "B11", expected B1 to B10`},
		"a boundary beside a sub-theme":   {with("theme: relationship", "boundary: B1"), `sub_theme is "R2", expected nothing beside a boundary`},
		"a boundary beside a theme":       {with("sub_theme: R2", "boundary: B1"), `theme is "relationship", expected nothing beside a boundary`},
		"an unknown setting":              {good + "  settings: [moon-base]\n", `settings is "moon-base", expected one of community-team, inpatient-ward`},
		"an unknown format":               {with("quick", "slow"), `format is "slow", expected one of quick, pre-supervision, co-reflection, group`},
		"an unknown step":                 {with("notice", "jump"), `step is "jump", expected one of notice, feel, understand, learn, plan`},
		"depth 4":                         {with("depth: 1", "depth: 4"), `depth is "4", expected 1, 2 or 3`},
		"a depth that is no number":       {with("depth: 1", "depth: deep"), `bank/a.yaml:7: prompt r2-good: depth is "deep", expected 1, 2 or 3`},
		"an unknown balance":              {with("strength", "good"), `balance is "good", expected one of strength, difficulty`},
		"no status":                       {with("  status: active\n", ""), `status is "", expected one of active, retired`},
		"an unknown field":                {good + "  colour: red\n", `bank/a.yaml:10: prompt r2-good: found the name "colour", expected one of id, text`},
		"a file that is no list":          {"id: r2-good\n", `bank/a.yaml: found no list, expected a list of prompts, for example: - id: r2-less-alone`},
		"a file that is no YAML":          {"- id: [\n", `bank/a.yaml: found`},
		"an entry that is no set of keys": {"- hello\n", `bank/a.yaml:1: found`},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Read(fstest.MapFS{"bank/a.yaml": {Data: []byte(c.file)}}, "bank/*.yaml")
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error is\n%v\nwant in it\n%s", err, c.want)
			}
		})
	}
	t.Run("several at once, over several files", func(t *testing.T) {
		bad := with("notice", "jump")
		_, err := Read(fstest.MapFS{
			"bank/a.yaml": {Data: []byte(strings.Replace(bad, "depth: 1", "depth: 0", 1))},
			"bank/b.yaml": {Data: []byte(with("r2-good", "r2-other") + "  colour: red\n")},
		}, "bank/*.yaml")
		var found Mistakes
		if !errors.As(err, &found) || len(found) != 3 {
			t.Errorf("want three mistakes, error is %v", err)
		}
	})
	t.Run("none in a good file", func(t *testing.T) {
		b, err := Read(fstest.MapFS{"bank/a.yaml": {Data: []byte(good)}}, "bank/*.yaml")
		if err != nil || len(b.All()) != 1 {
			t.Errorf("bank %+v, error %v", b, err)
		}
	})
}
