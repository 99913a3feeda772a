// Package storage keeps everything Handrail knows, in SQLite or PostgreSQL behind one set of queries.
//
// What people wrote is encrypted with a key of their own, which a master key from a file wraps. Note rows carry
// a random author reference; only the authors table ties it to a Slack user, and that row goes with the key.
//
// Instants are arguments and are kept to the millisecond. Every method may be called from many goroutines, and
// from several replicas on one PostgreSQL.
package storage
