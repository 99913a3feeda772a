package playground

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/gorilla/websocket"
	"github.com/slack-go/slack"
)

func bytesReader(b []byte) io.Reader { return bytes.NewReader(b) }

func fetch(t *testing.T, s *Server, path string) (int, map[string]any) {
	t.Helper()
	response, err := http.Get(s.BaseURL() + path)
	return answered(t, response, err)
}

func send(t *testing.T, s *Server, path string, body any) (int, map[string]any) {
	t.Helper()
	raw, _ := json.Marshal(body)
	response, err := http.Post(s.BaseURL()+path, "application/json", bytes.NewReader(raw))
	return answered(t, response, err)
}

func answered(t *testing.T, response *http.Response, err error) (int, map[string]any) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, _ := io.ReadAll(response.Body)
	var fields map[string]any
	if err := json.Unmarshal(raw, &fields); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return response.StatusCode, fields
}

type fields = map[string]any

func TestPageLearnsTheStateOfTheWorkspace(t *testing.T) {
	w := workspaceForTests()
	w.Guide = []Step{{Title: "Write", Text: "Type it.", As: sam, Where: team, Type: "/reflect hello"}}
	s := started(t, w)
	status, got := fetch(t, s, "/ui/state?as="+sam)
	if status != 200 || got["connected"] != false {
		t.Fatalf("got %d %v", status, got)
	}
	if me := got["me"].(fields); me["id"] != sam || me["real_name"] != "Sam Okoro" || me["tz"] != "Europe/London" {
		t.Errorf("me is %v", me)
	}
	var channels []string
	for _, c := range got["channels"].([]any) {
		channels = append(channels, c.(fields)["name"].(string))
	}
	if diff := cmp.Diff([]string{"peer-team", "general", "old-team"}, channels); diff != "" {
		t.Error(diff)
	}
	if dm := got["dms"].([]any)[0].(fields); dm["id"] != "D01SAM" || dm["with"].(fields)["id"] != "U0BOT" {
		t.Errorf("the direct message is %v", dm)
	}
	if clock := got["clock"].(fields); clock["now"] != "2026-11-18T10:00:00Z" || len(clock["presets"].([]any)) != 3 {
		t.Errorf("the clock is %v", clock)
	}
	if step := got["guide"].([]any)[0].(fields); step["done"] != false || step["type"] != "/reflect hello" {
		t.Errorf("the guide is %v", got["guide"])
	}
}

func TestVisitorBeginsAsThePersonOfTheGuide(t *testing.T) {
	w := workspaceForTests()
	w.Guide = []Step{{Title: "Look round"}, {Title: "Read", As: jo, Where: "home"}}
	_, got := fetch(t, started(t, w), "/ui/state")
	if me := got["me"].(fields); me["id"] != jo {
		t.Errorf("the visitor begins as %v", me)
	}
}

func TestBotIsInvitedIntoAChannel(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	if err := s.As(sam).Command("C04OUT", "/invite @Handrail"); err != nil {
		t.Fatal(err)
	}
	if err := post(a, "C04OUT", slack.MsgOptionText("hello", false)); err != nil {
		t.Error(err)
	}
	if got := codeIn(s.As(sam).Command("C04OUT", "/invite @nobody")); got != "user_not_found" {
		t.Errorf("nobody is invited with %q", got)
	}
}

func TestPageGetsClearErrors(t *testing.T) {
	s := started(t, workspaceForTests())
	for name, c := range map[string]struct {
		path   string
		body   fields
		status int
		code   string
	}{
		"an unknown command":          {"/ui/command", fields{"as": sam, "channel": team, "text": "/x y"}, 404, "unknown_command"},
		"a command as a message":      {"/ui/message", fields{"as": sam, "channel": team, "text": "/x y"}, 400, "is_command"},
		"nobody to be":                {"/ui/message", fields{"as": "U0NONE", "channel": team, "text": "x"}, 404, "user_not_found"},
		"the bot cannot be visited":   {"/ui/message", fields{"as": "U0BOT", "channel": team, "text": "x"}, 404, "user_not_found"},
		"a form that is closed":       {"/ui/submit", fields{"as": sam, "view_id": "V0"}, 404, "view_not_found"},
		"a message that is gone":      {"/ui/action", fields{"as": sam, "container": fields{"type": "message", "channel": team, "message_ts": "1.000000"}}, 404, "message_not_found"},
		"a time in the past":          {"/ui/clock", fields{"to": "2020-01-01T00:00:00Z"}, 400, "clock_back"},
		"a time that is none":         {"/ui/clock", fields{"to": "tomorrow"}, 400, "invalid_time"},
		"an app that does not listen": {"/ui/command", fields{"as": sam, "channel": team, "text": "/reflect"}, 200, "dispatch_failed"},
	} {
		t.Run(name, func(t *testing.T) {
			status, got := send(t, s, c.path, c.body)
			if status != c.status || got["error"] != c.code || got["message"] == "" {
				t.Errorf("got %d %v", status, got)
			}
		})
	}
}

