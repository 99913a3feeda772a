package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

const eightWeeks = 56 * 24 * time.Hour

// byHand is a question that somebody asks of riverside.
func byHand(id, prompt string, asker pw.UserID, at time.Time) (pw.Delivery, *pw.Asking) {
	d := aDelivery(id, func(d *pw.Delivery) {
		d.Schedule, d.Nominal, d.Detail, d.Subject, d.Asker, d.Due, d.Expires = "", "", "", prompt, asker, at, time.Time{}
	})
	return d, &pw.Asking{Delivery: id, Audience: d.Audience(), Asked: pw.Asked{Prompt: prompt, At: at}, NotSince: at.Add(-eightWeeks)}
}

func askedOf(t *testing.T, s *storage.Store, audience string) (prompts []string) {
	t.Helper()
	asked, err := s.AskedOf(t.Context(), here, audience, time.Time{})
	must(t, err)
	for _, a := range asked {
		prompts = append(prompts, a.Prompt)
	}
	return prompts
}

func TestAQuestionIsPutToATeamOnceInEightWeeks(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		put := func(id, prompt string, at time.Time) error {
			d, asking := byHand(id, prompt, sam, at)
			return s.PutOutByHand(ctx, d, asking)
		}
		must(t, put("one", "r1-first", monday))
		must(t, put("one", "r1-first", monday.Add(time.Second))) // pressed twice
		for _, c := range []struct {
			id, prompt string
			at         time.Time
			want       error
		}{
			{"two", "r1-first", monday.Add(time.Minute), pw.ErrAsked},
			{"three", "r1-first", monday.Add(eightWeeks - time.Second), pw.ErrAsked},
			{"four", "r1-first", monday.Add(eightWeeks), nil},
			{"five", "m1-other", monday.Add(time.Minute), nil},
		} {
			if err := put(c.id, c.prompt, c.at); !errors.Is(err, c.want) {
				t.Errorf("%s: %v, want %v", c.id, err, c.want)
			}
		}
		out, err := s.ClaimDeliveries(ctx, monday.AddDate(1, 0, 0), monday, monday, 10)
		must(t, err)
		if diff := cmp.Diff([]string{"one", "five", "four"}, ids(out)); diff != "" {
			t.Error(diff)
		}
		if out[0].Asker != sam {
			t.Errorf("asked by %q", out[0].Asker)
		}
	})
}

func TestTwoWhoAskTheSameAtOncePutItOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t)}
		saveRoster(t, stores[0], aRoster(), monday)
		for round := range 10 {
			prompt := fmt.Sprintf("prompt-%d", round)
			errs := make([]error, 4)
			var all sync.WaitGroup
			for i := range errs {
				all.Go(func() {
					d, asking := byHand(fmt.Sprintf("%d-%d", round, i), prompt, sam, monday)
					errs[i] = stores[i%2].PutOutByHand(t.Context(), d, asking)
				})
			}
			all.Wait()
			var put int
			for _, err := range errs {
				switch {
				case err == nil:
					put++
				case !errors.Is(err, pw.ErrAsked):
					t.Error(err)
				}
			}
			if put != 1 {
				t.Errorf("%s was put %d times", prompt, put)
			}
		}
		if n := len(askedOf(t, stores[0], string(riverside))); n != 10 {
			t.Errorf("10 questions count as %d", n)
		}
	})
}

