package scheduler

import (
	"context"
	"time"
)

// passOnSoon passes on to a deputy what a supervisor has not answered within working hours.
func (s *Scheduler) passOnSoon(_ context.Context, _ time.Time) error {
	return nil
}
