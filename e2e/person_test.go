package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"
)

// person is somebody at work in the playground, through the same API as the page.
type person struct {
	t    testing.TB
	pg   *playground
	id   string
	news chan struct{} // something changed that the person may see
}

// fields is a piece of JSON.
type fields = map[string]any

// as returns somebody of the workspace.
func (p *playground) as(id string) *person {
	p.t.Helper()
	who := &person{t: p.t, pg: p, id: id, news: make(chan struct{}, 1)}
	conn, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(p.URL, "http")+"/ui/events?as="+id, nil)
	if err != nil {
		p.t.Fatalf("listen as %s: %v", id, err)
	}
	p.t.Cleanup(func() { conn.Close() })
	go who.listen(conn)
	return who
}

func (w *person) listen(conn *websocket.Conn) {
	for {
		if _, _, err := conn.ReadMessage(); err != nil {
			return
		}
		select {
		case w.news <- struct{}{}:
		default: // there is news to look at already
		}
	}
}

// await waits until seen, which looks again whenever something changed.
func (w *person) await(what string, seen func() bool) {
	w.t.Helper()
	late := time.After(patience)
	for !seen() {
		select {
		case <-w.news:
		case <-late:
			w.t.Fatalf("as %s, waited in vain for %s", w.id, what)
		}
	}
}

func (w *person) get(path string, query url.Values) fields {
	w.t.Helper()
	query.Set("as", w.id)
	answer, err := http.Get(w.pg.URL + "/ui/" + path + "?" + query.Encode())
	raw, status := w.body(path, answer, err)
	return w.read(path, raw, status)
}

func (w *person) post(path string, body fields) fields {
	w.t.Helper()
	raw, status := w.send(path, body)
	return w.read(path, raw, status)
}

func (w *person) send(path string, body fields) (raw []byte, status int) {
	w.t.Helper()
	body["as"] = w.id
	given, err := json.Marshal(body)
	if err != nil {
		w.t.Fatal(err)
	}
	answer, err := http.Post(w.pg.URL+"/ui/"+path, "application/json", bytes.NewReader(given))
	return w.body(path, answer, err)
}

func (w *person) body(path string, answer *http.Response, err error) (raw []byte, status int) {
	w.t.Helper()
	if err == nil {
		defer answer.Body.Close()
		raw, err = io.ReadAll(answer.Body)
	}
	if err != nil {
		w.t.Fatalf("as %s, %s: %v", w.id, path, err)
	}
	return raw, answer.StatusCode
}

func (w *person) read(path string, raw []byte, status int) (said fields) {
	w.t.Helper()
	if err := json.Unmarshal(raw, &said); err != nil || status != http.StatusOK {
		w.t.Fatalf("as %s, %s: %d %v\n%s", w.id, path, status, err, raw)
	}
	return said
}

// do posts what must succeed.
func (w *person) do(path string, body fields) {
	w.t.Helper()
	if said := w.post(path, body); said["ok"] == false {
		w.t.Fatalf("as %s, %s %v: %v", w.id, path, body, said)
	}
}

// dm is the person's conversation with the bot.
func (w *person) dm() string {
	w.t.Helper()
	state := w.get("state", url.Values{})
	bot := at(state, "app", "bot_user_id")
	for _, dm := range list(state["dms"]) {
		if at(dm, "with", "id") == bot {
			return at(dm, "id")
		}
	}
	w.t.Fatalf("%s has no conversation with the bot", w.id)
	return ""
}

// messages are what the person sees in a conversation, oldest first.
func (w *person) messages(channel string) []fields {
	w.t.Helper()
	return list(w.get("conversations/"+channel, url.Values{})["messages"])
}

// command types a slash command, and waits for an answer that has the words.
func (w *person) command(channel, text, answer string) fields {
	w.t.Helper()
	before := len(w.messages(channel))
	w.do("command", fields{"channel": channel, "text": text})
	var last fields
	w.await(fmt.Sprintf("%q after %s", answer, firstWord(text)), func() bool {
		all := w.messages(channel)
		if len(all) <= before {
			return false
		}
		last = all[len(all)-1]
		return strings.Contains(words(last), answer)
	})
	return last
}

// answer types a slash command to the bot, and returns the message or the form that answers it.
func (w *person) answer(text string) (answer fields) {
	w.t.Helper()
	dm := w.dm()
	before := len(w.messages(dm))
	w.do("command", fields{"channel": dm, "text": text})
	w.await("an answer to "+text, func() bool {
		if answer = w.top(); answer == nil {
			if all := w.messages(dm); len(all) > before {
				answer = all[len(all)-1]
			}
		}
		return answer != nil
	})
	w.closeForms()
	return answer
}

// last waits until the newest message of a conversation has the words, and returns it.
func (w *person) last(channel, wanted string) (last fields) {
	w.t.Helper()
	w.await(fmt.Sprintf("%q", wanted), func() bool {
		all := w.messages(channel)
		if len(all) == 0 {
			return false
		}
		last = all[len(all)-1]
		return strings.Contains(words(last), wanted)
	})
	return last
}

// say types an ordinary message, and returns it.
func (w *person) say(channel, text string) fields {
	w.t.Helper()
	w.do("message", fields{"channel": channel, "text": text})
	var own fields
	w.await(fmt.Sprintf("%q", text), func() bool {
		for _, m := range w.messages(channel) {
			if m["text"] == text && m["user"] == w.id {
				own = m
			}
		}
		return own != nil
	})
	return own
}

