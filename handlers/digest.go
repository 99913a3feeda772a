package handlers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"handrail/digest"
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
	team, said := h.splitTime(req.Text)
	if _, _, refusal := h.digestTeam(team); refusal != "" && astray(team, said) {
		return d.notSaved(ctx, h, peerwork.Error{What: "Not saved. /digest keeps no words.", Try: refusal}), nil
	}
	return d.sayDigest(ctx, h, team, said)
}

// chooseDigest draws the digest of the team or the time that was chosen in a menu.
func (d *desk) chooseDigest(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team, said := req.Text, views.ActionID(req.Name)
	if strings.HasPrefix(req.Name, views.ActDigestPeriod) {
		team, said = said, team
	}
	if ownForm(req) {
		return d.digestForm(ctx, h, team, said, true)
	}
	reply, err := d.sayDigest(ctx, h, team, said)
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

func (d *desk) sayDigest(ctx context.Context, h here, team, said string) (Reply, error) {
	page, refusal, err := d.digestPage(ctx, h, team, said)
	if err != nil {
		return Reply{}, err
	}
	m := views.Digest(page)
	if refusal != "" {
		m = views.Told(refusal)
	}
	return Reply{Say: &m}, nil
}

func (d *desk) digestForm(ctx context.Context, h here, team, said string, open bool) (Reply, error) {
	page, refusal, err := d.digestPage(ctx, h, team, said)
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
func (d *desk) digestPage(ctx context.Context, h here, named, said string) (page views.DigestPage, refusal string, err error) {
	team, teams, refusal := h.digestTeam(named)
	if refusal != "" {
		return page, refusal, nil
	}
	period, refusal := findPeriod(team, said, h.Now)
	if refusal != "" {
		return page, refusal, nil
	}
	if !team.MaySeeFigures(h.User, period) {
		return page, askedFor(period, said) + h.fromBefore(team), nil
	}
	figures, err := d.figures(ctx, h, team, period)
	if errors.Is(err, peerwork.ErrNotEnded) {
		return page, askedFor(period, said) + h.notEnded(team, period), nil
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
		refusal += " For a time, write last week, last month, October, or a day of the week you want, such as 9 November."
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

// mostWordsOfATime is how many words a time has at most: "for the week of 28 September to 4 October 2026".
const mostWordsOfATime = 10

// splitTime takes the time off the end of what was typed. What a team is called is no time: a team may be March house, or
// ward 9, whose October is not the ninth.
func (h here) splitTime(text string) (team, said string) {
	fields, teams := strings.Fields(text), h.digestTeams()
	team = strings.Join(fields, " ")
	if slices.ContainsFunc(teams, func(t peerwork.Team) bool { return isCalled(t, team) }) {
		return team, ""
	}
	var best int
	for i := max(0, len(fields)-mostWordsOfATime); i < len(fields); i++ {
		before, when := strings.Join(fields[:i], " "), strings.Join(fields[i:], " ")
		if rank := h.rankOfTime(teams, before, when); rank > best {
			team, said, best = before, when, rank
		}
	}
	return team, said
}

// rankOfTime tells how likely words end in a time: 0 where they do not, and most where all that stands before it is a team.
func (h here) rankOfTime(teams []peerwork.Team, before, when string) int {
	_, err := peerwork.SaidPeriod(when, h.Now, time.UTC)
	switch {
	case errors.Is(err, peerwork.ErrNoTime):
		return 0
	case err == nil && slices.ContainsFunc(teams, func(t peerwork.Team) bool { return isNamed(t, before) }):
		return 2
	}
	return 1
}

// isNamed reports whether somebody typed the team's id, or the whole of its name.
func isNamed(t peerwork.Team, typed string) bool {
	typed = plainName(typed)
	return typed == plainName(string(t.ID)) || typed == plainName(t.Name)
}

// isCalled reports whether somebody typed the team's id, or whole words of its name.
func isCalled(t peerwork.Team, typed string) bool {
	words := plainName(typed)
	return isNamed(t, typed) || words != "" && strings.Contains(" "+plainName(t.Name)+" ", " "+words+" ")
}

// astray reports whether what stands before a time, and names no team, may be of a note: "tired yesterday". A word beside
// a time such as 2026-W46 is none.
func astray(team, said string) bool {
	_, err := peerwork.ParsePeriod(strings.ToUpper(said))
	return severalWords(team) || team != "" && said != "" && err != nil
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
func findPeriod(team peerwork.Team, said string, now time.Time) (peerwork.Period, string) {
	if said == "" {
		return peerwork.WeekOf(now, team.Location()).Before(), ""
	}
	p, err := peerwork.SaidPeriod(said, now, team.Location())
	if err != nil {
		return p, "We do not know " + unknownTime(said, err) + ". " + timesToWrite(team, now)
	}
	if p.End(team.Location()).Before(now.AddDate(0, 0, -7*weeksBack)) {
		return p, askedFor(p, said) + "That " + p.Kind() + " is too long ago. Digests go back one year. " + timesToWrite(team, now)
	}
	return p, ""
}

func timesToWrite(team peerwork.Team, now time.Time) string {
	ended := periodsBefore(team, now)
	return fmt.Sprintf("Write a week such as %s, a month such as %s or a quarter such as %s. Or write last week, last month, last quarter, a month's name, or a day of a week, such as 9 November.",
		ended[0], ended[weeksOffered], ended[len(ended)-1])
}

// timeInShort is a time of words and few digits. With more, it may be a number that says who somebody is.
var timeInShort = regexp.MustCompile(`^(?:[\p{L} ]+|[\p{L} ]*\d{1,4}(?:-\w{1,3}|[\p{L} ]*))$`)

// unknownTime names a time that is no period, where it surely is a time.
func unknownTime(said string, err error) string {
	if !errors.Is(err, peerwork.ErrNoTime) && timeInShort.MatchString(said) {
		return "the time “" + views.Name(said) + "”"
	}
	return "that time"
}

// askedFor says in words which period was typed; nothing where none was.
func askedFor(p peerwork.Period, said string) string {
	if said == "" {
		return ""
	}
	when := digest.When(p)
	if p.IsWeek() {
		when = "the " + when
	}
	return "You asked for " + when + ". "
}

// notEnded says when a period can be seen, and which one of its kind can be seen now.
func (h here) notEnded(team peerwork.Team, p peerwork.Period) string {
	said := "That " + p.Kind() + " has not ended. You can see it from " + views.Day(p.End(team.Location()), team.Location()) + "."
	for _, shown := range h.periodsShown(team) {
		if shown.Kind() == p.Kind() {
			return said + fmt.Sprintf(" The last %s you can see is %s: type /digest %s %s.", p.Kind(), shown, team.ID, shown)
		}
	}
	return said
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
