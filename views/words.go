package views

import (
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/bidi"

	"handrail/peerwork"
)

// maxName is how long a name is at most, as Slack holds it for people.
const maxName = 80

// Name makes a person's or a team's name safe to stand in a sentence: one line, no control characters, not too
// long, and kept apart where it is written from right to left.
func Name(raw string) string {
	clean := fit(strings.Join(strings.Fields(strings.Map(visible, raw)), " "), maxName)
	if !rightToLeft(clean) {
		return clean
	}
	return "\u2068" + clean + "\u2069"
}

// visible drops what cannot be seen: control characters, and those that turn the direction of text around.
func visible(r rune) rune {
	if unicode.IsSpace(r) {
		return ' '
	}
	if unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r) {
		return -1
	}
	return r
}

func rightToLeft(s string) bool {
	for _, r := range s {
		properties, _ := bidi.LookupRune(r)
		if c := properties.Class(); c == bidi.R || c == bidi.AL {
			return true
		}
	}
	return false
}

// Day says a date as people do: "Sunday 22 November 2026".
func Day(t time.Time, zone *time.Location) string {
	return inZone(t, zone).Format("Monday 2 January 2006")
}

// Moment says a date and a time: "Sunday 22 November 2026, 14:05".
func Moment(t time.Time, zone *time.Location) string {
	return inZone(t, zone).Format("Monday 2 January 2006, 15:04")
}

func inZone(t time.Time, zone *time.Location) time.Time {
	if zone == nil {
		zone = time.UTC
	}
	return t.In(zone)
}

// KindName says a kind within a sentence.
func KindName(k peerwork.Kind) string {
	if k == peerwork.BoundaryQuestion {
		return "boundary question"
	}
	return "reflection"
}

// The questions of the form.
const (
	askWhy  = "Why did it matter?"
	askNext = "What next?"
)

func askWhat(k peerwork.Kind) string {
	if k == peerwork.BoundaryQuestion {
		return "What is your question?"
	}
	return "What happened?"
}

// AskTalk is the question of when to talk about a note.
const AskTalk = "When do you want to talk about it?"

// TalkName is an answer to AskTalk.
func TalkName(w peerwork.When) string {
	switch w {
	case peerwork.NextSupervision:
		return "Next supervision"
	case peerwork.Soon:
		return "Soon"
	default:
		return "No need"
	}
}

func talkNote(w peerwork.When) string {
	switch w {
	case peerwork.NextSupervision:
		return "To talk about at the next supervision."
	case peerwork.Soon:
		return "To talk about soon."
	default:
		return ""
	}
}

// ShareQuestion asks the second choice, with the line managers named.
func ShareQuestion(a peerwork.Audience) string {
	team := "my team"
	if a.Left != "" {
		team = a.Left
	}
	return "Show the themes in " + team + "'s summary for " + a.ManagerNames() + "? Not my words, not my name."
}

// ThemeNames joins the names of codes: "making a connection and hope for the future".
func ThemeNames(codes []peerwork.Code) string {
	var names []string
	for _, c := range codes {
		if s, ok := peerwork.LookupSubTheme(c); ok {
			names = append(names, s.Name)
		}
	}
	return peerwork.JoinAnd(names)
}

// BoundaryNames joins the labels of boundary codes.
func BoundaryNames(codes []peerwork.BoundaryCode) string {
	var names []string
	for _, c := range codes {
		if b, ok := peerwork.LookupBoundary(c); ok {
			names = append(names, b.Label)
		}
	}
	return peerwork.JoinAnd(names)
}

const (
	nobodyWatches = "Nobody is watching this."
	canMiss       = "Handrail looks for names and numbers, and can miss some."
	otherAccess   = "The people who run the server, or a court, may get access."
	slackKeeps    = "Slack may keep what you typed."
	onlyYou       = "Only you see this."
	onlyYouList   = "Only you see this list."
	leaveOutNames = "Leave out names, and anything that shows who somebody is."
)

// What the pages that list notes say of when they go.
const eachNoteSays = "Each note says when its words go."

func deletedOn(t time.Time, zone *time.Location) string {
	return "We delete the words on " + inZone(t, zone).Format("2 January 2006") + "."
}

func upperFirst(s string) string {
	if s == "" {
		return s
	}
	first := []rune(s)
	first[0] = unicode.ToUpper(first[0])
	return string(first)
}

func lowerFirst(s string) string {
	if s == "" {
		return s
	}
	first := []rune(s)
	first[0] = unicode.ToLower(first[0])
	return string(first)
}

// count says "1 note", "2 notes".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
