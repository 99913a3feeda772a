package prompts

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"handrail/peerwork"
)

const fields = "id, text, theme and sub_theme or boundary, settings, format, step, depth, balance, status"

// MaxText is the longest text of a prompt in characters: it stays one short paragraph on a telephone.
const MaxText = 160

// Mistake is one thing that is wrong with a data file.
type Mistake struct {
	File     string
	Line     int    // 0 when the mistake is not on a line
	ID       string // "" when the prompt has none
	Field    string // "" when the mistake is not in one field
	Found    string // after "is"; what was typed stands in quotation marks
	Expected string
	Example  string // "" for none
	MayStay  bool   // advice: it may be kept as it is
}

// String reads like: bank/engagement.yaml:12: prompt e4-cafe: depth is "4", expected 1, 2 or 3.
func (m Mistake) String() string {
	var s strings.Builder
	s.WriteString(m.File)
	if m.Line > 0 {
		fmt.Fprintf(&s, ":%d", m.Line)
	}
	s.WriteString(": ")
	if m.ID != "" {
		fmt.Fprintf(&s, "prompt %s: ", m.ID)
	}
	if m.Field != "" {
		fmt.Fprintf(&s, "%s is %s", m.Field, m.Found)
	} else {
		fmt.Fprintf(&s, "found %s", m.Found)
	}
	fmt.Fprintf(&s, ", expected %s", m.Expected)
	if m.Example != "" {
		fmt.Fprintf(&s, ", for example: %s", m.Example)
	}
	return s.String()
}

// Told says it to somebody who sees the field before them: "This is worded with “patient”. We expect “the person you support”.".
func (m Mistake) Told() string {
	said := fmt.Sprintf("This is %s. We expect %s.", m.Found, m.Expected)
	if m.Example != "" {
		said += " For example: " + m.Example
	}
	return said
}

// Mistakes is everything that is wrong with the data files, as one error.
type Mistakes []Mistake

// Refused returns those that must be mended.
func (ms Mistakes) Refused() Mistakes { return ms.that(false) }

// Advice returns what may be kept as it is.
func (ms Mistakes) Advice() Mistakes { return ms.that(true) }

func (ms Mistakes) that(mayStay bool) Mistakes {
	var some Mistakes
	for _, m := range ms {
		if m.MayStay == mayStay {
			some = append(some, m)
		}
	}
	return some
}

// Error lists the mistakes, one to a line.
func (ms Mistakes) Error() string {
	lines := []string{fmt.Sprintf("%d mistakes in the questions:", len(ms))}
	if len(ms) == 1 {
		lines[0] = "1 mistake in the questions:"
	}
	for _, m := range ms {
		lines = append(lines, "  "+m.String())
	}
	return strings.Join(lines, "\n")
}

// check returns the mistakes in the entries, in their order.
func check(entries []entry) Mistakes {
	var found Mistakes
	firstAt := map[string]entry{}
	for _, e := range entries {
		found = append(found, checkEntry(e)...)
		if first, taken := firstAt[e.ID]; taken && e.ID != "" {
			expected := fmt.Sprintf("an id of its own; it stands at %s:%d already", first.file, first.line)
			found = append(found, e.mistake("id", e.ID, expected))
			continue
		}
		firstAt[e.ID] = e
	}
	return found
}

func (e entry) mistake(field, found, expected string) Mistake {
	return Mistake{File: e.file, Line: cmp.Or(e.lines[field], e.line), ID: e.ID, Field: field, Found: strconv.Quote(found), Expected: expected}
}

func checkEntry(e entry) Mistakes {
	found := slices.Concat(checkID(e), checkText(e), checkTopic(e), checkSettings(e))
	if e.Depth < 1 || e.Depth > 3 {
		found = append(found, e.mistake("depth", fmt.Sprint(e.Depth), "1, 2 or 3"))
	}
	found = append(found, oneOf(e, "format", e.Format, Formats())...)
	found = append(found, oneOf(e, "step", e.Step, Steps())...)
	found = append(found, oneOf(e, "balance", e.Balance, Balances())...)
	return append(found, oneOf(e, "status", e.Status, Statuses())...)
}

