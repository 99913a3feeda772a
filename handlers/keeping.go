package handlers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type keepingStore interface {
	KeepAtMost(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, days int, now time.Time) (gone int, err error)
}

// talked takes a note off what its author brings. Its words go within thirty days from then on.
func (d *desk) talked(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id := peerwork.NoteID(views.ActionID(req.Name))
	n, err := d.Store.ReviseNote(ctx, req.Once, req.Workspace, req.User, id, req.Now, func(n *peerwork.Note) error {
		n.Discussed(req.Now)
		return nil
	})
	if err != nil {
		return Reply{}, gone(err)
	}
	form := views.Talked(n.DeleteOn, h.zone())
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}

// shorten says what so many days would do to the notes that are there, and to the lines of the agenda.
func (d *desk) shorten(ctx context.Context, req Request, days int) (peerwork.Shorter, error) {
	dates, err := d.Store.NoteDates(ctx, req.Workspace, req.User)
	if err != nil {
		return peerwork.Shorter{}, fmt.Errorf("list dates of notes: %w", err)
	}
	a, err := d.Store.Agenda(ctx, req.Workspace, req.User, req.Now)
	if err != nil {
		return peerwork.Shorter{}, err
	}
	for _, item := range slices.Concat(a.Items, a.Past) {
		if item.Note == "" {
			dates[peerwork.NoteID(item.ID)] = peerwork.Dates{Created: item.Added, DeleteOn: item.DeleteOn}
		}
	}
	return peerwork.Shorten(dates, days, req.Now), nil
}

// shorterForm is the second look at a shorter time.
func (d *desk) shorterForm(ctx context.Context, req Request, days int, copied bool) (*views.Form, error) {
	does, err := d.shorten(ctx, req, days)
	if err != nil {
		return nil, err
	}
	form := views.Shorter(views.ShorterPage{Shorter: does, Copied: copied})
	return &form, nil
}

// submitShorter keeps words for a shorter time: those that are there too.
func (d *desk) submitShorter(ctx context.Context, req Request) (Reply, error) {
	days, ok := views.ShorterDays(req.Private)
	if !ok {
		return Reply{}, unclear()
	}
	err := d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) { p.RetentionDays = days })
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	gone, err := d.Store.KeepAtMost(ctx, req.Once, req.Workspace, req.User, days, req.Now)
	if err != nil {
		return Reply{}, err
	}
	form := views.Shortened(days, gone)
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}
