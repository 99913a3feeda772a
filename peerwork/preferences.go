package peerwork

import (
	"slices"
	"time"
)

// ShareHabit is how a worker usually answers the second choice.
type ShareHabit string

// The habits. A worker who never answered has ShareUnanswered, and nothing of theirs is shared.
const (
	ShareUnanswered ShareHabit = ""
	ShareUsually    ShareHabit = "yes"
	ShareUsuallyNot ShareHabit = "no"
	ShareAsk        ShareHabit = "ask"
)

// DefaultRetentionDays is how long words are kept unless the worker sets a shorter time.
const DefaultRetentionDays = 90

// Preferences are a person's own settings.
type Preferences struct {
	Readers       Readers    // the usual first choice
	ReadersShown  Shown      // the people it named: it holds for nobody else
	Share         ShareHabit // the usual second choice
	ShareShown    Shown      // the people it named
	PromptsOff    bool
	PausedUntil   time.Time
	QuietHours    *QuietHours // nil: the team's
	Timezone      string      // "": Slack's, else the team's
	RetentionDays int         // 0: DefaultRetentionDays; never above it
	RemindersOff  bool        // no message before words go
	ShareAgenda   bool        // the agenda shares itself on the working day before a session

	Leave          Leave
	ShiftDays      Weekdays // the days on which prompts suit; none: as the schedule has them
	NotTopics      []string // codes R1-E4, X and B1-B10 that prompts are not to ask about
	PromptReminder bool     // one reminder, the next day, of a prompt that was left
}

// Leave is when somebody is away: from the first instant on, until the second. The zero value is no leave.
type Leave struct {
	From, Until time.Time
}

// Holds reports whether the instant falls in the leave.
func (l Leave) Holds(at time.Time) bool { return !at.Before(l.From) && at.Before(l.Until) }

// Away reports whether the person is on leave at an instant.
func (p Preferences) Away(at time.Time) bool { return p.Leave.Holds(at) }

// WantsPrompts reports whether prompts may come to the person at an instant, whatever they are about: they are switched
// on, and the person is neither paused nor on leave.
func (p Preferences) WantsPrompts(at time.Time) bool {
	return !p.PromptsOff && !p.PausedUntil.After(at) && !p.Away(at)
}

// Refuses reports whether the person does not want to be asked about a topic.
func (p Preferences) Refuses(code string) bool { return slices.Contains(p.NotTopics, code) }

// Keep returns for how many days the person's words are kept.
func (p Preferences) Keep() int {
	if p.RetentionDays <= 0 || p.RetentionDays > DefaultRetentionDays {
		return DefaultRetentionDays
	}
	return p.RetentionDays
}

// ReadersLapsed reports whether the usual first choice no longer holds: it would let in somebody whom it did not name.
func (p Preferences) ReadersLapsed(a Audience) bool { return !a.Covers(p.Readers, p.ReadersShown) }

// ShareLapsed reports whether the usual second choice no longer holds.
func (p Preferences) ShareLapsed(a Audience) bool {
	return p.Share == ShareUsually && !a.CoversManagers(p.ShareShown)
}

// AsksToShare reports whether the second choice waits for an answer on each note for these people.
func (p Preferences) AsksToShare(a Audience) bool {
	return p.Share == ShareUnanswered || p.Share == ShareAsk || p.ShareLapsed(a)
}
