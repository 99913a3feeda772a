package playground

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"sync"
	"time"

	"github.com/gorilla/websocket"
)

// maxAck is the size from which Slack silently ignores what comes over the socket.
const maxAck = 20 * 1000

// socket is one Socket Mode connection of the app.
type socket struct {
	conn *websocket.Conn
	mu   sync.Mutex // one writer at a time
}

func (c *socket) write(frame any) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
	return c.conn.WriteJSON(frame)
}

func (c *socket) ping() error {
	return c.conn.WriteControl(websocket.PingMessage, []byte("ping"), time.Now().Add(5*time.Second))
}

// ticket returns a Socket Mode address that can be used once.
func (s *Server) ticket() string {
	t := random(16)
	s.tickets[t] = true
	return "ws" + s.base[len("http"):] + "/socket?ticket=" + t
}

func (s *Server) useTicket(t string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	known := s.tickets[t]
	delete(s.tickets, t)
	return known
}

func (s *Server) serveSocket(w http.ResponseWriter, r *http.Request) {
	if !s.useTicket(r.URL.Query().Get("ticket")) {
		http.Error(w, "link_disabled", http.StatusNotFound)
		return
	}
	upgrader := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }} // the ticket is the proof
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	c := &socket{conn: conn}
	s.join(c)
	defer s.part(c)
	s.listen(c)
}

func (s *Server) join(c *socket) {
	s.mu.Lock()
	defer s.mu.Unlock()
	_ = c.write(map[string]any{
		"type": "hello", "num_connections": len(s.sockets) + 1,
		"connection_info": map[string]any{"app_id": s.workspace.App.ID},
		"debug_info":      map[string]any{"host": "playground", "build_number": 1, "approximate_connection_time": 18060},
	})
	s.sockets = append(s.sockets, c)
	s.tell("", "connected", "")
}

func (s *Server) part(c *socket) {
	c.conn.Close()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.sockets = slices.DeleteFunc(s.sockets, func(other *socket) bool { return other == c })
	s.tell("", "connected", "")
}

// listen takes acknowledgements until the connection ends.
func (s *Server) listen(c *socket) {
	ctx, cancel := context.WithCancel(s.context)
	defer cancel()
	go s.keepAlive(ctx, c)
	for {
		_, frame, err := c.conn.ReadMessage()
		if err != nil {
			return
		}
		s.acknowledged(frame)
	}
}

func (s *Server) keepAlive(ctx context.Context, c *socket) {
	for c.ping() == nil && wait(ctx, s.workspace.Timing.Ping) {
	}
	c.conn.Close()
}

func (s *Server) acknowledged(frame []byte) {
	var ack struct {
		EnvelopeID string          `json:"envelope_id"`
		Payload    json.RawMessage `json:"payload"`
	}
	err := json.Unmarshal(frame, &ack)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err != nil || len(frame) >= maxAck {
		s.fault("an acknowledgement of %d bytes was ignored: it is no JSON, or too large for Slack", len(frame))
		return
	}
	waiting, found := s.pending[ack.EnvelopeID]
	if !found {
		s.fault("an acknowledgement came too late, twice, or for no envelope")
		return
	}
	delete(s.pending, ack.EnvelopeID)
	waiting <- ack.Payload
}

func (s *Server) sendSocket(ctx context.Context, e envelope) ([]byte, error) {
	c, id, answer := s.address()
	if c == nil {
		return nil, errNotReached
	}
	defer s.forget(id)
	if err := c.write(e.frame(id)); err != nil {
		return nil, errNotReached
	}
	select {
	case payload := <-answer:
		return payload, nil
	case <-ctx.Done():
		return nil, errNotAnswered
	}
}

// address picks a connection in turn and opens a place for the acknowledgement.
func (s *Server) address() (*socket, string, chan []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sockets) == 0 {
		return nil, "", nil
	}
	id, answer := s.id("envelope-"), make(chan []byte, 1)
	s.pending[id] = answer
	return s.sockets[s.serial%len(s.sockets)], id, answer
}

func (s *Server) forget(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.pending, id)
}

func (e envelope) frame(id string) map[string]any {
	frame := map[string]any{"type": e.kind, "envelope_id": id, "payload": e.payload, "accepts_response_payload": e.accepts}
	if e.kind == "events_api" {
		frame["retry_attempt"], frame["retry_reason"] = e.attempt, ""
		if e.attempt > 0 {
			frame["retry_reason"] = "timeout"
		}
	}
	return frame
}

// Disconnect asks every connection to renew itself, as Slack does every few hours, and then ends it.
func (s *Server) Disconnect() {
	for _, c := range s.openSockets() {
		_ = c.write(map[string]any{"type": "disconnect", "reason": "refresh_requested", "debug_info": map[string]any{"host": "playground"}})
		_ = c.conn.WriteControl(websocket.CloseMessage, websocket.FormatCloseMessage(websocket.CloseNormalClosure, ""), time.Now().Add(time.Second))
	}
}

// Cut ends every connection without a word, as a failing network does.
func (s *Server) Cut() {
	for _, c := range s.openSockets() {
		c.conn.Close()
	}
}

func (s *Server) openSockets() []*socket {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.sockets)
}
