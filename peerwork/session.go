package peerwork

import (
	"slices"
	"time"
)

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
