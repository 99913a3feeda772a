package views_test

import (
	"fmt"
	"time"

	"handrail/digest"
	"handrail/peerwork"
	"handrail/views"
)

// adminCases are the pages on which Handrail is set up.
func adminCases() []drawn {
	var all []drawn
	add := func(name string, page any) { all = append(all, drawn{name, page}) }
	riverside := fullTeam("Riverside crisis house")

	add("setup-empty", views.Setup(views.SetupPage{Admins: []string{"Robin"}, Said: "You are Handrail's first admin now."}))
	add("setup", views.Setup(views.SetupPage{Admins: []string{"Robin", "Jo"}, Teams: 2, People: 18, Unsent: unsent()[:2],
		Missing: []views.Missing{{fullTeam("Meadow day service"), views.Remark(peerwork.Remark{Kind: peerwork.NoManager}, "")}, {riverside, views.Remark(peerwork.Remark{Kind: peerwork.NoSupervisor}, "Sam")}}}))
	add("setup-too-long", views.Setup(views.SetupPage{Admins: longNames(40), Teams: 200, People: 2000, Missing: longMissing(60), Unsent: unsent()}))
	add("home-admin", views.DrawHome(views.HomePage{SetsUp: true, Signpost: views.DefaultSignpost()}))
	add("home-first-admin", views.DrawHome(views.HomePage{SetsUp: true, First: true, Signpost: views.DefaultSignpost()}))
	add("setup-offer", views.SetupOffer(true))
	add("setup-no-admin-yet", views.SetupOffer(false))
	add("setup-not-admin", views.NotAdmin([]string{"Robin", "Jo"}))
	add("setup-trouble", views.AdminTrouble(&peerwork.Error{What: "This team is not there any more.", Try: "Go back to see the teams there are."}))

	add("teams-empty", views.Teams(views.TeamsPage{}))
	add("teams", views.Teams(views.TeamsPage{Total: 12, Teams: []views.TeamLine{{Team: riverside, Managers: []string{"Jo"}}, {Team: fullTeam(arabic)}}}))
	add("teams-too-long", views.Teams(views.TeamsPage{Total: 200, Offset: 20, Teams: longTeams(views.TeamsPerPage)}))
	add("team", views.Team(views.TeamPage{Said: "Saved.", Team: riverside, Managers: []string{"Jo"}, Deputies: []string{"Carlos"},
		Workers: []views.WorkerLine{{peerwork.Named{User: "U01SAM", Name: "Sam"}, "Ama"}, {peerwork.Named{User: "U02LEE", Name: "Lee"}, ""}},
		Remarks: []string{views.Remark(peerwork.Remark{Kind: peerwork.InTwoTeams, Team: "Hilltop"}, "Lee"), views.Remark(peerwork.Remark{Kind: peerwork.ManagerAsWell}, "Jo")}}))
	add("team-too-long", views.Team(views.TeamPage{Team: manyWorkers(long, 200), Managers: longNames(40), Offset: 15, Workers: longWorkers(views.WorkersPerPage), Remarks: longNames(60)}))
	add("team-form-new", views.EditTeam(views.TeamForm{New: true, Mark: "abc", Team: peerwork.Team{Setting: "community-team", Holidays: "GB-ENG", Timezone: "Europe/London", QuietHours: peerwork.QuietHours{From: 1140, Until: 480}}}))
	add("team-form", views.EditTeam(views.TeamForm{Team: riverside, Mark: "abc"}))
	add("team-form-changed", views.EditTeam(views.TeamForm{Team: fullTeam(pointed), Mark: "abc", Changed: []string{"Now the name: Riverside house. Yours: Riverside crisis house."}}))
	add("team-remove", views.RemoveTeam(riverside, "abc"))

	add("worker-form-new", views.EditWorker(views.WorkerForm{Team: riverside, Mark: "abc"}))
	add("worker-form", views.EditWorker(views.WorkerForm{Team: riverside, Worker: peerwork.Named{User: "U01SAM", Name: "Sam"}, Supervisor: "U0SUP", Mark: "abc"}))
	add("worker-form-changed", views.EditWorker(views.WorkerForm{Team: riverside, Worker: peerwork.Named{User: "U01SAM", Name: "Sam"}, Mark: "abc", Changed: []string{"Now Sam's supervisor: Carlos."}}))
	change := views.ChangePage{Team: riverside, Worker: peerwork.Named{User: "U01SAM", Name: "Sam"}, Was: "Ama", New: "Carlos", Managers: []string{"Jo", "Ama"}, Meta: views.AdminMeta{Team: "riverside", Worker: "U01SAM"}}
	add("supervisor-change", views.ChangeSupervisor(change))
	none := change
	none.New = ""
	add("supervisor-none", views.ChangeSupervisor(none))
	add("worker-out", views.TakeOut(change))
	extreme := views.ChangePage{Team: fullTeam(long), Worker: peerwork.Named{User: "U01SAM", Name: views.Name(long)}, Was: views.Name(long), Managers: longNames(30)}
	add("worker-out-too-long", views.TakeOut(extreme))

	add("people-empty", views.People(views.PeoplePage{}))
	add("people-nobody", views.People(views.PeoplePage{Looked: pointed}))
	add("people", views.People(views.PeoplePage{Looked: "am", Total: 2, People: []views.PersonLine{
		{peerwork.Named{User: "U0SUP", Name: "Ama"}, []string{views.SupervisorOf([]string{"Sam", "Priya", "Tom", "Fatima", "Mick"}, "Riverside crisis house")}}, {peerwork.Named{User: "U06NOR", Name: "Noor"}, nil},
	}}))
	add("people-too-long", views.People(views.PeoplePage{Looked: long, Total: 200, Offset: 10, People: longPeople(views.PeoplePerPage)}))
	add("person", views.Person(views.PersonPage{Person: peerwork.Named{User: "U0SUP", Name: "Ama"}, Roles: []views.PersonRole{{"Admin.", views.ActAdmins}, {"Supervisor of Sam in Riverside crisis house.", views.Action(views.ActWorker, "riverside/U01SAM")}}}))
	add("person-guest", views.Person(views.PersonPage{Person: peerwork.Named{User: "U0G", Name: "Gus"}, Unfit: peerwork.Person{Guest: true}.Unfit()}))
	add("person-too-long", views.Person(views.PersonPage{Person: peerwork.Named{User: "U0SUP", Name: views.Name(long)}, Roles: longRoles(120)}))
	add("admins-one", views.Admins(views.AdminsPage{Admins: []peerwork.Named{{User: "U0ADM", Name: "Robin"}}, Viewer: "U0ADM"}))
	add("admins", views.Admins(views.AdminsPage{Said: "Jo is an admin now.", Admins: []peerwork.Named{{User: "U0ADM", Name: "Robin"}, {User: "U0MGR", Name: "Jo"}}, Viewer: "U0ADM"}))

	usual := views.DefaultSignpost()
	add("contacts-empty", views.Contacts(views.ContactsPage{}))
	add("contacts", views.Contacts(views.ContactsPage{Said: "Saved. It stands on the forms from now on.", Total: 7, Teams: []views.ContactsLine{{riverside, usual.WithLead("Ada Bell, 020 7946 0000")}, {fullTeam("Meadow"), usual}}}))
	add("contacts-form", views.EditContacts(views.ContactsForm{Team: riverside, Usual: usual, Mark: "abc"}))
	add("contacts-form-changed", views.EditContacts(views.ContactsForm{Team: riverside, Usual: usual, Mark: "abc", Changed: []string{"Now the safeguarding lead: Bo Reed"}}))

	quarter, _ := peerwork.ParsePeriod("2026-Q3")
	beforeIt, _ := peerwork.ParsePeriod("2026-Q2")
	for name, c := range map[string]peerwork.OrganisationCounts{"figures-withheld": {}, "figures": someQuarter()} {
		add(name, views.OrganisationFigures(views.OrganisationPage{Quarter: quarter, Figures: digest.FreezeOrganisation(quarter, 5)(c), Quarters: []peerwork.Period{quarter, beforeIt}}))
	}
	add("log-empty", views.Log(views.LogPage{}))
	add("log", views.Log(views.LogPage{Total: 40, Lines: []views.LogLine{{"Robin made Ama the supervisor of Sam in Riverside crisis house", created}, {"The command line added the team Riverside crisis house", created.Add(-time.Hour)}}}))
	add("log-too-long", views.Log(views.LogPage{Total: 400, Offset: 15, Lines: longLog(views.LogPerPage)}))
	return all
}

