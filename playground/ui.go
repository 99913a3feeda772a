package playground

import (
	"context"
	"embed"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"net"
	"net/http"
	"net/url"
	"path"
	"regexp"
	"slices"
	"time"

	"github.com/gorilla/websocket"
)

//go:embed web
var pageFiles embed.FS

// routePage adds the page and its API.
func (s *Server) routePage(mux *http.ServeMux) {
	ui := http.NewServeMux()
	ui.HandleFunc("GET /{$}", servePage("index.html"))
	ui.HandleFunc("GET /web/{file...}", func(w http.ResponseWriter, r *http.Request) { servePage(r.PathValue("file"))(w, r) })
	ui.HandleFunc("GET /archives/{channel}/{message}", toMessage)
	ui.HandleFunc("GET /ui/state", s.uiState)
	ui.HandleFunc("GET /ui/conversations/{id}", s.uiConversation)
	ui.HandleFunc("GET /ui/conversations/{id}/threads/{ts}", s.uiThread)
	ui.HandleFunc("GET /ui/home", s.uiHome)
	ui.HandleFunc("GET /ui/modal", s.uiModal)
	ui.HandleFunc("GET /ui/events", s.uiEvents)
	ui.HandleFunc("POST /ui/message", s.uiMessage)
	ui.HandleFunc("POST /ui/command", s.uiCommand)
	ui.HandleFunc("POST /ui/shortcut", s.uiShortcut)
	ui.HandleFunc("POST /ui/action", s.uiAction)
	ui.HandleFunc("POST /ui/submit", s.uiSubmit)
	ui.HandleFunc("POST /ui/close", s.uiClose)
	ui.HandleFunc("POST /ui/suggest", s.uiSuggest)
	ui.HandleFunc("POST /ui/clock", s.uiClock)
	ui.HandleFunc("POST /ui/switches", s.uiSwitches)
	ui.HandleFunc("POST /ui/read", s.uiRead)
	mux.Handle("/", ownPageOnly(ui))
}

var messageInAddress = regexp.MustCompile(`^p(\d{10})(\d{6})$`)

// toMessage leads from a message's address, as links have it, to the page that shows it.
func toMessage(w http.ResponseWriter, r *http.Request) {
	place := url.Values{"at": {r.PathValue("channel")}}
	if parts := messageInAddress.FindStringSubmatch(r.PathValue("message")); parts != nil {
		place.Set("message", parts[1]+"."+parts[2])
	}
	if thread := r.URL.Query().Get("thread_ts"); thread != "" {
		place.Set("thread", thread)
	}
	http.Redirect(w, r, "/#"+place.Encode(), http.StatusFound)
}

// ownPageOnly keeps other web sites from acting through a visitor's browser: the host must be this machine's, and a
// request that changes something must come from the page itself.
func ownPageOnly(next http.Handler) http.Handler {
	guarded := http.NewCrossOriginProtection().Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		host, _, err := net.SplitHostPort(r.Host)
		if err != nil {
			host = r.Host
		}
		if !isLoopback(host) {
			http.Error(w, "The playground answers on this machine only.", http.StatusForbidden)
			return
		}
		guarded.ServeHTTP(w, r)
	})
}

func servePage(name string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' https: data:; connect-src 'self' ws:; style-src 'self' 'unsafe-inline'; frame-ancestors 'none'")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		w.Header().Set("Cache-Control", "no-cache")
		file := path.Join("web", path.Clean("/"+name))
		if _, err := fs.Stat(pageFiles, file); err != nil {
			http.NotFound(w, r)
			return
		}
		if path.Base(file) == "index.html" {
			serveIndex(w)
			return
		}
		http.ServeFileFS(w, r, pageFiles, file)
	}
}

// serveIndex sends the page itself, which http.ServeFileFS would answer with a redirect.
func serveIndex(w http.ResponseWriter) {
	content, _ := pageFiles.ReadFile("web/index.html")
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(content)
}

// answerUI writes what a person's deed came to.
func answerUI(w http.ResponseWriter, err error) {
	var p *Problem
	switch {
	case err == nil:
		writeJSON(w, http.StatusOK, answer{"ok": true})
	case !errors.As(err, &p):
		writeJSON(w, http.StatusInternalServerError, answer{"error": "failed", "message": err.Error()})
	case p.Code == "not_dispatched":
		writeJSON(w, http.StatusOK, answer{"ok": true})
	case p.Fields != nil:
		writeJSON(w, p.Status, answer{"ok": false, "errors": p.Fields})
	case p.Status == http.StatusOK:
		writeJSON(w, p.Status, answer{"ok": false, "error": p.Code, "message": p.Message})
	default:
		writeJSON(w, p.Status, answer{"error": p.Code, "message": p.Message})
	}
}

