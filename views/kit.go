package views

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// Slack's limits, in characters or pieces: https://docs.slack.dev/reference/block-kit
const (
	maxBlocks      = 100  // of a form or an App Home; a message holds 50
	maxSection     = 3000 // characters of a section's text, and of an input's value
	maxHeader      = 150
	maxOption      = 75 // an option's text or description
	maxButton      = 75
	maxTitle       = 24 // a form's title, and the labels of its two buttons
	maxLabel       = 2000
	maxConfirm     = 300
	maxButtonValue = 2000
)

// MaxBox is the most characters a box of a form holds, and so the most one answer may have.
const MaxBox = maxSection

// page is written from top to bottom. What it says goes into the blocks and into the text alternative alike.
type page struct {
	blocks []slack.Block
	text   []string
	apart  string // keeps the boxes' blocks apart from those of another filling of the same form
}

func (p *page) add(said string, b slack.Block) {
	if p.blocks == nil {
		p.blocks, p.text = make([]slack.Block, 0, 16), make([]string, 0, 16) // enough for most pages
	}
	p.blocks = append(p.blocks, b)
	if said != "" {
		p.text = append(p.text, said)
	}
}

func (p *page) header(s string) {
	s = fit(s, maxHeader)
	p.add(s, slack.NewHeaderBlock(plain(s)))
}

// say adds a paragraph; one too long for a section goes on in the next.
func (p *page) say(sentences ...string) {
	for _, part := range parts(join(sentences)) {
		p.add(part, paragraph(part, nil))
	}
}

// sayWith adds a paragraph with a button or a select beside it.
func (p *page) sayWith(s string, e slack.BlockElement) {
	all := parts(s)
	for _, part := range all[:len(all)-1] {
		p.say(part)
	}
	last := all[len(all)-1]
	if b, ok := e.(*slack.ButtonBlockElement); ok && !strings.Contains(b.Text.Text, " ") {
		about(b, last)
	}
	p.add(last+labelOf(e), paragraph(last, e))
}

// about tells those who hear a button, and do not see what it stands beside, what it is for: "Open: Sunday 22 November
// 2026: reflection". It begins with what is read on the button, as one says it to press it, and takes the first line of what.
func about(b *slack.ButtonBlockElement, what string) *slack.ButtonBlockElement {
	first, _, _ := strings.Cut(what, "\n")
	if !strings.HasPrefix(first, b.Text.Text) {
		first = b.Text.Text + ": " + first
	}
	b.AccessibilityLabel = fit(first, maxButton)
	return b
}

// menu adds a paragraph with a select beside it, in a block of its own name.
func (p *page) menu(block, s string, e slack.BlockElement) {
	p.sayWith(s, e)
	p.blocks[len(p.blocks)-1].(*section).Block = block
}

// small adds a paragraph in small print.
func (p *page) small(sentences ...string) {
	said := join(sentences)
	if said == "" {
		return
	}
	for _, part := range parts(said) {
		p.add(part, &row{Type: slack.MBTContext, Elements: []any{plain(part)}})
	}
}

func (p *page) rule() { p.add("", slack.NewDividerBlock()) }

func (p *page) buttons(buttons ...*slack.ButtonBlockElement) {
	if len(buttons) == 0 {
		return
	}
	elements := make([]any, len(buttons))
	labels := make([]string, len(buttons))
	for i, b := range buttons {
		elements[i], labels[i] = b, b.Text.Text
	}
	p.add("Buttons: "+strings.Join(labels, ", ")+".", &row{Type: slack.MBTAction, Elements: elements})
}

// boxes adds a list to tick, as wide as the page.
func (p *page) boxes(e *slack.CheckboxGroupsBlockElement) {
	p.add("Ticked: "+labels(e.InitialOptions)+".", &row{Type: slack.MBTAction, Elements: []any{e}})
}

// ask adds a box, its block and its action named alike.
func (p *page) ask(id, label, hint string, optional bool, e slack.BlockElement) {
	b := slack.NewInputBlock(blockOf(id, p.apart), plain(fit(label, maxLabel)), nil, e).WithOptional(optional)
	if hint != "" {
		b.Hint = plain(fit(hint, maxLabel))
	}
	p.add("", b)
}

// blockOf names a box's block. When a form is drawn anew, Slack keeps what was typed in a block of the same name, so
// that another filling needs other names.
func blockOf(id, apart string) string {
	if apart == "" {
		return id
	}
	return id + "~" + apart
}

