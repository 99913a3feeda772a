package scheduler

import (
	"time"

	"github.com/rickar/cal/v2"
	"github.com/rickar/cal/v2/gb"

	"handrail/peerwork"
)

// Nations returns the calendars of bank holidays a team may keep, and "none".
func Nations() []string { return []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "none"} }

// bankHolidays returns the standing bank holidays of a nation. One-off holidays by proclamation are in them only
// as far as the library knows them. Source of the rules: the Banking and Financial Dealings Act 1971 and the
// public lists of bank holidays.
func bankHolidays(nation string) []*cal.Holiday {
	ours := []*cal.Holiday{gb.NewYear, gb.GoodFriday, gb.EarlyMay, gb.SpringHoliday, gb.ChristmasDay, gb.BoxingDay}
	switch nation {
	case "GB-ENG", "GB-WLS":
		return append(ours, gb.EasterMonday, gb.SummerHoliday)
	case "GB-NIR":
		return append(ours, gb.EasterMonday, gb.SummerHoliday, fixed("St Patrick's Day", time.March, 17), fixed("Battle of the Boyne", time.July, 12))
	case "GB-SCT":
		return append(ours, secondOfJanuary(), gb.SummerHolidayScotland, fixed("St Andrew's Day", time.November, 30))
	default:
		return nil
	}
}

func fixed(name string, month time.Month, day int) *cal.Holiday {
	return &cal.Holiday{
		Name: name, Type: cal.ObservanceBank, Month: month, Day: day, Func: cal.CalcDayOfMonth,
		Observed: []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 1}},
	}
}

// secondOfJanuary moves on when New Year's Day takes its Monday.
func secondOfJanuary() *cal.Holiday {
	h := fixed("2nd January", time.January, 2)
	h.Observed = []cal.AltDay{{Day: time.Saturday, Offset: 2}, {Day: time.Sunday, Offset: 2}, {Day: time.Monday, Offset: 1}}
	return h
}

// IsBankHoliday reports whether the date of t, in t's zone, is a bank holiday of that nation.
func IsBankHoliday(nation string, t time.Time) bool {
	for _, h := range bankHolidays(nation) {
		_, observed := h.Calc(t.Year())
		if observed.Month() == t.Month() && observed.Day() == t.Day() {
			return true
		}
	}
	return false
}

// allowance says when something may be sent to somebody.
type allowance struct {
	quiet    peerwork.QuietHours
	days     peerwork.Weekdays // of their own choice, whatever is the weekend to others; none: as the schedule has it
	weekends bool
	holidays bool
	nation   string
}

func allowanceOf(team peerwork.Team, s peerwork.Schedule, quiet peerwork.QuietHours) allowance {
	return allowance{quiet: quiet, weekends: s.Weekends, holidays: s.Holidays, nation: team.Holidays}
}

// firstAllowed returns the first local time at or after local at which sending is allowed: out of a weekend or a
// bank holiday to the same time of the next day that is neither, out of quiet hours to their end.
func (a allowance) firstAllowed(local time.Time) time.Time {
	for range 30 {
		switch a.hinders(local) {
		case peerwork.NoHindrance:
			return local
		case peerwork.InQuiet:
			local = afterQuiet(a.quiet, local)
		default:
			local = local.AddDate(0, 0, 1)
		}
	}
	return local
}

// hinders says why nothing is sent at a local time.
func (a allowance) hinders(local time.Time) peerwork.Hindrance {
	weekend := local.Weekday() == time.Saturday || local.Weekday() == time.Sunday
	switch {
	case !a.holidays && IsBankHoliday(a.nation, local):
		return peerwork.OnHoliday
	case a.days != 0 && !a.days.Has(local.Weekday()):
		return peerwork.OffDays
	case a.days == 0 && !a.weekends && weekend:
		return peerwork.AtWeekend
	case a.quiet.Holds(local):
		return peerwork.InQuiet
	}
	return peerwork.NoHindrance
}

func afterQuiet(q peerwork.QuietHours, local time.Time) time.Time {
	day := local.Day()
	if 60*local.Hour()+local.Minute() >= q.Until {
		day++
	}
	return time.Date(local.Year(), local.Month(), day, q.Until/60, q.Until%60, 0, 0, local.Location())
}
