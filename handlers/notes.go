package handlers

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type listStore interface {
	OwnNotes(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, f peerwork.NoteFilter) ([]peerwork.Note, int, error)
}

// noteDoors lead to one's own notes.
func (d *desk) noteDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActNotes:      d.opening(d.openNotes, ""),
			views.ActOpenNote:   d.opening(d.openNote, ""),
			views.ActDeleteNote: d.deleteNote,
			views.BoxFindTheme:  d.findNotes,
			views.BoxFindKind:   d.findNotes,
			views.BoxFindTalk:   d.findNotes,
			views.BoxFindTime:   d.findNotes,
			views.ActFindPage:   d.findNotes,
		},
		forms: map[string]Handler{views.FormFind: d.findNotes},
	}
}

// openNotes opens My notes, at a theme where the words after the command name one, else at those words.
func (d *desk) openNotes(ctx context.Context, req Request) (Reply, error) {
	find := views.Find{Theme: themeNamed(req.Text)}
	if find.Theme == "" {
		find.Words = req.Text
	}
	form, err := d.found(ctx, req, find, 0)
	return Reply{Form: form}, err
}

// findNotes draws My notes anew: a search was sent, a menu used, or a page turned.
func (d *desk) findNotes(ctx context.Context, req Request) (Reply, error) {
	offset := 0
	if name, id, _ := strings.Cut(req.Name, ":"); name == views.ActFindPage {
		offset, _ = strconv.Atoi(id)
	}
	form, err := d.found(ctx, req, views.ReadFind(req.State), max(0, offset))
	return Reply{Update: form}, err
}

// found looks through one's own notes. What is looked for is kept nowhere.
func (d *desk) found(ctx context.Context, req Request, find views.Find, offset int) (*views.Form, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return nil, err
	}
	notes, total, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, filterOf(find, offset, h.Now))
	if err != nil {
		return nil, fmt.Errorf("look through notes: %w", err)
	}
	page := views.FoundPage{Find: find, Offset: offset, Total: total, Zone: h.zone()}
	for i, row := range h.rows(notes) {
		question, err := d.banks.Prompt(ctx, h.Workspace, notes[i].Prompt)
		if err != nil {
			return nil, err
		}
		page.Rows = append(page.Rows, views.Found{Row: row, Around: views.Around(notes[i].Words, find.Words), Question: question.Text})
	}
	form := views.FindNotes(page)
	return &form, nil
}

func filterOf(find views.Find, offset int, now time.Time) peerwork.NoteFilter {
	f := peerwork.NoteFilter{Words: find.Words, Theme: find.Theme, Kind: find.Kind, Limit: views.NotesPerPage, Offset: offset}
	f.From, f.Until = find.Time.Days(now)
	if find.Talk != "" {
		f.Talk = []peerwork.When{find.Talk}
	}
	return f
}

func (h here) rows(notes []peerwork.Note) []views.Row {
	var rows []views.Row
	for _, n := range notes {
		rows = append(rows, views.Row{Card: views.CardOf(n), Who: h.audienceOf(n).ReadBy(n.Facts())})
	}
	return rows
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
