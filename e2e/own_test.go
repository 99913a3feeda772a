package e2e

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

const (
	kettle = "The kettle is broken again, and everybody made coffee in the pan."
	river  = "I sat with Karen by the river and told her that I had been in hospital too."
)

// TestShortcutsAndQuestionsInABrowser writes from the menu of shortcuts, on somebody else's message, and under the
// question that came on Thursday.
func TestShortcutsAndQuestionsInABrowser(t *testing.T) {
	p := browse(t, startPlayground(t))

	p.as(sam).at(riverside).pressesTest("shortcuts").pressesTest("shortcut-shortcut-reflect")
	p.sees(inForm, "Write a reflection").fills("what", heron).presses(inForm, "Save").sees(inForm, "Saved. Only you can read it.").closes()

	// A reply is reflected on: nothing of it is copied, and the link leads back to it in its thread.
	p.as(priya).at(riverside).types(kettle).pressesTest("message-reply").replies("I brought mine from home.")
	p.as(sam).at(riverside).pressesTest("open-thread").sees(inThread, "from home").pressesTest("message-more").pressesTest("shortcut-shortcut-reflect-on")
	p.sees(inForm, "We copied nothing from the message.").seesNot(inForm, "from home", "kettle")
	p.fills("what", "Somebody thought of all of us.").ticks("keep-link", "Keep a link to the message").presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.at(messages).finds("thought of all of us").presses(inForm, "Open").sees(inForm, "My reflection").presses(inForm, "Open the message in Slack (opens a link)").closes()
	p.sees("[data-testid=place-title]", "riverside-peers").sees(inThread, kettle, "I brought mine from home.")

	// Thursday's question comes to each by themselves: another one, and a note that answers it.
	p.at(messages).goesTo("Thursday 15:30").sees(inAnswer, "Write")
	first := question(p)
	p.presses(inAnswer, "Another one")
	p.until("another question", `!filled(room(args[0])).includes(args[1])`, inAnswer, first)
	second := question(p)
	p.presses(inAnswer, "Write").sees(inForm, "The question: "+second).fills("what", allotment).presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.presses(inAnswer, "Skip").sees(inAnswer, "Skipped. That is fine.")
}

// TestANoteIsChangedAndTakenBackInABrowser changes everything about a note: a name in it, its themes, its words and
// both choices; takes it back from who could read it; and deletes it.
func TestANoteIsChangedAndTakenBackInABrowser(t *testing.T) {
	p := browse(t, startPlayground(t))

	p.as(sam).at(messages).types("/reflect "+river).sees(inAnswer, "We saw 1 possible name.").presses(inAnswer, "Change to “the person I support”")
	p.sees(inAnswer, "The possible names are changed.")
	p.presses(inAnswer, "Other themes").sees(inForm, "My reflection", "I sat with the person I support by the river")
	p.chooses(inForm, "codes", "Hope for the future").fills("why", "She had thought nobody comes back.").presses(inForm, "Save").sees(inForm, "hope for the future")

	// Both choices, one after the other.
	p.chooses(inForm, "readers", "Ama, my supervisor, and Jo").sees(inForm, "Ama, your supervisor, and Jo, your line manager, without your name, can read it.")
	p.chooses(inForm, "share", "Yes").sees(inForm, "Its themes count in your team's summary.").closes()
	p.as(ama).opensFromSam().sees(inForm, "by the river", "nobody comes back").closes()

	// Sam takes both back, and Ama's list is empty.
	p.as(sam).at(messages).finds("river").presses(inForm, "Open").sees(inForm, "My reflection")
	p.ticks("who-reads", "Only me").ticks("share-themes", "No").presses(inForm, "Save").sees(inForm, "Saved. Only you can read it.").closes()
	p.finds("river").sees(inForm, "Its themes are not shared.").closes()
	p.as(ama).at(appHome).presses(inHome, "Open").seesNot(inForm, "river")
	p.closes()

	// It is deleted after a second look, and is found no more.
	p.as(sam).at(messages).finds("river").presses(inForm, "Open").presses(inForm, "Delete this note").pressesTest("confirm-yes")
	p.sees(inForm, "Deleted.", "Backups").closes()
	p.types("/handrail notes").sees(inForm, "the newest first.").fills("find-words", "river").presses(inForm, "Search").sees(inForm, "No note fits.").closes()
}

