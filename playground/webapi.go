package playground

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"
)

// maxBody bounds a request to the Web API.
const maxBody = 4 << 20

// Call is one call the app made, kept for tests.
type Call struct {
	Method string            // "chat.postMessage", or "response_url" for an answer to a response URL
	Params map[string]string // arguments other than the token; objects and arrays are JSON
	Error  string            // Slack's error code, or "" when the call was answered ok
	At     time.Time         // real time
}

// Calls returns every call the app made, oldest first, or only those of the named methods.
func (s *Server) Calls(methods ...string) []Call {
	s.mu.Lock()
	defer s.mu.Unlock()
	var found []Call
	for _, c := range s.calls {
		if len(methods) == 0 || slices.Contains(methods, c.Method) {
			found = append(found, c)
		}
	}
	return found
}

// apiError is a refusal in Slack's words.
type apiError struct {
	code     string
	messages []string          // response_metadata.messages
	extra    map[string]string // further top-level fields
}

func refuse(code string) *apiError { return &apiError{code: code} }

// params are the arguments of a call.
type params map[string]string

func (p params) flag(name string) bool { return p[name] == "true" || p[name] == "1" }

type answer = map[string]any

// method is one method of the Web API. It runs with mu held.
type method struct {
	scopes []string // any one of them is enough; none means no scope is needed
	app    bool     // takes the app token rather than the bot token
	call   func(*Server, params) (answer, *apiError)
}

func methodNamed(name string) (method, bool) {
	switch name {
	case "api.test":
		return method{call: (*Server).apiTest}, true
	case "auth.test":
		return method{call: (*Server).authTest}, true
	case "apps.connections.open":
		return method{app: true, call: (*Server).openConnection}, true
	case "chat.postMessage":
		return method{scopes: []string{"chat:write"}, call: (*Server).postMessage}, true
	case "chat.postEphemeral":
		return method{scopes: []string{"chat:write"}, call: (*Server).postEphemeral}, true
	case "chat.update":
		return method{scopes: []string{"chat:write"}, call: (*Server).updateMessage}, true
	case "chat.delete":
		return method{scopes: []string{"chat:write"}, call: (*Server).deleteMessage}, true
	case "chat.getPermalink":
		return method{call: (*Server).permalink}, true
	case "conversations.open":
		return method{scopes: []string{"im:write", "mpim:write"}, call: (*Server).openDirect}, true
	case "conversations.info":
		return method{scopes: []string{"channels:read", "groups:read", "im:read"}, call: (*Server).roomInfo}, true
	case "conversations.list":
		return method{scopes: []string{"channels:read", "groups:read", "im:read"}, call: (*Server).listRooms}, true
	case "conversations.members":
		return method{scopes: []string{"channels:read", "groups:read", "im:read"}, call: (*Server).listMembers}, true
	case "users.info":
		return method{scopes: []string{"users:read"}, call: (*Server).userInfo}, true
	case "users.list":
		return method{scopes: []string{"users:read"}, call: (*Server).listUsers}, true
	case "team.info":
		return method{scopes: []string{"team:read"}, call: (*Server).teamInfo}, true
	case "files.getUploadURLExternal":
		return method{scopes: []string{"files:write"}, call: (*Server).uploadURL}, true
	case "files.completeUploadExternal":
		return method{scopes: []string{"files:write"}, call: (*Server).completeUpload}, true
	}
	return viewMethod(name)
}

func (s *Server) serveAPI(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("method")
	token, p, problem := readCall(r)
	if pause, limited := s.limit(name, p); limited {
		w.Header().Set("Retry-After", strconv.Itoa(int((pause+time.Second-1)/time.Second)))
		writeJSON(w, http.StatusTooManyRequests, answer{"ok": false, "error": "ratelimited"})
		return
	}
	w.Header().Set("X-OAuth-Scopes", strings.Join(s.workspace.Scopes, ","))
	writeJSON(w, http.StatusOK, s.answerCall(name, token, p, problem))
}

