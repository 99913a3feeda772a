package e2e

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const (
	noor    = "U14NOO" // in no team yet
	hilltop = "C04HIL" // the channel of a team that nobody has set up
)

// An admin who has never edited a file makes a team in Slack, and the form of its worker names the right people.
func TestAnAdminSetsUpATeam(t *testing.T) {
	p := browse(t, startPlayground(t))
	p.as(sam).at(messages).types("/handrail teams").sees(inForm, "Only an admin of Handrail can do this.", "Robin").closes()

	p.as(robin).at(messages).types("/handrail setup").sees(inForm, "Set up", "2 teams", "Admins: Robin.", "Admins see no words")
	for _, door := range []struct{ button, behind string }{{"Schedules", "Add a schedule"}, {"Questions", "Add a question"}, {"People", "Find somebody by name"}} {
		p.presses(inForm, door.button).sees(inForm, door.behind).presses(inForm, "Back to Set up").sees(inForm, "Admins see no words")
	}
	p.looks("setup").presses(inForm, "Teams").sees(inForm, "Riverside crisis house", "10 peer workers", "Line managers: Jo.").looks("teams")

	// A name that is taken is said beside its box, and nothing that was chosen is lost.
	p.presses(inForm, "Add a team").sees(inForm, "Name of the team").fills("team-name", "Meadow day service")
	p.chooses(inForm, "team-setting", "Crisis house").chooses(inForm, "team-channel", "#hilltop-peers").chooses(inForm, "team-managers", "Jo").chooses(inForm, "team-deputies", "Carlos")
	p.looks("team-form").presses(inForm, "Save").sees(inForm, "This is the name of another team.").looks("team-form-wrong")
	p.fills("team-name", "Hilltop house").presses(inForm, "Save").sees(inForm, "Saved.", "/invite @Handrail", "Hilltop house", "Line managers: Jo", "Deputies: Carlos", "It has no peer workers yet.")
	p.looks("team-empty")

	// The people picker is found with the keyboard, as in Slack.
	p.presses(inForm, "Add a peer worker").sees(inForm, "Peer worker of Hilltop house").tabsTo("worker").key(kb.ArrowDown)
	p.key("noo").until("one person to choose from", `[...room(arg).querySelectorAll("[role=option]")].filter(shown).length === 1`, inForm)
	p.looks("people-picker").key(kb.Enter).tabsTo("supervisor").key("ama", kb.Enter)
	p.looks("worker-form").presses(inForm, "Add").sees(inForm, "Noor is a peer worker of the team now.", "Noor, supervised by Ama.").looks("team").closes()

	// Noor's first form names them.
	p.as(noor).at(messages).types("/reflect").sees(inForm, "Ama, my supervisor", "Jo").closes()

	// Another supervisor: what it means is said before it is saved.
	p.as(robin).at(messages).types("/handrail people noor").sees(inForm, "Peer worker of Hilltop house, supervised by Ama.").looks("people")
	p.presses(inForm, "Open").sees(inForm, "Noor").presses(inForm, "Change").sees(inForm, "Noor, peer worker of Hilltop house.")
	p.chooses(inForm, "supervisor", "Carlos").presses(inForm, "Go on")
	p.sees(inForm, "Ama can no longer open what Noor shared. It does not pass to anybody else.", "Carlos sees only what Noor shares from now on.").looks("second-look")
	p.presses(inForm, "Save").sees(inForm, "Carlos is Noor's supervisor now.").closes()
	p.as(noor).at(messages).types("/reflect").sees(inForm, "Carlos, my supervisor").closes()

	// The safeguarding lead stands on that team's forms.
	p.as(robin).at(messages).types("/handrail contacts").sees(inForm, "Safety contacts", "Hilltop house").looks("contacts")
	p.until("the button beside the new team", `(() => {
		const e = [...room(arg).querySelectorAll(".block-section")].find((block) => said(block).startsWith("Hilltop house"))?.querySelector("button");
		if (!inReach(e)) return false;
		e.click();
		return true;
	})()`, inForm)
	p.sees(inForm, "For Hilltop house.").fills("lead", "Ada Bell, 020 7946 0000").looks("contacts-form").presses(inForm, "Save").sees(inForm, "Tell your local safeguarding lead: Ada Bell, 020 7946 0000.").closes()
	p.as(noor).at(messages).types("/reflect").sees(inForm, "Tell your local safeguarding lead: Ada Bell, 020 7946 0000.").closes()
	p.as(sam).at(messages).types("/reflect").sees(inForm, "Tell your local safeguarding lead. Then").closes()
	p.as(robin).at(messages)

	p.types("/handrail log").sees(inForm, "Robin made Carlos the supervisor of Noor in Hilltop house", "Robin added the team Hilltop house").looks("log").closes()
	p.types("/handrail people").sees(inForm, "Find somebody by name").looks("people-all").closes()
	p.types("/handrail setup").presses(inForm, "Admins").sees(inForm, "Robin is the only admin.").looks("admins").closes()
}

