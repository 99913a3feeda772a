package views

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// NotesPerPage is how many notes a page of one's own notes lists.
const NotesPerPage = 10

// NotesPage is one page of somebody's own notes, without words.
type NotesPage struct {
	Rows   []Row
	Theme  peerwork.Theme // only notes with this theme; "" for all
	Offset int            // notes before this page
	Total  int
	Zone   *time.Location
}

// Row is one of the viewer's own notes in a list.
type Row struct {
	Card Card
	Who  string // who can read it, in a sentence
}

func notesList(p *page, n NotesPage) {
	themeFilter(p, n)
	if len(n.Rows) == 0 {
		p.say(noNotes(n.Theme))
	}
	for _, r := range n.Rows {
		openRow(p, r, n.Zone)
	}
	pager(p, n)
}

func noNotes(t peerwork.Theme) string {
	if t != "" {
		return "No notes with this theme."
	}
	return "No notes yet."
}

func openRow(p *page, r Row, zone *time.Location) {
	p.sayWith(rowText(r, zone), button("Open", Action(ActOpenNote, string(r.Card.ID)), string(r.Card.ID)))
}

func rowText(r Row, zone *time.Location) string {
	said := []string{Day(r.Card.Created, zone) + ": " + KindName(r.Card.Kind)}
	if names := ThemeNames(r.Card.Codes); names != "" {
		said = append(said, "Themes: "+names+".")
	}
	if names := BoundaryNames(r.Card.Boundaries); names != "" {
		said = append(said, "About: "+names+".")
	}
	if talk := talkNote(r.Card.Talk); talk != "" {
		said = append(said, talk)
	}
	return strings.Join(append(said, join([]string{r.Who, sharedSentence(r.Card)})), "\n")
}

func sharedSentence(c Card) string {
	switch {
	case len(c.Codes) == 0:
		return ""
	case c.Shared:
		return "Its themes are in the team's summary."
	default:
		return "Its themes are not shared."
	}
}

func themeFilter(p *page, n NotesPage) {
	if n.Total == 0 && n.Theme == "" {
		return
	}
	p.sayWith(count(n.Total, "note", "notes")+", the newest first. Show:", selectOne(ActTheme, "Theme", allThemes(), or(string(n.Theme), allOfThem)))
}

// pager leads to newer and older notes.
func pager(p *page, n NotesPage) {
	var buttons []*slack.ButtonBlockElement
	if n.Offset > 0 {
		buttons = append(buttons, toPage("Newer", max(0, n.Offset-NotesPerPage), n.Theme))
	}
	if n.Offset+len(n.Rows) < n.Total {
		buttons = append(buttons, toPage("Older", n.Offset+NotesPerPage, n.Theme))
	}
	p.buttons(buttons...)
}

func toPage(label string, offset int, theme peerwork.Theme) *slack.ButtonBlockElement {
	return button(label, Action(ActMyNotes, itoa(offset)), string(theme))
}
