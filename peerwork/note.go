package peerwork

import "time"

// Kind tells a reflection from a boundary question.
type Kind string

// The kinds of note.
const (
	Reflection       Kind = "reflection"
	BoundaryQuestion Kind = "boundary"
)

// When says when the author wants to talk about a note.
type When string

// The answers to "When do you want to talk about it?".
const (
	NoNeed          When = "no-need"
	NextSupervision When = "next-supervision"
	Soon            When = "soon"
)

// Readers is the first choice on a note: who can read the words. Only the author sets it.
type Readers int

// The first choice, from narrow to wide.
const (
	OnlyMe               Readers = 0 // the default
	Supervisor           Readers = 1 // the author's supervisor, with the author's name
	SupervisorAndManager Readers = 2 // and the team's line managers, without it
)

// admits reports whether the choice, made now, lets somebody in that role read.
func (r Readers) admits(as Role, _ time.Time) bool {
	return as == RoleSupervisor && r >= Supervisor || as == RoleManager && r >= SupervisorAndManager
}

// Words are what the author wrote. They are stored encrypted and never reach logs, errors or messages.
type Words struct {
	What string `json:"what"` // What happened? The only required box.
	Why  string `json:"why,omitempty"`
	Next string `json:"next,omitempty"`
}

// Note is what one peer worker recorded.
type Note struct {
	ID        NoteID
	Workspace WorkspaceID
	Author    UserID
	Team      TeamID // the team it was written for; "" for somebody in no team
	Kind      Kind

	Words      Words          // encrypted at rest
	Codes      []Code         // encrypted at rest; in the order of the frame
	Boundaries []BoundaryCode // encrypted at rest
	Noticed    []Noticed      // encrypted at rest
	Prompt     string         // encrypted at rest: the prompt it answers, or ""
	Link       string         // encrypted at rest: the Slack message it is about, or ""; for the author only
	Talk       When           // plain: agendas are listed by it

	Readers           Readers     // the first choice
	ShareThemes       bool        // the second choice
	ToSupervisorSince time.Time   // when the author let the supervisor read; zero while not
	ToManagersSince   time.Time   // when the author let the line managers read; zero while not
	Agenda            AgendaShare // whom else the author let read, as an item of their agenda; changed there only
	Roster            int         // not kept: the revision of the roster by which the two choices were made

	Happened time.Time // the day it happened, as the author gave it; zero when they did not
	Created  time.Time // the week of Created, in the team's time zone, is the week it counts in
	Week     string    // ISO week of Created in the team's time zone, "2026-W47"
	DeleteOn time.Time // when the words go
	Revision int       // counts up at each change; an edit of an older revision is ErrChanged
}

// SetReaders changes the first choice at the instant now, keeping the instant at which each reader was let in
// for those who stay in.
func (n *Note) SetReaders(r Readers, now time.Time) {
	n.Readers = r
	n.ToSupervisorSince = since(n.ToSupervisorSince, r >= Supervisor, now)
	n.ToManagersSince = since(n.ToManagersSince, r >= SupervisorAndManager, now)
}

// LetsIn reports whether the note lets in anybody, to its words or its themes, whom it did not let in as it was before.
func (n Note) LetsIn(before Note) bool {
	if n.Team != before.Team {
		before = Note{}
	}
	is, was := n.Facts(), before.Facts()
	return is.letIn(RoleSupervisor) && !was.letIn(RoleSupervisor) || is.letIn(RoleManager) && !was.letIn(RoleManager) ||
		n.ShareThemes && !before.ShareThemes
}

func since(was time.Time, allowed bool, now time.Time) time.Time {
	if !allowed {
		return time.Time{}
	}
	if was.IsZero() {
		return now
	}
	return was
}

// Facts returns what MayRead rules on.
func (n Note) Facts() NoteFacts {
	return NoteFacts{Author: n.Author, Team: n.Team, ToSupervisorSince: n.ToSupervisorSince, ToManagersSince: n.ToManagersSince, Agenda: n.Agenda}
}

// Receipt records that somebody else opened a note, or a line of an agenda. Only the author sees it.
type Receipt struct {
	Note   NoteID // "" for a line
	Line   string // "" for a note
	Viewer UserID
	As     Role // the role in which they could open it
	At     time.Time
}

// Listing is a shared note in a list: never its words, and never its codes.
type Listing struct {
	Note    NoteID
	Author  UserID // "" where the viewer reads without the name
	Team    TeamID
	Kind    Kind
	Talk    When      // "" where the viewer reads without the name
	Created time.Time // zero where the viewer reads without the name
	As      Role      // the role in which the viewer may open it
}

// NoteFilter narrows a list of one's own notes. Zero fields do not narrow.
type NoteFilter struct {
	Words string // all of these words, or beginnings of words, stand in it; letters of either case
	Theme Theme
	Kind  Kind
	Talk  []When
	From  time.Time // created at or after
	Until time.Time // created before
	Team  TeamID
	// ManagersSince leaves the notes that a line manager may read who became one then, and who is not their author.
	ManagersSince *time.Time
	Limit         int // 0: 50
	Offset        int
}
