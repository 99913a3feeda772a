package handlers_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/digest"
	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// met has a pair's session planned and recorded, as one side of it would.
func (w *world) met(p pw.Pair, local string, state pw.SessionState, why pw.MissedWhy) {
	w.t.Helper()
	planned, err := p.Plan(ws, local, "Europe/London", monday.AddDate(0, 0, -7))
	w.must(err)
	w.must(w.store.PlanSession(w.t.Context(), "", planned, p.Supervisor, monday.AddDate(0, 0, -7)))
	if state == pw.SessionPlanned {
		return
	}
	_, err = w.store.ChangeSession(w.t.Context(), "", planned.Seen(), p.Supervisor, planned.At, func(s *pw.Session) error {
		return s.Record(state, why, p.Supervisor, planned.At)
	})
	w.must(err)
}

// nowSupervisedBy changes who supervises a worker of Riverside.
func (w *world) nowSupervisedBy(worker, supervisor pw.UserID) {
	w.t.Helper()
	r, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	for i, m := range r.Teams[0].Workers {
		if m.User == worker {
			r.Teams[0].Workers[i] = pw.Member{User: worker, Supervisor: supervisor}
		}
	}
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, r, jo, monday.AddDate(0, 0, -14)))
}

func TestADigestSaysOfTheManagersOwnSessions(t *testing.T) {
	w := newWorld(t)
	w.nowSupervisedBy(lee, jo)
	w.met(pw.Pair{Team: "riverside", Worker: lee, Supervisor: jo}, "2026-11-17T14:00", pw.SessionMissed, pw.MissedIll)
	w.met(pw.Pair{Team: "riverside", Worker: lee, Supervisor: jo}, "2026-11-19T14:00", pw.SessionPlanned, "")
	w.met(pw.Pair{Team: "riverside", Worker: lee, Supervisor: jo}, "2026-11-24T14:00", pw.SessionPlanned, "")
	w.met(pw.Pair{Team: "riverside", Worker: sam, Supervisor: ama}, "2026-11-18T14:00", pw.SessionHeld, "")
	w.now = monday.AddDate(0, 0, 8)
	digestOf := func(by pw.UserID, text string) string { return encode(w.command("/digest", by, text)) }

	t.Run("of that week, without reasons, and of no other pair", func(t *testing.T) {
		got := digestOf(jo, "2026-W47")
		w.contains(got, "Your own supervision sessions that week:", "Lee, Tuesday 17 November 2026, 14:00: missed.", "Lee, Thursday 19 November 2026, 14:00: nobody has recorded it yet.")
		w.lacks(got, "Sam", "24 November", "ill")
	})
	t.Run("not in a month's", func(t *testing.T) {
		w.now = monday.AddDate(0, 1, 0)
		w.lacks(digestOf(jo, "2026-11"), "supervision sessions")
	})
	t.Run("to nobody else", func(t *testing.T) {
		for _, u := range []pw.UserID{sam, lee} {
			w.lacks(digestOf(u, "riverside 2026-W47"), "supervision sessions")
		}
	})
	t.Run("not to a manager who supervises no more", func(t *testing.T) {
		w.nowSupervisedBy(lee, ama)
		w.lacks(digestOf(jo, "2026-W47"), "supervision sessions")
	})
}

// TestASessionOfOnePairChangesNoByteForOthers lives the same weeks twice, the second time with a pair's sessions and a
// wish to talk soon. Fewer than k are behind them, so nobody else's pages, and no figures, can tell the two apart.
func TestASessionOfOnePairChangesNoByteForOthers(t *testing.T) {
	lived := func(with bool) map[string]string {
		w := newWorld(t)
		if with {
			samAndAma := pw.Pair{Team: "riverside", Worker: sam, Supervisor: ama}
			w.met(samAndAma, "2026-11-17T14:00", pw.SessionHeld, "")
			w.met(samAndAma, "2026-11-18T14:00", pw.SessionMissed, pw.MissedShift)
			w.met(samAndAma, "2026-11-19T14:00", pw.SessionPlanned, "")
			w.must(w.store.SaveSoon(t.Context(), "", pw.SoonRequest{
				ID: "soon", Workspace: ws, Worker: sam, Team: "riverside", Week: "2026-W47", Supervisor: ama, Asked: monday, Passes: monday.Add(time.Hour),
			}))
		}
		w.now = monday.AddDate(0, 3, 0)
		pages := map[string]string{}
		for _, viewer := range []pw.UserID{jo, kim, lee, noor} {
			ask := func(h handlers.Handler, name, text string) {
				r, err := h(t.Context(), handlers.Request{Workspace: ws, User: viewer, Name: name, Text: text, Channel: riversideChannel, Now: w.now})
				pages[fmt.Sprint(viewer, name, text)] = fmt.Sprintln(encode(r), err)
			}
			for _, c := range w.all.Commands {
				if c.Name == "/digest" {
					for _, text := range []string{"2026-W47", "riverside 2026-11", "riverside 2026-Q4", "hilltop 2026-Q4"} {
						ask(c.Handle, c.Name, text)
					}
				}
			}
			ask(w.all.Home, "home", "")
			ask(w.all.Actions[views.ActLastDigest], views.Action(views.ActLastDigest, "riverside"), "")
			ask(w.handlerOf("/supervision"), "/supervision", "")
		}
		quarter, err := pw.ParsePeriod("2026-Q4")
		w.must(err)
		roster, err := w.store.Roster(t.Context(), ws)
		w.must(err)
		f, err := scheduler.Organisation(t.Context(), w.store, ws, roster, quarter, w.now)
		w.must(err)
		var exported bytes.Buffer
		w.must(digest.Export(&exported, quarter, []pw.OrganisationFigures{f}, nil))
		pages["export"] = exported.String()
		return pages
	}
	if diff := cmp.Diff(lived(false), lived(true)); diff != "" {
		t.Error(diff)
	}
}

func TestAdminsSeeTheOrganisationsFigures(t *testing.T) {
	w := newWorld(t)
	r, err := w.store.Roster(t.Context(), ws)
	w.must(err)
	r.Admins = []pw.UserID{noor}
	w.must(w.store.SaveRoster(t.Context(), ws, -1, r, jo, monday))
	w.now = time.Date(2027, time.January, 4, 12, 0, 0, 0, time.UTC)
	figures := func(by pw.UserID, text string) string {
		return shownIn(w.page(w.command("/handrail", by, strings.TrimSpace("figures "+text))))
	}
	w.contains(figures(noor, ""), "October to December 2026 (14 weeks, 28 September 2026 to 3 January 2027)", "Sessions held: not shown")
	w.contains(figures(noor, "2026-q3"), "July to September 2026")
	w.contains(figures(noor, "2026-11"), "That is not a quarter.", "such as 2026-Q4, or last quarter.")
	w.contains(figures(noor, "Last quarter"), "October to December 2026")
	w.contains(figures(noor, "q2"), "April to June 2026")
	w.contains(figures(noor, "this quarter"), "That quarter has not ended.", "Monday 29 March 2027")
	w.contains(figures(noor, "2027-Q1"), "That quarter has not ended.", "Monday 29 March 2027")
	w.contains(figures(noor, "2019-Q1"), "Figures go back one year.")
	w.contains(shownIn(w.page(w.press(noor, views.ActFigures, "2026-Q2"))), "April to June 2026")
	for _, u := range []pw.UserID{jo, ama, sam} {
		w.lacks(figures(u, ""), "Sessions held")
	}
}
