package views

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// What leads to the form of a note, and the form itself.
const (
	ActWrite       = "write"        // opens an empty reflection
	ActAskBoundary = "ask-boundary" // opens an empty boundary question
	ActTeam        = "team"         // the form's team menu

	FormNote = "note" // a reflection or a boundary question, new or opened again
)

// The boxes of the note form, by action id. Their blocks are named alike, but for the readers and the themes'
// sharing, whose blocks carry whom the question names: an answer brings that back, and for other people it starts anew.
const (
	BoxWhat       = "what"
	BoxWhy        = "why"
	BoxNext       = "next"
	BoxCodes      = "codes"
	BoxBoundaries = "categories"
	BoxNoticed    = "noticed"
	BoxHappened   = "happened"
	BoxTalk       = "when-to-talk"
	BoxReaders    = "who-reads"
	BoxShare      = "share-themes"
	BoxNoQuestion = "no-question"
)

// NoteForm is a reflection or a boundary question: empty, or one's own opened again.
type NoteForm struct {
	Note      peerwork.Note   // an empty one has no ID; its Kind, Team, choices and DeleteOn are read
	Answers   prompts.Prompt  // the prompt it answers; the zero Prompt for none
	Deleted   bool            // what stands in it was written in the form of a note that is deleted
	OnOther   bool            // it was opened on somebody else's message
	About     string          // that message, as AboutMessage names it; "" when no link can be kept
	Draft     string          // the draft that the form goes on with; "" for none
	Began     *Began          // another draft, to go on with instead; nil for none
	Teams     []peerwork.Team // the teams to choose from
	Audience  peerwork.Audience
	K         int
	ShareOpen bool       // the second choice was not answered yet
	Lapsed    string     // why the choices do not start as they usually do, or as they were left
	May       []May      // themes that may fit, while the note has none
	Opened    []Opened   // who else opened it
	Soon      *SoonState // the wish to talk soon that it led to; nil for none
	Zone      *time.Location
}

// May is a theme that may fit, and the author's own words that spoke for it. They are shown in the author's form
// only.
type May struct {
	Code    peerwork.Code
	Because []string
}

// Opened says who opened a note, and when.
type Opened struct {
	Name string
	As   peerwork.Role
	At   time.Time
}

// NoteMeta is what a note's form carries from its opening to its sending: never words.
type NoteMeta struct {
	Note     peerwork.NoteID
	Revision int
	Kind     peerwork.Kind
	Team     peerwork.TeamID
	Prompt   string
	About    string // the message it is about, as AboutMessage names it
	OnOther  bool
	Draft    string // the draft it goes on with
}

// Block names a box's block in this form: errors are shown by it.
func (m NoteMeta) Block(box string) string { return blockOf(box, m.filling()) }

// filling tells one filling of the form from another: a draft's from an empty one, a note's from an older one's.
func (m NoteMeta) filling() string {
	if m.Note != "" {
		return "r" + strconv.Itoa(m.Revision)
	}
	return m.Draft
}

// String returns the form's private_metadata.
func (m NoteMeta) String() string {
	v := url.Values{
		"note": {string(m.Note)}, "revision": {strconv.Itoa(m.Revision)}, "kind": {string(m.Kind)},
		"team": {string(m.Team)}, "prompt": {m.Prompt},
	}
	for name, value := range map[string]string{"about": m.About, "draft": m.Draft} {
		if value != "" {
			v.Set(name, value)
		}
	}
	if m.OnOther {
		v.Set("on-other", "yes")
	}
	return v.Encode()
}

// ParseNoteMeta reads what String wrote.
func ParseNoteMeta(private string) NoteMeta {
	v, _ := url.ParseQuery(private) // what cannot be read is left empty
	revision, _ := strconv.Atoi(v.Get("revision"))
	m := NoteMeta{
		Note: peerwork.NoteID(v.Get("note")), Revision: revision, Kind: peerwork.Reflection,
		Team: peerwork.TeamID(v.Get("team")), Prompt: v.Get("prompt"),
		About: v.Get("about"), OnOther: v.Get("on-other") == "yes", Draft: v.Get("draft"),
	}
	if peerwork.Kind(v.Get("kind")) == peerwork.BoundaryQuestion {
		m.Kind = peerwork.BoundaryQuestion
	}
	return m
}

