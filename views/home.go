package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// HomePage is a person's App Home: what is theirs, in short, and the doors to everything else. Never words.
type HomePage struct {
	Writes   bool      // a peer worker, or somebody who wrote before
	Began    []Began   // what the viewer began in a form and has not saved, newest first
	Notes    []Row     // the newest HomeNotes of the viewer's own
	Total    int       // how many notes the viewer has
	Readers  []ReadsOf // who can read how many of them
	Counted  int       // notes whose themes the team's summary counts
	Opened   []Opened  // who opened something of the viewer's, newest first
	Agenda   []AgendaEntry
	Sessions []SessionRow // the viewer's own next ones
	Pairs    []Pair       // the people whom the viewer supervises
	Manages  []Managed
	Groups   bool // the viewer takes part in a team's group supervision
	SetsUp   bool // an admin, or who may become the first one
	First    bool // Handrail has no admin yet
	Zone     *time.Location
	Signpost Signpost
}

// ReadsOf is somebody who can read notes of the viewer's.
type ReadsOf struct {
	Who   string // as one speaks to the author: "Ama, your supervisor"
	Notes int
}

// Managed is a team of which the viewer is a line manager.
type Managed struct {
	Team   peerwork.Team
	Digest time.Time // when the next digest comes; zero where none is scheduled
}

// Pair is a worker, and how much they let the viewer read.
type Pair struct {
	Worker peerwork.Named
	Next   SessionRow // the pair's next session; zero with Other
	Shared int        // notes
	Agenda int        // items of their agenda
	Other  bool       // the viewer is not their supervisor: they named the viewer for something on their agenda
}

// HomePrivate marks actions that come from App Home.
const HomePrivate = "home"

// The most rows of each list in App Home. Together they stay inside Slack's 100 blocks.
const (
	HomeNotes    = 3
	homeBegan    = 3
	homeReaders  = 6
	homeOpened   = 3
	homeSessions = 4
	homePairs    = 15
	homeTeams    = 12
)

// DrawHome draws App Home.
func DrawHome(h HomePage) Home {
	var p page
	p.header("Handrail")
	if h.onlySetsUp() {
		homeAdmin(&p, h)
		p.rule()
	}
	if h.looksAfterOthers() {
		homeSupervisor(&p, h)
		homeManager(&p, h)
		p.rule()
		homeWrite(&p, h)
	} else {
		homeWrite(&p, h)
		homeSupervisor(&p, h)
		homeManager(&p, h)
	}
	p.rule()
	p.buttons(homeOwn(h)...)
	if !h.onlySetsUp() {
		homeAdmin(&p, h)
	}
	p.small(nobodyWatches, otherAccess)
	p.small(h.Signpost.String())
	return p.home(HomePrivate)
}

// homeOwn are the doors to what is one's own, and the group's.
func homeOwn(h HomePage) []*slack.ButtonBlockElement {
	own := []*slack.ButtonBlockElement{button("My settings", ActSettings, ""), button("My data", ActData, "")}
	if h.Groups {
		return append([]*slack.ButtonBlockElement{button("Group supervision", ActGroup, "")}, own...)
	}
	return own
}

// onlySetsUp reports whether setting Handrail up is all that brings the viewer here.
func (h HomePage) onlySetsUp() bool {
	return h.SetsUp && !h.Writes && h.Total == 0 && len(h.Agenda) == 0 && len(h.Pairs) == 0 && len(h.Manages) == 0
}

func homeAdmin(p *page, h HomePage) {
	switch {
	case h.First && h.SetsUp:
		p.sayWith("Nobody has set Handrail up here yet. You can.", primary(button("Set up", ActAdmin, "")))
	case h.SetsUp:
		p.sayWith("You can set up teams, people and safety contacts.", button("Set up", ActAdmin, ""))
	}
}

// looksAfterOthers reports whether somebody has people or teams, and nothing of their own: those come first then.
func (h HomePage) looksAfterOthers() bool {
	return !h.Writes && h.Total == 0 && len(h.Agenda) == 0 && len(h.Pairs)+len(h.Manages) > 0
}

// homeWrite is where everything of one's own begins.
func homeWrite(p *page, h HomePage) {
	p.say("Only you see this page. It is the safest place to write: in a channel, a slip may show your words to others.")
	p.buttons(primaryWrite()...)
	for _, b := range h.Began[:min(len(h.Began), homeBegan)] {
		began(p, b, h.Zone)
	}
	if h.Writes || len(h.Agenda) > 0 {
		homeSupervision(p, h)
	}
	if h.Writes || h.Total > 0 {
		homeNotes(p, h)
	}
}

func homeSupervision(p *page, h HomePage) {
	p.rule()
	p.header("My supervision")
	sessionRows(p, h.Sessions[:min(len(h.Sessions), homeSessions)], h.Zone)
	p.say(agendaSummary(h.Agenda))
	buttons := briefButtons(h.Agenda)
	if len(h.Sessions) > homeSessions {
		buttons = append(buttons, button("All my sessions", ActSessions, ""))
	}
	p.buttons(buttons...)
}

