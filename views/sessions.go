package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The actions of supervision sessions. A pair's id is that of PairID; a session's is that of SessionID.
const (
	ActSessions        = "sessions"        // my sessions and actions; :pair, or :worker, those of one pair
	ActPlanSession     = "plan-session"    // :pair
	ActMetSession      = "met-session"     // :pair, notes a session that nobody had planned
	ActMoveSession     = "move-session"    // :session
	ActHeldSession     = "held-session"    // :session
	ActMissedSession   = "missed-session"  // :session
	ActSessionRhythm   = "session-rhythm"  // :pair
	ActAddAction       = "add-action"      // :pair
	ActActionDone      = "action-done"     // :action; the value is the pair
	ActActionNotDone   = "action-not-done" // :action; the value is the pair
	ActDropAction      = "drop-action"     // :action; the value is the pair
	ActAllActions      = "all-actions"     // :offset; the value is the pair
	ActProposeCo       = "propose-co"      // :session
	ActCoReflect       = "co-reflect"      // :session id, writes or reads
	ActPastSessions    = "past-sessions"   // :offset; the value is the pair, or "" for all of the viewer's own
	ActSessionPairPage = "pair-page"       // :pair, back to it
)

// Callback ids of the forms of supervision sessions.
const (
	FormSession = "session"        // plans or moves one, or notes one that was held
	FormMissed  = "session-missed" //
	FormRhythm  = "session-rhythm" //
	FormAction  = "session-action" //
	FormCo      = "co-reflection"  //
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
	return strings.ReplaceAll(or(name, zone), "_", " ")
}

