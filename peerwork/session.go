package peerwork

import (
	"fmt"
	"slices"
	"time"
)

// Pair is who meets whom for supervision, in one team. It stands while the roster says so.
type Pair struct {
	Team       TeamID
	Worker     UserID
	Supervisor UserID
}

// Stands reports whether the pair meets by this roster. Nobody makes a pair with themselves.
func (r Roster) Stands(p Pair) bool {
	team, _ := r.Team(p.Team)
	m, ok := team.Member(p.Worker)
	return ok && m.Supervisor == p.Supervisor && p.Supervisor != "" && p.Supervisor != p.Worker
}

// PairsOf returns the standing pairs of which u is a side: first those in which u is the worker, then those in which u
// supervises, each in the roster's order.
func (r Roster) PairsOf(u UserID) []Pair {
	var own, supervised []Pair
	for _, t := range r.Teams {
		for _, m := range t.Workers {
			p := Pair{Team: t.ID, Worker: m.User, Supervisor: m.Supervisor}
			switch {
			case !r.Stands(p):
			case p.Worker == u:
				own = append(own, p)
			case p.Supervisor == u:
				supervised = append(supervised, p)
			}
		}
	}
	return append(own, supervised...)
}

// Has reports whether u is one of the two.
func (p Pair) Has(u UserID) bool { return u != "" && (u == p.Worker || u == p.Supervisor) }

// Other returns the other of the two.
func (p Pair) Other(u UserID) UserID {
	if u == p.Worker {
		return p.Supervisor
	}
	return p.Worker
}

// SessionRhythm is how often a pair meets: every so many weeks from a first day on, at a local time of day that the change of
// the clocks does not move. A day on which it falls stays that day, on a bank holiday or in somebody's leave too: the
// two are shown that, and move the session themselves.
type SessionRhythm struct {
	Workspace WorkspaceID
	Pair      Pair
	Weeks     int    // 1 to MostWeeksApart
	First     string // the first day, "2026-11-26"; its day of the week is the rhythm's
	Clock     string // "14:00"
	Timezone  string // IANA name
	Revision  int
}

// The usual and the longest rhythm, in weeks.
const (
	DefaultWeeks   = 4
	MostWeeksApart = 12
)

// Check says what of the rhythm cannot be, or nil.
func (r SessionRhythm) Check() error {
	if r.Weeks < 1 || r.Weeks > MostWeeksApart {
		return &Error{What: fmt.Sprintf("Every %d weeks is not possible.", r.Weeks), Try: fmt.Sprintf("Choose from every week to every %d weeks.", MostWeeksApart)}
	}
	_, err := LocalAt(r.First+"T"+r.Clock, r.Timezone)
	return err
}

// Weekday is the day of the week on which the pair meets.
func (r SessionRhythm) Weekday() time.Weekday {
	first, _ := time.Parse(time.DateOnly, r.First)
	return first.Weekday()
}

// After returns the first day of the rhythm that is after the day given, and never one before the first.
func (r SessionRhythm) After(day string) string {
	first, err := time.Parse(time.DateOnly, r.First)
	if err != nil || r.Weeks < 1 {
		return ""
	}
	after, err := time.Parse(time.DateOnly, day)
	if err != nil || after.Before(first) {
		return r.First
	}
	step := 7 * r.Weeks
	days := int(after.Sub(first) / (24 * time.Hour))
	return first.AddDate(0, 0, (days/step+1)*step).Format(time.DateOnly)
}

// Next returns the rhythm's next session that is still to come at now, on a day for which none was planned before.
func (r SessionRhythm) Next(taken []string, now time.Time) (Session, bool) {
	day := now.In(FirstZone(r.Timezone)).AddDate(0, 0, -1).Format(time.DateOnly)
	for range len(taken) + 2 { // one for each day that is taken, one for a time that has passed today
		day = r.After(day)
		local := day + "T" + r.Clock
		at, err := LocalAt(local, r.Timezone)
		if err != nil {
			return Session{}, false
		}
		if at.After(now) && !slices.Contains(taken, day) {
			s := r.Pair.session(r.Workspace, local, r.Timezone, at, now)
			s.Slot = day
			return s, true
		}
	}
	return Session{}, false
}

// SessionState says what became of a session.
type SessionState string

// The states of a session.
const (
	SessionPlanned SessionState = "planned"
	SessionHeld    SessionState = "held"
	SessionMoved   SessionState = "moved" // it is to take place at another time, which nobody has chosen yet
	SessionMissed  SessionState = "missed"
)

// MissedWhy says why a session was missed. It blames nobody.
type MissedWhy string

// The reasons.
const (
	MissedIll         MissedWhy = "ill"
	MissedLeave       MissedWhy = "leave"
	MissedShift       MissedWhy = "shift"
	MissedNotArranged MissedWhy = "not-arranged"
	MissedOther       MissedWhy = "other"
)

// MissedReason is a reason and how people say it.
type MissedReason struct {
	Why   MissedWhy
	Label string
	Ahead string // its label while the session is still to come
}

