package handlers_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"handrail/digest"
	"handrail/handlers"
	"handrail/internal/need"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/views"
)

// TestWordsReachOnlyWhomTheirAuthorLetIn lets people write, change their minds, take roles and lose them, and has
// everybody try everything on every note meanwhile: each handler of the registry and each query of storage. Who may
// see what is ruled here, from what happened, and not by peerwork.
func TestWordsReachOnlyWhomTheirAuthorLetIn(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { everybodyTriesEverything(t, openStore(t), 12) })
	t.Run("PostgreSQL", func(t *testing.T) { everybodyTriesEverything(t, openPostgres(t), 4) })
}

// openPostgres opens a database in a schema of its own.
func openPostgres(t *testing.T) *storage.Store {
	t.Helper()
	address := need.Schema(t)
	file := filepath.Join(t.TempDir(), "key")
	if err := storage.NewKeyFile(file); err != nil {
		t.Fatal(err)
	}
	keys, err := storage.LoadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), storage.Options{URL: address, Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

// atMost runs a property that many times, however many rapid asks for; a failure is still made small.
func atMost(runs int, property func(*rapid.T)) func(*rapid.T) {
	failed := false
	return func(t *rapid.T) {
		if runs--; runs < 0 && !failed {
			return
		}
		passed := false
		defer func() { failed = failed || !passed }()
		property(t)
		passed = true
	}
}

func everybodyTriesEverything(t *testing.T, store *storage.Store, runs int) {
	all := registryOn(t, store)
	plays := &tour{tried: map[string]int{}, opened: map[pw.Role]int{}}
	rapid.Check(t, atMost(runs, func(rt *rapid.T) {
		s := newStage(t, rt, store, all, plays)
		s.play()
		plays.elsewhere = tail(append(plays.elsewhere, s.secrets...), 3)
	}))
	if t.Failed() {
		return
	}
	t.Logf("opened as %v", plays.opened)
	for _, role := range []pw.Role{pw.RoleSupervisor, pw.RoleManager} {
		if plays.opened[role] < runs/4 {
			t.Errorf("as %s only %d notes were opened in %d plays: the test proves little", role, plays.opened[role], runs)
		}
	}
	for _, name := range namesIn(all) {
		if plays.tried[name] == 0 {
			t.Errorf("nobody tried %q", name)
		}
	}
}

// tour is what goes on from one play to the next.
type tour struct {
	tried     map[string]int
	opened    map[pw.Role]int
	written   int
	elsewhere []*secret // of workspaces before: none of it may ever be seen
}

func tail[T any](all []T, most int) []T { return all[max(0, len(all)-most):] }

func registryOn(t testing.TB, store *storage.Store) handlers.Registry {
	t.Helper()
	return handlers.New(handlers.Dependencies{
		Store: store, Suggester: ourSuggester(t), Masker: mask.New(), Bank: ourBank(t), Signpost: views.DefaultSignpost(), OpenTime: time.Minute,
	})
}

func namesIn(all handlers.Registry) []string {
	var names []string
	for _, c := range all.Commands {
		names = append(names, c.Name)
	}
	for _, s := range all.Shortcuts {
		names = append(names, s.CallbackID)
	}
	names = append(names, slices.Collect(maps.Keys(all.Actions))...)
	names = append(names, slices.Collect(maps.Keys(all.Forms))...)
	slices.Sort(names)
	return append(names, "home", "direct")
}

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

// namedTo are those whom a page drawn now names to somebody who writes for a team.
func (s *stage) namedTo(author pw.UserID, team pw.TeamID) people {
	named := people{}
	for h := range s.holds {
		if h.team == team && h.who != author && (h.worker == "" || h.worker == author) {
			named[h] = true
		}
	}
	return named
}

// firstTeam is the team for which a person writes unless they say otherwise.
func (s *stage) firstTeam(of pw.UserID) pw.TeamID {
	if teams := s.roster.TeamsOf(of); len(teams) > 0 {
		return teams[0].ID
	}
	return ""
}

// choose is an answer to "Who can read my words?" on a page that named those people. Who stays let in was let in when
// they were. An answer that names nobody, because nobody is there to name, is the next narrower one. One that lets in
// somebody who was not named changes nothing.
func (s *stage) choose(n *secret, r pw.Readers, named people) {
	if r == pw.SupervisorAndManager && !s.hasManager(n) {
		r = pw.Supervisor
	}
	if _, has := s.supervisor(n); r == pw.Supervisor && !has {
		r = pw.OnlyMe
	}
	for h := range s.namedTo(n.author, n.team) {
		enters := h.worker != "" && r >= pw.Supervisor && n.toOne.IsZero() || h.worker == "" && r >= pw.SupervisorAndManager && n.toMany.IsZero()
		if enters && !named[h] {
			return
		}
	}
	for since, in := range map[*time.Time]bool{&n.toOne: r >= pw.Supervisor, &n.toMany: r >= pw.SupervisorAndManager} {
		switch {
		case !in:
			*since = time.Time{}
		case since.IsZero():
			*since = s.now
		}
	}
}

// chosen is the answer that stands on a note.
func (n *secret) chosen() pw.Readers {
	switch {
	case !n.toMany.IsZero():
		return pw.SupervisorAndManager
	case !n.toOne.IsZero():
		return pw.Supervisor
	}
	return pw.OnlyMe
}

// supervisor is who supervises the author in the note's team.
func (s *stage) supervisor(n *secret) (pw.UserID, bool) {
	for h := range s.holds {
		if h.team == n.team && h.worker == n.author && h.who != n.author {
			return h.who, true
		}
	}
	return "", false
}

// hasManager reports whether the note's team has a line manager who is neither the author nor their supervisor.
func (s *stage) hasManager(n *secret) bool {
	supervisor, _ := s.supervisor(n)
	for h := range s.holds {
		if h.team == n.team && h.worker == "" && h.who != n.author && h.who != supervisor {
			return true
		}
	}
	return false
}

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

// play is one run.
func (s *stage) play() {
	s.usually("U01SAM", "2")
	s.usually("U02LEE", s.wider())
	s.write("U01SAM")
	s.write("U02LEE")
	for range rapid.IntRange(4, 9).Draw(s.rt, "steps") {
		switch rapid.IntRange(0, 9).Draw(s.rt, "what happens") {
		case 0, 1, 2:
			s.write(pick(s, cast(), "author"))
		case 3, 4:
			s.changeRoles()
		case 5, 6, 7:
			s.changeMind()
		case 8:
			s.wait()
		}
		s.tryEverything(pick(s, cast(), "viewer"))
	}
	for _, viewer := range cast() {
		for _, n := range s.secrets {
			s.act(viewer, views.Action(views.ActSoonSeen, string(n.id)))
		}
		s.ask(viewer)
		s.honest(viewer)
	}
	s.receiptsAreWhole()
	s.outbox()
}

// The roles.

// saveRoster stores the roster as it stands, and notes who holds what since then.
func (s *stage) saveRoster() {
	s.must(s.store.SaveRoster(s.t.Context(), s.ws, -1, s.roster, "U09ADM", s.tick()))
	s.noteHolds()
}

// noteHolds notes who holds what since now.
func (s *stage) noteHolds() {
	was := s.holds
	s.holds = map[hold]time.Time{}
	keep := func(h hold) {
		s.holds[h] = s.now
		if since, held := was[h]; held {
			s.holds[h] = since
		}
	}
	for _, t := range s.roster.Teams {
		for _, m := range t.LineManagers {
			keep(hold{who: m.User, team: t.ID})
		}
		for _, m := range t.Workers {
			if m.Supervisor != "" {
				keep(hold{m.Supervisor, t.ID, m.User})
			}
		}
	}
}

func (s *stage) changeRoles() {
	if rapid.Bool().Draw(s.rt, "in Slack") {
		s.changeRolesInSlack()
		return
	}
	t := &s.roster.Teams[rapid.IntRange(0, 1).Draw(s.rt, "team")]
	who := pick(s, cast(), "whose role")
	switch rapid.IntRange(0, 5).Draw(s.rt, "role") {
	case 0:
		t.LineManagers = toggled(t.LineManagers, who)
	case 1:
		t.Deputies = toggled(t.Deputies, who)
	case 2:
		if len(t.Workers) > 0 {
			t.Workers[rapid.IntRange(0, len(t.Workers)-1).Draw(s.rt, "worker")].Supervisor = who
		}
	case 3:
		t.Workers = joined(t.Workers, who)
	case 4: // to the other team
		t.Workers = slices.DeleteFunc(t.Workers, func(m pw.Member) bool { return m.User == who })
		other := &s.roster.Teams[0]
		if t == other {
			other = &s.roster.Teams[1]
		}
		other.Workers = append(slices.DeleteFunc(other.Workers, func(m pw.Member) bool { return m.User == who }), pw.Member{User: who})
	case 5:
		s.roster.Admins = []pw.UserID{who}
	}
	s.saveRoster()
}

// changeRolesInSlack has the admin give somebody another supervisor, or take them out of a team, by the forms for it.
func (s *stage) changeRolesInSlack() {
	team := &s.roster.Teams[rapid.IntRange(0, 1).Draw(s.rt, "team")]
	who := pick(s, cast(), "whose role")
	if len(team.Workers) == 0 {
		return
	}
	i := rapid.IntRange(0, len(team.Workers)-1).Draw(s.rt, "worker")
	place := string(team.ID) + "/" + string(team.Workers[i].User)
	if rapid.Bool().Draw(s.rt, "takes out") {
		s.sendAsAdmin(s.askAsAdmin(views.Action(views.ActWorkerOut, place)), nil)
		team.Workers = slices.Delete(team.Workers, i, i+1)
	} else if who != team.Workers[i].User && who != team.Workers[i].Supervisor {
		second := s.sendAsAdmin(s.askAsAdmin(views.Action(views.ActWorker, place)), map[string]string{views.BoxSupervisor: string(who)})
		s.sendAsAdmin(second, nil)
		team.Workers[i].Supervisor = who
	}
	s.noteHolds()
	stored, err := s.store.Roster(s.t.Context(), s.ws)
	s.must(err)
	now, _ := stored.Team(team.ID)
	for j, m := range now.Workers {
		if len(now.Workers) != len(team.Workers) || m.User != team.Workers[j].User || m.Supervisor != team.Workers[j].Supervisor {
			s.rt.Fatalf("the admin's forms made %+v, not %+v", now.Workers, team.Workers)
		}
	}
}

func (s *stage) askAsAdmin(action string) *views.Form {
	name, _, _ := strings.Cut(action, ":")
	return s.request(s.all.Actions[name], handlers.Request{User: s.roster.Admins[0], Name: action, View: "V1"}).Update
}

func (s *stage) sendAsAdmin(form *views.Form, boxes map[string]string) *views.Form {
	return s.request(s.all.Forms[form.CallbackID], handlers.Request{
		User: s.roster.Admins[0], Name: form.CallbackID, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes),
	}).Update
}

