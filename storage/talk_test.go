package storage_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	pw "handrail/peerwork"
	"handrail/storage"
)

func anAction(id string, author pw.UserID, change ...func(*pw.Action)) pw.Action {
	a := pw.Action{
		ID: id, Workspace: here, Pair: samAndAma, Author: author, For: pw.SupervisorSide, What: "Ask about the keys " + id,
		Due: "2026-12-10", Made: monday, DeleteOn: monday.AddDate(0, 0, 114), Revision: 1,
	}
	for _, c := range change {
		c(&a)
	}
	return a
}

func TestActions(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		read := func(u pw.UserID, now time.Time) []pw.Action {
			t.Helper()
			got, err := s.OpenActions(ctx, here, u, pw.Pair{}, now)
			must(t, err)
			return got
		}
		t.Run("come back whole to both, the soonest due first, though the worker never wrote", func(t *testing.T) {
			later := anAction("a2", sam, func(a *pw.Action) { a.Due, a.For, a.Session = "", pw.WorkerSide, "s1" })
			must(t, s.SaveAction(ctx, "press 1", anAction("a1", ama)))
			must(t, s.SaveAction(ctx, "press 2", later))
			for _, u := range []pw.UserID{sam, ama} {
				if diff := compare.Diff([]pw.Action{anAction("a1", ama), later}, read(u, monday.Add(time.Hour)), ignoringOpened()); diff != "" {
					t.Errorf("%s: %s", u, diff)
				}
			}
			if err := s.SaveAction(ctx, "press 1", anAction("a3", ama)); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("again: %v", err)
			}
		})
		t.Run("tell their author, and nobody else, when the other opened them", func(t *testing.T) {
			for _, u := range []pw.UserID{sam, ama} {
				for _, a := range read(u, monday.Add(2*time.Hour)) {
					if own := a.Author == u; own == a.Opened.IsZero() {
						t.Errorf("%s is told of %s: %v", u, a.ID, a.Opened)
					}
				}
			}
		})
		t.Run("are nobody else's", func(t *testing.T) {
			for _, u := range []pw.UserID{jo, kim, lee, "U09ADM", ""} {
				if got := read(u, monday); len(got) > 0 {
					t.Errorf("%s reads %v", u, got)
				}
				if err := s.TickAction(ctx, here, u, "a1", true, monday); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s ticks: %v", u, err)
				}
				if err := s.SaveAction(ctx, "", anAction("x", u)); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s writes: %v", u, err)
				}
			}
		})
		t.Run("are ticked by either, and go 30 days after", func(t *testing.T) {
			must(t, s.TickAction(ctx, here, sam, "a1", true, monday))
			must(t, s.TickAction(ctx, here, ama, "a1", true, monday.Add(time.Hour)))
			counts, err := s.ActionsToDo(ctx, here, ama, monday)
			must(t, err)
			if counts[samAndAma] != 1 || len(counts) != 1 {
				t.Errorf("to do: %v", counts)
			}
			got := read(ama, monday)
			if len(got) != 2 || got[1].ID != "a1" || !got[1].Done.Equal(monday) {
				t.Errorf("got %v", got)
			}
			if got := read(ama, monday.AddDate(0, 0, 30)); len(got) != 1 {
				t.Errorf("after 30 days: %v", got)
			}
			must(t, s.TickAction(ctx, here, ama, "a1", false, monday))
			if got := read(ama, monday.AddDate(0, 0, 30)); len(got) != 2 {
				t.Errorf("still to be done after all: %v", got)
			}
		})
		t.Run("are deleted by their author only", func(t *testing.T) {
			must(t, s.DropAction(ctx, here, sam, "a1"))
			must(t, s.DropAction(ctx, here, sam, "a2"))
			if got := read(ama, monday); len(got) != 1 || got[0].ID != "a1" {
				t.Errorf("got %v", got)
			}
		})
		t.Run("have their words go on their day, counted from when they are due, and sooner for who keeps words shorter", func(t *testing.T) {
			must(t, s.SaveAction(ctx, "", anAction("a4", sam)))
			_, err := s.KeepAtMost(ctx, "", here, sam, 7, monday)
			must(t, err)
			due := time.Date(2026, time.December, 11, 0, 0, 0, 0, time.UTC)
			for at, want := range map[time.Time]int{due.AddDate(0, 0, 7).Add(-time.Second): 2, due.AddDate(0, 0, 7): 1} {
				if got := read(ama, at); len(got) != want {
					t.Errorf("at %s: %v", at, got)
				}
			}
		})
		t.Run("go with the key of their author", func(t *testing.T) {
			must(t, s.DeleteAll(ctx, "", here, ama, monday))
			if got := read(sam, monday); len(got) != 1 || got[0].Author != sam {
				t.Errorf("got %v", got)
			}
			must(t, s.SaveAction(ctx, "", anAction("a5", ama)))
			must(t, s.DeleteAll(ctx, "", here, sam, monday))
			if got := read(ama, monday); len(got) > 0 {
				t.Errorf("the worker deleted all, and Ama reads %v", got)
			}
		})
	})
}

