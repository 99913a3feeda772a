package peerwork

import (
	"slices"
	"time"
)

// Role is what somebody is to a team or to a person.
type Role string

// The roles.
const (
	RoleAuthor     Role = "author"
	RoleWorker     Role = "peer worker"
	RoleSupervisor Role = "supervisor"
	RoleManager    Role = "line manager"
	RoleDeputy     Role = "deputy"
)

// Person is what is stored of a Slack user, refreshed in the background.
type Person struct {
	ID          UserID
	Name        string // as colleagues call them
	Timezone    string // IANA name; "" when Slack gave none
	Guest       bool
	Stranger    bool // from another organisation, through Slack Connect
	Bot         bool
	Deactivated bool
	SlackAdmin  bool // an admin or an owner of the Slack workspace
	Refreshed   time.Time
}

// Gone reports whether Handrail has nothing to do with the person: they can no longer use Slack here, or are a guest,
// a stranger or a bot.
func (p Person) Gone() bool { return p.Deactivated || p.Guest || p.Stranger || p.Bot }

// Held is a role held since an instant.
type Held struct {
	User  UserID
	Since time.Time
}

// Member is a peer worker's place in a team, and who supervises them there.
type Member struct {
	User            UserID
	Since           time.Time
	Supervisor      UserID // "" when nobody does yet
	SupervisorSince time.Time
}

// Team is a team of peer workers.
type Team struct {
	ID           TeamID
	Name         string
	Setting      Setting
	Channel      string // Slack channel id
	Timezone     string // IANA name
	Holidays     string // GB-ENG, GB-SCT, GB-WLS, GB-NIR or "none"
	QuietHours   QuietHours
	WorkingHours WorkingHours
	LineManagers []Held
	Deputies     []Held
	Workers      []Member
	Schedules    []Schedule

	SafeguardingLead string   // who it is and how to reach them, in one line; "": the signpost names nobody
	Signpost         []string // the team's own steps, in the order to try; nil: those of its nation
}

// Location returns the team's time zone, or UTC when the stored name is not known to this machine.
func (t Team) Location() *time.Location {
	return FirstZone(t.Timezone)
}

// Member returns a worker's place in the team, and whether they have one.
func (t Team) Member(u UserID) (Member, bool) {
	i := slices.IndexFunc(t.Workers, func(m Member) bool { return m.User == u })
	if i < 0 {
		return Member{}, false
	}
	return t.Workers[i], true
}

// Manages reports whether u is a line manager of the team now.
func (t Team) Manages(u UserID) bool {
	_, manages := t.ManagesSince(u)
	return manages
}

// ManagesSince returns since when u is a line manager of the team, and whether they are one.
func (t Team) ManagesSince(u UserID) (time.Time, bool) {
	i := slices.IndexFunc(t.LineManagers, func(h Held) bool { return h.User == u })
	if i < 0 {
		return time.Time{}, false
	}
	return t.LineManagers[i].Since, true
}

// MaySeeFigures reports whether the team's figures of an ended period may be shown to u: to its peer workers always, to
// a line manager unless the period had ended when they became one.
func (t Team) MaySeeFigures(u UserID, p Period) bool {
	if _, works := t.Member(u); works {
		return true
	}
	since, manages := t.ManagesSince(u)
	return manages && since.Before(p.End(t.Location()))
}

// FiguresFor are the figures as u may see them. How many notes were shared to read it leaves out of a period in which u
// became a line manager, because those from before do not open for them; and of whatever is no week, as some that were
// frozen before say it, because a month less its weeks gives a small number away.
func (t Team) FiguresFor(u UserID, p Period, f Figures) Figures {
	if since, manages := t.ManagesSince(u); manages && since.After(p.Start(t.Location())) || !p.IsWeek() {
		f.SharedNotes = 0
	}
	return f
}

// Roster is everybody's roles in a workspace.
type Roster struct {
	Revision int // counts up at each change; `teams export` writes it
	Admins   []UserID
	K        int // people from which a figure is given as a number; never below MinimumK
	Teams    []Team
}

// MinimumK is the least number of people behind any number that another person sees. Deployers may raise it.
const MinimumK = 5

// Team returns the team of that id, and whether there is one.
func (r Roster) Team(id TeamID) (Team, bool) {
	i := slices.IndexFunc(r.Teams, func(t Team) bool { return t.ID == id })
	if i < 0 {
		return Team{}, false
	}
	return r.Teams[i], true
}

// TeamsOf returns the teams in which u is a peer worker, in the roster's order.
func (r Roster) TeamsOf(u UserID) []Team {
	return r.teams(func(t Team) bool { _, ok := t.Member(u); return ok })
}

// ManagedBy returns the teams of which u is a line manager, in the roster's order.
func (r Roster) ManagedBy(u UserID) []Team {
	return r.teams(func(t Team) bool { return t.Manages(u) })
}

// SupervisedBy returns the workers whom u supervises, each once, in the roster's order.
func (r Roster) SupervisedBy(u UserID) []UserID {
	var workers []UserID
	for _, t := range r.Teams {
		for _, m := range t.Workers {
			if m.Supervisor == u && m.User != u && !slices.Contains(workers, m.User) {
				workers = append(workers, m.User)
			}
		}
	}
	return workers
}

// IsAdmin reports whether u sets the bot up.
func (r Roster) IsAdmin(u UserID) bool { return slices.Contains(r.Admins, u) }

func (r Roster) teams(keep func(Team) bool) []Team {
	var kept []Team
	for _, t := range r.Teams {
		if keep(t) {
			kept = append(kept, t)
		}
	}
	return kept
}

// Standing returns what u holds now: all that Scope and MayRead need of the roster.
func (r Roster) Standing(u UserID) Standing {
	s := Standing{Viewer: u}
	for _, t := range r.Teams {
		for _, h := range t.LineManagers {
			if h.User == u {
				s.Manages = append(s.Manages, Managing{Team: t.ID, Since: h.Since})
			}
		}
		for _, m := range t.Workers {
			if m.Supervisor == u && m.User != u {
				s.Supervises = append(s.Supervises, Supervising{Team: t.ID, Worker: m.User, Since: m.SupervisorSince})
			}
		}
	}
	return s
}
