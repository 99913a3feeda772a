// Package peerwork holds the nouns and the rules of peer work: the change model, notes and the choices on
// them, teams and roles, supervision (agendas, sessions, actions, talking soon, groups), schedules and deliveries, and
// who may read what. It imports the standard library only, keeps nothing, and knows neither Slack nor SQL.
//
// # Where things are
//
//	model.go                the coding frame: themes, sub-themes, what was noticed, boundaries, settings
//	note.go, draft.go       notes and the two choices on them; what is not saved yet
//	audience.go, shown.go   whom a choice lets in, and whom a page named
//	mayread.go              who may read what: Scope for lists, MayRead for one note
//	keeping.go              when words go
//
//	roster.go, checkroster.go            teams and roles; what cannot stand of a team
//	preferences.go, audit.go, trace.go   personal settings; who set up what; what one opened of others
//	signpost.go, bank.go                 steps of a signpost; what an organisation made of the questions
//
//	agenda.go, group.go                     what a worker brings to supervision, and to a group
//	pair.go, session.go, sessionrhythm.go   who meets whom, when, and how often
//	action.go, coreflection.go              what a pair means to do, and what both write
//	soon.go                                 wishes to talk soon
//
//	period.go, saidperiod.go, saidday.go     weeks, months and quarters, and how people say them
//	figures.go, organisation.go              what is counted of them
//	schedule.go, delivery.go                 what comes when; one message to be sent, and what it asks
//	rhythm.go, weekdays.go                   when a schedule comes, as people say it
//	quiet.go, workinghours.go                hours in which nothing is sent, and hours at work
//	zone.go, clockface.go                    time zones, and local times in them
//
//	ids.go, errors.go   ids; errors that people are told
package peerwork
