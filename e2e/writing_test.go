package e2e

import (
	"database/sql"
	"os"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // holds up what the playground writes
)

const (
	bus   = "She took the bus alone."
	texts = "He asks for my own number."
	tram  = "The tram was late, and we talked."
	soup  = "We made soup."
)

// TestUsualChoicesAndTeamsInABrowser narrows My notes by theme and by time; sets the usual choices, which the next note
// starts with; and then, in two teams and with another supervisor, is asked anew, and names who can read by the team.
func TestUsualChoicesAndTeamsInABrowser(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)

	p.as(sam).at(messages).types("/handrail notes").sees(inForm, "14 notes, the newest first.")
	p.chooses(inForm, "find-theme", "Engagement").sees(inForm, "3 notes, the newest first.", "Themes: removing barriers.", "Themes: the community.")
	p.chooses(inForm, "find-time", "Over 30 days ago").sees(inForm, "1 note, the newest first.", "Tuesday 13 October 2026", "Themes: the community.")
	p.chooses(inForm, "find-time", "Last 7 days").sees(inForm, "No note fits.")
	p.chooses(inForm, "find-theme", "All themes").sees(inForm, "2 notes, the newest first.", "About: time and contact.").closes()

	p.types("/handrail settings").sees(inForm, "Who can usually read my words?").ticks("usual-readers", "Ama, my supervisor").ticks("usual-share", "Usually yes")
	p.presses(inForm, "Save").sees(inForm, "Your choices on notes you wrote before stay as they are.").closes()
	p.types("/reflect").isTicked("who-reads", "Ama, my supervisor").isTicked("share-themes", "Yes")
	p.fills("what", bus).presses(inForm, "Save").sees(inForm, "Saved. Ama, your supervisor, can read it.").closes()

	// Carlos supervises Sam now; at Meadow, where Sam works too, Ama does.
	pg.setsUp("- user: U01SAM\n        supervisor: U0SUP", "- {user: U01SAM, supervisor: U0SUQ}")
	pg.setsUp("- user: U11IVY", "- {user: U01SAM, supervisor: U0SUP}\n      - user: U11IVY")
	const lapsed = "Your usual choice of who can read named other people, so it does not count here."
	p.types("/reflect "+soup).sees(inAnswer, "Saved. Only you can read it.", lapsed)
	p.types("/handrail settings").sees(inForm, "Your usual choice named other people, so it does not count any more.").closes()

	p.types("/reflect").sees(inForm, lapsed, "Carlos, my supervisor", "summary for Jo?").isTicked("who-reads", "Only me").isTicked("share-themes", "Yes")
	p.fills("what", tram).chooses(inForm, "team", "Meadow day service").sees(inForm, "Ama, my supervisor", "summary for Nadia?", "Your team has 4 peer workers. Nadia may guess this is yours.", tram)
	p.seesNot(inForm, "Carlos", "Jo").isTicked("who-reads", "Only me")
	p.ticks("who-reads", "Ama, my supervisor, and Nadia").ticks("share-themes", "No").presses(inForm, "Save")
	p.sees(inForm, "Saved. Ama, your supervisor, and Nadia, your line manager, without your name, can read it.", "Its themes are not shown in your team's summary.").closes()
}

// isTicked waits until an answer that stands beside round buttons is the chosen one.
func (p *page) isTicked(box, answer string) *page {
	p.t.Helper()
	p.until(answer+" as the answer to "+box, `[...room(args[0]).querySelectorAll("label.tick")].some((label) =>
		label.querySelector("input").dataset.actionId.split(":")[0] === args[1] && label.querySelector("input").checked && said(label).trim().startsWith(args[2]))`, inForm, box, answer)
	return p
}

// setsUp changes the file of the teams, as somebody at the server does.
func (p *playground) setsUp(was, is string) {
	p.t.Helper()
	teams := p.run("teams", "export")
	if strings.Count(teams, was) != 1 {
		p.t.Fatalf("%q does not stand once in the teams:\n%s", was, teams)
	}
	file := filepath.Join(p.t.TempDir(), "teams.yaml")
	if err := os.WriteFile(file, []byte(strings.Replace(teams, was, is, 1)), 0o600); err != nil {
		p.t.Fatal(err)
	}
	p.run("teams", "apply", file)
}

