package peerwork_test

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	pw "handrail/peerwork"
)

// TestWhoReadsAGroupLine holds the rule against the sentences of docs/adr/0014, on teams drawn by chance.
func TestWhoReadsAGroupLine(t *testing.T) {
	people := []pw.UserID{"U1", "U2", "U3", "U4", "U5"}
	start := time.Date(2026, time.November, 16, 9, 0, 0, 0, time.UTC)
	rapid.Check(t, func(rt *rapid.T) {
		someone := rapid.SampledFrom(people)
		instant := func(what string) time.Time {
			return start.Add(time.Duration(rapid.IntRange(0, 4).Draw(rt, what)) * time.Hour)
		}
		team := pw.Team{ID: "riverside"}
		for _, u := range rapid.SliceOfNDistinct(someone, 0, 4, rapid.ID).Draw(rt, "workers") {
			m := pw.Member{User: u, Since: instant("since")}
			if rapid.Bool().Draw(rt, "supervised") {
				m.Supervisor, m.SupervisorSince = someone.Draw(rt, "supervisor"), instant("supervised since")
			}
			team.Workers = append(team.Workers, m)
		}
		for _, u := range rapid.SliceOfNDistinct(someone, 0, 2, rapid.ID).Draw(rt, "managers") {
			team.LineManagers = append(team.LineManagers, pw.Held{User: u})
		}
		g := pw.GroupAgenda{Team: "riverside", Facilitator: someone.Draw(rt, "facilitator"), Since: instant("facilitates since")}
		line := pw.GroupLine{Author: someone.Draw(rt, "author"), Team: rapid.SampledFrom([]pw.TeamID{"riverside", "riverside", "hilltop"}).Draw(rt, "team")}
		if rapid.IntRange(0, 3).Draw(rt, "shared") > 0 {
			line.Shared = instant("shared at")
		}
		if rapid.IntRange(0, 4).Draw(rt, "talked about") == 0 {
			line.Discussed = start.Add(9 * time.Hour)
		}
		viewer := someone.Draw(rt, "viewer")
		role, may := team.MayReadGroup(viewer, g, line)
		member, works := team.Member(viewer)
		supervises := slices.ContainsFunc(team.Workers, func(m pw.Member) bool { return m.Supervisor == viewer })
		there := slices.ContainsFunc(team.Workers, func(m pw.Member) bool { // when it was shared
			return m.User == viewer && !line.Shared.Before(m.Since) || m.Supervisor == viewer && !line.Shared.Before(m.SupervisorSince)
		})
		never := map[string]bool{
			"another team's line":                  line.Team != "riverside",
			"a line that is not shared":            line.Shared.IsZero(),
			"a line that was talked about":         !line.Discussed.IsZero(),
			"a line manager of the team":           team.Manages(viewer),
			"somebody who is not of the team":      !works && !supervises,
			"a supervisor who does not facilitate": !works && viewer != g.Facilitator,
			"a worker who came after":              works && line.Shared.Before(member.Since) && (viewer != g.Facilitator || line.Shared.Before(g.Since)),
			"a facilitator chosen after":           !works && line.Shared.Before(g.Since),
			"a facilitator who came back after":    !there,
		}
		if viewer == line.Author {
			if want := line.Team == "riverside"; may != want {
				rt.Fatalf("its author reads it: %v", may)
			}
			return
		}
		expected := team.TakesPart(line.Author)
		for who, is := range never {
			if is && may {
				rt.Fatalf("%s reads it, as %s", who, role)
			}
			expected = expected && !is
		}
		if may != expected {
			rt.Fatalf("reads it: %v, want %v, as %q", may, expected, role)
		}
	})
}
