package handlers_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

// What anybody tries.

// tryEverything has a viewer use every handler: those that read on every note there is or was, the others on one
// of somebody else's and on things that are no notes.
func (s *stage) tryEverything(viewer pw.UserID) {
	before := s.revisions(viewer)
	const some = 4 // of which one is made now, and another the next time; what nobody tried yet is made at once
	for i, attempt := range s.attempts(viewer) {
		if name, _, _ := strings.Cut(attempt.Name, ":"); i%some == s.turn%some || s.tried[name] == 0 {
			s.request(s.handlerOf(attempt.Name), attempt)
		}
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
		"", "notes", "data", "who", "settings", "ask", "ask engagement", "riverside", "hilltop", "2026-W47", "riverside 2026-W48", "last week", "this month", "note",
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
