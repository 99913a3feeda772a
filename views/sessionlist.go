package views

import "time"

// MaxHistory is how many sessions stand on one page of those that are over.
const MaxHistory = 20

const maxPairRows = 80

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
