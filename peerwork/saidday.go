package peerwork

import (
	"regexp"
	"strconv"
	"time"
)

// How people say a day, and so the week that holds it: "9 November", "Nov 9th 2026", "w/c 9 Nov", "week of 9 to 15 November".
var (
	saidWeekOf = regexp.MustCompile(`^(?:w/?c|week(?: (?:of|from|beginning|commencing|starting))?) (?:the )?`)
	saidUntil  = regexp.MustCompile(` (?:to|until|-) | ?[–—] ?`)
	saidDay    = regexp.MustCompile(`^(?:[a-z]+day )?(?:the )?(?:` +
		`(\d{4})-(\d\d)-(\d\d)|` +
		`(\d{1,2})(?:st|nd|rd|th)?(?:(?: of)? ([a-z]+)(?: (\d{4}))?)?|` +
		`([a-z]+) (\d{1,2})(?:st|nd|rd|th)?(?: (\d{4}))?)$`)
)

// aDay is a day as it is said: the month and the year may be left out, and are 0 then.
type aDay struct {
	year  int
	month time.Month
	day   int
}

// weekHolding reads a day, or the first and last days of a week, in plain words. A day without a year is the latest that has
// begun. The error is ErrNoTime where no day is named, and another where it is none, or the two lie in different weeks.
func weekHolding(plain string, today time.Time) (Period, error) {
	said := saidUntil.Split(plain[len(saidWeekOf.FindString(plain)):], 3)
	first, ok := readDay(said[0])
	last := first
	if ok && len(said) == 2 {
		if last, ok = readDay(said[1]); ok && first.month == 0 {
			first.month = last.month
		}
	}
	if !ok || len(said) > 2 || first.month == 0 || last.month == 0 {
		return Period{}, ErrNoTime
	}
	if last.year == 0 && first.year != 0 { // a week may end in the year after
		last.year = first.year
		if last.month < first.month {
			last.year++
		}
	}
	end, ok := last.latest(today)
	if !ok {
		return Period{}, badPeriod(plain)
	}
	if first.year == 0 { // or begin in the year before
		first.year = end.Year()
		if first.month > end.Month() {
			first.year--
		}
	}
	start, ok := first.latest(today)
	week := WeekOf(end, time.UTC)
	if !ok || WeekOf(start, time.UTC) != week || start.After(end) {
		return Period{}, badPeriod(plain)
	}
	return week, nil
}

// readDay reads one day. It is false where the words name none.
func readDay(said string) (aDay, bool) {
	m := saidDay.FindStringSubmatch(said)
	if m == nil {
		return aDay{}, false
	}
	number := func(digits string) int {
		n, _ := strconv.Atoi(digits) // "" for what was left out
		return n
	}
	if m[1] != "" {
		return aDay{number(m[1]), time.Month(number(m[2])), number(m[3])}, true
	}
	name := m[5] + m[7]
	d := aDay{number(m[6] + m[9]), monthNamed(name), number(m[4] + m[8])}
	return d, name == "" || d.month != 0
}

// latest is the day in its year, or in the latest year in which it has begun. It is false for a day that no calendar has.
func (d aDay) latest(today time.Time) (time.Time, bool) {
	if d.year != 0 {
		return d.in(d.year)
	}
	for year := today.Year(); year >= today.Year()-mostYearsBack; year-- {
		if found, ok := d.in(year); ok && !found.After(today) {
			return found, true
		}
	}
	return time.Time{}, false
}

func (d aDay) in(year int) (time.Time, bool) {
	found := date(year, d.month, d.day)
	return found, found.Month() == d.month && found.Day() == d.day
}
