package bot

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/playground"
	"handrail/views"
)

func textLog(w *bytes.Buffer) *slog.Logger { return slog.New(slog.NewTextHandler(w, nil)) }

func messengerTo(t *testing.T, s *playground.Server) *Messenger {
	t.Helper()
	token, app, _ := s.Tokens()
	conn := Connection{BotToken: token, AppToken: app, APIURL: strings.TrimRight(s.APIURL(), "/")}
	id, err := Identify(t.Context(), conn)
	must(t, err)
	m, err := NewMessenger(conn, id, quiet())
	must(t, err)
	return m
}

func playing(t *testing.T) *playground.Server {
	t.Helper()
	s := playground.New(playground.Example())
	_, err := s.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(s.Close)
	return s
}

func TestIdentifyTellsWhoWeAre(t *testing.T) {
	s := playing(t)
	id := messengerTo(t, s).Identity()
	if id.Workspace != "T01PLAY" || id.BotUser != "U0BOT" || len(id.Scopes) < len(Scopes()) {
		t.Errorf("got %+v", id)
	}
}

func TestPost(t *testing.T) {
	s := playing(t)
	m := messengerTo(t, s)
	as := s.As(sam)

	t.Run("posts to a channel", func(t *testing.T) {
		channel, ts, err := m.Post(t.Context(), "T01PLAY", hq, *aMessage("A question for the team", "write"))
		must(t, err)
		got, _ := as.Last(hq)
		if channel != hq || ts != got.TS || !got.Has("A question for the team") {
			t.Errorf("got %s %s, there is %+v", channel, ts, got)
		}
	})
	t.Run("posts to a person by direct message, in one call", func(t *testing.T) {
		channel, ts, err := m.Post(t.Context(), "", sam, *say("Hello."))
		must(t, err)
		if got, _ := as.Last(as.DM()); got.Text != "Hello." || channel != as.DM() || ts != got.TS {
			t.Errorf("got %s %s, there is %+v", channel, ts, got)
		}
		if n := len(s.Calls("conversations.open")); n != 0 {
			t.Errorf("opened %d times", n)
		}
	})
	t.Run("sends again without the chart when Slack does not draw it", func(t *testing.T) {
		s.RefuseNext("chat.postMessage", "invalid_blocks")
		msg := *aMessage("Last week", "open")
		msg.Blocks = append(msg.Blocks, slack.DataVisualizationBlock{Type: slack.MBTDataVisualization})
		_, _, err := m.Post(t.Context(), "", hq, msg)
		must(t, err)
		if got, _ := as.Last(hq); !got.Has("Last week") || len(got.Blocks) != 2 {
			t.Errorf("got %+v", got)
		}
	})
}

func TestPostSaysWhatWentWrong(t *testing.T) {
	tests := []struct {
		name      string
		channel   string
		prepare   func(*playground.Server)
		code      string
		permanent bool
		wait      time.Duration
	}{
		{"a channel the bot is not in", "C04OUT", nil, "not_in_channel", true, 0},
		{"an archived channel", "C05OLD", nil, "is_archived", true, 0},
		{"no such channel", "C0NONE", nil, "channel_not_found", true, 0},
		{"a revoked token", hq, func(s *playground.Server) { s.RevokeTokens(true) }, "token_revoked", false, 0},
		{"too many messages", hq, func(s *playground.Server) { s.RateLimitNext(1, 7*time.Second) }, "rate_limited", false, 7 * time.Second},
		{"trouble inside Slack", hq, func(s *playground.Server) { s.RefuseNext("chat.postMessage", "internal_error") }, "internal_error", false, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := playing(t)
			m := messengerTo(t, s)
			if tt.prepare != nil {
				tt.prepare(s)
			}
			_, _, err := m.Post(t.Context(), "", tt.channel, *say("Hello."))
			var f *Fault
			if !errors.As(err, &f) {
				t.Fatalf("got %v", err)
			}
			if f.Code != tt.code || f.Permanent() != tt.permanent || f.RetryAfter() != tt.wait || strings.Contains(f.Error(), "may have arrived") {
				t.Errorf("got %+v", f)
			}
		})
	}
}

