package scheduler

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

// knowsAll has everybody of deputised by name.
func (w *world) knowsAll(t *testing.T) {
	t.Helper()
	for id, name := range map[peerwork.UserID]string{"USAM": "Sam", "UAMA": "Ama", "UDEE": "Dee", "UELI": "Eli"} {
		w.knows(t, peerwork.Person{ID: id, Name: name})
	}
}

// cannotReach has Slack refuse every message to some people.
func (w *world) cannotReach(people ...string) {
	w.post.fail = func(recipient string) error {
		for _, u := range people {
			if u == recipient {
				return refusedError{"user_disabled"}
			}
		}
		return nil
	}
}

// newest is the last that was sent to somebody, without its buttons.
func (w *world) newest(t *testing.T, to string) string {
	t.Helper()
	sent := w.post.to(to)
	if len(sent) == 0 {
		t.Fatalf("nothing was sent to %s: %v", to, w.post.sent)
	}
	text, _, _ := strings.Cut(sent[len(sent)-1], " Button")
	return text
}

func TestWhatReachesNobodyMovesOnWithoutWaiting(t *testing.T) {
	atWork := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		name      string
		asked     time.Time
		happen    func(t *testing.T, w *world)
		change    func(*peerwork.SoonRequest)
		sam, dee  string // what each hears first
		deputyNow bool
	}{
		{
			"to the deputy, where the supervisor cannot be written to", atWork, func(_ *testing.T, w *world) { w.cannotReach("UAMA") }, asIs,
			"Your message could not be sent to Ama. Your message has passed to Dee, the deputy.", "It could not be sent to Ama, who was asked first.", true,
		},
		{
			"in the team's next working time, of which the worker hears now", atWork.Add(12 * time.Hour), func(_ *testing.T, w *world) { w.cannotReach("UAMA") }, asIs,
			"Your message could not be sent to Ama. It passes to Dee, the deputy, by Tuesday 24 November 2026, 09:00.", "", false,
		},
		{
			"to nobody, where the worker wanted nobody else", atWork, func(_ *testing.T, w *world) { w.cannotReach("UAMA") }, func(r *peerwork.SoonRequest) { r.Deputy = "" },
			"Nobody can answer your message now. It could not be sent to Ama.", "", false,
		},
		{
			"past a deputy who cannot be written to either", atWork, func(_ *testing.T, w *world) { w.cannotReach("UAMA", "UDEE") }, asIs,
			"Nobody can answer your message now. It could not be sent to Ama. It could not be sent to Dee.", "", false,
		},
		{
			"to the deputy, where the supervisor was replaced", atWork, func(t *testing.T, w *world) {
				w.ticks(t, atWork)
				w.roster(t, func(r *peerwork.Roster) { r.Teams[0].Workers[0].Supervisor = "UNEW" })
			}, asIs,
			"Ama can no longer answer, because their role has changed. Your message has passed to Dee, the deputy.", "Ama was asked first, and can no longer answer.", true,
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, deputised("GB-ENG"))
			w.knowsAll(t)
			w.asksSoon(t, c.asked, c.change)
			c.happen(t, w)
			for minute := range 3 {
				w.ticks(t, c.asked.Add(time.Duration(minute)*time.Minute))
			}
			if got := w.newest(t, "USAM"); !strings.HasPrefix(got, c.sam) {
				t.Errorf("Sam hears %q", got)
			}
			gone := 0
			if strings.Contains(c.name, "replaced") {
				gone = 1 // that it has gone, before
			}
			if n := len(w.post.to("USAM")) - gone; n != 1 {
				t.Errorf("Sam hears it %d times: %v", n, w.post.to("USAM"))
			}
			if got := strings.Join(w.post.to("UDEE"), "\n"); (got != "") != c.deputyNow || !strings.Contains(got, c.dee) {
				t.Errorf("Dee gets %q", got)
			}
		})
	}
}

func TestAWorkerHearsThatItHasGoneOnceItHas(t *testing.T) {
	w := newWorld(t, deputised("GB-ENG"))
	w.knowsAll(t)
	pass := w.moved()
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	r := w.asksSoon(t, at, asIs)
	reach := func() peerwork.Reach {
		t.Helper()
		r, err := w.store.Soon(t.Context(), ws, r.ID)
		if err != nil {
			t.Fatal(err)
		}
		return r.ToSupervisor
	}
	var was []peerwork.Reach
	was = append(was, reach())
	w.post.fail = func(recipient string) error {
		if recipient == "UAMA" {
			return errors.New("no answer")
		}
		return nil
	}
	w.ticks(t, at)
	was = append(was, reach())
	if sam := w.post.to("USAM"); len(sam) > 0 {
		t.Errorf("Sam hears %v", sam)
	}
	w.post.fail = nil
	pass(time.Minute)
	w.ticks(t, at.Add(time.Minute))
	was = append(was, reach())
	if d := cmp.Diff([]peerwork.Reach{peerwork.OnItsWay, peerwork.NotYet, peerwork.Reached}, was); d != "" {
		t.Error(d)
	}
	if got := w.newest(t, "USAM"); !strings.HasPrefix(got, "Your message has gone to Ama.") {
		t.Errorf("Sam hears %q", got)
	}
}

func TestSomebodyWhoseRoleHasEndedHearsNoMoreOfAWish(t *testing.T) {
	w := newWorld(t, deputised("GB-ENG"))
	w.knowsAll(t)
	at := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	r := w.asksSoon(t, at, asIs)
	w.ticks(t, at)
	w.ticks(t, at.Add(5*time.Hour)) // Dee has it too
	taken := func(r peerwork.SoonRequest) []peerwork.Delivery {
		return []peerwork.Delivery{aboutSoon(r, peerwork.DeliverSoonTaken, "UAMA", at.Add(5*time.Hour))}
	}
	if _, err := w.store.AcknowledgeSoon(t.Context(), "", ws, r.ID, "UDEE", at.Add(5*time.Hour), taken); err != nil {
		t.Fatal(err)
	}
	before := len(w.post.to("UAMA"))
	w.roster(t, func(r *peerwork.Roster) { r.Teams[0].Workers[0].Supervisor = "UNEW" })
	w.ticks(t, at.Add(5*time.Hour))
	if told := w.post.to("UAMA")[before:]; len(told) > 0 {
		t.Errorf("Ama was told %v", told)
	}
}
