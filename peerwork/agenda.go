package peerwork

import (
	"cmp"
	"slices"
	"time"
)

// Part is a part of an agenda for supervision.
type Part string

// The parts. They are for the supervisor as well as the worker.
const (
	WentWell    Part = "went-well"
	ToBring     Part = "bring"
	RoleAndTeam Part = "role-and-team"
	MeAtWork    Part = "me-at-work"
	Learning    Part = "learning"
	Actions     Part = "actions"
)

// PartLabel is a part and what people call it.
type PartLabel struct {
	Part  Part
	Label string
}

// Parts returns the parts of an agenda in their order.
func Parts() []PartLabel {
	return []PartLabel{
		{WentWell, "What went well"},
		{ToBring, "What I want to bring"},
		{RoleAndTeam, "Role and team"},
		{MeAtWork, "Me at work"},
		{Learning, "Learning"},
		{Actions, "Actions"},
	}
}

// KnownPart returns the part of that name, or ToBring for one that is not known. It is also where a note begins: who
// chose to talk about something wants to bring it, and putting something hard under what went well would hurt.
func KnownPart(name string) Part {
	i := slices.IndexFunc(Parts(), func(p PartLabel) bool { return string(p.Part) == name })
	if i < 0 {
		return ToBring
	}
	return Parts()[i].Part
}

func (p Part) order() int {
	return slices.IndexFunc(Parts(), func(l PartLabel) bool { return l.Part == p })
}

// Limits of an agenda: what one page holds.
const (
	MostLines       = 25  // lines not yet talked about
	MostAgendaNotes = 50  // notes listed; those that were placed come first, then the newest
	LongestLine     = 300 // characters
)

// AgendaShare says to whom an author shared an item of their agenda, and since when. The zero share lets nobody in.
type AgendaShare struct {
	Team  TeamID    // it is for whoever supervises the author in this team
	Named UserID    // or for this supervisor instead
	Since time.Time // zero: not shared
}

// AgendaItem is one thing a worker brings to supervision: a note of theirs, or a line of their own.
type AgendaItem struct {
	ID    string // a note's item has the id of the note
	Note  NoteID // "" for a line
	Team  TeamID
	Part  Part
	Place int    // within its part, from 1; 0 for a note that was not placed yet
	Named UserID // another supervisor it is for; "" the worker's supervisor in the team

	Shared    time.Time // zero until its author shares it
	Added     time.Time // of a note: when it was saved
	Discussed time.Time // of a line: when it was talked about; a note says so itself
	DeleteOn  time.Time // when its words go
	Revision  int       // of a line: counts up when its words change

	Author UserID
	Kind   Kind      // of a note
	Talk   When      // of a note
	Choice NoteFacts // of a note: whom its author lets read it, here and by the note's own choice
	Line   string    // encrypted at rest; "" for a note
	Words  Words     // of a note; encrypted at rest, and only read where they are asked for
}

// Share returns what the rule looks at.
func (i AgendaItem) Share() AgendaShare {
	return AgendaShare{Team: i.Team, Named: i.Named, Since: i.Shared}
}

// Agenda is what a worker brings, in order.
type Agenda struct {
	Items  []AgendaItem
	Past   []AgendaItem // lines that were talked about, whose words have not gone yet; the newest first
	Roster int          // not kept: the revision of the roster by which it was shared
	More   int          // notes to talk about beyond MostAgendaNotes
}

// InOrder puts the items in the order of the parts; within one, those that were placed, then the oldest first.
func (a *Agenda) InOrder() {
	slices.SortStableFunc(a.Items, func(x, y AgendaItem) int {
		return cmp.Or(
			cmp.Compare(x.Part.order(), y.Part.order()),
			cmp.Compare(flagOf(x.Place == 0), flagOf(y.Place == 0)),
			cmp.Compare(x.Place, y.Place),
			x.Added.Compare(y.Added),
			cmp.Compare(x.ID, y.ID),
		)
	})
}

