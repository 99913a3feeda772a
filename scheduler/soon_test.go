package scheduler

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

// deputised is riverside with two deputies, and nothing else that the clock sends.
func deputised(holidays string) peerwork.Roster {
	r := riverside()
	r.Teams[0].Holidays, r.Teams[0].Schedules = holidays, nil
	r.Teams[0].Deputies = []peerwork.Held{{User: "UDEE"}, {User: "UELI"}}
	return r
}

// asksSoon has Sam ask Ama, with Dee as the deputy.
func (w *world) asksSoon(t *testing.T, at time.Time, change func(*peerwork.SoonRequest)) peerwork.SoonRequest {
	t.Helper()
	n := w.wrote(t, "USAM", at, 90)
	roster, err := w.store.Roster(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	r := peerwork.SoonRequest{
		ID: string(n.ID), Workspace: ws, Note: n.ID, Worker: "USAM", Team: "riverside", Week: n.Week, Supervisor: "UAMA", Deputy: "UDEE",
		Asked: at, Passes: SoonPasses(roster.Teams[0], at),
	}
	change(&r)
	err = w.store.SaveSoon(t.Context(), "", r, peerwork.Delivery{Workspace: ws, Kind: peerwork.DeliverSoon, Recipient: "UAMA", Team: r.Team, Subject: r.ID, Due: at})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func asIs(*peerwork.SoonRequest) {}

// steps lives on and writes down when, in London, whom something about talking soon was sent to.
func (w *world) steps(t *testing.T, from, until time.Time) []string {
	t.Helper()
	var steps []string
	seen := 0
	at := from
	look := func() {
		for _, sent := range w.post.sent[seen:] {
			to, text, _ := strings.Cut(sent, " ")
			steps = append(steps, at.In(london(t)).Format("2006-01-02T15:04")+" "+to+": "+step(text))
		}
		seen = len(w.post.sent)
	}
	err := w.Advance(t.Context(), from, until, func(next time.Time) { look(); at = next })
	if err != nil {
		t.Fatal(err)
	}
	look()
	return steps
}

func step(text string) string {
	for words, name := range map[string]string{
		"before your next supervision": "asked", "You are the deputy": "asked as deputy", "has gone to": "sent", "has passed to": "passed", "Nobody has answered": "nobody", "Nobody can answer": "nobody",
	} {
		if strings.Contains(text, words) {
			return name
		}
	}
	return text
}

func TestSoonPassesOnInWorkingTime(t *testing.T) {
	for _, c := range []struct {
		name, holidays, asked string
		change                func(*peerwork.Roster)
		want                  []string // from when it passed on
	}{
		{"after four hours", "GB-ENG", "2026-11-23T09:00", nil, []string{"2026-11-23T13:00", "2026-11-23T17:00"}},
		{"over a night", "GB-ENG", "2026-11-23T15:00", nil, []string{"2026-11-24T11:00", "2026-11-24T15:00"}},
		{"over a weekend", "GB-ENG", "2026-11-20T16:00", nil, []string{"2026-11-23T12:00", "2026-11-23T16:00"}},
		{"over Christmas", "GB-ENG", "2026-12-24T16:00", nil, []string{"2026-12-29T12:00", "2026-12-29T16:00"}},
		{"on Easter Monday in England", "GB-ENG", "2026-04-02T16:00", nil, []string{"2026-04-07T12:00", "2026-04-07T16:00"}},
		{"on Easter Monday in Scotland, which is no bank holiday there", "GB-SCT", "2026-04-02T16:00", nil, []string{"2026-04-06T12:00", "2026-04-06T16:00"}},
		{"on St Andrew's Day in Scotland", "GB-SCT", "2026-11-27T16:00", nil, []string{"2026-12-01T12:00", "2026-12-01T16:00"}},
		{"over the night the clocks go forward", "GB-ENG", "2026-03-27T16:00", nil, []string{"2026-03-30T12:00", "2026-03-30T16:00"}},
		{"over the night the clocks go back", "GB-ENG", "2026-10-23T16:00", nil, []string{"2026-10-26T12:00", "2026-10-26T16:00"}},
		{"in a team's own days and hours", "GB-ENG", "2026-11-20T16:00", func(r *peerwork.Roster) {
			r.Teams[0].WorkingHours = peerwork.WorkingHours{Days: peerwork.DaysOf(time.Saturday, time.Sunday), From: 10 * 60, Until: 13 * 60}
		}, []string{"2026-11-22T11:00", "2026-11-28T12:00"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			roster := deputised(c.holidays)
			if c.change != nil {
				c.change(&roster)
			}
			w := newWorld(t, roster)
			asked, _ := time.ParseInLocation(NominalForm, c.asked, london(t))
			w.asksSoon(t, asked, asIs)
			want := []string{
				c.asked + " UAMA: asked", c.asked + " USAM: sent",
				c.want[0] + " UDEE: asked as deputy", c.want[0] + " USAM: passed",
				c.want[1] + " USAM: nobody",
			}
			got := w.steps(t, asked, asked.AddDate(0, 0, 21))
			if d := cmp.Diff(want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSoonPassesToWhoeverIsThere(t *testing.T) {
	asked := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	away := func(p *peerwork.Preferences) { p.Leave = peerwork.Leave{From: asked, Until: asked.AddDate(0, 0, 7)} }
	for _, c := range []struct {
		name   string
		happen func(t *testing.T, w *world)
		change func(*peerwork.SoonRequest)
		want   string // who is asked as deputy
	}{
		{"the deputy who was chosen", func(*testing.T, *world) {}, func(r *peerwork.SoonRequest) { r.Deputy = "UELI" }, "UELI"},
		{"the next one where a deputy is on leave", func(t *testing.T, w *world) { w.prefer(t, "UDEE", away) }, asIs, "UELI"},
		{"the next one where a deputy is deactivated", func(t *testing.T, w *world) { w.knows(t, peerwork.Person{ID: "UDEE", Deactivated: true}) }, asIs, "UELI"},
		{"the next one where the deputy is one no longer", func(t *testing.T, w *world) {
			w.roster(t, func(r *peerwork.Roster) { r.Teams[0].Deputies = []peerwork.Held{{User: "UELI"}} })
		}, asIs, "UELI"},
		{"nobody where every deputy is away", func(t *testing.T, w *world) { w.prefer(t, "UDEE", away); w.prefer(t, "UELI", away) }, asIs, ""},
		{"nobody where the worker and the supervisor are the deputies", func(t *testing.T, w *world) {
			w.roster(t, func(r *peerwork.Roster) { r.Teams[0].Deputies = []peerwork.Held{{User: "USAM"}, {User: "UAMA"}} })
		}, asIs, ""},
		{"nobody where the worker wanted nobody", func(*testing.T, *world) {}, func(r *peerwork.SoonRequest) { r.Deputy = "" }, ""},
		{"nobody where the team is gone", func(t *testing.T, w *world) { w.roster(t, func(r *peerwork.Roster) { r.Teams = nil }) }, asIs, ""},
		{"a deputy, even while the supervisor is on leave", func(t *testing.T, w *world) { w.prefer(t, "UAMA", away) }, asIs, "UDEE"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t, deputised("GB-ENG"))
			w.asksSoon(t, asked, c.change)
			c.happen(t, w)
			got := strings.Join(w.steps(t, asked, asked.AddDate(0, 0, 14)), "\n")
			for _, u := range []string{"UDEE", "UELI", "UAMA", "USAM"} {
				if asked := strings.Contains(got, u+": asked as deputy"); asked != (u == c.want) {
					t.Errorf("%s: asked %v\n%s", u, asked, got)
				}
			}
			if n := strings.Count(got, "USAM: nobody"); n != 1 {
				t.Errorf("told %d times that nobody answered:\n%s", n, got)
			}
		})
	}
}

func (w *world) knows(t *testing.T, p peerwork.Person) {
	t.Helper()
	if err := w.store.SavePeople(t.Context(), ws, p); err != nil {
		t.Fatal(err)
	}
}

func (w *world) roster(t *testing.T, change func(*peerwork.Roster)) {
	t.Helper()
	r, err := w.store.Roster(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	change(&r)
	if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", sunday); err != nil {
		t.Fatal(err)
	}
}

func TestSoonPassesOnOnce(t *testing.T) {
	asked := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	t.Run("whatever replicas there are, and after a restart", func(t *testing.T) {
		w := newWorld(t, deputised("GB-ENG"))
		w.asksSoon(t, asked, asIs)
		for _, at := range []time.Time{asked, asked.Add(4 * time.Hour), asked.Add(4 * time.Hour), asked.Add(5 * time.Hour)} {
			var all sync.WaitGroup
			for range 3 {
				all.Go(func() {
					if err := New(w.store, w.post, ourBank(t), w.log).Tick(t.Context(), at); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
		}
		if dee, sam := len(w.post.to("UDEE")), len(w.post.to("USAM")); dee != 1 || sam != 2 { // that it has gone, and that it has passed
			t.Errorf("Dee was asked %d times, Sam told %d times", dee, sam)
		}
	})
	t.Run("when the bot was down over the time, on return", func(t *testing.T) {
		w := newWorld(t, deputised("GB-ENG"))
		w.asksSoon(t, asked, asIs)
		back := asked.AddDate(0, 0, 9)
		got := fmt.Sprint(w.steps(t, back, back.Add(time.Minute)))
		if strings.Count(got, "asked as deputy") != 1 || strings.Contains(got, "nobody") {
			t.Error(got)
		}
	})
	t.Run("when the bot comes back at night, in the next working time", func(t *testing.T) {
		w := newWorld(t, deputised("GB-ENG"))
		w.asksSoon(t, asked, asIs)
		back := asked.Add(14 * time.Hour)
		want := []string{
			"2026-11-23T23:00 USAM: sent", "2026-11-24T09:00 UDEE: asked as deputy", "2026-11-24T09:00 USAM: passed", "2026-11-24T13:00 USAM: nobody",
		}
		var got []string
		for _, step := range w.steps(t, back, back.AddDate(0, 0, 3)) {
			if !strings.Contains(step, "UAMA") {
				got = append(got, step)
			}
		}
		slices.Sort(got)
		if d := cmp.Diff(want, got); d != "" {
			t.Error(d)
		}
	})
	t.Run("and not once it was answered", func(t *testing.T) {
		w := newWorld(t, deputised("GB-ENG"))
		r := w.asksSoon(t, asked, asIs)
		_, err := w.store.AcknowledgeSoon(t.Context(), "", ws, r.ID, "UAMA", asked.Add(time.Hour), func(peerwork.SoonRequest) []peerwork.Delivery { return nil })
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(w.steps(t, asked.Add(2*time.Hour), asked.AddDate(0, 0, 14))); strings.Contains(got, "deputy") || strings.Contains(got, "nobody") {
			t.Error(got)
		}
	})
	t.Run("and tells nothing of the note", func(t *testing.T) {
		w := newWorld(t, deputised("GB-ENG"))
		w.asksSoon(t, asked, asIs)
		w.steps(t, asked, asked.AddDate(0, 0, 14))
		if all := strings.Join(w.post.sent, "\n"); strings.Contains(all, "zebrafinch") || !strings.Contains(all, "You are the deputy") {
			t.Error(all)
		}
	})
}
