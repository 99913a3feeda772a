package handlers_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// Whatever people press, in whatever order, nothing breaks and no message, App Home or id holds their words.
func TestAnyWalkThroughTheButtonsIsSafe(t *testing.T) {
	steps := 400
	if testing.Short() {
		steps = 100
	}
	for seed := range uint64(3) {
		w := newWorld(t)
		walker := &walker{world: w, rand: rand.New(rand.NewPCG(seed, 7))}
		for range steps {
			walker.step()
			if t.Failed() {
				t.Fatalf("seed %d, after %s", seed, strings.Join(walker.path, " > "))
			}
		}
	}
}

// walker is somebody who presses what is there. pages are what each person has before them.
type walker struct {
	*world
	rand  *rand.Rand
	pages []seen
	path  []string
}

type seen struct {
	by       pw.UserID
	elements []element
	private  string
	view     string
	form     *views.Form
}

// element is a button, a menu or boxes on a page.
type element struct {
	Type    string `json:"type"`
	Action  string `json:"action_id"`
	Value   string `json:"value"`
	Options []struct {
		Value string `json:"value"`
	} `json:"options"`
}

func (w *walker) step() {
	w.t.Helper()
	if len(w.pages) == 0 || w.rand.IntN(4) == 0 {
		w.begin()
		return
	}
	page := w.pages[w.rand.IntN(len(w.pages))]
	if page.form != nil && w.handles(page.form) && w.rand.IntN(2) == 0 {
		w.send(page)
		return
	}
	if len(page.elements) > 0 {
		w.use(page, page.elements[w.rand.IntN(len(page.elements))])
	}
}

func (w *walker) begin() {
	people := []pw.UserID{sam, lee, ama, jo, kim, noor}
	by := people[w.rand.IntN(len(people))]
	if w.rand.IntN(4) == 0 {
		reply, err := w.try(w.all.Home, handlers.Request{User: by})
		w.took("home", by, reply, err)
		return
	}
	commands := [][2]string{
		{"/reflect", "Margaret felt less alone with " + canary}, {"/boundary", canary}, {"/reflect", ""}, {"/boundary", ""}, {"/supervision", ""},
		{"/supervision", "ask"}, {"/digest", ""}, {"/handrail", ""}, {"/handrail", "notes"}, {"/handrail", "data"}, {"/handrail", "settings"},
	}
	c := commands[w.rand.IntN(len(commands))]
	reply, err := w.try(w.handlerOf(c[0]), handlers.Request{User: by, Name: c[0], Text: c[1], Channel: riversideChannel})
	w.took(c[0], by, reply, err)
}

func (w *walker) use(page seen, e element) {
	req := handlers.Request{User: page.by, Name: e.Action, Text: e.Value, Channel: riversideChannel, View: page.view, Private: page.private}
	if len(e.Options) > 0 {
		req.Text = e.Options[w.rand.IntN(len(e.Options))].Value
		req.State = chosen(e.Action, req.Text)
	}
	if page.form != nil && e.Action == views.ActTeam {
		req.State = filled(page.form, map[string]string{views.ActTeam: req.Text})
	}
	name, _, _ := strings.Cut(e.Action, ":")
	if w.all.Actions[name] == nil {
		return // a box, read when its form is sent
	}
	reply, err := w.try(w.all.Actions[name], req)
	w.took(name, page.by, reply, err)
}

func (w *walker) handles(f *views.Form) bool {
	return w.all.Forms[f.CallbackID] != nil && f.Submit != nil
}

func (w *walker) send(page seen) {
	boxes := map[string]string{}
	if w.rand.IntN(3) > 0 {
		boxes[views.BoxWhat] = canary + " again"
	}
	reply, err := w.try(w.all.Forms[page.form.CallbackID], handlers.Request{
		User: page.by, Name: page.form.CallbackID, View: "V1", Private: page.form.PrivateMetadata, State: filled(page.form, boxes),
	})
	w.took("send "+page.form.CallbackID, page.by, reply, err)
}

// took keeps what came of a step. Errors that are told to people are fine; others are not.
func (w *walker) took(name string, by pw.UserID, r handlers.Reply, err error) {
	w.t.Helper()
	w.path = append(w.path, string(by)+" "+name)
	var told *pw.Error
	if err != nil && !errors.As(err, &told) {
		w.t.Errorf("%s: %v", name, err)
	}
	if r.Say != nil {
		w.keep(seen{by: by, elements: elementsOf(r.Say.Blocks)})
	}
	if r.Home != nil {
		w.keep(seen{by: by, elements: elementsOf(r.Home.Blocks.BlockSet), private: r.Home.PrivateMetadata, view: "V0"})
	}
	for _, f := range []*views.Form{r.Form, r.Update} {
		if f != nil {
			w.keep(seen{by: by, elements: elementsOf(f.Blocks.BlockSet), private: f.PrivateMetadata, view: "V1", form: f})
		}
	}
}

// keep remembers the newest pages.
func (w *walker) keep(s seen) {
	w.pages = append(w.pages, s)
	if len(w.pages) > 12 {
		w.pages = w.pages[1:]
	}
}

func elementsOf(blocks []slack.Block) []element { return elementsIn(encode(blocks)) }

func elementsIn(page string) []element {
	var found []element
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if _, ok := v["action_id"]; ok {
				var e element
				if json.Unmarshal([]byte(encode(v)), &e) == nil {
					found = append(found, e)
				}
				return
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	var tree any
	if json.Unmarshal([]byte(page), &tree) == nil {
		walk(tree)
	}
	return found
}
