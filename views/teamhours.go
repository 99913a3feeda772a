package views

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of a team's hours.
const (
	BoxTeamQuietFrom  = "team-quiet-from"
	BoxTeamQuietUntil = "team-quiet-until"
	BoxTeamNation     = "team-nation"
	BoxTeamZone       = "team-zone"
)

// TeamHoursPage is what holds for all schedules of a team.
type TeamHoursPage struct {
	Team    peerwork.Team
	Shown   string // the fingerprint of what stands
	Nations []string
	Said    string // what changed meanwhile
}

// TeamHours draws the form.
func TeamHours(t TeamHoursPage) Form {
	var p page
	if t.Said != "" {
		p.say(t.Said)
		p.rule()
	}
	p.say("These hold for all schedules of " + Name(t.Team.Name) + ".")
	quiet := &t.Team.QuietHours
	if quiet.From == quiet.Until {
		quiet = nil
	}
	p.ask(BoxTeamQuietFrom, "Quiet hours from", "", true, timePicker(BoxTeamQuietFrom, quiet, true))
	p.ask(BoxTeamQuietUntil, "Quiet hours until", "Leave both empty for no quiet hours. Each person can set their own.", true, timePicker(BoxTeamQuietUntil, quiet, false))
	var nations []*slack.OptionBlockObject
	for _, n := range t.Nations {
		nations = append(nations, option(n, cmp.Or(nationName(n), "No bank holidays"), ""))
	}
	p.ask(BoxTeamNation, "Bank holidays of", "The numbers to call in every form follow this nation too.", false, selectOne(BoxTeamNation, "Nation", nations, t.Team.Holidays))
	zone := slack.NewPlainTextInputBlockElement(plain("Europe/London"), BoxTeamZone)
	zone.MaxLength, zone.InitialValue = 60, fit(t.Team.Timezone, 60)
	p.ask(BoxTeamZone, "Time zone", "If you change it, the team's schedules move with it.", false, zone)
	p.buttons(button("Back to the list", Action(ActSchedules, string(t.Team.ID)), ""))
	return p.form("Quiet hours", FormTeamHours, "Save", ScheduleMeta{Team: t.Team.ID, Shown: t.Shown}.String(), setters())
}

// TeamHoursInput is what its boxes held.
type TeamHoursInput struct {
	Quiet  peerwork.QuietHours
	Half   bool // only one of the two times was chosen
	Nation string
	Zone   string
}

// ReadTeamHours reads the boxes.
func ReadTeamHours(s State) TeamHoursInput {
	var in TeamHoursInput
	from, hasFrom := s.minutes(BoxTeamQuietFrom)
	until, hasUntil := s.minutes(BoxTeamQuietUntil)
	in.Half = hasFrom != hasUntil
	if hasFrom && hasUntil {
		in.Quiet = peerwork.QuietHours{From: from, Until: until}
	}
	in.Nation, _ = s.Chosen(BoxTeamNation)
	in.Zone = strings.TrimSpace(s.Written(BoxTeamZone))
	return in
}

// HoursFacts says what holds for all schedules of a team, in sentences.
func HoursFacts(t peerwork.Team) string {
	return fmt.Sprintf("Quiet hours: %s. Bank holidays: %s. Time zone: %s.",
		cmp.Or(quietWords(t.QuietHours), "none"), cmp.Or(nationName(t.Holidays), "none"), t.Timezone)
}

func whenNothingIsSent(t peerwork.Team) string {
	said := ""
	if hours := quietWords(t.QuietHours); hours != "" {
		said = "Quiet hours are from " + hours + ". What falls in them waits until they end. "
	}
	days := "at a weekend"
	if name := nationName(t.Holidays); name != "" {
		days += " or on a bank holiday in " + name
	}
	return said + "What falls " + days + " waits for a working day. A schedule may say otherwise."
}

func quietWords(q peerwork.QuietHours) string {
	if q.From == q.Until {
		return ""
	}
	return clock(q.From) + " to " + clock(q.Until)
}

func nationName(nation string) string {
	switch nation {
	case "GB-ENG":
		return "England"
	case "GB-SCT":
		return "Scotland"
	case "GB-WLS":
		return "Wales"
	case "GB-NIR":
		return "Northern Ireland"
	}
	return ""
}
