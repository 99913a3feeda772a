package bot

import (
	"context"
	"errors"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Slack lets an app post one message a second to a channel, with short bursts, and beside that keeps a limit for the
// workspace, which it does not publish (https://docs.slack.dev/apis/web-api/rate-limits). At five a second, 2,000
// people have their question within seven minutes. Where Slack wants it slower it says so, and is obeyed.
const (
	channelPace, channelBurst     = 1, 3
	workspacePace, workspaceBurst = 5, 20
)

// longestAsked is how long somebody who waits for an answer is kept waiting because Slack asks for it.
const longestAsked = 3 * time.Second

// pace holds what is posted to Slack's limits. What goes out by the clock keeps to all of them, and all of it pauses
// where Slack asks one message to wait. What answers a person keeps to its channel's only.
type pace struct {
	workspace *rate.Limiter

	mu       sync.Mutex
	channels map[string]*rate.Limiter
	resume   time.Time // of what goes out by the clock; protocol time
}

func newPace() *pace {
	return &pace{workspace: rate.NewLimiter(workspacePace, workspaceBurst), channels: map[string]*rate.Limiter{}}
}

// byTheClock waits for the turn of a message that nobody waits for. During a pause it does not wait, and returns how
// long that still lasts as Slack's own answer: the message's lease must not run out meanwhile.
func (p *pace) byTheClock(ctx context.Context, channel string) error {
	if err := p.paused(); err != nil {
		return err
	}
	if err := p.ofChannel(channel).Wait(ctx); err != nil {
		return err
	}
	if err := p.workspace.Wait(ctx); err != nil {
		return err
	}
	return p.paused() // it may have begun meanwhile
}

// forSomebody waits for the turn of an answer to a person.
func (p *pace) forSomebody(ctx context.Context, channel string) error {
	return p.ofChannel(channel).Wait(ctx)
}

func (p *pace) paused() error {
	p.mu.Lock()
	defer p.mu.Unlock()
	if left := time.Until(p.resume); left > 0 {
		return &Fault{Code: "rate_limited", wait: left}
	}
	return nil
}

// heed begins a pause where an error says that Slack asks for one.
func (p *pace) heed(err error) {
	var f *Fault
	if !errors.As(err, &f) || f.RetryAfter() == 0 {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if until := time.Now().Add(f.RetryAfter()); until.After(p.resume) {
		p.resume = until
	}
}

func (p *pace) ofChannel(channel string) *rate.Limiter {
	p.mu.Lock()
	defer p.mu.Unlock()
	if len(p.channels) > 10_000 {
		clear(p.channels)
	}
	if p.channels[channel] == nil {
		p.channels[channel] = rate.NewLimiter(channelPace, channelBurst)
	}
	return p.channels[channel]
}