func ignoringOpened() compare.Option {
	return compare.FilterPath(func(p compare.Path) bool { return p.Last().String() == ".Opened" }, compare.Ignore())
}

// proposed is a session for which the two reflect together.
func proposed(t testing.TB, s *storage.Store) pw.Session {
	t.Helper()
	planned := plan(t, s, "2026-11-26T14:00")
	changed, err := s.ChangeSession(t.Context(), "", planned.Seen(), ama, monday, func(se *pw.Session) error {
		se.CoPrompt = "co-1"
		return nil
	})
	must(t, err)
	return changed
}

func wrote(se pw.Session, u pw.UserID, words string, revision int, finished bool) pw.CoReflection {
	c := pw.CoReflection{
		Session: se.ID, Workspace: here, Author: u, Words: pw.CoWords{Brought: words, Assumed: "That it was late.", Try: "Ask first."},
		DeleteOn: monday.AddDate(0, 0, 90), Revision: revision,
	}
	if finished {
		c.Finished = monday
	}
	return c
}

func write(s *storage.Store) func(context.Context, string, pw.CoReflection, time.Time, ...pw.Delivery) error {
	return func(ctx context.Context, once string, c pw.CoReflection, now time.Time, out ...pw.Delivery) error {
		_, err := s.WriteCoReflection(ctx, once, c, now, out...)
		return err
	}
}

