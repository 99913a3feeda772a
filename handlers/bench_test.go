package handlers_test

import (
	"testing"

	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/suggest"
	"handrail/views"
)

// The answer to a note of twenty words: identifiers, suggestion, page and its JSON, without the database.
func BenchmarkAnswer(b *testing.B) {
	const note = "I told her that I had been on that ward too and she said she felt less alone after that"
	suggester, err := suggest.New()
	if err != nil {
		b.Fatal(err)
	}
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
