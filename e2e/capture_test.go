package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

const (
	heron = "The heron came back while we sat by the water, and she laughed for the first time."
	half  = "Half of a thought about the kingfisher."
)

// TestEveryWayToWriteInABrowser keeps a direct message, goes on with what was begun, reflects on somebody else's
// message and looks for it all.
func TestEveryWayToWriteInABrowser(t *testing.T) {
	p := browse(t, startPlayground(t))

	// A direct message is asked about, and kept as /reflect keeps words.
	p.as(sam).at(messages).types(heron+" Ring me on 07700 900123.").sees(inAnswer, "Keep this as a reflection? Only you can read it.", "Your message itself stays here in Slack", "We hid 1 phone number.")
	p.look("direct").seesNot(inAnswer, "heron")
	p.presses(inAnswer, "Keep").sees(inAnswer, "Saved. Only you can read it.", "We hid 1 phone number.").look("direct-kept")

	// A form is put by, and App Home offers to go on.
	p.types("/reflect").sees(inForm, "Write a reflection").fills("what", half).presses(inForm, "Go on later")
	p.sees(inForm, "We hold your words until", "Only you can open them.").look("put-by").closes()
	p.at(appHome).sees(inHome, "You began a reflection on").look("home").presses(inHome, "Go on with it")
	p.sees(inForm, half).look("draft").presses(inForm, "Save").sees(inForm, "Saved.").closes()
	p.at(appHome).sees(inHome, "My notes").seesNot(inHome, "You began a reflection")

	// The next form offers a draft too, and takes what was typed meanwhile along.
	p.at(messages).types("/reflect").sees(inForm, "Write a reflection").fills("what", "First half.").presses(inForm, "Go on later").sees(inForm, "We hold your words").closes()
	p.types("/reflect").sees(inForm, "You began a reflection on").look("offered").fills("what", "Second half.").presses(inForm, "Go on with it")
	p.sees(inForm, "First half. Second half.").closes()

	// My notes finds the words, and opens the note over the list.
	p.types("/handrail notes").sees(inForm, "the newest first.").look("notes").fills("find-words", "heron laugh").presses(inForm, "Search")
	p.sees(inForm, "1 note, the newest first.", "The heron came back").look("found").presses(inForm, "Open").sees(inForm, "My reflection", heron)
	p.look("opened").closes()
	p.types("/handrail notes").sees(inForm, "the newest first.").chooses(inForm, "find-kind", "Boundary questions").sees(inForm, "boundary question").closes()

	// The settings hold one's own hours.
	p.types("/handrail settings").sees(inForm, "Keep my words for").presses(inForm, "Questions and hours").sees(inForm, "My time zone")
	p.dates("hours-from", "10:00").dates("hours-until", "16:30").look("settings").presses(inForm, "Save").sees(inForm, "Saved.").closes()
}

// look takes a picture at both widths where E2E_PICTURES names a folder.
func (p *page) look(name string) *page {
	p.t.Helper()
	folder := os.Getenv("E2E_PICTURES")
	if folder == "" {
		return p
	}
	for width, suffix := range map[int64]string{phoneWidth: "-phone", deskWidth: ""} {
		p.sized(width, 1000)
		ctx, enough := context.WithTimeout(p.ctx, patience)
		if picture, err := chromedp.Run(ctx, chromedp.CaptureScreenshot()); err == nil {
			_ = os.WriteFile(filepath.Join(folder, name+suffix+".png"), picture, 0o600)
		}
		enough()
	}
	return p.sized(deskWidth, deskHeight)
}
