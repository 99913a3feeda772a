package peerwork

import (
	"slices"
	"time"
)

// SoonPatience is how much of a team's working time somebody has to answer a wish to talk soon, before it moves on: to
// the deputy, and, after as much again, to the news that nobody has answered. Half a day at work: long enough for
// somebody who is with people all morning, and short enough that "soon" is the same day or the next.
const SoonPatience = 4 * time.Hour

// SoonRequest is a worker's wish to talk before the next supervision. It carries no content.
type SoonRequest struct {
	ID         string
	Workspace  WorkspaceID
	Note       NoteID
	Worker     UserID
	Team       TeamID // whose deputies and working hours count
	Week       string // ISO week of Asked in the team's time zone; figures count by it
	Supervisor UserID // whom the worker sent it to: a supervisor of theirs, or a deputy
	Deputy     UserID // whom it passes to, or has passed to; "" for nobody

	Asked          time.Time
	Passes         time.Time // when it moves on unless somebody answers; zero: no more
	Passed         time.Time // when it went to the deputy; zero: it has not
	Unanswered     time.Time // when the worker was told that nobody has answered; zero: they were not
	Acknowledged   time.Time // zero until somebody pressed
	AcknowledgedBy UserID

	ToSupervisor, ToDeputy Reach // how far the message to each has come
}

// Reach is how far a message has come to somebody.
type Reach string

// How far it has come.
const (
	Reached    Reach = ""            // it stands in Slack; or so it did, too long ago to say
	OnItsWay   Reach = "on-its-way"  // it is to go out
	NotYet     Reach = "not-yet"     // it was tried, and is tried again
	NotReached Reach = "not-reached" // it was given up
	RoleEnded  Reach = "role-ended"  // wherever it is, they may answer no more
)

// MayCome reports whether somebody can still get to see it, and answer.
func (r Reach) MayCome() bool { return r != NotReached && r != RoleEnded }

// Reach returns how far the request has come to one of those it went to, as roles are now.
func (r Roster) Reach(s SoonRequest, u UserID) Reach {
	switch {
	case !r.MayAnswer(s, u):
		return RoleEnded
	case u == s.Supervisor:
		return s.ToSupervisor
	}
	return s.ToDeputy
}

// LeftAlone reports whether nobody the request went to holds the role in which it did any more.
func (r Roster) LeftAlone(s SoonRequest) bool {
	return !slices.ContainsFunc(s.WentTo(), func(u UserID) bool { return r.MayAnswer(s, u) })
}

// WentTo returns those who have been asked.
func (r SoonRequest) WentTo() []UserID {
	if r.Passed.IsZero() || r.Deputy == "" {
		return []UserID{r.Supervisor}
	}
	return []UserID{r.Supervisor, r.Deputy}
}

// InTime reports whether an answer now would come before the worker was told that nobody has answered.
func (r SoonRequest) InTime() bool { return r.Unanswered.IsZero() }

// MovedOn returns the request as it stands once it was left unanswered: with the deputy until passes, or, where
// there is none or the deputy had it already, with nobody more to ask.
func (r SoonRequest) MovedOn(deputy UserID, now, passes time.Time) SoonRequest {
	if deputy == "" || !r.Passed.IsZero() {
		r.Unanswered, r.Passes = now, time.Time{}
		return r
	}
	r.Deputy, r.Passed, r.Passes = deputy, now, passes
	return r
}

// Deputises reports whether u is a deputy of the team now.
func (t Team) Deputises(u UserID) bool {
	return slices.ContainsFunc(t.Deputies, func(h Held) bool { return h.User == u })
}

// DeputiesFor returns those who can stand in when somebody does not answer the worker, in the team's order: never
// the worker, nor whoever was asked.
func (t Team) DeputiesFor(worker, asked UserID) []UserID {
	var deputies []UserID
	for _, h := range t.Deputies {
		if h.User != worker && h.User != asked {
			deputies = append(deputies, h.User)
		}
	}
	return deputies
}

// NextDeputy returns the deputy whom the request passes to now: the one the worker chose, or, where that one is not
// there, the next of the team; "" where nobody is, or the worker chose nobody.
func (t Team) NextDeputy(r SoonRequest, there func(UserID) bool) UserID {
	if r.Deputy == "" {
		return ""
	}
	deputies := t.DeputiesFor(r.Worker, r.Supervisor)
	if slices.Contains(deputies, r.Deputy) && there(r.Deputy) {
		return r.Deputy
	}
	for _, u := range deputies {
		if there(u) {
			return u
		}
	}
	return ""
}

// Supervises reports whether u supervises the worker now, in any team.
func (r Roster) Supervises(u, worker UserID) bool {
	return slices.Contains(r.SupervisedBy(u), worker)
}

// CanAsk returns whom a worker can ask to talk soon: their supervisors, that of the team first, and then the team's
// deputies.
func (r Roster) CanAsk(worker UserID, team TeamID) []UserID {
	of, _ := r.Team(team)
	teams := append([]Team{of}, r.Teams...)
	var people []UserID
	add := func(u UserID) {
		if u != "" && u != worker && !slices.Contains(people, u) {
			people = append(people, u)
		}
	}
	for _, t := range teams {
		if m, works := t.Member(worker); works {
			add(m.Supervisor)
		}
	}
	if _, works := of.Member(worker); works {
		for _, h := range of.Deputies {
			add(h.User)
		}
	}
	return people
}

// MayAnswer reports whether u may answer the request now: it went to them, and they still hold the role in which it
// did.
func (r Roster) MayAnswer(s SoonRequest, u UserID) bool {
	if u == s.Worker || !slices.Contains(s.WentTo(), u) {
		return false
	}
	team, _ := r.Team(s.Team)
	return r.Supervises(u, s.Worker) || team.Deputises(u)
}

// SoonCount is what of a wish to talk soon counts in the organisation's figures. It names nobody.
type SoonCount struct {
	Week     string
	Answered SoonAnswered
	Passed   bool // it went to a deputy
}

// SoonAnswered says whether a wish to talk soon was answered.
type SoonAnswered string

// The ways in which it was answered.
const (
	SoonNotAnswered    SoonAnswered = ""
	SoonAnsweredInTime SoonAnswered = "in-time" // before the worker was told that nobody has
	SoonAnsweredLate   SoonAnswered = "late"
)
