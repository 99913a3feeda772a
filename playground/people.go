package playground

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// Problem is why something a person did in the workspace came to nothing.
type Problem struct {
	Status  int               // of the page's API: 200 where Slack itself shows a notice, else 4xx
	Code    string            // "operation_timeout", "unknown_command", "not_in_channel", ...
	Message string            // what the person reads
	Fields  map[string]string // what the person reads beside the fields of a form, by block_id
}

// Error returns what the person reads.
func (p *Problem) Error() string {
	words := p.Message
	for block, text := range p.Fields {
		words += fmt.Sprintf(" [%s: %s]", block, text)
	}
	return strings.TrimSpace(p.Code + ": " + words)
}

func noSuch(code, message string) *Problem {
	return &Problem{Status: http.StatusNotFound, Code: code, Message: message}
}

func badRequest(code, message string) *Problem {
	return &Problem{Status: http.StatusBadRequest, Code: code, Message: message}
}

func trouble() *Problem {
	return &Problem{Status: http.StatusOK, Code: "trouble", Message: "We had some trouble connecting. Try again?"}
}

// visitor returns the person somebody is being.
func (s *Server) visitor(as string) (Person, error) {
	p, found := s.person(as)
	if !found || p.IsBot || p.Deleted {
		return Person{}, noSuch("user_not_found", "There is nobody with that id to be.")
	}
	return p, nil
}

// inside returns a conversation the person is a member of.
func (s *Server) inside(p Person, channel string) (*room, error) {
	r := s.rooms[channel]
	switch {
	case r == nil || !r.open(p.ID):
		return nil, noSuch("channel_not_found", "There is no such conversation.")
	case !r.has(p.ID):
		return nil, badRequest("not_in_channel", "You are not a member of this channel.")
	case r.archived:
		return nil, badRequest("is_archived", "This channel is archived.")
	}
	return r, nil
}

func (s *Server) visitorInside(as, channel string) (Person, *room, error) {
	p, err := s.visitor(as)
	if err != nil {
		return p, nil, err
	}
	r, err := s.inside(p, channel)
	return p, r, err
}

// say posts an ordinary message of a person's.
func (s *Server) say(as, channel, typed, thread string) (Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.visitorInside(as, channel)
	if err != nil {
		return Message{}, err
	}
	if strings.HasPrefix(typed, "/") {
		return Message{}, badRequest("is_command", "A message that begins with a slash is a command.")
	}
	if strings.TrimSpace(typed) == "" {
		return Message{}, badRequest("no_text", "Write something first.")
	}
	parent, problem := threadIn(r, thread)
	if problem != nil {
		return Message{}, noSuch(problem.code, "There is no such thread.")
	}
	m := s.add(r, Message{User: p.ID, Text: s.wording(false).deliver(typed), ThreadTS: parent})
	r.read[p.ID] = m.TS
	s.did(p.ID, "message")
	s.hear(r, m, "", true)
	return m, nil
}

// command runs a slash command as typed and shows the answer that comes with the acknowledgement.
func (s *Server) command(as, channel, typed string) error {
	if who, isInvite := strings.CutPrefix(strings.TrimSpace(typed), "/invite "); isInvite {
		return s.invite(as, channel, who)
	}
	name, payload, url, err := s.beginCommand(as, channel, typed)
	if err != nil {
		return err
	}
	ack, err := s.deliver(s.context, envelope{kind: "slash_commands", payload: payload, accepts: true, byPerson: true})
	if err != nil {
		return commandFailed(name, err)
	}
	return s.answerCommand(name, url, ack)
}

// invite is Slack's own /invite @name, by which an app gets into a channel. As in Slack, capitals do not matter.
func (s *Server) invite(as, channel, who string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, r, err := s.visitorInside(as, channel)
	if err != nil {
		return err
	}
	handle := strings.TrimPrefix(strings.TrimSpace(who), "@")
	for _, p := range s.workspace.People {
		if strings.EqualFold(p.handle(), handle) && !r.im && !p.Deleted {
			s.seat(r, p)
			s.did(as, "command:/invite")
			return nil
		}
	}
	return noSuch("user_not_found", "There is nobody called @"+handle+" to invite here.")
}

func (s *Server) seat(r *room, p Person) {
	if r.has(p.ID) {
		return
	}
	r.members = append(r.members, p.ID)
	s.add(r, Message{User: p.ID, Text: "<@" + p.ID + "> has joined the channel", Subtype: "channel_join"})
	s.tell("", "conversation", r.id)
}

func (s *Server) beginCommand(as, channel, typed string) (string, map[string]any, *responseURL, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, r, err := s.visitorInside(as, channel)
	if err != nil {
		return "", nil, nil, err
	}
	name, words, _ := strings.Cut(strings.TrimSpace(typed), " ")
	c, known := s.commandNamed(name)
	if !known {
		return "", nil, nil, noSuch("unknown_command", name+" is not a valid command.")
	}
	s.did(p.ID, "command:"+name)
	url := s.answerURL("commands", responseURL{room: r, person: p.ID, typed: escape(strings.TrimSpace(typed))})
	return name, s.commandPayload(p, r, c, strings.TrimSpace(words), url), s.answers[strings.TrimPrefix(url, s.base)], nil
}

func (s *Server) commandNamed(name string) (Command, bool) {
	for _, c := range s.workspace.App.Commands {
		if c.Name == name {
			return c, true
		}
	}
	return Command{}, false
}

