package views

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The actions of a team's schedules.
const (
	ActSchedules      = "schedules"       // :team, or none for the viewer's first
	ActScheduleTeam   = "schedules-team"  // the menu of teams
	ActAddSchedule    = "schedule-add"    // opens an empty schedule
	ActChangeSchedule = "schedule-change" // :schedule, opens it
	ActSwitchSchedule = "schedule-switch" // the value is "on" or "off"
	ActDeleteSchedule = "schedule-delete" //
	ActTeamHours      = "schedule-hours"  // opens the team's quiet hours and bank holidays
)

// The forms of a team's schedules.
const (
	FormSchedules = "schedules"      // the list
	FormSchedule  = "schedule"       // one of them
	FormTeamHours = "schedule-hours" // the team's quiet hours and bank holidays
)

// The boxes of a schedule, by action id. Each draws the form anew as soon as it is used.
const (
	BoxScheduleKind  = "schedule-kind"
	BoxScheduleOften = "schedule-often"
	BoxScheduleDay   = "schedule-day"
	BoxScheduleWhich = "schedule-which"
	BoxScheduleDate  = "schedule-date"
	BoxScheduleFrom  = "schedule-from"
	BoxScheduleTime  = "schedule-time"
	BoxScheduleCron  = "schedule-cron"
	BoxScheduleZone  = "schedule-zone"
	BoxScheduleToo   = "schedule-too"
)

// The boxes of a team's hours.
const (
	BoxTeamQuietFrom  = "team-quiet-from"
	BoxTeamQuietUntil = "team-quiet-until"
	BoxTeamNation     = "team-nation"
	BoxTeamZone       = "team-zone"
)

// ByCron is the answer of BoxScheduleOften for those who write cron.
const ByCron = "cron"

// The answers of BoxScheduleToo.
const (
	tooWeekends = "weekends"
	tooHolidays = "holidays"
)

// SchedulesPage is a team's schedules, as those who set them see them.
type SchedulesPage struct {
	Team    peerwork.Team
	Teams   []peerwork.Team // those the viewer may set
	Rows    []ScheduleRow
	Said    string // what was done a moment ago
	Trouble string // why the team's channel could not be posted in, by Slack's own code; "": it could
	Admin   bool   // the viewer is one, who may come from the team's page
	Now     time.Time
}

// ScheduleRow is a schedule and its next times.
type ScheduleRow struct {
	Schedule peerwork.Schedule
	Coming   []peerwork.Coming
}

// mostSchedules is how many are listed: with the rest of the page they stay inside Slack's 100 blocks.
const mostSchedules = 40

// setters is the foot of what a team's line managers set, and admins.
func setters() foot {
	return foot{reads: "The team's line managers and the admins see this.", goes: "It stays until one of them changes it."}
}

// Schedules draws the list.
func Schedules(s SchedulesPage) Form {
	var p page
	if s.Said != "" {
		p.say(s.Said)
	}
	scheduleTeams(&p, s)
	p.header(fit(Name(s.Team.Name), 100))
	channelState(&p, s)
	if len(s.Rows) == 0 {
		p.say("No schedules yet. Handrail sends this team nothing by itself.")
	}
	for _, r := range s.Rows[:min(len(s.Rows), mostSchedules)] {
		p.sayWith(scheduleLine(r, s.Team, s.Now), button("Change", Action(ActChangeSchedule, r.Schedule.ID), ""))
	}
	if more := len(s.Rows) - mostSchedules; more > 0 {
		p.small("And " + count(more, "more schedule", "more schedules") + ": handrail teams export shows them.")
	}
	p.buttons(primary(button("Add a schedule", ActAddSchedule, "")), button("Quiet hours and bank holidays", ActTeamHours, ""))
	p.small(whenNothingIsSent(s.Team))
	if s.Admin {
		p.buttons(button("Back to the team", Action(ActTeamOpen, string(s.Team.ID)), ""), button("Back to Set up", ActAdmin, ""))
	}
	return p.form("Schedules", FormSchedules, "", ScheduleMeta{Team: s.Team.ID}.String(), setters())
}

func scheduleTeams(p *page, s SchedulesPage) {
	if len(s.Teams) < 2 {
		return
	}
	p.sayWith("Team", selectOne(ActScheduleTeam, "Team", teamOptions(s.Teams), string(s.Team.ID)))
	if len(s.Teams) > 100 {
		p.small("The menu holds 100 teams. To open another one, type /handrail schedules and its name.")
	}
}

