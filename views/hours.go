package views

import (
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The form "Questions and hours", and the buttons that lead to it.
const (
	ActHours    = "hours"     // opens it
	ActNotTopic = "not-topic" // :prompt, no more prompts about its topic
	FormHours   = "hours"
)

// Its boxes, by action id.
const (
	BoxPrompts      = "prompts"
	BoxPause        = "pause"
	BoxLeaveFrom    = "leave-from"
	BoxLeaveUntil   = "leave-until"
	BoxDays         = "days"
	BoxHoursFrom    = "hours-from"
	BoxHoursUntil   = "hours-until"
	BoxTopics       = "not-topics"
	BoxPromptRemind = "prompt-reminder"
	BoxZone         = "zone"
)

// HoursPage is when and what a person wants to be asked.
type HoursPage struct {
	Preferences peerwork.Preferences
	TeamQuiet   peerwork.QuietHours
	Zone        *time.Location
	Now         time.Time
}

// Hours draws the form.
func Hours(h HoursPage) Form {
	var p page
	p.ask(BoxPrompts, "Questions from Handrail to me", "They come to you alone. Nobody sees whether you answer.", false,
		radio(BoxPrompts, promptChoices(), yesOrNo(!h.Preferences.PromptsOff)))
	p.ask(BoxPause, "Pause these questions until", "Leave empty for no pause.", true, datePicker(BoxPause, pause(h)))
	first, last := leaveDays(h)
	p.ask(BoxLeaveFrom, "The first day I am away", "", true, datePicker(BoxLeaveFrom, first))
	p.ask(BoxLeaveUntil, "The last day I am away", "No questions come, and no wish to talk soon passes to you. Two kinds of people see that you are away: who wants to talk with you soon, and who has a supervision session with you on one of these days.", true,
		datePicker(BoxLeaveUntil, last))
	p.ask(BoxDays, "Days that suit me for questions", "Leave empty for the days of your team.", true, daySelect(h.Preferences.ShiftDays))
	p.ask(BoxHoursFrom, "Questions and reminders may come from", "", true, timePicker(BoxHoursFrom, h.own(), true))
	p.ask(BoxHoursUntil, "Questions and reminders may come until", "Leave both empty for your team's hours"+hoursIn(turned(h.TeamQuiet))+". The same time twice means at any time.", true,
		timePicker(BoxHoursUntil, h.own(), false))
	p.ask(BoxTopics, "Do not ask me about", "You can still write about it whenever you like.", true, topicSelect(h.Preferences))
	p.ask(BoxPromptRemind, "Remind me of a question I left", "One message, the next day, and no more.", false,
		radio(BoxPromptRemind, yesNo(), yesOrNo(h.Preferences.PromptReminder)))
	zone := slack.NewPlainTextInputBlockElement(plain("Europe/London"), BoxZone)
	zone.MaxLength, zone.InitialValue = 60, fit(h.Preferences.Timezone, 60)
	p.ask(BoxZone, "My time zone", "Leave empty to take it from Slack. It is now "+zoneName(h.Zone)+".", true, zone)
	form := p.form("Questions and hours", FormHours, "Save", "", foot{reads: "But for the days you are away, only you see these settings.", goes: settingsStay})
	form.Close = plain("Cancel")
	return form
}

// HoursSaved stands in the form's place. away says when the person is on leave, or is "".
func HoursSaved(away string) Form {
	var p page
	p.say("Saved. It counts from the next question on.", away)
	return p.notice("Questions and hours")
}

// AwayFrom says the days of a leave.
func AwayFrom(l peerwork.Leave, zone *time.Location) string {
	return "You are away from " + Day(l.From, zone) + " to " + Day(lastDay(l), zone) + "."
}

// lastDay is a moment of the last day of a leave.
func lastDay(l peerwork.Leave) time.Time { return l.Until.Add(-time.Second) }

func promptChoices() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("yes", "Send me questions", ""), option("no", "Send me none", "")}
}

func pause(h HoursPage) time.Time {
	if !h.Preferences.PausedUntil.After(h.Now) {
		return time.Time{}
	}
	return inZone(h.Preferences.PausedUntil, h.Zone)
}

// leaveDays are the days of a leave that is not over.
func leaveDays(h HoursPage) (first, last time.Time) {
	l := h.Preferences.Leave
	if !l.Until.After(h.Now) {
		return time.Time{}, time.Time{}
	}
	return inZone(l.From, h.Zone), inZone(lastDay(l), h.Zone)
}

func daySelect(chosen peerwork.Weekdays) *slack.MultiSelectBlockElement {
	every := peerwork.DaysOf(0, 1, 2, 3, 4, 5, 6)
	var options []*slack.OptionBlockObject
	var picked []string
	for _, d := range every.Days() {
		options = append(options, option(d.String(), d.String(), ""))
		if chosen.Has(d) {
			picked = append(picked, d.String())
		}
	}
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Choose days"), BoxDays, options...)
	e.InitialOptions = pick(options, picked...)
	return e
}

