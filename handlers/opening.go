package handlers

import (
	"cmp"
	"context"
	"time"

	"handrail/views"
)

// openTime is how long reading may take before a form opens. Slack lets a form open for three seconds after a press,
// and the way there and back is not ours.
const openTime = 200 * time.Millisecond

// opening bounds what is read before a form opens. Where that takes too long the person is told so, with a button that
// leads to the same form: again is the action of that button, "" for the one that was pressed. A handler that keeps a
// receipt on the way does so in its last step: what is cut off then leaves none. One that writes anything else is drawing.
func (d *desk) opening(read Handler, again string) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		reading, cancel := context.WithTimeout(ctx, cmp.Or(d.OpenTime, openTime))
		defer cancel()
		reply, err := read(reading, req)
		if err == nil || reading.Err() == nil || ctx.Err() != nil {
			return reply, err
		}
		return tryAgain(req, again), nil
	}
}

// drawing is for what is written down at its first drawing, and only read after: it is let finish, so that the second
// press is quick. Where that took too long for a form, the person is given the button.
func (d *desk) drawing(draw Handler) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		reading, cancel := context.WithTimeout(ctx, cmp.Or(d.OpenTime, openTime))
		defer cancel()
		reply, err := draw(ctx, req)
		if err != nil || reading.Err() == nil {
			return reply, err
		}
		return tryAgain(req, ""), nil
	}
}

func tryAgain(req Request, again string) Reply {
	action, value := again, ""
	if action == "" {
		action, value = req.Name, req.Text
	}
	m := views.TryAgain(action, value)
	return Reply{Say: &m}
}
