package handlers_test

import (
	"testing"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// Ama becomes a guest, and nobody takes her out of the roster.
func TestASupervisorWhoBecomesAGuest(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.SupervisorAndManager, true, "R1")
	home := func() string { return encode(w.do(w.all.Home, handlers.Request{User: sam}).Home) }
	open := func() string { return shownIn(w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "").Form) }
	const reads = "Ama, your supervisor: 1 note"
	w.contains(home(), reads)
	w.contains(open(), canary)
	w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: ama, Name: "Ama", Guest: true}))
	w.contains(open(), "This note does not open now.")
	w.lacks(home(), reads)
	w.contains(home(), "Jo, your line manager, without your name: 1 note")
}
