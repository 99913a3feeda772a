package playground

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"time"
)

// maxStack is how many modals may lie on each other.
const maxStack = 3

// View is a modal or a home tab, shaped like Slack's view JSON.
type View struct {
	ID                 string `json:"id"`
	TeamID             string `json:"team_id"`
	Type               string `json:"type"`
	Title              any    `json:"title"`
	Submit             any    `json:"submit"`
	Close              any    `json:"close"`
	Blocks             []any  `json:"blocks"`
	PrivateMetadata    string `json:"private_metadata"`
	CallbackID         string `json:"callback_id"`
	State              any    `json:"state"`
	Hash               string `json:"hash"`
	ClearOnClose       bool   `json:"clear_on_close"`
	NotifyOnClose      bool   `json:"notify_on_close"`
	RootViewID         string `json:"root_view_id"`
	PreviousViewID     any    `json:"previous_view_id"` // a string, or null at the bottom of the stack
	AppID              string `json:"app_id"`
	ExternalID         string `json:"external_id"`
	AppInstalledTeamID string `json:"app_installed_team_id"`
	BotID              string `json:"bot_id"`
}

// home is the home tab of one person.
type home struct {
	view  *View
	count int // how often it was published
}

// trigger is what lets the app open a view after somebody did something: once, and soon.
type trigger struct {
	person string
	room   string // where a command was typed, or ""
	born   time.Time
	used   bool
	inside bool // it came from a modal, so that a view may be pushed on it
}

func (s *Server) trigger(person, room string, inside bool) string {
	id := fmt.Sprintf("%d.%d.%s", time.Now().UnixMilli(), len(s.triggers)+1, random(16))
	s.triggers[id] = &trigger{person: person, room: room, born: time.Now(), inside: inside}
	return id
}

func viewMethod(name string) (method, bool) {
	switch name {
	case "views.open":
		return method{call: (*Server).openView}, true
	case "views.push":
		return method{call: (*Server).pushView}, true
	case "views.update":
		return method{call: (*Server).updateView}, true
	case "views.publish":
		return method{call: (*Server).publishView}, true
	}
	return method{}, false
}

// fresh returns a trigger that may still be used. A view that Slack refuses does not use it up.
func (s *Server) fresh(id string) (*trigger, *apiError) {
	if id == "" {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: trigger_id"}}
	}
	t, known := s.triggers[id]
	switch {
	case !known:
		return nil, refuse("invalid_trigger_id")
	case t.used:
		return nil, refuse("exchanged_trigger_id")
	case time.Since(t.born) >= s.workspace.Timing.Trigger:
		return nil, refuse("expired_trigger_id")
	}
	return t, nil
}

func (s *Server) openView(p params) (answer, *apiError) {
	t, problem := s.fresh(p["trigger_id"])
	if problem != nil {
		return nil, problem
	}
	v, problem := s.readView(p["view"], "modal", "")
	if problem != nil {
		return nil, problem
	}
	t.used = true
	startWith(v.Blocks, t.room)
	v.RootViewID = v.ID
	s.stacks[t.person] = []*View{v}
	s.tell(t.person, "modal", "")
	return answer{"view": *v}, nil
}

// startWith chooses the conversation a command was typed in, in menus that are to start with it.
func startWith(blocks []any, room string) {
	for _, b := range blocks {
		fields, _ := b.(map[string]any)
		for _, e := range elementsOf(fields) {
			if room != "" && e["default_to_current_conversation"] == true && e["initial_conversation"] == nil {
				e["initial_conversation"] = room
			}
		}
	}
}

func (s *Server) pushView(p params) (answer, *apiError) {
	t, problem := s.fresh(p["trigger_id"])
	if problem != nil {
		return nil, problem
	}
	stack := s.stacks[t.person]
	switch {
	case len(stack) == 0 || !t.inside:
		return nil, refuse("not_found")
	case len(stack) >= maxStack:
		return nil, refuse("push_limit_reached")
	}
	v, problem := s.readView(p["view"], "modal", "")
	if problem != nil {
		return nil, problem
	}
	t.used = true
	s.lay(t.person, v)
	return answer{"view": *v}, nil
}

// lay puts a view on top of a person's open modals.
func (s *Server) lay(person string, v *View) {
	stack := s.stacks[person]
	v.RootViewID, v.PreviousViewID = stack[0].ID, stack[len(stack)-1].ID
	s.stacks[person] = append(stack, v)
	s.tell(person, "modal", "")
}

func (s *Server) updateView(p params) (answer, *apiError) {
	if p["view_id"] == "" && p["external_id"] == "" {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: view_id or external_id"}}
	}
	person, old := s.openedView(p["view_id"], p["external_id"])
	if old == nil {
		return nil, refuse("not_found")
	}
	if p["hash"] != "" && p["hash"] != old.Hash {
		return nil, refuse("hash_conflict")
	}
	v, problem := s.readView(p["view"], "modal", old.ID)
	if problem != nil {
		return nil, problem
	}
	s.replace(person, old, v)
	return answer{"view": *old}, nil
}