func toggled(held []pw.Held, who pw.UserID) []pw.Held {
	if slices.ContainsFunc(held, func(h pw.Held) bool { return h.User == who }) {
		return slices.DeleteFunc(held, func(h pw.Held) bool { return h.User == who })
	}
	return append(held, pw.Held{User: who})
}

func joined(members []pw.Member, who pw.UserID) []pw.Member {
	if slices.ContainsFunc(members, func(m pw.Member) bool { return m.User == who }) {
		return slices.DeleteFunc(members, func(m pw.Member) bool { return m.User == who })
	}
	return append(members, pw.Member{User: who})
}

// may is the rule as it is written for people: the author; the author's supervisor in the note's team and that team's
// line managers, while let in, if they were let in when they held the role already.
func (s *stage) may(viewer pw.UserID, n *secret) pw.Role {
	switch {
	case n.gone:
		return ""
	case viewer == n.author:
		return pw.RoleAuthor
	case !s.now.Before(n.deleteOn):
		return ""
	case s.letIn(n.toOne, hold{viewer, n.team, n.author}):
		return pw.RoleSupervisor
	case s.letInByAgenda(viewer, n):
		return pw.RoleSupervisor
	case s.letIn(n.toMany, hold{who: viewer, team: n.team}):
		return pw.RoleManager
	}
	return ""
}

