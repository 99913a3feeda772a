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

	ToReach, DeputyReach peerwork.Reach // how far it has come to each
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
	switch {
	case s.Unanswered:
		return s.unanswered()
	case s.Passed:
		return s.passed()
	case !s.ToReach.MayCome():
		return join([]string{s.first(), s.moves()})
	}
	by := Moment(s.Passes, s.Zone)
	switch {
	case s.Passes.IsZero():
		return fmt.Sprintf("%s We tell you when %s has seen it. It passes to nobody else.", s.first(), s.To)
	case s.Deputy == "":
		return fmt.Sprintf("%s We tell you when %s has seen it, or when nobody has answered by %s. It passes to nobody else.", s.first(), s.To, by)
	default:
		return fmt.Sprintf("%s We tell you when %s has seen it. If %s has not answered by %s, it passes to %s, the deputy.", s.first(), s.To, s.To, by, s.Deputy)
	}
}

// first says how far it has come to whoever was asked first.
func (s SoonState) first() string {
	switch s.ToReach {
	case peerwork.OnItsWay:
		return fmt.Sprintf("Your message is on its way to %s.", s.To)
	case peerwork.NotYet, peerwork.NotReached, peerwork.RoleEnded:
		return notReached("Your message", s.To, s.ToReach)
	}
	return fmt.Sprintf("Your message has gone to %s.", s.To)
}

// moves says what comes of it where whoever was asked first cannot answer.
func (s SoonState) moves() string {
	switch {
	case s.Passes.IsZero():
		return "It passes to nobody else."
	case s.Deputy == "":
		return fmt.Sprintf("It passes to nobody else. By %s we tell you who else you can turn to.", Moment(s.Passes, s.Zone))
	}
	return fmt.Sprintf("It passes to %s, the deputy, by %s.", s.Deputy, Moment(s.Passes, s.Zone))
}

func (s SoonState) passed() string {
	first, by := upperFirst(s.To)+" has not answered yet.", Moment(s.Passes, s.Zone)
	if s.ToReach != peerwork.Reached {
		first = notReached("Your message", s.To, s.ToReach)
	}
	deputy := s.Deputy + ", the deputy"
	second := fmt.Sprintf("Your message has passed to %s.", deputy)
	switch s.DeputyReach {
	case peerwork.Reached:
	case peerwork.OnItsWay:
		second = fmt.Sprintf("Your message is on its way to %s.", deputy)
	default:
		second = notReached("Your message", s.Deputy, s.DeputyReach)
	}
	var third string
	switch can := s.who(peerwork.Reach.MayCome); len(can) {
	case 0:
		third = fmt.Sprintf("By %s we tell you who else you can turn to.", by)
	case 1:
		third = fmt.Sprintf("We tell you when %s has seen it, or when nobody has answered by %s.", can[0], by)
	default:
		third = fmt.Sprintf("We tell you when one of them has seen it, or when neither has by %s.", by)
	}
	return join([]string{first, second, third})
}

func (s SoonState) unanswered() string {
	said := []string{"Nobody can answer your message now."}
	if have := s.who(func(r peerwork.Reach) bool { return r == peerwork.Reached }); len(have) > 0 {
		said = []string{fmt.Sprintf("Nobody has answered yet. Your message is with %s, who can still answer.", peerwork.JoinAnd(have))}
	}
	if s.ToReach != peerwork.Reached {
		said = append(said, notReached("It", s.To, s.ToReach))
	}
	if s.Passed && s.DeputyReach != peerwork.Reached {
		said = append(said, notReached("It", s.Deputy, s.DeputyReach))
	}
	return join(said)
}

// notReached says why somebody does not have it, or cannot answer it.
func notReached(what, who string, r peerwork.Reach) string {
	switch r {
	case peerwork.RoleEnded:
		return fmt.Sprintf("%s can no longer answer, because their role has changed.", upperFirst(who))
	case peerwork.NotReached:
		return fmt.Sprintf("%s could not be sent to %s.", what, who)
	}
	return fmt.Sprintf("%s could not be sent to %s yet. We keep trying.", what, who)
}

// who are those it went to of whom that holds.
func (s SoonState) who(is func(peerwork.Reach) bool) []string {
	var names []string
	if is(s.ToReach) {
		names = append(names, s.To)
	}
	if s.Passed && is(s.DeputyReach) {
		names = append(names, s.Deputy)
	}
	return names
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
	return Told(fmt.Sprintf("%s has seen that you would like to talk, and will talk with you.", Name(by)))
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
	FirstReach peerwork.Reach // how far it has come to them
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
		p.say("You are the deputy. " + r.first())
	}
	p.buttons(primary(button("I have seen this", Action(ActSoonSeen, r.ID), r.ID)))
	p.small(
		fmt.Sprintf("When you press, we tell %s that you will talk.", worker),
		r.next(),
		"This message is all there is: nobody is watching it.",
	)
	return p.message()
}

func (r SoonReceived) first() string {
	switch r.FirstReach {
	case peerwork.Reached:
		return fmt.Sprintf("It went to %s first, who has not answered yet.", Name(r.First))
	case peerwork.RoleEnded:
		return fmt.Sprintf("%s was asked first, and can no longer answer.", Name(r.First))
	}
	return fmt.Sprintf("It could not be sent to %s, who was asked first.", Name(r.First))
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

// SoonTakenBack stands where the worker took it back. who has it in Slack; "" for nobody.
func SoonTakenBack(who string) Message { return Told(takenBack(who)...) }

// SoonTakenBackForm says the same over a form.
func SoonTakenBackForm(who string) Form {
	var p page
	p.say(takenBack(who)...)
	return p.notice("Taken back")
}

func takenBack(who string) []string {
	if who == "" {
		return []string{"You have taken it back. It had not gone to anybody.", "Your note stays as it is."}
	}
	return []string{
		"You have taken it back. Nothing more goes out.",
		fmt.Sprintf("What was sent stays in Slack with %s, and can no longer be answered.", who),
		"Your note stays as it is.",
	}
}
