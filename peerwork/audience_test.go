package peerwork_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/peerwork"
)

// aTeamOf draws a team with people in every place, some of whom started late, and some in two places.
func aTeamOf(t *rapid.T) peerwork.Team {
	since := func(label string) time.Time { return hours(rapid.IntRange(-3, 3).Draw(t, label)) }
	team := peerwork.Team{ID: aTeam.Draw(t, "team"), Name: "Riverside"}
	for _, u := range []peerwork.UserID{"sam", "kim", "ama", "jo"} {
		if rapid.Bool().Draw(t, "manages") {
			team.LineManagers = append(team.LineManagers, peerwork.Held{User: u, Since: since("manages since")})
		}
		if rapid.Bool().Draw(t, "works") {
			supervisor := rapid.SampledFrom([]peerwork.UserID{"", "sam", "kim", "ama", "jo"}).Draw(t, "supervisor")
			team.Workers = append(team.Workers, peerwork.Member{User: u, Supervisor: supervisor, SupervisorSince: since("supervises since")})
		}
	}
	return team
}

func named(u peerwork.UserID) peerwork.Named {
	return peerwork.Named{User: u, Name: "<" + string(u) + ">"}
}

// What an author is told of their readers is what the rule says of them, whatever the choice says.
func TestTheSentenceNamesExactlyThoseWhoMayRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		team, n := aTeamOf(t), aNote(t)
		n.Team = team.ID
		roster := peerwork.Roster{Teams: []peerwork.Team{team}}
		audience := team.Audience(n.Author, named)
		if reader, reads := roster.Reader(n.Author, n.Agenda); reads {
			audience.Agenda = named(reader)
		}
		said := audience.ReadBy(n.Facts())
		unnamed, lastNamed, firstUnnamed := false, -1, len(said)
		for _, u := range []peerwork.UserID{"sam", "kim", "ama", "jo"} {
			if u == n.Author {
				continue
			}
			role, may := roster.Standing(u).MayRead(n.Facts())
			if stands := strings.Contains(said, "<"+string(u)+">"); stands != may {
				t.Fatalf("%s may read: %v. It says: %s", u, may, said)
			}
			late := slices.Contains(audience.ShutOut(n.Facts()), named(u))
			if late && (may || n.Readers == peerwork.OnlyMe) {
				t.Fatalf("%s is said to be shut out of %v, and may read: %v", u, n.Facts(), may)
			}
			if again := n; late && !may {
				again.SetReaders(peerwork.OnlyMe, hours(8))
				again.SetReaders(n.Readers, hours(9))
				if _, may := roster.Standing(u).MayRead(again.Facts()); !may {
					t.Fatalf("%s cannot be let in by choosing again", u)
				}
			}
			unnamed = unnamed || may && !role.ShowsName()
			at := strings.Index(said, "<"+string(u)+">")
			switch {
			case may && role.ShowsName():
				lastNamed = max(lastNamed, at)
			case may:
				firstUnnamed = min(firstUnnamed, at)
			}
		}
		if lastNamed > firstUnnamed {
			t.Fatalf("who reads with the name does not stand first. It says: %s", said)
		}
		if unnamed != strings.Contains(said, "without your name") {
			t.Fatalf("somebody reads without the name: %v. It says: %s", unnamed, said)
		}
		if nobody := !strings.Contains(said, "<"); nobody != (said == "Only you can read it.") {
			t.Fatalf("it says: %s", said)
		}
	})
}

func TestWhoStartedLaterIsNotNamed(t *testing.T) {
	team := peerwork.Team{
		ID: "riverside", LineManagers: []peerwork.Held{{User: "jo", Since: hours(-2)}, {User: "kim", Since: hours(2)}},
		Workers: []peerwork.Member{{User: "sam", Supervisor: "ama", SupervisorSince: hours(1)}},
	}
	n := peerwork.Note{Author: "sam", Team: "riverside"}
	n.SetReaders(peerwork.SupervisorAndManager, noon)
	a := team.Audience("sam", named)
	if got, want := a.ReadBy(n.Facts()), "<jo>, your line manager, without your name, can read it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := a.ShutOut(n.Facts()); !slices.Equal(got, []peerwork.Named{named("ama"), named("kim")}) {
		t.Errorf("shut out: %v", got)
	}
	// Somebody who supervises since a while ago and manages since before reads as a line manager, without the name.
	team.Workers[0].Supervisor = "jo"
	if got, want := team.Audience("sam", named).ReadBy(n.Facts()), "<jo>, your supervisor and your line manager, without your name, can read it."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWhoIsGoneIsNotSaidToRead(t *testing.T) {
	team := peerwork.Team{
		ID: "riverside", LineManagers: []peerwork.Held{{User: "jo"}, {User: "kim"}},
		Workers: []peerwork.Member{{User: "sam", Supervisor: "ama"}},
	}
	n := peerwork.Note{Author: "sam", Team: team.ID}
	n.SetReaders(peerwork.SupervisorAndManager, hours(1))
	for _, c := range []struct {
		name    string
		gone    []peerwork.UserID
		reads   string
		choices []string
	}{
		{"names all who are there", nil, "<ama>, your supervisor, and <jo>, your line manager, and <kim>, your line manager, without your name, can read it.",
			[]string{"Only me", "<ama>, my supervisor", "<ama>, my supervisor, and <jo>, my line manager, and <kim>, my line manager, without my name"}},
		{"names a supervisor who is gone only beside others", []peerwork.UserID{"ama"}, "<jo>, your line manager, and <kim>, your line manager, without your name, can read it.",
			[]string{"Only me", "<ama>, my supervisor (cannot read now), and <jo>, my line manager, and <kim>, my line manager, without my name"}},
		{"names a line manager who is gone only beside others", []peerwork.UserID{"jo"}, "<ama>, your supervisor, and <kim>, your line manager, without your name, can read it.",
			[]string{"Only me", "<ama>, my supervisor", "<ama>, my supervisor, and <jo>, my line manager (cannot read now), and <kim>, my line manager, without my name"}},
		{"offers nobody where all are gone", []peerwork.UserID{"ama", "jo", "kim"}, "Only you can read it.", []string{"Only me"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			a := team.Audience("sam", named)
			a.Gone = map[peerwork.UserID]bool{}
			for _, u := range c.gone {
				a.Gone[u] = true
			}
			var choices []string
			for _, choice := range a.Choices() {
				choices = append(choices, choice.Label)
			}
			if diff := cmp.Diff(c.choices, choices); diff != "" {
				t.Error(diff)
			}
			if said := a.ReadBy(n.Facts()); said != c.reads {
				t.Errorf("it says %q", said)
			}
		})
	}
}
