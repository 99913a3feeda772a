package playground

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// postable returns the room the bot may post in. A user id means the direct message with that person.
func (s *Server) postable(id string) (*room, *apiError) {
	if person, found := s.person(id); found && !person.IsBot && !person.Deleted {
		return s.direct(id), nil
	}
	r, problem := s.visible(id)
	switch {
	case problem != nil:
		return nil, problem
	case r.archived:
		return nil, refuse("is_archived")
	case r.has(s.workspace.App.BotUserID):
		return r, nil
	case s.granted("chat:write.public"):
		return r, nil
	}
	return nil, refuse("not_in_channel")
}

// content reads and checks the text and blocks of a message.
func content(p params, on surface) (string, []any, *apiError) {
	if p["attachments"] != "" && p["attachments"] != "[]" && p["attachments"] != "null" {
		return "", nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] the playground has no attachments [json-pointer:/attachments]"}}
	}
	blocks, problem := decodeBlocks(p["blocks"])
	if problem != nil {
		return "", nil, problem
	}
	text := p["text"]
	if strings.TrimSpace(text) == "" && len(blocks) == 0 {
		return "", nil, refuse("no_text")
	}
	if utf8.RuneCountInString(text) > maxText {
		return "", nil, refuse("msg_too_long")
	}
	return text, blocks, checkMessage(on, blocks)
}

func checkMessage(on surface, blocks []any) *apiError {
	if messages, _ := checkBlocks(on, "/blocks", blocks); len(messages) > 0 {
		return &apiError{code: "invalid_blocks", messages: messages}
	}
	if on == onMessage && tooLong(blocks) {
		return refuse("msg_blocks_too_long")
	}
	nameParts(blocks)
	return nil
}

func (s *Server) postMessage(p params) (answer, *apiError) {
	r, problem := s.postable(p["channel"])
	if problem != nil {
		return nil, problem
	}
	text, blocks, problem := content(p, onMessage)
	if problem != nil {
		return nil, problem
	}
	parent, problem := threadIn(r, p["thread_ts"])
	if problem != nil {
		return nil, problem
	}
	m := s.add(r, Message{User: s.workspace.App.BotUserID, Text: text, Blocks: blocks, ThreadTS: parent, broadcast: p.flag("reply_broadcast")})
	s.hear(r, m, "", false)
	return answer{"channel": r.id, "ts": m.TS, "message": s.messageFields(m)}, nil
}

// threadIn returns the timestamp of the thread's parent: replies to a reply go to the same thread.
func threadIn(r *room, ts string) (string, *apiError) {
	if ts == "" {
		return "", nil
	}
	parent := r.find(ts, "")
	if parent == nil {
		return "", refuse("thread_not_found")
	}
	if parent.ThreadTS != "" {
		return parent.ThreadTS, nil
	}
	return ts, nil
}

func (s *Server) postEphemeral(p params) (answer, *apiError) {
	r, problem := s.postable(p["channel"])
	if problem != nil {
		return nil, problem
	}
	if !r.has(p["user"]) {
		return nil, refuse("user_not_in_channel")
	}
	text, blocks, problem := content(p, onResponse)
	if problem != nil {
		return nil, problem
	}
	parent, problem := threadIn(r, p["thread_ts"])
	if problem != nil {
		return nil, problem
	}
	m := s.add(r, Message{User: s.workspace.App.BotUserID, Text: text, Blocks: blocks, ThreadTS: parent, onlyFor: p["user"]})
	return answer{"message_ts": m.TS}, nil
}

// own returns a message of the bot's, which it may change.
func (s *Server) own(p params, otherwise string) (*room, *Message, *apiError) {
	r, problem := s.visible(p["channel"])
	if problem != nil {
		return nil, nil, problem
	}
	m := r.find(p["ts"], "")
	switch {
	case m == nil:
		return nil, nil, refuse("message_not_found")
	case m.User != s.workspace.App.BotUserID:
		return nil, nil, refuse(otherwise)
	}
	return r, m, nil
}

func (s *Server) updateMessage(p params) (answer, *apiError) {
	r, m, problem := s.own(p, "cant_update_message")
	if problem != nil {
		return nil, problem
	}
	text, blocks, problem := content(p, onMessage)
	if problem != nil {
		return nil, problem
	}
	m.Text, m.Edited = text, true
	if blocks != nil {
		m.Blocks = blocks
	}
	s.tellRoom(r, "")
	s.hear(r, *m, "message_changed", false)
	return answer{"channel": r.id, "ts": m.TS, "text": m.Text, "message": s.messageFields(*m)}, nil
}

func (s *Server) deleteMessage(p params) (answer, *apiError) {
	r, m, problem := s.own(p, "cant_delete_message")
	if problem != nil {
		return nil, problem
	}
	ts := m.TS
	r.remove(ts)
	s.tellRoom(r, "")
	return answer{"channel": r.id, "ts": ts}, nil
}

func (s *Server) permalink(p params) (answer, *apiError) {
	r, problem := s.visible(p["channel"])
	if problem != nil {
		return nil, problem
	}
	m := r.find(p["message_ts"], "")
	if m == nil {
		return nil, refuse("message_not_found")
	}
	link := fmt.Sprintf("%s/archives/%s/p%s", s.base, r.id, strings.Replace(p["message_ts"], ".", "", 1))
	if m.ThreadTS != "" && m.ThreadTS != m.TS {
		link += "?thread_ts=" + m.ThreadTS + "&cid=" + r.id
	}
	return answer{"channel": r.id, "permalink": link}, nil
}

// messageFields returns a message as payloads and answers carry it.
func (s *Server) messageFields(m Message) answer {
	fields := answer{"type": "message", "user": m.User, "text": m.Text, "ts": m.TS, "team": s.workspace.Team.ID}
	if m.User == s.workspace.App.BotUserID {
		fields["bot_id"], fields["app_id"] = s.workspace.App.BotID, s.workspace.App.ID
	}
	if len(m.Blocks) > 0 {
		fields["blocks"] = m.Blocks
	}
	if m.ThreadTS != "" {
		fields["thread_ts"] = m.ThreadTS
	}
	if m.Subtype != "" {
		fields["subtype"] = m.Subtype
	}
	if m.Edited {
		fields["edited"] = answer{"user": m.User, "ts": m.TS}
	}
	return fields
}

// hear tells the app of a message in its direct messages, its own included, as Slack does where im:history is granted.
func (s *Server) hear(r *room, m Message, subtype string, byPerson bool) {
	if !r.im || !s.granted("im:history") {
		return
	}
	event := s.messageFields(m)
	if subtype == "message_changed" {
		event = answer{"type": "message", "subtype": subtype, "message": event, "ts": s.nextTS(), "hidden": true}
	} else if byPerson {
		event["client_msg_id"] = strings.ToLower(random(8) + "-" + random(12))
		event["blocks"] = richTextOf(m.Text)
	}
	event["channel"], event["channel_type"], event["event_ts"] = r.id, "im", event["ts"]
	s.event("message.im", byPerson, event)
}

// richTextOf is the block Slack adds to what a person types. Links and mentions are left inside the text.
func richTextOf(text string) []any {
	return []any{answer{"type": "rich_text", "block_id": random(5), "elements": []any{
		answer{"type": "rich_text_section", "elements": []any{answer{"type": "text", "text": unescape(text)}}},
	}}}
}