func (s *stage) letIn(since time.Time, h hold) bool {
	held, now := s.holds[h]
	return now && !since.IsZero() && !since.Before(held)
}

// letInByAgenda is the rule for agendas as it is written for people: whom an item is for, once it is shared, if they
// were a supervisor already: of its author, or, where it names them, of anybody they supervise now.
func (s *stage) letInByAgenda(viewer pw.UserID, n *secret) bool {
	if n.named == "" {
		return s.letIn(n.toAgenda, hold{viewer, n.team, n.author}) && viewer != n.author
	}
	since, supervises := s.supervisesSince(viewer)
	return n.named == viewer && supervises && !n.toAgenda.IsZero() && !n.toAgenda.Before(since)
}

func (s *stage) supervisesSince(u pw.UserID) (since time.Time, supervises bool) {
	for h, at := range s.holds {
		if h.who == u && h.worker != "" && h.worker != u && (!supervises || at.Before(since)) {
			since, supervises = at, true
		}
	}
	return since, supervises
}

// onAgenda puts a note on its author's agenda, names somebody perhaps, and shares it, or takes it back or off.
func (s *stage) onAgenda(n *secret) {
	id := string(n.id)
	s.act(n.author, views.Action(views.ActAgendaPut, id))
	if rapid.Bool().Draw(s.rt, "names another supervisor") {
		s.nameOnAgenda(n, pick(s, cast(), "named"))
	}
	switch rapid.IntRange(0, 4).Draw(s.rt, "on the agenda") {
	case 0:
		s.act(n.author, views.Action(views.ActAgendaBack, id))
		n.toAgenda = time.Time{}
	case 1:
		s.act(n.author, views.Action(views.ActAgendaOff, id))
		n.toAgenda, n.named = time.Time{}, ""
	default:
		s.shareOnAgenda(n)
	}
}

func (s *stage) nameOnAgenda(n *secret, u pw.UserID) {
	form := s.act(n.author, views.Action(views.ActAgendaItem, string(n.id))).Form
	s.request(s.all.Forms[views.FormAgendaItem], handlers.Request{
		User: n.author, Name: views.FormAgendaItem, View: "V1", Private: form.PrivateMetadata, State: filled(form, map[string]string{views.BoxFor: views.ForNamed(u)}),
	})
	if _, supervises := s.supervisesSince(u); !supervises || u == n.author || len(s.roster.Supervisors()) == 0 {
		return
	}
	was := n.named
	n.named = u
	if own, has := s.supervisor(n); has && own == u {
		n.named = ""
	}
	if n.named != was {
		n.toAgenda = time.Time{}
	}
}

func (s *stage) shareOnAgenda(n *secret) {
	form := s.act(n.author, views.Action(views.ActAgendaShare, string(n.id))).Form
	if form == nil || form.CallbackID != views.FormAgendaShare {
		return
	}
	reader := n.named
	if reader == "" {
		reader, _ = s.supervisor(n)
	}
	if !strings.Contains(encode(form), nameFor(reader)) {
		s.rt.Fatalf("%s shares with %s, and the look before does not say so", n.author, reader)
	}
	s.request(s.all.Forms[views.FormAgendaShare], handlers.Request{User: n.author, Name: views.FormAgendaShare, View: "V1", Private: form.PrivateMetadata})
	n.toAgenda = s.now
}

// What authors do.

// request makes one request, and rules on what comes back.
func (s *stage) request(h handlers.Handler, req handlers.Request) handlers.Reply {
	name, _, _ := strings.Cut(req.Name, ":")
	s.tried[name]++
	s.once++
	if req.Once == "" {
		req.Once = fmt.Sprint("request ", s.once)
	}
	req.Workspace, req.Now = s.ws, s.tick()
	reply, err := h(s.t.Context(), req)
	var told *pw.Error
	if err != nil && !errors.As(err, &told) && !errors.Is(err, pw.ErrDuplicate) {
		s.rt.Fatalf("%s by %s: %v", req.Name, req.User, err)
	}
	s.rule(req, reply, err)
	s.answersInTheirRole(req, err)
	return reply
}

func (s *stage) command(name string) handlers.Handler {
	i := slices.IndexFunc(s.all.Commands, func(c handlers.Command) bool { return c.Name == name })
	return s.all.Commands[i].Handle
}

