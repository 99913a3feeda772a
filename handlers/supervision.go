package handlers

import (
	"context"
	"slices"
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// supervision answers /supervision: one's own next session and agenda, and whom one supervises; or, with "ask", a group question; with "group", group supervision; or,
// with a name, that person.
func (d *desk) supervision(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	first, rest, _ := strings.Cut(strings.TrimSpace(req.Text), " ")
	rest = strings.TrimSpace(rest)
	if strings.EqualFold(first, "ask") && severalWords(rest) && themeNamed(rest) == "" {
		return d.notSaved(ctx, h, peerwork.Error{What: "Not saved. /supervision ask keeps no words: after it comes a theme.", Try: "You can choose: " + themeList() + "."}), nil
	}
	if strings.EqualFold(first, "ask") {
		return d.askTeam(ctx, h, rest)
	}
	if strings.EqualFold(first, "group") && !severalWords(rest) {
		return d.groupOfMine(ctx, h)
	}
	return d.overview(ctx, h, strings.TrimSpace(req.Text))
}

func (d *desk) overview(ctx context.Context, h here, name string) (Reply, error) {
	page := views.SupervisionPage{Groups: len(h.groupTeams()) > 0, Worker: len(h.teams) > 0, Supervisors: h.supervisors(), Gone: h.goneSupervisors(), Manages: len(h.roster.ManagedBy(h.User)) > 0, Zone: h.zone()}
	var err error
	if page.Worker {
		if page.Agenda, err = d.agendaInBrief(ctx, h); err != nil {
			return Reply{}, err
		}
	}
	rows, err := d.upcoming(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	page.Sessions = ownSessions(rows)
	pairs, err := d.pairs(ctx, h, rows)
	if err != nil {
		return Reply{}, err
	}
	page.Pairs = slices.DeleteFunc(pairs, func(p views.Pair) bool { return !strings.Contains(plainName(p.Worker.Name), plainName(name)) })
	switch {
	case name == "" || len(page.Pairs) > 0:
	case severalWords(name) || likeANote(name):
		return d.notSaved(ctx, h, peerwork.Error{
			What: "Not saved. /supervision keeps no words: after it comes ask, group, or the name of somebody you supervise.",
			Try:  "To bring something to supervision, write a note, or type /supervision alone and add a line.",
		}), nil
	default:
		page.NoMatch, page.Unknown = len(pairs) > 0, len(pairs) == 0
	}
	m := views.Supervision(page)
	return Reply{Say: &m}, nil
}

// agendaInBrief is one's own agenda without any words.
func (d *desk) agendaInBrief(ctx context.Context, h here) ([]views.AgendaEntry, error) {
	a, err := d.Store.Agenda(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return nil, err
	}
	return h.entries(a), nil
}

// goneSupervisors are those of the person's own who can use Handrail no more.
func (h here) goneSupervisors() []peerwork.Named {
	return slices.DeleteFunc(h.supervisors(), func(s peerwork.Named) bool { return !h.people[s.User].Gone() })
}

// supervisors are the person's own, each once.
func (h here) supervisors() []peerwork.Named {
	var named []peerwork.Named
	for _, t := range h.teams {
		s := h.audience(t.ID).Supervisor
		if s.User != "" && !slices.Contains(named, s) {
			named = append(named, s)
		}
	}
	return named
}