func teamOptions(teams []peerwork.Team) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, t := range teams[:min(len(teams), 100)] {
		options = append(options, option(string(t.ID), Name(t.Name), ""))
	}
	return options
}

// channelState says why questions for the channel do not come, and how to mend it.
func channelState(p *page, s SchedulesPage) {
	switch {
	case s.Team.Channel == "":
		p.say("This team has no channel yet. Questions for the channel are left out until an admin gives it one.")
	case s.Trouble != "":
		p.say(fmt.Sprintf("The last question could not be put in the channel (%s).", s.Team.Channel), mendChannel(slackCode(s.Trouble)), "The next one comes at its time.")
	}
}

func scheduleLine(r ScheduleRow, team peerwork.Team, now time.Time) string {
	said := r.Schedule.Words() + ": " + lowerFirst(kindWords(r.Schedule.Kind)) + "."
	switch {
	case r.Schedule.Paused:
		return said + "\nSwitched off."
	case len(r.Coming) == 0:
		return said + "\nIt has no next time. Press Change to set one."
	}
	return said + "\nNext: " + comingWords(r.Coming[0], now) + otherZone(r.Schedule, team)
}

// otherZone names the zone of a schedule that is not on its team's clock.
func otherZone(s peerwork.Schedule, team peerwork.Team) string {
	if s.Timezone == "" || s.Timezone == team.Timezone {
		return ""
	}
	return " Times are those of " + s.Timezone + "."
}

func kindWords(k peerwork.ScheduleKind) string {
	switch k {
	case peerwork.MemberPrompt:
		return "A question to each peer worker"
	case peerwork.WeeklyDigest:
		return "The digest to each line manager"
	default:
		return "A question in the team's channel"
	}
}

// comingWords says one of the next times, and what becomes of it.
func comingWords(c peerwork.Coming, now time.Time) string {
	meant := shortDay(c.Meant, now)
	switch c.Why {
	case peerwork.NoHindrance:
		return meant + c.Meant.Format(" at 15:04") + "."
	case peerwork.OnHoliday:
		meant += " is a bank holiday: "
	case peerwork.AtWeekend:
		meant += " is at the weekend: "
	case peerwork.InQuiet:
		meant += c.Meant.Format(" at 15:04") + " is in quiet hours: "
	}
	if c.Sent.IsZero() {
		return meant + "nothing is sent. The next one takes its place."
	}
	return meant + "sent on " + shortDay(c.Sent, now) + c.Sent.Format(" at 15:04") + "."
}

// shortDay says a date, with its year where that is not this one.
func shortDay(t, now time.Time) string {
	if t.Year() == now.In(t.Location()).Year() {
		return t.Format("Monday 2 January")
	}
	return t.Format("Monday 2 January 2006")
}

func whenNothingIsSent(t peerwork.Team) string {
	said := ""
	if hours := quietWords(t.QuietHours); hours != "" {
		said = "Quiet hours are from " + hours + ". What falls in them waits until they end. "
	}
	days := "at a weekend"
	if name := nationName(t.Holidays); name != "" {
		days += " or on a bank holiday in " + name
	}
	return said + "What falls " + days + " waits for a working day. A schedule may say otherwise."
}

func quietWords(q peerwork.QuietHours) string {
	if q.From == q.Until {
		return ""
	}
	return clock(q.From) + " to " + clock(q.Until)
}

func nationName(nation string) string {
	switch nation {
	case "GB-ENG":
		return "England"
	case "GB-SCT":
		return "Scotland"
	case "GB-WLS":
		return "Wales"
	case "GB-NIR":
		return "Northern Ireland"
	}
	return ""
}

// ScheduleMeta is what the forms of schedules carry from their opening to their sending.
type ScheduleMeta struct {
	Team  peerwork.TeamID
	ID    string
	Shown string // the fingerprint of what was shown; "" for a new schedule
}

// String returns the form's private_metadata.
func (m ScheduleMeta) String() string {
	return url.Values{"team": {string(m.Team)}, "schedule": {m.ID}, "shown": {m.Shown}}.Encode()
}

