package views

import (
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of the settings form, by action id.
const (
	BoxUsualReaders = "usual-readers"
	BoxUsualShare   = "usual-share"
	BoxPrompts      = "prompts"
	BoxPause        = "pause"
	BoxKeep         = "keep-days"
)

// SettingsPage is a person's own settings.
type SettingsPage struct {
	Preferences peerwork.Preferences
	Audience    peerwork.Audience // in the person's first team
	Zone        *time.Location
	Now         time.Time
}

// Settings draws the form.
func Settings(s SettingsPage) Form {
	var p page
	if options := readerOptions(s.Audience.Choices()); len(options) > 1 {
		p.ask(BoxUsualReaders, "Who can usually read my words?", "Each note starts with this answer. You can change it on every note.", false,
			radio(BoxUsualReaders, options, strconv.Itoa(int(ReadersAmong(s.Audience, s.Preferences.Readers)))))
	}
	if len(s.Audience.Managers) > 0 {
		p.ask(BoxUsualShare, "Usually show themes in my team's summary for "+s.Audience.ManagerNames()+"?", "Not my words, not my name.", false,
			radio(BoxUsualShare, shareHabits(), string(habitOr(s.Preferences.Share))))
	}
	p.ask(BoxPrompts, "Questions from Handrail to me", "", false, radio(BoxPrompts, promptChoices(), yesOrNo(!s.Preferences.PromptsOff)))
	p.ask(BoxPause, "Pause these questions until", "Leave empty for no pause.", true, datePicker(BoxPause, pause(s)))
	p.ask(BoxKeep, "Keep my words for", "This counts for new notes.", false,
		selectOne(BoxKeep, "Days", keepOptions(s.Preferences.Keep()), strconv.Itoa(s.Preferences.Keep())))
	p.small(fmt.Sprintf("Your time zone: %s. Handrail takes it from Slack.", zoneName(s.Zone)))
	form := p.form("My settings", FormSettings, "Save", "")
	form.Close = plain("Cancel")
	return form
}

// SettingsSaved stands in the form's place.
func SettingsSaved() Form {
	var p page
	p.say("Saved. Notes you wrote before stay as they are.")
	return p.form("My settings", FormRead, "", "")
}

func shareHabits() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(string(peerwork.ShareAsk), "Ask me each time", "No, until I say yes on the note"),
		option(string(peerwork.ShareUsually), "Usually yes", ""),
		option(string(peerwork.ShareUsuallyNot), "Usually no", ""),
	}
}

func habitOr(h peerwork.ShareHabit) peerwork.ShareHabit {
	if h == peerwork.ShareUnanswered {
		return peerwork.ShareAsk
	}
	return h
}

func promptChoices() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("yes", "Send me questions", ""), option("no", "Send me none", "")}
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

func pause(s SettingsPage) time.Time {
	if !s.Preferences.PausedUntil.After(s.Now) {
		return time.Time{}
	}
	return inZone(s.Preferences.PausedUntil, s.Zone)
}

func zoneName(zone *time.Location) string {
	if zone == nil {
		return "UTC"
	}
	return zone.String()
}

// SettingsInput is what the form's boxes held.
type SettingsInput struct {
	Readers      peerwork.Readers
	ReadersAsked bool
	Share        peerwork.ShareHabit
	ShareAsked   bool
	PromptsOff   bool
	PauseUntil   time.Time // midnight UTC of the day; zero for no pause
	KeepDays     int
}

// ReadSettings reads the settings form.
func ReadSettings(s State) SettingsInput {
	var in SettingsInput
	in.Readers, in.ReadersAsked = s.Readers(BoxUsualReaders)
	habit, _ := s.Chosen(BoxUsualShare)
	switch h := peerwork.ShareHabit(habit); h {
	case peerwork.ShareAsk, peerwork.ShareUsually, peerwork.ShareUsuallyNot:
		in.Share, in.ShareAsked = h, true
	}
	on, answered := s.Yes(BoxPrompts)
	in.PromptsOff = answered && !on
	in.PauseUntil = s.Date(BoxPause)
	days, _ := s.Chosen(BoxKeep)
	in.KeepDays, _ = strconv.Atoi(days)
	return in
}

// DataPage is what is kept of a person, in short.
type DataPage struct {
	Notes  int
	Keep   int // days
	Opened []Opened
	Zone   *time.Location
}

// Data shows who opened one's notes, and the way to delete everything.
func Data(d DataPage) Form {
	var p page
	p.say(fmt.Sprintf("We keep %s of yours.", count(d.Notes, "note", "notes")), fmt.Sprintf("We delete the words of a new note after %d days, or when you say so.", d.Keep))
	p.header("Who opened my notes")
	p.say(receiptLines(d.Opened, 100, d.Zone))
	p.header("Delete everything")
	p.say("This deletes all your notes, your choices and your settings. Nobody can bring them back.")
	p.buttons(button("Delete everything", ActDeleteAll, ""))
	p.small("To take a copy of a note, open it in My notes and copy the words.", "Slack may keep what you typed in Slack.", otherAccess)
	return p.form("My data", FormRead, "", "")
}

// DeleteAll is the second look.
func DeleteAll(notes int) Form {
	var p page
	p.say(fmt.Sprintf("Delete everything? You have %s.", count(notes, "note", "notes")))
	p.say("The words, the themes you shared and your settings will be gone. Digests that were drawn stay as they are. They hold no words and no names.")
	p.say("Copies of the database kept by the people who run the server may last some weeks longer.")
	form := p.form("Delete everything?", FormDeleteAll, "Delete everything", "")
	form.Close = plain("Keep my notes")
	return form
}

// DeletedAll stands in its place.
func DeletedAll() Form {
	var p page
	p.say("Everything is deleted.")
	return p.form("Deleted", FormRead, "", "")
}