// MissedReasons returns the reasons in the order in which they are offered.
func MissedReasons() []MissedReason {
	return []MissedReason{
		{MissedIll, "Somebody was ill", "Somebody is ill"},
		{MissedLeave, "Somebody was on leave", "Somebody is on leave"},
		{MissedShift, "The shift needed us", "The shift needs us"},
		{MissedNotArranged, "It was not arranged", "It could not be arranged"},
		{MissedOther, "Another reason", "Another reason"},
	}
}

// Session is one meeting of a pair. Moved to another time it stays the same session.
type Session struct {
	ID         string
	Workspace  WorkspaceID
	Team       TeamID
	Worker     UserID
	Supervisor UserID

	Local    string    // the date and time it is meant for, "2026-11-26T14:00"
	Timezone string    // the zone of Local, IANA name
	At       time.Time // the instant of it
	Was      string    // the Local from which it was moved last; "" where it never was
	Slot     string    // the day of the rhythm that it was planned for; "" where somebody planned it
	Moves    int       // counts up when its time changes: what was placed for another time is not sent
	Made     time.Time
	Timed    time.Time // when its time was set

	State    SessionState
	Why      MissedWhy // of a missed one
	By       UserID    // who recorded it; "" while nobody has
	Recorded time.Time
	CoPrompt string // the prompt that both answer in writing; "" while neither has proposed it

	Revision int
}

// SeenSession is a session as somebody saw it when they decided to change it.
type SeenSession struct {
	Workspace WorkspaceID
	ID        string
	Revision  int
}

// Seen returns the session as it is seen now.
func (s Session) Seen() SeenSession { return SeenSession{s.Workspace, s.ID, s.Revision} }

// Pair returns the two who meet.
func (s Session) Pair() Pair { return Pair{s.Team, s.Worker, s.Supervisor} }

// Open reports whether nobody has recorded yet what became of it.
func (s Session) Open() bool { return s.State == SessionPlanned }

// Week is the ISO week in which the session counts, by its own local date.
func (s Session) Week() string { return WeekOf(s.At, FirstZone(s.Timezone)).String() }

// session returns a new planned session of the pair.
func (p Pair) session(ws WorkspaceID, local, zone string, at, now time.Time) Session {
	return Session{
		ID: NewID(), Workspace: ws, Team: p.Team, Worker: p.Worker, Supervisor: p.Supervisor,
		Local: local, Timezone: zone, At: at, Made: now, Timed: now, State: SessionPlanned, Revision: 1,
	}
}

// mostAhead is how far ahead a session can be planned.
const mostAhead = 2 * 366 * 24 * time.Hour

// mostBehind is how long ago a session may have been that is recorded without having been planned.
const mostBehind = 366 * 24 * time.Hour

// Plan returns a new session of the pair at a local time that is still to come. The error is for people.
func (p Pair) Plan(ws WorkspaceID, local, zone string, now time.Time) (Session, error) {
	if err := p.check(); err != nil {
		return Session{}, err
	}
	at, err := toCome(local, zone, now)
	if err != nil {
		return Session{}, err
	}
	return p.session(ws, local, zone, at, now), nil
}

// HeldBefore returns a session of the pair that was held and never planned. The error is for people.
func (p Pair) HeldBefore(ws WorkspaceID, local, zone string, by UserID, now time.Time) (Session, error) {
	if err := p.check(); err != nil {
		return Session{}, err
	}
	at, err := LocalAt(local, zone)
	if err != nil {
		return Session{}, err
	}
	switch {
	case at.After(now):
		return Session{}, &Error{What: "That time is still to come.", Try: "Choose when you met, or plan a session instead."}
	case now.Sub(at) > mostBehind:
		return Session{}, &Error{What: "That is more than a year ago.", Try: "Please check the date."}
	}
	s := p.session(ws, local, zone, at, now)
	return s, s.Record(SessionHeld, "", by, now)
}

func (p Pair) check() error {
	if p.Worker == p.Supervisor {
		return &Error{What: "You cannot plan supervision with yourself.", Try: "Ask your admin to name another supervisor for you."}
	}
	return nil
}

// Move gives the session another time, still to come, and opens it again where it was recorded as moved or missed. The
// error is for people.
func (s *Session) Move(local string, now time.Time) error {
	if s.State == SessionHeld {
		return &Error{What: "This session was recorded as held.", Try: "Plan a new one instead."}
	}
	at, err := toCome(local, s.Timezone, now)
	if err != nil {
		return err
	}
	if local == s.Local && s.Open() {
		return &Error{What: "The session has that time already.", Try: "Choose another day or time."}
	}
	if local != s.Local {
		s.Was = s.Local
	}
	s.Local, s.At, s.Timed = local, at, now
	s.State, s.Why, s.By, s.Recorded = SessionPlanned, "", "", time.Time{}
	s.Moves++
	return nil
}