// ParseScheduleMeta reads what String wrote.
func ParseScheduleMeta(private string) ScheduleMeta {
	v, _ := url.ParseQuery(private) // what cannot be read is left empty
	return ScheduleMeta{Team: peerwork.TeamID(v.Get("team")), ID: v.Get("schedule"), Shown: v.Get("shown")}
}

// SchedulePage is the form of one schedule.
type SchedulePage struct {
	Team   peerwork.Team
	ID     string
	Shown  string // the fingerprint of the schedule as it stands; "" for a new one
	Paused bool
	Input  ScheduleInput
	Said   string            // what changed meanwhile
	Words  string            // of what is chosen; "" where it cannot be read yet
	Coming []peerwork.Coming // the next times of what is chosen
	Wrong  string            // why there are none
	Now    time.Time
}

// ScheduleInput is what the boxes of a schedule hold.
type ScheduleInput struct {
	Kind     peerwork.ScheduleKind
	Often    string // "1" to "12" weeks, a peerwork.Often, or ByCron
	Day      time.Weekday
	Which    int
	Date     int
	From     string // a date
	At       int    // minutes after midnight; -1: none chosen
	Cron     string
	Zone     string
	Weekends bool
	Holidays bool
}

// InputOf returns the boxes that show a schedule.
func InputOf(s peerwork.Schedule) ScheduleInput {
	in := ScheduleInput{
		Kind: s.Kind, Often: ByCron, Day: time.Monday, Which: 1, Date: 1, At: 10 * 60, From: s.From,
		Cron: s.Cron, Zone: s.Timezone, Weekends: s.Weekends, Holidays: s.Holidays,
	}
	r, ok := peerwork.RhythmOf(s)
	if !ok {
		return in
	}
	in.Often, in.At = string(r.Often), r.At
	switch r.Often {
	case peerwork.Weekly:
		in.Often, in.Day = itoa(r.Weeks), r.Day
	case peerwork.MonthlyDay:
		in.Day, in.Which = r.Day, r.Which
	case peerwork.MonthlyOn:
		in.Date = r.Date
	case peerwork.Daily, peerwork.Workdays:
	}
	return in
}

// On returns the schedule with what the boxes hold. What only cron can say keeps the weeks it counts.
func (in ScheduleInput) On(s peerwork.Schedule) peerwork.Schedule {
	s.Kind, s.Timezone, s.Weekends, s.Holidays = in.Kind, in.Zone, in.Weekends, in.Holidays
	if in.Often == ByCron {
		if _, said := peerwork.RhythmOf(s); said {
			s.Every, s.From, s.Which = 0, "", 0
		}
		s.Cron = strings.Join(strings.Fields(in.Cron), " ")
		return s
	}
	return in.Rhythm().On(s)
}

// Rhythm is what the boxes say, where they do not say it by cron.
func (in ScheduleInput) Rhythm() peerwork.Rhythm {
	r := peerwork.Rhythm{Often: peerwork.Often(in.Often), At: max(in.At, 0)}
	if weeks, err := strconv.Atoi(in.Often); err == nil {
		r.Often, r.Weeks, r.Day = peerwork.Weekly, weeks, in.Day
		if weeks > 1 {
			r.From = in.From
		}
	}
	switch r.Often {
	case peerwork.MonthlyDay:
		r.Day, r.Which = in.Day, in.Which
	case peerwork.MonthlyOn:
		r.Date = in.Date
	case peerwork.Weekly, peerwork.Daily, peerwork.Workdays:
	}
	return r
}

// Weeks is every how many weeks the boxes say, and 1 where they do not.
func (in ScheduleInput) Weeks() int { return max(in.Rhythm().Weeks, 1) }

// Schedule draws the form.
func Schedule(s SchedulePage) Form {
	var p page
	if s.Said != "" {
		p.say(s.Said)
		p.rule()
	}
	p.again(BoxScheduleKind, "What is sent?", "", selectOne(BoxScheduleKind, "What", kindOptions(), string(s.Input.Kind)))
	p.again(BoxScheduleOften, "How often?", "", selectOne(BoxScheduleOften, "How often", oftenOptions(s.Input.Weeks()), s.Input.Often))
	onWhichDay(&p, s)
	preview(&p, s)
	p.rule()
	zone := slack.NewPlainTextInputBlockElement(plain("Europe/London"), BoxScheduleZone)
	zone.MaxLength, zone.InitialValue = 60, fit(s.Input.Zone, 60)
	p.again(BoxScheduleZone, "Time zone", zoneHint(s.Input.Kind), zone)
	p.again(BoxScheduleToo, "Send it on these days too?", "Otherwise it waits for a working day, or the next one takes its place.", tooBoxes(s.Input))
	p.blocks[len(p.blocks)-1].(*slack.InputBlock).Optional = true
	scheduleButtons(&p, s)
	title := "Change a schedule"
	if s.Shown == "" {
		title = "Add a schedule"
	}
	return p.form(title, FormSchedule, "Save", ScheduleMeta{s.Team.ID, s.ID, s.Shown}.String(), setters())
}

