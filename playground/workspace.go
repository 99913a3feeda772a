package playground

import (
	"cmp"
	"strings"
	"time"
)

// Workspace is the seed of a Server. Only People and App.BotUserID are needed; New fills in the rest.
type Workspace struct {
	Team     Team
	App      App
	People   []Person // the app's own bot user is added when it is missing
	Channels []Channel
	Guide    []Step

	// Presets offers moments to move the clock to, given the domain time. Nil offers an hour on, tomorrow and next Monday.
	Presets func(now time.Time) []Preset

	Start time.Time      // where the domain clock begins; the zero time means now
	Zone  *time.Location // what the page shows times in; Europe/London by default
	Still bool           // the domain clock stands still between moves, for tests

	// The tokens and the secret are made up at random where they are empty; Server.Tokens tells them.
	BotToken      string // xoxb-...
	AppToken      string // xapp-..., for Socket Mode
	SigningSecret string // for HTTP mode

	// Scopes are what the bot token is granted. Nil grants DefaultScopes.
	Scopes []string

	// RequestURL, when set, is the base URL of an app in HTTP mode. The paths /slack/commands, /slack/interactions
	// and /slack/events are added to it.
	RequestURL string

	Timing Timing
}

// Team is the Slack workspace.
type Team struct {
	ID     string `json:"id"`
	Name   string `json:"name"`
	Domain string `json:"-"`
}

// App is the one app installed in the workspace.
type App struct {
	ID        string
	Name      string
	BotUserID string
	BotID     string
	Commands  []Command
	Shortcuts []Shortcut

	// Events lists the event types the app subscribes to. Nil means app_home_opened and message.im.
	Events []string
}

// Command is a slash command of the app.
type Command struct {
	Name         string `json:"command"` // with its slash
	Description  string `json:"description"`
	UsageHint    string `json:"usage_hint"`
	ShouldEscape bool   `json:"-"` // mentions, channels and addresses in the text reach the app as <@U123|name>, <#C123|name>, <https://...>
}

// Shortcut is a global or message shortcut of the app.
type Shortcut struct {
	Name        string `json:"name"`
	Type        string `json:"type"` // "global" or "message"
	CallbackID  string `json:"callback_id"`
	Description string `json:"description"`
}

// Person is a member of the workspace.
type Person struct {
	ID       string `json:"id"`
	Name     string `json:"name"` // the handle, as in @sam
	RealName string `json:"real_name"`
	Title    string `json:"title"`
	Color    string `json:"color"`
	IsBot    bool   `json:"is_bot"`
	IsGuest  bool   `json:"is_guest"`
	Deleted  bool   `json:"deleted"`
	TZ       string `json:"tz"` // an IANA name; Europe/London by default

	IsAdmin    bool   `json:"-"`
	IsStranger bool   `json:"-"` // somebody of another workspace, met through Slack Connect
	TeamID     string `json:"-"` // of a stranger's own workspace
}

// Channel is a public or private channel.
type Channel struct {
	ID       string
	Name     string
	Topic    string
	Private  bool
	Archived bool
	Members  []string // user ids; name the bot user too where the app may post
}

// Step is one step of the guide. It is ticked off when As does what When says.
type Step struct {
	Title string `json:"title"`
	Text  string `json:"text"`
	As    string `json:"as"`    // a user id, or "" for anybody
	Where string `json:"where"` // a channel id, "home", "messages" for the direct message with the app, or ""
	Type  string `json:"type"`  // text to type, or ""
	Done  bool   `json:"done"`

	// When is "command:/name", "message", "submit:callback_id", "action:action_id", "shortcut:callback_id", "home" or
	// "clock". Left empty, it follows from Type and Where.
	When string `json:"-"`
}

// Preset is a moment the page offers to move the clock to.
type Preset struct {
	Label string
	To    time.Time
}

// Timing holds Slack's protocol times. Zero fields take Slack's values; tests may shorten them.
type Timing struct {
	Ack         time.Duration   // how long an app has to acknowledge: 3 s
	Trigger     time.Duration   // how long a trigger opens a view: 3 s
	ResponseURL time.Duration   // how long a response URL answers: 30 min
	Retries     []time.Duration // waits before each repeat of an event that was not acknowledged: at once, 1 min, 5 min
	Ping        time.Duration   // between WebSocket pings: 5 s
}

// DefaultScopes returns what a bot token is granted unless the Workspace says otherwise.
func DefaultScopes() []string {
	return []string{"commands", "chat:write", "im:write", "users:read", "im:history", "files:write"}
}