func TestCoReflectionsAreBlindUntilBothHaveFinished(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		bare := plan(t, s, "2026-11-30T09:00")
		if err := write(s)(t.Context(), "", wrote(bare, sam, "One.", 0, true), monday); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("written where nobody proposed it: %v", err)
		}
		se := proposed(t, s)
		expect := func(step string, u pw.UserID, own, other string, waits bool) {
			t.Helper()
			mine, theirs, waiting, err := s.CoReflections(ctx, here, u, se.ID, monday)
			must(t, err)
			if mine.Words.Brought != own || theirs.Words.Brought != other || waiting != waits {
				t.Errorf("%s: %s has %q and reads %q; the other has finished: %v", step, u, mine.Words.Brought, theirs.Words.Brought, waiting)
			}
		}
		must(t, write(s)(t.Context(), "press 1", wrote(se, sam, "Sam's.", 0, false), monday))
		expect("Sam began", sam, "Sam's.", "", false)
		expect("Sam began", ama, "", "", false)
		must(t, write(s)(t.Context(), "press 2", wrote(se, sam, "Sam's own.", 1, true), monday))
		expect("Sam finished", ama, "", "", true)
		must(t, write(s)(t.Context(), "press 3", wrote(se, ama, "Ama's.", 0, false), monday))
		expect("Sam finished, Ama began", sam, "Sam's own.", "", false)
		expect("Sam finished, Ama began", ama, "Ama's.", "", true)
		if err := write(s)(t.Context(), "", wrote(se, ama, "Elsewhere.", 0, true), monday); !errors.Is(err, pw.ErrChanged) {
			t.Errorf("of an older revision: %v", err)
		}
		if err := write(s)(t.Context(), "press 3", wrote(se, ama, "Again.", 1, true), monday); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("again: %v", err)
		}
		must(t, write(s)(t.Context(), "", wrote(se, ama, "Ama's own.", 1, true), monday))
		expect("both finished", sam, "Sam's own.", "Ama's own.", true)
		expect("both finished", ama, "Ama's own.", "Sam's own.", true)
		if err := write(s)(t.Context(), "", wrote(se, sam, "Now I know.", 2, true), monday); !errors.Is(err, pw.ErrChanged) {
			t.Errorf("after both finished: %v", err)
		}
		for _, u := range []pw.UserID{jo, kim, lee, "U09ADM", ""} {
			if _, _, _, err := s.CoReflections(ctx, here, u, se.ID, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s reads: %v", u, err)
			}
			if err := write(s)(t.Context(), "", wrote(se, u, "Mine.", 0, true), monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("%s writes: %v", u, err)
			}
		}
		mine, _, _, err := s.CoReflections(ctx, here, sam, se.ID, monday)
		must(t, err)
		if mine.Opened.IsZero() {
			t.Error("Sam is not told that Ama opened it")
		}
		r := aRoster()
		r.Teams[0].Workers[0].Supervisor = jo
		saveRoster(t, s, r, monday.Add(time.Hour))
		expect("Ama is no longer the supervisor", sam, "Sam's own.", "", true)
		if _, _, _, err := s.CoReflections(ctx, here, ama, se.ID, monday); !errors.Is(err, pw.ErrNotFound) {
			t.Errorf("Ama reads on: %v", err)
		}
		own, err := s.OwnCoReflections(ctx, here, ama, monday)
		must(t, err)
		if len(own) != 1 || own[0].Words.Brought != "Ama's own." {
			t.Errorf("Ama's own: %v", own)
		}
	})
}

// TestOnlyTheTwoSidesEver has roles change between everything that people do with sessions, and compares what storage
// lets each see and do with the roster of that moment.
func TestOnlyTheTwoSidesEver(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		round := 0
		rapid.Check(t, func(r *rapid.T) {
			round++
			w := &talkWorld{s: s, ws: pw.WorkspaceID("T" + numbered(round)), now: monday, wrote: map[string]pw.UserID{}}
			w.changeRoles(r)
			r.Repeat(map[string]func(*rapid.T){
				"":         w.compare,
				"roles":    w.changeRoles,
				"plan":     w.plan,
				"change":   w.change,
				"action":   w.act,
				"co-write": w.coWrite,
			})
		})
	})
}

type talkWorld struct {
	s        *storage.Store
	ws       pw.WorkspaceID
	now      time.Time
	roster   pw.Roster
	sessions []pw.Session
	actions  []pw.Action
	wrote    map[string]pw.UserID // co-reflection text by author
	done     map[string][2]bool
}

func talkPeople() []pw.UserID { return []pw.UserID{sam, ama, jo, kim, lee} }

func (w *talkWorld) tick() { w.now = w.now.Add(time.Minute) }

