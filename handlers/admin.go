package handlers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type rosterChangeStore interface {
	Roster(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.Roster, error)
	SaveRoster(ctx context.Context, ws peerwork.WorkspaceID, revision int, r peerwork.Roster, by peerwork.UserID, now time.Time) error
	Audit(ctx context.Context, ws peerwork.WorkspaceID, limit, offset int) ([]peerwork.AuditEntry, int, error)
	TeamLeft(ctx context.Context, ws peerwork.WorkspaceID, id peerwork.TeamID) (bool, error)
	Parked(ctx context.Context, ws peerwork.WorkspaceID, limit int) ([]peerwork.Delivery, error)
}

// adminDoors lead to teams, people and roles.
func (d *desk) adminDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActAdmin:       d.opening(d.setup, ""),
			views.ActAdminClaim:  d.claim,
			views.ActTeams:       d.opening(d.asAdmin(d.listTeams), ""),
			views.ActTeamOpen:    d.opening(d.asAdmin(d.openTeam), ""),
			views.ActTeamAdd:     d.opening(d.asAdmin(d.addTeam), ""),
			views.ActTeamChange:  d.opening(d.asAdmin(d.changeTeam), ""),
			views.ActTeamRemove:  d.opening(d.asAdmin(d.askToRemoveTeam), ""),
			views.ActWorkerAdd:   d.opening(d.asAdmin(d.addWorker), ""),
			views.ActWorker:      d.opening(d.asAdmin(d.openWorker), ""),
			views.ActWorkerOut:   d.opening(d.asAdmin(d.askToTakeOut), ""),
			views.ActPeople:      d.opening(d.asAdmin(d.listPeople), ""),
			views.ActPerson:      d.opening(d.asAdmin(d.openPerson), ""),
			views.ActAdmins:      d.opening(d.asAdmin(d.listAdmins), ""),
			views.ActAdminOff:    d.asAdmin(d.takeAdminOff),
			views.ActContacts:    d.opening(d.asAdmin(d.listContacts), ""),
			views.ActContactsSet: d.opening(d.asAdmin(d.openContacts), ""),
			views.ActLog:         d.opening(d.asAdmin(d.log), ""),
			views.ActFigures:     d.opening(d.asAdmin(d.organisationFigures), ""),
		},
		forms: map[string]Handler{
			views.FormTeam:       d.asAdmin(d.submitTeam),
			views.FormTeamRemove: d.asAdmin(d.removeTeam),
			views.FormWorker:     d.asAdmin(d.submitWorker),
			views.FormSupervisor: d.asAdmin(d.submitSupervisor),
			views.FormWorkerOut:  d.asAdmin(d.takeOut),
			views.FormPeople:     d.asAdmin(d.findPeople),
			views.FormAdmin:      d.asAdmin(d.addAdmin),
			views.FormContacts:   d.asAdmin(d.submitContacts),
		},
	}
}

// asAdmin lets admins in, by the roster as it stands now, and tells others politely whom to ask.
func (d *desk) asAdmin(do func(context.Context, here) (Reply, error)) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		h, err := d.here(ctx, req)
		if err != nil {
			return Reply{}, err
		}
		if !h.roster.IsAdmin(h.User) {
			return inPlace(req, views.NotAdmin(h.names(h.roster.Admins))), nil
		}
		reply, err := do(ctx, h)
		var told *peerwork.Error
		if errors.As(err, &told) {
			return inPlace(req, views.AdminTrouble(told)), nil
		}
		return reply, err
	}
}

func (h here) names(users []peerwork.UserID) []string {
	var names []string
	for _, u := range users {
		names = append(names, h.named(u).Name)
	}
	return names
}

// setup opens the first page of setting Handrail up: an admin's, or the way to become the first one.
func (d *desk) setup(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	if len(h.roster.Admins) == 0 {
		return inPlace(req, views.SetupOffer(h.mayClaim())), nil
	}
	return d.asAdmin(func(ctx context.Context, h here) (Reply, error) { return d.setupPage(ctx, h, "") })(ctx, req)
}

