package bot

import (
	"cmp"
	"encoding/json"
	"fmt"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/peerwork"
	"handrail/views"
)

// kind is what sort of thing Slack tells.
type kind string

const (
	kindCommand    kind = "command"
	kindShortcut   kind = "shortcut"
	kindAction     kind = "action"
	kindSubmission kind = "submission"
	kindHome       kind = "home"
	kindDirect     kind = "direct"
	kindPerson     kind = "person" // somebody changed in Slack, or joined
	kindIgnored    kind = "ignored"
)

// arrival is one thing Slack tells, whichever way it came.
type arrival struct {
	kind        kind
	request     handlers.Request
	trigger     string // opens a form, for three seconds
	responseURL string
	inModal     bool   // it happened in a form, over which another is pushed
	stranger    bool   // by somebody of another organisation
	input       string // a form's first input block: where what went wrong can be shown
	person      *slack.User
	ackLimit    int    // bytes an acknowledgement may have
	scratch     []byte // empty; room for the acknowledgement of a command, until it is sent; nil: none
}

// command is a slash command as Slack sends it, as JSON over a socket or as a form over HTTP.
type command struct {
	Team        string `json:"team_id"`
	Channel     string `json:"channel_id"`
	User        string `json:"user_id"`
	Command     string `json:"command"`
	Text        string `json:"text"`
	ResponseURL string `json:"response_url"`
	Trigger     string `json:"trigger_id"`
}

func (b *Bot) fromCommand(c command) (arrival, error) {
	if c.Command == "" || c.User == "" || c.Team == "" {
		return arrival{}, fmt.Errorf("read command: team_id, user_id or command is missing")
	}
	return arrival{
		kind: kindCommand,
		request: handlers.Request{
			Workspace: peerwork.WorkspaceID(c.Team), User: peerwork.UserID(c.User), Name: c.Command,
			Text: clean(c.Text), Channel: c.Channel, Once: c.Trigger, Now: b.now(),
		},
		trigger: c.Trigger, responseURL: c.ResponseURL, stranger: !b.ours(c.Team),
	}, nil
}

// interaction is what is read of a button, a shortcut or a submitted form. Of the message somebody pressed on or
// reflects on, only the thread it stands in is read: its words are another person's.
type interaction struct {
	Type        string `json:"type"`
	Trigger     string `json:"trigger_id"`
	ResponseURL string `json:"response_url"`
	CallbackID  string `json:"callback_id"`
	MessageTS   string `json:"message_ts"`
	Team        struct {
		ID string `json:"id"`
	} `json:"team"`
	User struct {
		ID   string `json:"id"`
		Team string `json:"team_id"`
	} `json:"user"`
	Channel struct {
		ID string `json:"id"`
	} `json:"channel"`
	Message struct {
		ThreadTS string `json:"thread_ts"`
	} `json:"message"`
	Container struct {
		MessageTS string `json:"message_ts"`
		ChannelID string `json:"channel_id"`
	} `json:"container"`
	View    *view               `json:"view"`
	Actions []slack.BlockAction `json:"actions"`
	State   state               `json:"state"`
}

type state struct {
	Values views.State `json:"values"`
}

type view struct {
	ID         string `json:"id"`
	Type       string `json:"type"`
	Hash       string `json:"hash"`
	CallbackID string `json:"callback_id"`
	Private    string `json:"private_metadata"`
	State      state  `json:"state"`
	Blocks     []struct {
		Type    string `json:"type"`
		BlockID string `json:"block_id"`
	} `json:"blocks"`
}

func (v view) firstInput() string {
	for _, b := range v.Blocks {
		if b.Type == "input" {
			return b.BlockID
		}
	}
	return ""
}

func (b *Bot) fromInteraction(payload []byte) (arrival, error) {
	var i interaction
	if err := json.Unmarshal(payload, &i); err != nil {
		return arrival{}, fmt.Errorf("read interaction: %w", withoutContent(err))
	}
	if i.Type == "" || i.User.ID == "" {
		return arrival{}, fmt.Errorf("read interaction: type or user is missing")
	}
	a := arrival{
		request: handlers.Request{
			Workspace: peerwork.WorkspaceID(i.Team.ID), User: peerwork.UserID(i.User.ID), Name: i.CallbackID,
			Channel: cmp.Or(i.Channel.ID, i.Container.ChannelID), Message: cmp.Or(i.MessageTS, i.Container.MessageTS), Thread: i.Message.ThreadTS,
			State: cleanState(i.State.Values), Once: i.Trigger, Now: b.now(),
		},
		trigger: i.Trigger, responseURL: i.ResponseURL,
		stranger: !b.ours(i.Team.ID) || i.User.Team != "" && !b.ours(i.User.Team),
	}
	if i.View != nil {
		a.inView(*i.View)
	}
	return a.sorted(i), nil
}

func (a *arrival) inView(v view) {
	a.request.View, a.request.Hash, a.request.Private = v.ID, v.Hash, v.Private
	a.request.State, a.input = cleanState(v.State.Values), v.firstInput()
	a.inModal = v.Type == "modal"
}

