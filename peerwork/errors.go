package peerwork

import "errors"

// Error is for a person in Slack: what happened and what to try. It never holds a note's words.
type Error struct {
	What string // "That note was deleted."
	Try  string // "Open My notes to see the others."
}

// Error joins the two sentences.
func (e *Error) Error() string {
	if e.Try == "" {
		return e.What
	}
	return e.What + " " + e.Try
}

var (
	// ErrNotFound means there is no such row, or that the viewer may not know whether there is.
	ErrNotFound = errors.New("not found")
	// ErrDuplicate means that the change with this key was made before: nothing was changed now.
	ErrDuplicate = errors.New("already done")
	// ErrChanged means that somebody, or another device, changed the row since it was read.
	ErrChanged = errors.New("changed meanwhile")
	// ErrAsked means that the audience was put this prompt before, and too short a while ago.
	ErrAsked = errors.New("asked already")
	// ErrRosterMoved means that somebody's role changed after it was read who is let in: nothing was changed, and it is
	// to be decided anew.
	ErrRosterMoved = errors.New("the roster changed meanwhile")
	// ErrNotEnded means that a period still runs, so that it has no figures yet.
	ErrNotEnded = errors.New("period has not ended")
)