// The whole way of a form, in the requests the page sends.
func TestPageFillsInAForm(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.opening(t, form("reflect"))
	a.onInteract = func(c slack.InteractionCallback) any {
		if c.View.State.Values["what"]["words"].Value == "short" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"what": "Too short."})
		}
		return nil
	}
	if status, got := send(t, s, "/ui/command", fields{"as": sam, "channel": team, "text": "/reflect"}); status != 200 || got["ok"] != true {
		t.Fatalf("the command: %d %v", status, got)
	}
	_, got := fetch(t, s, "/ui/modal?as="+sam)
	view := got["views"].([]any)[0].(fields)
	submit := func(words any) fields {
		_, said := send(t, s, "/ui/submit", fields{"as": sam, "view_id": view["id"], "state": fields{"values": fields{
			"what": fields{"words": fields{"type": "plain_text_input", "value": words}}}}})
		return said
	}
	for _, c := range []struct {
		words any
		want  fields
	}{
		{nil, fields{"ok": false, "errors": fields{"what": "Please complete this required field."}}},
		{"short", fields{"ok": false, "errors": fields{"what": "Too short."}}},
		{"long enough", fields{"ok": true}},
	} {
		if diff := cmp.Diff(c.want, submit(c.words)); diff != "" {
			t.Errorf("%v: %s", c.words, diff)
		}
	}
	if _, got := fetch(t, s, "/ui/modal?as="+sam); len(got["views"].([]any)) != 0 {
		t.Errorf("open are %v", got)
	}
}

func TestPageChoosesInAMessage(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	menu := slack.NewOptionsSelectBlockElement("static_select", plainText("Choose"), "theme",
		slack.NewOptionBlockObject("R1", plainText("making a connection"), nil), slack.NewOptionBlockObject("M1", plainText("hope"), nil))
	if err := post(a, team, slack.MsgOptionBlocks(slack.NewActionBlock("b", menu))); err != nil {
		t.Fatal(err)
	}
	m, _ := s.As(sam).Last(team)
	press := func(value string) (int, fields) {
		return send(t, s, "/ui/action", fields{"as": sam, "container": fields{"type": "message", "channel": team, "message_ts": m.TS},
			"block_id": "b", "action_id": "theme", "value": fields{"selected_option": fields{"value": value}}, "state": fields{}})
	}
	if status, got := press("M1"); status != 200 || got["ok"] != true {
		t.Fatalf("got %d %v", status, got)
	}
	got := a.lastInteraction(t)
	if got.ActionCallback.BlockActions[0].SelectedOption.Value != "M1" || got.BlockActionState.Values["b"]["theme"].SelectedOption.Value != "M1" {
		t.Errorf("the app got %+v", got)
	}
	if status, got := press("X9"); status != 400 || got["error"] != "invalid_value" {
		t.Errorf("an option that is not offered: %d %v", status, got)
	}
}

func TestPageIsToldWhatChanged(t *testing.T) {
	s := started(t, workspaceForTests())
	conn, response, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(s.BaseURL(), "http")+"/ui/events?as="+sam, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if !s.Wait(5*time.Second, s.watched) {
		t.Fatal("the page is not listened for")
	}
	_ = sure(s.As(jo).Message(s.As(jo).DM(), "not for Sam"))(t)
	_ = sure(s.As(jo).Message(team, "for all"))(t)
	var got map[string]string
	if err := conn.ReadJSON(&got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"type": "message", "channel": team}, got); diff != "" {
		t.Error(diff)
	}
}

func TestPageIsToldAfterAnHourOfPeace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		here, there := net.Pipe()
		w := &watcher{events: make(chan map[string]string, 1), done: make(chan struct{})}
		go serveOnce(there, func(answer http.ResponseWriter, r *http.Request) {
			up := websocket.Upgrader{}
			w.conn = sure(up.Upgrade(answer, r, nil))(t)
			w.attend()
		})
		dialer := websocket.Dialer{NetDial: func(string, string) (net.Conn, error) { return here, nil }}
		conn, response, err := dialer.Dial("ws://playground/ui/events", nil)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		defer conn.Close()
		defer close(w.done)
		heard := make(chan map[string]string)
		go func() {
			var event map[string]string
			_ = conn.ReadJSON(&event)
			heard <- event
		}()
		<-time.After(time.Hour + 10*time.Second) // between two pings
		w.events <- notice("modal", "")
		if diff := cmp.Diff(notice("modal", ""), <-heard); diff != "" {
			t.Error(diff)
		}
	})
}

