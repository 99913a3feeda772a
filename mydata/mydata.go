// Package mydata draws the copy of everything that is kept about one person: as a page to read and print, and as JSON.
// Its functions are pure. What they return holds somebody's words, and belongs in that person's hands only.
package mydata

import (
	"time"

	"handrail/peerwork"
)

// Copy is everything that is kept about one person.
type Copy struct {
	Made   time.Time
	Zone   *time.Location // in which dates are told; nil: UTC
	Name   string
	Keep   int // days for which words are kept
	Backup int // days after which what is deleted is out of backups too

	Teams     []Team
	Notes     []Note // newest first
	Drafts    []Draft
	Agenda    []Line      // lines of one's own, those talked about too; notes on it stand in Notes
	Group     []GroupLine // for group supervision
	Shared    []Shared    // every theme that figures still count
	Soon      []Soon
	Counted   []SoonCount // what the organisation's figures count of wishes to talk soon
	Questions []Question
	Sessions  []Session // newest first
	Rhythms   []Rhythm
	Actions   []Action  // those the person wrote down, newest first
	Written   []Written // what the person wrote before sessions
	Settings  []Setting

	Slack    Slack
	Opened   []Trace    // what the person opened of others', newest first
	Asked    []SoonFrom // wishes to talk soon that went to the person
	Recorded []Logged   // what was set up by or about the person, newest first
}

// Slack is what Slack told about the person.
type Slack struct {
	Name     string    `json:"name"`
	Timezone string    `json:"time_zone,omitempty"`
	Admin    bool      `json:"admin_or_owner"`
	Guest    bool      `json:"guest"`
	Learned  time.Time `json:"learned,omitzero"`
}

// Team is a place the person has: in a team, or, without a team's name, for the whole organisation.
type Team struct {
	Name       string    `json:"team,omitempty"`
	Role       string    `json:"role"`
	Since      time.Time `json:"since,omitzero"`
	Supervisor string    `json:"supervisor,omitempty"`
	Supervises string    `json:"supervises,omitempty"`
	Session    string    `json:"group_session,omitempty"` // the day of the group session they lead next
}

// Note is one note, with what its row does not spell out.
type Note struct {
	peerwork.Note
	TeamName string
	Question string // the prompt it answers, or ""
	Readers  string // who can read it now, in a sentence; of a draft: who could once it is saved
	Part     string // of the agenda, where it was placed there
	For      string // another supervisor whom it is for there
	Opened   []Opened
}

// Draft is something begun and not saved. Its note holds what it would be saved as.
type Draft struct {
	Note
	Begun   time.Time
	Expires time.Time
	Hidden  string // what was hidden in the words, by kind
	Changes bool   // it is a change of a note that is saved
	Message bool   // it was begun with a direct message
}

// GroupLine is something the person brings to a team's group supervision.
type GroupLine struct {
	Team     string
	Words    string
	State    string // who can read it, in a sentence
	Added    time.Time
	DeleteOn time.Time
	Opened   []Opened
}

// Line is a line on the person's agenda for supervision.
type Line struct {
	Added     time.Time `json:"added"`
	DeleteOn  time.Time `json:"delete_on"`
	Part      string    `json:"part"`
	Words     string    `json:"words"`
	For       string    `json:"for,omitempty"` // the supervisor it is for
	Readers   string    `json:"who_can_read"`
	Shared    time.Time `json:"shared_since,omitzero"`
	Discussed time.Time `json:"talked_about,omitzero"`
	Opened    []Opened  `json:"opened_by"`
}

// Opened says who else opened a note, and when.
type Opened struct {
	Name string    `json:"name"`
	As   string    `json:"as"`
	At   time.Time `json:"at"`
}

// Shared is a theme that the team's figures count.
type Shared struct {
	Team     string        `json:"team"`
	Week     string        `json:"week"`
	Code     peerwork.Code `json:"code"`
	NoteGone bool          `json:"note_gone"` // the words went, and the theme waits for its quarter
}

