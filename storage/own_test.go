package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestARequestIsRecordedOnce(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		must(t, s.Once(t.Context(), "copy 1", here, monday))
		must(t, s.Once(t.Context(), "copy 2", here, monday))
		if err := s.Once(t.Context(), "copy 1", here, monday); !errors.Is(err, pw.ErrDuplicate) {
			t.Errorf("the same again: %v", err)
		}
	})
}

func TestNoteDatesAreOnlyOnesOwn(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		mine := save(t, s, aNote(keptFor(20)))
		save(t, s, aNote(by(lee)))
		got, err := s.NoteDates(t.Context(), here, sam)
		must(t, err)
		want := map[pw.NoteID]pw.Dates{mine.ID: {Created: mine.Created, DeleteOn: mine.DeleteOn}}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSharedThemesOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		gone := save(t, s, aNote(sharing, coded("R1"), keptFor(7)))
		stays := save(t, s, aNote(sharing, coded("E1", "M2"), keptFor(30)))
		save(t, s, aNote(coded("X")))
		save(t, s, aNote(by(lee), sharing, coded("R3")))
		_, err := s.Expire(t.Context(), gone.DeleteOn)
		must(t, err)
		got, err := s.SharedThemes(t.Context(), here, sam)
		must(t, err)
		want := []pw.SharedTheme{
			{Note: stays.ID, Team: stays.Team, Week: stays.Week, Code: "E1"},
			{Note: stays.ID, Team: stays.Team, Week: stays.Week, Code: "M2"},
			{Team: gone.Team, Week: gone.Week, Code: "R1"},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSoonRequestsOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote())
		mine := pw.SoonRequest{ID: "s1", Workspace: here, Note: n.ID, Worker: sam, Supervisor: ama, Asked: monday}
		must(t, s.SaveSoon(t.Context(), "1", mine))
		must(t, s.SaveSoon(t.Context(), "2", pw.SoonRequest{ID: "s2", Workspace: here, Worker: lee, Supervisor: ama, Asked: monday}))
		_, err := s.AcknowledgeSoon(t.Context(), "3", here, "s1", ama, monday.Add(time.Hour), nothing)
		must(t, err)
		mine.Acknowledged, mine.AcknowledgedBy = monday.Add(time.Hour), ama
		got, err := s.SoonRequests(t.Context(), here, sam)
		must(t, err)
		if diff := cmp.Diff([]pw.SoonRequest{mine}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestKeepAtMost(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		old := save(t, s, aNote(madeAt(monday.AddDate(0, 0, -20)), keptFor(90), sharing, coded("R1")))
		sooner := save(t, s, aNote(keptFor(90)))
		short := save(t, s, aNote(keptFor(7)))
		other := save(t, s, aNote(by(lee), madeAt(monday.AddDate(0, 0, -20)), keptFor(90)))
		gone, err := s.KeepAtMost(ctx, "shorter", here, sam, 14, monday)
		must(t, err)
		if gone != 1 {
			t.Errorf("%d notes went at once, want 1", gone)
		}
		for name, c := range map[string]struct {
			author pw.UserID
			want   map[pw.NoteID]pw.Dates
		}{
			"brings the day forward, never back": {sam, map[pw.NoteID]pw.Dates{
				sooner.ID: {Created: monday, DeleteOn: monday.AddDate(0, 0, 14)},
				short.ID:  {Created: monday, DeleteOn: short.DeleteOn},
			}},
			"leaves others' notes alone": {lee, map[pw.NoteID]pw.Dates{other.ID: {Created: other.Created, DeleteOn: other.DeleteOn}}},
		} {
			t.Run(name, func(t *testing.T) {
				got, err := s.NoteDates(ctx, here, c.author)
				must(t, err)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
		t.Run("keeps what the note that went had shared, as expiry does", func(t *testing.T) {
			themes, err := s.SharedThemes(ctx, here, sam)
			must(t, err)
			if diff := cmp.Diff([]pw.SharedTheme{{Team: old.Team, Week: old.Week, Code: "R1"}}, themes); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("does the same thing delivered again once", func(t *testing.T) {
			if _, err := s.KeepAtMost(ctx, "shorter", here, sam, 7, monday); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestExpiring(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		mine := save(t, s, aNote(keptFor(7)))
		theirs := save(t, s, aNote(by(lee), keptFor(8)))
		save(t, s, aNote(keptFor(9)))
		until := monday.AddDate(0, 0, 9)
		everybody := []pw.Expiry{{Workspace: here, Author: sam, On: mine.DeleteOn}, {Workspace: here, Author: lee, On: theirs.DeleteOn}}
		for name, c := range map[string]struct {
			author pw.UserID
			want   []pw.Expiry
		}{
			"of everybody, before the end":  {"", everybody},
			"of one person":                 {lee, everybody[1:]},
			"of somebody who wrote nothing": {kim, nil},
		} {
			t.Run(name, func(t *testing.T) {
				got, err := s.Expiring(t.Context(), here, c.author, monday, until)
				must(t, err)
				if diff := cmp.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

func TestDeleteAllTakesTheReminderOfIt(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday)
		save(t, s, aNote())
		remind := func(u pw.UserID) pw.Delivery {
			return pw.Delivery{Workspace: here, Kind: pw.DeliverExpiryReminder, Recipient: string(u), Schedule: string(pw.DeliverExpiryReminder), Nominal: "2026-W48", Due: monday}
		}
		must(t, s.Enqueue(t.Context(), remind(sam), remind(lee), remind(sam)))
		must(t, s.DeleteAll(t.Context(), "all", here, sam, monday))
		left, err := s.ClaimDeliveries(t.Context(), monday, monday.Add(time.Hour), monday, 10)
		must(t, err)
		if len(left) != 1 || left[0].Recipient != string(lee) {
			t.Errorf("left %+v", left)
		}
	})
}