// replace gives an open view new content under its own id.
func (s *Server) replace(person string, old, v *View) {
	v.ID, v.RootViewID, v.PreviousViewID = old.ID, old.RootViewID, old.PreviousViewID
	*old = *v
	s.tell(person, "modal", "")
}

// openedView finds an open modal by its id or external id, and who has it open.
func (s *Server) openedView(id, external string) (string, *View) {
	for person, stack := range s.stacks {
		for _, v := range stack {
			if id != "" && v.ID == id || id == "" && v.ExternalID == external {
				return person, v
			}
		}
	}
	return "", nil
}

func (s *Server) publishView(p params) (answer, *apiError) {
	person, found := s.person(p["user_id"])
	if !found || person.IsBot || person.Deleted {
		return nil, refuse("user_not_found")
	}
	h := s.homeOf(person.ID)
	if p["hash"] != "" && (h.view == nil || p["hash"] != h.view.Hash) {
		return nil, refuse("hash_conflict")
	}
	v, problem := s.readView(p["view"], "home", "")
	if problem != nil {
		return nil, problem
	}
	if h.view != nil {
		v.ID = h.view.ID
	}
	v.RootViewID = v.ID
	h.view = v
	h.count++
	s.tell(person.ID, "home", "")
	return answer{"view": *v}, nil
}

func (s *Server) homeOf(person string) *home {
	if s.homes[person] == nil {
		s.homes[person] = &home{}
	}
	return s.homes[person]
}

// readView reads and checks a view that is to replace the one with the id replacing, or to be new.
func (s *Server) readView(raw, kind, replacing string) (*View, *apiError) {
	if raw == "" {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] missing required field: view"}}
	}
	if len(raw) > maxViewBytes {
		return nil, refuse("view_too_large")
	}
	var fields map[string]any
	if err := json.Unmarshal([]byte(raw), &fields); err != nil {
		return nil, &apiError{code: "invalid_arguments", messages: []string{"[ERROR] must be a JSON object [json-pointer:/view]"}}
	}
	if messages := checkView(kind, fields); len(messages) > 0 {
		return nil, &apiError{code: "invalid_arguments", messages: messages}
	}
	return s.newView(fields, replacing)
}

// checkView returns what is wrong with a view, in Slack's words.
func checkView(kind string, fields map[string]any) []string {
	c := &check{}
	allowed := with{
		"type": oneOf(kind), "blocks": anything, "private_metadata": str(0, maxMetadata), "callback_id": str(0, 255), "external_id": str(0, 255),
	}
	required := must{"type", "blocks"}
	if kind == "modal" {
		required = append(required, "title")
		allowed["title"], allowed["submit"], allowed["close"] = plain(24), plain(24), plain(24)
		allowed["clear_on_close"], allowed["notify_on_close"] = boolean, boolean
	}
	shapeWithoutType(required, allowed)(c, "/view", fields)
	blocks, isList := fields["blocks"].([]any)
	if !isList {
		c.fail("/view/blocks", "must be an array")
	}
	wrong, inputs := checkBlocks(surface(kind), "/view/blocks", blocks)
	if kind == "modal" && fields["submit"] == nil {
		for _, at := range inputs {
			c.fail(at+"/input", "must define `submit` to use `input` block")
		}
	}
	return append(c.messages, wrong...)
}

func (s *Server) newView(fields map[string]any, replacing string) (*View, *apiError) {
	blocks, _ := fields["blocks"].([]any)
	nameParts(blocks)
	v := &View{
		ID: s.id("V"), TeamID: s.workspace.Team.ID, AppID: s.workspace.App.ID, AppInstalledTeamID: s.workspace.Team.ID, BotID: s.workspace.App.BotID,
		Title: fields["title"], Submit: fields["submit"], Close: fields["close"], Blocks: orNone(blocks), State: emptyState(),
	}
	v.Type, _ = fields["type"].(string)
	v.PrivateMetadata, _ = fields["private_metadata"].(string)
	v.CallbackID, _ = fields["callback_id"].(string)
	v.ExternalID, _ = fields["external_id"].(string)
	v.ClearOnClose, _ = fields["clear_on_close"].(bool)
	v.NotifyOnClose, _ = fields["notify_on_close"].(bool)
	if other := s.withExternalID(v.ExternalID); other != nil && other.ID != replacing {
		return nil, refuse("duplicate_external_id")
	}
	v.Hash = s.hash(v)
	return v, nil
}

func (s *Server) withExternalID(id string) *View {
	if id == "" {
		return nil
	}
	_, v := s.openedView("", id)
	return v
}

// hash names one state of a view. Every update makes a new one.
func (s *Server) hash(v *View) string {
	content, _ := json.Marshal(v.Blocks)
	sum := sha256.Sum256(append(content, s.id("")...))
	return fmt.Sprintf("%d.%x", time.Now().Unix(), sum[:4])
}

func emptyState() any { return map[string]any{"values": map[string]any{}} }
