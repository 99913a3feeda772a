package handlers_test

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/storage"
	"handrail/views"
)

// TestNobodyGetsInByAnothersDoor has everybody go through every page there is for them, and keeps every button, menu
// and form they were shown, with the ids and hidden fields in them. Then everybody else uses each of these as it was
// made for its owner: with their own roles, with other roles, and from another workspace. Who may read what is written
// down beside each thing when it is made.
func TestNobodyGetsInByAnothersDoor(t *testing.T) {
	t.Run("SQLite", func(t *testing.T) { nobodyGetsIn(t, openStore(t), 1) })
	t.Run("PostgreSQL", func(t *testing.T) { nobodyGetsIn(t, openPostgres(t), 7) })
}

// nobodyGetsIn tries one in so many of the doors.
func nobodyGetsIn(t *testing.T, store *storage.Store, oneIn int) {
	w := newTrespass(t, store)
	w.writeEverything()
	for _, who := range []pw.UserID{ama, bea, jo, kim, lee, dee, noor, sam} { // Sam last: others have opened what is Sam's by then
		w.lookAround(who)
	}
	w.byHand()
	w.everyDoorWasShown()
	w.whatOpensIsBounded()
	w.replay(oneIn, ws, w.people())
	w.nothingIsLost()
	w.replay(2*oneIn, w.elsewhere(), []pw.UserID{sam, ama, jo, noor})
	w.changeHands()
	w.replay(oneIn, ws, []pw.UserID{sam, lee, ama, jo, bea})
	w.nothingIsLost()
	if w.allowed == 0 {
		t.Error("nobody was let in to anything: the test shows nothing")
	}
}

const bea pw.UserID = "U07BEA" // supervises lee at hilltop

// private is something somebody wrote, and who else may read it, in a form.
type private struct {
	word    string
	author  pw.UserID
	readers []pw.UserID
	unnamed bool
}

// trespass is a world in which everything was written, and what everybody was shown.
type trespass struct {
	*world
	things   []private
	shown    []handlers.Request
	seen     map[string]bool
	kept     map[string]int // how often a door of that name was shown
	messages map[string]string
	came     map[pw.UserID][]handlers.Reply // what somebody was answered while all was written
	opens    map[string]bool                // doors that open a form where there is none
	allowed  int
}

func newTrespass(t *testing.T, store *storage.Store) *trespass {
	w := &trespass{world: newWorldOn(t, store), seen: map[string]bool{}, kept: map[string]int{}, opens: map[string]bool{}, came: map[pw.UserID][]handlers.Reply{}}
	w.must(w.store.SavePeople(t.Context(), ws, pw.Person{ID: bea, Name: "Bea"}, pw.Person{ID: dee, Name: "Dee"}))
	w.rosterNow(func(r *pw.Roster) {
		r.Admins = []pw.UserID{noor, dee}
		r.Teams[0].Deputies = []pw.Held{{User: dee}, {User: "U08ELI"}}
		r.Teams[1].Workers[0].Supervisor = bea
		r.Teams[0].Schedules = []pw.Schedule{{ID: "thursday-question", Kind: pw.MemberPrompt, Cron: "30 15 * * THU"}}
	})
	return w
}

func (w *trespass) people() []pw.UserID { return []pw.UserID{sam, lee, ama, jo, kim, noor, bea, dee} }

// word returns words that nobody else has, and keeps who may read them.
func (w *trespass) word(author pw.UserID, readers ...pw.UserID) string {
	p := private{word: "plover" + letters(len(w.things)), author: author, readers: readers}
	w.things = append(w.things, p)
	return canary + " and the " + p.word
}