func (s *stage) act(by pw.UserID, action string, options ...string) handlers.Reply {
	name, _, _ := strings.Cut(action, ":")
	req := handlers.Request{User: by, Name: action, Channel: riversideChannel}
	if len(options) > 0 {
		req.Text, req.State = options[0], asked(s.t, s.store, s.ws, by, action, options...)
	}
	return s.request(s.all.Actions[name], req)
}

// meanwhile may change roles, between the page that asks and the answer.
func (s *stage) meanwhile() {
	if rapid.IntRange(0, 2).Draw(s.rt, "meanwhile") == 0 {
		s.changeRoles()
	}
}

// write makes a note, by any of the ways in.
func (s *stage) write(by pw.UserID) {
	word := "plover" + letters(s.written)
	s.written++
	text := "I thought about " + word + " for a while"
	given := s.usual[by]
	way := rapid.IntRange(0, 6).Draw(s.rt, "way in")
	var form *views.Form
	switch way {
	case 0:
		s.request(s.command("/reflect"), handlers.Request{User: by, Name: "/reflect", Text: text, Channel: riversideChannel})
	case 1:
		s.request(s.command("/boundary"), handlers.Request{User: by, Name: "/boundary", Text: text, Channel: riversideChannel})
	case 2:
		form = s.request(s.command("/reflect"), handlers.Request{User: by, Name: "/reflect"}).Form
	case 3:
		form = s.act(by, views.Action(views.ActWritePrompt, "r2-less-alone")).Form
	case 4:
		form = s.act(by, views.ActAskBoundary).Form
	case 5:
		form = s.request(s.all.Shortcuts[2].Handle, handlers.Request{User: by, Name: s.all.Shortcuts[2].CallbackID, Text: "somebody else's words"}).Form
	case 6:
		given = s.tellAndKeep(by, text)
	}
	if form != nil {
		given = s.fill(by, form, text, answer{named: s.namedTo(by, s.firstTeam(by))}, false)
	}
	n := s.newest(by, word)
	s.choose(n, given.readers, given.named)
	s.secrets = append(s.secrets, n)
}

// tellAndKeep sends the bot a direct message and has it kept, as the question then said.
func (s *stage) tellAndKeep(by pw.UserID, text string) answer {
	held := s.request(s.all.Direct, handlers.Request{User: by, Name: "direct", Text: text, Channel: "D0", Message: "1.1"})
	asked := &secret{author: by, team: s.firstTeam(by)}
	s.choose(asked, s.usual[by].readers, s.usual[by].named)
	given := answer{asked.chosen(), s.namedTo(by, asked.team)}
	s.meanwhile()
	for _, id := range idsOf(encode(held.Say.Blocks)) {
		if strings.HasPrefix(id, views.ActKeepDraft+":") {
			s.act(by, id)
			break
		}
	}
	return given
}

// wider draws an answer to who can read, the widest most often, for the more there is to read the more can leak.
func (s *stage) wider() string { return pick(s, []string{"0", "1", "2", "2", "2"}, "readers") }

func readersOf(option string) pw.Readers {
	return map[string]pw.Readers{"0": pw.OnlyMe, "1": pw.Supervisor, "2": pw.SupervisorAndManager}[option]
}

// letters spells a number so that no spelling is a part of another.
func letters(i int) string {
	return string([]byte{byte('a' + i/17576%26), byte('a' + i/676%26), byte('a' + i/26%26), byte('a' + i%26)})
}

// fill sends a form with other words, in some box, perhaps after roles changed, and returns what was answered to whom it
// named. What it does not ask stays as it was, which is what it is given.
func (s *stage) fill(by pw.UserID, form *views.Form, text string, given answer, shows bool) answer {
	boxes := map[string]string{views.BoxWhat: text, views.BoxCodes: "R1,E2"}
	if rapid.Bool().Draw(s.rt, "in another box") {
		boxes[views.BoxWhat], boxes[views.BoxNext] = "It went well", text
	}
	boxes[views.BoxReaders] = s.wider()
	boxes[views.BoxShare] = pick(s, []string{"yes", "no"}, "share")
	if rapid.Bool().Draw(s.rt, "another team") {
		boxes[views.ActTeam] = pick(s, []string{"riverside", "hilltop"}, "team") // sent before the form is drawn anew for it
	}
	state := filled(form, boxes)
	if r, asked := state.Readers(views.BoxReaders); asked {
		given.readers = r
	}
	s.meanwhile()
	s.request(s.all.Forms[views.FormNote], handlers.Request{
		User: by, Name: views.FormNote, View: "V1", Private: form.PrivateMetadata, State: state,
	})
	s.showsThemesToThese(by, views.ParseNoteMeta(form.PrivateMetadata).Note, given.named, shows)
	return given
}

// showsThemesToThese fails where a note's themes, which were not shown before, are shown to a line manager who was not
// named. Without an id it is the author's newest note.
func (s *stage) showsThemesToThese(author pw.UserID, id pw.NoteID, named people, before bool) {
	notes, _, err := s.store.OwnNotes(s.t.Context(), s.ws, author, pw.NoteFilter{Limit: 1000})
	s.must(err)
	i := slices.IndexFunc(notes, func(n pw.Note) bool { return id == "" || n.ID == id })
	if before || i < 0 || !notes[i].ShareThemes {
		return
	}
	for h := range s.namedTo(author, notes[i].Team) {
		if h.worker == "" && !named[h] {
			s.rt.Fatalf("the themes of %s are shown to %s, who was not named", author, h.who)
		}
	}
}

func (s *stage) showsThemes(n *secret) bool {
	stored, err := s.store.OwnNote(s.t.Context(), s.ws, n.author, n.id)
	s.must(err)
	return stored.ShareThemes
}

