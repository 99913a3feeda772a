package bot

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// slackLine notes when chat.postMessage was called. It asks the first calls to wait so many seconds each, and posts the
// others.
type slackLine struct {
	mu    sync.Mutex
	calls []time.Time
	waits []int
}

func (l *slackLine) roundTrip(*http.Request) (*http.Response, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, time.Now())
	if len(l.waits) == 0 {
		return response(http.StatusOK, `{"ok":true,"channel":"D1","ts":"1.1"}`), nil
	}
	r := response(http.StatusTooManyRequests, "")
	r.Header.Set("Retry-After", strconv.Itoa(l.waits[0]))
	l.waits = l.waits[1:]
	return r, nil
}

// since are the calls as times since the first.
func (l *slackLine) since() []time.Duration {
	times := make([]time.Duration, len(l.calls))
	for i, at := range l.calls {
		times[i] = at.Sub(l.calls[0])
	}
	return times
}

func (l *slackLine) messenger(t *testing.T) *Messenger {
	t.Helper()
	m, err := NewMessenger(Connection{BotToken: "xoxb-test"}, Identity{Workspace: "T01PLAY"}, quiet())
	must(t, err)
	m.client = slack.New("xoxb-test", slack.OptionHTTPClient(&http.Client{Transport: roundTrip(l.roundTrip)}))
	return m
}

func TestTwoThousandQuestionsKeepToSlacksLimits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &slackLine{}
		m := line.messenger(t)
		members := make(chan string)
		var senders sync.WaitGroup
		for range 4 {
			senders.Go(func() {
				for u := range members {
					_, _, err := m.Post(t.Context(), "T01PLAY", u, *say("A question."))
					must(t, err)
				}
			})
		}
		for i := range 2000 {
			members <- fmt.Sprintf("U%d", i)
		}
		close(members)
		senders.Wait()
		times := line.since()
		slices.Sort(times)
		if last := times[len(times)-1]; len(times) != 2000 || last > 7*time.Minute {
			t.Errorf("%d messages within %s", len(times), last)
		}
		most := 0
		for i, at := range times {
			within, _ := slices.BinarySearch(times, at+time.Minute)
			most = max(most, within-i)
		}
		if most > 60*workspacePace+workspaceBurst {
			t.Errorf("%d messages within one minute", most)
		}
	})
}

func TestAnAnswerDoesNotQueueBehindTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &slackLine{}
		m := line.messenger(t)
		ctx, cancel := context.WithCancel(t.Context())
		var senders sync.WaitGroup
		for i := range 100 {
			senders.Go(func() { _, _, _ = m.Post(ctx, "", fmt.Sprintf("U%d", i), *say("A question.")) })
		}
		synctest.Wait()
		began := time.Now()
		must(t, m.tell(t.Context(), peerwork.UserID("USAM"), *say("Saved.")))
		if took := time.Since(began); took != 0 {
			t.Errorf("it waited %s", took)
		}
		cancel()
		senders.Wait()
	})
}

func TestOneMessageSlackPutsOffPausesAllByTheClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		line := &slackLine{waits: []int{30}}
		m := line.messenger(t)
		post := func(u string) error {
			_, _, err := m.Post(t.Context(), "", u, *say("A question."))
			return err
		}
		asksToWait := func(err error) time.Duration {
			var f *Fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v", err)
			}
			return f.RetryAfter()
		}
		if wait := asksToWait(post("U1")); wait != 30*time.Second {
			t.Errorf("got %s", wait)
		}
		pause(t.Context(), 10*time.Second)
		if wait := asksToWait(post("U2")); wait != 20*time.Second || len(line.calls) != 1 {
			t.Errorf("put off for %s after %d calls", wait, len(line.calls))
		}
		must(t, m.tell(t.Context(), "USAM", *say("Saved.")))
		pause(t.Context(), 20*time.Second)
		must(t, post("U2"))
		if len(line.calls) != 3 {
			t.Errorf("%d calls", len(line.calls))
		}
	})
}

func TestAnAnswerSlackPutsOffIsTriedOnceMore(t *testing.T) {
	tests := []struct {
		name  string
		waits []int // seconds
		calls []time.Duration
		sent  bool
	}{
		{"after a short wait", []int{2}, []time.Duration{0, 2 * time.Second}, true},
		{"and no oftener", []int{1, 1}, []time.Duration{0, time.Second}, false},
		{"but not after a long wait", []int{30}, []time.Duration{0}, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				line := &slackLine{waits: tt.waits}
				err := line.messenger(t).tell(t.Context(), "USAM", *say("Saved."))
				if (err == nil) != tt.sent || !slices.Equal(line.since(), tt.calls) {
					t.Errorf("calls at %v: %v", line.since(), err)
				}
			})
		})
	}
}
