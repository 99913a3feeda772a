package handlers_test

import (
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

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
