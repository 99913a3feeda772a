package handlers_test

import (
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// Every form says where to turn, by the nation of the team the person works in. That it does, whichever it is, is held by
// world.endsWithTheSignpost.
func TestTheSignpostIsTheNationsOwn(t *testing.T) {
	for nation, number := range map[string]string{
		"GB-ENG": "call NHS 111 and choose mental health", "GB-SCT": "call Breathing Space on 0800 83 85 87",
		"GB-WLS": "call NHS 111 and press 2", "GB-NIR": "call Lifeline on 0808 808 8000",
		"none": "call NHS 111 and choose mental health",
	} {
		t.Run(nation, func(t *testing.T) {
			w := newWorld(t)
			w.rosterNow(func(r *pw.Roster) { r.Teams[0].Holidays = nation })
			n := w.save(sam, pw.OnlyMe, false)
			for what, r := range map[string]handlers.Reply{
				"an empty form":          w.command("/reflect", sam, ""),
				"a boundary question":    w.command("/boundary", sam, ""),
				"what was saved":         w.command("/reflect", sam, canary),
				"a note opened again":    w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), ""),
				"my notes":               w.command("/handrail", sam, "notes"),
				"my settings":            w.command("/handrail", sam, "settings"),
				"help":                   w.command("/handrail", sam, "help"),
				"a direct message":       w.message(sam, "We sat by the river for a while."),
				"a form by the shortcut": w.do(w.shortcut(views.ShortcutReflect), handlers.Request{User: sam}),
			} {
				t.Run(what, func(t *testing.T) { w.of(t).contains(encode(r), number, "Samaritans on 116 123") })
			}
		})
	}
}