// writeEverything has Sam write in every room, shared with everybody it can be, and Ama where supervisors write.
func (w *trespass) writeEverything() {
	w.t.Helper()
	for readers, who := range map[string][]pw.UserID{"0": nil, "1": {ama}, "2": {ama, jo}} {
		for _, command := range []string{"/reflect", "/boundary"} {
			w.command(command, sam, w.word(sam, who...))
			w.press(sam, views.Action(views.ActReaders, string(w.notes(sam)[0].ID)), readers, readers)
		}
	}
	w.command("/boundary", sam, w.word(sam, ama)) // it is on the agenda that is shared with Ama
	wished := w.press(sam, views.Action(views.ActTalk, string(w.notes(sam)[0].ID)), "soon", "soon")
	w.sendsSoon(sam, wished)
	w.remember(sam, wished, w.command("/reflect", sam, "Margaret smiled about "+w.word(sam)), w.line(sam, "Margaret and "+w.word(sam, ama)))
	w.shareAgenda(sam)
	w.line(sam, w.word(sam, bea), views.BoxFor, views.ForNamed(bea))
	w.shareAgenda(sam)
	w.line(sam, w.word(sam))
	w.facilitates(ama)
	w.shares(sam, views.ActGroupNamed, w.brings(sam, w.word(sam, lee, ama)))
	w.shares(sam, views.ActGroupUnnamed, w.brings(sam, w.word(sam, lee, ama)))
	w.things[len(w.things)-1].unnamed = true
	w.brings(sam, w.word(sam))
	w.writeForSessions()
	w.command("/reflect", lee, w.word(lee))
	w.line(lee, w.word(lee))
	w.brings(lee, w.word(lee))
	w.messages = w.clock(w.now.AddDate(0, 0, 10))
	w.remember(sam, w.do(w.all.Direct, handlers.Request{User: sam, Name: "message.im", Text: w.word(sam), Channel: "D0"}))
	w.setEverything()
}

// remember keeps what somebody was answered, to be looked around in.
func (w *trespass) remember(who pw.UserID, replies ...handlers.Reply) {
	w.came[who] = append(w.came[who], replies...)
}

// setEverything has what is set up stand in every state it can be in.
func (w *trespass) setEverything() {
	w.t.Helper()
	w.plans(sam, "2027-01-07", "14:00")
	w.submit(sam, w.page(w.press(sam, views.Action(views.ActAddAction, samsPair()), "")), map[string]string{views.BoxActionWhat: "Bring tea"})
	done, err := w.store.OwnActions(w.t.Context(), ws, sam, w.now)
	w.must(err)
	w.press(sam, views.Action(views.ActActionDone, done[0].ID), samsPair())
	w.inList(ama, views.Action(views.ActGroupKeep, "r1-group-see-it"), "riverside")
	for _, text := range []string{"Who made the tea for us today?", "Where do you put the cups away?"} {
		w.remember(noor, w.submit(noor, w.inList(noor, views.ActBankAdd, ""), map[string]string{views.BoxQuestion: text, views.BoxQuestionAbout: "R1"}))
	}
	w.remember(noor, w.pressIn(handlers.Request{User: noor, Name: views.Action(views.ActBankOff, "r2-less-alone"), View: "V1"}))
	form := w.page(w.pressIn(handlers.Request{User: noor, Name: views.Action(views.ActWorker, samsPair()), View: "V1"}))
	w.remember(noor, w.submit(noor, form, map[string]string{views.BoxSupervisor: string(bea)}))
}

// byHand adds the doors that stand on long lists only, or behind a choice in a form, as their owner would be shown them.
func (w *trespass) byHand() {
	w.t.Helper()
	drafts, err := w.store.Drafts(w.t.Context(), ws, sam, w.now)
	w.must(err)
	add := func(who pw.UserID, action, value, private string) {
		w.shown = append(w.shown, handlers.Request{User: who, Name: action, Text: value, View: "V1", Private: private, State: chosen(action, value)})
	}
	for _, draft := range drafts {
		add(sam, views.Action(views.ActResume, draft.ID), "", "")
	}
	for _, offset := range []string{"0", "-1", "9223372036854775807"} {
		add(sam, views.Action(views.ActFindPage, offset), "", "")
		add(sam, views.Action(views.ActOpened, offset), "", "")
		add(sam, views.Action(views.ActPastSessions, offset), samsPair(), "")
		add(ama, views.Action(views.ActAllActions, offset), samsPair(), "")
	}
	add(ama, views.Action(views.ActPair, string(sam)), "", "")
	add(ama, views.Action(views.ActPairNotes, string(sam)), "", "")
	add(ama, views.Action(views.ActLink, ""), "", "")
	add(noor, views.Action(views.ActBankOn, "r2-less-alone"), "", "")
	add(noor, views.Action(views.ActBankAgain, "r2-less-alone"), "", "")
	schedule := slices.IndexFunc(w.shown, func(r handlers.Request) bool { return r.Name == views.FormSchedule })
	for _, box := range []string{views.BoxScheduleCron, views.BoxScheduleDate, views.BoxScheduleWhich} {
		add(jo, box, "2026-11-16", w.shown[schedule].Private)
	}
}

