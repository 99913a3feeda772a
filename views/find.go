package views

import (
	"cmp"
	"strings"
	"time"
	"unicode"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// The boxes of My notes. A menu draws the list anew as soon as it is used.
const (
	BoxFindWords = "find-words"
	BoxFindTheme = "find-theme"
	BoxFindKind  = "find-kind"
	BoxFindTalk  = "find-talk"
	BoxFindTime  = "find-time"
)

// The actions that open My notes and leaf through it.
const (
	ActFindPage = "find-page"  // :offset
	ActNotes    = "find-notes" // opens the form
)

// FormFind is the callback id of My notes.
const FormFind = "find-notes"

// Span is a stretch of time in a menu.
type Span string

// The spans. No note is older than peerwork.DefaultRetentionDays.
const (
	AnyTime   Span = "any"
	LastWeek  Span = "7"
	LastMonth Span = "30"
	Before    Span = "before"
)

// Days returns when the span begins and ends, before now. A zero instant leaves it open.
func (s Span) Days(now time.Time) (from, until time.Time) {
	switch s {
	case LastWeek:
		return now.AddDate(0, 0, -7), time.Time{}
	case LastMonth:
		return now.AddDate(0, 0, -30), time.Time{}
	case Before:
		return time.Time{}, now.AddDate(0, 0, -30)
	}
	return time.Time{}, time.Time{}
}

// Find is what somebody looks for among their own notes. Zero fields do not narrow.
type Find struct {
	Words string
	Theme peerwork.Theme
	Kind  peerwork.Kind
	Talk  peerwork.When
	Time  Span
}

// Narrows reports whether anything is looked for.
func (f Find) Narrows() bool { return f != Find{Time: f.Time} || f.Time != "" && f.Time != AnyTime }

// FoundPage is a page of the notes that were found.
type FoundPage struct {
	Find   Find
	Rows   []Found
	Offset int
	Total  int
	Zone   *time.Location
}

// Found is one of the viewer's own notes, with the words around what was found. Only a form shows it.
type Found struct {
	Row
	Around   string // "" where no words were looked for
	Question string // the question it answers, or ""
}

// FindNotes draws My notes as a form, so that neither the words looked for nor those found stand in a message.
func FindNotes(f FoundPage) Form {
	var p page
	words := slack.NewPlainTextInputBlockElement(plain("A word or two"), BoxFindWords)
	words.MaxLength, words.InitialValue = 200, fit(f.Find.Words, 200)
	p.ask(BoxFindWords, "Search my notes", "Handrail looks in your own notes only, and does not keep what you look for.", true, words)
	p.add("", slack.NewActionBlock("find",
		selectOne(BoxFindTheme, "Theme", allThemes(), cmp.Or(string(f.Find.Theme), allOfThem)),
		selectOne(BoxFindKind, "Kind", allKinds(), cmp.Or(string(f.Find.Kind), allOfThem)),
		selectOne(BoxFindTalk, "When to talk", allTalks(), cmp.Or(string(f.Find.Talk), allOfThem)),
		selectOne(BoxFindTime, "Time", allTimes(), cmp.Or(string(f.Find.Time), string(AnyTime)))))
	p.rule()
	p.say(foundSentence(f))
	for _, r := range f.Rows {
		p.sayWith(foundText(r, f.Zone), button("Open", Action(ActOpenNote, string(r.Card.ID)), ""))
	}
	foundPager(&p, f)
	return p.form("My notes", FormFind, "Search", "", foot{reads: onlyYouList, goes: eachNoteSays})
}

const allOfThem = "all"

func allThemes() []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{option(allOfThem, "All themes", "")}
	for _, t := range append(peerwork.Themes(), peerwork.OutsideRole) {
		options = append(options, option(string(t), upperFirst(string(t)), ""))
	}
	return options
}

func allKinds() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(allOfThem, "All kinds", ""),
		option(string(peerwork.Reflection), "Reflections", ""),
		option(string(peerwork.BoundaryQuestion), "Boundary questions", ""),
	}
}

func allTalks() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(allOfThem, "To talk about or not", ""),
		option(string(peerwork.NextSupervision), "For next supervision", ""),
		option(string(peerwork.Soon), "To talk about soon", ""),
		option(string(peerwork.NoNeed), "No need to talk", ""),
	}
}

func allTimes() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(string(AnyTime), "Any time", ""),
		option(string(LastWeek), "Last 7 days", ""),
		option(string(LastMonth), "Last 30 days", ""),
		option(string(Before), "Over 30 days ago", ""),
	}
}

func foundSentence(f FoundPage) string {
	switch {
	case f.Total == 0 && f.Find.Narrows():
		return "No note fits. Try fewer or shorter words, or another menu."
	case f.Total == 0:
		return "No notes yet."
	case f.Total > len(f.Rows):
		return count(f.Total, "note", "notes") + ", the newest first. These are " + itoa(f.Offset+1) + " to " + itoa(f.Offset+len(f.Rows)) + "."
	}
	return count(f.Total, "note", "notes") + ", the newest first."
}

func foundText(r Found, zone *time.Location) string {
	text := rowText(r.Row, zone)
	if r.Question != "" {
		text += "\nThe question: " + r.Question
	}
	if r.Around != "" {
		text += "\n“" + r.Around + "”"
	}
	return text
}

func foundPager(p *page, f FoundPage) {
	p.buttons(leafing{ActFindPage, "", f.Offset, NotesPerPage, f.Offset+len(f.Rows) < f.Total}.buttons("Newer", "Older")...)
}

// ReadFind reads My notes.
func ReadFind(s State) Find {
	chosen := func(box string) string {
		v, _ := s.Chosen(box)
		if v == allOfThem || v == string(AnyTime) {
			return ""
		}
		return v
	}
	return Find{
		Words: strings.TrimSpace(s.Written(BoxFindWords)), Theme: peerwork.Theme(chosen(BoxFindTheme)),
		Kind: peerwork.Kind(chosen(BoxFindKind)), Talk: peerwork.When(chosen(BoxFindTalk)), Time: Span(chosen(BoxFindTime)),
	}
}

// aroundWords is how many characters of a note stand around what was found.
const aroundWords = 120

// Around returns the words of a note around the first of those looked for, in one line.
func Around(w peerwork.Words, looked string) string {
	if looked == "" {
		return ""
	}
	text := []rune(strings.Join(strings.Fields(w.What+" "+w.Why+" "+w.Next), " "))
	from := max(0, place(text, looked)-aroundWords/3)
	for from > 0 && from < len(text) && text[from-1] != ' ' {
		from++
	}
	until := min(len(text), from+aroundWords)
	said := strings.TrimSpace(string(text[from:until]))
	if from > 0 {
		said = "… " + said
	}
	if until < len(text) {
		said += " …"
	}
	return said
}

// place is where the first of the words stands, letters of either case; 0 where none stands as it was typed.
func place(text []rune, looked string) int {
	small := make([]rune, len(text))
	for i, r := range text {
		small[i] = unicode.ToLower(r)
	}
	for _, word := range strings.Fields(strings.ToLower(looked)) {
		if i := strings.Index(string(small), word); i >= 0 {
			return len([]rune(string(small)[:i]))
		}
	}
	return 0
}