// take reads a JSON body into a value. It answers the request itself and reports false when it cannot.
func take(w http.ResponseWriter, r *http.Request, into any) bool {
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
	if err == nil {
		err = json.Unmarshal(raw, into)
	}
	if err != nil {
		answerUI(w, badRequest("invalid_json", "The request is not the JSON that was expected."))
		return false
	}
	return true
}

func (s *Server) uiState(w http.ResponseWriter, r *http.Request) {
	state, err := s.stateFor(r.URL.Query().Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, state)
}

// stateFor returns the workspace as one person sees it, or as whoever a visitor begins as.
func (s *Server) stateFor(as string) (answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	me, err := s.visitor(or(as, s.firstVisitor()))
	if err != nil {
		return nil, err
	}
	return answer{
		"team": s.workspace.Team, "me": me, "people": s.workspace.People, "channels": s.channelsFor(me), "dms": s.directsFor(me),
		"app": s.appFields(), "clock": s.clockFields(), "guide": slices.Clone(s.guide), "switches": s.switches.shown(), "connected": s.connected(),
	}, nil
}

// firstVisitor names who a visitor is until they choose: the person of the first step of the guide, or the first there is.
func (s *Server) firstVisitor() string {
	for _, step := range s.guide {
		if step.As != "" {
			return step.As
		}
	}
	for _, p := range s.workspace.People {
		if _, err := s.visitor(p.ID); err == nil {
			return p.ID
		}
	}
	return ""
}

func (s *Server) channelsFor(me Person) []any {
	found := []any{}
	for _, r := range s.roomList {
		if !r.im && r.open(me.ID) {
			found = append(found, answer{"id": r.id, "name": r.name, "is_private": r.private, "is_im": false, "topic": r.topic,
				"unread": r.unread(me.ID), "members": slices.Clone(r.members), "is_member": r.has(me.ID), "is_archived": r.archived})
		}
	}
	return found
}

func (s *Server) directsFor(me Person) []any {
	bot, _ := s.person(s.workspace.App.BotUserID)
	r := s.direct(me.ID)
	return []any{answer{"id": r.id, "with": bot, "unread": r.unread(me.ID)}}
}

func (s *Server) appFields() answer {
	app := s.workspace.App
	return answer{"id": app.ID, "name": app.Name, "bot_user_id": app.BotUserID,
		"commands": append([]Command{}, app.Commands...), "shortcuts": append([]Shortcut{}, app.Shortcuts...)}
}

func (s *Server) clockFields() answer {
	now := s.clock.now().In(s.workspace.Zone)
	presets := []any{}
	for _, p := range s.workspace.Presets(now) {
		presets = append(presets, answer{"label": p.Label, "to": p.To.In(s.workspace.Zone).Format(time.RFC3339)})
	}
	return answer{"now": now.Format(time.RFC3339), "presets": presets}
}

func (s *Server) uiConversation(w http.ResponseWriter, r *http.Request) {
	s.uiMessages(w, r, (*room).timeline)
}

func (s *Server) uiThread(w http.ResponseWriter, r *http.Request) {
	ts := r.PathValue("ts")
	s.uiMessages(w, r, func(room *room, person string) []Message { return room.thread(ts, person) })
}

func (s *Server) uiMessages(w http.ResponseWriter, r *http.Request, messages func(*room, string) []Message) {
	found, err := s.messagesFor(r.URL.Query().Get("as"), r.PathValue("id"), messages)
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"messages": found})
}

func (s *Server) messagesFor(as, channel string, messages func(*room, string) []Message) ([]Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	r := s.rooms[channel]
	if r == nil || !r.open(p.ID) {
		return nil, noSuch("channel_not_found", "There is no such conversation.")
	}
	return messages(r, p.ID), nil
}

func (s *Server) uiHome(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	open := func(as string) (*View, error) { return s.openHome(as, false) }
	if query.Get("refresh") != "" {
		open = s.shownHome
	}
	v, err := open(query.Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"view": v})
}

func (s *Server) uiModal(w http.ResponseWriter, r *http.Request) {
	views, err := s.openViews(r.URL.Query().Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"views": views})
}

// openViews returns copies of a person's open modals, top last.
func (s *Server) openViews(as string) ([]View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	views := []View{}
	for _, v := range s.stacks[p.ID] {
		views = append(views, *v)
	}
	return views, nil
}

func (s *Server) uiMessage(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As, Channel, Text string
		ThreadTS          string `json:"thread_ts"`
	}
	if take(w, r, &in) {
		_, err := s.say(in.As, in.Channel, in.Text, in.ThreadTS)
		answerUI(w, err)
	}
}

func (s *Server) uiCommand(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, Channel, Text string }
	if take(w, r, &in) {
		answerUI(w, s.command(in.As, in.Channel, in.Text))
	}
}

func (s *Server) uiShortcut(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As, Channel string
		CallbackID  string `json:"callback_id"`
		MessageTS   string `json:"message_ts"`
	}
	if take(w, r, &in) {
		answerUI(w, s.shortcut(in.As, in.CallbackID, in.Channel, in.MessageTS))
	}
}

