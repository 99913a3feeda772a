package peerwork_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handrail/peerwork"
)

var noon = time.Date(2026, time.November, 16, 12, 0, 0, 0, time.UTC)

func hours(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }

func TestMayRead(t *testing.T) {
	written := func(readers peerwork.Readers) peerwork.Note {
		n := peerwork.Note{Author: "sam", Team: "riverside"}
		n.SetReaders(readers, noon)
		return n
	}
	supervises := func(since int) peerwork.Standing {
		return peerwork.Standing{Viewer: "ama", Supervises: []peerwork.Supervising{{Team: "riverside", Worker: "sam", Since: hours(since)}}}
	}
	manages := func(since int) peerwork.Standing {
		return peerwork.Standing{Viewer: "jo", Manages: []peerwork.Managing{{Team: "riverside", Since: hours(since)}}}
	}
	for name, c := range map[string]struct {
		viewer peerwork.Standing
		note   peerwork.Note
		want   peerwork.Role
	}{
		"the author always may":                                 {peerwork.Standing{Viewer: "sam"}, written(peerwork.OnlyMe), peerwork.RoleAuthor},
		"somebody without a role may not":                       {peerwork.Standing{Viewer: "adm"}, written(peerwork.SupervisorAndManager), ""},
		"an operator may not":                                   {peerwork.Standing{}, peerwork.Note{}, ""},
		"the supervisor may, when let in":                       {supervises(-1), written(peerwork.Supervisor), peerwork.RoleSupervisor},
		"the supervisor may, who started at that instant":       {supervises(0), written(peerwork.Supervisor), peerwork.RoleSupervisor},
		"a supervisor who started afterwards may not":           {supervises(1), written(peerwork.Supervisor), ""},
		"the supervisor may not read what is only the author's": {supervises(-1), written(peerwork.OnlyMe), ""},
		"a line manager may, when let in":                       {manages(-1), written(peerwork.SupervisorAndManager), peerwork.RoleManager},
		"a line manager may not read what is the supervisor's":  {manages(-1), written(peerwork.Supervisor), ""},
		"a line manager who started afterwards may not":         {manages(1), written(peerwork.SupervisorAndManager), ""},
		"another team's line manager may not": {
			peerwork.Standing{Viewer: "kim", Manages: []peerwork.Managing{{Team: "hillside", Since: hours(-1)}}}, written(peerwork.SupervisorAndManager), "",
		},
		"another worker's supervisor may not": {
			peerwork.Standing{Viewer: "ama", Supervises: []peerwork.Supervising{{Team: "riverside", Worker: "kim", Since: hours(-1)}}},
			written(peerwork.SupervisorAndManager), "",
		},
		"a supervisor in another team may not": {
			peerwork.Standing{Viewer: "ama", Supervises: []peerwork.Supervising{{Team: "hillside", Worker: "sam", Since: hours(-1)}}},
			written(peerwork.SupervisorAndManager), "",
		},
		"who supervises and manages reads as the supervisor": {
			peerwork.Standing{Viewer: "jo", Manages: manages(-1).Manages, Supervises: supervises(-1).Supervises},
			written(peerwork.SupervisorAndManager), peerwork.RoleSupervisor,
		},
		"a line manager reads their own as its author": {
			peerwork.Standing{Viewer: "sam", Manages: manages(-1).Manages}, written(peerwork.SupervisorAndManager), peerwork.RoleAuthor,
		},
	} {
		t.Run(name, func(t *testing.T) {
			role, may := c.viewer.MayRead(c.note.Facts())
			if role != c.want || may != (c.want != "") {
				t.Errorf("got %q, %v, want %q", role, may, c.want)
			}
		})
	}
}

var somebody = rapid.SampledFrom([]peerwork.UserID{"sam", "kim", "ama", "jo"})

func aStanding(t *rapid.T) peerwork.Standing {
	s := peerwork.Standing{Viewer: somebody.Draw(t, "viewer")}
	instant := rapid.Custom(func(t *rapid.T) time.Time { return hours(rapid.IntRange(-3, 3).Draw(t, "since")) })
	for range rapid.IntRange(0, 2).Draw(t, "manages") {
		s.Manages = append(s.Manages, peerwork.Managing{Team: aTeam.Draw(t, "team"), Since: instant.Draw(t, "since")})
	}
	for range rapid.IntRange(0, 2).Draw(t, "supervises") {
		s.Supervises = append(s.Supervises, peerwork.Supervising{Team: aTeam.Draw(t, "team"), Worker: somebody.Draw(t, "worker"), Since: instant.Draw(t, "since")})
	}
	return s
}

var aTeam = rapid.SampledFrom([]peerwork.TeamID{"riverside", "hillside"})

// aNote returns a note whose author has changed their mind some times.
func aNote(t *rapid.T) peerwork.Note {
	n := peerwork.Note{Author: somebody.Draw(t, "author"), Team: aTeam.Draw(t, "for")}
	for hour := range rapid.IntRange(1, 4).Draw(t, "choices") {
		n.SetReaders(someReaders.Draw(t, "readers"), hours(hour-2))
	}
	if rapid.Bool().Draw(t, "shared on the agenda") {
		n.Agenda = peerwork.AgendaShare{
			Team: n.Team, Named: rapid.SampledFrom([]peerwork.UserID{"", "ama", "jo"}).Draw(t, "named"), Since: hours(rapid.IntRange(-2, 2).Draw(t, "shared")),
		}
	}
	return n
}

var someReaders = rapid.SampledFrom([]peerwork.Readers{peerwork.OnlyMe, peerwork.Supervisor, peerwork.SupervisorAndManager})

func TestTheChoiceBoundsWhoMayRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, viewer := aNote(t), aStanding(t)
		role, may := viewer.MayRead(n.Facts())
		allowed := map[peerwork.Readers][]peerwork.Role{
			peerwork.OnlyMe:               {peerwork.RoleAuthor},
			peerwork.Supervisor:           {peerwork.RoleAuthor, peerwork.RoleSupervisor},
			peerwork.SupervisorAndManager: {peerwork.RoleAuthor, peerwork.RoleSupervisor, peerwork.RoleManager},
		}[n.Readers]
		if role == peerwork.RoleSupervisor && !n.Agenda.Since.IsZero() {
			allowed = append(allowed, role)
		}
		if may != slices.Contains(allowed, role) {
			t.Fatalf("%v reads %v as %q", viewer, n.Facts(), role)
		}
		if (role == peerwork.RoleAuthor) != (n.Author == viewer.Viewer) {
			t.Fatalf("%s reads %s's note as %q", viewer.Viewer, n.Author, role)
		}
		if role.ShowsName() && role == peerwork.RoleManager {
			t.Fatal("a line manager is shown the name")
		}
	})
}

func TestNarrowingLetsNobodyIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, viewer := aNote(t), aStanding(t)
		_, before := viewer.MayRead(n.Facts())
		narrower := n
		narrower.SetReaders(peerwork.Readers(rapid.IntRange(0, int(n.Readers)).Draw(t, "narrower")), hours(9))
		if _, after := viewer.MayRead(narrower.Facts()); after && !before {
			t.Fatalf("%v may read %v only once it is narrower", viewer, narrower.Facts())
		}
	})
}

func TestLosingARoleLetsNobodyIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n, viewer := aNote(t), aStanding(t)
		_, before := viewer.MayRead(n.Facts())
		left := peerwork.Standing{Viewer: viewer.Viewer}
		role, after := left.MayRead(n.Facts())
		if after && (!before || role != peerwork.RoleAuthor) {
			t.Fatalf("%s may read without a role, as %q", viewer.Viewer, role)
		}
	})
}

func TestSettingTheSameReadersAgainKeepsTheInstants(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := aNote(t)
		again := n
		again.SetReaders(n.Readers, hours(9))
		if again.Facts() != n.Facts() {
			t.Fatalf("%v became %v", n.Facts(), again.Facts())
		}
	})
}

func TestStandingIsWhatTheRosterSays(t *testing.T) {
	r := peerwork.Roster{Admins: []peerwork.UserID{"jo"}, Teams: []peerwork.Team{{
		ID:           "riverside",
		LineManagers: []peerwork.Held{{User: "jo", Since: hours(1)}},
		Deputies:     []peerwork.Held{{User: "kim", Since: hours(1)}},
		Workers:      []peerwork.Member{{User: "sam", Supervisor: "ama", SupervisorSince: hours(2)}, {User: "ama", Supervisor: "ama"}},
	}}}
	if s := r.Standing("jo"); len(s.Manages) != 1 || s.Manages[0] != (peerwork.Managing{Team: "riverside", Since: hours(1)}) || len(s.Supervises) != 0 {
		t.Errorf("the line manager: %v", s)
	}
	if s := r.Standing("ama"); len(s.Supervises) != 1 || s.Supervises[0] != (peerwork.Supervising{Team: "riverside", Worker: "sam", Since: hours(2)}) {
		t.Errorf("the supervisor, who does not supervise themselves: %v", s)
	}
	if s := r.Standing("kim"); len(s.Manages)+len(s.Supervises) != 0 {
		t.Errorf("the deputy: %v", s)
	}
}

func TestFiguresFromBeforeALineManagersTime(t *testing.T) {
	week, err := peerwork.ParsePeriod("2026-W47")
	if err != nil {
		t.Fatal(err)
	}
	ended := time.Date(2026, time.November, 23, 0, 0, 0, 0, time.UTC)
	team := func(since time.Time) peerwork.Team {
		return peerwork.Team{Timezone: "UTC", LineManagers: []peerwork.Held{{User: "jo", Since: since}, {User: "sam", Since: since}}, Workers: []peerwork.Member{{User: "sam"}}}
	}
	for name, c := range map[string]struct {
		since time.Time
		sees  bool
		notes int // of three
	}{
		"since ever":                   {time.Time{}, true, 3},
		"from its first moment":        {ended.AddDate(0, 0, -7), true, 3},
		"from the moment after":        {ended.AddDate(0, 0, -7).Add(1), true, 0},
		"from its last moment":         {ended.Add(-1), true, 0},
		"from the moment it was over":  {ended, false, 0},
		"from a day after it was over": {ended.AddDate(0, 0, 1), false, 0},
	} {
		team := team(c.since)
		if got := team.MaySeeFigures("jo", week); got != c.sees {
			t.Errorf("a line manager %s: %t", name, got)
		}
		if got := team.FiguresFor("jo", week, peerwork.Figures{SharedNotes: 3}).SharedNotes; got != c.notes {
			t.Errorf("a line manager %s is told of %d notes", name, got)
		}
		if got := team.FiguresFor("jo", week.MonthOf(), peerwork.Figures{SharedNotes: 3}).SharedNotes; got != 0 {
			t.Errorf("a line manager %s is told of %d notes in a month", name, got)
		}
		if !team.MaySeeFigures("sam", week) || team.MaySeeFigures("kim", week) {
			t.Errorf("%s: a worker sees all, and somebody else nothing", name)
		}
	}
}