// all are the messages of a conversation, threads with them.
func (w *person) all(channel string) []fields {
	w.t.Helper()
	all := w.messages(channel)
	for _, m := range all {
		if n, _ := m["reply_count"].(float64); n > 0 {
			all = append(all, list(w.get("conversations/"+channel+"/threads/"+at(m, "ts"), url.Values{})["messages"])...)
		}
	}
	return all
}

// moveClock moves the playground's clock on, and waits for what falls due.
func (w *person) moveClock(to string) {
	w.t.Helper()
	w.do("clock", fields{"to": to})
}

// form waits for a form, and returns the one on top.
func (w *person) form() (top fields) {
	w.t.Helper()
	w.await("a form", func() bool {
		top = w.top()
		return top != nil
	})
	return top
}

func (w *person) top() fields {
	w.t.Helper()
	views := list(w.get("modal", url.Values{})["views"])
	if len(views) == 0 {
		return nil
	}
	return views[len(views)-1]
}

// formWith waits for a form with the words on top.
func (w *person) formWith(said string) (top fields) {
	w.t.Helper()
	w.await(fmt.Sprintf("a form with %q", said), func() bool {
		top = w.top()
		return top != nil && strings.Contains(words(top), said)
	})
	return top
}

// closeForms closes all forms.
func (w *person) closeForms() {
	w.t.Helper()
	if top := w.top(); top != nil {
		w.do("close", fields{"view_id": top["id"], "all": true})
	}
	w.await("forms to close", func() bool { return w.top() == nil })
}

// home opens App Home.
func (w *person) home() fields {
	w.t.Helper()
	view, ok := w.get("home", url.Values{})["view"].(fields)
	if !ok {
		w.t.Fatalf("%s has no App Home", w.id)
	}
	return view
}

// press presses a button, or chooses in a menu, by the action's name before its colon. It takes the first of that name.
func (w *person) press(on fields, action string, chosen ...string) {
	w.t.Helper()
	block, element := find(on, action)
	if element == nil {
		w.t.Fatalf("as %s, nothing to press called %q in:\n%s", w.id, action, words(on))
	}
	w.do("action", fields{
		"container": container(on), "block_id": block["block_id"], "action_id": element["action_id"],
		"element": element, "value": value(element, chosen),
	})
}

// container says where elements stand: on a message, or in a form or App Home.
func container(on fields) fields {
	if on["ts"] != nil {
		return fields{"type": "message", "channel": on["channel"], "message_ts": on["ts"]}
	}
	return fields{"type": "view", "view_id": on["id"]}
}

// submit fills in a form's boxes, by the name before their colon, and sends it. It returns what is said beside the boxes.
func (w *person) submit(form fields, boxes map[string]any) fields {
	w.t.Helper()
	values := fields{}
	for name, filled := range boxes {
		block, element := find(form, name)
		if element == nil {
			w.t.Fatalf("as %s, no box called %q in:\n%s", w.id, name, words(form))
		}
		chosen, several := filled.([]string)
		if !several {
			chosen = []string{filled.(string)}
		}
		entry := value(element, chosen)
		entry["type"] = element["type"]
		values[block["block_id"].(string)] = fields{element["action_id"].(string): entry}
	}
	said := w.post("submit", fields{"view_id": form["id"], "state": fields{"values": values}})
	errors, _ := said["errors"].(fields)
	if said["ok"] == false && errors == nil {
		w.t.Fatalf("as %s, send the form: %v", w.id, said)
	}
	return errors
}

// value is what an element sends when something is chosen in it.
func value(element fields, chosen []string) fields {
	var options []any
	for _, c := range chosen {
		options = append(options, fields{"value": c})
	}
	switch kind := element["type"]; kind {
	case "multi_static_select", "checkboxes":
		return fields{"selected_options": options}
	case "static_select", "radio_buttons":
		return fields{"selected_option": options[0]}
	case "datepicker":
		return fields{"selected_date": chosen[0]}
	case "plain_text_input":
		return fields{"value": chosen[0]}
	default:
		return fields{"value": element["value"]}
	}
}

// find returns the first element whose action, up to its colon, has the name, and the block it stands in.
func find(on fields, action string) (block, element fields) {
	for _, block := range list(on["blocks"]) {
		for _, e := range elements(block) {
			id, _ := e["action_id"].(string)
			if name, _, _ := strings.Cut(id, ":"); name == action || id == action {
				return block, e
			}
		}
	}
	return nil, nil
}

func elements(block fields) []fields {
	found := list(block["elements"])
	for _, name := range []string{"accessory", "element"} {
		if e, ok := block[name].(fields); ok {
			found = append(found, e)
		}
	}
	return found
}

func list(value any) []fields {
	var found []fields
	all, _ := value.([]any)
	for _, each := range all {
		if f, ok := each.(fields); ok {
			found = append(found, f)
		}
	}
	return found
}

// at follows names down a piece of JSON to a text.
func at(value any, names ...string) string {
	for _, name := range names {
		f, _ := value.(fields)
		value = f[name]
	}
	said, _ := value.(string)
	return said
}

// words are all texts in a piece of JSON, a line each.
func words(value any) string {
	var lines []string
	switch v := value.(type) {
	case string:
		return v
	case []any:
		for _, each := range v {
			lines = append(lines, words(each))
		}
	case []fields:
		for _, each := range v {
			lines = append(lines, words(each))
		}
	case fields:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			lines = append(lines, words(v[name]))
		}
	}
	return strings.Join(slices.DeleteFunc(lines, func(s string) bool { return s == "" }), "\n")
}

func firstWord(text string) string {
	first, _, _ := strings.Cut(text, " ")
	return first
}
