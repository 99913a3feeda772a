package views

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// SupervisionPage is what /supervision shows.
type SupervisionPage struct {
	Groups      bool             // the viewer takes part in a team's group supervision
	Worker      bool             // the viewer is a peer worker
	Supervisors []peerwork.Named // the viewer's own supervisors, each once
	Gone        []peerwork.Named // those of them who can use Handrail no more
	Sessions    []SessionRow     // the viewer's own next ones
	Agenda      []AgendaEntry    // the viewer's own, without words
	Pairs       []Pair           // the people the viewer supervises, and others who share something with them
	Manages     bool             // the viewer is a line manager
	NoMatch     bool             // the viewer supervises people, but none of the name that was typed
	Unknown     bool             // the viewer supervises nobody, and typed a word that leads nowhere
	Zone        *time.Location
}

// mostListed is how many items of an agenda a message or App Home names.
const mostListed = 8

// Supervision shows a worker their next session and their agenda, and to a supervisor the people they supervise. It says of what is on the agenda
// what it is, and no words.
func Supervision(s SupervisionPage) Message {
	var p page
	if s.Unknown {
		p.say("After /supervision you can write ask or group. What you wrote was not saved.")
	}
	if len(s.Sessions) > 0 {
		p.header("My next session")
		sessionRows(&p, s.Sessions[:min(len(s.Sessions), homeSessions)], s.Zone)
	}
	if s.Worker {
		p.header("My agenda")
		p.say(agendaSummary(s.Agenda), whoSupervises(s.Supervisors, s.Gone))
		agendaInBrief(&p, s.Agenda, mostListed, s.Zone)
		p.buttons(briefButtons(s.Agenda)...)
	}
	if len(s.Pairs) > 0 {
		p.header("People I supervise")
		pairRows(&p, s.Pairs, 12, s.Zone)
	}
	if s.NoMatch {
		p.say("You supervise nobody of that name. Type /supervision alone to see everybody.")
	}
	if !s.Worker && len(s.Pairs) == 0 && !s.NoMatch {
		p.say(nothingToSupervise(s))
	}
	if s.Groups {
		p.buttons(button("Group supervision", ActGroup, ""))
	}
	ask := "To ask the team a question together, type /supervision ask in the team's channel."
	if !s.Worker && len(s.Pairs) == 0 && !s.Manages {
		ask = "" // there is no team to ask
	}
	p.small(ask, nobodyWatches)
	return p.message()
}

func nothingToSupervise(s SupervisionPage) string {
	if s.Manages {
		return "Here peer workers and supervisors see what they bring to supervision. As a line manager you see what your team shared: type /digest."
	}
	return "You are not a peer worker or a supervisor in any team here. Your admin can add you."
}

func whoSupervises(all, gone []peerwork.Named) string {
	var names []string
	for _, n := range all {
		if !slices.Contains(gone, n) {
			names = append(names, n.Name)
		}
	}
	switch {
	case len(names) > 0:
		return "You take this to " + peerwork.JoinAnd(names) + "."
	case len(gone) > 0:
		return gone[0].Name + " cannot use Handrail now. Your line manager or admin can name another supervisor."
	default:
		return "You have no supervisor here yet. Your line manager or admin can name one."
	}
}

// agendaInBrief names what is on an agenda, part by part, a line each.
func agendaInBrief(p *page, entries []AgendaEntry, most int, zone *time.Location) {
	listed := entries[:min(len(entries), most)]
	for _, part := range peerwork.Parts() {
		lines := []string{part.Label + ":"}
		for _, e := range listed {
			if e.Item.Part == part.Part {
				lines = append(lines, "• "+join([]string{upperFirst(itemName(e.Item, zone)) + ".", forWhom(e), e.Who}))
			}
		}
		if len(lines) > 1 {
			p.say(strings.Join(lines, "\n"))
		}
	}
	if more := len(entries) - len(listed); more > 0 {
		p.small("And " + count(more, "more thing", "more things") + ": press Open my agenda.")
	}
}

// briefButtons lead to one's own agenda, and to sharing it.
func briefButtons(entries []AgendaEntry) []*slack.ButtonBlockElement {
	buttons := []*slack.ButtonBlockElement{primary(button("Open my agenda", ActAgenda, "")), button("Add a line", ActAgendaLine, "")}
	if names := toShare(entries); len(names) > 0 {
		buttons = append(buttons, button("Share with "+peerwork.JoinAnd(names), ActAgendaShare, ""))
	}
	return buttons
}

// PairNotes lists what a worker lets their supervisor read.
func PairNotes(worker peerwork.Named, l SharedList) Form {
	l.Title, l.About, l.Opens = "Shared with you", worker.Name+" lets you read these notes.", Action(ActPairNotes, string(worker.User))
	return SharedNotes(l)
}