func flagOf(b bool) int {
	if b {
		return 1
	}
	return 0
}

// place numbers the items as they stand.
func (a *Agenda) place() {
	last := map[Part]int{}
	for i := range a.Items {
		last[a.Items[i].Part]++
		a.Items[i].Place = last[a.Items[i].Part]
	}
}

func (a *Agenda) index(id string) int {
	return slices.IndexFunc(a.Items, func(i AgendaItem) bool { return i.ID == id })
}

// Item returns the item of that id, and whether it is there.
func (a *Agenda) Item(id string) (AgendaItem, bool) {
	i := a.index(id)
	if i < 0 {
		return AgendaItem{}, false
	}
	return a.Items[i], true
}

// Lines counts the lines.
func (a *Agenda) Lines() int {
	lines := 0
	for _, i := range a.Items {
		lines += flagOf(i.Note == "")
	}
	return lines
}

// Add puts an item at the end of its part. It reports false where the agenda holds MostLines already.
func (a *Agenda) Add(item AgendaItem) bool {
	if item.Note == "" && a.Lines() >= MostLines {
		return false
	}
	item.Place = 0
	a.InOrder()
	end := len(a.Items)
	for end > 0 && a.Items[end-1].Part.order() > item.Part.order() {
		end--
	}
	a.Items = slices.Insert(a.Items, end, item)
	a.place()
	return true
}

// Remove takes an item off, and reports whether it was there.
func (a *Agenda) Remove(id string) bool {
	i := a.index(id)
	if i < 0 {
		return false
	}
	a.Items = slices.Delete(a.Items, i, i+1)
	return true
}

// Move moves an item up by one place within its part, or down. At its end it stays.
func (a *Agenda) Move(id string, up bool) {
	a.InOrder()
	i := a.index(id)
	j := i + 1
	if up {
		j = i - 1
	}
	if i < 0 || j < 0 || j >= len(a.Items) || a.Items[i].Part != a.Items[j].Part {
		return
	}
	a.Items[i], a.Items[j] = a.Items[j], a.Items[i]
	a.place()
}

// PutIn puts an item at the end of another part. In its own it stays where it is.
func (a *Agenda) PutIn(id string, part Part) {
	item, ok := a.Item(id)
	if !ok || item.Part == part {
		return
	}
	a.Remove(id)
	item.Part = part
	a.Add(item)
}

// Change changes an item in place. For whom it is decides who may read it: where that changes, it is shared no more.
func (a *Agenda) Change(id string, change func(*AgendaItem)) {
	i := a.index(id)
	if i < 0 {
		return
	}
	was := a.Items[i].Share()
	change(&a.Items[i])
	if a.Items[i].Named != was.Named || a.Items[i].Team != was.Team {
		a.Items[i].Shared = time.Time{}
	}
}

// Reader returns whom an item of the author's is for now, and whether they can read it. Nobody is "", where the author
// has no supervisor in the team, or whom the item names supervises nobody any more.
func (r Roster) Reader(author UserID, share AgendaShare) (reader UserID, reads bool) {
	reader = share.Named
	if reader == "" {
		team, _ := r.Team(share.Team)
		member, _ := team.Member(author)
		reader = member.Supervisor
	}
	standing := r.Standing(reader)
	if _, supervises := standing.supervisesSince(); reader == "" || reader == author || !supervises {
		return "", false
	}
	return reader, standing.MaySee(author, share)
}

// Supervisors returns everybody who supervises anybody but themselves, each once, in the roster's order.
func (r Roster) Supervisors() []UserID {
	var all []UserID
	for _, t := range r.Teams {
		for _, m := range t.Workers {
			if m.Supervisor != "" && m.Supervisor != m.User && !slices.Contains(all, m.Supervisor) {
				all = append(all, m.Supervisor)
			}
		}
	}
	return all
}
