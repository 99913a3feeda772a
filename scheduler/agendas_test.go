package scheduler

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
)

// bringing puts a line on Sam's agenda, for Ama or whom it names, and has the agenda share itself.
func (w *world) bringing(t *testing.T, id string, named peerwork.UserID, at time.Time) {
	t.Helper()
	_, err := w.store.ReviseAgenda(t.Context(), "", ws, "USAM", at, func(a *peerwork.Agenda) error {
		a.Add(peerwork.AgendaItem{ID: id, Team: "riverside", Part: peerwork.ToBring, Line: "zebrafinch", Named: named, Added: at, DeleteOn: at.AddDate(0, 0, 90)})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func byItself(p *peerwork.Preferences) { p.ShareAgenda = true }

// sharedOn says when each of Sam's lines was shared, in London time.
func (w *world) sharedOn(t *testing.T, now time.Time) string {
	t.Helper()
	a, err := w.store.Agenda(t.Context(), ws, "USAM", now)
	if err != nil {
		t.Fatal(err)
	}
	var said []string
	for _, i := range a.Items {
		if !i.Shared.IsZero() {
			said = append(said, i.ID+" "+i.Shared.In(londonTime()).Format("Mon 2 Jan 15:04"))
		}
	}
	slices.Sort(said)
	return strings.Join(said, ", ")
}

func (w *world) toldOfSharing() (told []string) {
	for _, text := range w.post.to("USAM") {
		if strings.Contains(text, "Your agenda was shared") {
			told = append(told, text)
		}
	}
	return told
}

func TestAgendasShareThemselvesOnTheWorkingDayBefore(t *testing.T) {
	from := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC) // a Thursday
	other := func(t *testing.T, w *world) {
		r := riverside()
		r.Teams[0].Workers = append(r.Teams[0].Workers, peerwork.Member{User: "ULEE", Supervisor: "UKIM"})
		if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", from.Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		local   string
		prepare func(t *testing.T, w *world, session peerwork.Session)
		want    string
		told    int
	}{
		"once, and the worker is told": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) { w.prefer(t, "USAM", byItself) }, "l1 Mon 23 Nov 10:00", 1},
		"before a weekend":             {"2026-11-23T14:00", func(t *testing.T, w *world, _ peerwork.Session) { w.prefer(t, "USAM", byItself) }, "l1 Fri 20 Nov 10:00", 1},
		"in the worker's own time zone": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", func(p *peerwork.Preferences) { p.ShareAgenda, p.Timezone = true, "America/New_York" })
		}, "l1 Mon 23 Nov 15:00", 1},
		"not where the worker did not choose it": {"2026-11-24T14:00", func(*testing.T, *world, peerwork.Session) {}, "", 0},
		"only what is for that supervisor": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			other(t, w)
			w.prefer(t, "USAM", byItself)
			w.bringing(t, "for-kim", "UKIM", from)
		}, "l1 Mon 23 Nov 10:00", 1},
		"not while the worker is away": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", func(p *peerwork.Preferences) {
				p.ShareAgenda, p.Leave = true, peerwork.Leave{From: from.AddDate(0, 0, 2), Until: from.AddDate(0, 0, 20)}
			})
		}, "", 0},
		"not when there is nothing on it": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", byItself)
			_, err := w.store.ReviseAgenda(t.Context(), "", ws, "USAM", from, func(a *peerwork.Agenda) error { a.Remove("l1"); return nil })
			if err != nil {
				t.Fatal(err)
			}
		}, "", 0},
		"not when the supervisor has left Slack": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", byItself)
			if err := w.store.SavePeople(t.Context(), ws, peerwork.Person{ID: "UAMA", Deactivated: true}); err != nil {
				t.Fatal(err)
			}
		}, "", 0},
		"not with a supervisor who took over": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", byItself)
			r := riverside()
			r.Teams[0].Workers[0].Supervisor = "UKIM"
			if err := w.store.SaveRoster(t.Context(), ws, -1, r, "UADMIN", from); err != nil {
				t.Fatal(err)
			}
		}, "", 0},
		"told of nothing where all of it was shared before": {"2026-11-24T14:00", func(t *testing.T, w *world, _ peerwork.Session) {
			w.prefer(t, "USAM", byItself)
			_, err := w.store.ReviseAgenda(t.Context(), "", ws, "USAM", from, func(a *peerwork.Agenda) error {
				a.Roster = 1
				a.Change("l1", func(i *peerwork.AgendaItem) { i.Shared = from })
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}, "l1 Thu 19 Nov 12:00", 0},
		"again for the day to which it was moved": {"2026-11-24T14:00", func(t *testing.T, w *world, session peerwork.Session) {
			w.prefer(t, "USAM", byItself)
			w.change(t, session.ID, from, func(s *peerwork.Session) error { return s.Move("2026-11-27T14:00", from) })
		}, "l1 Thu 26 Nov 10:00", 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, riverside())
			session := w.planned(t, c.local, from)
			w.bringing(t, "l1", "", from)
			c.prepare(t, w, session)
			w.live(t, from, from.AddDate(0, 0, 9))
			if got := w.sharedOn(t, from.AddDate(0, 0, 9)); got != c.want {
				t.Errorf("shared %q, want %q", got, c.want)
			}
			told := w.toldOfSharing()
			if len(told) != c.told {
				t.Fatalf("told %d times: %v", len(told), told)
			}
			if len(told) > 0 && !strings.Contains(told[0], "1 thing is open to your colleague now") {
				t.Errorf("says %s", told[0])
			}
			for _, sent := range w.post.sent {
				if strings.Contains(sent, "zebrafinch") {
					t.Errorf("a message holds words: %s", sent)
				}
			}
		})
	}
}

func TestWhatWasTakenBackIsNotSharedAgainWhileTheMessageCouldNotGo(t *testing.T) {
	from := time.Date(2026, 11, 19, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, riverside())
	w.planned(t, "2026-11-24T14:00", from)
	w.bringing(t, "l1", "", from)
	w.bringing(t, "l2", "", from)
	w.prefer(t, "USAM", byItself)
	w.post.fail = func(string) error { return errors.New("the line is down") }
	due := time.Date(2026, 11, 23, 10, 0, 0, 0, time.UTC)
	w.live(t, from, due)
	_, err := w.store.ReviseAgenda(t.Context(), "", ws, "USAM", due, func(a *peerwork.Agenda) error {
		a.Change("l1", func(i *peerwork.AgendaItem) { i.Shared = time.Time{} })
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	w.post.fail = nil
	w.protocol = func() time.Time { return time.Now().Add(time.Hour) }
	w.live(t, due, due.Add(time.Hour))
	if got := w.sharedOn(t, due); got != "l2 Mon 23 Nov 10:00" {
		t.Errorf("shared %q", got)
	}
	if told := w.toldOfSharing(); len(told) != 1 || !strings.Contains(told[0], "1 thing is open") {
		t.Errorf("told %v", told)
	}
}
