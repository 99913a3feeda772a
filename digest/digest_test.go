package digest_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/digest"
	"handrail/peerwork"
	"handrail/prompts"
)

func week(t testing.TB, s string) peerwork.Period {
	t.Helper()
	p, err := peerwork.ParsePeriod(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func counts(relationship, roleModelling, engagement int) peerwork.Counts {
	return peerwork.Counts{Themes: map[peerwork.Theme]int{
		peerwork.Relationship: relationship, peerwork.RoleModelling: roleModelling, peerwork.Engagement: engagement,
	}}
}

func TestSentences(t *testing.T) {
	for _, c := range []struct {
		name   string
		counts peerwork.Counts
		k      int
		want   []string
	}{
		{"says so when nobody shared", counts(0, 0, 0), 5, []string{"Nobody shared a theme in this time. That says nothing about the work people did."}},
		{"names below k", counts(1, 0, 4), 5, []string{"This week people shared notes about relationship and engagement."}},
		{"numbers from k", counts(5, 7, 9), 5, []string{"5 people shared notes about relationship.", "7 people shared notes about role-modelling.", "9 people shared notes about engagement."}},
		{"numbers some and names the rest", counts(6, 2, 0), 5, []string{"6 people shared notes about relationship.", "People also shared notes about role-modelling."}},
		{"keeps to a raised k", counts(6, 0, 0), 7, []string{"This week people shared notes about relationship."}},
		{"does not go below five", counts(3, 0, 0), 1, []string{"This week people shared notes about relationship."}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := digest.Freeze("riverside", week(t, "2026-W47"), c.k, nil)(c.counts)
			if d := cmp.Diff(c.want, digest.Sentences(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestFreezeHoldsNoNumberBelowK(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(-1, 12).Draw(t, "k")
		n := rapid.SliceOfN(rapid.IntRange(0, 15), 3, 3).Draw(t, "people")
		period, _ := peerwork.ParsePeriod("2026-W47")
		f := digest.Freeze("riverside", period, k, nil)(counts(n[0], n[1], n[2]))
		for i, row := range f.Themes {
			if row.People != 0 && row.People < max(k, peerwork.MinimumK) {
				t.Fatalf("%s shows %d people with k %d", row.Theme, row.People, k)
			}
			if row.Shared != (n[i] > 0) {
				t.Fatalf("%s shared is %v with %d people", row.Theme, row.Shared, n[i])
			}
		}
	})
}

func TestTwoCountsBelowKAreTheSameDigest(t *testing.T) {
	one := digest.Freeze("riverside", week(t, "2026-W47"), 5, nil)(counts(1, 0, 2))
	four := digest.Freeze("riverside", week(t, "2026-W47"), 5, nil)(counts(4, 0, 3))
	if d := cmp.Diff(one, four); d != "" {
		t.Error("the digest tells one person from four:", d)
	}
}

func TestCloser(t *testing.T) {
	for _, c := range []struct {
		name   string
		period string
		themes peerwork.Counts
		sub    map[peerwork.Code]int
		want   []string
	}{
		{"a week has none", "2026-W47", counts(6, 0, 0), map[peerwork.Code]int{"R1": 6}, nil},
		{"names below k", "2026-11", counts(1, 0, 4), map[peerwork.Code]int{"R1": 1, "E4": 4}, []string{"In relationship: making a connection.", "In engagement: the community."}},
		{"numbers from k, beside names that nothing more is known of", "2026-11", counts(6, 5, 0), map[peerwork.Code]int{"R1": 6, "R3": 2, "M2": 5}, []string{
			"In relationship: making a connection (6 people); talking and listening.", "In role-modelling: what this job shows people (5 people).",
		}},
		{"names all where the theme's number would tell of four", "2026-Q4", counts(12, 0, 0), map[peerwork.Code]int{"R1": 8, "R2": 4}, []string{
			"In relationship: making a connection; showing that we understand.",
		}},
		{"leaves work outside the role out", "2026-Q4", counts(0, 0, 0), map[peerwork.Code]int{"X": 9}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.themes.SubThemes = c.sub
			f := digest.Freeze("riverside", week(t, c.period), 5, nil)(c.themes)
			if d := cmp.Diff(c.want, digest.Closer(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestASubThemeThatIsNamedTellsNoMore has people share sub-themes at random. Whoever reads the figures can suppose of
// every sub-theme that is only named that a single person shared it.
func TestASubThemeThatIsNamedTellsNoMore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(5, 6).Draw(t, "k")
		c := peerwork.Counts{Themes: map[peerwork.Theme]int{}, SubThemes: map[peerwork.Code]int{}}
		people := map[peerwork.Theme]map[int]bool{}
		for _, s := range peerwork.SubThemes() {
			who := rapid.SliceOfNDistinct(rapid.IntRange(0, 20), 0, 9, rapid.ID).Draw(t, string(s.Code))
			c.SubThemes[s.Code] = len(who)
			for _, p := range who {
				if people[s.Theme] == nil {
					people[s.Theme] = map[int]bool{}
				}
				people[s.Theme][p] = true
			}
		}
		for theme, who := range people {
			c.Themes[theme] = len(who)
		}
		f := digest.Freeze("riverside", quarter(t), k, nil)(c)
		for _, theme := range f.Themes {
			sum, names, numbers := 0, 0, 0
			for _, s := range f.SubThemes {
				if peerwork.ThemeOf(s.Code) != theme.Theme {
					continue
				}
				if s.People != 0 && (s.People < k || s.People != c.SubThemes[s.Code]) {
					t.Fatalf("%s has %d people, and shows %d with k %d", s.Code, c.SubThemes[s.Code], s.People, k)
				}
				sum += s.People
				if s.People == 0 {
					names++
				} else {
					numbers++
				}
			}
			if names > 0 && numbers > 0 && theme.People > sum+names {
				t.Fatalf("%s: %d people, of whom %d are behind numbers, tell of the %d only named", theme.Theme, theme.People, sum, names)
			}
		}
	})
}

func TestAMenuHasShortNames(t *testing.T) {
	for named, want := range map[string]string{
		"2026-W46": "Week of 9 November", "2026-W40": "Week of 28 September", "2026-10": "October", "2026-Q3": "July to September",
		"2026-W53": "Week of 28 December", "2025-W46": "Week of 10 November 2025", "2025-12": "December 2025", "2025-Q4": "October to December 2025",
	} {
		if got := digest.Short(week(t, named), week(t, "2026-W47")); got != want {
			t.Errorf("%s is %q, want %q", named, got, want)
		}
	}
}

func TestAnExportTakesNothingForAFormula(t *testing.T) {
	f := digest.Freeze("=1+1", week(t, "2026-11"), 5, nil)(peerwork.Counts{
		Themes: map[peerwork.Theme]int{peerwork.Relationship: 6, peerwork.Engagement: 1}, SubThemes: map[peerwork.Code]int{"R1": 6, "E1": 1}, SharedNotes: 31,
	})
	o := digest.FreezeOrganisation(week(t, "2026-Q4"), 5)(peerwork.OrganisationCounts{Offered: []int{1, 2, 3, 4, 5}})
	o.Rows = o.Rows[:2]
	var out bytes.Buffer
	if err := digest.Export(&out, week(t, "2026-Q4"), []peerwork.OrganisationFigures{o}, []peerwork.Figures{f}); err != nil {
		t.Fatal(err)
	}
	want := `period,scope,figure,value
2026-Q4,organisation,people-offered-supervision,5
2026-Q4,organisation,sessions-planned,withheld
2026-Q4,'=1+1,relationship,6
2026-Q4,'=1+1,engagement,named
2026-Q4,'=1+1,R1,6
2026-Q4,'=1+1,E1,named
`
	if d := cmp.Diff(want, out.String()); d != "" {
		t.Error(d)
	}
}

func TestQuestionsAreThreeWithReasonsAndStayTheSame(t *testing.T) {
	bank, err := prompts.Load()
	if err != nil {
		t.Fatal(err)
	}
	team := peerwork.Team{ID: "riverside", Setting: "crisis-house", Timezone: "Europe/London"}
	first := digest.Questions(bank, team, week(t, "2026-W47"), nil)
	if len(first) != digest.QuestionsToRaise {
		t.Fatalf("%d questions", len(first))
	}
	for _, q := range first {
		if q.Text == "" || q.Why == "" {
			t.Errorf("question %+v lacks its text or its reason", q)
		}
	}
	later := []peerwork.Asked{{Prompt: first[0].Prompt, At: week(t, "2026-W48").End(team.Location())}}
	if d := cmp.Diff(first, digest.Questions(bank, team, week(t, "2026-W47"), later)); d != "" {
		t.Error("what was asked after the period changed its questions:", d)
	}
}

// The number of shared notes is one from k people only. What was frozen before that was so still opens, without it.
func TestNoNumberOfNotesBelowK(t *testing.T) {
	for _, c := range []struct{ people, k, want int }{{0, 5, 0}, {1, 5, 0}, {4, 5, 0}, {5, 5, 9}, {6, 7, 0}, {4, 1, 0}} {
		counted := peerwork.Counts{SharedNotes: 9, SharedBy: c.people}
		if got := digest.Freeze("riverside", week(t, "2026-W47"), c.k, nil)(counted).SharedNotes; got != c.want {
			t.Errorf("%d people and k %d: %d notes, want %d", c.people, c.k, got, c.want)
		}
	}
	for _, period := range []string{"2026-11", "2026-Q4"} {
		if got := digest.Freeze("riverside", week(t, period), 5, nil)(peerwork.Counts{SharedNotes: 9, SharedBy: 9}).SharedNotes; got != 0 {
			t.Errorf("%s tells of %d notes: less those of its weeks that is any number", period, got)
		}
	}
	var old peerwork.Figures
	if err := json.Unmarshal([]byte(`{"team":"riverside","period":"2026-W47","k":5,"themes":[{"theme":"relationship","shared":true,"people":6}],"shared_notes":2,"questions":null}`), &old); err != nil {
		t.Fatal(err)
	}
	if old.SharedNotes != 0 || old.Themes[0].People != 6 {
		t.Errorf("read %+v", old)
	}
}

func TestPrintShowsNoCountOfNotes(t *testing.T) {
	team := peerwork.Team{ID: "riverside", Name: "Riverside"}
	with := counts(6, 1, 0)
	with.SharedNotes, with.SharedBy = 31, 6
	f := digest.Freeze(team.ID, week(t, "2026-W47"), 5, nil)(with)
	var text, js bytes.Buffer
	if err := digest.PrintText(&text, team, week(t, "2026-W47"), f); err != nil {
		t.Fatal(err)
	}
	if err := digest.PrintJSON(&js, f); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.String()+js.String(), "31") {
		t.Error("the print-out tells how many notes were shared")
	}
	for _, want := range []string{"Riverside, week of 16 to 22 November 2026", "6 people shared notes about relationship.", digest.NotThis} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("no %q in\n%s", want, text.String())
		}
	}
}
