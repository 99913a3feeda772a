package peerwork

import "time"

// Trace is left where somebody opened what another person wrote. Its author sees it too, as a Receipt.
type Trace struct {
	Of     TraceOf
	Author UserID // "" where they read it without the name
	Team   TeamID
	As     Role // the role in which they could open it
	At     time.Time
}

// TraceOf is what was opened.
type TraceOf string

// What leaves a trace.
const (
	TraceNote       TraceOf = "note"
	TraceLine       TraceOf = "agenda-line"
	TraceGroupLine  TraceOf = "group-line"
	TraceAction     TraceOf = "action"
	TraceReflection TraceOf = "written-before-a-session"
)
