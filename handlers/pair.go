package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// notAPair is told where the two are not a pair, now or ever: nobody learns which.
func notAPair() *peerwork.Error {
	return &peerwork.Error{What: "This does not open for you now.", Try: "You may not be in this supervision any more. Type /supervision to see yours."}
}

func orNotAPair(err error) error {
	if errors.Is(err, peerwork.ErrNotFound) {
		return notAPair()
	}
	return err
}

// pairsOf are the viewer's standing pairs that an id names: by team and worker, or by worker alone.
func (h here) pairsOf(id string) []peerwork.Pair {
	team, worker := views.ParsePairID(id)
	var named []peerwork.Pair
	for _, p := range h.roster.PairsOf(h.User) {
		if p.Worker == worker && (team == "" || p.Team == team) {
			named = append(named, p)
		}
	}
	return named
}

func (h here) pair(id string) (peerwork.Pair, error) {
	pairs := h.pairsOf(id)
	if len(pairs) == 0 {
		return peerwork.Pair{}, notAPair()
	}
	return pairs[0], nil
}

// atPair is where a request about a pair of the viewer's begins.
func (d *desk) atPair(ctx context.Context, req Request, id string) (here, peerwork.Pair, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return h, peerwork.Pair{}, err
	}
	p, err := h.pair(id)
	return h, p, err
}

// zoneOf is where a pair's sessions are meant: the team's time zone.
func (h here) zoneOf(p peerwork.Pair) string {
	team, _ := h.roster.Team(p.Team)
	return team.Location().String()
}

func (h here) side(p peerwork.Pair) peerwork.Side {
	if h.User == p.Worker {
		return peerwork.WorkerSide
	}
	return peerwork.SupervisorSide
}

// with names the other of the pair as forms say it: "Ama, your supervisor in Riverside".
func (h here) with(p peerwork.Pair) string {
	return views.WithWhom(h.named(p.Other(h.User)).Name, h.side(p), scheduler.TeamOf(h.roster, p, h.User))
}

// showPair draws the page of a standing pair, and says what was just done.
func (d *desk) showPair(ctx context.Context, h here, p peerwork.Pair, said string) (Reply, error) {
	page, err := d.pairPage(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	page.Said = said
	return inPlace(h.Request, views.PairOf(page)), nil
}

func (d *desk) pairPage(ctx context.Context, h here, p peerwork.Pair) (views.PairPage, error) {
	page := views.PairPage{Row: h.sessionRow(p), Zone: h.zone()}
	rhythm, err := d.Store.Rhythm(ctx, h.Workspace, p, h.User)
	switch {
	case err == nil:
		page.Rhythm = views.RhythmSentence(rhythm)
	case !errors.Is(err, peerwork.ErrNotFound):
		return page, fmt.Errorf("read a rhythm: %w", err)
	}
	if err := d.fillSessions(ctx, h, p, &page); err != nil {
		return page, err
	}
	if page.Row.Side == peerwork.SupervisorSide {
		if err := d.fillNotes(ctx, h, p, &page); err != nil {
			return page, err
		}
	}
	return page, d.fillActions(ctx, h, p, &page)
}

func (d *desk) fillSessions(ctx context.Context, h here, p peerwork.Pair, page *views.PairPage) error {
	coming, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Pair: p, From: h.Now, Limit: 20})
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	settings, err := d.settingsOf(ctx, h, p)
	if err != nil {
		return err
	}
	for _, s := range coming {
		if s.State == peerwork.SessionMoved {
			page.Unasked = append(page.Unasked, s)
		}
		if !s.Open() || len(page.Coming) == views.MaxComing {
			continue
		}
		page.Coming = append(page.Coming, views.ComingSession{Session: s, Hindrance: h.hindrance(s, settings)})
	}
	over, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Pair: p, Until: h.Now, Newest: true, Limit: views.MaxPast + views.MaxUnasked + 1})
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	for _, s := range over {
		switch {
		case (s.Open() || s.State == peerwork.SessionMoved) && len(page.Unasked) < views.MaxUnasked:
			page.Unasked = append(page.Unasked, s)
		case len(page.Past) < views.MaxPast:
			page.Past = append(page.Past, h.past(s))
		default:
			page.MorePast = true
		}
	}
	page.Unasked = page.Unasked[:min(len(page.Unasked), views.MaxUnasked)]
	return nil
}

func (h here) past(s peerwork.Session) views.PastSession {
	return views.PastSession{Session: s, By: h.recorder(s)}
}

// recorder is who recorded a session, as one says it to the viewer.
func (h here) recorder(s peerwork.Session) string {
	switch s.By {
	case "":
		return ""
	case h.User:
		return "You"
	}
	return h.named(s.By).Name
}

// fillNotes adds what the worker shares with this supervisor: from the agenda, and notes. None of it is opened.
func (d *desk) fillNotes(ctx context.Context, h here, p peerwork.Pair, page *views.PairPage) error {
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, p.Team, p.Worker, time.Time{}, time.Time{})
	if err != nil {
		return fmt.Errorf("list shared notes: %w", err)
	}
	agenda, err := d.sharedAgenda(ctx, h, p.Worker)
	if err != nil {
		return err
	}
	page.Agenda = agenda[:min(len(agenda), views.MaxAgenda)]
	page.MoreToRead = len(agenda) - len(page.Agenda)
	rows := h.sharedRows(slices.DeleteFunc(listed, func(l peerwork.Listing) bool {
		return slices.ContainsFunc(agenda, func(a views.AgendaRow) bool { return a.Note == l.Note })
	}))
	page.Notes = rows[:min(len(rows), views.MaxNotes)]
	page.MoreNotes = len(rows) - len(page.Notes)
	return nil
}
