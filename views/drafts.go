package views

import (
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The actions on what somebody began and has not saved. Each carries the draft's id after a colon.
const (
	ActKeepDraft     = "keep-draft"     // :draft, saves it as a reflection
	ActBoundaryDraft = "boundary-draft" // :draft, saves it as a boundary question
	ActDropDraft     = "drop-draft"     // :draft
	ActNoQuestion    = "no-question"    // :draft, the message answers no question
	ActResume        = "resume-draft"   // :draft, opens it in its form
	ActPutBy         = "put-by"         // in a note's form: holds what stands there
)

// Held is a direct message that Handrail asks about. Its words stand nowhere on the page.
type Held struct {
	Draft    string
	Expires  time.Time
	Usual    string         // who could read it, by the person's usual choice: "Only you can read it."
	Lapsed   string         // why that is not their usual choice
	Guess    string         // that few could have written it, where the usual choices let others see something of it
	Answers  prompts.Prompt // the question it seems to answer; the zero Prompt for none
	Hidden   string         // what was hidden, by kind
	Zone     *time.Location
	Signpost Signpost
}

// AskToKeep asks what to do with a direct message.
func AskToKeep(h Held) Message {
	var p page
	p.say("Keep this as a reflection?", upperFirst(h.Usual), "You can change that after.", h.Lapsed)
	p.small(h.Guess)
	if h.Answers.ID != "" {
		p.sayWith("It is kept with the question we sent you: "+h.Answers.Text, button("It answers no question", Action(ActNoQuestion, h.Draft), ""))
	}
	if h.Hidden != "" {
		p.say(h.Hidden, "It still stands in your message.")
	}
	p.say("Your message itself stays here in Slack, whatever you press, until you delete it.")
	p.buttons(
		primary(button("Keep", Action(ActKeepDraft, h.Draft), "")),
		button("Boundary question", Action(ActBoundaryDraft, h.Draft), ""),
		button("No", Action(ActDropDraft, h.Draft), ""),
	)
	p.small("We hold your words encrypted until "+Moment(h.Expires, h.Zone)+", and then forget them.", nobodyWatches, otherAccess)
	p.small(h.Signpost.String())
	return p.message()
}

// NotKept stands where AskToKeep stood.
func NotKept() Message {
	return Told("Nothing was kept.", "Your message stays here in Slack until you delete it.")
}

// NotSavedPage says what became of words that stood after a command.
type NotSavedPage struct {
	Why      string // begins with "Not saved."
	Held     *Began // the draft that holds the words; nil where nothing does
	Hidden   string // what was hidden in it, by kind
	Zone     *time.Location
	Signpost Signpost
}

// NotSaved says why words were not saved, and leads to a form: with the words in it where they are held.
func NotSaved(n NotSavedPage) Message {
	var p page
	p.say(n.Why)
	if n.Held == nil {
		p.buttons(primaryWrite()...)
	} else {
		p.say("We hold your words encrypted until "+Moment(n.Held.Expires, n.Zone)+", and then forget them.", "Only you can open them, here or in App Home.")
		p.small(n.Hidden)
		p.buttons(
			primary(button("Put them in a form", Action(ActResume, n.Held.ID), "")),
			sure(button("Forget them", Action(ActDropDraft, n.Held.ID), ""), "Forget these words?", "They will be gone. You cannot undo this.", "Forget them"),
		)
	}
	p.small(nobodyWatches, otherAccess)
	p.small(n.Signpost.String())
	return p.message()
}

// An answer that gives words back stays within what Slack takes: some 13,000 bytes of blocks, and 40,000 characters of
// text, which Slack cuts off (https://docs.slack.dev/reference/methods/chat.postMessage).
const (
	mostInBlocks = 9_000
	mostInText   = 39_000
)

// WithWords adds a person's own words to an answer that only they see. Words that are too many for blocks stand in the
// text alone.
func WithWords(m Message, words string) Message {
	if strings.TrimSpace(words) == "" {
		return m
	}
	const here = "Here are your words, so that you can copy them:"
	text := escape(words)
	if all := []rune(text); len(all) > mostInText {
		text = string(all[:mostInText]) + "…\nSlack shows no more than this in one message."
	}
	m.Text += "\n" + here + "\n" + text
	if m.Blocks == nil || len(AppendString(nil, words)) > mostInBlocks {
		m.Blocks = nil
		return m
	}
	var p page
	p.say(here)
	p.say(words)
	m.Blocks = append(slices.Clone(m.Blocks), p.blocks...)
	return m
}

// Began is a draft in a list: when it was begun, and nothing of its words.
type Began struct {
	ID      string
	Kind    peerwork.Kind
	At      time.Time
	Expires time.Time
}

// BeganOf leaves the words behind.
func BeganOf(d peerwork.Draft) Began {
	return Began{ID: d.ID, Kind: d.Note.Kind, At: d.Begun, Expires: d.Expires}
}

// began offers to go on with a draft.
func began(p *page, b Began, zone *time.Location) {
	p.say("You began a "+KindName(b.Kind)+" on "+Moment(b.At, zone)+".", "We hold it until "+Moment(b.Expires, zone)+".")
	p.buttons(
		button("Go on with it", Action(ActResume, b.ID), ""),
		sure(button("Forget it", Action(ActDropDraft, b.ID), ""), "Forget what you began?", "It will be gone. You cannot undo this.", "Forget it"),
	)
}

// PutBy stands in a form's place once its words are held.
func PutBy(b Began, zone *time.Location) Form {
	var p page
	p.say("We hold your words until "+Moment(b.Expires, zone)+", and then forget them.", "They are encrypted. Only you can open them.")
	p.say("To go on, open App Home, or open this form again.")
	p.buttons(
		primary(button("Go on now", Action(ActResume, b.ID), "")),
		sure(button("Forget it", Action(ActDropDraft, b.ID), ""), "Forget what you began?", "It will be gone. You cannot undo this.", "Forget it"),
	)
	return p.form("Held, not saved", FormRead, "", "", foot{}) // who can open it, and until when, stands first
}

// putByButton holds what stands in the form. It is the one moment before Save at which Slack hands the words over.
func putByButton() *slack.ButtonBlockElement { return button("Go on later", ActPutBy, "") }
