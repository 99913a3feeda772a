package handlers

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"handrail/peerwork"
	"handrail/views"
)

// way is a word after /handrail, and where it leads.
type way struct {
	word, does string
	to         Handler
	whom       func(here) bool // whom help tells of it
}

const (
	// wayThatActs does something at once, so that no slip leads there. The others open a page, where nothing is done yet.
	wayThatActs = "copy"

	// lettersOfASlip is how many letters a word with a slip in it has at least: shorter ones are too like others.
	lettersOfASlip = 4
)

// ways are the words that may follow /handrail, in the order in which help lists them: what is one's own, then what line
// managers and admins do.
func (d *desk) ways() []way {
	everybody := func(here) bool { return true }
	admins := func(h here) bool { return h.roster.IsAdmin(h.User) }
	schedulers := func(h here) bool { return len(h.scheduleTeams()) > 0 }
	starters := func(h here) bool { return admins(h) || len(h.roster.Admins) == 0 }
	return []way{
		{"notes", "your notes. Add words to search for them.", d.opening(d.openNotes, views.ActNotes), everybody},
		{"themes", "what you wrote about, for you alone.", d.opening(d.myThemes, views.ActMyThemes), everybody},
		{"settings", "your settings.", d.opening(d.settings, views.ActSettings), everybody},
		{"data", "what is kept about you, who opened it, and how to delete it.", d.opening(d.data, views.ActData), everybody},
		{wayThatActs, "sends you a copy of everything kept about you.", d.takeCopy, everybody},
		{"who", "who can read your words.", d.who, everybody},
		{"schedules", "when a team's questions and digest come.", d.opening(d.schedulesByName, views.ActSchedules), schedulers},
		{"setup", "sets Handrail up, step by step.", d.opening(d.setup, views.ActAdmin), starters},
		{"teams", "the teams.", d.opening(d.asAdmin(d.listTeams), views.ActTeams), admins},
		{"people", "who does what.", d.opening(d.asAdmin(d.listPeople), views.ActPeople), admins},
		{"contacts", "what forms say to do when somebody is at risk.", d.opening(d.asAdmin(d.listContacts), views.ActContacts), admins},
		{"prompts", "the questions: switch some off, and add your own.", d.opening(d.asAdmin(d.openBank), views.ActBank), admins},
		{"figures", "was supervision offered and held, quarter by quarter.", d.opening(d.asAdmin(d.organisationFigures), views.ActFigures), admins},
		{"log", "who set up what, and when.", d.opening(d.asAdmin(d.log), views.ActLog), admins},
	}
}

// handrail answers /handrail: help, and what a word after it leads to.
func (d *desk) handrail(ctx context.Context, req Request) (Reply, error) {
	word, rest, _ := strings.Cut(strings.TrimSpace(req.Text), " ")
	word = strings.ToLower(word)
	if word == "" || word == "help" {
		return d.help(ctx, req, "")
	}
	for _, w := range d.ways() {
		if w.word == word {
			req.Text = strings.TrimSpace(rest)
			return w.to(ctx, req)
		}
	}
	if w, found := meant(d.ways(), req.Text); found {
		req.Text = ""
		return w.to(ctx, req)
	}
	return d.unknownWay(ctx, req)
}

// meant is the page that a word with a slip in it leads to: "note", "setings", "my data", "set up". It has to be the only
// one, and nothing may stand after it: that may be a note that went astray, which is given back.
func meant(ways []way, text string) (way, bool) {
	typed := strings.ReplaceAll(strings.TrimPrefix(plainName(text), "my "), " ", "")
	if utf8.RuneCountInString(typed) < lettersOfASlip {
		return way{}, false
	}
	near := slices.DeleteFunc(ways, func(w way) bool { return w.word == wayThatActs || !oneSlip(typed, w.word) })
	if len(near) != 1 {
		return way{}, false
	}
	return near[0], true
}

// oneSlip reports whether one letter too many, too few or another, or two letters that changed places, make one word
// of the other. A word is one slip from itself.
func oneSlip(typed, word string) bool {
	a, b := []rune(typed), []rune(word)
	for len(a) > 0 && len(b) > 0 && a[0] == b[0] {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1] == b[len(b)-1] {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return len(a) <= 1 && len(b) <= 1 || len(a) == 2 && len(b) == 2 && a[0] == b[1] && a[1] == b[0]
}

// unknownWay answers what /handrail does not know. One word is a slip, and help says what there is; several may be a note
// that went astray.
func (d *desk) unknownWay(ctx context.Context, req Request) (Reply, error) {
	text := strings.TrimSpace(req.Text)
	if !severalWords(text) && !likeANote(text) {
		return d.help(ctx, req, unknown(text))
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.notSaved(ctx, h, peerwork.Error{What: "Not saved. /handrail does not know those words.", Try: "To write a note, type /reflect before it. To see what Handrail can do, type /handrail help."}), nil
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
	for _, w := range d.ways() {
		if w.whom(h) {
			page.Ways = append(page.Ways, views.HelpLine{Usage: "/handrail " + w.word, Does: w.does})
		}
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
	for _, t := range h.teams {
		page.Audiences = append(page.Audiences, views.TeamAudience{Team: views.Name(t.Name), Audience: h.audience(t.ID), K: h.k()})
	}
	m := views.Who(page)
	return Reply{Say: &m}, nil
}