// Soon is a wish to talk soon.
type Soon struct {
	Supervisor string    `json:"supervisor"`
	Team       string    `json:"team,omitempty"`
	Note       time.Time `json:"note_saved,omitzero"` // when the note was saved that it is about
	Deputy     string    `json:"deputy,omitempty"`    // whom it passes to
	Asked      time.Time `json:"asked"`
	Passes     time.Time `json:"passes,omitzero"`     // when it moves on unless somebody answers
	Passed     time.Time `json:"passed,omitzero"`     // to the deputy
	Unanswered time.Time `json:"unanswered,omitzero"` // when the person was told that nobody has answered
	Seen       time.Time `json:"seen,omitzero"`
	SeenBy     string    `json:"seen_by,omitempty"`
}

// SoonFrom is a wish to talk soon that went to the person. It holds no content.
type SoonFrom struct {
	Name  string    `json:"from"`
	Asked time.Time `json:"asked"`
	Seen  time.Time `json:"answered_by_me,omitzero"`
}

// Trace is something of another's that the person opened.
type Trace struct {
	Of   string    `json:"opened"`         // "a note"
	Name string    `json:"from,omitempty"` // "": they read it without the name
	Team string    `json:"team,omitempty"`
	As   string    `json:"as"`
	At   time.Time `json:"at"`
}

// Logged is something that was set up by or about the person.
type Logged struct {
	At   time.Time `json:"at"`
	Said string    `json:"what"`
}

// SoonCount is what of a wish to talk soon counts in the organisation's figures.
type SoonCount struct {
	Week     string                `json:"week"`
	Answered peerwork.SoonAnswered `json:"answered"` // "in-time", "late" or ""
	Passed   bool                  `json:"passed"`   // it went to a deputy
}

// Question is a prompt that was put to the person.
type Question struct {
	At   time.Time `json:"at"`
	Text string    `json:"text"`
}

// Session is a supervision session.
type Session struct {
	At       time.Time `json:"at"`
	With     string    `json:"with"`
	Team     string    `json:"team"`
	Became   string    `json:"became"`                // "planned", "held", "missed: somebody was ill"
	By       string    `json:"recorded_by,omitempty"` // who recorded it
	Recorded time.Time `json:"recorded,omitzero"`
}

// Rhythm is how often the person meets somebody for supervision.
type Rhythm struct {
	With  string `json:"with"`
	Team  string `json:"team"`
	Often string `json:"often"`
}

// Action is something to be done that the person wrote down after supervision.
type Action struct {
	What     string    `json:"what"`
	For      string    `json:"for"`
	With     string    `json:"agreed_with"`
	Due      string    `json:"due,omitempty"`
	Made     time.Time `json:"made"`
	Done     time.Time `json:"done,omitzero"`
	Opened   time.Time `json:"opened_by_the_other,omitzero"`
	DeleteOn time.Time `json:"delete_on"`
}

// Written is what the person wrote before a session, which the other reads once both have finished.
type Written struct {
	Session  time.Time        `json:"session,omitzero"`
	Question string           `json:"question"`
	Words    peerwork.CoWords `json:"words"`
	Finished time.Time        `json:"finished,omitzero"`
	Opened   time.Time        `json:"opened_by_the_other,omitzero"`
	DeleteOn time.Time        `json:"delete_on"`
}

// Setting is one of the person's own settings.
type Setting struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Elsewhere says what there is about the person that the copy does not hold, and where.
func (c Copy) Elsewhere() []string {
	said := []string{
		"Digests that were drawn hold counts of people and names of themes. They hold no names, so we cannot pick out yours.",
		"Actions that somebody else wrote after supervision are theirs, and so is what they wrote before a session. You can read them in Slack.",
		"What you opened of others' is forgotten when their words go.",
		"A random number stands for you beside what you wrote, and a key of your own opens it.",
		"We keep a list of the messages we sent you, without their text, for 90 days, and Slack's numbers of what you pressed for 15 days.",
		"Slack keeps what it keeps: messages, and files until you delete them in our conversation.",
		"Logs of the server hold no words and no names.",
	}
	if c.Backup > 0 {
		said = append(said, "Backups of the database may hold what you deleted for "+days(c.Backup)+" more.")
	}
	return said
}

// FileName names the copy's files, without the ending.
func (c Copy) FileName() string {
	return "handrail-copy-" + c.in(c.Made).Format(time.DateOnly)
}

func (c Copy) in(t time.Time) time.Time {
	if c.Zone == nil {
		return t.UTC()
	}
	return t.In(c.Zone)
}