// again adds a box that draws the form anew.
func (p *page) again(id, label, hint string, e slack.BlockElement) {
	p.ask(id, label, hint, false, e)
	p.blocks[len(p.blocks)-1].(*slack.InputBlock).DispatchAction = true
}

func zoneHint(k peerwork.ScheduleKind) string {
	if k == peerwork.MemberPrompt {
		return "Each person gets it at this time on their own clock, outside their own quiet hours."
	}
	return ""
}

func onWhichDay(p *page, s SchedulePage) {
	in := s.Input
	switch rhythm := in.Rhythm(); {
	case in.Often == ByCron:
		cron := slack.NewPlainTextInputBlockElement(plain("0 10 * * MON"), BoxScheduleCron)
		cron.MaxLength, cron.InitialValue = 200, fit(in.Cron, 200)
		p.again(BoxScheduleCron, "Cron", "Minute, hour, day of the month, month, day of the week. 0 10 * * MON is every Monday at 10:00.", cron)
		return
	case rhythm.Often == peerwork.MonthlyDay:
		p.again(BoxScheduleWhich, "Which one in the month?", "", selectOne(BoxScheduleWhich, "Which", whichOptions(), peerwork.WhichWord(in.Which)))
		dayBox(p, in)
	case rhythm.Often == peerwork.MonthlyOn:
		p.again(BoxScheduleDate, "On which date?", "", selectOne(BoxScheduleDate, "Date", dateOptions(), itoa(in.Date)))
	case rhythm.Often == peerwork.Weekly:
		dayBox(p, in)
		fromBox(p, s)
	}
	at := slack.NewTimePickerBlockElement(BoxScheduleTime)
	at.Placeholder = plain("Choose a time")
	if in.At >= 0 {
		at.InitialTime = clock(in.At)
	}
	p.again(BoxScheduleTime, "At what time?", "", at)
}

func dayBox(p *page, in ScheduleInput) {
	p.again(BoxScheduleDay, "On which day?", "", selectOne(BoxScheduleDay, "Day", dayOptions(), itoa(int(in.Day))))
}

// fromBox asks in which week something begins that comes every few weeks. Its answers hang on the others, so that it
// is another box for each of them.
func fromBox(p *page, s SchedulePage) {
	weeks := s.Input.Weeks()
	if weeks < 2 {
		return
	}
	begins := peerwork.Beginnings(s.Input.Day, weeks, s.Now)
	var options []*slack.OptionBlockObject
	chosen := begins[0]
	for _, b := range begins {
		options = append(options, option(b.Format(time.DateOnly), shortDay(b, s.Now), ""))
		if (peerwork.Schedule{Every: weeks, From: s.Input.From}).Meant(b) && s.Input.From != "" {
			chosen = b
		}
	}
	p.apart = fmt.Sprintf("%d-%d", weeks, s.Input.Day)
	p.again(BoxScheduleFrom, "When is the next one?", "", selectOne(BoxScheduleFrom, "Day", options, chosen.Format(time.DateOnly)))
	p.apart = ""
}

func preview(p *page, s SchedulePage) {
	p.rule()
	switch {
	case s.Paused:
		p.say("This schedule is switched off. Nothing is sent.")
	case s.Wrong != "":
		p.say(s.Wrong)
		return
	}
	said := s.Words + ". The next times:"
	if s.Paused {
		said = s.Words + ". The next times, once it is switched on:"
	}
	for _, c := range s.Coming {
		said += "\n" + comingWords(c, s.Now)
	}
	p.say(said)
}

