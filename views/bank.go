package views

import (
	"cmp"
	"net/url"
	"strconv"
	"strings"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/prompts"
)

// The questions of a workspace, for its admins: the list with its menus, and the form of one question.
const (
	ActBank       = "bank"        // opens the list
	ActBankPage   = "bank-page"   // :offset
	ActBankOff    = "bank-off"    // :prompt, one of ours; the value is the offset
	ActBankOn     = "bank-on"     // :prompt, one of ours
	ActBankAdd    = "bank-add"    // opens an empty question
	ActBankOpen   = "bank-open"   // :prompt, one of the organisation's own
	ActBankRetire = "bank-retire" // :prompt, one of the organisation's own
	ActBankAgain  = "bank-again"  // :prompt, one that was retired

	BoxBankAbout  = "bank-about"
	BoxBankFormat = "bank-format"
	BoxBankWhose  = "bank-whose"

	BoxQuestion         = "question"
	BoxQuestionAbout    = "question-about"
	BoxQuestionFormat   = "question-format"
	BoxQuestionSettings = "question-settings"
	BoxQuestionStep     = "question-step"
	BoxQuestionDepth    = "question-depth"
	BoxQuestionBalance  = "question-balance"
)

// FormQuestion is the callback id of the form of one question.
const FormQuestion = "question"

// PromptsPerPage is how many questions a page lists.
const PromptsPerPage = 10

// Whose narrows the list of questions.
type Whose string

// Whose questions are listed. "" is everything that is asked.
const (
	OwnQuestions Whose = "own"
	OffQuestions Whose = "off"
)

// BankFilter is what of the bank is listed. Zero fields do not narrow.
type BankFilter struct {
	About  string // a theme, or "boundary"
	Format prompts.Format
	Whose  Whose
}

const aboutBoundaries = "boundary"

// Shows reports whether the list holds a question.
func (f BankFilter) Shows(p prompts.Prompt, own bool) bool {
	switch {
	case f.About == aboutBoundaries && p.Boundary == "", f.About != "" && f.About != aboutBoundaries && f.About != string(p.Theme):
		return false
	case f.Format != "" && f.Format != p.Format:
		return false
	case f.Whose == OwnQuestions:
		return own
	case f.Whose == OffQuestions:
		return p.Status != prompts.Active
	}
	return p.Status == prompts.Active
}

// BankPage is a page of the questions.
type BankPage struct {
	Filter BankFilter
	Rows   []BankRow
	Offset int
	Total  int
	Said   string // what was just done, or ""
}

// BankRow is one question in the list.
type BankRow struct {
	Prompt prompts.Prompt
	Own    bool
}

// Bank draws the list of questions.
func Bank(b BankPage) Form {
	var p page
	p.done(b.Said)
	p.add("", slack.NewActionBlock("bank",
		selectOne(BoxBankAbout, "About", bankAbouts(), cmp.Or(b.Filter.About, allOfThem)),
		selectOne(BoxBankFormat, "For whom", bankFormats(), cmp.Or(string(b.Filter.Format), allOfThem)),
		selectOne(BoxBankWhose, "Which", bankWhose(), cmp.Or(string(b.Filter.Whose), allOfThem))))
	p.buttons(primary(button("Add a question", ActBankAdd, "")))
	p.say(bankSentence(b))
	for _, r := range b.Rows {
		p.sayWith(r.Prompt.Text+"\n"+bankFacts(r), bankButton(r, b.Offset))
	}
	bankPager(&p, b)
	p.back()
	return p.form("Questions", FormRead, "", "", foot{
		also: join([]string{"If you change the words of a question of yours, it becomes a new one. The old one keeps the answers it has.",
			"To add many at once, whoever runs the server can use: handrail prompts apply."}),
		reads: seesQuestions, goes: questionsStay,
	})
}

const (
	seesQuestions = "Admins see this, and each question is seen by those it is put to."
	questionsStay = "Questions are kept, also those that are retired."
)

func bankSentence(b BankPage) string {
	switch {
	case b.Total == 0:
		return "No question fits. Try another menu."
	case b.Total > len(b.Rows):
		return count(b.Total, "question", "questions") + ". These are " + itoa(b.Offset+1) + " to " + itoa(b.Offset+len(b.Rows)) + "."
	}
	return count(b.Total, "question", "questions") + "."
}

