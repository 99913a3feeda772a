package views

import "strings"

// The action ids of buttons and menus, and the callback ids of forms, stand with their pages. An action that stands on a
// thing carries its id after a colon: "open:n7qk". Here are those that belong to no one page.
const (
	ActCancel = "cancel"

	FormRead   = "read"   // something to read, with nothing to send
	FormNotice = "notice" // what was done, or what cannot be
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