// limit reports whether a call is one too many, and how long to wait before the next.
func (s *Server) limit(name string, p params) (time.Duration, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.switches.limited(name) {
		return 0, false
	}
	s.log(name, p, "ratelimited")
	s.tell("", "switches", "")
	return s.switches.retryAfter, true
}

func (s *Server) answerCall(name, token string, p params, problem *apiError) answer {
	s.mu.Lock()
	defer s.mu.Unlock()
	var result answer
	if problem == nil {
		result, problem = s.call(name, token, p)
	}
	s.log(name, p, codeOf(problem))
	return problem.or(result)
}

func (s *Server) log(name string, p params, code string) {
	s.calls = append(s.calls, Call{Method: name, Params: p, Error: code, At: time.Now()})
	s.bump()
}

func codeOf(problem *apiError) string {
	if problem == nil {
		return ""
	}
	return problem.code
}

// or returns the answer to send: the refusal, if there is one, else the result with ok.
func (problem *apiError) or(result answer) answer {
	if problem == nil {
		result["ok"] = true
		return result
	}
	sent := answer{"ok": false, "error": problem.code}
	if problem.messages != nil {
		sent["response_metadata"] = answer{"messages": problem.messages}
	}
	for name, value := range problem.extra {
		sent[name] = value
	}
	return sent
}

// call checks who calls and with what right, and runs the method.
func (s *Server) call(name, token string, p params) (answer, *apiError) {
	m, known := methodNamed(name)
	if !known {
		return nil, refuse("unknown_method")
	}
	if problem := s.authorise(m, token); problem != nil {
		return nil, problem
	}
	if code, refused := s.switches.refused(name); refused {
		s.tell("", "switches", "")
		return nil, &apiError{code: code, messages: []string{"[ERROR] refused by a switch of the playground"}}
	}
	return m.call(s, p)
}

func (s *Server) authorise(m method, token string) *apiError {
	wanted, other := s.workspace.BotToken, s.workspace.AppToken
	if m.app {
		wanted, other = other, wanted
	}
	switch {
	case token == "":
		return refuse("not_authed")
	case token == other:
		return refuse("not_allowed_token_type")
	case token != wanted:
		return refuse("invalid_auth")
	case s.revoked:
		return refuse("token_revoked")
	}
	return s.scoped(m.scopes)
}

func (s *Server) scoped(scopes []string) *apiError {
	if len(scopes) == 0 || slices.ContainsFunc(scopes, s.granted) {
		return nil
	}
	return &apiError{code: "missing_scope", extra: map[string]string{
		"needed": scopes[0], "provided": strings.Join(s.workspace.Scopes, ","),
	}}
}

func (s *Server) granted(scope string) bool { return slices.Contains(s.workspace.Scopes, scope) }

// readCall reads the token and the arguments of a call, from a JSON body, a form or the query.
func readCall(r *http.Request) (token string, p params, problem *apiError) {
	token = strings.TrimSpace(strings.TrimPrefix(r.Header.Get("Authorization"), "Bearer "))
	r.Body = http.MaxBytesReader(nil, r.Body, maxBody)
	if strings.HasPrefix(r.Header.Get("Content-Type"), "application/json") {
		p, problem = readJSON(r.Body)
		return token, p, problem
	}
	p = params{}
	if err := parseForm(r); err != nil {
		return token, p, refuse("invalid_form_data")
	}
	for name := range r.Form {
		p[name] = r.Form.Get(name)
	}
	if token == "" {
		token = p["token"]
	}
	delete(p, "token")
	return token, p, nil
}

func parseForm(r *http.Request) error {
	if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
		return r.ParseMultipartForm(maxBody)
	}
	return r.ParseForm()
}

func readJSON(body io.Reader) (params, *apiError) {
	p := params{}
	raw, err := io.ReadAll(body)
	if err != nil {
		return p, refuse("request_timeout")
	}
	if len(raw) == 0 {
		return p, nil
	}
	if !json.Valid(raw) {
		return p, refuse("invalid_json")
	}
	var fields map[string]json.RawMessage
	if err := json.Unmarshal(raw, &fields); err != nil {
		return p, refuse("json_not_object")
	}
	for name, value := range fields {
		p[name] = unquoted(value)
	}
	return p, nil
}

