package peerwork

import (
	"fmt"
	"strings"
	"time"
)

// WorkingHours are a team's days at work, and the hours of each, as minutes after local midnight. The zero value
// stands for Monday to Friday, nine to five, and is the only way in which these are stored. From is before Until.
type WorkingHours struct {
	Days        Weekdays
	From, Until int
}

func usualHours() WorkingHours {
	return WorkingHours{Days: MondayToFriday, From: 9 * 60, Until: 17 * 60}
}

// Told returns the hours with the default spelled out.
func (w WorkingHours) Told() WorkingHours {
	if w == (WorkingHours{}) {
		return usualHours()
	}
	return w
}

// ParseWorkingHours reads "09:00-17:00", which is Monday to Friday, or "Mon-Sat 08:00-16:00".
func ParseWorkingHours(s string) (WorkingHours, error) {
	days, hours := MondayToFriday, strings.TrimSpace(s)
	if first, rest, both := strings.Cut(hours, " "); both {
		var err error
		if days, err = ParseWeekdays(first); err != nil {
			return WorkingHours{}, fmt.Errorf("working hours %q: %w", s, err)
		}
		hours = strings.TrimSpace(rest)
	}
	m := quietForm.FindStringSubmatch(hours)
	if m == nil {
		return WorkingHours{}, fmt.Errorf("working hours %q: expected hours such as 09:00-17:00 or Mon-Fri 09:00-17:00", s)
	}
	return NewWorkingHours(days, minutes(m[1], m[2]), minutes(m[3], m[4]))
}

// NewWorkingHours refuses hours without a day, and hours that end before they begin.
func NewWorkingHours(days Weekdays, from, until int) (WorkingHours, error) {
	w := WorkingHours{Days: days, From: from, Until: until}
	switch {
	case days == 0:
		return WorkingHours{}, fmt.Errorf("working hours without a day: expected one day at least")
	case from < 0 || until >= 24*60 || from >= until:
		return WorkingHours{}, fmt.Errorf("working hours from %s until %s: expected an end after the beginning, on the same day", face(from), face(until))
	case w == usualHours():
		return WorkingHours{}, nil
	}
	return w, nil
}

// String returns the hours as ParseWorkingHours reads them.
func (w WorkingHours) String() string {
	w = w.Told()
	hours := face(w.From) + "-" + face(w.Until)
	if w.Days == MondayToFriday {
		return hours
	}
	return w.Days.String() + " " + hours
}

func face(minutes int) string { return fmt.Sprintf("%02d:%02d", minutes/60, minutes%60) }

// longestAbsence is for how many days working time is looked for: longer than any row of days off.
const longestAbsence = 400

// Add returns the instant at which so much working time has passed since an instant, in that zone. dayOff says
// whether a day, given as its local midnight, is a bank holiday. Time is what really passes: an hour that a clock
// change takes or gives is not counted or counted. Where there is no working time at all, it gives up after
// longestAbsence days.
func (w WorkingHours) Add(since time.Time, working time.Duration, zone *time.Location, dayOff func(day time.Time) bool) time.Time {
	w = w.Told()
	local := since.In(zone)
	for i := range longestAbsence {
		day := time.Date(local.Year(), local.Month(), local.Day()+i, 0, 0, 0, 0, zone)
		if !w.Days.Has(day.Weekday()) || dayOff(day) {
			continue
		}
		from, until := w.on(day)
		if from.Before(since) {
			from = since
		}
		left := until.Sub(from)
		if left <= 0 {
			continue
		}
		if working <= left {
			return from.Add(working)
		}
		working -= left
	}
	return since.AddDate(0, 0, longestAbsence)
}

func (w WorkingHours) on(day time.Time) (from, until time.Time) {
	at := func(minutes int) time.Time {
		return time.Date(day.Year(), day.Month(), day.Day(), 0, minutes, 0, 0, day.Location())
	}
	return at(w.From), at(w.Until)
}
