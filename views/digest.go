package views

import (
	"cmp"
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"handrail/digest"
	"handrail/peerwork"
)

// What leads to a digest, and from it to the notes that were shared.
const (
	ActDigestTeam   = "digest-team"   // :period
	ActDigestPeriod = "digest-period" // :team
	ActLastDigest   = "last-digest"   // :team, in a form

	ActReadShared = "read-shared" // :team, or :team:offset; the value is the period
	ActOpenShared = "open-shared" // :note, somebody else's, with a receipt
)

// DigestPage is what a digest shows to one kind of viewer.
type DigestPage struct {
	Team    peerwork.Team
	Period  peerwork.Period
	Figures peerwork.Figures
	Viewer  peerwork.Role // RoleManager or RoleWorker
	Own     []OwnSession  // of a week, for a line manager who supervises: the sessions of their own pairs

	// For an answer to /digest, and for the form behind a button in App Home: no charts, and menus to choose from.
	InReply bool
	Teams   []peerwork.Team   // the teams to choose from
	Periods []peerwork.Period // the periods to choose from, newest first
}

// Digest is an ended period of a team: the themes, the shared notes, what to raise with the team.
func Digest(d DigestPage) Message {
	p := digestPage(d)
	return p.message()
}

// DigestForm is the same page in a form, for App Home.
func DigestForm(d DigestPage) Form {
	d.InReply = true
	p := digestPage(d)
	return p.form("Digest", FormRead, "", "", foot{reads: seesDigest(d), goes: "It holds no words, and stays as it is."})
}

func seesDigest(d DigestPage) string {
	said := "The team's peer workers and line managers can see this."
	if len(d.Own) > 0 {
		said += " Only you see your own sessions here."
	}
	return said
}

func digestPage(d DigestPage) page {
	var p page
	p.header("What " + fit(Name(d.Team.Name), 100) + " shared")
	p.say(upperFirst(digest.When(d.Period)) + ".")
	p.say(digest.Sentences(d.Figures)...)
	for _, theme := range digest.Closer(d.Figures) {
		p.say(theme)
	}
	if d.Figures.Numbered() && !d.InReply {
		p.add("", themeChart(d.Figures))
	}
	sharedNotes(&p, d)
	ownSessions(&p, d)
	questions(&p, d.Figures.Questions)
	digestMenus(&p, d)
	p.small(digest.Naming(d.Figures), digest.NotThis)
	return p
}

// sharedNotes leads to the notes to read. The button is there in every week: a note whose themes are not shared is
// not counted, and can be read all the same by those its author let in. Below k people it says the same of none and of
// some: whether there are any whose themes are shared would tie what is behind the button to the themes above.
func sharedNotes(p *page, d DigestPage) {
	said, manages := "If you let a line manager read a note, you can open it here.", d.Viewer == peerwork.RoleManager
	if manages {
		said = "If somebody let you read a note, you can open it here."
	}
	if n := d.Figures.SharedNotes; n > 0 {
		said = itoa(n) + " notes were shared to read."
	}
	if !manages {
		said += " Only your own open for you."
	}
	p.sayWith(said, button("Read shared notes", Action(ActReadShared, string(d.Team.ID)), d.Period.String()))
}

// OwnSession is a session of a pair in which the viewer supervises.
type OwnSession struct {
	With    string // the worker's name
	Session peerwork.Session
}

// mostOwnSessions is how many sessions a digest lists; /supervision shows all.
const mostOwnSessions = 20

// ownSessions says what became of the viewer's own sessions. It names no reason, and nobody else's pairs.
func ownSessions(p *page, d DigestPage) {
	if len(d.Own) == 0 {
		return
	}
	said := []string{"Your own supervision sessions that week:"}
	for _, s := range d.Own[:min(len(d.Own), mostOwnSessions)] {
		said = append(said, fmt.Sprintf("%s, %s: %s.", s.With, SessionTime(s.Session, d.Team.Location()), became(s.Session)))
	}
	if more := len(d.Own) - mostOwnSessions; more > 0 {
		said = append(said, "And "+count(more, "more.", "more.")+" You find them all with /supervision.")
	}
	p.say(onLines(said...))
}

// became is BecameOf for a session whose time has passed, without the reason.
func became(s peerwork.Session) string {
	switch s.State {
	case peerwork.SessionPlanned:
		return "nobody has recorded it yet"
	case peerwork.SessionMissed:
		return "missed"
	default:
		return BecameOf(s)
	}
}

func questions(p *page, qs []peerwork.Question) {
	if len(qs) == 0 {
		return
	}
	p.say("Questions to raise with the team:")
	for i, q := range qs {
		p.say(fmt.Sprintf("%d. %s", i+1, onLines(q.Text, WhyThis(q.Why))))
	}
}

func digestMenus(p *page, d DigestPage) {
	if len(d.Teams) > 1 {
		var options []*slack.OptionBlockObject
		for _, t := range d.Teams[:min(len(d.Teams), 100)] {
			options = append(options, option(string(t.ID), Name(t.Name), ""))
		}
		p.sayWith("See another team:", selectOne(Action(ActDigestTeam, d.Period.String()), "Team", options, string(d.Team.ID)))
	}
	if len(d.Periods) > 1 {
		var options []*slack.OptionBlockObject
		for _, q := range d.Periods[:min(len(d.Periods), 100)] {
			options = append(options, option(q.String(), digest.Short(q, d.Periods[0]), ""))
		}
		p.sayWith("See another time:", selectOne(Action(ActDigestPeriod, string(d.Team.ID)), "Time", options, d.Period.String()))
	}
}

