package views

import (
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

// SupervisionPage is what /supervision shows.
type SupervisionPage struct {
	Worker      bool             // the viewer is a peer worker
	Supervisors []peerwork.Named // the viewer's own supervisors, each once
	Bringing    []Row            // the newest MaxBringing of them
	ToBring     int              // how many there are
	Pairs       []Pair           // the people the viewer supervises
	NoMatch     bool             // the viewer supervises people, but none of the name that was typed
	Zone        *time.Location
}

// MaxBringing is how many notes /supervision lists.
const MaxBringing = 8

// Supervision shows what a worker is bringing, and to a supervisor the people they supervise.
func Supervision(s SupervisionPage) Message {
	var p page
	if s.Worker {
		p.header("What I am bringing")
		bringing(&p, s.Bringing, s.ToBring, s.Zone)
		p.say(whoSupervises(s.Supervisors), nextStep(s.Bringing))
		p.buttons(primaryWrite()...)
	}
	if len(s.Pairs) > 0 {
		p.header("People I supervise")
		pairRows(&p, s.Pairs, 12)
	}
	if s.NoMatch {
		p.say("You supervise nobody of that name. Type /supervision alone to see everybody.")
	}
	if !s.Worker && len(s.Pairs) == 0 && !s.NoMatch {
		p.say("You are not a peer worker or a supervisor in any team here. Your admin can add you.")
	}
	p.small("To ask the team a question together, type /supervision ask in the team's channel.", nobodyWatches)
	return p.message()
}

func whoSupervises(names []peerwork.Named) string {
	if len(names) == 0 {
		return "You have no supervisor here yet. Your line manager or admin can name one."
	}
	all := make([]string, len(names))
	for i, n := range names {
		all[i] = n.Name
	}
	return "You take this to " + peerwork.JoinAnd(all) + "."
}

func nextStep(rows []Row) string {
	if len(rows) == 0 {
		return "Supervision is your time. You choose what to talk about."
	}
	return "You choose what to talk about, and who can read it. Open a note to change that."
}

// QuestionPreview shows a group question to the person who asked for one, before it is posted.
func QuestionPreview(q prompts.Prompt, why string, theme peerwork.Theme, seen ...string) Message {
	var p page
	p.header("A question for the team")
	p.say(q.Text)
	p.small(why)
	p.buttons(
		primary(button("Post here", Action(ActPostQuestion, q.ID), q.ID)),
		button("Another one", Action(ActAnotherQuestion, string(theme)), seenValue(append(seen, q.ID))),
		button("Cancel", ActCancel, ""),
	)
	p.small("Only you see this now. Once posted, everyone here can read the question and the answers.")
	return p.message()
}

// PairNotes lists what a worker lets their supervisor read.
func PairNotes(worker string, rows []Shared, zone *time.Location) Form {
	return SharedNotes(SharedList{
		Title: "Shared with you",
		About: fmt.Sprintf("%s lets you read these notes.", worker),
		Rows:  rows,
		Zone:  zone,
	})
}
