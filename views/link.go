package views

import (
	"regexp"
	"strings"

	"github.com/slack-go/slack"
)

// BoxLink asks whether to keep a link to the message a note is about.
const BoxLink = "keep-link"

// ActLink is the button that leads to the message. Slack follows the link itself.
const ActLink = "open-link"

var messagePath = regexp.MustCompile(`^[A-Z0-9]{2,30}/p[0-9]{10,20}(\?thread_ts=[0-9]{1,20}\.[0-9]{1,10}&cid=[A-Z0-9]{2,30})?$`)

// AboutMessage names a message by its channel and its timestamp, as the end of its address: "C02SUP/p1700000000000100".
// For a reply in a thread the address names what began the thread too, as Slack's own links do. It returns "" for
// what is no message.
func AboutMessage(channel, ts, thread string) string {
	about := channel + "/p" + strings.ReplaceAll(ts, ".", "")
	if thread != "" && thread != ts {
		about += "?thread_ts=" + thread + "&cid=" + channel
	}
	if !messagePath.MatchString(about) {
		return ""
	}
	return about
}

// MessageLink returns the address of a message in the workspace at base, or "" where either is not known.
func MessageLink(base, about string) string {
	if base == "" || !messagePath.MatchString(about) {
		return ""
	}
	return strings.TrimRight(base, "/") + "/archives/" + about
}

// AboutLink returns what AboutMessage made of the message that a link leads to.
func AboutLink(link string) string {
	_, about, _ := strings.Cut(link, "/archives/")
	if !messagePath.MatchString(about) {
		return ""
	}
	return about
}

// linkBox asks about the link, and leads to the message where a link is kept.
func linkBox(p *page, f NoteForm) {
	if f.About == "" && f.Note.Link == "" {
		return
	}
	options := []*slack.OptionBlockObject{option("yes", "Keep a link to the message", "")}
	boxes := slack.NewCheckboxGroupsBlockElement(BoxLink, options...)
	if f.Note.Link != "" {
		boxes.InitialOptions = options
	}
	p.ask(BoxLink, "The message it is about", "Only you see the link, whoever can read your words. What the message says is not copied.", true, boxes)
	if f.Note.Link != "" {
		p.buttons(button("Open the message in Slack", ActLink, "").WithURL(f.Note.Link))
	}
}
