package peerwork_test

import (
	"slices"
	"testing"

	"pgregory.net/rapid"

	"handrail/peerwork"
)

func called(u peerwork.UserID) peerwork.Named { return peerwork.Named{User: u, Name: string(u)} }

// riverside is a team in which sam writes: with that supervisor, or none, and those line managers.
func riverside(supervisor peerwork.UserID, managers ...peerwork.UserID) peerwork.Team {
	t := peerwork.Team{ID: "riverside", Workers: []peerwork.Member{{User: "sam", Supervisor: supervisor, SupervisorSince: hours(-9)}}}
	for _, m := range managers {
		t.LineManagers = append(t.LineManagers, peerwork.Held{User: m, Since: hours(-9)})
	}
	return t
}

func ofID(id peerwork.TeamID, t peerwork.Team) peerwork.Team {
	t.ID = id
	return t
}

func TestAChoiceIsForThosePeopleWhomItsPageNamed(t *testing.T) {
	const all, supervisor, me = peerwork.SupervisorAndManager, peerwork.Supervisor, peerwork.OnlyMe
	for name, c := range map[string]struct {
		then, now   peerwork.Team
		before      peerwork.Readers // let in when those of then were there
		chosen      peerwork.Readers
		want        peerwork.Readers
		refused     bool
		hidesThemes bool
	}{
		"the same people":                             {riverside("ama", "jo"), riverside("ama", "jo"), me, all, all, false, false},
		"another supervisor":                          {riverside("ama", "jo"), riverside("bo", "jo"), me, supervisor, me, true, false},
		"another supervisor, with managers":           {riverside("ama", "jo"), riverside("bo", "jo"), me, all, me, true, false},
		"another supervisor, but only me is chosen":   {riverside("ama", "jo"), riverside("bo", "jo"), me, me, me, false, false},
		"another manager, but they are not chosen":    {riverside("ama", "jo"), riverside("ama", "kim"), me, supervisor, supervisor, false, true},
		"another manager":                             {riverside("ama", "jo"), riverside("ama", "kim"), me, all, me, true, true},
		"a further manager":                           {riverside("ama", "jo"), riverside("ama", "jo", "kim"), me, all, me, true, true},
		"a manager fewer":                             {riverside("ama", "jo", "kim"), riverside("ama", "jo"), me, all, all, false, false},
		"no manager any more":                         {riverside("ama", "jo"), riverside("ama"), me, all, supervisor, false, true},
		"no supervisor any more":                      {riverside("ama", "jo"), riverside("", "jo"), me, supervisor, me, false, false},
		"the first supervisor":                        {riverside("", "jo"), riverside("ama", "jo"), me, all, me, true, false},
		"the manager is the supervisor now":           {riverside("ama", "jo"), riverside("jo", "jo", "kim"), me, all, me, true, true},
		"the supervisor is a manager now":             {riverside("ama", "jo"), riverside("ama", "ama", "jo"), me, all, me, true, true},
		"the two have changed places":                 {riverside("ama", "jo"), riverside("jo", "ama"), me, all, me, true, true},
		"another team with the same people":           {riverside("ama", "jo"), ofID("hilltop", riverside("ama", "jo")), me, all, me, true, true},
		"what is chosen was chosen before":            {riverside("ama", "jo"), riverside("bo", "kim"), all, all, all, false, true},
		"narrower than before":                        {riverside("ama", "jo"), riverside("bo", "kim"), all, supervisor, supervisor, false, true},
		"wider than before stays as it was":           {riverside("ama", "jo"), riverside("ama", "kim"), supervisor, all, supervisor, true, true},
		"wider than before, the supervisor is as new": {riverside("ama", "jo"), riverside("bo", "jo"), supervisor, all, all, false, false},
	} {
		t.Run(name, func(t *testing.T) {
			shown, a := c.then.Audience("sam", called).Shown(), c.now.Audience("sam", called)
			n := peerwork.Note{Author: "sam", Team: c.now.ID}
			n.SetReaders(c.before, hours(-1))
			if kept := n.ChooseReaders(c.chosen, a, shown, noon); kept == c.refused || n.Readers != c.want {
				t.Errorf("carried out: %v; can be read by %d, want %d", kept, n.Readers, c.want)
			}
			shares := n.ChooseShare(true, a, shown)
			if n.ShareThemes == c.hidesThemes || shares != n.ShareThemes && len(a.Managers) > 0 {
				t.Errorf("themes shown: %v; carried out: %v", n.ShareThemes, shares)
			}
			if !n.ChooseShare(false, a, "") || n.ShareThemes {
				t.Error("a no is not carried out")
			}
		})
	}
}

