package views

import (
	"fmt"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The actions of a team's schedules.
const (
	ActSchedules      = "schedules"       // :team, or none for the viewer's first
	ActScheduleTeam   = "schedules-team"  // the menu of teams
	ActAddSchedule    = "schedule-add"    // opens an empty schedule
	ActChangeSchedule = "schedule-change" // :schedule, opens it
	ActSwitchSchedule = "schedule-switch" // the value is "on" or "off"
	ActDeleteSchedule = "schedule-delete" //
	ActTeamHours      = "schedule-hours"  // opens the team's quiet hours and bank holidays
)

// The forms of a team's schedules.
const (
	FormSchedules = "schedules"      // the list
	FormSchedule  = "schedule"       // one of them
	FormTeamHours = "schedule-hours" // the team's quiet hours and bank holidays
)

// SchedulesPage is a team's schedules, as those who set them see them.
type SchedulesPage struct {
	Team    peerwork.Team
	Teams   []peerwork.Team // those the viewer may set
	Rows    []ScheduleRow
	Said    string // what was done a moment ago
	Trouble string // why the team's channel could not be posted in, by Slack's own code; "": it could
	Admin   bool   // the viewer is one, who may come from the team's page
	Now     time.Time
}

// ScheduleRow is a schedule and its next times.
type ScheduleRow struct {
	Schedule peerwork.Schedule
	Coming   []peerwork.Coming
}

// mostSchedules is how many are listed: with the rest of the page they stay inside Slack's 100 blocks.
const mostSchedules = 40

// setters is the foot of what a team's line managers set, and admins.
func setters() foot {
	return foot{reads: "The team's line managers and the admins see this.", goes: "It stays until one of them changes it."}
}

// Schedules draws the list.
func Schedules(s SchedulesPage) Form {
	var p page
	if s.Said != "" {
		p.say(s.Said)
	}
	scheduleTeams(&p, s)
	p.header(fit(Name(s.Team.Name), 100))
	channelState(&p, s)
	if len(s.Rows) == 0 {
		p.say("No schedules yet. Handrail sends this team nothing by itself.")
	}
	for _, r := range s.Rows[:min(len(s.Rows), mostSchedules)] {
		p.sayWith(scheduleLine(r, s.Team, s.Now), button("Change", Action(ActChangeSchedule, r.Schedule.ID), ""))
	}
	if more := len(s.Rows) - mostSchedules; more > 0 {
		p.small("And " + count(more, "more schedule", "more schedules") + ": handrail teams export shows them.")
	}
	p.buttons(primary(button("Add a schedule", ActAddSchedule, "")), button("Quiet hours and bank holidays", ActTeamHours, ""))
	p.small(whenNothingIsSent(s.Team))
	if s.Admin {
		p.buttons(button("Back to the team", Action(ActTeamOpen, string(s.Team.ID)), ""), button("Back to Set up", ActAdmin, ""))
	}
	return p.form("Schedules", FormSchedules, "", ScheduleMeta{Team: s.Team.ID}.String(), setters())
}

func scheduleTeams(p *page, s SchedulesPage) {
	if len(s.Teams) < 2 {
		return
	}
	p.sayWith("Team", selectOne(ActScheduleTeam, "Team", teamOptions(s.Teams), string(s.Team.ID)))
	if len(s.Teams) > 100 {
		p.small("The menu holds 100 teams. To open another one, type /handrail schedules and its name.")
	}
}

func teamOptions(teams []peerwork.Team) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, t := range teams[:min(len(teams), 100)] {
		options = append(options, option(string(t.ID), Name(t.Name), ""))
	}
	return options
}

// channelState says why questions for the channel do not come, and how to mend it.
func channelState(p *page, s SchedulesPage) {
	switch {
	case s.Team.Channel == "":
		p.say("This team has no channel yet. Questions for the channel are left out until an admin gives it one.")
	case s.Trouble != "":
		p.say(fmt.Sprintf("The last question could not be put in the channel (%s).", s.Team.Channel), mendChannel(slackCode(s.Trouble)), "The next one comes at its time.")
	}
}

func scheduleLine(r ScheduleRow, team peerwork.Team, now time.Time) string {
	said := r.Schedule.Words() + ": " + lowerFirst(kindWords(r.Schedule.Kind)) + "."
	switch {
	case r.Schedule.Paused:
		return said + "\nSwitched off."
	case len(r.Coming) == 0:
		return said + "\nIt has no next time. Press Change to set one."
	}
	return said + "\nNext: " + comingWords(r.Coming[0], now) + otherZone(r.Schedule, team)
}

// otherZone names the zone of a schedule that is not on its team's clock.
func otherZone(s peerwork.Schedule, team peerwork.Team) string {
	if s.Timezone == "" || s.Timezone == team.Timezone {
		return ""
	}
	return " Times are those of " + s.Timezone + "."
}

func kindWords(k peerwork.ScheduleKind) string {
	switch k {
	case peerwork.MemberPrompt:
		return "A question to each peer worker"
	case peerwork.WeeklyDigest:
		return "The digest to each line manager"
	default:
		return "A question in the team's channel"
	}
}

// comingWords says one of the next times, and what becomes of it.
func comingWords(c peerwork.Coming, now time.Time) string {
	meant := shortDay(c.Meant, now)
	switch c.Why {
	case peerwork.NoHindrance:
		return meant + c.Meant.Format(" at 15:04") + "."
	case peerwork.OnHoliday:
		meant += " is a bank holiday: "
	case peerwork.AtWeekend:
		meant += " is at the weekend: "
	case peerwork.InQuiet:
		meant += c.Meant.Format(" at 15:04") + " is in quiet hours: "
	}
	if c.Sent.IsZero() {
		return meant + "nothing is sent. The next one takes its place."
	}
	return meant + "sent on " + shortDay(c.Sent, now) + c.Sent.Format(" at 15:04") + "."
}

// shortDay says a date, with its year where that is not this one.
func shortDay(t, now time.Time) string {
	if t.Year() == now.In(t.Location()).Year() {
		return t.Format("Monday 2 January")
	}
	return t.Format("Monday 2 January 2006")
}

// ScheduleFacts says what a schedule is, in sentences.
func ScheduleFacts(s peerwork.Schedule, team peerwork.Team) string {
	facts := s.Words() + ": " + lowerFirst(kindWords(s.Kind)) + "."
	switch {
	case s.Weekends && s.Holidays:
		facts += " At weekends and on bank holidays too."
	case s.Weekends:
		facts += " At weekends too."
	case s.Holidays:
		facts += " On bank holidays too."
	}
	if s.Paused {
		facts += " Switched off."
	}
	return facts + otherZone(s, team)
}
