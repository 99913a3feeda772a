package bot

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"handrail/handlers"
)

// Limits of a manifest, from Slack's published schema (slackapi/manifest-schema, manifest.schema.2.0.0.json).
func withinLimits(t *testing.T, m Manifest) {
	t.Helper()
	within := func(what, text string, least, most int) {
		t.Helper()
		if n := utf8.RuneCountInString(text); n < least || n > most {
			t.Errorf("%s has %d characters, Slack takes %d to %d: %q", what, n, least, most, text)
		}
	}
	within("display_information.name", m.Display.Name, 1, 35)
	within("display_information.description", m.Display.Description, 1, 140)
	within("display_information.long_description", m.Display.Long, 175, 4000)
	within("bot_user.display_name", m.Features.BotUser.Name, 1, 80)
	if n := len(m.Features.Commands); n < 1 || n > 50 {
		t.Errorf("%d commands, Slack takes 1 to 50", n)
	}
	for _, c := range m.Features.Commands {
		within("command", c.Command, 2, 32)
		within("description of "+c.Command, c.Description, 1, 2000)
		within("usage_hint of "+c.Command, c.UsageHint, 0, 1000)
		if !strings.HasPrefix(c.Command, "/") || c.Command != strings.ToLower(c.Command) || strings.Contains(c.Command, " ") {
			t.Errorf("command %q", c.Command)
		}
	}
	if n := len(m.Features.Shortcuts); n > 10 {
		t.Errorf("%d shortcuts, Slack takes 10", n)
	}
	for _, s := range m.Features.Shortcuts {
		within("shortcut name", s.Name, 1, 24)
		within("shortcut description", s.Description, 1, 150)
		within("shortcut callback_id", s.CallbackID, 1, 255)
	}
}

func TestManifestKeepsSlacksLimits(t *testing.T) {
	reg := handlers.New(handlers.Dependencies{})
	for mode, address := range map[Mode]string{SocketMode: "", HTTPMode: "https://handrail.example.org/"} {
		m, err := NewManifest(reg, mode, address)
		must(t, err)
		withinLimits(t, m)
		if len(m.Features.Commands) != len(reg.Commands) || len(m.Features.Shortcuts) != len(reg.Shortcuts) {
			t.Errorf("the manifest leaves something of the registry out: %+v", m.Features)
		}
	}
}

func TestManifest(t *testing.T) {
	reg := handlers.Registry{
		Commands:  []handlers.Command{{Name: "/reflect", Description: "Write", UsageHint: "[words]"}},
		Shortcuts: []handlers.Shortcut{{CallbackID: "on", Name: "Reflect on this", Description: "Opens a form", OnMessage: true}},
	}
	socket, err := NewManifest(reg, SocketMode, "https://ignored.example.org")
	must(t, err)
	content, err := json.Marshal(socket)
	must(t, err)
	if strings.Contains(string(content), "https://") || !socket.Settings.SocketMode {
		t.Errorf("a socket needs no address: %s", content)
	}
	web, err := NewManifest(reg, HTTPMode, "https://handrail.example.org/")
	must(t, err)
	if web.Settings.SocketMode || web.Features.Commands[0].URL != "https://handrail.example.org/slack/commands" ||
		web.Settings.Events.URL != "https://handrail.example.org/slack/events" || web.Settings.Interactivity.URL != "https://handrail.example.org/slack/interactions" {
		t.Errorf("got %+v", web)
	}
	if got := strings.Join(web.OAuth.Scopes.Bot, " "); got != "commands chat:write im:write users:read im:history files:write" {
		t.Errorf("asks for %s", got)
	}
	for _, address := range []string{"", "http://handrail.example.org", "handrail.example.org"} {
		if _, err := NewManifest(reg, HTTPMode, address); err == nil {
			t.Errorf("took the address %q", address)
		}
	}
}
