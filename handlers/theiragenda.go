package handlers

import (
	"context"
	"errors"
	"slices"

	"handrail/peerwork"
	"handrail/views"
)

// sharedAgenda is what a worker shares with the viewer from their agenda, without words.
func (d *desk) sharedAgenda(ctx context.Context, h here, worker peerwork.UserID) ([]views.AgendaRow, error) {
	items, err := d.Store.AgendasSharedWith(ctx, h.Workspace, h.User, worker, h.Now)
	if err != nil {
		return nil, err
	}
	var rows []views.AgendaRow
	for _, i := range items {
		rows = append(rows, views.AgendaRow{Item: i.ID, Note: i.Note, Part: i.Part, Kind: i.Kind, Added: i.Added})
	}
	return rows, nil
}

// theirAgenda lists what a worker shares with the viewer.
func (d *desk) theirAgenda(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	worker := peerwork.UserID(views.ActionID(req.Name))
	var rows []views.AgendaRow
	if worker != "" {
		if rows, err = d.sharedAgenda(ctx, h, worker); err != nil {
			return Reply{}, err
		}
	}
	if len(rows) == 0 && !slices.Contains(h.roster.SupervisedBy(h.User), worker) {
		form := views.TroubleForm(&peerwork.Error{What: "Nothing of theirs is shared with you now.", Try: "Type /supervision to see what is."})
		return Reply{Form: &form}, nil
	}
	form := views.TheirAgenda(h.named(worker).Name, rows, h.zone())
	return Reply{Form: &form}, nil
}

// openLine opens somebody else's line, after storage has kept a receipt its author sees.
func (d *desk) openLine(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	item, err := d.Store.OpenLine(ctx, req.Workspace, req.User, views.ActionID(req.Name), req.Now)
	if errors.Is(err, peerwork.ErrNotFound) {
		form := views.TroubleForm(&peerwork.Error{What: "This line does not open now.", Try: "Its author may have taken it off or taken it back."})
		return Reply{Form: &form}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	form := views.OpenedLine(h.named(item.Author).Name, item, h.zone())
	return Reply{Form: &form}, nil
}
