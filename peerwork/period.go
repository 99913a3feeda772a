package peerwork

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Period is an ISO week ("2026-W47"), a month ("2026-11") or a quarter ("2026-Q4"). A month, and a quarter, is
// the whole ISO weeks whose Thursday falls in it.
type Period struct {
	name  string
	first time.Time // the Monday of its first week, as a date in UTC
	weeks int
}

var periodForm = regexp.MustCompile(`^(\d{4})-(?:W(\d{2})|Q([1-4])|(\d{2}))$`)

// ParsePeriod reads "2026-W47", "2026-11" or "2026-Q4". Its error says what was found and what was expected.
func ParsePeriod(s string) (Period, error) {
	m := periodForm.FindStringSubmatch(s)
	if m == nil {
		return Period{}, badPeriod(s)
	}
	year, _ := strconv.Atoi(m[1])
	switch {
	case m[2] != "":
		return parseWeek(s, year, m[2])
	case m[3] != "":
		q, _ := strconv.Atoi(m[3])
		return months(s, year, time.Month(3*q-2), 3), nil
	default:
		month, _ := strconv.Atoi(m[4])
		if month < 1 || month > 12 {
			return Period{}, badPeriod(s)
		}
		return months(s, year, time.Month(month), 1), nil
	}
}

func badPeriod(s string) error {
	return fmt.Errorf("period %q: expected a week such as 2026-W47, a month such as 2026-11 or a quarter such as 2026-Q4", s)
}

func parseWeek(s string, year int, number string) (Period, error) {
	n, _ := strconv.Atoi(number)
	monday := mondayOf(date(year, time.January, 4)).AddDate(0, 0, 7*(n-1))
	if y, w := monday.ISOWeek(); y != year || w != n {
		return Period{}, badPeriod(s)
	}
	return Period{name: s, first: monday, weeks: 1}, nil
}

func months(name string, year int, month time.Month, n int) Period {
	first := mondayOfThursday(date(year, month, 1))
	end := mondayOfThursday(date(year, month+time.Month(n), 1))
	return Period{name: name, first: first, weeks: int(end.Sub(first).Hours()) / (24 * 7)}
}

// mondayOfThursday returns the Monday of the first week whose Thursday is on d or after.
func mondayOfThursday(d time.Time) time.Time {
	thursday := d.AddDate(0, 0, (int(time.Thursday)-int(d.Weekday())+7)%7)
	return thursday.AddDate(0, 0, -3)
}

func mondayOf(d time.Time) time.Time {
	return d.AddDate(0, 0, -(int(d.Weekday())+6)%7)
}

func date(y int, m time.Month, d int) time.Time { return time.Date(y, m, d, 0, 0, 0, 0, time.UTC) }

// WeekOf returns the ISO week in which the instant falls in that zone.
func WeekOf(t time.Time, loc *time.Location) Period {
	local := t.In(loc)
	y, w := local.ISOWeek()
	monday := mondayOf(date(local.Year(), local.Month(), local.Day()))
	return Period{name: fmt.Sprintf("%04d-W%02d", y, w), first: monday, weeks: 1}
}

// String returns the period as ParsePeriod reads it.
func (p Period) String() string { return p.name }

// IsWeek reports whether the period is one ISO week.
func (p Period) IsWeek() bool { return p.weeks == 1 && len(p.name) == 8 }

// IsQuarter reports whether the period is a quarter.
func (p Period) IsQuarter() bool { return len(p.name) == 7 && p.name[5] == 'Q' }

// Within returns the weeks and the months of a quarter, and none of any other period.
func (p Period) Within() []Period {
	if !p.IsQuarter() {
		return nil
	}
	var within []Period
	for i := range p.weeks {
		within = append(within, WeekOf(p.first.AddDate(0, 0, 7*i), time.UTC))
	}
	return append(within, p.months()...)
}

func (p Period) months() []Period {
	year, quarter := p.first.AddDate(0, 0, 3).Year(), int(p.name[6]-'0')
	var found []Period
	for m := 3*quarter - 2; m <= 3*quarter; m++ {
		found = append(found, months(fmt.Sprintf("%04d-%02d", year, m), year, time.Month(m), 1))
	}
	return found
}

// Kind is what people call such a period: "week", "month" or "quarter".
func (p Period) Kind() string {
	switch {
	case p.IsWeek():
		return "week"
	case p.IsQuarter():
		return "quarter"
	}
	return "month"
}

// Weeks returns the names of the ISO weeks it holds, in order.
func (p Period) Weeks() []string {
	names := make([]string, p.weeks)
	for i := range names {
		names[i] = WeekOf(p.first.AddDate(0, 0, 7*i), time.UTC).name
	}
	return names
}

// Start returns the instant of its first Monday's midnight in that zone.
func (p Period) Start(loc *time.Location) time.Time {
	return time.Date(p.first.Year(), p.first.Month(), p.first.Day(), 0, 0, 0, 0, loc)
}

// End returns the instant at which it has ended: the midnight of the Monday after it in that zone.
func (p Period) End(loc *time.Location) time.Time {
	end := p.first.AddDate(0, 0, 7*p.weeks)
	return time.Date(end.Year(), end.Month(), end.Day(), 0, 0, 0, 0, loc)
}

// Ended reports whether the period is over at now in that zone.
func (p Period) Ended(now time.Time, loc *time.Location) bool { return !now.Before(p.End(loc)) }

// MonthOf returns the month in which the week's Thursday falls.
func (p Period) MonthOf() Period {
	thursday := p.first.AddDate(0, 0, 3)
	return months(thursday.Format("2006-01"), thursday.Year(), thursday.Month(), 1)
}

// QuarterOf returns the quarter in which the week's Thursday falls.
func (p Period) QuarterOf() Period {
	thursday := p.first.AddDate(0, 0, 3)
	quarter := (int(thursday.Month()) + 2) / 3
	return months(fmt.Sprintf("%04d-Q%d", thursday.Year(), quarter), thursday.Year(), time.Month(3*quarter-2), 3)
}

// Before returns the week before a week.
func (p Period) Before() Period { return WeekOf(p.first.AddDate(0, 0, -7), time.UTC) }
