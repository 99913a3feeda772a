package peerwork

import "time"

// NoTeam stands for the whole organisation where a team's id stands otherwise. No team has it.
const NoTeam TeamID = ""

// OrganisationCounts are the raw facts of an ended quarter in the whole organisation. Like Counts they never leave
// storage but through a Freeze function. People have numbers that mean nothing outside of one of these: the same
// number is the same person.
type OrganisationCounts struct {
	Offered     []int // the workers who have a rhythm, or met
	OutsideRole []int // those who shared that they had work outside the role; a team's line managers are not counted
	Sessions    []CountedSession
	Soon        []CountedSoon
}

// CountedSession is one session of the quarter, as figures count it.
type CountedSession struct {
	Worker int
	State  SessionState
	Why    MissedWhy
}

// CountedSoon is one wish to talk soon, as figures count it.
type CountedSoon struct {
	Worker int
	SoonCount
}

// OrganisationFigure is one line of the organisation's figures.
type OrganisationFigure struct {
	Name   FigureName `json:"figure"`
	Number int        `json:"number,omitempty"` // 0: withheld, whatever it is
}

// OrganisationFigures are what is said of an ended quarter in the whole organisation, frozen at the first drawing.
type OrganisationFigures struct {
	Period string               `json:"period"`
	K      int                  `json:"k"`
	Rows   []OrganisationFigure `json:"rows"` // always the same names, in their order
}

// FigureName names a figure of the organisation.
type FigureName string

// The figures of the organisation. Those that are a reason for missing a session follow MissedReasons, by MissedFigure.
const (
	PeopleOffered       FigureName = "people-offered-supervision"
	SessionsPlanned     FigureName = "sessions-planned"
	SessionsHeld        FigureName = "sessions-held"
	SessionsMissed      FigureName = "sessions-missed"
	SessionsMoved       FigureName = "sessions-moved"
	SessionsNotRecorded FigureName = "sessions-not-recorded"
	SoonAsked           FigureName = "soon-asked"
	SoonInTime          FigureName = "soon-answered-in-time"
	SoonNotInTime       FigureName = "soon-not-answered-in-time"
	SoonPassedOn        FigureName = "soon-passed-on"
	PeopleOutsideRole   FigureName = "people-with-work-outside-the-role"
)

// MissedFigure names the figure of a reason for missing a session.
func MissedFigure(why MissedWhy) FigureName { return "sessions-missed-" + FigureName(why) }

// LastZone returns the zone of the team for which the period ends last; UTC where there is no team.
func (r Roster) LastZone(p Period) *time.Location {
	last := time.UTC
	for i, t := range r.Teams {
		if loc := t.Location(); i == 0 || p.End(loc).After(p.End(last)) {
			last = loc
		}
	}
	return last
}
