package peerwork

import "time"

// RoleFacilitator leads a team's group supervision.
const RoleFacilitator Role = "facilitator"

// Limits of a team's group agenda.
const (
	MostGroupLines     = 10 // of one person, not yet talked about
	MostGroupQuestions = 6  // kept for one session
)

// GroupAgenda is what a team has set for its next group supervision. The lines people share stand beside it.
type GroupAgenda struct {
	Team        TeamID
	Facilitator UserID    // "" for nobody yet
	Since       time.Time // since when they facilitate
	Day         string    // of the session, "2026-11-26"; "" for none yet
	Questions   []string  // ids of the prompts kept for it, in order
	Revision    int       // counts up at each change
}

// GroupLine is one thing somebody brings to group supervision. Only its author sees it until they share it.
type GroupLine struct {
	ID        string
	Author    UserID // "" where the viewer reads without the name
	Team      TeamID
	Words     string    // encrypted under the author's key; "" where they were not asked for
	Named     bool      // shared with the author's name
	Shared    time.Time // zero until its author shares it
	Added     time.Time
	Discussed time.Time // when it was talked about; zero: not yet
	DeleteOn  time.Time // when its words go
	Opened    []Receipt // who read it, for its author only
}

// TakesPart reports whether somebody brings lines to the team's group supervision and may lead it: its peer workers, and
// those who supervise in it. A line manager of the team does neither, whatever else they are in it.
func (t Team) TakesPart(u UserID) bool {
	_, takes := t.takesPartSince(u)
	return takes
}

// takesPartSince is since when somebody takes part without having left: as a peer worker, or as the supervisor of those
// they supervise now.
func (t Team) takesPartSince(u UserID) (since time.Time, takes bool) {
	if u == "" || t.Manages(u) {
		return since, false
	}
	began := func(at time.Time) {
		if !takes || at.Before(since) {
			since, takes = at, true
		}
	}
	for _, m := range t.Workers {
		if m.User == u {
			began(m.Since)
		}
		if m.Supervisor == u {
			began(m.SupervisorSince)
		}
	}
	return since, takes
}

// MayReadGroup reports whether the viewer may read a group line, and in which role: its author always; and while it is
// shared, by somebody who still takes part, and not talked about yet, the team's peer workers, and whoever facilitates,
// who were so already when it was shared.
func (t Team) MayReadGroup(viewer UserID, g GroupAgenda, line GroupLine) (Role, bool) {
	switch {
	case viewer == "" || line.Team != t.ID:
		return "", false
	case viewer == line.Author:
		return RoleAuthor, true
	case line.Shared.IsZero() || !line.Discussed.IsZero() || !t.TakesPart(viewer) || !t.TakesPart(line.Author):
		return "", false
	}
	if m, works := t.Member(viewer); works && !line.Shared.Before(m.Since) {
		return RoleWorker, true
	}
	// Whoever left and came back reads what was shared since they came back.
	since, _ := t.takesPartSince(viewer)
	leads := viewer == g.Facilitator && g.Team == t.ID
	if leads && !line.Shared.Before(g.Since) && !line.Shared.Before(since) {
		return RoleFacilitator, true
	}
	return "", false
}

// Leads reports whether somebody facilitates the team's group supervision now.
func (t Team) Leads(u UserID, g GroupAgenda) bool {
	return u != "" && g.Team == t.ID && g.Facilitator == u && t.TakesPart(u)
}
