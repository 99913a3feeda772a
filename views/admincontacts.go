package views

import (
	"strings"

	"handrail/peerwork"
)

// The boxes of a team's safety contacts.
const (
	BoxLead  = "lead"
	BoxSteps = "steps"
)

// ContactsPage lists the safety contacts, team by team.
type ContactsPage struct {
	Said   string
	Teams  []ContactsLine
	Offset int
	Total  int
}

// ContactsLine is a team and what its people's forms say.
type ContactsLine struct {
	Team     peerwork.Team
	Signpost Signpost
}

// ContactsPerPage is how many teams a page lists.
const ContactsPerPage = 5

// Contacts draws the list.
func Contacts(c ContactsPage) Form {
	var p page
	p.done(c.Said)
	p.say("Every form says what to do when somebody is at risk. This is what it says in each team.")
	if c.Total == 0 {
		p.say("No teams yet.")
	}
	for _, l := range c.Teams {
		p.sayWith(Name(l.Team.Name)+"\n"+bullets(l.Signpost.Steps, peerwork.MaxSteps), button("Change", Action(ActContactsSet, string(l.Team.ID)), ""))
	}
	p.ending(ActContacts, "", c.Offset, ContactsPerPage, c.Total)
	return p.form("Safety contacts", FormRead, "", "", adminsSee(""))
}

// ContactsForm is the form of a team's safety contacts.
type ContactsForm struct {
	Team    peerwork.Team // with the lead and the steps as the boxes are to stand
	Usual   Signpost      // of the team's nation
	Mark    string
	Changed []string
}

// EditContacts draws the form.
func EditContacts(f ContactsForm) Form {
	p := page{apart: f.Mark}
	p.changedMeanwhile(f.Changed)
	p.say("For " + Name(f.Team.Name) + ". It stands on every form of the team's people.")
	p.ask(BoxLead, "The local safeguarding lead", "A name and a number. It takes its place among the steps.", true,
		line(BoxLead, "Ada Bell, 020 7946 0000", f.Team.SafeguardingLead, peerwork.MaxSafeguarder))
	steps := f.Team.Signpost
	if len(steps) == 0 {
		steps = f.Usual.Steps
	}
	p.ask(BoxSteps, "What to do, in this order", "One step on each line. If you leave it empty, the usual steps come back.", true,
		box(BoxSteps, "In an emergency, call 999.", strings.Join(steps, "\n")))
	p.small("Usual order: tell a person now; the emergency number; a crisis line; the local safeguarding lead; then the proper record.")
	p.buttons(button("Back to safety contacts", Action(ActContacts, "0"), ""), button("Back to the team", Action(ActTeamOpen, string(f.Team.ID)), ""))
	form := p.form("Safety contacts", FormContacts, "Save", AdminMeta{Team: f.Team.ID, Mark: f.Mark}.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}

// ContactsInput is what the form held.
type ContactsInput struct {
	Lead  string
	Steps []string
}

// ReadContacts reads it.
func ReadContacts(s State) ContactsInput {
	in := ContactsInput{Lead: strings.Join(strings.Fields(s.Written(BoxLead)), " ")}
	for _, step := range strings.Split(s.Written(BoxSteps), "\n") {
		if step = strings.Join(strings.Fields(step), " "); step != "" {
			in.Steps = append(in.Steps, step)
		}
	}
	return in
}
