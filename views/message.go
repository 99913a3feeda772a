package views

import "github.com/slack-go/slack"

// Message is Block Kit and a text alternative that says the same.
type Message struct {
	Text   string // escaped already: it is sent as it stands
	Blocks []slack.Block
}

// Form is a modal. It is shown once it is Signed.
type Form struct{ slack.ModalViewRequest }

// Home is a person's App Home.
type Home struct{ slack.HomeTabViewRequest }

// State is what the boxes of a submitted form, or the selects of a message, hold: by block id and action id.
type State map[string]map[string]slack.BlockAction