// opensFromSam opens the newest note that Sam lets the supervisor read.
func (p *page) opensFromSam() *page {
	p.t.Helper()
	return p.at(appHome).presses(inHome, "Open").sees(inForm, "Notes shared with you").pressesAction(inForm, "open-shared")
}

// finds looks for a note of one's own that has the words.
func (p *page) finds(words string) *page {
	p.t.Helper()
	p.types("/handrail notes").sees(inForm, "the newest first.").fills("find-words", words).presses(inForm, "Search")
	return p.sees(inForm, "1 note, the newest first.")
}

// TestMyDataInABrowser looks at one's themes, takes a copy and reads it, chooses a shorter time, and deletes everything.
func TestMyDataInABrowser(t *testing.T) {
	p := browse(t, startPlayground(t))
	p.as(sam).at(messages).types("/reflect "+heron).sees(inAnswer, "Saved.")

	p.types("/handrail themes").sees(inAnswer, "My themes", "November 2026")

	// The copy arrives as two files, which hold the words.
	p.types("/handrail data").sees(inForm, "My data", "notes of yours.").presses(inForm, "Take a copy").sees(inForm, "Your copy is on its way").closes()
	p.at(messages).sees(inAnswer, "Here is your copy of everything Handrail keeps about you")
	p.until("two files", `room(arg).querySelectorAll("a.file").length === 2`, inAnswer)
	for _, address := range ask[[]string](p, `[...room(arg).querySelectorAll("a.file")].map((e) => e.href)`, inAnswer) {
		if kept := fetched(t, address); !strings.Contains(kept, heron) {
			t.Errorf("%s does not hold the words:\n%.500s", address, kept)
		}
	}

	// A shorter time has a second look.
	p.types("/handrail settings").sees(inForm, "Keep my words for").chooses(inForm, "keep-days", "14 days").presses(inForm, "Save")
	p.sees(inForm, "A shorter time?", "This counts for notes and lines you have too.").presses(inForm, "Delete sooner").sees(inForm, "Saved. We keep your words for 14 days.", "We deleted the words of").closes()

	// Everything goes, after a second look too.
	p.types("/handrail data").sees(inForm, "My data").presses(inForm, "Delete everything").sees(inForm, "What goes now", "What stays", "You cannot undo this.")
	p.presses(inForm, "Keep my notes").sees(inForm, "Who opened my notes").closes()
	p.types("/handrail data").sees(inForm, "My data").presses(inForm, "Delete everything").sees(inForm, "What goes now").pressesTest("modal-submit")
	p.sees(inForm, "Everything is deleted.").closes()
	p.types("/handrail data").sees(inForm, "We keep 0 notes of yours.").closes()
	p.at(appHome).sees(inHome, "No notes yet.")
}

// fetched is what stands at an address.
func fetched(t *testing.T, address string) string {
	t.Helper()
	answer, err := http.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d %v", address, answer.StatusCode, err)
	}
	return string(body)
}

// TestTheGuideMovesOn does what the guide says, and sees it say the next thing.
func TestTheGuideMovesOn(t *testing.T) {
	p := browse(t, startPlayground(t))
	const inGuide = "[data-testid=guide-step]"
	p.as(sam).at(messages).sees(inGuide, "step 1 of").pressesTest("guide-do").key("\r").sees(inAnswer, "Saved.")
	p.sees(inGuide, "step 2 of", "Share its themes").chooses(inAnswer, "share", "Yes").sees(inGuide, "step 3 of")

	// What is done out of turn is ticked off too: here what comes last, up to Ama who reads it.
	p.at(appHome).presses(inHome, "Share with Ama").sees(inForm, "with your name").pressesTest("modal-submit").sees(inForm, "Shared.").closes()
	p.goesTo("Monday 09:00").goesTo("Wednesday 09:00").as(ama).at(messages).presses(inAnswer, "Open").sees(inForm, "You and Sam").pressesAction(inForm, "open-line").sees(inForm, "Sam can see").closes()
	p.as(sam).at(messages).sees(inGuide, "step 3 of 9")
	for range 4 {
		p.pressesTest("guide-next")
	}
	p.sees(inGuide, "step 7 of 9", "done").pressesTest("guide-next").sees(inGuide, "step 8 of 9", "done").pressesTest("guide-next").sees(inGuide, "step 9 of 9", "done")
}
