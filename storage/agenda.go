package storage

import (
	"time"

	pw "handrail/peerwork"
)

// agendaDiscussed records that what a worker had shared for a session was talked about there. It runs in the
// transaction that records the session as held.
func agendaDiscussed(_ tx, _ pw.WorkspaceID, _, _ pw.UserID, _ time.Time) error {
	return nil
}
