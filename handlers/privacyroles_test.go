package handlers_test

import (
	"slices"
	"strings"
	"time"

	"pgregory.net/rapid"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

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
