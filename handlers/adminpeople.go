package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// addWorker opens the form for a new peer worker.
func (d *desk) addWorker(_ context.Context, h here) (Reply, error) {
	team, err := h.team(peerwork.TeamID(views.ActionID(h.Name)))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.EditWorker(views.WorkerForm{Team: team, Mark: h.newWorkerMark(team)})), nil
}

// openWorker opens the form of a peer worker's place in a team.
func (d *desk) openWorker(_ context.Context, h here) (Reply, error) {
	team, member, err := h.member(h.whose())
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.EditWorker(views.WorkerForm{
		Team: team, Worker: h.named(member.User), Supervisor: member.Supervisor, Mark: memberMark(team, member),
	})), nil
}

func (h here) member(id peerwork.TeamID, worker peerwork.UserID) (peerwork.Team, peerwork.Member, error) {
	team, err := h.team(id)
	if err != nil {
		return team, peerwork.Member{}, err
	}
	member, ok := team.Member(worker)
	if !ok {
		return team, member, &peerwork.Error{What: "They are no peer worker of this team any more.", Try: "Go back and open the team to see who is."}
	}
	return team, member, nil
}

// memberMark marks a peer worker's place in a team.
func memberMark(t peerwork.Team, m peerwork.Member) string {
	return mark(t.ID, m.User, m.Supervisor, m.SupervisorSince.UnixMilli())
}

// submitWorker adds a peer worker, or goes on to the second look at another supervisor.
func (d *desk) submitWorker(ctx context.Context, h here) (Reply, error) {
	meta, in := views.ParseAdminMeta(h.Private), views.ReadWorker(h.State)
	if meta.Worker != "" {
		return d.lookAtSupervisor(h, meta, in.Supervisor)
	}
	team, err := h.team(meta.Team)
	if err != nil {
		return Reply{}, err
	}
	if h.addedMeanwhile(team, meta, in) {
		return h.teamPage(team, h.addedWorker(in.Worker))
	}
	if wrong := h.wrongWorker(team, in); len(wrong) > 0 {
		return wrong.beside(h.State), nil
	}
	err = d.administer(ctx, h, func(r *peerwork.Roster) error { return putWorker(r, team.ID, in) })
	if errors.Is(err, errOtherwise) {
		return d.afterwards(ctx, h, func(h here) (Reply, error) { return d.submitWorker(ctx, h) })
	}
	if err != nil {
		return Reply{}, err
	}
	return d.toTeam(ctx, h, team.ID, h.addedWorker(in.Worker))
}

func (h here) addedWorker(worker peerwork.UserID) string {
	return h.named(worker).Name + " is a peer worker of the team now."
}

// addedMeanwhile reports whether what the form asks for was done after it was opened, as when it is sent twice.
func (h here) addedMeanwhile(team peerwork.Team, meta views.AdminMeta, in views.WorkerInput) bool {
	member, there := team.Member(in.Worker)
	return there && member.Supervisor == in.Supervisor && meta.Mark != h.newWorkerMark(team)
}

// newWorkerMark marks the team that the form for a new peer worker shows.
func (h here) newWorkerMark(t peerwork.Team) string {
	return mark(t.ID, len(t.Workers), h.roster.Revision)
}

// toTeam shows the team as a change has made it.
func (d *desk) toTeam(ctx context.Context, h here, id peerwork.TeamID, said string) (Reply, error) {
	return d.afterwards(ctx, h, func(h here) (Reply, error) {
		team, err := h.team(id)
		if err != nil {
			return Reply{}, err
		}
		return h.teamPage(team, said)
	})
}

func (h here) wrongWorker(team peerwork.Team, in views.WorkerInput) otherwise {
	wrong := otherwise{}
	_, there := team.Member(in.Worker)
	switch {
	case in.Worker == "":
		wrong[views.BoxWorker] = "Please choose somebody."
	case there:
		wrong[views.BoxWorker] = h.named(in.Worker).Name + " is in this team already."
	default:
		if why := h.unfit(in.Worker); why != "" {
			wrong[views.BoxWorker] = why
		}
	}
	if why := h.wrongSupervisor(in.Worker, in.Supervisor); why != "" {
		wrong[views.BoxSupervisor] = why
	}
	return wrong
}

