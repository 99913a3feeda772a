package peerwork

import (
	"fmt"
	"strings"
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
	Supervisor Named // zero when the author has none
	Managers   []Named
	Workers    int // peer workers in the team, the author included
}

// ReadersChoice is one answer to "Who can read my words?".
type ReadersChoice struct {
	Readers Readers
	Label   string
}

// Choices returns the answers to "Who can read my words?", people named, OnlyMe first, in the author's own voice:
// "Ama, my supervisor".
func (a Audience) Choices() []ReadersChoice { return a.choices("my") }

// CanLetIn names those whom the author can let read, by choice, as one speaks to the author: "Ama, your supervisor".
func (a Audience) CanLetIn() []string {
	var who []string
	for _, c := range a.choices("your")[1:] {
		who = append(who, c.Label)
	}
	return who
}

func (a Audience) choices(whose string) []ReadersChoice {
	choices := []ReadersChoice{{OnlyMe, "Only me"}}
	if a.Supervisor.User != "" {
		choices = append(choices, ReadersChoice{Supervisor, a.supervisor(whose)})
	}
	if a.hasOtherManagers() {
		choices = append(choices, ReadersChoice{SupervisorAndManager, a.both(whose)})
	}
	return choices
}

// Sentence says who can read a note with that choice: "Only you can read it." It is the honest counterpart of
// Choices: where a person named in the choice has gone, it names who is left.
func (a Audience) Sentence(r Readers) string {
	switch {
	case r == SupervisorAndManager && a.hasOtherManagers():
		return upperFirst(a.both("your")) + ", can read it."
	case r >= Supervisor && a.Supervisor.User != "":
		return upperFirst(a.supervisor("your")) + ", can read it."
	default:
		return "Only you can read it."
	}
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
	return fmt.Sprintf("Your team has %s. %s may guess this is yours.", people, a.ManagerNames())
}

// supervisor names the supervisor; whose is "my" or "your".
func (a Audience) supervisor(whose string) string {
	if a.isManager(a.Supervisor.User) {
		return fmt.Sprintf("%s, %s supervisor and %s line manager", a.Supervisor.Name, whose, whose)
	}
	return fmt.Sprintf("%s, %s supervisor", a.Supervisor.Name, whose)
}

func (a Audience) both(whose string) string {
	others := a.otherManagers(whose) + ", without " + whose + " name"
	if a.Supervisor.User == "" {
		return others
	}
	return a.supervisor(whose) + ", and " + others
}

func (a Audience) hasOtherManagers() bool { return a.otherManagers("") != "" }

func (a Audience) otherManagers(whose string) string {
	var names []string
	for _, m := range a.Managers {
		if m.User != a.Supervisor.User {
			names = append(names, fmt.Sprintf("%s, %s line manager", m.Name, whose))
		}
	}
	return strings.Join(names, ", and ")
}

func (a Audience) isManager(u UserID) bool {
	for _, m := range a.Managers {
		if m.User == u {
			return true
		}
	}
	return false
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
