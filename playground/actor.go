package playground

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Actor is somebody at work in the workspace without a browser. What it does goes through the same code as the page's
// API, so that a test sees what a person would. Errors it returns for what the workspace or the app refused are *Problem.
type Actor struct {
	// Patience is how long the Wait methods wait: five seconds unless changed.
	Patience time.Duration

	server *Server
	id     string
}

// Surface is what elements stand on: a Message or a View.
type Surface interface {
	where() container
	parts() []any
}

func (m Message) where() container {
	return container{Type: "message", Channel: m.Channel, MessageTS: m.TS}
}
func (m Message) parts() []any  { return m.Blocks }
func (v View) where() container { return container{Type: "view", ViewID: v.ID} }
func (v View) parts() []any     { return v.Blocks }

// Values fills in a form. The keys are block_id, action_id or "block_id/action_id"; the values are a string for text, a
// date, a time, a user, a channel or an option (by its value or its text), a []string where several can be chosen, or nil to empty a field.
type Values map[string]any

// As returns somebody who acts as the person with the id.
func (s *Server) As(userID string) *Actor {
	return &Actor{Patience: 5 * time.Second, server: s, id: userID}
}

// DM returns the id of the direct message between the person and the app.
func (a *Actor) DM() string { return directID(a.id) }

// Command types a slash command, such as "/reflect some words", and waits for its acknowledgement.
func (a *Actor) Command(channel, text string) error { return a.server.command(a.id, channel, text) }

// Message types an ordinary message.
func (a *Actor) Message(channel, text string) (Message, error) {
	return a.server.say(a.id, channel, text, "")
}

// Reply types a reply in a thread.
func (a *Actor) Reply(channel, thread, text string) (Message, error) {
	return a.server.say(a.id, channel, text, thread)
}

// Shortcut starts a global shortcut and waits for its acknowledgement.
func (a *Actor) Shortcut(callbackID string) error { return a.server.shortcut(a.id, callbackID, "", "") }

// MessageShortcut starts a message shortcut on a message and waits for its acknowledgement.
func (a *Actor) MessageShortcut(callbackID string, on Message) error {
	return a.server.shortcut(a.id, callbackID, on.Channel, on.TS)
}

// Click presses a button, or chooses in a menu or other element, on a message or view, and waits for the
// acknowledgement. Name the element by its action_id or "block_id/action_id". For a button, chosen may name the value
// of the one that is meant where several share an action_id; for the rest it is what is chosen.
func (a *Actor) Click(on Surface, actionID string, chosen ...string) error {
	return a.ClickWith(on, actionID, nil, chosen...)
}

// ClickWith is Click with other fields of the surface filled in before.
func (a *Actor) ClickWith(on Surface, actionID string, values Values, chosen ...string) error {
	block, element, err := pick(on.parts(), actionID, chosen)
	if err != nil {
		return err
	}
	given, err := stateFor(on.parts(), values)
	if err != nil {
		return err
	}
	value, err := valueFor(element, chosen)
	if err != nil {
		return err
	}
	blockID, _ := block["block_id"].(string)
	id, _ := element["action_id"].(string)
	return a.server.act(press{As: a.id, Container: on.where(), BlockID: blockID, ActionID: id, Value: value, State: given})
}

// Submit fills in a form and sends it. Fields that are not named keep what they start with. The error of a form that is
// not accepted is a *Problem whose Fields hold what is said beside the fields.
func (a *Actor) Submit(v View, values Values) error {
	given, err := stateFor(v.Blocks, values)
	if err != nil {
		return err
	}
	return a.server.submit(a.id, v.ID, given)
}

// Close closes a form.
func (a *Actor) Close(v View) error { return a.server.closeView(a.id, v.ID, false) }

// CloseAll closes a form and every one under it.
func (a *Actor) CloseAll(v View) error { return a.server.closeView(a.id, v.ID, true) }

// OpenHome opens the home tab and waits for the app to publish it anew. Where the app does not, it returns the view there was.
func (a *Actor) OpenHome() (View, error) {
	v, err := a.server.openHome(a.id, true)
	if err == nil && v == nil {
		err = fmt.Errorf("open the home tab of %s: the app published none", a.id)
	}
	if err != nil {
		return View{}, err
	}
	return *v, nil
}

// Home returns the home tab as it was last published, without opening it.
func (a *Actor) Home() (View, bool) {
	a.server.mu.Lock()
	defer a.server.mu.Unlock()
	h := a.server.homes[a.id]
	if h == nil || h.view == nil {
		return View{}, false
	}
	return *h.view, true
}

// Modal returns the form on top.
func (a *Actor) Modal() (View, bool) {
	views := a.Modals()
	if len(views) == 0 {
		return View{}, false
	}
	return views[len(views)-1], true
}