func (h here) wrongSupervisor(worker, supervisor peerwork.UserID) string {
	switch supervisor {
	case "":
		return ""
	case worker:
		return "Nobody can be their own supervisor. Please choose somebody else, or leave it empty."
	}
	return h.unfit(supervisor)
}

func putWorker(r *peerwork.Roster, team peerwork.TeamID, in views.WorkerInput) error {
	t := teamIn(r, team)
	if t == nil {
		return errOtherwise
	}
	if _, there := t.Member(in.Worker); there {
		return errOtherwise
	}
	t.Workers = append(t.Workers, peerwork.Member{User: in.Worker, Supervisor: in.Supervisor})
	return nil
}

// teamIn is the team within a roster that is being changed; nil where it is gone.
func teamIn(r *peerwork.Roster, id peerwork.TeamID) *peerwork.Team {
	i := slices.IndexFunc(r.Teams, func(t peerwork.Team) bool { return t.ID == id })
	if i < 0 {
		return nil
	}
	return &r.Teams[i]
}

// lookAtSupervisor says what another supervisor means before anything is saved.
func (d *desk) lookAtSupervisor(h here, meta views.AdminMeta, supervisor peerwork.UserID) (Reply, error) {
	team, member, err := h.member(meta.Team, meta.Worker)
	if err != nil {
		return Reply{}, err
	}
	if why := h.wrongSupervisor(member.User, supervisor); why != "" && supervisor != member.Supervisor {
		return otherwise{views.BoxSupervisor: why}.beside(h.State), nil
	}
	if now := memberMark(team, member); now != meta.Mark {
		form := views.EditWorker(views.WorkerForm{
			Team: team, Worker: h.named(member.User), Supervisor: supervisor, Mark: now,
			Changed: []string{fmt.Sprintf("Now %s's supervisor: %s.", h.named(member.User).Name, orNobody(h.someNames(member.Supervisor)))},
		})
		return Reply{Update: &form}, nil
	}
	if supervisor == member.Supervisor {
		return h.teamPage(team, "Nothing was changed.")
	}
	meta.Supervisor = supervisor
	form := views.ChangeSupervisor(h.changePage(team, member, meta))
	return Reply{Update: &form}, nil
}

func (h here) someNames(u peerwork.UserID) []string {
	if u == "" {
		return nil
	}
	return h.names([]peerwork.UserID{u})
}

func (h here) changePage(team peerwork.Team, member peerwork.Member, meta views.AdminMeta) views.ChangePage {
	return views.ChangePage{
		Team: team, Worker: h.named(member.User), Was: h.nameOrNobody(member.Supervisor), New: h.nameOrNobody(meta.Supervisor),
		Managers: h.names(holders(team.LineManagers)), Meta: meta,
	}
}

// submitSupervisor changes who supervises somebody, as the second look said it.
func (d *desk) submitSupervisor(ctx context.Context, h here) (Reply, error) {
	meta := views.ParseAdminMeta(h.Private)
	_, member, err := h.member(meta.Team, meta.Worker)
	if err != nil {
		return Reply{}, err
	}
	if why := h.wrongSupervisor(meta.Worker, meta.Supervisor); why != "" {
		return Reply{}, &peerwork.Error{What: why}
	}
	err = d.changeMember(ctx, h, meta, func(t *peerwork.Team, i int) { t.Workers[i].Supervisor = meta.Supervisor })
	if err != nil {
		return Reply{}, err
	}
	said := h.named(meta.Supervisor).Name + " is " + h.named(member.User).Name + "'s supervisor now."
	if meta.Supervisor == "" {
		said = h.named(member.User).Name + " has no supervisor now."
	}
	return d.toTeam(ctx, h, meta.Team, said)
}