func scheduleButtons(p *page, s SchedulePage) {
	back := button("Back to the list", Action(ActSchedules, string(s.Team.ID)), "")
	if s.Shown == "" {
		p.buttons(back)
		return
	}
	flip := button("Switch off", ActSwitchSchedule, "off")
	if s.Paused {
		flip = button("Switch on", ActSwitchSchedule, "on")
	}
	p.buttons(back, flip, sure(button("Delete", ActDeleteSchedule, ""), "Delete this schedule?",
		"Nothing is sent by it any more. To stop it for a time only, go back and press Switch off.", "Delete"))
}

func kindOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, k := range []peerwork.ScheduleKind{peerwork.TeamPrompt, peerwork.MemberPrompt, peerwork.WeeklyDigest} {
		options = append(options, option(string(k), kindWords(k), ""))
	}
	return options
}

// oftenOptions are the rhythms with words of their own, and the number of weeks that is chosen.
func oftenOptions(weeks int) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, n := range []int{1, 2, 3, 4, weeks} {
		words := strings.TrimSpace("Every " + peerwork.EveryWord(n) + " week")
		if n == 1 {
			words = "Every week"
		}
		options = append(options, option(itoa(n), words, ""))
	}
	if weeks <= 4 {
		options = options[:4]
	}
	return append(options,
		option(string(peerwork.Workdays), "Monday to Friday", ""),
		option(string(peerwork.Daily), "Every day", ""),
		option(string(peerwork.MonthlyOn), "Once a month, on a date", ""),
		option(string(peerwork.MonthlyDay), "Once a month, on a weekday", ""),
		option(ByCron, "By cron", "For those who know it"))
}

func dayOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for i := range 7 {
		day := time.Weekday((i + 1) % 7)
		options = append(options, option(itoa(int(day)), day.String(), ""))
	}
	return options
}

func whichOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, which := range []int{1, 2, 3, 4, peerwork.Last} {
		word := peerwork.WhichWord(which)
		options = append(options, option(word, "The "+word, ""))
	}
	return options
}

func dateOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for date := 1; date <= 28; date++ {
		label := "Day " + itoa(date)
		if date == 1 {
			label = "The first day"
		}
		options = append(options, option(itoa(date), label, ""))
	}
	return options
}

func tooBoxes(in ScheduleInput) *slack.CheckboxGroupsBlockElement {
	options := []*slack.OptionBlockObject{
		option(tooWeekends, "At weekends", ""),
		option(tooHolidays, "On bank holidays", ""),
	}
	e := slack.NewCheckboxGroupsBlockElement(BoxScheduleToo, options...)
	var ticked []string
	if in.Weekends {
		ticked = append(ticked, tooWeekends)
	}
	if in.Holidays {
		ticked = append(ticked, tooHolidays)
	}
	e.InitialOptions = pick(options, ticked...)
	return e
}

// ReadSchedule reads the boxes. Those that are not there keep what was shown.
func ReadSchedule(s State, shown ScheduleInput) ScheduleInput {
	in := shown
	if v, ok := s.Chosen(BoxScheduleKind); ok {
		in.Kind = peerwork.ScheduleKind(v)
	}
	if v, ok := s.Chosen(BoxScheduleOften); ok {
		in.Often = v
	}
	in.Day = time.Weekday(s.numbered(BoxScheduleDay, 0, 6, int(in.Day)))
	in.Date = s.numbered(BoxScheduleDate, 1, 28, in.Date)
	if word, ok := s.Chosen(BoxScheduleWhich); ok {
		in.Which, _ = peerwork.ParseWhich(word)
	}
	if v, ok := s.Chosen(BoxScheduleFrom); ok {
		in.From = sameStep(in, v)
	}
	if _, there := s.find(BoxScheduleTime); there {
		in.At = -1
		if at, ok := s.minutes(BoxScheduleTime); ok {
			in.At = at
		}
	}
	if _, there := s.find(BoxScheduleCron); there {
		in.Cron = s.Written(BoxScheduleCron)
	}
	if _, there := s.find(BoxScheduleZone); there {
		in.Zone = strings.TrimSpace(s.Written(BoxScheduleZone))
	}
	if too, there := s.ChosenMany(BoxScheduleToo); there {
		in.Weekends, in.Holidays = slices.Contains(too, tooWeekends), slices.Contains(too, tooHolidays)
	}
	return in
}

// sameStep keeps the date shown where the chosen one counts the same weeks.
func sameStep(in ScheduleInput, chosen string) string {
	day, err := time.Parse(time.DateOnly, chosen)
	if err != nil || in.From != "" && (peerwork.Schedule{Every: in.Weeks(), From: in.From}).Meant(day) {
		return in.From
	}
	return chosen
}

