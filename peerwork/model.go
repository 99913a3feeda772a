package peerwork

import "slices"

// The change model is that of Gillard S, Gibson SL, Holley J, Lucock M (2014), "Developing a change model for
// peer worker interventions in mental health services: a qualitative research study", Epidemiology and
// Psychiatric Sciences 24(5):435-445, doi 10.1017/S2045796014000407. The codes X and B1-B10 are Handrail's own.

// Theme is one of the three themes of the change model, or OutsideRole.
type Theme string

// The themes, in the order of the model: the relationship comes first.
const (
	Relationship  Theme = "relationship"
	RoleModelling Theme = "role-modelling"
	Engagement    Theme = "engagement"
	OutsideRole   Theme = "outside the role"
)

// Themes returns the three themes of the model in its order. OutsideRole is not one of them.
func Themes() []Theme { return []Theme{Relationship, RoleModelling, Engagement} }

// Code names a sub-theme, by its theme and its place in it (R1, M1, E1), or is X.
type Code string

// CodeX is the code for work outside the role.
const CodeX Code = "X"

// SubTheme is one row of the coding frame.
type SubTheme struct {
	Code  Code
	Theme Theme
	Name  string // the paper's sub-theme
	Label string // the same in plain words, within a sentence: "not asked about ..."
	Gloss string // what a peer worker would understand by it, at most 75 characters (a Slack option's limit)
}

// SubThemes returns the coding frame in its order.
func SubThemes() []SubTheme { return slices.AppendSeq(make([]SubTheme, 0, 16), subThemes) }

// subThemes yields the rows of the coding frame, so that looking one up allocates nothing. To add a sub-theme, add a row.
func subThemes(yield func(SubTheme) bool) {
	for _, row := range [...]SubTheme{
		{"R1", Relationship, "making a connection", "making a connection", "They saw you had been through something similar"},
		{"R2", Relationship, "building the relationship", "showing that we understand", "You showed you understood, and they felt accepted"},
		{"R3", Relationship, "talking and listening", "talking and listening", "They chose when to open up; you both listened"},
		{"M1", RoleModelling, "hope for the future", "hope for the future", "Your life now helped them think things can change"},
		{"M2", RoleModelling, "hope in the work", "what this job shows people", "You doing this job showed somebody like them is valued"},
		{"M3", RoleModelling, "challenging stigma", "being open and ordinary at work", "Being open helped them think less badly of themselves"},
		{"M4", RoleModelling, "self-care and social functioning", "self-care and daily life", "They took more control of daily life"},
		{"E1", Engagement, "bridging the gap", "helping people and staff understand each other", "You helped them and the staff understand each other"},
		{"E2", Engagement, "extending trust to the team", "trust in the team", "Their trust in you carried over to a colleague"},
		{"E3", Engagement, "removing barriers", "making hard things easier to say", "They could say a hard thing, or a staff attitude was dealt with"},
		{"E4", Engagement, "the community", "the community", "You helped them into life and contacts outside services"},
		{CodeX, OutsideRole, "outside my role", "work outside the role", "Work that was none of these: a question for the organisation"},
	} {
		if !yield(row) {
			return
		}
	}
}

// LookupSubTheme returns the row of a code, and whether there is one.
func LookupSubTheme(c Code) (SubTheme, bool) {
	for row := range subThemes {
		if row.Code == c {
			return row, true
		}
	}
	return SubTheme{}, false
}

// ThemeOf returns the theme of a code, or "" for an unknown one.
func ThemeOf(c Code) Theme {
	s, _ := LookupSubTheme(c)
	return s.Theme
}

// Noticed is a change the worker saw: a process outcome of the paper.
type Noticed string

// Change is one row of what a worker may have noticed.
type Change struct {
	ID    Noticed
	Label string
}

// Changes returns what a worker may have noticed, in the order of the paper. All are optional.
func Changes() []Change {
	return []Change{
		{"hope", "Hope"},
		{"confidence", "Confidence and self-belief"},
		{"self-regard", "Thinking better of oneself"},
		{"control", "Taking control"},
		{"resilience", "Resilience"},
		{"daily-life", "Getting on with people and daily life"},
		{"trust", "Trust in the team"},
		{"openness", "Being open with services"},
		{"taking-part", "Taking part in services"},
		{"community", "Contacts and belonging in the community"},
	}
}

// BoundaryCode names a category of boundary question, B1 to B10.
type BoundaryCode string

// Boundary is one category of boundary question.
type Boundary struct {
	Code   BoundaryCode
	Label  string
	Covers string // at most 75 characters
}

// Boundaries returns the categories in their order.
func Boundaries() []Boundary {
	return []Boundary{
		{"B1", "how much I share", "What, when and why I tell my story"},
		{"B2", "friend or peer worker", "Closeness, attraction, shared circles, endings"},
		{"B3", "time and contact", "Hours, phones, social media"},
		{"B4", "money, gifts, favours", "Giving, lending, owing"},
		{"B5", "privacy and the team", "What I pass on, write down or hold"},
		{"B6", "role drift", "Clinical jobs, enforcing, filling gaps"},
		{"B7", "work and my own life", "Old feelings, tiredness, overload"},
		{"B8", "using and working in services", "Colleagues who treat me, or did"},
		{"B9", "power and being equal", "Paid and unpaid, advice, team pressure, discrimination"},
		{"B10", "safety, touch and risk", "Touch, space, worries about risk, being asked to keep a secret"},
	}
}

// LookupBoundary returns the row of a boundary code, and whether there is one.
func LookupBoundary(c BoundaryCode) (Boundary, bool) {
	rows := Boundaries()
	i := slices.IndexFunc(rows, func(b Boundary) bool { return b.Code == c })
	if i < 0 {
		return Boundary{}, false
	}
	return rows[i], true
}

// Setting is where a team works. A team has one; prompts lean to it.
type Setting string

// Settings returns the known settings.
func Settings() []Setting {
	return []Setting{
		"community-team", "inpatient-ward", "recovery-college", "ward-and-community-advocacy", "day-service",
		"peer-led-ward-partnership", "crisis-house", "arts-project", "community-network", "community-awareness",
	}
}
