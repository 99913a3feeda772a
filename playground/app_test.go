package playground

import (
	"context"
	"encoding/json"
	"io"
	"log"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// app is a small Slack app on slack-go's own client and Socket Mode, for the tests.
type app struct {
	*slack.Client
	slack  *Server
	socket *socketmode.Client

	mu           sync.Mutex
	onCommand    func(slack.SlashCommand) any
	onInteract   func(slack.InteractionCallback) any
	onEvent      func(slackevents.EventsAPIEvent, socketmode.Request) bool // false leaves it unacknowledged
	commands     []slack.SlashCommand
	interactions []slack.InteractionCallback
	raw          []json.RawMessage
	events       []slackevents.EventsAPIEvent
	requests     []socketmode.Request
}

func workspaceForTests() Workspace {
	w := Example()
	w.Timing.Retries = []time.Duration{}
	return w
}

// started serves a workspace.
func started(t *testing.T, w Workspace) *Server {
	t.Helper()
	s := New(w)
	if _, err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// connected serves a workspace with an app connected to it.
func connected(t *testing.T, w Workspace) (*Server, *app) {
	t.Helper()
	s := started(t, w)
	a := newApp(s)
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	t.Cleanup(func() { settle(s) })
	go a.dispatch(ctx)
	go func() { _ = a.socket.RunContext(ctx) }()
	waiting, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	if err := s.WaitConnected(waiting); err != nil {
		t.Fatal(err)
	}
	return s, a
}

// settle lets deliveries under way end, so that the app does not fail a test that is over.
func settle(s *Server) {
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = s.Idle(ctx)
}

func newApp(s *Server) *app {
	bot, appToken, _ := s.Tokens()
	client := slack.New(bot, slack.OptionAPIURL(s.APIURL()), slack.OptionAppLevelToken(appToken))
	quiet := socketmode.OptionLog(log.New(io.Discard, "", 0))
	return &app{Client: client, slack: s, socket: socketmode.New(client, quiet)}
}

func (a *app) dispatch(ctx context.Context) {
	for {
		select {
		case event := <-a.socket.Events:
			go a.handle(event)
		case <-ctx.Done():
			return
		}
	}
}

func (a *app) handle(event socketmode.Event) {
	switch data := event.Data.(type) {
	case slack.SlashCommand:
		a.note(func() { a.commands = append(a.commands, data) })
		a.ack(event, a.answerCommand(data))
	case slack.InteractionCallback:
		a.note(func() {
			a.interactions = append(a.interactions, data)
			a.raw = append(a.raw, event.Request.Payload)
		})
		a.ack(event, a.answerInteraction(data))
	case slackevents.EventsAPIEvent:
		a.note(func() {
			a.events = append(a.events, data)
			a.requests = append(a.requests, *event.Request)
		})
		if a.onEvent == nil || a.onEvent(data, *event.Request) {
			_ = a.socket.Ack(*event.Request)
		}
	}
}

// silence tells the app not to acknowledge.
type silence struct{}

func (a *app) ack(event socketmode.Event, payload any) {
	switch payload.(type) {
	case silence:
	case nil:
		_ = a.socket.Ack(*event.Request)
	default:
		_ = a.socket.Ack(*event.Request, payload)
	}
}

func (a *app) answerCommand(c slack.SlashCommand) any {
	if a.onCommand == nil {
		return nil
	}
	return a.onCommand(c)
}

func (a *app) answerInteraction(c slack.InteractionCallback) any {
	if a.onInteract == nil {
		return nil
	}
	return a.onInteract(c)
}

func (a *app) note(what func()) {
	a.mu.Lock()
	what()
	a.mu.Unlock()
	a.slack.wake()
}

func (a *app) lastInteraction(t *testing.T) slack.InteractionCallback {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.interactions) == 0 {
		t.Fatal("the app got no interaction")
	}
	return a.interactions[len(a.interactions)-1]
}

func (a *app) lastRaw(t *testing.T) map[string]any {
	t.Helper()
	a.mu.Lock()
	defer a.mu.Unlock()
	var fields map[string]any
	if err := json.Unmarshal(a.raw[len(a.raw)-1], &fields); err != nil {
		t.Fatal(err)
	}
	return fields
}

// within waits, without sleeping, until the app has got what it should.
func (a *app) within(t *testing.T, what string, ready func() bool) {
	t.Helper()
	got := a.slack.Wait(5*time.Second, func() bool {
		a.mu.Lock()
		defer a.mu.Unlock()
		return ready()
	})
	if !got {
		t.Fatalf("waited for %s in vain", what)
	}
}

func button(text, action, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, slack.NewTextBlockObject("plain_text", text, false, false))
}

func paragraph(text string) *slack.SectionBlock {
	return slack.NewSectionBlock(slack.NewTextBlockObject("mrkdwn", text, false, false), nil, nil)
}

func plainText(text string) *slack.TextBlockObject {
	return slack.NewTextBlockObject("plain_text", text, false, false)
}

// form is a modal with one required text and one optional choice.
func form(callbackID string, more ...slack.Block) slack.ModalViewRequest {
	words := slack.NewInputBlock("what", plainText("What happened?"), nil, slack.NewPlainTextInputBlockElement(plainText("In a few words"), "words"))
	themes := slack.NewOptionsSelectBlockElement("static_select", plainText("Choose"), "theme",
		slack.NewOptionBlockObject("R1", plainText("making a connection"), nil), slack.NewOptionBlockObject("M1", plainText("hope"), nil))
	choice := slack.NewInputBlock("themes", plainText("Theme"), nil, themes).WithOptional(true)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: callbackID, Title: plainText("Reflect"), Submit: plainText("Save"),
		Blocks: slack.Blocks{BlockSet: append([]slack.Block{words, choice}, more...)},
	}
}

// sure returns a value that came without an error: sure(f())(t).
func sure[T any](value T, err error) func(t *testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}
