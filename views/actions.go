package views

import "strings"

// The action ids of buttons and selects. One that stands on a thing carries its id after a colon: "open:n7qk".
const (
	ActWrite        = "write"         // opens an empty reflection
	ActAskBoundary  = "ask-boundary"  // opens an empty boundary question
	ActWritePrompt  = "write-prompt"  // :prompt, opens a reflection that answers a prompt
	ActSkipPrompt   = "skip-prompt"   // :prompt
	ActOtherPrompt  = "other-prompt"  // :prompt; the value lists those shown before
	ActPausePrompts = "pause-prompts" //
	ActSoonSeen     = "soon-seen"     // :soon request
	ActReadShared   = "read-shared"   // :team; the value is the period
)

// Callback ids of forms.
const (
	FormNote = "note" // a reflection or a boundary question, new or opened again
)

// Action joins an action's name and the id of the thing it stands on.
func Action(name, id string) string { return name + ":" + id }

// ActionID returns the id that Action put behind the name, or "".
func ActionID(action string) string {
	_, id, _ := strings.Cut(action, ":")
	return id
}