// Record says what became of the session. It was held on its day at the earliest; it can be known before that it will
// not take place. What was recorded can be put right. The error is for people.
func (s *Session) Record(state SessionState, why MissedWhy, by UserID, now time.Time) error {
	switch {
	case state == SessionHeld && now.In(FirstZone(s.Timezone)).Format(time.DateOnly) < s.Local[:len(time.DateOnly)]:
		return &Error{What: "This session is still to come.", Try: "If you met earlier, move it to that day first. Or record it after you meet."}
	case state == SessionMissed && !isReason(why):
		return &Error{What: "Handrail does not know why it was missed.", Try: "Choose one of the reasons."}
	case state != SessionHeld && state != SessionMissed && state != SessionMoved:
		return &Error{What: "Handrail does not know what became of the session.", Try: "Choose held, moved or missed."}
	}
	if state != SessionMissed {
		why = ""
	}
	s.State, s.Why, s.By, s.Recorded = state, why, by, now
	return nil
}

func isReason(why MissedWhy) bool {
	return slices.ContainsFunc(MissedReasons(), func(r MissedReason) bool { return r.Why == why })
}

func toCome(local, zone string, now time.Time) (time.Time, error) {
	at, err := LocalAt(local, zone)
	switch {
	case err != nil:
		return at, err
	case !at.After(now):
		return at, &Error{What: "That time has passed.", Try: "Choose a time that is still to come. To note a session you have had, choose We have met."}
	case at.Sub(now) > mostAhead:
		return at, &Error{What: "That is more than two years away.", Try: "Please check the year."}
	}
	return at, nil
}

// LocalAt returns the instant of a local date and time such as "2028-02-29T14:00" in a zone. The error is for people.
func LocalAt(local, zone string) (time.Time, error) {
	face, err := time.Parse(LocalForm, local)
	if err != nil {
		return time.Time{}, &Error{What: "There is no such day or time.", Try: "Choose a day such as 26 November 2026 and a time such as 14:00."}
	}
	loc, ok := Zone(zone)
	if !ok {
		return time.Time{}, &Error{What: "Handrail does not know your team's time zone.", Try: "Your admin can set it, for example Europe/London."}
	}
	return Placed(face, loc), nil
}

// SessionFilter narrows a list of sessions. Zero fields do not narrow.
type SessionFilter struct {
	Pair   Pair      // its fields that are not "" narrow
	From   time.Time // at or after
	Until  time.Time // before
	State  SessionState
	Newest bool // the newest first, rather than the soonest
	Limit  int  // 0: 50
	Offset int
}

// Side is a side of a pair.
type Side string

// The two sides.
const (
	WorkerSide     Side = "worker"
	SupervisorSide Side = "supervisor"
)

// Of returns who is that side of the pair.
func (p Pair) Of(side Side) UserID {
	if side == WorkerSide {
		return p.Worker
	}
	return p.Supervisor
}

// Action is something that one side of a pair means to do. Its words are encrypted with the key of whoever wrote it down,
// and go with that key.
type Action struct {
	ID        string
	Workspace WorkspaceID
	Pair      Pair
	Session   string // the session at which it was written down, or ""
	Author    UserID
	For       Side   // who does it
	What      string // encrypted at rest
	Due       string // a day, "2026-12-10", or ""
	Made      time.Time
	Done      time.Time // zero while it is open
	Opened    time.Time // when the other side first opened it; zero while they have not. Only the author is shown it
	DeleteOn  time.Time // when the words go at the latest: DiscussedRetentionDays after it is done, if that is sooner
	Revision  int
}

// Doer is who means to do it.
func (a Action) Doer() UserID { return a.Pair.Of(a.For) }

// KeptFrom is the instant from which the days are counted for which the words are kept: the end of the day by which it
// is to be done, or when it was written down.
func (a Action) KeptFrom() time.Time {
	due, err := time.Parse(time.DateOnly, a.Due)
	if err != nil || due.AddDate(0, 0, 1).Before(a.Made) {
		return a.Made
	}
	return due.AddDate(0, 0, 1)
}

// Overdue reports whether the day by which it was to be done has passed at now, in that zone.
func (a Action) Overdue(now time.Time, zone *time.Location) bool {
	return a.Done.IsZero() && a.Due != "" && a.Due < now.In(zone).Format(time.DateOnly)
}

// CoWords are the three boxes of co-reflection.
type CoWords struct {
	Brought string `json:"brought,omitempty"` // What did each of us bring?
	Assumed string `json:"assumed,omitempty"` // What did we assume?
	Try     string `json:"try,omitempty"`     // What might we try?
}

// CoReflection is what one side wrote for a session. The other side can read it only when both have finished; from
// then on neither changes it.
type CoReflection struct {
	Session   string
	Workspace WorkspaceID
	Author    UserID
	Words     CoWords // encrypted at rest
	Finished  time.Time
	Opened    time.Time // when the other side first opened it. Only the author is shown it
	DeleteOn  time.Time
	Revision  int // 0 while nothing was written
}
