package prompts

import (
	"cmp"
	"hash/fnv"
	"io"
	"slices"
	"time"

	"handrail/peerwork"
)

// RepeatAfter is how long the same audience is not asked the same prompt again: eight weeks.
const RepeatAfter = 56 * 24 * time.Hour

// Audience is the kind of reader a prompt goes to.
type Audience string

// The audiences. Anything that is not Member counts as a team, for which the stricter rule holds.
const (
	Team   Audience = "team"   // a team in its channel, or a group session
	Member Audience = "member" // one person
)

// Asked is a prompt that was asked.
type Asked struct {
	PromptID string
	At       time.Time
}

// Request says for whom and for when a prompt is wanted.
type Request struct {
	Audience Audience
	Setting  peerwork.Setting
	Formats  []Format       // empty: Group for a team, Quick for a member
	Theme    peerwork.Theme // "": any theme, and boundary questions too
	Now      time.Time      // in the audience's time zone, which gives the explanation its month

	// Asked is everything this audience was ever asked, in any order. The explanation relies on its being whole.
	Asked []Asked

	Skip    []string // prompts refused a moment ago ("another one"), in the order they were shown
	Exclude []Topic  // topics this audience does not want ("not this topic")
	Seed    string   // settles what is still equal, for example the team and the date
}

// Choice is a prompt and, in plain words, why it was chosen: by what was asked, never by what was written.
type Choice struct {
	Prompt Prompt
	Why    string
}

// Next chooses the prompt to ask. The same bank and request give the same choice.
//
// A prompt asked within RepeatAfter is not chosen, nor a prompt of depth 3 after another. Of the rest comes first what was
// asked least: the theme, then the sub-theme or boundary category; then the side, strength or difficulty, asked
// less. When none of the last three prompts was made for the setting, one that was is preferred within the theme.
// The error is a *NothingLeft when no prompt may be asked now.
func Next(b *Bank, r Request) (Choice, error) {
	h := newHistory(b, r)
	wanted := b.wanted(r)
	p, ok := choose(h.mayAsk(wanted), r, h)
	if !ok {
		return Choice{}, &NothingLeft{FreeAt: h.freeAt(wanted), Matching: len(wanted)}
	}
	return Choice{Prompt: p, Why: why(p, r, h)}, nil
}

// RaiseWithTeam chooses up to n prompts to raise together, with the rules of Next, each about a topic of its own:
// each leans on what was asked least, counting those before it as asked. It returns fewer when fewer may be asked now.
func RaiseWithTeam(b *Bank, r Request, n int) []Choice {
	asked := newHistory(b, r)
	at := asked.end()
	var chosen []Choice
	for len(chosen) < n {
		c, err := Next(b, r)
		if err != nil {
			break
		}
		c.Why = why(c.Prompt, r, asked)
		chosen = append(chosen, c)
		r.Asked = append(slices.Clip(r.Asked), Asked{PromptID: c.Prompt.ID, At: at})
		r.Exclude = append(slices.Clip(r.Exclude), c.Prompt.Topic())
	}
	return chosen
}

// wanted returns the prompts that answer to the request, whether or not they were asked before.
func (b *Bank) wanted(r Request) []Prompt {
	return keep(b.prompts, r.wants)
}

func (r Request) wants(p Prompt) bool {
	return p.Status == Active &&
		p.Fits(r.Setting) &&
		slices.Contains(r.formats(), p.Format) &&
		(r.Theme == "" || r.Theme == p.Theme) &&
		!slices.Contains(r.Exclude, p.Topic()) &&
		!slices.Contains(r.Skip, p.ID)
}

func (r Request) formats() []Format {
	if len(r.Formats) > 0 {
		return r.Formats
	}
	if r.Audience == Member {
		return []Format{Quick}
	}
	return []Format{Group}
}

