package views

import (
	"fmt"
	"strings"
	"time"
)

// Told is a message of a few sentences and nothing to press.
func Told(sentences ...string) Message {
	var p page
	p.say(sentences...)
	return p.message()
}

// Restored tells a writer that everything was brought back from a copy, in which something last happened at an instant;
// zero: not known.
func Restored(of time.Time) Message {
	copied := "an older copy"
	if !of.IsZero() {
		copied = "a copy of " + Day(of, time.UTC)
	}
	var p page
	p.say(
		fmt.Sprintf("Handrail was brought back from %s.", copied),
		"What you changed or deleted after that may be back. What you wrote after that is lost.",
		"Nobody else can read your notes until you choose again, and their themes do not count.",
	)
	p.say("Please look through your notes. Did you ask to talk soon, and nobody has answered? Then ask again.")
	p.buttons(button("My notes", ActNotes, ""), button("My settings", ActSettings, ""))
	return p.message()
}

// TryAgain stands where a form did not open in time. Its button leads to the same form.
func TryAgain(action, value string) Message {
	var p page
	p.say("This did not open in time. Nothing is lost.")
	p.buttons(primary(button("Try again", action, value)))
	return p.message()
}

// ChannelTrouble tells an admin that a team's channel could not be posted in. reason holds Slack's own code.
func ChannelTrouble(teamName, channel, reason string) Message {
	return Told(
		fmt.Sprintf("Handrail could not post in the channel of %s (%s).", Name(teamName), channel),
		mendChannel(slackCode(reason)),
		"We tell you once. The next question comes at its time.",
	)
}

// NotPosted tells whoever asked for it that a question, or else the word that the group agenda is open, could not be
// posted. reason holds Slack's own code, or is one of those for which it was left out.
func NotPosted(teamName string, question bool, reason string) Message {
	what, next := "The message that the group agenda is open", "Then you can post it again."
	if question {
		what, next = "Your question", "Then you can ask it again: it does not count as asked."
	}
	why := mendChannel(slackCode(reason))
	switch reason {
	case TooLate:
		why, next = "It would have come in quiet hours or on another day.", "If you still want it, "+strings.TrimPrefix(next, "Then ")
	case SwitchedOff:
		why, next = "An admin has switched it off since you asked.", "You can ask another one."
	case NotTheirChannel:
		why = "The team has another channel now."
	}
	return Told(fmt.Sprintf("%s could not be posted in the channel of %s.", what, Name(teamName)), why, next)
}

// Why a message for a channel is left out, as deliveries hold it.
const (
	TooLate         = "no longer useful"
	SwitchedOff     = "its question was switched off"
	NotTheirChannel = "no longer the team's channel"
)

// AskedBy says who asked for a question. "" is somebody whose name is not known.
func AskedBy(name string) string {
	if name == "" {
		return "Somebody in the team asked for this question."
	}
	return Name(name) + " asked for this question."
}

// slackCode is Slack's own code in a reason such as "post message: Slack answered not_in_channel".
func slackCode(reason string) string {
	_, code, found := strings.Cut(reason, "Slack answered ")
	if !found {
		return reason
	}
	code, _, _ = strings.Cut(code, " ")
	return code
}

// mendChannel says why a channel could not be posted in, and what to do.
func mendChannel(code string) string {
	switch code {
	case "not_in_channel", "channel_not_found":
		return "Handrail is not in the channel. Type /invite @Handrail there."
	case "is_archived":
		return "The channel is archived. Open it again, or an admin can give the team another one."
	default:
		return mendAny(code)
	}
}

// mendPerson says why somebody could not be written to, and what to do.
func mendPerson(code string) string {
	switch code {
	case "channel_not_found", "user_not_found", "user_disabled", "cannot_dm_bot":
		return "Slack does not let Handrail write to this person. They may have left. Open People to see their roles, and give them to somebody else."
	default:
		return mendAny(code)
	}
}

// mendAny says what to do about what an admin cannot mend in Slack. The codes are those of Slack's chat.postMessage.
func mendAny(code string) string {
	const ask = "Please ask whoever runs the server to run: handrail doctor."
	switch code {
	case "invalid_auth", "not_authed", "token_revoked", "token_expired", "account_inactive", "missing_scope":
		return "Slack does not let Handrail in any more (" + code + "). " + ask
	}
	if strings.Contains(code, " ") { // no code of Slack's
		return "Something went wrong on the server. " + ask
	}
	return "Slack said: " + code + ". " + ask
}
