package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The actions on an agenda. Those on one item carry its id after a colon.
const (
	ActAgenda       = "agenda"        // opens my agenda; within its form, goes back to it; with AgendaLeave whatever was typed
	ActAgendaLine   = "agenda-line"   // opens an empty line
	ActAgendaNotes  = "agenda-notes"  // :offset, lists my notes that are not on it
	ActAgendaPut    = "agenda-put"    // :note, puts it on
	ActAgendaItem   = "agenda-item"   // :item, opens it to change it
	ActAgendaUp     = "agenda-up"     // :item
	ActAgendaDown   = "agenda-down"   // :item
	ActAgendaOff    = "agenda-off"    // :item, takes it off
	ActAgendaNames  = "agenda-names"  // :item, replaces possible names
	ActAgendaShare  = "agenda-share"  // shows what sharing lets whom read; :item for one of them
	ActAgendaBack   = "agenda-back"   // takes back what is shared; :item for one of them
	ActAgendaItself = "agenda-itself" // :on or :off, sharing by itself
	ActTheirAgenda  = "their-agenda"  // :worker, what they share with me
	ActOpenLine     = "open-line"     // :item, somebody else's, with a receipt
)

// AgendaLeave is the id behind ActAgenda that leaves what was typed unsaved.
const AgendaLeave = "leave"

// Callback ids of the agenda's forms.
const (
	FormAgenda      = "agenda"       // my agenda; it has nothing to send
	FormAgendaItem  = "agenda-item"  // a line or a note on it
	FormAgendaShare = "agenda-share" // the look before it is shared
)

// AgendaEntry is an item of the viewer's own agenda.
type AgendaEntry struct {
	Item peerwork.AgendaItem
	For  peerwork.Named // whom it is for now; zero for nobody
	Open bool           // it is shared with them
	Who  string         // who can read it, in a sentence
}

// AgendaPage is the viewer's own agenda.
type AgendaPage struct {
	Entries  []AgendaEntry
	Past     []peerwork.AgendaItem // lines that were talked about
	More     int                   // notes to talk about that are not listed
	ByItself bool                  // it shares itself on the working day before a session
	Said     string                // what was just done
	Hidden   string                // what was hidden, by kind
	Pointed  string                // what may be a name in the line Named, by kind
	Named    string                // the line whose possible names can be replaced, or ""
	Zone     *time.Location
}

const (
	mostPast  = 5  // lines talked about that the page lists
	beginning = 90 // characters of one's own words in one's own list
)

// MyAgenda draws the viewer's own agenda as a form, with their words.
func MyAgenda(a AgendaPage) Form {
	var p page
	if a.Said != "" {
		p.say(a.Said, a.Hidden)
	}
	linePointed(&p, a)
	p.say(agendaSummary(a.Entries))
	p.buttons(agendaButtons(a.Entries)...)
	for _, part := range peerwork.Parts() {
		agendaPart(&p, part, a)
	}
	if empty := emptyParts(a.Entries); empty != "" {
		p.small(empty)
	}
	if a.More > 0 {
		p.small(count(a.More, "more note waits", "more notes wait") + " to be talked about. Take something off to see them here.")
	}
	pastLines(&p, a)
	p.rule()
	byItself(&p, a)
	return p.form("My agenda", FormAgenda, "", "", foot{
		also: "You see who opens what you share, and when.", reads: "Only you see this page.", goes: "To see when something goes, press Change.",
	})
}

func linePointed(p *page, a AgendaPage) {
	switch said := a.Pointed + " Please leave out names of people you support."; {
	case a.Pointed == "":
	case a.Named == "":
		p.say(said)
	default:
		p.sayWith(said, button("Change to “the person I support”", Action(ActAgendaNames, a.Named), ""))
	}
}

// agendaSummary says how much there is, and how much of it is shared with whom.
func agendaSummary(entries []AgendaEntry) string {
	if len(entries) == 0 {
		return "Nothing is on your agenda yet. Supervision is your time: you choose what to talk about."
	}
	said := upperFirst(count(len(entries), "thing is", "things are")) + " on your agenda."
	shared, open := sharedWith(entries)
	switch {
	case open == 0:
		return said + " Nothing is shared from here yet."
	case open == len(entries):
		return said + " Shared with " + shared + "."
	default:
		return said + fmt.Sprintf(" %d shared, with %s.", open, shared)
	}
}

// sharedWith names those with whom something is shared, and says how much.
func sharedWith(entries []AgendaEntry) (names string, open int) {
	var all []string
	for _, e := range entries {
		if !e.Open {
			continue
		}
		open++
		if !has(all, e.For.Name) {
			all = append(all, e.For.Name)
		}
	}
	return peerwork.JoinAnd(all), open
}

// toShare are those whom something on the agenda is for, and not shared with yet.
func toShare(entries []AgendaEntry) []string {
	var names []string
	for _, e := range entries {
		if e.For.User != "" && !e.Open && !has(names, e.For.Name) {
			names = append(names, e.For.Name)
		}
	}
	return names
}