// bankFacts says what a question is about, for whom, and whether it is asked.
func bankFacts(r BankRow) string {
	facts := []string{upperFirst(TopicName(r.Prompt)) + ".", formatName(r.Prompt.Format) + "."}
	for _, s := range r.Prompt.Settings {
		facts = append(facts, "Only for: "+SettingName(s)+".")
	}
	switch {
	case r.Own && r.Prompt.Status != prompts.Active:
		facts = append(facts, "Yours, retired.")
	case r.Own:
		facts = append(facts, "Yours.")
	case r.Prompt.Status != prompts.Active:
		facts = append(facts, "Off.")
	}
	return strings.Join(facts, " ")
}

func bankButton(r BankRow, offset int) *slack.ButtonBlockElement {
	switch {
	case r.Own:
		return button("Open", Action(ActBankOpen, r.Prompt.ID), "")
	case r.Prompt.Status == prompts.Active:
		return button("Switch off", Action(ActBankOff, r.Prompt.ID), itoa(offset))
	}
	return button("Switch on", Action(ActBankOn, r.Prompt.ID), itoa(offset))
}

func bankPager(p *page, b BankPage) {
	p.buttons(leafing{ActBankPage, "", b.Offset, PromptsPerPage, b.Offset+len(b.Rows) < b.Total}.buttons("Before", "More")...)
}

// TopicName is what a question is about, in plain words within a sentence.
func TopicName(p prompts.Prompt) string {
	if b, ok := peerwork.LookupBoundary(p.Boundary); ok {
		return "boundary question: " + b.Label
	}
	s, _ := peerwork.LookupSubTheme(p.SubTheme)
	return s.Label
}

func bankAbouts() []*slack.OptionBlockObject {
	options := allThemes()
	options[0] = option(allOfThem, "About anything", "")
	return append(options, option(aboutBoundaries, "Boundary questions", ""))
}

func bankFormats() []*slack.OptionBlockObject {
	return append([]*slack.OptionBlockObject{option(allOfThem, "For anybody", "")}, formatOptions()...)
}

func bankWhose() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(allOfThem, "All that are asked", ""),
		option(string(OwnQuestions), "Your own", ""),
		option(string(OffQuestions), "Off or retired", ""),
	}
}

func formatOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, f := range prompts.Formats() {
		options = append(options, option(string(f), formatName(f), ""))
	}
	return options
}

func formatName(f prompts.Format) string {
	return map[prompts.Format]string{
		prompts.Quick: "To one person", prompts.PreSupervision: "Before supervision", prompts.CoReflection: "To a worker and a supervisor", prompts.Group: "To the whole team",
	}[f]
}

// ReadBankFilter reads the menus of the list.
func ReadBankFilter(s State) BankFilter {
	chosen := func(box string) string {
		v, _ := s.Chosen(box)
		if v == allOfThem {
			return ""
		}
		return v
	}
	return BankFilter{About: chosen(BoxBankAbout), Format: prompts.Format(chosen(BoxBankFormat)), Whose: Whose(chosen(BoxBankWhose))}
}

// QuestionPage is the form of one of the organisation's own questions.
type QuestionPage struct {
	Prompt prompts.Prompt   // an empty one has no ID
	Advice prompts.Mistakes // what may be better; it may stay as it is
}

// QuestionMeta is what the form of a question carries.
type QuestionMeta struct {
	Prompt  string // the id of the question that is worded anew; "" for a new one
	Advised string // a fingerprint of what was advised on
}

// Block names a box's block in this form: errors are shown by it.
func (m QuestionMeta) Block(box string) string { return blockOf(box, m.Prompt) }

// String returns the form's private_metadata.
func (m QuestionMeta) String() string {
	return url.Values{"prompt": {m.Prompt}, "advised": {m.Advised}}.Encode()
}

// ParseQuestionMeta reads what String wrote.
func ParseQuestionMeta(private string) QuestionMeta {
	v, _ := url.ParseQuery(private) // what cannot be read is left empty
	return QuestionMeta{Prompt: v.Get("prompt"), Advised: v.Get("advised")}
}

