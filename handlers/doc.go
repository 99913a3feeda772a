// Package handlers holds what a person can do with Handrail, a file for each thing. A handler takes a Request and returns
// a Reply; it knows nothing of how Slack is spoken to, and draws nothing itself: it reads what a page of views needs, and
// hands that over. What may be done is ruled in peerwork, what goes by the clock is in scheduler. Each file asks storage
// for what it uses, in a small interface at its top, and names the buttons and forms that lead to it, its doors.
//
// # Where things are
//
// What every room stands on:
//
//	handlers.go   New: the commands, the shortcuts, and the doors of every room
//	request.go    Request, Reply, Handler and Registry
//	here.go       a request, and what is known of the person who made it
//	opening.go    forms open in time, or there is a button to try again
//	signpost.go   where to turn now, on every form
//	written.go    what was written in boxes is masked, and not too long
//
// Writing:
//
//	reflect.go, boundary.go   the two commands
//	writing.go                a command's words are saved
//	notsaved.go               words that were not saved are given back
//	form.go                   the form of a note, empty or to change one
//	saved.go                  what can be chosen about a saved note
//	drafts.go                 direct messages, and what was begun and not saved
//	prompts.go                a question to one person: skip, another one, pause
//	soon.go                   talk before the next supervision
//
// One's own:
//
//	handrail.go             /handrail, the words after it, and help
//	home.go                 App Home
//	notes.go                my notes, and looking through them
//	mythemes.go             my themes
//	settings.go, hours.go   usual choices; when and what one is asked
//	keeping.go              talked about; words kept for a shorter time
//	data.go                 what is kept about me, who opened it, delete all
//	copy.go, copied.go      a copy of everything: asking for it; what is in it
//
// Supervision:
//
//	supervision.go                             /supervision
//	agenda.go, agendaitem.go, agendashare.go   my agenda, one item of it, sharing it
//	theiragenda.go                             what somebody shares with me
//	pair.go                                    the page of a pair
//	sessions.go, sessionrecord.go              sessions; planned, moved, held, missed
//	rhythm.go                                  how often a pair meets
//	pairactions.go, coreflections.go           what the two mean to do, and what both write
//	group.go                                   group supervision
//	ask.go                                     a question for the team, in its channel
//
// Line managers, admins:
//
//	digest.go, shared.go            a digest, and the notes behind its button
//	figures.go                      the organisation's figures
//	schedules.go, teamhours.go      a team's schedules; its quiet hours and bank holidays
//	admin.go                        setting up: the first admin, the first page, the log
//	adminteams.go, adminpeople.go   teams and who works in them
//	admincontacts.go                safety contacts
//	bank.go                         the organisation's own questions
package handlers
