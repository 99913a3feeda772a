package playground

import (
	"strings"
	"testing"
)

// What Slack's own menus offer: people who are there, and conversations that the person can see.
func TestPickersOfferWhomAndWhatThereIs(t *testing.T) {
	w := workspaceForTests()
	w.People = append(w.People, Person{ID: "U9GONE", Name: "gone", Deleted: true})
	w.Channels = append(w.Channels,
		Channel{ID: "C7OPEN", Name: "open"}, Channel{ID: "C7OLD", Name: "old", Archived: true}, Channel{ID: "C7HID", Name: "hidden", Private: true},
		Channel{ID: "C7OWN", Name: "own", Private: true, Members: []string{sam}})
	s := New(w)
	for _, c := range []struct {
		name, element, field string
		chosen               any
		ok                   bool
	}{
		{"somebody", `{"type":"users_select","action_id":"a"}`, "selected_user", sam, true},
		{"nobody", `{"type":"users_select","action_id":"a"}`, "selected_user", nil, true},
		{"somebody made up", `{"type":"users_select","action_id":"a"}`, "selected_user", "U0NOBODY", false},
		{"somebody who left", `{"type":"users_select","action_id":"a"}`, "selected_user", "U9GONE", false},
		{"somebody who left and stood there", `{"type":"users_select","action_id":"a","initial_user":"U9GONE"}`, "selected_user", "U9GONE", true},
		{"several", `{"type":"multi_users_select","action_id":"a"}`, "selected_users", []any{sam, "U0NOBODY"}, false},
		{"a public channel", `{"type":"channels_select","action_id":"a"}`, "selected_channel", "C7OPEN", true},
		{"a private one in a menu of public ones", `{"type":"channels_select","action_id":"a"}`, "selected_channel", "C7OWN", false},
		{"a private channel", `{"type":"conversations_select","action_id":"a","filter":{"include":["public","private"]}}`, "selected_conversation", "C7OWN", true},
		{"somebody else's private channel", `{"type":"conversations_select","action_id":"a"}`, "selected_conversation", "C7HID", false},
		{"an archived channel", `{"type":"conversations_select","action_id":"a"}`, "selected_conversation", "C7OLD", false},
		{"what the filter leaves out", `{"type":"conversations_select","action_id":"a","filter":{"include":["private"]}}`, "selected_conversation", "C7OPEN", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			blocks := decoded(t, `[{"type":"input","block_id":"b","label":`+plainJSON(3)+`,"element":`+c.element+`}]`)
			values, err := stateOf(blocks, state{"b": {"a": {c.field: c.chosen}}})
			if err != nil {
				t.Fatal(err)
			}
			who, _ := s.person(sam)
			if err := s.offered(who, blocks, values); (err == nil) != c.ok || err != nil && !strings.Contains(err.Error(), "not offered") {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestAFilterThatSlackRefuses(t *testing.T) {
	for _, filter := range []string{`{}`, `{"include":[]}`, `{"include":["channels"]}`, `{"exclude":true}`} {
		messages, _ := checkBlocks(onModal, "/blocks", decoded(t, inputJSON(`{"type":"conversations_select","action_id":"a","filter":`+filter+`}`)))
		if len(messages) == 0 {
			t.Errorf("%s was taken", filter)
		}
	}
}
