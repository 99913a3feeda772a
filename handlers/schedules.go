package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

type scheduleStore interface {
	ChannelFault(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, channel string) (peerwork.Delivery, error)
}

// mostSchedules is how many schedules a team may have that are set in Slack.
const mostSchedules = 20

// scheduleDoors lead to the schedules of a team.
func (d *desk) scheduleDoors() doors {
	actions := map[string]Handler{
		views.ActSchedules:      d.opening(d.schedules, ""),
		views.ActScheduleTeam:   d.chooseScheduleTeam,
		views.ActAddSchedule:    d.addSchedule,
		views.ActChangeSchedule: d.openSchedule,
		views.ActSwitchSchedule: d.switchSchedule,
		views.ActDeleteSchedule: d.deleteSchedule,
		views.ActTeamHours:      d.openTeamHours,
	}
	for _, box := range []string{
		views.BoxScheduleKind, views.BoxScheduleOften, views.BoxScheduleDay, views.BoxScheduleWhich, views.BoxScheduleDate,
		views.BoxScheduleFrom, views.BoxScheduleTime, views.BoxScheduleCron, views.BoxScheduleZone, views.BoxScheduleToo,
	} {
		actions[box] = d.previewSchedule
	}
	return doors{actions, map[string]Handler{views.FormSchedule: d.saveSchedule, views.FormTeamHours: d.saveTeamHours}}
}

// setsSchedules reports whether somebody may set a team's schedules.
func setsSchedules(r peerwork.Roster, team peerwork.Team, u peerwork.UserID) bool {
	return r.IsAdmin(u) || team.Manages(u)
}

// scheduleTeams are the teams whose schedules the person may set.
func (h here) scheduleTeams() []peerwork.Team {
	if h.roster.IsAdmin(h.User) {
		return h.roster.Teams
	}
	return h.roster.ManagedBy(h.User)
}

func notTheirs() error {
	return &peerwork.Error{What: "Only a line manager of the team, or an admin, can set its schedules.", Try: "Please ask one of them."}
}

// schedules opens the list of a team's schedules.
func (d *desk) schedules(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.listSchedules(ctx, h, views.ActionID(req.Name), "")
}

// schedulesByName answers /handrail schedules [team].
func (d *desk) schedulesByName(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	teams := h.scheduleTeams()
	if len(teams) == 0 {
		return Reply{}, notTheirs()
	}
	team, refusal := findTeam(teams, req.Text)
	if refusal != "" {
		m := views.Told(refusal)
		return Reply{Say: &m}, nil
	}
	return d.listSchedules(ctx, h, string(team.ID), "")
}

func (d *desk) chooseScheduleTeam(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.listSchedules(ctx, h, req.Text, "")
}

// listSchedules draws the list of a team's schedules: "" is the person's first team. said is what was done just now.
func (d *desk) listSchedules(ctx context.Context, h here, id, said string) (Reply, error) {
	teams := h.scheduleTeams()
	i := slices.IndexFunc(teams, func(t peerwork.Team) bool { return id == "" || t.ID == peerwork.TeamID(id) })
	if i < 0 {
		return Reply{}, notTheirs()
	}
	page := views.SchedulesPage{Team: teams[i], Teams: teams, Said: said, Admin: h.roster.IsAdmin(h.User), Now: h.Now}
	for _, s := range page.Team.Schedules {
		coming, _ := scheduler.ComingOf(page.Team, s, h.Now, 1) // one that cannot be kept has no next time
		page.Rows = append(page.Rows, views.ScheduleRow{Schedule: s, Coming: coming})
	}
	fault, err := d.Store.ChannelFault(ctx, h.Workspace, page.Team.ID, page.Team.Channel)
	if err != nil && !errors.Is(err, peerwork.ErrNotFound) {
		return Reply{}, fmt.Errorf("find what is wrong with a channel: %w", err)
	}
	page.Trouble = fault.Reason
	return inPlace(h.Request, views.Schedules(page)), nil
}

// scheduleDesk is a request about the schedules of one team.
type scheduleDesk struct {
	here
	team peerwork.Team
	meta views.ScheduleMeta
}

// scheduleDesk refuses who may not, or no longer, set the team's schedules.
func (d *desk) scheduleDesk(ctx context.Context, req Request) (scheduleDesk, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return scheduleDesk{}, err
	}
	s := scheduleDesk{here: h, meta: views.ParseScheduleMeta(req.Private)}
	var ok bool
	if s.team, ok = h.roster.Team(s.meta.Team); !ok || !setsSchedules(h.roster, s.team, h.User) {
		return scheduleDesk{}, notTheirs()
	}
	return s, nil
}

// stands returns the schedule as it is now, or the one that a new form begins with.
func (s scheduleDesk) stands() (sc peerwork.Schedule, found bool) {
	return scheduleIn(s.team, s.meta.ID)
}

