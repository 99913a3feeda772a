package views

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// HomePage is a person's App Home: what is theirs, and the doors to everything else. Never words.
type HomePage struct {
	SetsUp   bool // an admin, or who may become the first one
	Groups   bool // the viewer takes part in a team's group supervision
	Writes   bool // a peer worker, or somebody who wrote before
	Notes    NotesPage
	Bringing []Row    // the newest of what the viewer is bringing
	ToBring  int      // how many there are
	Began    []Began  // what the viewer began in a form and has not saved, newest first
	Opened   []Opened // who opened the viewer's notes, newest first
	Manages  []peerwork.Team
	Pairs    []Pair
	Zone     *time.Location
	Signpost Signpost
}

// Pair is a worker, and how much they let the viewer read.
type Pair struct {
	Worker peerwork.Named
	Shared int  // notes
	Agenda int  // items of their agenda
	Other  bool // the viewer is not their supervisor: they named the viewer for something on their agenda
}

// HomePrivate marks actions that come from App Home.
const HomePrivate = "home"

// The most rows of each list in App Home: with 10 notes they stay inside Slack's 100 blocks.
const (
	HomeBringing = 5
	homeOpened   = 5
	homeBegan    = 3
	homeTeams    = 15
	homePairs    = 25
)

// DrawHome draws App Home.
func DrawHome(h HomePage) Home {
	var p page
	p.header("Handrail")
	p.say("This is your own place. Write here first: nobody else sees what you type.")
	p.buttons(append(primaryWrite(), button("My themes", ActMyThemes, ""), button("My settings", ActSettings, ""), button("My data", ActData, ""))...)
	if h.Groups {
		p.buttons(button("Group supervision", ActGroup, ""))
	}
	for _, b := range h.Began[:min(len(h.Began), homeBegan)] {
		began(&p, b, h.Zone)
	}
	homeAdmin(&p, h)
	homeManager(&p, h)
	homeSupervisor(&p, h)
	if h.Writes || h.Notes.Total > 0 {
		homeWorker(&p, h)
	}
	p.rule()
	p.small(nobodyWatches, otherAccess)
	p.small(h.Signpost.String())
	return p.home(HomePrivate)
}

func homeWorker(p *page, h HomePage) {
	p.rule()
	p.header("What I am bringing to supervision")
	bringing(p, h.Bringing, h.ToBring, h.Zone)
	p.rule()
	p.header("My notes")
	if h.Notes.Total > 0 {
		p.buttons(button("Search my notes", ActNotes, ""))
	}
	notesList(p, h.Notes)
	p.rule()
	p.header("Who opened my notes")
	p.say(receiptLines(h.Opened, homeOpened, h.Zone))
}

func homeAdmin(p *page, h HomePage) {
	if h.SetsUp {
		p.sayWith("You can set up teams, people and safety contacts.", button("Set up", ActAdmin, ""))
	}
}

func homeManager(p *page, h HomePage) {
	if len(h.Manages) == 0 {
		return
	}
	p.header("My teams")
	for _, t := range h.Manages[:min(len(h.Manages), homeTeams)] {
		p.sayWith(fmt.Sprintf("%s: %s.", Name(t.Name), count(len(t.Workers), "peer worker", "peer workers")),
			button("Last week's digest", Action(ActLastDigest, string(t.ID)), string(t.ID)))
	}
	if more := len(h.Manages) - homeTeams; more > 0 {
		p.small(count(more, "more team", "more teams") + ": type /digest to see them all.")
	}
	p.buttons(button("Schedules", ActSchedules, ""))
}

func homeSupervisor(p *page, h HomePage) {
	if len(h.Pairs) == 0 {
		return
	}
	p.header("People I supervise")
	pairRows(p, h.Pairs, homePairs)
}

func pairRows(p *page, pairs []Pair, most int) {
	for _, pair := range pairs[:min(len(pairs), most)] {
		pairRow(p, pair)
	}
	if more := len(pairs) - most; more > 0 {
		p.small("And " + count(more, "more person", "more people") + ". Type /supervision and a name to find them.")
	}
}

// pairRow is one worker with the way to what they share. It gives no number: how much somebody writes is theirs.
func pairRow(p *page, pair Pair) {
	id := string(pair.Worker.User)
	switch {
	case pair.Agenda > 0 && pair.Other:
		p.sayWith(pair.Worker.Name+" shared something with you for supervision.", button("Open the agenda", Action(ActTheirAgenda, id), ""))
	case pair.Agenda > 0:
		p.sayWith(pair.Worker.Name+" shared an agenda with you.", button("Open the agenda", Action(ActTheirAgenda, id), ""))
	case pair.Shared > 0:
		p.sayWith(pair.Worker.Name+" lets you read some notes.", button("Open", Action(ActPair, id), id))
	default:
		p.say(pair.Worker.Name + " has shared nothing with you to read.")
	}
}

func receiptLines(opened []Opened, most int, zone *time.Location) string {
	if len(opened) == 0 {
		return "Nobody else has opened your notes."
	}
	said := ""
	for i, o := range opened[:min(len(opened), most)] {
		if i > 0 {
			said += "\n"
		}
		said += fmt.Sprintf("%s, %s, on %s", o.Name, o.As, Moment(o.At, zone))
	}
	if len(opened) > most {
		said += fmt.Sprintf("\nAnd %s: see My data.", count(len(opened)-most, "earlier time", "earlier times"))
	}
	return said
}

// bringing lists what a worker wants to talk about.
func bringing(p *page, rows []Row, total int, zone *time.Location) {
	if len(rows) == 0 {
		p.say("Nothing yet. Open a note and choose Next supervision to bring it.")
		return
	}
	for _, r := range rows {
		openRow(p, r, zone)
	}
	if more := total - len(rows); more > 0 {
		p.small("And " + count(more, "older note", "older notes") + ": see My notes.")
	}
}

// primaryWrite are the two buttons with which everything begins.
func primaryWrite() []*slack.ButtonBlockElement {
	return []*slack.ButtonBlockElement{
		primary(button("Write a reflection", ActWrite, "")),
		button("Ask a boundary question", ActAskBoundary, ""),
	}
}
