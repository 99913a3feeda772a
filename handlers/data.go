package handlers

import (
	"context"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type dataStore interface {
	Receipts(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID) ([]peerwork.Receipt, error)
	DeleteAll(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) error
}

// data shows what is kept of a person, who opened it, and the way to delete all of it.
func (d *desk) data(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page := views.DataPage{Keep: h.prefs.Keep(), Zone: h.zone()}
	if page.Notes, err = d.countNotes(ctx, req); err != nil {
		return Reply{}, err
	}
	if page.Opened, err = d.openings(ctx, h, ""); err != nil {
		return Reply{}, err
	}
	form := views.Data(page)
	return Reply{Form: &form}, nil
}

func (d *desk) countNotes(ctx context.Context, req Request) (int, error) {
	_, total, err := d.Store.OwnNotes(ctx, req.Workspace, req.User, peerwork.NoteFilter{Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("count notes: %w", err)
	}
	return total, nil
}

// openings are who opened the person's notes, or that one note, newest first.
func (d *desk) openings(ctx context.Context, h here, note peerwork.NoteID) ([]views.Opened, error) {
	receipts, err := d.Store.Receipts(ctx, h.Workspace, h.User)
	if err != nil {
		return nil, fmt.Errorf("list receipts: %w", err)
	}
	if len(receipts) == 0 {
		return nil, nil
	}
	people, err := d.Store.People(ctx, h.Workspace, viewers(receipts)...)
	if err != nil {
		return nil, fmt.Errorf("read people: %w", err)
	}
	var opened []views.Opened
	for _, r := range receipts {
		if note == "" || note == r.Note {
			opened = append(opened, views.Opened{Name: nameOf(people[r.Viewer]), As: r.As, At: r.At})
		}
	}
	return opened, nil
}

func viewers(receipts []peerwork.Receipt) []peerwork.UserID {
	seen := map[peerwork.UserID]bool{}
	var ids []peerwork.UserID
	for _, r := range receipts {
		if !seen[r.Viewer] {
			seen[r.Viewer] = true
			ids = append(ids, r.Viewer)
		}
	}
	return ids
}

// confirmDeleteAll is the second look.
func (d *desk) confirmDeleteAll(ctx context.Context, req Request) (Reply, error) {
	n, err := d.countNotes(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	form := views.DeleteAll(n)
	return Reply{Form: &form}, nil
}

func (d *desk) submitDeleteAll(ctx context.Context, req Request) (Reply, error) {
	if err := d.Store.DeleteAll(ctx, req.Once, req.Workspace, req.User, req.Now); err != nil {
		return Reply{}, fmt.Errorf("delete all of a person: %w", err)
	}
	form := views.DeletedAll()
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}