// newest finds what was just saved.
func (s *stage) newest(by pw.UserID, word string) *secret {
	notes, _, err := s.store.OwnNotes(s.t.Context(), s.ws, by, pw.NoteFilter{Limit: 1})
	s.must(err)
	if len(notes) == 0 || !strings.Contains(encode(notes[0].Words), word) {
		s.rt.Fatalf("%s's note was not saved", by)
	}
	return &secret{id: notes[0].ID, author: by, team: notes[0].Team, word: word, deleteOn: notes[0].DeleteOn}
}

// usually sets the answer with which a person's notes begin.
func (s *stage) usually(who pw.UserID, readers string) {
	s.request(s.all.Forms[views.FormSettings], handlers.Request{
		User: who, Name: views.FormSettings, View: "V1", State: asked(s.t, s.store, s.ws, who, views.BoxUsualReaders, readers),
	})
	s.usual[who] = answer{readersOf(readers), s.namedTo(who, s.firstTeam(who))}
}

func (s *stage) living() []*secret {
	return slices.DeleteFunc(slices.Clone(s.secrets), func(n *secret) bool { return n.gone || !s.now.Before(n.deleteOn) })
}

func (s *stage) changeMind() {
	living := s.living()
	if len(living) == 0 {
		return
	}
	n := pick(s, living, "note")
	id := string(n.id)
	switch rapid.IntRange(0, 14).Draw(s.rt, "change") {
	case 11, 12, 13, 14:
		s.onAgenda(n)
	case 0, 1, 2, 3:
		r := s.wider()
		s.choose(n, readersOf(r), s.answerMenu(n, views.ActReaders, r))
	case 4, 5:
		if form := s.act(n.author, views.Action(views.ActOpenNote, id)).Form; form != nil {
			given := s.fill(n.author, form, "More of "+n.word, answer{n.chosen(), s.namedTo(n.author, n.team)}, s.showsThemes(n))
			s.choose(n, given.readers, given.named)
		}
	case 6:
		shows := s.showsThemes(n)
		named := s.answerMenu(n, views.ActShare, pick(s, []string{"yes", "no"}, "share"))
		s.showsThemesToThese(n.author, n.id, named, shows)
	case 7:
		s.act(n.author, views.Action(views.ActTalk, id), "soon")
		s.act(n.author, views.Action(views.ActSendSoon, id), pick(s, []string{"", "U03AMA,U08DEP", "U08DEP,", "U04JO,U08DEP"}, "whom to talk with"))
	case 8:
		s.act(n.author, views.Action(pick(s, []string{views.ActUndo, views.ActDeleteNote}, "deletes by"), id))
		n.gone = true
	case 9:
		s.usually(n.author, s.wider())
	case 10:
		s.request(s.all.Forms[views.FormDeleteAll], handlers.Request{User: n.author, Name: views.FormDeleteAll, View: "V1"})
		s.usual[n.author] = answer{}
		for _, each := range s.secrets {
			each.gone = each.gone || each.author == n.author
		}
	}
	s.seen = slices.DeleteFunc(s.seen, func(r pw.Receipt) bool { return s.secret(r.Note).gone })
}

// answerMenu answers a menu on a note's page, perhaps after roles changed, and returns whom it named.
func (s *stage) answerMenu(n *secret, menu, option string) people {
	req := handlers.Request{User: n.author, Name: views.Action(menu, string(n.id)), Text: option, Channel: riversideChannel}
	req.State = asked(s.t, s.store, s.ws, n.author, req.Name, option)
	named := s.namedTo(n.author, n.team)
	s.meanwhile()
	s.request(s.all.Actions[menu], req)
	return named
}

// wait lets time pass, so that some words are due to go, and perhaps lets them go.
func (s *stage) wait() {
	s.now = s.now.AddDate(0, 0, rapid.SampledFrom([]int{1, 7, 60}).Draw(s.rt, "days"))
	if rapid.Bool().Draw(s.rt, "expire") {
		s.clock()
		for _, n := range s.secrets {
			n.gone = n.gone || !s.now.Before(n.deleteOn)
		}
		s.seen = slices.DeleteFunc(s.seen, func(r pw.Receipt) bool { return s.secret(r.Note).gone })
	}
}

// clock has done what is due by now: words expire, and wishes to talk soon pass on. What is sent tells nobody's words.
func (s *stage) clock() {
	posts := &posted{ws: s.ws, pages: map[string]string{}}
	s.must(scheduler.New(s.store, posts, ourBank(s.t), slog.New(slog.DiscardHandler)).Tick(s.t.Context(), s.tick()))
	s.holdsNoWord(encode(posts.pages))
}

// answersInTheirRole fails where somebody may answer a wish to talk soon who is, by the roster as it stands, neither a
// supervisor of the worker nor a deputy of the team.
func (s *stage) answersInTheirRole(req handlers.Request, err error) {
	name, id, _ := strings.Cut(req.Name, ":")
	i := slices.IndexFunc(s.secrets, func(n *secret) bool { return string(n.id) == id })
	if name != views.ActSoonSeen || err != nil || i < 0 {
		return
	}
	n := s.secrets[i]
	supervises := slices.ContainsFunc(s.roster.Teams, func(t pw.Team) bool {
		m, works := t.Member(n.author)
		return works && m.Supervisor == req.User
	})
	team, _ := s.roster.Team(n.team)
	deputises := slices.ContainsFunc(team.Deputies, func(h pw.Held) bool { return h.User == req.User })
	if n.gone || req.User == n.author || !supervises && !deputises {
		s.rt.Fatalf("%s answered a wish to talk soon of %s", req.User, n.author)
	}
}

