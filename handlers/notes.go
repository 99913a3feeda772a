package handlers

import (
	"context"
	"fmt"
	"strconv"

	"handrail/peerwork"
	"handrail/views"
)

type listStore interface {
	OwnNotes(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, f peerwork.NoteFilter) ([]peerwork.Note, int, error)
}

// myNotes lists one's own notes, without words: as a message, or in App Home where it was pressed there.
func (d *desk) myNotes(ctx context.Context, req Request) (Reply, error) {
	if req.Private == views.HomePrivate {
		return d.home(ctx, req)
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page, err := d.notesPage(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	m := views.MyNotes(page)
	opens := req.Name == views.Action(views.ActMyNotes, "")
	return Reply{Say: &m, Replace: !opens}, nil
}

// notesPage is the page that the request asks for: by its pager or its theme menu, else the first.
func (d *desk) notesPage(ctx context.Context, h here) (views.NotesPage, error) {
	page := views.NotesPage{Theme: themeNamed(h.Text), Zone: h.zone()}
	page.Offset, _ = strconv.Atoi(views.ActionID(h.Name))
	page.Offset = max(0, page.Offset)
	notes, total, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{
		Theme: page.Theme, Limit: views.NotesPerPage, Offset: page.Offset,
	})
	if err != nil {
		return page, fmt.Errorf("list notes: %w", err)
	}
	page.Rows, page.Total = h.rows(notes), total
	return page, nil
}

func (h here) rows(notes []peerwork.Note) []views.Row {
	var rows []views.Row
	for _, n := range notes {
		rows = append(rows, views.Row{Card: views.CardOf(n), Who: h.audience(n.Team).Sentence(n.Readers)})
	}
	return rows
}

// bringing are the notes to talk about, soonest first in what the store gives: newest first.
func (d *desk) bringing(ctx context.Context, h here, limit int) ([]views.Row, int, error) {
	notes, total, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{
		Talk: []peerwork.When{peerwork.NextSupervision, peerwork.Soon}, Limit: limit,
	})
	if err != nil {
		return nil, 0, fmt.Errorf("list notes to bring: %w", err)
	}
	return h.rows(notes), total, nil
}

// themeNamed returns the theme a person or a menu named, or "".
func themeNamed(s string) peerwork.Theme {
	named := plainName(s)
	for _, t := range append(peerwork.Themes(), peerwork.OutsideRole) {
		if named == plainName(string(t)) {
			return t
		}
	}
	return ""
}