func (p *page) message() Message {
	return Message{Text: escape(strings.Join(p.text, "\n")), Blocks: p.blocks}
}

// foot is what a form says last, in small print: who reads what stands in it, and when that is deleted. What every
// form says besides is added to it, and the signpost under it, by Form.Signed.
type foot struct {
	also  string // what else there is to say of this page
	reads string // who reads it
	goes  string // when it is deleted, by day where whoever reads may know the day
	takes bool   // people write in it
}

// stand adds what is said last.
func (p *page) stand(f foot) {
	misses := ""
	if f.takes {
		misses = canMiss
	}
	p.small(f.also, f.reads, f.goes, misses, nobodyWatches, otherAccess)
}

// form closes the page as a form, which says who reads it and when that is deleted. With submit "" it has nothing to
// send.
func (p *page) form(title, callback, submit, private string, f foot) Form {
	p.stand(f)
	v := slack.ModalViewRequest{
		Type:            slack.VTModal,
		Title:           plain(fit(title, maxTitle)),
		Close:           plain("Close"),
		Blocks:          slack.Blocks{BlockSet: p.blocks},
		CallbackID:      callback,
		PrivateMetadata: private,
	}
	if submit != "" {
		v.Submit = plain(fit(submit, maxTitle))
	}
	return Form{v}
}

// notice closes the page as a form that tells what was done, or what cannot be. It holds nothing that anybody wrote, and
// so no day on which that is deleted.
func (p *page) notice(title string) Form {
	return p.form(title, FormNotice, "", "", foot{reads: onlyYou})
}

func (p *page) home(private string) Home {
	return Home{slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: p.blocks}, PrivateMetadata: private}}
}

// section and row are slack-go's section, and its context and actions blocks. The library's own encode what they hold
// twice over, which would be most of the cost of answering a note.
type section struct {
	Type      slack.MessageBlockType `json:"type"`
	Block     string                 `json:"block_id,omitempty"`
	Text      *slack.TextBlockObject `json:"text"`
	Accessory slack.BlockElement     `json:"accessory,omitempty"`
}

func (s *section) BlockType() slack.MessageBlockType { return s.Type }

// ID is what the page calls the block; where that is nothing, Slack gives it one.
func (s *section) ID() string { return s.Block }

func paragraph(s string, beside slack.BlockElement) *section {
	return &section{Type: slack.MBTSection, Text: plain(s), Accessory: beside}
}

type row struct {
	Type     slack.MessageBlockType `json:"type"`
	Elements []any                  `json:"elements"`
}

func (r *row) BlockType() slack.MessageBlockType { return r.Type }

// ID is empty: Slack gives the block one.
func (r *row) ID() string { return "" }

func plain(s string) *slack.TextBlockObject {
	if s == "" {
		s = " " // Slack refuses an empty text
	}
	var t struct { // in one piece: a page has many texts
		slack.TextBlockObject
		emoji bool // no :smile: is made a picture
	}
	t.Type, t.Text, t.Emoji = slack.PlainTextType, s, &t.emoji
	return &t.TextBlockObject
}

func button(label, action, value string) *slack.ButtonBlockElement {
	return slack.NewButtonBlockElement(action, value, plain(fit(label, maxButton)))
}

// leafing is where one stands in a list that is shown page by page.
type leafing struct {
	action, value string // the action of its buttons, which carries the offset; and their value
	offset, per   int
	more          bool // there is a page after this one
}

// buttons lead to the page before and to the one after, where there is one.
func (l leafing) buttons(before, after string) []*slack.ButtonBlockElement {
	var buttons []*slack.ButtonBlockElement
	if l.offset > 0 {
		buttons = append(buttons, button(before, Action(l.action, itoa(max(0, l.offset-l.per))), l.value))
	}
	if l.more {
		buttons = append(buttons, button(after, Action(l.action, itoa(l.offset+l.per)), l.value))
	}
	return buttons
}

func primary(b *slack.ButtonBlockElement) *slack.ButtonBlockElement {
	return b.WithStyle(slack.StylePrimary)
}

// sure makes a button ask once more.
func sure(b *slack.ButtonBlockElement, title, text, yes string) *slack.ButtonBlockElement {
	b.Style = slack.StyleDanger
	return asked(b, title, text, yes)
}

