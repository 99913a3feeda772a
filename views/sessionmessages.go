package views

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

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
