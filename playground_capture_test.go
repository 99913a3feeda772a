package main

import (
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/playground"
	"handrail/sample"
	"handrail/views"
)

// told sends Handrail a direct message and returns what it asks.
func told(t *testing.T, as *playground.Actor, words string) playground.Message {
	t.Helper()
	_, err := as.Message(as.DM(), words)
	must(t, err)
	asked, err := as.WaitMessage(as.DM(), "Keep this as a reflection?")
	must(t, err)
	return asked
}

func TestADirectMessageBecomesANote(t *testing.T) {
	p := played(t)
	sam := p.slack.As("U01SAM")
	const words = "The woodpecker was back, and she laughed for the first time."

	asked := told(t, sam, words)
	if asked.Ephemeral || asked.Has("woodpecker") {
		t.Fatalf("it asks with the words: %s", asked.Words())
	}
	must(t, sam.Click(asked, action(t, asked, views.ActKeepDraft)))
	saved, err := sam.WaitMessage(sam.DM(), "Saved. Only you can read it.")
	must(t, err)
	if saved.Has("woodpecker") {
		t.Errorf("the answer holds the words: %s", saved.Words())
	}
	notes, _, err := p.store.OwnNotes(t.Context(), "T0PLAY", "U01SAM", peerwork.NoteFilter{Words: "woodpecker"})
	must(t, err)
	if len(notes) != 1 || notes[0].Words.What != words {
		t.Errorf("kept %+v", notes)
	}

	asked = told(t, sam, "Not this one.")
	must(t, sam.Click(asked, action(t, asked, views.ActDropDraft)))
	_, err = sam.WaitMessage(sam.DM(), "Nothing was kept.")
	must(t, err)
	noFaults(t, p)
}

func TestAMessageInAChannelIsReflectedOn(t *testing.T) {
	p := played(t)
	sam, ama := p.slack.As("U01SAM"), p.slack.As("U0SUP")
	on, err := ama.Message(sample.Riverside, "A kingfisher of a week, everybody.")
	must(t, err)
	must(t, sam.MessageShortcut(views.ShortcutReflectOn, on))
	form, err := sam.WaitModal(views.FormNote)
	must(t, err)
	if form.Has("kingfisher") {
		t.Error("the form copied the message")
	}
	must(t, sam.Submit(form, playground.Values{views.BoxWhat: "I thought about my own week.", views.BoxLink: []string{"yes"}}))
	_, err = sam.WaitModal(views.FormSaved)
	must(t, err)
	notes, _, err := p.store.OwnNotes(t.Context(), "T0PLAY", "U01SAM", peerwork.NoteFilter{Words: "own week"})
	must(t, err)
	if len(notes) != 1 || !strings.Contains(notes[0].Link, "/archives/"+sample.Riverside+"/p") {
		t.Fatalf("kept %+v", notes)
	}
	noFaults(t, p)
}

func TestAHalfWrittenNoteGoesOnFromAppHome(t *testing.T) {
	p := played(t)
	sam := p.slack.As("U01SAM")
	must(t, sam.Command(sam.DM(), "/reflect"))
	form, err := sam.WaitModal(views.FormNote)
	must(t, err)
	must(t, sam.ClickWith(form, action(t, form, views.ActPutBy), playground.Values{views.BoxWhat: "Half of a plover."}))
	held, err := sam.WaitModal(views.FormRead)
	must(t, err)
	must(t, sam.Close(held))
	home, err := sam.OpenHome()
	must(t, err)
	if !home.Has("You began a reflection") {
		home, err = sam.WaitHome("You began a reflection")
		must(t, err)
	}
	must(t, sam.Click(home, action(t, home, views.ActResume)))
	form, err = sam.WaitModal(views.FormNote)
	must(t, err)
	must(t, sam.Submit(form, nil))
	_, err = sam.WaitModal(views.FormSaved)
	must(t, err)
	notes, _, err := p.store.OwnNotes(t.Context(), "T0PLAY", "U01SAM", peerwork.NoteFilter{Words: "plover"})
	must(t, err)
	left, err := p.store.Drafts(t.Context(), "T0PLAY", "U01SAM", p.slack.Now().Add(-time.Hour))
	must(t, err)
	if len(notes) != 1 || len(left) > 0 {
		t.Errorf("kept %d notes and %d drafts", len(notes), len(left))
	}
	noFaults(t, p)
}

func TestMyNotesAreSearchedInAForm(t *testing.T) {
	p := played(t)
	sam := p.slack.As("U01SAM")
	write(t, sam, "/reflect A dunnock sang while we waited.")
	must(t, sam.Command(sam.DM(), "/handrail notes"))
	list, err := sam.WaitModal(views.FormFind)
	must(t, err)
	must(t, sam.Submit(list, playground.Values{views.BoxFindWords: "dunnock"}))
	must(t, sam.Wait("the note that was found", func() bool {
		found, ok := sam.Modal()
		return ok && found.Has("1 note, the newest first.") && found.Has("A dunnock sang")
	}))
	found, _ := sam.Modal()
	must(t, sam.Click(found, "find/"+views.BoxFindTheme, "engagement"))
	must(t, sam.Wait("the theme to narrow the search", func() bool {
		none, ok := sam.Modal()
		return ok && none.Has("No note fits.")
	}))
	noFaults(t, p)
}

// A team in Wales reads the number for Wales on its forms, and its neighbours theirs.
func TestAFormShowsTheSignpostOfTheTeamsNation(t *testing.T) {
	p := played(t)
	roster, err := p.store.Roster(t.Context(), "T0PLAY")
	must(t, err)
	roster.Teams[0].Holidays = "GB-WLS"
	must(t, p.store.SaveRoster(t.Context(), "T0PLAY", roster.Revision, roster, "", p.slack.Now()))
	for who, want := range map[string]string{
		string(roster.Teams[0].Workers[0].User): "call NHS 111 and press 2", string(roster.Teams[1].Workers[0].User): "call NHS 111 and choose mental health",
	} {
		as := p.slack.As(who)
		must(t, as.Shortcut(views.ShortcutReflect))
		form, err := as.WaitModal(views.FormNote)
		must(t, err)
		if !form.Has(want) {
			t.Errorf("%s reads %s", who, words(form))
		}
	}
	noFaults(t, p)
}

func noFaults(t *testing.T, p *playing) {
	t.Helper()
	if faults := p.slack.Faults(); len(faults) > 0 {
		t.Errorf("Slack would not have shown: %v", faults)
	}
}
