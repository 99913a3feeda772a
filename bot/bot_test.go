package bot

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/playground"
	"handrail/views"
)

const (
	sam = "U01SAM"
	hq  = "C02SUP"
)

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func noon() time.Time { return time.Date(2026, 11, 18, 12, 0, 0, 0, time.UTC) }

func say(text string) *views.Message { return &views.Message{Text: text} }

// aForm is a form with one box.
func aForm(title string) *views.Form {
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	box := slack.NewPlainTextInputBlockElement(nil, "what")
	return &views.Form{ModalViewRequest: slack.ModalViewRequest{
		Type: slack.VTModal, Title: text(title), Submit: text("Save"), Close: text("Close"), CallbackID: "note",
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewInputBlock("what", text("What happened?"), nil, box)}},
	}}
}

// aMessage has a button with the action id.
func aMessage(text, action string) *views.Message {
	plain := slack.NewTextBlockObject(slack.PlainTextType, text, false, false)
	return &views.Message{Text: text, Blocks: []slack.Block{
		slack.NewSectionBlock(plain, nil, nil),
		slack.NewActionBlock("", slack.NewButtonBlockElement(action, "v1", slack.NewTextBlockObject(slack.PlainTextType, "Press", false, false))),
	}}
}

// always answers the same.
func always(r handlers.Reply) handlers.Handler {
	return func(context.Context, handlers.Request) (handlers.Reply, error) { return r, nil }
}

// reflecting is a registry with one command.
func reflecting(h handlers.Handler) handlers.Registry {
	return handlers.Registry{Commands: []handlers.Command{{Name: "/reflect", Handle: h}}}
}

// roundTrip stands in for the network.
type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func response(status int, body string) *http.Response {
	return &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
}

// offline returns a bot that reaches no Slack, for what comes over HTTP. Calls it makes are noted in calls.
func offline(t *testing.T, reg handlers.Registry) (*Bot, *calls) {
	t.Helper()
	id := Identity{Workspace: "T01PLAY", BotUser: "U0BOT"}
	m, err := NewMessenger(Connection{BotToken: "xoxb-test", APIURL: "http://127.0.0.1:1/api/"}, id, quiet())
	if err != nil {
		t.Fatal(err)
	}
	c := &calls{}
	m.http = &http.Client{Transport: c}
	m.client = slack.New("xoxb-test", slack.OptionAPIURL("http://127.0.0.1:1/api/"), slack.OptionHTTPClient(&http.Client{Transport: c}))
	return New(Options{Registry: reg, Messenger: m, SigningSecret: "secret", Now: noon, Log: quiet()}), c
}

// calls notes what is sent, and answers ok.
type calls struct {
	mu   sync.Mutex
	sent []string
}

func (c *calls) RoundTrip(r *http.Request) (*http.Response, error) {
	body, _ := io.ReadAll(r.Body)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, r.URL.Path+" "+string(body))
	return response(http.StatusOK, `{"ok":true,"channel":{"id":"D1"},"ts":"1.2"}`), nil
}

func (c *calls) all() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return strings.Join(c.sent, "\n")
}

