package e2e

import (
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// A line manager sets a question for every second Thursday, sees when it comes, and it comes once.
func TestALineManagerSetsASchedule(t *testing.T) {
	p := browse(t, startPlayground(t))
	p.as(jo).at(appHome).presses(inHome, "Schedules").sees(inForm, "Every Monday at 10:00: a question in the team's channel.").presses(inForm, "Add a schedule")
	p.sees(inForm, "Every Monday at 10:00. The next times:")

	// The next times follow each choice.
	p.chooses(inForm, "schedule-often", "Every second week").sees(inForm, "When is the next one?")
	p.chooses(inForm, "schedule-day", "Thursday").sees(inForm, "Every second Thursday at 10:00. The next times:",
		"Thursday 26 November at 10:00.", "Thursday 10 December at 10:00.", "Thursday 24 December at 10:00.")
	p.chooses(inForm, "schedule-often", "Once a month, on a date").chooses(inForm, "schedule-date", "Day 25").sees(inForm, "Friday 25 December is a bank holiday: sent on Tuesday 29 December at 10:00.")
	p.chooses(inForm, "schedule-often", "Every second week").chooses(inForm, "schedule-day", "Thursday").sees(inForm, "Thursday 26 November at 10:00.")
	p.looks("schedule-form").presses(inForm, "Save").sees(inForm, "Saved: Every second Thursday at 10:00.", "Next: Thursday 26 November at 10:00.").closes()

	// The clock moves to its time: the question comes, once, and the next one is two weeks on.
	p.at(riverside).goesTo("Monday 10:00")
	p.pg.as(jo).moveClock("2026-11-26T09:59:00Z")
	before := questions(p.pg.as(jo))
	p.pg.as(jo).moveClock("2026-11-26T10:00:00Z")
	p.pg.as(jo).moveClock("2026-11-26T10:20:00Z")
	if came := questions(p.pg.as(jo)) - before; came != 1 {
		t.Errorf("%d questions came at ten", came)
	}
	p.at(riverside).sees(inAnswer, "A question for the team", "Why this one: not asked about")
	p.at(appHome).presses(inHome, "Schedules").sees(inForm, "Every second Thursday at 10:00: a question in the team's channel. Next: Thursday 10 December at 10:00.")

	// Switched off and on, then deleted, with the keyboard alone.
	for _, step := range []struct{ button, said string }{
		{"Switch off", "Switched off. It is not lost: press Change to switch it on again."}, {"Switch on", "Switched on."},
	} {
		p.opensSchedule("Every second Thursday").tabsTo(step.button).key(kb.Enter).sees(inForm, step.said)
	}
	p.opensSchedule("Every second Thursday").tabsTo("Delete").key(kb.Enter).sees("[data-testid=confirm]", "Delete this schedule?").pressesTest("confirm-yes")
	p.sees(inForm, "Deleted.").seesNot(inForm, "Every second Thursday")
}

// opensSchedule presses Change beside a schedule.
func (p *page) opensSchedule(words string) *page {
	p.t.Helper()
	p.until("the button beside "+words, `(() => {
		const e = [...room(args[0]).querySelectorAll(".block-section")].find((block) => said(block).startsWith(args[1]))?.querySelector("button");
		if (!inReach(e)) return false;
		e.click();
		return true;
	})()`, inForm, words)
	return p.sees(inForm, "Change a schedule")
}

// questions is how many questions for the team stand in the channel.
func questions(w *person) (n int) {
	w.t.Helper()
	for _, m := range w.messages(riverside) {
		if strings.Contains(words(m), "A question for the team") {
			n++
		}
	}
	return n
}
