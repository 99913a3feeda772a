package handlers

import (
	"context"
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// reflect answers /reflect: with words it saves them at once, alone it opens the form.
func (d *desk) reflect(ctx context.Context, req Request) (Reply, error) {
	if strings.TrimSpace(req.Text) == "" {
		return d.opening(d.writeReflection, views.ActWrite)(ctx, req)
	}
	return d.saveText(ctx, req, peerwork.Reflection)
}

// writeReflection opens an empty reflection.
func (d *desk) writeReflection(ctx context.Context, req Request) (Reply, error) {
	return d.openEmpty(ctx, req, empty{kind: peerwork.Reflection})
}
