package playground

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"
)

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
