package playground

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
)

// container says where an element stands: in a message or in a view.
type container struct {
	Type      string `json:"type"`
	Channel   string `json:"channel"`
	MessageTS string `json:"message_ts"`
	ViewID    string `json:"view_id"`
}

// press is what a person did with an element.
type press struct {
	As        string         `json:"as"`
	Container container      `json:"container"`
	BlockID   string         `json:"block_id"`
	ActionID  string         `json:"action_id"`
	Value     map[string]any `json:"value"`
	State     state          `json:"state"`
}

// act tells the app of a press and waits for the acknowledgement.
func (s *Server) act(a press) error {
	payload, err := s.actionPayload(a)
	if err != nil {
		return err
	}
	if _, err := s.interact(payload); err != nil {
		return s.notAcknowledged(err)
	}
	return nil
}

func (s *Server) actionPayload(a press) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(a.As)
	if err != nil {
		return nil, err
	}
	if a.Container.Type == "view" {
		return s.viewAction(p, a)
	}
	return s.messageAction(p, a)
}

func (s *Server) messageAction(p Person, a press) (map[string]any, error) {
	r := s.rooms[a.Container.Channel]
	if r == nil || !r.open(p.ID) || r.find(a.Container.MessageTS, p.ID) == nil {
		return nil, noSuch("message_not_found", "This message is not there any more.")
	}
	m := r.find(a.Container.MessageTS, p.ID)
	action, values, err := s.actionIn(p, m.Blocks, a)
	if err != nil {
		return nil, err
	}
	payload := s.interaction("block_actions", p, false)
	payload["container"] = map[string]any{"type": "message", "message_ts": m.TS, "channel_id": r.id, "is_ephemeral": m.Ephemeral}
	if m.ThreadTS != "" {
		payload["container"].(map[string]any)["thread_ts"] = m.ThreadTS
	}
	payload["channel"] = map[string]any{"id": r.id, "name": r.payloadName()}
	if !m.Ephemeral { // Slack does not send the content of ephemeral messages back
		payload["message"] = s.messageFields(*m)
	}
	payload["state"] = map[string]any{"values": values}
	payload["response_url"] = s.answerURL("actions", responseURL{room: r, person: p.ID, ts: m.TS})
	payload["actions"] = []any{action}
	s.did(p.ID, "action:"+a.ActionID)
	return payload, nil
}

func (s *Server) viewAction(p Person, a press) (map[string]any, error) {
	v := s.viewOf(p.ID, a.Container.ViewID)
	if v == nil {
		return nil, noSuch("view_not_found", "This form is not open any more.")
	}
	action, values, err := s.actionIn(p, v.Blocks, a)
	if err != nil {
		return nil, err
	}
	payload := s.interaction("block_actions", p, v.Type == "modal")
	payload["container"] = map[string]any{"type": "view", "view_id": v.ID}
	payload["view"] = v.with(values)
	payload["actions"] = []any{action}
	s.did(p.ID, "action:"+a.ActionID)
	return payload, nil
}

// viewOf returns a view the person has open, the home tab included.
func (s *Server) viewOf(person, id string) *View {
	for _, v := range s.stacks[person] {
		if v.ID == id {
			return v
		}
	}
	if h := s.homes[person]; h != nil && h.view != nil && h.view.ID == id {
		return h.view
	}
	return nil
}

// with returns a copy of the view that carries a state.
func (v View) with(values state) View {
	v.State = map[string]any{"values": values}
	return v
}

// actionIn returns the action Slack sends for a press on one of the blocks, and the state of all of them.
func (s *Server) actionIn(p Person, blocks []any, a press) (action map[string]any, values state, err error) {
	block, element := findElement(blocks, a.BlockID, a.ActionID)
	if element == nil { // drawn anew since the page showed it, with other block ids
		block, element = findElement(blocks, "", a.ActionID)
	}
	if element == nil {
		return nil, nil, noSuch("element_not_found", "This part is not there any more.")
	}
	if block["type"] == "input" && block["dispatch_action"] != true {
		return nil, nil, notDispatched()
	}
	values, err = stateOf(blocks, a.State)
	if err != nil {
		return nil, nil, badRequest("invalid_state", err.Error())
	}
	action, err = actionOf(block, element, a.Value)
	if err != nil {
		return nil, nil, badRequest("invalid_value", err.Error())
	}
	keepChoice(values, action)
	if err := s.offered(p, blocks, values); err != nil {
		return nil, nil, badRequest("invalid_value", err.Error())
	}
	return action, values, nil
}

// notDispatched marks an input block that keeps its value to itself until the form is sent.
func notDispatched() *Problem {
	return &Problem{Status: http.StatusOK, Code: "not_dispatched", Message: "This field is sent with the form."}
}

