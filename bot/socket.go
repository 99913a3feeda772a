package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/socketmode"
)

// socketAckLimit keeps an acknowledgement, with its envelope, under the 20 kB from which Slack drops it in silence.
const socketAckLimit = 19_500

// RunSocket connects by Socket Mode, answers what comes, and connects anew when the connection ends, until the
// context ends. It returns an error when Slack refuses the app token.
func (b *Bot) RunSocket(ctx context.Context) error {
	client := socketmode.New(b.messenger.client, socketmode.OptionLog(log.New(io.Discard, "", 0)))
	listening := make(chan struct{})
	go func() {
		defer close(listening)
		b.listen(ctx, client)
	}()
	refused := client.RunContext(ctx)
	b.connected.Store(false)
	if ctx.Err() == nil {
		return fmt.Errorf("connect by Socket Mode: %w", fault(refused))
	}
	<-listening
	return nil
}

// Connected reports whether a socket is open.
func (b *Bot) Connected() bool { return b.connected.Load() }

func (b *Bot) listen(ctx context.Context, client *socketmode.Client) {
	for {
		select {
		case <-ctx.Done():
			return
		case evt := <-client.Events:
			b.hear(client, evt)
		}
	}
}

func (b *Bot) hear(client *socketmode.Client, evt socketmode.Event) {
	defer b.recovered(arrival{kind: kindIgnored})
	switch evt.Type {
	case socketmode.EventTypeHello:
		b.connected.Store(true)
		b.log.Info("connected to Slack")
	case socketmode.EventTypeConnecting:
		b.connected.Store(false)
	case socketmode.EventTypeConnectionError:
		if e, ok := evt.Data.(*slack.ConnectionErrorEvent); ok {
			b.log.Warn("no connection to Slack yet", "next_try_in", e.Backoff, "error", fault(e.ErrorObj))
		}
	case socketmode.EventTypeErrorBadMessage:
		b.hearBad(client, evt)
	case socketmode.EventTypeErrorWriteFailed:
		b.log.Warn("an acknowledgement did not reach Slack")
	}
	if evt.Request != nil && evt.Request.EnvelopeID != "" {
		b.after.Go(func() { b.answerEnvelope(client, *evt.Request) })
	}
}

// hearBad answers what slack-go cannot read, such as an event newer than it, along the same path.
func (b *Bot) hearBad(client *socketmode.Client, evt socketmode.Event) {
	bad, ok := evt.Data.(*socketmode.ErrorBadMessage)
	if !ok {
		return
	}
	var request socketmode.Request
	if json.Unmarshal(bad.Message, &request) == nil && request.EnvelopeID != "" {
		b.after.Go(func() { b.answerEnvelope(client, request) })
	}
}

func (b *Bot) answerEnvelope(client *socketmode.Client, r socketmode.Request) {
	defer b.recovered(arrival{kind: kindIgnored})
	a, err := b.fromEnvelope(r)
	if err != nil {
		b.log.Warn("could not read what Slack sent", "type", r.Type, "error", err)
		a.kind = kindIgnored
	}
	a.ackLimit = socketAckLimit
	b.take(a, func(payload json.RawMessage, _ bool) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		var answer any
		if payload != nil {
			answer = payload
		}
		if err := client.AckCtx(ctx, r.EnvelopeID, answer); err != nil {
			b.log.Warn("could not acknowledge", "type", r.Type, "error", err)
		}
	})
}

func (b *Bot) fromEnvelope(r socketmode.Request) (arrival, error) {
	switch r.Type {
	case socketmode.RequestTypeSlashCommands:
		var c command
		if err := json.Unmarshal(r.Payload, &c); err != nil {
			return arrival{}, fmt.Errorf("read command: %w", withoutContent(err))
		}
		return b.fromCommand(c)
	case socketmode.RequestTypeInteractive:
		return b.fromInteraction(r.Payload)
	case socketmode.RequestTypeEventsAPI:
		e, err := readEvent(r.Payload)
		return b.fromEvent(e), err
	}
	return arrival{kind: kindIgnored}, nil
}
