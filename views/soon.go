package views

import (
	"fmt"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The actions of talking soon.
const (
	ActSendSoon   = "send-soon"   // :note; the value is the choice of whom, as SoonChoice writes it
	ActNotSoon    = "not-soon"    // :note
	ActSoonTo     = "soon-to"     // :note, the menu of who gets it
	ActSoonDeputy = "soon-deputy" // :note, the menu of the deputy
	ActSoonBack   = "soon-back"   // :soon request, takes it back
	ActSoonSeen   = "soon-seen"   // :soon request
)

// SoonChoice is whom a worker asks to talk soon, and who is the deputy; "" for nobody.
type SoonChoice struct {
	To, Deputy peerwork.UserID
}

// String writes the choice as ParseSoonChoice reads it.
func (c SoonChoice) String() string { return string(c.To) + "," + string(c.Deputy) }

// ParseSoonChoice reads a choice, and whether it is one.
func ParseSoonChoice(s string) (SoonChoice, bool) {
	to, deputy, ok := strings.Cut(s, ",")
	return SoonChoice{peerwork.UserID(to), peerwork.UserID(deputy)}, ok && to != ""
}

// SoonPerson is somebody who can be asked.
type SoonPerson struct {
	peerwork.Named
	Supervises bool // else they are a deputy of the team
	Away       bool // on leave now
}

// who says who they are to the worker; whose is "my" or "your".
func (p SoonPerson) who(whose string) string {
	if p.Supervises {
		return p.Name + ", " + whose + " supervisor"
	}
	return p.Name + ", a deputy of " + whose + " team"
}

// SoonAsk is what "soon" would send, before it goes.
type SoonAsk struct {
	Note     peerwork.NoteID
	Worker   string           // as the message says it
	To       SoonPerson       // the zero person where nobody can be asked
	Deputy   peerwork.Named   // whom it passes to; the zero Named for nobody
	Next     peerwork.Named   // and whom, should that one be away by then
	People   []SoonPerson     // whom else the worker can choose, To among them
	Deputies []peerwork.Named // who can be the deputy, Deputy among them
	Passes   time.Time
	Zone     *time.Location
}

// Choice is whom it shows.
func (a SoonAsk) Choice() SoonChoice { return SoonChoice{a.To.User, a.Deputy.User} }

// soonPart is the part of a note's page on talking soon.
func soonPart(p *page, s Saved) {
	switch {
	case s.Soon != nil:
		soonSoFar(p, *s.Soon)
	case s.Ask != nil:
		soonPreview(p, *s.Ask)
	}
}

// soonPreview shows what "soon" sends, to whom, and when it passes to whom, before anything goes.
func soonPreview(p *page, a SoonAsk) {
	if a.To.User == "" {
		p.say("You have no supervisor here yet, so nothing can be sent. Please ask a person yourself.")
		return
	}
	id := string(a.Note)
	for _, person := range a.People {
		if person.Away {
			p.say(person.Name + " is away now.")
		}
	}
	p.say(fmt.Sprintf("Shall we send this to %s?\n“%s”", a.To.who("your"), soonSentence(a.Worker, a.To.Supervises)))
	said := "Nothing else goes out."
	if len(a.People) < 2 {
		p.say(said)
	} else {
		p.sayWith(said, selectOne(Action(ActSoonTo, id), "Who gets it", a.toOptions(), a.Choice().String()))
	}
	if len(a.Deputies) == 0 {
		p.say(a.passing())
	} else {
		p.sayWith(a.passing(), selectOne(Action(ActSoonDeputy, id), "Deputy", a.deputyOptions(), a.Choice().String()))
	}
	p.buttons(primary(button("Send", Action(ActSendSoon, id), a.Choice().String())), button("Not now", Action(ActNotSoon, id), id))
}

// passing says what happens when nobody answers.
func (a SoonAsk) passing() string {
	unless := fmt.Sprintf("If %s has not answered by %s", a.To.Name, Moment(a.Passes, a.Zone))
	switch {
	case a.Deputy.User == "" && len(a.Deputies) == 0:
		return unless + ", we tell you. There is no deputy it could pass to."
	case a.Deputy.User == "":
		return unless + ", we tell you. It passes to nobody else."
	case a.Next.User == "":
		return fmt.Sprintf("%s, it passes to %s, the deputy: “%s”", unless, a.Deputy.Name, soonSentence(a.Worker, false))
	default:
		return fmt.Sprintf("%s, it passes to %s, the deputy: “%s” If %s is away then, it passes to %s.", unless, a.Deputy.Name, soonSentence(a.Worker, false), a.Deputy.Name, a.Next.Name)
	}
}

// toOptions keep the deputy, unless the deputy is the one to get it.
func (a SoonAsk) toOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, person := range a.People {
		c := SoonChoice{person.User, a.Deputy.User}
		if c.To == c.Deputy {
			c.Deputy = ""
		}
		options = append(options, option(c.String(), "To "+person.who("my"), awayNow(person.Away)))
	}
	return options
}

func awayNow(away bool) string {
	if away {
		return "Away now"
	}
	return ""
}

func (a SoonAsk) deputyOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, d := range a.Deputies {
		options = append(options, option(SoonChoice{a.To.User, d.User}.String(), "Deputy: "+d.Name, ""))
	}
	return append(options, option(SoonChoice{a.To.User, ""}.String(), "Deputy: nobody", ""))
}

