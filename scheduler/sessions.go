package scheduler

import (
	"context"
	"time"
)

// prepareSessions writes what sessions have come to need: reminders before, and one question the day after.
func (s *Scheduler) prepareSessions(_ context.Context, _ time.Time) error {
	return nil
}
