package storage_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func groupLine(id string, by pw.UserID, words string) pw.GroupLine {
	return pw.GroupLine{ID: id, Author: by, Team: riverside, Words: words, Added: monday, DeleteOn: monday.AddDate(0, 0, 90)}
}

func wordsOf(lines []pw.GroupLine) []string {
	var words []string
	for _, l := range lines {
		words = append(words, string(l.Author)+": "+l.Words)
	}
	return words
}

func TestGroupLines(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		roster := aRoster() // Sam and Kim work in Riverside, Ama supervises, Jo is the line manager
		saveRoster(t, s, roster, monday.AddDate(0, 0, -7))
		at := monday
		next := func() time.Time { at = at.Add(time.Hour); return at }
		reads := func(viewer pw.UserID, want ...string) {
			t.Helper()
			lines, _, err := s.ReadGroupLines(ctx, here, viewer, riverside, next(), 0, 100)
			must(t, err)
			if diff := compare.Diff(want, wordsOf(lines)); diff != "" {
				t.Errorf("%s reads %s", viewer, diff)
			}
			listed, err := s.GroupLines(ctx, here, viewer, riverside, at)
			must(t, err)
			if len(listed) != len(want) {
				t.Errorf("%s is told of %d", viewer, len(listed))
			}
			for _, l := range listed {
				if l.Words != "" {
					t.Error("a list holds words")
				}
			}
		}
		must(t, s.AddGroupLine(ctx, "add 1", here, groupLine("l1", sam, "Endings.")))
		must(t, s.AddGroupLine(ctx, "", here, groupLine("l2", sam, "Bank holidays.")))
		must(t, s.AddGroupLine(ctx, "", here, groupLine("l3", kim, "Tea.")))
		if err := s.AddGroupLine(ctx, "add 1", here, groupLine("l9", sam, "Endings.")); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("added twice: %v", err)
		}
		t.Run("are their author's alone until shared", func(t *testing.T) {
			reads(sam)
			reads(kim)
			own, err := s.OwnGroupLines(ctx, here, sam, riverside, at)
			must(t, err)
			want := []pw.GroupLine{groupLine("l1", sam, "Endings."), groupLine("l2", sam, "Bank holidays.")}
			if diff := compare.Diff(want, own); diff != "" {
				t.Error(diff)
			}
			if other, err := s.OwnGroupLines(ctx, there, sam, "", at); err != nil || len(other) > 0 {
				t.Errorf("another workspace has %v, %v", other, err)
			}
		})
		t.Run("are shared by their author only, with the name or without it", func(t *testing.T) {
			if err := s.ShareGroupLine(ctx, "", here, kim, "l1", true, "", next()); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			must(t, s.ShareGroupLine(ctx, "", here, sam, "l1", true, "", next()))
			must(t, s.ShareGroupLine(ctx, "", here, kim, "l3", false, "", next()))
			reads(kim, string(sam)+": Endings.", string(kim)+": Tea.")
			reads(sam, string(sam)+": Endings.", ": Tea.")
			reads(ama)
			reads(jo)
			reads(lee)
		})
		t.Run("leave a receipt with each reader, once a day, that their author sees", func(t *testing.T) {
			reads(kim, string(sam)+": Endings.", string(kim)+": Tea.")
			own, err := s.OwnGroupLines(ctx, here, sam, riverside, at)
			must(t, err)
			if got := own[0].Opened; len(got) != 1 || got[0].Viewer != kim || got[0].As != pw.RoleWorker {
				t.Errorf("got %+v", got)
			}
		})
		t.Run("are read by a facilitator from then on", func(t *testing.T) {
			g, err := s.ReviseGroupAgenda(ctx, "", here, riverside, next(), func(g *pw.GroupAgenda) error {
				g.Facilitator, g.Day, g.Questions = ama, "2026-11-26", []string{"group-x"}
				return nil
			})
			must(t, err)
			want := pw.GroupAgenda{Team: riverside, Facilitator: ama, Since: at, Day: "2026-11-26", Questions: []string{"group-x"}, Revision: 1}
			stored, err := s.GroupAgenda(ctx, here, riverside)
			must(t, err)
			if diff := compare.Diff([]pw.GroupAgenda{want, want}, []pw.GroupAgenda{g, stored}); diff != "" {
				t.Error(diff)
			}
			reads(ama)
			if err := s.ShareGroupLine(ctx, "", here, sam, "l2", true, kim, next()); !errors.Is(err, pw.ErrRosterMoved) {
				t.Errorf("shared with one facilitator where another was shown: %v", err)
			}
			must(t, s.ShareGroupLine(ctx, "", here, sam, "l2", true, ama, next()))
			reads(ama, string(sam)+": Bank holidays.")
			reads(jo)
		})
		t.Run("are put in order by the facilitator only", func(t *testing.T) {
			if err := s.MoveGroupLine(ctx, "", here, kim, riverside, "l1", false, next()); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			_, err := s.ReviseGroupAgenda(ctx, "", here, riverside, next(), func(g *pw.GroupAgenda) error { g.Facilitator = kim; return nil })
			must(t, err)
			must(t, s.MoveGroupLine(ctx, "", here, kim, riverside, "l2", true, next()))
			must(t, s.MoveGroupLine(ctx, "", here, kim, riverside, "l1", true, next())) // at its end it stays
			reads(kim, string(sam)+": Endings.", string(sam)+": Bank holidays.", string(kim)+": Tea.")
		})
		t.Run("are gone from everybody but their author when talked about or taken back", func(t *testing.T) {
			if err := s.DiscussGroupLine(ctx, "", here, ama, riverside, "l1", next()); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			must(t, s.DiscussGroupLine(ctx, "", here, kim, riverside, "l1", next()))
			own, err := s.OwnGroupLines(ctx, here, sam, riverside, at)
			must(t, err)
			if l := own[0]; !l.Discussed.Equal(at) || !l.DeleteOn.Equal(at.AddDate(0, 0, pw.DiscussedRetentionDays)) || !l.Shared.IsZero() {
				t.Errorf("got %+v", l)
			}
			must(t, s.TakeBackGroupLine(ctx, "", here, sam, "l2", next()))
			if err := s.ShareGroupLine(ctx, "", here, sam, "l1", true, kim, next()); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("shared after it was talked about: %v", err)
			}
			reads(kim, string(kim)+": Tea.")
		})
		t.Run("stay with their readers when the roster is saved anew, and not with a new worker or a manager", func(t *testing.T) {
			roster.Teams[0].Workers = append(roster.Teams[0].Workers, pw.Member{User: lee})
			saveRoster(t, s, roster, next())
			reads(lee)
			reads(sam, ": Tea.")
			roster.Teams[0].LineManagers = append(roster.Teams[0].LineManagers, pw.Held{User: sam})
			saveRoster(t, s, roster, next())
			reads(sam)
		})
		t.Run("go after their time, sooner where their author wants, and with everything else of theirs", func(t *testing.T) {
			count := func(of pw.UserID, at time.Time) int {
				lines, err := s.OwnGroupLines(ctx, here, of, "", at)
				must(t, err)
				return len(lines)
			}
			_, err := s.KeepAtMost(ctx, "", here, kim, 10, next())
			must(t, err)
			late := monday.AddDate(0, 0, 11)
			if got := count(kim, late); got != 0 {
				t.Errorf("%d of Kim's", got)
			}
			_, err = s.Expire(ctx, late)
			must(t, err)
			if got := count(kim, monday); got != 0 {
				t.Errorf("%d rows of Kim's stay", got)
			}
			must(t, s.DeleteGroupLine(ctx, "", here, sam, "l2", next()))
			if err := s.DeleteGroupLine(ctx, "", here, sam, "l2", next()); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			must(t, s.DeleteAll(ctx, "", here, sam, late))
			must(t, s.DeleteAll(ctx, "", here, kim, late))
			g, err := s.GroupAgenda(ctx, here, riverside)
			must(t, err)
			if got := count(sam, monday); got != 0 || g.Facilitator != "" {
				t.Errorf("%d of Sam's, %q facilitates", got, g.Facilitator)
			}
		})
	})
}

