package views

import (
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of the forms about people.
const (
	BoxWorker     = "worker"
	BoxSupervisor = "supervisor"
	BoxFindPerson = "find-person"
	BoxNewAdmin   = "new-admin"
)

// WorkerForm is the form of a peer worker's place in a team.
type WorkerForm struct {
	Team       peerwork.Team
	Worker     peerwork.Named // nobody: a new one is chosen
	Chosen     peerwork.UserID
	Supervisor peerwork.UserID
	Mark       string
	Changed    []string
}

// EditWorker draws the form.
func EditWorker(f WorkerForm) Form {
	p := page{apart: f.Mark}
	p.changedMeanwhile(f.Changed)
	title, submit := "Add a peer worker", "Add"
	if f.Worker.User != "" {
		title, submit = "Peer worker", "Go on"
		p.say(fmt.Sprintf("%s, peer worker of %s.", f.Worker.Name, Name(f.Team.Name)))
	} else {
		p.ask(BoxWorker, "Peer worker of "+Name(f.Team.Name), "", false, userPicker(BoxWorker, "Choose somebody", f.Chosen))
	}
	p.ask(BoxSupervisor, "Supervisor", "The person they take their reflections to. Leave it empty if you do not know yet. It may be the line manager, and often should not be.", true,
		userPicker(BoxSupervisor, "Choose somebody", f.Supervisor))
	buttons := []*slack.ButtonBlockElement{button("Back to the team", Action(ActTeamOpen, string(f.Team.ID)), "")}
	if f.Worker.User != "" {
		buttons = append(buttons, button("Take out of the team", Action(ActWorkerOut, string(f.Team.ID)+"/"+string(f.Worker.User)), ""))
	}
	p.buttons(buttons...)
	form := p.form(title, FormWorker, submit, AdminMeta{Team: f.Team.ID, Worker: f.Worker.User, Mark: f.Mark}.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}

// WorkerInput is what the form held.
type WorkerInput struct{ Worker, Supervisor peerwork.UserID }

// ReadWorker reads it.
func ReadWorker(s State) WorkerInput {
	return WorkerInput{s.User(BoxWorker), s.User(BoxSupervisor)}
}

// ChangePage is a second look at what a change of people means.
type ChangePage struct {
	Team     peerwork.Team
	Worker   peerwork.Named
	Was, New string   // the supervisors' names; "" for nobody
	Managers []string // the team's line managers
	Meta     AdminMeta
}

// ChangeSupervisor is the second look at another supervisor.
func ChangeSupervisor(c ChangePage) Form {
	var p page
	if c.New != "" {
		p.say(fmt.Sprintf("Do you want %s to be %s's supervisor?", c.New, c.Worker.Name))
	} else {
		p.say(fmt.Sprintf("Do you want %s to have no supervisor?", c.Worker.Name))
	}
	if c.Was != "" {
		p.say(fmt.Sprintf("%s can no longer open what %s shared.", c.Was, c.Worker.Name),
			"It does not pass to anybody else.",
			"Sessions planned between them are called off.")
	}
	if c.New != "" {
		p.say(fmt.Sprintf("%s sees only what %s shares from now on.", c.New, c.Worker.Name))
	}
	p.say("Please tell " + peerwork.JoinAnd(sameOnce([]string{c.Worker.Name, c.Was, c.New})) + ".")
	p.buttons(button("Leave it as it is", Action(ActTeamOpen, string(c.Team.ID)), ""))
	form := p.form("Another supervisor", FormSupervisor, "Save", c.Meta.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}

// TakeOut is the second look before a peer worker leaves a team.
func TakeOut(c ChangePage) Form {
	var p page
	p.say(fmt.Sprintf("Do you want to take %s out of %s?", c.Worker.Name, Name(c.Team.Name)))
	if readers := sameOnce(append([]string{c.Was}, c.Managers...)); len(readers) > 0 {
		p.say(fmt.Sprintf("%s can no longer open what %s shared in this team.", peerwork.JoinAnd(readers), c.Worker.Name))
	}
	p.say(fmt.Sprintf("%s keeps all notes, and can still read, copy and delete them.", c.Worker.Name),
		"Questions from this team stop.")
	p.buttons(button("Leave it as it is", Action(ActTeamOpen, string(c.Team.ID)), ""))
	form := p.form("Take out of the team", FormWorkerOut, "Take out", c.Meta.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}

func sameOnce(names []string) []string {
	var once []string
	for _, n := range names {
		if n != "" && !has(once, n) {
			once = append(once, n)
		}
	}
	return once
}

// PeoplePage is a page of people and their roles.
type PeoplePage struct {
	Looked string // the name looked for
	People []PersonLine
	Offset int
	Total  int
}

// PersonLine is somebody and what they do, in sentences.
type PersonLine struct {
	Person peerwork.Named
	Roles  []string
}

// PeoplePerPage is how many people a page lists.
const PeoplePerPage = 10

// People draws the page.
func People(f PeoplePage) Form {
	var p page
	p.ask(BoxFindPerson, "Find somebody by name", "Leave it empty for everybody who has a role.", true, line(BoxFindPerson, "A name", f.Looked, 80))
	if len(f.People) == 0 {
		p.say(nobodyFound(f.Looked))
	}
	for _, l := range f.People {
		said := l.Person.Name + "\n" + strings.Join(firstFew(l.Roles), "\n")
		p.sayWith(said, button("Open", Action(ActPerson, string(l.Person.User)), ""))
	}
	p.ending(ActPeople, fit(f.Looked, 80), f.Offset, PeoplePerPage, f.Total)
	form := p.form("People", FormPeople, "Find", "", adminsSee(""))
	form.Close = plain("Close")
	return form
}

// SupervisorOf says whom somebody supervises in a team, such as Sam and Priya in Riverside.
func SupervisorOf(names []string, team string) string {
	const most = 3
	if more := len(names) - most; more > 0 {
		names = append(names[:most:most], itoa(more)+" more")
	}
	return "Supervisor of " + peerwork.JoinAnd(names) + " in " + team + "."
}

func nobodyFound(looked string) string {
	if looked == "" {
		return "Nobody has a role yet. Add a team first."
	}
	return "We found nobody with that name. Try fewer letters."
}

// firstFew keeps a person's roles short in a list.
func firstFew(roles []string) []string {
	const most = 4
	if len(roles) == 0 {
		return []string{"No role yet."}
	}
	if len(roles) <= most {
		return roles
	}
	return append(roles[:most:most], "And "+itoa(len(roles)-most)+" more.")
}

// PersonPage is one person and what they do.
type PersonPage struct {
	Said   string
	Person peerwork.Named
	Roles  []PersonRole
	Unfit  string // why they can have no role, or ""
}

// PersonRole is one role, and the action that leads to where it is changed.
type PersonRole struct{ Said, Change string }

const maxRoles = 40

// Person draws one person's roles.
func Person(f PersonPage) Form {
	var p page
	p.done(f.Said)
	p.header(f.Person.Name)
	if f.Unfit != "" {
		p.say("This is " + f.Unfit + ". They can have no role.")
	}
	if len(f.Roles) == 0 {
		p.say("No role yet. Give one on a team's page.")
	}
	for _, r := range f.Roles[:min(len(f.Roles), maxRoles)] {
		p.sayWith(r.Said, button("Change", r.Change, ""))
	}
	p.back(button("Back to people", Action(ActPeople, "0"), ""))
	return p.form("Person", FormRead, "", "", adminsSee(""))
}

// AdminsPage lists the admins.
type AdminsPage struct {
	Said   string
	Admins []peerwork.Named
	Viewer peerwork.UserID
	Mark   string
}

const maxAdmins = 30

// Admins draws the page.
func Admins(f AdminsPage) Form {
	p := page{apart: f.Mark}
	p.done(f.Said)
	for _, a := range f.Admins[:min(len(f.Admins), maxAdmins)] {
		if len(f.Admins) == 1 {
			p.say(a.Name+" is the only admin.", "So nobody can be taken off the list. Add another admin first.")
			continue
		}
		p.sayWith(a.Name, sure(button("Take off the list", Action(ActAdminOff, string(a.User)), ""), "Take off the list?", takenOff(f, a), "Take off the list"))
	}
	p.ask(BoxNewAdmin, "Add an admin", "Admins make teams and say who does what. They never see what anybody wrote.", false, userPicker(BoxNewAdmin, "Choose somebody", ""))
	p.back()
	form := p.form("Admins", FormAdmin, "Add", "", adminsSee(""))
	form.Close = plain("Close")
	return form
}

func takenOff(f AdminsPage, a peerwork.Named) string {
	if a.User == f.Viewer {
		return "You can set nothing up any more, until another admin adds you."
	}
	return a.Name + " can set nothing up any more, until an admin adds them again."
}
