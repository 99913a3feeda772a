package storage_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestWhatManyPeopleSetAndWereAsked(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		var users []pw.UserID
		var audiences []string
		for i := range 230 { // more than two queries hold
			users = append(users, pw.UserID(fmt.Sprintf("U%03d", i)))
			audiences = append(audiences, string(users[i]))
		}
		must(t, s.SavePreferences(ctx, here, "U000", func(p *pw.Preferences) { p.PromptsOff = true }))
		must(t, s.SavePreferences(ctx, here, "U229", func(p *pw.Preferences) { p.Timezone = "Europe/Paris" }))
		must(t, s.SavePreferences(ctx, there, "U001", func(p *pw.Preferences) { p.PromptsOff = true }))
		got, err := s.PreferencesOf(ctx, here, users...)
		must(t, err)
		if diff := cmp.Diff(map[pw.UserID]pw.Preferences{"U000": {PromptsOff: true}, "U229": {Timezone: "Europe/Paris"}}, got); diff != "" {
			t.Error(diff)
		}
		must(t, s.RecordAsked(ctx, here, "U228", "late", monday.Add(time.Hour)))
		must(t, s.RecordAsked(ctx, here, "U228", "early", monday))
		must(t, s.RecordAsked(ctx, here, "U100", "other", monday))
		must(t, s.RecordAsked(ctx, here, "U999", "nobody's", monday))
		must(t, s.RecordAsked(ctx, there, "U100", "elsewhere", monday))
		asked, err := s.AskedOfEach(ctx, here, audiences...)
		must(t, err)
		want := map[string][]pw.Asked{"U228": {{Prompt: "early", At: monday}, {Prompt: "late", At: monday.Add(time.Hour)}}, "U100": {{Prompt: "other", At: monday}}}
		if diff := cmp.Diff(want, asked); diff != "" {
			t.Error(diff)
		}
		none, err := s.AskedOfEach(ctx, here)
		if err != nil || len(none) > 0 {
			t.Errorf("of nobody: %v, %v", none, err)
		}
	})
}

// A claim that was interrupted after some of its pieces is taken up again: everybody gets one message, and was asked
// what it says.
func TestAnInterruptedClaimIsTakenUpAgain(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		next := monday.AddDate(0, 0, 7)
		must(t, s.PlaceSchedule(ctx, here, riverside, "monday-question", monday))
		round := func(prompt string, people int) (out []pw.Delivery, asked []pw.Asking) {
			for i := range people {
				u := fmt.Sprintf("U%03d", i)
				out = append(out, aDelivery(prompt+u, func(d *pw.Delivery) { d.Recipient, d.Subject, d.Nominal = u, prompt, "2026-11-16T10:00" }))
				asked = append(asked, pw.Asking{Delivery: prompt + u, Audience: u, Asked: pw.Asked{Prompt: prompt, At: monday}})
			}
			return out, asked
		}
		out, asked := round("first", 40)
		must(t, storage.ClaimPiece(ctx, s, out[:30], asked[:30])) // and then the process died
		out, asked = round("second", 75)
		claimed, err := s.ClaimSchedule(ctx, here, riverside, "monday-question", monday, next, out, asked)
		if err != nil || !claimed {
			t.Fatalf("%v, %v", claimed, err)
		}
		sent, err := s.ClaimDeliveries(ctx, monday, monday, monday, 200)
		must(t, err)
		if len(sent) != 75 {
			t.Fatalf("%d messages to 75 people", len(sent))
		}
		for _, d := range sent {
			asked, err := s.AskedOf(ctx, here, d.Recipient, time.Time{})
			must(t, err)
			if diff := cmp.Diff([]pw.Asked{{Prompt: d.Subject, At: monday}}, asked); diff != "" {
				t.Errorf("%s: %s", d.Recipient, diff)
			}
		}
		if claimed, err := s.ClaimSchedule(ctx, here, riverside, "monday-question", monday, next, out, nil); err != nil || claimed {
			t.Errorf("claimed again: %v, %v", claimed, err)
		}
		if claimed, err := s.ClaimSchedule(ctx, here, riverside, "no-such", monday, next, out, nil); err != nil || claimed {
			t.Errorf("claimed one that is gone: %v, %v", claimed, err)
		}
	})
}

func TestWhatSomebodyWaitsForGoesFirst(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		var out []pw.Delivery
		for i := range 5 {
			out = append(out, aDelivery(fmt.Sprintf("bulk-%d", i), func(d *pw.Delivery) { d.Kind = pw.DeliverMemberPrompt }))
		}
		out = append(out,
			aDelivery("soon", func(d *pw.Delivery) { d.Kind, d.Due = pw.DeliverSoon, monday.Add(time.Minute) }),
			aDelivery("seen", func(d *pw.Delivery) { d.Kind, d.Due = pw.DeliverSoonAcknowledged, monday.Add(time.Second) }))
		must(t, s.Enqueue(t.Context(), out...))
		var got []string
		for range 3 {
			claimed, err := s.ClaimDeliveries(t.Context(), monday.Add(time.Hour), monday.AddDate(1, 0, 0), monday, 3)
			must(t, err)
			got = slices.Concat(got, ids(claimed))
		}
		if diff := cmp.Diff([]string{"seen", "soon", "bulk-0", "bulk-1", "bulk-2", "bulk-3", "bulk-4"}, got); diff != "" {
			t.Error(diff)
		}
	})
}
