package views

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// What can be chosen about a saved note, and the form in which that stands.
const (
	ActKeepThemes   = "keep-themes"   // :note, keeps the themes that are ticked
	ActThemes       = "themes"        // :note, the boxes to tick
	ActChangeThemes = "change-themes" // :note, opens the note in its form
	ActBoundaries   = "boundaries"    // :note
	ActReaders      = "readers"       // :note
	ActShare        = "share"         // :note
	ActTalk         = "talk"          // :note
	ActReplaceNames = "replace-names" // :note
	ActAddMore      = "add-more"      // :note, opens the note in its form
	ActUndo         = "undo"          // :note, deletes a note just saved

	FormSaved = "saved" // stands in the place of FormNote after it was saved
)

// Card is what may be said of a note outside the form that holds its words.
type Card struct {
	ID         peerwork.NoteID
	Kind       peerwork.Kind
	Codes      []peerwork.Code
	Boundaries []peerwork.BoundaryCode
	Talk       peerwork.When
	Readers    peerwork.Readers
	Facts      peerwork.NoteFacts // by which others may read it
	Shared     bool               // the themes are shared
	Created    time.Time
	DeleteOn   time.Time
}

// CardOf leaves the words behind.
func CardOf(n peerwork.Note) Card {
	return Card{
		ID: n.ID, Kind: n.Kind, Codes: n.Codes, Boundaries: n.Boundaries, Talk: n.Talk,
		Readers: n.Readers, Facts: n.Facts(), Shared: n.ShareThemes, Created: n.Created, DeleteOn: n.DeleteOn,
	}
}

// Saved is what stands after a note was saved: what became of it, and everything that can still be changed.
type Saved struct {
	Card       Card
	Audience   peerwork.Audience
	Worker     string // the author's name as the message to the supervisor says it
	K          int
	ShareOpen  bool            // the second choice was not answered yet
	Said       string          // one more sentence on what was just done
	Hidden     string          // what was hidden, by kind: "We hid 1 phone number."
	PointedOut string          // what may be a name, by kind: "We saw 1 possible name."
	Names      int             // how many possible names can be replaced
	Suggested  []peerwork.Code // themes that may fit; kept only when the worker says so
	May        []May           // the same, with the words that spoke for them: in the form only
	Ask        *SoonAsk        // what "soon" would send; nil unless it is to be asked
	Soon       *SoonState      // what it has sent; nil where it has not
	Older      bool            // written a while ago: what Undo does is called by its name
	Zone       *time.Location
	Signpost   Signpost // of the message
}

// SavedMessage is the answer to a note saved by a command.
func SavedMessage(s Saved) Message {
	s.May = nil
	p := savedPage(s)
	p.stand(savedFoot(s))
	p.small(s.Signpost.String())
	return p.message()
}

// SavedForm stands in the form's place once it was saved.
func SavedForm(s Saved) Form {
	p := savedPage(s)
	return p.form("Saved", FormSaved, "", "", savedFoot(s))
}

// savedFoot leaves out who reads it: that stands first on the page.
func savedFoot(s Saved) foot {
	return foot{also: "You can find this note again in App Home.", goes: deletedOn(s.Card.DeleteOn, s.Zone), takes: true}
}

func savedPage(s Saved) page {
	var p page
	p.say("Saved.", s.Audience.ReadBy(s.Card.Facts), s.Said)
	shutOut(&p, s)
	if s.Hidden != "" {
		p.say(s.Hidden)
	}
	possibleNames(&p, s)
	soonPart(&p, s)
	if s.Card.Kind == peerwork.BoundaryQuestion {
		boundaryMenu(&p, s)
		talkMenu(&p, s)
	} else {
		themesMenu(&p, s)
	}
	shown := s.Audience.Shown()
	readersMenu(&p, s, shown)
	shareMenu(&p, s, shown)
	undo := "Undo"
	if s.Older {
		undo = "Delete this note"
	}
	p.buttons(
		button("Add more", Action(ActAddMore, string(s.Card.ID)), string(s.Card.ID)),
		sure(button(undo, Action(ActUndo, string(s.Card.ID)), string(s.Card.ID)),
			"Delete this note?", "It will be gone. You cannot undo this.", "Delete it"),
	)
	return p
}

