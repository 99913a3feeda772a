package playground

import (
	"context"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"github.com/slack-go/slack/slackevents"
	"github.com/slack-go/slack/socketmode"
)

// publishing answers every opened home tab with a view.
func publishing(t *testing.T, a *app, words string) func(slackevents.EventsAPIEvent, socketmode.Request) bool {
	return func(e slackevents.EventsAPIEvent, _ socketmode.Request) bool {
		opened, is := e.InnerEvent.Data.(*slackevents.AppHomeOpenedEvent)
		if !is || opened.Tab != "home" {
			return true
		}
		view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{paragraph(words)}}}
		if _, err := a.PublishView(opened.User, view, ""); err != nil {
			t.Errorf("publish: %v", err)
		}
		return true
	}
}

func TestDirectMessageReachesTheApp(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	m := sure(s.As(sam).Message(s.As(sam).DM(), "hello <you> @jo. & more"))(t)
	a.within(t, "the message", func() bool { return len(a.events) == 1 })
	got, is := a.events[0].InnerEvent.Data.(*slackevents.MessageEvent)
	if !is || got.ChannelType != "im" || got.User != sam || got.TimeStamp != m.TS || got.Text != "hello &lt;you&gt; <@U0MGR>. &amp; more" {
		t.Errorf("the app got %+v", got)
	}
}

func TestMessagesTheAppDoesNotHear(t *testing.T) {
	for name, c := range map[string]struct {
		scopes  []string
		channel string
	}{
		"a channel is not subscribed to":         {nil, team},
		"without im:history no message is heard": {[]string{"chat:write"}, "D01SAM"},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspaceForTests()
			w.Scopes = c.scopes
			s, a := connected(t, w)
			_ = sure(s.As(sam).Message(c.channel, "hello"))(t)
			if err := s.Idle(t.Context()); err != nil || len(a.events) != 0 {
				t.Errorf("the app got %v, %v", a.events, err)
			}
		})
	}
}

func TestEventIsRepeatedUntilAcknowledged(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack, w.Timing.Retries = 50*time.Millisecond, []time.Duration{0, time.Millisecond, time.Hour}
	s, a := connected(t, w)
	a.onEvent = func(_ slackevents.EventsAPIEvent, r socketmode.Request) bool { return r.RetryAttempt == 2 }
	_ = sure(s.As(sam).Message(s.As(sam).DM(), "hello"))(t)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	if err := s.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.requests) != 3 || a.requests[2].RetryAttempt != 2 || a.requests[2].RetryReason != "timeout" {
		t.Fatalf("the app got %+v", a.requests)
	}
	first, last := a.events[0].Data.(*slackevents.EventsAPICallbackEvent), a.events[2].Data.(*slackevents.EventsAPICallbackEvent)
	if first.EventID == "" || first.EventID != last.EventID {
		t.Errorf("the repeats have the ids %q and %q", first.EventID, last.EventID)
	}
}

func TestSocketIsRenewed(t *testing.T) {
	for name, end := range map[string]func(*Server){
		"after a request to disconnect": (*Server).Disconnect,
		"after the network was cut":     (*Server).Cut,
	} {
		t.Run(name, func(t *testing.T) {
			s, a := connected(t, workspaceForTests())
			before := s.openSockets()[0]
			end(s)
			renewed := func() bool {
				now := s.openSockets()
				return len(now) == 1 && now[0] != before
			}
			if !s.Wait(10*time.Second, renewed) {
				t.Fatal("the app did not come back")
			}
			if err := s.As(sam).Command(team, "/reflect x"); err != nil || len(a.commands) != 1 {
				t.Errorf("got %v, %v", a.commands, err)
			}
		})
	}
}