func agendaButtons(entries []AgendaEntry) []*slack.ButtonBlockElement {
	var buttons []*slack.ButtonBlockElement
	if names := toShare(entries); len(names) > 0 {
		buttons = append(buttons, primary(button("Share with "+peerwork.JoinAnd(names), ActAgendaShare, "")))
	}
	buttons = append(buttons, button("Add a line", ActAgendaLine, ""), button("Put a note on it", ActAgendaNotes, ""))
	if _, open := sharedWith(entries); open > 0 {
		buttons = append(buttons, button("Take back what is shared", ActAgendaBack, ""))
	}
	return buttons
}

func agendaPart(p *page, part peerwork.PartLabel, a AgendaPage) {
	begun := false
	for _, e := range a.Entries {
		if e.Item.Part != part.Part {
			continue
		}
		if !begun {
			p.header(part.Label)
			begun = true
		}
		p.sayWith(entryText(e, a.Zone), button("Change", Action(ActAgendaItem, e.Item.ID), ""))
	}
}

// entryText is an item in one's own form: its words, or how they begin.
func entryText(e AgendaEntry, zone *time.Location) string {
	lines := []string{"“" + e.Item.Line + "”"}
	if e.Item.Note != "" {
		lines = []string{upperFirst(itemName(e.Item, zone)), "“" + begins(e.Item.Words) + "”"}
	}
	return strings.Join(append(lines, join([]string{forWhom(e), e.Who})), "\n")
}

func begins(w peerwork.Words) string {
	return fit(strings.Join(strings.Fields(w.What), " "), beginning)
}

// forWhom names another supervisor whom an item is for.
func forWhom(e AgendaEntry) string {
	switch {
	case e.Item.Named == "":
		return ""
	case e.For.User == "":
		return "Whom it was for is no supervisor now."
	default:
		return "For " + e.For.Name + "."
	}
}

// itemName says what an item is and of which day, and nothing of its words.
func itemName(i peerwork.AgendaItem, zone *time.Location) string {
	if i.Note == "" {
		return "a line of yours, " + Day(i.Added, zone)
	}
	return KindName(i.Kind) + ", " + Day(i.Added, zone)
}

// PartName is what people call a part of an agenda.
func PartName(part peerwork.Part) string {
	for _, p := range peerwork.Parts() {
		if p.Part == part {
			return p.Label
		}
	}
	return ""
}

func emptyParts(entries []AgendaEntry) string {
	var empty []string
	for _, part := range peerwork.Parts() {
		used := false
		for _, e := range entries {
			used = used || e.Item.Part == part.Part
		}
		if !used {
			empty = append(empty, "“"+part.Label+"”")
		}
	}
	if len(empty) == 0 {
		return ""
	}
	return "Nothing yet under " + peerwork.JoinAnd(empty) + "."
}

func pastLines(p *page, a AgendaPage) {
	if len(a.Past) == 0 {
		return
	}
	p.header("Talked about")
	for _, i := range a.Past[:min(len(a.Past), mostPast)] {
		p.say("“" + i.Line + "”\n" + join([]string{deletedOn(i.DeleteOn, a.Zone), "Only you can read it now."}))
	}
	if more := len(a.Past) - mostPast; more > 0 {
		p.small("And " + count(more, "older line", "older lines") + ": see your copy in My data.")
	}
}

func byItself(p *page, a AgendaPage) {
	if a.ByItself {
		p.sayWith("Your agenda shares itself on the working day before each session. We tell you, and you can take it back.",
			button("Turn this off", Action(ActAgendaItself, "off"), ""))
		return
	}
	p.sayWith("Your agenda is shared only when you press Share. It can share itself on the working day before each session.",
		button("Share by itself", Action(ActAgendaItself, "on"), ""))
}

// AgendaNotesPage is a page of the viewer's notes that are not on the agenda.
type AgendaNotesPage struct {
	Notes  []peerwork.Note
	Offset int
	Total  int
	Zone   *time.Location
}

// AgendaNotes lists notes to put on the agenda.
func AgendaNotes(a AgendaNotesPage) Form {
	var p page
	p.say("Choose a note. It goes on your agenda. That alone does not share it.")
	if len(a.Notes) == 0 {
		p.say("You have no other notes.")
	}
	for _, n := range a.Notes {
		p.sayWith(Day(n.Created, a.Zone)+": "+KindName(n.Kind)+"\n“"+begins(n.Words)+"”", button("Put it on", Action(ActAgendaPut, string(n.ID)), ""))
	}
	turn := leafing{ActAgendaNotes, "", a.Offset, NotesPerPage, a.Offset+len(a.Notes) < a.Total}.buttons("Newer", "Older")
	p.buttons(append(turn, button("Back to my agenda", ActAgenda, ""))...)
	return p.form("Put a note on it", FormAgenda, "", "", foot{reads: onlyYouList, goes: eachNoteSays})
}
