package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// heldSince is aRoster as it reads back when it was saved at an instant.
func heldSince(since time.Time, revision int) pw.Roster {
	r := aRoster()
	r.Revision = revision
	team := &r.Teams[0]
	team.LineManagers[0].Since, team.Deputies[0].Since = since, since
	for i := range team.Workers {
		team.Workers[i].Since = since
	}
	team.Workers[0].SupervisorSince = since
	team.Schedules[0].Team, team.Schedules[1].Team = riverside, riverside
	team.Schedules[0].Timezone = "Europe/London"
	return r
}

func TestRoster(t *testing.T) {
	later := monday.AddDate(0, 0, 7)
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		t.Run("an unknown workspace has nobody", func(t *testing.T) {
			got, err := s.Roster(ctx, there)
			must(t, err)
			if diff := cmp.Diff(pw.Roster{K: 5}, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("reads back what was saved", func(t *testing.T) {
			if diff := cmp.Diff(heldSince(monday, 1), saveRoster(t, s, aRoster(), monday)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("may be changed by its reader without harm", func(t *testing.T) {
			mine, err := s.Roster(ctx, here)
			must(t, err)
			mine.Teams[0].Workers[0].User, mine.Teams[0].LineManagers[0].User, mine.Admins[0] = "U0X", "U0X", "U0X"
			again, err := s.Roster(ctx, here)
			must(t, err)
			if diff := cmp.Diff(heldSince(monday, 1), again); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("refuses a stale revision", func(t *testing.T) {
			if err := s.SaveRoster(ctx, here, 0, aRoster(), "U09ADM", later); !errors.Is(err, pw.ErrChanged) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("keeps since when people have held what they keep", func(t *testing.T) {
			due := later.AddDate(0, 0, 1)
			must(t, s.PlaceSchedule(ctx, here, riverside, "monday-question", due))
			must(t, s.PlaceSchedule(ctx, here, riverside, "weekly-digest", due))
			r := aRoster()
			team := &r.Teams[0]
			team.LineManagers = append(team.LineManagers, pw.Held{User: kim})
			team.Workers[0].Supervisor = lee
			team.Schedules[1].Cron = "0 8 * * MON"
			want := heldSince(monday, 2)
			want.Teams[0].LineManagers = append(want.Teams[0].LineManagers, pw.Held{User: kim, Since: later})
			want.Teams[0].Workers[0].Supervisor, want.Teams[0].Workers[0].SupervisorSince = lee, later
			want.Teams[0].Schedules[0].Due = due
			want.Teams[0].Schedules[1].Cron = "0 8 * * MON"
			if diff := cmp.Diff(want, saveRoster(t, s, r, later)); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("never goes below the least k", func(t *testing.T) {
			r := aRoster()
			r.K = 2
			if got := saveRoster(t, s, r, later); got.K != pw.MinimumK {
				t.Errorf("k is %d", got.K)
			}
		})
		t.Run("forgets who left, and starts anew for who comes back", func(t *testing.T) {
			saveRoster(t, s, pw.Roster{}, later)
			got := saveRoster(t, s, aRoster(), later.AddDate(0, 0, 1))
			if since := got.Teams[0].LineManagers[0].Since; !since.Equal(later.AddDate(0, 0, 1)) {
				t.Errorf("since %v", since)
			}
		})
	})
}

func TestAReplicaSeesWhatAnotherChanged(t *testing.T) {
	onBoth(t, func(t *testing.T, p place) {
		one, other := p.open(t), p.open(t)
		saveRoster(t, one, aRoster(), monday)
		_, err := other.Roster(t.Context(), here)
		must(t, err)
		must(t, one.PlaceSchedule(t.Context(), here, riverside, "weekly-digest", monday))
		due, err := other.DueSchedules(t.Context(), monday, 10)
		must(t, err)
		if len(due) != 1 || !due[0].Schedule.Due.Equal(monday) {
			t.Errorf("due %v", due)
		}
		saveRoster(t, one, pw.Roster{K: 7}, monday)
		seen, err := other.Roster(t.Context(), here)
		must(t, err)
		if diff := cmp.Diff(pw.Roster{Revision: 2, K: 7}, seen); diff != "" {
			t.Error(diff)
		}
	})
}

func TestPeople(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		ada := pw.Person{ID: "U1", Name: "Ada", Timezone: "Europe/London", Guest: true, Refreshed: monday}
		bob := pw.Person{ID: "U2", Name: "Bob", Stranger: true, Bot: true, Deactivated: true, Refreshed: monday.Add(time.Hour)}
		must(t, s.SavePeople(ctx, here, ada, pw.Person{ID: "U2", Name: "Robert"}))
		must(t, s.SavePeople(ctx, here, bob))
		some, err := s.People(ctx, here, "U2", "U9", "U1")
		must(t, err)
		if diff := cmp.Diff(map[pw.UserID]pw.Person{"U1": ada, "U2": bob}, some); diff != "" {
			t.Error(diff)
		}
		all, err := s.AllPeople(ctx, here)
		must(t, err)
		if diff := cmp.Diff([]pw.Person{ada, bob}, all); diff != "" {
			t.Error(diff)
		}
		if elsewhere, err := s.People(ctx, there, "U1"); err != nil || len(elsewhere) > 0 {
			t.Errorf("another workspace knows %v, %v", elsewhere, err)
		}
	})
}

func TestPreferences(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		none, err := s.Preferences(ctx, here, sam)
		must(t, err)
		if diff := cmp.Diff(pw.Preferences{}, none); diff != "" {
			t.Error(diff)
		}
		must(t, s.SavePreferences(ctx, here, sam, func(p *pw.Preferences) {
			p.Readers, p.Share, p.PausedUntil = pw.Supervisor, pw.ShareUsually, monday
			p.QuietHours, p.Timezone, p.RetentionDays = &pw.QuietHours{From: 60, Until: 120}, "Europe/Paris", 30
		}))
		must(t, s.SavePreferences(ctx, here, sam, func(p *pw.Preferences) { p.PromptsOff = true }))
		got, err := s.Preferences(ctx, here, sam)
		must(t, err)
		want := pw.Preferences{
			Readers: pw.Supervisor, Share: pw.ShareUsually, PausedUntil: monday, PromptsOff: true,
			QuietHours: &pw.QuietHours{From: 60, Until: 120}, Timezone: "Europe/Paris", RetentionDays: 30,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
