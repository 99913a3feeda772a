package prompts

import (
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
)

// ErrNothingLeft is what every NothingLeft is, for errors.Is.
var ErrNothingLeft = errors.New("no question left to ask")

// NothingLeft is the error of Next when no prompt may be asked now.
type NothingLeft struct {
	FreeAt   time.Time // when the next one becomes free; zero when waiting does not help
	Matching int       // how many prompts answer to the request, had they not been asked
}

// Error says when the next prompt becomes free, or what to change when waiting does not help.
func (e *NothingLeft) Error() string {
	switch {
	case e.Matching == 0:
		return ErrNothingLeft.Error() + ": none fits this choice of format, setting and theme; try another theme"
	case e.FreeAt.IsZero():
		return ErrNothingLeft.Error() + ": only deep ones are left, and the last one was deep; try another theme"
	}
	return ErrNothingLeft.Error() + ": all were asked within eight weeks; the next is free on " + e.FreeAt.Format("2 January 2006")
}

// Is makes errors.Is(err, ErrNothingLeft) true.
func (e *NothingLeft) Is(target error) bool { return target == ErrNothingLeft }

// why explains a choice by what was asked.
func why(p Prompt, r Request, h history) string {
	reason := fmt.Sprintf("Not asked about %s %s.", about(p), since(h.topics[p.Topic()], r.Now))
	if p.MadeFor(r.Setting) {
		reason += " Written for teams like yours."
	}
	return reason
}

// about names a prompt's topic within a sentence.
func about(p Prompt) string {
	if b, ok := peerwork.LookupBoundary(p.Boundary); ok {
		return fmt.Sprintf("the boundary question “%s”", b.Label)
	}
	s, _ := peerwork.LookupSubTheme(p.SubTheme)
	return s.Label
}

// since says when something was last asked, as exactly as a reader needs: "yet", "since 9 November", "since
// September", "since September 2025".
func since(t tally, now time.Time) string {
	if t.times == 0 {
		return "yet"
	}
	last := t.last.In(now.Location())
	switch months := monthsBetween(last, now); {
	case months <= 0:
		return last.Format("since 2 January")
	case months < 12:
		return last.Format("since January")
	}
	return last.Format("since January 2006")
}

// monthsBetween counts turns of the month from one time to a later one.
func monthsBetween(from, to time.Time) int {
	return (to.Year()-from.Year())*12 + int(to.Month()-from.Month())
}
