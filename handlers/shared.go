package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type sharedStore interface {
	SharedWith(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, author peerwork.UserID, from, until time.Time) ([]peerwork.Listing, error)
	OpenNote(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, id peerwork.NoteID, now time.Time) (peerwork.Note, peerwork.Role, error)
}

// sharedDoors lead to notes of others.
func (d *desk) sharedDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActReadShared: d.opening(d.readShared, ""),
		views.ActOpenShared: d.opening(d.openShared, ""),
	}}
}

// readShared lists the notes behind a digest: for a line manager those they may open, for a worker their own. It turns
// the pages of that list too.
func (d *desk) readShared(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, offset, turns := turned(req.Name)
	team, _ := h.roster.Team(peerwork.TeamID(id))
	period, err := peerwork.ParsePeriod(req.Text)
	_, works := team.Member(h.User)
	if err != nil || !works && !team.Manages(h.User) {
		return Reply{}, &peerwork.Error{What: "These notes cannot be opened by you now.", Try: "Type /digest to see your teams."}
	}
	list := views.SharedList{Title: "Shared notes", Opens: views.Action(views.ActReadShared, id), Value: req.Text, Offset: offset, Zone: team.Location()}
	if team.Manages(h.User) {
		err = d.othersShared(ctx, h, team, period, &list)
	} else {
		err = d.ownShared(ctx, h, team, period, &list)
	}
	if err != nil {
		return Reply{}, err
	}
	return turnedTo(views.SharedNotes(list), turns), nil
}

// turned reads what the buttons of a list carry that is turned by the action that opens it: whose list it is, how many
// rows are before the page, and whether a page was turned.
func turned(name string) (id string, offset int, turns bool) {
	id, at, turns := strings.Cut(views.ActionID(name), ":")
	offset, _ = strconv.Atoi(at)
	return id, max(0, offset), turns
}

// turnedTo puts a page in the place of the one that was turned, or opens the list over what was pressed.
func turnedTo(form views.Form, turns bool) Reply {
	if turns {
		return Reply{Update: &form}
	}
	return Reply{Form: &form}
}

func (d *desk) othersShared(ctx context.Context, h here, team peerwork.Team, period peerwork.Period, list *views.SharedList) error {
	list.About = "Notes you may read from this " + period.Kind() + ". The digest counts only those whose themes are shared as well."
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, team.ID, "", period.Start(team.Location()), period.End(team.Location()))
	if err != nil {
		return fmt.Errorf("list shared notes: %w", err)
	}
	h.turnTo(list, listed)
	return nil
}

// turnTo puts the page that the list is turned to on it.
func (h here) turnTo(list *views.SharedList, listed []peerwork.Listing) {
	list.Offset = min(list.Offset, len(listed))
	until := min(list.Offset+views.SharedPerPage, len(listed))
	list.Rows, list.More = h.sharedRows(listed[list.Offset:until]), until < len(listed)
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

// ownShared puts the viewer's own notes of those weeks on the list that a line manager of the team may read now.
func (d *desk) ownShared(ctx context.Context, h here, team peerwork.Team, period peerwork.Period, list *views.SharedList) error {
	list.About = "Your own notes from this " + period.Kind() + " that a line manager of the team can read now. Other people's words do not open for you."
	since, managed := h.managedSince(team)
	if !managed {
		return nil
	}
	notes, total, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{
		From: period.Start(team.Location()), Until: period.End(team.Location()), Team: team.ID, ManagersSince: &since,
		Limit: views.SharedPerPage, Offset: list.Offset,
	})
	if err != nil {
		return fmt.Errorf("list notes: %w", err)
	}
	list.More = list.Offset+len(notes) < total
	for _, n := range notes {
		list.Rows = append(list.Rows, views.Shared{Own: true, Listing: peerwork.Listing{
			Note: n.ID, Team: n.Team, Kind: n.Kind, Talk: n.Talk, Created: n.Created, As: peerwork.RoleAuthor,
		}})
	}
	return nil
}

// managedSince is since when the team has had the longest-serving of its line managers, the viewer aside: what none of
// them may read was shared before.
func (h here) managedSince(team peerwork.Team) (since time.Time, managed bool) {
	for _, m := range team.LineManagers {
		if m.User != h.User && (!managed || m.Since.Before(since)) {
			since, managed = m.Since, true
		}
	}
	return since, managed
}

// openPairNotes lists all that a worker lets their supervisor read.
func (d *desk) openPairNotes(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, offset, turns := turned(req.Name)
	worker := peerwork.UserID(id)
	if !slices.Contains(h.roster.SupervisedBy(h.User), worker) {
		form := views.TroubleForm(&peerwork.Error{What: "You are not their supervisor now.", Try: "Type /supervision to see the people you supervise."})
		return Reply{Form: &form}, nil
	}
	listed, err := d.Store.SharedWith(ctx, req.Workspace, req.User, "", worker, time.Time{}, time.Time{})
	if err != nil {
		return Reply{}, fmt.Errorf("list shared notes: %w", err)
	}
	list := views.SharedList{Offset: offset, Zone: h.zone()}
	h.turnTo(&list, listed)
	return turnedTo(views.PairNotes(h.named(worker), list), turns), nil
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
