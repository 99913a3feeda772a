package handlers

import (
	"context"
	"errors"
	"slices"
	"strings"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// openTeamHours opens the quiet hours and bank holidays of a team.
func (d *desk) openTeamHours(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Update: s.hoursForm("")}, nil
}

func (s scheduleDesk) hoursForm(said string) *views.Form {
	form := views.TeamHours(views.TeamHoursPage{Team: s.team, Shown: hoursOf(s.team), Nations: scheduler.Nations(), Said: said})
	return &form
}

// hoursOf tells one state of a team's hours from another.
func hoursOf(t peerwork.Team) string {
	return strings.Join([]string{t.QuietHours.String(), t.Holidays, t.Timezone}, " ")
}

func (d *desk) saveTeamHours(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := views.ReadTeamHours(req.State)
	if in.Half {
		return Reply{Errors: map[string]string{views.BoxTeamQuietUntil: "Please choose both times, or leave both empty."}}, nil
	}
	if _, known := peerwork.Zone(in.Zone); !known {
		return Reply{Errors: map[string]string{views.BoxTeamZone: "We do not know this time zone. Please write it like Europe/London or Asia/Karachi."}}, nil
	}
	err = d.changeSchedules(ctx, &s, func(team *peerwork.Team) error { return setHours(team, s.meta.Shown, in) })
	if errors.Is(err, errStandsOtherwise) {
		return s.hoursConflict(in), nil
	}
	if err != nil {
		return Reply{}, err
	}
	return d.doneWithSchedule(ctx, s, "Saved.")
}

// setHours sets a team's hours where they are still what was shown. Schedules on the team's clock move with it.
func setHours(team *peerwork.Team, shown string, in views.TeamHoursInput) error {
	wanted := *team
	wanted.QuietHours, wanted.Holidays, wanted.Timezone = in.Quiet, in.Nation, in.Zone
	if hoursOf(*team) == hoursOf(wanted) {
		return nil
	}
	if hoursOf(*team) != shown {
		return errStandsOtherwise
	}
	wanted.Schedules = slices.Clone(team.Schedules)
	for i := range wanted.Schedules {
		if wanted.Schedules[i].Timezone == team.Timezone {
			wanted.Schedules[i].Timezone = in.Zone
		}
	}
	*team = wanted
	return nil
}

func (s scheduleDesk) hoursConflict(in views.TeamHoursInput) Reply {
	said := changedMeanwhile("this", views.HoursFacts(s.team))
	shown := hoursOf(s.team)
	s.team.QuietHours, s.team.Holidays, s.team.Timezone = in.Quiet, in.Nation, in.Zone
	form := views.TeamHours(views.TeamHoursPage{Team: s.team, Shown: shown, Nations: scheduler.Nations(), Said: said})
	return Reply{Update: &form}
}
