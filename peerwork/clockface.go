package peerwork

import "time"

// LocalForm is how a local date and time is written: "2026-11-26T14:00".
const LocalForm = "2006-01-02T15:04"

// Placed puts a clock face, given as if it were UTC, into a zone. Where a clock change skips that time, it is as long
// after the change; where the time comes twice, it is the first. time.Date does not say which offset it takes then, so
// both are tried: the one of the day before first.
func Placed(face time.Time, loc *time.Location) time.Time {
	before := inOffsetOf(face, face.Add(-24*time.Hour), loc)
	after := inOffsetOf(face, face.Add(24*time.Hour), loc)
	if !Face(before.In(loc)).Equal(face) && Face(after.In(loc)).Equal(face) {
		return after
	}
	return before
}

// Face returns the clock face of t as if it were UTC.
func Face(t time.Time) time.Time {
	return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

func inOffsetOf(face, at time.Time, loc *time.Location) time.Time {
	_, offset := at.In(loc).Zone()
	return face.Add(-time.Duration(offset) * time.Second).In(loc)
}
