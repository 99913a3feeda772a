package views

import (
	"time"

	"handrail/peerwork"
)

// AgendaRow is an item that somebody shared with the viewer, without its words.
type AgendaRow struct {
	Item  string
	Note  peerwork.NoteID // "" for a line
	Part  peerwork.Part
	Kind  peerwork.Kind // of a note
	Added time.Time
}

// agendaRows lists what somebody shared for supervision, in the order of the parts, each behind a button.
func agendaRows(p *page, rows []AgendaRow, zone *time.Location) {
	for _, part := range peerwork.Parts() {
		begun := false
		for _, r := range rows {
			if r.Part != part.Part {
				continue
			}
			if !begun {
				p.header(part.Label)
				begun = true
			}
			p.sayWith(rowName(r, zone), button("Open", rowAction(r), ""))
		}
	}
}

func rowName(r AgendaRow, zone *time.Location) string {
	if r.Note == "" {
		return "A line, " + Day(r.Added, zone)
	}
	return upperFirst(KindName(r.Kind)) + ", " + Day(r.Added, zone)
}

func rowAction(r AgendaRow) string {
	if r.Note == "" {
		return Action(ActOpenLine, r.Item)
	}
	return Action(ActOpenShared, string(r.Note))
}

// TheirAgenda lists what a worker shared with the viewer for supervision.
func TheirAgenda(worker string, rows []AgendaRow, zone *time.Location) Form {
	var p page
	if len(rows) == 0 {
		p.say(worker+" shares nothing with you from the agenda now.", "What is on it is theirs to share, and to take back.")
	} else {
		p.say(worker + " shared this with you for supervision.")
		agendaRows(&p, rows, zone)
	}
	return p.form("Agenda", FormRead, "", "", foot{
		also:  "Opening something is recorded. " + worker + " can see that you opened it, and when.",
		reads: onlyYouList, goes: "Something leaves it when its words go, or once you have talked about it.",
	})
}

// OpenedLine is the form in which somebody else's line is read.
func OpenedLine(author string, item peerwork.AgendaItem, zone *time.Location) Form {
	var p page
	p.say(author + " can see that you opened this.")
	p.small("A line, " + Day(item.Added, zone) + ".")
	p.header(PartName(item.Part))
	p.say(item.Line)
	return p.form("From the agenda", FormRead, "", "", foot{also: notPassedOn, reads: letIn(author), goes: deletedOrSooner(item.DeleteOn, zone)})
}
