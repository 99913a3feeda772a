// Package bot is the Slack connection, and the only code that talks to Slack. It takes what Slack tells it, over
// Socket Mode or HTTP, turns it into a handlers.Request along one path, and turns the handlers.Reply into what
// Slack understands: in the acknowledgement where Slack allows, else at the response URL, else as a direct message.
// What a person can do is in handlers, and how it looks in views: neither belongs here.
//
// Everything Slack sends is acknowledged in time, whatever a handler does. What a person typed and Handrail did not
// save goes back to them in that answer.
//
// # Where things are
//
//	bot.go                    New, and finding the handler of what arrived
//	socket.go, http.go        the two ways in
//	arrival.go, form.go       what arrived becomes a Request
//	clean.go                  text from outside
//	people.go, directory.go   who users are, from a stored copy; ids that Slack does not know
//	answer.go, flights.go     a Reply becomes an answer; the same request twice is answered once
//	words.go, panic.go        what Handrail says where a handler cannot; a panic, without content
//	messenger.go, pace.go     messages by the clock, as fast as Slack takes them
//	parcel.go                 files to a person
//	fault.go                  what Slack's errors mean, and how to mend them
//	manifest.go, metrics.go   the app's manifest; metrics
package bot