func TestTheClockDoesNotAskWhatSomebodyHasJustAsked(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		must(t, s.PlaceSchedule(ctx, here, riverside, "monday-question", monday))
		d, asking := byHand("by-hand", "r1-first", sam, monday.Add(-time.Second))
		must(t, s.PutOutByHand(ctx, d, asking))
		claim := func(id, prompt string) (bool, error) {
			asks := pw.Asking{Delivery: id, Audience: string(riverside), Asked: pw.Asked{Prompt: prompt, At: monday}, NotSince: monday.Add(-eightWeeks)}
			return s.ClaimSchedule(ctx, here, riverside, "monday-question", monday, monday.AddDate(0, 0, 7), []pw.Delivery{aDelivery(id)}, []pw.Asking{asks})
		}
		if claimed, err := claim("same", "r1-first"); claimed || !errors.Is(err, pw.ErrAsked) {
			t.Errorf("the same question: %v, %v", claimed, err)
		}
		if claimed, err := claim("other", "m1-other"); !claimed || err != nil {
			t.Errorf("another one: %v, %v", claimed, err)
		}
		if diff := cmp.Diff([]string{"r1-first", "m1-other"}, askedOf(t, s, string(riverside))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestWhatWasGivenUpWasNotAsked(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		put := func(id, prompt string, at time.Time) {
			t.Helper()
			d, asking := byHand(id, prompt, sam, at)
			must(t, s.PutOutByHand(ctx, d, asking))
		}
		put("sent", "r1-sent", monday)
		put("parked", "r1-parked", monday)
		put("skipped", "r1-skipped", monday)
		must(t, s.Delivered(ctx, "sent", monday, "C02SUP", "1.1"))
		must(t, s.Park(ctx, "sent", "too late")) // sent stays sent
		tell := pw.Delivery{ID: "tell", Workspace: here, Kind: pw.DeliverNotPosted, Recipient: string(sam), Due: monday}
		must(t, s.Park(ctx, "parked", "not_in_channel", tell))
		must(t, s.Park(ctx, "parked", "again", pw.Delivery{ID: "told-twice", Workspace: here, Due: monday}))
		must(t, s.Skip(ctx, "skipped", "switched off"))
		if diff := cmp.Diff([]string{"r1-sent"}, askedOf(t, s, string(riverside))); diff != "" {
			t.Error(diff)
		}
		put("parked", "r1-parked", monday.Add(time.Hour)) // the same press again, once the channel is mended
		put("skipped", "r1-skipped", monday.Add(time.Hour))
		out, err := s.ClaimDeliveries(ctx, monday.Add(time.Hour), monday, monday, 10)
		must(t, err)
		if diff := cmp.Diff([]string{"tell", "parked", "skipped"}, ids(out)); diff != "" {
			t.Error(diff)
		}
		if diff := cmp.Diff([]string{"r1-sent", "r1-parked", "r1-skipped"}, askedOf(t, s, string(riverside))); diff != "" {
			t.Error(diff)
		}
	})
}

func TestATeamsQuestionsAreItsOwnWhateverItsChannel(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		r := saveRoster(t, s, aRoster(), monday)
		d, asking := byHand("before", "r1-first", sam, monday)
		must(t, s.PutOutByHand(t.Context(), d, asking))
		r.Teams[0].Channel = "C09NEW"
		saveRoster(t, s, r, monday.Add(time.Hour))
		d, asking = byHand("after", "r1-first", sam, monday.Add(2*time.Hour))
		d.Recipient = "C09NEW"
		if err := s.PutOutByHand(t.Context(), d, asking); !errors.Is(err, pw.ErrAsked) {
			t.Errorf("asked again in the new channel: %v", err)
		}
	})
}

func TestWhatChannelsWereAskedIsCarriedOverToTheirTeams(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aRoster() // riverside is in C02SUP now
		r.Teams = append(r.Teams, pw.Team{ID: "hill", Name: "Hill", Channel: "C03HILL", Timezone: "Europe/London"})
		saveRoster(t, s, r, monday)
		channel := r.Teams[0].Channel
		must(t, s.RecordAsked(ctx, here, channel, "long-ago", monday.AddDate(0, -6, 0)))
		must(t, s.RecordAsked(ctx, here, "C01OLD", "in-the-old-channel", monday))
		must(t, s.RecordAsked(ctx, here, "C03HILL", "when-it-was-riversides", monday))
		must(t, s.RecordAsked(ctx, here, "C03HILL", "of-hill", monday))
		must(t, s.RecordAsked(ctx, here, string(sam), "of-sam", monday))
		must(t, s.RecordAsked(ctx, "T2", channel, "elsewhere", monday))
		for channel, prompt := range map[string]string{"C01OLD": "in-the-old-channel", "C03HILL": "when-it-was-riversides"} {
			must(t, s.Enqueue(ctx, aDelivery(prompt, func(d *pw.Delivery) { d.Recipient, d.Subject = channel, prompt })))
		}
		must(t, storage.CarryAskedOver(ctx, s))
		got := map[string][]string{}
		for _, audience := range []string{string(riverside), "hill", string(sam), channel, "C01OLD", "C03HILL"} {
			got[audience] = askedOf(t, s, audience)
			slices.Sort(got[audience])
		}
		want := map[string][]string{
			string(riverside): {"in-the-old-channel", "long-ago", "when-it-was-riversides"}, "hill": {"of-hill"}, string(sam): {"of-sam"},
			channel: nil, "C01OLD": nil, "C03HILL": nil,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
