package playground

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// bare opens a Socket Mode connection without slack-go and reads the hello.
func bare(t *testing.T, s *Server) *websocket.Conn {
	t.Helper()
	_, url, err := newApp(s).StartSocketModeContext(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	conn, response, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
	if hello := frameFrom(t, conn); hello["type"] != "hello" || hello["num_connections"] != 1.0 {
		t.Fatalf("greeted with %v", hello)
	}
	_, again, err := websocket.DefaultDialer.Dial(url, nil)
	if err == nil || again.StatusCode != http.StatusNotFound {
		t.Fatal("the address can be used twice")
	}
	defer again.Body.Close()
	return conn
}

func frameFrom(t *testing.T, conn *websocket.Conn) map[string]any {
	t.Helper()
	var frame map[string]any
	if err := conn.ReadJSON(&frame); err != nil {
		t.Fatal(err)
	}
	return frame
}

func TestEnvelopeIsAcknowledgedWithAPayload(t *testing.T) {
	for name, c := range map[string]struct {
		padding int
		code    string
	}{
		"an acknowledgement in time is shown":                 {0, ""},
		"one of 20,000 bytes is ignored, as Slack ignores it": {20000, "operation_timeout"},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspaceForTests()
			w.Timing.Ack = 500 * time.Millisecond
			s := started(t, w)
			conn := bare(t, s)
			result := make(chan error, 1)
			go func() { result <- s.As(sam).Command(team, "/reflect x") }()
			frame := frameFrom(t, conn)
			if frame["type"] != "slash_commands" || frame["accepts_response_payload"] != true || frame["envelope_id"] == "" {
				t.Errorf("the envelope is %v", frame)
			}
			ack, _ := json.Marshal(fields{"envelope_id": frame["envelope_id"], "payload": fields{"text": "Saved." + strings.Repeat(" ", c.padding)}})
			if err := conn.WriteMessage(websocket.TextMessage, ack); err != nil {
				t.Fatal(err)
			}
			if got := codeIn(<-result); got != c.code {
				t.Errorf("got %q, want %q", got, c.code)
			}
			if _, shown := s.As(sam).Last(team); shown != (c.code == "") {
				t.Errorf("shown: %v", shown)
			}
		})
	}
}

func TestAcknowledgementThatComesTooLateIsAFault(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack = 20 * time.Millisecond
	s := started(t, w)
	conn := bare(t, s)
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "operation_timeout" {
		t.Fatalf("got %q", got)
	}
	if err := conn.WriteJSON(fields{"envelope_id": frameFrom(t, conn)["envelope_id"]}); err != nil {
		t.Fatal(err)
	}
	if !s.Wait(5*time.Second, func() bool { return len(s.Faults()) == 1 }) {
		t.Errorf("faults are %v", s.Faults())
	}
}

func TestClosesWhileConnectionsEnd(t *testing.T) {
	for range 20 {
		s := started(t, workspaceForTests())
		app, conns := newApp(s), make([]*websocket.Conn, 8)
		for i := range conns {
			_, url, err := app.StartSocketModeContext(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			conn, response, err := websocket.DefaultDialer.Dial(url, nil)
			if err != nil {
				t.Fatal(err)
			}
			response.Body.Close()
			conns[i] = conn
		}
		for _, conn := range conns {
			go conn.Close()
		}
		s.Close()
	}
}
