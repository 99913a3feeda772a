package views

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The most that one page of a pair lists: together they stay inside Slack's 100 blocks.
const (
	MaxComing   = 4
	MaxUnasked  = 3
	MaxPast     = 5
	MaxToDo     = 10
	MaxDone     = 5
	MaxActions  = 15 // actions on one page of all of them
	MaxNotes    = 8
	MaxAgenda   = 8
	MaxHistory  = 20 // sessions on one page of the history
	maxPairRows = 80
)

// MaxAction is the most characters an action holds.
const MaxAction = 500

// SessionList is the viewer's pairs, each with its next session.
type SessionList struct {
	Said string // what was just done, or why the pair is not open; or ""
	Rows []SessionRow
	Past bool // the viewer has sessions behind them
	Zone *time.Location
}

// Sessions lists the viewer's pairs.
func Sessions(l SessionList) Form {
	var p page
	if l.Said != "" {
		p.say(l.Said)
	}
	if len(l.Rows) == 0 {
		p.say("You are in no supervision here now.", "Your line manager or admin can name a supervisor.")
	}
	sessionRows(&p, l.Rows[:min(len(l.Rows), maxPairRows)], l.Zone)
	if more := len(l.Rows) - maxPairRows; more > 0 {
		p.small("And " + count(more, "more person", "more people") + ". Type /supervision and a name to find them.")
	}
	if l.Past {
		p.buttons(button("Earlier sessions", Action(ActPastSessions, "0"), ""))
	}
	return p.form("Supervision sessions", FormRead, "", "", ofPair("the person you meet", sessionsGo()))
}

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

