package scheduler

import (
	"time"

	"handrail/peerwork"
)

// hours are when somebody may be written to by the clock, and the clock that holds for them.
type hours struct {
	loc   *time.Location
	quiet peerwork.QuietHours
	days  peerwork.Weekdays // on which prompts suit them; none: as the schedule has them
}

// hoursOf are somebody's own hours, and where they have chosen none, their team's. The clock is that of their own choice,
// else Slack's word, else the team's.
func hoursOf(p peerwork.Preferences, known peerwork.Person, team peerwork.Team) hours {
	h := hours{loc: peerwork.FirstZone(p.Timezone, known.Timezone, team.Timezone), quiet: team.QuietHours, days: p.ShiftDays}
	if p.QuietHours != nil {
		h.quiet = *p.QuietHours
	}
	return h
}

func hoursOfTeam(team peerwork.Team) hours {
	return hours{loc: team.Location(), quiet: team.QuietHours}
}

// may says when a schedule of the team may send in these hours.
func (h hours) may(team peerwork.Team, sc peerwork.Schedule) allowance {
	a := allowanceOf(team, sc, h.quiet)
	a.days = h.days
	return a
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