// TestNobodyComesIntoAGroupBetween shares lines, each a minute later, while workers come and another facilitates, over and
// over and by a clock that stands: nobody may read a line that was shared before they came.
func TestNobodyComesIntoAGroupBetween(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		roster := aRoster()
		const rounds, authors = 25, 4
		facilitator := func(round int) pw.UserID { return pw.UserID(fmt.Sprint("S", round)) } // never the same again: an author may be slow
		for i := range rounds {
			roster.Teams[0].Workers = append(roster.Teams[0].Workers, pw.Member{User: pw.UserID(fmt.Sprint("P", i)), Supervisor: facilitator(i)})
		}
		members := slices.Clip(roster.Teams[0].Workers)
		saveRoster(t, s, roster, monday)
		var minutes atomic.Int64
		clock := func() time.Time { return monday.Add(time.Duration(minutes.Add(1)) * time.Minute) }
		var busy sync.WaitGroup
		defer busy.Wait()
		stop := make(chan struct{})
		defer close(stop)
		for range authors {
			busy.Go(func() {
				for {
					select {
					case <-stop:
						return
					default:
						shareWithGroup(t, s, clock())
					}
				}
			})
		}
		read := 0
		for i := range rounds {
			next := facilitator(i)
			_, err := s.ReviseGroupAgenda(ctx, "", here, riverside, monday, func(g *pw.GroupAgenda) error {
				g.Facilitator, g.Day = next, fmt.Sprint(i)
				return nil
			})
			must(t, err)
			comes := pw.UserID(fmt.Sprint("W", i))
			roster.Teams[0].Workers = append(members, pw.Member{User: comes})
			must(t, s.SaveRoster(ctx, here, -1, roster, "U09ADM", monday))
			shareWithGroup(t, s, clock())
			for _, viewer := range []pw.UserID{next, comes} {
				lines, err := s.GroupLines(ctx, here, viewer, riverside, monday)
				must(t, err)
				for _, l := range lines {
					read++
					if saw, _, _ := strings.Cut(l.ID, "-"); viewer == next && saw != fmt.Sprint(i) {
						t.Errorf("who facilitates in round %d reads what was shared in round %s", i, saw)
					}
				}
			}
		}
		if read == 0 {
			t.Error("nothing was shared: the test proves nothing")
		}
	})
}