// From a Slack workspace in which nobody has set Handrail up, as the README's ten minutes go, to the first digest.
func TestAnAdminSetsUpFromNothing(t *testing.T) {
	p := browse(t, startPlayground(t, "--empty"))
	p.as(sam).at(messages).types("/handrail setup").sees(inForm, "Handrail has no admin yet.", "Please ask one of them to type: /handrail setup").closes()

	p.as(robin).at(messages).sees(anywhere, "Begin with nothing", "step 1 of 8").types("/handrail setup").sees(inForm, "You are an admin or owner of this Slack workspace.").looks("nothing")
	p.presses(inForm, "Become the first admin").sees(inForm, "You are Handrail's first admin now.", "No teams yet.").looks("first-admin")
	p.presses(inForm, "Add a team").fills("team-name", "Night house").chooses(inForm, "team-channel", "#riverside-peers").chooses(inForm, "team-managers", "Jo").presses(inForm, "Save")
	p.sees(inForm, "Saved. Now write /invite @Handrail in the team's channel").presses(inForm, "Add a peer worker").chooses(inForm, "worker", "Sam").chooses(inForm, "supervisor", "Ama").presses(inForm, "Add")
	p.sees(inForm, "Sam, supervised by Ama.").closes()
	p.as(jo).at(riverside).types("/invite @Handrail").sees(anywhere, "Handrail has joined the channel").looks("invited")

	p.as(sam).at(messages).types("/reflect "+allotment).presses(inAnswer, "Keep these themes").sees(inAnswer, "summary for Jo?").chooses(inAnswer, "share", "Yes").sees(inAnswer, "Its themes count in your team's summary.")
	p.as(jo).at(messages).goesTo("Monday 10:00").sees(inAnswer, "What Night house shared", "This week people shared notes about engagement.").seesNot(inAnswer, "1 person").looks("first-digest")
	p.types("/digest").sees(inAnswer, "Only visible to you", "This week people shared notes about engagement.").sees(anywhere, "step 8 of 8")
	p.as(sam).at(riverside).sees(inAnswer, "A question for the team")
}

func TestATeamIsSetUpOnAPhone(t *testing.T) {
	p := browse(t, startPlayground(t)).sized(phoneWidth, phoneHeight)
	p.as(robin).at(appHome).presses(inHome, "Set up").sees(inForm, "Set up", "2 teams").fitsAcross().looks("phone-setup")
	p.presses(inForm, "Teams").sees(inForm, "Riverside crisis house").fitsAcross().looks("phone-teams").presses(inForm, "Add a team").sees(inForm, "Name of the team").fitsAcross()
	p.chooses(inForm, "team-managers", "Jo", "Nadia").fitsAcross().looks("phone-team-form")
	p.fills("team-name", "Hilltop house").chooses(inForm, "team-channel", "#hilltop-peers").chooses(inForm, "team-setting", "Crisis house").presses(inForm, "Save")
	p.sees(inForm, "Saved.", "Line managers: Jo and Nadia").fitsAcross().looks("phone-team").closes()
}

// looks keeps a picture of the page where E2E_LOOKS names a folder.
func (p *page) looks(name string) *page {
	p.t.Helper()
	if folder := os.Getenv("E2E_LOOKS"); folder != "" {
		picture, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
		if err == nil {
			err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
		}
		if err != nil {
			p.t.Fatal(err)
		}
	}
	return p
}
