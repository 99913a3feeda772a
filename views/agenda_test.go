package views_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// agendaCases are the pages of an agenda.
func agendaCases() []drawn {
	var all []drawn
	add := func(name string, page any) { all = append(all, drawn{name, page}) }
	add("agenda-empty", views.MyAgenda(views.AgendaPage{}))
	add("agenda-one", views.MyAgenda(views.AgendaPage{Entries: entries(1), Said: "Saved. It is not shared with Ama from here yet.", Hidden: "We hid 1 phone number.", Pointed: "We saw 1 possible name.", Named: "line0"}))
	add("agenda-many", views.MyAgenda(views.AgendaPage{Entries: entries(7), Past: past(7), More: 3, ByItself: true, Said: "Moved."}))
	full := entries(peerwork.MostLines + peerwork.MostAgendaNotes)
	for i := range full {
		full[i].Item.Line, full[i].For.Name = strings.Repeat("ж", peerwork.LongestLine), views.Name(long)
		full[i].Item.Words.What = long
	}
	add("agenda-too-long", views.MyAgenda(views.AgendaPage{Entries: full, Past: past(30), More: 900, Pointed: "We saw 1 possible name."}))
	add("agenda-by-itself", views.AgendaItself([]string{"Ama"}))
	add("agenda-by-itself-nobody", views.AgendaItself(nil))

	who := []views.AgendaFor{{Value: views.ForOwn("riverside"), Label: "Ama, my supervisor"}, {Value: views.ForNamed("U5"), Label: "Bea"}}
	add("agenda-new-line", views.AgendaItem(views.AgendaItemPage{Entry: views.AgendaEntry{Item: peerwork.AgendaItem{Team: "riverside", Part: peerwork.ToBring, DeleteOn: deleted}}, For: who}))
	add("agenda-line", views.AgendaItem(views.AgendaItemPage{Entry: entries(1)[0], For: who}))
	add("agenda-line-unsaved", views.AgendaItem(views.AgendaItemPage{Entry: entries(1)[0], For: who, Unsaved: true}))
	add("agenda-line-gone", views.AgendaItem(views.AgendaItemPage{Entry: views.AgendaEntry{Item: peerwork.AgendaItem{Team: "riverside", Line: "Two shifts in a row.", Part: peerwork.ToBring, DeleteOn: deleted}}, For: who, Gone: true}))
	add("agenda-note", views.AgendaItem(views.AgendaItemPage{Entry: entries(2)[1], For: who}))
	var crowd []views.AgendaFor
	for i := range 250 {
		crowd = append(crowd, views.AgendaFor{Value: views.ForNamed(peerwork.UserID(fmt.Sprintf("U%09d", i))), Label: long})
	}
	add("agenda-line-too-long", views.AgendaItem(views.AgendaItemPage{Entry: full[0], For: append(who, crowd...)}))

	add("agenda-notes-empty", views.AgendaNotes(views.AgendaNotesPage{}))
	add("agenda-notes-many", views.AgendaNotes(views.AgendaNotesPage{Notes: []peerwork.Note{fullNote("They said hello & <smiled>.", "", "")}, Offset: 10, Total: 40}))

	ama := views.AgendaReader{Reader: peerwork.Named{User: "U0SUP", Name: "Ama"}, Called: "Ama, your supervisor", Entries: entries(2)}
	add("agenda-share", views.ShareAgenda([]views.AgendaReader{ama}, nil))
	bea := views.AgendaReader{Reader: peerwork.Named{User: "U5", Name: pointed}, Called: pointed + ", a supervisor", Entries: full}
	add("agenda-share-too-long", views.ShareAgenda([]views.AgendaReader{ama, bea}, nil))

	rows := []views.AgendaRow{
		{Item: "l1", Part: peerwork.WentWell, Added: created}, {Item: "n1", Note: "n1", Part: peerwork.ToBring, Kind: peerwork.BoundaryQuestion, Added: created},
		{Item: "l2", Part: peerwork.Actions, Added: created},
	}
	add("their-agenda", views.TheirAgenda("Sam", rows, nil))
	add("their-agenda-empty", views.TheirAgenda("Sam", nil, nil))
	add("opened-line", views.OpenedLine("Sam", peerwork.AgendaItem{Line: "How do I say no to <a favour> & stay kind?", Part: peerwork.MeAtWork, Added: created, DeleteOn: deleted}, nil))
	add("agenda-shared", views.AgendaShared("Ama", 3, created, nil))
	add("agenda-shared-pointed", views.AgendaShared(pointed, 1, created, nil))
	add("agenda-taken-back", views.TakenBack())
	return all
}

// entries are lines and notes in turn, the first shared.
func entries(n int) []views.AgendaEntry {
	var all []views.AgendaEntry
	for i := range n {
		e := views.AgendaEntry{
			Item: peerwork.AgendaItem{
				ID: fmt.Sprintf("line%d", i), Team: "riverside", Part: peerwork.Parts()[i%4].Part, Place: 1 + i/4, Added: created.AddDate(0, 0, -i),
				DeleteOn: deleted, Line: "What I learned from the quiet group.",
			},
			For: peerwork.Named{User: "U0SUP", Name: "Ama"}, Open: i == 0, Who: "Only you can read it.",
		}
		if i == 0 {
			e.Who, e.Item.Shared = "Ama, your supervisor, can read it.", created
		}
		if i%2 == 1 {
			e.Item.Note, e.Item.Kind, e.Item.Line = peerwork.NoteID(e.Item.ID), peerwork.BoundaryQuestion, ""
			e.Item.Words = peerwork.Words{What: "May I lend them <my book> & ask for it back?"}
		}
		if i%4 == 2 {
			e.Item.Named, e.For = "U5", peerwork.Named{User: "U5", Name: "Bea"}
		}
		all = append(all, e)
	}
	return all
}

func past(n int) []peerwork.AgendaItem {
	var all []peerwork.AgendaItem
	for i := range n {
		all = append(all, peerwork.AgendaItem{ID: fmt.Sprint(i), Line: "How we end a visit.", Discussed: created, DeleteOn: created.AddDate(0, 0, 30)})
	}
	return all
}

func TestWhatWasShownIsWhatIsShared(t *testing.T) {
	form := views.ShareAgenda([]views.AgendaReader{
		{Reader: peerwork.Named{User: "U1", Name: "Ama"}, Entries: entries(2)},
		{Reader: peerwork.Named{User: "U2", Name: "Bea"}, Entries: entries(3)[2:]},
	}, time.UTC)
	want := map[string]peerwork.UserID{"line0": "U1", "line1": "U1", "line2": "U2"}
	if got := views.ShownToShare(form.PrivateMetadata); fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if got := views.ShownToShare(";=,x;"); len(got) != 0 {
		t.Errorf("from nonsense: %v", got)
	}
}

func TestTheFormOfAnItemCarriesWhichItIs(t *testing.T) {
	want := views.AgendaMeta{Item: "abc", Revision: 4}
	if got := views.ParseAgendaMeta(want.String()); got != want {
		t.Errorf("got %+v", got)
	}
}
