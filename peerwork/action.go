package peerwork

import "time"

// Action is something that one side of a pair means to do. Its words are encrypted with the key of whoever wrote it down,
// and go with that key.
type Action struct {
	ID        string
	Workspace WorkspaceID
	Pair      Pair
	Session   string // the session at which it was written down, or ""
	Author    UserID
	For       Side   // who does it
	What      string // encrypted at rest
	Due       string // a day, "2026-12-10", or ""
	Made      time.Time
	Done      time.Time // zero while it is open
	Opened    time.Time // when the other side first opened it; zero while they have not. Only the author is shown it
	DeleteOn  time.Time // when the words go at the latest: DiscussedRetentionDays after it is done, if that is sooner
	Revision  int
}

// Doer is who means to do it.
func (a Action) Doer() UserID { return a.Pair.Of(a.For) }

// KeptFrom is the instant from which the days are counted for which the words are kept: the end of the day by which it
// is to be done, or when it was written down.
func (a Action) KeptFrom() time.Time {
	due, err := time.Parse(time.DateOnly, a.Due)
	if err != nil || due.AddDate(0, 0, 1).Before(a.Made) {
		return a.Made
	}
	return due.AddDate(0, 0, 1)
}

// Overdue reports whether the day by which it was to be done has passed at now, in that zone.
func (a Action) Overdue(now time.Time, zone *time.Location) bool {
	return a.Done.IsZero() && a.Due != "" && a.Due < now.In(zone).Format(time.DateOnly)
}
