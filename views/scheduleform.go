package views

import (
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
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

// ByCron is the answer of BoxScheduleOften for those who write cron.
const ByCron = "cron"

// The answers of BoxScheduleToo.
const (
	tooWeekends = "weekends"
	tooHolidays = "holidays"
)

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
