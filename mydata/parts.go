package mydata

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Part is a piece of a copy as plain text: a heading, or what stands under one. A note is one piece.
type Part struct {
	Heading bool
	Text    string
}

// Parts returns the same as HTML does, as plain text, for whoever cannot be sent a file. What is about the file is left
// out.
func Parts(c Copy) ([]Part, error) {
	page, err := HTML(c)
	if err != nil {
		return nil, err
	}
	from := xml.NewDecoder(strings.NewReader(strings.Map(drawn, string(page))))
	from.Strict, from.AutoClose, from.Entity = false, xml.HTMLAutoClose, xml.HTMLEntity
	var r partReader
	for {
		token, err := from.Token()
		if errors.Is(err, io.EOF) {
			r.close(false)
			return r.parts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("read a copy's page: %w", err)
		}
		r.read(token)
	}
}

// drawn leaves out what no text is drawn with, and a reader of XML refuses.
func drawn(c rune) rune {
	if c == utf8.RuneError || unicode.Is(unicode.Cc, c) && c != '\n' && c != '\t' || c == 0xfffe || c == 0xffff {
		return ' '
	}
	return c
}

// partReader reads our own page, which it knows the elements of.
type partReader struct {
	parts []Part
	text  strings.Builder
	mute  bool // within what is not shown, or is about the file
	words bool // within what somebody wrote, where each line counts
}

func (r *partReader) read(token xml.Token) {
	switch t := token.(type) {
	case xml.StartElement:
		r.begin(t)
	case xml.EndElement:
		r.end(t.Name.Local)
	case xml.CharData:
		r.say(string(t))
	}
}

func (r *partReader) begin(e xml.StartElement) {
	switch e.Name.Local {
	case "head":
		r.mute = true
	case "h1", "h2", "article":
		r.close(false)
	case "h3", "h4", "p", "li", "dt", "br":
		r.line()
	}
	for _, a := range e.Attr {
		r.words = r.words || a.Name.Local == "class" && a.Value == "words"
		r.mute = r.mute || a.Name.Local == "class" && a.Value == "file"
	}
}

func (r *partReader) end(name string) {
	switch name {
	case "head":
		r.mute = false
	case "h1", "h2":
		r.close(true)
	case "article":
		r.close(false)
	case "dt":
		r.text.WriteString(": ")
	case "p":
		r.words, r.mute = false, false
	}
}

func (r *partReader) say(text string) {
	switch {
	case r.mute:
	case r.words:
		r.text.WriteString(text)
	case strings.TrimSpace(text) == "" && strings.Contains(text, "\n"): // between two elements
	default:
		r.text.WriteString(strings.ReplaceAll(text, "\n", " "))
	}
}

func (r *partReader) line() {
	if r.text.Len() > 0 {
		r.text.WriteByte('\n')
	}
}

func (r *partReader) close(heading bool) {
	if text := strings.TrimSpace(r.text.String()); text != "" {
		r.parts = append(r.parts, Part{heading, text})
	}
	r.text.Reset()
}

// What a page of Pages holds at most: a form of Slack shows more, and nobody wants to scroll further.
const (
	pageHolds = 9000 // characters
	partsHeld = 40
)

// Pages shares the parts out to pages that a form can show. A part that is too long for one goes on in the next, by
// its lines.
func Pages(parts []Part) [][]Part {
	var pages [][]Part
	var page []Part
	size := 0
	turn := func() {
		if len(page) > 0 {
			pages = append(pages, page)
		}
		page, size = nil, 0
	}
	for _, p := range parts {
		for _, piece := range p.pieces() {
			n := utf8.RuneCountInString(piece.Text)
			if size+n > pageHolds || len(page) == partsHeld || p.Heading && size > pageHolds/2 {
				turn()
			}
			page, size = append(page, piece), size+n
		}
	}
	turn()
	return pages
}

// pieces are the part in pieces that a page holds.
func (p Part) pieces() []Part {
	var pieces []Part
	var text strings.Builder
	for line := range strings.Lines(p.Text) {
		if text.Len() > 0 && utf8.RuneCountInString(text.String())+utf8.RuneCountInString(line) > pageHolds {
			pieces = append(pieces, Part{p.Heading, text.String()})
			text.Reset()
		}
		text.WriteString(line)
	}
	return append(pieces, Part{p.Heading, text.String()})
}
