// Package storage keeps everything Handrail knows, in SQLite or PostgreSQL behind one set of queries.
//
// What people wrote (notes, drafts, lines of an agenda or for the group, actions, co-reflections) is encrypted with a key
// of their own, which a master key from a file wraps: see envelope. Its rows carry a random author reference; only the
// authors table ties it to a Slack user, and that row goes with the key. Everything else hangs on teams and people.
//
// Instants are arguments and are kept to the millisecond. Every method may be called from many goroutines, and
// from several replicas on one PostgreSQL. Each returns pw.ErrNotFound for what is not there, and for what its caller may
// not know of. Who may read what is ruled in peerwork; what figures say, in digest. What stands here obeys.
//
// # Where things are
//
// The database:
//
//	store.go                  Open, Close, and what every method stands on
//	sqlite.go, postgres.go    the two databases
//	sql.go                    one query for both, and values as they are stored
//	groupcommit.go, disk.go   saves that share a commit, and are made durable
//	many.go                   many people in one query
//	migrate.go, migrations/   the tables
//	backup.go, restore.go     a copy, and back
//
// Keys:
//
//	keyring.go            the file of master keys
//	rotate.go, renew.go   a new master key; everybody's words sealed anew with a new key
//	authors.go            an author's own key and reference
//	envelope.go           somebody's words, sealed
//
// What people write:
//
//	notes.go, search.go            notes, and looking through one's own
//	reading.go                     notes of others, by who may read them, with receipts
//	drafts.go                      what was begun and not saved
//	agenda.go, group.go            agendas; what is brought to a group
//	sessions.go, rhythms.go        sessions, and how often a pair meets
//	actions.go, coreflections.go   what a pair means to do, and what both write
//	soon.go                        wishes to talk soon
//	own.go, traces.go              what else a person can ask of their own data
//	deleting.go                    what goes when: delete all, and words that expire
//
// Teams and people:
//
//	workspaces.go                workspaces
//	people.go                    people and their settings
//	roster.go, rosterchange.go   the roster, and what differs between two of them
//	bearings.go                  what answering a person takes, read once
//	audit.go                     who set up what
//
// By the clock, and figures:
//
//	schedules.go, deliveries.go   what falls due; the outbox
//	bank.go                       the organisation's questions, and what was asked of whom
//	figures.go, organisation.go   counting, and freezing what was counted
package storage
