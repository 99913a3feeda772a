package playground

import (
	"errors"
	"strings"
	"time"
)

// Switches are the faults a tester can turn on, as the page shows them.
type Switches struct {
	DelayMS       int    `json:"delay_ms"`        // every envelope to the app waits this long, within the time to acknowledge
	DropNext      int    `json:"drop_next"`       // so many envelopes that people cause never reach the app
	DuplicateNext int    `json:"duplicate_next"`  // so many envelopes that people cause reach the app twice
	Refuse        string `json:"refuse"`          // "method error": the next call of that method is refused with that error
	RateLimitNext int    `json:"rate_limit_next"` // so many calls of the Web API are answered 429
}

type switches struct {
	Switches
	refusals   []refusal
	retryAfter time.Duration
}

type refusal struct{ method, code string }

func newSwitches() switches { return switches{retryAfter: time.Second} }

func (sw switches) shown() Switches {
	shown := sw.Switches
	shown.Refuse = ""
	if len(sw.refusals) > 0 {
		shown.Refuse = sw.refusals[0].method + " " + sw.refusals[0].code
	}
	return shown
}

// Switches returns the switches as they stand: counts go down as they are used.
func (s *Server) Switches() Switches {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.switches.shown()
}

// SetSwitches sets all switches at once. It fails when Refuse is not two words.
func (s *Server) SetSwitches(to Switches) error {
	refusals, err := parseRefusals(to.Refuse)
	if err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.switches.Switches, s.switches.refusals = to, refusals
	s.tell("", "switches", "")
	return nil
}

func parseRefusals(text string) ([]refusal, error) {
	words := strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '=' || r == ':' })
	switch len(words) {
	case 0:
		return nil, nil
	case 2:
		return []refusal{{words[0], words[1]}}, nil
	}
	return nil, errors.New(`name a method and an error, for example "chat.postMessage invalid_blocks"`)
}

func (s *Server) turn(change func(*switches)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	change(&s.switches)
	s.tell("", "switches", "")
}

// Delay makes every envelope to the app wait.
func (s *Server) Delay(wait time.Duration) {
	s.turn(func(sw *switches) { sw.DelayMS = int(wait.Milliseconds()) })
}

// DropNext loses the next n envelopes that people cause.
func (s *Server) DropNext(n int) { s.turn(func(sw *switches) { sw.DropNext = n }) }

// DuplicateNext delivers the next n envelopes that people cause twice at the same moment.
func (s *Server) DuplicateNext(n int) { s.turn(func(sw *switches) { sw.DuplicateNext = n }) }

// RefuseNext refuses the next call of a Web API method with an error code. Several refusals queue up.
func (s *Server) RefuseNext(method, code string) {
	s.turn(func(sw *switches) { sw.refusals = append(sw.refusals, refusal{method, code}) })
}

// RateLimitNext answers the next n calls of the Web API (apps.connections.open apart) with 429 and a Retry-After of
// whole seconds.
func (s *Server) RateLimitNext(n int, retryAfter time.Duration) {
	s.turn(func(sw *switches) { sw.RateLimitNext, sw.retryAfter = n, retryAfter })
}

// RevokeTokens makes every call of the Web API fail with token_revoked from now on, or work again.
func (s *Server) RevokeTokens(revoked bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.revoked = revoked
}

// ExpireTriggers makes every trigger given out so far too old to open a view.
func (s *Server) ExpireTriggers() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, t := range s.triggers {
		t.born = t.born.Add(-s.workspace.Timing.Trigger)
	}
}

// ExpireResponseURLs makes every response URL given out so far too old to answer.
func (s *Server) ExpireResponseURLs() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, a := range s.answers {
		a.born = a.born.Add(-s.workspace.Timing.ResponseURL)
	}
}

// plan is what the switches make of one envelope.
type plan struct {
	delay  time.Duration
	drop   bool
	copies int
}

// planFor uses the switches up for one envelope. Only what a person caused, sent for the first time, is dropped or doubled.
func (s *Server) planFor(e envelope) plan {
	s.mu.Lock()
	defer s.mu.Unlock()
	p := plan{delay: time.Duration(s.switches.DelayMS) * time.Millisecond, copies: 1}
	if !e.byPerson || e.attempt > 0 {
		return p
	}
	if s.switches.DropNext > 0 {
		s.switches.DropNext--
		p.drop = true
		s.tell("", "switches", "")
		return p
	}
	if s.switches.DuplicateNext > 0 {
		s.switches.DuplicateNext--
		p.copies = 2
		s.tell("", "switches", "")
	}
	return p
}

// refused takes the refusal of a method off the queue.
func (sw *switches) refused(method string) (string, bool) {
	for i, r := range sw.refusals {
		if r.method == method {
			sw.refusals = append(sw.refusals[:i:i], sw.refusals[i+1:]...)
			return r.code, true
		}
	}
	return "", false
}

// limited takes one call off the rate limit.
func (sw *switches) limited(method string) bool {
	if sw.RateLimitNext <= 0 || method == "apps.connections.open" {
		return false
	}
	sw.RateLimitNext--
	return true
}
