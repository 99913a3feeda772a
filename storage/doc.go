// Package storage keeps everything Handrail knows, in SQLite or PostgreSQL behind one set of queries.
//
// What people wrote (notes, drafts, lines of an agenda or for the group, actions, co-reflections) is encrypted with a key
// of their own, which a master key from a file wraps: see envelope. Its rows carry a random author reference; only the
// authors table ties it to a Slack user, and that row goes with the key. Everything else hangs on teams and people.
//
// Instants are arguments and are kept to the millisecond. Every method may be called from many goroutines, and
// from several replicas on one PostgreSQL.
package storage