func (w *talkWorld) changeRoles(r *rapid.T) {
	w.tick()
	anybody := rapid.SampledFrom(append(talkPeople(), ""))
	var roster pw.Roster
	for _, id := range []pw.TeamID{riverside, hillside} {
		team := pw.Team{ID: id, Name: string(id), Timezone: "Europe/London", Holidays: "GB-ENG", Setting: "crisis-house"}
		if m := anybody.Draw(r, "manager"); m != "" {
			team.LineManagers = []pw.Held{{User: m}}
		}
		for _, u := range []pw.UserID{sam, kim} {
			if rapid.IntRange(0, 4).Draw(r, "works") > 0 {
				team.Workers = append(team.Workers, pw.Member{User: u, Supervisor: anybody.Draw(r, "supervisor")})
			}
		}
		roster.Teams = append(roster.Teams, team)
	}
	fatal(r, w.s.SaveRoster(r.Context(), w.ws, -1, roster, "U09ADM", w.now))
	var err error
	w.roster, err = w.s.Roster(r.Context(), w.ws)
	fatal(r, err)
}

func (w *talkWorld) anyPair(r *rapid.T) pw.Pair {
	who := rapid.SampledFrom(talkPeople())
	p := pw.Pair{Team: rapid.SampledFrom([]pw.TeamID{riverside, hillside}).Draw(r, "team"), Worker: who.Draw(r, "worker"), Supervisor: who.Draw(r, "supervisor")}
	if standing := w.roster.PairsOf(p.Supervisor); len(standing) > 0 && rapid.Bool().Draw(r, "standing") {
		return rapid.SampledFrom(standing).Draw(r, "pair")
	}
	return p
}

// sees is the rule: a worker always; a supervisor while the pair stands, and of what was made since they began.
func (w *talkWorld) sees(u pw.UserID, p pw.Pair, made time.Time) bool {
	if u == p.Worker {
		return true
	}
	team, _ := w.roster.Team(p.Team)
	m, _ := team.Member(p.Worker)
	return u == p.Supervisor && w.roster.Stands(p) && !made.Before(m.SupervisorSince)
}

func (w *talkWorld) plan(r *rapid.T) {
	w.tick()
	p, by := w.anyPair(r), rapid.SampledFrom(talkPeople()).Draw(r, "by")
	planned := pw.Session{
		ID: pw.NewID(), Workspace: w.ws, Team: p.Team, Worker: p.Worker, Supervisor: p.Supervisor, Local: "2026-11-26T14:00", Timezone: "Europe/London",
		At: monday.AddDate(0, 0, 10), Made: w.now, Timed: w.now, State: pw.SessionPlanned, CoPrompt: "co-1", Revision: 1,
	}
	err := w.s.PlanSession(r.Context(), "", planned, by, w.now)
	w.agrees(r, "plans", w.roster.Stands(p) && p.Has(by), err)
	if err == nil {
		w.sessions = append(w.sessions, planned)
	}
}

func (w *talkWorld) agrees(r *rapid.T, what string, may bool, err error) {
	if may && err != nil || !may && !errors.Is(err, pw.ErrNotFound) {
		r.Fatalf("%s: may %v, got %v", what, may, err)
	}
}

func (w *talkWorld) mayChange(u pw.UserID, se pw.Session) bool {
	team, _ := w.roster.Team(se.Team)
	m, _ := team.Member(se.Worker)
	return se.Pair().Has(u) && w.roster.Stands(se.Pair()) && !se.Made.Before(m.SupervisorSince)
}

func (w *talkWorld) change(r *rapid.T) {
	if len(w.sessions) == 0 {
		return
	}
	w.tick()
	i, by := rapid.IntRange(0, len(w.sessions)-1).Draw(r, "session"), rapid.SampledFrom(talkPeople()).Draw(r, "by")
	se := w.sessions[i]
	changed, err := w.s.ChangeSession(r.Context(), "", se.Seen(), by, w.now, func(s *pw.Session) error {
		s.By = by
		return nil
	})
	w.agrees(r, "changes", w.mayChange(by, se), err)
	if err == nil {
		w.sessions[i] = changed
	}
}

