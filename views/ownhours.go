package views

import (
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of the settings form for one's own hours, by action id.
const (
	BoxQuietFrom  = "quiet-from"
	BoxQuietUntil = "quiet-until"
	BoxZone       = "zone"
)

// ownHours asks when questions may come, and in which time zone days and hours are told.
func ownHours(p *page, s SettingsPage) {
	hint := "Leave both empty for your team's quiet hours" + hoursIn(s.TeamQuiet) + ". The same time twice means no quiet hours."
	p.ask(BoxQuietFrom, "No questions from", "", true, timePicker(BoxQuietFrom, s.Preferences.QuietHours, true))
	p.ask(BoxQuietUntil, "No questions until", hint, true, timePicker(BoxQuietUntil, s.Preferences.QuietHours, false))
	zone := slack.NewPlainTextInputBlockElement(plain("Europe/London"), BoxZone)
	zone.MaxLength, zone.InitialValue = 60, fit(s.Preferences.Timezone, 60)
	p.ask(BoxZone, "My time zone", "Leave empty to take it from Slack. It is now "+zoneName(s.Zone)+".", true, zone)
}

func hoursIn(q peerwork.QuietHours) string {
	if q.From == q.Until {
		return ""
	}
	return ", " + clock(q.From) + " to " + clock(q.Until)
}

func clock(minutes int) string {
	return time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
}

func timePicker(action string, q *peerwork.QuietHours, from bool) *slack.TimePickerBlockElement {
	e := slack.NewTimePickerBlockElement(action)
	e.Placeholder = plain("Choose a time")
	switch {
	case q == nil:
	case from:
		e.InitialTime = clock(q.From)
	default:
		e.InitialTime = clock(q.Until)
	}
	return e
}

// OwnHours is what the boxes for one's own hours held.
type OwnHours struct {
	Quiet *peerwork.QuietHours // nil: the team's
	Half  bool                 // only one of the two times was chosen
	Zone  string               // as typed; "": Slack's
}

// ReadOwnHours reads them.
func ReadOwnHours(s State) OwnHours {
	in := OwnHours{Zone: s.Written(BoxZone)}
	from, hasFrom := s.minutes(BoxQuietFrom)
	until, hasUntil := s.minutes(BoxQuietUntil)
	in.Half = hasFrom != hasUntil
	if hasFrom && hasUntil {
		in.Quiet = &peerwork.QuietHours{From: from, Until: until}
	}
	return in
}

// minutes returns a chosen time in minutes after midnight, and whether one was chosen.
func (s State) minutes(action string) (int, bool) {
	a, _ := s.find(action)
	t, err := time.Parse("15:04", a.SelectedTime)
	return 60*t.Hour() + t.Minute(), err == nil
}
