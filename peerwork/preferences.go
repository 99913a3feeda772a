package peerwork

import "time"

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
	Share         ShareHabit // the usual second choice
	PromptsOff    bool
	PausedUntil   time.Time
	QuietHours    *QuietHours // nil: the team's
	Timezone      string      // "": Slack's, else the team's
	RetentionDays int         // 0: DefaultRetentionDays; never above it
	RemindersOff  bool        // no message before words go
}

// Keep returns for how many days the person's words are kept.
func (p Preferences) Keep() int {
	if p.RetentionDays <= 0 || p.RetentionDays > DefaultRetentionDays {
		return DefaultRetentionDays
	}
	return p.RetentionDays
}

// SharesByHabit reports whether a note saved without asking shares its themes.
func (p Preferences) SharesByHabit() bool { return p.Share == ShareUsually }
