package views

import (
	"fmt"
	"strconv"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The button, the form and the box of how often a pair meets.
const (
	ActSessionRhythm = "session-rhythm" // :pair
	FormRhythm       = "session-rhythm"
	BoxRhythmWeeks   = "rhythm-weeks"
)

// RhythmForm asks how often a pair meets.
type RhythmForm struct {
	Rhythm peerwork.SessionRhythm // as it is; with its zone and a first day to propose
	With   string
}

// SessionRhythm draws it.
func SessionRhythm(f RhythmForm) Form {
	var p page
	p.say("With: "+f.With+".", "Handrail then plans the next session each time.")
	var options []*slack.OptionBlockObject
	for n := 1; n <= peerwork.MostWeeksApart; n++ {
		options = append(options, option(itoa(n), weeksLabel(n), ""))
	}
	options = append(options, option("0", "No rhythm", "Sessions are planned one by one"))
	p.ask(BoxRhythmWeeks, "How often", "", false, selectOne(BoxRhythmWeeks, "Weeks", options, itoa(f.Rhythm.Weeks)))
	p.ask(BoxSessionDay, "First day", "The others come on the same day of the week.", false, datePicker(BoxSessionDay, dayOr(f.Rhythm.First)))
	p.ask(BoxSessionTime, "Time", "The clock in "+city(f.Rhythm.Timezone)+".", false, clockPicker(BoxSessionTime, f.Rhythm.Clock))
	form := p.form("How often you meet", FormRhythm, "Save", PairID(f.Rhythm.Pair)+"|"+itoa(f.Rhythm.Revision), foot{
		also:  "A session on a bank holiday or in somebody's leave stays where it is. Handrail shows you that, and you can move it.",
		reads: "Only the two of you can see this.", goes: "It stays until one of you changes it.",
	})
	form.Close = plain("Cancel")
	return form
}

func weeksLabel(n int) string {
	switch n {
	case 1:
		return "Every week"
	case peerwork.DefaultWeeks:
		return fmt.Sprintf("Every %d weeks, as is usual", n)
	}
	return fmt.Sprintf("Every %d weeks", n)
}

// RhythmWeeks reads how many weeks; 0 for no rhythm.
func (s State) RhythmWeeks() int {
	v, _ := s.Chosen(BoxRhythmWeeks)
	n, _ := strconv.Atoi(v)
	return n
}

// RhythmSentence says how often a pair meets.
func RhythmSentence(r peerwork.SessionRhythm) string {
	every := "Every week"
	if r.Weeks > 1 {
		every = fmt.Sprintf("Every %d weeks", r.Weeks)
	}
	return fmt.Sprintf("%s on %s, %s.", every, r.Weekday(), r.Clock)
}

// RhythmNotice is how often a pair meets now, as the one who did not set it is told.
type RhythmNotice struct {
	Pair   peerwork.Pair
	Rhythm peerwork.SessionRhythm // without weeks where it ended
	Next   peerwork.Session       // without an ID where none is planned
	By     string                 // the other's name
	Side   peerwork.Side          // the reader's
	Team   string                 // as in SessionRow
	Zone   *time.Location
}

// RhythmChanged tells one side that the other set, changed or ended how often they meet.
func RhythmChanged(n RhythmNotice) Message {
	var p page
	p.say(n.By+" changed how often you meet for supervision.", "With: "+WithWhom(n.By, n.Side, n.Team)+".")
	if n.Rhythm.Weeks == 0 {
		p.say("Sessions are now planned one by one. Those that are planned stay.")
	} else {
		p.say(RhythmSentence(n.Rhythm))
	}
	if n.Next.ID != "" {
		p.say("Next session: " + SessionTime(n.Next, n.Zone) + ".")
	}
	p.small("If this does not suit you, open it and change it.")
	p.buttons(button("Open", Action(ActSessions, PairID(n.Pair)), PairID(n.Pair)))
	return p.message()
}
