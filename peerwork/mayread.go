package peerwork

import (
	"slices"
	"time"
)

// Managing is a line manager's hold on a team.
type Managing struct {
	Team  TeamID
	Since time.Time
}

// Supervising is a supervisor's hold on one worker in one team.
type Supervising struct {
	Team   TeamID
	Worker UserID
	Since  time.Time
}

// Standing is what a viewer holds at the moment of asking. Storage reads it in the transaction that reads the
// notes, so that a role taken away a moment ago counts. An operator is the zero Standing: no words at all.
// Being an admin or a deputy adds nothing to it.
type Standing struct {
	Viewer     UserID
	Manages    []Managing
	Supervises []Supervising
}

// NoteFacts is what the rule looks at on a note.
type NoteFacts struct {
	Author            UserID
	Team              TeamID
	ToSupervisorSince time.Time // zero: the supervisor may not read
	ToManagersSince   time.Time // zero: line managers may not read
}

// Clause is one way in which a viewer may read notes. Storage turns it into SQL, field by field.
type Clause struct {
	As     Role      // RoleAuthor, RoleSupervisor or RoleManager
	Author UserID    // the notes of this author; "" means any author but Not
	Not    UserID    // never the notes of this author; "" excludes nobody
	Team   TeamID    // written for this team; "" means any (RoleAuthor only)
	Since  time.Time // let in at or after this instant: ToSupervisorSince or ToManagersSince, by As
}

// Scope lists the ways in which the viewer may read; a note is readable when any clause matches it.
// The order puts a reading with the author's name first.
func (s Standing) Scope() []Clause {
	if s.Viewer == "" {
		return nil
	}
	clauses := []Clause{{As: RoleAuthor, Author: s.Viewer}}
	for _, p := range s.Supervises {
		clauses = append(clauses, Clause{As: RoleSupervisor, Author: p.Worker, Not: s.Viewer, Team: p.Team, Since: p.Since})
	}
	for _, m := range s.Manages {
		clauses = append(clauses, Clause{As: RoleManager, Not: s.Viewer, Team: m.Team, Since: m.Since})
	}
	return clauses
}

// MayRead reports whether the viewer may open the note's words, and in which role. It is the same rule as
// Scope, on one note.
func (s Standing) MayRead(n NoteFacts) (Role, bool) {
	clauses := s.Scope()
	i := slices.IndexFunc(clauses, func(c Clause) bool { return c.matches(n) })
	if i < 0 {
		return "", false
	}
	return clauses[i].As, true
}

func (c Clause) matches(n NoteFacts) bool {
	if c.Author != "" && c.Author != n.Author || c.Not != "" && c.Not == n.Author {
		return false
	}
	if c.As == RoleAuthor {
		return true
	}
	if c.Team != n.Team {
		return false
	}
	return n.admits(c.As, c.Since)
}

// admits reports whether the note is open to somebody in that role since an instant.
func (n NoteFacts) admits(as Role, since time.Time) bool {
	return n.letIn(as) && !n.since(as).Before(since)
}

func (n NoteFacts) letIn(as Role) bool { return !n.since(as).IsZero() }

// since is when the author let those in that role read.
func (n NoteFacts) since(as Role) time.Time {
	if as == RoleManager {
		return n.ToManagersSince
	}
	return n.ToSupervisorSince
}

// ShowsName reports whether a reader in this role is shown the author's name.
func (r Role) ShowsName() bool { return r == RoleAuthor || r == RoleSupervisor }
