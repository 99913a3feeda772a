package peerwork

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// TeamPart is a part of a team that can be wrong.
type TeamPart string

// The parts of a team.
const (
	PartName     TeamPart = "name"
	PartChannel  TeamPart = "channel"
	PartManagers TeamPart = "line managers"
	PartDeputies TeamPart = "deputies"
	PartWorkers  TeamPart = "peer workers"
)

// MaxTeamName is the most characters a team's name has.
const MaxTeamName = 60

// Misfit is something of a team that cannot stand.
type Misfit struct {
	Team  TeamID
	Part  TeamPart
	User  UserID // whom it is about; "": nobody
	Found string // "the name of another team"
	Want  string // "a name that no other team has"
}

// CheckTeam returns what cannot stand of a team beside the other teams of the roster. One rule holds for Slack's forms
// and for teams.yaml. A team without a line manager or without peer workers may stand: see Remarks.
func (r Roster) CheckTeam(t Team) []Misfit {
	misfits := append(checkName(t), r.collisions(t)...)
	misfits = append(misfits, twice(t, PartManagers, heldBy(t.LineManagers))...)
	misfits = append(misfits, twice(t, PartDeputies, heldBy(t.Deputies))...)
	misfits = append(misfits, twice(t, PartWorkers, t.workers())...)
	for _, m := range t.Workers {
		if m.User == m.Supervisor {
			misfits = append(misfits, Misfit{t.ID, PartWorkers, m.User, "their own supervisor", "somebody else, or no supervisor yet"})
		}
	}
	return misfits
}

func checkName(t Team) []Misfit {
	if n := utf8.RuneCountInString(strings.TrimSpace(t.Name)); n == 0 || n > MaxTeamName {
		return []Misfit{{t.ID, PartName, "", "no name, or a long one", "a name of 1 to 60 characters"}}
	}
	return nil
}

// collisions are what the team shares with another and must not: people would not tell the two apart, and a channel
// would get each question twice.
func (r Roster) collisions(t Team) []Misfit {
	var misfits []Misfit
	for _, o := range r.Teams {
		if o.ID == t.ID {
			continue
		}
		if sameName(o.Name, t.Name) {
			misfits = append(misfits, Misfit{t.ID, PartName, "", "the name of another team", "a name that no other team has"})
		}
		if o.Channel == t.Channel {
			misfits = append(misfits, Misfit{t.ID, PartChannel, "", "the channel of another team", "a channel that no other team has"})
		}
	}
	return misfits
}

func sameName(a, b string) bool {
	return strings.EqualFold(strings.Join(strings.Fields(a), " "), strings.Join(strings.Fields(b), " "))
}

func twice(t Team, part TeamPart, users []UserID) []Misfit {
	var misfits []Misfit
	for i, u := range users {
		if slices.Contains(users[:i], u) {
			misfits = append(misfits, Misfit{t.ID, part, u, "the same person twice", "each person once"})
		}
	}
	return misfits
}

func heldBy(held []Held) []UserID {
	users := make([]UserID, len(held))
	for i, h := range held {
		users[i] = h.User
	}
	return users
}

func (t Team) workers() []UserID {
	users := make([]UserID, len(t.Workers))
	for i, m := range t.Workers {
		users[i] = m.User
	}
	return users
}

// Unfit says why somebody cannot have a role, within a sentence: "a guest". "" means that they can.
func (p Person) Unfit() string {
	switch {
	case p.Bot:
		return "a bot"
	case p.Deactivated:
		return "somebody whose account is deactivated"
	case p.Stranger:
		return "somebody of another organisation"
	case p.Guest:
		return "a guest, who cannot use Handrail"
	}
	return ""
}

// Remark is something of a team that may stand, and that whoever sets it up is told.
type Remark struct {
	Kind RemarkKind
	User UserID // whom it is about, by kind
	Team string // the other team's name, by kind
}

// RemarkKind is what a remark says.
type RemarkKind string

// The kinds of remark.
const (
	NoManager     RemarkKind = "no line manager"
	NoWorkers     RemarkKind = "no peer workers"
	NoSupervisor  RemarkKind = "no supervisor"
	InTwoTeams    RemarkKind = "in two teams"
	ManagerAsWell RemarkKind = "line manager and supervisor"
)

// Remarks are what to tell of a team, in a steady order.
func (r Roster) Remarks(t Team) []Remark {
	var all []Remark
	if len(t.LineManagers) == 0 {
		all = append(all, Remark{Kind: NoManager})
	}
	if len(t.Workers) == 0 {
		all = append(all, Remark{Kind: NoWorkers})
	}
	var both []UserID
	for _, m := range t.Workers {
		if m.Supervisor == "" {
			all = append(all, Remark{Kind: NoSupervisor, User: m.User})
		}
		if t.Manages(m.Supervisor) && !slices.Contains(both, m.Supervisor) {
			both = append(both, m.Supervisor)
			all = append(all, Remark{Kind: ManagerAsWell, User: m.Supervisor})
		}
		for _, o := range r.TeamsOf(m.User) {
			if o.ID != t.ID {
				all = append(all, Remark{InTwoTeams, m.User, o.Name})
			}
		}
	}
	return all
}

// NewTeamID makes an id of a team's name that no id of taken has: "Riverside crisis house" is riverside-crisis-house.
func NewTeamID(name string, taken func(TeamID) bool) TeamID {
	base := idOf(name)
	id := TeamID(base)
	for n := 2; taken(id); n++ {
		id = TeamID(base + "-" + strconv.Itoa(n))
	}
	return id
}

// longestID leaves room for a number behind a team's name.
const longestID = 56

func idOf(name string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(name) {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			b.WriteRune(r)
		} else if s := b.String(); s != "" && !strings.HasSuffix(s, "-") {
			b.WriteByte('-')
		}
		if b.Len() >= longestID {
			break
		}
	}
	id := strings.Trim(b.String(), "-")
	if id == "" {
		return "team"
	}
	return id
}
