package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

type digestStore interface {
	scheduler.FiguresStore
	scheduler.OrganisationStore
}

// The weeks a menu offers, beside the last months and the last quarter, and how far back a typed time may lie.
const (
	weeksOffered  = 8
	monthsOffered = 3
	weeksBack     = 53
)

// digestDoors lead to the digests of other teams and other times.
func (d *desk) digestDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActDigestTeam:   d.chooseDigest,
		views.ActDigestPeriod: d.chooseDigest,
		views.ActLastDigest:   d.drawing(d.lastDigest),
	}}
}

// digest answers /digest [team] [week, month or quarter].
func (d *desk) digest(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team, week := splitWeek(req.Text)
	if _, _, refusal := h.digestTeam(team); refusal != "" && severalWords(team) {
		return d.notSaved(ctx, h, peerwork.Error{What: "Not saved. /digest keeps no words.", Try: refusal}), nil
	}
	return d.sayDigest(ctx, h, team, week)
}

// chooseDigest draws the digest of the team or the week that was chosen in a menu.
func (d *desk) chooseDigest(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team, week := req.Text, views.ActionID(req.Name)
	if strings.HasPrefix(req.Name, views.ActDigestPeriod) {
		team, week = week, team
	}
	if ownForm(req) {
		return d.digestForm(ctx, h, team, week, true)
	}
	reply, err := d.sayDigest(ctx, h, team, week)
	reply.Replace = true
	return reply, err
}

// lastDigest opens the last ended week of a team, from App Home.
func (d *desk) lastDigest(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.digestForm(ctx, h, views.ActionID(req.Name), "", false)
}

func (d *desk) sayDigest(ctx context.Context, h here, team, week string) (Reply, error) {
	page, refusal, err := d.digestPage(ctx, h, team, week)
	if err != nil {
		return Reply{}, err
	}
	m := views.Digest(page)
	if refusal != "" {
		m = views.Told(refusal)
	}
	return Reply{Say: &m}, nil
}

func (d *desk) digestForm(ctx context.Context, h here, team, week string, open bool) (Reply, error) {
	page, refusal, err := d.digestPage(ctx, h, team, week)
	if err != nil {
		return Reply{}, err
	}
	form := views.DigestForm(page)
	if refusal != "" {
		form = views.TroubleForm(&peerwork.Error{What: refusal})
	}
	if open {
		return Reply{Update: &form}, nil
	}
	return Reply{Form: &form}, nil
}

// digestPage is the digest for this viewer, or in words why there is none.
func (d *desk) digestPage(ctx context.Context, h here, named, week string) (page views.DigestPage, refusal string, err error) {
	team, teams, refusal := h.digestTeam(named)
	if refusal != "" {
		return page, refusal, nil
	}
	period, refusal := findPeriod(team, week, h.Now)
	if refusal != "" {
		return page, refusal, nil
	}
	if !team.MaySeeFigures(h.User, period) {
		return page, h.fromBefore(team), nil
	}
	figures, err := d.figures(ctx, h, team, period)
	if errors.Is(err, peerwork.ErrNotEnded) {
		return page, notEnded(team, period), nil
	}
	if err != nil {
		return page, "", err
	}
	page = views.DigestPage{
		Team: team, Period: period, Figures: team.FiguresFor(h.User, period, figures), Viewer: peerwork.RoleWorker,
		InReply: true, Teams: teams, Periods: h.periodsShown(team),
	}
	if team.Manages(h.User) {
		page.Viewer = peerwork.RoleManager
	}
	page.Own, err = d.ownSessions(ctx, h, team, period)
	return page, "", err
}

// ownSessions are those of the week in which the viewer supervises, where they are a line manager of the team.
func (d *desk) ownSessions(ctx context.Context, h here, team peerwork.Team, period peerwork.Period) ([]views.OwnSession, error) {
	sessions, err := scheduler.OwnSessions(ctx, d.Store, h.Workspace, team, h.User, period)
	if err != nil {
		return nil, err
	}
	var own []views.OwnSession
	for _, s := range sessions {
		own = append(own, views.OwnSession{With: h.named(s.Worker).Name, Session: s})
	}
	return own, nil
}

// digestTeam finds a team whose digest the person may see among all of those, or says in words why there is none.
func (h here) digestTeam(named string) (team peerwork.Team, teams []peerwork.Team, refusal string) {
	if teams = h.digestTeams(); len(teams) == 0 {
		return team, nil, "You are in no team here. Digests are for a team's line managers and peer workers."
	}
	if team, refusal = findTeam(teams, named); refusal != "" {
		refusal += " For a time, write a week such as 2026-W46 or a month such as 2026-10."
	}
	return team, teams, refusal
}