// sorted says what sort of interaction it is. Kinds Handrail has no use for are acknowledged and ignored.
func (a arrival) sorted(i interaction) arrival {
	a.kind = kindIgnored
	switch i.Type {
	case "shortcut", "message_action":
		a.kind = kindShortcut
	case "block_actions":
		if len(i.Actions) > 0 {
			a.kind = kindAction
			a.request.Name, a.request.Text = i.Actions[0].ActionID, clean(valueOf(i.Actions[0]))
		}
	case "view_submission":
		if i.View != nil {
			a.kind, a.request.Name = kindSubmission, i.View.CallbackID
			a.request.Once = i.View.ID + " " + i.View.Hash
		}
	}
	return a
}

// valueOf returns what an action carries: a button's value, or what was chosen.
func valueOf(act slack.BlockAction) string {
	for _, v := range []string{
		act.Value, act.SelectedOption.Value, act.SelectedUser, act.SelectedChannel, act.SelectedConversation,
		act.SelectedDate, act.SelectedTime,
	} {
		if v != "" {
			return v
		}
	}
	return ""
}

// event is what is read of an Events API callback.
type event struct {
	Type      string `json:"type"`
	Challenge string `json:"challenge"`
	Team      string `json:"team_id"`
	ID        string `json:"event_id"`
	Event     struct {
		Type        string  `json:"type"`
		Subtype     string  `json:"subtype"`
		ChannelType string  `json:"channel_type"`
		Tab         string  `json:"tab"`
		User        subject `json:"user"`
		UserTeam    string  `json:"user_team"`
		BotID       string  `json:"bot_id"`
		Channel     string  `json:"channel"`
		Text        string  `json:"text"`
		TS          string  `json:"ts"`
		Thread      string  `json:"thread_ts"`
	} `json:"event"`
}

// subject is whom an event is about: most name them, and those that tell of a change say all there is to say.
type subject struct {
	id   string
	user *slack.User
}

// UnmarshalJSON reads an id, or a user. Of a user who does not read as slack-go expects, the id is enough.
func (s *subject) UnmarshalJSON(data []byte) error {
	if len(data) == 0 || data[0] != '{' {
		return json.Unmarshal(data, &s.id)
	}
	s.user = &slack.User{}
	if json.Unmarshal(data, s.user) != nil {
		var only struct {
			ID string `json:"id"`
		}
		if err := json.Unmarshal(data, &only); err != nil {
			return err
		}
		s.user = &slack.User{ID: only.ID}
	}
	s.id = s.user.ID
	return nil
}

func readEvent(payload []byte) (event, error) {
	var e event
	if err := json.Unmarshal(payload, &e); err != nil {
		return e, fmt.Errorf("read event: %w", withoutContent(err))
	}
	if e.Type == "" {
		return e, fmt.Errorf("read event: type is missing")
	}
	return e, nil
}

// fromEvent turns what Handrail listens to into an arrival: App Home opened, a person's message to the bot, and somebody
// who changed or joined. The bot's own messages, other bots', edits and joins of channels are ignored.
func (b *Bot) fromEvent(e event) arrival {
	a := arrival{
		kind: kindIgnored,
		request: handlers.Request{
			Workspace: peerwork.WorkspaceID(e.Team), User: peerwork.UserID(e.Event.User.id),
			Channel: e.Event.Channel, Once: e.ID, Now: b.now(),
		},
		stranger: !b.ours(e.Team) || e.Event.UserTeam != "" && !b.ours(e.Event.UserTeam),
	}
	if e.Type != "event_callback" || e.Event.User.id == "" || e.Event.User.id == b.messenger.identity.BotUser {
		return a
	}
	switch ev := e.Event; {
	case ev.Type == "app_home_opened" && (ev.Tab == "home" || ev.Tab == ""):
		a.kind, a.request.Name = kindHome, "app_home_opened"
	case ev.Type == "message" && ev.ChannelType == "im" && ev.Subtype == "" && ev.BotID == "":
		a.kind, a.request.Name = kindDirect, "message.im"
		a.request.Text, a.request.Message, a.request.Thread = clean(ev.Text), ev.TS, ev.Thread
	case (ev.Type == "user_change" || ev.Type == "team_join") && ev.User.user != nil:
		a.kind, a.person = kindPerson, ev.User.user
	}
	return a
}

func (b *Bot) ours(team string) bool { return team == string(b.messenger.identity.Workspace) }

// withoutContent says what is wrong with JSON and where, never what stood there.
func withoutContent(err error) error {
	switch e := err.(type) { //nolint:errorlint // encoding/json returns these unwrapped.
	case *json.SyntaxError:
		return fmt.Errorf("no JSON at byte %d", e.Offset)
	case *json.UnmarshalTypeError:
		return fmt.Errorf("%s: expected another type at byte %d", e.Field, e.Offset)
	}
	return fmt.Errorf("no JSON")
}
