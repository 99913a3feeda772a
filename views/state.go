package views

import (
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
)

// find looks a box up by its action id.
func (s State) find(action string) (slack.BlockAction, bool) {
	for _, block := range s {
		if a, ok := block[action]; ok {
			return a, true
		}
	}
	return slack.BlockAction{}, false
}

// Chosen returns the answer of a menu with one answer, and whether it has one.
func (s State) Chosen(action string) (string, bool) {
	a, ok := s.find(action)
	return a.SelectedOption.Value, ok && a.SelectedOption.Value != ""
}

// ChosenMany returns the answers of a menu with several, and whether the menu was there.
func (s State) ChosenMany(action string) ([]string, bool) {
	a, ok := s.find(action)
	values := make([]string, 0, len(a.SelectedOptions))
	for _, o := range a.SelectedOptions {
		values = append(values, o.Value)
	}
	return values, ok
}

// Date returns a chosen date as midnight UTC, or the zero time.
func (s State) Date(action string) time.Time {
	a, _ := s.find(action)
	t, err := time.Parse(time.DateOnly, a.SelectedDate)
	if err != nil {
		return time.Time{}
	}
	return t
}

// Written returns what was typed in a box.
func (s State) Written(action string) string {
	a, _ := s.find(action)
	return a.Value
}

// Codes returns the chosen themes in the order of the frame; what the frame does not hold is dropped.
func (s State) Codes(action string) ([]peerwork.Code, bool) {
	values, ok := s.ChosenMany(action)
	var codes []peerwork.Code
	for _, row := range peerwork.SubThemes() {
		if has(values, string(row.Code)) {
			codes = append(codes, row.Code)
		}
	}
	return codes, ok
}

// Boundaries returns the chosen categories in their order.
func (s State) Boundaries(action string) ([]peerwork.BoundaryCode, bool) {
	values, ok := s.ChosenMany(action)
	var codes []peerwork.BoundaryCode
	for _, row := range peerwork.Boundaries() {
		if has(values, string(row.Code)) {
			codes = append(codes, row.Code)
		}
	}
	return codes, ok
}

// Noticed returns the chosen changes in the order of the paper.
func (s State) Noticed(action string) []peerwork.Noticed {
	values, _ := s.ChosenMany(action)
	var noticed []peerwork.Noticed
	for _, row := range peerwork.Changes() {
		if has(values, string(row.ID)) {
			noticed = append(noticed, row.ID)
		}
	}
	return noticed
}

// Talk returns when the author wants to talk, and whether they said.
func (s State) Talk(action string) (peerwork.When, bool) {
	v, ok := s.Chosen(action)
	switch w := peerwork.When(v); w {
	case peerwork.NoNeed, peerwork.NextSupervision, peerwork.Soon:
		return w, ok
	}
	return peerwork.NoNeed, false
}

// Readers returns the first choice, and whether it was answered.
func (s State) Readers(action string) (peerwork.Readers, bool) {
	v, ok := s.Chosen(action)
	n, err := strconv.Atoi(v)
	if !ok || err != nil || n < int(peerwork.OnlyMe) || n > int(peerwork.SupervisorAndManager) {
		return peerwork.OnlyMe, false
	}
	return peerwork.Readers(n), true
}

// Shown returns whom the box's question named: its block carries that.
func (s State) Shown(action string) peerwork.Shown {
	for id, block := range s {
		if _, ok := block[action]; ok {
			id, _, _ = strings.Cut(id, "~")
			return peerwork.Shown(ActionID(id))
		}
	}
	return ""
}

// Yes returns whether a yes-or-no question was answered with yes, and whether it was answered.
func (s State) Yes(action string) (yes, answered bool) {
	v, ok := s.Chosen(action)
	return v == "yes", ok
}

func has(values []string, v string) bool {
	for _, w := range values {
		if w == v {
			return true
		}
	}
	return false
}
