package bot

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/peerwork"
)

// Nobody from outside comes in, by whichever door, and what they typed is given back to them alone.
func TestOutsidersComeInByNoDoor(t *testing.T) {
	outsiders := map[string]struct {
		known peerwork.Person
		team  string // the workspace that Slack names
	}{
		"a guest":                        {peerwork.Person{Guest: true}, "T01PLAY"},
		"somebody deactivated":           {peerwork.Person{Deactivated: true}, "T01PLAY"},
		"a bot":                          {peerwork.Person{Bot: true}, "T01PLAY"},
		"a stranger of a shared channel": {peerwork.Person{Stranger: true}, "T01PLAY"},
		"a stranger whom only their team tells of": {peerwork.Person{}, "T0OTHER"},
	}
	interaction := func(team, kind, more string) string {
		payload := fmt.Sprintf(`{"type":%q,"trigger_id":"t1","response_url":"http://127.0.0.1:1/response/1","team":{"id":%q},"user":{"id":"U9OUT","team_id":%q},%s}`, kind, team, team, more)
		return "payload=" + url.QueryEscape(payload)
	}
	event := func(team, what string) string {
		return fmt.Sprintf(`{"type":"event_callback","event_id":"E1","team_id":%q,"event":{%s}}`, team, what)
	}
	doors := map[string]struct{ path, body string }{
		"a command":          {"/slack/commands", "team_id=TEAM&channel_id=C01&user_id=U9OUT&command=%2Freflect&text=a+heron&trigger_id=t1&response_url=http%3A%2F%2F127.0.0.1%3A1%2Fresponse%2F1"},
		"a button":           {"/slack/interactions", interaction("TEAM", "block_actions", `"actions":[{"action_id":"write","block_id":"b","type":"button","value":"a heron"}]`)},
		"a shortcut":         {"/slack/interactions", interaction("TEAM", "shortcut", `"callback_id":"shortcut-reflect"`)},
		"a message shortcut": {"/slack/interactions", interaction("TEAM", "message_action", `"callback_id":"shortcut-reflect-on","message_ts":"1.2","channel":{"id":"C01"}`)},
		"a form": {"/slack/interactions", interaction("TEAM", "view_submission",
			`"view":{"id":"V1","hash":"h","callback_id":"note","type":"modal","blocks":[{"type":"input","block_id":"what"}],"state":{"values":{"what":{"what":{"type":"plain_text_input","value":"a heron"}}}}}`)},
		"App Home":         {"/slack/events", event("TEAM", `"type":"app_home_opened","user":"U9OUT","tab":"home"`)},
		"a direct message": {"/slack/events", event("TEAM", `"type":"message","channel_type":"im","channel":"D9","user":"U9OUT","text":"a heron","ts":"1.2"`)},
	}
	for who, outsider := range outsiders {
		for door, c := range doors {
			t.Run(who+" by "+door, func(t *testing.T) {
				came := false
				in := func(context.Context, handlers.Request) (handlers.Reply, error) {
					came = true
					return handlers.Reply{}, nil
				}
				b, sent := offline(t, handlers.Registry{
					Commands: []handlers.Command{{Name: "/reflect", Handle: in}}, Direct: in, Home: in,
					Actions: map[string]handlers.Handler{"write": in}, Forms: map[string]handlers.Handler{"note": in},
					Shortcuts: []handlers.Shortcut{{CallbackID: "shortcut-reflect", Handle: in}, {CallbackID: "shortcut-reflect-on", OnMessage: true, Handle: in}},
				})
				if outsider.known != (peerwork.Person{}) {
					b.people.byID["U9OUT"] = outsider.known
				}
				w := serve(t, b, signedPost(c.path, strings.ReplaceAll(c.body, "TEAM", outsider.team), time.Now(), "secret"))
				must(t, b.Wait(t.Context()))
				if came || w.Code != 200 {
					t.Fatalf("came in: %v; answered %d %s", came, w.Code, w.Body)
				}
				said := w.Body.String() + strings.Join(sent.sent, "\n")
				switch polite := strings.Contains(plain(said), "people from other organisations"); {
				case door == "App Home" && polite:
					t.Errorf("looking at App Home is answered: %s", said)
				case door != "App Home" && !polite:
					t.Errorf("no polite no: %s", said)
				}
				if door == "a command" && !strings.Contains(said, "a heron") {
					t.Errorf("the words are not given back: %s", said)
				}
			})
		}
	}
}

// plain undoes the spellings of what is sent, as far as a sentence needs it.
func plain(s string) string {
	if read, err := url.QueryUnescape(s); err == nil {
		s += read
	}
	var text string
	if json.Unmarshal([]byte(`"`+s+`"`), &text) == nil {
		s += text
	}
	return s
}
