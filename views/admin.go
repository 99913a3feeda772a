package views

import (
	"fmt"
	"net/url"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The actions of setting Handrail up. Each leads to a page of one form, which it takes the place of.
const (
	ActAdmin       = "setup"           // the first page
	ActAdminClaim  = "setup-claim"     // become the first admin
	ActTeams       = "setup-teams"     // :offset
	ActTeamOpen    = "setup-team"      // :team, or :team/offset of its peer workers
	ActTeamAdd     = "setup-team-add"  //
	ActTeamChange  = "setup-change"    // :team
	ActTeamRemove  = "setup-remove"    // :team, the second look
	ActWorkerAdd   = "setup-add"       // :team
	ActWorker      = "setup-worker"    // :team/worker
	ActWorkerOut   = "setup-out"       // :team/worker, the second look
	ActPeople      = "setup-people"    // :offset; the value is the name looked for
	ActPerson      = "setup-person"    // :person
	ActAdmins      = "setup-admins"    //
	ActAdminOff    = "setup-admin-off" // :person
	ActContacts    = "setup-contacts"  // :offset
	ActContactsSet = "setup-signpost"  // :team
	ActLog         = "setup-log"       // :offset
	ActFigures     = "setup-figures"   // the value is the quarter, or "" for the last
)

// The callback ids of the forms with which Handrail is set up.
const (
	FormTeam       = "setup-team"
	FormTeamRemove = "setup-remove-team"
	FormWorker     = "setup-worker"
	FormSupervisor = "setup-supervisor" // the second look at another supervisor
	FormWorkerOut  = "setup-worker-out"
	FormPeople     = "setup-people"
	FormAdmin      = "setup-admin"
	FormContacts   = "setup-contacts"
)

// AdminMeta is what a form of the set-up carries: ids, and a mark of what it showed. The mark tells whether somebody
// else changed that meanwhile.
type AdminMeta struct {
	Team       peerwork.TeamID
	Worker     peerwork.UserID
	Supervisor peerwork.UserID
	Mark       string
}

// String encodes it for private_metadata.
func (m AdminMeta) String() string {
	return url.Values{
		"team": {string(m.Team)}, "worker": {string(m.Worker)}, "supervisor": {string(m.Supervisor)}, "mark": {m.Mark},
	}.Encode()
}

// ParseAdminMeta reads what String wrote; the zero value of anything else.
func ParseAdminMeta(s string) AdminMeta {
	v, err := url.ParseQuery(s)
	if err != nil {
		return AdminMeta{}
	}
	return AdminMeta{peerwork.TeamID(v.Get("team")), peerwork.UserID(v.Get("worker")), peerwork.UserID(v.Get("supervisor")), v.Get("mark")}
}

// SetupPage is the first page of setting Handrail up.
type SetupPage struct {
	Said    string   // what was just done
	Admins  []string // names
	Teams   int
	People  int // with a role
	Missing []Missing
	Unsent  []Unsent // messages that were given up, the newest first
	Zone    *time.Location
}

// Missing is what a team still needs, in a sentence.
type Missing struct {
	Team peerwork.Team
	Said string
}

// Unsent is a message that was given up. It never says what sort of message to a person that was.
type Unsent struct {
	Team   string    // the team to whose channel it was to go; "" for a message to a person
	Person string    // else that person's name
	At     time.Time // when it was to go
	Reason string    // with Slack's own code
}

// maxMissing is how many lines of what is missing the first page has at most.
const maxMissing = 6

// Setup draws the first page for an admin.
func Setup(s SetupPage) Form {
	var p page
	p.done(s.Said)
	if s.Teams == 0 {
		p.say("Start with a team: its name, its channel and its line manager. Then add its peer workers.")
		p.buttons(primary(button("Add a team", ActTeamAdd, "")))
	}
	p.sayWith(none(s.Teams, "team", "teams", "No teams yet")+".", button("Teams", Action(ActTeams, "0"), ""))
	p.sayWith(none(s.People, "person has a role", "people have a role", "Nobody has a role yet")+".", button("People", Action(ActPeople, "0"), ""))
	p.sayWith("Admins: "+peerwork.JoinAnd(s.Admins)+".", button("Admins", ActAdmins, ""))
	p.sayWith("Safety contacts: what every form says to do when somebody is at risk.", button("Safety contacts", Action(ActContacts, "0"), ""))
	if s.Teams > 0 {
		p.sayWith("Schedules: what goes out to a team, and when.", button("Schedules", ActSchedules, ""))
	}
	p.sayWith("Questions: switch some off, and add your own.", button("Questions", ActBank, ""))
	p.sayWith("Figures: was supervision offered and held, and “soon” answered in time.", button("Figures", ActFigures, ""))
	p.sayWith("Log: who set up what, and when. Never who wrote or read.", button("Log", Action(ActLog, "0"), ""))
	if len(s.Missing) > 0 {
		p.rule()
		p.header("Still to do")
		missing(&p, s.Missing)
	}
	if len(s.Unsent) > 0 {
		p.rule()
		p.header("Not sent")
		unsent(&p, s.Unsent, s.Zone)
	}
	return p.form("Set up", FormRead, "", "", adminsSee("Admins see no words of anybody, here or elsewhere."))
}

// missing leads to each team that still needs something.
func missing(p *page, all []Missing) {
	for _, m := range all[:min(len(all), maxMissing)] {
		p.sayWith(Name(m.Team.Name)+"\n"+m.Said, button("Open", Action(ActTeamOpen, string(m.Team.ID)), ""))
	}
	if more := len(all) - maxMissing; more > 0 {
		p.small("And " + itoa(more) + " more.")
	}
}

// unsent says of each message where it was to go, what was wrong, and how to mend it.
func unsent(p *page, all []Unsent, zone *time.Location) {
	for _, u := range all[:min(len(all), maxMissing)] {
		where, mend := "A message to "+u.Person, mendPerson(slackCode(u.Reason))
		if u.Team != "" {
			where, mend = "A question for the channel of "+Name(u.Team), mendChannel(slackCode(u.Reason))
		}
		p.say(where + ", on " + Moment(u.At, zone) + ".\n" + mend)
	}
	if more := len(all) - maxMissing; more > 0 {
		p.small("And " + itoa(more) + " more.")
	}
}

// SetupOffer is for a workspace in which Handrail has no admin yet.
func SetupOffer(mayClaim bool) Form {
	var p page
	p.say("Handrail has no admin yet.")
	if !mayClaim {
		p.say("An admin or owner of this Slack workspace can become the first one.", "Please ask one of them to type: /handrail setup")
		p.say("Or ask whoever runs the server. They can name an admin with the command: handrail teams apply")
		return p.notice("Set up")
	}
	p.say("You are an admin or owner of this Slack workspace. So you can become Handrail's first admin.")
	p.say("Admins make teams and say who does what.", "They never see what anybody wrote.", "This goes into the log.")
	p.buttons(primary(button("Become the first admin", ActAdminClaim, "")))
	return p.notice("Set up")
}

// NotAdmin says a polite no, and who can help.
func NotAdmin(admins []string) Form {
	var p page
	p.say("Only an admin of Handrail can do this.")
	if len(admins) > 0 {
		p.say("You can ask " + joinOr(admins[:min(len(admins), 3)]) + ".")
	}
	return p.notice("Set up")
}

// AdminTrouble says what is wrong, and leads back.
func AdminTrouble(e *peerwork.Error) Form {
	var p page
	p.say(e.What, e.Try)
	p.back()
	return p.notice("Set up")
}

// adminsSee is the foot of what admins set up.
func adminsSee(also string) foot {
	return foot{also: also, reads: "Admins see this, and who changed what.", goes: "It stays until it is changed."}
}

// done says what was just done, where something was.
func (p *page) done(said string) {
	if said != "" {
		p.say(said)
	}
}

// back leads to the first page, after other buttons.
func (p *page) back(before ...*slack.ButtonBlockElement) {
	p.buttons(append(before, button("Back to Set up", ActAdmin, ""))...)
}

// leaf leads to the page before and after.
func leaf(action, value string, offset, per, total int) []*slack.ButtonBlockElement {
	return leafing{action, value, offset, per, offset+per < total}.buttons("Before", "More")
}

// ending closes the list on a page.
func (p *page) ending(action, value string, offset, per, total int, others ...*slack.ButtonBlockElement) {
	p.back(append(leaf(action, value, offset, per, total), others...)...)
}

func bullets(sentences []string, most int) string {
	shown := sentences[:min(len(sentences), most)]
	said := "• " + strings.Join(shown, "\n• ")
	if more := len(sentences) - len(shown); more > 0 {
		said += "\nAnd " + itoa(more) + " more."
	}
	return said
}

func none(n int, one, many, otherwise string) string {
	if n == 0 {
		return otherwise
	}
	return count(n, one, many)
}

func joinOr(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// LogPage is a page of the audit log.
type LogPage struct {
	Lines  []LogLine
	Offset int
	Total  int
	Zone   *time.Location
}

// LogLine is one thing that was administered, with names.
type LogLine struct {
	Said string // "Robin added the team Riverside"
	At   time.Time
}

// LogPerPage is how many lines a page of the log has.
const LogPerPage = 15

// Log draws the audit log.
func Log(l LogPage) Form {
	var p page
	p.say("Who set up what, the newest first. Nobody's writing or reading is in here.")
	if len(l.Lines) == 0 {
		p.say("Nothing yet.")
	}
	for _, line := range l.Lines {
		p.say(fmt.Sprintf("%s.\n%s", line.Said, Moment(line.At, l.Zone)))
	}
	p.ending(ActLog, "", l.Offset, LogPerPage, l.Total)
	return p.form("Log", FormRead, "", "", foot{reads: "Only admins see the log.", goes: "Nothing in it is deleted."})
}
