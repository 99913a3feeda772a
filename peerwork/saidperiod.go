package peerwork

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ErrNoTime is what is said of words that name no time.
var ErrNoTime = errors.New("no time is named")

// How people say a time. What is said of days and years is understood, so that it can be told from a name; no period is one.
var (
	saidBefore  = regexp.MustCompile(`^(?:(?:for|from|in|of) )?(?:the )?`)
	saidFromNow = regexp.MustCompile(`^(last|past|previous|this|current|next) (day|week|month|quarter|year)$`)
	saidAgo     = regexp.MustCompile(`^(\d{1,3}|[a-z]+) (day|week|month|quarter|year)s? ago$`)
	saidByName  = regexp.MustCompile(`^(?:(\d{4})[ -])?(?:w(?:eek ?)?(\d{1,2})|q(?:uarter ?)?(\d)|([a-z]+))(?:[ -](\d{4}))?$`)
	saidOther   = regexp.MustCompile(`^(?:today|yesterday|tomorrow|\d{4}|\d\S*-\S*)$`)
)

// mostYearsBack is how far back a name without a year may lead: not every year has a week 53.
const mostYearsBack = 7

// SaidPeriod reads a period as people say it at an instant in a zone: "last week", "2 months ago", "October", "Oct 2026",
// "Q3", "week 46", "week of 9 November", and what ParsePeriod reads, in whatever letters. A day means its week. Last, this and next count weeks from Monday, and months
// and quarters by the calendar. A name without a year is the latest that has ended; whether another has, the caller asks.
// The error is ErrNoTime for words that name no time, and another for a time that is no period: yesterday, a year, a month 13.
func SaidPeriod(said string, now time.Time, zone *time.Location) (Period, error) {
	if p, err := ParsePeriod(strings.ToUpper(said)); err == nil {
		return p, nil
	}
	today := date(now.In(zone).Date())
	plain := strings.Join(strings.FieldsFunc(strings.ToLower(said), betweenWords), " ")
	plain = plain[len(saidBefore.FindString(plain)):]
	if m := saidFromNow.FindStringSubmatch(plain); m != nil {
		return periodFromNow(m[2], stepOf(m[1]), today)
	}
	if m := saidAgo.FindStringSubmatch(plain); m != nil {
		n, err := countOf(m[1])
		if err != nil {
			return Period{}, err
		}
		return periodFromNow(m[2], -n, today)
	}
	if m := saidByName.FindStringSubmatch(plain); m != nil {
		if p, err := periodByName(m, now, zone); !errors.Is(err, ErrNoTime) {
			return p, err
		}
	}
	if p, err := weekHolding(plain, today); !errors.Is(err, ErrNoTime) {
		return p, err
	}
	if saidOther.MatchString(plain) {
		return Period{}, badPeriod(said)
	}
	return Period{}, ErrNoTime
}

func betweenWords(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune(".,!?", r) }

func stepOf(word string) int {
	switch word {
	case "this", "current":
		return 0
	case "next":
		return 1
	}
	return -1
}

func countOf(word string) (int, error) {
	if word == "a" || word == "an" {
		return 1, nil
	}
	n := slices.Index([]string{"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"}, word)
	if n >= 0 {
		return n, nil
	}
	n, err := strconv.Atoi(word)
	if err != nil {
		return 0, ErrNoTime
	}
	return n, nil
}

// periodFromNow is the week, month or quarter so many after the one of today. The middle of a month lies in a week of it.
func periodFromNow(kind string, n int, today time.Time) (Period, error) {
	year, month, day := today.Date()
	switch kind {
	case "week":
		return WeekOf(date(year, month, day+7*n), time.UTC), nil
	case "month":
		return WeekOf(date(year, month+time.Month(n), 15), time.UTC).MonthOf(), nil
	case "quarter":
		return WeekOf(date(year, month+time.Month(3*n), 15), time.UTC).QuarterOf(), nil
	}
	return Period{}, badPeriod(kind)
}

// periodByName reads what saidByName found: a year, a week, a quarter, a month, and a year behind them.
func periodByName(found []string, now time.Time, zone *time.Location) (Period, error) {
	var name string
	switch before, week, quarter, after := found[1], found[2], found[3], found[5]; {
	case before != "" && after != "":
		return Period{}, ErrNoTime
	case week != "":
		name = fmt.Sprintf("W%02s", week)
	case quarter != "":
		name = "Q" + quarter
	default:
		month := monthNamed(found[4])
		if month == 0 {
			return Period{}, ErrNoTime
		}
		name = fmt.Sprintf("%02d", month)
	}
	if year := found[1] + found[5]; year != "" {
		return ParsePeriod(year + "-" + name)
	}
	for year := now.Year(); year >= now.Year()-mostYearsBack; year-- {
		if p, err := ParsePeriod(fmt.Sprintf("%d-%s", year, name)); err == nil && p.Ended(now, zone) {
			return p, nil
		}
	}
	return Period{}, badPeriod(name)
}

// monthNamed finds a month by its name or the short form of it; 0 for none.
func monthNamed(said string) time.Month {
	for m := time.January; m <= time.December; m++ {
		if name := strings.ToLower(m.String()); said == name || said == name[:3] || m == time.September && said == "sept" {
			return m
		}
	}
	return 0
}
