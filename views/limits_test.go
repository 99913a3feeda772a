package views_test

import (
	"encoding/json"
	"fmt"
	"testing"
	"unicode/utf8"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/views"
)

// The limits of https://docs.slack.dev/reference/block-kit, checked on what is sent.
func TestEveryPageStaysInsideSlacksLimits(t *testing.T) {
	for _, c := range cases(t) {
		t.Run(c.name, func(t *testing.T) {
			encoded, err := json.Marshal(payload(c.page))
			if err != nil {
				t.Fatal(err)
			}
			check := limits{t: t, actions: map[string]bool{}, blocks: map[string]bool{}}
			check.page(c.page, encoded)
			var tree any
			if err := json.Unmarshal(encoded, &tree); err != nil {
				t.Fatal(err)
			}
			check.walk("page", tree)
		})
	}
}

type limits struct {
	t               *testing.T
	actions, blocks map[string]bool
}

func (l limits) page(page any, encoded []byte) {
	switch p := page.(type) {
	case views.Message:
		l.between("blocks of a message", len(p.Blocks), 1, 50)
		l.between("bytes of a message's blocks", len(encoded), 1, 13_000)
		l.between("characters of a text alternative", utf8.RuneCountInString(p.Text), 1, 12_000)
		l.charts(p.Blocks)
	case views.Form:
		l.between("blocks of a form", len(p.Blocks.BlockSet), 1, 100)
		l.between("private_metadata", len(p.PrivateMetadata), 0, 3000)
		l.between("title", utf8.RuneCountInString(p.Title.Text), 1, 24)
		l.between("close", utf8.RuneCountInString(p.Close.Text), 1, 24)
		l.between("callback_id", len(p.CallbackID), 1, 255)
		if p.Submit != nil {
			l.between("submit", utf8.RuneCountInString(p.Submit.Text), 1, 24)
		}
		l.sendable(p)
	case views.Home:
		l.between("blocks of App Home", len(p.Blocks.BlockSet), 1, 100)
	}
}

// sendable holds that a form with boxes has a button to send it.
func (l limits) sendable(f views.Form) {
	for _, b := range f.Blocks.BlockSet {
		if b.BlockType() == slack.MBTInput && f.Submit == nil {
			l.t.Errorf("the form has a box %q and nothing to send it with", b.ID())
		}
	}
}

func (l limits) charts(blocks []slack.Block) {
	for _, b := range blocks {
		if chart, ok := b.(*slack.DataVisualizationBlock); ok {
			if err := chart.Validate(); err != nil {
				l.t.Error(err)
			}
		}
	}
}

func (l limits) walk(place string, v any) {
	switch v := v.(type) {
	case []any:
		for i, e := range v {
			l.walk(fmt.Sprintf("%s[%d]", place, i), e)
		}
	case map[string]any:
		l.object(place, v)
		for key, e := range v {
			l.walk(place+"."+key, e)
		}
	}
}

func (l limits) object(place string, o map[string]any) {
	switch o["type"] {
	case "mrkdwn":
		l.t.Errorf("%s: text is not plain_text", place)
	case "plain_text":
		l.between(place+" text", runes(o["text"]), 1, 3000)
	case "header":
		l.between(place+" header", textOf(o["text"]), 1, 150)
	case "context":
		l.between(place+" elements", length(o["elements"]), 1, 10)
	case "actions":
		l.between(place+" elements", length(o["elements"]), 1, 25)
	case "input":
		l.between(place+" label", textOf(o["label"]), 1, 2000)
		l.between(place+" hint", textOf(o["hint"]), 0, 2000)
		l.unique(place, "block_id", l.blocks, o)
	case "button":
		l.between(place+" button", textOf(o["text"]), 1, 75)
		l.between(place+" value", runes(o["value"]), 0, 2000)
	case "radio_buttons", "checkboxes":
		l.between(place+" options", length(o["options"]), 1, 10)
		l.amongOptions(place, o)
	case "static_select", "multi_static_select":
		l.between(place+" placeholder", textOf(o["placeholder"]), 1, 150)
		l.between(place+" options", length(o["options"])+length(o["option_groups"]), 1, 100)
		l.amongOptions(place, o)
	case "plain_text_input":
		l.between(place+" initial_value", runes(o["initial_value"]), 0, 3000)
	}
	if _, ok := o["action_id"]; ok && o["type"] != "button" { // boxes and menus are found by it
		l.unique(place, "action_id", l.actions, o)
	}
	if _, isOption := o["value"].(string); isOption && o["type"] == nil {
		l.between(place+" option", textOf(o["text"]), 1, 75)
		l.between(place+" description", textOf(o["description"]), 0, 75)
		l.between(place+" option's value", runes(o["value"]), 1, 150)
	}
	if _, isConfirm := o["deny"]; isConfirm {
		l.between(place+" title", textOf(o["title"]), 1, 100)
		l.between(place+" text", textOf(o["text"]), 1, 300)
		l.between(place+" confirm", textOf(o["confirm"]), 1, 30)
		l.between(place+" deny", textOf(o["deny"]), 1, 30)
	}
}

