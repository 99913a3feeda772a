package views

import (
	"encoding/json"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/slack-go/slack"
)

// AppendBlocks appends blocks as JSON, byte for byte as encoding/json writes them. It writes what most pages are made of
// by hand, in a quarter of the time: the answer to every note goes this way. All else it hands to encoding/json.
func AppendBlocks(to []byte, blocks []slack.Block) []byte { return appendAll(to, blocks, appendBlock) }

func appendBlock(to []byte, b slack.Block) []byte {
	switch b := b.(type) {
	case *section:
		to = append(to, `{"type":"section"`...)
		if b.Block != "" {
			to = append(to, `,"block_id":`...)
			to = AppendString(to, b.Block)
		}
		to = append(to, `,"text":`...)
		to = appendText(to, b.Text)
		if b.Accessory != nil {
			to = append(to, `,"accessory":`...)
			to = appendElement(to, b.Accessory)
		}
		return append(to, '}')
	case *row:
		to = append(to, `{"type":`...)
		to = AppendString(to, string(b.Type))
		to = append(to, `,"elements":`...)
		return append(appendAll(to, b.Elements, appendElement), '}')
	}
	return appendOther(to, b)
}

func appendElement(to []byte, e any) []byte {
	switch e := e.(type) {
	case *slack.TextBlockObject:
		return appendText(to, e)
	case *slack.ButtonBlockElement:
		return appendButton(to, e)
	case *slack.SelectBlockElement:
		return appendSelect(to, e)
	case *slack.CheckboxGroupsBlockElement:
		return appendCheckboxes(to, e)
	}
	return appendOther(to, e)
}

func appendButton(to []byte, e *slack.ButtonBlockElement) []byte {
	rest := *e
	rest.Type, rest.Text, rest.ActionID, rest.Value, rest.Confirm, rest.Style = "", nil, "", "", nil, ""
	if !empty(&rest) {
		return appendOther(to, e)
	}
	to = append(to, `{"type":"button","text":`...)
	to = appendText(to, e.Text)
	to = appendField(to, `,"action_id":`, e.ActionID)
	to = appendField(to, `,"value":`, e.Value)
	if e.Confirm != nil {
		to = append(to, `,"confirm":`...)
		to = appendConfirm(to, e.Confirm)
	}
	return append(appendField(to, `,"style":`, string(e.Style)), '}')
}

func appendConfirm(to []byte, c *slack.ConfirmationBlockObject) []byte {
	to = append(to, `{"title":`...)
	to = appendText(to, c.Title)
	to = append(to, `,"text":`...)
	to = appendText(to, c.Text)
	to = append(to, `,"confirm":`...)
	to = appendText(to, c.Confirm)
	if c.Deny != nil {
		to = append(to, `,"deny":`...)
		to = appendText(to, c.Deny)
	}
	return append(appendField(to, `,"style":`, string(c.Style)), '}')
}

func appendSelect(to []byte, e *slack.SelectBlockElement) []byte {
	rest := *e
	rest.Type, rest.Placeholder, rest.ActionID, rest.Options, rest.InitialOption = "", nil, "", nil, nil
	if !empty(&rest) || e.Placeholder == nil || len(e.Options) == 0 {
		return appendOther(to, e)
	}
	to = appendField(to, `{"type":`, e.Type)
	to = append(to, `,"placeholder":`...)
	to = appendText(to, e.Placeholder)
	to = appendField(to, `,"action_id":`, e.ActionID)
	to = append(to, `,"options":`...)
	to = appendAll(to, e.Options, appendOption)
	if e.InitialOption != nil {
		to = append(to, `,"initial_option":`...)
		to = appendOption(to, e.InitialOption)
	}
	return append(to, '}')
}

func appendCheckboxes(to []byte, e *slack.CheckboxGroupsBlockElement) []byte {
	rest := *e
	rest.Type, rest.ActionID, rest.Options, rest.InitialOptions = "", "", nil, nil
	if !empty(&rest) || len(e.Options) == 0 {
		return appendOther(to, e)
	}
	to = appendField(to, `{"type":`, string(e.Type))
	to = appendField(to, `,"action_id":`, e.ActionID)
	to = append(to, `,"options":`...)
	to = appendAll(to, e.Options, appendOption)
	if len(e.InitialOptions) > 0 {
		to = append(to, `,"initial_options":`...)
		to = appendAll(to, e.InitialOptions, appendOption)
	}
	return append(to, '}')
}

func appendOption(to []byte, o *slack.OptionBlockObject) []byte {
	to = append(to, `{"text":`...)
	to = appendText(to, o.Text)
	to = append(to, `,"value":`...)
	to = AppendString(to, o.Value)
	if o.Description != nil {
		to = append(to, `,"description":`...)
		to = appendText(to, o.Description)
	}
	return append(appendField(to, `,"url":`, o.URL), '}')
}

func appendText(to []byte, t *slack.TextBlockObject) []byte {
	if t == nil {
		return append(to, "null"...)
	}
	to = append(to, `{"type":`...)
	to = AppendString(to, t.Type)
	to = append(to, `,"text":`...)
	to = AppendString(to, t.Text)
	if t.Emoji != nil {
		to = strconv.AppendBool(append(to, `,"emoji":`...), *t.Emoji)
	}
	if t.Verbatim {
		to = append(to, `,"verbatim":true`...)
	}
	return append(to, '}')
}

// appendField leaves out what is empty.
func appendField(to []byte, name, value string) []byte {
	if value == "" {
		return to
	}
	return AppendString(append(to, name...), value)
}

func appendAll[T any](to []byte, all []T, one func([]byte, T) []byte) []byte {
	if all == nil {
		return append(to, "null"...)
	}
	to = append(to, '[')
	for i, v := range all {
		if i > 0 {
			to = append(to, ',')
		}
		to = one(to, v)
	}
	return append(to, ']')
}

// AppendString appends a string as JSON, as encoding/json writes it.
func AppendString(to []byte, s string) []byte {
	start, done, ascii := len(to), 0, true
	to = append(to, '"')
	for i := 0; i < len(s); i++ {
		switch written[s[i]] {
		case asItStands:
		case asNewLine:
			to = append(append(to, s[done:i]...), `\n`...)
			done = i + 1
		case asLetter:
			ascii = false
		default:
			return appendOther(to[:start], s)
		}
	}
	if !ascii && (!utf8.ValidString(s) || strings.ContainsAny(s, "\u2028\u2029")) {
		return appendOther(to[:start], s)
	}
	return append(append(to, s[done:]...), '"')
}

const (
	asItStands = iota
	asNewLine  // \n
	asLetter   // of more than one byte
	asOther
)

// written tells how encoding/json writes each byte. Looked up it takes half the time of being decided anew.
var written = func() (table [256]uint8) { //nolint:gochecknoglobals // a table of constants
	for c := range len(table) {
		table[c] = writtenAs(byte(c))
	}
	return table
}()

func writtenAs(c byte) uint8 {
	switch {
	case c >= utf8.RuneSelf:
		return asLetter
	case c == '\n':
		return asNewLine
	case c < ' ', c == '"', c == '\\', c == '<', c == '>', c == '&':
		return asOther
	}
	return asItStands
}

func appendOther(to []byte, v any) []byte {
	other, err := json.Marshal(v)
	if err != nil { // nothing that views draw
		return append(to, "null"...)
	}
	return append(to, other...)
}

// empty reports whether nothing is left in what was copied and emptied of all that is written by hand.
func empty[T any](rest *T) bool { return reflect.ValueOf(rest).Elem().IsZero() }
