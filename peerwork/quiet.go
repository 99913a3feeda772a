package peerwork

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// QuietHours is the part of a day in which nothing is sent, as minutes after local midnight. It may pass
// midnight. From == Until means none.
type QuietHours struct {
	From, Until int
}

var quietForm = regexp.MustCompile(`^([01]\d|2[0-3]):([0-5]\d)-([01]\d|2[0-3]):([0-5]\d)$`)

// ParseQuietHours reads "19:00-08:00", or "none".
func ParseQuietHours(s string) (QuietHours, error) {
	if s == "none" {
		return QuietHours{}, nil
	}
	m := quietForm.FindStringSubmatch(s)
	if m == nil {
		return QuietHours{}, fmt.Errorf("quiet hours %q: expected two times such as 19:00-08:00, or none", s)
	}
	return QuietHours{From: minutes(m[1], m[2]), Until: minutes(m[3], m[4])}, nil
}

func minutes(hour, minute string) int {
	h, _ := strconv.Atoi(hour)
	m, _ := strconv.Atoi(minute)
	return 60*h + m
}

// String returns the hours as ParseQuietHours reads them.
func (q QuietHours) String() string {
	if q.From == q.Until {
		return "none"
	}
	return fmt.Sprintf("%02d:%02d-%02d:%02d", q.From/60, q.From%60, q.Until/60, q.Until%60)
}

// Holds reports whether the local time falls in the quiet hours.
func (q QuietHours) Holds(local time.Time) bool {
	m := 60*local.Hour() + local.Minute()
	if q.From <= q.Until {
		return q.From <= m && m < q.Until
	}
	return m >= q.From || m < q.Until
}

// UsefulUntil is when something that somebody posts for the team by hand comes too late: when the team's day ends or its
// quiet hours begin, whichever is first, and no sooner than an hour after it was asked for. Whoever asked is there to see
// what becomes of it, and nobody expects it in the night or on another day.
func (t Team) UsefulUntil(asked time.Time) time.Time {
	local := asked.In(t.Location())
	at := func(day, minutes int) time.Time {
		return time.Date(local.Year(), local.Month(), local.Day()+day, 0, minutes, 0, 0, local.Location())
	}
	until := at(1, 0)
	if quiet := at(0, t.QuietHours.From); t.QuietHours.From != t.QuietHours.Until && local.Before(quiet) {
		until = quiet
	}
	if atLeast := asked.Add(time.Hour); until.Before(atLeast) {
		return atLeast
	}
	return until
}
