package views

import (
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of the forms of sessions.
const (
	BoxSessionDay  = "session-day"
	BoxSessionTime = "session-time"
	BoxMissedWhy   = "missed-why"
)

// What the form of a session's time does.
const (
	ToPlan = "plan" // and then the pair
	ToMove = "move" // and then the session
	ToMeet = "met"  // and then the pair: notes one that was held
)

// TimeForm asks for a session's day and time.
type TimeForm struct {
	Does     string // ToPlan, ToMove or ToMeet
	ID       string // PairID or SessionID
	With     string // as WithWhom says it
	Local    string // what the boxes hold at first, "2026-11-26T14:00"
	Timezone string // in which the time is meant
	Session  peerwork.Session
}

// SessionForm asks for the day and time of a session.
func SessionForm(f TimeForm) Form {
	var p page
	title, send, optional := "Plan a session", "Plan", false
	p.say("With: " + f.With + ".")
	switch f.Does {
	case ToMove:
		title, send, optional = "Move the session", "Move", true
		p.say("It was planned for " + SessionTime(f.Session, peerwork.FirstZone(f.Session.Timezone)) + ".")
	case ToMeet:
		title, send = "A session you have had", "Save"
	}
	day, clock, _ := strings.Cut(f.Local, "T")
	hint := ""
	if optional {
		hint = "You do not know the new day yet? Leave both empty."
	}
	p.ask(BoxSessionDay, "Day", hint, optional, datePicker(BoxSessionDay, dayOr(day)))
	p.ask(BoxSessionTime, "Time", "The clock in "+city(f.Timezone)+".", optional, clockPicker(BoxSessionTime, clock))
	form := p.form(title, FormSession, send, f.Does+"|"+f.ID, foot{also: toldOther(f), reads: "Only the two of you can see it.", goes: sessionsGo()})
	form.Close = plain("Cancel")
	return form
}

func toldOther(f TimeForm) string {
	if f.Does == ToMeet {
		return ""
	}
	return "Handrail lets the other person know, and reminds you both on the working day before."
}

func dayOr(day string) time.Time {
	t, _ := time.Parse(time.DateOnly, day)
	return t
}

func clockPicker(action, clock string) *slack.TimePickerBlockElement {
	e := slack.NewTimePickerBlockElement(action)
	e.Placeholder = plain("Choose a time")
	e.InitialTime = clock
	return e
}

// SessionLocal reads the day and the time of the form, as "2026-11-26T14:00", and reports whether each was
// chosen. What was not stands as zero in it.
func (s State) SessionLocal() (local string, hasDay, hasTime bool) {
	day := s.Date(BoxSessionDay)
	minutes, hasTime := s.minutes(BoxSessionTime)
	return day.Format(time.DateOnly) + "T" + clock(minutes), !day.IsZero(), hasTime
}

// MissedForm asks why a session was missed, or, ahead of it, why it will not take place.
func MissedForm(s peerwork.Session, with string, ahead bool, zone *time.Location) Form {
	var p page
	title, why, told := "A session was missed", "Why did it not take place?", ""
	if ahead {
		title, why, told = "It will not take place", "Why will it not take place?", "Handrail lets the other person know."
	}
	p.say("With: "+with+".", SessionTime(s, zone)+".")
	var options []*slack.OptionBlockObject
	for _, r := range peerwork.MissedReasons() {
		label := r.Label
		if ahead {
			label = r.Ahead
		}
		options = append(options, option(string(r.Why), label, ""))
	}
	p.ask(BoxMissedWhy, why, "It is no mark against anybody.", false, radio(BoxMissedWhy, options, ""))
	form := p.form(title, FormMissed, "Save", SessionID(s), foot{
		also: told, reads: join([]string{
			"Only the two of you can see why this time.",
			"By quarter, the organisation sees how many were missed, and how many for each reason.",
			"A number is shown only from " + itoa(peerwork.MinimumK) + " people or more.",
		}), goes: sessionsGo(),
	})
	form.Close = plain("Cancel")
	return form
}

// MissedWhy reads the reason.
func (s State) MissedWhy() peerwork.MissedWhy {
	why, _ := s.Chosen(BoxMissedWhy)
	return peerwork.MissedWhy(why)
}
