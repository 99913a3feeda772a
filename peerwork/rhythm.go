package peerwork

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Last is the last such weekday of a month.
const Last = -1

// MostWeeks is the most weeks a schedule may leave between two times.
const MostWeeks = 12

// Meant reports whether the schedule means a day on which its cron expression falls. Weeks are counted in days from
// Monday to Monday, so that a year of 53 weeks changes nothing.
func (s Schedule) Meant(day time.Time) bool {
	return s.inItsWeek(day) && (s.Which == 0 || s.Which == Last && lastOfMonth(day) || s.Which == (day.Day()+6)/7)
}

func (s Schedule) inItsWeek(day time.Time) bool {
	from, err := time.Parse(time.DateOnly, s.From)
	if s.Every < 2 || err != nil {
		return true
	}
	return (weekNumber(day)-weekNumber(from))%s.Every == 0
}

// weekNumber counts the weeks since that of Monday 5 January 1970.
func weekNumber(day time.Time) int {
	midnight := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	const firstMonday, secondsOfWeek = 4 * 86400, 7 * 86400
	n := midnight.Unix() - firstMonday
	if n < 0 {
		n -= secondsOfWeek - 1
	}
	return int(n / secondsOfWeek)
}

// Beginnings returns the dates on which something that comes every few weeks on a weekday may begin: as many as there are
// weeks, from today on.
func Beginnings(day time.Weekday, weeks int, today time.Time) []time.Time {
	first := time.Date(today.Year(), today.Month(), today.Day(), 0, 0, 0, 0, time.UTC)
	first = first.AddDate(0, 0, int(day-first.Weekday()+7)%7)
	var all []time.Time
	for i := range weeks {
		all = append(all, first.AddDate(0, 0, 7*i))
	}
	return all
}

func lastOfMonth(day time.Time) bool { return day.AddDate(0, 0, 7).Month() != day.Month() }

// Fingerprint tells one state of a schedule from another. When it falls due next is no part of it.
func (s Schedule) Fingerprint() string {
	sum := fnv.New64a()
	fmt.Fprintf(sum, "%q", []string{
		s.ID, string(s.Team), string(s.Kind), s.Cron, s.Timezone, strconv.FormatBool(s.Weekends), strconv.FormatBool(s.Holidays),
		strconv.Itoa(max(s.Every, 1)), s.From, strconv.Itoa(s.Which), strconv.FormatBool(s.Paused),
	})
	return strconv.FormatUint(sum.Sum64(), 36)
}

// SameTimes reports whether two schedules fall due at the same times.
func (s Schedule) SameTimes(o Schedule) bool {
	return s.Cron == o.Cron && s.Timezone == o.Timezone && s.Every == o.Every && s.From == o.From && s.Which == o.Which && s.Paused == o.Paused
}

// Often is how a rhythm comes back.
type Often string

// The rhythms that have words of their own.
const (
	Weekly     Often = "weekly"     // on a weekday, every week or every few
	Workdays   Often = "workdays"   // Monday to Friday
	Daily      Often = "daily"      //
	MonthlyDay Often = "month-day"  // a weekday of each month: the first, the last
	MonthlyOn  Often = "month-date" // a date of each month
)

// Rhythm is a schedule's times as people say them. Fields that its Often does not use are zero.
type Rhythm struct {
	Often Often
	Weeks int          // Weekly: 1 to MostWeeks
	From  string       // Weekly, where Weeks is 2 or more: a date of a week that counts
	Day   time.Weekday // Weekly and MonthlyDay
	Which int          // MonthlyDay: 1 to 4, or Last
	Date  int          // MonthlyOn: 1 to 28, so that each month has it
	At    int          // minutes after midnight
}

// On returns the schedule with the times of the rhythm.
func (r Rhythm) On(s Schedule) Schedule {
	s.Cron, s.Every, s.From, s.Which = r.cron(), 0, "", 0
	switch {
	case r.Often == Weekly && r.Weeks > 1:
		s.Every, s.From = r.Weeks, r.From
	case r.Often == MonthlyDay:
		s.Which = r.Which
	}
	return s
}

func (r Rhythm) cron() string {
	date, day := "*", "*"
	switch r.Often {
	case Weekly, MonthlyDay:
		day = cronDays()[r.Day]
	case Workdays:
		day = "MON-FRI"
	case MonthlyOn:
		date = strconv.Itoa(r.Date)
	case Daily:
	}
	return fmt.Sprintf("%d %d %s * %s", r.At%60, r.At/60, date, day)
}

func cronDays() []string { return []string{"SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"} }

