package storage_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func aDelivery(id string, change ...func(*pw.Delivery)) pw.Delivery {
	d := pw.Delivery{
		ID: id, Workspace: here, Kind: pw.DeliverTeamPrompt, Recipient: "C02SUP", Team: riverside, Schedule: "monday-question",
		Nominal: "2026-11-16T10:00/" + id, Subject: "r1-first", Detail: "Sam", Due: monday, Expires: monday.Add(time.Hour),
	}
	for _, c := range change {
		c(&d)
	}
	return d
}

// asksInC02SUP is a roster with the channel of aDelivery.
func asksInC02SUP() pw.Roster {
	return pw.Roster{Teams: []pw.Team{{ID: riverside, Name: "Riverside", Channel: "C02SUP", Timezone: "Europe/London"}}}
}

func ids(deliveries []pw.Delivery) []string {
	var all []string
	for _, d := range deliveries {
		all = append(all, d.ID)
	}
	return all
}

func TestOutbox(t *testing.T) {
	lease := 30 * time.Second
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		protocol := time.Date(2031, time.May, 1, 12, 0, 0, 0, time.UTC) // far from domain time
		claim := func(now, protocol time.Time) []pw.Delivery {
			t.Helper()
			claimed, err := s.ClaimDeliveries(ctx, now, protocol.Add(lease), protocol, 10)
			must(t, err)
			return claimed
		}
		must(t, s.SaveRoster(ctx, here, -1, asksInC02SUP(), jo, monday))
		first := aDelivery("d1")
		must(t, s.Enqueue(ctx, aDelivery("d2", func(d *pw.Delivery) { d.Due = monday.Add(time.Minute) }), first))

		if next, err := s.NextDue(ctx); err != nil || !next.Equal(monday) {
			t.Errorf("next due %v, %v", next, err)
		}
		if early := claim(monday.Add(-time.Millisecond), protocol); len(early) > 0 {
			t.Errorf("claimed before it was due: %v", early)
		}
		if diff := cmp.Diff([]pw.Delivery{first}, claim(monday, protocol)); diff != "" {
			t.Error(diff)
		}
		if next, _ := s.NextDue(ctx); !next.Equal(monday.Add(time.Minute)) {
			t.Errorf("what is being sent is due next: %v", next)
		}
		if diff := cmp.Diff([]string{"d2"}, ids(claim(monday.Add(time.Hour), protocol.Add(lease-time.Second)))); diff != "" {
			t.Errorf("a leased delivery was claimed, though domain time went on: %s", diff)
		}
		if diff := cmp.Diff([]string{"d1"}, ids(claim(monday, protocol.Add(lease)))); diff != "" {
			t.Errorf("a lease that has run out: %s", diff)
		}

		must(t, s.PutOff(ctx, "d1", protocol.Add(time.Minute), "rate limited"))
		if early := claim(monday.AddDate(1, 0, 0), protocol.Add(time.Minute-time.Second)); len(early) > 1 {
			t.Errorf("claimed too early: %v", ids(early))
		}
		again := claim(monday, protocol.Add(time.Minute))
		if len(again) != 1 || again[0].Attempts != 1 || again[0].Reason != "rate limited" {
			t.Fatalf("got %v", again)
		}
		must(t, s.Delivered(ctx, "d1", monday, "C02SUP", "1700000000.000100"))
		must(t, s.Park(ctx, "d2", "channel_not_found"))
		must(t, s.PutOff(ctx, "d1", protocol, "too late")) // sent stays sent
		if left := claim(monday.AddDate(1, 0, 0), protocol.AddDate(1, 0, 0)); len(left) > 0 {
			t.Errorf("claimed what is settled: %v", ids(left))
		}
		parked, err := s.Parked(ctx, here, 10)
		must(t, err)
		if len(parked) != 1 || parked[0].ID != "d2" || parked[0].Reason != "channel_not_found" {
			t.Errorf("parked %v", parked)
		}
		must(t, s.Enqueue(ctx, aDelivery("d3")))
		must(t, s.Skip(ctx, "d3", "no longer useful"))
		if next, err := s.NextDue(ctx); err != nil || !next.IsZero() {
			t.Errorf("next due %v, %v", next, err)
		}
	})
}

func TestADeliveryIsWrittenOnce(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		same := func(d *pw.Delivery) { d.Nominal = "2026-11-16T10:00" }
		byHand := func(d *pw.Delivery) { d.Schedule, d.Nominal = "", "" }
		must(t, s.Enqueue(ctx, aDelivery("a", same), aDelivery("b", same)))
		must(t, s.Enqueue(ctx, aDelivery("c", same, func(d *pw.Delivery) { d.Recipient = "C03" }), aDelivery("d", byHand), aDelivery("e", byHand)))
		claimed, err := s.ClaimDeliveries(ctx, monday, monday, monday, 10)
		must(t, err)
		if diff := cmp.Diff([]string{"a", "c", "d", "e"}, ids(claimed)); diff != "" {
			t.Error(diff)
		}
	})
}

