package views

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// ActPairNotes lists all that a worker lets their supervisor read; it carries the worker, or worker:offset.
const ActPairNotes = "pair-notes"

// The most that one page of a pair lists: together they stay inside Slack's 100 blocks.
const (
	MaxComing  = 4
	MaxUnasked = 3
	MaxPast    = 5
	MaxToDo    = 10
	MaxDone    = 5
	MaxNotes   = 8
	MaxAgenda  = 8
)

// PairPage is what the two of a pair share, as one of them sees it.
type PairPage struct {
	Row        SessionRow
	Said       string             // what was just done, or ""
	Rhythm     string             // RhythmSentence, or ""
	Coming     []ComingSession    // the soonest first, MaxComing at most
	Unasked    []peerwork.Session // over, or moved, and nobody has recorded more; MaxUnasked at most
	Past       []PastSession      // the latest first, MaxPast at most
	MorePast   bool
	ToDo       []ActionRow // MaxToDo at most
	MoreToDo   int
	Done       []ActionRow // MaxDone at most
	MoreDone   int
	Agenda     []AgendaRow // what the worker shares with this supervisor for supervision, MaxAgenda at most
	MoreToRead int         // what else is on it
	Notes      []Shared    // what else the worker lets this supervisor read, MaxNotes at most
	MoreNotes  int
	Zone       *time.Location
}

// ComingSession is a planned session, and what stands in the way of its day.
type ComingSession struct {
	Session   peerwork.Session
	Hindrance string
}

// PastSession is a session that was recorded, and by whom.
type PastSession struct {
	Session peerwork.Session
	By      string // "You", or a name
	With    string // in a list of several pairs
}

// PairOf draws the page of a pair. It holds actions in words, so that it only ever opens as a form.
func PairOf(g PairPage) Form {
	var p page
	if g.Said != "" {
		p.say(g.Said)
	}
	p.header("You and " + g.Row.With)
	if g.Row.Side == peerwork.WorkerSide || g.Row.Team != "" {
		p.small(upperFirst(g.Row.who()) + ".")
	}
	pairSessions(&p, g)
	if g.Row.Side == peerwork.SupervisorSide {
		p.rule()
		pairAgenda(&p, g)
	}
	p.rule()
	pairActions(&p, g)
	if g.Row.Side == peerwork.SupervisorSide {
		p.rule()
		pairNotes(&p, g)
	}
	if len(g.Past) > 0 {
		p.rule()
		pairPast(&p, g)
	}
	p.rule()
	last := ofPair(g.Row.With, sessionsGo()+" "+actionsGo())
	last.also = "Opening an action is recorded for whoever wrote it."
	return p.form("Supervision", FormRead, "", "", last)
}

func sessionsGo() string {
	return fmt.Sprintf("What is noted of a session goes %d days after it, or sooner.", peerwork.SessionRetentionDays)
}

func actionsGo() string {
	return fmt.Sprintf("An action goes %d days after it is done, and %d days after its day at the latest.", peerwork.DiscussedRetentionDays, peerwork.DefaultRetentionDays)
}

// ofPair is what the two of a pair see, and nobody else.
func ofPair(other, goes string) foot {
	return foot{reads: "Only you and " + other + " can see this.", goes: goes}
}

func pairSessions(p *page, g PairPage) {
	id := PairID(g.Row.Pair)
	for _, s := range g.Unasked {
		p.say("What became of the session on "+SessionTime(s, g.Zone)+"?", unaskedNote(s))
		p.buttons(
			button("We met", Action(ActHeldSession, SessionID(s)), ""),
			button("It was moved", Action(ActMoveSession, SessionID(s)), ""),
			button("It was missed", Action(ActMissedSession, SessionID(s)), ""))
	}
	if len(g.Coming) == 0 {
		p.say("No session is planned.")
	}
	for i, c := range g.Coming {
		label := "Also planned: "
		if i == 0 {
			label = "Next session: "
		}
		p.say(label+SessionTime(c.Session, g.Zone)+".", movedFrom(c.Session), c.Hindrance)
		p.buttons(comingButtons(g, i, c.Session)...)
	}
	if g.Row.Side == peerwork.WorkerSide && len(g.Coming) == 0 {
		p.buttons(button("My agenda", ActAgenda, ""))
	}
	p.say(cmp.Or(g.Rhythm, "There is no rhythm yet: sessions are planned one by one."))
	p.buttons(
		button("Plan a session", Action(ActPlanSession, id), ""),
		button("Set how often", Action(ActSessionRhythm, id), ""),
		button("Note one you have had", Action(ActMetSession, id), ""))
}

