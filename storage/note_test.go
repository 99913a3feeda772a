package storage_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestNotes(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		n := aNote(sharing, readBy(pw.SupervisorAndManager))
		saved, err := s.SaveNote(ctx, "", n)
		must(t, err)

		t.Run("reads back what was saved", func(t *testing.T) {
			got, err := s.OwnNote(ctx, here, sam, n.ID)
			must(t, err)
			n.Revision = 1
			if diff := cmp.Diff(n, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(saved, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("finds nobody else's note, nor one in another workspace", func(t *testing.T) {
			for _, look := range []struct {
				ws pw.WorkspaceID
				u  pw.UserID
			}{{here, kim}, {there, sam}} {
				if _, err := s.OwnNote(ctx, look.ws, look.u, n.ID); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%v: got %v", look, err)
				}
			}
		})
		t.Run("revises it, but not whose it is or when it was made", func(t *testing.T) {
			revised, err := s.ReviseNote(ctx, "", here, sam, n.ID, monday.Add(time.Hour), func(n *pw.Note) error {
				n.Words.Next, n.Codes, n.Kind = "", []pw.Code{"M3"}, pw.Reflection
				n.SetReaders(pw.OnlyMe, monday)
				n.Author, n.Week, n.Created = kim, "2020-W01", time.Time{}
				return nil
			})
			must(t, err)
			want := saved
			want.Words.Next, want.Codes, want.Kind, want.Revision = "", []pw.Code{"M3"}, pw.Reflection, 2
			want.SetReaders(pw.OnlyMe, monday)
			got, err := s.OwnNote(ctx, here, sam, n.ID)
			must(t, err)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(got, revised); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("returns the error of the change as it is, and changes nothing", func(t *testing.T) {
			refusal := &pw.Error{What: "That was edited on another device."}
			_, err := s.ReviseNote(ctx, "", here, sam, n.ID, monday, func(n *pw.Note) error { n.Words.What = "x"; return refusal })
			if !errors.Is(err, refusal) {
				t.Errorf("got %v", err)
			}
			if got, _ := s.OwnNote(ctx, here, sam, n.ID); got.Revision != 2 {
				t.Errorf("revision %d", got.Revision)
			}
		})
		t.Run("does not revise a note whose day has come", func(t *testing.T) {
			_, err := s.ReviseNote(ctx, "", here, sam, n.ID, n.DeleteOn, func(*pw.Note) error { return nil })
			if !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("deletes it once", func(t *testing.T) {
			if err := s.DeleteNote(ctx, "", here, kim, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("somebody else deleted it: %v", err)
			}
			must(t, s.DeleteNote(ctx, "", here, sam, n.ID, monday))
			if err := s.DeleteNote(ctx, "", here, sam, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
	})
}

func TestOwnNotes(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		var ids []pw.NoteID
		for i, change := range [][]func(*pw.Note){
			{coded("R1"), readBy(pw.SupervisorAndManager), func(n *pw.Note) { n.Kind, n.Talk = pw.Reflection, pw.NoNeed }},
			{coded("M1", "R2"), inTeam(hillside), readBy(pw.SupervisorAndManager), func(n *pw.Note) { n.Talk = pw.Soon }},
			{coded("X"), func(n *pw.Note) { n.Talk = pw.NextSupervision }},
			{coded(), by(kim)},
		} {
			n := save(t, s, aNote(append([]func(*pw.Note){madeAt(monday.AddDate(0, 0, i))}, change...)...))
			ids = append(ids, n.ID)
		}
		later := monday.Add(time.Hour)
		for name, c := range map[string]struct {
			filter pw.NoteFilter
			want   []pw.NoteID
			total  int
		}{
			"all, newest first":               {pw.NoteFilter{}, []pw.NoteID{ids[2], ids[1], ids[0]}, 3},
			"of a kind":                       {pw.NoteFilter{Kind: pw.Reflection}, []pw.NoteID{ids[0]}, 1},
			"of a theme":                      {pw.NoteFilter{Theme: pw.Relationship}, []pw.NoteID{ids[1], ids[0]}, 2},
			"of a theme, the second page":     {pw.NoteFilter{Theme: pw.Relationship, Limit: 1, Offset: 1}, []pw.NoteID{ids[0]}, 2},
			"to talk about":                   {pw.NoteFilter{Talk: []pw.When{pw.Soon, pw.NextSupervision}}, []pw.NoteID{ids[2], ids[1]}, 2},
			"from a day until before another": {pw.NoteFilter{From: monday.AddDate(0, 0, 1), Until: monday.AddDate(0, 0, 2)}, []pw.NoteID{ids[1]}, 1},
			"the second page":                 {pw.NoteFilter{Limit: 2, Offset: 2}, []pw.NoteID{ids[0]}, 3},
			"of a team":                       {pw.NoteFilter{Team: hillside}, []pw.NoteID{ids[1]}, 1},
			"that some line manager may read": {pw.NoteFilter{ManagersSince: &time.Time{}}, []pw.NoteID{ids[1], ids[0]}, 2},
			"that a later one may read":       {pw.NoteFilter{ManagersSince: &later}, []pw.NoteID{ids[1]}, 1},
			"past the end":                    {pw.NoteFilter{Offset: 9}, nil, 3},
		} {
			t.Run(name, func(t *testing.T) {
				notes, total, err := s.OwnNotes(t.Context(), here, sam, c.filter)
				must(t, err)
				var got []pw.NoteID
				for _, n := range notes {
					got = append(got, n.ID)
				}
				if diff := cmp.Diff(c.want, got); diff != "" || total != c.total {
					t.Errorf("total %d, %s", total, diff)
				}
			})
		}
	})
}