func TestReplicasNeverClaimTheSame(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t), p.open(t)}
		var out []pw.Delivery
		for i := range 60 {
			out = append(out, aDelivery(numbered(i)))
		}
		must(t, stores[0].Enqueue(t.Context(), out...))
		claims := make(chan []pw.Delivery, 100)
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				for {
					claimed, err := stores[i%3].ClaimDeliveries(t.Context(), monday, monday.Add(time.Hour), monday, 4)
					if err != nil {
						t.Error(err)
					}
					if len(claimed) == 0 {
						return
					}
					claims <- claimed
				}
			})
		}
		all.Wait()
		close(claims)
		var got []string
		for claimed := range claims {
			if len(claimed) > 4 {
				t.Errorf("claimed %d", len(claimed))
			}
			got = append(got, ids(claimed)...)
		}
		slices.Sort(got)
		if diff := cmp.Diff(ids(out), got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestAScheduleKeepsAllThatIsSet(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		r := aRoster()
		full := pw.Schedule{
			ID: "fortnight", Team: riverside, Kind: pw.MemberPrompt, Cron: "30 15 * * THU", Timezone: "Asia/Karachi",
			Weekends: true, Every: 3, From: "2026-11-19", Which: pw.Last,
		}
		off := full
		off.ID, off.Weekends, off.Holidays, off.Every, off.Paused = "off", false, true, 5, true
		r.Teams[0].Schedules = []pw.Schedule{full, off}
		got := saveRoster(t, s, r, monday).Teams[0].Schedules
		if diff := cmp.Diff([]pw.Schedule{full, off}, got); diff != "" {
			t.Error(diff)
		}
		unplaced, err := s.UnplacedSchedules(t.Context(), 10)
		must(t, err)
		if len(unplaced) != 1 || unplaced[0].Schedule.ID != "fortnight" {
			t.Errorf("unplaced: %v", unplaced)
		}
		must(t, s.PlaceSchedule(t.Context(), here, riverside, "fortnight", monday))
		r.Teams[0].Schedules[0].Weekends = false
		if due := saveRoster(t, s, r, monday).Teams[0].Schedules[0].Due; !due.Equal(monday) {
			t.Errorf("the same times, but due %v", due)
		}
		r.Teams[0].Schedules[0].Every = 2
		if due := saveRoster(t, s, r, monday).Teams[0].Schedules[0].Due; !due.IsZero() {
			t.Errorf("other times, but due %v", due)
		}
	})
}

func TestSchedules(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		unplaced, err := s.UnplacedSchedules(ctx, 10)
		must(t, err)
		if len(unplaced) != 2 || unplaced[0].Schedule.ID != "monday-question" || unplaced[0].Workspace != here {
			t.Fatalf("unplaced: %v", unplaced)
		}
		due, next := monday.Add(time.Hour), monday.AddDate(0, 0, 7)
		must(t, s.PlaceSchedule(ctx, here, riverside, "monday-question", due))
		must(t, s.PlaceSchedule(ctx, here, riverside, "monday-question", next)) // it keeps its place
		if early, _ := s.DueSchedules(ctx, due.Add(-time.Millisecond), 10); len(early) > 0 {
			t.Errorf("due early: %v", early)
		}
		found, err := s.DueSchedules(ctx, due, 10)
		must(t, err)
		want := heldSince(monday, 1).Teams[0].Schedules[0]
		want.Due = due
		if diff := cmp.Diff([]pw.DueSchedule{{Workspace: here, Schedule: want}}, found); diff != "" {
			t.Error(diff)
		}
		asked := []pw.Asking{{Delivery: "d1", Audience: string(riverside), Asked: pw.Asked{Prompt: "r1-first", At: due}}}
		claimed, err := s.ClaimSchedule(ctx, here, riverside, "monday-question", due, next, []pw.Delivery{aDelivery("d1")}, asked)
		if err != nil || !claimed {
			t.Fatalf("%v, %v", claimed, err)
		}
		claimed, err = s.ClaimSchedule(ctx, here, riverside, "monday-question", due, next, []pw.Delivery{aDelivery("d2")}, asked)
		if err != nil || claimed {
			t.Fatalf("claimed twice: %v, %v", claimed, err)
		}
		out, err := s.ClaimDeliveries(ctx, due, due, due, 10)
		must(t, err)
		if diff := cmp.Diff([]string{"d1"}, ids(out)); diff != "" {
			t.Error(diff)
		}
		history, err := s.AskedOf(ctx, here, string(riverside), due)
		must(t, err)
		if diff := cmp.Diff([]pw.Asked{{Prompt: "r1-first", At: due}}, history); diff != "" {
			t.Error(diff)
		}
		if later, _ := s.AskedOf(ctx, here, string(riverside), due.Add(time.Millisecond)); len(later) > 0 {
			t.Errorf("asked %v", later)
		}
		if n, _ := s.NextDue(ctx); !n.Equal(next) {
			t.Errorf("next due %v", n)
		}
	})
}

func TestReplicasClaimAScheduleOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t)}
		saveRoster(t, stores[0], aRoster(), monday)
		must(t, stores[0].PlaceSchedule(t.Context(), here, riverside, "weekly-digest", monday))
		var all sync.WaitGroup
		claims := make(chan bool, 8)
		for i := range 8 {
			all.Go(func() {
				claimed, err := stores[i%2].ClaimSchedule(t.Context(), here, riverside, "weekly-digest", monday, monday.AddDate(0, 0, 7),
					[]pw.Delivery{aDelivery(fmt.Sprint(i))}, nil)
				if err != nil {
					t.Error(err)
				}
				claims <- claimed
			})
		}
		all.Wait()
		close(claims)
		var n int
		for claimed := range claims {
			if claimed {
				n++
			}
		}
		if n != 1 {
			t.Errorf("claimed %d times", n)
		}
	})
}

func TestParkedIsWhatStillNeedsAHand(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		must(t, s.SaveRoster(ctx, here, -1, asksInC02SUP(), jo, monday))
		later := monday.Add(time.Hour)
		for _, d := range []pw.Delivery{
			aDelivery("still"),
			aDelivery("mended", func(d *pw.Delivery) { d.Kind, d.Recipient = pw.DeliverDigest, string(jo) }),
			aDelivery("reached", func(d *pw.Delivery) { d.Kind, d.Recipient, d.Due = pw.DeliverDigest, string(jo), later }),
			aDelivery("elsewhere", func(d *pw.Delivery) { d.Recipient = "C01OLD" }),
		} {
			must(t, s.Enqueue(ctx, d))
		}
		must(t, s.Park(ctx, "still", "not_in_channel"))
		must(t, s.Park(ctx, "mended", "fatal_error"))
		must(t, s.Park(ctx, "elsewhere", "is_archived"))
		must(t, s.Delivered(ctx, "reached", later, "D03JO", "1700000000.000100"))
		parked, err := s.Parked(ctx, here, 10)
		must(t, err)
		if diff := cmp.Diff([]string{"still"}, ids(parked)); diff != "" {
			t.Error(diff)
		}
		_, err = s.Expire(ctx, monday.AddDate(0, 0, 91))
		must(t, err)
		if parked, err = s.Parked(ctx, here, 10); err != nil || len(parked) > 0 {
			t.Errorf("kept for good: %v, %v", ids(parked), err)
		}
	})
}

// TestWhatIsGivenUpTellsNobodyWhoWrote has messages given up, kept back and sent that somebody gets because they wrote or
// asked to talk. Admins and operators see the same as without them.
func TestWhatIsGivenUpTellsNobodyWhoWrote(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		must(t, s.SaveRoster(ctx, here, -1, asksInC02SUP(), jo, monday))
		to := func(kind pw.DeliveryKind, u pw.UserID, due time.Time) func(*pw.Delivery) {
			return func(d *pw.Delivery) {
				d.Kind, d.Recipient, d.Due, d.Nominal = kind, string(u), due, due.String()+string(kind)
			}
		}
		must(t, s.Enqueue(ctx, aDelivery("question", to(pw.DeliverMemberPrompt, sam, monday))))
		must(t, s.Park(ctx, "question", "user_disabled"))
		private := []pw.DeliveryKind{
			pw.DeliverExpiryReminder, pw.DeliverPromptReminder, pw.DeliverAgendaShared, pw.DeliverSoonSent, pw.DeliverSoonAcknowledged,
			pw.DeliverSoonPassed, pw.DeliverSoonNobody, pw.DeliverRestored,
		}
		for _, kind := range private {
			for _, id := range []string{"parked", "kept", "sent"} {
				must(t, s.Enqueue(ctx, aDelivery(string(kind)+"-"+id, to(kind, sam, monday.Add(time.Hour)), func(d *pw.Delivery) { d.Nominal += id })))
			}
			must(t, s.Park(ctx, string(kind)+"-parked", "user_disabled"))
			must(t, s.Keep(ctx, string(kind)+"-kept", monday.Add(time.Hour), "Slack asked to wait"))
			must(t, s.Delivered(ctx, string(kind)+"-sent", monday.Add(2*time.Hour), "D01SAM", "1700000000.000100"))
		}
		parked, err := s.Parked(ctx, here, 100)
		must(t, err)
		if diff := cmp.Diff([]string{"question"}, ids(parked)); diff != "" {
			t.Error(diff)
		}
		if n, since, why, err := s.KeptBack(ctx, here, monday.AddDate(0, 0, 1)); n > 0 || !since.IsZero() || why != "" || err != nil {
			t.Errorf("%d messages wait since %v: %s, %v", n, since, why, err)
		}
	})
}
