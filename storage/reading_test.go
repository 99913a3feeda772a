package storage_test

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	compare "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	pw "handrail/peerwork"
	"handrail/storage"
)

func TestOpenNote(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		saveRoster(t, s, aRoster(), monday.AddDate(0, 0, -1))
		n := save(t, s, aNote(readBy(pw.SupervisorAndManager)))
		for name, c := range map[string]struct {
			viewer     pw.UserID
			role       pw.Role
			showAuthor pw.UserID
		}{
			"its author":                         {sam, pw.RoleAuthor, sam},
			"the supervisor, with the name":      {ama, pw.RoleSupervisor, sam},
			"the line manager, without the name": {jo, pw.RoleManager, ""},
		} {
			t.Run("opens for "+name, func(t *testing.T) {
				got, role, err := s.OpenNote(ctx, here, c.viewer, n.ID, monday.Add(time.Minute))
				must(t, err)
				want := n
				want.Author = c.showAuthor
				if diff := compare.Diff(want, got); diff != "" || role != c.role {
					t.Errorf("as %s: %s", role, diff)
				}
			})
		}
		for name, viewer := range map[string]pw.UserID{"an admin": "U09ADM", "a deputy": lee, "another worker": kim, "nobody": ""} {
			t.Run("does not open for "+name, func(t *testing.T) {
				if _, _, err := s.OpenNote(ctx, here, viewer, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("got %v", err)
				}
			})
		}
		t.Run("does not open once its day has come", func(t *testing.T) {
			if _, _, err := s.OpenNote(ctx, here, ama, n.ID, n.DeleteOn); !errors.Is(err, pw.ErrNotFound) {
				t.Errorf("got %v", err)
			}
		})
		t.Run("leaves a receipt for every reader but the author, which only the author sees", func(t *testing.T) {
			got, err := s.Receipts(ctx, here, sam)
			must(t, err)
			slices.SortFunc(got, func(a, b pw.Receipt) int { return cmp.Compare(a.Viewer, b.Viewer) })
			want := []pw.Receipt{
				{Note: n.ID, Viewer: ama, As: pw.RoleSupervisor, At: monday.Add(time.Minute)},
				{Note: n.ID, Viewer: jo, As: pw.RoleManager, At: monday.Add(time.Minute)},
			}
			if diff := compare.Diff(want, got); diff != "" {
				t.Error(diff)
			}
			if others, _ := s.Receipts(ctx, here, ama); len(others) > 0 {
				t.Errorf("the supervisor sees %v", others)
			}
		})
		t.Run("does not open for who has left the role", func(t *testing.T) {
			saveRoster(t, s, pw.Roster{}, monday)
			for _, viewer := range []pw.UserID{ama, jo} {
				if _, _, err := s.OpenNote(ctx, here, viewer, n.ID, monday); !errors.Is(err, pw.ErrNotFound) {
					t.Errorf("%s: got %v", viewer, err)
				}
			}
		})
	})
}

func TestSharedWith(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		ctx := t.Context()
		r := aRoster()
		r.Teams[0].LineManagers = append(r.Teams[0].LineManagers, pw.Held{User: ama}) // who supervises Sam as well
		saveRoster(t, s, r, monday.AddDate(0, 0, -1))
		save(t, s, aNote())
		named := save(t, s, aNote(readBy(pw.Supervisor)))
		open := save(t, s, aNote(readBy(pw.SupervisorAndManager), madeAt(monday.AddDate(0, 0, 1))))
		kims := save(t, s, aNote(func(n *pw.Note) { n.ID = "0" + open.ID }, by(kim), readBy(pw.SupervisorAndManager), madeAt(monday.AddDate(0, 0, -2))))
		listing := func(n pw.Note, as pw.Role, author pw.UserID) pw.Listing {
			if author == "" {
				return pw.Listing{Note: n.ID, Team: n.Team, Kind: n.Kind, As: as}
			}
			return pw.Listing{Note: n.ID, Author: author, Team: n.Team, Kind: n.Kind, Talk: n.Talk, Created: n.Created, As: as}
		}
		for name, c := range map[string]struct {
			viewer      pw.UserID
			team        pw.TeamID
			author      pw.UserID
			from, until time.Time
			want        []pw.Listing
		}{
			"a line manager sees what managers may read, without names, days or wishes, by random ids": {viewer: jo,
				want: []pw.Listing{listing(kims, pw.RoleManager, ""), listing(open, pw.RoleManager, "")}},
			"a supervisor who also manages sees names where they supervise": {viewer: ama,
				want: []pw.Listing{listing(open, pw.RoleSupervisor, sam), listing(named, pw.RoleSupervisor, sam), listing(kims, pw.RoleManager, "")}},
			"by author, a supervisor sees their own worker's": {viewer: ama, author: sam,
				want: []pw.Listing{listing(open, pw.RoleSupervisor, sam), listing(named, pw.RoleSupervisor, sam)}},
			"by author, nobody learns which notes without a name are theirs": {viewer: ama, author: kim},
			"by author, a line manager learns nothing":                       {viewer: jo, author: sam},
			"of a team": {viewer: jo, team: hillside},
			"of a span of time": {viewer: jo, from: monday.AddDate(0, 0, 1), until: monday.AddDate(0, 0, 2),
				want: []pw.Listing{listing(open, pw.RoleManager, "")}},
			"never one's own": {viewer: sam},
		} {
			t.Run(name, func(t *testing.T) {
				got, err := s.SharedWith(ctx, here, c.viewer, c.team, c.author, c.from, c.until)
				must(t, err)
				if diff := compare.Diff(c.want, got); diff != "" {
					t.Error(diff)
				}
			})
		}
	})
}

