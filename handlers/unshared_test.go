package handlers_test

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/digest"
	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/prompts"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/views"
)

// TestANoteWhoseThemesAreNotSharedChangesNoByte has the same weeks happen twice, the second time with some more notes
// whose themes are not shared, or were and are no more. What is counted, frozen, printed, sent or drawn of a summary
// is the same to the byte for everybody, and everything else is for everybody who was not let in to read those notes.
func TestANoteWhoseThemesAreNotSharedChangesNoByte(t *testing.T) {
	without, with := newTwin(t), newTwin(t)
	rapid.Check(t, atMost(8, func(rt *rapid.T) {
		ws := pw.WorkspaceID("T" + pw.NewID())
		base := rapid.SliceOfN(aPenned(true), 1, 14).Draw(rt, "notes")
		more := rapid.SliceOfN(aPenned(false), 1, 6).Draw(rt, "more notes, their themes not shared")
		plain, fuller := without.live(rt, ws, base, nil), with.live(rt, ws, base, more)
		for what, got := range fuller {
			about, viewer, _ := strings.Cut(what, " for ")
			if about == "lists" && concerns(pw.UserID(viewer), more) {
				continue
			}
			if diff := cmp.Diff(plain[what], got); diff != "" {
				rt.Fatalf("%s: -without the notes +with them\n%s", what, diff)
			}
		}
		if len(plain) != len(fuller) {
			rt.Fatalf("%d pages without the notes, %d with them", len(plain), len(fuller))
		}
	}))
}

// TestNoDoorTellsOfANoteWhoseThemesAreNotShared has the same weeks happen twice, the second time with notes of Sam's in
// which nobody is let in. Then everybody tries every handler there is: only Sam is told anything else.
func TestNoDoorTellsOfANoteWhoseThemesAreNotShared(t *testing.T) {
	var base, more []penned
	for i, u := range writers() {
		base = append(base, penned{author: u, team: "riverside", kind: pw.Reflection, codes: []pw.Code{"R1", "E4"}, readers: pw.Readers(i % 3), talk: pw.NoNeed, shared: true, hour: i})
	}
	for i, kind := range []pw.Kind{pw.Reflection, pw.BoundaryQuestion, pw.Reflection} {
		more = append(more, penned{author: sam, team: "riverside", kind: kind, codes: []pw.Code{"M1", pw.CodeX}, talk: pw.NextSupervision, undone: i == 2, hour: 20 * i})
	}
	without, with := newTwin(t), newTwin(t)
	without.live(t, ws, base, nil)
	with.live(t, ws, base, more)
	plain, fuller := without.everyDoor(ws), with.everyDoor(ws)
	for viewer, got := range fuller {
		lines := strings.Split(got, "\n")
		for i, line := range strings.Split(plain[viewer], "\n") {
			if viewer != string(sam) && (i >= len(lines) || lines[i] != line) {
				t.Errorf("%s was told otherwise: %s", viewer, cmp.Diff(line, lines[min(i, len(lines)-1)]))
				break
			}
		}
	}
	if plain[string(sam)] == fuller[string(sam)] {
		t.Error("Sam is told nothing of his own notes: the test proves nothing")
	}
}

// fatal ends a test, or a property's run.
type fatal interface{ Fatal(args ...any) }

// penned is a note to be written.
type penned struct {
	author  pw.UserID
	team    pw.TeamID
	kind    pw.Kind
	codes   []pw.Code
	readers pw.Readers
	talk    pw.When
	shared  bool
	undone  bool // shared, and taken back before the week was over
	hour    int
}

func writers() []pw.UserID { return []pw.UserID{sam, lee, "W3", "W4", "W5", "W6"} }

