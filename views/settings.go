package views

import (
	"fmt"
	"strconv"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// What leads to the settings form, and the form itself.
const (
	ActSettings  = "settings"
	FormSettings = "settings"
)

// The boxes of the settings form, by action id.
const (
	BoxUsualReaders = "usual-readers"
	BoxUsualShare   = "usual-share"
	BoxKeep         = "keep-days"
	BoxRemind       = "remind"
)

// SettingsPage is a person's own settings: who reads, and what is kept.
type SettingsPage struct {
	Preferences peerwork.Preferences
	Audience    peerwork.Audience // in the person's first team
	Team        string            // that team's name, where they work in others too
}

const settingsStay = "They stay until you change them, or delete everything in My data."

// Settings draws the form.
func Settings(s SettingsPage) Form {
	var p page
	p.sayWith("When questions may come, pauses, leave, and what not to ask about:", button("Questions and hours", ActHours, ""))
	if why := s.lapsed(); why != "" {
		p.say(why)
	}
	if options := readerOptions(s.Audience.Choices()); len(options) > 1 {
		readers := s.Audience.Among(s.Preferences.Readers)
		if s.Preferences.ReadersLapsed(s.Audience) {
			readers = peerwork.OnlyMe
		}
		p.ask(naming(BoxUsualReaders, s.Audience.Shown()), "Who can usually read my words?", usualHint(s.Team), false,
			radio(BoxUsualReaders, options, strconv.Itoa(int(readers))))
	}
	if len(s.Audience.Managers) > 0 {
		p.ask(naming(BoxUsualShare, s.Audience.Shown()), "Usually show themes in my team's summary for "+s.Audience.ManagerNames()+"?", "Not my words, not my name. For other people, we ask you again.", false,
			radio(BoxUsualShare, shareHabits(), string(habitOf(s))))
	}
	p.ask(BoxKeep, "Keep my words for", "A shorter time counts for notes you have too. A longer time is for new notes.", false,
		selectOne(BoxKeep, "Days", keepOptions(s.Preferences.Keep()), strconv.Itoa(s.Preferences.Keep())))
	p.ask(BoxRemind, "Tell me before my words go", "One message, a week before: how many notes, and which day. Three days before if your words stay less than two weeks.", false, radio(BoxRemind, yesNo(), yesOrNo(!s.Preferences.RemindersOff)))
	form := p.form("My settings", FormSettings, "Save", "", foot{reads: "Only you see your settings.", goes: settingsStay})
	form.Close = plain("Cancel")
	return form
}

// SettingsSaved stands in the form's place.
func SettingsSaved() Form {
	var p page
	p.say("Saved. Your choices on notes you wrote before stay as they are.")
	return p.notice("My settings")
}

func shareHabits() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(string(peerwork.ShareAsk), "Ask me each time", "No, until I say yes on the note"),
		option(string(peerwork.ShareUsually), "Usually yes", ""),
		option(string(peerwork.ShareUsuallyNot), "Usually no", ""),
	}
}

// lapsed says that a usual choice does not hold any more.
func (s SettingsPage) lapsed() string {
	if s.Preferences.ReadersLapsed(s.Audience) || s.Preferences.ShareLapsed(s.Audience) {
		return "Your usual choice named other people, so it does not count any more. Please look at the names, and choose again."
	}
	return ""
}

// usualHint says what the usual answer counts for. It never counts for people whom it did not name.
func usualHint(team string) string {
	const change = " You can change it on every note."
	if team == "" {
		return "Each note starts with this answer." + change + " When these people change, it starts with Only me again."
	}
	return "Each note for " + team + " starts with this answer." + change + " For another team, or other people, it starts with Only me."
}

func habitOf(s SettingsPage) peerwork.ShareHabit {
	if s.Preferences.AsksToShare(s.Audience) {
		return peerwork.ShareAsk
	}
	return s.Preferences.Share
}

func keepOptions(now int) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	known := false
	for _, days := range []int{7, 14, 30, 60, peerwork.DefaultRetentionDays} {
		options = append(options, option(strconv.Itoa(days), fmt.Sprintf("%d days", days), ""))
		known = known || days == now
	}
	if !known {
		options = append(options, option(strconv.Itoa(now), count(now, "day", "days"), ""))
	}
	return options
}

// SettingsInput is what the form's boxes held.
type SettingsInput struct {
	Readers      peerwork.Readers
	ReadersAsked bool
	ReadersShown peerwork.Shown // whom the question named
	Share        peerwork.ShareHabit
	ShareAsked   bool
	ShareShown   peerwork.Shown
	KeepDays     int
	RemindersOff bool
}

// ReadSettings reads the settings form.
func ReadSettings(s State) SettingsInput {
	var in SettingsInput
	in.Readers, in.ReadersAsked = s.Readers(BoxUsualReaders)
	in.ReadersShown, in.ShareShown = s.Shown(BoxUsualReaders), s.Shown(BoxUsualShare)
	habit, _ := s.Chosen(BoxUsualShare)
	switch h := peerwork.ShareHabit(habit); h {
	case peerwork.ShareAsk, peerwork.ShareUsually, peerwork.ShareUsuallyNot:
		in.Share, in.ShareAsked = h, true
	}
	days, _ := s.Chosen(BoxKeep)
	in.KeepDays, _ = strconv.Atoi(days)
	remind, answered := s.Yes(BoxRemind)
	in.RemindersOff = answered && !remind
	return in
}
