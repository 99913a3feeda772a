// Package sample is an invented workspace to try Handrail in: who works there, in which teams, and eight weeks of
// notes. Nobody in it exists.
package sample

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"time"

	"handrail/config"
	"handrail/peerwork"
)

//go:embed notes.jsonl
var notesFile []byte

// Person is somebody of the sample workspace.
type Person struct {
	ID    string
	Name  string // as colleagues call them
	Full  string
	Title string
}

// People returns everybody, in the order in which a visitor may want to be them.
func People() []Person {
	return []Person{
		{"U01SAM", "Sam", "Sam Okoro", "Peer worker, Riverside"},
		{"U0MGR", "Jo", "Jo Field", "Line manager, Riverside"},
		{"U0SUP", "Ama", "Ama Mensah", "Supervisor"},
		{"U02PRI", "Priya", "Priya Nair", "Peer worker, Riverside"},
		{"U03TOM", "Tom", "Tom Hughes", "Peer worker, Riverside"},
		{"U04FAT", "Fatima", "Fatima Rahman", "Peer worker, Riverside"},
		{"U05MIC", "Mick", "Mick Doyle", "Peer worker, Riverside"},
		{"U06ZOF", "Zofia", "Zofia Nowak", "Peer worker, Riverside"},
		{"U07DEV", "Dev", "Dev Patel", "Peer worker, Riverside"},
		{"U08GRA", "Grace", "Grace Adeyemi", "Peer worker, Riverside"},
		{"U09HAN", "Hana", "Hana Kaya", "Peer worker, Riverside"},
		{"U10RHY", "Rhys", "Rhys Morgan", "Peer worker, Riverside"},
		{"U0SUQ", "Carlos", "Carlos Reyes", "Supervisor, and deputy at Riverside"},
		{"U0MGS", "Nadia", "Nadia Haddad", "Line manager, Meadow"},
		{"U11IVY", "Ivy", "Ivy Chen", "Peer worker, Meadow"},
		{"U12BEN", "Ben", "Ben Cohen", "Peer worker, Meadow"},
		{"U13ROS", "Rosa", "Rosa Silva", "Peer worker, Meadow"},
		{"U0ADM", "Robin", "Robin Clarke", "Sets Handrail up"},
		{"U14NOO", "Noor", "Noor Aziz", "Starts next week, in no team yet"},
	}
}

// The channels of the sample workspace.
const (
	General   = "C01GEN"
	Riverside = "C02SUP"
	Meadow    = "C03MDW"
	Hilltop   = "C04HIL" // of a team that nobody has set up yet
)

// Roster returns the teams: ten peer workers at Riverside and three at Meadow, where no number is ever shown.
func Roster() peerwork.Roster {
	quiet, _ := peerwork.ParseQuietHours(config.DefaultQuietHours)
	team := func(id peerwork.TeamID, name string, setting peerwork.Setting, channel string, manager peerwork.UserID) peerwork.Team {
		return peerwork.Team{
			ID: id, Name: name, Setting: setting, Channel: channel, Timezone: config.DefaultTimezone, Holidays: config.DefaultHolidays,
			QuietHours: quiet, LineManagers: []peerwork.Held{{User: manager}}, Schedules: config.DefaultSchedules(id, config.DefaultTimezone),
		}
	}
	riverside := team("riverside", "Riverside crisis house", "crisis-house", Riverside, "U0MGR")
	riverside.Deputies = []peerwork.Held{{User: "U0SUQ"}}
	riverside.Workers = supervised("U0SUP", "U01SAM", "U02PRI", "U03TOM", "U04FAT", "U05MIC")
	riverside.Workers = append(riverside.Workers, supervised("U0SUQ", "U06ZOF", "U07DEV", "U08GRA", "U09HAN", "U10RHY")...)
	meadow := team("meadow", "Meadow day service", "day-service", Meadow, "U0MGS")
	meadow.Workers = supervised("U0SUP", "U11IVY", "U12BEN", "U13ROS")
	return peerwork.Roster{Admins: []peerwork.UserID{"U0ADM"}, K: peerwork.MinimumK, Teams: []peerwork.Team{riverside, meadow}}
}

func supervised(by peerwork.UserID, workers ...peerwork.UserID) []peerwork.Member {
	var members []peerwork.Member
	for _, w := range workers {
		members = append(members, peerwork.Member{User: w, Supervisor: by})
	}
	return members
}

// note is one line of the data file.
type note struct {
	DaysAgo  int                   `json:"days_ago"`
	At       string                `json:"at"`
	By       peerwork.UserID       `json:"by"`
	Team     peerwork.TeamID       `json:"team"`
	Kind     peerwork.Kind         `json:"kind"`
	Text     string                `json:"text"`
	Codes    []peerwork.Code       `json:"codes"`
	Noticed  []peerwork.Noticed    `json:"noticed"`
	Boundary peerwork.BoundaryCode `json:"boundary"`
	Talk     peerwork.When         `json:"talk"`
	Share    bool                  `json:"share"`
	Readers  string                `json:"readers"` // "supervisor" or "both"; else only the author
}

// Notes returns the notes of the eight weeks before start and of start's own week, oldest first. In that week six
// people at Riverside shared relationship, five role-modelling and four engagement, so that one more person makes
// the last a number.
func Notes(ws peerwork.WorkspaceID, start time.Time) ([]peerwork.Note, error) {
	var notes []peerwork.Note
	for i, line := range bytes.Split(bytes.TrimSpace(notesFile), []byte("\n")) {
		var n note
		if err := json.Unmarshal(line, &n); err != nil {
			return nil, fmt.Errorf("read sample note %d: %w", i+1, err)
		}
		created, err := n.created(start)
		if err != nil {
			return nil, fmt.Errorf("read sample note %d: %w", i+1, err)
		}
		notes = append(notes, n.note(ws, created))
	}
	return notes, nil
}

func (n note) created(start time.Time) (time.Time, error) {
	clock, err := time.Parse("15:04", n.At)
	day := start.AddDate(0, 0, -n.DaysAgo)
	return time.Date(day.Year(), day.Month(), day.Day(), clock.Hour(), clock.Minute(), 0, 0, day.Location()), err
}

func (n note) note(ws peerwork.WorkspaceID, created time.Time) peerwork.Note {
	out := peerwork.Note{
		ID: peerwork.NoteID(peerwork.NewID()), Workspace: ws, Author: n.By, Team: n.Team, Kind: peerwork.Reflection,
		Words: peerwork.Words{What: n.Text}, Codes: n.Codes, Noticed: n.Noticed, Talk: peerwork.NoNeed, ShareThemes: n.Share,
		Created: created, Week: peerwork.WeekOf(created, created.Location()).String(), DeleteOn: created.AddDate(0, 0, peerwork.DefaultRetentionDays),
	}
	if n.Kind != "" {
		out.Kind = n.Kind
	}
	if n.Boundary != "" {
		out.Boundaries = []peerwork.BoundaryCode{n.Boundary}
	}
	if n.Talk != "" {
		out.Talk = n.Talk
	}
	out.SetReaders(map[string]peerwork.Readers{"supervisor": peerwork.Supervisor, "both": peerwork.SupervisorAndManager}[n.Readers], created)
	return out
}
