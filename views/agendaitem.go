package views

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of FormAgendaItem.
const (
	BoxLine = "agenda-words"
	BoxPart = "agenda-part"
	BoxFor  = "agenda-for"
)

// AgendaFor is one answer to "Who is it for?".
type AgendaFor struct {
	Value string // ForOwn or ForNamed
	Label string
}

// ForOwn is the answer that means one's own supervisor in a team, whoever that is.
func ForOwn(team peerwork.TeamID) string { return "team:" + string(team) }

// ForNamed is the answer that names another supervisor.
func ForNamed(u peerwork.UserID) string { return "user:" + string(u) }

// AgendaItemPage is one item in its form: a new line where its ID is "".
type AgendaItemPage struct {
	Entry   AgendaEntry
	For     []AgendaFor
	Guess   string // that somebody may guess more than is said, or ""
	Gone    bool   // what its box holds was typed in the form of a line that is taken off
	Unsaved bool   // what its box holds was typed, and the button pressed would have lost it
	Zone    *time.Location
}

// AgendaItem draws the form of an item.
func AgendaItem(a AgendaItemPage) Form {
	item := a.Entry.Item
	p := page{apart: item.ID}
	if a.Gone {
		p.say("Not saved yet: the line you opened was taken off your agenda.", "To keep these words as a new line, press Save.")
	}
	if a.Unsaved {
		p.say("Your words here are not saved yet. To keep them, press Save first.")
	}
	if item.Note == "" {
		words := slack.NewPlainTextInputBlockElement(plain("A few words are enough"), BoxLine)
		words.MaxLength, words.InitialValue = peerwork.LongestLine, fit(item.Line, peerwork.LongestLine)
		p.ask(BoxLine, "What do you want to talk about?", leaveOutNames, false, words)
	} else {
		p.sayWith(upperFirst(itemName(item, a.Zone))+"\n“"+begins(item.Words)+"”", button("Open the note", Action(ActOpenNote, string(item.Note)), ""))
	}
	p.ask(BoxPart, "Where does it go?", "", false, selectOne(BoxPart, "Part", partOptions(), string(item.Part)))
	if len(a.For) > 0 {
		p.ask(BoxFor, "Who is it for?", "They can read it only once you share it.", false, forMenu(a.For, forValue(item)))
	}
	if item.ID != "" {
		p.say(forWhom(a.Entry), a.Entry.Who)
		p.buttons(itemButtons(a.Entry)...)
	}
	p.buttons(backToAgenda(a.Unsaved))
	title := "On my agenda"
	if item.ID == "" {
		title = "A line for my agenda"
	}
	last := foot{goes: deletedOn(item.DeleteOn, a.Zone), takes: true} // who can read it stands above
	if item.ID == "" {
		last.reads = "Only you can read it until you share it."
	}
	return p.form(title, FormAgendaItem, "Save", AgendaMeta{Item: item.ID, Revision: item.Revision}.String(), last)
}

func backToAgenda(unsaved bool) *slack.ButtonBlockElement {
	if unsaved {
		return button("Leave without saving", Action(ActAgenda, AgendaLeave), "")
	}
	return button("Back to my agenda", ActAgenda, "")
}

func partOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, part := range peerwork.Parts() {
		options = append(options, option(string(part.Part), part.Label, ""))
	}
	return options
}

func forValue(item peerwork.AgendaItem) string {
	if item.Named != "" {
		return ForNamed(item.Named)
	}
	return ForOwn(item.Team)
}

// mostOptions is how many options a menu has at most, and a group of them.
const mostOptions = 100

// forMenu is a menu of people, in groups where there are more than one list holds.
func forMenu(who []AgendaFor, chosen string) *slack.SelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, w := range who {
		options = append(options, option(w.Value, w.Label, ""))
	}
	if len(options) <= mostOptions {
		return selectOne(BoxFor, "Who", options, chosen)
	}
	e := slack.NewOptionsGroupSelectBlockElement(slack.OptTypeStatic, plain("Who"), BoxFor)
	for from := 0; from < len(options) && len(e.OptionGroups) < mostOptions; from += mostOptions {
		group := options[from:min(from+mostOptions, len(options))]
		label := fit(fmt.Sprintf("%d to %d", from+1, from+len(group)), maxOption)
		e.OptionGroups = append(e.OptionGroups, slack.NewOptionGroupBlockElement(plain(label), group...))
	}
	if picked := pick(options, chosen); len(picked) > 0 {
		e.InitialOption = picked[0]
	}
	return e
}

func itemButtons(e AgendaEntry) []*slack.ButtonBlockElement {
	id := e.Item.ID
	buttons := []*slack.ButtonBlockElement{button("Move up", Action(ActAgendaUp, id), ""), button("Move down", Action(ActAgendaDown, id), "")}
	switch {
	case e.Open:
		buttons = append(buttons, button("Take back", Action(ActAgendaBack, id), ""))
	case e.For.User != "":
		buttons = append(buttons, button("Share this with "+e.For.Name, Action(ActAgendaShare, id), ""))
	}
	off := button("Take off my agenda", Action(ActAgendaOff, id), "")
	if e.Item.Note == "" {
		off = sure(off, "Take this line off?", "Its words will be gone. You cannot undo this.", "Take it off")
	}
	return append(buttons, off)
}

// AgendaMeta is what the form of an item carries in private_metadata: no words.
type AgendaMeta struct {
	Item     string // "" for a new line
	Revision int
}

// String writes it for ParseAgendaMeta.
func (m AgendaMeta) String() string { return m.Item + "." + strconv.Itoa(m.Revision) }

// Block names the block of a box: each item has its own, or Slack would show what was typed for another.
func (m AgendaMeta) Block(box string) string { return blockOf(box, m.Item) }

// ParseAgendaMeta reads it.
func ParseAgendaMeta(private string) AgendaMeta {
	id, revision, _ := strings.Cut(private, ".")
	n, _ := strconv.Atoi(revision)
	return AgendaMeta{Item: id, Revision: n}
}

// AgendaInput is what the boxes of an item's form held.
type AgendaInput struct {
	Line string
	Part peerwork.Part
	For  string // ForOwn or ForNamed; "" where the form did not ask
}

// ReadAgendaItem reads the form of an item.
func ReadAgendaItem(s State) AgendaInput {
	part, _ := s.Chosen(BoxPart)
	who, _ := s.Chosen(BoxFor)
	return AgendaInput{Line: strings.TrimSpace(s.Written(BoxLine)), Part: peerwork.KnownPart(part), For: who}
}

// TypedLine is what stands in the box of a line's form, and whether the form has that box.
func TypedLine(s State) (typed string, asked bool) {
	_, asked = s.find(BoxLine)
	return strings.TrimSpace(s.Written(BoxLine)), asked
}
