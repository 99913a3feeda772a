package digest

import "handrail/peerwork"

// FreezeOrganisation returns the decision that storage stores at the first drawing of a quarter of the whole
// organisation. A figure has a number only where at least k people are behind it, and so has whatever can be worked
// out from the numbers by adding and taking away. A k below peerwork.MinimumK counts as that.
//
// The rule, in words. A part with fewer than k people is withheld, and none is the same as few. What is withheld of a
// total is known together, as the total less the parts shown: so more parts are withheld, that with the fewest people
// first, until at least k people are behind what is withheld together. The sessions held and the requests answered
// in time are not given up for that, but the total instead. The reasons for missing a session are shown only where
// the sessions missed are.
func FreezeOrganisation(period peerwork.Period, k int) func(peerwork.OrganisationCounts) peerwork.OrganisationFigures {
	k = max(k, peerwork.MinimumK)
	return func(c peerwork.OrganisationCounts) peerwork.OrganisationFigures {
		f := peerwork.OrganisationFigures{Period: period.String(), K: k}
		f.Rows = append(f.Rows, people(peerwork.PeopleOffered, c.Offered, k))
		f.Rows = append(f.Rows, sessionFigures(c.Sessions, k)...)
		f.Rows = append(f.Rows, soonFigures(c.Soon, k)...)
		f.Rows = append(f.Rows, people(peerwork.PeopleOutsideRole, c.OutsideRole, k))
		return f
	}
}

// tally counts what happened, and the distinct people behind it.
type tally struct {
	name peerwork.FigureName
	n    int
	who  map[int]bool
}

func newTally(name peerwork.FigureName) tally { return tally{name: name, who: map[int]bool{}} }

func (t *tally) add(person int) {
	t.n++
	t.who[person] = true
}

// row is the figure as it may be shown.
func (t tally) row(shown bool) peerwork.OrganisationFigure {
	if !shown {
		return peerwork.OrganisationFigure{Name: t.name}
	}
	return peerwork.OrganisationFigure{Name: t.name, Number: t.n}
}

func people(name peerwork.FigureName, who []int, k int) peerwork.OrganisationFigure {
	t := newTally(name)
	for _, person := range who {
		t.who[person] = true
	}
	t.n = len(t.who)
	return t.row(t.n >= k)
}

func sessionFigures(sessions []peerwork.CountedSession, k int) []peerwork.OrganisationFigure {
	planned := newTally(peerwork.SessionsPlanned)
	states := []tally{newTally(peerwork.SessionsHeld), newTally(peerwork.SessionsMissed), newTally(peerwork.SessionsMoved), newTally(peerwork.SessionsNotRecorded)}
	reasons := make([]tally, len(peerwork.MissedReasons()))
	for i, reason := range peerwork.MissedReasons() {
		reasons[i] = newTally(peerwork.MissedFigure(reason.Why))
	}
	for _, s := range sessions {
		planned.add(s.Worker)
		states[stateOf(s)].add(s.Worker)
		if s.State == peerwork.SessionMissed {
			reasons[reasonOf(s)].add(s.Worker)
		}
	}
	total, shown := withhold(states, 1, k)
	rows := append([]peerwork.OrganisationFigure{planned.row(total)}, rowsOf(states, shown)...)
	_, given := withhold(reasons, 0, k)
	if missed := shown[stateOf(peerwork.CountedSession{State: peerwork.SessionMissed})]; !missed {
		given = make([]bool, len(reasons))
	}
	return append(rows, rowsOf(reasons, given)...)
}

// stateOf is the place of what became of a session among the parts of all; one that nobody recorded is the last.
func stateOf(s peerwork.CountedSession) int {
	switch s.State {
	case peerwork.SessionHeld:
		return 0
	case peerwork.SessionMissed:
		return 1
	case peerwork.SessionMoved:
		return 2
	default:
		return 3
	}
}

// reasonOf is the place of the reason among all; what is none of them is another reason, the last.
func reasonOf(s peerwork.CountedSession) int {
	reasons := peerwork.MissedReasons()
	for i, r := range reasons {
		if r.Why == s.Why {
			return i
		}
	}
	return len(reasons) - 1
}

// soonFigures do not tell a late answer from none: who was answered late is known to that worker, supervisor and
// deputy only.
func soonFigures(soon []peerwork.CountedSoon, k int) []peerwork.OrganisationFigure {
	asked := newTally(peerwork.SoonAsked)
	answers := []tally{newTally(peerwork.SoonInTime), newTally(peerwork.SoonNotInTime)}
	ways := []tally{newTally(peerwork.SoonPassedOn), newTally("")}
	for _, s := range soon {
		asked.add(s.Worker)
		answers[place(s.Answered == peerwork.SoonAnsweredInTime)].add(s.Worker)
		ways[place(s.Passed)].add(s.Worker)
	}
	total, shown := withhold(answers, 1, k)
	_, passed := withhold(ways, 0, k)
	if !total { // then nothing can be taken from it
		passed[0] = len(ways[0].who) >= k
	}
	rows := append([]peerwork.OrganisationFigure{asked.row(total)}, rowsOf(answers, shown)...)
	return append(rows, ways[0].row(passed[0]))
}

func place(first bool) int {
	if first {
		return 0
	}
	return 1
}

func rowsOf(parts []tally, shown []bool) []peerwork.OrganisationFigure {
	var rows []peerwork.OrganisationFigure
	for i, part := range parts {
		rows = append(rows, part.row(shown[i]))
	}
	return rows
}

// withhold says whether the total of some parts may be shown, and which of the parts. The first few, as many as
// prized, are not withheld to protect another: then the total is.
func withhold(parts []tally, prized, k int) (total bool, shown []bool) {
	shown = make([]bool, len(parts))
	for i, part := range parts {
		shown[i] = len(part.who) >= k
	}
	more := append([]bool(nil), shown...)
	for !safe(parts, more, k) {
		fewest := -1
		for i := prized; i < len(parts); i++ {
			if more[i] && (fewest < 0 || len(parts[i].who) <= len(parts[fewest].who)) {
				fewest = i
			}
		}
		if fewest < 0 {
			return false, shown
		}
		more[fewest] = false
	}
	return true, more
}

// safe reports whether at least k people are behind what is withheld together, or nothing is.
func safe(parts []tally, shown []bool, k int) bool {
	withheld, who := false, map[int]bool{}
	for i, part := range parts {
		if shown[i] {
			continue
		}
		withheld = true
		for person := range part.who {
			who[person] = true
		}
	}
	return !withheld || len(who) >= k
}
