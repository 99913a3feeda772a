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
	Agenda            AgendaShare
}

// Clause is one way in which a viewer may read notes. Storage turns it into SQL, field by field.
type Clause struct {
	As     Role      // RoleAuthor, RoleSupervisor or RoleManager
	Author UserID    // the notes of this author; "" means any author but Not
	Not    UserID    // never the notes of this author; "" excludes nobody
	Team   TeamID    // written for this team; "" means any (RoleAuthor only)
	Since  time.Time // let in at or after this instant: ToSupervisorSince or ToManagersSince, by As; or the share's
	Agenda bool      // let in by an item of the author's agenda; Team is then that of the item
	Named  UserID    // with Agenda: items that name this supervisor, whatever their team; "" those that name nobody
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
	clauses = append(clauses, s.agendaScope()...)
	for _, m := range s.Manages {
		clauses = append(clauses, Clause{As: RoleManager, Not: s.Viewer, Team: m.Team, Since: m.Since})
	}
	return clauses
}

// agendaScope lists the ways in which the viewer may read what others shared from their agendas: as the worker's own
// supervisor, and as another supervisor whom an item names, since they began to supervise anybody.
func (s Standing) agendaScope() []Clause {
	var clauses []Clause
	for _, p := range s.Supervises {
		clauses = append(clauses, Clause{As: RoleSupervisor, Agenda: true, Author: p.Worker, Not: s.Viewer, Team: p.Team, Since: p.Since})
	}
	if since, supervises := s.supervisesSince(); supervises {
		clauses = append(clauses, Clause{As: RoleSupervisor, Agenda: true, Named: s.Viewer, Not: s.Viewer, Since: since})
	}
	return clauses
}

// supervisesSince is since when the viewer has supervised anybody whom they supervise now.
func (s Standing) supervisesSince() (since time.Time, supervises bool) {
	for i, p := range s.Supervises {
		if i == 0 || p.Since.Before(since) {
			since = p.Since
		}
	}
	return since, len(s.Supervises) > 0
}

// MaySee reports whether the viewer may open a line of somebody's agenda: its author always, and who was let in by the
// share.
func (s Standing) MaySee(author UserID, share AgendaShare) bool {
	if s.Viewer == "" {
		return false
	}
	return s.Viewer == author || slices.ContainsFunc(s.agendaScope(), func(c Clause) bool {
		return c.of(author) && c.holds(share)
	})
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
	switch {
	case !c.of(n.Author):
		return false
	case c.As == RoleAuthor:
		return true
	case c.Agenda:
		return c.holds(n.Agenda)
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

// of reports whether the clause is about what that author wrote.
func (c Clause) of(author UserID) bool {
	return (c.Author == "" || c.Author == author) && (c.Not == "" || c.Not != author)
}

// holds reports whether the share lets in whom the clause is about.
func (c Clause) holds(s AgendaShare) bool {
	if s.Since.IsZero() || s.Since.Before(c.Since) || s.Named != c.Named {
		return false
	}
	return c.Named != "" || s.Team == c.Team
}

// ShowsName reports whether a reader in this role is shown the author's name.
func (r Role) ShowsName() bool { return r == RoleAuthor || r == RoleSupervisor }