// Example returns a small workspace for tests: Sam, Ama and Jo, a public channel with the bot in it (C02SUP), a
// private channel without it (C03PRV), a public one without it (C04OUT), an archived one (C05OLD), one command
// (/reflect) and one shortcut of each type (reflect_global, reflect_message).
func Example() Workspace {
	return Workspace{
		Team: Team{ID: "T01PLAY", Name: "Riverside", Domain: "riverside"},
		App: App{
			ID: "A01APP", Name: "Handrail", BotUserID: "U0BOT", BotID: "B0BOT",
			Commands: []Command{{Name: "/reflect", Description: "Write a reflection", UsageHint: "some words", ShouldEscape: true}},
			Shortcuts: []Shortcut{
				{Name: "Reflect", Type: "global", CallbackID: "reflect_global"},
				{Name: "Reflect on this", Type: "message", CallbackID: "reflect_message"},
			},
		},
		People: []Person{
			{ID: "U01SAM", Name: "sam", RealName: "Sam Okoro", Title: "Peer worker"},
			{ID: "U0SUP", Name: "ama", RealName: "Ama Mensah", Title: "Supervisor"},
			{ID: "U0MGR", Name: "jo", RealName: "Jo Field", Title: "Line manager"},
		},
		Channels: []Channel{
			{ID: "C02SUP", Name: "peer-team", Members: []string{"U01SAM", "U0SUP", "U0MGR", "U0BOT"}},
			{ID: "C03PRV", Name: "managers", Private: true, Members: []string{"U0MGR"}},
			{ID: "C04OUT", Name: "general", Members: []string{"U01SAM", "U0SUP", "U0MGR"}},
			{ID: "C05OLD", Name: "old-team", Archived: true, Members: []string{"U01SAM", "U0BOT"}},
		},
		Start: time.Date(2026, 11, 18, 10, 0, 0, 0, time.UTC),
		Still: true,
	}
}

// completed returns the workspace with every gap filled.
func (w Workspace) completed() Workspace {
	w.Team = w.Team.completed()
	w.App = w.App.completed()
	w.People = w.App.withBot(w.People)
	w.Timing = w.Timing.completed()
	w.BotToken = cmp.Or(w.BotToken, "xoxb-playground-"+random(16))
	w.AppToken = cmp.Or(w.AppToken, "xapp-playground-"+random(16))
	w.SigningSecret = cmp.Or(w.SigningSecret, "playground-"+random(24))
	if w.Scopes == nil {
		w.Scopes = DefaultScopes()
	}
	if w.Start.IsZero() {
		w.Start = time.Now()
	}
	if w.Zone == nil {
		w.Zone = london()
	}
	if w.Presets == nil {
		w.Presets = func(now time.Time) []Preset { return usualPresets(now.In(w.Zone)) }
	}
	return w
}

func (t Team) completed() Team {
	t.ID, t.Name = cmp.Or(t.ID, "T0PLAYGROUND"), cmp.Or(t.Name, "Playground")
	t.Domain = cmp.Or(t.Domain, "playground")
	return t
}

func (a App) completed() App {
	a.ID, a.Name = cmp.Or(a.ID, "A0PLAYGROUND"), cmp.Or(a.Name, "App")
	a.BotUserID, a.BotID = cmp.Or(a.BotUserID, "U0BOT"), cmp.Or(a.BotID, "B0BOT")
	if a.Events == nil {
		a.Events = []string{"app_home_opened", "message.im"}
	}
	return a
}

func (a App) withBot(people []Person) []Person {
	all := make([]Person, 0, len(people)+1)
	known := false
	for _, p := range people {
		known = known || p.ID == a.BotUserID
		p.TZ, p.Color = cmp.Or(p.TZ, "Europe/London"), cmp.Or(p.Color, colorOf(p.ID))
		all = append(all, p)
	}
	if !known {
		all = append(all, Person{ID: a.BotUserID, Name: strings.ToLower(a.Name), RealName: a.Name, IsBot: true, TZ: "Europe/London", Color: "#4a154b"})
	}
	return all
}

func (t Timing) completed() Timing {
	t.Ack, t.Trigger = orFor(t.Ack, 3*time.Second), orFor(t.Trigger, 3*time.Second)
	t.ResponseURL, t.Ping = orFor(t.ResponseURL, 30*time.Minute), orFor(t.Ping, 5*time.Second)
	if t.Retries == nil {
		t.Retries = []time.Duration{0, time.Minute, 5 * time.Minute}
	}
	return t
}

func (p Person) handle() string { return p.Name }

// colorOf gives each person a steady colour that white text can be read on.
func colorOf(id string) string {
	palette := []string{"#7a4f9a", "#2d6a8e", "#8a4b2d", "#2f7350", "#9a3f5f", "#5b5f97", "#6b6b1f", "#a0522d"}
	sum := 0
	for _, b := range []byte(id) {
		sum += int(b)
	}
	return palette[sum%len(palette)]
}

func london() *time.Location {
	if zone, err := time.LoadLocation("Europe/London"); err == nil {
		return zone
	}
	return time.UTC
}

func orFor(value, otherwise time.Duration) time.Duration {
	if value == 0 {
		return otherwise
	}
	return value
}
