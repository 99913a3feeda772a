package e2e

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
)

// TestAnAnswerOnAPhone looks at what somebody sees first who has just written on a phone, and goes on with the keyboard.
func TestAnAnswerOnAPhone(t *testing.T) {
	p := browse(t, startPlayground(t)).sized(phoneWidth, phoneHeight)
	p.as(sam).at(messages)

	// The answer is higher than the room. What became of the words, and who can read them, stands first.
	p.types("/reflect "+private).sees(inAnswer, "Saved. Only you can read it.", "Then make the proper record.")
	p.until("the beginning of the answer in sight", `(() => {
		const answer = room(args[0]).getBoundingClientRect(), around = room(args[1]).getBoundingClientRect();
		return answer.height > around.height && Math.abs(answer.top - around.top) < 3;
	})()`, inAnswer, "[data-testid=messages]")

	// Who can read the words stands beside the first box, and one can write at once.
	p.types("/reflect").sees(inForm, "Only you can read it, unless you change that below. Leave out names")
	p.until("the focus in the first box", `document.activeElement === control(arg, "what")`, inForm)
	p.key("We met Daniel Brown at the choir.").presses(inForm, "Save").sees(inForm, "Saved.", "We saw 1 possible name.")

	// A button that goes once it is pressed leaves the focus in the form.
	p.tabsTo("Change to “the person I support”").key(kb.Enter).sees(inForm, "The possible names are changed.")
	p.until("the focus in the form", `Boolean(document.activeElement?.closest("dialog"))`)

	// What is chosen here is saved at once: nothing is lost by leaving.
	p.chooses(inForm, "readers", "Ama, my supervisor").sees(inForm, "Ama, your supervisor, can read it.").key(kb.Escape)
	p.until("the form to close", `!document.querySelector("dialog")`)
}
