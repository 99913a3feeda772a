package mydata

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"handrail/peerwork"
)

// version counts up when the form of the JSON changes.
const version = 2

// JSON returns the copy as one JSON object. Instants are in RFC 3339; days are "2026-11-16".
func JSON(c Copy) ([]byte, error) {
	var out bytes.Buffer
	to := json.NewEncoder(&out)
	to.SetIndent("", "  ")
	if err := to.Encode(c.object()); err != nil {
		return nil, fmt.Errorf("write a copy as JSON: %w", err)
	}
	return out.Bytes(), nil
}

type object struct {
	About     string      `json:"about"`
	Version   int         `json:"version"`
	Made      time.Time   `json:"made"`
	Name      string      `json:"name"`
	Keep      int         `json:"keep_days"`
	Teams     []Team      `json:"teams"`
	Notes     []note      `json:"notes"`
	Drafts    []draft     `json:"drafts"`
	Agenda    []Line      `json:"agenda"`
	Group     []groupLine `json:"group_lines"`
	Shared    []Shared    `json:"shared_themes"`
	Soon      []Soon      `json:"soon_requests"`
	Counted   []SoonCount `json:"soon_counts"`
	Questions []Question  `json:"questions"`
	Sessions  []Session   `json:"sessions"`
	Rhythms   []Rhythm    `json:"session_rhythms"`
	Actions   []Action    `json:"actions"`
	Written   []Written   `json:"written_before_sessions"`
	Settings  []Setting   `json:"settings"`
	Slack     Slack       `json:"known_from_slack"`
	Opened    []Trace     `json:"opened_by_me"`
	Asked     []SoonFrom  `json:"asked_to_talk_soon"`
	Recorded  []Logged    `json:"set_up_by_or_about_me"`
	Elsewhere []string    `json:"kept_elsewhere"`
}

type note struct {
	ID         peerwork.NoteID         `json:"id,omitempty"`
	Kind       peerwork.Kind           `json:"kind"`
	Saved      time.Time               `json:"saved,omitzero"`
	Week       string                  `json:"week,omitempty"`
	Happened   string                  `json:"happened,omitempty"`
	DeleteOn   time.Time               `json:"delete_on,omitzero"`
	Changes    int                     `json:"changes"`
	Team       string                  `json:"team,omitempty"`
	Question   string                  `json:"question,omitempty"`
	Words      peerwork.Words          `json:"words"`
	Link       string                  `json:"link,omitempty"`
	Codes      []peerwork.Code         `json:"codes"`
	Boundaries []peerwork.BoundaryCode `json:"boundaries"`
	Noticed    []peerwork.Noticed      `json:"noticed"`
	Talk       peerwork.When           `json:"talk"`
	Readers    string                  `json:"who_can_read"`
	Supervisor time.Time               `json:"supervisor_since,omitzero"`
	Managers   time.Time               `json:"line_managers_since,omitzero"`
	Agenda     time.Time               `json:"agenda_shared_since,omitzero"`
	Part       string                  `json:"agenda_part,omitempty"`
	For        string                  `json:"agenda_for,omitempty"`
	Share      bool                    `json:"themes_shared"`
	Opened     []Opened                `json:"opened_by"`
}

type draft struct {
	Begun   time.Time `json:"begun"`
	Expires time.Time `json:"expires"`
	Hidden  string    `json:"hidden,omitempty"`
	Message bool      `json:"from_a_message"`
	Changes bool      `json:"changes_a_note"`
	note
}

type groupLine struct {
	Team     string    `json:"team"`
	Words    string    `json:"words"`
	State    string    `json:"who_can_read"`
	Added    time.Time `json:"added"`
	DeleteOn time.Time `json:"delete_on"`
	Opened   []Opened  `json:"opened_by"`
}

func (c Copy) object() object {
	o := object{
		About:   "Everything Handrail keeps about one person. It holds their words: keep it where only they can read it.",
		Version: version, Made: c.in(c.Made), Name: c.Name, Keep: c.Keep, Teams: list(c.Teams), Notes: []note{}, Drafts: []draft{}, Agenda: []Line{}, Group: []groupLine{},
		Shared: list(c.Shared), Soon: list(c.Soon), Counted: list(c.Counted), Questions: list(c.Questions),
		Sessions: list(c.Sessions), Rhythms: list(c.Rhythms), Actions: list(c.Actions), Written: list(c.Written), Settings: list(c.Settings), Slack: c.Slack,
		Opened: list(c.Opened), Asked: list(c.Asked), Recorded: list(c.Recorded), Elsewhere: c.Elsewhere(),
	}
	for _, n := range c.Notes {
		o.Notes = append(o.Notes, c.note(n))
	}
	for _, l := range c.Agenda {
		l.Opened = list(l.Opened)
		o.Agenda = append(o.Agenda, l)
	}
	for _, d := range c.Drafts {
		o.Drafts = append(o.Drafts, draft{c.in(d.Begun), c.in(d.Expires), d.Hidden, d.Message, d.Changes, c.note(d.Note)})
	}
	for _, l := range c.Group {
		o.Group = append(o.Group, groupLine{l.Team, l.Words, l.State, c.in(l.Added), c.in(l.DeleteOn), list(l.Opened)})
	}
	return o
}

func (c Copy) note(n Note) note {
	out := note{
		ID: n.ID, Kind: n.Kind, Saved: c.in(n.Created), Week: n.Week, DeleteOn: c.in(n.DeleteOn), Changes: max(0, n.Revision-1),
		Team: n.TeamName, Question: n.Question, Words: n.Words, Link: n.Link,
		Codes: list(n.Codes), Boundaries: list(n.Boundaries), Noticed: list(n.Noticed), Talk: n.Talk,
		Readers: n.Readers, Supervisor: n.ToSupervisorSince, Managers: n.ToManagersSince, Agenda: n.Agenda.Since, Part: n.Part, For: n.For, Share: n.ShareThemes, Opened: list(n.Opened),
	}
	if !n.Happened.IsZero() {
		out.Happened = n.Happened.Format(time.DateOnly)
	}
	return out
}

// list is never null, so that a reader of the JSON finds a list where one belongs.
func list[T any](l []T) []T {
	if l == nil {
		return []T{}
	}
	return l
}
