package storage_test

import (
	"errors"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

var samAndAma = pw.Pair{Team: riverside, Worker: sam, Supervisor: ama}

// aSession is one of Sam and Ama's, planned on that Monday for the Thursday of the week after.
func aSession(t testing.TB, local string) pw.Session {
	t.Helper()
	s, err := samAndAma.Plan(here, local, "Europe/London", monday)
	must(t, err)
	return s
}

func plan(t testing.TB, s *storage.Store, local string) pw.Session {
	t.Helper()
	planned := aSession(t, local)
	must(t, s.PlanSession(t.Context(), "", planned, ama, monday))
	return planned
}

func TestSessions(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		planned := aSession(t, "2026-11-26T14:00")
		t.Run("come back whole to both sides, though the worker never wrote", func(t *testing.T) {
			must(t, s.PlanSession(ctx, "press 1", planned, ama, monday))
			for _, side := range []pw.UserID{sam, ama} {
				got, err := s.Session(ctx, here, side, planned.ID)
				must(t, err)
				if diff := compare.Diff(planned, got); diff != "" {
					t.Error(diff)
				}
				list, err := s.Sessions(ctx, here, side, pw.SessionFilter{})
				must(t, err)
				if diff := compare.Diff([]pw.Session{planned}, list); diff != "" {
					t.Error(diff)
				}
			}
			next, err := s.NextSession(ctx, here, samAndAma, monday)
			must(t, err)
			between, err := s.SessionsBetween(ctx, "", monday, planned.At.Add(time.Millisecond))
			must(t, err)
			if diff := compare.Diff([]pw.Session{next}, between); diff != "" || next.ID != planned.ID {
				t.Error(diff)
			}
		})
		t.Run("are planned once for one request", func(t *testing.T) {
			if err := s.PlanSession(ctx, "press 1", aSession(t, "2026-11-27T14:00"), ama, monday); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("are nobody else's, nor another workspace's", func(t *testing.T) {
			for _, u := range []pw.UserID{jo, kim, lee, "U09ADM", ""} {
				if _, err := s.Session(ctx, here, u, planned.ID); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s reads it: %v", u, err)
				}
				if list, err := s.Sessions(ctx, here, u, pw.SessionFilter{}); err != nil || len(list) > 0 {
					t.Errorf("%s lists %v, %v", u, list, err)
				}
				if err := s.PlanSession(ctx, "", aSession(t, "2026-11-27T14:00"), u, monday); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s plans: %v", u, err)
				}
				if _, err := s.ChangeSession(ctx, "", planned.Seen(), u, monday, func(*pw.Session) error { return nil }); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s changes it: %v", u, err)
				}
			}
			if _, err := s.Session(ctx, there, sam, planned.ID); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("another workspace: %v", err)
			}
		})
		t.Run("tell whoever comes second that they changed", func(t *testing.T) {
			move := func(se *pw.Session) error { return se.Move("2026-11-27T10:00", monday) }
			moved, err := s.ChangeSession(ctx, "", planned.Seen(), ama, monday, move)
			must(t, err)
			if moved.Revision != 2 || moved.Was != "2026-11-26T14:00" {
				t.Errorf("got %+v", moved)
			}
			if _, err := s.ChangeSession(ctx, "", planned.Seen(), sam, monday, move); !errors.Is(err, pw.ErrChanged) {
				t.Errorf("got %v", err)
			}
			got, err := s.Session(ctx, here, sam, planned.ID)
			must(t, err)
			if diff := compare.Diff(moved, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("stay the worker's when the supervisor goes, and are no longer that supervisor's nor the next one's", func(t *testing.T) {
			r := aRoster()
			r.Teams[0].Workers[0].Supervisor = jo
			saveRoster(t, s, r, monday.Add(time.Hour))
			for u, want := range map[pw.UserID]int{sam: 1, ama: 0, jo: 0} {
				if list, err := s.Sessions(ctx, here, u, pw.SessionFilter{}); err != nil || len(list) != want {
					t.Errorf("%s lists %v, %v", u, list, err)
				}
			}
			if _, err := s.NextSession(ctx, here, samAndAma, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("it is still the next one: %v", err)
			}
			orphaned, err := s.OrphanedSessions(ctx, monday)
			must(t, err)
			if len(orphaned) != 1 || orphaned[0].ID != planned.ID {
				t.Fatalf("got %v", orphaned)
			}
			told := pw.Delivery{Workspace: here, Kind: "told", Recipient: string(sam), Due: monday}
			for i, want := range []bool{true, false} {
				if ended, err := s.EndSession(ctx, orphaned[0], told); err != nil || ended != want {
					t.Errorf("time %d: %v, %v", i, ended, err)
				}
			}
			out, err := s.ClaimDeliveries(ctx, monday, monday, monday, 9)
			must(t, err)
			if len(out) != 1 {
				t.Errorf("told %d times", len(out))
			}
			saveRoster(t, s, aRoster(), monday.Add(2*time.Hour))
			if list, err := s.Sessions(ctx, here, ama, pw.SessionFilter{}); err != nil || len(list) > 0 {
				t.Errorf("back again, Ama sees what was before: %v, %v", list, err)
			}
		})
		t.Run("go with everything of their worker", func(t *testing.T) {
			must(t, s.PlanSession(ctx, "", mustPlan(t, "2026-11-26T14:00", monday.Add(3*time.Hour)), sam, monday))
			must(t, s.DeleteAll(ctx, "", here, sam, monday))
			for _, u := range []pw.UserID{sam, ama} {
				if list, err := s.Sessions(ctx, here, u, pw.SessionFilter{}); err != nil || len(list) > 0 {
					t.Errorf("%s still lists %v, %v", u, list, err)
				}
			}
		})
	})
}