func (w *trespass) writeForSessions() {
	w.t.Helper()
	for author, other := range map[pw.UserID]pw.UserID{sam: ama, ama: sam} {
		w.submit(author, w.page(w.press(author, views.Action(views.ActAddAction, samsPair()), "")), map[string]string{views.BoxActionWhat: w.word(author, other)})
	}
	for _, day := range []string{"2026-11-26", "2026-12-10", "2026-11-20"} {
		w.plans(sam, day, "14:00")
	}
	for i, s := range w.sessions(sam) {
		w.press(ama, views.Action(views.ActProposeCo, views.SessionID(s)), "")
		for _, author := range []pw.UserID{sam, ama} {
			finished, readers := "no", []pw.UserID{}
			if i == 0 || author == sam {
				finished = "yes"
			}
			if i == 0 {
				readers = []pw.UserID{s.Pair().Other(author)}
			}
			form := w.page(w.press(author, views.Action(views.ActCoReflect, s.ID), ""))
			if r := w.submit(author, form, map[string]string{views.BoxCoBrought: w.word(author, readers...), views.BoxCoFinished: finished}); r.Errors != nil {
				w.t.Fatal(r.Errors)
			}
		}
	}
}

// lookAround takes somebody through all the pages they can come to. What changes something is kept, and not pressed.
func (w *trespass) lookAround(who pw.UserID) {
	w.t.Helper()
	var ways []handlers.Request
	see := func(r handlers.Reply) {
		if r.Say != nil {
			ways = append(ways, waysFrom(encode(r.Say.Blocks), handlers.Request{User: who, Channel: "D0", Message: "1.2"})...)
		}
		if r.Home != nil {
			ways = append(ways, waysFrom(encode(r.Home.Blocks), handlers.Request{User: who, View: "V0", Private: r.Home.PrivateMetadata})...)
		}
		for _, f := range []*views.Form{r.Form, r.Update} {
			if f != nil {
				ways = append(ways, waysFrom(encode(f.Blocks), handlers.Request{User: who, View: "V1", Private: f.PrivateMetadata, State: filled(f, nil)})...)
				ways = append(ways, handlers.Request{User: who, Name: f.CallbackID, View: "V1", Private: f.PrivateMetadata, State: filled(f, nil)})
			}
		}
	}
	ways = waysFrom("["+strings.TrimSuffix(strings.ReplaceAll(w.messages[string(who)], "\n", ","), ",")+"]", handlers.Request{User: who, Channel: "D0", Message: "1.2"})
	for _, r := range w.came[who] {
		see(r)
	}
	see(w.command("/reflect", who, "An ordinary note"))
	see(w.command("/boundary", who, "An ordinary question"))
	see(w.do(w.all.Home, handlers.Request{User: who, Name: "home"}))
	for _, c := range [][2]string{
		{"/reflect", ""}, {"/boundary", ""}, {"/supervision", ""}, {"/supervision", "ask"}, {"/supervision", "group"}, {"/digest", ""}, {"/handrail", "notes"}, {"/handrail", "themes"},
		{"/handrail", "data"}, {"/handrail", "settings"}, {"/handrail", "setup"}, {"/handrail", "prompts"}, {"/handrail", "schedules"}, {"/handrail", "who"}, {"/handrail", "log"},
	} {
		if reply, err := w.try(w.handlerOf(c[0]), handlers.Request{User: who, Name: c[0], Text: c[1], Channel: riversideChannel}); err == nil {
			see(reply)
		}
	}
	for len(ways) > 0 {
		req := ways[0]
		ways = ways[1:]
		if !w.keeps(req) {
			continue
		}
		if h := w.all.Actions[nameOfDoor(req.Name)]; h != nil && !changes(req.Name) {
			reply, err := w.try(h, req)
			w.rules(req, reply, err)
			w.opens[nameOfDoor(req.Name)] = w.opens[nameOfDoor(req.Name)] || reply.Form != nil && req.View != "V1"
			see(reply)
		}
	}
}

// keeps reports whether a way is new: of each door a few for each person are enough.
func (w *trespass) keeps(req handlers.Request) bool {
	const most = 7
	name := nameOfDoor(req.Name)
	key := strings.Join([]string{string(req.User), req.Name, req.Text, req.Private}, "\x00")
	own := string(req.User) + " " + name
	if w.seen[key] || w.kept[own] >= most || w.all.Actions[name] == nil && w.all.Forms[name] == nil {
		return false
	}
	w.seen[key] = true
	w.kept[own]++
	w.shown = append(w.shown, req)
	return true
}

func nameOfDoor(action string) string {
	name, _, _ := strings.Cut(action, ":")
	return name
}