func aPenned(base bool) *rapid.Generator[penned] {
	codes := rapid.SampledFrom([]pw.Code{"R1", "R3", "M1", "M4", "E1", "E4", pw.CodeX})
	return rapid.Custom(func(t *rapid.T) penned {
		p := penned{
			author: rapid.SampledFrom(writers()).Draw(t, "author"), team: "riverside", kind: pw.Reflection,
			codes:   rapid.SliceOfNDistinct(codes, 0, 3, rapid.ID).Draw(t, "codes"),
			readers: pw.Readers(rapid.IntRange(0, 2).Draw(t, "readers")),
			talk:    rapid.SampledFrom([]pw.When{pw.NoNeed, pw.NextSupervision}).Draw(t, "talk"),
			hour:    rapid.IntRange(0, 100).Draw(t, "hour"),
		}
		if rapid.Bool().Draw(t, "a boundary question") {
			p.kind = pw.BoundaryQuestion
		}
		if p.author == lee && rapid.Bool().Draw(t, "for the other team") {
			p.team = "hilltop"
		}
		if base {
			p.shared = rapid.IntRange(0, 3).Draw(t, "shared") > 0
		} else {
			p.undone = rapid.Bool().Draw(t, "taken back")
		}
		return p
	})
}

// concerns reports whether the viewer wrote one of the notes or was let in to read one.
func concerns(viewer pw.UserID, notes []penned) bool {
	return slices.ContainsFunc(notes, func(p penned) bool {
		manager := map[pw.TeamID]pw.UserID{"riverside": jo, "hilltop": kim}[p.team]
		return viewer == p.author || viewer == manager && p.readers == pw.SupervisorAndManager ||
			viewer == ama && p.team == "riverside" && p.readers >= pw.Supervisor
	})
}

// twin is one of two houses in which the same happens.
type twin struct {
	t     *testing.T
	store *storage.Store
	bank  *prompts.Bank
	all   handlers.Registry
}

func newTwin(t *testing.T) *twin {
	t.Helper()
	store := openStore(t)
	return &twin{t, store, ourBank(t), registryOn(t, store)}
}

// live lets two weeks happen, and returns every page anybody sees, by what it is and for whom.
func (w *twin) live(rt fatal, ws pw.WorkspaceID, base, more []penned) map[string]string {
	must := func(err error) {
		if err != nil {
			rt.Fatal(err)
		}
	}
	ctx := w.t.Context()
	must(w.store.EnsureWorkspace(ctx, ws, "Test"))
	must(w.store.SavePeople(ctx, ws, pw.Person{ID: sam, Name: "Sam"}, pw.Person{ID: lee, Name: "Lee"}, pw.Person{ID: ama, Name: "Ama"}, pw.Person{ID: jo, Name: "Jo"}))
	must(w.store.SaveRoster(ctx, ws, -1, twinRoster(), jo, monday.AddDate(0, -2, 0)))
	posts := &posted{ws: ws, pages: map[string]string{}}
	var log bytes.Buffer
	clock := scheduler.New(w.store, posts, w.bank, slog.New(slog.NewTextHandler(&log, &slog.HandlerOptions{ReplaceAttr: withoutTime})))
	must(clock.Tick(ctx, monday.Add(-time.Hour)))
	for i, p := range base {
		must(w.pen(ctx, ws, fmt.Sprint("base-", i), p))
	}
	for i, p := range more {
		must(w.pen(ctx, ws, fmt.Sprint("more-", i), p))
	}
	for day := 4; day <= 8; day++ { // over the Monday on which the digest goes
		at := monday.AddDate(0, 0, day).Add(3 * time.Hour)
		posts.day = at.Format(time.DateOnly) + " "
		must(clock.Tick(ctx, at))
	}
	posts.pages["the log"] = log.String()
	return w.pages(rt, ws, posts.pages)
}

func withoutTime(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey {
		return slog.Attr{}
	}
	return a
}

