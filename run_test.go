package main

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handrail/config"
	"handrail/storage"
)

func TestARunningBotWarnsOnceADayOfAnOverdueKey(t *testing.T) {
	key := filepath.Join(t.TempDir(), "handrail.key")
	must(t, storage.NewKeyFile(key))
	for days, want := range map[int]int{20: 0, 40: 3} {
		made := time.Now()
		synctest.Test(t, func(t *testing.T) {
			var said bytes.Buffer
			began := time.Now()
			now := func() time.Time { return made.AddDate(0, 0, days).Add(time.Since(began)) }
			ctx, cancel := context.WithCancel(t.Context())
			go mindKeys(ctx, config.Config{KeyFile: key, BackupDays: 35}, now, slog.New(slog.NewTextHandler(&said, nil)))
			<-time.After(49 * time.Hour) // of the bubble's own clock
			cancel()
			synctest.Wait()
			if got := strings.Count(said.String(), "key rotation is overdue"); got != want {
				t.Errorf("after %d days, %d warnings in 49 hours, want %d:\n%s", days, got, want, &said)
			}
		})
	}
}
