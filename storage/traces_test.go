package storage_test

import (
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

// What somebody opened stands in their copy, and whose it was only as far as they saw it.
func TestTracesOfAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -7))
		at := monday
		next := func() time.Time { at = at.Add(time.Hour); return at }

		n := save(t, s, aNote(readBy(pw.SupervisorAndManager)))
		for _, viewer := range []pw.UserID{ama, jo, sam} {
			_, _, err := s.OpenNote(ctx, here, viewer, n.ID, next())
			must(t, err)
		}
		_, err := s.ReviseAgenda(ctx, "", here, sam, at, add(aLine("l1", pw.ToBring, "Endings.")))
		must(t, err)
		_, err = s.ReviseAgenda(ctx, "", here, sam, at, shareAll(at))
		must(t, err)
		_, err = s.OpenLine(ctx, here, ama, "l1", next())
		must(t, err)
		for _, line := range []string{"g1", "g2", "g3"} {
			must(t, s.AddGroupLine(ctx, "", here, groupLine(line, sam, "Tea.")))
		}
		must(t, s.ShareGroupLine(ctx, "", here, sam, "g1", true, "", at))
		must(t, s.ShareGroupLine(ctx, "", here, sam, "g2", false, "", at))
		must(t, s.ShareGroupLine(ctx, "", here, sam, "g3", false, "", at))
		_, _, err = s.ReadGroupLines(ctx, here, kim, riverside, next(), 0, 100)
		must(t, err)
		must(t, s.ShareGroupLine(ctx, "", here, sam, "g3", true, "", next())) // named since: kim has not read it so
		must(t, s.SaveAction(ctx, "", anAction("a1", sam)))
		_, err = s.OpenActions(ctx, here, ama, pw.Pair{}, next())
		must(t, err)
		se := proposed(t, s)
		for _, side := range []pw.UserID{sam, ama} {
			must(t, write(s)(ctx, "", wrote(se, side, "Tea first.", 0, true), at))
		}
		_, _, _, err = s.CoReflections(ctx, here, sam, se.ID, next())
		must(t, err)

		hour := func(n int) time.Time { return monday.Add(time.Duration(n) * time.Hour) }
		for viewer, want := range map[pw.UserID][]pw.Trace{
			ama: {
				{Of: pw.TraceAction, Author: sam, Team: riverside, As: pw.RoleSupervisor, At: hour(7)},
				{Of: pw.TraceLine, Author: sam, Team: riverside, As: pw.RoleSupervisor, At: hour(4)},
				{Of: pw.TraceNote, Author: sam, Team: riverside, As: pw.RoleSupervisor, At: hour(1)},
			},
			jo: {{Of: pw.TraceNote, Team: riverside, As: pw.RoleManager, At: hour(2)}},
			kim: {
				{Of: pw.TraceGroupLine, Author: sam, Team: riverside, As: pw.RoleWorker, At: hour(5)},
				{Of: pw.TraceGroupLine, Team: riverside, As: pw.RoleWorker, At: hour(5)},
				{Of: pw.TraceGroupLine, Team: riverside, As: pw.RoleWorker, At: hour(5)},
			},
			sam: {{Of: pw.TraceReflection, Author: ama, Team: riverside, As: pw.RoleWorker, At: hour(8)}},
			lee: nil,
		} {
			got, err := s.Traces(ctx, here, viewer)
			must(t, err)
			if diff := compare.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", viewer, diff)
			}
		}
		if got, err := s.Traces(ctx, there, ama); err != nil || len(got) > 0 {
			t.Errorf("another workspace has %v, %v", got, err)
		}
	})
}

func TestWhatIsAdministeredAboutAPerson(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aRoster()
		must(t, s.SaveRoster(ctx, here, -1, r, "U09ADM", monday))
		r.Teams[0].Workers[1].Supervisor = jo
		must(t, s.SaveRoster(ctx, here, -1, r, ama, monday.Add(time.Hour)))
		said := func(u pw.UserID) (lines []string) {
			entries, err := s.AuditAbout(ctx, here, u)
			must(t, err)
			for _, e := range entries {
				lines = append(lines, string(e.By)+" "+e.What)
			}
			return lines
		}
		about, all := said(kim), said("U09ADM")
		if len(about) != 2 || about[0] != string(ama)+" made <@"+string(jo)+"> the supervisor of <@"+string(kim)+"> in <#riverside|Riverside crisis house>" {
			t.Errorf("about Kim: %q", about)
		}
		if len(all) < 3 || len(said(ama)) != 2 || said("U0") != nil {
			t.Errorf("by the admin: %q; by or about Ama: %q; about part of an id: %q", all, said(ama), said("U0"))
		}
	})
}

func TestWhereAPersonFacilitatesAndIsAskedToTalkSoon(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		_, err := s.ReviseGroupAgenda(ctx, "", here, riverside, monday.Add(time.Hour), func(g *pw.GroupAgenda) error {
			g.Facilitator, g.Day = kim, "2026-11-26"
			return nil
		})
		must(t, err)
		leads, err := s.Facilitates(ctx, here, kim)
		must(t, err)
		if diff := compare.Diff([]pw.GroupAgenda{{Team: riverside, Facilitator: kim, Since: monday.Add(time.Hour), Day: "2026-11-26"}}, leads); diff != "" {
			t.Error(diff)
		}
		must(t, s.SaveSoon(ctx, "", pw.SoonRequest{ID: "s1", Workspace: here, Worker: sam, Supervisor: ama, Deputy: lee, Asked: monday}))
		must(t, s.SaveSoon(ctx, "", pw.SoonRequest{ID: "s2", Workspace: here, Worker: sam, Supervisor: jo, Deputy: lee, Asked: monday.Add(time.Hour), Passed: monday.Add(2 * time.Hour)}))
		for u, want := range map[pw.UserID][]string{ama: {"s1"}, lee: {"s2"}, jo: {"s2"}, sam: nil} {
			requests, err := s.SoonTo(ctx, here, u)
			must(t, err)
			var got []string
			for _, r := range requests {
				got = append(got, r.ID)
			}
			if diff := compare.Diff(want, got); diff != "" {
				t.Errorf("%s: %s", u, diff)
			}
		}
	})
}

func TestWhereNotesArePlacedOnAnAgenda(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday)
		n := save(t, s, aNote())
		save(t, s, aNote()) // not placed
		_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error {
			for i := range a.Items {
				if a.Items[i].Note == n.ID {
					a.Items[i].Part, a.Items[i].Place, a.Items[i].Named = pw.Learning, 1, lee
				}
			}
			return nil
		})
		must(t, err)
		got, err := s.PlacedNotes(ctx, here, sam)
		must(t, err)
		want := map[pw.NoteID]pw.AgendaItem{n.ID: {ID: string(n.ID), Note: n.ID, Team: riverside, Part: pw.Learning, Place: 1, Named: lee, Author: sam}}
		if diff := compare.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
}