// shutOut says why somebody whom the choice names cannot read the note, and how to let them in.
func shutOut(p *page, s Saved) {
	late := s.Audience.ShutOut(s.Card.Facts)
	if len(late) == 0 {
		return
	}
	var names []string
	for _, n := range late {
		names = append(names, n.Name)
	}
	who := peerwork.JoinAnd(names)
	p.say(who+" started after you shared this, and cannot read it.", "To let "+who+" read it too, choose Only me, and then choose again.")
}

func possibleNames(p *page, s Saved) {
	if s.PointedOut == "" {
		return
	}
	said := s.PointedOut + " Please leave out names of people you support."
	if s.Names == 0 {
		p.say(said)
		return
	}
	p.sayWith(said, button("Change to “the person I support”", Action(ActReplaceNames, string(s.Card.ID)), string(s.Card.ID)))
}

// themesMenu offers the suggested themes, ticked, and keeps none before the worker says so.
func themesMenu(p *page, s Saved) {
	id := string(s.Card.ID)
	switch {
	case len(s.Card.Codes) > 0:
		p.sayWith("Your themes: "+ThemeNames(s.Card.Codes)+".", button("Change themes", Action(ActChangeThemes, id), id))
	case len(s.Suggested) > 0:
		p.say("These themes may fit. You decide.")
		if why := becauseLines(s.May); why != "" {
			p.say(why)
		}
		p.boxes(themeBoxes(Action(ActThemes, id), s.Suggested))
		p.buttons(primary(button("Keep these themes", Action(ActKeepThemes, id), id)), button("Other themes", Action(ActChangeThemes, id), id))
	default:
		p.sayWith("It has no theme. None is fine.", button("Choose themes", Action(ActChangeThemes, id), id))
	}
}

// becauseLines says why each theme was suggested, in the author's own words.
func becauseLines(may []May) string {
	var lines []string
	for _, m := range may {
		if len(m.Because) > 0 {
			lines = append(lines, upperFirst(ThemeNames([]peerwork.Code{m.Code}))+", because of: “"+strings.Join(m.Because, "”, “")+"”.")
		}
	}
	return strings.Join(lines, "\n")
}

// themeBoxes are a few themes to tick, all ticked.
func themeBoxes(action string, codes []peerwork.Code) *slack.CheckboxGroupsBlockElement {
	var options []*slack.OptionBlockObject
	for _, c := range codes {
		if row, ok := peerwork.LookupSubTheme(c); ok {
			options = append(options, themeOption(row))
		}
	}
	e := slack.NewCheckboxGroupsBlockElement(action, options...)
	e.InitialOptions = options
	return e
}

func themeOption(row peerwork.SubTheme) *slack.OptionBlockObject {
	return option(string(row.Code), upperFirst(row.Name), row.Gloss)
}

func boundaryMenu(p *page, s Saved) {
	said := "What is it about? You decide. None is fine."
	if len(s.Card.Boundaries) > 0 {
		said = "It is about: " + BoundaryNames(s.Card.Boundaries) + "."
	}
	p.sayWith(said, boundarySelect(Action(ActBoundaries, string(s.Card.ID)), s.Card.Boundaries))
}

func talkMenu(p *page, s Saved) {
	p.sayWith(AskTalk+" Your answer: "+lowerFirst(TalkName(s.Card.Talk))+".",
		selectOne(Action(ActTalk, string(s.Card.ID)), "When", talkOptions(peerwork.BoundaryQuestion), string(s.Card.Talk)))
}

func readersMenu(p *page, s Saved, shown peerwork.Shown) {
	choices := s.Audience.Choices()
	if len(choices) < 2 {
		return
	}
	p.menu(naming(BoxReaders, shown), join([]string{"Who can read my words?", readersHint(choices)}),
		selectOne(Action(ActReaders, string(s.Card.ID)), "Who", readerOptions(choices), strconv.Itoa(int(s.Audience.Among(s.Card.Readers)))))
	if warning := s.Audience.MayGuess(s.K); warning != "" {
		p.small(warning)
	}
}

// shareMenu asks the second choice. A boundary question without themes has nothing to show in a summary.
func shareMenu(p *page, s Saved, shown peerwork.Shown) {
	if len(s.Audience.Managers) == 0 || s.Card.Kind == peerwork.BoundaryQuestion && len(s.Card.Codes) == 0 {
		return
	}
	p.menu(naming(BoxShare, shown), ShareQuestion(s.Audience), selectOne(Action(ActShare, string(s.Card.ID)), "Yes or no", yesNo(), shareAnswer(s.Card.Shared, s.ShareOpen)))
}

