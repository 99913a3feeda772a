package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"handrail/config"
	"handrail/peerwork"
	"handrail/views"
)

// listTeams lists the teams, page by page.
func (d *desk) listTeams(_ context.Context, h here) (Reply, error) { return h.teamList("") }

func (h here) teamList(said string) (Reply, error) {
	page := views.TeamsPage{Said: said, Total: len(h.roster.Teams)}
	var teams []peerwork.Team
	teams, page.Offset = from(h.roster.Teams, h.offset(), views.TeamsPerPage)
	for _, t := range teams {
		page.Teams = append(page.Teams, views.TeamLine{Team: t, Managers: h.names(holders(t.LineManagers))})
	}
	return inPlace(h.Request, views.Teams(page)), nil
}

func holders(held []peerwork.Held) []peerwork.UserID {
	var users []peerwork.UserID
	for _, r := range held {
		users = append(users, r.User)
	}
	return users
}

// openTeam shows one team.
func (d *desk) openTeam(_ context.Context, h here) (Reply, error) {
	id, offset := h.whose()
	team, err := h.team(id)
	if err != nil {
		return Reply{}, err
	}
	h.Name = views.Action(views.ActTeamOpen, string(offset))
	return h.teamPage(team, "")
}

func (h here) team(id peerwork.TeamID) (peerwork.Team, error) {
	team, ok := h.roster.Team(id)
	if !ok {
		return team, &peerwork.Error{What: "This team is not there any more.", Try: "Go back to see the teams there are."}
	}
	return team, nil
}

func (h here) teamPage(t peerwork.Team, said string) (Reply, error) {
	page := views.TeamPage{Said: said, Team: t, Managers: h.names(holders(t.LineManagers)), Deputies: h.names(holders(t.Deputies))}
	var workers []peerwork.Member
	workers, page.Offset = from(t.Workers, h.offset(), views.WorkersPerPage)
	for _, m := range workers {
		page.Workers = append(page.Workers, views.WorkerLine{Worker: h.named(m.User), Supervisor: h.nameOrNobody(m.Supervisor)})
	}
	for _, r := range h.roster.Remarks(t) {
		page.Remarks = append(page.Remarks, h.remark(r))
	}
	return inPlace(h.Request, views.Team(page)), nil
}

func (h here) nameOrNobody(u peerwork.UserID) string {
	if u == "" {
		return ""
	}
	return h.named(u).Name
}

// addTeam opens an empty form, with the usual answers in it.
func (d *desk) addTeam(_ context.Context, h here) (Reply, error) {
	return inPlace(h.Request, views.EditTeam(views.TeamForm{Team: newTeam(), New: true, Mark: mark(h.roster.Revision)})), nil
}

// newTeam has what a team has that declares nothing.
func newTeam() peerwork.Team {
	quiet, _ := peerwork.ParseQuietHours(config.DefaultQuietHours)
	return peerwork.Team{Setting: config.DefaultSetting, Timezone: config.DefaultTimezone, Holidays: config.DefaultHolidays, QuietHours: quiet}
}

// changeTeam opens a team's form.
func (d *desk) changeTeam(_ context.Context, h here) (Reply, error) {
	team, err := h.team(peerwork.TeamID(views.ActionID(h.Name)))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.EditTeam(views.TeamForm{Team: team, Mark: teamMark(team)})), nil
}

// teamMark marks what a team's form shows.
func teamMark(t peerwork.Team) string {
	return mark(t.ID, t.Name, t.Setting, t.Channel, holders(t.LineManagers), holders(t.Deputies), t.Holidays, t.WorkingHours)
}

