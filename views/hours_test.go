package views_test

import (
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

func hoursCases(q prompts.Prompt) []drawn {
	quiet := peerwork.QuietHours{From: 1140, Until: 480}
	leave := peerwork.Leave{From: created, Until: created.AddDate(0, 0, 14)}
	everything := peerwork.Preferences{
		PromptsOff: true, PausedUntil: created.AddDate(0, 0, 3), Leave: leave, ShiftDays: peerwork.DaysOf(time.Saturday, time.Sunday),
		QuietHours: &peerwork.QuietHours{From: 360, Until: 1320}, NotTopics: []string{"R1", "X", "B7"}, PromptReminder: true, Timezone: "Europe/Lisbon",
	}
	over := peerwork.Preferences{PausedUntil: created, Leave: peerwork.Leave{From: created.AddDate(0, 0, -9), Until: created}}
	return []drawn{
		{"hours", views.Hours(views.HoursPage{TeamQuiet: quiet, Now: created})},
		{"hours-all-chosen", views.Hours(views.HoursPage{Preferences: everything, TeamQuiet: quiet, Now: created, Zone: time.UTC})},
		{"hours-of-a-leave-that-is-over", views.Hours(views.HoursPage{Preferences: over, Now: created})},
		{"hours-saved", views.HoursSaved("")},
		{"hours-saved-with-a-leave", views.HoursSaved(views.AwayFrom(leave, time.UTC))},
		{"prompt-topic-not-wanted", views.NotAskedAbout(q)},
	}
}
