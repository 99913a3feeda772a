package handlers

import (
	"context"
	"strings"

	"handrail/views"
)

// handrail answers /handrail: help, and the parts of it that are one's own.
func (d *desk) handrail(ctx context.Context, req Request) (Reply, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(req.Text), " ")
	switch strings.ToLower(word) {
	case "", "help":
		return d.help(ctx, req, "")
	case "notes":
		req.Text = strings.TrimSpace(rest)
		return d.opening(d.openNotes, views.ActNotes)(ctx, req)
	case "settings":
		return d.opening(d.settings, views.ActSettings)(ctx, req)
	case "data":
		return d.opening(d.data, views.ActData)(ctx, req)
	case "themes":
		return d.opening(d.myThemes, views.ActMyThemes)(ctx, req)
	case "schedules":
		req.Text = strings.TrimSpace(rest)
		return d.opening(d.schedulesByName, views.ActSchedules)(ctx, req)
	case "copy":
		return d.takeCopy(ctx, req)
	case "prompts":
		return d.opening(d.asAdmin(d.openBank), views.ActBank)(ctx, req)
	case "who":
		return d.who(ctx, req)
	case "setup":
		return d.opening(d.setup, views.ActAdmin)(ctx, req)
	case "teams":
		return d.opening(d.asAdmin(d.listTeams), views.ActTeams)(ctx, req)
	case "people":
		req.Text = strings.TrimSpace(rest)
		return d.opening(d.asAdmin(d.listPeople), views.ActPeople)(ctx, req)
	case "contacts":
		return d.opening(d.asAdmin(d.listContacts), views.ActContacts)(ctx, req)
	case "log":
		return d.opening(d.asAdmin(d.log), views.ActLog)(ctx, req)
	}
	return d.help(ctx, req, unknown(req.Text))
}

func (d *desk) help(ctx context.Context, req Request, found string) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page := views.HelpPage{Found: found, Signpost: d.signpost(h)}
	for _, c := range d.commands {
		page.Commands = append(page.Commands, views.HelpLine{Usage: strings.TrimSpace(c.Name + " " + c.UsageHint), Does: c.Description})
	}
	m := views.Help(page)
	return Reply{Say: &m}, nil
}

// unknown names what was typed. More than one short word may be a note that went astray: it is not repeated.
func unknown(text string) string {
	if text = strings.TrimSpace(text); len(text) <= 12 && !strings.ContainsAny(text, " \n\t") {
		return "“" + views.Name(text) + "”"
	}
	return "those words"
}

// who says who can be let in to read one's words, team by team.
func (d *desk) who(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	var page views.WhoReads
	for _, t := range h.teams() {
		page.Audiences = append(page.Audiences, views.TeamAudience{Team: views.Name(t.Name), Audience: h.audience(t.ID), K: h.k()})
	}
	m := views.Who(page)
	return Reply{Say: &m}, nil
}
