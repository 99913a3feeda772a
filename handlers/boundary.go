package handlers

import (
	"context"
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// boundary answers /boundary: with words it saves them at once, alone it opens the form.
func (d *desk) boundary(ctx context.Context, req Request) (Reply, error) {
	if strings.TrimSpace(req.Text) == "" {
		return d.opening(d.writeBoundary, views.ActAskBoundary)(ctx, req)
	}
	return d.saveText(ctx, req, peerwork.BoundaryQuestion)
}

// writeBoundary opens an empty boundary question.
func (d *desk) writeBoundary(ctx context.Context, req Request) (Reply, error) {
	return d.openEmpty(ctx, req, empty{kind: peerwork.BoundaryQuestion})
}
