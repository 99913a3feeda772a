package digest

import (
	"encoding/json"
	"fmt"
	"io"

	"handrail/peerwork"
)

// Printed is a digest as `handrail digest --json` prints it. It is for operators, who see no words and no count
// of notes: only the themes and the questions.
type Printed struct {
	Team      peerwork.TeamID           `json:"team"`
	Period    string                    `json:"period"`
	K         int                       `json:"k"`
	Themes    []peerwork.ThemeFigure    `json:"themes"`
	SubThemes []peerwork.SubThemeFigure `json:"sub_themes,omitempty"` // of a month or a quarter
	Questions []peerwork.Question       `json:"questions"`
	Note      string                    `json:"note"`
}

// PrintJSON writes the digest as one indented JSON object.
func PrintJSON(w io.Writer, f peerwork.Figures) error {
	out := json.NewEncoder(w)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	questions := f.Questions
	if questions == nil {
		questions = []peerwork.Question{}
	}
	return out.Encode(Printed{Team: f.Team, Period: f.Period, K: f.K, Themes: f.Themes, SubThemes: f.SubThemes, Questions: questions, Note: NotThis})
}

// PrintText writes the digest for a person at a terminal.
func PrintText(w io.Writer, team peerwork.Team, period peerwork.Period, f peerwork.Figures) error {
	text := Title(team, period) + "\n\n"
	for _, s := range append(Sentences(f), Closer(f)...) {
		text += s + "\n"
	}
	if why := Naming(f); why != "" {
		text += why + "\n"
	}
	if len(f.Questions) > 0 {
		text += "\nQuestions to raise with the team\n"
	}
	for i, q := range f.Questions {
		text += fmt.Sprintf("%d. %s (%s)\n", i+1, q.Text, q.Why)
	}
	_, err := io.WriteString(w, text+"\n"+NotThis+"\n")
	return err
}
