package playground

import (
	"net/http"
	"time"

	"github.com/gorilla/websocket"
)

// watcher is one open page.
type watcher struct {
	person string
	events chan map[string]string
	done   chan struct{}
	conn   *websocket.Conn
}

func (w *watcher) close() { w.conn.Close() }

// tell lets the pages of one person, or of everybody, know that something changed. It holds for waiting actors too.
func (s *Server) tell(person, kind, channel string) {
	for w := range s.watchers {
		if person != "" && w.person != person {
			continue
		}
		select {
		case w.events <- notice(kind, channel):
		default: // the page is behind and looks at everything again anyway
		}
	}
	s.bump()
}

func notice(kind, channel string) map[string]string {
	if channel == "" {
		return map[string]string{"type": kind}
	}
	return map[string]string{"type": kind, "channel": channel}
}

// tellRoom lets those who see a message of a room know of it.
func (s *Server) tellRoom(r *room, onlyFor string) {
	if onlyFor != "" || !r.private {
		s.tell(onlyFor, "message", r.id)
		return
	}
	for _, member := range r.members {
		s.tell(member, "message", r.id)
	}
}

func (s *Server) uiEvents(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	p, err := s.visitor(r.URL.Query().Get("as"))
	s.mu.Unlock()
	if err != nil {
		answerUI(w, err)
		return
	}
	upgrader := websocket.Upgrader{}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	page := &watcher{person: p.ID, events: make(chan map[string]string, 256), done: make(chan struct{}), conn: conn}
	s.watch(page)
	defer s.unwatch(page)
	page.attend()
}

// attend tells the page what changes, until it is gone.
func (w *watcher) attend() {
	go w.write()
	for {
		if _, _, err := w.conn.ReadMessage(); err != nil {
			return
		}
	}
}

func (s *Server) watch(w *watcher) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.watchers[w] = true
	s.bump()
}

func (s *Server) unwatch(w *watcher) {
	s.mu.Lock()
	delete(s.watchers, w)
	s.mu.Unlock()
	close(w.done)
	w.conn.Close()
}

// write closes a connection that takes nothing more, so that the page opens another and looks at everything again.
func (w *watcher) write() {
	defer w.close()
	pulse := time.NewTicker(20 * time.Second)
	defer pulse.Stop()
	for {
		var err error
		select {
		case event := <-w.events:
			_ = w.conn.SetWriteDeadline(time.Now().Add(5 * time.Second)) // from now, however long the page was left in peace
			err = w.conn.WriteJSON(event)
		case <-pulse.C:
			err = w.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second))
		case <-w.done:
			return
		}
		if err != nil {
			return
		}
	}
}
