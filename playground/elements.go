package playground

import (
	"fmt"
	"slices"
	"strings"
)

// element checks an element that must be of one of the kinds.
func element(kinds ...string) rule {
	return func(c *check, at string, value any) {
		fields, _ := value.(map[string]any)
		kind, _ := fields["type"].(string)
		if !slices.Contains(kinds, kind) {
			c.fail(at+"/type", "unsupported type: %s", kind)
			return
		}
		c.focusOnce(at, fields)
		elementRule(kind)(c, at, value)
	}
}

func (c *check) focusOnce(at string, fields map[string]any) {
	if fields["focus_on_load"] != true {
		return
	}
	if c.focused {
		c.fail(at+"/focus_on_load", "only one element may be focused on load")
	}
	c.focused = true
}

func elementRule(kind string) rule {
	switch kind {
	case "button":
		return shape(must{"text"}, interactive(with{"text": plain(75), "value": str(0, 2000), "url": str(1, 3000),
			"style": oneOf("primary", "danger"), "accessibility_label": str(1, 75)}))
	case "image":
		return shape(must{"alt_text"}, with{"image_url": str(1, 3000), "alt_text": str(1, 2000), "slack_file": anything})
	case "overflow":
		return shape(must{"options"}, interactive(with{"options": list(1, 5, option(false))}))
	case "checkboxes":
		return choices(shape(must{"options"}, interactive(with{"options": list(1, 10, option(true)),
			"initial_options": list(1, 10, option(true)), "focus_on_load": boolean})))
	case "radio_buttons":
		return choices(shape(must{"options"}, interactive(with{"options": list(1, 10, option(true)),
			"initial_option": option(true), "focus_on_load": boolean})))
	case "plain_text_input":
		return textInput
	case "number_input":
		return shape(must{"is_decimal_allowed"}, interactive(with{"is_decimal_allowed": boolean, "initial_value": str(1, 3000),
			"min_value": str(1, 3000), "max_value": str(1, 3000), "placeholder": plain(150), "focus_on_load": boolean, "dispatch_action_config": anything}))
	case "datepicker":
		return shape(nil, interactive(with{"initial_date": like(`^\d{4}-\d{2}-\d{2}$`), "placeholder": plain(150), "focus_on_load": boolean}))
	case "timepicker":
		return shape(nil, interactive(with{"initial_time": like(`^([01]\d|2[0-3]):[0-5]\d$`), "placeholder": plain(150), "focus_on_load": boolean, "timezone": str(1, 100)}))
	case "datetimepicker":
		return shape(nil, interactive(with{"initial_date_time": whole(1, 9999999999), "focus_on_load": boolean}))
	}
	return menu(kind)
}

func textInput(c *check, at string, value any) {
	shape(nil, interactive(with{"multiline": boolean, "initial_value": str(0, 3000), "min_length": whole(0, 3000), "max_length": whole(1, 3000),
		"placeholder": plain(150), "focus_on_load": boolean, "dispatch_action_config": anything}))(c, at, value)
	fields := value.(map[string]any)
	least, _ := fields["min_length"].(float64)
	most, limited := fields["max_length"].(float64)
	if limited && least > most {
		c.fail(at+"/min_length", "must be less than or equal to max_length")
	}
}