func (s *stage) secret(id pw.NoteID) *secret {
	i := slices.IndexFunc(s.secrets, func(n *secret) bool { return n.id == id })
	return s.secrets[i]
}

// What anybody tries.

// tryEverything has a viewer use every handler: those that read on every note there is or was, the others on one
// of somebody else's and on things that are no notes.
func (s *stage) tryEverything(viewer pw.UserID) {
	before := s.revisions(viewer)
	const some = 4 // of which one is made now, and another the next time
	all := s.attempts(viewer)
	for i := s.turn % some; i < len(all); i += some {
		s.request(s.handlerOf(all[i].Name), all[i])
	}
	s.turn++
	for _, n := range s.living() {
		s.opensExactlyIfAllowed(viewer, n)
	}
	if after := s.revisions(viewer); !maps.Equal(before, after) {
		s.rt.Fatalf("%s changed somebody else's notes", viewer)
	}
}

func (s *stage) handlerOf(name string) handlers.Handler {
	name, _, _ = strings.Cut(name, ":")
	for _, c := range s.all.Commands {
		if c.Name == name {
			return c.Handle
		}
	}
	for _, c := range s.all.Shortcuts {
		if c.CallbackID == name {
			return c.Handle
		}
	}
	if h := cmp.Or(name == "home", name == "direct"); h {
		return map[string]handlers.Handler{"home": s.all.Home, "direct": s.all.Direct}[name]
	}
	if h := s.all.Actions[name]; h != nil {
		return h
	}
	return s.all.Forms[name]
}

func (s *stage) attempts(viewer pw.UserID) []handlers.Request {
	var reqs []handlers.Request
	add := func(r handlers.Request) {
		r.User = viewer
		reqs = append(reqs, r)
	}
	add(handlers.Request{Name: "home", Text: anyOf(s, "", "engagement")})
	add(handlers.Request{Name: "direct", Text: "hello"})
	for _, c := range s.all.Commands {
		if c.Name == "/reflect" || c.Name == "/boundary" {
			add(handlers.Request{Name: c.Name, Channel: riversideChannel})
			continue
		}
		for _, text := range s.arguments() {
			add(handlers.Request{Name: c.Name, Text: text, Channel: anyOf(s, riversideChannel, "C0HILL", "D0")})
		}
	}
	for _, c := range s.all.Shortcuts {
		add(handlers.Request{Name: c.CallbackID, Text: "somebody else's words"})
	}
	for _, name := range slices.Sorted(maps.Keys(s.all.Actions)) {
		for _, id := range s.things(viewer, name) {
			if name == views.ActAgendaBack && id == "" {
				continue // it would take back all that the viewer shared
			}
			req := s.place(viewer)
			req.Name, req.Text = views.Action(name, id), anyOf(s, s.values()...)
			req.State = chosen(req.Name, anyOf(s, "0", "2", "yes", "soon", "R1", "B2", "U03AMA,U08DEP", string(viewer)+","))
			add(req)
		}
	}
	for _, n := range s.foreign(viewer) {
		meta := views.NoteMeta{Note: n.id, Revision: 1 + s.dice.IntN(3), Kind: pw.Reflection, Team: n.team}
		state := views.State{"b": {}}
		for _, box := range []string{views.BoxWhat, views.BoxWhy} {
			a := state["b"][box]
			a.Value = "These are mine"
			state["b"][box] = a
		}
		add(handlers.Request{Name: views.FormNote, View: "V1", Private: meta.String(), State: state})
	}
	for _, name := range slices.Sorted(maps.Keys(s.all.Forms)) {
		if name != views.FormNote && name != views.FormDeleteAll {
			req := s.place(viewer)
			req.Name, req.View = name, "V1"
			add(req)
		}
	}
	if !slices.ContainsFunc(s.secrets, func(n *secret) bool { return n.author == viewer && !n.gone }) {
		add(handlers.Request{Name: views.FormDeleteAll, View: "V1"})
	}
	return reqs
}

func (s *stage) arguments() []string {
	n := anyOf(s, s.secrets...)
	return []string{
		"", "notes", "data", "who", "settings", "ask", "ask engagement", "riverside", "hilltop", "2026-W47", "riverside 2026-W48",
		string(n.id), string(n.author), nameFor(n.author), "notes engagement", "open " + string(n.id),
	}
}

// things are what a button may stand on.
func (s *stage) things(viewer pw.UserID, action string) []string {
	reads := []string{
		views.ActOpenNote, views.ActOpenShared, views.ActAddMore, views.ActChangeThemes,
	}
	var ids []string
	if slices.Contains(reads, action) {
		for _, n := range append(s.secrets, s.elsewhere...) {
			ids = append(ids, string(n.id))
		}
		return ids
	}
	for _, n := range tail(s.foreign(viewer), 1) {
		ids = append(ids, string(n.id))
	}
	return append(ids, anyOf(s,
		"riverside", "hilltop", "2026-W47", "2026-W46", "U01SAM", "U02LEE", "0", "10", "", "r2-less-alone", "engagement",
	), map[string]string{views.ActPair: "U01SAM", views.ActReadShared: "riverside", views.ActLastDigest: "riverside"}[action])
}

func (s *stage) values() []string {
	return []string{"", "2026-W47", "2026-W46", "riverside", "hilltop", "engagement", "r2-less-alone", string(anyOf(s, s.secrets...).id)}
}

