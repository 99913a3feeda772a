package peerwork

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Weekdays are days of the week. The zero value has none.
type Weekdays uint8

// MondayToFriday are the working days of most.
const MondayToFriday = Weekdays(1<<time.Monday | 1<<time.Tuesday | 1<<time.Wednesday | 1<<time.Thursday | 1<<time.Friday)

// DaysOf returns those days.
func DaysOf(days ...time.Weekday) Weekdays {
	var w Weekdays
	for _, d := range days {
		w |= 1 << d
	}
	return w
}

// Has reports whether the day is among them.
func (w Weekdays) Has(d time.Weekday) bool { return w&(1<<d) != 0 }

// week is the order in which days are told.
func week() []time.Weekday {
	return []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday, time.Saturday, time.Sunday}
}

// Days returns them one by one, Monday first.
func (w Weekdays) Days() []time.Weekday {
	var days []time.Weekday
	for _, d := range week() {
		if w.Has(d) {
			days = append(days, d)
		}
	}
	return days
}

// String returns the days as ParseWeekdays reads them: "Mon-Fri", "Mon,Wed", "" for none.
func (w Weekdays) String() string {
	var pieces []string
	all := week()
	for i := 0; i < len(all); i++ {
		if !w.Has(all[i]) {
			continue
		}
		last := i
		for last+1 < len(all) && w.Has(all[last+1]) {
			last++
		}
		pieces = append(pieces, stretch(all[i], all[last], last-i))
		i = last
	}
	return strings.Join(pieces, ",")
}

func stretch(from, to time.Weekday, apart int) string {
	switch apart {
	case 0:
		return short(from)
	case 1:
		return short(from) + "," + short(to)
	}
	return short(from) + "-" + short(to)
}

func short(d time.Weekday) string { return d.String()[:3] }

// ParseWeekdays reads "Mon-Fri", "Mon,Wed,Fri" or "" for none. A stretch may go over the weekend: "Sat-Tue".
func ParseWeekdays(s string) (Weekdays, error) {
	if s == "" {
		return 0, nil
	}
	var w Weekdays
	for piece := range strings.SplitSeq(s, ",") {
		from, to, isStretch := strings.Cut(piece, "-")
		first, last := dayNamed(from), dayNamed(to)
		if !isStretch {
			last = first
		}
		if first < 0 || last < 0 {
			return 0, fmt.Errorf("days %q: expected days such as Mon-Fri or Mon,Wed,Fri", s)
		}
		for i := first; ; i = (i + 1) % 7 {
			w |= 1 << week()[i]
			if i == last {
				break
			}
		}
	}
	return w, nil
}

// dayNamed returns a day's place in the week, or -1.
func dayNamed(s string) int {
	return slices.IndexFunc(week(), func(d time.Weekday) bool { return strings.EqualFold(short(d), strings.TrimSpace(s)) })
}

// MarshalText implements encoding.TextMarshaler.
func (w Weekdays) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (w *Weekdays) UnmarshalText(text []byte) (err error) {
	*w, err = ParseWeekdays(string(text))
	return err
}
