package storage_test

import (
	"errors"
	"testing"
	"time"

	pw "handrail/peerwork"
	"handrail/storage"
)

// Nobody took Ama, Jo and Kim out of the roster; Slack says that they are guests now, or no longer here.
func TestWhoIsGoneOpensNothing(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		n := save(t, s, aNote(readBy(pw.SupervisorAndManager)))
		_, err := s.ReviseAgenda(ctx, "", here, sam, monday, func(a *pw.Agenda) error {
			a.Add(aLine("l1", pw.Learning, "A course."))
			return shareAll(monday)(a)
		})
		must(t, err)
		must(t, s.AddGroupLine(ctx, "", here, groupLine("g1", sam, "Endings.")))
		must(t, s.ShareGroupLine(ctx, "", here, sam, "g1", true, "", monday))
		must(t, s.SaveAction(ctx, "", anAction("a1", sam)))
		se := proposed(t, s)
		for _, u := range []pw.UserID{sam, ama} {
			must(t, write(s)(ctx, "", wrote(se, u, "Mine.", 0, true), monday))
		}
		later := monday.Add(time.Hour)
		opened := func(u pw.UserID) map[string]bool {
			t.Helper()
			_, _, note := s.OpenNote(ctx, here, u, n.ID, later)
			listed, err := s.SharedWith(ctx, here, u, "", "", time.Time{}, time.Time{})
			must(t, err)
			_, line := s.OpenLine(ctx, here, u, "l1", later)
			agendas, err := s.AgendasSharedWith(ctx, here, u, "", later)
			must(t, err)
			group, _, err := s.ReadGroupLines(ctx, here, u, riverside, later, 0, 100)
			must(t, err)
			groupListed, err := s.GroupLines(ctx, here, u, riverside, later)
			must(t, err)
			actions, acted := s.OpenActions(ctx, here, u, pw.Pair{}, later)
			_, theirs, _, written := s.CoReflections(ctx, here, u, se.ID, later)
			for _, err := range []error{note, line, acted, written} {
				if err != nil && !errors.Is(err, pw.ErrNotFound) {
					t.Fatal(err)
				}
			}
			return map[string]bool{
				"the note": note == nil, "the list of notes": len(listed) > 0, "the line": line == nil, "the agenda": len(agendas) > 0,
				"the group's lines": len(group) > 0, "the group's list": len(groupListed) > 0, "the action": len(actions) > 0,
				"what was written for the session": theirs.Author != "",
			}
		}
		gone := map[string]func(*pw.Person){
			"a guest":                 func(p *pw.Person) { p.Guest = true },
			"deactivated":             func(p *pw.Person) { p.Deactivated = true },
			"of another organisation": func(p *pw.Person) { p.Stranger = true },
		}
		is := func(u pw.UserID, change func(*pw.Person)) {
			t.Helper()
			p := pw.Person{ID: u, Name: "x", Refreshed: monday}
			change(&p)
			must(t, s.SavePeople(ctx, here, p))
		}
		for name, change := range gone {
			for _, u := range []pw.UserID{ama, jo, kim} {
				is(u, change)
				for what, open := range opened(u) {
					if open {
						t.Errorf("%s opens for %s, who is %s", what, u, name)
					}
				}
				if u == ama {
					if _, err := s.ChangeSession(ctx, "", se.Seen(), ama, later, func(*pw.Session) error { return nil }); !errors.Is(err, pw.ErrNotFound) {
						t.Errorf("%s changes a session: %v", name, err)
					}
				}
			}
		}
		t.Run("and everything again once they are back", func(t *testing.T) {
			is(ama, func(*pw.Person) {})
			for what, open := range opened(ama) {
				if !open && what != "the group's lines" && what != "the group's list" {
					t.Errorf("%s does not open for their supervisor", what)
				}
			}
			is(jo, func(*pw.Person) {})
			if !opened(jo)["the note"] {
				t.Error("the note does not open for their line manager")
			}
			is(kim, func(*pw.Person) {})
			if back := opened(kim); !back["the group's lines"] || !back["the group's list"] {
				t.Error("the group's lines do not open for a worker of the team")
			}
		})
	})
}