// TestScopeAsSQLIsMayRead lets roles and choices change at random, and asks of every note and every viewer
// whether the lists, and the opening, are the rule's.
func TestScopeAsSQLIsMayRead(t *testing.T) {
	everybody := []pw.UserID{"U1", "U2", "U3", "U4", "U5"}
	teams := []pw.TeamID{riverside, hillside}
	each(t, func(t *testing.T, s *storage.Store) {
		rapid.Check(t, func(r *rapid.T) {
			w := world{s: s, ws: pw.WorkspaceID("T" + pw.NewID()), now: monday, people: everybody, teams: teams}
			for range rapid.IntRange(1, 12).Draw(r, "steps") {
				w.now = w.now.Add(time.Duration(rapid.IntRange(0, 2).Draw(r, "hours")) * time.Hour)
				switch rapid.IntRange(0, 3).Draw(r, "step") {
				case 3:
					w.changeAgenda(r)
				case 0:
					w.changeRoles(r)
				case 1:
					w.write(r)
				default:
					w.changeChoice(r)
				}
			}
			w.compare(r)
		})
	})
}

// world is a workspace in which things happen at random.
type world struct {
	s      *storage.Store
	ws     pw.WorkspaceID
	now    time.Time
	people []pw.UserID
	teams  []pw.TeamID
	notes  []pw.Note
	lines  []pw.AgendaItem
}

func (w *world) anybody(r *rapid.T) pw.UserID { return rapid.SampledFrom(w.people).Draw(r, "who") }

func (w *world) changeRoles(r *rapid.T) {
	var roster pw.Roster
	for _, id := range w.teams {
		if !rapid.Bool().Draw(r, "team exists") {
			continue
		}
		team := pw.Team{ID: id}
		for _, u := range w.people {
			if rapid.IntRange(0, 3).Draw(r, "manages") == 0 {
				team.LineManagers = append(team.LineManagers, pw.Held{User: u})
			}
			if rapid.Bool().Draw(r, "works") {
				supervisor := rapid.SampledFrom(append([]pw.UserID{""}, w.people...)).Draw(r, "supervisor")
				team.Workers = append(team.Workers, pw.Member{User: u, Supervisor: supervisor})
			}
		}
		roster.Teams = append(roster.Teams, team)
	}
	fatal(r, w.s.SaveRoster(r.Context(), w.ws, -1, roster, "U9", w.now))
}

func (w *world) write(r *rapid.T) {
	n := aNote(by(w.anybody(r)), inTeam(rapid.SampledFrom(append([]pw.TeamID{""}, w.teams...)).Draw(r, "for")), madeAt(w.now))
	n.Workspace = w.ws
	n.SetReaders(pw.Readers(rapid.IntRange(0, 2).Draw(r, "readers")), w.now)
	_, err := w.s.SaveNote(r.Context(), "", byRoster(r.Context(), w.s, n))
	fatal(r, err)
	w.notes = append(w.notes, n)
}

func (w *world) changeChoice(r *rapid.T) {
	if len(w.notes) == 0 {
		return
	}
	i := rapid.IntRange(0, len(w.notes)-1).Draw(r, "which note")
	readers := pw.Readers(rapid.IntRange(0, 2).Draw(r, "readers"))
	stands := revision(r.Context(), w.s, w.ws)
	n, err := w.s.ReviseNote(r.Context(), "", w.ws, w.notes[i].Author, w.notes[i].ID, w.now, func(n *pw.Note) error {
		n.SetReaders(readers, w.now)
		n.Roster = stands
		return nil
	})
	fatal(r, err)
	w.notes[i] = n
}

