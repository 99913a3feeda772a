package digest_test

import (
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"handrail/digest"
	"handrail/peerwork"
)

// upTo returns so many people, each with one session of that state.
func upTo(people int, state peerwork.SessionState, why peerwork.MissedWhy) []peerwork.CountedSession {
	var sessions []peerwork.CountedSession
	for i := range people {
		sessions = append(sessions, peerwork.CountedSession{Worker: i, State: state, Why: why})
	}
	return sessions
}

func soonOf(people int, answered peerwork.SoonAnswered, passed bool) []peerwork.CountedSoon {
	var soon []peerwork.CountedSoon
	for i := range people {
		soon = append(soon, peerwork.CountedSoon{Worker: i, SoonCount: peerwork.SoonCount{Answered: answered, Passed: passed}})
	}
	return soon
}

func together[T any](lists ...[]T) (all []T) {
	for _, l := range lists {
		all = append(all, l...)
	}
	return all
}

// numbers are the figures that have one.
func numbers(f peerwork.OrganisationFigures) map[peerwork.FigureName]int {
	shown := map[peerwork.FigureName]int{}
	for _, row := range f.Rows {
		if row.Number != 0 {
			shown[row.Name] = row.Number
		}
	}
	return shown
}

func TestFreezeOrganisation(t *testing.T) {
	held, missed, moved := peerwork.SessionHeld, peerwork.SessionMissed, peerwork.SessionMoved
	type figures = map[peerwork.FigureName]int
	for _, c := range []struct {
		name   string
		k      int
		counts peerwork.OrganisationCounts
		want   figures
	}{
		{"says nothing of nothing", 5, peerwork.OrganisationCounts{}, figures{}},
		{"says nothing of four people", 5, peerwork.OrganisationCounts{Offered: []int{0, 1, 2, 3}, OutsideRole: []int{0, 1, 2, 3}, Sessions: upTo(4, held, ""), Soon: soonOf(4, "", true)}, figures{}},
		{"counts people, however often they stand there", 5, peerwork.OrganisationCounts{Offered: []int{1, 1, 1, 1, 1}}, figures{}},
		{"gives the number from five", 5, peerwork.OrganisationCounts{Offered: []int{0, 1, 2, 3, 4}, OutsideRole: []int{0, 1, 2, 3, 4, 5}}, figures{peerwork.PeopleOffered: 5, peerwork.PeopleOutsideRole: 6}},
		{"keeps to a raised k", 6, peerwork.OrganisationCounts{Offered: []int{0, 1, 2, 3, 4}}, figures{}},
		{"does not go below five", 1, peerwork.OrganisationCounts{Offered: []int{0, 1, 2, 3}}, figures{}},
		{
			"withholds what was planned where the difference to what was held would tell of two",
			5,
			peerwork.OrganisationCounts{Sessions: together(upTo(9, held, ""), upTo(2, missed, peerwork.MissedIll))},
			figures{peerwork.SessionsHeld: 9},
		},
		{
			"withholds the missed too, so that the moved cannot be worked out",
			5,
			peerwork.OrganisationCounts{Sessions: together(upTo(9, held, ""), upTo(6, missed, peerwork.MissedIll), upTo(2, moved, ""))},
			figures{peerwork.SessionsPlanned: 17, peerwork.SessionsHeld: 9},
		},
		{
			"gives all where all have enough, but for reasons that have not",
			5,
			peerwork.OrganisationCounts{Sessions: together(upTo(9, held, ""), upTo(7, missed, peerwork.MissedShift), upTo(6, missed, peerwork.MissedIll), upTo(2, missed, peerwork.MissedLeave), upTo(5, moved, ""), upTo(5, peerwork.SessionPlanned, ""))},
			figures{
				peerwork.SessionsPlanned: 34, peerwork.SessionsHeld: 9, peerwork.SessionsMissed: 15, peerwork.SessionsMoved: 5,
				peerwork.SessionsNotRecorded: 5, peerwork.MissedFigure(peerwork.MissedShift): 7,
			},
		},
		{
			"gives no reasons where the missed are withheld, or their sum would tell of the moved",
			5,
			peerwork.OrganisationCounts{Sessions: together(upTo(9, held, ""), upTo(5, missed, peerwork.MissedShift), upTo(5, missed, peerwork.MissedIll), upTo(5, missed, peerwork.MissedLeave), upTo(5, missed, peerwork.MissedNotArranged), upTo(5, missed, peerwork.MissedOther), upTo(2, moved, ""))},
			figures{peerwork.SessionsPlanned: 36, peerwork.SessionsHeld: 9},
		},
		{
			"withholds how many asked where the difference would tell of one who was not answered",
			5,
			peerwork.OrganisationCounts{Soon: together(soonOf(6, peerwork.SoonAnsweredInTime, false), soonOf(1, "", true))},
			figures{peerwork.SoonInTime: 6},
		},
		{
			"does not tell a late answer from none",
			5,
			peerwork.OrganisationCounts{Soon: together(soonOf(6, peerwork.SoonAnsweredInTime, false), soonOf(3, peerwork.SoonAnsweredLate, true), soonOf(5, "", true))},
			figures{peerwork.SoonAsked: 14, peerwork.SoonInTime: 6, peerwork.SoonNotInTime: 8, peerwork.SoonPassedOn: 8},
		},
		{
			"withholds what was passed on where the rest is few",
			5,
			peerwork.OrganisationCounts{Soon: together(soonOf(6, peerwork.SoonAnsweredInTime, true), soonOf(5, "", true), soonOf(1, "", false))},
			figures{peerwork.SoonAsked: 12, peerwork.SoonInTime: 6, peerwork.SoonNotInTime: 6},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := digest.FreezeOrganisation(week(t, "2026-Q4"), c.k)(c.counts)
			if d := cmp.Diff(c.want, numbers(f)); d != "" {
				t.Error(d)
			}
		})
	}
}