func (w *talkWorld) act(r *rapid.T) {
	w.tick()
	p, by := w.anyPair(r), rapid.SampledFrom(talkPeople()).Draw(r, "by")
	a := pw.Action{ID: pw.NewID(), Workspace: w.ws, Pair: p, Author: by, For: pw.WorkerSide, What: "canary", Made: w.now, DeleteOn: w.now.AddDate(0, 0, 90), Revision: 1}
	err := w.s.SaveAction(r.Context(), "", a)
	w.agrees(r, "writes an action", w.roster.Stands(p) && p.Has(by), err)
	if err == nil {
		w.actions = append(w.actions, a)
	}
}

func (w *talkWorld) coWrite(r *rapid.T) {
	if len(w.sessions) == 0 {
		return
	}
	w.tick()
	se, by := rapid.SampledFrom(w.sessions).Draw(r, "session"), rapid.SampledFrom(talkPeople()).Draw(r, "by")
	finish := rapid.Bool().Draw(r, "finish")
	text := se.ID + " by " + string(by)
	c := pw.CoReflection{Session: se.ID, Workspace: w.ws, Author: by, Words: pw.CoWords{Brought: text}, DeleteOn: w.now.AddDate(0, 0, 90)}
	if mine, _, _, err := w.s.CoReflections(r.Context(), w.ws, by, se.ID, w.now); err == nil {
		c.Revision = mine.Revision
	}
	if finish {
		c.Finished = w.now
	}
	err := write(w.s)(r.Context(), "", c, w.now)
	if both := w.done[se.ID]; both[0] && both[1] && w.mayChange(by, se) {
		if !errors.Is(err, pw.ErrChanged) {
			r.Fatalf("written after both had finished: %v", err)
		}
		return
	}
	w.agrees(r, "writes a co-reflection", w.mayChange(by, se), err)
	if err != nil {
		return
	}
	w.wrote[text] = by
	if w.done == nil {
		w.done = map[string][2]bool{}
	}
	both := w.done[se.ID]
	if by == se.Worker {
		both[0] = finish
	} else {
		both[1] = finish
	}
	w.done[se.ID] = both
}

func (w *talkWorld) compare(r *rapid.T) {
	for _, u := range append(talkPeople(), "U09ADM") {
		listed, err := w.s.Sessions(r.Context(), w.ws, u, pw.SessionFilter{Limit: 1000})
		fatal(r, err)
		got := map[string]bool{}
		for _, se := range listed {
			got[se.ID] = true
		}
		for _, se := range w.sessions {
			if may := w.sees(u, se.Pair(), se.Made); got[se.ID] != may {
				r.Fatalf("%s lists %v: %v, may %v", u, se, got[se.ID], may)
			}
			w.compareCo(r, u, se)
		}
		actions, err := w.s.OpenActions(r.Context(), w.ws, u, pw.Pair{}, w.now)
		fatal(r, err)
		clear(got)
		for _, a := range actions {
			got[a.ID] = true
		}
		for _, a := range w.actions {
			if may := w.sees(u, a.Pair, a.Made); got[a.ID] != may {
				r.Fatalf("%s reads the action %v: %v, may %v", u, a, got[a.ID], may)
			}
		}
	}
}

func (w *talkWorld) compareCo(r *rapid.T, u pw.UserID, se pw.Session) {
	mine, theirs, _, err := w.s.CoReflections(r.Context(), w.ws, u, se.ID, w.now)
	w.agrees(r, "reads co-reflections", w.sees(u, se.Pair(), se.Made), err)
	if err != nil {
		return
	}
	if mine.Words.Brought != "" && w.wrote[mine.Words.Brought] != u {
		r.Fatalf("%s has for their own %q", u, mine.Words.Brought)
	}
	both := w.done[se.ID]
	open := both[0] && both[1] && w.mayChange(u, se)
	if read := theirs.Words.Brought != ""; read != open || read && !strings.HasSuffix(theirs.Words.Brought, string(se.Pair().Other(u))) {
		r.Fatalf("%s reads %q of the other's, finished %v, may %v", u, theirs.Words.Brought, both, open)
	}
}