// changeMember changes a place in a team that is still as its admin saw it.
func (d *desk) changeMember(ctx context.Context, h here, meta views.AdminMeta, change func(t *peerwork.Team, i int)) error {
	return d.administer(ctx, h, func(r *peerwork.Roster) error {
		t := teamIn(r, meta.Team)
		i := -1
		if t != nil {
			i = slices.IndexFunc(t.Workers, func(m peerwork.Member) bool { return m.User == meta.Worker })
		}
		if i < 0 || memberMark(*t, t.Workers[i]) != meta.Mark {
			return &peerwork.Error{What: "Not saved: somebody changed this meanwhile.", Try: "Go back, open the team, and look at it once more."}
		}
		change(t, i)
		return nil
	})
}

// askToTakeOut is the second look before a peer worker leaves a team.
func (d *desk) askToTakeOut(_ context.Context, h here) (Reply, error) {
	team, member, err := h.member(h.whose())
	if err != nil {
		return Reply{}, err
	}
	meta := views.AdminMeta{Team: team.ID, Worker: member.User, Mark: memberMark(team, member)}
	return inPlace(h.Request, views.TakeOut(h.changePage(team, member, meta))), nil
}

// takeOut takes a peer worker out of a team. What they wrote stays theirs.
func (d *desk) takeOut(ctx context.Context, h here) (Reply, error) {
	meta := views.ParseAdminMeta(h.Private)
	err := d.changeMember(ctx, h, meta, func(t *peerwork.Team, i int) { t.Workers = slices.Delete(t.Workers, i, i+1) })
	if err != nil {
		return Reply{}, err
	}
	return d.toTeam(ctx, h, meta.Team, h.named(meta.Worker).Name+" is out of the team now.")
}

// listPeople lists people, page by page: those with a role, or those whose name is looked for.
func (d *desk) listPeople(_ context.Context, h here) (Reply, error) { return h.peoplePage(h.Text) }

// findPeople looks for people by name.
func (d *desk) findPeople(_ context.Context, h here) (Reply, error) {
	h.Name = ""
	return h.peoplePage(strings.TrimSpace(h.State.Written(views.BoxFindPerson)))
}

func (h here) peoplePage(looked string) (Reply, error) {
	users := h.withRoles()
	if looked != "" {
		users = h.called(looked)
	}
	page := views.PeoplePage{Looked: looked, Total: len(users)}
	users, page.Offset = from(users, h.offset(), views.PeoplePerPage)
	for _, u := range users {
		page.People = append(page.People, views.PersonLine{Person: h.named(u), Roles: h.rolesInShort(u)})
	}
	return inPlace(h.Request, views.People(page)), nil
}

// withRoles are all who have a role, by name.
func (h here) withRoles() []peerwork.UserID {
	var users []peerwork.UserID
	seen := map[peerwork.UserID]bool{"": true}
	add := func(all ...peerwork.UserID) {
		for _, u := range all {
			if !seen[u] {
				seen[u] = true
				users = append(users, u)
			}
		}
	}
	add(h.roster.Admins...)
	for _, t := range h.roster.Teams {
		add(holders(t.LineManagers)...)
		add(holders(t.Deputies)...)
		for _, m := range t.Workers {
			add(m.User, m.Supervisor)
		}
	}
	return h.byName(users)
}

// called are all whose name holds what is looked for.
func (h here) called(looked string) []peerwork.UserID {
	var users []peerwork.UserID
	for id, p := range h.people {
		if strings.Contains(plainName(p.Name), plainName(looked)) {
			users = append(users, id)
		}
	}
	return h.byName(users)
}

func (h here) byName(users []peerwork.UserID) []peerwork.UserID {
	slices.SortFunc(users, func(a, b peerwork.UserID) int {
		if c := strings.Compare(plainName(h.people[a].Name), plainName(h.people[b].Name)); c != 0 {
			return c
		}
		return strings.Compare(string(a), string(b))
	})
	return users
}

