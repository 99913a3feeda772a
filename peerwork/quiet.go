package peerwork

import (
	"fmt"
	"time"
)

// QuietHours is the part of a day in which nothing is sent, as minutes after local midnight. It may pass
// midnight. From == Until means none.
type QuietHours struct {
	From, Until int
}

// ParseQuietHours reads "19:00-08:00", or "none".
func ParseQuietHours(s string) (QuietHours, error) {
	if s == "none" {
		return QuietHours{}, nil
	}
	var h1, m1, h2, m2 int
	if n, err := fmt.Sscanf(s, "%2d:%2d-%2d:%2d", &h1, &m1, &h2, &m2); n != 4 || err != nil || len(s) != 11 || h1 > 23 || h2 > 23 || m1 > 59 || m2 > 59 {
		return QuietHours{}, fmt.Errorf("quiet hours %q: expected two times such as 19:00-08:00, or none", s)
	}
	return QuietHours{From: 60*h1 + m1, Until: 60*h2 + m2}, nil
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
