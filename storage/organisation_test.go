package storage_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// told puts the raw facts of the organisation into its figures, which no product code may do: who, by a number, and
// what.
func told(c pw.OrganisationCounts) pw.OrganisationFigures {
	f := pw.OrganisationFigures{}
	note := func(name string, n int) {
		f.Rows = append(f.Rows, pw.OrganisationFigure{Name: pw.FigureName(name), Number: n})
	}
	note("offered", len(c.Offered))
	note("outside", len(c.OutsideRole))
	for _, s := range c.Sessions {
		note(fmt.Sprintf("session %s %s by one of %d", s.State, s.Why, len(c.Sessions)), 1)
	}
	for _, s := range c.Soon {
		note(fmt.Sprintf("soon %s %q %v", s.Week, s.Answered, s.Passed), 1)
	}
	slices.SortFunc(f.Rows, func(a, b pw.OrganisationFigure) int { return cmp.Compare(a.Name, b.Name) })
	return f
}

func rowsTold(rows map[pw.FigureName]int) pw.OrganisationFigures {
	var f pw.OrganisationFigures
	for name, n := range rows {
		f.Rows = append(f.Rows, pw.OrganisationFigure{Name: name, Number: n})
	}
	slices.SortFunc(f.Rows, func(a, b pw.OrganisationFigure) int { return cmp.Compare(a.Name, b.Name) })
	return f
}

func TestFreezeOrganisation(t *testing.T) {
	after := time.Date(2027, time.January, 6, 9, 0, 0, 0, time.UTC)
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aRoster()
		r.Teams[0].Workers = append(r.Teams[0].Workers, pw.Member{User: jo, Supervisor: ama}) // a line manager who also works
		saveRoster(t, s, r, monday)
		draw := func(name string, now time.Time) (pw.OrganisationFigures, error) {
			return s.FreezeOrganisation(ctx, here, period(t, name), time.UTC, now, told)
		}
		held := mustPlan(t, "2026-11-24T14:00", monday)
		missed := mustPlan(t, "2026-11-25T14:00", monday)
		for _, session := range []pw.Session{held, missed, mustPlan(t, "2026-12-01T14:00", monday), mustPlan(t, "2027-01-05T14:00", monday)} {
			must(t, s.PlanSession(ctx, "", session, ama, monday))
		}
		record := func(session pw.Session, state pw.SessionState, why pw.MissedWhy) {
			t.Helper()
			_, err := s.ChangeSession(ctx, "", session.Seen(), ama, session.At, func(se *pw.Session) error { return se.Record(state, why, ama, session.At) })
			must(t, err)
		}
		record(held, pw.SessionHeld, "")
		record(missed, pw.SessionMissed, pw.MissedIll)
		soon := aSoon(save(t, s, aNote(sharing, coded("X"))).ID)
		must(t, s.SaveSoon(ctx, "", soon))
		if moved, err := s.MoveSoonOn(ctx, soon.MovedOn(lee, monday.Add(4*time.Hour), monday.Add(8*time.Hour)), soon.Passes); !moved || err != nil {
			t.Fatal("the request did not pass on", err)
		}
		_, err := s.AcknowledgeSoon(ctx, "", here, soon.ID, lee, monday.Add(5*time.Hour), nothing)
		must(t, err)
		save(t, s, aNote(sharing, coded("X"), by(jo))) // the line manager of that team
		save(t, s, aNote(coded("X"), by(kim)))         // not shared

		t.Run("is by the quarter", func(t *testing.T) {
			for _, name := range []string{"2026-11", "2026-W47"} {
				if _, err := draw(name, after); err == nil || errors.Is(err, pw.ErrNotEnded) {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
		t.Run("has none before the quarter has ended", func(t *testing.T) {
			if _, err := draw("2026-Q4", period(t, "2026-Q4").End(time.UTC).Add(-time.Second)); !errors.Is(err, pw.ErrNotEnded) {
				t.Errorf("got %v", err)
			}
		})
		want := rowsTold(map[pw.FigureName]int{
			"offered": 1, "outside": 1, "session held  by one of 3": 1, "session missed ill by one of 3": 1,
			"session planned  by one of 3": 1, `soon 2026-W47 "in-time" true`: 1,
		})
		t.Run("counts sessions, wishes to talk and work outside the role", func(t *testing.T) {
			got, err := draw("2026-Q4", after)
			must(t, err)
			if diff := compare.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("stays the same whatever happens afterwards", func(t *testing.T) {
			must(t, s.DeleteAll(ctx, "", here, sam, after))
			got, err := draw("2026-Q4", after.AddDate(0, 1, 0))
			must(t, err)
			if diff := compare.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("is nobody's of those who deleted all", func(t *testing.T) {
			got, err := draw("2027-Q1", after.AddDate(0, 4, 0))
			must(t, err)
			if diff := compare.Diff(rowsTold(map[pw.FigureName]int{"offered": 0, "outside": 0}), got); diff != "" {
				t.Error(diff)
			}
		})
	})
}

func TestARhythmIsAnOffer(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		_, err := s.SetRhythm(t.Context(), "", aRhythm("2026-12-24", 4), ama, monday)
		must(t, err)
		for name, want := range map[string]int{"2026-Q3": 0, "2026-Q4": 1} {
			got, err := s.FreezeOrganisation(t.Context(), here, period(t, name), time.UTC, monday.AddDate(1, 0, 0), told)
			must(t, err)
			if row := got.Rows[0]; row.Number != want {
				t.Errorf("%s: %d offered, want %d", name, row.Number, want)
			}
		}
	})
}

func TestWorkOutsideTheRoleStaysUntilTheOrganisationIsDrawn(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote(sharing, coded("R1", "X"), keptFor(50)))
		later := n.DeleteOn.AddDate(0, 0, 1)
		_, err := s.FreezeFigures(ctx, here, riverside, period(t, "2026-Q4"), time.UTC, later, openly)
		must(t, err)
		for _, want := range []int{1, 0} {
			_, err = s.Expire(ctx, later)
			must(t, err)
			if rows := storage.Rows(ctx, s); rows["shared_themes"] != want {
				t.Errorf("%d shared themes, want %d", rows["shared_themes"], want)
			}
			got, err := s.FreezeOrganisation(ctx, here, period(t, "2026-Q4"), time.UTC, later, told)
			must(t, err)
			if diff := compare.Diff(rowsTold(map[pw.FigureName]int{"offered": 0, "outside": 1}), got); diff != "" {
				t.Error(diff)
			}
		}
	})
}
