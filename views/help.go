package views

import (
	"strings"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// HelpLine is a command and what it does.
type HelpLine struct{ Usage, Does string }

// HelpPage is help.
type HelpPage struct {
	Found    string // what was typed and is not known, as a sentence names it: "those words"; or ""
	Commands []HelpLine
	Ways     []HelpLine // what /handrail leads the reader to
	Signpost Signpost
}

// Help teaches writing from App Home first, and lists the commands.
func Help(h HelpPage) Message {
	var p page
	if h.Found != "" {
		p.say("We do not know " + h.Found + ". This is what Handrail can do.")
	}
	p.header("How Handrail works")
	p.say(
		"The safest place to write is Handrail's own page, App Home.",
		"Or press a button here.",
		"Or send Handrail a message of its own: it asks before it keeps anything.",
		"In a channel, a mistyped command may show your words to others.",
	)
	p.buttons(append(primaryWrite(), button("My notes", ActNotes, ""), button("My settings", ActSettings, ""), button("My data", ActData, ""))...)
	p.say(helpLines(h.Commands))
	if len(h.Ways) > 0 {
		p.say(helpLines(h.Ways))
	}
	p.small("What you save is yours. To see who can read it, type: /handrail who.", nobodyWatches, otherAccess, slackKeeps)
	p.small(h.Signpost.String())
	return p.message()
}

func helpLines(all []HelpLine) string {
	var lines []string
	for _, l := range all {
		lines = append(lines, l.Usage+": "+l.Does)
	}
	return strings.Join(lines, "\n")
}

// WhoReads explains who can read a person's words, in each of their teams.
type WhoReads struct {
	Audiences []TeamAudience
	Usual     peerwork.Readers
}

// TeamAudience is a team and who there may be let in.
type TeamAudience struct {
	Team     string
	Audience peerwork.Audience
	K        int
}

// Who says who can read what.
func Who(w WhoReads) Message {
	var p page
	p.header("Who can read my words")
	p.say("Only you, unless you choose otherwise on a note. You can change your choice at any time.")
	for _, a := range w.Audiences {
		said := "In " + a.Team + " you can let in:"
		for _, who := range a.Audience.CanLetIn() {
			said += "\n• " + who
		}
		if len(a.Audience.CanLetIn()) == 0 {
			said = "In " + a.Team + " there is nobody to let in yet."
		}
		p.say(said)
		if warning := a.Audience.MayGuess(a.K); warning != "" {
			p.small(warning)
		}
	}
	if len(w.Audiences) == 0 {
		p.say("You are in no team, so nobody else can be let in.")
	}
	p.say("Showing themes in a summary is another choice. It shows no words and no names.")
	p.say("Admins, other workers and other teams never see words.", "You can see who opened a note, and when.")
	p.small(otherAccess, slackKeeps)
	return p.message()
}

// TroubleForm tells a person what happened and what to try, where a form is open.
func TroubleForm(e *peerwork.Error) Form {
	var p page
	p.say(e.What, e.Try)
	return p.notice("Handrail")
}

// Cancelled stands where a preview stood.
func Cancelled() Message { return Told("Nothing was posted.") }

// Skipped stands where a prompt stood.
func Skipped() Message {
	var p page
	p.say("Skipped. That is fine.")
	p.buttons([]*slack.ButtonBlockElement{button("Pause questions", ActPausePrompts, "")}...)
	return p.message()
}

// Paused says until when no question comes.
func Paused(day string) Message {
	var p page
	p.say("Paused. No questions come to you before "+day+".", "You can change this in your settings.")
	p.buttons(button("Questions and hours", ActHours, ""))
	return p.message()
}