// changeAgenda adds a line to somebody's agenda, or names, shares, takes back or takes off what stands on it.
func (w *world) changeAgenda(r *rapid.T) {
	author := w.anybody(r)
	line := pw.AgendaItem{ID: pw.NewID(), Team: rapid.SampledFrom(w.teams).Draw(r, "line for"), Part: pw.Learning, Line: "a line", Added: w.now, DeleteOn: w.now.AddDate(0, 0, 90)}
	step := rapid.IntRange(0, 4).Draw(r, "agenda")
	named := rapid.SampledFrom(append([]pw.UserID{""}, w.people...)).Draw(r, "named")
	which := rapid.IntRange(0, 9).Draw(r, "which item")
	stands := revision(r.Context(), w.s, w.ws)
	a, err := w.s.ReviseAgenda(r.Context(), "", w.ws, author, w.now, func(a *pw.Agenda) error {
		a.Roster = stands
		if step == 0 || len(a.Items) == 0 {
			a.Add(line)
		}
		id := a.Items[which%len(a.Items)].ID
		switch step {
		case 4:
			a.Change(id, func(i *pw.AgendaItem) { i.Shared = time.Time{} })
		case 3:
			a.Remove(id)
		case 2:
			a.Change(id, func(i *pw.AgendaItem) { i.Named = named })
			fallthrough
		default:
			a.Change(id, func(i *pw.AgendaItem) { i.Shared = w.now })
		}
		return nil
	})
	fatal(r, err)
	w.lines = slices.DeleteFunc(w.lines, func(i pw.AgendaItem) bool { return i.Author == author })
	for _, item := range a.Items {
		if item.Note == "" {
			item.Author = author
			w.lines = append(w.lines, item)
		}
	}
	for i, n := range w.notes {
		if n.Author == author {
			w.notes[i], err = w.s.OwnNote(r.Context(), w.ws, author, n.ID)
			fatal(r, err)
		}
	}
}

// compareLines asks of every line and every viewer whether the list, and the opening, are the rule's.
func (w *world) compareLines(r *rapid.T, viewer pw.UserID, standing pw.Standing) {
	shared, err := w.s.AgendasSharedWith(r.Context(), w.ws, viewer, "", w.now)
	fatal(r, err)
	listed := map[string]bool{}
	for _, item := range shared {
		listed[item.ID] = true
	}
	for _, line := range w.lines {
		may := standing.MaySee(line.Author, line.Share())
		got, err := w.s.OpenLine(r.Context(), w.ws, viewer, line.ID, w.now)
		if may != (err == nil) || may && got.Line != line.Line || listed[line.ID] != (may && viewer != line.Author) {
			r.Fatalf("%s of %s's line %+v: opened %v, listed %v, the rule says %v", viewer, line.Author, line.Share(), err, listed[line.ID], may)
		}
	}
	for _, n := range w.notes {
		if may := viewer != n.Author && standing.MaySee(n.Author, n.Agenda); listed[string(n.ID)] != may {
			r.Fatalf("%s of %s's note on the agenda %+v: listed %v, the rule says %v", viewer, n.Author, n.Agenda, listed[string(n.ID)], may)
		}
	}
}

func (w *world) compare(r *rapid.T) {
	roster, err := w.s.Roster(r.Context(), w.ws)
	fatal(r, err)
	for _, viewer := range w.people {
		standing := roster.Standing(viewer)
		w.compareLines(r, viewer, standing)
		listed := w.listed(r, viewer)
		for _, n := range w.notes {
			role, may := standing.MayRead(n.Facts())
			_, opened, err := w.s.OpenNote(r.Context(), w.ws, viewer, n.ID, w.now)
			if opened != role || may != (err == nil) {
				r.Fatalf("%s opened %v as %q (%v), the rule says %q, %v", viewer, n.Facts(), opened, err, role, may)
			}
			if role == pw.RoleAuthor {
				role = ""
			}
			if listed[n.ID] != role {
				r.Fatalf("%s is listed %v as %q, the rule says %q", viewer, n.Facts(), listed[n.ID], role)
			}
		}
	}
}

func (w *world) listed(r *rapid.T, viewer pw.UserID) map[pw.NoteID]pw.Role {
	listings, err := w.s.SharedWith(r.Context(), w.ws, viewer, "", "", time.Time{}, time.Time{})
	fatal(r, err)
	roles := make(map[pw.NoteID]pw.Role)
	for _, l := range listings {
		if _, twice := roles[l.Note]; twice {
			r.Fatalf("%s is listed twice", l.Note)
		}
		roles[l.Note] = l.As
	}
	return roles
}

func fatal(r *rapid.T, err error) {
	if err != nil {
		r.Fatal(fmt.Sprint(err))
	}
}