func scheduleIn(team peerwork.Team, id string) (sc peerwork.Schedule, found bool) {
	i := slices.IndexFunc(team.Schedules, func(o peerwork.Schedule) bool { return o.ID == id })
	if i >= 0 {
		return team.Schedules[i], true
	}
	return peerwork.Schedule{ID: id, Team: team.ID, Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: team.Timezone}, false
}

func (d *desk) addSchedule(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	s.meta.ID, s.meta.Shown = newScheduleID(), ""
	sc, _ := s.stands()
	return Reply{Update: s.form(views.InputOf(sc), "")}, nil
}

// newScheduleID is unlike any other, so that two people who add one at the same time do not meet.
func newScheduleID() string { return "schedule-" + peerwork.NewID()[:10] }

func (d *desk) openSchedule(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	s.meta.ID = views.ActionID(req.Name)
	sc, found := s.stands()
	if !found {
		return d.listSchedules(ctx, s.here, string(s.team.ID), "Somebody deleted that schedule meanwhile.")
	}
	s.meta.Shown = sc.Fingerprint()
	return Reply{Update: s.form(views.InputOf(sc), "")}, nil
}

// previewSchedule draws the form anew with what is chosen in it.
func (d *desk) previewSchedule(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return Reply{Update: s.form(s.input(), "")}, nil
}

// input is what the form's boxes hold.
func (s scheduleDesk) input() views.ScheduleInput {
	sc, _ := s.stands()
	in := views.ReadSchedule(s.State, views.InputOf(sc))
	if in.Zone == "" {
		in.Zone = s.team.Timezone
	}
	return in
}

// form draws a schedule with what is chosen, and what would come of it.
func (s scheduleDesk) form(in views.ScheduleInput, said string) *views.Form {
	sc, _ := s.stands()
	zone := peerwork.FirstZone(in.Zone, s.team.Timezone)
	in = in.Begun(s.Now.In(zone))
	page := views.SchedulePage{
		Team: s.team, ID: s.meta.ID, Shown: s.meta.Shown, Paused: sc.Paused, Input: in, Said: said, Now: s.Now.In(zone),
	}
	wanted := in.On(sc)
	if _, wrong := wrongIn(s.team, wanted, in); wrong != "" {
		page.Wrong = wrong
	} else {
		page.Words = wanted.Words()
		page.Coming, _ = scheduler.ComingOf(s.team, wanted, s.Now, 3) // checked a line above
	}
	form := views.Schedule(page)
	return &form
}

// wrongIn says in which box of a schedule's form something cannot be kept, and what.
func wrongIn(team peerwork.Team, sc peerwork.Schedule, in views.ScheduleInput) (box, wrong string) {
	if _, known := peerwork.Zone(in.Zone); !known {
		return views.BoxScheduleZone, "We do not know this time zone. Please write it like Europe/London or Asia/Karachi."
	}
	if in.Often != views.ByCron && in.At < 0 {
		return views.BoxScheduleTime, "Please choose a time."
	}
	others := func(o peerwork.Schedule) bool { return o.Kind == peerwork.WeeklyDigest && o.ID != sc.ID }
	if sc.Kind == peerwork.WeeklyDigest && slices.ContainsFunc(team.Schedules, others) {
		return views.BoxScheduleKind, "This team has a digest already. Please change that one."
	}
	err := scheduler.CheckSchedule(sc)
	var cron *scheduler.CronError
	switch {
	case err == nil:
		return "", ""
	case in.Often != views.ByCron && sc.Kind == peerwork.WeeklyDigest:
		return views.BoxScheduleOften, "A digest is of a whole week. Please choose once a week, or less often."
	case errors.As(err, &cron):
		return views.BoxScheduleCron, "This cron line cannot be kept: " + cron.Why + ". An example: 0 10 * * MON is every Monday at 10:00."
	}
	return views.BoxScheduleOften, "This cannot be kept. Please choose other times."
}

// errStandsOtherwise undoes a change because somebody else made one meanwhile.
var errStandsOtherwise = errors.New("stands otherwise than it was shown")

// saveSchedule keeps what the form holds, unless the schedule is no longer what it showed.
func (d *desk) saveSchedule(ctx context.Context, req Request) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := s.input().Begun(s.Now.In(peerwork.FirstZone(s.team.Timezone)))
	base, _ := s.stands()
	wanted := in.On(base)
	if box, wrong := wrongIn(s.team, wanted, in); wrong != "" {
		return Reply{Errors: map[string]string{box: wrong}}, nil
	}
	err = d.changeSchedules(ctx, &s, func(team *peerwork.Team) error { return s.put(team, in) })
	if errors.Is(err, errStandsOtherwise) {
		return s.conflict(in), nil
	}
	if err != nil {
		return Reply{}, err
	}
	return d.doneWithSchedule(ctx, s, "Saved: "+wanted.Words()+".")
}