// Question draws the form of one question. advised is the fingerprint of the advice it shows, or "".
func Question(q QuestionPage, advised string) Form {
	p := page{apart: q.Prompt.ID}
	own := q.Prompt
	p.buttons(button("Back to the questions", ActBank, ""))
	if own.ID != "" && own.Status != prompts.Active {
		p.say("This question is retired. It is kept for those who answered it.")
		p.buttons(button("Ask it again", Action(ActBankAgain, own.ID), ""))
	}
	text := box(BoxQuestion, "What helped this week?", own.Text)
	text.Multiline, text.MaxLength = false, prompts.MaxText
	p.ask(BoxQuestion, "The question", "One or two short sentences, in plain words. It ends with a question mark.", false, text)
	for _, m := range q.Advice {
		p.say("You could make this better. " + m.Told())
	}
	if len(q.Advice) > 0 {
		p.say("You decide. To keep it as it is, press the button again.")
	}
	p.ask(BoxQuestionAbout, "What is it about?", "", false, selectOne(BoxQuestionAbout, "Choose one", topicOptions(), string(own.Topic())))
	p.ask(BoxQuestionFormat, "Who gets it?", "A question to the whole team asks about us, never about one person.", false,
		radio(BoxQuestionFormat, formatOptions(), string(own.Format)))
	settings := slack.NewOptionsMultiSelectBlockElement(slack.MultiOptTypeStatic, plain("Everywhere"), BoxQuestionSettings, settingOptions()...)
	settings.InitialOptions = pick(settingOptions(), own.Settings...)
	p.ask(BoxQuestionSettings, "For which kinds of place?", "Leave it empty for all.", true, settings)
	p.ask(BoxQuestionBalance, "What sort of thing does it ask about?", "", false, radio(BoxQuestionBalance, balanceOptions(), string(own.Balance)))
	p.ask(BoxQuestionStep, "What does it ask for?", "", false, selectOne(BoxQuestionStep, "Choose one", stepOptions(), string(own.Step)))
	p.ask(BoxQuestionDepth, "How hard is it to answer?", "", false, radio(BoxQuestionDepth, depthOptions(), strconv.Itoa(own.Depth)))
	label := "Add"
	if own.ID != "" {
		label = "Save"
		p.small("If you change the words, it becomes a new question. This one keeps the answers it has, and is not asked again.")
	}
	if own.ID != "" && own.Status == prompts.Active {
		p.buttons(sure(button("Retire this question", Action(ActBankRetire, own.ID), ""), "Retire this question?", "It is not asked any more. Answers keep it.", "Retire it"))
	}
	return p.form("A question of yours", FormQuestion, label, QuestionMeta{Prompt: own.ID, Advised: advised}.String(),
		foot{reads: seesQuestions, goes: questionsStay})
}

func topicOptions() []*slack.OptionBlockObject {
	var options []*slack.OptionBlockObject
	for _, s := range peerwork.SubThemes() {
		options = append(options, option(string(s.Code), upperFirst(s.Label), s.Gloss))
	}
	for _, b := range peerwork.Boundaries() {
		options = append(options, option(string(b.Code), "Boundary question: "+b.Label, b.Covers))
	}
	return options
}

func balanceOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(string(prompts.Strength), "Something that went well", ""),
		option(string(prompts.Difficulty), "Something that was hard", ""),
	}
}

func stepOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option(string(prompts.Notice), "What happened", "What helped, what was said"),
		option(string(prompts.Feel), "What it was like", "For you or for them"),
		option(string(prompts.Understand), "Why it went that way", "What it means"),
		option(string(prompts.Learn), "What you know now", "What you would tell a colleague"),
		option(string(prompts.Plan), "What comes next", "Who can help"),
	}
}

func depthOptions() []*slack.OptionBlockObject {
	return []*slack.OptionBlockObject{
		option("1", "Easy to answer", ""),
		option("2", "Takes a minute of thought", ""),
		option("3", "Takes time and some trust", "Never two of these in a row"),
	}
}

// ReadQuestion reads the form of a question.
func ReadQuestion(s State) prompts.Prompt {
	p := prompts.Prompt{Text: strings.Join(strings.Fields(strings.Map(visible, s.Written(BoxQuestion))), " ")}
	about, _ := s.Chosen(BoxQuestionAbout)
	if b, ok := peerwork.LookupBoundary(peerwork.BoundaryCode(about)); ok {
		p.Boundary = b.Code
	} else {
		p.SubTheme = peerwork.Code(about)
	}
	format, _ := s.Chosen(BoxQuestionFormat)
	balance, _ := s.Chosen(BoxQuestionBalance)
	step, _ := s.Chosen(BoxQuestionStep)
	depth, _ := s.Chosen(BoxQuestionDepth)
	p.Format, p.Balance, p.Step = prompts.Format(format), prompts.Balance(balance), prompts.Step(step)
	p.Depth, _ = strconv.Atoi(depth)
	settings, _ := s.ChosenMany(BoxQuestionSettings)
	for _, name := range settings {
		p.Settings = append(p.Settings, peerwork.Setting(name))
	}
	return prompts.WithDefaults(p)
}