// RhythmOf returns a schedule's times as people say them, and false where only cron can.
func RhythmOf(s Schedule) (Rhythm, bool) {
	f := strings.Fields(strings.ToUpper(described(s.Cron)))
	if len(f) != 5 || f[3] != "*" {
		return Rhythm{}, false
	}
	minute, ok1 := number(f[0], 0, 59)
	hour, ok2 := number(f[1], 0, 23)
	if !ok1 || !ok2 {
		return Rhythm{}, false
	}
	r := Rhythm{At: 60*hour + minute}
	return r.withDays(s, strings.ReplaceAll(f[2], "?", "*"), strings.ReplaceAll(f[4], "?", "*"))
}

func described(cron string) string {
	switch cron = strings.TrimSpace(cron); strings.ToLower(cron) {
	case "@daily", "@midnight":
		return "0 0 * * *"
	case "@weekly":
		return "0 0 * * SUN"
	case "@monthly":
		return "0 0 1 * *"
	}
	return cron
}

// withDays adds on which days it falls. What Every and Which keep of anything but one weekday has no words.
func (r Rhythm) withDays(s Schedule, date, day string) (Rhythm, bool) {
	weekday, isDay := cronDay(day)
	switch {
	case date == "*" && isDay && s.Which != 0:
		r.Often, r.Day, r.Which = MonthlyDay, weekday, s.Which
		return r, s.Every < 2
	case date == "*" && isDay:
		r.Often, r.Day, r.Weeks = Weekly, weekday, max(s.Every, 1)
		if r.Weeks > 1 {
			r.From = s.From
		}
		return r, true
	case s.Every > 1 || s.Which != 0:
		return Rhythm{}, false
	case date == "*" && (day == "MON-FRI" || day == "1-5"):
		r.Often = Workdays
		return r, true
	case date == "*" && day == "*":
		r.Often = Daily
		return r, true
	case day == "*":
		var ok bool
		r.Often = MonthlyOn
		r.Date, ok = number(date, 1, 28)
		return r, ok
	}
	return Rhythm{}, false
}

func cronDay(s string) (time.Weekday, bool) {
	if i := slices.Index(cronDays(), s); i >= 0 {
		return time.Weekday(i), true
	}
	n, ok := number(s, 0, 6)
	return time.Weekday(n), ok
}

func number(s string, least, most int) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && least <= n && n <= most && s[0] != '+' && s[0] != '-'
}

// Words says the rhythm: "Every second Thursday at 15:30".
func (r Rhythm) Words() string {
	return r.days() + fmt.Sprintf(" at %02d:%02d", r.At/60, r.At%60)
}

func (r Rhythm) days() string {
	switch r.Often {
	case Weekly:
		return join("Every", EveryWord(r.Weeks), r.Day.String())
	case Workdays:
		return "Monday to Friday"
	case Daily:
		return "Every day"
	case MonthlyDay:
		return fmt.Sprintf("The %s %s of each month", WhichWord(r.Which), r.Day)
	case MonthlyOn:
		if r.Date == 1 {
			return "The first day of each month"
		}
		return fmt.Sprintf("Day %d of each month", r.Date)
	}
	return ""
}

func join(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// ordinals are the words for one in so many.
func ordinals() []string {
	return []string{"", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"}
}

// EveryWord says one in so many weeks: "second"; "" for each.
func EveryWord(weeks int) string {
	if weeks < 2 || weeks > MostWeeks {
		return ""
	}
	return ordinals()[weeks]
}

// WhichWord says which weekday of a month: "first", "last".
func WhichWord(which int) string {
	if which == Last {
		return "last"
	}
	return ordinals()[min(max(which, 0), MostWeeks)]
}

// ParseWhich reads what WhichWord says.
func ParseWhich(word string) (which int, ok bool) {
	if word == "last" {
		return Last, true
	}
	which = slices.Index(ordinals(), word)
	return which, 1 <= which && which <= 4
}

// Words says the schedule's times, or shows its cron expression where only cron can say them.
func (s Schedule) Words() string {
	if r, ok := RhythmOf(s); ok {
		return r.Words()
	}
	words := "By cron: " + s.Cron
	if s.Which != 0 {
		words += ", " + WhichWord(s.Which) + " of the month only"
	}
	if s.Every > 1 {
		words += ", every " + cmp.Or(EveryWord(s.Every), strconv.Itoa(s.Every)+"th") + " week"
	}
	return words
}

// Hindrance is why something is not sent at the time it is meant for.
type Hindrance string

// The hindrances.
const (
	NoHindrance Hindrance = ""
	InQuiet     Hindrance = "quiet hours"
	AtWeekend   Hindrance = "weekend"
	OnHoliday   Hindrance = "bank holiday"
	OffDays     Hindrance = "not a day of theirs"
)

// Coming is one of the next times of a schedule, and what becomes of it.
type Coming struct {
	Meant time.Time // in the schedule's zone
	Sent  time.Time // in the same zone; zero: left out, because the next time has come by then
	Why   Hindrance // why Sent is not Meant
}
