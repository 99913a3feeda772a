package peerwork

import (
	"strings"
	"time"
)

// DraftHours is how long a draft is held.
const DraftHours = 24

// MostDrafts is how many drafts of one person are held: the oldest makes room.
const MostDrafts = 10

// Source says where a draft came from.
type Source string

// The sources of drafts.
const (
	FromChat Source = "chat" // a direct message, held until its author says what to do with it
	FromForm Source = "form" // a form that was put by, or that could not be saved
)

// Draft is what somebody began and has not saved. All but its id and its two instants is encrypted with the
// author's key. It is shown to its author only, and it counts in nothing.
type Draft struct {
	ID      string // one of its author's; they never meet others'
	Begun   time.Time
	Expires time.Time

	Source Source
	Hidden string // what was hidden in the words, by kind: "We hid 1 phone number."
	Shown  Shown  // whom its choices named
	Note   Note   // what it would be saved as, without an ID
}

// DraftOf names the draft of a note's form that could not be saved, because the note was changed elsewhere meanwhile. It
// would be saved as a new note, which goes on the same day, and it is deleted with the note.
func DraftOf(n NoteID, form string) string { return DraftsOf(n) + form }

// DraftsOf is how the ids of a note's drafts begin.
func DraftsOf(n NoteID) string { return "note." + string(n) + "." }

// NoteOfDraft returns the note whose form a draft comes from, and whether it comes from any.
func NoteOfDraft(id string) (NoteID, bool) {
	rest, of := strings.CutPrefix(id, "note.")
	note, _, whole := strings.Cut(rest, ".")
	return NoteID(note), of && whole
}

// NewDraft returns a draft that is held from now on for as long as drafts are held.
func NewDraft(id string, from Source, n Note, now time.Time) Draft {
	return Draft{ID: id, Source: from, Note: n, Begun: now, Expires: now.Add(DraftHours * time.Hour)}
}
