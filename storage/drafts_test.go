package storage_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/storage"
)

func aDraft(id string, at time.Time, change ...func(*pw.Note)) pw.Draft {
	n := aNote(change...)
	d := pw.NewDraft(id, pw.FromForm, pw.Note{
		Workspace: n.Workspace, Author: n.Author, Team: n.Team, Kind: n.Kind, Words: n.Words, Codes: n.Codes, Boundaries: n.Boundaries,
		Noticed: n.Noticed, Prompt: n.Prompt, Happened: n.Happened, Talk: n.Talk, Readers: pw.Supervisor, ShareThemes: true,
		Link: "https://riverside.slack.com/archives/C1/p2",
	}, at)
	d.Hidden = "We hid 1 phone number."
	return d
}

func TestDrafts(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		keep := func(once string, d pw.Draft) {
			t.Helper()
			must(t, s.KeepDraft(ctx, once, d))
		}
		t.Run("come back whole to their author, who may not have written before", func(t *testing.T) {
			d := aDraft("d1", monday)
			keep("event 1", d)
			got, err := s.Draft(ctx, here, sam, "d1", monday.Add(time.Hour))
			must(t, err)
			if diff := compare.Diff(d, got); diff != "" {
				t.Error(diff)
			}
		})
		t.Run("are kept once for one request", func(t *testing.T) {
			if err := s.KeepDraft(ctx, "event 1", aDraft("d1", monday, saying("Something else."))); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("are nobody else's, and not another workspace's", func(t *testing.T) {
			for _, of := range []struct {
				ws   pw.WorkspaceID
				user pw.UserID
			}{{here, kim}, {there, sam}, {here, ""}} {
				if _, err := s.Draft(ctx, of.ws, of.user, "d1", monday); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%v: got %v", of, err)
				}
			}
		})
		t.Run("are gone after a day, and their row with the next expiry", func(t *testing.T) {
			late := monday.Add(pw.DraftHours * time.Hour)
			if _, err := s.Draft(ctx, here, sam, "d1", late); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
			if _, err := s.Expire(ctx, late); err != nil {
				t.Fatal(err)
			}
			if _, err := s.Draft(ctx, here, sam, "d1", monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("the row stayed: %v", err)
			}
		})
		t.Run("give way to a newer one of the same name, and the oldest to the newest", func(t *testing.T) {
			keep("", aDraft("same", monday, saying("First.")))
			keep("", aDraft("same", monday.Add(time.Minute), saying("Second.")))
			for i := range pw.MostDrafts {
				keep("", aDraft("many"+numbered(i), monday.Add(time.Duration(2+i)*time.Minute), by(kim)))
				keep("", aDraft("of kim"+numbered(i), monday.Add(time.Duration(2+i)*time.Minute), by(kim)))
			}
			got, err := s.Drafts(ctx, here, kim, monday)
			must(t, err)
			if len(got) != pw.MostDrafts || got[0].Begun.Before(got[1].Begun) || got[0].ID != "many"+numbered(pw.MostDrafts-1) {
				t.Errorf("got %d drafts, the first %s", len(got), got[0].ID)
			}
			sams, err := s.Drafts(ctx, here, sam, monday)
			must(t, err)
			if len(sams) != 1 || sams[0].Note.Words.What != "Second." {
				t.Errorf("got %d", len(sams))
			}
		})
		t.Run("are dropped, again and again", func(t *testing.T) {
			for range 2 {
				must(t, s.DropDraft(ctx, here, sam, "same", "none"))
			}
			if _, err := s.Draft(ctx, here, sam, "same", monday); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("are used up by the note they become, once", func(t *testing.T) {
			keep("", aDraft("use", monday))
			n, err := s.SaveDraft(ctx, "press 1", "use", aNote())
			must(t, err)
			if _, err := s.OwnNote(ctx, here, sam, n.ID); err != nil {
				t.Error(err)
			}
			if _, err := s.SaveDraft(ctx, "press 1", "use", aNote()); !errors.Is(err, pw.ErrDuplicate) {
				t.Errorf("the same press again: %v", err)
			}
			again := aNote()
			if _, err := s.SaveDraft(ctx, "press 2", "use", again); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("another press: %v", err)
			}
			if _, err := s.OwnNote(ctx, here, sam, again.ID); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("the refused note was written: %v", err)
			}
		})
		t.Run("are used up once by presses at one moment", func(t *testing.T) {
			keep("", aDraft("race", monday))
			_, before, err := s.OwnNotes(ctx, here, sam, pw.NoteFilter{})
			must(t, err)
			saved := make(chan error, 8)
			for i := range cap(saved) {
				go func() {
					_, err := s.SaveDraft(ctx, fmt.Sprint("race ", i), "race", aNote())
					saved <- err
				}()
			}
			done := 0
			for range cap(saved) {
				switch err := <-saved; {
				case err == nil:
					done++
				case !errors.Is(err, pw.ErrNotFound):
					t.Error(err)
				}
			}
			_, after, err := s.OwnNotes(ctx, here, sam, pw.NoteFilter{})
			if done != 1 || after != before+1 || err != nil {
				t.Errorf("%d saved, %d notes more, %v", done, after-before, err)
			}
		})
		t.Run("go with everything else of their author", func(t *testing.T) {
			keep("", aDraft("left", monday))
			must(t, s.DeleteAll(ctx, "", here, sam, monday))
			if got, err := s.Drafts(ctx, here, sam, monday); err != nil || len(got) != 0 {
				t.Errorf("got %d, %v", len(got), err)
			}
		})
	})
}

