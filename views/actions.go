package views

import "strings"

// The action ids of buttons and selects. One that stands on a thing carries its id after a colon: "open:n7qk".
const (
	ActWrite       = "write"        // opens an empty reflection
	ActAskBoundary = "ask-boundary" // opens an empty boundary question

	ActWritePrompt  = "write-prompt"  // :prompt, opens a reflection that answers it
	ActSkipPrompt   = "skip-prompt"   // :prompt
	ActOtherPrompt  = "other-prompt"  // :prompt; the value lists those shown before
	ActPausePrompts = "pause-prompts" //

	ActKeepThemes   = "keep-themes"   // :note, keeps the themes that are ticked
	ActThemes       = "themes"        // :note, the boxes to tick
	ActChangeThemes = "change-themes" // :note, opens the note in its form
	ActBoundaries   = "boundaries"    // :note
	ActReaders      = "readers"       // :note
	ActShare        = "share"         // :note
	ActTalk         = "talk"          // :note
	ActReplaceNames = "replace-names" // :note
	ActAddMore      = "add-more"      // :note, opens the note in its form
	ActUndo         = "undo"          // :note, deletes a note just saved

	ActOpenNote   = "open-note"   // :note, one's own
	ActDeleteNote = "delete-note" // :note

	ActOpenShared   = "open-shared"   // :note, somebody else's, with a receipt
	ActReadShared   = "read-shared"   // :team, or :team:offset; the value is the period
	ActPair         = "pair"          // :worker, what they share with their supervisor
	ActDigestTeam   = "digest-team"   // :period
	ActDigestPeriod = "digest-period" // :team
	ActLastDigest   = "last-digest"   // :team, in a form

	ActAnotherQuestion = "another-question" // :theme; the value lists those shown before
	ActPostQuestion    = "post-question"    // :prompt
	ActCancel          = "cancel"           //

	ActSettings  = "settings"
	ActData      = "data"
	ActDeleteAll = "delete-all" // opens the second look
	ActTeam      = "team"       // the form's team menu
)

// Callback ids of forms.
const (
	FormNote      = "note"       // a reflection or a boundary question, new or opened again
	FormSaved     = "saved"      // what stands in its place after it was saved
	FormRead      = "read"       // something to read, with nothing to send
	FormNotice    = "notice"     // what was done, or what cannot be
	FormSettings  = "settings"   //
	FormDeleteAll = "delete-all" //
)

// Callback ids of shortcuts.
const (
	ShortcutReflect   = "shortcut-reflect"
	ShortcutBoundary  = "shortcut-boundary"
	ShortcutReflectOn = "shortcut-reflect-on"
)

// Action joins an action's name and the id of the thing it stands on.
func Action(name, id string) string { return name + ":" + id }

// ActionID returns the id that Action put behind the name, or "".
func ActionID(action string) string {
	_, id, _ := strings.Cut(action, ":")
	return id
}
