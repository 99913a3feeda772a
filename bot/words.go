package bot

import (
	"encoding/json"
	"strings"
	"unicode/utf8"

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
	formTooLong    = "Handrail did not answer in time. Your words are still here. Press the button again: nothing is saved twice."
)

// maxWords is how many characters of somebody's words one answer gives back: Slack cuts a text off at 40,000
// characters (https://docs.slack.dev/reference/methods/chat.postMessage).
const maxWords = 39_000

// wordsBack returns what a person typed, for them to copy; "" when they typed nothing.
func wordsBack(words string) string {
	words = escaped(words)
	if words == "" {
		return ""
	}
	if utf8.RuneCountInString(words) > maxWords {
		words = string([]rune(words)[:maxWords]) + "…\nSlack shows no more than this in one message."
	}
	return "Here are your words, so that you can copy them:\n" + words
}

// notSaved begins an answer to a text command. To a command without words it leaves the first sentence out.
func notSaved(a arrival, why string) *views.Message {
	if a.request.Text == "" {
		return &views.Message{Text: escaper.Replace(why)}
	}
	return &views.Message{Text: "Not saved. " + escaper.Replace(why) + "\n" + wordsBack(a.request.Text)}
}

// apology is the reply to something unexpected.
func (b *Bot) apology(a arrival) handlers.Reply {
	switch a.kind {
	case kindCommand:
		return handlers.Reply{Say: notSaved(a, sorry)}
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
	text := escaper.Replace(why)
	if back := wordsBack(giveBack); back != "" {
		text += "\n" + back
	}
	return handlers.Reply{Say: &views.Message{Text: text}}
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
		return handlers.Reply{Say: notSaved(a, why.Text)}
	}
	return handlers.Reply{Say: why}
}

func unknownTo(a arrival) handlers.Reply {
	switch a.kind {
	case kindCommand:
		return handlers.Reply{Say: notSaved(a, "Handrail does not know this command. Type /handrail help.")}
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
		return commandAnswer(notSaved(a, tooLong+" If it is saved after all, you will be told here.")).JSON()
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