func homeNotes(p *page, h HomePage) {
	p.rule()
	p.header("My notes")
	if h.Total == 0 {
		p.say("No notes yet.")
	} else {
		homeNewest(p, h)
	}
	if h.Total > 0 || len(h.Opened) > 0 {
		homeOpenings(p, h)
	}
}

func homeNewest(p *page, h HomePage) {
	p.say(count(h.Total, "note", "notes") + ", the newest first.")
	for _, r := range h.Notes {
		openRow(p, r, h.Zone)
	}
	p.buttons(button("Search my notes", ActNotes, ""), button("My themes", ActMyThemes, ""))
	p.say(whoReadsWhat(h))
}

func homeOpenings(p *page, h HomePage) {
	p.header("Who opened my notes")
	p.say(receiptLines(h.Opened, homeOpened, h.Zone))
	if len(h.Opened) > homeOpened {
		p.buttons(button("See every time", Action(ActOpened, ""), ""))
	}
}

// whoReadsWhat says how much is shared with whom. Only the author sees it.
func whoReadsWhat(h HomePage) string {
	lines := []string{"Only you can read your notes."}
	if len(h.Readers) > 0 {
		lines = []string{"Who can read them now:"}
	}
	for _, r := range h.Readers[:min(len(h.Readers), homeReaders)] {
		lines = append(lines, upperFirst(r.Who)+": "+count(r.Notes, "note", "notes")+".")
	}
	if more := len(h.Readers) - homeReaders; more > 0 {
		lines = append(lines, "And "+count(more, "more person", "more people")+". Each note says who.")
	}
	if h.Counted > 0 {
		lines = append(lines, "Your team's summary counts the themes of "+count(h.Counted, "note", "notes")+".")
	}
	return strings.Join(lines, "\n")
}

func homeSupervisor(p *page, h HomePage) {
	if len(h.Pairs) == 0 {
		return
	}
	p.rule()
	p.header("People I supervise")
	pairRows(p, h.Pairs, homePairs, h.Zone)
}

func homeManager(p *page, h HomePage) {
	if len(h.Manages) == 0 {
		return
	}
	p.rule()
	p.header("My teams")
	for _, m := range h.Manages[:min(len(h.Manages), homeTeams)] {
		p.sayWith(managedText(m), button("Last week's digest", Action(ActLastDigest, string(m.Team.ID)), string(m.Team.ID)))
	}
	if more := len(h.Manages) - homeTeams; more > 0 {
		p.small(count(more, "more team", "more teams") + ": type /digest to see them all.")
	}
	p.buttons(button("Schedules", ActSchedules, ""))
}

func managedText(m Managed) string {
	said := fmt.Sprintf("%s: %s.", Name(m.Team.Name), count(len(m.Team.Workers), "peer worker", "peer workers"))
	if m.Digest.IsZero() {
		return said + " No digest is planned."
	}
	return said + " The next digest comes on " + Moment(m.Digest, m.Team.Location()) + "."
}

func pairRows(p *page, pairs []Pair, most int, zone *time.Location) {
	for _, pair := range pairs[:min(len(pairs), most)] {
		pairRow(p, pair, zone)
	}
	if more := len(pairs) - most; more > 0 {
		p.small("And " + count(more, "more person", "more people") + ". Type /supervision and a name to find them.")
	}
}

// pairRow is one worker: the next session, and the way to it and to what they share. It gives no number of notes: how
// much somebody writes is theirs.
func pairRow(p *page, pair Pair, zone *time.Location) {
	if pair.Other {
		p.sayWith(pair.Worker.Name+" shared something with you for supervision.",
			button("Open the agenda", Action(ActTheirAgenda, string(pair.Worker.User)), ""))
		return
	}
	p.sayWith(onLines(sessionRowText(pair.Next, zone), pairShares(pair)),
		button("Open", Action(ActSessions, PairID(pair.Next.Pair)), PairID(pair.Next.Pair)))
}

func pairShares(pair Pair) string {
	switch {
	case pair.Agenda > 0:
		return pair.Worker.Name + " shared an agenda with you."
	case pair.Shared > 0:
		return pair.Worker.Name + " lets you read some notes."
	default:
		return ""
	}
}

func receiptLines(opened []Opened, most int, zone *time.Location) string {
	if len(opened) == 0 {
		return "Nobody else has opened your notes."
	}
	var lines []string
	for _, o := range opened[:min(len(opened), most)] {
		lines = append(lines, fmt.Sprintf("%s, %s, on %s", o.Name, o.As, Moment(o.At, zone)))
	}
	return strings.Join(lines, "\n")
}

// primaryWrite are the two buttons with which everything begins.
func primaryWrite() []*slack.ButtonBlockElement {
	return []*slack.ButtonBlockElement{
		primary(button("Write a reflection", ActWrite, "")),
		button("Ask a boundary question", ActAskBoundary, ""),
	}
}