func TestALostAnswerMayHaveArrived(t *testing.T) {
	id := Identity{Workspace: "T01PLAY"}
	m, err := NewMessenger(Connection{BotToken: "xoxb-test"}, id, quiet())
	must(t, err)
	m.client = slack.New("xoxb-test", slack.OptionHTTPClient(&http.Client{Transport: roundTrip(func(*http.Request) (*http.Response, error) {
		return nil, io.ErrUnexpectedEOF
	})}))
	_, _, err = m.Post(t.Context(), "T01PLAY", hq, *say("Hello."))
	var f *Fault
	if !errors.As(err, &f) || !strings.Contains(f.Error(), "may have arrived") || f.Permanent() {
		t.Errorf("got %v", err)
	}
}

func TestResponseURLs(t *testing.T) {
	tests := []struct {
		api, address string
		want         bool
	}{
		{"", "https://hooks.slack.com/commands/T1/1/x", true},
		{"", "https://hooks.slack.com/actions/T1/1/x", true},
		{"", "https://hooks.slack.com/app/T1/1/x", true},
		{"", "https://hooks.slack-gov.com/commands/T1/1/x", true},
		{"", "http://hooks.slack.com/commands/T1/1/x", false},
		{"", "https://hooks.slack.com.example.org/commands/T1/1/x", false},
		{"", "https://hooks.slack.com:8443/commands/T1/1/x", false},
		{"", "https://example.org@hooks.slack.com/commands/T1/1/x", false},
		{"", "https://hooks.slack.com/services/T1/1/x", false},
		{"", "https://hooks.slack.com/commands/../services/x", false},
		{"", "https://169.254.169.254/commands/x", false},
		{"", "file:///etc/passwd", false},
		{"", "", false},
		{"http://127.0.0.1:3000/api/", "http://127.0.0.1:3000/response/commands/1", true},
		{"http://127.0.0.1:3000/api/", "http://127.0.0.1:3001/response/commands/1", false},
	}
	for _, tt := range tests {
		m, err := NewMessenger(Connection{APIURL: tt.api}, Identity{}, quiet())
		must(t, err)
		if got := m.mayRespondTo(tt.address); got != tt.want {
			t.Errorf("%s (API %s): got %t", tt.address, tt.api, got)
		}
	}
}

func TestARedirectFromAResponseURLIsNotFollowed(t *testing.T) {
	m, err := NewMessenger(Connection{}, Identity{}, quiet())
	must(t, err)
	asked := 0
	m.http.Transport = roundTrip(func(*http.Request) (*http.Response, error) {
		asked++
		r := response(http.StatusTemporaryRedirect, "")
		r.Header.Set("Location", "https://example.org/")
		return r, nil
	})
	err = m.respond(t.Context(), "https://hooks.slack.com/commands/T1/1/x", answerMessage{Text: "Saved."})
	if err == nil || asked != 1 || strings.Contains(err.Error(), "hooks.slack.com") {
		t.Errorf("asked %d times: %v", asked, err)
	}
}

func TestAnAnswerGoesByDirectMessageWhenTheResponseURLHasGone(t *testing.T) {
	var s *playground.Server
	reg := handlers.Registry{
		Commands: []handlers.Command{{Name: "/reflect", Handle: always(handlers.Reply{Say: aMessage("Saved.", "keep:1")})}},
		Actions: map[string]handlers.Handler{"keep": func(context.Context, handlers.Request) (handlers.Reply, error) {
			s.ExpireResponseURLs()
			return handlers.Reply{Say: say("Kept."), Replace: true}, nil
		}},
	}
	s, _ = online(t, playground.Example(), reg)
	as := s.As(sam)
	must(t, as.Command(hq, "/reflect words"))
	m, err := as.WaitMessage(hq, "Saved.")
	must(t, err)
	must(t, as.Click(m, "keep:1"))
	_, err = as.WaitMessage(as.DM(), "Kept.")
	must(t, err)
}

func TestAnAnswerTooLargeForTheSocketGoesToTheResponseURL(t *testing.T) {
	long := strings.Repeat("long words ", 2500)
	s, b := online(t, playground.Example(), reflecting(func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
		return handlers.Reply{Say: &views.Message{Text: "Saved. " + long}}, nil
	}))
	must(t, s.As(sam).Command(hq, "/reflect words"))
	_, err := s.As(sam).WaitMessage(hq, "long words")
	must(t, err)
	must(t, b.Wait(t.Context()))
	if len(s.Faults()) != 0 || len(s.Calls("response_url")) != 1 {
		t.Errorf("faults %v", s.Faults())
	}
}
