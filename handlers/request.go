package handlers

import (
	"context"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// Request is one thing a person did in Slack.
type Request struct {
	Workspace peerwork.WorkspaceID
	User      peerwork.UserID
	Name      string      // the command ("/reflect"), action id, callback id or event ("app_home_opened", "message.im")
	Text      string      // the words after a command, of a direct message, or a button's value
	Channel   string      // where it happened; "" in a form or in App Home
	Message   string      // timestamp of the message a button or a message shortcut stands on
	Thread    string      // timestamp of the message that began the thread it stands in, or ""
	View      string      // id of the form or Home it happened in
	Hash      string      // that view's hash
	Private   string      // the form's private_metadata: ids only, never words
	State     views.State // what the form's boxes, or the message's selects, hold; the one just used too
	Once      string      // the key under which the same request, delivered again, is known
	Now       time.Time   // domain time
}

// Reply is what Handrail answers. The zero Reply acknowledges and says nothing.
type Reply struct {
	Say      *views.Message    // to this person only: in the acknowledgement where Slack lets us
	Replace  bool              // Say takes the place of the message the button stood on
	Remove   bool              // the message the button stood on goes
	Form     *views.Form       // opens; over an open form it is pushed
	Update   *views.Form       // takes the place of the open form
	Errors   map[string]string // by block id, shown beside the boxes; the form stays open
	Close    bool              // closes every open form
	Home     *views.Home       // App Home, drawn anew for this person
	GiveBack string            // the person's own words: shown below Say, or beside an error, where only they see it, and never in a stored message
	Held     bool              // the words of GiveBack are held as a draft too, and Say tells of it
	Wake     bool              // deliveries were written: send them now rather than at the next round
	Send     *Parcel           // files for this person, sent after the acknowledgement to their direct message
}

// Handler answers one kind of request. An error that is a *peerwork.Error is told to the person; any other is
// logged without content and answered with an apology. A command's words that an error kept from being saved are
// given back, and a form stays open with what was typed. Nothing acknowledged as saved is lost.
type Handler func(context.Context, Request) (Reply, error)

// Command is one slash command.
type Command struct {
	Name        string // "/reflect"
	Description string // for Slack's command list
	UsageHint   string
	Handle      Handler
}

// Shortcut is a global or a message shortcut.
type Shortcut struct {
	CallbackID  string
	Name        string // at most 24 characters
	Description string
	OnMessage   bool
	Handle      Handler
}

// Registry is everything a person can do. Help, the manifest and the playground learn of it from here.
type Registry struct {
	Commands  []Command
	Shortcuts []Shortcut
	Actions   map[string]Handler // by action id; an id "edit:..." is looked up by the part before the colon
	Forms     map[string]Handler // submissions, by callback id
	Home      Handler            // App Home opened
	Direct    Handler            // a direct message to the bot

	// Hold keeps the words of a command that could neither be saved nor given back, as a draft. What it says begins with
	// why and holds none of them. Where it fails, they are lost.
	Hold func(ctx context.Context, req Request, why string) (views.Message, error)
}
