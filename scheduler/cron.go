package scheduler

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/robfig/cron/v3"

	"handrail/peerwork"
)

// ShortestInterval is the least time between two firings of a schedule.
const ShortestInterval = 15 * time.Minute

// Cron is a checked cron expression. It knows nothing of time zones: it is evaluated in local time.
type Cron struct {
	schedule cron.Schedule
	of       peerwork.Schedule // which days of the expression are meant
}

// CronError says what is wrong with a cron expression.
type CronError struct {
	Expression string
	Why        string // in plain words, a whole sentence without its stop
}

func (e *CronError) Error() string {
	return fmt.Sprintf("cron %.60q: %s; expected minute, hour, day of month, month and day of week, such as \"0 10 * * MON\"", e.Expression, e.Why)
}

// ParseCron reads five fields (minute, hour, day of month, month, day of week) or @hourly, @daily, @weekly,
// @monthly, @yearly. It refuses time zone prefixes (the parser may panic on them, and the zone has its own
// place), @every, dates that never come, and firings less than ShortestInterval apart. The error is a *CronError.
func ParseCron(expression string) (c Cron, err error) {
	expression = strings.TrimSpace(expression)
	if refused := refuse(expression); refused != "" {
		return Cron{}, &CronError{expression, refused}
	}
	defer func() {
		if r := recover(); r != nil {
			err = &CronError{expression, "it cannot be read"}
		}
	}()
	parser := cron.NewParser(cron.Minute | cron.Hour | cron.Dom | cron.Month | cron.Dow | cron.Descriptor)
	parsed, err := parser.Parse(expression)
	if err != nil {
		return Cron{}, &CronError{expression, unreadable(expression)}
	}
	if wrong := checkFirings(parsed); wrong != "" {
		return Cron{}, &CronError{expression, wrong}
	}
	return Cron{schedule: parsed}, nil
}

func refuse(expression string) string {
	upper := strings.ToUpper(expression)
	switch {
	case expression == "":
		return "it is empty"
	case strings.HasPrefix(upper, "TZ=") || strings.HasPrefix(upper, "CRON_TZ="):
		return "a time zone does not belong in it; the time zone has its own place"
	case strings.HasPrefix(upper, "@EVERY"):
		return "@every is not taken, because it does not fall at a time of day"
	case len(expression) > 200:
		return "it is longer than 200 characters"
	}
	return ""
}

// unreadable names the part of an expression that cannot be read.
func unreadable(expression string) string {
	parts := strings.Fields(expression)
	if strings.HasPrefix(expression, "@") {
		return fmt.Sprintf("%.20q is not known; there are @hourly, @daily, @weekly, @monthly and @yearly", parts[0])
	}
	if len(parts) != 5 {
		return fmt.Sprintf("it has %d parts with spaces between them, and needs 5", len(parts))
	}
	for i, field := range []struct {
		option       cron.ParseOption
		name, values string
	}{
		{cron.Minute, "minute", "0 to 59"},
		{cron.Hour, "hour", "0 to 23"},
		{cron.Dom, "day of the month", "1 to 31"},
		{cron.Month, "month", "1 to 12, or JAN to DEC"},
		{cron.Dow, "day of the week", "0 (Sunday) to 6, or SUN to SAT"},
	} {
		if _, err := cron.NewParser(field.option).Parse(parts[i]); err != nil {
			return fmt.Sprintf("part %d, the %s, cannot be %.20q; it takes %s, or * for any", i+1, field.name, parts[i], field.values)
		}
	}
	return "it cannot be read"
}

// checkFirings looks at 200 firings: with at most four in an hour that is more than two days of the densest
// schedule allowed, so that every distance between minutes and hours is seen.
func checkFirings(s cron.Schedule) string {
	last := s.Next(time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC).Add(-time.Second))
	if last.IsZero() {
		return "that date never comes"
	}
	for range 200 {
		next := s.Next(last)
		if next.IsZero() {
			return ""
		}
		if next.Sub(last) < ShortestInterval {
			return fmt.Sprintf("two of its times are %s apart; the shortest time between two is 15 minutes", minutes(next.Sub(last)))
		}
		last = next
	}
	return ""
}

func minutes(d time.Duration) string {
	if d == time.Minute {
		return "1 minute"
	}
	return fmt.Sprintf("%d minutes", int(d.Minutes()))
}

// CheckSchedule refuses a schedule that cannot be kept, or must not be: a digest comes once a week at most.
func CheckSchedule(sc peerwork.Schedule) error {
	c, _, err := reading(sc)
	if err != nil {
		return err
	}
	last := time.Time{}
	for i := range 100 {
		next := c.nextFace(cmp.Or(last, time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)))
		if next.IsZero() && i == 0 {
			return &CronError{sc.Cron, "that date never comes"}
		}
		if next.IsZero() {
			return nil
		}
		if sc.Kind == peerwork.WeeklyDigest && i > 0 && next.Sub(last) < 7*24*time.Hour {
			return &CronError{sc.Cron, "a digest is of a whole week, so it comes once a week at most"}
		}
		last = next
	}
	return nil
}

// Next returns the first firing after an instant, in that zone, and the local date and time it is meant for
// ("2026-11-23T10:00"). Where a clock change skips the local time, the firing comes as long after the change;
// where the local time comes twice, at the first.
func (c Cron) Next(after time.Time, loc *time.Location) (at time.Time, nominal string) {
	local := peerwork.Face(after.In(loc))
	for range 1000 {
		local = c.nextFace(local)
		if local.IsZero() {
			return time.Time{}, ""
		}
		if at = peerwork.Placed(local, loc); at.After(after) {
			return at, local.Format(NominalForm)
		}
	}
	return time.Time{}, ""
}

// nextFace returns the first clock face after another that is meant, or zero where none comes.
func (c Cron) nextFace(local time.Time) time.Time {
	const most = peerwork.MostWeeks * 7 * 24 * 4 // firings of the densest schedule, from one week that counts to the next
	for range most + 1 {
		local = c.schedule.Next(local)
		if local.IsZero() || c.of.Meant(local) {
			return local
		}
	}
	return time.Time{}
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