// Note draws the form.
func Note(f NoteForm) Form {
	meta := NoteMeta{
		Note: f.Note.ID, Revision: f.Note.Revision, Kind: f.Note.Kind, Team: f.Note.Team, Prompt: f.Answers.ID,
		About: f.About, OnOther: f.OnOther, Draft: f.Draft,
	}
	p := page{apart: meta.filling()}
	opening(&p, f)
	teamMenu(&p, f)
	boxes(&p, f)
	linkBox(&p, f)
	if f.Note.Kind == peerwork.BoundaryQuestion {
		p.ask(BoxBoundaries, "What is it about?", "", true, boundarySelect(BoxBoundaries, f.Note.Boundaries))
	}
	p.ask(BoxCodes, "Themes", themesHint(f.May), true, themeSelect(BoxCodes, f.Note.Codes))
	p.ask(BoxNoticed, "What I noticed", "", true, noticedSelect(f.Note.Noticed))
	p.ask(BoxHappened, "When did it happen?", "", true, datePicker(BoxHappened, f.Note.Happened))
	p.ask(BoxTalk, AskTalk, talkHint(f), false, radio(BoxTalk, talkOptions(f.Note.Kind), string(talkOr(f.Note.Talk))))
	choices(&p, f)
	closing(&p, f)
	form := p.form(noteTitle(f.Note), FormNote, "Save", meta.String(),
		foot{reads: "Who reads this: only you, unless you chose otherwise above.", goes: deletedOn(f.Note.DeleteOn, f.Zone), takes: true})
	form.Close = plain("Cancel")
	return form
}

func noteTitle(n peerwork.Note) string {
	switch {
	case n.ID != "" && n.Kind == peerwork.BoundaryQuestion:
		return "My boundary question"
	case n.ID != "":
		return "My reflection"
	case n.Kind == peerwork.BoundaryQuestion:
		return "Ask a boundary question"
	default:
		return "Write a reflection"
	}
}

func opening(p *page, f NoteForm) {
	if f.Deleted {
		p.say("Not saved yet: the note you opened was deleted.", "To keep these words as a new note, press Save.")
	}
	if f.Began != nil {
		began(p, *f.Began, f.Zone)
		p.rule()
	}
	if f.Answers.ID != "" {
		answersBox(p, f.Answers)
	}
	if f.OnOther {
		p.say("We copied nothing from the message. Please write in your own words, without names.")
	}
}

// answersBox says which question the note answers, and lets its author say that it does not.
func answersBox(p *page, q prompts.Prompt) {
	p.ask(BoxNoQuestion, "The question: "+q.Text, "", true,
		slack.NewCheckboxGroupsBlockElement(BoxNoQuestion, option("yes", "What I write does not answer it", "")))
}

func teamMenu(p *page, f NoteForm) {
	if len(f.Teams) < 2 || f.Note.ID != "" {
		return
	}
	var options []*slack.OptionBlockObject
	for _, t := range f.Teams[:min(len(f.Teams), 100)] {
		options = append(options, option(string(t.ID), Name(t.Name), ""))
	}
	p.ask(ActTeam, "For which team?", "", false, selectOne(ActTeam, "Team", options, string(f.Note.Team)))
	p.blocks[len(p.blocks)-1].(*slack.InputBlock).DispatchAction = true
}

func boxes(p *page, f NoteForm) {
	n := f.Note
	what := box(BoxWhat, "", n.Words.What)
	what.FocusOnLoad = n.ID == "" // whatever stands above it, one can write at once
	p.ask(BoxWhat, askWhat(n.Kind), whatHint(f), false, what)
	p.ask(BoxWhy, askWhy, "", true, box(BoxWhy, "", n.Words.Why))
	p.ask(BoxNext, askNext, "", true, box(BoxNext, "", n.Words.Next))
}

// whatHint says beside the first box who can read the words, before anybody scrolls to the choice. Slack does not draw
// it anew when that is changed, so it has to stay true.
func whatHint(f NoteForm) string {
	reads := f.Audience.Sentence(f.Note.Readers)
	if f.Note.ID != "" {
		reads = f.Audience.ReadBy(f.Note.Facts())
	}
	if len(f.Audience.Choices()) > 1 {
		reads = strings.TrimSuffix(reads, ".") + ", unless you change that below."
	}
	return reads + " " + leaveOutNames
}

func choices(p *page, f NoteForm) {
	if f.Lapsed != "" {
		p.say(f.Lapsed)
	}
	if readers := f.Audience.Choices(); len(readers) > 1 {
		p.ask(naming(BoxReaders, f.Audience.Shown()), "Who can read my words?", readersHint(readers), false,
			radio(BoxReaders, readerOptions(readers), strconv.Itoa(int(f.Audience.Among(f.Note.Readers)))))
	}
	if len(f.Audience.Managers) > 0 {
		p.ask(naming(BoxShare, f.Audience.Shown()), ShareQuestion(f.Audience), shareHint(f), f.ShareOpen, radio(BoxShare, yesNo(), shareAnswer(f.Note.ShareThemes, f.ShareOpen)))
	}
	if warning := f.Audience.MayGuess(f.K); warning != "" {
		p.small(warning)
	}
}

func shareHint(f NoteForm) string {
	if f.ShareOpen {
		return "Without an answer they are not shown."
	}
	return ""
}

// naming is the block of a question that names people: State.Shown reads whom.
func naming(box string, shown peerwork.Shown) string { return Action(box, string(shown)) }