func mustPlan(t testing.TB, local string, now time.Time) pw.Session {
	t.Helper()
	planned, err := samAndAma.Plan(here, local, "Europe/London", now)
	must(t, err)
	return planned
}

func TestOfTwoWhoRecordAtOnceOneIsTold(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		planned := plan(t, s, "2026-11-26T14:00")
		var done, told atomic.Int32
		var both sync.WaitGroup
		for i := range 8 {
			both.Go(func() {
				by := []pw.UserID{sam, ama}[i%2]
				_, err := s.ChangeSession(t.Context(), "", planned.Seen(), by, planned.At, func(se *pw.Session) error {
					return se.Record(pw.SessionHeld, "", by, planned.At)
				})
				switch {
				case err == nil:
					done.Add(1)
				case errors.Is(err, pw.ErrChanged):
					told.Add(1)
				default:
					t.Error(err)
				}
			})
		}
		both.Wait()
		if done.Load() != 1 || told.Load() != 7 {
			t.Errorf("%d recorded it, %d were told", done.Load(), told.Load())
		}
	})
}

func aRhythm(first string, weeks int) pw.SessionRhythm {
	return pw.SessionRhythm{Workspace: here, Pair: samAndAma, Weeks: weeks, First: first, Clock: "14:00", Timezone: "Europe/London"}
}

func TestRhythms(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		coming := func(now time.Time) []string {
			t.Helper()
			list, err := s.Sessions(ctx, here, ama, pw.SessionFilter{From: now, State: pw.SessionPlanned})
			must(t, err)
			var locals []string
			for _, se := range list {
				locals = append(locals, se.Local)
			}
			return locals
		}
		expect := func(now time.Time, want ...string) {
			t.Helper()
			if diff := compare.Diff(want, coming(now)); diff != "" {
				t.Error(diff)
			}
		}
		t.Run("plan the next session when they are set, and only for the pair", func(t *testing.T) {
			if _, err := s.SetRhythm(ctx, "", aRhythm("2026-11-26", 4), jo, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("Jo sets it: %v", err)
			}
			_, err := s.SetRhythm(ctx, "", aRhythm("2026-11-26", 4), sam, monday)
			must(t, err)
			expect(monday, "2026-11-26T14:00")
			got, err := s.Rhythm(ctx, here, samAndAma, ama)
			want := aRhythm("2026-11-26", 4)
			want.Revision = 1
			if diff := compare.Diff(want, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
			if _, err := s.Rhythm(ctx, here, samAndAma, jo); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("Jo reads it: %v", err)
			}
		})
		t.Run("tell whoever sets them second", func(t *testing.T) {
			if _, err := s.SetRhythm(ctx, "", aRhythm("2026-12-03", 2), ama, monday); !errors.Is(err, pw.ErrChanged) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("give the session they had planned its new time, and leave one that somebody planned", func(t *testing.T) {
			plan(t, s, "2026-11-27T09:00")
			changed := aRhythm("2026-12-03", 2)
			changed.Revision = 1
			_, err := s.SetRhythm(ctx, "", changed, ama, monday)
			must(t, err)
			expect(monday, "2026-11-27T09:00", "2026-12-03T14:00")
		})
		t.Run("plan one session after the last has passed, however many plan at once", func(t *testing.T) {
			after := time.Date(2026, time.December, 3, 15, 0, 0, 0, time.UTC)
			due, err := s.RhythmsToPlan(ctx, after)
			must(t, err)
			if len(due) != 1 {
				t.Fatalf("got %v", due)
			}
			var all sync.WaitGroup
			for range 6 {
				all.Go(func() {
					if err := s.PlanNext(ctx, here, samAndAma, after); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			expect(after, "2026-12-17T14:00")
			if due, err := s.RhythmsToPlan(ctx, after); err != nil || len(due) > 0 {
				t.Errorf("still to plan: %v, %v", due, err)
			}
		})
		t.Run("plan the next when one is recorded before its day", func(t *testing.T) {
			before := time.Date(2026, time.December, 10, 15, 0, 0, 0, time.UTC)
			list, err := s.Sessions(ctx, here, sam, pw.SessionFilter{From: before})
			must(t, err)
			_, err = s.ChangeSession(ctx, "", list[0].Seen(), sam, before, func(se *pw.Session) error {
				return se.Record(pw.SessionMissed, pw.MissedLeave, sam, before)
			})
			must(t, err)
			expect(before, "2026-12-31T14:00")
		})
		t.Run("are dropped, and what is planned stays", func(t *testing.T) {
			must(t, s.DropRhythm(ctx, "", here, samAndAma, sam, monday))
			if _, err := s.Rhythm(ctx, here, samAndAma, sam); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			if len(coming(monday)) == 0 {
				t.Error("the sessions went")
			}
		})
	})
}