// online returns a playground and a bot connected to it by Socket Mode.
func online(t *testing.T, w playground.Workspace, reg handlers.Registry) (*playground.Server, *Bot) {
	t.Helper()
	s := playground.New(w)
	if _, err := s.Start("127.0.0.1:0"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	token, app, _ := s.Tokens()
	conn := Connection{BotToken: token, AppToken: app, APIURL: s.APIURL()}
	id, err := Identify(t.Context(), conn)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMessenger(conn, id, quiet())
	if err != nil {
		t.Fatal(err)
	}
	b := New(Options{Registry: reg, Messenger: m, Now: noon, Log: quiet()})
	connect(t, s, b)
	return s, b
}

func connect(t *testing.T, s *playground.Server, b *Bot) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- b.RunSocket(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
	})
	waiting, stop := context.WithTimeout(ctx, 10*time.Second)
	defer stop()
	if err := s.WaitConnected(waiting); err != nil {
		t.Fatal(err)
	}
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestSocket(t *testing.T) {
	form := aForm("Reflection")
	requests := make(chan handlers.Request, 10)
	reg := handlers.Registry{
		Commands: []handlers.Command{{Name: "/reflect", Handle: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			switch r.Text {
			case "":
				return handlers.Reply{Form: form, GiveBack: "a & b"}, nil
			case "button":
				return handlers.Reply{Say: aMessage("Saved. Press it.", "keep:n1")}, nil
			case "bad":
				return handlers.Reply{}, &peerwork.Error{What: "Not saved.", Try: "Write less."}
			case "panic":
				panic(r.Text)
			}
			requests <- r
			return handlers.Reply{Say: say("Saved. Only you can read it.")}, nil
		}}},
		Shortcuts: []handlers.Shortcut{
			{CallbackID: "reflect_global", Handle: always(handlers.Reply{Form: form})},
			{CallbackID: "reflect_message", OnMessage: true, Handle: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
				requests <- r
				return handlers.Reply{Form: form}, nil
			}},
		},
		Actions: map[string]handlers.Handler{"keep": func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			requests <- r
			return handlers.Reply{Say: say("Kept."), Replace: true}, nil
		}},
		Forms: map[string]handlers.Handler{"note": func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			switch r.State["what"]["what"].Value {
			case "short":
				return handlers.Reply{Errors: map[string]string{"what": "Write a little more."}}, nil
			case "refused":
				return handlers.Reply{}, &peerwork.Error{What: "Your team has gone.", Try: "Ask your admin."}
			case "broken":
				return handlers.Reply{}, context.DeadlineExceeded
			case "next":
				return handlers.Reply{Update: aForm("Saved")}, nil
			case "tell":
				return handlers.Reply{Close: true, Say: say("Saved by form.")}, nil
			}
			return handlers.Reply{Close: true}, nil
		}},
		Home: always(handlers.Reply{Home: &views.Home{HomeTabViewRequest: slack.HomeTabViewRequest{
			Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: aMessage("Welcome home.", "keep:h").Blocks},
		}}}),
		Direct: func(_ context.Context, r handlers.Request) (handlers.Reply, error) {
			return handlers.Reply{Say: aMessage("Keep this as a reflection?", "keep:dm")}, nil
		},
	}
	w := playground.Example()
	w.People = append(w.People, playground.Person{ID: "U9GUEST", Name: "guest", IsGuest: true})
	w.Channels[0].Members = append(w.Channels[0].Members, "U9GUEST")
	s, b := online(t, w, reg)
	must(t, b.People().Refresh(t.Context()))
	as := s.As(sam)

	t.Run("answers a command in its acknowledgement", func(t *testing.T) {
		must(t, as.Command(hq, "/reflect we talked <b> & listened"))
		m, err := as.WaitMessage(hq, "Saved. Only you can read it.")
		must(t, err)
		if !m.Ephemeral {
			t.Error("others can see it")
		}
		r := <-requests
		if r.Text != "we talked &lt;b&gt; &amp; listened" || r.User != sam || r.Workspace != "T01PLAY" || r.Channel != hq || r.Once == "" || !r.Now.Equal(noon()) {
			t.Errorf("got %+v", r)
		}
		if calls := s.Calls("response_url"); len(calls) != 0 {
			t.Errorf("used the response URL: %v", calls)
		}
	})
	t.Run("opens a form, shows what is wrong beside the box, and closes it", func(t *testing.T) {
		must(t, as.Command(hq, "/reflect"))
		v, err := as.WaitModal("note")
		must(t, err)
		err = as.Submit(v, playground.Values{"what": "short"})
		if err == nil || !strings.Contains(err.Error(), "Write a little more.") {
			t.Errorf("got %v", err)
		}
		must(t, as.Submit(v, playground.Values{"what": "enough"}))
		must(t, as.WaitClosed())
	})
	t.Run("keeps the form open with its words when a handler explains a problem", func(t *testing.T) {
		must(t, as.Shortcut("reflect_global"))
		v, err := as.WaitModal("note")
		must(t, err)
		for value, want := range map[string]string{"refused": "Your team has gone. Ask your admin.", "broken": inTheForm} {
			err = as.Submit(v, playground.Values{"what": value})
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%s: got %v", value, err)
			}
		}
		must(t, as.Submit(v, playground.Values{"what": "next"}))
		must(t, as.Wait("the page after", func() bool { v, open := as.Modal(); return open && v.Has("Saved") }))
		v, _ = as.Modal()
		must(t, as.Submit(v, playground.Values{"what": "tell"}))
		_, err = as.WaitMessage(as.DM(), "Saved by form.")
		must(t, err)
	})
	t.Run("gives the words back when the form cannot open", func(t *testing.T) {
		s.RefuseNext("views.open", "expired_trigger_id")
		must(t, as.Command(hq, "/reflect"))
		m, err := as.WaitMessage(hq, formDidNotOpen)
		must(t, err)
		if !m.Ephemeral || !m.Has("a &amp; b") {
			t.Errorf("got %q", m.Text)
		}
	})
	t.Run("never reads the message somebody reflects on", func(t *testing.T) {
		m, err := s.As("U0SUP").Message(hq, "somebody else's words")
		must(t, err)
		must(t, as.MessageShortcut("reflect_message", m))
		r := <-requests
		if r.Text != "" || r.Message != m.TS || r.Channel != hq {
			t.Errorf("got %+v", r)
		}
		v, err := as.WaitModal("note")
		must(t, err)
		must(t, as.Close(v))
	})
	t.Run("replaces the message a button stood on", func(t *testing.T) {
		must(t, as.Command(hq, "/reflect button"))
		m, err := as.WaitMessage(hq, "Press it.")
		must(t, err)
		must(t, as.Click(m, "keep:n1"))
		r := <-requests
		if r.Name != "keep:n1" || r.Text != "v1" {
			t.Errorf("got %+v", r)
		}
		must(t, as.Wait("the message to be replaced", func() bool { m, _ := as.Last(hq); return m.Has("Kept.") }))
	})
	t.Run("says what a handler explains, and gives a command's words back", func(t *testing.T) {
		must(t, as.Command(hq, "/reflect bad"))
		m, err := as.WaitMessage(hq, "Not saved. Write less.")
		must(t, err)
		if !strings.HasSuffix(m.Text, "\nbad") {
			t.Errorf("got %q", m.Text)
		}
	})
	t.Run("apologises for a handler that panics, with the words", func(t *testing.T) {
		must(t, as.Command(hq, "/reflect panic"))
		m, err := as.WaitMessage(hq, sorry)
		must(t, err)
		if !strings.HasPrefix(m.Text, "Not saved. ") || !strings.HasSuffix(m.Text, "\npanic") {
			t.Errorf("got %q", m.Text)
		}
	})
	t.Run("draws App Home when it is opened", func(t *testing.T) {
		v, err := as.OpenHome()
		must(t, err)
		if !v.Has("Welcome home.") {
			t.Errorf("got %q", v.Words())
		}
	})
	t.Run("answers a direct message, and not its own", func(t *testing.T) {
		_, err := as.Message(as.DM(), "today was long")
		must(t, err)
		_, err = as.WaitMessage(as.DM(), "Keep this as a reflection?")
		must(t, err)
		must(t, s.Idle(t.Context()))
		count := 0
		for _, m := range as.Messages(as.DM()) {
			if m.Has("Keep this") {
				count++
			}
		}
		if count != 1 {
			t.Errorf("answered %d times", count)
		}
	})
	t.Run("sends a guest away politely, with their words", func(t *testing.T) {
		guest := s.As("U9GUEST")
		must(t, guest.Command(hq, "/reflect hello"))
		m, err := guest.WaitMessage(hq, "Guests")
		must(t, err)
		if !strings.HasPrefix(m.Text, "Not saved. ") || !strings.HasSuffix(m.Text, "\nhello") {
			t.Errorf("got %q", m.Text)
		}
	})
	t.Run("connects anew when Slack asks for it", func(t *testing.T) {
		s.Disconnect()
		must(t, as.Wait("the old connection to end", func() bool { return !b.Connected() || s.Connected() }))
		must(t, s.WaitConnected(t.Context()))
		must(t, as.Wait("an answer over the new connection", func() bool { return as.Command(hq, "/reflect button") == nil }))
	})
	must(t, b.Wait(t.Context()))
	if faults := s.Faults(); len(faults) != 0 {
		t.Errorf("Slack would not have shown: %v", faults)
	}
}
