package handlers

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"handrail/mask"
	"handrail/views"
)

// written is what stands in one box of a form, by the box's block.
type written struct {
	block string
	words *string
}

// hide masks what was written, in place. wrong says by block what is too long to be kept.
func (d *desk) hide(boxes ...written) (found []mask.Finding, wrong map[string]string) {
	wrong = map[string]string{}
	for _, box := range boxes {
		result := d.Masker.Mask(*box.words)
		*box.words = result.Masked
		found = append(found, result.Findings...)
		if why := tooLong(*box.words, views.MaxBox, "one box"); why != "" {
			wrong[box.block] = why
		}
	}
	return found, wrong
}

// notKept says why words cannot be kept in a place that holds so many characters, or "".
func notKept(words string, most int, place string) string {
	if blank(words) {
		return "Not saved: please write something here first."
	}
	return tooLong(words, most, place)
}

func tooLong(words string, most int, place string) string {
	n := utf8.RuneCountInString(words)
	if n <= most {
		return ""
	}
	return fmt.Sprintf("Not saved: this is %d characters, and %s holds %d. Please make it shorter.", n, place, most)
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
