package prompts

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

var monday = time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)

func applied(t *testing.T, was peerwork.BankChanges, file string) (peerwork.BankChanges, Added) {
	t.Helper()
	pack, found := ReadPack("pack.yaml", []byte(file))
	more, err := pack.Check(load(t), was)
	if err != nil || len(found)+len(more.Refused()) > 0 {
		t.Fatal(err, found, more)
	}
	next, sum, err := pack.Into(was, monday)
	if err != nil {
		t.Fatal(err)
	}
	next.Revision++
	return next, sum
}

const tea = "- {id: own-tea, text: Who made the tea?, sub_theme: R1}\n"

func TestAPack(t *testing.T) {
	t.Run("needs an id, a text, and what it is about", func(t *testing.T) {
		b, sum := applied(t, peerwork.BankChanges{}, tea+"- {id: own-time, text: When did you stay too long?, boundary: B3, balance: difficulty}\n")
		p, err := Written(b.Own[0])
		want := Prompt{
			ID: "own-tea", Text: "Who made the tea?", Theme: peerwork.Relationship, SubTheme: "R1", Settings: noSettings(),
			Format: Quick, Step: Notice, Depth: 1, Balance: Strength, Status: Active,
		}
		if diff := cmp.Diff(want, p); diff != "" || err != nil || sum != (Added{New: 2}) {
			t.Error(diff, err, sum)
		}
	})
	t.Run("applied again changes nothing", func(t *testing.T) {
		b, _ := applied(t, peerwork.BankChanges{}, tea)
		again, sum := applied(t, b, tea)
		if again.Revision = b.Revision; !cmp.Equal(b, again) || sum != (Added{}) {
			t.Error(cmp.Diff(b, again), sum)
		}
	})
	t.Run("that words a question anew adds a version, and retires the one before", func(t *testing.T) {
		b, _ := applied(t, peerwork.BankChanges{}, tea)
		b, sum := applied(t, b, strings.Replace(tea, "Who made", "Who poured", 1))
		b, again := applied(t, b, strings.Replace(tea, "R1", "R2", 1))
		if sum != (Added{Changed: 1}) || again != sum {
			t.Error(sum, again)
		}
		bank, err := load(t).With(b)
		if err != nil {
			t.Fatal(err)
		}
		for id, want := range map[string]string{"own-tea": "Who made the tea? retired", "own-tea-v2": "Who poured the tea? retired", "own-tea-v3": "Who made the tea? active"} {
			if p, _ := bank.ByID(id); p.Text+" "+string(p.Status) != want {
				t.Errorf("%s: %+v", id, p)
			}
		}
	})
	t.Run("retires a question and has it asked again", func(t *testing.T) {
		b, _ := applied(t, peerwork.BankChanges{}, tea)
		b, sum := applied(t, b, strings.Replace(tea, "R1", "R1, status: retired", 1))
		if !b.Own[0].Retired || sum != (Added{Retired: 1}) {
			t.Error(b.Own, sum)
		}
		b, sum = applied(t, b, tea)
		if b.Own[0].Retired || sum != (Added{Again: 1}) {
			t.Error(b.Own, sum)
		}
	})
	t.Run("says which of ours are off, or leaves them as they are", func(t *testing.T) {
		b, _ := applied(t, peerwork.BankChanges{}, "off: [r2-less-alone]\n")
		b, _ = applied(t, b, tea)
		if diff := cmp.Diff([]string{"r2-less-alone"}, b.Off); diff != "" {
			t.Error(diff)
		}
		if b, _ = applied(t, b, "off: []\n"); len(b.Off) != 0 {
			t.Error(b.Off)
		}
	})
	t.Run("comes back as it was exported", func(t *testing.T) {
		b, _ := applied(t, peerwork.BankChanges{}, "off: [r2-less-alone]\nprompts:\n  "+tea+"  - {id: own-time, text: When did you stay too long?, boundary: B3, settings: [crisis-house], status: retired}\n")
		b, _ = applied(t, b, strings.Replace(tea, "Who made", "Who poured", 1))
		file, err := ExportPack(b)
		if err != nil {
			t.Fatal(err)
		}
		again, sum := applied(t, b, string(file))
		if again.Revision = b.Revision; !cmp.Equal(b, again) || sum != (Added{}) {
			t.Errorf("%s\n%v\n%s", cmp.Diff(b, again), sum, file)
		}
		if pack, _ := ReadPack("x", file); pack.Revision != 2 {
			t.Errorf("revision %d", pack.Revision)
		}
	})
}

func TestEveryMistakeOfAPackIsInOneReport(t *testing.T) {
	file := `revision: soon
off:
  - r2-less-alone
  - no-such-question
prompts:
  - id: own-tea
    text: Who made the tea?
    sub_theme: R9
  - id: own-tea
    text: What did the patient say?
    sub_theme: R3
    depth: deep
  - id: r2-less-alone
    text: Who was there on your first day?
    boundary: B1
  - id: own-alone
    text: What helped someone to feel less alone with you this week?
    sub_theme: R2
    colour: red
    id: own-again
  - id: own-cup-v2
    text: Which cup was whose?
    sub_theme: R1
  - id: own-empty
    sub_theme: R1
  - id: own-near
    text: What helped someone to feel less alone with you this week?
    sub_theme: R2
prompt: []
`
	pack, found := ReadPack("pack.yaml", []byte(file))
	more, err := pack.Check(load(t), peerwork.BankChanges{})
	if err != nil {
		t.Fatal(err)
	}
	said := append(found, more...).Error()
	for _, want := range []string{
		`pack.yaml:1: found a revision that is no number`,
		`pack.yaml:4: found "no-such-question", expected the id of one of Handrail's own questions`,
		`pack.yaml:8: prompt own-tea: sub_theme is "R9"`,
		`pack.yaml:12: prompt own-tea: depth is "deep", expected 1, 2 or 3`,
		`pack.yaml:13: prompt r2-less-alone: id is "r2-less-alone", expected an id of its own; one of Handrail's questions has this one`,
		`pack.yaml:19: prompt own-alone: found the name "colour"`,
		`pack.yaml:20: prompt own-alone: found "id" a second time`,
		`pack.yaml:21: prompt own-cup-v2: id is "own-cup-v2", expected an id that does not end like -v2`,
		`pack.yaml:24: prompt own-empty: text is "", expected a question`,
		`pack.yaml:27: prompt own-near: text is nearly the same as r2-less-alone: “What helped someone feel less alone with you this week?”, expected a question of its own`,
		`pack.yaml:29: found the name "prompt", expected revision, off or prompts`,
	} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
}

func TestOddPacksAreRefused(t *testing.T) {
	for name, file := range map[string]string{
		"an empty file": "", "a word": "hello", "broken YAML": "- id: [", "a comment": "# nothing\n", "no list of prompts": "prompts: 3", "no list of ids": "off: r2-less-alone",
		"an entry that is no set of names": "- hello", "two documents": tea + "---\n" + tea, "an anchor that is not there": "- {id: *x, text: Who?}",
	} {
		t.Run(name, func(t *testing.T) {
			if _, found := ReadPack("pack.yaml", []byte(file)); len(found) == 0 {
				t.Error("taken")
			}
		})
	}
}

func FuzzReadPack(f *testing.F) {
	f.Add(tea)
	f.Add("revision: 1\noff: [a]\nprompts:\n  " + tea)
	ours, err := Load()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file string) {
		pack, _ := ReadPack("pack.yaml", []byte(file))
		if _, err := pack.Check(ours, peerwork.BankChanges{}); err != nil {
			t.Error(err)
		}
	})
}
