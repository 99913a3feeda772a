package peerwork_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"handrail/peerwork"
)

// anAgenda reads "bring: a b; learning: c*", in which * is a note that nobody placed.
func anAgenda(written string) *peerwork.Agenda {
	var a peerwork.Agenda
	for _, part := range strings.Split(written, ";") {
		name, ids, _ := strings.Cut(strings.TrimSpace(part), ":")
		for i, id := range strings.Fields(ids) {
			item := peerwork.AgendaItem{ID: strings.TrimSuffix(id, "*"), Part: peerwork.Part(name), Place: i + 1, Added: hours(i)}
			if strings.HasSuffix(id, "*") {
				item.Place, item.Note = 0, peerwork.NoteID(item.ID)
			}
			a.Items = append(a.Items, item)
		}
	}
	a.InOrder()
	return &a
}

func written(a *peerwork.Agenda) string {
	var said []string
	for _, part := range peerwork.Parts() {
		var ids []string
		for _, i := range a.Items {
			if i.Part == part.Part {
				ids = append(ids, i.ID)
			}
		}
		if len(ids) > 0 {
			said = append(said, string(part.Part)+": "+strings.Join(ids, " "))
		}
	}
	return strings.Join(said, "; ")
}

func TestAnAgendaIsPutInOrder(t *testing.T) {
	for name, c := range map[string]struct {
		from   string
		change func(*peerwork.Agenda)
		want   string
	}{
		"stands in the order of the parts":                     {"learning: c; went-well: a", func(*peerwork.Agenda) {}, "went-well: a; learning: c"},
		"notes that nobody placed come last, the oldest first": {"bring: n1* n2* a", func(*peerwork.Agenda) {}, "bring: a n1 n2"},
		"a line goes to the end of its part": {"bring: a n*; actions: z", func(a *peerwork.Agenda) {
			a.Add(peerwork.AgendaItem{ID: "new", Part: peerwork.ToBring})
		}, "bring: a n new; actions: z"},
		"moves up by one":              {"bring: a b c", func(a *peerwork.Agenda) { a.Move("c", true) }, "bring: a c b"},
		"moves down by one":            {"bring: a b c", func(a *peerwork.Agenda) { a.Move("a", false) }, "bring: b a c"},
		"moves a note nobody placed":   {"bring: a n*", func(a *peerwork.Agenda) { a.Move("n", true) }, "bring: n a"},
		"stays at the top":             {"bring: a b", func(a *peerwork.Agenda) { a.Move("a", true) }, "bring: a b"},
		"stays at the end of its part": {"bring: a; learning: b", func(a *peerwork.Agenda) { a.Move("a", false) }, "bring: a; learning: b"},
		"goes to another part":         {"bring: a b; learning: c", func(a *peerwork.Agenda) { a.PutIn("a", peerwork.Learning) }, "bring: b; learning: c a"},
		"stays where it is in its own": {"bring: a b", func(a *peerwork.Agenda) { a.PutIn("a", peerwork.ToBring) }, "bring: a b"},
		"comes off":                    {"bring: a b", func(a *peerwork.Agenda) { a.Remove("a") }, "bring: b"},
		"does nothing with what is not there": {"bring: a", func(a *peerwork.Agenda) {
			a.Move("x", true)
			a.PutIn("x", peerwork.Learning)
			a.Remove("x")
			a.Change("x", func(i *peerwork.AgendaItem) { i.Line = "x" })
		}, "bring: a"},
	} {
		t.Run(name, func(t *testing.T) {
			a := anAgenda(c.from)
			c.change(a)
			if got := written(a); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
			a.InOrder()
			if got := written(a); got != c.want {
				t.Errorf("read again: got %q, want %q", got, c.want)
			}
		})
	}
}

func TestWhomAnItemIsForDecidesWhetherItStaysShared(t *testing.T) {
	a := anAgenda("bring: a b")
	for _, id := range []string{"a", "b"} {
		a.Change(id, func(i *peerwork.AgendaItem) { i.Shared = hours(1) })
	}
	a.Change("a", func(i *peerwork.AgendaItem) { i.Named = "bea" })
	a.Change("b", func(i *peerwork.AgendaItem) { i.Line = "other words" })
	for id, want := range map[string]time.Time{"a": {}, "b": hours(1)} {
		if item, _ := a.Item(id); !item.Shared.Equal(want) {
			t.Errorf("%s is shared since %v, want %v", id, item.Shared, want)
		}
	}
}

func TestAnAgendaHasAnEnd(t *testing.T) {
	a := anAgenda("bring: n*")
	for i := range peerwork.MostLines {
		if !a.Add(peerwork.AgendaItem{ID: fmt.Sprint(i), Part: peerwork.ToBring}) {
			t.Fatalf("line %d was not taken", i)
		}
	}
	if a.Add(peerwork.AgendaItem{ID: "more", Part: peerwork.ToBring}) {
		t.Error("took one line too many")
	}
	if !a.Add(peerwork.AgendaItem{ID: "note", Note: "note", Part: peerwork.ToBring}) {
		t.Error("did not take a note")
	}
}

