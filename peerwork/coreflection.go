package peerwork

import "time"

// CoWords are the three boxes of co-reflection.
type CoWords struct {
	Brought string `json:"brought,omitempty"` // What did each of us bring?
	Assumed string `json:"assumed,omitempty"` // What did we assume?
	Try     string `json:"try,omitempty"`     // What might we try?
}

// CoReflection is what one side wrote for a session. The other side can read it only when both have finished; from
// then on neither changes it.
type CoReflection struct {
	Session   string
	Workspace WorkspaceID
	Author    UserID
	Words     CoWords // encrypted at rest
	Finished  time.Time
	Opened    time.Time // when the other side first opened it. Only the author is shown it
	DeleteOn  time.Time
	Revision  int // 0 while nothing was written
}
