package config

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"handrail/peerwork"
)

// Rules are what teams.yaml is checked against that config does not know itself.
type Rules struct {
	Cron     func(expression string) error // refuses a cron expression
	Schedule func(peerwork.Schedule) error // refuses a schedule whose parts are well written
	Holidays []string                      // the calendars there are, "none" among them
}

// Teams is what a teams.yaml declares.
type Teams struct {
	Roster   peerwork.Roster // Since instants and Due are zero
	Revision int             // as export wrote it; -1 when the file has none
	HasK     bool            // the file sets k
	HasAdmin bool            // the file lists admins
	Lines    map[string]int  // the line each user or channel id stands in first

	places map[place]int // the line each part of each team stands in
}

// place is a part of a team; without a part it is where the team begins, and without a team where the admins stand.
type place struct {
	team peerwork.TeamID
	part peerwork.TeamPart
}

// Defaults of a team in teams.yaml.
const (
	DefaultTimezone   = "Europe/London"
	DefaultHolidays   = "GB-ENG"
	DefaultQuietHours = "19:00-08:00"
	DefaultSetting    = peerwork.Setting("community-team")
)

// DefaultSchedules returns the three schedules of a team that declares none.
func DefaultSchedules(team peerwork.TeamID, zone string) []peerwork.Schedule {
	return []peerwork.Schedule{
		{ID: "monday-question", Team: team, Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: zone},
		{ID: "thursday-question", Team: team, Kind: peerwork.MemberPrompt, Cron: "30 15 * * THU", Timezone: zone},
		{ID: "weekly-digest", Team: team, Kind: peerwork.WeeklyDigest, Cron: "0 9 * * MON", Timezone: zone},
	}
}

// ParseTeams reads a teams.yaml, named file in its messages. Its error is a Problems with all mistakes, each with its
// line.
func ParseTeams(file string, content []byte, rules Rules) (Teams, error) {
	r := reader{rules: rules, file: file, teams: Teams{Revision: -1, Roster: peerwork.Roster{K: peerwork.MinimumK}, Lines: map[string]int{}, places: map[place]int{}}}
	root, problems := parse(file, content)
	r.problems = problems
	if root == nil && len(problems) == 0 {
		r.problem(file, "an empty file", "teams:", "teams: [{id: riverside, ...}]")
	}
	if root != nil {
		r.document(root)
	}
	slices.SortStableFunc(r.problems, byLine)
	return r.teams, r.problems.orNil()
}

func byLine(a, b Problem) int { return lineOf(a) - lineOf(b) }

func lineOf(p Problem) int {
	n, _ := strconv.Atoi(p.Place[strings.LastIndexByte(p.Place, ':')+1:])
	return n
}

// reader walks through a teams.yaml and collects what is wrong.
type reader struct {
	rules    Rules
	file     string
	teams    Teams
	problems Problems
}

func (r *reader) problem(place, found, expected, example string) {
	r.problems = append(r.problems, Problem{place, found, expected, example})
}

// fields calls the function named like each entry, and reports unknown, repeated and missing names.
func (r *reader) fields(n *node, of string, known map[string]func(*node), required ...string) {
	if !n.isMapping() {
		r.problem(n.place(), n.what(), of+" with its names and values", "")
		return
	}
	seen := map[string]bool{}
	for _, e := range n.entries() {
		read, ok := known[e.key]
		switch {
		case !ok:
			r.problem(e.place(), "the name "+quoted(e.key), "one of "+strings.Join(sorted(known), ", "), "")
		case seen[e.key]:
			r.problem(e.place(), quoted(e.key)+" a second time", "each name once", "")
		default:
			read(e.value)
		}
		seen[e.key] = true
	}
	for _, name := range required {
		if !seen[name] {
			r.problem(n.place(), of+" without "+name, name, examples()[name])
		}
	}
}