// unquoted returns the text of a JSON string, nothing for null, and other JSON as it is.
func unquoted(value json.RawMessage) string {
	var text *string
	if err := json.Unmarshal(value, &text); err != nil {
		return string(value)
	}
	if text == nil {
		return ""
	}
	return *text
}

func writeJSON(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value)
}

func (s *Server) apiTest(p params) (answer, *apiError) {
	if code := p["error"]; code != "" {
		return nil, refuse(code)
	}
	return answer{"args": p}, nil
}

func (s *Server) authTest(params) (answer, *apiError) {
	bot, _ := s.person(s.workspace.App.BotUserID)
	return answer{
		"url": s.base + "/", "team": s.workspace.Team.Name, "user": bot.Name, "team_id": s.workspace.Team.ID,
		"user_id": bot.ID, "bot_id": s.workspace.App.BotID, "is_enterprise_install": false,
	}, nil
}

func (s *Server) openConnection(params) (answer, *apiError) {
	return answer{"url": s.ticket()}, nil
}

func (s *Server) teamInfo(params) (answer, *apiError) {
	team := s.workspace.Team
	return answer{"team": answer{"id": team.ID, "name": team.Name, "domain": team.Domain, "email_domain": ""}}, nil
}

func (s *Server) openDirect(p params) (answer, *apiError) {
	if id := p["channel"]; id != "" {
		r := s.rooms[id]
		if r == nil || !r.im {
			return nil, refuse("channel_not_found")
		}
		return answer{"no_op": true, "already_open": true, "channel": s.roomFields(r)}, nil
	}
	users := strings.FieldsFunc(p["users"], func(c rune) bool { return c == ',' || c == ' ' })
	switch {
	case len(users) == 0:
		return nil, refuse("users_list_not_supplied")
	case len(users) > 8:
		return nil, refuse("too_many_users")
	case len(users) > 1:
		return nil, refuse("method_not_supported_for_channel_type") // the playground has no group direct messages
	}
	return s.openDirectWith(users[0], p.flag("return_im"))
}

func (s *Server) openDirectWith(id string, whole bool) (answer, *apiError) {
	person, found := s.person(id)
	switch {
	case !found:
		return nil, refuse("user_not_found")
	case person.IsBot:
		return nil, refuse("cannot_dm_bot")
	case person.Deleted:
		return nil, refuse("user_disabled")
	}
	r := s.direct(id)
	if whole {
		return answer{"no_op": true, "already_open": true, "channel": s.roomFields(r)}, nil
	}
	return answer{"channel": answer{"id": r.id}}, nil
}

// visible returns a room the bot may know of.
func (s *Server) visible(id string) (*room, *apiError) {
	r := s.rooms[id]
	if r == nil || !r.open(s.workspace.App.BotUserID) {
		return nil, refuse("channel_not_found")
	}
	return r, nil
}

func (s *Server) roomInfo(p params) (answer, *apiError) {
	r, problem := s.visible(p["channel"])
	if problem != nil {
		return nil, problem
	}
	return answer{"channel": s.roomFields(r)}, nil
}

func (s *Server) roomFields(r *room) answer {
	fields := answer{
		"id": r.id, "created": s.workspace.Start.Unix(), "is_archived": r.archived, "is_im": r.im, "is_org_shared": false,
	}
	if r.im {
		fields["user"], fields["is_open"] = r.with, true
		return fields
	}
	for name, value := range map[string]any{
		"name": r.name, "name_normalized": r.name, "is_channel": !r.private, "is_group": r.private, "is_private": r.private,
		"is_mpim": false, "is_general": false, "is_member": r.has(s.workspace.App.BotUserID), "num_members": len(r.members),
		"topic": answer{"value": r.topic}, "purpose": answer{"value": ""},
	} {
		fields[name] = value
	}
	return fields
}

