package storage_test

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	pw "handrail/peerwork"
	"handrail/storage"
)

// openly puts the raw counts into figures, which no product code may do, so that a test sees what was counted.
func openly(c pw.Counts) pw.Figures {
	f := pw.Figures{SharedNotes: c.SharedNotes}
	for _, theme := range pw.Themes() {
		f.Themes = append(f.Themes, pw.ThemeFigure{Theme: theme, Shared: c.Themes[theme] > 0, People: c.Themes[theme]})
	}
	return f
}

func counted(relationship, roleModelling, engagement, notes int) pw.Figures {
	return openly(pw.Counts{SharedNotes: notes, Themes: map[pw.Theme]int{
		pw.Relationship: relationship, pw.RoleModelling: roleModelling, pw.Engagement: engagement,
	}})
}

func period(t testing.TB, name string) pw.Period {
	t.Helper()
	p, err := pw.ParsePeriod(name)
	must(t, err)
	return p
}

func TestFreezeFigures(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	must(t, err)
	after := monday.AddDate(0, 0, 14)
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aRoster()
		r.Teams[0].Workers = append(r.Teams[0].Workers, pw.Member{User: jo}) // a line manager who also writes
		saveRoster(t, s, r, monday)
		shared := save(t, s, aNote(sharing, coded("R1", "R2", "X"), readBy(pw.SupervisorAndManager)))
		save(t, s, aNote(sharing, coded("R3", "M1")))                                          // the same person again
		save(t, s, aNote(sharing, coded("R1"), by(kim)))                                       // another one
		save(t, s, aNote(sharing, coded("R1", "E1"), by(jo), readBy(pw.SupervisorAndManager))) // the line manager
		save(t, s, aNote(coded("E2"), by(lee), readBy(pw.SupervisorAndManager)))               // themes not shared
		save(t, s, aNote(sharing, coded("E3"), inTeam(hillside)))
		save(t, s, aNote(sharing, coded("E4"), madeAt(monday.AddDate(0, 0, 7))))
		draw := func(s *storage.Store, name string, now time.Time) (pw.Figures, error) {
			return s.FreezeFigures(ctx, here, riverside, period(t, name), london, now, openly)
		}

		t.Run("has none before the period has ended there", func(t *testing.T) {
			end := time.Date(2026, time.November, 23, 0, 0, 0, 0, london)
			if _, err := draw(s, "2026-W47", end.Add(-time.Millisecond)); !errors.Is(err, pw.ErrNotEnded) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("counts distinct people who shared, without the line manager", func(t *testing.T) {
			got, err := draw(s, "2026-W47", after)
			must(t, err)
			if diff := cmp.Diff(counted(2, 1, 0, 1), got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("counts who wrote the notes to read", func(t *testing.T) {
			save(t, s, aNote(sharing, coded("E4"), readBy(pw.SupervisorAndManager), madeAt(monday.AddDate(0, 0, 7)), by(kim)))
			save(t, s, aNote(sharing, coded("E4"), readBy(pw.SupervisorAndManager), madeAt(monday.AddDate(0, 0, 7)), by(kim)))
			_, err := s.FreezeFigures(ctx, here, riverside, period(t, "2026-W48"), london, after, func(c pw.Counts) pw.Figures {
				if c.SharedNotes != 2 || c.SharedBy != 1 {
					t.Errorf("%d notes by %d", c.SharedNotes, c.SharedBy)
				}
				return pw.Figures{}
			})
			must(t, err)
		})
		t.Run("stays the same whatever happens afterwards", func(t *testing.T) {
			must(t, s.DeleteNote(ctx, "", here, sam, shared.ID, after))
			must(t, s.DeleteAll(ctx, "", here, kim, after))
			got, err := draw(s, "2026-W47", after)
			must(t, err)
			if diff := cmp.Diff(counted(2, 1, 0, 1), got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("counts every week of a longer period", func(t *testing.T) {
			got, err := draw(s, "2026-11", monday.AddDate(0, 1, 0))
			must(t, err)
			if diff := cmp.Diff(counted(1, 1, 1, 0), got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("is empty, and frozen, for a team that is not known", func(t *testing.T) {
			got, err := s.FreezeFigures(ctx, there, riverside, period(t, "2026-W47"), london, after, openly)
			must(t, err)
			if diff := cmp.Diff(counted(0, 0, 0, 0), got); diff != "" {
				t.Error(diff)
			}
		})
	})
}

// TestAMonthCountsWhomItsWeeksCounted has somebody become a line manager after a week was drawn: a month that left them
// out would tell, less that week, what they had shared.
func TestAMonthCountsWhomItsWeeksCounted(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		r := saveRoster(t, s, aRoster(), monday.AddDate(0, -1, 0))
		for week := range 3 { // W47 to W49: Sam shares, and Kim does
			at := monday.AddDate(0, 0, 7*week)
			save(t, s, aNote(sharing, coded("R1"), madeAt(at)))
			save(t, s, aNote(sharing, coded("M1"), by(kim), madeAt(at)))
		}
		draw := func(name string) pw.Figures {
			f, err := s.FreezeFigures(t.Context(), here, riverside, period(t, name), time.UTC, monday.AddDate(1, 0, 0), openly)
			must(t, err)
			return f
		}
		if diff := cmp.Diff(counted(1, 1, 0, 0), draw("2026-W47")); diff != "" {
			t.Error(diff)
		}
		r.Teams[0].LineManagers = append(r.Teams[0].LineManagers, pw.Held{User: sam})
		saveRoster(t, s, r, monday.AddDate(0, 0, 16)) // on the Wednesday of W49
		for name, want := range map[string]pw.Figures{
			"2026-11":  counted(1, 1, 0, 0), // W45 to W48
			"2026-W48": counted(1, 1, 0, 0),
			"2026-W49": counted(0, 1, 0, 0),
			"2026-12":  counted(0, 1, 0, 0),
			"2026-Q4":  counted(1, 1, 0, 0),
		} {
			if diff := cmp.Diff(want, draw(name)); diff != "" {
				t.Error(name, diff)
			}
		}
	})
}

func TestSubThemesAreCountedByTheMonth(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		save(t, s, aNote(sharing, coded("R1", "R2", "X")))
		save(t, s, aNote(sharing, coded("R2", "E4")))
		save(t, s, aNote(sharing, coded("R2"), by(kim)))
		save(t, s, aNote(sharing, coded("R2"), by(jo))) // the line manager
		save(t, s, aNote(coded("M1"), by(lee)))         // not shared
		for name, want := range map[string]map[pw.Code]int{
			"2026-W47": {}, "2026-11": {"R1": 1, "R2": 2, "E4": 1}, "2026-Q4": {"R1": 1, "R2": 2, "E4": 1}, "2026-10": {},
		} {
			_, err := s.FreezeFigures(t.Context(), here, riverside, period(t, name), time.UTC, monday.AddDate(1, 0, 0), func(c pw.Counts) pw.Figures {
				if diff := cmp.Diff(want, c.SubThemes); diff != "" {
					t.Error(name, diff)
				}
				return pw.Figures{}
			})
			must(t, err)
		}
	})
}

func TestFirstDrawingsAtTheSameMomentAgree(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		stores := []*storage.Store{p.open(t), p.open(t)}
		drawn := make([]pw.Figures, 16)
		var all sync.WaitGroup
		for i := range drawn {
			all.Go(func() {
				var err error
				drawn[i], err = stores[i%2].FreezeFigures(t.Context(), here, riverside, period(t, "2026-W40"), time.UTC, monday,
					func(pw.Counts) pw.Figures { return pw.Figures{K: i + 1} })
				if err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		for _, f := range drawn {
			if f.K != drawn[0].K || f.K == 0 {
				t.Fatalf("drawn differently: %v", drawn)
			}
		}
	})
}

// TestWhatIsNotSharedChangesNoByte writes the same notes in two workspaces, one of which holds further notes
// whose themes are not shared. Whatever those are, what is frozen is the same.
func TestWhatIsNotSharedChangesNoByte(t *testing.T) {
	people := []pw.UserID{sam, kim, lee, jo}
	codes := []pw.Code{"R1", "M2", "E3", "X"}
	random := func(r *rapid.T) pw.Note {
		n := aNote(by(rapid.SampledFrom(people).Draw(r, "author")), coded(rapid.SliceOfDistinct(rapid.SampledFrom(codes), rapid.ID).Draw(r, "codes")...))
		n.SetReaders(pw.Readers(rapid.IntRange(0, 2).Draw(r, "readers")), monday)
		return n
	}
	each(t, func(t *testing.T, s *storage.Store) {
		rapid.Check(t, func(r *rapid.T) {
			one, other := pw.WorkspaceID("T"+pw.NewID()), pw.WorkspaceID("T"+pw.NewID())
			for _, ws := range []pw.WorkspaceID{one, other} {
				fatal(r, s.SaveRoster(r.Context(), ws, -1, aRoster(), "U9", monday))
			}
			for range rapid.IntRange(0, 6).Draw(r, "notes") {
				n := random(r)
				n.ShareThemes = rapid.Bool().Draw(r, "shared")
				n.Workspace = other
				_, err := s.SaveNote(r.Context(), "", byRoster(r.Context(), s, n))
				fatal(r, err)
				if !n.ShareThemes {
					fatal(r, takenBack(s, r, n))
					continue
				}
				n.Workspace = one
				_, err = s.SaveNote(r.Context(), "", byRoster(r.Context(), s, n))
				fatal(r, err)
			}
			draw := func(ws pw.WorkspaceID) pw.Figures {
				f, err := s.FreezeFigures(r.Context(), ws, riverside, pw.WeekOf(monday, time.UTC), time.UTC, monday.AddDate(0, 0, 7), openly)
				fatal(r, err)
				return f
			}
			if diff := cmp.Diff(draw(one), draw(other)); diff != "" {
				r.Fatal(diff)
			}
		})
	})
}

// takenBack shares the note's themes for a moment.
func takenBack(s *storage.Store, r *rapid.T, n pw.Note) error {
	stands := revision(r.Context(), s, n.Workspace)
	for _, share := range []bool{true, false} {
		_, err := s.ReviseNote(r.Context(), "", n.Workspace, n.Author, n.ID, monday, func(n *pw.Note) error {
			n.ShareThemes, n.Roster = share, stands
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}