// RhythmSentence says how often a pair meets.
func RhythmSentence(r peerwork.SessionRhythm) string {
	every := "Every week"
	if r.Weeks > 1 {
		every = fmt.Sprintf("Every %d weeks", r.Weeks)
	}
	return fmt.Sprintf("%s on %s, %s.", every, r.Weekday(), r.Clock)
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

// SessionNotice is what a message about a session tells one of its sides.
type SessionNotice struct {
	Session   peerwork.Session
	With      string // the other's name
	Side      peerwork.Side
	Team      string // as in SessionRow
	Hindrance string
	Question  prompts.Prompt // to prepare with; without an ID: none
	Zone      *time.Location
}

func (n SessionNotice) who() string { return WithWhom(n.With, n.Side, n.Team) }

func (n SessionNotice) open(label string) *slack.ButtonBlockElement {
	id := PairID(n.Session.Pair())
	return button(label, Action(ActSessions, id), id)
}

// SessionPlanned tells one side that the other planned a session, moved it, or that it is to be moved.
func SessionPlanned(n SessionNotice) Message {
	var p page
	switch {
	case n.Session.State == peerwork.SessionMoved:
		p.say(fmt.Sprintf("%s noted that your supervision session is to be moved.", n.With), "It was planned for "+SessionTime(n.Session, n.Zone)+".")
		p.buttons(primary(n.open("Choose a time")))
		return p.message()
	case n.Session.Moves > 0:
		p.say("Your supervision session was moved.", "With: "+n.who()+".")
		p.say("It is now on " + SessionTime(n.Session, n.Zone) + ".")
	default:
		p.say("A supervision session is planned.", "With: "+n.who()+".")
		p.say(SessionTime(n.Session, n.Zone) + ".")
	}
	p.small(n.Hindrance, "If this does not suit you, open it and move it.")
	p.buttons(n.open("Open"))
	return p.message()
}

// SessionOff tells one side that the other noted that a session will not take place. Why stands on their page.
func SessionOff(n SessionNotice) Message {
	var p page
	p.say("Your supervision session will not take place.", "With: "+n.who()+".")
	p.say("It was planned for " + SessionTime(n.Session, n.Zone) + ".")
	p.buttons(n.open("Open"), button("Plan a session", Action(ActPlanSession, PairID(n.Session.Pair())), ""))
	return p.message()
}

// SessionReminder comes on the working day before. The worker's holds a question to prepare with, the supervisor's
// nothing of what the worker means to bring.
func SessionReminder(n SessionNotice) Message {
	var p page
	p.header("Your next supervision session")
	p.say("With: "+n.who()+".", SessionTime(n.Session, n.Zone)+".")
	p.small(n.Hindrance)
	var buttons []*slack.ButtonBlockElement
	if n.Side == peerwork.WorkerSide {
		if n.Question.ID != "" {
			p.say("A question to prepare with:\n" + n.Question.Text)
			buttons = append(buttons, primary(button("Write", Action(ActWritePrompt, n.Question.ID), n.Question.ID)))
		}
		buttons = append(buttons, button("My agenda", ActAgenda, ""), n.open("Open my session"))
	} else {
		p.say(fmt.Sprintf("You can open what %s has shared with you, and the actions you agreed.", n.With))
		buttons = append(buttons, n.open("Open"))
	}
	p.buttons(append(buttons, button("Move it", Action(ActMoveSession, SessionID(n.Session)), ""))...)
	if n.Side == peerwork.WorkerSide {
		p.small("You choose what to bring. Answering is up to you, and nobody sees whether you do.")
	}
	return p.message()
}

// SessionQuestion asks once, the day after, what became of a session that nobody recorded.
func SessionQuestion(n SessionNotice) Message {
	var p page
	p.say("Did your supervision session take place?", "With: "+n.who()+".", SessionTime(n.Session, n.Zone)+".")
	id := SessionID(n.Session)
	p.buttons(
		primary(button("We met", Action(ActHeldSession, id), "")),
		button("It was moved", Action(ActMoveSession, id), ""),
		button("It was missed", Action(ActMissedSession, id), ""),
	)
	p.small("One of you answering is enough. Handrail does not ask again. It is no mark against anybody.")
	return p.message()
}

// SessionAnswered stands in the question's place.
func SessionAnswered(n SessionNotice, by string) Message {
	var p page
	p.say("Supervision with "+n.who()+".", SessionTime(n.Session, n.Zone)+".")
	p.say(recordedBy(n.Session, by))
	buttons := []*slack.ButtonBlockElement{n.open("Open")}
	if n.Session.State == peerwork.SessionHeld {
		buttons = append(buttons, button("Add an action", Action(ActAddAction, PairID(n.Session.Pair())), ""))
	}
	p.buttons(buttons...)
	return p.message()
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

// RhythmNotice is how often a pair meets now, as the one who did not set it is told.
type RhythmNotice struct {
	Pair   peerwork.Pair
	Rhythm peerwork.SessionRhythm // without weeks where it ended
	Next   peerwork.Session       // without an ID where none is planned
	By     string                 // the other's name
	Side   peerwork.Side          // the reader's
	Team   string                 // as in SessionRow
	Zone   *time.Location
}

// RhythmChanged tells one side that the other set, changed or ended how often they meet.
func RhythmChanged(n RhythmNotice) Message {
	var p page
	p.say(n.By+" changed how often you meet for supervision.", "With: "+WithWhom(n.By, n.Side, n.Team)+".")
	if n.Rhythm.Weeks == 0 {
		p.say("Sessions are now planned one by one. Those that are planned stay.")
	} else {
		p.say(RhythmSentence(n.Rhythm))
	}
	if n.Next.ID != "" {
		p.say("Next session: " + SessionTime(n.Next, n.Zone) + ".")
	}
	p.small("If this does not suit you, open it and change it.")
	p.buttons(button("Open", Action(ActSessions, PairID(n.Pair)), PairID(n.Pair)))
	return p.message()
}

// SessionsEnded tells a worker that sessions with somebody who is their supervisor no longer will not take place.
func SessionsEnded(was, next, when string, pair peerwork.Pair) Message {
	var p page
	p.say(fmt.Sprintf("%s is no longer your supervisor here.", was), fmt.Sprintf("The session planned for %s will not take place.", when))
	p.say("Your earlier sessions and actions are still there for you.")
	if next == "" {
		p.say("You have no supervisor here now. Your line manager or admin can name one.")
		return p.message()
	}
	p.say(fmt.Sprintf("%s is your supervisor now. You can plan a session together.", next))
	p.buttons(primary(button("Plan a session", Action(ActPlanSession, PairID(pair)), "")))
	return p.message()
}

// NewPairToPlan tells a new supervisor that no session is planned with a worker.
func NewPairToPlan(worker string, pair peerwork.Pair) Message {
	var p page
	p.say(fmt.Sprintf("You supervise %s now, and no session is planned.", worker), "You can plan one together.")
	p.buttons(primary(button("Plan a session", Action(ActPlanSession, PairID(pair)), "")))
	return p.message()
}

// CoProposed tells one side that the other proposes to reflect together in writing.
func CoProposed(n SessionNotice) Message {
	var p page
	p.say(fmt.Sprintf("%s proposes that you both write before your supervision session.", n.With), SessionTime(n.Session, n.Zone)+".")
	p.say("You both get the same question. Neither can read the other's answer until both have finished.")
	p.buttons(primary(button("Write", Action(ActCoReflect, n.Session.ID), "")))
	p.small("It is up to you. " + nobodyWatches)
	return p.message()
}

// CoFinished tells one side that both have finished.
func CoFinished(n SessionNotice) Message {
	var p page
	p.say(fmt.Sprintf("You and %s have both finished writing.", n.With), "Now you can each read what the other wrote.")
	p.buttons(primary(button("Read", Action(ActCoReflect, n.Session.ID), "")))
	return p.message()
}