// amongOptions holds that what is chosen at first is, to the letter, one of the options.
func (l limits) amongOptions(place string, o map[string]any) {
	offered := map[string]bool{}
	for _, option := range list(o["options"]) {
		offered[encode(option)] = true
	}
	for _, group := range list(o["option_groups"]) {
		for _, option := range list(group.(map[string]any)["options"]) {
			offered[encode(option)] = true
		}
	}
	for _, chosen := range append(list(o["initial_options"]), o["initial_option"]) {
		if chosen != nil && !offered[encode(chosen)] {
			l.t.Errorf("%s: chosen at first, but not offered: %v", place, chosen)
		}
	}
}

func (l limits) unique(place, key string, seen map[string]bool, o map[string]any) {
	id, _ := o[key].(string)
	l.between(place+" "+key, len(id), 1, 255)
	if seen[id] {
		l.t.Errorf("%s: %s %q stands twice", place, key, id)
	}
	seen[id] = true
}

func (l limits) between(what string, n, least, most int) {
	l.t.Helper()
	if n < least || n > most {
		l.t.Errorf("%s: %d, not between %d and %d", what, n, least, most)
	}
}

func list(v any) []any { l, _ := v.([]any); return l }

func length(v any) int { return len(list(v)) }

func runes(v any) int { s, _ := v.(string); return utf8.RuneCountInString(s) }

func textOf(v any) int { o, _ := v.(map[string]any); return runes(o["text"]) }

func encode(v any) string { b, _ := json.Marshal(v); return string(b) }

func TestNamesAreKeptToOneSafeLine(t *testing.T) {
	for _, c := range []struct{ name, raw, want string }{
		{"leaves a plain name as it is", "Sam O'Hara-Jones", "Sam O'Hara-Jones"},
		{"joins lines", "Sam\n\nJones", "Sam Jones"},
		{"drops what turns text around", "Sam\u202eevil", "Samevil"},
		{"keeps right-to-left names apart", arabic, "\u2068" + arabic + "\u2069"},
		{"keeps them apart once", "\u2068" + arabic + "\u2069", "\u2068" + arabic + "\u2069"},
		{"drops control characters", "S\x07am", "Sam"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := views.Name(c.raw); got != c.want {
				t.Errorf("Name(%q) = %q, want %q", c.raw, got, c.want)
			}
		})
	}
}

func TestAFormIsReadBackAsItWasDrawn(t *testing.T) {
	state := views.State{}
	set := func(block, action string, a slack.BlockAction) {
		state[block] = map[string]slack.BlockAction{action: a}
	}
	set(views.BoxWhat, views.BoxWhat, slack.BlockAction{Value: "what"})
	set(views.BoxWhy, views.BoxWhy, slack.BlockAction{Value: "why"})
	set(views.BoxCodes, views.BoxCodes, slack.BlockAction{SelectedOptions: []slack.OptionBlockObject{{Value: "E1"}, {Value: "nonsense"}, {Value: "R1"}}})
	set(views.BoxReaders+":riverside", views.BoxReaders, slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: "2"}})
	set(views.BoxShare+":riverside", views.BoxShare, slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: "yes"}})
	set(views.BoxHappened, views.BoxHappened, slack.BlockAction{SelectedDate: "2026-11-20"})
	set(views.BoxTalk, views.BoxTalk, slack.BlockAction{SelectedOption: slack.OptionBlockObject{Value: "soon"}})

	in := views.ReadNote(state)

	if in.Words != (peerwork.Words{What: "what", Why: "why"}) || in.Talk != peerwork.Soon ||
		in.Readers != peerwork.SupervisorAndManager || !in.ReadersAsked || !in.Share || !in.ShareAnswered ||
		len(in.Codes) != 2 || in.Codes[0] != "R1" || in.Happened.Day() != 20 {
		t.Errorf("read %+v", in)
	}
}

func TestWhatAFormCarriesIsReadBack(t *testing.T) {
	want := views.NoteMeta{Note: "n1", Revision: 7, Kind: peerwork.BoundaryQuestion, Team: "a&b=c", Prompt: "r1-hello"}
	if got := views.ParseNoteMeta(want.String()); got != want {
		t.Errorf("read %+v, want %+v", got, want)
	}
}
