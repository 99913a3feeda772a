package views

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of a team's form.
const (
	BoxTeamName     = "team-name"
	BoxTeamSetting  = "team-setting"
	BoxTeamChannel  = "team-channel"
	BoxTeamManagers = "team-managers"
	BoxTeamDeputies = "team-deputies"
	BoxTeamHolidays = "team-holidays"
	BoxTeamDays     = "team-days"
	BoxTeamFrom     = "team-from"
	BoxTeamUntil    = "team-until"
)

// TeamsPage lists teams.
type TeamsPage struct {
	Said   string
	Teams  []TeamLine
	Offset int
	Total  int
}

// TeamLine is a team in a list, with names.
type TeamLine struct {
	Team     peerwork.Team
	Managers []string
}

// TeamsPerPage is how many teams a page lists.
const TeamsPerPage = 10

// Teams draws the list.
func Teams(t TeamsPage) Form {
	var p page
	p.done(t.Said)
	if t.Total == 0 {
		p.say("No teams yet.")
	}
	for _, l := range t.Teams {
		said := fmt.Sprintf("%s\n%s. Line managers: %s.", Name(l.Team.Name), none(len(l.Team.Workers), "peer worker", "peer workers", "No peer workers yet"), namesOrNobody(l.Managers))
		p.sayWith(said, button("Open", Action(ActTeamOpen, string(l.Team.ID)), ""))
	}
	p.ending(ActTeams, "", t.Offset, TeamsPerPage, t.Total, button("Add a team", ActTeamAdd, ""))
	return p.form("Teams", FormRead, "", "", adminsSee(""))
}

func namesOrNobody(names []string) string {
	if len(names) == 0 {
		return "nobody yet"
	}
	return peerwork.JoinAnd(names)
}

// TeamPage is one team as its admin sees it.
type TeamPage struct {
	Said     string
	Team     peerwork.Team
	Managers []string
	Deputies []string
	Workers  []WorkerLine // those of this page
	Offset   int
	Remarks  []string
}

// WorkerLine is a peer worker and who supervises them; "" for nobody.
type WorkerLine struct {
	Worker     peerwork.Named
	Supervisor string
}

// WorkersPerPage is how many peer workers a page of a team lists.
const WorkersPerPage = 15

// Team draws one team.
func Team(t TeamPage) Form {
	var p page
	p.done(t.Said)
	p.header(Name(t.Team.Name))
	p.say(strings.Join([]string{
		"Kind of place: " + lowerFirst(SettingName(t.Team.Setting)),
		"Line managers: " + namesOrNobody(t.Managers),
		"Deputies: " + namesOrNobody(t.Deputies),
		"Bank holidays: " + cmp.Or(nationName(t.Team.Holidays), "none"),
		"Working hours: " + daysName(t.Team.WorkingHours.Told().Days) + hoursIn(peerwork.QuietHours{From: t.Team.WorkingHours.Told().From, Until: t.Team.WorkingHours.Told().Until}),
		"Quiet hours: " + cmp.Or(quietWords(t.Team.QuietHours), "none"),
		"Time zone: " + t.Team.Timezone,
	}, "\n"))
	if len(t.Remarks) > 0 {
		p.say(bullets(t.Remarks, maxMissing))
	}
	p.buttons(button("Change the team", Action(ActTeamChange, string(t.Team.ID)), ""), button("Schedules and quiet hours", Action(ActSchedules, string(t.Team.ID)), ""), button("Safety contacts", Action(ActContactsSet, string(t.Team.ID)), ""))
	p.rule()
	p.header("Peer workers")
	for _, w := range t.Workers {
		said := w.Worker.Name + ", supervised by " + w.Supervisor + "."
		if w.Supervisor == "" {
			said = w.Worker.Name + ", with no supervisor yet."
		}
		p.sayWith(said, button("Change", Action(ActWorker, string(t.Team.ID)+"/"+string(w.Worker.User)), ""))
	}
	p.buttons(append(teamLeaf(t), primary(button("Add a peer worker", Action(ActWorkerAdd, string(t.Team.ID)), "")))...)
	p.rule()
	p.back(button("Back to teams", Action(ActTeams, "0"), ""))
	p.buttons(button("Remove the team", Action(ActTeamRemove, string(t.Team.ID)), ""))
	return p.form("Team", FormRead, "", "", adminsSee(""))
}