// choose narrows the prompts down, one rule after the other.
func choose(open []Prompt, r Request, h history) (Prompt, bool) {
	if len(open) == 0 {
		return Prompt{}, false
	}
	open = h.leastAskedArea(open, r.Seed)
	open = h.forSetting(open, r.Setting)
	open = h.leastAskedTopic(open, r.Seed)
	open = h.otherSide(open)
	byDraw := func(p, q Prompt) int { return cmp.Compare(draw(r.Seed, p.ID), draw(r.Seed, q.ID)) }
	return slices.MinFunc(open, byDraw), true
}

// share is how often an area is asked compared with the others: of twelve prompts, nine are about the three
// themes, two are boundary questions, one is about work outside the role.
func share(a area) int {
	switch a {
	case boundaries:
		return 2
	case area(peerwork.OutsideRole):
		return 1
	}
	return 3
}

// leastAskedArea keeps the prompts of the one area that was asked least for its share.
func (h history) leastAskedArea(open []Prompt, seed string) []Prompt {
	return first(open, Prompt.area, func(a, b area) int {
		return cmp.Or(
			cmp.Compare((h.areas[a].times+1)*share(b), (h.areas[b].times+1)*share(a)),
			h.areas[a].last.Compare(h.areas[b].last),
			cmp.Compare(draw(seed, string(a)), draw(seed, string(b))),
		)
	})
}

// forSetting keeps the prompts made for the setting when it is their turn and there are any.
func (h history) forSetting(open []Prompt, s peerwork.Setting) []Prompt {
	if slices.ContainsFunc(h.latest(3), func(p Prompt) bool { return p.MadeFor(s) }) {
		return open
	}
	return preferring(open, func(p Prompt) bool { return p.MadeFor(s) })
}

// leastAskedTopic keeps the prompts of the one topic that was asked least.
func (h history) leastAskedTopic(open []Prompt, seed string) []Prompt {
	return first(open, Prompt.Topic, func(a, b Topic) int {
		return cmp.Or(
			cmp.Compare(h.topics[a].times, h.topics[b].times),
			h.topics[a].last.Compare(h.topics[b].last),
			cmp.Compare(draw(seed, string(a)), draw(seed, string(b))),
		)
	})
}

// otherSide prefers the side that was asked less, and after as many of both the side that was not asked last.
// The very first prompt prefers a strength.
func (h history) otherSide(open []Prompt) []Prompt {
	side := Strength
	strengths, difficulties := h.sides[Strength].times, h.sides[Difficulty].times
	lastWasStrength := h.sides[Strength].last.After(h.sides[Difficulty].last)
	if strengths > difficulties || (strengths == difficulties && lastWasStrength) {
		side = Difficulty
	}
	return preferring(open, func(p Prompt) bool { return p.Balance == side })
}

// first keeps the prompts whose kind comes before all the other kinds.
func first[K comparable](ps []Prompt, kindOf func(Prompt) K, compare func(a, b K) int) []Prompt {
	var kinds []K
	for _, p := range ps {
		if k := kindOf(p); !slices.Contains(kinds, k) {
			kinds = append(kinds, k)
		}
	}
	chosen := slices.MinFunc(kinds, compare)
	return keep(ps, func(p Prompt) bool { return kindOf(p) == chosen })
}

func keep(ps []Prompt, want func(Prompt) bool) []Prompt {
	var kept []Prompt
	for _, p := range ps {
		if want(p) {
			kept = append(kept, p)
		}
	}
	return kept
}

func preferring(ps []Prompt, want func(Prompt) bool) []Prompt {
	if kept := keep(ps, want); len(kept) > 0 {
		return kept
	}
	return ps
}

// draw gives each thing its place among equals, the same for the same seed.
func draw(seed, thing string) uint64 {
	h := fnv.New64a()
	io.WriteString(h, seed+"\x00"+thing)
	return mix(h.Sum64())
}

// mix spreads the last bytes over the whole number; FNV alone orders like inputs alike. It is the finaliser of
// MurmurHash3.
func mix(x uint64) uint64 {
	x ^= x >> 33
	x *= 0xff51afd7ed558ccd
	x ^= x >> 33
	x *= 0xc4ceb9fe1a85ec53
	return x ^ x>>33
}
