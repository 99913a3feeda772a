package scheduler

import (
	"sync"
	"time"
)

// resting is until when nothing is sent, in protocol time: Slack asked to wait, or lets nothing in.
type resting struct {
	mu     sync.Mutex
	until  time.Time
	barred string // what is wrong and how to mend it; "" while messages get through
}

func (r *resting) rest(until time.Time) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if until.After(r.until) {
		r.until = until
	}
}

func (r *resting) restUntil() time.Time {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.until
}

// bar notes that nothing gets through until it was tried again, and reports whether that is new.
func (r *resting) bar(until time.Time, why string) (first bool) {
	r.rest(until)
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.barred == ""
	r.barred = why
	return first
}

// unbar notes that a message got through, and reports whether that is new.
func (r *resting) unbar() (first bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	first = r.barred != ""
	r.barred = ""
	return first
}

func (r *resting) why() string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.barred
}

// Barred says why no message gets through to Slack now, and how to mend that; "" where they do. The outbox keeps all of
// them meanwhile, and goes on by itself.
func (s *Scheduler) Barred() string { return s.later.why() }