// asked has a button ask before it does what another person is told of.
func asked(b *slack.ButtonBlockElement, title, text, yes string) *slack.ButtonBlockElement {
	return b.WithConfirm(slack.NewConfirmationBlockObject(
		plain(fit(title, 100)), plain(fit(text, maxConfirm)), plain(fit(yes, 30)), plain("Go back")))
}

func option(value, label, description string) *slack.OptionBlockObject {
	o := slack.NewOptionBlockObject(value, plain(fit(label, maxOption)), nil)
	if description != "" {
		o.Description = plain(fit(description, maxOption))
	}
	return o
}

// pick returns those of the options that have one of the values.
func pick[V ~string](options []*slack.OptionBlockObject, values ...V) []*slack.OptionBlockObject {
	var picked []*slack.OptionBlockObject
	for _, o := range options {
		for _, v := range values {
			if o.Value == string(v) {
				picked = append(picked, o)
			}
		}
	}
	return picked
}

// selectOne is a menu with at most one answer.
func selectOne(action, placeholder string, options []*slack.OptionBlockObject, chosen string) *slack.SelectBlockElement {
	e := slack.NewOptionsSelectBlockElement(slack.OptTypeStatic, plain(placeholder), action, options...)
	if picked := pick(options, chosen); len(picked) > 0 {
		e.InitialOption = picked[0]
	}
	return e
}

// radio is a list of answers of which one is chosen.
func radio(action string, options []*slack.OptionBlockObject, chosen string) *slack.RadioButtonsBlockElement {
	e := slack.NewRadioButtonsBlockElement(action, options...)
	if picked := pick(options, chosen); len(picked) > 0 {
		e.InitialOption = picked[0]
	}
	return e
}

// box is a text box for up to MaxBox characters.
func box(action, placeholder, initial string) *slack.PlainTextInputBlockElement {
	e := slack.NewPlainTextInputBlockElement(nil, action)
	if placeholder != "" {
		e.Placeholder = plain(fit(placeholder, 150))
	}
	e.Multiline, e.MaxLength, e.InitialValue = true, MaxBox, fit(initial, MaxBox)
	return e
}

// labelOf says what stands beside a paragraph in the text alternative.
func labelOf(e slack.BlockElement) string {
	switch e := e.(type) {
	case *slack.ButtonBlockElement:
		return " Button: " + e.Text.Text + "."
	case *slack.SelectBlockElement:
		if e.InitialOption != nil {
			return " Menu: " + e.InitialOption.Text.Text + "."
		}
		return " Menu: nothing chosen."
	case *slack.MultiSelectBlockElement:
		if len(e.InitialOptions) == 0 {
			return " Menu: nothing chosen."
		}
		return " Menu: " + labels(e.InitialOptions) + "."
	}
	return ""
}

func labels(options []*slack.OptionBlockObject) string {
	names := make([]string, len(options))
	for i, o := range options {
		names[i] = o.Text.Text
	}
	return strings.Join(names, ", ")
}

// fit shortens a label, and shows that it did. Words people wrote are never shortened: they are paged by parts.
func fit(s string, most int) string {
	if len(s) <= most || utf8.RuneCountInString(s) <= most {
		return s
	}
	return strings.TrimRight(string([]rune(s)[:most-1]), " ,") + "…"
}

// parts cuts a long text into pieces that a section holds, at a space where there is one. There is always at
// least one piece.
func parts(s string) []string {
	const most = maxSection
	if len(s) <= most {
		return []string{s}
	}
	var pieces []string
	rest := []rune(s)
	for len(rest) > most {
		cut := most
		for i := most; i > most/2; i-- {
			if rest[i-1] == ' ' || rest[i-1] == '\n' {
				cut = i
				break
			}
		}
		pieces = append(pieces, string(rest[:cut]))
		rest = rest[cut:]
	}
	return append(pieces, string(rest))
}

func join(sentences []string) string {
	var said []string
	for _, s := range sentences {
		if s != "" {
			said = append(said, s)
		}
	}
	return strings.Join(said, " ")
}

// onLines puts what is not empty on a line each.
func onLines(said ...string) string {
	return strings.Join(slices.DeleteFunc(said, func(s string) bool { return s == "" }), "\n")
}

// escape is what Slack asks for in text that is not plain_text.
func escape(s string) string { return escaper.Replace(s) }

var escaper = strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;")

func itoa(n int) string { return strconv.Itoa(n) }