// place is where a button may stand: a message, App Home, or a form.
func (s *stage) place(viewer pw.UserID) handlers.Request {
	meta := views.NoteMeta{Kind: pw.Reflection}
	for _, n := range tail(s.foreign(viewer), 1) {
		meta.Note, meta.Team = n.id, n.team
	}
	return anyOf(s, []handlers.Request{
		{Channel: riversideChannel, Message: "1.2"}, {View: "V0", Private: views.HomePrivate}, {View: "V1", Private: meta.String()},
	}...)
}

// foreign are the notes of others, and of another workspace.
func (s *stage) foreign(viewer pw.UserID) []*secret {
	return slices.DeleteFunc(append(slices.Clone(s.elsewhere), s.secrets...), func(n *secret) bool { return n.author == viewer })
}

func (s *stage) revisions(but pw.UserID) map[pw.NoteID]int {
	revisions := map[pw.NoteID]int{}
	for _, n := range s.secrets {
		if n.author == but || n.gone {
			continue
		}
		stored, err := s.store.OwnNote(s.t.Context(), s.ws, n.author, n.id)
		s.must(err)
		if !strings.Contains(encode(stored.Words), n.word) {
			s.rt.Fatalf("%s lost their words", n.author)
		}
		revisions[n.id] = stored.Revision
	}
	return revisions
}

// rule judges what came back. Words may stand in the forms only, and of whoever may read them now.
func (s *stage) rule(req handlers.Request, r handlers.Reply, err error) {
	s.ownCopy(req, r.Send)
	forms := encode([]any{r.Form, r.Update})
	elsewhere := encode([]any{r.Say, r.Home, r.Errors, r.GiveBack, fmt.Sprint(err)})
	if !strings.Contains(forms, "plover") && !strings.Contains(elsewhere, "plover") {
		return
	}
	for _, n := range s.elsewhere {
		if strings.Contains(elsewhere, n.word) || strings.Contains(forms, n.word) {
			s.rt.Fatalf("%s by %s: words of another workspace", req.Name, req.User)
		}
	}
	for _, n := range s.secrets {
		if strings.Contains(elsewhere, n.word) {
			s.rt.Fatalf("%s by %s: the words of %s stand outside a form", req.Name, req.User, n.author)
		}
		if !strings.Contains(forms, n.word) || req.User == n.author {
			continue
		}
		role := s.may(req.User, n)
		if role == "" {
			s.rt.Fatalf("%s by %s, who may not read it: the words of %s", req.Name, req.User, n.author)
		}
		s.receipted(req.User, n, role)
		if role == pw.RoleManager && (strings.Contains(forms, nameFor(n.author)) || strings.Contains(forms, string(n.author))) {
			s.rt.Fatalf("%s by %s, a line manager: the author's name", req.Name, req.User)
		}
	}
}

// receipted fails unless this very opening is on record for the author to see.
func (s *stage) receipted(viewer pw.UserID, n *secret, role pw.Role) {
	want := pw.Receipt{Note: n.id, Viewer: viewer, As: role, At: s.now}
	receipts, err := s.store.Receipts(s.t.Context(), s.ws, n.author)
	s.must(err)
	if !slices.Contains(receipts, want) {
		s.rt.Fatalf("%s read %s's words, and no receipt says so", viewer, n.author)
	}
	s.seen = append(s.seen, want)
	s.opened[role]++
}

// opensExactlyIfAllowed makes sure that the rule lets in as well as it keeps out.
func (s *stage) opensExactlyIfAllowed(viewer pw.UserID, n *secret) {
	r := s.act(viewer, views.Action(views.ActOpenShared, string(n.id)))
	opens := r.Form != nil && strings.Contains(encode(r.Form), n.word)
	if role := s.may(viewer, n); opens != (role != "") {
		s.rt.Fatalf("%s opens %s's note: %v, as %q; it is of %s, to one since %v, to many since %v, roles %v",
			viewer, n.author, opens, role, n.team, n.toOne, n.toMany, s.holds)
	}
}

// ask has a viewer ask storage itself, every way it answers.
func (s *stage) ask(viewer pw.UserID) {
	ctx := s.t.Context()
	for _, team := range []pw.TeamID{"", "riverside", "hilltop"} {
		for _, author := range []pw.UserID{"", pick(s, s.secrets, "whose list").author, "U01SAM"} {
			listed, err := s.store.SharedWith(ctx, s.ws, viewer, team, author, time.Time{}, time.Time{})
			s.must(err)
			s.listedAsAllowed(viewer, team, author, listed)
		}
	}
	for _, n := range s.foreign(viewer) {
		if _, err := s.store.OwnNote(ctx, s.ws, viewer, n.id); !errors.Is(err, pw.ErrNotFound) {
			s.rt.Fatalf("%s has %s's note as their own: %v", viewer, n.author, err)
		}
		s.openInStorage(viewer, n)
	}
	own, _, err := s.store.OwnNotes(ctx, s.ws, viewer, pw.NoteFilter{Limit: 1000})
	s.must(err)
	ours := encode(own)
	for _, n := range s.secrets {
		if strings.Contains(ours, n.word) != (n.author == viewer && !n.gone) {
			s.rt.Fatalf("%s's own notes: the note of %s, gone %v", viewer, n.author, n.gone)
		}
	}
	s.countsHoldNoWords()
}

func (s *stage) openInStorage(viewer pw.UserID, n *secret) {
	opened, role, err := s.store.OpenNote(s.t.Context(), s.ws, viewer, n.id, s.tick())
	want := pw.Role("")
	if slices.Contains(s.secrets, n) {
		want = s.may(viewer, n)
	}
	if role != want || (want == "") != errors.Is(err, pw.ErrNotFound) || want == "" && opened.Words != (pw.Words{}) {
		s.rt.Fatalf("%s opens %s's note as %q, want %q: %v", viewer, n.author, role, want, err)
	}
	if want == "" {
		return
	}
	s.receipted(viewer, n, want)
	if named := opened.Author != ""; named != (want == pw.RoleSupervisor) {
		s.rt.Fatalf("%s, as %s, reads whose it is: %v", viewer, want, named)
	}
}

