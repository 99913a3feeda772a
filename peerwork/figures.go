package peerwork

// Counts are the raw figures of a team's ended period. They never leave storage but through Freeze functions:
// nothing below k may be stored, shown or logged as a number.
type Counts struct {
	Themes      map[Theme]int // distinct people who shared each theme; the team's line managers are not counted
	SubThemes   map[Code]int  // the same by sub-theme, for a month or a quarter; never X
	SharedNotes int           // notes of the period whose words line managers may open, and whose themes are shared
	SharedBy    int           // distinct people who wrote those
}

// ThemeFigure is what may be said of one theme: nothing, its name, or its number.
type ThemeFigure struct {
	Theme  Theme `json:"theme"`
	Shared bool  `json:"shared"`           // at least one person shared it
	People int   `json:"people,omitempty"` // distinct people, where they are at least k; else 0
}

// SubThemeFigure is what may be said of one sub-theme that somebody shared: its name, or its number.
type SubThemeFigure struct {
	Code   Code `json:"code"`
	People int  `json:"people,omitempty"` // distinct people, where they are at least k and it tells nothing of others; else 0
}

// Question is one question to raise with the team, and why it is suggested.
type Question struct {
	Prompt string `json:"prompt"`
	Text   string `json:"text"`
	Why    string `json:"why"`
}

// Figures are what a digest of one team's ended period says, frozen at its first drawing.
type Figures struct {
	Team      TeamID           `json:"team"`
	Period    string           `json:"period"`
	K         int              `json:"k"`
	Themes    []ThemeFigure    `json:"themes"`               // always the three, in the model's order
	SubThemes []SubThemeFigure `json:"sub_themes,omitempty"` // those shared, in the model's order; a week has none
	// SharedNotes are how many notes of a week are open to line managers, where at least K people wrote them; else 0. What was frozen
	// as "shared_notes", before this was so, is of any number of people: it is not read.
	SharedNotes int        `json:"notes_to_read,omitempty"`
	Questions   []Question `json:"questions"`
}

// Numbered reports whether every theme has a number, so that a chart may be drawn.
func (f Figures) Numbered() bool {
	for _, t := range f.Themes {
		if t.People == 0 {
			return false
		}
	}
	return len(f.Themes) > 0
}

// TeamQuarter is an ended quarter of a team, or with NoTeam of the whole organisation.
type TeamQuarter struct {
	Workspace WorkspaceID
	Team      TeamID
	Quarter   Period
}