func teamLeaf(t TeamPage) []*slack.ButtonBlockElement {
	buttons := leaf(ActTeamOpen, "", t.Offset, WorkersPerPage, len(t.Team.Workers))
	for _, b := range buttons {
		b.ActionID = Action(ActTeamOpen, string(t.Team.ID)+"/"+ActionID(b.ActionID))
	}
	return buttons
}

// SettingName says a setting as people do: "Crisis house".
func SettingName(s peerwork.Setting) string {
	return upperFirst(strings.ReplaceAll(string(s), "-", " "))
}

// Nations are those whose bank holidays a team can keep, named as a team's holidays are.
func Nations() []string { return []string{"GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "none"} }

func daysName(days peerwork.Weekdays) string {
	if days == peerwork.MondayToFriday {
		return "Monday to Friday"
	}
	var names []string
	for _, d := range days.Days() {
		names = append(names, d.String())
	}
	return peerwork.JoinAnd(names)
}

// TeamForm is the form of a new team, or of one that is there.
type TeamForm struct {
	Team    peerwork.Team // as the boxes are to stand
	New     bool
	Mark    string
	Changed []string // what somebody else changed while this was filled in
}

// EditTeam draws the form.
func EditTeam(f TeamForm) Form {
	p := page{apart: f.Mark}
	p.changedMeanwhile(f.Changed)
	p.ask(BoxTeamName, "Name of the team", "People see it on their forms.", false, line(BoxTeamName, "Riverside crisis house", f.Team.Name, peerwork.MaxTeamName))
	p.ask(BoxTeamSetting, "What kind of place is it?", "Questions are chosen to suit it.", false, selectOne(BoxTeamSetting, "Choose one", settingOptions(), string(f.Team.Setting)))
	channelHint := "Team questions go there. Add Handrail to it afterwards: write /invite @Handrail in the channel."
	if !f.New {
		channelHint = "Team questions go there. If you leave it empty, it stays as it is."
	}
	p.ask(BoxTeamChannel, "Channel", channelHint, !f.New, channelPicker(BoxTeamChannel, "Choose a channel", f.Team.Channel))
	p.ask(BoxTeamManagers, "Line managers", managersHint(f.New), true,
		usersPicker(BoxTeamManagers, "Choose people", held(f.Team.LineManagers)))
	p.ask(BoxTeamDeputies, "Deputies", "Asked when a supervisor has not answered “soon” in working hours. They see no words.", true,
		usersPicker(BoxTeamDeputies, "Choose people", held(f.Team.Deputies)))
	p.ask(BoxTeamHolidays, "Bank holidays of", "No questions go out on those days. The numbers to call on every form follow this too.", false, selectOne(BoxTeamHolidays, "Choose one", nationOptions(), f.Team.Holidays))
	title := "Change the team"
	if f.New {
		title = "Add a team"
		p.small("Working hours begin as Monday to Friday, 09:00 to 17:00. You can change them afterwards.")
	} else {
		workingBoxes(&p, f.Team.WorkingHours.Told())
	}
	form := p.form(title, FormTeam, "Save", AdminMeta{Team: f.Team.ID, Mark: f.Mark}.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}

func managersHint(newTeam bool) string {
	if newTeam {
		return "They get the digest."
	}
	return "They get the digest. Somebody new sees only what is shared from now on. Somebody you take out sees nothing more."
}

func workingBoxes(p *page, working peerwork.WorkingHours) {
	p.ask(BoxTeamDays, "Working days", "A wish to talk soon passes to the deputy after four working hours.", false, weekdayBoxes(BoxTeamDays, working.Days))
	p.ask(BoxTeamFrom, "Work begins at", "", false, timeAt(BoxTeamFrom, working.From))
	p.ask(BoxTeamUntil, "Work ends at", "", false, timeAt(BoxTeamUntil, working.Until))
}

// changedMeanwhile says what somebody else changed while the form was open. What was typed still stands in it.
func (p *page) changedMeanwhile(changed []string) {
	if len(changed) == 0 {
		return
	}
	p.say("Not saved yet: this was changed while you filled it in.")
	p.say(bullets(changed, maxMissing))
	p.say("What you chose still stands below. To put it in place of theirs, press the button again. To leave theirs, press Cancel.")
	p.rule()
}

func held(held []peerwork.Held) []peerwork.UserID {
	var users []peerwork.UserID
	for _, h := range held {
		users = append(users, h.User)
	}
	return users
}

func settingOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, s := range peerwork.Settings() {
		options = append(options, option(string(s), SettingName(s), ""))
	}
	return options
}

func nationOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, n := range Nations() {
		options = append(options, option(n, cmp.Or(nationName(n), "No bank holidays"), ""))
	}
	return options
}

func weekdayBoxes(action string, days peerwork.Weekdays) *slack.CheckboxGroupsBlockElement {
	var options []*slack.OptionBlockObject
	var chosen []string
	for _, d := range allDays().Days() {
		options = append(options, option(itoa(int(d)), d.String(), ""))
		if days.Has(d) {
			chosen = append(chosen, itoa(int(d)))
		}
	}
	e := slack.NewCheckboxGroupsBlockElement(action, options...)
	e.InitialOptions = pick(options, chosen...)
	return e
}

func allDays() peerwork.Weekdays { return peerwork.DaysOf(0, 1, 2, 3, 4, 5, 6) }

func timeAt(action string, minutes int) *slack.TimePickerBlockElement {
	e := slack.NewTimePickerBlockElement(action)
	e.InitialTime, e.Placeholder = clock(minutes), plain("Choose a time")
	return e
}

// TeamInput is what a team's form held.
type TeamInput struct {
	Name, Channel, Holidays string
	Setting                 peerwork.Setting
	Managers, Deputies      []peerwork.UserID
	Days                    peerwork.Weekdays
	From, Until             int
}

// ReadTeam reads a team's form.
func ReadTeam(s State) TeamInput {
	in := TeamInput{
		Name: strings.Join(strings.Fields(s.Written(BoxTeamName)), " "), Channel: s.Channel(BoxTeamChannel),
		Managers: s.Users(BoxTeamManagers), Deputies: s.Users(BoxTeamDeputies),
	}
	setting, _ := s.Chosen(BoxTeamSetting)
	in.Setting = peerwork.Setting(setting)
	in.Holidays, _ = s.Chosen(BoxTeamHolidays)
	days, _ := s.ChosenMany(BoxTeamDays)
	for _, d := range allDays().Days() {
		if has(days, itoa(int(d))) {
			in.Days |= peerwork.DaysOf(d)
		}
	}
	in.From, _ = s.minutes(BoxTeamFrom)
	in.Until, _ = s.minutes(BoxTeamUntil)
	return in
}

// RemoveTeam is the second look before a team goes.
func RemoveTeam(t peerwork.Team, mark string) Form {
	var p page
	p.say(fmt.Sprintf("Do you want to remove %s?", Name(t.Name)))
	p.say("What goes: its roles, its schedules and its safety contacts. No more questions or digests go out for it.")
	p.say("What stays: notes belong to their authors and stay theirs. From now on nobody else opens them.",
		"Weeks that have ended stay as they were counted.")
	p.say("It cannot be undone. A team that you add later is a new team.")
	p.buttons(button("Keep the team", Action(ActTeamOpen, string(t.ID)), ""))
	form := p.form("Remove the team", FormTeamRemove, "Remove the team", AdminMeta{Team: t.ID, Mark: mark}.String(), adminsSee(""))
	form.Close = plain("Cancel")
	return form
}