// Lapsed says that somebody's usual choices do not hold, because they were made for other people.
func Lapsed(readers, share bool) string {
	const again = " You can choose again in My settings."
	switch {
	case readers && share:
		return "Your usual choices named other people, so they do not count here." + again
	case readers:
		return "Your usual choice of who can read named other people, so it does not count here." + again
	case share:
		return "Your usual choice about themes named other people, so it does not count here." + again
	}
	return ""
}

// NotShown says that a choice was not carried out, because it would let in people whom the author was not shown.
func NotShown(readers, share bool) string {
	const changed, again = "The people have changed since you were asked. ", " Please look at the names, and choose again."
	switch {
	case readers && share:
		return changed + "So we let nobody new read your words, and we do not show the themes." + again
	case readers:
		return changed + "So we let nobody new read your words." + again
	case share:
		return changed + "So we do not show the themes." + again
	}
	return ""
}

// LookedForHelp is said of a note that is no more than a call for help with Handrail.
const LookedForHelp = "Did you look for help? Type /handrail help, and press Undo here."

// Undone stands where the saved note stood. backup is for how many days backups may last; 0: not known.
func Undone(backup int) Message {
	return Told("Undone. The note is deleted.", backups(backup), slackKeeps)
}

// UndoneForm stands where the saved note's form stood.
func UndoneForm(backup int) Form {
	var p page
	p.say("Undone. The note is deleted.")
	p.small(backups(backup), slackKeeps)
	return p.notice("Undone")
}

// Deleted stands where a note's form stood.
func Deleted(backup int) Form {
	var p page
	p.say("Deleted.")
	p.small(backups(backup), slackKeeps)
	return p.notice("Deleted")
}

func themeSelect(action string, chosen []peerwork.Code) *slack.MultiSelectBlockElement {
	groups := themeGroups()
	e := slack.NewOptionsGroupMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Choose themes"), action, groups...)
	for _, g := range groups {
		e.InitialOptions = append(e.InitialOptions, pick(g.Options, chosen...)...)
	}
	return e
}

func themeGroups() []*slack.OptionGroupBlockObject {
	var groups []*slack.OptionGroupBlockObject
	for _, theme := range append(peerwork.Themes(), peerwork.OutsideRole) {
		group := slack.NewOptionGroupBlockElement(plain(upperFirst(string(theme))))
		for _, s := range peerwork.SubThemes() {
			if s.Theme == theme {
				group.Options = append(group.Options, themeOption(s))
			}
		}
		groups = append(groups, group)
	}
	return groups
}

func boundarySelect(action string, chosen []peerwork.BoundaryCode) *slack.MultiSelectBlockElement {
	var options []*slack.OptionBlockObject
	for _, b := range peerwork.Boundaries() {
		options = append(options, option(string(b.Code), upperFirst(b.Label), b.Covers))
	}
	e := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Choose what it is about"), action, options...)
	e.InitialOptions = pick(options, chosen...)
	return e
}

func talkOptions(k peerwork.Kind) []*slack.OptionBlockObject {
	options := []*slack.OptionBlockObject{
		option(string(peerwork.NoNeed), TalkName(peerwork.NoNeed), ""),
		option(string(peerwork.NextSupervision), TalkName(peerwork.NextSupervision), ""),
	}
	if k == peerwork.BoundaryQuestion {
		options = append(options, option(string(peerwork.Soon), TalkName(peerwork.Soon), ""))
	}
	return options
}

func readerOptions(choices []peerwork.ReadersChoice) []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, c := range choices {
		options = append(options, option(strconv.Itoa(int(c.Readers)), c.Label, ""))
	}
	return options
}

func yesNo() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{option("yes", "Yes", ""), option("no", "No", "")}
}

// shareAnswer leaves an open question open: until it is answered, nothing is shared.
func shareAnswer(shared, open bool) string {
	if open && !shared {
		return ""
	}
	return yesOrNo(shared)
}

func yesOrNo(yes bool) string {
	if yes {
		return "yes"
	}
	return "no"
}
