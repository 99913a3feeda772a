package views_test

import (
	"fmt"
	"strings"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

func groupRows(n int, words string) []views.GroupRow {
	var rows []views.GroupRow
	for i := range n {
		r := views.GroupRow{Line: peerwork.GroupLine{ID: fmt.Sprint("l", i), Team: "riverside", Words: words, Added: created, DeleteOn: deleted}}
		switch i % 4 {
		case 1:
			r.Line.Shared, r.Line.Named, r.Opened = created, true, []string{"Ama", "Lee"}
		case 2:
			r.Line.Shared = created
		case 3:
			r.Line.Discussed = created
		}
		rows = append(rows, r)
	}
	return rows
}

func groupPage(team peerwork.Team) views.GroupPage {
	return views.GroupPage{Team: team, K: 5}
}

func groupCases(add func(string, any), bank *prompts.Bank) {
	riverside := team("Riverside crisis house")
	empty, many := groupPage(riverside), groupPage(riverside)
	many.Facilitator, many.Day, many.Own, many.Shared = peerwork.Named{User: "U1", Name: "Ama"}, "2026-11-26", groupRows(4, "How do we end well?"), 3
	leads := groupPage(riverside)
	leads.Leads, leads.Facilitator, leads.Shared, leads.Others = true, peerwork.Named{User: "U2", Name: "Sam"}, 3, teams(2)
	leads.Said, leads.Hidden, leads.Pointed = "Saved.", "We hid 1 phone number.", "This may be a name: Bob."
	tooLong := groupPage(team(long))
	tooLong.Facilitator, tooLong.Own, tooLong.Others = peerwork.Named{User: "U1", Name: long}, groupRows(2*peerwork.MostGroupLines, strings.Repeat("Wort ", 120)), teams(30)
	pointedPage := groupPage(team(pointed))
	pointedPage.Facilitator, pointedPage.Own = peerwork.Named{User: "U1", Name: arabic}, groupRows(2, pointed)
	add("group-empty", views.Group(empty))
	add("group-many", views.Group(many))
	add("group-leads", views.Group(leads))
	add("group-too-long", views.Group(tooLong))
	add("group-pointed", views.Group(pointedPage))
	add("group-line", views.GroupLineForm(empty, deleted))

	shared := views.GroupShared{Team: "riverside", Lines: []views.GroupSharedLine{{ID: "l1", Words: "How do we end well?", By: "Sam"}, {ID: "l2", Words: "Tea."}, {ID: "l3", Words: "Mine.", Own: true}}}
	add("group-read", views.ReadGroup(shared))
	shared.Leads = true
	add("group-read-leading", views.ReadGroup(shared))
	add("group-read-nothing", views.ReadGroup(views.GroupShared{Team: "riverside"}))
	full := views.GroupShared{Team: "riverside", Leads: true, From: 15, More: 9}
	for i := range views.GroupLinesPerPage {
		full.Lines = append(full.Lines, views.GroupSharedLine{ID: fmt.Sprint("l", i), Words: strings.Repeat("Wort ", 120), By: long})
	}
	add("group-read-too-long", views.ReadGroup(full))

	people := []peerwork.Named{{User: "U1", Name: "Ama"}, {User: "U2", Name: arabic}}
	add("group-set", views.GroupSet(views.GroupSetPage{Team: riverside, People: people, Agenda: peerwork.GroupAgenda{Facilitator: "U1", Day: "2026-11-26"}}))
	add("group-set-empty", views.GroupSet(views.GroupSetPage{Team: riverside, People: people}))
	add("group-lead-empty", views.GroupLead(views.GroupLeadPage{Team: "riverside"}))
	lead := views.GroupLeadPage{Team: "riverside", Day: "2026-11-26", Shared: 3, Said: "It is on its way to the channel.", Seen: ids(300)}
	for _, p := range bank.All() {
		if p.Format == prompts.Group && len(lead.Kept) < 2 {
			lead.Kept = append(lead.Kept, p)
			lead.Suggested = append(lead.Suggested, prompts.Choice{Prompt: p, Why: "Not asked about the community since September."})
		}
	}
	add("group-lead", views.GroupLead(lead))
	add("group-open", views.GroupOpen("riverside"))
}
