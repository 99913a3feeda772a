package prompts

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/peerwork"
)

func day(s string) time.Time {
	t, err := time.Parse("2006-01-02 15:04", s+" 10:00")
	if err != nil {
		panic(err)
	}
	return t
}

// small returns a bank of quick prompts: one for each id, which reads topic, depth, side: "r1-1-plus", "b2-3-minus".
func small(ids ...string) *Bank {
	var entries []entry
	for _, id := range ids {
		part := strings.Split(id, "-")
		p := Prompt{ID: id, Text: id + "?", Format: Quick, Step: Notice, Depth: int(part[1][0] - '0'), Status: Active}
		p.Balance = map[string]Balance{"plus": Strength, "minus": Difficulty}[part[2]]
		if code := strings.ToUpper(part[0]); code[0] == 'B' {
			p.Boundary = peerwork.BoundaryCode(code)
		} else {
			p.SubTheme, p.Theme = peerwork.Code(code), peerwork.ThemeOf(peerwork.Code(code))
		}
		if len(part) > 3 {
			p.Settings = []peerwork.Setting{peerwork.Setting(strings.Join(part[3:], "-"))}
		}
		entries = append(entries, entry{Prompt: p})
	}
	return newBank(entries)
}

func TestNextLeansOnWhatWasAskedLeast(t *testing.T) {
	now := day("2026-11-23")
	ago := func(days int, id string) Asked { return Asked{PromptID: id, At: now.AddDate(0, 0, -days)} }
	for name, c := range map[string]struct {
		bank *Bank
		req  Request
		want string
		why  string
	}{
		"takes the theme that was asked least": {
			small("r1-1-plus", "r2-1-plus", "m1-1-plus", "m2-1-plus", "e1-1-plus", "e4-1-plus"),
			Request{Asked: []Asked{ago(1, "r1-1-plus"), ago(2, "m1-1-plus"), ago(3, "e1-1-plus"), ago(4, "r1-1-plus"), ago(5, "m1-1-plus")}},
			"e4-1-plus", "Not asked about the community yet.",
		},
		"takes the sub-theme that was asked least within the theme": {
			small("e1-1-plus", "e1-2-plus", "e4-1-plus", "e4-2-plus"),
			Request{Asked: []Asked{ago(40, "e4-1-plus"), ago(70, "e1-1-plus"), ago(64, "e1-2-plus")}},
			"e4-2-plus", "Not asked about the community since October.",
		},
		"takes the sub-theme that was asked longest ago among equals": {
			small("e1-1-plus", "e4-1-plus"),
			Request{Asked: []Asked{ago(70, "e1-1-plus"), ago(400, "e4-1-plus")}},
			"e4-1-plus", "Not asked about the community since October 2025.",
		},
		"takes a boundary question when they were asked least for their share": {
			small("r1-1-plus", "m1-1-plus", "e1-1-plus", "b2-1-plus", "x-1-plus"),
			Request{Asked: []Asked{ago(1, "r1-1-plus"), ago(2, "m1-1-plus"), ago(3, "e1-1-plus")}},
			"b2-1-plus", "Not asked about the boundary question “friend or peer worker” yet.",
		},
		"asks about work outside the role last": {
			small("r1-1-plus", "x-1-plus", "b1-1-plus"),
			Request{Asked: []Asked{ago(100, "r1-1-plus"), ago(93, "b1-1-plus")}},
			"r1-1-plus", "Not asked about making a connection since August.",
		},
		"says work outside the role in plain words": {
			small("x-1-plus"), Request{},
			"x-1-plus", "Not asked about work outside the role yet.",
		},
		"names the day within the same month": {
			small("e4-1-plus", "e4-2-plus"),
			Request{Asked: []Asked{ago(14, "e4-1-plus")}},
			"e4-2-plus", "Not asked about the community since 9 November.",
		},
		"turns to difficulties after a strength": {
			small("e4-1-plus", "e4-2-plus", "e4-1-minus"),
			Request{Asked: []Asked{ago(14, "e4-1-plus")}},
			"e4-1-minus", "Not asked about the community since 9 November.",
		},
		"turns to strengths after a difficulty": {
			small("e4-1-plus", "e4-2-minus", "e4-1-minus"),
			Request{Asked: []Asked{ago(14, "e4-1-minus")}},
			"e4-1-plus", "Not asked about the community since 9 November.",
		},
		"begins with a strength": {
			small("e4-1-minus", "e4-1-plus", "e4-2-minus"),
			Request{},
			"e4-1-plus", "Not asked about the community yet.",
		},
		"does not ask a second deep one in a row": {
			small("r1-3-plus", "e4-3-plus", "r1-1-plus"),
			Request{Asked: []Asked{ago(7, "r1-3-plus")}},
			"r1-1-plus", "Not asked about making a connection since 16 November.",
		},
		"asks a deep one again after another kind": {
			small("r1-3-plus", "e4-3-plus", "r1-1-plus"),
			Request{Asked: []Asked{ago(14, "r1-3-plus"), ago(7, "r1-1-plus")}},
			"e4-3-plus", "Not asked about the community yet.",
		},
		"passes over what was refused a moment ago": {
			small("e4-1-plus", "e4-2-minus"),
			Request{Skip: []string{"e4-1-plus"}},
			"e4-2-minus", "Not asked about the community yet.",
		},
		"passes over a topic somebody does not want": {
			small("e4-1-plus", "e3-1-plus"),
			Request{Exclude: []Topic{"E3"}},
			"e4-1-plus", "Not asked about the community yet.",
		},
		"keeps to the theme asked for": {
			small("e4-1-plus", "r1-1-plus", "b1-1-plus"),
			Request{Theme: peerwork.Engagement, Asked: []Asked{ago(60, "e4-1-plus")}},
			"e4-1-plus", "Not asked about the community since September.",
		},
		"prefers what was made for the setting when none of the last three was": {
			small("e4-1-plus", "e4-1-plus-crisis-house", "e4-1-minus-day-service"),
			Request{Setting: "crisis-house"},
			"e4-1-plus-crisis-house", "Not asked about the community yet. Written for teams like yours.",
		},
		"leaves the setting alone when one of the last three was made for it": {
			small("r1-1-plus", "r2-1-plus", "r1-1-plus-crisis-house", "r1-2-plus-crisis-house"),
			Request{Setting: "crisis-house", Asked: []Asked{ago(7, "r1-1-plus-crisis-house")}},
			"r2-1-plus", "Not asked about showing that we understand yet.",
		},
		"never asks what was made for another setting": {
			small("e4-1-minus", "e4-1-plus-crisis-house"),
			Request{Setting: "day-service"},
			"e4-1-minus", "Not asked about the community yet.",
		},
		"does not count a prompt the bank does not know": {
			small("e4-1-plus"),
			Request{Asked: []Asked{ago(7, "gone")}},
			"e4-1-plus", "Not asked about the community yet.",
		},
		"asks again after exactly eight weeks": {
			small("e4-1-plus"),
			Request{Asked: []Asked{ago(56, "e4-1-plus")}},
			"e4-1-plus", "Not asked about the community since September.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.req.Now, c.req.Audience = now, Member
			got, err := Next(c.bank, c.req)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{c.want, c.why}, []string{got.Prompt.ID, got.Why}); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestNextSaysWhenNothingIsLeft(t *testing.T) {
	now := day("2026-11-23")
	for name, c := range map[string]struct {
		bank *Bank
		req  Request
		want NothingLeft
		says string
	}{
		"all were asked": {
			small("e4-1-plus", "r1-1-plus"),
			Request{Asked: []Asked{{"e4-1-plus", day("2026-11-20")}, {"r1-1-plus", day("2026-10-05")}, {"r1-1-plus", day("2026-01-05")}}},
			NothingLeft{FreeAt: day("2026-11-30"), Matching: 2},
			"no question left to ask: all were asked within eight weeks; the next is free on 30 November 2026",
		},
		"none has the format": {
			small("e4-1-plus"), Request{Formats: []Format{Group}},
			NothingLeft{},
			"no question left to ask: none fits this choice of format, setting and theme; try another theme",
		},
		"only deep ones are left after a deep one": {
			small("e4-3-plus", "r1-3-plus"),
			Request{Asked: []Asked{{"e4-3-plus", day("2026-11-20")}}},
			NothingLeft{Matching: 2},
			"no question left to ask: only deep ones are left, and the last one was deep; try another theme",
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.req.Now, c.req.Audience = now, Member
			_, err := Next(c.bank, c.req)
			var got *NothingLeft
			if !errors.Is(err, ErrNothingLeft) || !errors.As(err, &got) {
				t.Fatalf("error is %v", err)
			}
			if diff := cmp.Diff(c.want, *got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.says, err.Error()); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestATeamGetsGroupPromptsAndAMemberQuickOnes(t *testing.T) {
	b := load(t)
	for audience, want := range map[Audience]Format{Team: Group, Member: Quick, "": Group} {
		c, err := Next(b, Request{Audience: audience, Now: day("2026-11-23")})
		if err != nil || c.Prompt.Format != want {
			t.Errorf("%q gets %+v, error %v", audience, c, err)
		}
	}
}

func TestRetiredPromptsAreFoundButNotAsked(t *testing.T) {
	b := small("e4-1-plus")
	b.prompts[0].Status = Retired
	if _, ok := b.ByID("e4-1-plus"); !ok {
		t.Error("a retired prompt is not found")
	}
	if c, err := Next(b, Request{Audience: Member}); err == nil {
		t.Errorf("asked %s", c.Prompt.ID)
	}
}

// requests draws what any audience may be at: a setting, a past, refusals, topics not wanted.
func requests(b *Bank) *rapid.Generator[Request] {
	all := b.All()
	return rapid.Custom(func(t *rapid.T) Request {
		id := rapid.Map(rapid.SampledFrom(all), func(p Prompt) string { return p.ID })
		now := day("2026-11-23").Add(time.Duration(rapid.Int64Range(0, 1e9).Draw(t, "now")) * time.Second)
		asked := rapid.Custom(func(t *rapid.T) Asked {
			return Asked{id.Draw(t, "id"), now.Add(-time.Duration(rapid.IntRange(-24, 24*400).Draw(t, "hours")) * time.Hour)}
		})
		topic := rapid.Map(rapid.SampledFrom(all), Prompt.Topic)
		return Request{
			Audience: rapid.SampledFrom([]Audience{Team, Member}).Draw(t, "audience"),
			Setting:  rapid.SampledFrom(peerwork.Settings()).Draw(t, "setting"),
			Theme:    rapid.SampledFrom(append(peerwork.Themes(), "", "", "")).Draw(t, "theme"),
			Formats:  rapid.SliceOfNDistinct(rapid.SampledFrom(Formats()), 0, 3, rapid.ID).Draw(t, "formats"),
			Now:      now,
			Asked:    rapid.SliceOfN(asked, 0, 60).Draw(t, "asked"),
			Skip:     rapid.SliceOfN(id, 0, 5).Draw(t, "skip"),
			Exclude:  rapid.SliceOfN(topic, 0, 3).Draw(t, "exclude"),
			Seed:     rapid.StringN(0, 8, -1).Draw(t, "seed"),
		}
	})
}

func TestNextKeepsItsPromises(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		r := requests(b).Draw(t, "request")
		c, err := Next(b, r)
		again, errAgain := Next(b, r)
		if !cmp.Equal(c, again) || (err == nil) != (errAgain == nil) {
			t.Fatal("two answers to one request")
		}
		if err != nil {
			checkNothingLeft(t, b, r, err)
			return
		}
		p := c.Prompt
		if p.Status != Active || !p.Fits(r.Setting) || !slices.Contains(r.formats(), p.Format) || (r.Theme != "" && p.Theme != r.Theme) ||
			slices.Contains(r.Skip, p.ID) || slices.Contains(r.Exclude, p.Topic()) {
			t.Fatalf("%s was not wanted", p.ID)
		}
		for _, a := range r.Asked {
			if a.PromptID == p.ID && r.Now.Sub(a.At) < RepeatAfter {
				t.Fatalf("%s repeats after %s", p.ID, r.Now.Sub(a.At))
			}
		}
		if !strings.HasPrefix(c.Why, "Not asked about ") || !strings.Contains(c.Why, ".") {
			t.Fatalf("no explanation: %q", c.Why)
		}
		shuffled := r
		shuffled.Asked = rapid.Permutation(r.Asked).Draw(t, "shuffled")
		if other, err := Next(b, shuffled); err != nil || latestAreApart(r.Asked) && !cmp.Equal(c, other) {
			t.Fatalf("the order of what was asked matters: %v, %v, %v", c, other, err)
		}
	})
}

// latestAreApart is true when no two prompts were asked at the same instant.
func latestAreApart(asked []Asked) bool {
	at := map[time.Time]bool{}
	for _, a := range asked {
		if at[a.At] {
			return false
		}
		at[a.At] = true
	}
	return true
}

// checkNothingLeft holds the error to its word: something is left at the time it names, and not before.
func checkNothingLeft(t *rapid.T, b *Bank, r Request, err error) {
	var left *NothingLeft
	if !errors.As(err, &left) {
		t.Fatal(err)
	}
	if left.FreeAt.IsZero() {
		return
	}
	r.Now = left.FreeAt.Add(-time.Second)
	if c, err := Next(b, r); err == nil {
		t.Fatalf("%s was free before", c.Prompt.ID)
	}
	r.Now = left.FreeAt
	if _, err := Next(b, r); err != nil {
		t.Fatal(err)
	}
}

// A hundred questions one after the other: whatever the rhythm, the rules hold over the whole of it.
func TestALongScheduleStaysInBalance(t *testing.T) {
	b := load(t)
	for _, setting := range peerwork.Settings() {
		for _, audience := range []Audience{Team, Member} {
			for _, days := range []int{4, 7} {
				t.Run(fmt.Sprintf("a %s in %s every %d days", audience, setting, days), func(t *testing.T) {
					r := Request{Audience: audience, Setting: setting, Now: day("2026-11-23")}
					checkSchedule(t, b, r, days)
				})
			}
		}
	}
}

func checkSchedule(t *testing.T, b *Bank, r Request, days int) {
	sides, areas, made := map[Balance]int{}, map[area]int{}, 0
	var last Prompt
	for range 100 {
		r.Seed = r.Now.Format(time.DateOnly)
		c, err := Next(b, r)
		if err != nil {
			t.Fatal(err)
		}
		if last.Depth == 3 && c.Prompt.Depth == 3 {
			t.Fatalf("%s and %s are two deep ones in a row", last.ID, c.Prompt.ID)
		}
		last = c.Prompt
		sides[last.Balance]++
		areas[last.area()]++
		if last.MadeFor(r.Setting) {
			made++
		}
		r.Asked = append([]Asked{{last.ID, r.Now}}, r.Asked...)
		r.Now = r.Now.AddDate(0, 0, days)
	}
	themes := []int{areas[area(peerwork.Relationship)], areas[area(peerwork.RoleModelling)], areas[area(peerwork.Engagement)]}
	if slices.Max(themes)-slices.Min(themes) > 2 {
		t.Errorf("the themes are out of balance: %v", areas)
	}
	if b, x := areas[boundaries], areas[area(peerwork.OutsideRole)]; b < 14 || b > 20 || x < 6 || x > 10 {
		t.Errorf("boundary questions and work outside the role are out of their share: %v", areas)
	}
	if off := sides[Strength] - sides[Difficulty]; max(off, -off) > 4 {
		t.Errorf("strengths and difficulties are out of balance: %v", sides)
	}
	if made < 8 {
		t.Errorf("only %d were made for the setting", made)
	}
}

func TestRaiseWithTeam(t *testing.T) {
	b := load(t)
	rapid.Check(t, func(t *rapid.T) {
		r := requests(b).Draw(t, "request")
		r.Theme, r.Formats = "", nil
		before := slices.Clone(r.Asked)
		raised := RaiseWithTeam(b, r, 3)
		if !cmp.Equal(before, r.Asked) {
			t.Fatal("the request was changed")
		}
		topics := map[Topic]bool{}
		for i, c := range raised {
			topics[c.Prompt.Topic()] = true
			if i > 0 && c.Prompt.Depth == 3 && raised[i-1].Prompt.Depth == 3 {
				t.Fatal("two deep ones in a row")
			}
		}
		if len(raised) != 3 || len(topics) != 3 {
			t.Fatalf("raised %d about %v", len(raised), slices.Collect(maps.Keys(topics)))
		}
	})
}

func TestRaiseWithTeamTakesTheThreeThemesFirst(t *testing.T) {
	var themes []peerwork.Theme
	for _, c := range RaiseWithTeam(load(t), Request{Setting: "crisis-house", Now: day("2026-11-23"), Seed: "riverside 2026-W47"}, 3) {
		themes = append(themes, c.Prompt.Theme)
		if !strings.HasSuffix(strings.TrimSuffix(c.Why, " Written for teams like yours."), " yet.") {
			t.Errorf("%s: %s", c.Prompt.ID, c.Why)
		}
	}
	slices.Sort(themes)
	if diff := cmp.Diff([]peerwork.Theme{peerwork.Engagement, peerwork.Relationship, peerwork.RoleModelling}, themes); diff != "" {
		t.Error(diff)
	}
}

func TestRaiseWithTeamGivesFewerWhenFewAreLeft(t *testing.T) {
	if got := RaiseWithTeam(small("e4-1-plus"), Request{Formats: []Format{Quick}, Now: day("2026-11-23")}, 3); len(got) != 1 {
		t.Errorf("raised %v", got)
	}
}

func BenchmarkNext(b *testing.B) {
	bank := load(b)
	r := Request{Audience: Member, Setting: "crisis-house", Now: day("2026-11-23")}
	for i, p := range bank.All()[:50] {
		r.Asked = append(r.Asked, Asked{p.ID, r.Now.AddDate(0, 0, -7*i)})
	}
	for b.Loop() {
		if _, err := Next(bank, r); err != nil {
			b.Fatal(err)
		}
	}
}