// topicSelect offers the frame in plain words, themes first and then what boundary questions are about.
func topicSelect(prefs peerwork.Preferences) *slack.MultiSelectBlockElement {
	groups := themeGroups()
	boundaries := slack.NewOptionGroupBlockElement(plain("Boundary questions"))
	for _, b := range peerwork.Boundaries() {
		boundaries.Options = append(boundaries.Options, option(string(b.Code), upperFirst(b.Label), b.Covers))
	}
	groups = append(groups, boundaries)
	e := slack.NewOptionsGroupMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Choose any"), BoxTopics, groups...)
	for _, g := range groups {
		e.InitialOptions = append(e.InitialOptions, pick(g.Options, prefs.NotTopics...)...)
	}
	return e
}

// hoursIn says a stretch of the day behind a comma, or nothing where it has no length.
func hoursIn(q peerwork.QuietHours) string {
	if q.From == q.Until {
		return ""
	}
	return ", " + clock(q.From) + " to " + clock(q.Until)
}

// own are the hours in which the person lets questions come; nil: the team's.
func (h HoursPage) own() *peerwork.QuietHours {
	if h.Preferences.QuietHours == nil {
		return nil
	}
	hours := turned(*h.Preferences.QuietHours)
	return &hours
}

// turned are the hours outside the quiet ones.
func turned(q peerwork.QuietHours) peerwork.QuietHours {
	return peerwork.QuietHours{From: q.Until, Until: q.From}
}

func clock(minutes int) string {
	return time.Date(2000, 1, 1, 0, minutes, 0, 0, time.UTC).Format("15:04")
}

// timePicker asks for the beginning or the end of a stretch of the day.
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

func zoneName(zone *time.Location) string {
	if zone == nil {
		return "UTC"
	}
	return zone.String()
}

// HoursInput is what the form's boxes held. Days are midnight UTC, zero where none was chosen.
type HoursInput struct {
	PromptsOff bool
	PauseUntil time.Time
	LeaveFrom  time.Time
	LeaveUntil time.Time // the last day
	Days       peerwork.Weekdays
	Quiet      *peerwork.QuietHours // nil: the team's
	Half       bool                 // only one of the two times was chosen
	NotTopics  []string
	Remind     bool
	Zone       string // as typed; "": Slack's
}

// ReadHours reads them.
func ReadHours(s State) HoursInput {
	in := HoursInput{
		PauseUntil: s.Date(BoxPause), LeaveFrom: s.Date(BoxLeaveFrom), LeaveUntil: s.Date(BoxLeaveUntil), Zone: s.Written(BoxZone),
	}
	on, answered := s.Yes(BoxPrompts)
	in.PromptsOff = answered && !on
	in.Remind, _ = s.Yes(BoxPromptRemind)
	days, _ := s.ChosenMany(BoxDays)
	for d := time.Sunday; d <= time.Saturday; d++ {
		if has(days, d.String()) {
			in.Days |= peerwork.DaysOf(d)
		}
	}
	from, hasFrom := s.minutes(BoxHoursFrom)
	until, hasUntil := s.minutes(BoxHoursUntil)
	in.Half = hasFrom != hasUntil
	if hasFrom && hasUntil {
		in.Quiet = &peerwork.QuietHours{From: until, Until: from}
	}
	codes, _ := s.Codes(BoxTopics)
	for _, c := range codes {
		in.NotTopics = append(in.NotTopics, string(c))
	}
	boundaries, _ := s.Boundaries(BoxTopics)
	for _, c := range boundaries {
		in.NotTopics = append(in.NotTopics, string(c))
	}
	return in
}

// minutes returns a chosen time in minutes after midnight, and whether one was chosen.
func (s State) minutes(action string) (int, bool) {
	a, _ := s.find(action)
	t, err := time.Parse("15:04", a.SelectedTime)
	return 60*t.Hour() + t.Minute(), err == nil
}

// NotAskedAbout stands in a prompt's place once its topic is not wanted.
func NotAskedAbout(q prompts.Prompt) Message {
	var p page
	p.say("We will not ask you about “"+topicWords(q)+"” again.", "You can still write about it, and change this whenever you like.")
	p.buttons(button("Another one", Action(ActOtherPrompt, q.ID), q.ID), button("Questions and hours", ActHours, ""))
	return p.message()
}

// topicWords names what a prompt is about within a sentence.
func topicWords(q prompts.Prompt) string {
	if b, ok := peerwork.LookupBoundary(q.Boundary); ok {
		return b.Label
	}
	return ThemeNames([]peerwork.Code{q.SubTheme})
}
