package bot

import (
	"encoding/json"
	"strings"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/views"
)

// What the bot itself says, where no handler can.
const (
	sorry          = "Something went wrong in Handrail, not with you. Please try again in a few minutes."
	tooLong        = "Handrail did not answer in time."
	formDidNotOpen = "The form did not open in time. Please try again."
	notForYou      = "Handrail is for the peer workers of this workspace and the people who support them. Guests and people from other organisations cannot use it."
	inTheForm      = "Not saved: something went wrong in Handrail. Your words are still here. Press the button again in a minute."
	notGivenBack   = "We could not show you your words here, and nothing of them is kept. Please write them again."
	formTooLong    = "Handrail did not answer in time. Your words are still here. Press the button again: nothing is saved twice."
)

// withWords is what a reply says where only the person sees it: their words stand in it. It never becomes a message that
// Slack stores.
func withWords(r handlers.Reply) *views.Message {
	if r.Say == nil || r.GiveBack == "" {
		return r.Say
	}
	m := views.WithWords(*r.Say, unescaper.Replace(r.GiveBack))
	return &m
}

// notSaved answers a text command. To a command without words it leaves the first sentence out.
func notSaved(a arrival, why string) handlers.Reply {
	if a.request.Text == "" {
		return handlers.Reply{Say: &views.Message{Text: escaper.Replace(why)}}
	}
	return handlers.Reply{Say: &views.Message{Text: "Not saved. " + escaper.Replace(why)}, GiveBack: a.request.Text}
}

// apology is the reply to something unexpected.
func (b *Bot) apology(a arrival) handlers.Reply {
	switch a.kind {
	case kindCommand:
		return notSaved(a, sorry)
	case kindSubmission:
		if a.input != "" {
			return handlers.Reply{Errors: map[string]string{a.input: inTheForm}}
		}
	case kindHome:
		return handlers.Reply{}
	}
	return handlers.Reply{Say: &views.Message{Text: sorry}}
}

// problem is the reply to something a handler explains. Words are given back when the handler hands them over, or
// when it says that a command's were not saved.
func problem(a arrival, why, giveBack string) handlers.Reply {
	if a.kind == kindSubmission && a.input != "" && giveBack == "" {
		return handlers.Reply{Errors: map[string]string{a.input: why}}
	}
	if giveBack == "" && a.kind == kindCommand && strings.HasPrefix(why, "Not saved") {
		giveBack = a.request.Text
	}
	return handlers.Reply{Say: &views.Message{Text: escaper.Replace(why)}, GiveBack: giveBack}
}

// alreadyDone is the reply to a repeat of what was saved before.
func alreadyDone(a arrival) handlers.Reply {
	if a.kind == kindCommand {
		return handlers.Reply{Say: &views.Message{Text: "Saved. Slack sent this twice, and it was saved once."}}
	}
	return handlers.Reply{}
}

// refused is the reply to somebody who may not use Handrail. Opening App Home is answered with silence.
func refused(a arrival, why *views.Message) handlers.Reply {
	switch {
	case a.kind == kindHome:
		return handlers.Reply{}
	case a.kind == kindSubmission && a.input != "":
		return handlers.Reply{Errors: map[string]string{a.input: why.Text}}
	case a.kind == kindCommand && a.request.Text != "":
		return notSaved(a, why.Text)
	}
	return handlers.Reply{Say: why}
}

func unknownTo(a arrival) handlers.Reply {
	switch a.kind {
	case kindCommand:
		return notSaved(a, "Handrail does not know this command. Type /handrail help.")
	case kindAction, kindShortcut:
		return handlers.Reply{Say: &views.Message{Text: "This does nothing any more. Type /handrail help to see what you can do."}}
	}
	return handlers.Reply{}
}

// stillWorking is the acknowledgement when a handler is not done in time.
func (b *Bot) stillWorking(a arrival) json.RawMessage {
	switch {
	case a.kind == kindCommand && a.request.Text == "":
		return commandAnswer(&views.Message{Text: tooLong + " Please try again."}).JSON()
	case a.kind == kindCommand:
		return commandAnswer(withWords(notSaved(a, tooLong+" If it is saved after all, you will be told here."))).JSON()
	case a.kind == kindSubmission && a.input != "":
		return encode(slack.NewErrorsViewSubmissionResponse(map[string]string{a.input: formTooLong}))
	}
	return nil
}

// opening is a page that holds a form open for a moment.
func opening() *slack.ModalViewRequest {
	text := func(s string) *slack.TextBlockObject {
		return slack.NewTextBlockObject(slack.PlainTextType, s, false, false)
	}
	return &slack.ModalViewRequest{
		Type: slack.VTModal, Title: text("Handrail"), Close: text("Close"),
		Blocks: slack.Blocks{BlockSet: []slack.Block{slack.NewSectionBlock(text("One moment."), nil, nil)}},
	}
}
