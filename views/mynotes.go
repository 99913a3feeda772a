package views

import (
	"strings"
	"time"
)

// What a row of one's own notes leads to.
const (
	ActOpenNote   = "open-note"   // :note, one's own
	ActDeleteNote = "delete-note" // :note
)

// NotesPerPage is how many notes a page of one's own notes lists.
const NotesPerPage = 10

// Row is one of the viewer's own notes in a list.
type Row struct {
	Card Card
	Who  string // who can read it, in a sentence
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