// Modals returns the open forms, top last.
func (a *Actor) Modals() []View {
	views, _ := a.server.openViews(a.id)
	return views
}

// Messages returns what the person sees in a conversation, oldest first.
func (a *Actor) Messages(channel string) []Message {
	found, _ := a.server.messagesFor(a.id, channel, (*room).timeline)
	return found
}

// Thread returns a message and its replies.
func (a *Actor) Thread(channel, ts string) []Message {
	found, _ := a.server.messagesFor(a.id, channel, func(r *room, person string) []Message { return r.thread(ts, person) })
	return found
}

// Last returns the newest message the person sees in a conversation.
func (a *Actor) Last(channel string) (Message, bool) {
	all := a.Messages(channel)
	if len(all) == 0 {
		return Message{}, false
	}
	return all[len(all)-1], true
}

// Wait waits until ready, which is asked again after every change in the workspace. What names the wait in the error.
func (a *Actor) Wait(what string, ready func() bool) error {
	if a.server.Wait(a.Patience, ready) {
		return nil
	}
	return fmt.Errorf("wait for %s as %s: nothing within %s", what, a.id, a.Patience)
}

// Wait waits until ready, which is asked again after every change in the workspace, and reports whether it was in time.
func (s *Server) Wait(patience time.Duration, ready func() bool) bool {
	deadline := time.Now().Add(patience)
	for {
		s.mu.Lock()
		seen := s.changes
		s.mu.Unlock()
		if ready() {
			return true
		}
		s.mu.Lock()
		moved := s.await(time.Until(deadline), func() bool { return s.changes != seen })
		s.mu.Unlock()
		if !moved {
			return ready()
		}
	}
}

// WaitMessage waits for a message in a conversation that has the words.
func (a *Actor) WaitMessage(channel, words string) (Message, error) {
	var found Message
	err := a.Wait(fmt.Sprintf("a message with %q in %s", words, channel), func() bool {
		all := a.Messages(channel)
		for _, m := range slices.Backward(all) {
			if m.Has(words) {
				found = m
				return true
			}
		}
		return false
	})
	if err != nil {
		return found, fmt.Errorf("%w; there is: %s", err, summary(a.Messages(channel)))
	}
	return found, nil
}

func summary(messages []Message) string {
	lines := []string{}
	for _, m := range messages {
		lines = append(lines, fmt.Sprintf("%s: %q", m.User, m.Words()))
	}
	return strings.Join(lines, "; ")
}

// WaitModal waits for a form with the callback_id on top; "" means any form.
func (a *Actor) WaitModal(callbackID string) (View, error) {
	var found View
	err := a.Wait(fmt.Sprintf("the form %q", callbackID), func() bool {
		v, open := a.Modal()
		found = v
		return open && (callbackID == "" || v.CallbackID == callbackID)
	})
	return found, err
}

// WaitHome waits until the published home tab has the words.
func (a *Actor) WaitHome(words string) (View, error) {
	var found View
	err := a.Wait(fmt.Sprintf("a home tab with %q", words), func() bool {
		v, published := a.Home()
		found = v
		return published && v.Has(words)
	})
	return found, err
}

// WaitClosed waits until no form is open.
func (a *Actor) WaitClosed() error {
	return a.Wait("all forms to close", func() bool { return len(a.Modals()) == 0 })
}

// Words returns everything a reader of the message can read, a line for each piece: its blocks, or its text if it has none.
func (m Message) Words() string {
	if len(m.Blocks) == 0 {
		return m.Text
	}
	return strings.Join(words(m.Blocks), "\n")
}

// Has reports whether the message says something, in its blocks or in its text alternative.
func (m Message) Has(said string) bool {
	return strings.Contains(m.Text, said) || strings.Contains(m.Words(), said)
}

// Words returns everything a reader of the view can read, its title first, a line for each piece.
func (v View) Words() string {
	return strings.Join(append(words(v.Title), words(v.Blocks)...), "\n")
}

// Has reports whether the view says something.
func (v View) Has(said string) bool { return strings.Contains(v.Words(), said) }

// Actions returns the elements of a surface as "block_id/action_id", in order.
func Actions(on Surface) []string {
	var found []string
	for _, b := range on.parts() {
		block, _ := b.(map[string]any)
		for _, e := range elementsOf(block) {
			found = append(found, fmt.Sprintf("%v/%v", block["block_id"], e["action_id"]))
		}
	}
	return found
}

// words gathers the texts in a piece of Block Kit, in a steady order.
func words(value any) []string {
	var found []string
	switch v := value.(type) {
	case []any:
		for _, each := range v {
			found = append(found, words(each)...)
		}
	case map[string]any:
		for _, name := range slices.SortedFunc(maps.Keys(v), readingOrder) {
			found = append(found, wordsIn(name, v[name])...)
		}
	}
	return found
}

