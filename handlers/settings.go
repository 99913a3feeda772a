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

// settingsDoors lead to the usual choices.
func (d *desk) settingsDoors() doors {
	return doors{
		actions: map[string]Handler{views.ActSettings: d.opening(d.settings, "")},
		forms:   map[string]Handler{views.FormSettings: d.submitSettings},
	}
}

// settings opens who usually reads, and what is kept. When and what to be asked is a press away.
func (d *desk) settings(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team := h.teamFor("")
	page := views.SettingsPage{Preferences: h.prefs, Audience: h.audience(team.ID)}
	if len(h.teams) > 1 {
		page.Team = views.Name(team.Name)
	}
	form := views.Settings(page)
	return Reply{Form: &form}, nil
}

func (d *desk) submitSettings(ctx context.Context, req Request) (Reply, error) {
	in := views.ReadSettings(req.State)
	days := peerwork.Preferences{RetentionDays: in.KeepDays}.Keep()
	does, err := d.shorten(ctx, req, days)
	if err != nil {
		return Reply{}, err
	}
	second := does.Now+does.Sooner > 0 // what notes were promised changes only after a second look
	err = d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) {
		if in.ReadersAsked {
			p.Readers, p.ReadersShown = in.Readers, in.ReadersShown
		}
		if in.ShareAsked {
			p.Share, p.ShareShown = in.Share, in.ShareShown
		}
		p.RemindersOff = in.RemindersOff
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