// waysFrom are the buttons and menus of a page.
func waysFrom(page string, from handlers.Request) []handlers.Request {
	var ways []handlers.Request
	for _, e := range elementsIn(page) {
		req := from
		req.Name, req.Text = e.Action, e.Value
		for _, o := range e.Options[:min(len(e.Options), 2)] {
			chosen := req
			chosen.Text, chosen.State = o.Value, withChoice(from.State, e.Action, o.Value)
			ways = append(ways, chosen)
		}
		if len(e.Options) == 0 {
			ways = append(ways, req)
		}
	}
	return ways
}

func withChoice(state views.State, action, option string) views.State {
	with := views.State{}
	maps.Copy(with, state)
	maps.Copy(with, chosen(action, option))
	return with
}

// changes reports whether a press does something that cannot be done again.
func changes(action string) bool {
	name := nameOfDoor(action)
	if name == views.ActWorkerOut || name == views.ActTeamRemove {
		return false // a second look comes first
	}
	return slices.ContainsFunc([]string{
		"delete", "undo", "drop", "back", "take", "off", "out", "held", "skip", "pause", "claim", "named", "switch", "post", "announce", "done", "keep", "not-", "send", "retire", "put", "draft",
	}, func(part string) bool { return strings.Contains(name, part) })
}

// notShown are doors that nobody is shown in this world, and where they are tried instead.
func notShown() map[string]string {
	return map[string]string{
		views.ActAdminClaim: "only where there is no admin yet: TestASlackAdminBecomesTheFirstAdminOnce",
		views.FormShorter:   "changes how long one's own words are kept, and names nobody: TestAShorterTime",
	}
}

// everyDoorWasShown fails for a door that no page led to: whoever adds one has it tried here.
func (w *trespass) everyDoorWasShown() {
	w.t.Helper()
	shown := map[string]bool{}
	for _, req := range w.shown {
		shown[nameOfDoor(req.Name)] = true
	}
	for _, name := range slices.Sorted(maps.Keys(merged(w.all))) {
		if reason := notShown()[name]; !shown[name] && reason == "" {
			w.t.Errorf("nobody was shown %q: lead to it from a page here, so that others try it", name)
		} else if shown[name] && reason != "" {
			w.t.Errorf("%q was shown: it is no exception any more", name)
		}
	}
}

// keepsFirst are doors that open a form and are not bounded, because they keep something first: that somebody else's words
// were opened, or the figures of a week.
func keepsFirst() []string {
	return []string{
		views.ActLastDigest,
		views.ActSessions, views.ActSessionPairPage, views.ActPair, views.ActAllActions, views.ActCoReflect, views.ActGroupRead, views.ActOpenShared, views.ActOpenLine,
	}
}

// whatOpensIsBounded fails for a door that opened a form from a message or App Home, and waits for as long as reading takes.
func (w *trespass) whatOpensIsBounded() {
	w.t.Helper()
	slow := handlers.New(handlers.Dependencies{Store: slowStore{}, Masker: mask.New(), Bank: ourBank(w.t), OpenTime: time.Millisecond})
	for _, name := range slices.Sorted(maps.Keys(w.opens)) {
		if !w.opens[name] || slices.Contains(keepsFirst(), name) {
			continue
		}
		ctx, cancel := context.WithTimeout(w.t.Context(), 300*time.Millisecond)
		reply, err := slow.Actions[name](ctx, handlers.Request{Name: name, Workspace: ws, User: sam})
		cancel()
		if err != nil || reply.Say == nil {
			w.t.Errorf("%q opens a form, and waits for as long as reading takes: wrap it in opening, or say in keepsFirst why not (%v)", name, err)
		}
	}
}

func merged(all handlers.Registry) map[string]handlers.Handler {
	doors := maps.Clone(all.Actions)
	maps.Copy(doors, all.Forms)
	return doors
}

// replay has each of the viewers use what others were shown.
func (w *trespass) replay(oneIn int, in pw.WorkspaceID, viewers []pw.UserID) {
	w.t.Helper()
	for v, viewer := range viewers {
		for i, req := range w.shown {
			if req.User == viewer && in == ws || (i+v)%oneIn != 0 || ownAlone(req.Name, viewer) {
				continue
			}
			req.User, req.State = viewer, inOwnWords(req.State)
			w.once++
			w.now = w.now.Add(time.Millisecond)
			req.Workspace, req.Now, req.Once = in, w.now, fmt.Sprint("replay ", w.once)
			name := nameOfDoor(req.Name)
			reply, err := merged(w.all)[name](w.t.Context(), req)
			var told *pw.Error
			if err != nil && !errors.As(err, &told) && !errors.Is(err, pw.ErrDuplicate) {
				w.t.Errorf("%s by %s: %v", req.Name, viewer, err)
			}
			w.rules(req, reply, err)
		}
	}
}

