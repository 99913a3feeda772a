package e2e

import "testing"

const (
	late  = "How I end a visit that runs late."
	cups  = "We both bring tea, and forget to drink it."
	gate  = "Find out who has the key of the garden gate."
	quiet = "How we keep the quiet room quiet."

	carlos = "U0SUQ" // a supervisor, and the deputy
)

// TestSupervisionInABrowser walks from the agenda to a session and what follows it, at a phone's width: as Sam, who
// brings something, and as Ama, who reads it.
func TestSupervisionInABrowser(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)
	p.sized(phoneWidth, phoneHeight)

	// A line for the agenda, moved up, shared after a look, taken back, and shared again.
	p.as(sam).at(appHome).sees(inHome, "Ama, your supervisor: Thursday 26 November 2026, 14:00.").presses(inHome, "Open my agenda")
	p.sees(inForm, "Nothing is shared from here yet.").presses(inForm, "Add a line").fills("agenda-words", late).presses(inForm, "Save").sees(inForm, late, "7 things are on your agenda.")
	p.presses(inForm, "Share with Ama").sees(inForm, "Ama, your supervisor, will be able to read this, with your name", late).pressesTest("modal-submit").sees(inForm, "Shared. You can take it back at any time.")
	p.presses(inForm, "Take back what is shared").sees(inForm, "Nothing is shared from here yet.")
	p.presses(inForm, "Share with Ama").sees(inForm, "with your name").pressesTest("modal-submit").sees(inForm, "Shared with Ama.").closes()

	// Both are asked to write before it, after a second look, and neither reads before both have finished.
	p.at(appHome).presses(inHome, "Open").sees(inForm, "You and Ama").presses(inForm, "Both write before it").pressesTest("confirm-yes")
	p.sees(inForm, "Ama has not finished yet.").fills("co-brought", cups).ticks("co-finished", "Yes, I have finished").presses(inForm, "Save").sees(inForm, "Back").closes()

	// On Wednesday both are reminded. Ama opens the line, and Sam sees that.
	pg.as(sam).moveClock("2026-11-25T09:05:00Z")
	p.as(sam).at(messages).sees(inAnswer, "Your next supervision session", "A question to prepare with:")
	p.as(ama).at(messages).sees(inAnswer, "With: Sam in Riverside crisis house.").seesNot(anywhere, late)
	p.presses(inAnswer, "Open").sees(inForm, "You and Sam", "Sam shared this with you for supervision.").seesNot(inForm, late, cups)
	p.presses(inForm, "What we both write").sees(inForm, "Sam has finished.").seesNot(inForm, cups)
	p.fills("co-try", "Sit down first.").ticks("co-finished", "Yes, I have finished").presses(inForm, "Save").presses(inForm, "Read").sees(inForm, cups).closes()
	p.at(appHome).presses(inHome, "Open").pressesAction(inForm, "open-line").sees(inForm, "Sam can see that you opened this.").closes()
	p.as(sam).at(messages).sees(inAnswer, "You and Ama have both finished writing.").presses(inAnswer, "Read").sees(inForm, "Sit down first.").closes()
	p.at(appHome).sees(inHome, "Ama, supervisor, on Wednesday 25 November 2026")

	// On Friday one press says that they met. An action follows, and the other finds it.
	pg.as(sam).moveClock("2026-11-27T10:05:00Z")
	p.as(ama).at(messages).sees(inAnswer, "Did your supervision session take place?").presses(inAnswer, "We met").sees(inAnswer, "You recorded it as held.")
	p.presses(inAnswer, "Add an action").fills("action-what", gate).ticks("action-for", "Sam").presses(inForm, "Save").sees(inForm, "The action is saved.", gate).closes()
	p.as(sam).at(appHome).sees(inHome, "3 actions are still to do.").presses(inHome, "Open").sees(inForm, gate, "held. Recorded by Ama.")

	// The next one is moved, and Ama is told.
	p.presses(inForm, "Move it").dates("session-day", "2026-12-22").presses(inForm, "Move").sees(inForm, "Moved to Tuesday 22 December 2026, 14:00.").closes()
	p.as(ama).at(messages).sees(inAnswer, "Your supervision session was moved.", "Tuesday 22 December 2026, 14:00.")
}

// TestSoonAndTheDeputyInABrowser sends a wish to talk soon to another deputy, takes one back, and lets one pass on.
func TestSoonAndTheDeputyInABrowser(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)
	p.sized(phoneWidth, phoneHeight)
	p.as(sam).at(messages).types("/boundary "+gifts).chooses(inAnswer, "talk", "Soon").sees(inAnswer, "Shall we send this to Ama", "it passes to Carlos, the deputy")
	p.presses(inAnswer, "Send").sees(anywhere, "Your message has gone to Ama.")
	p.as(ama).at(messages).sees(inAnswer, "Sam would like to talk with you before your next supervision.").seesNot(anywhere, gifts)

	pg.as(sam).moveClock("2026-11-20T12:35:00Z")
	p.as(carlos).at(messages).sees(inAnswer, "You are the deputy.").presses(inAnswer, "I have seen this").sees(inAnswer, "and Sam knows").seesNot(anywhere, gifts)
	p.as(sam).at(messages).sees(inAnswer, "Carlos has seen that you would like to talk, and will talk with you.")
}

// TestGroupSupervisionInABrowser brings a line to the group without a name, and reads it as the facilitator.
func TestGroupSupervisionInABrowser(t *testing.T) {
	p := browse(t, startPlayground(t))
	p.sized(phoneWidth, phoneHeight)
	p.as(ama).at(appHome).presses(inHome, "Group supervision").presses(inForm, "Change").chooses(inForm, "group-facilitator", "Ama").presses(inForm, "Save").sees(inForm, "You facilitate.").closes()

	p.as(sam).at(appHome).presses(inHome, "Group supervision").sees(inForm, "Ama facilitates.").presses(inForm, "Add a line").fills("group-words", quiet).presses(inForm, "Save").sees(inForm, quiet)
	p.presses(inForm, "Share without my name").sees(inForm, "Take it back").closes()

	p.as(ama).at(appHome).presses(inHome, "Group supervision").presses(inForm, "Facilitator's page").sees(inForm, "Lines to read: 1.").seesNot(inForm, quiet)
	p.presses(inForm, "Read them").sees(inForm, "1. Without a name", quiet).presses(inForm, "Talked about").sees(inForm, "Back to group supervision").closes()
	p.as(sam).at(appHome).presses(inHome, "Group supervision").sees(inForm, "It was talked about. Only you can read it now.").closes()
}
