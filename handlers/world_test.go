package handlers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"handrail/handlers"
	"handrail/internal/need"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/prompts"
	"handrail/storage"
	"handrail/suggest"
	"handrail/views"
)

const (
	ws   pw.WorkspaceID = "T01"
	sam  pw.UserID      = "U01SAM" // worker in riverside
	lee  pw.UserID      = "U02LEE" // worker in riverside and hilltop
	ama  pw.UserID      = "U03AMA" // supervises sam and lee in riverside
	jo   pw.UserID      = "U04JO"  // manages riverside
	kim  pw.UserID      = "U05KIM" // manages hilltop
	noor pw.UserID      = "U06NOR" // in no team

	riversideChannel = "C0RIVER"
)

// canary stands in every note the tests write. No message, no App Home and no id may hold it.
const canary = "zebrafinch"

var monday = time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)

// world is a workspace with people in it, on a real database.
type world struct {
	t     *testing.T
	store *storage.Store
	all   handlers.Registry
	now   time.Time
	once  int
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return newWorldOn(t, openStore(t))
}

func newWorldOn(t *testing.T, store *storage.Store) *world {
	t.Helper()
	w := &world{t: t, store: store, now: monday}
	w.must(w.store.EnsureWorkspace(t.Context(), ws, "Test"))
	w.must(w.store.SavePeople(t.Context(), ws,
		pw.Person{ID: sam, Name: "Sam", Timezone: "Europe/London"}, pw.Person{ID: lee, Name: "Lee"}, pw.Person{ID: ama, Name: "Ama"},
		pw.Person{ID: jo, Name: "Jo"}, pw.Person{ID: kim, Name: "Kim"}, pw.Person{ID: noor, Name: "Noor"}))
	w.must(w.store.SaveRoster(t.Context(), ws, -1, pw.Roster{K: 5, Teams: []pw.Team{
		team("riverside", "Riverside crisis house", riversideChannel, jo, pw.Member{User: sam, Supervisor: ama}, pw.Member{User: lee, Supervisor: ama}),
		team("hilltop", "Hilltop", "C0HILL", kim, pw.Member{User: lee}),
	}}, jo, monday.AddDate(0, -2, 0)))
	w.all = handlers.New(handlers.Dependencies{
		Store: w.store, Suggester: ourSuggester(t), Masker: mask.New(), Bank: ourBank(t), Signpost: views.DefaultSignpost(), Signposts: views.DefaultSignposts(),
		SlackURL: "https://riverside.slack.com/", OpenTime: time.Minute,
	})
	return w
}

// Reading the bank and learning the themes take longer than most tests, and come out the same: they are done once.
var (
	readBank    = sync.OnceValues(prompts.Load)
	learnThemes = sync.OnceValues(suggest.New)
)

func ourBank(t testing.TB) *prompts.Bank {
	t.Helper()
	bank, err := readBank()
	if err != nil {
		t.Fatal(err)
	}
	return bank
}

func ourSuggester(t testing.TB) *suggest.Suggester {
	t.Helper()
	suggester, err := learnThemes()
	if err != nil {
		t.Fatal(err)
	}
	return suggester
}