// ActionRow is an action as one of the pair reads it.
type ActionRow struct {
	Action peerwork.Action
	Doer   string // "you", or a name
	Author string // "you", or a name
	Own    bool   // the viewer wrote it
	Other  string // who else can read it
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
	p.say(or(g.Rhythm, "There is no rhythm yet: sessions are planned one by one."))
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

func actionRow(p *page, a ActionRow, pair string, zone *time.Location) {
	if !a.Action.Done.IsZero() {
		p.sayWith("Done on "+Day(a.Action.Done, zone)+". "+actionText(a, zone), button("Not done yet", Action(ActActionNotDone, a.Action.ID), pair))
		return
	}
	p.say(actionText(a, zone))
	p.buttons(actionButtons(a, pair)...)
}

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

func actionButtons(a ActionRow, pair string) []*slack.ButtonBlockElement {
	buttons := []*slack.ButtonBlockElement{button("Done", Action(ActActionDone, a.Action.ID), pair)}
	if a.Own {
		buttons = append(buttons, sure(button("Delete", Action(ActDropAction, a.Action.ID), pair),
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

// ActPairNotes lists all that a worker lets their supervisor read; it carries the worker, or worker:offset.
const ActPairNotes = "pair-notes"

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

// SessionHistory is a page of the viewer's sessions that are over, the latest first.
type SessionHistory struct {
	Pair   string // PairID, or "" for all of the viewer's own
	Past   []PastSession
	Offset int
	More   bool
	Zone   *time.Location
}

// PastSessions draws the history.
func PastSessions(h SessionHistory) Form {
	var p page
	if len(h.Past) == 0 {
		p.say("There are no earlier sessions.")
	}
	for _, s := range h.Past {
		pastRow(&p, s, h.Zone)
	}
	buttons := leafing{ActPastSessions, h.Pair, h.Offset, MaxHistory, h.More}.buttons("Later ones", "Earlier ones")
	p.buttons(append(buttons, button("Back", Action(ActSessionPairPage, h.Pair), ""))...)
	return p.form("Earlier sessions", FormRead, "", "", foot{reads: "Only the two who met can see this.", goes: sessionsGo()})
}

// The boxes of the forms of sessions.
const (
	BoxSessionDay   = "session-day"
	BoxSessionTime  = "session-time"
	BoxMissedWhy    = "missed-why"
	BoxRhythmWeeks  = "rhythm-weeks"
	BoxActionWhat   = "action-what"
	BoxActionFor    = "action-for"
	BoxActionDue    = "action-due"
	BoxCoBrought    = "co-brought"
	BoxCoAssumed    = "co-assumed"
	BoxCoTry        = "co-try"
	BoxCoFinished   = "co-finished"
	coFinishedYes   = "yes"
	coFinishedNo    = "no"
	actionForWorker = string(peerwork.WorkerSide)
)

// What the form of a session's time does.
const (
	ToPlan = "plan" // and then the pair
	ToMove = "move" // and then the session
	ToMeet = "met"  // and then the pair: notes one that was held
)

// TimeForm asks for a session's day and time.
type TimeForm struct {
	Does     string // ToPlan, ToMove or ToMeet
	ID       string // PairID or SessionID
	With     string // as WithWhom says it
	Local    string // what the boxes hold at first, "2026-11-26T14:00"
	Timezone string // in which the time is meant
	Session  peerwork.Session
}

// SessionForm asks for the day and time of a session.
func SessionForm(f TimeForm) Form {
	var p page
	title, send, optional := "Plan a session", "Plan", false
	p.say("With: " + f.With + ".")
	switch f.Does {
	case ToMove:
		title, send, optional = "Move the session", "Move", true
		p.say("It was planned for " + SessionTime(f.Session, peerwork.FirstZone(f.Session.Timezone)) + ".")
	case ToMeet:
		title, send = "A session you have had", "Save"
	}
	day, clock, _ := strings.Cut(f.Local, "T")
	hint := ""
	if optional {
		hint = "You do not know the new day yet? Leave both empty."
	}
	p.ask(BoxSessionDay, "Day", hint, optional, datePicker(BoxSessionDay, dayOr(day)))
	p.ask(BoxSessionTime, "Time", "The clock in "+city(f.Timezone)+".", optional, clockPicker(BoxSessionTime, clock))
	form := p.form(title, FormSession, send, f.Does+"|"+f.ID, foot{also: toldOther(f), reads: "Only the two of you can see it.", goes: sessionsGo()})
	form.Close = plain("Cancel")
	return form
}

func toldOther(f TimeForm) string {
	if f.Does == ToMeet {
		return ""
	}
	return "Handrail lets the other person know, and reminds you both on the working day before."
}

func dayOr(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

func clockPicker(action, clock string) *slack.TimePickerBlockElement {
	e := slack.NewTimePickerBlockElement(action)
	e.Placeholder = plain("Choose a time")
	e.InitialTime = clock
	return e
}

// SessionLocal reads the day and the time of the form, as "2026-11-26T14:00". Where either is not chosen, chosen says
// which: "" for both.
func (s State) SessionLocal() (local string, hasDay, hasTime bool) {
	day := s.Date(BoxSessionDay)
	minutes, hasTime := s.minutes(BoxSessionTime)
	return day.Format(time.DateOnly) + "T" + clock(minutes), !day.IsZero(), hasTime
}

// MissedForm asks why a session was missed, or, ahead of it, why it will not take place.
func MissedForm(s peerwork.Session, with string, ahead bool, zone *time.Location) Form {
	var p page
	title, why, told := "A session was missed", "Why did it not take place?", ""
	if ahead {
		title, why, told = "It will not take place", "Why will it not take place?", "Handrail lets the other person know."
	}
	p.say("With: "+with+".", SessionTime(s, zone)+".")
	var options []*slack.OptionBlockObject
	for _, r := range peerwork.MissedReasons() {
		label := r.Label
		if ahead {
			label = r.Ahead
		}
		options = append(options, option(string(r.Why), label, ""))
	}
	p.ask(BoxMissedWhy, why, "It is no mark against anybody.", false, radio(BoxMissedWhy, options, ""))
	form := p.form(title, FormMissed, "Save", SessionID(s), foot{
		also: told, reads: "Only the two of you can see why. The organisation only ever sees how many were missed, by quarter.", goes: sessionsGo(),
	})
	form.Close = plain("Cancel")
	return form
}

// MissedWhy reads the reason.
func (s State) MissedWhy() peerwork.MissedWhy {
	why, _ := s.Chosen(BoxMissedWhy)
	return peerwork.MissedWhy(why)
}

// RhythmForm asks how often a pair meets.
type RhythmForm struct {
	Rhythm peerwork.SessionRhythm // as it is; with its zone and a first day to propose
	With   string
}

// SessionRhythm draws it.
func SessionRhythm(f RhythmForm) Form {
	var p page
	p.say("With: "+f.With+".", "Handrail then plans the next session each time.")
	var options []*slack.OptionBlockObject
	for n := 1; n <= peerwork.MostWeeksApart; n++ {
		options = append(options, option(itoa(n), weeksLabel(n), ""))
	}
	options = append(options, option("0", "No rhythm", "Sessions are planned one by one"))
	p.ask(BoxRhythmWeeks, "How often", "", false, selectOne(BoxRhythmWeeks, "Weeks", options, itoa(f.Rhythm.Weeks)))
	p.ask(BoxSessionDay, "First day", "The others come on the same day of the week.", false, datePicker(BoxSessionDay, dayOr(f.Rhythm.First)))
	p.ask(BoxSessionTime, "Time", "The clock in "+city(f.Rhythm.Timezone)+".", false, clockPicker(BoxSessionTime, f.Rhythm.Clock))
	form := p.form("How often you meet", FormRhythm, "Save", PairID(f.Rhythm.Pair)+"|"+itoa(f.Rhythm.Revision), foot{
		also:  "A session on a bank holiday or in somebody's leave stays where it is. Handrail shows you that, and you can move it.",
		reads: "Only the two of you can see this.", goes: "It stays until one of you changes it.",
	})
	form.Close = plain("Cancel")
	return form
}

func weeksLabel(n int) string {
	switch n {
	case 1:
		return "Every week"
	case peerwork.DefaultWeeks:
		return fmt.Sprintf("Every %d weeks, as is usual", n)
	}
	return fmt.Sprintf("Every %d weeks", n)
}

// RhythmWeeks reads how many weeks; 0 for no rhythm.
func (s State) RhythmWeeks() int {
	v, _ := s.Chosen(BoxRhythmWeeks)
	n, _ := strconv.Atoi(v)
	return n
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

// CoPage is what both sides of a session write.
type CoPage struct {
	Session  peerwork.Session
	Question prompts.Prompt
	With     string // the other's name
	Mine     peerwork.CoReflection
	Theirs   peerwork.CoReflection // only once both have finished
	Waiting  bool                  // the other has finished
	DeleteOn time.Time
	Zone     *time.Location
}

func (c CoPage) both() bool { return !c.Mine.Finished.IsZero() && c.Waiting }

// The boxes of co-reflection.
const (
	askBrought = "What did each of us bring?"
	askAssumed = "What did we assume?"
	askTry     = "What might we try?"
)

// CoReflect draws the form to write in, or, once both have finished, what both wrote.
func CoReflect(c CoPage) Form {
	if c.both() {
		return coRead(c)
	}
	var p page
	p.say(or(c.Question.Text, "Think of one time since you met last."))
	p.say(fmt.Sprintf("You and %s both write. Neither can read the other's before both have finished.", c.With), coWaiting(c))
	p.ask(BoxCoBrought, askBrought, "", true, box(BoxCoBrought, "", c.Mine.Words.Brought))
	p.ask(BoxCoAssumed, askAssumed, "", true, box(BoxCoAssumed, "", c.Mine.Words.Assumed))
	p.ask(BoxCoTry, askTry, "", true, box(BoxCoTry, "", c.Mine.Words.Try))
	finished := coFinishedNo
	if !c.Mine.Finished.IsZero() {
		finished = coFinishedYes
	}
	p.ask(BoxCoFinished, "Have you finished?", "You can change your words until both have finished.", false, radio(BoxCoFinished, []*slack.OptionBlockObject{
		option(coFinishedNo, "Not yet", "Kept for you alone"),
		option(coFinishedYes, "Yes, I have finished", fit(c.With+" reads it once both have", maxOption)),
	}, finished))
	form := p.form("Write together", FormCo, "Save", c.Session.ID+"|"+itoa(c.Mine.Revision),
		foot{reads: fmt.Sprintf("Nobody but you and %s can read this.", c.With), goes: deletedOn(c.DeleteOn, c.Zone), takes: true})
	form.Close = plain("Cancel")
	return form
}

func coWaiting(c CoPage) string {
	if c.Waiting {
		return c.With + " has finished."
	}
	return c.With + " has not finished yet."
}

func coRead(c CoPage) Form {
	var p page
	p.say(or(c.Question.Text, "Think of one time since you met last."))
	coWords(&p, "You wrote", c.Mine)
	if c.Theirs.Author == "" {
		p.say(fmt.Sprintf("What %s wrote does not open now.", c.With))
	} else {
		coWords(&p, c.With+" wrote", c.Theirs)
	}
	if !c.Mine.Opened.IsZero() {
		p.small(fmt.Sprintf("%s first opened yours on %s.", c.With, Moment(c.Mine.Opened, c.Zone)))
	}
	p.buttons(button("Back", Action(ActSessionPairPage, PairID(c.Session.Pair())), ""))
	return p.form("What we both wrote", FormRead, "", "", foot{reads: fmt.Sprintf("Only you and %s can read this.", c.With), goes: deletedOn(c.Mine.DeleteOn, c.Zone)})
}

func coWords(p *page, title string, c peerwork.CoReflection) {
	p.header(title)
	for _, part := range []struct{ asked, said string }{{askBrought, c.Words.Brought}, {askAssumed, c.Words.Assumed}, {askTry, c.Words.Try}} {
		if part.said != "" {
			p.say(part.asked)
			p.say(part.said)
		}
	}
}

// ReadCo reads the form.
func ReadCo(s State) (words peerwork.CoWords, finished bool) {
	done, _ := s.Chosen(BoxCoFinished)
	return peerwork.CoWords{
		Brought: strings.TrimSpace(s.Written(BoxCoBrought)), Assumed: strings.TrimSpace(s.Written(BoxCoAssumed)), Try: strings.TrimSpace(s.Written(BoxCoTry)),
	}, done == coFinishedYes
}

// CoSaved stands in the form's place. Once both have finished, it leads to what they wrote.
func CoSaved(said string, s peerwork.Session, both bool) Form {
	var p page
	p.say(said)
	var buttons []*slack.ButtonBlockElement
	if both {
		buttons = append(buttons, primary(button("Read", Action(ActCoReflect, s.ID), "")))
	}
	p.buttons(append(buttons, button("Back", Action(ActSessionPairPage, PairID(s.Pair())), ""))...)
	return p.notice("Write together")
}