// setsUp reports whether App Home offers the person to set Handrail up.
func (h here) setsUp() bool { return h.roster.IsAdmin(h.User) || h.mayClaim() }

// mayClaim reports whether the person may become the first admin: where there is none, an admin or owner of the Slack
// workspace may.
func (h here) mayClaim() bool {
	p := h.people[h.User]
	return len(h.roster.Admins) == 0 && p.SlackAdmin && p.Unfit() == ""
}

// claim makes a Slack admin Handrail's first admin. Where two press at once, the second finds an admin there. App Home,
// which offered it, is drawn anew for either.
func (d *desk) claim(ctx context.Context, req Request) (Reply, error) {
	reply, err := d.becomeFirstAdmin(ctx, req)
	if err != nil {
		return reply, err
	}
	return d.withHome(ctx, req, reply), nil
}

func (d *desk) becomeFirstAdmin(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	err = d.changeRoster(ctx, h, func(r *peerwork.Roster) error {
		h.roster = *r
		if !h.mayClaim() {
			return &peerwork.Error{What: "Handrail has an admin already, or you are no admin of this Slack workspace."}
		}
		r.Admins = []peerwork.UserID{h.User}
		return nil
	})
	var told *peerwork.Error
	if errors.As(err, &told) {
		return d.setup(ctx, req)
	}
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) { return d.setupPage(ctx, h, "You are Handrail's first admin now.") })
}

// afterwards draws a page from what a change has made.
func (d *desk) afterwards(ctx context.Context, h here, draw func(here) (Reply, error)) (Reply, error) {
	h, err := d.here(ctx, h.Request)
	if err != nil {
		return Reply{}, err
	}
	return draw(h)
}

func (d *desk) setupPage(ctx context.Context, h here, said string) (Reply, error) {
	unsent, err := d.unsent(ctx, h)
	if err != nil {
		return Reply{}, fmt.Errorf("look for messages given up: %w", err)
	}
	page := views.SetupPage{
		Said: said, Admins: h.names(h.roster.Admins), Teams: len(h.roster.Teams), People: len(h.withRoles()),
		Unsent: unsent, Zone: h.zone(),
	}
	for _, t := range h.roster.Teams {
		for _, r := range h.roster.Remarks(t) {
			if r.Kind == peerwork.NoManager || r.Kind == peerwork.NoWorkers || r.Kind == peerwork.NoSupervisor {
				page.Missing = append(page.Missing, views.Missing{Team: t, Said: h.remark(r)})
			}
		}
	}
	return inPlace(h.Request, views.Setup(page)), nil
}

// unsent are the messages given up that still need a hand, one for each place.
func (d *desk) unsent(ctx context.Context, h here) (all []views.Unsent, err error) {
	parked, err := d.Store.Parked(ctx, h.Workspace, 100)
	if err != nil {
		return nil, err
	}
	told := map[string]bool{}
	for _, p := range parked {
		if told[p.Recipient] {
			continue
		}
		told[p.Recipient] = true
		one := views.Unsent{Person: h.named(peerwork.UserID(p.Recipient)).Name, At: p.Due, Reason: p.Reason}
		if p.ToChannel() {
			team, _ := h.roster.Team(p.Team)
			one.Team, one.Person = cmp.Or(team.Name, "a team that is gone"), ""
		}
		all = append(all, one)
	}
	return all, nil
}

// remark says a remark in a sentence.
func (h here) remark(r peerwork.Remark) string {
	return views.Remark(r, h.named(r.User).Name)
}

// administer changes the roster for an admin who still is one when it is saved.
func (d *desk) administer(ctx context.Context, h here, change func(*peerwork.Roster) error) error {
	return d.changeRoster(ctx, h, func(r *peerwork.Roster) error {
		if !r.IsAdmin(h.User) {
			return &peerwork.Error{What: "You are no admin of Handrail any more.", Try: "Nothing was changed."}
		}
		return change(r)
	})
}