func twinRoster() pw.Roster {
	var workers []pw.Member
	for _, u := range writers() {
		workers = append(workers, pw.Member{User: u, Supervisor: ama})
	}
	r := pw.Roster{K: 5, Admins: []pw.UserID{noor}, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, jo, workers...),
		team("hilltop", "Hilltop", "C0HILL", kim, pw.Member{User: lee}),
	}}
	for i := range r.Teams {
		r.Teams[i].Schedules = []pw.Schedule{
			{ID: "monday-question", Kind: pw.TeamPrompt, Cron: "0 10 * * MON"},
			{ID: "thursday-question", Kind: pw.MemberPrompt, Cron: "30 15 * * THU"},
			{ID: "weekly-digest", Kind: pw.WeeklyDigest, Cron: "0 9 * * MON"},
		}
	}
	return r
}

func (w *twin) pen(ctx context.Context, ws pw.WorkspaceID, id string, p penned) error {
	at := monday.Add(time.Duration(p.hour) * time.Hour)
	n := pw.Note{
		ID: pw.NoteID(id), Workspace: ws, Author: p.author, Team: p.team, Kind: p.kind, Words: pw.Words{What: canary}, Codes: p.codes,
		Talk: p.talk, ShareThemes: p.shared || p.undone, Created: at, Week: pw.WeekOf(at, time.UTC).String(), DeleteOn: at.AddDate(0, 0, 90),
	}
	n.SetReaders(p.readers, at)
	n.Roster = 1
	if _, err := w.store.SaveNote(ctx, "", n); err != nil || !p.undone {
		return err
	}
	_, err := w.store.ReviseNote(ctx, "", ws, p.author, n.ID, at, func(n *pw.Note) error {
		n.ShareThemes = false
		return nil
	})
	return err
}

// pages are "summary", the same for all whatever they may read, and "lists", where notes one may open are listed.
func (w *twin) pages(rt fatal, ws pw.WorkspaceID, sent map[string]string) map[string]string {
	pages := map[string]string{}
	for recipient, messages := range sent {
		pages["summary sent for "+recipient] = messages
	}
	now := monday.AddDate(0, 0, 8)
	for _, viewer := range append(writers(), ama, jo, kim, noor) {
		ask := func(about string, h handlers.Handler, name, text string) {
			r, err := h(w.t.Context(), handlers.Request{Workspace: ws, User: viewer, Name: name, Text: text, Channel: riversideChannel, Now: now})
			key := about + " for " + string(viewer)
			pages[key] += fmt.Sprintln(name, text, encode(r), err)
		}
		for _, c := range w.all.Commands {
			switch c.Name {
			case "/digest":
				for _, text := range []string{"", "riverside", "hilltop", "riverside 2026-W47", "2026-W46", "2026-W48", "last week", "november", "this month", "9 november"} {
					ask("summary", c.Handle, c.Name, text)
				}
			case "/supervision":
				ask("summary", c.Handle, c.Name, "ask")
				ask("lists", c.Handle, c.Name, "")
			case "/handrail":
				for _, text := range []string{"", "who", "notes", "data", "settings"} {
					ask("lists", c.Handle, c.Name, text)
				}
			default:
				ask("lists", c.Handle, c.Name, "")
			}
		}
		ask("lists", w.all.Home, "home", "")
		for _, team := range []string{"riverside", "hilltop"} {
			ask("summary", w.all.Actions[views.ActLastDigest], views.Action(views.ActLastDigest, team), "")
			ask("summary", w.all.Actions[views.ActDigestPeriod], views.Action(views.ActDigestPeriod, team), "2026-W47")
			ask("lists", w.all.Actions[views.ActReadShared], views.Action(views.ActReadShared, team), "2026-W47")
		}
		for _, u := range writers() {
			ask("lists", w.all.Actions[views.ActPair], views.Action(views.ActPair, string(u)), "")
		}
	}
	w.figures(rt, ws, pages)
	w.organisation(rt, ws, pages)
	return pages
}

