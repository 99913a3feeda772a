package config

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"handrail/peerwork"
)

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

// timezone reads the name of a time zone. In the place of a wrong one it returns a good one, so that the mistake is not
// said again of every schedule.
func (r *reader) timezone(n *node) string {
	text, _ := n.scalar()
	if _, err := time.LoadLocation(text); err != nil || text == "" || text == "Local" {
		r.problem(n.place(), n.what(), "a time zone by its IANA name", "timezone: "+DefaultTimezone)
		return DefaultTimezone
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

func joined[S ~string](all []S) string {
	var names []string
	for _, s := range all {
		names = append(names, string(s))
	}
	return strings.Join(names, ", ")
}