// comingButtons begin with what prepares for a session.
func comingButtons(g PairPage, i int, s peerwork.Session) []*slack.ButtonBlockElement {
	var buttons []*slack.ButtonBlockElement
	if g.Row.Side == peerwork.WorkerSide && i == 0 {
		buttons = append(buttons, button("My agenda", ActAgenda, ""))
	}
	return append(buttons, coButton(s),
		button("Move it", Action(ActMoveSession, SessionID(s)), ""),
		button("It will not take place", Action(ActMissedSession, SessionID(s)), ""))
}

func unaskedNote(s peerwork.Session) string {
	if s.State == peerwork.SessionMoved {
		return "It was to be moved, and has no new time yet."
	}
	return ""
}

func movedFrom(s peerwork.Session) string {
	was, err := time.Parse(peerwork.LocalForm, s.Was)
	if err != nil {
		return ""
	}
	return "It was moved from " + Moment(was, time.UTC) + "."
}

// coButton proposes to write together, or leads to it.
func coButton(s peerwork.Session) *slack.ButtonBlockElement {
	if s.CoPrompt == "" {
		return asked(button("Both write before it", Action(ActProposeCo, SessionID(s)), ""), "Write before you meet?",
			"Handrail asks you both the same question. Neither reads the other's answer until both have finished.", "Ask us both")
	}
	return button("What we both write", Action(ActCoReflect, s.ID), "")
}

func pairActions(p *page, g PairPage) {
	p.header("Actions")
	id := PairID(g.Row.Pair)
	if len(g.ToDo) == 0 {
		p.say("There is nothing to do now.")
	}
	for _, a := range append(slices.Clone(g.ToDo), g.Done...) {
		actionRow(p, a, id, g.Zone)
	}
	if g.MoreToDo > 0 {
		p.small("And " + count(g.MoreToDo, "more action is", "more actions are") + " still to do.")
	}
	buttons := []*slack.ButtonBlockElement{button("Add an action", Action(ActAddAction, id), "")}
	if g.MoreToDo+g.MoreDone > 0 {
		buttons = append(buttons, button("All actions", Action(ActAllActions, "0"), id))
	}
	p.buttons(buttons...)
}

func pairAgenda(p *page, g PairPage) {
	if len(g.Agenda) == 0 {
		p.say(fmt.Sprintf("%s shares nothing with you from the agenda now.", g.Row.With))
		return
	}
	p.say(fmt.Sprintf("%s shared this with you for supervision.", g.Row.With))
	agendaRows(p, g.Agenda, g.Zone)
	if g.MoreToRead > 0 {
		p.buttons(button("All that is shared", Action(ActTheirAgenda, string(g.Row.Pair.Worker)), ""))
	}
}

func pairNotes(p *page, g PairPage) {
	title, none := "Notes shared with you", fmt.Sprintf("%s has shared no notes with you to read.", g.Row.With)
	if len(g.Agenda) > 0 {
		title, none = "Other notes shared with you", "There are no others."
	}
	p.header(title)
	if len(g.Notes) == 0 {
		p.say(none)
		return
	}
	for i, r := range g.Notes {
		p.sayWith(sharedRow(i+1, r, g.Zone), button("Open", Action(openAction(r), string(r.Listing.Note)), string(r.Listing.Note)))
	}
	if g.MoreNotes > 0 {
		p.buttons(button("All shared notes", Action(ActPairNotes, string(g.Row.Pair.Worker)), ""))
	}
	p.small("Opening a note is recorded. Its author can see who opened it, and when.")
}

func pairPast(p *page, g PairPage) {
	p.header("Earlier sessions")
	for _, s := range g.Past {
		pastRow(p, s, g.Zone)
	}
	if g.MorePast {
		p.buttons(button("All earlier sessions", Action(ActPastSessions, "0"), PairID(g.Row.Pair)))
	}
}

func pastRow(p *page, s PastSession, zone *time.Location) {
	said := upperFirst(SessionTime(s.Session, zone)) + ": " + BecameOf(s.Session) + "."
	if s.With != "" {
		said = "With " + s.With + ". " + said
	}
	if s.By != "" {
		said += " Recorded by " + lowerYou(s.By) + "."
	}
	if s.Session.CoPrompt != "" {
		p.sayWith(said, button("Writing together", Action(ActCoReflect, s.Session.ID), "")) // it may be that nobody has
		return
	}
	p.say(said)
}

func lowerYou(by string) string {
	if by == "You" {
		return "you"
	}
	return by
}
