package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The buttons, the form and the boxes of what a pair means to do.
const (
	ActAddAction     = "add-action"      // :pair
	ActActionDone    = "action-done"     // :action; the value is the pair
	ActActionNotDone = "action-not-done" // :action; the value is the pair
	ActDropAction    = "drop-action"     // :action; the value is the pair
	ActAllActions    = "all-actions"     // :offset; the value is the pair

	FormAction = "session-action"

	BoxActionWhat   = "action-what"
	BoxActionFor    = "action-for"
	BoxActionDue    = "action-due"
	actionForWorker = string(peerwork.WorkerSide)
)

// MaxActions is how many stand on one page of all of them.
const MaxActions = 15

// MaxAction is the most characters an action holds.
const MaxAction = 500

// ActionsPage is a page of all actions of a pair: those to do, then those done.
type ActionsPage struct {
	Pair   string // PairID
	With   string // the other's name
	Rows   []ActionRow
	Offset int
	More   bool
	Zone   *time.Location
}

// AllActions draws it.
func AllActions(a ActionsPage) Form {
	var p page
	p.header("Actions of you and " + a.With)
	if len(a.Rows) == 0 {
		p.say("There are no actions here.")
	}
	for _, row := range a.Rows {
		actionRow(&p, row, a.Pair, a.Zone)
	}
	buttons := leafing{ActAllActions, a.Pair, a.Offset, MaxActions, a.More}.buttons("Page before", "Next page")
	p.buttons(append(buttons, button("Back", Action(ActSessionPairPage, a.Pair), ""))...)
	return p.form("Actions", FormRead, "", "", ofPair(a.With, actionsGo()))
}

// ActionRow is an action as one of the pair reads it.
type ActionRow struct {
	Action peerwork.Action
	Doer   string // "you", or a name
	Author string // "you", or a name
	Own    bool   // the viewer wrote it
	Other  string // who else can read it
}

func actionRow(p *page, a ActionRow, pair string, zone *time.Location) {
	if !a.Action.Done.IsZero() {
		p.sayWith("Done on "+Day(a.Action.Done, zone)+". "+actionText(a, zone), button("Not done yet", Action(ActActionNotDone, a.Action.ID), pair))
		return
	}
	p.say(actionText(a, zone))
	p.buttons(actionButtons(a, pair)...)
}

func actionButtons(a ActionRow, pair string) []*slack.ButtonBlockElement {
	buttons := []*slack.ButtonBlockElement{about(button("Done", Action(ActActionDone, a.Action.ID), pair), a.Action.What)}
	if a.Own {
		buttons = append(buttons, sure(about(button("Delete", Action(ActDropAction, a.Action.ID), pair), a.Action.What),
			"Delete this action?", "It goes for you both.", "Delete"))
	}
	return buttons
}

func actionText(a ActionRow, zone *time.Location) string {
	said := "For " + a.Doer
	if due, err := time.Parse(time.DateOnly, a.Action.Due); err == nil {
		said += ", by " + Day(due, time.UTC)
	}
	said += ":\n" + a.Action.What + "\n"
	switch {
	case !a.Own:
		return said + "Written by " + a.Author + "."
	case a.Action.Opened.IsZero():
		return said + fmt.Sprintf("Written by you. %s has not opened it yet.", a.Other)
	}
	return said + fmt.Sprintf("Written by you. %s first opened it on %s.", a.Other, Day(a.Action.Opened, zone))
}

// ActionForm asks for an action.
type ActionForm struct {
	Pair     peerwork.Pair
	With     string // the other's name
	Side     peerwork.Side
	KeptDays int
}

// NewAction draws it.
func NewAction(f ActionForm) Form {
	var p page
	what := box(BoxActionWhat, "For example: find out who has the keys", "")
	what.MaxLength = MaxAction
	p.ask(BoxActionWhat, "What is to be done?", "Leave out names and numbers of the person you support.", false, what)
	me, other := string(f.Side), string(peerwork.SupervisorSide)
	if f.Side == peerwork.SupervisorSide {
		other = string(peerwork.WorkerSide)
	}
	p.ask(BoxActionFor, "Who does it?", "", false, radio(BoxActionFor, []*slack.OptionBlockObject{option(me, "Me", ""), option(other, fit(f.With, maxOption), "")}, me))
	p.ask(BoxActionDue, "By which day?", "Leave empty for no day.", true, datePicker(BoxActionDue, time.Time{}))
	form := p.form("Add an action", FormAction, "Save", PairID(f.Pair), foot{
		reads: fmt.Sprintf("Only you and %s can read this.", f.With),
		goes:  fmt.Sprintf("We delete the words %d days after it is done, or %s after its day.", peerwork.DiscussedRetentionDays, count(f.KeptDays, "day", "days")),
		takes: true,
	})
	form.Close = plain("Cancel")
	return form
}

// ActionInput is what the form held.
type ActionInput struct {
	What string
	For  peerwork.Side
	Due  string
}

// ReadAction reads it.
func ReadAction(s State) ActionInput {
	in := ActionInput{What: strings.TrimSpace(s.Written(BoxActionWhat)), For: peerwork.SupervisorSide}
	if side, _ := s.Chosen(BoxActionFor); side == actionForWorker {
		in.For = peerwork.WorkerSide
	}
	if due := s.Date(BoxActionDue); !due.IsZero() {
		in.Due = due.Format(time.DateOnly)
	}
	return in
}