// readersHint spells out the answers that do not fit beside a button.
func readersHint(choices []peerwork.ReadersChoice) string {
	hint := ""
	for _, c := range choices {
		if len([]rune(c.Label)) > maxOption {
			hint = join([]string{hint, "In full: " + c.Label + "."})
		}
	}
	return hint
}

// themesHint says which themes may fit, and why.
func themesHint(may []May) string {
	hint := "Which themes fit? You decide. None is fine."
	for _, m := range may {
		hint += "\nThis may fit: " + ThemeNames([]peerwork.Code{m.Code}) + "."
		if len(m.Because) > 0 {
			hint += " Because of: “" + strings.Join(m.Because, "”, “") + "”."
		}
	}
	return hint
}

func talkHint(f NoteForm) string {
	if f.Note.Kind != peerwork.BoundaryQuestion {
		return ""
	}
	if f.Audience.Supervisor.User == "" {
		return "You have no supervisor here yet. With Soon, nobody is told: please ask a person yourself."
	}
	return "With Soon, you first see the message, who gets it, and when it passes on to a deputy."
}

func talkOr(w peerwork.When) peerwork.When {
	if w == "" {
		return peerwork.NoNeed
	}
	return w
}

func closing(p *page, f NoteForm) {
	if f.Soon != nil {
		soonSoFar(p, *f.Soon)
	}
	talkedButton(p, f.Note)
	if f.Note.ID != "" {
		p.buttons(sure(button("Delete this note", Action(ActDeleteNote, string(f.Note.ID)), string(f.Note.ID)),
			"Delete this note?", "It will be gone. You cannot undo this.", "Delete it"))
		p.small(openedBy(f.Opened, f.Zone)...)
	}
	if f.Note.ID == "" {
		p.buttons(putByButton())
	}
}

func openedBy(opened []Opened, zone *time.Location) []string {
	if len(opened) == 0 {
		return []string{"Nobody else has opened it."}
	}
	said := []string{"Opened by:"}
	for _, o := range opened[:min(len(opened), 10)] {
		said = append(said, fmt.Sprintf("%s, %s, on %s.", o.Name, o.As, Moment(o.At, zone)))
	}
	if more := len(opened) - 10; more > 0 {
		said = append(said, count(more, "earlier time", "earlier times")+": see My data.")
	}
	return said
}

func noticedSelect(chosen []peerwork.Noticed) *slack.MultiSelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, c := range peerwork.Changes() {
		options = append(options, option(string(c.ID), c.Label, ""))
	}
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Choose any that fit"), BoxNoticed, options...)
	e.InitialOptions = pick(options, chosen...)
	return e
}

func datePicker(action string, chosen time.Time) *slack.DatePickerBlockElement {
	e := slack.NewDatePickerBlockElement(action)
	e.Placeholder = plain("Choose a day")
	if !chosen.IsZero() {
		e.InitialDate = chosen.Format(time.DateOnly)
	}
	return e
}

// NoteInput is what the form's boxes held.
type NoteInput struct {
	Words      peerwork.Words
	Codes      []peerwork.Code
	Boundaries []peerwork.BoundaryCode
	Noticed    []peerwork.Noticed
	Talk       peerwork.When
	Happened   time.Time

	Readers       peerwork.Readers
	ReadersAsked  bool           // the form asked, and was answered
	ReadersShown  peerwork.Shown // whom it named
	Share         bool
	ShareAnswered bool
	ShareShown    peerwork.Shown
	Team          peerwork.TeamID // "" when the form had no team menu
	Link          bool            // keep the link
	LinkAsked     bool
	NoQuestion    bool // the note does not answer the question it was opened with
}

// ReadNote reads a note form. Its team and its choices need not fit: a team just chosen stands beside the question that
// named another team's people until the form is drawn anew.
func ReadNote(s State) NoteInput {
	in := NoteInput{
		Words:    peerwork.Words{What: s.Written(BoxWhat), Why: s.Written(BoxWhy), Next: s.Written(BoxNext)},
		Noticed:  s.Noticed(BoxNoticed),
		Happened: s.Date(BoxHappened),
	}
	in.Codes, _ = s.Codes(BoxCodes)
	in.Boundaries, _ = s.Boundaries(BoxBoundaries)
	in.Talk, _ = s.Talk(BoxTalk)
	in.Readers, in.ReadersAsked = s.Readers(BoxReaders)
	in.Share, in.ShareAnswered = s.Yes(BoxShare)
	in.ReadersShown, in.ShareShown = s.Shown(BoxReaders), s.Shown(BoxShare)
	link, asked := s.ChosenMany(BoxLink)
	in.Link, in.LinkAsked = has(link, "yes"), asked
	none, _ := s.ChosenMany(BoxNoQuestion)
	in.NoQuestion = has(none, "yes")
	team, _ := s.Chosen(ActTeam)
	in.Team = peerwork.TeamID(team)
	return in
}
