// Package scheduler holds what happens by the clock: which schedules are due, what is delivered, what expires; the
// reminders of supervision sessions, agendas that share themselves, and wishes to talk soon that pass to a deputy. It
// answers nobody (handlers does), and says with views what is sent.
//
// A schedule that falls due is claimed in one transaction that writes its deliveries and moves it on, so that any
// number of replicas may run. Deliveries are an outbox: nothing in it is lost; a message is sent twice only if
// Slack accepted it and its answer was lost.
//
// # Where things are
//
//	scheduler.go            Run and Tick: one round after another
//	claim.go                a schedule that is due is claimed, and what it asks is chosen
//	plan.go                 to whom one firing goes, and when: pure
//	outbox.go, resting.go   deliveries are drawn and sent; nothing is, while Slack lets nothing in
//
//	cron.go, coming.go      cron expressions; the times that come next
//	calendar.go, hours.go   bank holidays, quiet hours, and when somebody may be written to
//
//	again.go, remind.go   the one reminder of a prompt; words go soon
//	sessions.go           sessions are planned, reminded of and asked about
//	sessionmessages.go    what the two of a session are told, as it is when it is sent
//	agendas.go            agendas that share themselves
//	soon.go               wishes to talk soon pass on
//	figures.go            figures are drawn, and frozen at the first drawing
package scheduler
