package storage

import (
	"fmt"
	"slices"
	"strings"
	"time"

	pw "handrail/peerwork"
)

// carriedOver returns the roster that follows: r, with the instants of was for whoever and whatever stays, and
// now for the rest.
func carriedOver(was, r pw.Roster, now time.Time) pw.Roster {
	next := cloned(r)
	next.Revision = was.Revision + 1
	next.K = max(r.K, pw.MinimumK)
	for i := range next.Teams {
		team := &next.Teams[i]
		before, _ := was.Team(team.ID)
		carryHeld(before.LineManagers, team.LineManagers, now)
		carryHeld(before.Deputies, team.Deputies, now)
		carryMembers(before, team.Workers, now)
		carrySchedules(before, team)
	}
	return next
}

func carryHeld(before, held []pw.Held, now time.Time) {
	for i := range held {
		held[i].Since = now
		if j := slices.IndexFunc(before, func(h pw.Held) bool { return h.User == held[i].User }); j >= 0 {
			held[i].Since = before[j].Since
		}
	}
}

func carryMembers(before pw.Team, members []pw.Member, now time.Time) {
	for i := range members {
		m := &members[i]
		m.Since, m.SupervisorSince = now, now
		if m.Supervisor == "" {
			m.SupervisorSince = time.Time{}
		}
		stayed, ok := before.Member(m.User)
		if !ok {
			continue
		}
		m.Since = stayed.Since
		if stayed.Supervisor == m.Supervisor {
			m.SupervisorSince = stayed.SupervisorSince
		}
	}
}

func carrySchedules(before pw.Team, team *pw.Team) {
	for i := range team.Schedules {
		c := &team.Schedules[i]
		c.Team, c.Due = team.ID, time.Time{}
		if c.Timezone == "" {
			c.Timezone = team.Timezone
		}
		if stayed, ok := schedule(before, c.ID); ok && !c.Paused && stayed.SameTimes(*c) {
			c.Due = stayed.Due
		}
	}
}

func schedule(t pw.Team, id string) (pw.Schedule, bool) {
	i := slices.IndexFunc(t.Schedules, func(s pw.Schedule) bool { return s.ID == id })
	if i < 0 {
		return pw.Schedule{}, false
	}
	return t.Schedules[i], true
}

// rosterChanges says, for the audit log, what differs between two rosters.
func rosterChanges(was, next pw.Roster, by pw.UserID) []string {
	lines := adminChanges(was.Admins, next.Admins, by)
	if was.K != next.K {
		lines = append(lines, fmt.Sprintf("changed the least number of people behind a figure from %d to %d", was.K, next.K))
	}
	for _, t := range was.Teams {
		if _, ok := next.Team(t.ID); !ok {
			lines = append(lines, "removed the team "+pw.MarkTeam(t))
		}
	}
	for _, t := range next.Teams {
		before, ok := was.Team(t.ID)
		if !ok {
			lines = append(lines, "added the team "+pw.MarkTeam(t))
		}
		lines = append(lines, teamChanges(before, t)...)
	}
	return lines
}

func adminChanges(was, next []pw.UserID, by pw.UserID) []string {
	var lines []string
	came, left := differences(was, next)
	for _, u := range came {
		if u == by {
			lines = append(lines, "became an admin")
			continue
		}
		lines = append(lines, "made "+pw.MarkUser(u)+" an admin")
	}
	for _, u := range left {
		lines = append(lines, "took "+pw.MarkUser(u)+" off the list of admins")
	}
	return lines
}

func teamChanges(was, next pw.Team) []string {
	team := pw.MarkTeam(next)
	lines := roleChanges(pw.RoleManager, team, was.LineManagers, next.LineManagers)
	lines = append(lines, roleChanges(pw.RoleDeputy, team, was.Deputies, next.Deputies)...)
	lines = append(lines, workerChanges(team, was, next)...)
	if parts := changedFacts(was, next); was.ID != "" && len(parts) > 0 {
		lines = append(lines, fmt.Sprintf("changed %s: %s", team, strings.Join(parts, ", ")))
	}
	return append(lines, scheduleChanges(team, was, next)...)
}

