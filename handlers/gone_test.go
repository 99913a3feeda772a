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

// Ama can no longer use Slack. No page says that she could read what Sam lets her read.
func TestNoFormOffersASupervisorWhoIsGone(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.Supervisor, false, "R1")
	form := func() string { return encode(w.command("/reflect", sam, "").Form) }
	note := func() string { return shownIn(w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form) }
	line := func() string { return encode(w.press(sam, views.ActAgendaLine, "").Form) }
	who := func() string { return encode(w.command("/handrail", sam, "who").Say) }
	const alone, both = `"Ama, my supervisor"`, "Ama, my supervisor (cannot read now), and Jo, my line manager, without my name"
	w.contains(form(), alone, "Ama, my supervisor, and Jo, my line manager, without my name")
	w.contains(line(), alone)
	w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: ama, Name: "Ama", Deactivated: true}))
	w.lacks(form(), alone)
	w.contains(form(), `"Only me"`, both)
	w.lacks(note(), "Ama, your supervisor, can read it.")
	w.contains(line(), "Ama, my supervisor (cannot read now)")
	w.contains(who(), "Ama, your supervisor (cannot read now), and Jo, your line manager, without your name")
	w.contains(encode(w.command("/supervision", sam, "").Say), "Ama cannot use Handrail now. Your line manager or admin can name another supervisor.")
	w.contains(encode(w.command("/reflect", sam, "We made soup together.").Say), "Saved. Only you can read it.", both)
}
