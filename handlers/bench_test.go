package handlers_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// The answer to a note of twenty words: identifiers, suggestion, page and its JSON, without the database.
func BenchmarkAnswer(b *testing.B) {
	const note = "I told her that I had been on that ward too and she said she felt less alone after that"
	suggester := ourSuggester(b)
	masker := mask.New()
	audience := pw.Audience{Supervisor: pw.Named{User: ama, Name: "Ama"}, Managers: []pw.Named{{User: jo, Name: "Jo"}}, Workers: 10}
	card := views.Card{ID: "n1", Kind: pw.Reflection, Created: monday, DeleteOn: monday.AddDate(0, 0, 90)}
	b.Run("identifiers", func(b *testing.B) {
		for b.Loop() {
			masker.Mask(note)
		}
	})
	b.Run("suggestion", func(b *testing.B) {
		for b.Loop() {
			suggester.Suggest(note)
		}
	})
	b.Run("page", func(b *testing.B) {
		for b.Loop() {
			views.SavedMessage(views.Saved{Card: card, Audience: audience, K: 5, Suggested: []pw.Code{"R1", "R2"}, Signpost: views.DefaultSignpost()})
		}
	})
	b.Run("JSON", func(b *testing.B) {
		m := views.SavedMessage(views.Saved{Card: card, Audience: audience, K: 5, Suggested: []pw.Code{"R1", "R2"}, Signpost: views.DefaultSignpost()})
		for b.Loop() {
			views.AppendBlocks(nil, m.Blocks)
		}
	})
}

// App Home of somebody who writes, supervises and manages: 2,000 notes, half of them read by others and opened, 200
// sessions, a full agenda. The goal is 150 ms.
func BenchmarkHome(b *testing.B) {
	store := openStore(b)
	all := registryOn(b, store)
	fillHome(b, store)
	for b.Loop() {
		r, err := all.Home(b.Context(), handlers.Request{Workspace: ws, User: sam, Name: "app_home_opened", Now: monday})
		if err != nil || r.Home == nil {
			b.Fatal(err)
		}
	}
}

func fillHome(b *testing.B, store *storage.Store) {
	b.Helper()
	ctx := b.Context()
	must := func(err error) {
		if err != nil {
			b.Fatal(err)
		}
	}
	before := monday.AddDate(0, -3, 0)
	workers := []pw.Member{{User: sam, Supervisor: ama}}
	for i := range 12 {
		workers = append(workers, pw.Member{User: pw.UserID(fmt.Sprint("W", i)), Supervisor: sam})
	}
	must(store.EnsureWorkspace(ctx, ws, "Test"))
	must(store.SaveRoster(ctx, ws, -1, pw.Roster{K: 5, Teams: []pw.Team{team("riverside", "Riverside", riversideChannel, jo, workers...), team("hilltop", "Hilltop", "C0HILL", sam, pw.Member{User: lee, Supervisor: ama})}}, jo, before))
	for i := range 2000 {
		at := before.Add(time.Duration(i) * time.Hour)
		n := pw.Note{
			ID: pw.NoteID(fmt.Sprint("n", i)), Workspace: ws, Author: sam, Team: "riverside", Kind: pw.Reflection, Talk: pw.NoNeed, ShareThemes: true, Roster: 1,
			Words: pw.Words{What: strings.Repeat("We went for a walk and talked. ", 10)}, Codes: []pw.Code{"R1", "M2"},
			Created: at, Week: pw.WeekOf(at, time.UTC).String(), DeleteOn: at.AddDate(1, 0, 0),
		}
		if i%2 == 0 {
			n.SetReaders(pw.SupervisorAndManager, at)
		}
		if i%40 == 0 {
			n.Talk = pw.NextSupervision
		}
		_, err := store.SaveNote(ctx, "", n)
		must(err)
		if i%2 == 0 {
			_, _, err := store.OpenNote(ctx, ws, ama, n.ID, at.Add(time.Minute))
			must(err)
		}
	}
	_, err := store.ReviseAgenda(ctx, "", ws, sam, monday, func(a *pw.Agenda) error {
		a.Roster = 1
		for i := range pw.MostLines {
			a.Add(pw.AgendaItem{ID: fmt.Sprint("l", i), Team: "riverside", Part: pw.Learning, Line: "A line.", Added: monday, DeleteOn: monday.AddDate(0, 0, 90), Shared: monday})
		}
		return nil
	})
	must(err)
	for i := range 200 {
		p := pw.Pair{Team: "riverside", Worker: sam, Supervisor: ama}
		if i%2 == 0 {
			p = pw.Pair{Team: "riverside", Worker: pw.UserID(fmt.Sprint("W", i/2%12)), Supervisor: sam}
		}
		s, err := p.HeldBefore(ws, monday.AddDate(0, 0, -1-i%80).Add(time.Duration(i)*time.Minute).Format(pw.LocalForm), "Europe/London", p.Worker, monday)
		must(err)
		must(store.PlanSession(ctx, "", s, p.Worker, monday))
	}
}
