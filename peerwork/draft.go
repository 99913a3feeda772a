package peerwork

import "time"

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
	Note   Note   // what it would be saved as; without an ID, or with that of the note that it would change
}

// NewDraft returns a draft that is held from now on for as long as drafts are held.
func NewDraft(id string, from Source, n Note, now time.Time) Draft {
	return Draft{ID: id, Source: from, Note: n, Begun: now, Expires: now.Add(DraftHours * time.Hour)}
}
