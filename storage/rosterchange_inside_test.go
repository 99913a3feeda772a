package storage

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
)

func TestTheAuditSaysWhatBecameOfASchedule(t *testing.T) {
	monday := pw.Schedule{ID: "question", Kind: pw.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Europe/London"}
	thursday := pw.Schedule{ID: "question", Kind: pw.TeamPrompt, Cron: "30 15 * * THU", Timezone: "Europe/London", Every: 2, From: "2026-11-19", Holidays: true, Paused: true}
	added := pw.Schedule{ID: "digest", Kind: pw.WeeklyDigest, Cron: "0 9 * * MON", Timezone: "Europe/Paris", Weekends: true}
	was := pw.Team{ID: "riverside", Schedules: []pw.Schedule{monday, {ID: "old"}}}
	next := pw.Team{ID: "riverside", Schedules: []pw.Schedule{thursday, added}}
	want := []string{
		"removed the schedule old of Riverside",
		"changed the schedule question of Riverside. It is now: team-prompt, Every second Thursday at 15:30 (Europe/London), from 2026-11-19, bank holidays too, switched off. It was: team-prompt, Every Monday at 10:00 (Europe/London)",
		"added the schedule digest to Riverside: digest, Every Monday at 09:00 (Europe/Paris), weekends too",
	}
	if d := cmp.Diff(want, scheduleChanges("Riverside", was, next)); d != "" {
		t.Error(d)
	}
}