// rolesOf are somebody's roles, and where each is changed.
func (h here) rolesOf(u peerwork.UserID) []views.PersonRole {
	var roles []views.PersonRole
	add := func(change, said string, args ...any) {
		roles = append(roles, views.PersonRole{Said: fmt.Sprintf(said, args...), Change: change})
	}
	if h.roster.IsAdmin(u) {
		add(views.ActAdmins, "Admin.")
	}
	for _, t := range h.roster.Teams {
		name, change := views.Name(t.Name), views.Action(views.ActTeamChange, string(t.ID))
		if t.Manages(u) {
			add(change, "Line manager of %s.", name)
		}
		if slices.Contains(holders(t.Deputies), u) {
			add(change, "Deputy of %s.", name)
		}
		for _, m := range t.Workers {
			place := views.Action(views.ActWorker, string(t.ID)+"/"+string(m.User))
			switch {
			case m.User == u && m.Supervisor == "":
				add(place, "Peer worker of %s, with no supervisor yet.", name)
			case m.User == u:
				add(place, "Peer worker of %s, supervised by %s.", name, h.named(m.Supervisor).Name)
			case m.Supervisor == u:
				add(place, "Supervisor of %s in %s.", h.named(m.User).Name, name)
			}
		}
	}
	return roles
}

// rolesInShort are somebody's roles for a list, those whom they supervise in a team together.
func (h here) rolesInShort(u peerwork.UserID) []string {
	var short []string
	for _, r := range h.rolesOf(u) {
		if !strings.HasPrefix(r.Said, "Supervisor ") {
			short = append(short, r.Said)
		}
	}
	for _, t := range h.roster.Teams {
		var whom []peerwork.UserID
		for _, m := range t.Workers {
			if m.Supervisor == u {
				whom = append(whom, m.User)
			}
		}
		if len(whom) > 0 {
			short = append(short, views.SupervisorOf(h.names(whom), views.Name(t.Name)))
		}
	}
	return short
}

// openPerson shows one person's roles.
func (d *desk) openPerson(_ context.Context, h here) (Reply, error) {
	u := peerwork.UserID(views.ActionID(h.Name))
	if _, known := h.people[u]; !known && len(h.rolesOf(u)) == 0 {
		return Reply{}, &peerwork.Error{What: "We do not know this person any more.", Try: "Go back and look for them by name."}
	}
	page := views.PersonPage{Person: h.named(u), Roles: h.rolesOf(u), Unfit: h.people[u].Unfit()}
	return inPlace(h.Request, views.Person(page)), nil
}

// listAdmins shows who the admins are.
func (d *desk) listAdmins(_ context.Context, h here) (Reply, error) { return h.adminsPage("") }

func (h here) adminsPage(said string) (Reply, error) {
	page := views.AdminsPage{Said: said, Viewer: h.User, Mark: mark(h.roster.Admins)}
	for _, u := range h.roster.Admins {
		page.Admins = append(page.Admins, h.named(u))
	}
	return inPlace(h.Request, views.Admins(page)), nil
}

// addAdmin makes somebody an admin.
func (d *desk) addAdmin(ctx context.Context, h here) (Reply, error) {
	u := h.State.User(views.BoxNewAdmin)
	why := h.unfit(u)
	switch {
	case u == "":
		why = "Please choose somebody."
	case h.roster.IsAdmin(u):
		why = h.named(u).Name + " is an admin already."
	}
	if why != "" {
		return otherwise{views.BoxNewAdmin: why}.beside(h.State), nil
	}
	err := d.administer(ctx, h, func(r *peerwork.Roster) error {
		if !r.IsAdmin(u) {
			r.Admins = append(r.Admins, u)
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) { return h.adminsPage(h.named(u).Name + " is an admin now.") })
}

// takeAdminOff ends somebody's role as admin; never the last one's.
func (d *desk) takeAdminOff(ctx context.Context, h here) (Reply, error) {
	u := peerwork.UserID(views.ActionID(h.Name))
	err := d.administer(ctx, h, func(r *peerwork.Roster) error {
		if r.IsAdmin(u) && len(r.Admins) == 1 {
			return &peerwork.Error{What: "This is the only admin.", Try: "Add another one first. Then this one can go."}
		}
		r.Admins = slices.DeleteFunc(r.Admins, func(a peerwork.UserID) bool { return a == u })
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) {
		if !h.roster.IsAdmin(h.User) {
			return inPlace(h.Request, views.NotAdmin(h.names(h.roster.Admins))), nil
		}
		return h.adminsPage(h.named(u).Name + " is no admin any more.")
	})
}
