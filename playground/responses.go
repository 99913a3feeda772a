package playground

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"
)

// maxUses is how often a response URL answers.
const maxUses = 5

// responseURL is an address the app may answer an interaction at, for a while.
type responseURL struct {
	room   *room
	person string
	ts     string // the message the person acted on; "" after a command
	typed  string // the command as typed, shown when the answer is for everybody
	born   time.Time
	uses   int
}

// answerURL gives out a response URL. Kind is "commands" or "actions".
func (s *Server) answerURL(kind string, a responseURL) string {
	a.born = time.Now()
	path := "/response/" + kind + "/" + s.workspace.Team.ID + "/" + strconv.Itoa(len(s.answers)+1) + "/" + random(24)
	s.answers[path] = &a
	return s.base + path
}

// reply is what an app sends to a response URL, or with the acknowledgement of a command.
type reply struct {
	ResponseType    string          `json:"response_type"`
	Text            string          `json:"text"`
	Blocks          json.RawMessage `json:"blocks"`
	Attachments     json.RawMessage `json:"attachments"`
	ThreadTS        string          `json:"thread_ts"`
	ReplaceOriginal bool            `json:"replace_original"`
	DeleteOriginal  bool            `json:"delete_original"`
}

func (r reply) empty() bool {
	return r.Text == "" && (len(r.Blocks) == 0 || string(r.Blocks) == "null" || string(r.Blocks) == "[]") && !r.DeleteOriginal
}

// serveResponseURL answers 404 with used_url or expired_url, and 200 with ok false for content Slack would not show.
func (s *Server) serveResponseURL(w http.ResponseWriter, r *http.Request) {
	_, p, problem := readCall(r)
	status, said := s.answerResponse(r.URL.Path, p, problem)
	writeJSON(w, status, said)
}

func (s *Server) answerResponse(path string, p params, problem *apiError) (int, answer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	a, status, code := s.usable(path)
	if code != "" {
		s.log("response_url", p, code)
		return status, answer{"ok": false, "error": code}
	}
	if problem == nil {
		a.uses++
		problem = s.respond(a, replyOf(p))
	}
	s.log("response_url", p, codeOf(problem))
	return http.StatusOK, problem.or(answer{})
}

func replyOf(p params) reply {
	return reply{
		ResponseType: p["response_type"], Text: p["text"], Blocks: json.RawMessage(p["blocks"]), Attachments: json.RawMessage(p["attachments"]),
		ThreadTS: p["thread_ts"], ReplaceOriginal: p.flag("replace_original"), DeleteOriginal: p.flag("delete_original"),
	}
}

func (s *Server) usable(path string) (*responseURL, int, string) {
	a, known := s.answers[path]
	switch {
	case !known:
		return nil, http.StatusNotFound, "invalid_url"
	case time.Since(a.born) >= s.workspace.Timing.ResponseURL:
		return nil, http.StatusNotFound, "expired_url"
	case a.uses >= maxUses:
		return nil, http.StatusNotFound, "used_url"
	}
	return a, http.StatusOK, ""
}

// respond shows a reply: in the place of the message it answers, removing it, or as a message of its own.
func (s *Server) respond(a *responseURL, r reply) *apiError {
	if r.DeleteOriginal {
		a.room.remove(a.ts)
		s.tellRoom(a.room, "")
		return nil
	}
	text, blocks, problem := content(params{"text": r.Text, "blocks": string(r.Blocks), "attachments": string(r.Attachments)}, onResponse)
	if problem != nil {
		return problem
	}
	if original := a.room.find(a.ts, a.person); r.ReplaceOriginal && original != nil {
		original.Text, original.Blocks, original.Edited = text, orNone(blocks), !original.Ephemeral
		s.tellRoom(a.room, original.onlyFor)
		return nil
	}
	s.respondAnew(a, r, text, blocks)
	return nil
}

func (s *Server) respondAnew(a *responseURL, r reply, text string, blocks []any) {
	m := Message{User: s.workspace.App.BotUserID, Text: text, Blocks: blocks, ThreadTS: r.ThreadTS, onlyFor: a.person}
	if r.ResponseType == "in_channel" {
		m.onlyFor = ""
		s.showTyped(a)
	}
	m = s.add(a.room, m)
	if a.ts == "" {
		a.ts = m.TS
	}
	if !m.Ephemeral {
		s.hear(a.room, m, "", false)
	}
}

// showTyped shows everybody the command that a public answer answers, once, as Slack does.
func (s *Server) showTyped(a *responseURL) {
	if a.typed != "" {
		s.add(a.room, Message{User: a.person, Text: a.typed})
		a.typed = ""
	}
}

func orNone(blocks []any) []any {
	if blocks == nil {
		return []any{}
	}
	return blocks
}
