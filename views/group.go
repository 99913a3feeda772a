package views

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// Group supervision: what a team brings together, and the page of whoever leads it. Buttons on a line or a question carry
// the team as their value.
const (
	ActGroup         = "group"          // :team, opens the page
	ActGroupAdd      = "group-add"      // :team, opens an empty line
	ActGroupNamed    = "group-named"    // :line, shares it with the name
	ActGroupUnnamed  = "group-unnamed"  // :line, shares it without the name
	ActGroupBack     = "group-back"     // :line, shares it no more
	ActGroupDelete   = "group-delete"   // :line
	ActGroupRead     = "group-read"     // :team, opens the words that are shared
	ActGroupSet      = "group-set"      // :team, opens who facilitates and when
	ActGroupLead     = "group-lead"     // :team, the facilitator's page
	ActGroupUp       = "group-up"       // :line
	ActGroupDown     = "group-down"     // :line
	ActGroupDone     = "group-done"     // :line, it was talked about
	ActGroupKeep     = "group-keep"     // :prompt
	ActGroupDrop     = "group-drop"     // :prompt
	ActGroupAsk      = "group-ask"      // :prompt, posts it in the team's channel
	ActGroupOthers   = "group-others"   // :team; the value lists the questions shown before
	ActGroupAnnounce = "group-announce" // :team

	BoxGroupLine   = "group-words"
	BoxFacilitator = "group-facilitator"
	BoxGroupDay    = "group-day"
)

// Callback ids of the forms. Their private_metadata is the team's id.
const (
	FormGroupLine = "group-line"
	FormGroupSet  = "group-set"
)

// LongestGroupLine is how many characters a line for the group holds.
const LongestGroupLine = 600

// GroupPage is a team's group supervision for somebody who takes part.
type GroupPage struct {
	Team        peerwork.Team
	Others      []peerwork.Team // other teams in which they take part
	Facilitator peerwork.Named  // whoever facilitates, or nobody
	Leads       bool            // the viewer facilitates
	Day         string
	Own         []GroupRow // the viewer's own lines, words and all
	Shared      int        // lines the viewer may read, their own too
	K           int
	Said        string
	Hidden      string // what was hidden in a line just added, by kind
	Pointed     string // what in it may be a name
	Zone        *time.Location
}

// GroupRow is one of the viewer's own lines.
type GroupRow struct {
	Line   peerwork.GroupLine
	Opened []string // who read it
}

// Group draws the page.
func Group(g GroupPage) Form {
	var p page
	p.done(g.Said)
	p.small(g.Hidden)
	if g.Pointed != "" {
		p.say(g.Pointed, "Please leave out names of people you support: delete the line, and write it again.")
	}
	p.header(fit("Group supervision, "+Name(g.Team.Name), maxHeader))
	p.sayWith(facilitates(g)+" "+sessionDay(g.Day), button("Change", Action(ActGroupSet, string(g.Team.ID)), ""))
	buttons := []*slack.ButtonBlockElement{primary(button("Add a line", Action(ActGroupAdd, string(g.Team.ID)), ""))}
	if g.Shared > 0 {
		buttons = append(buttons, button(fmt.Sprintf("Read what is shared (%d)", g.Shared), Action(ActGroupRead, string(g.Team.ID)), ""))
	}
	if g.Leads {
		buttons = append(buttons, button("Facilitator's page", Action(ActGroupLead, string(g.Team.ID)), ""))
	}
	p.buttons(buttons...)
	p.header("My lines")
	if len(g.Own) == 0 {
		p.say("You have no lines yet. A line is only yours until you share it.")
	}
	for _, r := range g.Own {
		groupRow(&p, r, g)
	}
	for _, t := range g.Others[:min(len(g.Others), 10)] {
		p.buttons(button("Open "+Name(t.Name), Action(ActGroup, string(t.ID)), ""))
	}
	return p.form("Group supervision", FormRead, "", "", foot{also: guessInGroup(g), reads: whoReadsGroup(g), goes: "Each line says when it goes.", takes: true})
}

func facilitates(g GroupPage) string {
	switch {
	case g.Leads:
		return "You facilitate."
	case g.Facilitator.Name == "":
		return "Nobody facilitates yet."
	}
	return g.Facilitator.Name + " facilitates."
}

// sessionDay says when the session is.
func sessionDay(day string) string {
	t, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "No day is set."
	}
	return "The session is on " + Day(t, time.UTC) + "."
}

