package bot

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"handrail/handlers"
)

// Slack gives an app three seconds to acknowledge (https://docs.slack.dev/interactivity/handling-user-interaction).
const (
	handlerTime = 2200 * time.Millisecond // a handler's context ends
	answerTime  = 2400 * time.Millisecond // the acknowledgement goes out, whatever the handler does
	afterTime   = 20 * time.Second        // what follows the acknowledgement is given up
)

// Options are what a Bot is made of. All but SigningSecret, Wake, Metrics and Store are needed.
type Options struct {
	Registry      handlers.Registry
	Messenger     *Messenger
	Store         PeopleStore      // the stored copy of people; nil: everybody of the workspace may use Handrail
	SigningSecret string           // HTTP mode
	Now           func() time.Time // domain time
	Wake          func()           // deliveries were written
	Metrics       *Metrics
	Log           *slog.Logger
}

// Bot answers what Slack tells it. Use New.
type Bot struct {
	registry  handlers.Registry
	messenger *Messenger
	people    *People
	secret    []byte
	now       func() time.Time
	protocol  func() time.Time // signatures; nothing moves it
	wake      func()
	metrics   *Metrics
	log       *slog.Logger

	commands  map[string]handlers.Handler
	shortcuts map[string]handlers.Handler
	flights   flights
	after     sync.WaitGroup
	connected atomic.Bool
}

// New returns a Bot. It connects nowhere until RunSocket, or until its Handler is served.
func New(o Options) *Bot {
	b := &Bot{
		registry: o.Registry, messenger: o.Messenger, secret: []byte(o.SigningSecret),
		now: o.Now, protocol: time.Now, wake: o.Wake, metrics: o.Metrics, log: o.Log,
		commands: map[string]handlers.Handler{}, shortcuts: map[string]handlers.Handler{},
	}
	if b.wake == nil {
		b.wake = func() {}
	}
	if b.metrics == nil {
		b.metrics = NewMetrics(nil)
	}
	b.people = newPeople(o.Messenger, o.Store, o.Log)
	for _, c := range o.Registry.Commands {
		b.commands[c.Name] = c.Handle
	}
	for _, s := range o.Registry.Shortcuts {
		b.shortcuts[s.CallbackID] = s.Handle
	}
	return b
}

// People returns the bot's copy of who is who.
func (b *Bot) People() *People { return b.people }

// Wait waits until what was acknowledged is carried out, or the context ends.
func (b *Bot) Wait(ctx context.Context) error {
	done := make(chan struct{})
	go func() {
		b.after.Wait()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// handlerOf looks an arrival up in the registry. Something unknown has none.
func (b *Bot) handlerOf(a arrival) handlers.Handler {
	name := a.request.Name
	switch a.kind {
	case kindCommand:
		return b.commands[name]
	case kindShortcut:
		return b.shortcuts[name]
	case kindAction:
		return b.actionNamed(name)
	case kindSubmission:
		return b.registry.Forms[name]
	case kindHome:
		return b.registry.Home
	case kindDirect:
		return b.registry.Direct
	}
	return nil
}

func (b *Bot) actionNamed(id string) handlers.Handler {
	if h := b.registry.Actions[id]; h != nil {
		return h
	}
	before, _, _ := strings.Cut(id, ":")
	if h := b.registry.Actions[before]; h != nil {
		return h
	}
	return b.registry.Actions[before+":"]
}

// goAfter runs what follows an acknowledgement. Wait waits for it.
func (b *Bot) goAfter(a arrival, work func(context.Context) error) {
	b.after.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), afterTime)
		defer cancel()
		defer b.recovered(a)
		if err := work(ctx); err != nil && !errors.Is(err, context.Canceled) {
			b.log.Warn("could not answer", "kind", a.kind, "error", err)
		}
	})
}

// recovered logs a panic without its value, which may hold somebody's words.
func (b *Bot) recovered(a arrival) {
	if r := recover(); r != nil {
		b.logPanic(a)
	}
}

func (b *Bot) logPanic(a arrival) {
	b.log.Error("a handler broke off", "kind", a.kind, "name", b.known(a), "where", panicSite())
}

// known is the name of an arrival where the registry knows it: nothing a person typed gets into a log or a metric.
func (b *Bot) known(a arrival) string {
	name := a.request.Name
	if a.kind == kindAction {
		name, _, _ = strings.Cut(name, ":")
	}
	if b.handlerOf(a) == nil {
		return "unknown"
	}
	return name
}