// menu checks a select or multi-select element.
func menu(kind string) rule {
	fields := with{"placeholder": plain(150), "focus_on_load": boolean}
	what, many := strings.CutPrefix(kind, "multi_")
	if many {
		fields["max_selected_items"] = whole(1, 1000000)
	}
	switch what {
	case "static_select":
		fields["options"], fields["option_groups"] = list(1, 100, option(false)), list(1, 100, optionGroup)
		fields["initial_option"], fields["initial_options"] = option(false), list(1, 100, option(false))
		return choices(shape(nil, interactive(fields)))
	case "external_select":
		fields["min_query_length"] = whole(0, 1000)
		fields["initial_option"], fields["initial_options"] = option(false), list(1, 100, option(false))
	case "users_select":
		fields["initial_user"], fields["initial_users"] = str(1, 255), list(1, 1000, str(1, 255))
	case "channels_select":
		fields["initial_channel"], fields["initial_channels"] = str(1, 255), list(1, 1000, str(1, 255))
	case "conversations_select":
		fields["initial_conversation"], fields["initial_conversations"] = str(1, 255), list(1, 1000, str(1, 255))
		fields["default_to_current_conversation"], fields["filter"] = boolean, conversationFilter
	}
	if kind == "channels_select" || kind == "conversations_select" {
		fields["response_url_enabled"] = boolean
	}
	return shape(nil, interactive(fields))
}

// conversationFilter checks which conversations a menu offers: https://docs.slack.dev/reference/block-kit/composition-objects/conversation-filter-object
func conversationFilter(c *check, at string, value any) {
	shapeWithoutType(nil, with{"include": list(1, 4, oneOf("im", "mpim", "private", "public")),
		"exclude_external_shared_channels": boolean, "exclude_bot_users": boolean})(c, at, value)
	if fields, _ := value.(map[string]any); len(fields) == 0 {
		c.fail(at, "must have at least one of include, exclude_external_shared_channels, exclude_bot_users")
	}
}

// choices adds to a rule that an element has options or groups, not both, and starts with one of them.
func choices(r rule) rule {
	return func(c *check, at string, value any) {
		r(c, at, value)
		fields := value.(map[string]any)
		if (fields["options"] == nil) == (fields["option_groups"] == nil) {
			c.fail(at, "must provide exactly one of options or option_groups")
			return
		}
		offered := optionsOf(fields)
		if initial, is := fields["initial_option"].(map[string]any); is && !offers(offered, initial) {
			c.fail(at+"/initial_option", "initial_option must be one of the options")
		}
		starts, _ := fields["initial_options"].([]any)
		for i, initial := range starts {
			if o, _ := initial.(map[string]any); !offers(offered, o) {
				c.fail(fmt.Sprintf("%s/initial_options/%d", at, i), "initial_options must be among the options")
			}
		}
	}
}

// optionsOf returns the options of an element, those in groups included.
func optionsOf(element map[string]any) []map[string]any {
	var found []map[string]any
	gather := func(options any) {
		each, _ := options.([]any)
		for _, o := range each {
			if fields, is := o.(map[string]any); is {
				found = append(found, fields)
			}
		}
	}
	gather(element["options"])
	groups, _ := element["option_groups"].([]any)
	for _, g := range groups {
		fields, _ := g.(map[string]any)
		gather(fields["options"])
	}
	return found
}

// offers reports whether an option is offered with the same value and the same text.
func offers(offered []map[string]any, wanted map[string]any) bool {
	return slices.ContainsFunc(offered, func(o map[string]any) bool {
		return o["value"] == wanted["value"] && plainOf(o["text"]) == plainOf(wanted["text"])
	})
}

func plainOf(value any) string {
	fields, _ := value.(map[string]any)
	text, _ := fields["text"].(string)
	return text
}

// option checks an option; formatted says whether mrkdwn may be used.
func option(formatted bool) rule {
	words := plain(75)
	if formatted {
		words = text(75)
	}
	return shapeWithoutType(must{"text", "value"}, with{"text": words, "value": str(1, 150), "description": words, "url": str(1, 3000)})
}

func optionGroup(c *check, at string, value any) {
	shapeWithoutType(must{"label", "options"}, with{"label": plain(75), "options": list(1, 100, option(false))})(c, at, value)
}

func confirm(c *check, at string, value any) {
	shapeWithoutType(must{"title", "text", "confirm", "deny"}, with{"title": plain(100), "text": text(300), "confirm": plain(30),
		"deny": plain(30), "style": oneOf("primary", "danger")})(c, at, value)
}
