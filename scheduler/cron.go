package scheduler

import (
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"
)

// ShortestInterval is the least time between two firings of a schedule.
const ShortestInterval = 15 * time.Minute

// Cron is a checked cron expression. It knows nothing of time zones: it is evaluated in local time.
type Cron struct{ schedule cron.Schedule }

// ParseCron reads five fields (minute, hour, day of month, month, day of week) or @hourly, @daily, @weekly,
// @monthly, @yearly. It refuses time zone prefixes (the parser may panic on them, and the zone has its own
// place), @every, dates that never come, and firings less than ShortestInterval apart. The error says what was
// found and what was expected.
func ParseCron(expression string) (c Cron, err error) {
	expression = strings.TrimSpace(expression)
	if refused := refuse(expression); refused != "" {
		return Cron{}, badCron(expression, refused)
	}
	defer func() {
		if r := recover(); r != nil {
			err = badCron(expression, "it cannot be read")
		}
	}()
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	parsed, err := parser.Parse(expression)
	if err != nil {
		return Cron{}, badCron(expression, err.Error())
	}
	return Cron{parsed}, checkFirings(expression, parsed)
}

func refuse(expression string) string {
	upper := strings.ToUpper(expression)
	switch {
	case expression == "":
		return "it is empty"
	case strings.HasPrefix(upper, "TZ=") || strings.HasPrefix(upper, "CRON_TZ="):
		return "a time zone does not belong in it; set timezone on the team or the schedule"
	case strings.HasPrefix(upper, "@EVERY"):
		return "@every is not taken, because it does not fall at a time of day"
	case len(expression) > 200:
		return "it is longer than 200 characters"
	}
	return ""
}

func badCron(expression, why string) error {
	return fmt.Errorf("cron %.60q: %s; expected minute, hour, day of month, month and day of week, such as \"0 10 * * MON\"", expression, why)
}

// checkFirings looks at 200 firings: with at most four in an hour that is more than two days of the densest
// schedule allowed, so that every distance between minutes and hours is seen.
func checkFirings(expression string, s cron.Schedule) error {
	last := s.Next(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
	if last.IsZero() {
		return badCron(expression, "that date never comes")
	}
	for range 200 {
		next := s.Next(last)
		if next.IsZero() {
			return nil
		}
		if next.Sub(last) < ShortestInterval {
			return badCron(expression, fmt.Sprintf("it falls due every %d minutes; the shortest time between two is 15 minutes", int(next.Sub(last).Minutes())))
		}
		last = next
	}
	return nil
}

// Next returns the first firing after an instant, in that zone, and the local date and time it is meant for
// ("2026-11-23T10:00"). Where a clock change skips the local time, the firing comes as long after the change;
// where the local time comes twice, at the first.
func (c Cron) Next(after time.Time, loc *time.Location) (at time.Time, nominal string) {
	local := zoneless(after.In(loc))
	for range 1000 {
		local = c.schedule.Next(local)
		if local.IsZero() {
			return time.Time{}, ""
		}
		if at = place(local, loc); at.After(after) {
			return at, local.Format(NominalForm)
		}
	}
	return time.Time{}, ""
}

// Last returns the last firing at or before an instant that is not before since, or zero.
func (c Cron) Last(since, until time.Time, loc *time.Location) (at time.Time, nominal string) {
	next, name := since, ""
	for range 10_000 {
		after := next
		next, name = c.Next(after, loc)
		if next.IsZero() || next.After(until) {
			return at, nominal
		}
		at, nominal = next, name
	}
	return at, nominal
}

// NominalForm is how a delivery writes the local date and time it is meant for.
const NominalForm = "2006-01-02T15:04"

// zoneless returns the clock face of t as if it were UTC.
func zoneless(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// place puts a clock face into a zone. time.Date does not say which offset it takes around a clock change, so
// both are tried: the one of the day before first.
func place(face time.Time, loc *time.Location) time.Time {
	before := inOffsetOf(face, face.Add(-24*time.Hour), loc)
	after := inOffsetOf(face, face.Add(24*time.Hour), loc)
	if !zoneless(before.In(loc)).Equal(face) && zoneless(after.In(loc)).Equal(face) {
		return after
	}
	return before
}

func inOffsetOf(face, at time.Time, loc *time.Location) time.Time {
	_, offset := at.In(loc).Zone()
	return face.Add(-time.Duration(offset) * time.Second).In(loc)
}