// atom is one kind of thing that happened, in the finest grain: whatever a reader could want to know is a sum of these.
type atom struct {
	state peerwork.SessionState
	why   peerwork.MissedWhy
}

func atoms() []atom {
	all := []atom{{peerwork.SessionHeld, ""}, {peerwork.SessionMoved, ""}, {peerwork.SessionPlanned, ""}}
	for _, r := range peerwork.MissedReasons() {
		all = append(all, atom{peerwork.SessionMissed, r.Why})
	}
	return all
}

// countedBy reports whether a figure counts the atom.
func (a atom) countedBy(name peerwork.FigureName) bool {
	switch name {
	case peerwork.SessionsPlanned:
		return true
	case peerwork.SessionsHeld:
		return a.state == peerwork.SessionHeld
	case peerwork.SessionsMoved:
		return a.state == peerwork.SessionMoved
	case peerwork.SessionsNotRecorded:
		return a.state == peerwork.SessionPlanned
	case peerwork.SessionsMissed:
		return a.state == peerwork.SessionMissed
	}
	return a.state == peerwork.SessionMissed && name == peerwork.MissedFigure(a.why)
}

// TestNothingBelowKCanBeWorkedOut draws quarters at random, and tries with every set of what may have happened whether
// its number follows from those shown by adding and taking away. Where it does, k people are behind it.
func TestNothingBelowKCanBeWorkedOut(t *testing.T) {
	all := atoms()
	rapid.Check(t, func(t *rapid.T) {
		k := rapid.IntRange(5, 7).Draw(t, "k")
		// Few of some and many of others, so that the edges of k come up.
		var sessions []peerwork.CountedSession
		behind := make([]map[int]bool, len(all))
		for i, a := range all {
			behind[i] = map[int]bool{}
			for range rapid.IntRange(0, 14).Draw(t, "sessions") {
				worker := rapid.IntRange(0, 11).Draw(t, "worker")
				behind[i][worker] = true
				sessions = append(sessions, peerwork.CountedSession{Worker: worker, State: a.state, Why: a.why})
			}
		}
		f := digest.FreezeOrganisation(quarter(t), k)(peerwork.OrganisationCounts{Sessions: sessions})
		var published [][]int64
		for name := range numbers(f) {
			published = append(published, vector(all, func(i int) bool { return all[i].countedBy(name) }))
		}
		for set := 1; set < 1<<len(all); set++ {
			people := map[int]bool{}
			for i := range all {
				if set>>i&1 == 1 {
					for p := range behind[i] {
						people[p] = true
					}
				}
			}
			if len(people) >= k {
				continue
			}
			if follows(published, vector(all, func(i int) bool { return set>>i&1 == 1 })) {
				t.Fatalf("the number of %b, behind which are %d people, follows from %v", set, len(people), numbers(f))
			}
		}
	})
}

func TestSoonBelowKCannotBeWorkedOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var soon []peerwork.CountedSoon
		people := map[string]map[int]bool{"": {}, "in": {}, "passed": {}, "not in": {}, "not passed": {}}
		for range rapid.IntRange(0, 30).Draw(t, "requests") {
			s := peerwork.CountedSoon{Worker: rapid.IntRange(0, 11).Draw(t, "worker"), SoonCount: peerwork.SoonCount{
				Answered: rapid.SampledFrom([]peerwork.SoonAnswered{"", peerwork.SoonAnsweredInTime, peerwork.SoonAnsweredLate}).Draw(t, "answered"),
				Passed:   rapid.Bool().Draw(t, "passed"),
			}}
			soon = append(soon, s)
			people[""][s.Worker] = true
			people[map[bool]string{true: "in", false: "not in"}[s.Answered == peerwork.SoonAnsweredInTime]][s.Worker] = true
			people[map[bool]string{true: "passed", false: "not passed"}[s.Passed]][s.Worker] = true
		}
		shown := numbers(digest.FreezeOrganisation(quarter(t), 5)(peerwork.OrganisationCounts{Soon: soon}))
		known := map[string]bool{}
		for name, of := range map[peerwork.FigureName]string{peerwork.SoonAsked: "", peerwork.SoonInTime: "in", peerwork.SoonNotInTime: "not in", peerwork.SoonPassedOn: "passed"} {
			_, known[of] = shown[name]
		}
		known["not in"] = known["not in"] || known[""] && known["in"]
		known["in"] = known["in"] || known[""] && known["not in"]
		known["not passed"] = known[""] && known["passed"]
		for of, yes := range known {
			if yes && len(people[of]) < 5 {
				t.Fatalf("%q, behind which are %d people, follows from %v", of, len(people[of]), shown)
			}
		}
	})
}

func TestFewSessionsChangeNothing(t *testing.T) {
	draw := func(c peerwork.OrganisationCounts) peerwork.OrganisationFigures {
		return digest.FreezeOrganisation(week(t, "2026-Q4"), 5)(c)
	}
	none := draw(peerwork.OrganisationCounts{})
	rapid.Check(t, func(t *rapid.T) {
		var c peerwork.OrganisationCounts
		for range rapid.IntRange(1, 40).Draw(t, "sessions") {
			a := rapid.SampledFrom(atoms()).Draw(t, "became")
			c.Sessions = append(c.Sessions, peerwork.CountedSession{Worker: rapid.IntRange(1, 4).Draw(t, "worker"), State: a.state, Why: a.why})
		}
		if d := cmp.Diff(none, draw(c)); d != "" {
			t.Fatal("four people's sessions can be told from none:", d)
		}
	})
}

func quarter(t *rapid.T) peerwork.Period {
	p, err := peerwork.ParsePeriod("2026-Q4")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func vector(all []atom, in func(int) bool) []int64 {
	v := make([]int64, len(all))
	for i := range all {
		if in(i) {
			v[i] = 1
		}
	}
	return v
}

// follows reports whether wanted is a sum of multiples of the rows, by Gauss.
func follows(rows [][]int64, wanted []int64) bool {
	return rank(append(append([][]int64(nil), rows...), wanted)) == rank(rows)
}

func rank(rows [][]int64) int {
	m := make([][]*big.Rat, len(rows))
	for i, row := range rows {
		for _, x := range row {
			m[i] = append(m[i], big.NewRat(x, 1))
		}
	}
	done := 0
	for col := 0; len(m) > 0 && col < len(m[0]) && done < len(m); col++ {
		pivot := done
		for pivot < len(m) && m[pivot][col].Sign() == 0 {
			pivot++
		}
		if pivot == len(m) {
			continue
		}
		m[done], m[pivot] = m[pivot], m[done]
		for i := done + 1; i < len(m); i++ {
			factor := new(big.Rat).Quo(m[i][col], m[done][col])
			for j := col; j < len(m[i]); j++ {
				m[i][j] = new(big.Rat).Sub(m[i][j], new(big.Rat).Mul(factor, m[done][j]))
			}
		}
		done++
	}
	return done
}