// submitTeam saves a team's form. Whatever is wrong is said beside its box.
func (d *desk) submitTeam(ctx context.Context, h here) (Reply, error) {
	meta, in := views.ParseAdminMeta(h.Private), views.ReadTeam(h.State)
	before, known := h.roster.Team(meta.Team)
	if meta.Team != "" && !known {
		_, err := h.team(meta.Team)
		return Reply{}, err
	}
	if !known {
		before = newTeam()
		usual := before.WorkingHours.Told() // the form of a new team does not ask for them
		in.Days, in.From, in.Until = usual.Days, usual.From, usual.Until
	}
	if wrong := h.wrongInTeam(in, before); len(wrong) > 0 {
		return wrong.beside(h.State), nil
	}
	next := filledTeam(before, in)
	if !known {
		var err error
		if next.ID, err = d.newTeamID(ctx, h, in.Name); err != nil {
			return Reply{}, err
		}
		next.Schedules = config.DefaultSchedules(next.ID, next.Timezone)
	}
	if wrong := wrongBeside(h.roster.CheckTeam(next), h); len(wrong) > 0 {
		return wrong.beside(h.State), nil
	}
	if known && meta.Mark != teamMark(before) {
		return h.teamChangedMeanwhile(before, next), nil
	}
	err := d.administer(ctx, h, func(r *peerwork.Roster) error { return putTeam(r, next, teamMark(before), known) })
	if errors.Is(err, errOtherwise) {
		return d.afterwards(ctx, h, func(h here) (Reply, error) { return d.submitTeam(ctx, h) })
	}
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) {
		team, err := h.team(next.ID)
		if err != nil {
			return Reply{}, err
		}
		return h.teamPage(team, savedTeam(known))
	})
}

func savedTeam(known bool) string {
	if known {
		return "Saved."
	}
	return "Saved. Now write /invite @Handrail in the team's channel, and add the peer workers here."
}

// errOtherwise means that what a form showed was changed between looking and saving.
var errOtherwise = errors.New("changed between looking and saving")

// putTeam puts a team into a roster in which it is as it was seen.
func putTeam(r *peerwork.Roster, next peerwork.Team, seen string, known bool) error {
	i := slices.IndexFunc(r.Teams, func(t peerwork.Team) bool { return t.ID == next.ID })
	if known != (i >= 0) || known && teamMark(r.Teams[i]) != seen || len(r.CheckTeam(next)) > 0 {
		return errOtherwise
	}
	if !known {
		r.Teams = append(r.Teams, next)
		return nil
	}
	t := &r.Teams[i]
	t.Name, t.Setting, t.Channel, t.Holidays, t.WorkingHours = next.Name, next.Setting, next.Channel, next.Holidays, next.WorkingHours
	t.LineManagers, t.Deputies = next.LineManagers, next.Deputies
	return nil
}

// filledTeam is a team as its form has it.
func filledTeam(t peerwork.Team, in views.TeamInput) peerwork.Team {
	t.Name, t.Setting, t.Holidays = in.Name, in.Setting, in.Holidays
	if in.Channel != "" {
		t.Channel = in.Channel
	}
	t.WorkingHours, _ = peerwork.NewWorkingHours(in.Days, in.From, in.Until)
	t.LineManagers, t.Deputies = heldAsBefore(t.LineManagers, in.Managers), heldAsBefore(t.Deputies, in.Deputies)
	return t
}

func heldAsBefore(before []peerwork.Held, users []peerwork.UserID) []peerwork.Held {
	var held []peerwork.Held
	for _, u := range users {
		one := peerwork.Held{User: u}
		if i := slices.IndexFunc(before, func(b peerwork.Held) bool { return b.User == u }); i >= 0 {
			one = before[i]
		}
		held = append(held, one)
	}
	return held
}

// wrongInTeam is what is wrong in the boxes by themselves.
func (h here) wrongInTeam(in views.TeamInput, before peerwork.Team) otherwise {
	wrong := otherwise{}
	if !slices.Contains(peerwork.Settings(), in.Setting) {
		wrong[views.BoxTeamSetting] = "Please choose one."
	}
	if in.Channel == "" && before.Channel == "" {
		wrong[views.BoxTeamChannel] = "Please choose the team's channel."
	}
	if why := h.unfitAmong(in.Managers, holders(before.LineManagers)); why != "" {
		wrong[views.BoxTeamManagers] = why
	}
	if why := h.unfitAmong(in.Deputies, holders(before.Deputies)); why != "" {
		wrong[views.BoxTeamDeputies] = why
	}
	if !slices.Contains(views.Nations(), in.Holidays) {
		wrong[views.BoxTeamHolidays] = "Please choose one."
	}
	if in.Days == 0 {
		wrong[views.BoxTeamDays] = "Please tick one day at least."
	}
	if in.From >= in.Until {
		wrong[views.BoxTeamUntil] = "Work has to end later than it begins, on the same day."
	}
	return wrong
}