func (s *Server) uiAction(w http.ResponseWriter, r *http.Request) {
	var in struct {
		press
		State json.RawMessage `json:"state"`
	}
	if !take(w, r, &in) {
		return
	}
	given, err := readState(in.State)
	if err != nil {
		answerUI(w, err)
		return
	}
	in.press.State = given
	answerUI(w, s.act(in.press))
}

func (s *Server) uiSubmit(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As     string
		ViewID string `json:"view_id"`
		State  json.RawMessage
	}
	if !take(w, r, &in) {
		return
	}
	given, err := readState(in.State)
	if err != nil {
		answerUI(w, err)
		return
	}
	answerUI(w, s.submit(in.As, in.ViewID, given))
}

// readState reads {"values":{...}}, or the values alone.
func readState(raw json.RawMessage) (state, error) {
	if len(raw) == 0 {
		return nil, nil
	}
	var whole struct{ Values state }
	if err := json.Unmarshal(raw, &whole); err == nil && whole.Values != nil {
		return whole.Values, nil
	}
	var values state
	if err := json.Unmarshal(raw, &values); err != nil {
		return nil, badRequest("invalid_state", "The state is not the JSON that was expected.")
	}
	return values, nil
}

func (s *Server) uiClose(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As     string
		ViewID string `json:"view_id"`
		All    bool
	}
	if take(w, r, &in) {
		answerUI(w, s.closeView(in.As, in.ViewID, in.All))
	}
}

func (s *Server) uiSuggest(w http.ResponseWriter, r *http.Request) {
	var in struct {
		As, Channel, Value string
		ViewID             string `json:"view_id"`
		MessageTS          string `json:"message_ts"`
		BlockID            string `json:"block_id"`
		ActionID           string `json:"action_id"`
	}
	if !take(w, r, &in) {
		return
	}
	where := container{Channel: in.Channel, MessageTS: in.MessageTS, ViewID: in.ViewID}
	options, err := s.suggestion(press{As: in.As, Container: where, BlockID: in.BlockID, ActionID: in.ActionID}, in.Value)
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, options)
}

func (s *Server) uiClock(w http.ResponseWriter, r *http.Request) {
	var in struct{ To, Advance string }
	if !take(w, r, &in) {
		return
	}
	to, err := s.moment(in.To, in.Advance)
	if err == nil {
		err = s.Advance(context.WithoutCancel(r.Context()), to)
	}
	if errors.Is(err, ErrClockBack) {
		err = badRequest("clock_back", "The clock only moves forward.")
	}
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"ok": true, "now": s.Now().In(s.workspace.Zone).Format(time.RFC3339)})
}

// moment reads where the clock is to go.
func (s *Server) moment(to, advance string) (time.Time, error) {
	if advance != "" {
		by, err := time.ParseDuration(advance)
		if err != nil {
			return time.Time{}, badRequest("invalid_time", `Give a length of time such as "168h".`)
		}
		return s.Now().Add(by), nil
	}
	at, err := time.Parse(time.RFC3339, to)
	if err != nil {
		return time.Time{}, badRequest("invalid_time", `Give a moment such as "2026-11-23T09:00:00Z".`)
	}
	return at, nil
}

func (s *Server) uiSwitches(w http.ResponseWriter, r *http.Request) {
	in := struct {
		Switches
		Disconnect bool `json:"disconnect"`
	}{Switches: s.Switches()}
	if !take(w, r, &in) {
		return
	}
	if err := s.SetSwitches(in.Switches); err != nil {
		answerUI(w, badRequest("invalid_switch", err.Error()))
		return
	}
	if in.Disconnect {
		s.Disconnect()
	}
	writeJSON(w, http.StatusOK, s.Switches())
}

func (s *Server) uiRead(w http.ResponseWriter, r *http.Request) {
	var in struct{ As, Channel string }
	if take(w, r, &in) {
		answerUI(w, s.markRead(in.As, in.Channel))
	}
}

func (s *Server) markRead(as, channel string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return err
	}
	r := s.rooms[channel]
	if r == nil || !r.open(p.ID) {
		return noSuch("channel_not_found", "There is no such conversation.")
	}
	if r.unread(p.ID) > 0 {
		r.read[p.ID] = r.messages[len(r.messages)-1].TS
		s.tell(p.ID, "conversation", r.id)
	}
	return nil
}

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
	go page.write()
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
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

func (w *watcher) write() {
	pulse := time.NewTicker(20 * time.Second)
	defer pulse.Stop()
	for {
		_ = w.conn.SetWriteDeadline(time.Now().Add(5 * time.Second))
		select {
		case event := <-w.events:
			_ = w.conn.WriteJSON(event)
		case <-pulse.C:
			_ = w.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(5*time.Second))
		case <-w.done:
			return
		}
	}
}
