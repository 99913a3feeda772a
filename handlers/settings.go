package handlers

import (
	"context"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type settingsStore interface {
	SavePreferences(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID, change func(*peerwork.Preferences)) error
}

// settings opens one's own settings.
func (d *desk) settings(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team := h.teamFor("")
	form := views.Settings(views.SettingsPage{
		Preferences: h.prefs, Audience: h.audience(team.ID), TeamQuiet: team.QuietHours, Signpost: d.signpost(h), Zone: h.zone(), Now: h.Now,
	})
	return Reply{Form: &form}, nil
}

func (d *desk) submitSettings(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := views.ReadSettings(req.State)
	until := startOfDay(in.PauseUntil, h.zone())
	if !until.IsZero() && !until.After(req.Now) {
		return Reply{Errors: map[string]string{views.BoxPause: "Please choose a day that is still to come, or leave it empty."}}, nil
	}
	own, wrong := ownHours(req.State)
	if len(wrong) > 0 {
		return Reply{Errors: wrong}, nil
	}
	days := peerwork.Preferences{RetentionDays: in.KeepDays}.Keep()
	does, err := d.shorten(ctx, req, days)
	if err != nil {
		return Reply{}, err
	}
	second := does.Now+does.Sooner > 0 // what notes were promised changes only after a second look
	err = d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) {
		if in.ReadersAsked {
			p.Readers = in.Readers
		}
		if in.ShareAsked {
			p.Share = in.Share
		}
		p.PromptsOff, p.PausedUntil, p.RemindersOff = in.PromptsOff, until, in.RemindersOff
		p.QuietHours, p.Timezone = own.Quiet, own.Zone
		if !second {
			p.RetentionDays = in.KeepDays
		}
	})
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	if second {
		form, err := d.shorterForm(ctx, req, days, false)
		return Reply{Update: form}, err
	}
	form := views.SettingsSaved()
	return Reply{Update: &form}, nil
}

// startOfDay returns when a day, given as midnight UTC, begins in that zone.
func startOfDay(day time.Time, zone *time.Location) time.Time {
	if day.IsZero() {
		return day
	}
	return time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, zone)
}