// SoonState is how far a wish to talk soon has come, as its worker may know it at any time.
type SoonState struct {
	ID         string
	To         string // who was asked first
	Deputy     string // whom it passes to, or has passed to; "" for nobody
	By         string // who has seen it; "" while nobody has
	Passes     time.Time
	Passed     bool
	Unanswered bool
	Zone       *time.Location
}

// soonSoFar tells it, with a way back while nobody has answered.
func soonSoFar(p *page, s SoonState) {
	if s.By != "" {
		p.say(s.By + " has seen that you would like to talk.")
		return
	}
	p.sayWith(s.said(), button("Take it back", Action(ActSoonBack, s.ID), s.ID))
}

func (s SoonState) said() string {
	by := Moment(s.Passes, s.Zone)
	switch {
	case s.Unanswered:
		return fmt.Sprintf("Nobody has answered yet. Your message is with %s, who can still answer.", s.holders())
	case s.Passed:
		return fmt.Sprintf("%s has not answered yet. Your message has passed to %s, the deputy. We tell you when one of them has seen it, or when neither has by %s.", s.To, s.Deputy, by)
	case s.Passes.IsZero():
		return fmt.Sprintf("Your message has gone to %s. We tell you when %s has seen it. It passes to nobody else.", s.To, s.To)
	case s.Deputy == "":
		return fmt.Sprintf("Your message has gone to %s. We tell you when %s has seen it, or when nobody has answered by %s. It passes to nobody else.", s.To, s.To, by)
	default:
		return fmt.Sprintf("Your message has gone to %s. We tell you when %s has seen it. If %s has not answered by %s, it passes to %s, the deputy.", s.To, s.To, s.To, by, s.Deputy)
	}
}

func (s SoonState) holders() string {
	if s.Passed {
		return peerwork.JoinAnd([]string{s.To, s.Deputy})
	}
	return s.To
}

// SoonSoFar tells the worker how far it has come: that it has gone, or that it has passed to the deputy.
func SoonSoFar(s SoonState) Message {
	var p page
	soonSoFar(&p, s)
	return p.message()
}

// SoonNobody tells the worker that nobody has answered, and where else to turn. others are people of the team who
// have not been asked.
func SoonNobody(s SoonState, others []string, to Signpost) Message {
	var p page
	soonSoFar(&p, s)
	p.say("Here is who else you can turn to.")
	if len(others) > 0 {
		p.say("In your team: " + peerwork.JoinAnd(others) + ".")
	}
	p.say(to.String())
	return p.message()
}

// SoonAcknowledged tells the worker that somebody has seen it.
func SoonAcknowledged(by string) Message {
	return Told(fmt.Sprintf("%s has seen it and will talk with you.", Name(by)))
}

// soonSentence is the exact message that "soon" sends. It says nothing of the note.
func soonSentence(worker string, supervises bool) string {
	if supervises {
		return Name(worker) + " would like to talk with you before your next supervision."
	}
	return Name(worker) + " would like to talk with you soon."
}

// SoonReceived is what somebody who was asked gets to see.
type SoonReceived struct {
	ID         string
	Worker     string
	Supervises bool           // the reader is the worker's supervisor; else a deputy
	First      string         // who was asked first, where the reader is the deputy it passed to; else ""
	Deputy     string         // whom it passes to next; "" for nobody
	Passes     time.Time      // when; zero: not
	Zone       *time.Location // of the team
}

// SoonToAnswer is what somebody who is asked gets, with one press to answer.
func SoonToAnswer(r SoonReceived) Message {
	var p page
	worker := Name(r.Worker)
	p.say(soonSentence(worker, r.Supervises))
	if r.First != "" {
		p.say(fmt.Sprintf("You are the deputy. It went to %s first, who has not answered yet.", Name(r.First)))
	}
	p.buttons(primary(button("I have seen this", Action(ActSoonSeen, r.ID), r.ID)))
	p.small(
		fmt.Sprintf("When you press, we tell %s that you will talk.", worker),
		r.next(),
		"This message is all there is: nobody is watching it.",
	)
	return p.message()
}

func (r SoonReceived) next() string {
	if r.Passes.IsZero() || r.Deputy == "" {
		return ""
	}
	return fmt.Sprintf("If you have not pressed by %s, it passes to %s.", Moment(r.Passes, r.Zone), Name(r.Deputy))
}

// SoonSeen stands in its place after the press.
func SoonSeen(worker string) Message {
	return Told(fmt.Sprintf("%s would like to talk with you.", Name(worker)), fmt.Sprintf("You have seen this, and %s knows.", Name(worker)))
}

// SoonTaken tells somebody who was asked that another one has it.
func SoonTaken(worker, by string) Message {
	return Told(fmt.Sprintf("%s asked to talk soon.", Name(worker)), fmt.Sprintf("%s has seen it and will talk with %s. You need do nothing.", Name(by), Name(worker)))
}

// SoonTakenBack stands where the worker took it back. who has it in Slack.
func SoonTakenBack(who string) Message { return Told(takenBack(who)...) }

// SoonTakenBackForm says the same over a form.
func SoonTakenBackForm(who string) Form {
	var p page
	p.say(takenBack(who)...)
	return p.notice("Taken back")
}

func takenBack(who string) []string {
	return []string{
		"You have taken it back. Nothing more goes out.",
		fmt.Sprintf("What was sent stays in Slack with %s, and can no longer be answered.", who),
		"Your note stays as it is.",
	}
}
