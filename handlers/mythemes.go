package handlers

import (
	"context"

	"handrail/views"
)

// myThemes shows what somebody wrote about, to them alone: as a form over a page, or as the answer to a command.
func (d *desk) myThemes(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	notes, err := d.allNotes(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	page := views.CountThemes(notes, h.zone())
	if req.Name == views.ActMyThemes {
		form := views.MyThemesForm(page)
		return Reply{Form: &form}, nil
	}
	m := views.MyThemes(page)
	return Reply{Say: &m}, nil
}