func (s *Server) commandPayload(p Person, r *room, c Command, words, url string) map[string]any {
	text := escape(words)
	if c.ShouldEscape {
		text = s.wording(true).deliver(words)
	}
	return map[string]any{
		"token": "playground-verification", "team_id": s.workspace.Team.ID, "team_domain": s.workspace.Team.Domain,
		"channel_id": r.id, "channel_name": r.payloadName(), "user_id": p.ID, "user_name": p.Name, "command": c.Name, "text": text,
		"api_app_id": s.workspace.App.ID, "is_enterprise_install": "false", "response_url": url, "trigger_id": s.trigger(p.ID, r.id, false),
	}
}

func commandFailed(name string, err error) *Problem {
	code := "dispatch_failed"
	if errors.Is(err, errNotAnswered) {
		code = "operation_timeout"
	}
	return &Problem{Status: http.StatusOK, Code: code, Message: fmt.Sprintf("%s failed with the error %q", name, code)}
}

func (s *Server) answerCommand(name string, a *responseURL, ack []byte) error {
	r, err := readReply(ack)
	s.mu.Lock()
	defer s.mu.Unlock()
	if err == nil && r.empty() {
		return nil
	}
	problem := refuse("invalid_command_response")
	if err == nil {
		problem = s.respond(a, r)
	}
	if problem == nil {
		return nil
	}
	s.fault("the acknowledgement of %s cannot be shown: %s %v", name, problem.code, problem.messages)
	return &Problem{Status: http.StatusOK, Code: "invalid_command_response", Message: name + ` failed with the error "invalid_command_response"`}
}

// readReply reads the answer in an acknowledgement: nothing, JSON, or plain text.
func readReply(ack []byte) (reply, error) {
	var r reply
	words := strings.TrimSpace(string(ack))
	if words == "" || words == "null" {
		return r, nil
	}
	if !strings.HasPrefix(words, "{") {
		return reply{Text: words}, nil
	}
	return r, json.Unmarshal(ack, &r)
}

// interaction returns the fields every interaction payload has.
func (s *Server) interaction(kind string, p Person, insideModal bool) map[string]any {
	return map[string]any{
		"type": kind, "token": "playground-verification", "api_app_id": s.workspace.App.ID,
		"team":       map[string]any{"id": s.workspace.Team.ID, "domain": s.workspace.Team.Domain},
		"user":       map[string]any{"id": p.ID, "username": p.Name, "name": p.Name, "team_id": s.teamOf(p)},
		"enterprise": nil, "is_enterprise_install": false, "trigger_id": s.trigger(p.ID, "", insideModal),
	}
}

func (s *Server) interact(payload map[string]any) ([]byte, error) {
	return s.deliver(s.context, envelope{kind: "interactive", payload: payload, accepts: true, byPerson: true})
}

// notAcknowledged is what the page shows when a press or a shortcut is not answered.
func (s *Server) notAcknowledged(err error) *Problem {
	if errors.Is(err, errNotAnswered) {
		return &Problem{Status: http.StatusOK, Code: "operation_timeout", Message: s.workspace.App.Name + " did not answer in time."}
	}
	return &Problem{Status: http.StatusOK, Code: "dispatch_failed", Message: s.workspace.App.Name + " is not connected."}
}

// shortcut starts a global shortcut, or a message shortcut on a message.
func (s *Server) shortcut(as, callbackID, channel, ts string) error {
	payload, err := s.shortcutPayload(as, callbackID, channel, ts)
	if err != nil {
		return err
	}
	if _, err := s.interact(payload); err != nil {
		return s.notAcknowledged(err)
	}
	return nil
}

func (s *Server) shortcutPayload(as, callbackID, channel, ts string) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	for _, each := range s.workspace.App.Shortcuts {
		if each.CallbackID != callbackID {
			continue
		}
		s.did(p.ID, "shortcut:"+callbackID)
		if each.Type == "message" {
			return s.messageShortcut(p, callbackID, channel, ts)
		}
		payload := s.interaction("shortcut", p, false)
		payload["callback_id"], payload["action_ts"] = callbackID, actionTS()
		return payload, nil
	}
	return nil, noSuch("unknown_shortcut", "There is no such shortcut.")
}

func (s *Server) messageShortcut(p Person, callbackID, channel, ts string) (map[string]any, error) {
	r := s.rooms[channel]
	if r == nil || !r.open(p.ID) || r.find(ts, p.ID) == nil {
		return nil, noSuch("message_not_found", "There is no such message.")
	}
	payload := s.interaction("message_action", p, false)
	payload["callback_id"], payload["action_ts"], payload["message_ts"] = callbackID, actionTS(), ts
	payload["channel"] = map[string]any{"id": r.id, "name": r.payloadName()}
	payload["message"] = s.messageFields(*r.find(ts, p.ID))
	payload["response_url"] = s.answerURL("app", responseURL{room: r, person: p.ID, ts: ts})
	return payload, nil
}

func actionTS() string {
	micros := time.Now().UnixMicro()
	return fmt.Sprintf("%d.%06d", micros/1e6, micros%1e6)
}

// openHome opens a person's home tab, tells the app, and waits for its first view or, insisting, for a new one.
func (s *Server) openHome(as string, insist bool) (*View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	s.did(p.ID, "home")
	h := s.homeOf(p.ID)
	before := h.count
	s.event("app_home_opened", true, s.homeOpened(p, h))
	if (insist || h.view == nil) && s.connected() {
		s.await(s.workspace.Timing.Ack, func() bool { return h.count > before })
	}
	return h.view, nil
}

// shownHome returns the home tab as it was last published, which is what a page that has it open looks at again.
func (s *Server) shownHome(as string) (*View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	return s.homeOf(p.ID).view, nil
}

func (s *Server) homeOpened(p Person, h *home) map[string]any {
	event := map[string]any{"type": "app_home_opened", "user": p.ID, "channel": s.direct(p.ID).id, "tab": "home", "event_ts": actionTS()}
	if h.view != nil {
		event["view"] = *h.view
	}
	return event
}
