package playground

import (
	"cmp"
	"net/http"
	"slices"
	"time"
)

func (s *Server) uiState(w http.ResponseWriter, r *http.Request) {
	state, err := s.stateFor(r.URL.Query().Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, state)
}

// stateFor returns the workspace as one person sees it, or as whoever a visitor begins as.
func (s *Server) stateFor(as string) (answer, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	me, err := s.visitor(cmp.Or(as, s.firstVisitor()))
	if err != nil {
		return nil, err
	}
	return answer{
		"team": s.workspace.Team, "me": me, "people": s.workspace.People, "channels": s.channelsFor(me), "dms": s.directsFor(me),
		"app": s.appFields(), "clock": s.clockFields(), "guide": slices.Clone(s.guide), "switches": s.switches.shown(), "connected": s.connected(),
	}, nil
}

// firstVisitor names who a visitor is until they choose: the person of the first step of the guide, or the first there is.
func (s *Server) firstVisitor() string {
	for _, step := range s.guide {
		if step.As != "" {
			return step.As
		}
	}
	for _, p := range s.workspace.People {
		if _, err := s.visitor(p.ID); err == nil {
			return p.ID
		}
	}
	return ""
}

func (s *Server) channelsFor(me Person) []any {
	found := []any{}
	for _, r := range s.roomList {
		if !r.im && r.open(me.ID) {
			found = append(found, answer{"id": r.id, "name": r.name, "is_private": r.private, "is_im": false, "topic": r.topic,
				"unread": r.unread(me.ID), "members": slices.Clone(r.members), "is_member": r.has(me.ID), "is_archived": r.archived})
		}
	}
	return found
}

func (s *Server) directsFor(me Person) []any {
	bot, _ := s.person(s.workspace.App.BotUserID)
	r := s.direct(me.ID)
	return []any{answer{"id": r.id, "with": bot, "unread": r.unread(me.ID)}}
}

func (s *Server) appFields() answer {
	app := s.workspace.App
	return answer{"id": app.ID, "name": app.Name, "bot_user_id": app.BotUserID,
		"commands": append([]Command{}, app.Commands...), "shortcuts": append([]Shortcut{}, app.Shortcuts...)}
}

func (s *Server) clockFields() answer {
	now := s.clock.now().In(s.workspace.Zone)
	presets := []any{}
	for _, p := range s.workspace.Presets(now) {
		presets = append(presets, answer{"label": p.Label, "to": p.To.In(s.workspace.Zone).Format(time.RFC3339)})
	}
	return answer{"now": now.Format(time.RFC3339), "presets": presets}
}

func (s *Server) uiConversation(w http.ResponseWriter, r *http.Request) {
	s.uiMessages(w, r, (*room).timeline)
}

func (s *Server) uiThread(w http.ResponseWriter, r *http.Request) {
	ts := r.PathValue("ts")
	s.uiMessages(w, r, func(room *room, person string) []Message { return room.thread(ts, person) })
}

func (s *Server) uiMessages(w http.ResponseWriter, r *http.Request, messages func(*room, string) []Message) {
	found, err := s.messagesFor(r.URL.Query().Get("as"), r.PathValue("id"), messages)
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"messages": found})
}

func (s *Server) messagesFor(as, channel string, messages func(*room, string) []Message) ([]Message, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	r := s.rooms[channel]
	if r == nil || !r.open(p.ID) {
		return nil, noSuch("channel_not_found", "There is no such conversation.")
	}
	return messages(r, p.ID), nil
}

func (s *Server) uiHome(w http.ResponseWriter, r *http.Request) {
	query := r.URL.Query()
	open := func(as string) (*View, error) { return s.openHome(as, false) }
	if query.Get("refresh") != "" {
		open = s.shownHome
	}
	v, err := open(query.Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"view": v})
}

func (s *Server) uiModal(w http.ResponseWriter, r *http.Request) {
	views, err := s.openViews(r.URL.Query().Get("as"))
	if err != nil {
		answerUI(w, err)
		return
	}
	writeJSON(w, http.StatusOK, answer{"views": views})
}

// openViews returns copies of a person's open modals, top last.
func (s *Server) openViews(as string) ([]View, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	p, err := s.visitor(as)
	if err != nil {
		return nil, err
	}
	views := []View{}
	for _, v := range s.stacks[p.ID] {
		views = append(views, *v)
	}
	return views, nil
}
