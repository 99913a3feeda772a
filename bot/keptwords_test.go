package bot

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/views"
)

// deaf is a Slack whose response URLs do not answer.
type deaf struct{ calls }

func (d *deaf) RoundTrip(r *http.Request) (*http.Response, error) {
	if !strings.HasPrefix(r.URL.Path, "/response/") {
		return d.calls.RoundTrip(r)
	}
	body, _ := io.ReadAll(r.Body)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.sent = append(d.sent, r.URL.Path+" "+string(body))
	return response(http.StatusInternalServerError, ""), nil
}

// A direct message stays in Slack. Where an answer cannot be shown to one person alone, it goes there without their words.
func TestWordsNeverEndInAMessageThatSlackKeeps(t *testing.T) {
	const words = "a heron on 07700 900123"
	typed := words + strings.Repeat(" and more", 3000)
	for name, c := range map[string]struct {
		text   string
		handle handlers.Handler
		hold   error
		guest  bool
		says   string
	}{
		"refused, and too long for the acknowledgement": {text: typed, says: "We hold them.", handle: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{}, &peerwork.Error{What: "Not saved.", Try: "Write less."}
		}},
		"given back by a handler that holds them itself": {text: typed, says: "Held as a draft.", handle: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{Say: say("Held as a draft."), GiveBack: r.Text, Held: true}, nil
		}},
		"where they cannot be held": {text: typed, hold: errors.New("no database"), says: notGivenBack, handle: func(context.Context, handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{}, &peerwork.Error{What: "Not saved.", Try: "Write less."}
		}},
		"after a panic": {text: typed, says: "We hold them.", handle: func(context.Context, handlers.Request) (handlers.Reply, error) { panic("x") }},
		"a guest's":     {text: typed, guest: true, says: notGivenBack, handle: func(context.Context, handlers.Request) (handlers.Reply, error) { return handlers.Reply{}, nil }},
		"late": {text: words, says: "We hold them.", handle: func(ctx context.Context, _ handlers.Request) (handlers.Reply, error) {
			<-time.After(answerTime + time.Second)
			return handlers.Reply{}, &peerwork.Error{What: "Not saved.", Try: "Write less."}
		}},
		"beside a long answer": {text: words, says: "We hold them.", handle: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{Say: say(strings.Repeat("Too long. ", 2000)), GiveBack: r.Text}, nil
		}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				b, _ := offline(t, handlers.Registry{
					Commands: []handlers.Command{{Name: "/reflect", Handle: c.handle}},
					Hold: func(_ context.Context, r handlers.Request, why string) (views.Message, error) {
						if !strings.Contains(r.Text, words) || c.guest {
							t.Errorf("holds %q", r.Text)
						}
						return views.Message{Text: why + " We hold them."}, c.hold
					},
				})
				if c.guest {
					b.people.byID[sam] = peerwork.Person{Guest: true}
				}
				slackAPI := &deaf{}
				b.messenger.http = &http.Client{Transport: slackAPI}
				b.messenger.client = slack.New("xoxb-test", slack.OptionAPIURL("http://127.0.0.1:1/api/"), slack.OptionHTTPClient(&http.Client{Transport: slackAPI}))
				a, err := b.fromCommand(command{Team: "T01PLAY", Channel: hq, User: sam, Command: "/reflect", Text: c.text, Trigger: "t1", ResponseURL: "http://127.0.0.1:1/response/1"})
				must(t, err)
				a.ackLimit = socketAckLimit
				b.take(a, func(json.RawMessage, bool) {})
				must(t, b.Wait(t.Context()))
				stored := 0
				for _, sent := range slackAPI.sent {
					path, body, _ := strings.Cut(sent, " ")
					if strings.HasPrefix(path, "/response/") {
						continue
					}
					stored++
					form, err := url.ParseQuery(body)
					must(t, err)
					if strings.Contains(form.Get("text")+form.Get("blocks"), "heron") {
						t.Errorf("%s holds the words", path)
					}
					if !strings.Contains(form.Get("text"), c.says) {
						t.Errorf("%s says %q", path, form.Get("text"))
					}
				}
				if stored != 1 {
					t.Errorf("%d messages: %.300q", stored, slackAPI.sent)
				}
			})
		})
	}
}