func openStore(t testing.TB) *storage.Store {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := storage.NewKeyFile(file); err != nil {
		t.Fatal(err)
	}
	keys, err := storage.LoadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	store, err := storage.Open(t.Context(), storage.Options{URL: "sqlite:" + filepath.Join(t.TempDir(), "handrail.db"), Keys: keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	return store
}

func team(id pw.TeamID, name, channel string, manager pw.UserID, workers ...pw.Member) pw.Team {
	return pw.Team{
		ID: id, Name: name, Setting: "crisis-house", Channel: channel, Timezone: "Europe/London",
		LineManagers: []pw.Held{{User: manager}}, Workers: workers,
	}
}

func (w *world) must(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// try makes a request and returns what came of it. Whatever comes is searched for the canary.
func (w *world) try(h handlers.Handler, req handlers.Request) (handlers.Reply, error) {
	w.t.Helper()
	if h == nil {
		w.t.Fatalf("nothing handles %q", req.Name)
	}
	w.once++
	w.now = w.now.Add(time.Second)
	req.Workspace, req.Now = ws, w.now
	if req.Once == "" {
		req.Once = fmt.Sprint("request ", w.once)
	}
	reply, err := h(w.t.Context(), req)
	w.holdsNoWords(req.Name, reply, err)
	w.endsWithTheSignpost(req.Name, reply)
	return reply, err
}

func (w *world) do(h handlers.Handler, req handlers.Request) handlers.Reply {
	w.t.Helper()
	reply, err := w.try(h, req)
	if err != nil {
		w.t.Fatalf("%s: %v", req.Name, err)
	}
	return reply
}

// holdsNoWords searches for the canary what others, notifications or Slack's own records could show: messages, App
// Home, errors, and the ids and hidden fields of forms.
func (w *world) holdsNoWords(name string, r handlers.Reply, err error) {
	w.t.Helper()
	places := map[string]any{"the message": r.Say, "App Home": r.Home, "the form's errors": r.Errors, "the error": fmt.Sprint(err)}
	for at, form := range map[string]*views.Form{"the form": r.Form, "the update": r.Update} {
		if form != nil {
			places[at+"'s private_metadata"], places[at+"'s ids"] = form.PrivateMetadata, idsOf(encode(form.ModalViewRequest))
		}
	}
	for place, v := range places {
		if strings.Contains(encode(v), canary) {
			w.t.Errorf("%s: %s holds the author's words", name, place)
		}
	}
}

func encode(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// endsWithTheSignpost holds that every form says last where to turn: whichever handler opened it, and whoever did.
func (w *world) endsWithTheSignpost(name string, r handlers.Reply) {
	w.t.Helper()
	for _, form := range []*views.Form{r.Form, r.Update} {
		if form == nil {
			continue
		}
		if last := encode(form.Blocks.BlockSet[len(form.Blocks.BlockSet)-1]); !strings.Contains(last, "999") {
			w.t.Errorf("%s: %q ends without the signpost: %s", name, form.Title.Text, last)
		}
	}
}

// idsOf lists the values of block_id, action_id and value anywhere in a page.
func idsOf(page string) []string {
	var tree any
	if json.Unmarshal([]byte(page), &tree) != nil {
		return nil
	}
	var ids []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, key := range []string{"block_id", "action_id", "value"} {
				if id, ok := v[key].(string); ok {
					ids = append(ids, id)
				}
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(tree)
	return ids
}

func (w *world) command(name string, by pw.UserID, text string) handlers.Reply {
	w.t.Helper()
	return w.do(w.handlerOf(name), handlers.Request{User: by, Name: name, Text: text, Channel: riversideChannel})
}

func (w *world) handlerOf(command string) handlers.Handler {
	for _, c := range w.all.Commands {
		if c.Name == command {
			return c.Handle
		}
	}
	return nil
}

// press presses a button, or chooses in a menu when option is given.
func (w *world) press(by pw.UserID, action, text string, options ...string) handlers.Reply {
	w.t.Helper()
	return w.pressIn(handlers.Request{User: by, Name: action, Text: text, Channel: riversideChannel}, options...)
}

func (w *world) pressIn(req handlers.Request, options ...string) handlers.Reply {
	w.t.Helper()
	reply, err := w.tryPress(req, options...)
	if err != nil {
		w.t.Fatalf("%s: %v", req.Name, err)
	}
	return reply
}

func (w *world) tryPress(req handlers.Request, options ...string) (handlers.Reply, error) {
	w.t.Helper()
	if options != nil {
		req.State = asked(w.t, w.store, ws, req.User, req.Name, options...)
	}
	name, _, _ := strings.Cut(req.Name, ":")
	return w.try(w.all.Actions[name], req)
}

// asked is what was chosen in a menu as a page drawn now would ask it: the block says whom the question names.
func asked(t testing.TB, store *storage.Store, ws pw.WorkspaceID, by pw.UserID, action string, options ...string) views.State {
	t.Helper()
	return inBlock(namedNow(t, store, ws, by, action), action, options...)
}

func inBlock(named pw.Shown, action string, options ...string) views.State {
	return views.State{views.Action("b", string(named)): chosen(action, options...)["b"]}
}

// namedNow are those whom the author could let in now, to the note a menu stands on, or else in their first team.
func namedNow(t testing.TB, store *storage.Store, ws pw.WorkspaceID, by pw.UserID, action string) pw.Shown {
	t.Helper()
	roster, err := store.Roster(t.Context(), ws)
	if err != nil {
		t.Fatal(err)
	}
	var team pw.Team
	if teams := roster.TeamsOf(by); len(teams) > 0 {
		team = teams[0]
	}
	if n, err := store.OwnNote(t.Context(), ws, by, pw.NoteID(views.ActionID(action))); err == nil {
		team, _ = roster.Team(n.Team)
	}
	return team.Audience(by, func(u pw.UserID) pw.Named { return pw.Named{User: u} }).Shown()
}

func chosen(action string, options ...string) views.State {
	a := slack.BlockAction{}
	for _, o := range options {
		a.SelectedOptions = append(a.SelectedOptions, slack.OptionBlockObject{Value: o})
	}
	if len(options) > 0 {
		a.SelectedOption = slack.OptionBlockObject{Value: options[0]}
	}
	return views.State{"b": {action: a}}
}

func (w *world) submit(by pw.UserID, form *views.Form, boxes map[string]string) handlers.Reply {
	w.t.Helper()
	return w.do(w.all.Forms[form.CallbackID], handlers.Request{
		User: by, Name: form.CallbackID, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes),
	})
}

// filled is the state of a form as it was drawn, with some boxes changed.
func filled(form *views.Form, boxes map[string]string) views.State {
	state := views.State{}
	for _, b := range form.Blocks.BlockSet {
		in, ok := b.(*slack.InputBlock)
		if !ok {
			continue
		}
		action, a := initial(in.Element)
		if v, ok := boxes[action]; ok {
			a = slack.BlockAction{
				Value: v, SelectedDate: v, SelectedTime: v, SelectedOption: slack.OptionBlockObject{Value: v}, SelectedUser: v, SelectedConversation: v,
			}
			for _, o := range strings.Split(v, ",") {
				a.SelectedOptions = append(a.SelectedOptions, slack.OptionBlockObject{Value: o})
				a.SelectedUsers = append(a.SelectedUsers, o)
			}
			if v == "" {
				a.SelectedUsers = nil
			}
		}
		state[in.BlockID] = map[string]slack.BlockAction{action: a}
	}
	return state
}

func initial(e slack.BlockElement) (action string, a slack.BlockAction) {
	switch e := e.(type) {
	case *slack.PlainTextInputBlockElement:
		return e.ActionID, slack.BlockAction{Value: e.InitialValue}
	case *slack.DatePickerBlockElement:
		return e.ActionID, slack.BlockAction{SelectedDate: e.InitialDate}
	case *slack.TimePickerBlockElement:
		return e.ActionID, slack.BlockAction{SelectedTime: e.InitialTime}
	case *slack.RadioButtonsBlockElement:
		return e.ActionID, one(e.InitialOption)
	case *slack.SelectBlockElement:
		a = one(e.InitialOption)
		a.SelectedUser, a.SelectedConversation = e.InitialUser, e.InitialConversation
		return e.ActionID, a
	case *slack.MultiSelectBlockElement:
		a.SelectedUsers = e.InitialUsers
		for _, o := range e.InitialOptions {
			a.SelectedOptions = append(a.SelectedOptions, *o)
		}
		return e.ActionID, a
	case *slack.CheckboxGroupsBlockElement:
		for _, o := range e.InitialOptions {
			a.SelectedOptions = append(a.SelectedOptions, *o)
		}
		return e.ActionID, a
	}
	return "", a
}

func one(o *slack.OptionBlockObject) slack.BlockAction {
	if o == nil {
		return slack.BlockAction{}
	}
	return slack.BlockAction{SelectedOption: *o}
}

// action returns the id of the first button or menu on a page whose name that is.
func (w *world) action(page any, name string) string {
	w.t.Helper()
	for _, id := range idsOf(encode(page)) {
		if id == name || strings.HasPrefix(id, name+":") {
			return id
		}
	}
	w.t.Fatalf("no %q on the page", name)
	return ""
}

func offers(page any, name string) bool {
	for _, id := range idsOf(encode(page)) {
		if id == name || strings.HasPrefix(id, name+":") {
			return true
		}
	}
	return false
}

func (w *world) notes(of pw.UserID) []pw.Note {
	w.t.Helper()
	notes, _, err := w.store.OwnNotes(w.t.Context(), ws, of, pw.NoteFilter{})
	w.must(err)
	return notes
}

// deliveries takes what is in the outbox.
func (w *world) deliveries() []pw.Delivery {
	w.t.Helper()
	out, err := w.store.ClaimDeliveries(w.t.Context(), w.now, w.now.Add(time.Hour), w.now, 100)
	w.must(err)
	return out
}

// says fails unless the message holds each of the texts.
func (w *world) says(r handlers.Reply, texts ...string) {
	w.t.Helper()
	if r.Say == nil {
		w.t.Fatalf("said nothing: %+v", r)
	}
	w.contains(r.Say.Text, texts...)
}

func (w *world) contains(got string, texts ...string) {
	w.t.Helper()
	for _, want := range texts {
		if !strings.Contains(got, want) {
			w.t.Errorf("%q is not in:\n%s", want, got)
		}
	}
}

func (w *world) lacks(got string, texts ...string) {
	w.t.Helper()
	got = strings.ReplaceAll(got, "Samaritans", "") // every form has them: they are not Sam
	for _, not := range texts {
		if strings.Contains(got, not) {
			w.t.Errorf("%q is in:\n%s", not, got)
		}
	}
}

// told fails unless the error is one for a person, with that text in it.
func (w *world) told(err error, text string) {
	w.t.Helper()
	var told *pw.Error
	if !errors.As(err, &told) || !strings.Contains(told.Error(), text) {
		w.t.Errorf("error %v, want one that says %q", err, text)
	}
}

// shownIn is all text of a form's blocks.
func shownIn(f *views.Form) string { return encode(f.ModalViewRequest) }

// actionsOf lists the action ids of a page.
func actionsOf(page string) []string {
	var ids []string
	for _, part := range strings.Split(page, `"action_id":"`)[1:] {
		id, _, _ := strings.Cut(part, `"`)
		ids = append(ids, id)
	}
	return ids
}

// save writes a note as sam and lets people in.
func (w *world) save(by pw.UserID, readers pw.Readers, share bool, codes ...pw.Code) pw.Note {
	w.t.Helper()
	w.command("/reflect", by, canary)
	roster, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	n, err := w.store.ReviseNote(w.t.Context(), fmt.Sprint("set up ", w.once), ws, by, w.notes(by)[0].ID, w.now, func(n *pw.Note) error {
		n.Roster = roster.Revision
		n.SetReaders(readers, w.now)
		n.ShareThemes, n.Codes, n.Talk = share, codes, pw.NextSupervision
		return nil
	})
	w.must(err)
	return n
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