// unsent has each sort of reason, and more than a page says.
func unsent() []views.Unsent {
	said := func(code string) string { return "post message: Slack answered " + code }
	return []views.Unsent{
		{Team: "Riverside crisis house", At: created, Reason: said("not_in_channel")}, {Person: "Ama", At: created.Add(-time.Hour), Reason: said("user_disabled")},
		{Team: long, At: created, Reason: said("is_archived")}, {Person: views.Name(long), At: created, Reason: said("invalid_auth")},
		{Team: "Meadow", At: created, Reason: "could not be drawn"}, {Person: "Jo", At: created, Reason: said("ratelimited")}, {Person: "Sam", At: created, Reason: said("fatal_error")},
	}
}

func fullTeam(name string) peerwork.Team {
	return peerwork.Team{
		ID: "riverside", Name: name, Setting: "crisis-house", Channel: "C02SUP", Timezone: "Europe/London", Holidays: "GB-ENG",
		QuietHours: peerwork.QuietHours{From: 1140, Until: 480}, LineManagers: []peerwork.Held{{User: "U0MGR"}}, Deputies: []peerwork.Held{{User: "U0SUQ"}},
		Workers: []peerwork.Member{{User: "U01SAM", Supervisor: "U0SUP"}, {User: "U02LEE"}}, SafeguardingLead: "Ada Bell, 020 7946 0000",
	}
}

func longNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = views.Name(fmt.Sprint(i, " ", long))
	}
	return names
}

// longMissing has each team more than once, as a team may need more than one thing.
func longMissing(n int) []views.Missing {
	var all []views.Missing
	for _, name := range longNames(n) {
		all = append(all, views.Missing{Team: fullTeam(long), Said: name})
	}
	return all
}

func longTeams(n int) []views.TeamLine {
	lines := make([]views.TeamLine, n)
	for i := range lines {
		lines[i] = views.TeamLine{Team: fullTeam(long), Managers: longNames(20)}
		lines[i].Team.ID = peerwork.TeamID(fmt.Sprint("team-", i))
	}
	return lines
}

func manyWorkers(name string, n int) peerwork.Team {
	t := fullTeam(name)
	t.Workers = make([]peerwork.Member, n)
	return t
}

func longWorkers(n int) []views.WorkerLine {
	lines := make([]views.WorkerLine, n)
	for i := range lines {
		lines[i] = views.WorkerLine{Worker: peerwork.Named{User: peerwork.UserID(fmt.Sprint("U", i)), Name: views.Name(long)}, Supervisor: views.Name(long)}
	}
	return lines
}

func longPeople(n int) []views.PersonLine {
	lines := make([]views.PersonLine, n)
	for i := range lines {
		lines[i] = views.PersonLine{Person: peerwork.Named{User: peerwork.UserID(fmt.Sprint("U", i)), Name: views.Name(long)}, Roles: longNames(30)}
	}
	return lines
}

func longRoles(n int) []views.PersonRole {
	var roles []views.PersonRole
	for i, name := range longNames(n) {
		roles = append(roles, views.PersonRole{Said: name, Change: views.Action(views.ActWorker, fmt.Sprint("riverside/U", i))})
	}
	return roles
}

// someQuarter has nine sessions held and six missed, five of them because somebody was ill; and six wishes to talk soon.
func someQuarter() (c peerwork.OrganisationCounts) {
	for i := range 9 {
		c.Offered = append(c.Offered, i)
		c.Sessions = append(c.Sessions, peerwork.CountedSession{Worker: i, State: peerwork.SessionHeld})
	}
	for i := range 6 {
		c.Sessions = append(c.Sessions, peerwork.CountedSession{Worker: i, State: peerwork.SessionMissed, Why: peerwork.MissedIll})
		c.Soon = append(c.Soon, peerwork.CountedSoon{Worker: i, SoonCount: peerwork.SoonCount{Answered: peerwork.SoonAnsweredInTime}})
	}
	return c
}

func longLog(n int) []views.LogLine {
	var lines []views.LogLine
	for _, name := range longNames(n) {
		lines = append(lines, views.LogLine{Said: name + " made " + name + " the supervisor of " + name, At: created})
	}
	return lines
}
