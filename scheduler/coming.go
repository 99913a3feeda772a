package scheduler

import (
	"fmt"
	"time"

	"handrail/peerwork"
)

// nextFiring returns when a schedule falls due next after an instant.
func nextFiring(sc peerwork.Schedule, after time.Time) (time.Time, error) {
	c, loc, err := reading(sc)
	if err != nil {
		return time.Time{}, err
	}
	at, _ := c.Next(after, loc)
	if at.IsZero() {
		return at, fmt.Errorf("schedule %s: its next date never comes", sc.ID)
	}
	return at, nil
}

func reading(sc peerwork.Schedule) (Cron, *time.Location, error) {
	c, err := ParseCron(sc.Cron)
	if err != nil {
		return Cron{}, nil, fmt.Errorf("schedule %s: %w", sc.ID, err)
	}
	c.of = sc
	loc, ok := peerwork.Zone(sc.Timezone)
	if !ok {
		return Cron{}, nil, fmt.Errorf("schedule %s: time zone %q is not known", sc.ID, sc.Timezone)
	}
	return c, loc, nil
}

// NextTimes returns the next n firings of a schedule after an instant, in its zone.
func NextTimes(sc peerwork.Schedule, after time.Time, n int) ([]time.Time, error) {
	c, loc, err := reading(sc)
	if err != nil {
		return nil, err
	}
	var times []time.Time
	for range n {
		if after, _ = c.Next(after, loc); after.IsZero() {
			return times, nil
		}
		times = append(times, after)
	}
	return times, nil
}

// ComingOf returns the next n times of a team's schedule, and what quiet hours, weekends and bank holidays make of
// each. A member's own hours may make something else of it.
func ComingOf(team peerwork.Team, sc peerwork.Schedule, after time.Time, n int) ([]peerwork.Coming, error) {
	times, err := NextTimes(sc, after, n+1)
	if err != nil {
		return nil, err
	}
	may := allowanceOf(team, sc, team.QuietHours)
	var coming []peerwork.Coming
	for i, at := range times[:min(n, len(times))] {
		local := at.In(clockOf(team, sc))
		c := peerwork.Coming{Meant: at, Sent: may.firstAllowed(local).In(at.Location()), Why: may.hinders(local)}
		if i+1 < len(times) && !c.Sent.Before(times[i+1]) {
			c.Sent = time.Time{}
		}
		coming = append(coming, c)
	}
	return coming, nil
}

// clockOf is the clock by which quiet hours and days are told: that of the team, or, for what goes by each member's
// own clock, that of the schedule.
func clockOf(team peerwork.Team, sc peerwork.Schedule) *time.Location {
	if sc.Kind == peerwork.MemberPrompt {
		return peerwork.FirstZone(sc.Timezone, team.Timezone)
	}
	return team.Location()
}
