package handlers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/digest"
	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

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
