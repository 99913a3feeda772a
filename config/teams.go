package config

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"handrail/peerwork"
)

// Rules are what teams.yaml is checked against that config does not know itself.
type Rules struct {
	Cron     func(expression string) error // refuses a cron expression
	Schedule func(peerwork.Schedule) error // refuses a schedule whose parts are well written
	Holidays []string                      // the calendars there are, "none" among them
}

// Teams is what a teams.yaml declares.
type Teams struct {
	Roster   peerwork.Roster // Since instants and Due are zero
	Revision int             // as export wrote it; -1 when the file has none
	HasK     bool            // the file sets k
	HasAdmin bool            // the file lists admins
	Lines    map[string]int  // the line each user or channel id stands in first

	places map[place]int // the line each part of each team stands in
}

// place is a part of a team; without a part it is where the team begins, and without a team where the admins stand.
type place struct {
	team peerwork.TeamID
	part peerwork.TeamPart
}

// Defaults of a team in teams.yaml.
const (
	DefaultTimezone   = "Europe/London"
	DefaultHolidays   = "GB-ENG"
	DefaultQuietHours = "19:00-08:00"
	DefaultSetting    = peerwork.Setting("community-team")
)

// DefaultSchedules returns the three schedules of a team that declares none.
func DefaultSchedules(team peerwork.TeamID, zone string) []peerwork.Schedule {
	return []peerwork.Schedule{
		{ID: "monday-question", Team: team, Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: zone},
		{ID: "thursday-question", Team: team, Kind: peerwork.MemberPrompt, Cron: "30 15 * * THU", Timezone: zone},
		{ID: "weekly-digest", Team: team, Kind: peerwork.WeeklyDigest, Cron: "0 9 * * MON", Timezone: zone},
	}
}

// ParseTeams reads a teams.yaml, named file in its messages. Its error is a Problems with all mistakes, each with its
// line.
func ParseTeams(file string, content []byte, rules Rules) (Teams, error) {
	r := reader{rules: rules, file: file, teams: Teams{Revision: -1, Roster: peerwork.Roster{K: peerwork.MinimumK}, Lines: map[string]int{}, places: map[place]int{}}}
	root, problems := parse(file, content, "teams: [{id: riverside, ...}]")
	r.problems = problems
	if root == nil && len(problems) == 0 {
		r.problem(file, "an empty file", "teams:", "teams: [{id: riverside, ...}]")
	}
	if root != nil {
		r.document(root)
	}
	slices.SortStableFunc(r.problems, byLine)
	return r.teams, r.problems.orNil()
}

func byLine(a, b Problem) int { return lineOf(a) - lineOf(b) }

func lineOf(p Problem) int {
	n, _ := strconv.Atoi(p.Place[strings.LastIndexByte(p.Place, ':')+1:])
	return n
}

// Missing turns ids that Slack does not know into problems with their lines.
func (t Teams) Missing(file string, why map[string]string) error {
	var problems Problems
	for id, found := range why {
		expected := "a member of this Slack workspace"
		if channelForm.MatchString(id) {
			expected = "a channel of this Slack workspace; first write /invite @Handrail in a private one"
		}
		problems = append(problems, Problem{fmt.Sprintf("%s:%d", file, t.Lines[id]), quoted(id) + ", " + found, expected, ""})
	}
	slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(byLine(a, b), strings.Compare(a.Found, b.Found)) })
	return problems.orNil()
}

// Misfits are what cannot stand of the file's teams where they come into a roster. What could not be read is left
// out: ParseTeams named it.
func (t Teams) Misfits(file string, before peerwork.Roster) error {
	var problems Problems
	after := t.Into(before)
	if t.HasAdmin && len(before.Admins) > 0 && len(after.Admins) == 0 {
		problems = append(problems, Problem{t.placeOf(file, place{}), "no admins", "one admin at least, or no admins: line, which leaves them as they are", "admins: [U0ADM]"})
	}
	for _, team := range t.Roster.Teams {
		for _, m := range after.CheckTeam(team) {
			if unread(team, m) {
				continue
			}
			at := t.placeOf(file, place{team.ID, m.Part})
			if m.User != "" {
				at = fmt.Sprintf("%s:%d", file, t.Lines[string(m.User)])
			}
			problems = append(problems, Problem{at, m.Found + " for the team " + quoted(string(team.ID)), m.Want, ""})
		}
	}
	slices.SortStableFunc(problems, byLine)
	return problems.orNil()
}

// unread reports whether a misfit is only about what could not be read.
func unread(team peerwork.Team, m peerwork.Misfit) bool {
	switch m.Part {
	case peerwork.PartName:
		return team.Name == ""
	case peerwork.PartChannel:
		return team.Channel == ""
	}
	return m.User == ""
}

func (t Teams) placeOf(file string, p place) string { return fmt.Sprintf("%s:%d", file, t.places[p]) }

// Together returns the mistakes that several readings of one file found in one report, by line. What stopped a reading,
// and is no mistake in the file, stands behind them. Nil errors are left out.
func Together(errs ...error) error {
	var all Problems
	var others []error
	for _, err := range errs {
		var problems Problems
		if errors.As(err, &problems) {
			all = append(all, problems...)
			continue
		}
		others = append(others, err)
	}
	slices.SortStableFunc(all, byLine)
	if other := errors.Join(others...); other != nil {
		return errors.Join(all.orNil(), other)
	}
	return all.orNil()
}

// Into returns the roster that applying the file makes of another: the teams it names take the place of theirs or are
// added, and the others stay; admins and k change when the file has them.
func (t Teams) Into(r peerwork.Roster) peerwork.Roster {
	if t.HasAdmin {
		r.Admins = t.Roster.Admins
	}
	if t.HasK || r.K < peerwork.MinimumK {
		r.K = t.Roster.K
	}
	r.Teams = slices.Clone(r.Teams)
	for _, team := range t.Roster.Teams {
		i := slices.IndexFunc(r.Teams, func(o peerwork.Team) bool { return o.ID == team.ID })
		if i < 0 {
			r.Teams = append(r.Teams, team)
			continue
		}
		r.Teams[i] = team
	}
	return r
}
