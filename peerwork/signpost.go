package peerwork

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// Limits of a signpost: it stands on every form, and should be read in one look.
const (
	MaxSteps       = 10
	MaxStep        = 200
	MaxSignpost    = 900
	MaxSafeguarder = 150
)

// CheckSignpost says what is wrong with the steps of a signpost, as found and what is expected instead. Both are ""
// where nothing is.
func CheckSignpost(steps []string) (found, expected string) {
	if len(steps) == 0 || len(steps) > MaxSteps {
		return fmt.Sprintf("%d steps", len(steps)), fmt.Sprintf("1 to %d steps, in the order to try", MaxSteps)
	}
	for _, step := range steps {
		if n := utf8.RuneCountInString(step); n == 0 || n > MaxStep {
			return fmt.Sprintf("a step of %d characters", n), fmt.Sprintf("1 to %d characters in a step", MaxStep)
		}
	}
	whole := strings.Join(steps, " ")
	if n := utf8.RuneCountInString(whole); n > MaxSignpost {
		return fmt.Sprintf("%d characters in all", n), fmt.Sprintf("at most %d", MaxSignpost)
	}
	if !strings.ContainsAny(whole, "0123456789") {
		return "no number to call", "at least one step with a number"
	}
	return "", ""
}