func roleChanges(role pw.Role, team string, was, next []pw.Held) []string {
	var lines []string
	came, left := differences(users(was), users(next))
	for _, u := range came {
		lines = append(lines, fmt.Sprintf("made %s a %s of %s", pw.MarkUser(u), role, team))
	}
	for _, u := range left {
		lines = append(lines, fmt.Sprintf("ended %s as %s of %s", pw.MarkUser(u), role, team))
	}
	return lines
}

func workerChanges(team string, was, next pw.Team) []string {
	var lines []string
	came, left := differences(workers(was), workers(next))
	for _, u := range came {
		lines = append(lines, fmt.Sprintf("added %s to %s as a peer worker", pw.MarkUser(u), team))
	}
	for _, u := range left {
		lines = append(lines, fmt.Sprintf("took %s out of %s", pw.MarkUser(u), team))
	}
	for _, m := range next.Workers {
		before, _ := was.Member(m.User)
		switch {
		case before.Supervisor == m.Supervisor:
		case m.Supervisor == "":
			lines = append(lines, fmt.Sprintf("left %s without a supervisor in %s", pw.MarkUser(m.User), team))
		default:
			lines = append(lines, fmt.Sprintf("made %s the supervisor of %s in %s", pw.MarkUser(m.Supervisor), pw.MarkUser(m.User), team))
		}
	}
	return lines
}

func scheduleChanges(team string, was, next pw.Team) []string {
	var lines []string
	for _, c := range was.Schedules {
		if _, ok := schedule(next, c.ID); !ok {
			lines = append(lines, fmt.Sprintf("removed the schedule %s of %s", c.ID, team))
		}
	}
	for _, c := range next.Schedules {
		before, ok := schedule(was, c.ID)
		before.Due, c.Due = time.Time{}, time.Time{}
		switch {
		case !ok && was.ID == "": // it came with its team
		case !ok:
			lines = append(lines, fmt.Sprintf("added the schedule %s to %s: %s", c.ID, team, scheduleFacts(c)))
		case before != c:
			lines = append(lines, fmt.Sprintf("changed the schedule %s of %s. It is now: %s. It was: %s", c.ID, team, scheduleFacts(c), scheduleFacts(before)))
		}
	}
	return lines
}

// scheduleFacts says all that somebody may have set: "team-prompt, Every Monday at 10:00 (Europe/London), switched off".
func scheduleFacts(c pw.Schedule) string {
	facts := fmt.Sprintf("%s, %s (%s)", c.Kind, c.Words(), c.Timezone)
	if c.Every > 1 {
		facts += ", from " + c.From
	}
	if c.Weekends {
		facts += ", weekends too"
	}
	if c.Holidays {
		facts += ", bank holidays too"
	}
	if c.Paused {
		facts += ", switched off"
	}
	return facts
}

// differences says who is new in a role and who has left it.
func differences(was, next []pw.UserID) (came, left []pw.UserID) {
	for _, u := range next {
		if !slices.Contains(was, u) {
			came = append(came, u)
		}
	}
	for _, u := range was {
		if !slices.Contains(next, u) {
			left = append(left, u)
		}
	}
	return came, left
}

// changedFacts names what differs of a team besides its people and its schedules.
func changedFacts(was, next pw.Team) []string {
	var changed []string
	for _, fact := range []struct {
		name string
		same bool
	}{
		{"name", was.Name == next.Name},
		{"setting", was.Setting == next.Setting},
		{"channel", was.Channel == next.Channel},
		{"time zone", was.Timezone == next.Timezone},
		{"bank holidays", was.Holidays == next.Holidays},
		{"quiet hours", was.QuietHours == next.QuietHours},
		{"working hours", was.WorkingHours == next.WorkingHours},
		{"safeguarding lead", was.SafeguardingLead == next.SafeguardingLead},
		{"steps of the signpost", slices.Equal(was.Signpost, next.Signpost)},
	} {
		if !fact.same {
			changed = append(changed, fact.name)
		}
	}
	return changed
}

func users(held []pw.Held) []pw.UserID {
	var all []pw.UserID
	for _, h := range held {
		all = append(all, h.User)
	}
	return all
}

func workers(t pw.Team) []pw.UserID {
	var all []pw.UserID
	for _, m := range t.Workers {
		all = append(all, m.User)
	}
	return all
}