func TestOnlyTheAuthorGetsTheLink(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		n := save(t, s, aNote(readBy(pw.SupervisorAndManager), func(n *pw.Note) { n.Link = "https://riverside.slack.com/archives/C1/p2" }))
		for viewer, want := range map[pw.UserID]string{sam: n.Link, ama: "", jo: ""} {
			if got, _, err := s.OpenNote(t.Context(), here, viewer, n.ID, monday); err != nil || got.Link != want {
				t.Errorf("%s got %q, %v", viewer, got.Link, err)
			}
		}
	})
}

func TestSearchInOwnNotes(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		for i, words := range []string{"We went to the Allotment group.", "She didn’t want to talk. Café.", "Nothing of note.", "The lot of us."} {
			save(t, s, aNote(saying(words), madeAt(monday.Add(time.Duration(i)*time.Hour)), func(n *pw.Note) { n.Talk = pw.NoNeed; n.Kind = pw.Reflection }))
		}
		save(t, s, aNote(by(kim), saying("Allotment, but Kim's.")))
		save(t, s, aNote(madeAt(monday.AddDate(0, 0, -7)), coded("M1")))
		for name, c := range map[string]struct {
			filter pw.NoteFilter
			want   string
		}{
			"finds a word in either case":                        {pw.NoteFilter{Words: "ALLOTMENT"}, "We went to the Allotment group."},
			"finds the beginning of a word, not its middle":      {pw.NoteFilter{Words: "lot"}, "The lot of us."},
			"wants every word":                                   {pw.NoteFilter{Words: "group, allot"}, "We went to the Allotment group."},
			"takes accents and apostrophes as they are typed":    {pw.NoteFilter{Words: "didn't CAFE"}, "She didn’t want to talk. Café."},
			"finds nothing of others, nor what is not there":     {pw.NoteFilter{Words: "Kim"}, ""},
			"looks in the other boxes too":                       {pw.NoteFilter{Words: "library first again"}, "We walked to the library."},
			"narrows by words and theme together":                {pw.NoteFilter{Words: "library", Theme: pw.Relationship}, ""},
			"narrows by theme":                                   {pw.NoteFilter{Theme: pw.RoleModelling}, "We walked to the library."},
			"narrows by when to talk":                            {pw.NoteFilter{Talk: []pw.When{pw.NextSupervision, pw.Soon}}, "We walked to the library."},
			"narrows by kind":                                    {pw.NoteFilter{Kind: pw.BoundaryQuestion}, "We walked to the library."},
			"narrows by time":                                    {pw.NoteFilter{From: monday, Until: monday.Add(time.Minute)}, "We went to the Allotment group."},
			"takes signs between words as space, and only those": {pw.NoteFilter{Words: "  of—us !"}, "The lot of us."},
		} {
			t.Run(name, func(t *testing.T) {
				got, total, err := s.OwnNotes(t.Context(), here, sam, c.filter)
				must(t, err)
				var found []string
				for _, n := range got {
					found = append(found, n.Words.What)
				}
				if strings.Join(found, " | ") != c.want || total != len(got) {
					t.Errorf("got %q of %d", found, total)
				}
			})
		}
	})
}

// BenchmarkSearch looks through 2,000 notes of one person; the goal is 200 ms.
func BenchmarkSearch(b *testing.B) {
	for name, on := range map[string]func(testing.TB) place{"SQLite": onSQLite, "PostgreSQL": onPostgres} {
		b.Run(name, func(b *testing.B) {
			s := on(b).open(b)
			for i := range 2000 {
				n := aQuickNote(sam)
				n.Words.Why, n.Created = strings.Repeat("It mattered because she said so herself. ", 5), monday.Add(time.Duration(i)*time.Minute)
				save(b, s, n)
			}
			for look, f := range map[string]pw.NoteFilter{
				"words":      {Words: "nights hardest", Limit: 10},
				"no words":   {Words: "zebra", Limit: 10},
				"theme":      {Theme: pw.Engagement, Limit: 10},
				"first page": {Limit: 10},
				"last page":  {Limit: 10, Offset: 1990},
			} {
				b.Run(look, func(b *testing.B) {
					for b.Loop() {
						if _, _, err := s.OwnNotes(b.Context(), here, sam, f); err != nil {
							b.Fatal(err)
						}
					}
				})
			}
		})
	}
}

func TestADraftGoesWithTheNoteItComesFrom(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		deleted, expires, stays := save(t, s, aNote()), save(t, s, aNote(func(n *pw.Note) { n.DeleteOn = monday.Add(time.Hour) })), save(t, s, aNote())
		for _, id := range []string{pw.DraftOf(deleted.ID, "V1"), pw.DraftOf(deleted.ID, "V2"), pw.DraftOf(expires.ID, "V1"), pw.DraftOf(stays.ID, "V1"), "form-V1"} {
			must(t, s.KeepDraft(ctx, "", aDraft(id, monday)))
		}
		must(t, s.KeepDraft(ctx, "", aDraft(pw.DraftOf(deleted.ID, "V1"), monday, by(kim))))
		must(t, s.DeleteNote(ctx, "", here, sam, deleted.ID, monday))
		_, err := s.Expire(ctx, monday.Add(time.Hour))
		must(t, err)
		held, err := s.Drafts(ctx, here, sam, monday)
		must(t, err)
		var ids []string
		for _, d := range held {
			ids = append(ids, d.ID)
		}
		if diff := compare.Diff([]string{"form-V1", pw.DraftOf(stays.ID, "V1")}, ids); diff != "" {
			t.Error(diff)
		}
		if others, err := s.Drafts(ctx, here, kim, monday); err != nil || len(others) != 1 {
			t.Errorf("somebody else's: %v, %v", others, err)
		}
	})
}
