package peerwork_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	pw "handrail/peerwork"
)

func TestWhatCannotStandOfATeam(t *testing.T) {
	roster := pw.Roster{Teams: []pw.Team{{ID: "hilltop", Name: "Hilltop", Channel: "C1"}, {ID: "riverside", Name: "Riverside", Channel: "C2"}}}
	for name, c := range map[string]struct {
		team pw.Team
		want []pw.TeamPart
	}{
		"a team beside others":    {pw.Team{ID: "meadow", Name: "Meadow", Channel: "C3"}, nil},
		"a team in its own place": {roster.Teams[0], nil},
		"no name":                 {pw.Team{ID: "meadow", Name: " ", Channel: "C3"}, []pw.TeamPart{pw.PartName}},
		"a long name":             {pw.Team{ID: "meadow", Name: strings.Repeat("é", 61), Channel: "C3"}, []pw.TeamPart{pw.PartName}},
		"a name that is taken, written otherwise": {pw.Team{ID: "meadow", Name: "  HILLTOP ", Channel: "C3"}, []pw.TeamPart{pw.PartName}},
		"a channel that is taken":                 {pw.Team{ID: "meadow", Name: "Meadow", Channel: "C2"}, []pw.TeamPart{pw.PartChannel}},
		"somebody twice": {pw.Team{ID: "meadow", Name: "Meadow", Channel: "C3", LineManagers: []pw.Held{{User: "U1"}, {User: "U1"}}, Workers: []pw.Member{{User: "U2"}, {User: "U2"}}},
			[]pw.TeamPart{pw.PartManagers, pw.PartWorkers}},
		"a pair with oneself": {pw.Team{ID: "meadow", Name: "Meadow", Channel: "C3", Workers: []pw.Member{{User: "U2", Supervisor: "U2"}}}, []pw.TeamPart{pw.PartWorkers}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []pw.TeamPart
			for _, m := range roster.CheckTeam(c.team) {
				got = append(got, m.Part)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsToldOfATeam(t *testing.T) {
	team := pw.Team{ID: "riverside", Name: "Riverside", LineManagers: []pw.Held{{User: "U1"}}, Workers: []pw.Member{{User: "U2", Supervisor: "U1"}, {User: "U3"}}}
	roster := pw.Roster{Teams: []pw.Team{team, {ID: "hilltop", Name: "Hilltop", Workers: []pw.Member{{User: "U3", Supervisor: "U1"}}}}}
	want := []pw.Remark{{Kind: pw.ManagerAsWell, User: "U1"}, {Kind: pw.NoSupervisor, User: "U3"}, {Kind: pw.InTwoTeams, User: "U3", Team: "Hilltop"}}
	if diff := cmp.Diff(want, roster.Remarks(team)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]pw.Remark{{Kind: pw.NoManager}, {Kind: pw.NoWorkers}}, roster.Remarks(pw.Team{ID: "new"})); diff != "" {
		t.Error(diff)
	}
}

func TestATeamsIdIsMadeOfItsName(t *testing.T) {
	for name, want := range map[string]pw.TeamID{
		"Riverside crisis house": "riverside-crisis-house", "  St. Mary's -- Ward 3 ": "st-mary-s-ward-3", "فاطمة": "team", "Hilltop": "hilltop-3",
	} {
		taken := map[pw.TeamID]bool{"hilltop": true, "hilltop-2": true}
		if got := pw.NewTeamID(name, func(id pw.TeamID) bool { return taken[id] }); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
	form := regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$`) // as teams.yaml has it
	rapid.Check(t, func(t *rapid.T) {
		tries := rapid.IntRange(0, 200).Draw(t, "taken")
		if id := pw.NewTeamID(rapid.String().Draw(t, "name"), func(pw.TeamID) bool { tries--; return tries > 0 }); !form.MatchString(string(id)) {
			t.Fatalf("%q", id)
		}
	})
}

func TestAnEntryIsReadWithNames(t *testing.T) {
	e := pw.AuditEntry{What: "made " + pw.MarkUser("U1") + " the supervisor of " + pw.MarkUser("U2") + " in " + pw.MarkTeam(pw.Team{ID: "t", Name: "A <@U1>|b"})}
	got := e.Read(func(u pw.UserID) string { return "(" + string(u) + ")" }, func(name string) string { return "[" + name + "]" })
	if want := "made (U1) the supervisor of (U2) in [A  @U1  b]"; got != want {
		t.Errorf("got %q", got)
	}
}

func TestASignpostHasSteps(t *testing.T) {
	for name, steps := range map[string][]string{
		"none": nil, "eleven": strings.Split(strings.Repeat("Call 999.,", 10)+"x", ","), "an empty one": {"Call 999.", ""},
		"a long one": {strings.Repeat("9", 201)}, "too much in all": strings.Split(strings.TrimSuffix(strings.Repeat(strings.Repeat("9", 199)+",", 5), ","), ","), "no number": {"Tell somebody."},
	} {
		if found, expected := pw.CheckSignpost(steps); found == "" || expected == "" {
			t.Errorf("%s may stand", name)
		}
	}
	if found, _ := pw.CheckSignpost([]string{"Tell somebody.", "Call 999."}); found != "" {
		t.Error(found)
	}
}