// listedAsAllowed compares a list with the rule, note by note.
func (s *stage) listedAsAllowed(viewer pw.UserID, team pw.TeamID, author pw.UserID, listed []pw.Listing) {
	got := map[pw.NoteID]pw.Role{}
	for _, l := range listed {
		got[l.Note] = l.As
		if named := l.Author != ""; named != (l.As == pw.RoleSupervisor) {
			s.rt.Fatalf("a list for %s names the author: %v, as %s", viewer, named, l.As)
		}
	}
	want := map[pw.NoteID]pw.Role{}
	for _, n := range s.living() {
		role := s.may(viewer, n)
		if role == "" || role == pw.RoleAuthor || team != "" && team != n.team {
			continue
		}
		if author == "" || author == n.author && role == pw.RoleSupervisor {
			want[n.id] = role
		}
	}
	for id := range got {
		if !s.now.Before(s.secret(id).deleteOn) {
			delete(got, id) // its day has come, and it does not open; the next expiry takes it off the list
		}
	}
	if !maps.Equal(got, want) {
		s.rt.Fatalf("%s lists %v, want %v (team %q, author %q), roles %v", viewer, got, want, team, author, s.holds)
	}
}

// countsHoldNoWords reads what storage gives to anybody who asks.
func (s *stage) countsHoldNoWords() {
	ctx := s.t.Context()
	roster, err := s.store.Roster(ctx, s.ws)
	s.must(err)
	people, err := s.store.AllPeople(ctx, s.ws)
	s.must(err)
	parked, err := s.store.Parked(ctx, s.ws, 100)
	s.must(err)
	asked, err := s.store.AskedOf(ctx, s.ws, "riverside", time.Time{})
	s.must(err)
	pages := []any{roster, people, parked, asked}
	week := pw.WeekOf(monday, time.UTC)
	for _, team := range []pw.TeamID{"riverside", "hilltop"} {
		figures, err := s.store.FreezeFigures(ctx, s.ws, team, week, time.UTC, week.End(time.UTC).AddDate(0, 0, 1), digest.Freeze(team, week, 5, nil))
		s.must(err)
		pages = append(pages, figures)
	}
	for _, u := range cast() {
		prefs, err := s.store.Preferences(ctx, s.ws, u)
		s.must(err)
		receipts, err := s.store.Receipts(ctx, s.ws, u)
		s.must(err)
		pages = append(pages, prefs, receipts)
	}
	for _, n := range s.secrets {
		if soon, err := s.store.Soon(ctx, s.ws, string(n.id)); err == nil {
			pages = append(pages, soon)
		}
	}
	s.holdsNoWord(encode(pages))
}

func (s *stage) holdsNoWord(page string) {
	for _, n := range s.secrets {
		if strings.Contains(page, n.word) {
			s.rt.Fatalf("the words of %s stand in %.300s", n.author, page)
		}
	}
}

// honest reads what an author is told of each note: "Only you can read it" must be true.
func (s *stage) honest(author pw.UserID) {
	r := s.request(s.command("/handrail"), handlers.Request{User: author, Name: "/handrail", Text: "notes"})
	for _, b := range blocksOf(s.request(s.all.Home, handlers.Request{User: author, Name: "home"}), r) {
		block := encode(b)
		for _, n := range s.living() {
			if n.author != author || !strings.Contains(block, views.Action(views.ActOpenNote, string(n.id))) || !strings.Contains(block, "Only you can read it.") {
				continue
			}
			for _, viewer := range cast() {
				if viewer != author && s.may(viewer, n) != "" {
					s.rt.Fatalf("%s is told that nobody else can read a note which %s can read as %s", author, viewer, s.may(viewer, n))
				}
			}
		}
	}
}

// blocksOf are the blocks of all pages of some replies.
func blocksOf(replies ...handlers.Reply) (blocks []slack.Block) {
	for _, r := range replies {
		if r.Say != nil {
			blocks = append(blocks, r.Say.Blocks...)
		}
		if r.Form != nil {
			blocks = append(blocks, r.Form.Blocks.BlockSet...)
		}
		if r.Home != nil {
			blocks = append(blocks, r.Home.Blocks.BlockSet...)
		}
	}
	return blocks
}

// receiptsAreWhole compares every receipt with every opening that was seen.
func (s *stage) receiptsAreWhole() {
	var stored []pw.Receipt
	for _, u := range cast() {
		receipts, err := s.store.Receipts(s.t.Context(), s.ws, u)
		s.must(err)
		for _, r := range receipts {
			if s.secret(r.Note).author != u {
				s.rt.Fatalf("%s sees who opened %s's note", u, s.secret(r.Note).author)
			}
		}
		stored = append(stored, receipts...)
	}
	if len(stored) != len(s.seen) {
		s.rt.Fatalf("%d openings, %d receipts", len(s.seen), len(stored))
	}
}

// outbox reads what waits to be sent.
func (s *stage) outbox() {
	out, err := s.store.ClaimDeliveries(s.t.Context(), s.now.AddDate(1, 0, 0), s.now.AddDate(9, 0, 0), s.now, 1000)
	s.must(err)
	s.holdsNoWord(encode(out))
	if _, err := json.Marshal(out); err != nil {
		s.rt.Fatal(err)
	}
}
