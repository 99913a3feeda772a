package peerwork

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// Named is a person as forms name them.
type Named struct {
	User UserID
	Name string
}

// Audience is who a note's author can let read, in one team.
type Audience struct {
	Team            TeamID
	Roster          int   // the revision of the roster that says so
	Supervisor      Named // zero when the author has none
	SupervisorSince time.Time
	Managers        []Named
	ManagersSince   map[UserID]time.Time
	Workers         int             // peer workers in the team, the author included
	Agenda          Named           // whom the author's agenda lets read the note that is spoken of, besides; zero for nobody
	Left            string          // the team's name, where the author does not work in it any more
	Gone            map[UserID]bool // who opens nothing now, whatever the author chooses: gone from Slack, or a guest
}

// Audience returns who an author can let read a note they wrote for the team. In a team they have left, nobody
// supervises them; its line managers stay, because they may have been let in and can be taken back.
func (t Team) Audience(author UserID, named func(UserID) Named) Audience {
	a := Audience{Team: t.ID, Workers: len(t.Workers), ManagersSince: map[UserID]time.Time{}}
	member, works := t.Member(author)
	if !works {
		a.Left = t.Name
	}
	if member.Supervisor != "" && member.Supervisor != author {
		a.Supervisor, a.SupervisorSince = named(member.Supervisor), member.SupervisorSince
	}
	for _, m := range t.LineManagers {
		if m.User != author {
			a.Managers = append(a.Managers, named(m.User))
			a.ManagersSince[m.User] = m.Since
		}
	}
	return a
}

// ReadersChoice is one answer to "Who can read my words?".
type ReadersChoice struct {
	Readers Readers
	Label   string
}

// Choices returns the answers to "Who can read my words?", people named, OnlyMe first, in the author's own voice:
// "Ama, my supervisor". Somebody who is gone is no answer alone. Beside others they are named, because they can read
// again once they are back.
func (a Audience) Choices() []ReadersChoice { return a.choices("my") }

// Among returns the choice that can be made now: a wider one falls back to the widest there is.
func (a Audience) Among(r Readers) Readers {
	among := OnlyMe
	if r == among {
		return among // as for most notes
	}
	for _, c := range a.Choices() {
		if c.Readers <= r {
			among = c.Readers
		}
	}
	return among
}

// CanLetIn names those whom the author can let read, by choice, as one speaks to the author: "Ama, your supervisor".
func (a Audience) CanLetIn() []string {
	var who []string
	for _, c := range a.choices("your")[1:] {
		who = append(who, c.Label)
	}
	return who
}

func (a Audience) choices(whose string) []ReadersChoice {
	a.Agenda = Named{}
	choices := []ReadersChoice{{OnlyMe, "Only me"}}
	if a.Supervisor.User != "" && !a.Gone[a.Supervisor.User] {
		choices = append(choices, ReadersChoice{Supervisor, a.who(whose, Supervisor.admits)})
	}
	if a.hasOtherManagers() {
		choices = append(choices, ReadersChoice{SupervisorAndManager, a.who(whose, SupervisorAndManager.admits)})
	}
	return choices
}

// Sentence says who can read a note for which that choice is made now: "Only you can read it." Where a person named
// in the choice has gone, it names who is left.
func (a Audience) Sentence(r Readers) string {
	a = a.present()
	a.Agenda = Named{}
	return canRead(a.who("your", r.admits))
}

// ReadBy says who can read that note: those for whom MayRead holds, and nobody else. Somebody who took up their
// place after the author let that place read is not among them.
func (a Audience) ReadBy(n NoteFacts) string { return canRead(a.present().who("your", n.admits)) }

// ShutOut are those whom the author's choice on the note names, and who cannot read it, because they took up their
// place after it was made.
func (a Audience) ShutOut(n NoteFacts) []Named {
	a = a.present()
	reads := map[UserID]bool{}
	var late []Named
	for _, p := range a.places() {
		reads[p.User] = reads[p.User] || p.agenda || n.admits(p.as, p.since)
	}
	for _, p := range a.places() {
		if n.letIn(p.as) && !reads[p.User] {
			late, reads[p.User] = append(late, p.Named), true
		}
	}
	return late
}