func wordsIn(name string, value any) []string {
	said, is := value.(string)
	if !is {
		return words(value)
	}
	if slices.Contains([]string{"text", "title", "label", "name", "initial_value", "alt_text"}, name) {
		return []string{said}
	}
	return nil
}

// readingOrder puts labels and texts before what belongs to them.
func readingOrder(a, b string) int {
	order := []string{"title", "label", "name", "text", "description", "fields", "hint", "element", "elements", "accessory"}
	at := func(name string) int {
		if i := slices.Index(order, name); i >= 0 {
			return i
		}
		return len(order)
	}
	if at(a) != at(b) {
		return at(a) - at(b)
	}
	return strings.Compare(a, b)
}

// pick finds the element a name means.
func pick(blocks []any, name string, chosen []string) (block, element map[string]any, err error) {
	for _, b := range blocks {
		fields, _ := b.(map[string]any)
		for _, e := range elementsOf(fields) {
			if named(fields, e, name) && meant(e, chosen) {
				return fields, e, nil
			}
		}
	}
	return nil, nil, fmt.Errorf("find the element %q %v: there are %v", name, chosen, Actions(Message{Blocks: blocks}))
}

func named(block, element map[string]any, name string) bool {
	return element["action_id"] == name || fmt.Sprintf("%v/%v", block["block_id"], element["action_id"]) == name
}

func meant(element map[string]any, chosen []string) bool {
	return element["type"] != "button" || len(chosen) == 0 || element["value"] == chosen[0]
}

// valueFor returns what an element sends when something is chosen in it.
func valueFor(element map[string]any, chosen []string) (map[string]any, error) {
	kind, _ := element["type"].(string)
	field := valueField(kind)
	if kind == "button" {
		return nil, nil
	}
	several := strings.HasSuffix(field, "s")
	if !several && len(chosen) > 1 {
		return nil, fmt.Errorf("choose %v: one thing can be chosen here", chosen)
	}
	list := []any{}
	for _, c := range chosen {
		one, err := choice(element, field, c)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	switch {
	case several:
		return map[string]any{field: list}, nil
	case len(list) == 0:
		return map[string]any{field: nil}, nil
	}
	return map[string]any{field: list[0]}, nil
}

// choice returns one thing chosen: an option where there are options, else the words themselves.
func choice(element map[string]any, field, chosen string) (any, error) {
	if !strings.HasPrefix(field, "selected_option") {
		return chosen, nil
	}
	if kind, _ := element["type"].(string); strings.HasSuffix(kind, "external_select") {
		return map[string]any{"text": map[string]any{"type": "plain_text", "text": chosen}, "value": chosen}, nil
	}
	offered := []string{}
	for _, o := range optionsOf(element) {
		if o["value"] == chosen || plainOf(o["text"]) == chosen {
			return o, nil
		}
		offered = append(offered, fmt.Sprint(o["value"]))
	}
	return nil, fmt.Errorf("choose %q: there are %v", chosen, offered)
}

// stateFor returns the state of a form that values fill in.
func stateFor(blocks []any, values Values) (state, error) {
	given, used := state{}, map[string]bool{}
	for _, b := range blocks {
		block, _ := b.(map[string]any)
		for _, element := range elementsOf(block) {
			key, value, found := values.forElement(block, element)
			if !found {
				continue
			}
			entry, err := filled(element, value)
			if err != nil {
				return nil, fmt.Errorf("fill in %s: %w", key, err)
			}
			used[key] = true
			put(given, fmt.Sprint(block["block_id"]), fmt.Sprint(element["action_id"]), entry)
		}
	}
	for key := range values {
		if !used[key] {
			return nil, fmt.Errorf("fill in %s: there is no such field; there are %v", key, Actions(Message{Blocks: blocks}))
		}
	}
	return given, nil
}

func (values Values) forElement(block, element map[string]any) (key string, value any, found bool) {
	if valueField(fmt.Sprint(element["type"])) == "" || element["type"] == "button" {
		return "", nil, false
	}
	blockID, actionID := fmt.Sprint(block["block_id"]), fmt.Sprint(element["action_id"])
	for _, key := range []string{blockID + "/" + actionID, actionID, blockID} {
		if value, found := values[key]; found {
			return key, value, true
		}
	}
	return "", nil, false
}

func filled(element map[string]any, value any) (map[string]any, error) {
	switch v := value.(type) {
	case nil:
		return valueFor(element, nil)
	case string:
		return valueFor(element, []string{v})
	case []string:
		return valueFor(element, v)
	}
	return nil, fmt.Errorf("a value must be a string, a []string or nil")
}
