package playground

import (
	"fmt"
	"strconv"
	"unicode/utf8"
)

// state is what a view or message holds of a person's choices: block_id, then action_id, then the value as Slack sends it.
type state = map[string]map[string]map[string]any

// stateOf returns the state of every element that has one, from what the person gave or from the initial values.
func stateOf(blocks []any, given state) (state, error) {
	values := state{}
	for _, b := range blocks {
		fields, _ := b.(map[string]any)
		blockID, _ := fields["block_id"].(string)
		for _, element := range elementsOf(fields) {
			actionID, _ := element["action_id"].(string)
			entry, kept, err := entryOf(element, given[blockID][actionID])
			if err != nil {
				return nil, fmt.Errorf("%s/%s: %w", blockID, actionID, err)
			}
			if kept {
				put(values, blockID, actionID, entry)
			}
		}
	}
	return values, nil
}

func put(values state, blockID, actionID string, entry map[string]any) {
	if values[blockID] == nil {
		values[blockID] = map[string]map[string]any{}
	}
	values[blockID][actionID] = entry
}

// entryOf returns the value of one element as Slack sends it. Buttons and overflow menus have none.
func entryOf(element, given map[string]any) (entry map[string]any, kept bool, err error) {
	kind, _ := element["type"].(string)
	field := valueField(kind)
	if field == "" || kind == "button" || kind == "overflow" {
		return nil, false, nil
	}
	value := initialOf(element, field)
	if given != nil {
		value = given[field]
	}
	value, err = fitting(element, field, value)
	return map[string]any{"type": kind, field: value}, true, err
}

// valueField is the name of the field that carries an element's value.
func valueField(kind string) string {
	switch kind {
	case "button", "plain_text_input", "number_input":
		return "value"
	case "static_select", "external_select", "radio_buttons", "overflow":
		return "selected_option"
	case "multi_static_select", "multi_external_select", "checkboxes":
		return "selected_options"
	case "users_select":
		return "selected_user"
	case "multi_users_select":
		return "selected_users"
	case "conversations_select":
		return "selected_conversation"
	case "multi_conversations_select":
		return "selected_conversations"
	case "channels_select":
		return "selected_channel"
	case "multi_channels_select":
		return "selected_channels"
	case "datepicker":
		return "selected_date"
	case "timepicker":
		return "selected_time"
	case "datetimepicker":
		return "selected_date_time"
	}
	return ""
}

// initialField is the name of the field that carries what an element starts with.
func initialField(field string) string {
	if field == "value" {
		return "initial_value"
	}
	return "initial" + field[len("selected"):]
}

func initialOf(element map[string]any, field string) any { return element[initialField(field)] }

// fitting checks that a value can be chosen in an element, and returns it as Slack would send it.
func fitting(element map[string]any, field string, value any) (any, error) {
	kind, _ := element["type"].(string)
	switch field {
	case "selected_option":
		return fittingOption(element, kind, value)
	case "selected_options":
		return fittingOptions(element, kind, value)
	case "value", "selected_date", "selected_time", "selected_user", "selected_channel", "selected_conversation":
		return fittingText(value)
	case "selected_date_time":
		return fittingNumber(value)
	}
	return fittingList(element, value)
}

func fittingText(value any) (any, error) {
	text, is := value.(string)
	if value != nil && !is {
		return nil, fmt.Errorf("the value must be text")
	}
	if text == "" {
		return nil, nil
	}
	return text, nil
}

func fittingNumber(value any) (any, error) {
	switch v := value.(type) {
	case nil, float64, int, int64:
		return v, nil
	case string:
		return strconv.ParseInt(v, 10, 64)
	}
	return nil, fmt.Errorf("the value must be a number")
}

func fittingOption(element map[string]any, kind string, value any) (any, error) {
	chosen, is := value.(map[string]any)
	if !is || len(chosen) == 0 {
		return nil, nil
	}
	if kind == "external_select" {
		return chosen, nil
	}
	for _, offered := range optionsOf(element) {
		if offered["value"] == chosen["value"] {
			return offered, nil
		}
	}
	return nil, fmt.Errorf("the option %v is not offered", chosen["value"])
}

func fittingOptions(element map[string]any, kind string, value any) (any, error) {
	chosen, _ := value.([]any)
	fitted := []any{}
	for _, each := range chosen {
		o, err := fittingOption(element, kindOfOne(kind), each)
		if err != nil {
			return nil, err
		}
		fitted = append(fitted, o)
	}
	return fitted, tooMany(element, len(fitted))
}

func kindOfOne(kind string) string {
	if kind == "multi_external_select" {
		return "external_select"
	}
	return kind
}

func fittingList(element map[string]any, value any) (any, error) {
	list, _ := value.([]any)
	if list == nil {
		list = []any{}
	}
	return list, tooMany(element, len(list))
}

func tooMany(element map[string]any, count int) error {
	if most, limited := element["max_selected_items"].(float64); limited && count > int(most) {
		return fmt.Errorf("no more than %d may be chosen", int(most))
	}
	return nil
}

// missing returns what the page says beside input blocks that are not filled in as they must be, by block_id.
func missing(blocks []any, values state) map[string]string {
	errors := map[string]string{}
	for _, b := range blocks {
		fields, _ := b.(map[string]any)
		if fields["type"] != "input" {
			continue
		}
		blockID, _ := fields["block_id"].(string)
		element, _ := fields["element"].(map[string]any)
		actionID, _ := element["action_id"].(string)
		if problem := wrongWith(element, values[blockID][actionID], fields["optional"] == true); problem != "" {
			errors[blockID] = problem
		}
	}
	return errors
}

func wrongWith(element, entry map[string]any, optional bool) string {
	kind, _ := element["type"].(string)
	value := entry[valueField(kind)]
	if isEmpty(value) {
		if optional {
			return ""
		}
		return "Please complete this required field."
	}
	text, isText := value.(string)
	if !isText || kind != "plain_text_input" {
		return ""
	}
	return wrongLength(element, utf8.RuneCountInString(text))
}

func wrongLength(element map[string]any, length int) string {
	least, _ := element["min_length"].(float64)
	most, limited := element["max_length"].(float64)
	if !limited {
		most = 3000
	}
	switch {
	case length < int(least):
		return fmt.Sprintf("Please enter at least %d characters.", int(least))
	case length > int(most):
		return fmt.Sprintf("Please enter at most %d characters.", int(most))
	}
	return ""
}

func isEmpty(value any) bool {
	list, isList := value.([]any)
	return value == nil || value == "" || isList && len(list) == 0
}