// changeRoster changes the roster as it stands now. change is called anew where somebody else changed the roster
// meanwhile; it refuses, with a *peerwork.Error, where what it changes is no longer as its person saw it.
func (d *desk) changeRoster(ctx context.Context, h here, change func(*peerwork.Roster) error) error {
	return ofWhatStands(func() error { return d.changeRosterOnce(ctx, h, change) })
}

func (d *desk) changeRosterOnce(ctx context.Context, h here, change func(*peerwork.Roster) error) error {
	roster, err := d.Store.Roster(ctx, h.Workspace)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	if err := change(&roster); err != nil {
		return err
	}
	if err := d.Store.SaveRoster(ctx, h.Workspace, roster.Revision, roster, h.User, h.Now); err != nil {
		return fmt.Errorf("save the roster: %w", err)
	}
	return nil
}

// mark is a short mark of what a form shows. Another mark means that somebody changed it meanwhile.
func mark(shown ...any) string {
	sum := sha256.Sum256(fmt.Appendf(nil, "%+v", shown))
	return hex.EncodeToString(sum[:6])
}

// otherwise is what is beside boxes of a form, by action id.
type otherwise map[string]string

// beside puts what is wrong beside the boxes.
func (w otherwise) beside(s views.State) Reply {
	said := map[string]string{}
	for box, text := range w {
		said[s.BlockOf(box)] = text
	}
	return Reply{Errors: said}
}

// unfit says why somebody cannot have a role; "" where they can.
func (h here) unfit(u peerwork.UserID) string {
	p, known := h.people[u]
	if !known {
		return "Handrail is asking Slack who " + views.Name(string(u)) + " is. Please press the button again in a moment."
	}
	if why := p.Unfit(); why != "" {
		return fmt.Sprintf("%s is %s. Please choose somebody else.", nameOf(p), why)
	}
	return ""
}

// unfitAmong says it of the first of several who cannot. Whoever had the role before is left alone.
func (h here) unfitAmong(users, before []peerwork.UserID) string {
	for _, u := range users {
		if why := h.unfit(u); why != "" && !slices.Contains(before, u) {
			return why
		}
	}
	return ""
}

// whose splits "team/person" of an action's id.
func (h here) whose() (peerwork.TeamID, peerwork.UserID) {
	team, person, _ := strings.Cut(views.ActionID(h.Name), "/")
	return peerwork.TeamID(team), peerwork.UserID(person)
}

// offset is how many a page leaves out before it: the id of its action carries that.
func (h here) offset() int {
	n, _ := strconv.Atoi(views.ActionID(h.Name))
	return max(0, n)
}

// from returns those of a list from an offset on, at most so many, and where they begin: past the end, that is the
// last page.
func from[T any](all []T, offset, per int) ([]T, int) {
	if offset >= len(all) {
		offset = max(0, len(all)-1) / per * per
	}
	return all[offset:min(len(all), offset+per)], offset
}

// log shows what was administered, page by page.
func (d *desk) log(ctx context.Context, h here) (Reply, error) {
	page := views.LogPage{Offset: h.offset(), Zone: h.zone()}
	entries, total, err := d.Store.Audit(ctx, h.Workspace, views.LogPerPage, page.Offset)
	if err != nil {
		return Reply{}, fmt.Errorf("read the log: %w", err)
	}
	page.Total = total
	for _, e := range entries {
		page.Lines = append(page.Lines, h.logLine(e))
	}
	return inPlace(h.Request, views.Log(page)), nil
}

func (h here) logLine(e peerwork.AuditEntry) views.LogLine {
	by := "The command line"
	if e.By != "" {
		by = h.named(e.By).Name
	}
	return views.LogLine{Said: by + " " + e.Read(func(u peerwork.UserID) string { return h.named(u).Name }, views.Name), At: e.At}
}