// shareWithGroup adds a line and shares it with whoever is said to facilitate at that moment; the round of that moment
// stands in its id.
func shareWithGroup(t *testing.T, s *storage.Store, now time.Time) {
	ctx := t.Context()
	g, err := s.GroupAgenda(ctx, here, riverside)
	if err != nil {
		t.Error(err)
		return
	}
	id := g.Day + "-" + pw.NewID()
	if err := s.AddGroupLine(ctx, "", here, groupLine(id, sam, "Endings.")); err != nil {
		t.Error(err)
		return
	}
	err = s.ShareGroupLine(ctx, "", here, sam, id, true, g.Facilitator, now)
	if err != nil && !errors.Is(err, pw.ErrRosterMoved) {
		t.Error(err)
	}
}

func TestWhoComesIntoAGroupNeverReadsWhatWasSharedBefore(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		roster := aRoster()
		saveRoster(t, s, roster, monday.AddDate(0, 0, -1))
		facilitates := func(u pw.UserID) {
			_, err := s.ReviseGroupAgenda(ctx, "", here, riverside, monday, func(g *pw.GroupAgenda) error { g.Facilitator = u; return nil })
			must(t, err)
		}
		reads := func(viewer pw.UserID, want int) {
			t.Helper()
			lines, err := s.GroupLines(ctx, here, viewer, riverside, monday)
			must(t, err)
			if len(lines) != want {
				t.Errorf("%s reads %d, want %d", viewer, len(lines), want)
			}
		}
		share := func(id string, shown pw.UserID) {
			must(t, s.AddGroupLine(ctx, "", here, groupLine(id, sam, "Endings.")))
			must(t, s.ShareGroupLine(ctx, "", here, sam, id, true, shown, monday.Add(time.Minute)))
		}
		share("l1", "") // kept after the request to facilitate arrived, and before it was carried out
		facilitates(ama)
		reads(ama, 0)
		share("l2", ama)
		reads(ama, 1)
		saveRoster(t, s, supervisedBy(lee), monday.Add(2*time.Minute)) // Ama leaves
		share("l3", "")
		reads(ama, 0)
		saveRoster(t, s, roster, monday.Add(3*time.Minute)) // and comes back
		reads(ama, 0)
	})
}