func findElement(blocks []any, blockID, actionID string) (block, element map[string]any) {
	for _, b := range blocks {
		fields, _ := b.(map[string]any)
		if blockID != "" && fields["block_id"] != blockID {
			continue
		}
		for _, e := range elementsOf(fields) {
			if e["action_id"] == actionID {
				return fields, e
			}
		}
	}
	return nil, nil
}

// actionOf builds the action from the element as it stands, so that only what the person chose comes from the page.
func actionOf(block, element, value map[string]any) (map[string]any, error) {
	kind, _ := element["type"].(string)
	action := map[string]any{"type": kind, "block_id": block["block_id"], "action_id": element["action_id"], "action_ts": actionTS()}
	for name, each := range element {
		if slices.Contains([]string{"text", "value", "style", "placeholder"}, name) || strings.HasPrefix(name, "initial_") {
			action[name] = each
		}
	}
	if kind == "button" {
		return action, nil
	}
	field := valueField(kind)
	chosen, err := fitting(element, field, value[field])
	action[field] = chosen
	return action, err
}

// keepChoice makes the state agree with the action: what was just chosen is the value now.
func keepChoice(values state, action map[string]any) {
	blockID, _ := action["block_id"].(string)
	actionID, _ := action["action_id"].(string)
	kind, _ := action["type"].(string)
	if entry := values[blockID][actionID]; entry != nil {
		entry[valueField(kind)] = action[valueField(kind)]
	}
}

// submit sends a form and does what the acknowledgement says.
func (s *Server) submit(as, viewID string, given state) error {
	payload, err := s.submission(as, viewID, given)
	if err != nil {
		return err
	}
	ack, err := s.interact(payload)
	if err != nil {
		return trouble()
	}
	return s.afterSubmission(as, viewID, ack)
}

func (s *Server) submission(as, viewID string, given state) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	v := s.viewOf(p.ID, viewID)
	if v == nil || v.Type != "modal" || v.Submit == nil {
		return nil, noSuch("view_not_found", "This form is not open any more.")
	}
	values, err := stateOf(v.Blocks, given)
	if err == nil {
		err = s.offered(p, v.Blocks, values)
	}
	if err != nil {
		return nil, badRequest("invalid_state", err.Error())
	}
	if fields := missing(v.Blocks, values); len(fields) > 0 {
		return nil, &Problem{Status: http.StatusOK, Code: "incomplete", Fields: fields}
	}
	payload := s.interaction("view_submission", p, true)
	payload["view"], payload["response_urls"] = v.with(values), s.responseURLs(p, v.Blocks, values)
	s.did(p.ID, "submit:"+v.CallbackID)
	return payload, nil
}

// responseURLs gives out a response URL for each conversation chosen in a menu with response_url_enabled.
func (s *Server) responseURLs(p Person, blocks []any, values state) []any {
	urls := []any{}
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		element, _ := block["element"].(map[string]any)
		if element["response_url_enabled"] != true {
			continue
		}
		blockID, _ := block["block_id"].(string)
		actionID, _ := element["action_id"].(string)
		kind, _ := element["type"].(string)
		chosen, _ := values[blockID][actionID][valueField(kind)].(string)
		if r := s.rooms[chosen]; r != nil {
			url := s.answerURL("app", responseURL{room: r, person: p.ID})
			urls = append(urls, map[string]any{"block_id": blockID, "action_id": actionID, "channel_id": r.id, "response_url": url})
		}
	}
	return urls
}

// submissionAnswer is the payload of an acknowledged submission.
type submissionAnswer struct {
	Action string            `json:"response_action"`
	Errors map[string]string `json:"errors"`
	View   json.RawMessage   `json:"view"`
}