// digestTeams are the teams whose digests the person may see: those they manage, then those they work in.
func (h here) digestTeams() []peerwork.Team {
	teams := h.roster.ManagedBy(h.User)
	for _, t := range h.teams {
		if !t.Manages(h.User) {
			teams = append(teams, t)
		}
	}
	return teams
}

func (d *desk) figures(ctx context.Context, h here, team peerwork.Team, period peerwork.Period) (peerwork.Figures, error) {
	bank, err := d.banks.Of(ctx, h.Workspace)
	if err != nil {
		return peerwork.Figures{}, err
	}
	return scheduler.Figures(ctx, d.Store, bank, h.Workspace, team, h.k(), period, h.Now)
}

// splitWeek takes the week off the end of what was typed.
func splitWeek(text string) (team, week string) {
	fields := strings.Fields(text)
	if len(fields) == 0 {
		return "", ""
	}
	last := fields[len(fields)-1]
	if last[0] >= '0' && last[0] <= '9' && strings.Contains(last, "-") {
		return strings.Join(fields[:len(fields)-1], " "), last
	}
	return strings.Join(fields, " "), ""
}

// findTeam finds a team by id or by a part of its name; "" is the first.
func findTeam(teams []peerwork.Team, named string) (peerwork.Team, string) {
	wanted := plainName(named)
	i := slices.IndexFunc(teams, func(t peerwork.Team) bool { return plainName(string(t.ID)) == wanted })
	if i < 0 {
		i = slices.IndexFunc(teams, func(t peerwork.Team) bool { return strings.Contains(plainName(t.Name), wanted) })
	}
	if i >= 0 {
		return teams[i], ""
	}
	var names []string
	for _, t := range teams {
		names = append(names, fmt.Sprintf("%s (%s)", views.Name(t.Name), t.ID))
	}
	return peerwork.Team{}, "We do not know that team. Yours: " + peerwork.JoinAnd(names) + "."
}

// findPeriod reads a typed week, month or quarter; "" is the last week that has ended.
func findPeriod(team peerwork.Team, typed string, now time.Time) (peerwork.Period, string) {
	last := peerwork.WeekOf(now, team.Location()).Before()
	if typed == "" {
		return last, ""
	}
	p, err := peerwork.ParsePeriod(strings.ToUpper(typed))
	if err != nil {
		ended := periodsBefore(team, now)
		return p, fmt.Sprintf("We do not know that time. Write a week such as %s, a month such as %s or a quarter such as %s.", ended[0], ended[weeksOffered], ended[len(ended)-1])
	}
	if p.End(team.Location()).Before(now.AddDate(0, 0, -7*weeksBack)) {
		return p, "That " + p.Kind() + " is too long ago. Digests go back one year."
	}
	return p, ""
}

func notEnded(team peerwork.Team, p peerwork.Period) string {
	return "That " + p.Kind() + " has not ended. You can see it from " + views.Day(p.End(team.Location()), team.Location()) + "."
}

// fromBefore says why a line manager is not shown a period from before their time, and what they are shown.
func (h here) fromBefore(team peerwork.Team) string {
	since, _ := team.ManagesSince(h.User)
	first := peerwork.WeekOf(since, team.Location())
	said := fmt.Sprintf("You have been a line manager of %s since %s. Times that ended before then are not shown to you.", views.Name(team.Name), views.Day(since, team.Location()))
	if first.Ended(h.Now, team.Location()) {
		return said + fmt.Sprintf(" Your first week is %s: type /digest %s %s.", first, team.ID, first)
	}
	return said + fmt.Sprintf(" You can see your first week from %s.", views.Day(first.End(team.Location()), team.Location()))
}

// periodsShown are the times a menu offers the person.
func (h here) periodsShown(team peerwork.Team) []peerwork.Period {
	return slices.DeleteFunc(periodsBefore(team, h.Now), func(p peerwork.Period) bool { return !team.MaySeeFigures(h.User, p) })
}

// periodsBefore are the times a menu offers, each ended: the last weeks, the last months, and the last quarter.
func periodsBefore(team peerwork.Team, now time.Time) []peerwork.Period {
	this := peerwork.WeekOf(now, team.Location())
	var weeks, months, quarters []peerwork.Period
	for week := this.Before(); len(quarters) == 0 || len(months) < monthsOffered; week = week.Before() {
		if len(weeks) < weeksOffered {
			weeks = append(weeks, week)
		}
		after := peerwork.WeekOf(week.End(time.UTC), time.UTC)
		if month := week.MonthOf(); month != after.MonthOf() && len(months) < monthsOffered {
			months = append(months, month)
		}
		if quarter := week.QuarterOf(); quarter != after.QuarterOf() && len(quarters) == 0 {
			quarters = append(quarters, quarter)
		}
	}
	return slices.Concat(weeks, months, quarters)
}