func groupRow(p *page, r GroupRow, g GroupPage) {
	team := string(g.Team.ID)
	for _, part := range parts("“" + r.Line.Words + "”") {
		p.say(part)
	}
	said := []string{GroupState(r.Line)}
	if len(r.Opened) > 0 {
		said = append(said, "Read by "+peerwork.JoinAnd(r.Opened)+".")
	}
	p.small(append(said, "It will be deleted on "+Day(r.Line.DeleteOn, g.Zone)+".")...)
	remove := sure(button("Delete", Action(ActGroupDelete, r.Line.ID), team), "Delete this line?", "It will be gone. You cannot undo this.", "Delete it")
	switch {
	case !r.Line.Discussed.IsZero():
		p.buttons(remove)
	case r.Line.Shared.IsZero():
		shown := groupValue(g)
		p.buttons(button("Share with my name", Action(ActGroupNamed, r.Line.ID), shown), button("Share without my name", Action(ActGroupUnnamed, r.Line.ID), shown), remove)
	default:
		p.buttons(button("Take it back", Action(ActGroupBack, r.Line.ID), team), remove)
	}
}

// groupValue is the value of a button that shares: the team, and who facilitates as the page says it.
func groupValue(g GroupPage) string { return string(g.Team.ID) + " " + string(g.Facilitator.User) }

// GroupValue reads the team, and who was shown to facilitate where the button shares, from a button's value.
func GroupValue(value string) (team peerwork.TeamID, facilitates peerwork.UserID) {
	id, shown, _ := strings.Cut(value, " ")
	return peerwork.TeamID(id), peerwork.UserID(shown)
}

// GroupState says who can read a line of one's own.
func GroupState(l peerwork.GroupLine) string {
	switch {
	case !l.Discussed.IsZero():
		return "It was talked about. Only you can read it now."
	case l.Shared.IsZero():
		return "Only you can read it."
	case l.Named:
		return "Shared with the group, with your name."
	}
	return "Shared with the group, without your name."
}

// whoReadsGroup says who reads a line once it is shared.
func whoReadsGroup(g GroupPage) string {
	who := "A line you share is read by the peer workers of " + Name(g.Team.Name)
	switch {
	case g.Leads:
		who += ", and by you, who facilitate."
	case g.Facilitator.Name != "":
		who += ", and by " + g.Facilitator.Name + ", who facilitates."
	default:
		who += "."
	}
	return who + " Whoever joins or facilitates later does not read it. Line managers do not read it here."
}

func guessInGroup(g GroupPage) string {
	n := len(g.Team.Workers)
	if n >= g.K {
		return ""
	}
	return fmt.Sprintf("Your team has %s. People may guess this is yours.", count(n, "peer worker", "peer workers"))
}

// GroupLineForm is the form of a new line.
func GroupLineForm(g GroupPage, deleteOn time.Time) Form {
	var p page
	text := box(BoxGroupLine, "", "")
	text.MaxLength = LongestGroupLine
	p.ask(BoxGroupLine, "What do you want to bring to the group?", leaveOutNames, false, text)
	form := p.form("A line for the group", FormGroupLine, "Save", string(g.Team.ID),
		foot{reads: "Only you can read it until you share it.", goes: deletedOn(deleteOn, g.Zone), takes: true})
	form.Close = plain("Cancel")
	return form
}

// GroupShared is what is shared with the viewer, words and all: only ever in this form.
type GroupShared struct {
	Team  peerwork.TeamID
	Lines []GroupSharedLine
	From  int  // lines left out before these
	More  int  // lines after these
	Leads bool // the viewer facilitates
}

// GroupSharedLine is one line that others share, or the viewer's own.
type GroupSharedLine struct {
	ID    string
	Words string
	By    string // the name, or "" where it is shared without it
	Own   bool
}

// GroupLinesPerPage is how many shared lines one form shows.
const GroupLinesPerPage = 15

// ReadGroup draws the shared lines.
func ReadGroup(g GroupShared) Form {
	var p page
	if len(g.Lines) == 0 {
		p.say("There is nothing to read now. A line can be taken back at any time.")
	}
	for i, l := range g.Lines {
		p.header(fit(groupBy(g.From+i+1, l), maxHeader))
		p.say(l.Words)
		if g.Leads {
			p.buttons(
				button("Up", Action(ActGroupUp, l.ID), string(g.Team)),
				button("Down", Action(ActGroupDown, l.ID), string(g.Team)),
				button("Talked about", Action(ActGroupDone, l.ID), string(g.Team)),
			)
		}
	}
	if g.More > 0 {
		p.buttons(button("More", Action(ActGroupRead, string(g.Team)), itoa(g.From+len(g.Lines))))
	}
	p.buttons(button("Back to group supervision", Action(ActGroup, string(g.Team)), ""))
	return p.form("Shared with the group", FormRead, "", "", foot{
		also: "Each author can see that you read this. Please do not copy or pass it on.", reads: "Only the team's peer workers, and whoever facilitates, can read this.", goes: goesUnnamed("A line is"),
	})
}

