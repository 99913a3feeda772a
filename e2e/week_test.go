package e2e

import (
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// The people of the sample workspace, and where they meet.
const (
	sam   = "U01SAM" // a peer worker at Riverside
	priya = "U02PRI" // another
	ama   = "U0SUP"  // their supervisor
	jo    = "U0MGR"  // their line manager
	nadia = "U0MGS"  // line manager of Meadow, a team of three
	robin = "U0ADM"  // sets Handrail up

	riverside = "C02SUP"
	messages  = "messages" // the conversation with Handrail
	appHome   = "home"
)

// What Sam writes in the week.
const (
	allotment = "I went with him to the allotment group and stayed until he knew two names."
	private   = "She asked me to sit with her. After a while she talked about her brother."
	gifts     = "He keeps bringing me biscuits and I do not know whether to take them."
	kitchen   = "We cooked together and he told me what he keeps from the nurses."
	mattered  = "He had never said it to anybody."
	next      = "Ask him whether he wants me there when he tells them."
)

func TestANewcomersWeek(t *testing.T) {
	pg := startPlayground(t)
	p := browse(t, pg)

	// Thursday. Sam writes a note; it is kept, and answered without its words.
	p.as(sam).at(messages).types("/reflect " + allotment + " His number is 07700 900123.")
	p.sees(inAnswer, "Only visible to you", "Saved. Only you can read it.", "We hid 1 phone number.", "These themes may fit. You decide.", "The community")
	p.seesNot(inAnswer, "allotment", "07700")
	p.presses(inAnswer, "Keep these themes").sees(inAnswer, "Your themes: the community.")
	p.sees(inAnswer, "Show the themes in my team's summary for Jo? Not my words, not my name.")
	p.chooses(inAnswer, "share", "Yes").sees(inAnswer, "Its themes count in your team's summary.", "Your next notes start with the same answer.")

	// Another stays Sam's own: nobody reads it, and its theme counts nowhere.
	p.types("/reflect "+private).sees(inAnswer, "Saved. Only you can read it.", "Talking and listening")
	p.presses(inAnswer, "Keep these themes").sees(inAnswer, "Your themes: talking and listening.")
	p.chooses(inAnswer, "share", "No").sees(inAnswer, "Its themes are not shown in your team's summary.")

	// The form asks more. Sam lets Ama and Jo read this one, and does not share its themes.
	p.types("/reflect").sees(inForm, "Write a reflection", "Nobody is watching this.", "We delete the words on 17 February 2027.", "In an emergency, call 999.")
	p.fills("what", kitchen).fills("why", mattered).fills("next", next)
	p.chooses(inForm, "codes", "Removing barriers", "Building the relationship").chooses(inForm, "noticed", "Trust in the team")
	p.dates("happened", "2026-11-18")
	p.ticks("when-to-talk", "Next supervision")
	p.ticks("who-reads", "Ama, my supervisor, and Jo").ticks("share-themes", "No")
	p.presses(inForm, "Save")
	p.sees(inForm, "Saved. Ama, your supervisor, and Jo, your line manager, without your name, can read it.")
	p.seesNot(inForm, kitchen).closes()

	// A boundary question cannot wait. Sam sees the message before it goes.
	p.types("/boundary "+gifts).sees(inAnswer, "Saved. Only you can read it.", "What is it about?")
	p.chooses(inAnswer, "boundaries", "Money, gifts, favours").sees(inAnswer, "It is about: money, gifts, favours.")
	p.chooses(inAnswer, "talk", "Soon")
	p.sees(inAnswer, "Shall we send this to Ama, your supervisor?", "“Sam would like to talk with you before your next supervision.”")
	p.as(ama).at(messages).seesNot(anywhere, "would like to talk with you")
	p.as(sam).at(messages).presses(anywhere, "Send").sees(anywhere, "Your message has gone to Ama.")

	// Ama sees that Sam wants to talk, and not about what.
	p.as(ama).at(messages).sees(inAnswer, "Sam would like to talk with you before your next supervision.")
	p.seesNot(anywhere, "biscuits", "money, gifts")
	p.presses(inAnswer, "I have seen this").sees(inAnswer, "You have seen this, and Sam knows.")
	p.as(sam).at(messages).sees(anywhere, "Ama has seen that you would like to talk, and will talk with you.")

	// Ama starts a discussion. Only she sees the question until she posts it.
	p.as(ama).at(riverside).types("/supervision ask engagement").sees(inAnswer, "Only visible to you", "A question for the team", "Only you see this now.")
	first := question(p)
	p.presses(inAnswer, "Another one")
	p.until("another question", `!filled(room(args[0])).includes(args[1])`, inAnswer, first)
	second := question(p)
	p.presses(inAnswer, "Post here").sees(anywhere, "It is on its way to this channel. Everyone here can read the answers.", "Ama asked for this question.")
	p.as(priya).at(riverside).sees(inAnswer, second, "Everyone here can read the answers here.")
	p.seesNot(anywhere, first)
	p.pressesTest("message-reply").replies("I brought the nurse and her to the same table.").sees(inThread, "the same table")

	// Monday, nine o'clock: the digest comes to Jo. Sam was the fifth to share engagement, so that it is a number now.
	p.as(jo).at(messages).goesTo("Monday 09:00")
	p.sees(inAnswer, "What Riverside crisis house shared", "Week of 16 to 22 November 2026",
		"6 people shared notes about relationship.", "5 people shared notes about role-modelling.", "5 people shared notes about engagement.",
		"Questions to raise with the team", "They are not outcomes")
	p.until("the chart", `shown(room(arg).querySelector("svg[role=img], figure svg, .chart svg"))`, inAnswer)

	// In a team of three, themes have names and no numbers.
	p.as(nadia).at(messages).sees(inAnswer, "What Meadow day service shared", "This week people shared notes about")
	p.seesNot(inAnswer, "3 people", "2 people", "1 people")
	if charted := ask[bool](p, `Boolean(room(arg).querySelector(".chart"))`, inAnswer); charted {
		t.Error("the digest of a team of three has a chart")
	}

	// Ten o'clock: the team's question comes by cron, and is not the one Ama asked.
	p.as(priya).at(riverside).goesTo("Monday 10:00").sees(inAnswer, "A question for the team", "To answer privately, press Write.")
	p.seesNot(inAnswer, second)
	p.presses(inAnswer, "Write").sees(inForm, "Write a reflection", "The question: ")
	p.closes()

	// Jo reads the note that was shared with her, without a name.
	p.as(jo).at(messages).presses(inAnswer, readSharedLabel(p)).sees(inForm, "Shared notes", "Note 1: reflection")
	opensEach(p, kitchen).sees(inForm, mattered, next, "The author can see that you opened this.")
	p.seesNot(inForm, "Sam")
	p.closes()
	for _, place := range []string{messages, riverside, appHome} {
		p.as(jo).at(place)
		p.seesNot(anywhere, "talked about her brother", "allotment", "biscuits", "the nurses")
	}

	// Sam sees that Jo opened it, and when.
	p.as(sam).at(messages).types("/handrail data").sees(inForm, "My data", "notes of yours.", "Jo, ", "Monday 23 November 2026, 10:0").closes()
	p.at(appHome).sees(inHome, "My notes", "notes, the newest first.", "Themes: talking and listening.", "Its themes are not shared.", "Your team's summary counts the themes of 11 notes.", "Who opened my notes", "Jo, ")
	p.seesNot(inHome, "allotment", "brother", "biscuits", "nurses")
}

// question is the question that the newest message puts.
func question(p *page) string {
	p.t.Helper()
	return ask[string](p, `said(room(arg).querySelector(".block-section"))`, inAnswer)
}

// opensEach opens the notes of the list, which stand in no order, until one has the words.
func opensEach(p *page, words string) *page {
	p.t.Helper()
	for i := range ask[int](p, `[...room(arg).querySelectorAll("button")].filter((b) => said(b) === "Open").length`, inForm) {
		p.until("note "+strconv.Itoa(i+1), `(() => {
			const e = [...room(args[0]).querySelectorAll("button")].filter((b) => said(b) === "Open")[args[1]];
			if (!inReach(e)) return false;
			e.click();
			return true;
		})()`, inForm, i)
		p.sees(inForm, "A shared note")
		if strings.Contains(p.text(inForm), words) {
			break
		}
		p.pressesTest("modal-back").sees(inForm, "Shared notes")
	}
	return p.sees(inForm, words)
}

// readSharedLabel is the label of the button behind which the shared notes are.
func readSharedLabel(p *page) string {
	p.t.Helper()
	label := ask[string](p, `said([...room(arg).querySelectorAll("button")].find((b) => b.textContent.startsWith("Read shared notes")))`, inAnswer)
	return strings.TrimSpace(label)
}

func TestANoteIsWrittenWithTheKeyboardAlone(t *testing.T) {
	p := browse(t, startPlayground(t))
	p.as(sam).at(messages)
	p.until("the focus in the message box", `document.activeElement?.dataset.testid === "composer"`)

	// The command completes, and opens the form.
	p.key("/ref").until("the command to complete", `shown(document.querySelector("[data-testid=completion]"))`)
	p.key(kb.Tab, kb.Enter).sees(inForm, "Write a reflection")
	p.until("the focus in the first box", `document.activeElement === control(arg, "what")`, inForm)
	p.key(kitchen).tabsTo("codes")
	p.key(kb.ArrowDown).sees(inForm, "Making a connection")
	p.key("barriers", kb.Enter, kb.Escape).sees(inForm, "Removing barriers")
	p.tabsTo("share-themes").key(" ")
	p.tabsTo("Save").key(kb.Enter)
	p.sees(inForm, "Saved. Only you can read it.", "Your themes: removing barriers.", "Your next notes start with the same answer.")

	// Escape leaves, and the focus is back where it was.
	p.key(kb.Escape)
	p.until("the form to close", `!document.querySelector("dialog")`)
	p.until("the focus in the message box again", `document.activeElement?.dataset.testid === "composer"`)
}

func TestANoteIsWrittenOnAPhone(t *testing.T) {
	p := browse(t, startPlayground(t)).sized(phoneWidth, phoneHeight)
	p.as(sam).at(appHome).sees(inHome, "Only you see this page.").fitsAcross()
	p.presses(inHome, "Write a reflection").sees(inForm, "What happened?").fitsAcross()
	p.fills("what", kitchen).chooses(inForm, "codes", "Removing barriers").fitsAcross()
	p.ticks("share-themes", "Yes").presses(inForm, "Save")
	p.sees(inForm, "Saved. Only you can read it.", "Your themes: removing barriers.").fitsAcross().closes()
	p.sees(inHome, "Themes: removing barriers.").fitsAcross()
	p.at(messages).types("/reflect "+allotment).sees(inAnswer, "Saved. Only you can read it.").fitsAcross()
	p.pressesTest("drawer-button").pressesTest("channel-"+riverside).sees("[data-testid=place-title]", "riverside-peers").fitsAcross()
}

// fitsAcross fails when something is wider than the window, so that one would have to scroll sideways.
func (p *page) fitsAcross() *page {
	p.t.Helper()
	wide := ask[[]string](p, `[...document.querySelectorAll("body *")].filter(shown).filter((e) => {
		const box = e.getBoundingClientRect();
		return box.width > 0 && (box.right > innerWidth + 1 || box.left < -1) && !e.closest(".visually-hidden, .skip, #sidebar, svg");
	}).map((e) => e.outerHTML.slice(0, 120)).slice(0, 5)`)
	if len(wide) > 0 {
		p.shoot()
		p.t.Errorf("wider than the window:\n%s", strings.Join(wide, "\n"))
	}
	return p
}
