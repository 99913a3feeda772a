package handlers_test

import (
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/storage"
)

// secret is a note as the test knows it: what its author did, and nothing that storage says of it.
type secret struct {
	id       pw.NoteID
	author   pw.UserID
	team     pw.TeamID
	word     string    // stands in this note only
	toOne    time.Time // since when the supervisor is let in; zero: not
	toMany   time.Time // since when the line managers are
	toAgenda time.Time // since when whom its author's agenda is for is let in
	named    pw.UserID // another supervisor it is for on the agenda; "": the author's own
	deleteOn time.Time
	gone     bool
}

// people are those whom a page named to an author, by what they are to them.
type people map[hold]bool

// hold is a role: a line manager's in a team, or, with a worker, a supervisor's of that worker there.
type hold struct {
	who    pw.UserID
	team   pw.TeamID
	worker pw.UserID
}

// stage is one workspace in which people act.
type stage struct {
	t       *testing.T
	rt      *rapid.T
	store   *storage.Store
	all     handlers.Registry
	ws      pw.WorkspaceID
	now     time.Time
	once    int
	roster  pw.Roster
	holds   map[hold]time.Time // roles and since when they are held
	usual   map[pw.UserID]answer
	secrets []*secret
	seen    []pw.Receipt
	dice    *rand.Rand
	turn    int // how often somebody has tried everything
	*tour
}

// answer is what somebody chose, and whom the page named.
type answer struct {
	readers pw.Readers
	named   people
}

// cast is everybody. Who they are to each other is in the roster, and changes.
func cast() []pw.UserID {
	return []pw.UserID{"U01SAM", "U02LEE", "U03AMA", "U04JO", "U05KIM", "U06BEA", "U07DAN", "U08DEP", "U09ADM", "U10GUS"}
}

func newStage(t *testing.T, rt *rapid.T, store *storage.Store, all handlers.Registry, plays *tour) *stage {
	s := &stage{
		t: t, rt: rt, store: store, all: all, ws: pw.WorkspaceID("T" + pw.NewID()), now: monday, tour: plays,
		dice:  rand.New(rand.NewPCG(rapid.Uint64().Draw(rt, "seed"), 1)),
		holds: map[hold]time.Time{}, usual: map[pw.UserID]answer{},
	}
	s.must(store.EnsureWorkspace(t.Context(), s.ws, "Test"))
	var people []pw.Person
	for _, u := range cast() {
		people = append(people, pw.Person{ID: u, Name: nameFor(u), Timezone: "Europe/London"})
	}
	s.must(store.SavePeople(t.Context(), s.ws, people...))
	s.roster = pw.Roster{K: 5, Admins: []pw.UserID{"U09ADM"}, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, "U04JO", pw.Member{User: "U01SAM", Supervisor: "U03AMA"}, pw.Member{User: "U02LEE", Supervisor: "U04JO"}),
		team("hilltop", "Hilltop", "C0HILL", "U05KIM", pw.Member{User: "U02LEE", Supervisor: "U06BEA"}),
	}}
	s.roster.Teams[0].Deputies = []pw.Held{{User: "U08DEP"}}
	s.saveRoster()
	return s
}

// nameFor is a name that stands nowhere else.
func nameFor(u pw.UserID) string { return "Q" + strings.ToLower(string(u[3:])) + "wyn" }

func (s *stage) must(err error) {
	if err != nil {
		s.rt.Fatal(err)
	}
}

func (s *stage) tick() time.Time {
	s.now = s.now.Add(time.Second)
	return s.now
}

func pick[T any](s *stage, from []T, what string) T {
	return from[rapid.IntRange(0, len(from)-1).Draw(s.rt, what)]
}

// anyOf is for choices too many to be made small one by one.
func anyOf[T any](s *stage, from ...T) T { return from[s.dice.IntN(len(from))] }
