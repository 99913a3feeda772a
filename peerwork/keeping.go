package peerwork

import "time"

// DiscussedRetentionDays is how long words are kept at most after they were talked about in supervision.
const DiscussedRetentionDays = 30

// SessionRetentionDays is how long it is kept when two met, and what became of it: no words.
const SessionRetentionDays = 400

// Discussed records at the instant now that the note was talked about: its author no longer brings it, and its words
// go within DiscussedRetentionDays, or sooner where that was so before.
func (n *Note) Discussed(now time.Time) {
	n.Talk = NoNeed
	if by := now.AddDate(0, 0, DiscussedRetentionDays); by.Before(n.DeleteOn) {
		n.DeleteOn = by
	}
}

// Dates are a note's own: when it was saved, and when its words go.
type Dates struct {
	Created  time.Time
	DeleteOn time.Time
}

// Shorter says what a shorter time to keep words would do to notes that are there.
type Shorter struct {
	Days   int // the time asked for
	Now    int // notes that would go at once
	Sooner int // notes that would go later, but sooner than they would have
}

// clockChange is by how much a day may differ that was counted across a change of clocks: no sooner day of its own.
const clockChange = 3 * time.Hour

// Shorten returns what keeping words for so many days would do at the instant now. A longer time changes nothing:
// what a form has promised stays.
func Shorten(notes map[NoteID]Dates, days int, now time.Time) Shorter {
	s := Shorter{Days: days}
	for _, d := range notes {
		until := d.Created.Add(time.Duration(days) * 24 * time.Hour)
		switch {
		case !until.Before(d.DeleteOn.Add(-clockChange)):
		case !until.After(now):
			s.Now++
		default:
			s.Sooner++
		}
	}
	return s
}

// SharedTheme is a theme of a note that its author shares, as figures count it.
type SharedTheme struct {
	Note NoteID // "" once the words have gone
	Team TeamID
	Week string
	Code Code
}

// Expiry is when the words of one of somebody's notes go.
type Expiry struct {
	Workspace WorkspaceID
	Author    UserID
	On        time.Time
}
