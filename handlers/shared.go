package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type sharedStore interface {
	SharedWith(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, author peerwork.UserID, from, until time.Time) ([]peerwork.Listing, error)
	OpenNote(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, id peerwork.NoteID, now time.Time) (peerwork.Note, peerwork.Role, error)
}

// readShared lists the notes behind a digest: for a line manager those they may open, for a worker their own.
func (d *desk) readShared(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team, _ := h.roster.Team(peerwork.TeamID(views.ActionID(req.Name)))
	period, err := peerwork.ParsePeriod(req.Text)
	_, works := team.Member(h.User)
	if err != nil || !works && !team.Manages(h.User) {
		return Reply{}, &peerwork.Error{What: "These notes cannot be opened by you now.", Try: "Type /digest to see your teams."}
	}
	list := views.SharedList{Title: "Shared notes", About: "Notes you may read from this " + period.Kind() + ". The digest counts only those whose themes are shared as well.", Zone: team.Location()}
	list.Rows, err = d.sharedRows(ctx, h, team, period)
	if err != nil {
		return Reply{}, err
	}
	if !team.Manages(h.User) {
		list.About = "Your own notes that your line manager can read. Other people's words do not open for you."
	}
	form := views.SharedNotes(list)
	return Reply{Form: &form}, nil
}

func (d *desk) sharedRows(ctx context.Context, h here, team peerwork.Team, period peerwork.Period) ([]views.Shared, error) {
	from, until := period.Start(team.Location()), period.End(team.Location())
	if !team.Manages(h.User) {
		return d.ownShared(ctx, h, team, from, until)
	}
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, team.ID, "", from, until)
	if err != nil {
		return nil, fmt.Errorf("list shared notes: %w", err)
	}
	return h.sharedRows(listed), nil
}

func (h here) sharedRows(listed []peerwork.Listing) []views.Shared {
	var rows []views.Shared
	for _, l := range listed {
		row := views.Shared{Listing: l}
		if l.Author != "" && l.As.ShowsName() {
			row.Author = h.named(l.Author).Name
		}
		rows = append(rows, row)
	}
	return rows
}

// ownShared are the viewer's own notes of those weeks that line managers may read.
func (d *desk) ownShared(ctx context.Context, h here, team peerwork.Team, from, until time.Time) ([]views.Shared, error) {
	notes, _, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{From: from, Until: until, Limit: views.MaxShared})
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	var rows []views.Shared
	for _, n := range notes {
		if n.Team != team.ID || n.Readers < peerwork.SupervisorAndManager {
			continue
		}
		rows = append(rows, views.Shared{Own: true, Listing: peerwork.Listing{
			Note: n.ID, Team: n.Team, Kind: n.Kind, Talk: n.Talk, Created: n.Created, As: peerwork.RoleAuthor,
		}})
	}
	return rows, nil
}

// openPair opens what a supervisor shares with a worker: sessions, actions, and the notes they may read.
func (d *desk) openPair(ctx context.Context, req Request) (Reply, error) {
	return d.openSessions(ctx, req)
}

// openPairNotes lists all that a worker lets their supervisor read.
func (d *desk) openPairNotes(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	worker := peerwork.UserID(views.ActionID(req.Name))
	if !slices.Contains(h.roster.SupervisedBy(h.User), worker) {
		form := views.TroubleForm(&peerwork.Error{What: "You are not their supervisor now.", Try: "Type /supervision to see the people you supervise."})
		return Reply{Form: &form}, nil
	}
	listed, err := d.Store.SharedWith(ctx, req.Workspace, req.User, "", worker, time.Time{}, time.Time{})
	if err != nil {
		return Reply{}, fmt.Errorf("list shared notes: %w", err)
	}
	form := views.PairNotes(h.named(worker).Name, h.sharedRows(listed), h.zone())
	return Reply{Form: &form}, nil
}

// openShared opens somebody else's note, after storage has kept a receipt its author sees.
func (d *desk) openShared(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	n, role, err := d.Store.OpenNote(ctx, req.Workspace, req.User, peerwork.NoteID(views.ActionID(req.Name)), req.Now)
	if errors.Is(err, peerwork.ErrNotFound) {
		form := views.TroubleForm(&peerwork.Error{What: "This note does not open now.", Try: "Its author may have deleted it or taken it back."})
		return Reply{Form: &form}, nil
	}
	if err != nil {
		return Reply{}, fmt.Errorf("open a shared note: %w", err)
	}
	if role == peerwork.RoleAuthor {
		return d.openOwn(ctx, h, n.ID)
	}
	page := views.SharedNote{Note: n, Zone: h.zone()}
	if role.ShowsName() && n.Author != "" {
		page.Author = h.named(n.Author).Name
	}
	form := views.OpenedShared(page)
	return Reply{Form: &form}, nil
}