// TestWhatIsNotKeptInABrowser forgets what was begun and what was told the bot, keeps another message as a boundary
// question, and says of two notes that they answer no question. One question is talked about. At last somebody is told
// that their words go, and reads the copy that may not be sent.
func TestWhatIsNotKeptInABrowser(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)

	// Noor, who starts next week, keeps words for a week only.
	w := pg.as(noor)
	w.do("command", fields{"channel": w.dm(), "text": "/handrail settings"})
	w.fillWith(map[string]any{"keep-days": "7"})
	w.command(w.dm(), "/reflect "+soup, "Saved.")

	p.as(sam).at(messages).types(bus).sees(inAnswer, "Keep this as a reflection?").presses(inAnswer, "No").sees(inAnswer, "Nothing was kept.")
	p.types(texts).sees(inAnswer, "Keep this as a reflection?").presses(inAnswer, "Boundary question")
	p.sees(inAnswer, "Saved. Only you can read it.", "Your message itself stays in Slack", "What is it about?").chooses(inAnswer, "talk", "Next supervision").sees(inAnswer, "It is on your list for the next supervision.")

	p.pressesTest("shortcuts").pressesTest("shortcut-shortcut-boundary").sees(inForm, "Ask a boundary question").fills("what", tram).chooses(inForm, "categories", "Privacy and the team")
	p.presses(inForm, "Save").sees(inForm, "Saved. Only you can read it.", "It is about: privacy and the team.").closes()

	p.finds("own number").presses(inForm, "Open").sees(inForm, "My boundary question").presses(inForm, "We talked about it").pressesTest("confirm-yes")
	p.sees(inForm, "It is off your list of what to bring.", "We delete the words on 19 December 2026.").closes()
	p.finds("own number").seesNot(inForm, "next supervision")
	p.closes()

	p.types("/reflect").sees(inForm, "Write a reflection").fills("what", half).presses(inForm, "Go on later").sees(inForm, "We hold your words until").closes()
	p.at(appHome).sees(inHome, "You began a reflection on").presses(inHome, "Forget it").pressesTest("confirm-yes")
	p.until("what was begun to go", `!said(room(arg)).includes("You began") && said(room(arg)).includes("My notes")`, inHome)

	// A form that came from a question, and a message after one, need not answer it.
	p.at(messages).goesTo("Thursday 15:30").sees(inAnswer, "Write")
	asked := question(p)
	p.presses(inAnswer, "Write").sees(inForm, "The question: "+asked).fills("what", soup).ticks("no-question", "What I write does not answer it").presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.types(bus).sees(inAnswer, "It is kept with the question we sent you: "+asked).presses(inAnswer, "It answers no question")
	p.until("the question to go", `said(room(arg)).includes("Keep this as a reflection?") && !said(room(arg)).includes("the question we sent you")`, inAnswer)
	p.presses(inAnswer, "Keep").sees(inAnswer, "Saved. Only you can read it.")
	for _, kept := range []string{soup, bus} {
		p.finds(kept).seesNot(inForm, "The question")
		p.closes()
	}

	// Noor's words go tonight. The bot may send no files, and so everything can be read in a form.
	p.as(noor).at(messages).sees(inAnswer, "Words of yours go soon", "Thursday 26 November 2026: 1 note")
	w.do("switches", fields{"refuse": "files.getUploadURLExternal missing_scope"})
	p.presses(inAnswer, "Take a copy").sees(anywhere, "Handrail may not send files in this Slack yet", "files:write")
	p.presses(anywhere, "Read it here").sees(inForm, "Your notes come first.").presses(inForm, "Begin to read").sees(inForm, soup, "Page 1 of").closes()
}

// TestWordsComeBackInABrowser loses a form that opens too late, a save that the database refuses, a note that another
// device changed, and one that it deleted. The words are there each time.
func TestWordsComeBackInABrowser(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)
	phone := pg.as(sam)
	dm := phone.dm()

	// The words of a command that keeps none stand in the answer, and wait for the form that did not open.
	p.as(sam).at(messages).types("/handrail "+tram).sees(inAnswer, "Not saved.", "Here are your words, so that you can copy them:", tram)
	phone.do("switches", fields{"refuse": "views.open expired_trigger_id"})
	p.presses(inAnswer, "Put them in a form").sees(inAnswer, "The form did not open in time. Please try again.")
	p.presses(anywhere, "Put them in a form").sees(inForm, tram).presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.types("/supervision "+texts).sees(inAnswer, "Not saved.", texts).presses(inAnswer, "Forget them").pressesTest("confirm-yes").sees(inAnswer, "Nothing is kept.")

	// While nothing can be written, a command's words stand in the answer, and a form's in the form.
	letGo := pg.holdsUp()
	p.types("/reflect "+bus).sees(inAnswer, "Not saved.", "Here are your words, so that you can copy them:", bus)
	p.types("/reflect").sees(inForm, "Write a reflection").fills("what", bus).presses(inForm, "Save").sees(inForm, "Your words are still here.", bus)
	letGo()
	p.presses(inForm, "Save").sees(inForm, "Saved. Only you can read it.").closes()
	p.finds(bus).closes()

	// The phone keeps a theme while the note is open here: this says so, and holds what was typed as a new note.
	p.types("/reflect "+private).sees(inAnswer, "These themes may fit.").presses(inAnswer, "Add more").sees(inForm, private)
	phone.press(phone.last(dm, "These themes may fit"), "keep-themes")
	phone.last(dm, "Your themes: talking and listening.")
	p.fills("why", mattered).presses(inForm, "Save").sees(inForm, "Not saved: this note was changed after you opened it.", "we hold your words for 24 hours").closes()
	p.at(appHome).sees(inHome, "You began a reflection on").presses(inHome, "Go on with it").sees(inForm, private, mattered).presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.at(messages).types("/handrail notes brother").sees(inForm, "2 notes, the newest first.", "Themes: talking and listening.").closes()

	// The phone deletes a note that is open here. Nothing of it is kept, until the words are saved as a new note.
	p.types("/reflect "+soup).sees(inAnswer, "These themes may fit.").presses(inAnswer, "Add more").sees(inForm, soup)
	phone.press(phone.last(dm, "Saved. Only you can read it."), "undo")
	phone.last(dm, "Undone.")
	p.fills("next", bus).presses(inForm, "Save").sees(inForm, "Not saved yet: the note you opened was deleted.", "Write a reflection", soup, bus)
	p.presses(inForm, "Save").sees(inForm, "Saved. Only you can read it.").closes()
	p.finds("soup").sees(inForm, bus).closes()
}

// holdsUp keeps the playground from writing anything to its database until the returned function is called.
func (p *playground) holdsUp() func() {
	p.t.Helper()
	db, err := sql.Open("sqlite3", "file:"+p.only("*.db")+"?_txlock=immediate")
	if err != nil {
		p.t.Fatal(err)
	}
	p.t.Cleanup(func() { db.Close() })
	held, err := db.Begin()
	if err != nil {
		p.t.Fatal("hold up the database: ", err)
	}
	return func() {
		if err := held.Rollback(); err != nil {
			p.t.Error("let the database go: ", err)
		}
	}
}
