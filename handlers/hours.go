package handlers

import (
	"context"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

func (d *desk) hoursDoors() doors {
	return doors{
		actions: map[string]Handler{views.ActHours: d.opening(d.hours, ""), views.ActNotTopic: d.notTopic},
		forms:   map[string]Handler{views.FormHours: d.submitHours},
	}
}

// hours opens when and what a person wants to be asked.
func (d *desk) hours(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	form := views.Hours(views.HoursPage{Preferences: h.prefs, TeamQuiet: h.teamFor("").QuietHours, Zone: h.zone(), Now: h.Now})
	return Reply{Form: &form}, nil
}

func (d *desk) submitHours(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := views.ReadHours(req.State)
	in.Zone = strings.TrimSpace(in.Zone)
	zone := h.zone()
	if own, known := peerwork.Zone(in.Zone); known {
		zone = own
	}
	leave := leaveOf(in, zone, req.Now)
	pause := startOfDay(in.PauseUntil, zone)
	if wrong := wrongHours(in, leave, pause, req.Now); len(wrong) > 0 {
		return Reply{Errors: wrong}, nil
	}
	err = d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) {
		p.PromptsOff, p.PausedUntil, p.Leave = in.PromptsOff, pause, leave
		p.ShiftDays, p.QuietHours, p.Timezone = in.Days, in.Quiet, in.Zone
		p.NotTopics, p.PromptReminder = in.NotTopics, in.Remind
	})
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	away := ""
	if leave != (peerwork.Leave{}) {
		away = views.AwayFrom(leave, zone)
	}
	form := views.HoursSaved(away)
	return Reply{Update: &form}, nil
}

// leaveOf returns the leave of those days, from today on where no first day was chosen; none without a last day.
func leaveOf(in views.HoursInput, zone *time.Location, now time.Time) peerwork.Leave {
	if in.LeaveUntil.IsZero() {
		return peerwork.Leave{}
	}
	from := in.LeaveFrom
	if from.IsZero() {
		from = now.In(zone)
	}
	return peerwork.Leave{From: startOfDay(from, zone), Until: startOfDay(in.LeaveUntil.AddDate(0, 0, 1), zone)}
}

// wrongHours says by box what cannot be kept.
func wrongHours(in views.HoursInput, leave peerwork.Leave, pause, now time.Time) map[string]string {
	wrong := map[string]string{}
	if !pause.IsZero() && !pause.After(now) {
		wrong[views.BoxPause] = "Please choose a day that is still to come, or leave it empty."
	}
	switch {
	case in.LeaveUntil.IsZero() && !in.LeaveFrom.IsZero():
		wrong[views.BoxLeaveUntil] = "Please choose the last day too, or leave both empty."
	case in.LeaveUntil.IsZero():
	case !leave.Until.After(leave.From):
		wrong[views.BoxLeaveUntil] = "This day is before the first one. Please choose a later day, or leave both empty."
	case !leave.Until.After(now):
		wrong[views.BoxLeaveUntil] = "This day is over. Please choose one that is still to come, or leave both empty."
	}
	if in.Half {
		wrong[views.BoxHoursUntil] = "Please choose both times, or leave both empty."
	}
	if _, known := peerwork.Zone(in.Zone); in.Zone != "" && !known {
		wrong[views.BoxZone] = "We do not know this time zone. Please write it like Europe/London or Asia/Karachi, or leave it empty."
	}
	return wrong
}

// notTopic has no more prompts come about the topic of the one shown.
func (d *desk) notTopic(ctx context.Context, req Request) (Reply, error) {
	shown, err := d.banks.Prompt(ctx, req.Workspace, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	topic := string(shown.Topic())
	if topic == "" { // a prompt that is not there any more
		return d.skipPrompt(ctx, req)
	}
	err = d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) {
		if !p.Refuses(topic) {
			p.NotTopics = append(p.NotTopics, topic)
		}
	})
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	if err := d.Store.ReplacePrompt(ctx, req.Workspace, req.User, req.Message, ""); err != nil {
		return Reply{}, err
	}
	m := views.NotAskedAbout(shown)
	return Reply{Say: &m, Replace: true}, nil
}