// serveOnce answers the requests of one connection.
func serveOnce(conn net.Conn, answer http.HandlerFunc) {
	request, err := http.ReadRequest(bufio.NewReader(conn))
	if err == nil {
		answer(&hijacked{httptest.NewRecorder(), conn}, request)
	}
}

// hijacked is an answer whose connection can be taken over.
type hijacked struct {
	http.ResponseWriter
	conn net.Conn
}

func (h *hijacked) Hijack() (net.Conn, *bufio.ReadWriter, error) {
	return h.conn, bufio.NewReadWriter(bufio.NewReader(h.conn), bufio.NewWriter(h.conn)), nil
}

func (s *Server) watched() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.watchers) > 0
}

func TestUnreadIsCountedUntilRead(t *testing.T) {
	s := started(t, workspaceForTests())
	_ = sure(s.As(jo).Message(team, "one"))(t)
	unread := func() any {
		_, got := fetch(t, s, "/ui/state?as="+sam)
		return got["channels"].([]any)[0].(fields)["unread"]
	}
	if got := unread(); got != 1.0 {
		t.Errorf("unread are %v", got)
	}
	if status, _ := send(t, s, "/ui/read", fields{"as": sam, "channel": team}); status != 200 || unread() != 0.0 {
		t.Errorf("after reading %v", unread())
	}
}

func TestGuideIsTickedOffByWhatPeopleDo(t *testing.T) {
	w := workspaceForTests()
	w.Guide = []Step{{Title: "Write", As: sam, Type: "/reflect hello"}, {Title: "Go on", When: "clock"}}
	s, _ := connected(t, w)
	done := func() []bool {
		_, got := fetch(t, s, "/ui/state?as="+sam)
		var ticks []bool
		for _, step := range got["guide"].([]any) {
			ticks = append(ticks, step.(fields)["done"].(bool))
		}
		return ticks
	}
	_ = s.As(jo).Command(team, "/reflect hello")
	if diff := cmp.Diff([]bool{false, false}, done()); diff != "" {
		t.Errorf("by somebody else: %s", diff)
	}
	_ = s.As(sam).Command(team, "/reflect hello")
	_, _ = send(t, s, "/ui/clock", fields{"advance": "168h"})
	if diff := cmp.Diff([]bool{true, true}, done()); diff != "" {
		t.Error(diff)
	}
}

func TestOtherSitesCannotActThroughTheBrowser(t *testing.T) {
	s := started(t, workspaceForTests())
	ask := func(change func(*http.Request)) int {
		request, _ := http.NewRequest(http.MethodPost, s.BaseURL()+"/ui/message", strings.NewReader(`{"as":"U01SAM","channel":"C02SUP","text":"x"}`))
		change(request)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response.StatusCode
	}
	if got := ask(func(r *http.Request) { r.Header.Set("Origin", "https://evil.example") }); got != http.StatusForbidden {
		t.Errorf("from another site: %d", got)
	}
	if got := ask(func(r *http.Request) { r.Host = "evil.example" }); got != http.StatusForbidden {
		t.Errorf("under another name: %d", got)
	}
	if got := ask(func(r *http.Request) { r.Header.Set("Origin", s.BaseURL()) }); got != http.StatusOK {
		t.Errorf("from the page: %d", got)
	}
}

func TestListensOnLoopbackOnly(t *testing.T) {
	if _, err := New(workspaceForTests()).Start("0.0.0.0:0"); err == nil {
		t.Error("it listens to everybody")
	}
}

func TestTakesAFreePortWhenTheOneIsTaken(t *testing.T) {
	first := started(t, workspaceForTests())
	second := New(workspaceForTests())
	base, err := second.Start(strings.TrimPrefix(first.BaseURL(), "http://"))
	if err != nil || base == first.BaseURL() {
		t.Errorf("got %s, %v", base, err)
	}
	second.Close()
}

func TestPageIsServed(t *testing.T) {
	s := started(t, workspaceForTests())
	response, err := http.Get(s.BaseURL() + "/")
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, _ := io.ReadAll(response.Body)
	if response.StatusCode != http.StatusOK || !strings.Contains(string(body), "<html") {
		t.Errorf("got %d %s", response.StatusCode, body)
	}
}

func TestHomeTabIsNotAskedForAgainWhenThePageLooksAgain(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onEvent = publishing(t, a, "Your notes")
	_, got := fetch(t, s, "/ui/home?as="+sam)
	if got["view"] == nil {
		t.Fatal("no view after the first opening")
	}
	_, _ = fetch(t, s, "/ui/home?refresh=1&as="+sam)
	if err := s.Idle(t.Context()); err != nil || len(a.events) != 1 {
		t.Errorf("the app was told %d times", len(a.events))
	}
}
