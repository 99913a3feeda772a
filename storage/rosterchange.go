package storage

import (
	"fmt"
	"slices"
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
func rosterChanges(was, next pw.Roster) []string {
	lines := differences("", "admin", was.Admins, next.Admins)
	if was.K != next.K {
		lines = append(lines, fmt.Sprintf("k is %d, was %d", next.K, was.K))
	}
	for _, t := range was.Teams {
		if _, ok := next.Team(t.ID); !ok {
			lines = append(lines, fmt.Sprintf("team %s removed", t.ID))
		}
	}
	for _, t := range next.Teams {
		before, ok := was.Team(t.ID)
		if !ok {
			lines = append(lines, fmt.Sprintf("team %s added", t.ID))
		}
		lines = append(lines, teamChanges(before, t)...)
	}
	return lines
}

func teamChanges(was, next pw.Team) []string {
	place := fmt.Sprintf("team %s: ", next.ID)
	lines := differences(place, string(pw.RoleManager), users(was.LineManagers), users(next.LineManagers))
	lines = append(lines, differences(place, string(pw.RoleDeputy), users(was.Deputies), users(next.Deputies))...)
	lines = append(lines, differences(place, string(pw.RoleWorker), workers(was), workers(next))...)
	for _, m := range next.Workers {
		if before, _ := was.Member(m.User); before.Supervisor != m.Supervisor {
			lines = append(lines, fmt.Sprintf("%ssupervisor of %s is %s, was %s", place, m.User, orNobody(m.Supervisor), orNobody(before.Supervisor)))
		}
	}
	if was.ID != "" && facts(was) != facts(next) {
		lines = append(lines, place+"settings changed")
	}
	return append(lines, scheduleChanges(place, was, next)...)
}

func scheduleChanges(place string, was, next pw.Team) []string {
	var lines []string
	for _, c := range was.Schedules {
		if _, ok := schedule(next, c.ID); !ok {
			lines = append(lines, fmt.Sprintf("%sschedule %s removed", place, c.ID))
		}
	}
	for _, c := range next.Schedules {
		before, ok := schedule(was, c.ID)
		before.Due, c.Due = time.Time{}, time.Time{}
		switch {
		case !ok:
			lines = append(lines, fmt.Sprintf("%sschedule %s added: %s", place, c.ID, scheduleFacts(c)))
		case before != c:
			lines = append(lines, fmt.Sprintf("%sschedule %s is now: %s; was: %s", place, c.ID, scheduleFacts(c), scheduleFacts(before)))
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
func differences(place, role string, was, next []pw.UserID) []string {
	var lines []string
	for _, u := range next {
		if !slices.Contains(was, u) {
			lines = append(lines, fmt.Sprintf("%s%s %s added", place, role, u))
		}
	}
	for _, u := range was {
		if !slices.Contains(next, u) {
			lines = append(lines, fmt.Sprintf("%s%s %s removed", place, role, u))
		}
	}
	return lines
}

type teamFacts struct {
	name, channel, timezone, holidays string
	setting                           pw.Setting
	quiet                             pw.QuietHours
	working                           pw.WorkingHours
}

func facts(t pw.Team) teamFacts {
	return teamFacts{t.Name, t.Channel, t.Timezone, t.Holidays, t.Setting, t.QuietHours, t.WorkingHours}
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

func orNobody(u pw.UserID) string {
	if u == "" {
		return "nobody"
	}
	return string(u)
}