// themeChart draws the three numbers. It is asked for only when every theme has one.
func themeChart(f peerwork.Figures) slack.Block {
	var names []string
	var points []slack.DataVisualizationDataPoint
	for _, t := range f.Themes {
		names = append(names, string(t.Theme))
		points = append(points, slack.NewDataVisualizationDataPoint(string(t.Theme), float64(t.People)))
	}
	return &slack.DataVisualizationBlock{
		Type:  slack.MBTDataVisualization,
		Title: "People who shared each theme",
		Chart: slack.NewDataVisualizationBarChart(
			slack.NewDataVisualizationAxisConfig(names...).WithYLabel("People"),
			slack.NewDataVisualizationDataSeries("People", points...),
		),
	}
}

// SharedList is a page of the notes that are shared with the viewer, without words.
type SharedList struct {
	Title  string   // at most 24 characters
	About  string   // what the list holds, in a sentence
	Rows   []Shared // of this page
	Offset int      // notes before it
	More   bool     // there are notes after it
	Opens  string   // the action that opens the list, and its value: they turn its pages too
	Value  string
	Zone   *time.Location
}

// Shared is one shared note: never its words.
type Shared struct {
	Listing peerwork.Listing
	Author  string // the author's name where the viewer may know it
	Own     bool   // the viewer wrote it
}

// SharedPerPage is how many shared notes a page lists.
const SharedPerPage = 20

// SharedNotes lists notes to open, each behind its own button.
func SharedNotes(l SharedList) Form {
	var p page
	p.say(l.About)
	if len(l.Rows) == 0 {
		p.say("There is nothing to open now. Notes can be deleted or taken back at any time.")
	}
	for i, r := range l.Rows {
		p.sayWith(sharedRow(l.Offset+i+1, r, l.Zone), button("Open", Action(openAction(r), string(r.Listing.Note)), string(r.Listing.Note)))
	}
	p.buttons(leafing{l.Opens, l.Value, l.Offset, SharedPerPage, l.More}.buttons("Page before", "Next page")...)
	last := foot{reads: onlyYouList, goes: "A note leaves it when its words go."}
	if len(l.Rows) > 0 && !l.Rows[0].Own {
		last.also = "Opening a note is recorded. Its author can see who opened it, and when."
	}
	return p.form(l.Title, FormRead, "", "", last)
}

func openAction(r Shared) string {
	if r.Own {
		return ActOpenNote
	}
	return ActOpenShared
}

// sharedRow tells apart what is listed. To somebody who reads without the name it gives a number only: a day, or a
// wish to talk, would help to guess whose note it is.
func sharedRow(number int, r Shared, zone *time.Location) string {
	if r.Listing.As == peerwork.RoleManager && !r.Own {
		return fmt.Sprintf("Note %d: %s", number, KindName(r.Listing.Kind))
	}
	said := Day(r.Listing.Created, zone) + ": " + KindName(r.Listing.Kind)
	switch {
	case r.Own:
		said += ", written by you"
	case r.Author != "":
		said += ", by " + r.Author
	}
	if r.Listing.Talk == peerwork.NextSupervision || r.Listing.Talk == peerwork.Soon {
		said += "\n" + talkNote(r.Listing.Talk)
	}
	return said
}

// SharedNote is somebody else's note, opened.
type SharedNote struct {
	Note   peerwork.Note // the live note; where the viewer reads without the name its Author is ""
	Author string        // the author's name, or ""
	Zone   *time.Location
}

// OpenedShared is the form in which somebody else's words are read.
func OpenedShared(s SharedNote) Form {
	var p page
	author, day := s.Author, ", "+Day(s.Note.Created, s.Zone)
	if author == "" {
		author, day = "The author", ""
	}
	p.say(author + " can see that you opened this.")
	p.small(upperFirst(KindName(s.Note.Kind)) + day + ".")
	for _, part := range answers(s.Note) {
		p.header(part.label)
		p.say(part.words)
	}
	goes := deletedOrSooner(s.Note.DeleteOn, s.Zone)
	if s.Author == "" {
		goes = goesUnnamed("The words are")
	}
	return p.form("A shared note", FormRead, "", "", foot{also: notPassedOn, reads: letIn(cmp.Or(s.Author, "the author")), goes: goes})
}

const notPassedOn = "Please do not copy or pass this on. It can be taken back at any time."

// goesUnnamed tells those who read without the name no day: counted back, it would tell the day of writing, and the
// author's own time to keep words.
func goesUnnamed(what string) string {
	return fmt.Sprintf("%s deleted %d days after writing, or sooner.", what, peerwork.DefaultRetentionDays)
}

// letIn says who reads what somebody shared, to one of those readers. It names none of the others: who an author lets in
// is the author's, and a supervisor's name would tell a line manager whose note it may be.
func letIn(author string) string { return "Only " + author + ", and those they let in, can read this." }

func deletedOrSooner(t time.Time, zone *time.Location) string {
	return "The words are deleted on " + inZone(t, zone).Format("2 January 2006") + ", or sooner."
}

type answer struct{ label, words string }

func answers(n peerwork.Note) []answer {
	var kept []answer
	for _, a := range []answer{{askWhat(n.Kind), n.Words.What}, {askWhy, n.Words.Why}, {askNext, n.Words.Next}} {
		if a.words != "" {
			kept = append(kept, a)
		}
	}
	return kept
}
