// Package views draws pages: pure functions from a value to Block Kit and its text alternative, and back from a
// submitted form to a value. Nothing here reads a database or a clock, or decides what may be done. Golden files stand
// beside the pages, in testdata.
//
// All text in blocks is plain_text, so nothing a person is called or wrote can become a mention or a link.
//
// # Where things are
//
// What pages are made of:
//
//	message.go             Message, Form and Home
//	kit.go, pickers.go     the words a page is built of, and all of Slack's own shapes
//	state.go               what the boxes of a form held
//	actions.go             how ids of buttons are made, and those that belong to no one page
//	encode.go              a message as JSON
//	words.go               names, days and labels, as people say them
//	signpost.go, link.go   where to turn now; the link to a message
//
// Writing:
//
//	note.go, saved.go   the form of a note; the answer when one was saved
//	drafts.go           what was begun, or not saved
//	prompts.go          questions, as they are put and as they are proposed
//	soon.go             talk before the next supervision
//
// One's own:
//
//	help.go, home.go        help; App Home
//	mynotes.go, find.go     rows of notes; looking through them
//	mythemes.go             my themes
//	settings.go, hours.go   usual choices; when and what one is asked
//	mydata.go               what is kept about me, a copy, delete all
//
// Supervision:
//
//	supervision.go                             /supervision
//	agenda.go, agendaitem.go, agendashare.go   my agenda, one item of it, sharing it
//	theiragenda.go                             what somebody shares with me
//	pair.go                                    the page of a pair
//	sessions.go, sessionlist.go                a session in words; lists of them
//	sessionforms.go, sessionmessages.go        when, and why missed; what the two are told
//	rhythm.go                                  how often a pair meets
//	pairactions.go, coreflections.go           what the two mean to do, and what both write
//	group.go                                   group supervision
//
// Line managers, admins:
//
//	digest.go                                     a digest, and the notes behind its button
//	figures.go                                    the organisation's figures
//	schedules.go, scheduleform.go, teamhours.go   a team's schedules, one of them, its quiet hours
//	admin.go, adminsaid.go                        setting up; what is wrong or worth saying of a team
//	adminteams.go, adminpeople.go                 teams and who works in them
//	admincontacts.go                              safety contacts
//	bank.go                                       the organisation's own questions
//	deliveries.go                                 messages of a few sentences: what was not posted, and how to mend it
package views