// put places what the boxes hold. What stands there already is left, so that the same form sent twice is one change.
func (s *scheduleDesk) put(team *peerwork.Team, in views.ScheduleInput) error {
	stands, found := scheduleIn(*team, s.meta.ID)
	wanted := in.On(stands)
	switch {
	case found && stands.Fingerprint() == wanted.Fingerprint():
		return nil
	case found && stands.Fingerprint() != s.meta.Shown, !found && s.meta.Shown != "":
		return errStandsOtherwise
	case !found && len(team.Schedules) >= mostSchedules:
		return &peerwork.Error{What: "A team has 20 schedules at most.", Try: "Please delete one first."}
	case !found:
		team.Schedules = append(team.Schedules, wanted)
	default:
		i := slices.IndexFunc(team.Schedules, func(o peerwork.Schedule) bool { return o.ID == wanted.ID })
		team.Schedules[i] = wanted
	}
	if _, wrong := wrongIn(*team, wanted, in); wrong != "" { // a digest that somebody added meanwhile
		return &peerwork.Error{What: wrong}
	}
	return nil
}

// changedMeanwhile says what somebody else made of what a form showed. Sent again, what was chosen takes its place.
func changedMeanwhile(what, now string) string {
	return "Somebody changed " + what + " meanwhile. It is now: " + now +
		" Nothing of yours is saved yet. What you chose is below. Press Save to put it in its place."
}

// conflict shows what stands now beside what was typed. Sent again, what was typed takes its place.
func (s scheduleDesk) conflict(in views.ScheduleInput) Reply {
	sc, found := s.stands()
	said := "Somebody deleted this schedule meanwhile. Nothing of yours is saved yet. Press Save to add it again."
	s.meta.Shown = ""
	if found {
		s.meta.Shown = sc.Fingerprint()
		said = changedMeanwhile("this schedule", views.ScheduleFacts(sc, s.team))
	}
	return Reply{Update: s.form(in, said)}
}

// changeSchedules changes the team as it stands now, and leaves it with what was found. Who was in the role a
// minute ago is refused.
func (d *desk) changeSchedules(ctx context.Context, s *scheduleDesk, change func(*peerwork.Team) error) error {
	return d.changeRoster(ctx, s.here, func(r *peerwork.Roster) error {
		i := slices.IndexFunc(r.Teams, func(t peerwork.Team) bool { return t.ID == s.team.ID })
		if i < 0 || !setsSchedules(*r, r.Teams[i], s.User) {
			return notTheirs()
		}
		s.roster, s.team = *r, r.Teams[i]
		return change(&r.Teams[i])
	})
}

// doneWithSchedule goes back to the list, and lets the scheduler place what is new.
func (d *desk) doneWithSchedule(ctx context.Context, s scheduleDesk, said string) (Reply, error) {
	h, err := d.here(ctx, s.Request)
	if err != nil {
		return Reply{}, err
	}
	reply, err := d.listSchedules(ctx, h, string(s.team.ID), said)
	reply.Wake = true
	return reply, err
}

// switchSchedule stops a schedule for a time, or lets it go on.
func (d *desk) switchSchedule(ctx context.Context, req Request) (Reply, error) {
	off := req.Text == "off"
	said := "Switched on."
	if off {
		said = "Switched off. It is not lost: press Change to switch it on again."
	}
	return d.changeSchedule(ctx, req, said, func(team *peerwork.Team, i int) { team.Schedules[i].Paused = off })
}

func (d *desk) deleteSchedule(ctx context.Context, req Request) (Reply, error) {
	return d.changeSchedule(ctx, req, "Deleted.", func(team *peerwork.Team, i int) {
		team.Schedules = slices.Delete(slices.Clone(team.Schedules), i, i+1)
	})
}

// changeSchedule changes a schedule that is still what was shown. One that is gone stays gone.
func (d *desk) changeSchedule(ctx context.Context, req Request, said string, change func(team *peerwork.Team, i int)) (Reply, error) {
	s, err := d.scheduleDesk(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := s.input()
	err = d.changeSchedules(ctx, &s, func(team *peerwork.Team) error {
		i := slices.IndexFunc(team.Schedules, func(o peerwork.Schedule) bool { return o.ID == s.meta.ID })
		if i < 0 {
			return peerwork.ErrNotFound
		}
		if team.Schedules[i].Fingerprint() != s.meta.Shown {
			return errStandsOtherwise
		}
		change(team, i)
		return nil
	})
	switch {
	case errors.Is(err, peerwork.ErrNotFound):
		return d.doneWithSchedule(ctx, s, "This schedule is deleted.")
	case errors.Is(err, errStandsOtherwise):
		return s.conflict(in), nil
	case err != nil:
		return Reply{}, err
	}
	return d.doneWithSchedule(ctx, s, said)
}