// ownAlone reports whether a form is its sender's own, whoever was shown it: sent, it does what it does to their things.
func ownAlone(form string, sender pw.UserID) bool {
	return form == views.FormDeleteAll || form == views.FormShorter || form == views.FormCo && slices.Contains([]pw.UserID{sam, ama}, sender)
}

// inOwnWords is a state in which whoever sends it has typed something else.
func inOwnWords(state views.State) views.State {
	own := views.State{}
	for block, boxes := range state {
		own[block] = maps.Clone(boxes)
		for action, box := range own[block] {
			box.Value = cmp.Or(map[bool]string{true: "These are mine"}[box.Value != ""], "")
			own[block][action] = box
		}
	}
	return own
}

// rules judges what came back.
func (w *trespass) rules(req handlers.Request, r handlers.Reply, err error) {
	w.t.Helper()
	w.holdsNoWords(req.Name, r, err)
	forms, elsewhere := encode([]any{r.Form, r.Update}), encode([]any{r.Say, r.Home, r.Errors, r.GiveBack, fmt.Sprint(err)})
	if r.Send != nil {
		for _, f := range r.Send.Files {
			w.copied(req, string(f.Content))
		}
	}
	for _, p := range w.things {
		if strings.Contains(elsewhere, p.word) {
			w.t.Errorf("%s by %s: words of %s stand outside a form", req.Name, req.User, p.author)
		}
		if !strings.Contains(forms, p.word) || req.User == p.author && req.Workspace != other {
			continue
		}
		if req.Workspace == other || !slices.Contains(p.readers, req.User) {
			w.t.Errorf("%s %q by %s in %s: the words %s of %s, who let in %v", req.Name, req.Text, req.User, req.Workspace, p.word, p.author, p.readers)
		}
		w.allowed++
		before := forms[:strings.Index(forms, p.word)]
		if p.unnamed && strings.LastIndex(before, "Without a name") < strings.LastIndex(before, ". From ") {
			w.t.Errorf("%s by %s: a name stands over words shared without one", req.Name, req.User)
		}
	}
}

func (w *trespass) copied(req handlers.Request, content string) {
	w.t.Helper()
	for _, p := range w.things {
		if strings.Contains(content, p.word) && (p.author != req.User || req.Workspace == other) {
			w.t.Errorf("the copy of %s holds the words %s of %s", req.User, p.word, p.author)
		}
	}
}

// nothingIsLost finds everything that was written still with who wrote it.
func (w *trespass) nothingIsLost() {
	w.t.Helper()
	for _, who := range []pw.UserID{sam, lee, ama} {
		copied := string(w.press(who, views.ActCopy, "").Send.Files[1].Content)
		for _, p := range w.things {
			if p.author == who && !strings.Contains(copied, p.word) {
				w.t.Errorf("%s has lost %s, or their copy does not hold it", who, p.word)
			}
		}
	}
}

const other pw.WorkspaceID = "T02OTHER"

// elsewhere is another workspace, in which the same people hold every role.
func (w *trespass) elsewhere() pw.WorkspaceID {
	w.t.Helper()
	ctx := w.t.Context()
	w.must(w.store.EnsureWorkspace(ctx, other, "Another"))
	roster, err := w.store.Roster(ctx, ws)
	w.must(err)
	roster.Admins = w.people()
	w.must(w.store.SaveRoster(ctx, other, -1, roster, noor, w.now))
	return other
}

// changeHands gives the supervisor's, the manager's and the workers' places to others. Nobody who comes later reads what
// was shared before; whom an item named stays who they were.
func (w *trespass) changeHands() {
	w.t.Helper()
	w.rosterNow(func(r *pw.Roster) {
		r.Teams[0].LineManagers = []pw.Held{{User: kim}}
		r.Teams[0].Workers = []pw.Member{{User: sam, Supervisor: bea}, {User: noor, Supervisor: bea}}
		r.Teams[0].Deputies = []pw.Held{{User: ama}}
	})
	for i, p := range w.things {
		w.things[i].readers = slices.DeleteFunc(slices.Clone(p.readers), func(u pw.UserID) bool { return u != bea && u != sam })
	}
}
