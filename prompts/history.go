package prompts

import (
	"slices"
	"time"
)

// history is what an audience was asked, counted for the choice. Prompts the bank does not hold count in nothing.
type history struct {
	now    time.Time
	asked  []Asked           // newest first
	known  []Prompt          // the prompts of asked that the bank holds, newest first
	byID   map[string]tally  // by prompt
	areas  map[area]tally    // by theme, or boundary questions
	topics map[Topic]tally   // by sub-theme or boundary category
	sides  map[Balance]tally // by strength and difficulty
	deep   bool              // the last one asked was of depth 3
}

// tally is how often something was asked, and when last.
type tally struct {
	times int
	last  time.Time
}

func newHistory(b *Bank, r Request) history {
	h := history{
		now: r.Now, asked: newestFirst(r.Asked),
		byID: map[string]tally{}, areas: map[area]tally{}, topics: map[Topic]tally{}, sides: map[Balance]tally{},
	}
	for _, a := range h.asked {
		p, ok := b.ByID(a.PromptID)
		if !ok {
			continue
		}
		h.known = append(h.known, p)
		count(h.byID, p.ID, a.At)
		count(h.areas, p.area(), a.At)
		count(h.topics, p.Topic(), a.At)
		count(h.sides, p.Balance, a.At)
	}
	h.deep = h.endsDeep(b)
	return h
}

func newestFirst(asked []Asked) []Asked {
	sorted := slices.Clone(asked)
	slices.SortStableFunc(sorted, func(a, b Asked) int { return b.At.Compare(a.At) })
	return sorted
}

func count[K comparable](tallies map[K]tally, key K, at time.Time) {
	t := tallies[key]
	t.times++
	if at.After(t.last) {
		t.last = at
	}
	tallies[key] = t
}

// end is the time that comes last: now, or that of a prompt asked before the clock was put back.
func (h history) end() time.Time {
	if len(h.asked) > 0 && h.asked[0].At.After(h.now) {
		return h.asked[0].At
	}
	return h.now
}

// endsDeep tells whether a prompt of depth 3 was the last one asked, or one of several asked at that instant.
func (h history) endsDeep(b *Bank) bool {
	for _, a := range h.asked {
		if !a.At.Equal(h.asked[0].At) {
			return false
		}
		if p, ok := b.ByID(a.PromptID); ok && p.Depth == 3 {
			return true
		}
	}
	return false
}

// latest returns the last n prompts asked, newest first.
func (h history) latest(n int) []Prompt { return h.known[:min(n, len(h.known))] }

// mayAsk returns the prompts that may be asked now.
func (h history) mayAsk(ps []Prompt) []Prompt {
	return keep(ps, func(p Prompt) bool { return h.free(p) && (p.Depth < 3 || !h.deep) })
}

func (h history) free(p Prompt) bool { return !h.now.Before(h.freeFrom(p)) }

// freeFrom returns when a prompt may be asked again, the zero time when it was never asked.
func (h history) freeFrom(p Prompt) time.Time {
	t, asked := h.byID[p.ID]
	if !asked {
		return time.Time{}
	}
	return t.last.Add(RepeatAfter)
}

// freeAt returns when the first of the prompts becomes free, the zero time when none will by waiting.
func (h history) freeAt(ps []Prompt) time.Time {
	var first time.Time
	for _, p := range ps {
		at := h.freeFrom(p)
		waiting := at.After(h.now) && (p.Depth < 3 || !h.deep)
		if waiting && (first.IsZero() || at.Before(first)) {
			first = at
		}
	}
	return first
}
