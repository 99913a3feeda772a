package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// maxPicture is how many bytes a picture of the README may have.
const maxPicture = 200 << 10

// TestScreenshots takes the README's pictures: make screenshots.
func TestScreenshots(t *testing.T) {
	if *pictures == "" {
		t.Skip("takes pictures only where -screenshots names a folder for them")
	}
	p := browse(t, startPlayground(t))
	p.as(sam).at(appHome).pressesTest("guide-fold")

	p.as(sam).at(messages).types("/reflect "+allotment).sees(inAnswer, "These themes may fit.")
	p.presses(inAnswer, "Keep these themes").sees(inAnswer, "Your themes: the community.")
	p.chooses(inAnswer, "share", "Yes").sees(inAnswer, "Its themes count")

	p.sized(760, 1800).at(messages).types("/reflect").sees(inForm, "Write a reflection")
	p.fills("what", "He told me he had stopped opening his letters. I said I used to keep mine in a drawer too. He laughed, and we opened one together.")
	p.fills("why", "He saw that it can be done, and that I had been there.")
	p.fills("next", "Ask him which letter he wants to open next.")
	p.chooses(inForm, "codes", "Making a connection", "Hope for the future").chooses(inForm, "noticed", "Taking control")
	p.dates("happened", "2026-11-11") // the same in every language's order
	p.ticks("when-to-talk", "Next supervision").ticks("who-reads", "Ama, my supervisor").ticks("share-themes", "Yes")
	p.wholeForm("form.png")
	p.presses(inForm, "Save").sees(inForm, "Saved.").closes()

	p.sized(900, 1300).at(messages).types("/boundary "+gifts).sees(inAnswer, "What is it about?")
	p.chooses(inAnswer, "boundaries", "Money, gifts, favours").sees(inAnswer, "It is about: money, gifts, favours.")
	p.chooses(inAnswer, "talk", "Soon").sees(inAnswer, "Shall we send this to Ama")
	p.picture("boundary.png", inAnswer)
	p.presses(inAnswer, "Send").sees(anywhere, "Your message has gone to Ama.")

	p.sized(1100, 1000).at(appHome).sees(inHome, "My notes")
	p.picture("home.png", anywhere)

	p.sized(deskWidth, 860).as(ama).at(riverside).types("/supervision ask engagement").presses(inAnswer, "Post here").sees(anywhere, "Ama asked for this question.")
	p.as(priya).at(riverside).pressesTest("message-reply").replies("I sat between her and the nurse, and asked each what the other had meant.").sees(inThread, "asked each")
	p.as("U07DEV").at(riverside).pressesTest("open-thread").replies("I took the minutes for him, so that he could look up and talk.").sees(inThread, "took the minutes")
	p.pressesTest("guide-fold").pressesTest("guide-next").pressesTest("guide-next").pressesTest("guide-next")
	p.picture("playground.png", anywhere)

	p.as(jo).at(messages).goesTo("Monday 09:00").sees(inAnswer, "5 people shared notes about engagement.")
	p.sized(900, 1200).picture("digest.png", inAnswer)

	p.sized(760, 900).as(robin).at(messages).types("/handrail setup").presses(inForm, "Teams").presses(inForm, "Add a team").sees(inForm, "Name of the team")
	p.fills("team-name", "Hilltop house").chooses(inForm, "team-setting", "Crisis house").chooses(inForm, "team-channel", "#hilltop-peers").chooses(inForm, "team-managers", "Jo").chooses(inForm, "team-deputies", "Carlos")
	p.picture("setup.png", inForm)

	takeSupervision(p)

	p.sized(phoneWidth, phoneHeight).as(sam).at(appHome).presses(inHome, "Write a reflection").sees(inForm, "What happened?")
	p.fills("what", "She came to the drawing group and stayed for tea.")
	p.picture("phone.png", anywhere)
}

// takeSupervision takes the pictures of docs/supervision.md.
func takeSupervision(p *page) {
	p.sized(760, 1500).as(sam).at(appHome).presses(inHome, "Open my agenda").sees(inForm, "What went well")
	p.wholeForm("agenda.png")
	p.presses(inForm, "Share with Ama").sees(inForm, "will be able to read this")
	p.presses(inForm, "Share").closes()
	p.as(ama).at(appHome).presses(inHome, "Open").sees(inForm, "You and Sam", "Next session")
	p.picture("pair.png", inForm)
	p.closes()
	p.as(jo).at(appHome).presses(inHome, "Schedules").presses(inForm, "Add a schedule").sees(inForm, "How often?")
	p.chooses(inForm, "schedule-often", "Every second week").chooses(inForm, "schedule-day", "Thursday").sees(inForm, "Every second Thursday")
	p.wholeForm("schedule.png")
	p.closes()
	p.as(ama).at(appHome).presses(inHome, "Group supervision").presses(inForm, "Change").sees(inForm, "facilitate")
	p.chooses(inForm, "group-facilitator", "Ama").presses(inForm, "Save").sees(inForm, "Facilitator's page").closes()
	p.as(sam).at(appHome).presses(inHome, "Group supervision").presses(inForm, "Add a line").sees(inForm, "Add")
	p.fills("group-words", "Who should answer when staff ask us to watch somebody?").presses(inForm, "Save").presses(inForm, "Share with my name").sees(inForm, "Take it back")
	p.closes()
	p.as(ama).at(appHome).presses(inHome, "Group supervision").presses(inForm, "Facilitator's page").sees(inForm, "Lines to read: 1")
	p.wholeForm("group.png")
	p.closes()
}

// wholeForm takes a picture of the form on top in its full length.
func (p *page) wholeForm(name string) {
	p.t.Helper()
	p.until("the whole form", `(() => {
		const form = room(arg);
		for (const e of [form, form.querySelector(".modal-body"), form.querySelector(".modal-form")]) if (e) e.style.maxHeight = "none";
		return true;
	})()`, inForm)
	p.picture(name, inForm)
}

// picture takes a picture of the newest of what stands in a place, or of the whole window.
func (p *page) picture(name, place string) {
	p.t.Helper()
	// Without focus and pointer nothing blinks or is lit up.
	p.until("the page to come to rest", `(() => {
		document.activeElement?.blur();
		document.querySelectorAll("[data-picture]").forEach((e) => delete e.dataset.picture);
		const e = room(arg);
		if (e) e.dataset.picture = "yes";
		return e && document.getAnimations().every((a) => a.playState !== "running");
	})()`, place)
	take := chromedp.CaptureScreenshot()
	if place != anywhere {
		take = chromedp.Screenshot(chromedp.CSS("[data-picture=yes]"))
	}
	ctx, enough := context.WithTimeout(p.ctx, patience)
	defer enough()
	taken, err := chromedp.Run(ctx, take)
	if err == nil {
		err = os.WriteFile(filepath.Join(*pictures, name), taken, 0o644)
	}
	if err != nil {
		p.t.Fatalf("take the picture %s: %v", name, err)
	}
	if len(taken) > maxPicture {
		p.t.Errorf("%s has %d bytes, at most %d are wanted", name, len(taken), maxPicture)
	}
}