func sorted(known map[string]func(*node)) []string {
	var names []string
	for name := range known {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func examples() map[string]string {
	return map[string]string{
		"id": "id: riverside", "name": "name: Riverside crisis house", "channel": "channel: C02SUP", "line_managers": "line_managers: [U0MGR]",
		"workers": "workers: [{user: U01SAM, supervisor: U0SUP}]", "user": "user: U01SAM", "kind": "kind: team-prompt", "cron": `cron: "0 10 * * MON"`,
		"teams": "teams: [{id: riverside, ...}]",
	}
}

func (r *reader) document(root *node) {
	r.fields(root, "teams.yaml", map[string]func(*node){
		"revision": r.revision,
		"admins":   r.admins,
		"k":        r.k,
		"teams":    r.teamList,
	}, "teams")
}

func (r *reader) admins(n *node) {
	r.teams.HasAdmin, r.teams.Roster.Admins, r.teams.places[place{}] = true, r.users(n), n.line()
}

func (r *reader) revision(n *node) {
	if v, ok := r.number(n, "a revision, as `handrail teams export` writes it"); ok {
		r.teams.Revision = v
	}
}

func (r *reader) k(n *node) {
	v, ok := r.number(n, "a number of people")
	if ok && v < peerwork.MinimumK {
		r.problem(n.place(), strconv.Itoa(v), "k of 5 or more, because fewer people could be guessed", "k: 5")
		return
	}
	r.teams.HasK, r.teams.Roster.K = true, max(v, peerwork.MinimumK)
}

func (r *reader) number(n *node, expected string) (int, bool) {
	text, _ := n.scalar()
	v, err := strconv.Atoi(text)
	if err != nil || v < 0 || v > 1_000_000_000 {
		r.problem(n.place(), n.what(), expected, "5")
		return 0, false
	}
	return v, true
}

func (r *reader) teamList(n *node) {
	list, ok := n.list()
	if !ok {
		r.problem(n.place(), n.what(), "a list of teams", "teams: [{id: riverside, ...}]")
		return
	}
	for _, each := range list {
		t, lines := r.team(each)
		if _, twice := r.teams.Roster.Team(t.ID); twice && t.ID != "" {
			r.problem(each.place(), "the team "+quoted(string(t.ID))+" a second time", "each team once", "")
			continue
		}
		r.teams.Roster.Teams = append(r.teams.Roster.Teams, t)
		for part, line := range lines {
			r.teams.places[place{t.ID, part}] = line
		}
	}
}

// team reads a team, and the line each part of it stands in.
func (r *reader) team(n *node) (peerwork.Team, map[peerwork.TeamPart]int) {
	quiet, _ := peerwork.ParseQuietHours(DefaultQuietHours)
	t := peerwork.Team{Setting: DefaultSetting, Timezone: DefaultTimezone, Holidays: DefaultHolidays, QuietHours: quiet}
	var schedules *node
	lines := map[peerwork.TeamPart]int{"": n.line()}
	r.fields(n, "a team", map[string]func(*node){
		"id":            func(v *node) { t.ID = peerwork.TeamID(r.id(v)) },
		"name":          func(v *node) { t.Name, lines[peerwork.PartName] = r.name(v), v.line() },
		"setting":       func(v *node) { t.Setting = r.setting(v) },
		"channel":       func(v *node) { t.Channel, lines[peerwork.PartChannel] = r.channel(v), v.line() },
		"timezone":      func(v *node) { t.Timezone = r.timezone(v) },
		"holidays":      func(v *node) { t.Holidays = r.holidays(v) },
		"quiet_hours":   func(v *node) { t.QuietHours = r.quietHours(v) },
		"working_hours": func(v *node) { t.WorkingHours = r.workingHours(v) },
		"line_managers": func(v *node) { t.LineManagers = held(r.users(v)) },
		"deputies":      func(v *node) { t.Deputies = held(r.users(v)) },
		"workers":       func(v *node) { t.Workers = r.workers(v) },
		"schedules":     func(v *node) { schedules = v },

		"safeguarding_lead": func(v *node) { t.SafeguardingLead = r.safeguarding(v) },
		"signpost":          func(v *node) { t.Signpost = r.signpost(v) },
	}, "id", "name", "channel", "line_managers", "workers")
	t.Schedules = r.schedules(schedules, t)
	return t, lines
}

var (
	idForm      = regexp.MustCompile(`^[a-z0-9]([a-z0-9-]{0,62}[a-z0-9])?$`)
	userForm    = regexp.MustCompile(`^[UW][A-Z0-9]{2,30}$`)
	channelForm = regexp.MustCompile(`^[CG][A-Z0-9]{2,30}$`)
)

func (r *reader) id(n *node) string {
	text, _ := n.scalar()
	if !idForm.MatchString(text) {
		r.problem(n.place(), n.what(), "an id of small letters, digits and hyphens", "riverside")
		return ""
	}
	return text
}

func (r *reader) name(n *node) string {
	text, _ := n.scalar()
	if text = strings.TrimSpace(text); text == "" || utf8.RuneCountInString(text) > peerwork.MaxTeamName {
		r.problem(n.place(), n.what(), fmt.Sprintf("a name of 1 to %d characters", peerwork.MaxTeamName), "Riverside crisis house")
		return ""
	}
	return text
}

func (r *reader) setting(n *node) peerwork.Setting {
	text, _ := n.scalar()
	if !slices.Contains(peerwork.Settings(), peerwork.Setting(text)) {
		r.problem(n.place(), n.what(), "one of "+joined(peerwork.Settings()), "setting: crisis-house")
	}
	return peerwork.Setting(text)
}

func (r *reader) timezone(n *node) string {
	text, _ := n.scalar()
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		r.problem(n.place(), n.what(), "a time zone by its IANA name", "Europe/London")
	}
	return text
}

func (r *reader) holidays(n *node) string {
	text, _ := n.scalar()
	if !slices.Contains(r.rules.Holidays, text) {
		r.problem(n.place(), n.what(), "one of "+strings.Join(r.rules.Holidays, ", "), "holidays: GB-ENG")
	}
	return text
}

func (r *reader) quietHours(n *node) peerwork.QuietHours {
	text, _ := n.scalar()
	q, err := peerwork.ParseQuietHours(text)
	if err != nil {
		r.problem(n.place(), n.what(), "two times with a hyphen between them, in quotes, or none", `quiet_hours: "19:00-08:00"`)
	}
	return q
}

func (r *reader) workingHours(n *node) peerwork.WorkingHours {
	text, _ := n.scalar()
	w, err := peerwork.ParseWorkingHours(text)
	if err != nil {
		r.problem(n.place(), n.what(), "days and two times of one day with a hyphen between them, in quotes; without days it is Monday to Friday", `working_hours: "Mon-Fri 09:00-17:00"`)
	}
	return w
}

func (r *reader) safeguarding(n *node) string {
	text, ok := n.scalar()
	text = strings.Join(strings.Fields(text), " ")
	if !ok || utf8.RuneCountInString(text) > peerwork.MaxSafeguarder {
		r.problem(n.place(), n.what(), fmt.Sprintf("a name and how to reach them, in at most %d characters", peerwork.MaxSafeguarder), `safeguarding_lead: "Ada Bell, 020 7946 0000"`)
	}
	return text
}

func (r *reader) signpost(n *node) []string {
	steps, problems := signpost(n)
	r.problems = append(r.problems, problems...)
	return steps
}

func (r *reader) channel(n *node) string {
	text, _ := n.scalar()
	if !channelForm.MatchString(text) {
		r.problem(n.place(), n.what(), "a channel's id, from the end of its details in Slack", "C02SUP")
		return ""
	}
	r.mention(text, n)
	return text
}

func (r *reader) user(n *node) peerwork.UserID {
	text, _ := n.scalar()
	if !userForm.MatchString(text) {
		r.problem(n.place(), n.what(), "a person's member id, from their profile in Slack", "U01SAM")
		return ""
	}
	r.mention(text, n)
	return peerwork.UserID(text)
}

func (r *reader) mention(id string, n *node) {
	if r.teams.Lines[id] == 0 {
		r.teams.Lines[id] = n.line()
	}
}

func (r *reader) users(n *node) []peerwork.UserID {
	list, ok := n.list()
	if !ok {
		r.problem(n.place(), n.what(), "a list of member ids", "[U0MGR]")
		return nil
	}
	var users []peerwork.UserID
	for _, each := range list {
		u := r.user(each)
		if slices.Contains(users, u) && u != "" {
			r.problem(each.place(), quoted(string(u))+" a second time", "each person once", "")
			continue
		}
		if u != "" {
			users = append(users, u)
		}
	}
	return users
}

func held(users []peerwork.UserID) []peerwork.Held {
	var all []peerwork.Held
	for _, u := range users {
		all = append(all, peerwork.Held{User: u})
	}
	return all
}

func (r *reader) workers(n *node) []peerwork.Member {
	list, ok := n.list()
	if !ok {
		r.problem(n.place(), n.what(), "a list of peer workers", examples()["workers"])
		return nil
	}
	var members []peerwork.Member
	for _, each := range list {
		m := r.worker(each)
		if slices.ContainsFunc(members, func(o peerwork.Member) bool { return o.User == m.User && m.User != "" }) {
			r.problem(each.place(), quoted(string(m.User))+" a second time", "each peer worker once", "")
			continue
		}
		members = append(members, m)
	}
	return members
}

func (r *reader) worker(n *node) peerwork.Member {
	var m peerwork.Member
	r.fields(n, "a peer worker", map[string]func(*node){
		"user":       func(v *node) { m.User = r.user(v) },
		"supervisor": func(v *node) { m.Supervisor = r.user(v) },
	}, "user")
	if m.User != "" && m.User == m.Supervisor {
		r.problem(n.place(), quoted(string(m.User))+" as their own supervisor", "somebody else, or no supervisor yet", "{user: U01SAM, supervisor: U0SUP}")
		m.Supervisor = ""
	}
	return m
}

func (r *reader) schedules(n *node, t peerwork.Team) []peerwork.Schedule {
	if n == nil {
		return DefaultSchedules(t.ID, t.Timezone)
	}
	list, ok := n.list()
	if !ok {
		r.problem(n.place(), n.what(), "a list of schedules", `schedules: [{id: monday-question, kind: team-prompt, cron: "0 10 * * MON"}]`)
		return nil
	}
	var schedules []peerwork.Schedule
	for _, each := range list {
		s := r.schedule(each, t)
		if s.Kind == peerwork.WeeklyDigest && slices.ContainsFunc(schedules, func(o peerwork.Schedule) bool { return o.Kind == s.Kind }) {
			r.problem(each.place(), "a second digest", "one digest for each team", "")
		}
		if slices.ContainsFunc(schedules, func(o peerwork.Schedule) bool { return o.ID == s.ID && s.ID != "" }) {
			r.problem(each.place(), "the schedule "+quoted(s.ID)+" a second time", "each schedule once in a team", "")
			continue
		}
		schedules = append(schedules, s)
	}
	return schedules
}

func (r *reader) schedule(n *node, t peerwork.Team) peerwork.Schedule {
	s, before := peerwork.Schedule{Team: t.ID, Timezone: t.Timezone}, len(r.problems)
	r.fields(n, "a schedule", map[string]func(*node){
		"id":       func(v *node) { s.ID = r.id(v) },
		"kind":     func(v *node) { s.Kind = r.kind(v) },
		"cron":     func(v *node) { s.Cron = r.cron(v) },
		"timezone": func(v *node) { s.Timezone = r.timezone(v) },
		"weekends": func(v *node) { s.Weekends = r.yesNo(v) },
		"holidays": func(v *node) { s.Holidays = r.yesNo(v) },
		"every":    func(v *node) { s.Every = r.every(v) },
		"from":     func(v *node) { s.From = r.date(v) },
		"which":    func(v *node) { s.Which = r.which(v) },
		"paused":   func(v *node) { s.Paused = r.yesNo(v) },
	}, "id", "kind", "cron")
	if len(r.problems) == before {
		r.together(n, s)
	}
	return s
}

// together checks what is well written part for part.
func (r *reader) together(n *node, s peerwork.Schedule) {
	switch {
	case s.Every > 1 && s.From == "":
		r.problem(n.place(), "every without from", "a date in a week that counts", "{every: 2, from: 2026-11-19}")
	case s.Every < 2 && s.From != "":
		r.problem(n.place(), "from without every", "every how many weeks", "{every: 2, from: 2026-11-19}")
	case s.Every > 1 && s.Which != 0:
		r.problem(n.place(), "every and which together", "one of them", "which: last")
	default:
		if err := r.rules.Schedule(s); err != nil {
			r.problem(n.place(), quoted(s.ID), "a schedule that can be kept ("+err.Error()+")", "")
		}
	}
}

func (r *reader) every(n *node) int {
	const expected = "a number of weeks from 1 to 12"
	weeks, ok := r.number(n, expected)
	if ok && (weeks < 1 || weeks > peerwork.MostWeeks) {
		r.problem(n.place(), n.what(), expected, "every: 2")
	}
	if weeks < 2 {
		return 0
	}
	return weeks
}

func (r *reader) date(n *node) string {
	text, _ := n.scalar()
	if _, err := time.Parse(time.DateOnly, text); err != nil {
		r.problem(n.place(), n.what(), "a date: year, month and day", "from: 2026-11-19")
	}
	return text
}

func (r *reader) which(n *node) int {
	text, _ := n.scalar()
	which, ok := peerwork.ParseWhich(text)
	if !ok {
		r.problem(n.place(), n.what(), "one of first, second, third, fourth, last", "which: last")
	}
	return which
}

func kinds() []peerwork.ScheduleKind {
	return []peerwork.ScheduleKind{peerwork.TeamPrompt, peerwork.MemberPrompt, peerwork.WeeklyDigest}
}

func (r *reader) kind(n *node) peerwork.ScheduleKind {
	text, _ := n.scalar()
	if !slices.Contains(kinds(), peerwork.ScheduleKind(text)) {
		r.problem(n.place(), n.what(), "one of "+joined(kinds()), "kind: team-prompt")
	}
	return peerwork.ScheduleKind(text)
}

func (r *reader) cron(n *node) string {
	text, _ := n.scalar()
	if err := r.rules.Cron(text); err != nil {
		r.problem(n.place(), n.what(), "a cron expression that can be kept ("+err.Error()+")", `cron: "0 10 * * MON"`)
	}
	return text
}

func (r *reader) yesNo(n *node) bool {
	text, _ := n.scalar()
	var b bool
	if expected := yesNo(&b, text); expected != "" {
		r.problem(n.place(), n.what(), expected, "true")
	}
	return b
}

func joined[S ~string](all []S) string {
	var names []string
	for _, s := range all {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}

// Missing turns ids that Slack does not know into problems with their lines.
func (t Teams) Missing(file string, why map[string]string) error {
	var problems Problems
	for id, found := range why {
		expected := "a member of this Slack workspace"
		if channelForm.MatchString(id) {
			expected = "a channel of this Slack workspace; first write /invite @Handrail in a private one"
		}
		problems = append(problems, Problem{fmt.Sprintf("%s:%d", file, t.Lines[id]), quoted(id) + ", " + found, expected, ""})
	}
	slices.SortFunc(problems, func(a, b Problem) int { return cmp.Or(byLine(a, b), strings.Compare(a.Found, b.Found)) })
	return problems.orNil()
}

// Misfits are what cannot stand of the file's teams where they come into a roster. What could not be read is left
// out: ParseTeams named it.
func (t Teams) Misfits(file string, before peerwork.Roster) error {
	var problems Problems
	after := t.Into(before)
	if t.HasAdmin && len(before.Admins) > 0 && len(after.Admins) == 0 {
		problems = append(problems, Problem{t.placeOf(file, place{}), "no admins", "one admin at least, or no admins: line, which leaves them as they are", "admins: [U0ADM]"})
	}
	for _, team := range t.Roster.Teams {
		for _, m := range after.CheckTeam(team) {
			if unread(team, m) {
				continue
			}
			at := t.placeOf(file, place{team.ID, m.Part})
			if m.User != "" {
				at = fmt.Sprintf("%s:%d", file, t.Lines[string(m.User)])
			}
			problems = append(problems, Problem{at, m.Found + " for the team " + quoted(string(team.ID)), m.Want, ""})
		}
	}
	slices.SortStableFunc(problems, byLine)
	return problems.orNil()
}

// unread reports whether a misfit is only about what could not be read.
func unread(team peerwork.Team, m peerwork.Misfit) bool {
	switch m.Part {
	case peerwork.PartName:
		return team.Name == ""
	case peerwork.PartChannel:
		return team.Channel == ""
	}
	return m.User == ""
}

func (t Teams) placeOf(file string, p place) string { return fmt.Sprintf("%s:%d", file, t.places[p]) }

// Together returns the mistakes that several readings of one file found in one report, by line. What stopped a reading,
// and is no mistake in the file, stands behind them. Nil errors are left out.
func Together(errs ...error) error {
	var all Problems
	var others []error
	for _, err := range errs {
		var problems Problems
		if errors.As(err, &problems) {
			all = append(all, problems...)
			continue
		}
		others = append(others, err)
	}
	slices.SortStableFunc(all, byLine)
	if other := errors.Join(others...); other != nil {
		return errors.Join(all.orNil(), other)
	}
	return all.orNil()
}

// Into returns the roster that applying the file makes of another: the teams it names take the place of theirs or are
// added, and the others stay; admins and k change when the file has them.
func (t Teams) Into(r peerwork.Roster) peerwork.Roster {
	if t.HasAdmin {
		r.Admins = t.Roster.Admins
	}
	if t.HasK || r.K < peerwork.MinimumK {
		r.K = t.Roster.K
	}
	r.Teams = slices.Clone(r.Teams)
	for _, team := range t.Roster.Teams {
		i := slices.IndexFunc(r.Teams, func(o peerwork.Team) bool { return o.ID == team.ID })
		if i < 0 {
			r.Teams = append(r.Teams, team)
			continue
		}
		r.Teams[i] = team
	}
	return r
}
