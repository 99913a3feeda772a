package views

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
)

// The actions of supervision sessions. A pair's id is that of PairID; a session's is that of SessionID.
const (
	ActPair            = "pair"           // :worker, what they share with their supervisor
	ActSessions        = "sessions"       // my sessions and actions; :pair, or :worker, those of one pair
	ActPlanSession     = "plan-session"   // :pair
	ActMetSession      = "met-session"    // :pair, notes a session that nobody had planned
	ActMoveSession     = "move-session"   // :session
	ActHeldSession     = "held-session"   // :session
	ActMissedSession   = "missed-session" // :session
	ActPastSessions    = "past-sessions"  // :offset; the value is the pair, or "" for all of the viewer's own
	ActSessionPairPage = "pair-page"      // :pair, back to it
)

// Callback ids of the forms of supervision sessions.
const (
	FormSession = "session"        // plans or moves one, or notes one that was held
	FormMissed  = "session-missed" //
)

// PairID names a pair in buttons. Who supervises the worker is the roster's to say.
func PairID(p peerwork.Pair) string { return string(p.Team) + "/" + string(p.Worker) }

// ParsePairID reads what PairID wrote, or a worker's id alone, for whichever team.
func ParsePairID(id string) (peerwork.TeamID, peerwork.UserID) {
	team, worker, both := strings.Cut(id, "/")
	if !both {
		return "", peerwork.UserID(id)
	}
	return peerwork.TeamID(team), peerwork.UserID(worker)
}

// SessionID names a session as it was when a button was drawn.
func SessionID(s peerwork.Session) string { return s.ID + "/" + itoa(s.Revision) }

// SessionRow is a pair's next session as one side of it sees it, or that none is planned.
type SessionRow struct {
	Pair      peerwork.Pair
	With      string           // the other's name
	Side      peerwork.Side    // the viewer's
	Team      string           // the team's name where the viewer meets people in more than one; else ""
	Next      peerwork.Session // without an ID where none is planned
	Hindrance string           // a bank holiday or leave on that day, as a sentence; or ""
	LastHeld  time.Time
	ToDo      int // actions still to be done, by either
}

// who says with whom, in the viewer's words: "Ama, your supervisor in Riverside".
func (r SessionRow) who() string { return WithWhom(r.With, r.Side, r.Team) }

// WithWhom says with whom somebody meets: "Ama, your supervisor in Riverside".
func WithWhom(name string, side peerwork.Side, team string) string {
	said := name
	if side == peerwork.WorkerSide {
		said += ", your supervisor"
	}
	if team != "" {
		said += " in " + Name(team)
	}
	return said
}

// sessionRows lists the viewer's next session in each pair, each with a button to open it.
func sessionRows(p *page, rows []SessionRow, zone *time.Location) {
	for _, r := range rows {
		p.sayWith(sessionRowText(r, zone), button("Open", Action(ActSessions, PairID(r.Pair)), PairID(r.Pair)))
	}
}

func sessionRowText(r SessionRow, zone *time.Location) string {
	next := "no session is planned."
	if r.Next.ID != "" {
		next = join([]string{SessionTime(r.Next, zone) + ".", r.Hindrance})
	}
	var more []string
	if r.Side == peerwork.SupervisorSide && !r.LastHeld.IsZero() {
		more = append(more, "Last held on "+Day(r.LastHeld, zone)+".")
	}
	if r.ToDo > 0 {
		more = append(more, upperFirst(count(r.ToDo, "action is", "actions are"))+" still to do.")
	}
	return onLines(r.who()+": "+next, join(more))
}

// SessionTime says when a session is, by the viewer's clock; and by the session's own, where that is another.
func SessionTime(s peerwork.Session, zone *time.Location) string {
	own := peerwork.FirstZone(s.Timezone)
	said := Moment(s.At, zone)
	if Moment(s.At, own) == said {
		return said
	}
	return fmt.Sprintf("%s your time (%s in %s)", said, s.At.In(own).Format("15:04"), city(s.Timezone))
}

// city is a time zone as people say it: "New York".
func city(zone string) string {
	_, name, _ := strings.Cut(zone, "/")
	return strings.ReplaceAll(cmp.Or(name, zone), "_", " ")
}

// BecameOf says what became of a session: "held", "missed: somebody was ill".
func BecameOf(s peerwork.Session) string {
	switch s.State {
	case peerwork.SessionHeld:
		return "held"
	case peerwork.SessionMoved:
		return "to be moved"
	case peerwork.SessionMissed:
		return "missed: " + lowerFirst(reasonLabel(s.Why))
	case peerwork.SessionPlanned:
	}
	return "planned"
}

func reasonLabel(why peerwork.MissedWhy) string {
	for _, r := range peerwork.MissedReasons() {
		if r.Why == why {
			return r.Label
		}
	}
	return "Another reason"
}

// RecordedSentence says what is recorded of a session, by whom ("You", or a name), and when it was.
func RecordedSentence(s peerwork.Session, by string, zone *time.Location) string {
	return SessionTime(s, zone) + ". " + recordedBy(s, by)
}

// recordedBy says what is recorded of a session, and who did; by is "You" for the viewer.
func recordedBy(s peerwork.Session, by string) string {
	if s.Open() {
		return "It is planned."
	}
	return fmt.Sprintf("%s recorded it as %s.", by, BecameOf(s))
}
