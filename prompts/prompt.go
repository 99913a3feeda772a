package prompts

import (
	"slices"

	"handrail/peerwork"
)

// Prompt is one question of the bank. Its JSON is what `handrail prompts --json` prints: every field is always
// there, "" or [] when it does not apply.
type Prompt struct {
	ID       string                `json:"id" yaml:"id"`
	Text     string                `json:"text" yaml:"text"`
	Theme    peerwork.Theme        `json:"theme" yaml:"theme"`
	SubTheme peerwork.Code         `json:"sub_theme" yaml:"sub_theme"`
	Boundary peerwork.BoundaryCode `json:"boundary" yaml:"boundary"`
	Settings []peerwork.Setting    `json:"settings" yaml:"settings"` // empty: everywhere
	Format   Format                `json:"format" yaml:"format"`
	Step     Step                  `json:"step" yaml:"step"`
	Depth    int                   `json:"depth" yaml:"depth"` // 1 to 3
	Balance  Balance               `json:"balance" yaml:"balance"`
	Status   Status                `json:"status" yaml:"status"`
}

// Format says what a prompt is for.
type Format string

// The formats.
const (
	Quick          Format = "quick"           // to one member, answered in a minute or two
	PreSupervision Format = "pre-supervision" // to one member, before a session
	CoReflection   Format = "co-reflection"   // to a worker and a supervisor, who both answer
	Group          Format = "group"           // to a team in its channel
)

// Formats returns the formats in their order.
func Formats() []Format { return []Format{Quick, PreSupervision, CoReflection, Group} }

// Step is a step of the reflective model: from what happened, through what it was like and what it means, to what
// comes next.
type Step string

// The steps, in the order people usually take them.
const (
	Notice     Step = "notice"     // what happened, what helped, what was said
	Feel       Step = "feel"       // what it was like, for you or for them
	Understand Step = "understand" // why it went that way, why it mattered
	Learn      Step = "learn"      // what you know now, what you would tell a colleague
	Plan       Step = "plan"       // what comes next, who can help
)

// Steps returns the steps in their order.
func Steps() []Step { return []Step{Notice, Feel, Understand, Learn, Plan} }

// Balance says whether a prompt asks about something that went well or something that was hard.
type Balance string

// The two sides that are kept in balance.
const (
	Strength   Balance = "strength"
	Difficulty Balance = "difficulty"
)

// Balances returns both sides.
func Balances() []Balance { return []Balance{Strength, Difficulty} }

// Status says whether a prompt may still be asked.
type Status string

// The two statuses.
const (
	Active  Status = "active"
	Retired Status = "retired"
)

// Statuses returns both statuses.
func Statuses() []Status { return []Status{Active, Retired} }

// Topic is the code of what a prompt is about: R1 to E4, X, or B1 to B10.
type Topic string

// Topic returns the sub-theme's or the boundary's code.
func (p Prompt) Topic() Topic {
	if p.Boundary != "" {
		return Topic(p.Boundary)
	}
	return Topic(p.SubTheme)
}

// Topics returns the topics of those codes.
func Topics(codes []string) []Topic {
	var topics []Topic
	for _, c := range codes {
		topics = append(topics, Topic(c))
	}
	return topics
}

// Fits tells whether the prompt makes sense in a setting.
func (p Prompt) Fits(s peerwork.Setting) bool {
	return len(p.Settings) == 0 || slices.Contains(p.Settings, s)
}

// MadeFor tells whether the prompt was written for that setting and not for everywhere.
func (p Prompt) MadeFor(s peerwork.Setting) bool { return slices.Contains(p.Settings, s) }

// area is what the choice balances first: a theme, or all boundary questions together.
type area string

const boundaries area = "boundary questions"

func (p Prompt) area() area {
	if p.Boundary != "" {
		return boundaries
	}
	return area(p.Theme)
}
