package handlers_test

import (
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestSupervision(t *testing.T) {
	t.Run("shows a worker what they are bringing, and to whom, without words", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.Supervisor, false, "R1")
		w.says(w.command("/supervision", sam, ""), "My agenda", "What I want to bring:", "Reflection, Monday 16 November 2026. Ama, your supervisor, can read it.", "You take this to Ama.")
	})
	t.Run("opens for the named supervisor what was shared, with a receipt its author sees", func(t *testing.T) {
		w := newWorld(t)
		w.save(sam, pw.Supervisor, false)
		w.save(sam, pw.OnlyMe, false)
		r := w.command("/supervision", ama, "")
		w.says(r, "Sam: no session is planned.\nSam lets you read some notes.", "Lee: no session is planned.")
		list := w.press(ama, views.Action(views.ActPair, string(sam)), "").Form
		w.lacks(shownIn(list), canary)
		open := w.action(list.Blocks.BlockSet, views.ActOpenShared)
		note := w.press(ama, open, "").Form
		w.contains(shownIn(note), canary, "Sam can see that you opened this.")
		w.contains(encode(w.do(w.all.Home, handlers.Request{User: sam}).Home), "Ama, supervisor, on Monday 16 November 2026")
		for _, who := range []pw.UserID{jo, lee, kim, noor} {
			w.contains(shownIn(w.press(who, open, "").Form), "This note does not open now.")
		}
	})
	t.Run("does not open what was taken back", func(t *testing.T) {
		w := newWorld(t)
		n := w.save(sam, pw.Supervisor, false)
		w.press(sam, views.Action(views.ActReaders, string(n.ID)), "0", "0")
		w.contains(shownIn(w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "").Form), "may have deleted it or taken it back")
	})
	t.Run("finds one person by name", func(t *testing.T) {
		w := newWorld(t)
		r := w.command("/supervision", ama, "le")
		w.says(r, "Lee: no session is planned.")
		w.lacks(r.Say.Text, "Sam")
		w.says(w.command("/supervision", ama, "nobody"), "You supervise nobody of that name.")
	})
}