func (s *Server) listRooms(p params) (answer, *apiError) {
	types := cmp.Or(p["types"], "public_channel")
	var found []any
	for _, r := range s.roomList {
		if strings.Contains(types, r.kind()) && r.open(s.workspace.App.BotUserID) && !(r.archived && p.flag("exclude_archived")) {
			found = append(found, s.roomFields(r))
		}
	}
	return page(p, "channels", found)
}

func (r *room) kind() string {
	switch {
	case r.im:
		return "im"
	case r.private:
		return "private_channel"
	}
	return "public_channel"
}

func (s *Server) listMembers(p params) (answer, *apiError) {
	r, problem := s.visible(p["channel"])
	if problem != nil {
		return nil, problem
	}
	members := make([]any, 0, len(r.members))
	for _, m := range r.members {
		members = append(members, m)
	}
	return page(p, "members", members)
}

func (s *Server) userInfo(p params) (answer, *apiError) {
	person, found := s.person(p["user"])
	if !found {
		return nil, refuse("user_not_found")
	}
	return answer{"user": s.userFields(person)}, nil
}

func (s *Server) listUsers(p params) (answer, *apiError) {
	var found []any
	for _, person := range s.workspace.People {
		found = append(found, s.userFields(person))
	}
	result, problem := page(p, "members", found)
	if problem == nil {
		result["cache_ts"] = time.Now().Unix()
	}
	return result, problem
}

func (s *Server) userFields(p Person) answer {
	fields := answer{
		"id": p.ID, "team_id": s.teamOf(p), "name": p.Name, "deleted": p.Deleted, "real_name": p.RealName,
		"is_bot": p.IsBot, "is_app_user": false, "updated": s.workspace.Start.Unix(), "profile": profile(p, s.teamOf(p)),
	}
	if p.Deleted {
		return fields
	}
	zone, offset := zoneOf(p.TZ, s.clock.now())
	for name, value := range map[string]any{
		"color": strings.TrimPrefix(p.Color, "#"), "tz": p.TZ, "tz_label": zone, "tz_offset": offset, "is_admin": p.IsAdmin,
		"is_owner": false, "is_primary_owner": false, "is_restricted": p.IsGuest, "is_ultra_restricted": false,
		"is_stranger": p.IsStranger, "is_email_confirmed": true,
	} {
		fields[name] = value
	}
	return fields
}

func (s *Server) teamOf(p Person) string {
	if p.IsStranger {
		return cmp.Or(p.TeamID, "T0ELSEWHERE")
	}
	return s.workspace.Team.ID
}

func profile(p Person, team string) answer {
	return answer{
		"title": p.Title, "real_name": p.RealName, "real_name_normalized": p.RealName, "display_name": p.Name,
		"display_name_normalized": p.Name, "team": team,
	}
}

func zoneOf(name string, at time.Time) (label string, offset int) {
	location, err := time.LoadLocation(name)
	if err != nil {
		return name, 0
	}
	return at.In(location).Zone()
}

// page cuts a list by limit and cursor.
func page(p params, name string, all []any) (answer, *apiError) {
	start, limit := 0, len(all)
	if cursor := p["cursor"]; cursor != "" {
		n, err := strconv.Atoi(strings.TrimPrefix(cursor, "page:"))
		if err != nil || n < 0 || n > len(all) {
			return nil, refuse("invalid_cursor")
		}
		start = n
	}
	if text := p["limit"]; text != "" && text != "0" {
		n, err := strconv.Atoi(text)
		if err != nil || n < 0 || n > 1000 {
			return nil, refuse("invalid_limit")
		}
		limit = n
	}
	end := min(start+limit, len(all))
	next := ""
	if end < len(all) {
		next = fmt.Sprintf("page:%d", end)
	}
	return answer{name: append([]any{}, all[start:end]...), "response_metadata": answer{"next_cursor": next}}, nil
}
