package bot

import (
	"fmt"
	"strings"

	"handrail/handlers"
)

// Mode is how Slack reaches the bot.
type Mode string

// The modes.
const (
	SocketMode Mode = "socket"
	HTTPMode   Mode = "http"
)

// Scopes returns what the bot token needs, and no more: commands; chat:write to post; im:write to open direct
// messages; users:read for time zones and guests; im:history to hear direct messages to the bot; files:write to send
// people the copy of their data they asked for.
func Scopes() []string {
	return []string{"commands", "chat:write", "im:write", "users:read", "im:history", "files:write"}
}

// Events returns the events the bot listens to. The last two tell of somebody who becomes a guest, is deactivated or
// joins, and need no scope but users:read (https://docs.slack.dev/reference/events/user_change).
func Events() []string { return []string{"app_home_opened", "message.im", "user_change", "team_join"} }

// Manifest is the app manifest to paste into Slack. Its form is
// https://docs.slack.dev/reference/app-manifest.
type Manifest struct {
	Metadata Metadata `json:"_metadata" yaml:"_metadata"`
	Display  Display  `json:"display_information" yaml:"display_information"`
	Features Features `json:"features" yaml:"features"`
	OAuth    OAuth    `json:"oauth_config" yaml:"oauth_config"`
	Settings Settings `json:"settings" yaml:"settings"`
}

// Metadata is the version of the manifest's form.
type Metadata struct {
	Major int `json:"major_version" yaml:"major_version"`
	Minor int `json:"minor_version" yaml:"minor_version"`
}

// Display is how the app shows in Slack.
type Display struct {
	Name        string `json:"name" yaml:"name"`
	Description string `json:"description" yaml:"description"`
	Long        string `json:"long_description" yaml:"long_description"`
	Colour      string `json:"background_color" yaml:"background_color"`
}

// Features are what people see of the app.
type Features struct {
	Home      AppHome           `json:"app_home" yaml:"app_home"`
	BotUser   BotUser           `json:"bot_user" yaml:"bot_user"`
	Shortcuts []ManifestAction  `json:"shortcuts,omitempty" yaml:"shortcuts,omitempty"`
	Commands  []ManifestCommand `json:"slash_commands" yaml:"slash_commands"`
}

// AppHome says which tabs the app has.
type AppHome struct {
	Home     bool `json:"home_tab_enabled" yaml:"home_tab_enabled"`
	Messages bool `json:"messages_tab_enabled" yaml:"messages_tab_enabled"`
	ReadOnly bool `json:"messages_tab_read_only_enabled" yaml:"messages_tab_read_only_enabled"`
}

// BotUser is the bot's name.
type BotUser struct {
	Name         string `json:"display_name" yaml:"display_name"`
	AlwaysOnline bool   `json:"always_online" yaml:"always_online"`
}

// ManifestAction is a shortcut.
type ManifestAction struct {
	Name        string `json:"name" yaml:"name"`
	Type        string `json:"type" yaml:"type"`
	CallbackID  string `json:"callback_id" yaml:"callback_id"`
	Description string `json:"description" yaml:"description"`
}

// ManifestCommand is a slash command. Escape has Slack send mentions as <@U123|name>, so that they can be masked.
type ManifestCommand struct {
	Command     string `json:"command" yaml:"command"`
	URL         string `json:"url,omitempty" yaml:"url,omitempty"`
	Description string `json:"description" yaml:"description"`
	UsageHint   string `json:"usage_hint,omitempty" yaml:"usage_hint,omitempty"`
	Escape      bool   `json:"should_escape" yaml:"should_escape"`
}

// OAuth holds the scopes.
type OAuth struct {
	Scopes struct {
		Bot []string `json:"bot" yaml:"bot"`
	} `json:"scopes" yaml:"scopes"`
}

// Settings say how Slack reaches the bot.
type Settings struct {
	Events        Subscriptions `json:"event_subscriptions" yaml:"event_subscriptions"`
	Interactivity Interactivity `json:"interactivity" yaml:"interactivity"`
	OrgDeploy     bool          `json:"org_deploy_enabled" yaml:"org_deploy_enabled"`
	SocketMode    bool          `json:"socket_mode_enabled" yaml:"socket_mode_enabled"`
	TokenRotation bool          `json:"token_rotation_enabled" yaml:"token_rotation_enabled"`
}

// Subscriptions are the events the bot hears.
type Subscriptions struct {
	URL string   `json:"request_url,omitempty" yaml:"request_url,omitempty"`
	Bot []string `json:"bot_events" yaml:"bot_events"`
}

// Interactivity is where buttons and forms go.
type Interactivity struct {
	Enabled bool   `json:"is_enabled" yaml:"is_enabled"`
	URL     string `json:"request_url,omitempty" yaml:"request_url,omitempty"`
}

// NewManifest draws the manifest from the registry. HTTP mode needs the https address under which Slack reaches the
// bot.
func NewManifest(reg handlers.Registry, mode Mode, address string) (Manifest, error) {
	address = strings.TrimRight(address, "/")
	if mode == HTTPMode && !strings.HasPrefix(address, "https://") {
		return Manifest{}, fmt.Errorf("--url %q: HTTP mode needs the https address at which Slack reaches Handrail, such as https://handrail.example.org", address)
	}
	if mode == SocketMode {
		address = ""
	}
	m := Manifest{
		Metadata: Metadata{Major: 2, Minor: 1},
		Display: Display{
			Name: "Handrail", Description: "Reflection, supervision questions and weekly digests for peer workers.", Long: longDescription, Colour: "#2f5d50",
		},
		Features: Features{
			Home: AppHome{Home: true, Messages: true}, BotUser: BotUser{Name: "Handrail", AlwaysOnline: true},
			Shortcuts: shortcutsOf(reg), Commands: commandsOf(reg, address),
		},
		Settings: Settings{
			Events:        Subscriptions{URL: at(address, "/slack/events"), Bot: Events()},
			Interactivity: Interactivity{Enabled: true, URL: at(address, "/slack/interactions")},
			SocketMode:    mode == SocketMode,
		},
	}
	m.OAuth.Scopes.Bot = Scopes()
	return m, nil
}

const longDescription = "Handrail is for peer workers in mental health services, their supervisors and their line managers. " +
	"Peer workers record reflections and boundary questions, and choose who can read them: only they, unless they say so. " +
	"Teams get questions for supervision. Line managers get a weekly digest of the themes that were shared, never of who shared them. " +
	"Nobody watches what is written here. It is not a way to get help in an emergency."

func at(address, path string) string {
	if address == "" {
		return ""
	}
	return address + path
}

func commandsOf(reg handlers.Registry, address string) []ManifestCommand {
	var commands []ManifestCommand
	for _, c := range reg.Commands {
		commands = append(commands, ManifestCommand{
			Command: c.Name, URL: at(address, "/slack/commands"), Description: c.Description, UsageHint: c.UsageHint, Escape: true,
		})
	}
	return commands
}

func shortcutsOf(reg handlers.Registry) []ManifestAction {
	var shortcuts []ManifestAction
	for _, s := range reg.Shortcuts {
		kind := "global"
		if s.OnMessage {
			kind = "message"
		}
		shortcuts = append(shortcuts, ManifestAction{Name: s.Name, Type: kind, CallbackID: s.CallbackID, Description: s.Description})
	}
	return shortcuts
}
