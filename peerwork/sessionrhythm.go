package peerwork

import (
	"fmt"
	"slices"
	"time"
)

// SessionRhythm is how often a pair meets: every so many weeks from a first day on, at a local time of day that the change of
// the clocks does not move. A day on which it falls stays that day, on a bank holiday or in somebody's leave too: the
// two are shown that, and move the session themselves.
type SessionRhythm struct {
	Workspace WorkspaceID
	Pair      Pair
	Weeks     int    // 1 to MostWeeksApart
	First     string // the first day, "2026-11-26"; its day of the week is the rhythm's
	Clock     string // "14:00"
	Timezone  string // IANA name
	Revision  int
}

// The usual and the longest rhythm, in weeks.
const (
	DefaultWeeks   = 4
	MostWeeksApart = 12
)

// Check says what of the rhythm cannot be, or nil.
func (r SessionRhythm) Check() error {
	if r.Weeks < 1 || r.Weeks > MostWeeksApart {
		return &Error{What: fmt.Sprintf("Every %d weeks is not possible.", r.Weeks), Try: fmt.Sprintf("Choose from every week to every %d weeks.", MostWeeksApart)}
	}
	_, err := LocalAt(r.First+"T"+r.Clock, r.Timezone)
	return err
}

// Weekday is the day of the week on which the pair meets.
func (r SessionRhythm) Weekday() time.Weekday {
	first, _ := time.Parse(time.DateOnly, r.First)
	return first.Weekday()
}

// After returns the first day of the rhythm that is after the day given, and never one before the first.
func (r SessionRhythm) After(day string) string {
	first, err := time.Parse(time.DateOnly, r.First)
	if err != nil || r.Weeks < 1 {
		return ""
	}
	after, err := time.Parse(time.DateOnly, day)
	if err != nil || after.Before(first) {
		return r.First
	}
	step := 7 * r.Weeks
	days := int(after.Sub(first) / (24 * time.Hour))
	return first.AddDate(0, 0, (days/step+1)*step).Format(time.DateOnly)
}

// Next returns the rhythm's next session that is still to come at now, on a day for which none was planned before.
func (r SessionRhythm) Next(taken []string, now time.Time) (Session, bool) {
	day := now.In(FirstZone(r.Timezone)).AddDate(0, 0, -1).Format(time.DateOnly)
	for range len(taken) + 2 { // one for each day that is taken, one for a time that has passed today
		day = r.After(day)
		local := day + "T" + r.Clock
		at, err := LocalAt(local, r.Timezone)
		if err != nil {
			return Session{}, false
		}
		if at.After(now) && !slices.Contains(taken, day) {
			s := r.Pair.session(r.Workspace, local, r.Timezone, at, now)
			s.Slot = day
			return s, true
		}
	}
	return Session{}, false
}