// wrongBeside says what cannot stand of a team beside the boxes of its form.
func wrongBeside(misfits []peerwork.Misfit, h here) otherwise {
	wrong := otherwise{}
	boxes := map[peerwork.TeamPart]string{
		peerwork.PartName: views.BoxTeamName, peerwork.PartChannel: views.BoxTeamChannel,
		peerwork.PartManagers: views.BoxTeamManagers, peerwork.PartDeputies: views.BoxTeamDeputies,
	}
	for _, m := range misfits {
		if box, ok := boxes[m.Part]; ok {
			wrong[box] = views.Misfit(m, h.nameOrNobody(m.User))
		}
	}
	return wrong
}

// teamChangedMeanwhile draws the form anew with what was typed, and says what somebody else changed.
func (h here) teamChangedMeanwhile(now, typed peerwork.Team) Reply {
	form := views.EditTeam(views.TeamForm{Team: typed, Mark: teamMark(now), Changed: h.differs(now, typed)})
	return Reply{Update: &form}
}

// differs says what of a team stands otherwise now than it was typed.
func (h here) differs(now, typed peerwork.Team) []string {
	var said []string
	for _, part := range []struct{ name, now, typed string }{
		{"the name", views.Name(now.Name), views.Name(typed.Name)},
		{"the kind of place", views.SettingName(now.Setting), views.SettingName(typed.Setting)},
		{"the channel", now.Channel, typed.Channel},
		{"the line managers", orNobody(h.names(holders(now.LineManagers))), orNobody(h.names(holders(typed.LineManagers)))},
		{"the deputies", orNobody(h.names(holders(now.Deputies))), orNobody(h.names(holders(typed.Deputies)))},
		{"the bank holidays", now.Holidays, typed.Holidays},
		{"the working hours", now.WorkingHours.String(), typed.WorkingHours.String()},
	} {
		switch {
		case part.now == part.typed:
		case part.name == "the channel":
			said = append(said, "Now the channel is another one than you chose.")
		default:
			said = append(said, fmt.Sprintf("Now %s: %s. Yours: %s.", part.name, part.now, part.typed))
		}
	}
	if len(said) == 0 {
		said = append(said, "It stands now as you have it below.")
	}
	return said
}

func orNobody(names []string) string {
	if len(names) == 0 {
		return "nobody"
	}
	return strings.Join(names, ", ")
}

// newTeamID makes an id of the name that no team has or had.
func (d *desk) newTeamID(ctx context.Context, h here, name string) (peerwork.TeamID, error) {
	var failed error
	id := peerwork.NewTeamID(name, func(id peerwork.TeamID) bool {
		if _, there := h.roster.Team(id); there {
			return true
		}
		left, err := d.Store.TeamLeft(ctx, h.Workspace, id)
		if err != nil {
			failed = err
			return false
		}
		return left
	})
	if failed != nil {
		return "", fmt.Errorf("make a team's id: %w", failed)
	}
	return id, nil
}

// askToRemoveTeam is the second look before a team goes.
func (d *desk) askToRemoveTeam(_ context.Context, h here) (Reply, error) {
	team, err := h.team(peerwork.TeamID(views.ActionID(h.Name)))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.RemoveTeam(team, wholeMark(team))), nil
}

// wholeMark marks all that goes with a team.
func wholeMark(t peerwork.Team) string {
	return mark(teamMark(t), t.Workers, len(t.Schedules), t.SafeguardingLead, t.Signpost)
}

// removeTeam takes a team away, if it is still as its admin saw it.
func (d *desk) removeTeam(ctx context.Context, h here) (Reply, error) {
	meta := views.ParseAdminMeta(h.Private)
	team, err := h.team(meta.Team)
	if err != nil {
		return Reply{}, err
	}
	err = d.administer(ctx, h, func(r *peerwork.Roster) error {
		now, ok := r.Team(meta.Team)
		if !ok || wholeMark(now) != meta.Mark {
			return &peerwork.Error{What: "Not removed: somebody changed the team meanwhile.", Try: "Go back, look at it once more, and remove it then."}
		}
		r.Teams = slices.DeleteFunc(r.Teams, func(t peerwork.Team) bool { return t.ID == meta.Team })
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) { return h.teamList(views.Name(team.Name) + " was removed.") })
}