// Begun returns the boxes with a date to count the weeks from, where they need one and have none.
func (in ScheduleInput) Begun(today time.Time) ScheduleInput {
	if in.From == "" && in.Weeks() > 1 {
		in.From = peerwork.Beginnings(in.Day, in.Weeks(), today)[0].Format(time.DateOnly)
	}
	return in
}

func (s State) numbered(action string, least, most, otherwise int) int {
	v, _ := s.Chosen(action)
	n, err := strconv.Atoi(v)
	if err != nil || n < least || n > most {
		return otherwise
	}
	return n
}

// TeamHoursPage is what holds for all schedules of a team.
type TeamHoursPage struct {
	Team    peerwork.Team
	Shown   string // the fingerprint of what stands
	Nations []string
	Said    string // what changed meanwhile
}

// TeamHours draws the form.
func TeamHours(t TeamHoursPage) Form {
	var p page
	if t.Said != "" {
		p.say(t.Said)
		p.rule()
	}
	p.say("These hold for all schedules of " + Name(t.Team.Name) + ".")
	quiet := &t.Team.QuietHours
	if quiet.From == quiet.Until {
		quiet = nil
	}
	p.ask(BoxTeamQuietFrom, "Quiet hours from", "", true, timePicker(BoxTeamQuietFrom, quiet, true))
	p.ask(BoxTeamQuietUntil, "Quiet hours until", "Leave both empty for no quiet hours. Each person can set their own.", true, timePicker(BoxTeamQuietUntil, quiet, false))
	var nations []*slack.OptionBlockObject
	for _, n := range t.Nations {
		nations = append(nations, option(n, cmp.Or(nationName(n), "No bank holidays"), ""))
	}
	p.ask(BoxTeamNation, "Bank holidays of", "The numbers to call in every form follow this nation too.", false, selectOne(BoxTeamNation, "Nation", nations, t.Team.Holidays))
	zone := slack.NewPlainTextInputBlockElement(plain("Europe/London"), BoxTeamZone)
	zone.MaxLength, zone.InitialValue = 60, fit(t.Team.Timezone, 60)
	p.ask(BoxTeamZone, "Time zone", "If you change it, the team's schedules move with it.", false, zone)
	p.buttons(button("Back to the list", Action(ActSchedules, string(t.Team.ID)), ""))
	return p.form("Quiet hours", FormTeamHours, "Save", ScheduleMeta{Team: t.Team.ID, Shown: t.Shown}.String(), setters())
}

// TeamHoursInput is what its boxes held.
type TeamHoursInput struct {
	Quiet  peerwork.QuietHours
	Half   bool // only one of the two times was chosen
	Nation string
	Zone   string
}

// ReadTeamHours reads the boxes.
func ReadTeamHours(s State) TeamHoursInput {
	var in TeamHoursInput
	from, hasFrom := s.minutes(BoxTeamQuietFrom)
	until, hasUntil := s.minutes(BoxTeamQuietUntil)
	in.Half = hasFrom != hasUntil
	if hasFrom && hasUntil {
		in.Quiet = peerwork.QuietHours{From: from, Until: until}
	}
	in.Nation, _ = s.Chosen(BoxTeamNation)
	in.Zone = strings.TrimSpace(s.Written(BoxTeamZone))
	return in
}

// ScheduleFacts says what a schedule is, in sentences.
func ScheduleFacts(s peerwork.Schedule, team peerwork.Team) string {
	facts := s.Words() + ": " + lowerFirst(kindWords(s.Kind)) + "."
	switch {
	case s.Weekends && s.Holidays:
		facts += " At weekends and on bank holidays too."
	case s.Weekends:
		facts += " At weekends too."
	case s.Holidays:
		facts += " On bank holidays too."
	}
	if s.Paused {
		facts += " Switched off."
	}
	return facts + otherZone(s, team)
}

// HoursFacts says what holds for all schedules of a team, in sentences.
func HoursFacts(t peerwork.Team) string {
	return fmt.Sprintf("Quiet hours: %s. Bank holidays: %s. Time zone: %s.",
		cmp.Or(quietWords(t.QuietHours), "none"), cmp.Or(nationName(t.Holidays), "none"), t.Timezone)
}
