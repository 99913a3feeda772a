package storage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// A reminder goes by what stands in its prompt's message, and with the answer.
func TestTheReminderOfAPrompt(t *testing.T) {
	for _, c := range []struct {
		name   string
		happen func(t *testing.T, s *storage.Store)
		want   map[string]string // reminder to the prompt it is of
	}{
		{"waits", func(*testing.T, *storage.Store) {}, map[string]string{"to-sam-again": "r1-a", "to-kim-again": "r1-a"}},
		{"goes with the answer", func(t *testing.T, s *storage.Store) {
			save(t, s, aNote(func(n *pw.Note) { n.Prompt = "r1-a" }))
		}, map[string]string{"to-kim-again": "r1-a"}},
		{"is of what was put in its place", func(t *testing.T, s *storage.Store) {
			must(t, s.ReplacePrompt(t.Context(), here, sam, "100.001", "m1-b"))
		}, map[string]string{"to-sam-again": "m1-b", "to-kim-again": "r1-a"}},
		{"is of nothing once it was skipped", func(t *testing.T, s *storage.Store) {
			must(t, s.ReplacePrompt(t.Context(), here, sam, "100.001", ""))
		}, map[string]string{"to-sam-again": "", "to-kim-again": "r1-a"}},
		{"goes with the person", func(t *testing.T, s *storage.Store) {
			must(t, s.DeleteAll(t.Context(), "", here, sam, monday))
		}, map[string]string{"to-kim-again": "r1-a"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			each(t, func(t *testing.T, s *storage.Store) {
				for id, to := range map[string]pw.UserID{"to-sam": sam, "to-kim": kim} {
					d := pw.Delivery{ID: id, Workspace: here, Kind: pw.DeliverMemberPrompt, Recipient: string(to), Subject: "r1-a", Due: monday}
					again := d
					again.ID, again.Kind = pw.ReminderOf(id), pw.DeliverPromptReminder
					must(t, s.Enqueue(t.Context(), d, again))
					must(t, s.Delivered(t.Context(), id, monday, "D1", map[string]string{"to-sam": "100.001", "to-kim": "100.002"}[id]))
				}
				c.happen(t, s)
				out, err := s.ClaimDeliveries(t.Context(), monday, monday, monday, 9)
				must(t, err)
				got := map[string]string{}
				for _, d := range out {
					got[d.ID] = d.Subject
				}
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		})
	}
}