func TestAPageThatNamedNobodyLetsNobodyIn(t *testing.T) {
	a := riverside("ama", "jo").Audience("sam", called)
	for _, shown := range []peerwork.Shown{"", "x", "-----", a.Shown()[:5]} {
		n := peerwork.Note{Author: "sam", Team: "riverside"}
		if n.ChooseReaders(peerwork.Supervisor, a, shown, noon) || n.ChooseShare(true, a, shown) || n.Readers != peerwork.OnlyMe || n.ShareThemes {
			t.Errorf("%q lets somebody in: %+v", shown, n.Facts())
		}
	}
}

func TestWhomAPageNamesFitsIntoABlock(t *testing.T) {
	var managers []peerwork.UserID
	for i := range 80 {
		managers = append(managers, peerwork.UserID(rune('a'+i)))
	}
	a := riverside("ama", managers...).Audience("sam", called)
	n := peerwork.Note{Author: "sam", Team: "riverside"}
	if len(a.Shown()) > 200 || n.ChooseReaders(peerwork.SupervisorAndManager, a, a.Shown(), noon) || !n.ChooseReaders(peerwork.Supervisor, a, a.Shown(), noon) {
		t.Errorf("%d bytes, and lets in %d", len(a.Shown()), n.Readers)
	}
}

func TestWhoIsLetInByAClockThatIsBehindCanRead(t *testing.T) {
	team := riverside("ama", "jo")
	team.Workers[0].SupervisorSince = hours(2)
	a := team.Audience("sam", called)
	n := peerwork.Note{Author: "sam", Team: "riverside"}
	n.ChooseReaders(peerwork.Supervisor, a, a.Shown(), noon)
	if late := a.ShutOut(n.Facts()); len(late) > 0 {
		t.Errorf("%v cannot read what was shared with them", late)
	}
}

// TestNobodyReadsWhoWasNotShown changes a team at random between the page and its answer: who can read then, and could not
// before, held the same place when the page was drawn.
func TestNobodyReadsWhoWasNotShown(t *testing.T) {
	people := []peerwork.UserID{"ama", "bo", "jo", "kim", "sam"}
	rapid.Check(t, func(r *rapid.T) {
		draw := func(when string) peerwork.Team {
			who := rapid.SampledFrom(append([]peerwork.UserID{""}, people...)).Draw(r, "supervisor "+when)
			return ofID(rapid.SampledFrom([]peerwork.TeamID{"riverside", "hilltop"}).Draw(r, "team "+when),
				riverside(who, rapid.SliceOfDistinct(rapid.SampledFrom(people), func(u peerwork.UserID) peerwork.UserID { return u }).Draw(r, "managers "+when)...))
		}
		then, now := draw("then"), draw("now")
		readers := func(what string) peerwork.Readers { return peerwork.Readers(rapid.IntRange(0, 2).Draw(r, what)) }
		n := peerwork.Note{Author: "sam", Team: now.ID}
		n.SetReaders(readers("before"), hours(-1))
		was := n
		n.ChooseReaders(readers("chosen"), now.Audience("sam", called), then.Audience("sam", called).Shown(), noon)
		n.ChooseShare(rapid.Bool().Draw(r, "share"), now.Audience("sam", called), then.Audience("sam", called).Shown())
		stood := func(u peerwork.UserID, as peerwork.Role) bool {
			if then.ID != now.ID {
				return false
			}
			if as == peerwork.RoleSupervisor {
				return then.Workers[0].Supervisor == u
			}
			return then.Manages(u)
		}
		roster := peerwork.Roster{Teams: []peerwork.Team{now}}
		for _, u := range people {
			before, _ := roster.Standing(u).MayRead(was.Facts())
			as, may := roster.Standing(u).MayRead(n.Facts())
			if may && as != peerwork.RoleAuthor && as != before && !stood(u, as) {
				r.Fatalf("%s reads as %s", u, as)
			}
		}
		if n.ShareThemes && slices.ContainsFunc(now.LineManagers, func(h peerwork.Held) bool { return h.User != "sam" && !stood(h.User, peerwork.RoleManager) }) {
			r.Fatal("themes are shown to somebody who was not named")
		}
	})
}
