package peerwork

import "time"

// ScheduleKind is what a schedule sends.
type ScheduleKind string

// The kinds of schedule.
const (
	TeamPrompt   ScheduleKind = "team-prompt"   // a group question in the team's channel
	MemberPrompt ScheduleKind = "member-prompt" // a quick question to each member
	WeeklyDigest ScheduleKind = "digest"        // last week's digest to each line manager
)

// Schedule is a cron expression in a time zone, and when it falls due next. Of the days that cron gives, Every and
// Which keep those that cron cannot say by itself.
type Schedule struct {
	ID       string // unique in its team
	Team     TeamID
	Kind     ScheduleKind
	Cron     string
	Timezone string    // IANA name; the team's unless given
	Weekends bool      // send at weekends too
	Holidays bool      // send on bank holidays too
	Every    int       // weeks: 2 for every second week; 0 and 1 are every week
	From     string    // a date in a week that counts, "2026-11-19"; where Every is 2 or more
	Which    int       // the first to the fourth such weekday of the month, or Last; 0: every one
	Paused   bool      // switched off, and not lost
	Due      time.Time // the next due instant; zero before the scheduler has placed it
}

// DueSchedule is a schedule with the workspace it belongs to.
type DueSchedule struct {
	Workspace WorkspaceID
	Schedule  Schedule
}
