package views

import (
	"fmt"
	"strconv"
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

// The boxes of FormAgendaItem.
const (
	BoxLine = "agenda-words"
	BoxPart = "agenda-part"
	BoxFor  = "agenda-for"
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

// AgendaItself is the second look before the agenda shares itself from now on.
func AgendaItself(names []string) Form {
	var p page
	now := "You have no supervisor now."
	if len(names) > 0 {
		now = "Now that is " + peerwork.JoinAnd(names) + "."
	}
	p.say("On the working day before a session, everything on your agenda for that session is shared.",
		"Then whoever you have that session with can read it, with your name: the lines, and all the words of the notes.", now)
	p.say("Is today that working day? Then it is shared today.")
	p.say("We tell you in a message how much was shared. One press takes it back. You can turn this off at any time.")
	p.buttons(primary(button("Share by itself from now on", Action(ActAgendaItself, "yes"), "")), button("Back to my agenda", ActAgenda, ""))
	return p.form("Share by itself", FormAgenda, "", "", foot{reads: onlyYou, goes: nothingLonger})
}

const nothingLonger = "To share something does not change the day on which its words go."

// AgendaFor is one answer to "Who is it for?".
type AgendaFor struct {
	Value string // as ParseFor reads it
	Label string
}

// ForOwn is the answer that means one's own supervisor in a team, ForNamed another supervisor.
func ForOwn(team peerwork.TeamID) string { return "team:" + string(team) }

// ForNamed is the answer that names a supervisor.
func ForNamed(u peerwork.UserID) string { return "user:" + string(u) }

// AgendaItemPage is one item in its form: a new line where its ID is "".
type AgendaItemPage struct {
	Entry   AgendaEntry
	For     []AgendaFor
	Guess   string // that somebody may guess more than is said, or ""
	Unsaved bool   // what its box holds was typed, and the button pressed would have lost it
	Zone    *time.Location
}

// AgendaItem draws the form of an item.
func AgendaItem(a AgendaItemPage) Form {
	item := a.Entry.Item
	p := page{apart: item.ID}
	if a.Unsaved {
		p.say("Your words here are not saved yet. To keep them, press Save first.")
	}
	if item.Note == "" {
		words := slack.NewPlainTextInputBlockElement(plain("A few words are enough"), BoxLine)
		words.MaxLength, words.InitialValue = peerwork.LongestLine, fit(item.Line, peerwork.LongestLine)
		p.ask(BoxLine, "What do you want to talk about?", "", false, words)
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

// AgendaReader is somebody who will be able to read, and what.
type AgendaReader struct {
	Reader  peerwork.Named
	Called  string // as one speaks to the author: "Ama, your supervisor and your line manager"
	Entries []AgendaEntry
}

// mostReaders is for how many people one look is. Who names more, shares with the others after.
const mostReaders = 15

// ShareAgenda is the look before an agenda is shared: who will be able to read what, exactly.
func ShareAgenda(readers []AgendaReader, zone *time.Location) Form {
	var p page
	readers = readers[:min(len(readers), mostReaders)]
	for _, r := range readers {
		p.header(fit("For "+r.Reader.Name, maxHeader))
		p.say(upperFirst(r.Called) + ", will be able to read this, with your name:")
		var items []string
		for _, e := range r.Entries {
			items = append(items, sharedText(e, zone))
		}
		p.say(strings.Join(items, "\n\n"))
		p.say(fmt.Sprintf("%s can open it from now on, until you have talked about it or you take it back.", r.Reader.Name),
			fmt.Sprintf("You see when %s opens something.", r.Reader.Name))
	}
	p.buttons(button("Back to my agenda", ActAgenda, ""))
	return p.form("Share my agenda", FormAgendaShare, "Share", sharePrivate(readers), foot{reads: "Only you see this page.", goes: nothingLonger})
}

func sharedText(e AgendaEntry, zone *time.Location) string {
	if e.Item.Note == "" {
		return "“" + e.Item.Line + "”"
	}
	return upperFirst(itemName(e.Item, zone)) + ", all its words:\n“" + begins(e.Item.Words) + "”"
}

// sharePrivate is what the person was shown: for whom, and which items. With the most an agenda holds it stays inside
// Slack's 3,000 characters.
func sharePrivate(readers []AgendaReader) string {
	var all []string
	for _, r := range readers {
		var ids []string
		for _, e := range r.Entries {
			ids = append(ids, e.Item.ID)
		}
		all = append(all, string(r.Reader.User)+"="+strings.Join(ids, ","))
	}
	return strings.Join(all, ";")
}

// ShownToShare reads what the person was shown before they shared: by item, for whom.
func ShownToShare(private string) map[string]peerwork.UserID {
	shown := map[string]peerwork.UserID{}
	for _, part := range strings.Split(private, ";") {
		reader, ids, _ := strings.Cut(part, "=")
		for _, id := range strings.Split(ids, ",") {
			if id != "" && reader != "" {
				shown[id] = peerwork.UserID(reader)
			}
		}
	}
	return shown
}

// AgendaRow is an item that somebody shared with the viewer, without its words.
type AgendaRow struct {
	Item  string
	Note  peerwork.NoteID // "" for a line
	Part  peerwork.Part
	Kind  peerwork.Kind // of a note
	Added time.Time
}

// agendaRows lists what somebody shared for supervision, in the order of the parts, each behind a button.
func agendaRows(p *page, rows []AgendaRow, zone *time.Location) {
	for _, part := range peerwork.Parts() {
		begun := false
		for _, r := range rows {
			if r.Part != part.Part {
				continue
			}
			if !begun {
				p.header(part.Label)
				begun = true
			}
			p.sayWith(rowName(r, zone), button("Open", rowAction(r), ""))
		}
	}
}

func rowName(r AgendaRow, zone *time.Location) string {
	if r.Note == "" {
		return "A line, " + Day(r.Added, zone)
	}
	return upperFirst(KindName(r.Kind)) + ", " + Day(r.Added, zone)
}

func rowAction(r AgendaRow) string {
	if r.Note == "" {
		return Action(ActOpenLine, r.Item)
	}
	return Action(ActOpenShared, string(r.Note))
}

// TheirAgenda lists what a worker shared with the viewer for supervision.
func TheirAgenda(worker string, rows []AgendaRow, zone *time.Location) Form {
	var p page
	if len(rows) == 0 {
		p.say(worker+" shares nothing with you from the agenda now.", "What is on it is theirs to share, and to take back.")
	} else {
		p.say(worker + " shared this with you for supervision.")
		agendaRows(&p, rows, zone)
	}
	return p.form("Agenda", FormRead, "", "", foot{
		also:  "Opening something is recorded. " + worker + " can see that you opened it, and when.",
		reads: onlyYouList, goes: "Something leaves it when its words go, or once you have talked about it.",
	})
}

// OpenedLine is the form in which somebody else's line is read.
func OpenedLine(author string, item peerwork.AgendaItem, zone *time.Location) Form {
	var p page
	p.say(author + " can see that you opened this.")
	p.small("A line, " + Day(item.Added, zone) + ".")
	p.header(PartName(item.Part))
	p.say(item.Line)
	return p.form("From the agenda", FormRead, "", "", foot{also: notPassedOn, reads: letIn(author), goes: deletedOrSooner(item.DeleteOn, zone)})
}

// AgendaShared tells a worker that their agenda shared itself, without any words.
func AgendaShared(supervisor string, items int, session time.Time, zone *time.Location) Message {
	var p page
	p.say(fmt.Sprintf("Your agenda was shared with %s, for your session on %s.", Name(supervisor), Moment(session, zone)))
	p.say(upperFirst(count(items, "thing is", "things are")) + " open to " + Name(supervisor) + " now, until you take it back or have talked about it.")
	p.buttons(button("Take it back", ActAgendaBack, ""), button("Open my agenda", ActAgenda, ""))
	p.small("You chose that your agenda shares itself on the working day before. You can turn that off in My agenda.")
	return p.message()
}

// TakenBack stands where AgendaShared stood.
func TakenBack() Message {
	return Told("Taken back. Nothing from your agenda is shared now.")
}