// present is the audience without those who are gone.
func (a Audience) present() Audience {
	if len(a.Gone) == 0 {
		return a
	}
	if a.Gone[a.Supervisor.User] {
		a.Supervisor = Named{}
	}
	if a.Gone[a.Agenda.User] {
		a.Agenda = Named{}
	}
	a.Managers = slices.DeleteFunc(slices.Clone(a.Managers), func(m Named) bool { return a.Gone[m.User] })
	return a
}

// place is a reader's place in an Audience.
type place struct {
	Named
	as     Role
	since  time.Time
	agenda bool // let in by the author's agenda, whatever the choice on the note
}

func (a Audience) places() []place {
	places := make([]place, 0, 1+len(a.Managers))
	if a.Supervisor.User != "" {
		places = append(places, place{Named: a.Supervisor, as: RoleSupervisor, since: a.SupervisorSince})
	}
	if a.Agenda.User != "" {
		places = append(places, place{Named: a.Agenda, as: RoleSupervisor, agenda: true})
	}
	for _, m := range a.Managers {
		places = append(places, place{Named: m, as: RoleManager, since: a.ManagersSince[m.User]})
	}
	return places
}

// who names those whom admits lets read, each once, first those who see the author's name; whose is "my" or "your".
// It returns "" for nobody.
func (a Audience) who(whose string, admits func(as Role, since time.Time) bool) string {
	var with, without []string
	reads := map[UserID]bool{}
	for _, p := range a.places() {
		switch {
		case reads[p.User] || !p.agenda && !admits(p.as, p.since):
			continue
		case p.as.ShowsName():
			with = append(with, a.called(p.Named, whose))
		default:
			without = append(without, a.called(p.Named, whose))
		}
		reads[p.User] = true
	}
	if len(without) > 0 {
		with = append(with, strings.Join(without, ", and ")+", without "+whose+" name")
	}
	return strings.Join(with, ", and ")
}

func canRead(who string) string {
	if who == "" {
		return "Only you can read it."
	}
	return upperFirst(who) + ", can read it."
}

// ManagerNames joins the line managers' names: "Jo", "Jo and Kim".
func (a Audience) ManagerNames() string {
	names := make([]string, 0, len(a.Managers))
	for _, m := range a.Managers {
		names = append(names, m.Name)
	}
	return JoinAnd(names)
}

// MayGuess returns the warning for a team in which few could have written a note, or "" where the team has
// at least k workers.
func (a Audience) MayGuess(k int) string {
	if a.Workers >= k || len(a.Managers) == 0 {
		return ""
	}
	people := fmt.Sprintf("%d peer workers", a.Workers)
	if a.Workers == 1 {
		people = "1 peer worker"
	}
	return fmt.Sprintf("%s has %s. %s may guess this is yours.", cmp.Or(a.Left, "Your team"), people, a.ManagerNames())
}

// called names a person by what they are to the author: "Jo, your supervisor and your line manager".
func (a Audience) called(n Named, whose string) string {
	var titles []string
	if n.User == a.Supervisor.User {
		titles = append(titles, whose+" supervisor")
	}
	if a.isManager(n.User) {
		titles = append(titles, a.managing(whose))
	}
	if len(titles) == 0 {
		titles = append(titles, "a supervisor")
	}
	called := n.Name + ", " + strings.Join(titles, " and ")
	if a.Gone[n.User] {
		called += " (cannot read now)"
	}
	return called
}

func (a Audience) managing(whose string) string {
	if a.Left != "" {
		return "line manager of " + a.Left
	}
	return whose + " line manager"
}

func (a Audience) hasOtherManagers() bool {
	return slices.ContainsFunc(a.Managers, func(m Named) bool { return m.User != a.Supervisor.User && !a.Gone[m.User] })
}

func (a Audience) isManager(u UserID) bool {
	return slices.ContainsFunc(a.Managers, func(m Named) bool { return m.User == u })
}

// JoinAnd joins names as a sentence does: "a", "a and b", "a, b and c".
func JoinAnd(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	first, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[size:]
}

// Called is how one speaks to the author of somebody who can read: "Jo, your supervisor and your line manager".
func (a Audience) Called(n Named) string { return a.called(n, "your") }

// CalledMine is the same in the author's own voice.
func (a Audience) CalledMine(n Named) string { return a.called(n, "my") }

// Readers are those who have a place from which they may read, each once.
func (a Audience) Readers() []Named {
	var all []Named
	for _, p := range a.places() {
		if !slices.Contains(all, p.Named) {
			all = append(all, p.Named)
		}
	}
	return all
}
