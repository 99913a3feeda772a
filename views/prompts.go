package views

import (
	"strings"

	"handrail/peerwork"
	"handrail/prompts"
)

// What leads from a question that was put, and from one that is proposed for a team.
const (
	ActWritePrompt  = "write-prompt"  // :prompt, opens a reflection that answers it
	ActSkipPrompt   = "skip-prompt"   // :prompt
	ActOtherPrompt  = "other-prompt"  // :prompt; the value lists those shown before
	ActPausePrompts = "pause-prompts" //

	ActAnotherQuestion = "another-question" // :theme; the value lists those shown before
	ActPostQuestion    = "post-question"    // :prompt
)

// TeamPrompt is a group question in a team's channel. why is a sentence on how it came, or "".
func TeamPrompt(q prompts.Prompt, why string) Message {
	var p page
	p.header("A question for the team")
	p.say(q.Text)
	p.buttons(primary(button("Write", Action(ActWritePrompt, q.ID), q.ID)))
	p.small(
		why,
		"Everyone here can read the answers here. To answer privately, press Write.",
		"Handrail never reads threads.",
	)
	return p.message()
}

// MemberPrompt is a quick question to one person. why says why it was chosen, by what they were asked; seen are the
// prompts shown before it in its place.
func MemberPrompt(q prompts.Prompt, why string, seen ...string) Message {
	return memberPrompt("A question for you", q, WhyThis(why), seen)
}

// MemberPromptAgain is the one reminder of a prompt that was left.
func MemberPromptAgain(q prompts.Prompt) Message {
	return memberPrompt("The question from before", q, "You asked us to remind you once. You can change that in Questions and hours, under My settings.", nil)
}

func memberPrompt(title string, q prompts.Prompt, why string, seen []string) Message {
	var p page
	p.header(title)
	p.say(q.Text)
	p.buttons(
		primary(button("Write", Action(ActWritePrompt, q.ID), q.ID)),
		button("Skip", Action(ActSkipPrompt, q.ID), q.ID),
		button("Another one", Action(ActOtherPrompt, q.ID), seenValue(append(seen, q.ID))),
		button("Not this topic", Action(ActNotTopic, q.ID), q.ID),
		button("Pause questions", ActPausePrompts, q.ID),
	)
	p.small(why)
	p.small("Answering is up to you. Nobody sees whether you answer. Press Write. If you answer here in the chat, we ask before we keep it.")
	return p.message()
}

// WhyThis says why a question was chosen, where that is known.
func WhyThis(why string) string {
	if why == "" {
		return ""
	}
	return "Why this one: " + lowerFirst(why)
}

// SeenPrompts reads the value of the "Another one" button.
func SeenPrompts(value string) []string {
	return strings.FieldsFunc(value, func(r rune) bool { return r == ',' })
}

// seenValue keeps the newest ids that a button's value can hold.
func seenValue(ids []string) string {
	for len(strings.Join(ids, ",")) > maxButtonValue {
		ids = ids[1:]
	}
	return strings.Join(ids, ",")
}

// QuestionPreview shows a group question to the person who asked for one, before it is posted.
func QuestionPreview(q prompts.Prompt, why string, theme peerwork.Theme, seen ...string) Message {
	return questionPreview("", q, why, theme, seen)
}

// AskedHereAlready says why a question was not posted.
const AskedHereAlready = "Nothing was posted: your team was asked this question already, in the last eight weeks."

// QuestionInstead shows another question in the place of one that the team was asked since it was shown.
func QuestionInstead(q prompts.Prompt, why string, theme peerwork.Theme) Message {
	return questionPreview(AskedHereAlready+" Here is another one.", q, why, theme, nil)
}

func questionPreview(said string, q prompts.Prompt, why string, theme peerwork.Theme, seen []string) Message {
	var p page
	if said != "" {
		p.say(said)
	}
	p.header("A question for the team")
	p.say(q.Text)
	p.small(WhyThis(why))
	p.buttons(
		primary(button("Post here", Action(ActPostQuestion, q.ID), string(theme))),
		button("Another one", Action(ActAnotherQuestion, string(theme)), seenValue(append(seen, q.ID))),
		button("Cancel", ActCancel, ""),
	)
	p.small("Only you see this now. Once posted, everyone here can read the question and the answers.")
	return p.message()
}