func checkID(e entry) Mistakes {
	if regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)+$`).MatchString(e.ID) {
		return nil
	}
	return Mistakes{e.mistake("id", e.ID, "small letters, digits and hyphens, for example r2-less-alone")}
}

func checkText(e entry) Mistakes {
	var found Mistakes
	switch {
	case e.Text == "":
		found = append(found, e.mistake("text", "", "a question, for example: When did you wait instead of asking?"))
	case e.Text != strings.Join(strings.Fields(e.Text), " "):
		found = append(found, e.mistake("text", e.Text, "one line with single spaces"))
	case strings.ContainsFunc(e.Text, unseen):
		found = append(found, e.mistake("text", e.Text, "letters and signs that can be seen"))
	case !strings.HasSuffix(e.Text, "?"):
		found = append(found, e.mistake("text", e.Text, "a question that ends with a question mark"))
	}
	if n := utf8.RuneCountInString(e.Text); n > MaxText {
		found = append(found, e.mistake("text", fmt.Sprintf("%d characters", n), fmt.Sprintf("at most %d characters", MaxText)))
	}
	return found
}

// unseen reports whether a letter cannot be seen, or turns the direction of text around.
func unseen(r rune) bool {
	return unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Bidi_Control, r)
}

func checkTopic(e entry) Mistakes {
	if e.Boundary != "" {
		return checkBoundary(e)
	}
	row, known := peerwork.LookupSubTheme(e.SubTheme)
	if !known {
		return Mistakes{e.mistake("sub_theme", string(e.SubTheme), knownSubThemes()+", or else a boundary "+knownBoundaries())}
	}
	if e.Theme != row.Theme {
		return Mistakes{e.mistake("theme", string(e.Theme), fmt.Sprintf("%q, the theme of %s", row.Theme, row.Code))}
	}
	return nil
}

// knownSubThemes names the codes by theme: "R1 to R3, M1 to M4, E1 to E4 or X".
func knownSubThemes() string {
	rows := peerwork.SubThemes()
	var ranges []string
	for _, theme := range peerwork.Themes() {
		of := slices.DeleteFunc(slices.Clone(rows), func(s peerwork.SubTheme) bool { return s.Theme != theme })
		ranges = append(ranges, fmt.Sprintf("%s to %s", of[0].Code, of[len(of)-1].Code))
	}
	return strings.Join(ranges, ", ") + " or " + string(peerwork.CodeX)
}

func knownBoundaries() string {
	rows := peerwork.Boundaries()
	return fmt.Sprintf("%s to %s", rows[0].Code, rows[len(rows)-1].Code)
}

func checkBoundary(e entry) Mistakes {
	var found Mistakes
	if _, known := peerwork.LookupBoundary(e.Boundary); !known {
		found = append(found, e.mistake("boundary", string(e.Boundary), knownBoundaries()))
	}
	if e.SubTheme != "" {
		found = append(found, e.mistake("sub_theme", string(e.SubTheme), "nothing beside a boundary"))
	}
	if e.Theme != "" {
		found = append(found, e.mistake("theme", string(e.Theme), "nothing beside a boundary"))
	}
	return found
}

func checkSettings(e entry) Mistakes {
	var found Mistakes
	for _, s := range e.Settings {
		found = append(found, oneOf(e, "settings", s, peerwork.Settings())...)
	}
	return found
}

func oneOf[T ~string](e entry, field string, value T, allowed []T) Mistakes {
	if slices.Contains(allowed, value) {
		return nil
	}
	names := make([]string, len(allowed))
	for i, a := range allowed {
		names[i] = string(a)
	}
	return Mistakes{e.mistake(field, string(value), "one of "+strings.Join(names, ", "))}
}

func noSettings() []peerwork.Setting { return []peerwork.Setting{} }