func (s *Server) afterSubmission(as, viewID string, ack []byte) error {
	var said submissionAnswer
	if text := strings.TrimSpace(string(ack)); text != "" && text != "null" {
		if err := json.Unmarshal(ack, &said); err != nil {
			return s.troubled("the acknowledgement of a submission is no JSON object")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	v := s.viewOf(as, viewID)
	if v == nil {
		return nil // the app closed or replaced it meanwhile
	}
	switch said.Action {
	case "":
		s.popFrom(as, viewID)
	case "clear":
		s.clearStack(as)
	case "errors":
		return s.showErrors(v, said.Errors)
	case "update", "push":
		return s.showNext(as, v, said)
	default:
		s.fault("response_action %q is unknown", said.Action)
		return trouble()
	}
	return nil
}

func (s *Server) troubled(why string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault("%s", why)
	return trouble()
}

func (s *Server) showErrors(v *View, errors map[string]string) error {
	for blockID := range errors {
		if !isInput(v.Blocks, blockID) {
			s.fault("response_action errors names %q, which is no input block of the view", blockID)
			return trouble()
		}
	}
	if len(errors) == 0 {
		s.fault("response_action errors has no errors")
		return trouble()
	}
	return &Problem{Status: http.StatusOK, Code: "errors", Fields: errors}
}

func isInput(blocks []any, blockID string) bool {
	return slices.ContainsFunc(blocks, func(b any) bool {
		fields, _ := b.(map[string]any)
		return fields["type"] == "input" && fields["block_id"] == blockID
	})
}

func (s *Server) showNext(as string, old *View, said submissionAnswer) error {
	replacing := ""
	if said.Action == "update" {
		replacing = old.ID
	} else if len(s.stacks[as]) >= maxStack {
		s.fault("response_action push would make a stack of more than %d views", maxStack)
		return trouble()
	}
	v, problem := s.readView(string(said.View), "modal", replacing)
	if problem != nil {
		s.fault("response_action %s has a view Slack refuses: %s %v", said.Action, problem.code, problem.messages)
		return trouble()
	}
	if said.Action == "update" {
		s.replace(as, old, v)
	} else {
		s.lay(as, v)
	}
	return nil
}

// popFrom closes a view and those above it.
func (s *Server) popFrom(as, viewID string) {
	stack := s.stacks[as]
	if at := slices.IndexFunc(stack, func(v *View) bool { return v.ID == viewID }); at >= 0 {
		s.stacks[as] = slices.Clone(stack[:at])
		s.tell(as, "modal", "")
	}
}

func (s *Server) clearStack(as string) {
	delete(s.stacks, as)
	s.tell(as, "modal", "")
}

// closeView closes one view, or the whole stack, and tells the app of each view that asked to hear of it.
func (s *Server) closeView(as, viewID string, all bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return err
	}
	v := s.viewOf(p.ID, viewID)
	if v == nil || v.Type != "modal" {
		return noSuch("view_not_found", "This form is not open any more.")
	}
	all = all || v.ClearOnClose
	closed := s.closing(p.ID, v, all)
	for _, each := range closed {
		s.tellClosed(p, each, all)
	}
	return nil
}

func (s *Server) closing(person string, v *View, all bool) []*View {
	if !all {
		s.popFrom(person, v.ID)
		return []*View{v}
	}
	closed := s.stacks[person]
	s.clearStack(person)
	return closed
}

func (s *Server) tellClosed(p Person, v *View, cleared bool) {
	if !v.NotifyOnClose {
		return
	}
	payload := s.interaction("view_closed", p, false)
	delete(payload, "trigger_id")
	payload["view"], payload["is_cleared"] = *v, cleared
	s.background(s.sending(envelope{kind: "interactive", payload: payload, accepts: false, byPerson: true}))
}

// suggestion asks the app for the options of an external menu and returns its answer after checking it.
func (s *Server) suggestion(a press, query string) (map[string]any, error) {
	payload, err := s.suggestionPayload(a, query)
	if err != nil {
		return nil, err
	}
	ack, err := s.interact(payload)
	if err != nil {
		return nil, s.notAcknowledged(err)
	}
	var said map[string]any
	c := &check{}
	if json.Unmarshal(ack, &said) == nil {
		shapeWithoutType(nil, with{"options": list(0, 100, option(false)), "option_groups": list(0, 100, optionGroup)})(c, "", said)
	}
	if said == nil || len(c.messages) > 0 {
		return nil, s.troubled("the options of an external menu cannot be shown: " + strings.Join(c.messages, "; "))
	}
	return said, nil
}

func (s *Server) suggestionPayload(a press, query string) (map[string]any, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(a.As)
	if err != nil {
		return nil, err
	}
	payload := s.interaction("block_suggestion", p, false)
	delete(payload, "trigger_id")
	payload["action_id"], payload["block_id"], payload["value"] = a.ActionID, a.BlockID, query
	if v := s.viewOf(p.ID, a.Container.ViewID); v != nil {
		payload["view"], payload["container"] = *v, map[string]any{"type": "view", "view_id": v.ID}
		return payload, nil
	}
	r := s.rooms[a.Container.Channel]
	if r == nil || !r.open(p.ID) {
		return nil, noSuch("element_not_found", "This part is not there any more.")
	}
	payload["channel"] = map[string]any{"id": r.id, "name": r.payloadName()}
	payload["container"] = map[string]any{"type": "message", "channel_id": r.id, "message_ts": a.Container.MessageTS}
	return payload, nil
}