// everyDoor has everybody knock at every door of the registry, each a second later, for some of them change things. Ids
// are made up anew each time.
func (w *twin) everyDoor(ws pw.WorkspaceID) map[string]string {
	pages := map[string]string{}
	ids := regexp.MustCompile(`[a-z2-7]{26}`)
	now := monday.AddDate(0, 0, 8)
	for _, viewer := range []pw.UserID{sam, lee, ama, jo, noor} {
		knock := func(h handlers.Handler, name, text string) {
			now = now.Add(time.Second)
			r, err := h(w.t.Context(), handlers.Request{Workspace: ws, User: viewer, Name: name, Text: text, Channel: riversideChannel, Now: now})
			pages[string(viewer)] += ids.ReplaceAllString(fmt.Sprintln(name, text, encode(r), err), "an id")
		}
		for _, name := range slices.Sorted(maps.Keys(w.all.Actions)) {
			at := strings.TrimSuffix(name, ":") + ":"
			knock(w.all.Actions[name], at+"riverside", "2026-W47")
			knock(w.all.Actions[name], at+"2026-Q4", "riverside")
			knock(w.all.Actions[name], at+"riverside/"+string(sam), "riverside")
			knock(w.all.Actions[name], at+string(sam), "")
		}
		for _, name := range slices.Sorted(maps.Keys(w.all.Forms)) {
			knock(w.all.Forms[name], name, "")
		}
		for _, c := range w.all.Commands {
			for _, text := range []string{"figures 2026-Q4", "schedules", "log", "teams", "people", "contacts", "prompts", "themes", "group", "ask engagement"} {
				knock(c.Handle, c.Name, text)
			}
		}
	}
	return pages
}

// figures are what an operator prints, and what is frozen: of the week, the month and the quarter.
func (w *twin) figures(rt fatal, ws pw.WorkspaceID, pages map[string]string) {
	for _, named := range []string{"2026-W47", "2026-11", "2026-Q4"} {
		for _, team := range twinRoster().Teams {
			period, err := pw.ParsePeriod(named)
			if err != nil {
				rt.Fatal(err)
			}
			var counted pw.Counts
			decide := func(c pw.Counts) pw.Figures {
				counted = c
				return digest.Freeze(team.ID, period, 5, nil)(c)
			}
			f, err := w.store.FreezeFigures(w.t.Context(), ws, team.ID, period, time.UTC, monday.AddDate(1, 0, 0), decide)
			if err != nil {
				rt.Fatal(err)
			}
			var printed bytes.Buffer
			if err := digest.PrintJSON(&printed, f); err != nil {
				rt.Fatal(err)
			}
			if err := digest.PrintText(&printed, team, period, f); err != nil {
				rt.Fatal(err)
			}
			pages[fmt.Sprintf("figures of %s, %s", team.ID, named)] = fmt.Sprintln(encode(f), encode(counted), printed.String())
		}
	}
}

// organisation is what an operator exports of a quarter.
func (w *twin) organisation(rt fatal, ws pw.WorkspaceID, pages map[string]string) {
	quarter, err := pw.ParsePeriod("2026-Q4")
	if err != nil {
		rt.Fatal(err)
	}
	var counted pw.OrganisationCounts
	f, err := w.store.FreezeOrganisation(w.t.Context(), ws, quarter, time.UTC, monday.AddDate(1, 0, 0), func(c pw.OrganisationCounts) pw.OrganisationFigures {
		counted = c
		return digest.FreezeOrganisation(quarter, 5)(c)
	})
	if err != nil {
		rt.Fatal(err)
	}
	var exported bytes.Buffer
	if err := digest.Export(&exported, quarter, []pw.OrganisationFigures{f}, nil); err != nil {
		rt.Fatal(err)
	}
	pages["figures of the organisation"] = fmt.Sprintln(len(counted.OutsideRole), exported.String())
}

// posted keeps what the scheduler sends in one workspace.
type posted struct {
	ws    pw.WorkspaceID
	day   string // put before each message; "" for nothing
	mu    sync.Mutex
	pages map[string]string
}

// Post implements scheduler.Messenger.
func (p *posted) Post(_ context.Context, ws pw.WorkspaceID, recipient string, m views.Message) (channel, ts string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if ws == p.ws {
		p.pages[recipient] += p.day + encode(m) + "\n"
	}
	return recipient, "1.2", nil
}
