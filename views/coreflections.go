package views

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The buttons, the form and the boxes of co-reflection.
const (
	ActProposeCo = "propose-co" // :session
	ActCoReflect = "co-reflect" // :session id, writes or reads

	FormCo = "co-reflection"

	BoxCoBrought  = "co-brought"
	BoxCoAssumed  = "co-assumed"
	BoxCoTry      = "co-try"
	BoxCoFinished = "co-finished"
	coFinishedYes = "yes"
	coFinishedNo  = "no"
)

// What its boxes ask.
const (
	askBrought = "What did each of us bring?"
	askAssumed = "What did we assume?"
	askTry     = "What might we try?"
)

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

// CoReflect draws the form to write in, or, once both have finished, what both wrote.
func CoReflect(c CoPage) Form {
	if c.both() {
		return coRead(c)
	}
	var p page
	p.say(cmp.Or(c.Question.Text, "Think of one time since you met last."))
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
	p.say(cmp.Or(c.Question.Text, "Think of one time since you met last."))
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