func groupBy(number int, l GroupSharedLine) string {
	switch {
	case l.Own:
		return fmt.Sprintf("%d. From you", number)
	case l.By != "":
		return fmt.Sprintf("%d. From %s", number, l.By)
	}
	return fmt.Sprintf("%d. Without a name", number)
}

// GroupSetPage is who may facilitate.
type GroupSetPage struct {
	Team   peerwork.Team
	People []peerwork.Named // everybody who takes part
	Agenda peerwork.GroupAgenda
}

// GroupSet asks who facilitates, and when the session is.
func GroupSet(g GroupSetPage) Form {
	var p page
	options := []*slack.OptionBlockObject{option(nobody, "Nobody yet", "")}
	for _, n := range g.People[:min(len(g.People), 99)] {
		options = append(options, option(string(n.User), n.Name, ""))
	}
	p.ask(BoxFacilitator, "Who facilitates?", "A peer worker of the team, or somebody who supervises in it. Line managers of the team do not.", false,
		selectOne(BoxFacilitator, "Choose one", options, cmp.Or(string(g.Agenda.Facilitator), nobody)))
	day, _ := time.Parse(time.DateOnly, g.Agenda.Day) // no day is none
	p.ask(BoxGroupDay, "When is the session?", "", true, datePicker(BoxGroupDay, day))
	form := p.form("Group supervision", FormGroupSet, "Save", string(g.Team.ID), foot{
		also:  "A new facilitator reads what is shared from now on. What was shared before does not open for them.",
		reads: "The team's peer workers, and whoever facilitates, see this.", goes: "It stays until somebody changes it.",
	})
	form.Close = plain("Cancel")
	return form
}

const nobody = "nobody"

// ReadGroupSet reads who facilitates, and when.
func ReadGroupSet(s State) (facilitator peerwork.UserID, day string) {
	chosen, _ := s.Chosen(BoxFacilitator)
	if chosen != nobody {
		facilitator = peerwork.UserID(chosen)
	}
	if on := s.Date(BoxGroupDay); !on.IsZero() {
		day = on.Format(time.DateOnly)
	}
	return facilitator, day
}

// GroupLeadPage is the facilitator's page.
type GroupLeadPage struct {
	Team      peerwork.TeamID
	Day       string
	Shared    int              // lines the facilitator may read
	Kept      []prompts.Prompt // questions kept for the session
	Suggested []prompts.Choice
	Seen      []string // questions shown before these
	Said      string
}

// GroupLead draws the facilitator's page: the lines behind a button, and the questions.
func GroupLead(g GroupLeadPage) Form {
	var p page
	team := string(g.Team)
	p.done(g.Said)
	p.say(sessionDay(g.Day))
	if g.Shared == 0 {
		p.say("No line is shared yet.")
	} else {
		p.sayWith("Lines to read: "+itoa(g.Shared)+". You can put them in order, and mark those you talked about.", button("Read them", Action(ActGroupRead, team), ""))
	}
	p.sayWith("Let the team know that it can bring something. The message says only that.", button("Tell the channel", Action(ActGroupAnnounce, team), ""))
	p.header("Questions for the session")
	if len(g.Kept) == 0 {
		p.say("None yet. Choose from those below.")
	}
	for _, q := range g.Kept {
		p.say(q.Text)
		p.buttons(button("Post in the channel", Action(ActGroupAsk, q.ID), team), button("Take it off", Action(ActGroupDrop, q.ID), team))
	}
	p.header("You could ask")
	var shown []string
	for _, c := range g.Suggested {
		shown = append(shown, c.Prompt.ID)
		p.sayWith(onLines(c.Prompt.Text, WhyThis(c.Why)), button("Keep", Action(ActGroupKeep, c.Prompt.ID), team))
	}
	if len(g.Suggested) == 0 {
		p.say("There is no other question now. Each is asked once in eight weeks.")
	}
	p.buttons(
		button("Other questions", Action(ActGroupOthers, team), seenValue(append(g.Seen, shown...))),
		button("Back to group supervision", Action(ActGroup, team), ""),
	)
	return p.form("Facilitator's page", FormRead, "", "", foot{reads: "Only whoever facilitates sees this.", goes: goesUnnamed("A line is")})
}

// GroupOpen tells a team's channel that its agenda is open, and nothing of what is on it.
func GroupOpen(team peerwork.TeamID) Message {
	var p page
	p.say("The agenda for our group supervision is open.")
	p.buttons(primary(button("Bring something", Action(ActGroup, string(team)), "")))
	p.small("What you write is only yours until you share it.")
	return p.message()
}
