package storage_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestAudit(t *testing.T) {
	later := monday.AddDate(0, 0, 7)
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		first := saveRoster(t, s, aRoster(), monday)
		next := first
		next.Teams[0].Name = "River | <house>"
		next.Teams[0].SafeguardingLead, next.Teams[0].Signpost = "Ada Bell", []string{"Tell a person.", "Call 999."}
		next.Teams[0].Workers[0].Supervisor = ""
		next.Admins = append(next.Admins, kim)
		must(t, s.SaveRoster(ctx, here, first.Revision, next, kim, later))

		t.Run("keeps what the forms say", func(t *testing.T) {
			got, err := s.Roster(ctx, here)
			must(t, err)
			if diff := cmp.Diff([]string{"Tell a person.", "Call 999."}, got.Teams[0].Signpost); diff != "" || got.Teams[0].SafeguardingLead != "Ada Bell" {
				t.Errorf("%+v", got.Teams[0])
			}
		})
		t.Run("says who changed what, newest first, in the order it was told", func(t *testing.T) {
			team := "<#riverside|River    house >"
			got, total, err := s.Audit(ctx, here, 3, 0)
			must(t, err)
			want := []pw.AuditEntry{
				{At: later, By: kim, What: "became an admin", Revision: 2},
				{At: later, By: kim, What: "left " + pw.MarkUser(sam) + " without a supervisor in " + team, Revision: 2},
				{At: later, By: kim, What: "changed " + team + ": name, safeguarding lead, steps of the signpost", Revision: 2},
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			rest, _, err := s.Audit(ctx, here, 100, 3)
			must(t, err)
			if len(rest)+3 != total || !rest[0].At.Equal(monday) {
				t.Errorf("%d of %d: %+v", len(rest), total, rest)
			}
		})
		t.Run("says what came after a revision, and what the command line did last", func(t *testing.T) {
			since, err := s.ChangedSince(ctx, here, 1)
			must(t, err)
			applied, err := s.Applied(ctx, here)
			must(t, err)
			if len(since) != 3 || since[0].What != "became an admin" || applied != 0 {
				t.Errorf("%d %+v", applied, since)
			}
			next.Teams[0].Name = "River"
			must(t, s.SaveRoster(ctx, here, 2, next, "", later))
			if applied, err = s.Applied(ctx, here); err != nil || applied != 3 {
				t.Errorf("%d %v", applied, err)
			}
		})
		t.Run("is each workspace's own", func(t *testing.T) {
			if _, total, err := s.Audit(ctx, there, 10, 0); err != nil || total > 0 {
				t.Errorf("%d %v", total, err)
			}
		})
	})
}
