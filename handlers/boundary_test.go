package handlers_test

import (
	"slices"
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestBoundaryQuestion(t *testing.T) {
	soon := func(w *world, by pw.UserID) handlers.Reply {
		r := w.command("/boundary", by, "Should I lend "+canary)
		return w.press(by, w.action(r.Say.Blocks, views.ActTalk), "soon", "soon")
	}
	t.Run("is saved at once with its categories to choose", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/boundary", sam, "Should I lend "+canary)
		w.says(r, "Saved. Only you can read it.", "What is it about?", "When do you want to talk about it?")
		w.press(sam, w.action(r.Say.Blocks, views.ActBoundaries), "", "B10", "B4")
		if n := w.notes(sam)[0]; n.Kind != pw.BoundaryQuestion || !slices.Equal(n.Boundaries, []pw.BoundaryCode{"B4", "B10"}) {
			t.Errorf("saved %+v", n)
		}
	})
	t.Run("keeps it for the next supervision instead", func(t *testing.T) {
		w := newWorld(t)
		r := w.press(sam, w.action(soon(w, sam).Say.Blocks, views.ActNotSoon), "")
		w.says(r, "Nothing was sent.", "It is on your list for the next supervision.")
		if w.notes(sam)[0].Talk != pw.NextSupervision || len(w.deliveries()) > 0 {
			t.Error("sent it, or did not keep it")
		}
	})
	t.Run("says so when nobody would get it", func(t *testing.T) {
		w := newWorld(t)
		r := soon(w, noor)
		w.says(r, "You have no supervisor here yet, so nothing can be sent.")
		_, err := w.tryPress(handlers.Request{User: noor, Name: views.Action(views.ActSendSoon, string(w.notes(noor)[0].ID))})
		w.told(err, "Nothing was sent")
	})
	t.Run("shows it after the form too", func(t *testing.T) {
		w := newWorld(t)
		form := w.command("/boundary", sam, "").Form
		w.contains(shownIn(form), "With Soon, you first see the message, who gets it, and when it passes on to a deputy.")
		r := w.submit(sam, form, map[string]string{views.BoxWhat: canary, views.BoxTalk: "soon"})
		w.contains(shownIn(r.Update), "Sam would like to talk with you before your next supervision.")
		r = w.pressIn(handlers.Request{User: sam, Name: w.action(r.Update.Blocks.BlockSet, views.ActSendSoon), View: "V1"})
		w.contains(shownIn(r.Update), "Your message is on its way to Ama.")
	})
}