func TestWhoMaySeeALine(t *testing.T) {
	amaSince := func(since int) peerwork.Standing {
		return peerwork.Standing{Viewer: "ama", Supervises: []peerwork.Supervising{{Team: "riverside", Worker: "sam", Since: hours(since)}}}
	}
	bea := peerwork.Standing{Viewer: "bea", Supervises: []peerwork.Supervising{
		{Team: "hillside", Worker: "kim", Since: hours(-2)}, {Team: "hillside", Worker: "lee", Since: hours(2)},
	}}
	toAma, toBea := peerwork.AgendaShare{Team: "riverside", Since: noon}, peerwork.AgendaShare{Team: "riverside", Named: "bea", Since: noon}
	for name, c := range map[string]struct {
		viewer peerwork.Standing
		share  peerwork.AgendaShare
		want   bool
	}{
		"its author, shared or not":                             {peerwork.Standing{Viewer: "sam"}, peerwork.AgendaShare{}, true},
		"the supervisor, once it is shared":                     {amaSince(-1), toAma, true},
		"the supervisor, before it is shared":                   {amaSince(-1), peerwork.AgendaShare{Team: "riverside"}, false},
		"a supervisor who began after it was shared":            {amaSince(1), toAma, false},
		"the supervisor, of what is for another team's":         {amaSince(-1), peerwork.AgendaShare{Team: "hillside", Since: noon}, false},
		"the supervisor, of what is for another supervisor":     {amaSince(-1), toBea, false},
		"another supervisor whom it names":                      {bea, toBea, true},
		"another supervisor whom it does not name":              {bea, toAma, false},
		"another supervisor who began after it was shared":      {peerwork.Standing{Viewer: "bea", Supervises: bea.Supervises[1:]}, toBea, false},
		"somebody it names who supervises nobody any more":      {peerwork.Standing{Viewer: "bea"}, toBea, false},
		"a line manager as such":                                {peerwork.Standing{Viewer: "jo", Manages: []peerwork.Managing{{Team: "riverside", Since: hours(-1)}}}, toAma, false},
		"nobody, who is the operator":                           {peerwork.Standing{}, toAma, false},
		"the supervisor who is named by the one they supervise": {amaSince(-1), peerwork.AgendaShare{Team: "riverside", Named: "ama", Since: noon}, true},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.viewer.MaySee("sam", c.share); got != c.want {
				t.Errorf("got %v", got)
			}
			n := peerwork.Note{Author: "sam", Team: "riverside", Agenda: c.share}
			if _, may := c.viewer.MayRead(n.Facts()); may != c.want {
				t.Errorf("of a note on the agenda: got %v", may)
			}
		})
	}
}

// TestTheReaderIsWhoMaySee holds what an author is told against the rule: of everybody else, the one who is named may see
// the line, and only where it says so.
func TestTheReaderIsWhoMaySee(t *testing.T) {
	everybody := []peerwork.UserID{"sam", "kim", "ama", "jo", "bea"}
	who := rapid.SampledFrom(everybody)
	rapid.Check(t, func(t *rapid.T) {
		var r peerwork.Roster
		for _, id := range []peerwork.TeamID{"riverside", "hillside"} {
			team := peerwork.Team{ID: id}
			for _, u := range everybody {
				if rapid.Bool().Draw(t, "works") {
					team.Workers = append(team.Workers, peerwork.Member{
						User: u, Supervisor: rapid.SampledFrom(append([]peerwork.UserID{""}, everybody...)).Draw(t, "supervisor"),
						SupervisorSince: hours(rapid.IntRange(-3, 3).Draw(t, "since")),
					})
				}
			}
			r.Teams = append(r.Teams, team)
		}
		author, share := who.Draw(t, "author"), peerwork.AgendaShare{
			Team: aTeam.Draw(t, "team"), Named: rapid.SampledFrom(append([]peerwork.UserID{""}, everybody...)).Draw(t, "named"),
			Since: rapid.SampledFrom([]time.Time{{}, hours(-1), hours(1)}).Draw(t, "shared"),
		}
		reader, reads := r.Reader(author, share)
		for _, u := range everybody {
			want := u == author || reads && u == reader
			if got := r.Standing(u).MaySee(author, share); got != want {
				t.Fatalf("%s may see %v: %v; the author is told %q, %v", u, share, got, reader, reads)
			}
		}
	})
}

func TestEveryPartHasItsPlace(t *testing.T) {
	want := "What went well; What I want to bring; Role and team; Me at work; Learning; Actions"
	var labels []string
	for _, p := range peerwork.Parts() {
		labels = append(labels, p.Label)
		if peerwork.KnownPart(string(p.Part)) != p.Part {
			t.Errorf("%q is not known", p.Part)
		}
	}
	if got := strings.Join(labels, "; "); got != want {
		t.Errorf("got %q", got)
	}
	if peerwork.KnownPart("nonsense") != peerwork.ToBring {
		t.Error("what is not known does not go to what I want to bring")
	}
}
