package playground

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Limits of Block Kit, from https://docs.slack.dev/reference/block-kit and the pages under it, as of autumn 2026.
const (
	maxMessageBlocks = 50
	maxViewBlocks    = 100
	maxCharts        = 2
	maxText          = 40000
	maxViewBytes     = 250 * 1024
	maxMetadata      = 3000
)

// The sum of a message's block text is limited too, and Slack does not say how. Reported on slackapi/bolt-js issue 2509:
// one block of 13,297 characters is refused with msg_blocks_too_long, and each further block costs about 125 more.
const (
	maxBlockText = 13297
	blockCost    = 125
)

// surface is where blocks are to be shown.
type surface string

const (
	onMessage  surface = "message"  // chat.postMessage and chat.update
	onResponse surface = "response" // ephemeral messages, response URLs and acknowledgements
	onModal    surface = "modal"
	onHome     surface = "home"
)

// check gathers what is wrong with a piece of Block Kit, in Slack's words, each with a JSON pointer.
type check struct {
	surface  surface
	messages []string
	blockIDs map[string]bool
	charts   int
	focused  bool
	inputs   []string // pointers of the input blocks
}

// rule checks a value that stands at a JSON pointer.
type rule func(c *check, at string, value any)

func (c *check) fail(at, format string, args ...any) {
	c.messages = append(c.messages, "[ERROR] "+fmt.Sprintf(format, args...)+" [json-pointer:"+at+"]")
}

// checkBlocks returns what is wrong with the blocks, and the pointers of the input blocks among them.
func checkBlocks(on surface, at string, blocks []any) (messages, inputs []string) {
	c := &check{surface: on, blockIDs: map[string]bool{}}
	limit := maxMessageBlocks
	if on == onModal || on == onHome {
		limit = maxViewBlocks
	}
	list(0, limit, block)(c, at, blocks)
	return c.messages, c.inputs
}

// tooLong reports whether the blocks of a message hold more text than Slack takes.
func tooLong(blocks []any) bool {
	return textLength(blocks)+blockCost*(len(blocks)-1) >= maxBlockText
}

// textLength counts the characters a reader sees in blocks, without those inside menus.
func textLength(value any) int {
	total := 0
	switch v := value.(type) {
	case []any:
		for _, each := range v {
			total += textLength(each)
		}
	case map[string]any:
		for name, each := range v {
			if text, is := each.(string); is && name == "text" {
				total += utf8.RuneCountInString(text)
			} else if name != "options" && name != "option_groups" && name != "confirm" {
				total += textLength(each)
			}
		}
	}
	return total
}

// decodeBlocks reads the blocks argument. The empty argument is no blocks.
func decodeBlocks(raw string) ([]any, *apiError) {
	if raw == "" || raw == "null" {
		return nil, nil
	}
	var blocks []any
	if err := json.Unmarshal([]byte(raw), &blocks); err != nil {
		return nil, refuse("invalid_blocks_format")
	}
	return blocks, nil
}

// block checks one block by its type.
func block(c *check, at string, value any) {
	fields, is := value.(map[string]any)
	if !is {
		c.fail(at, "must be an object")
		return
	}
	c.uniqueBlockID(at, fields)
	kind, _ := fields["type"].(string)
	shape, known := blockRule(kind)
	switch {
	case kind == "":
		c.fail(at, "missing required field: type")
	case !known || !c.takes(kind):
		c.fail(at+"/type", "unsupported type: %s", kind)
	default:
		shape(c, at, value)
	}
}

func (c *check) uniqueBlockID(at string, fields map[string]any) {
	id, _ := fields["block_id"].(string)
	if id == "" {
		return
	}
	if c.blockIDs[id] {
		c.fail(at+"/block_id", "block_id already exists: %s", id)
	}
	c.blockIDs[id] = true
}

// takes reports whether a kind of block may stand on the surface. Charts are for chat.postMessage alone, alerts for modals.
func (c *check) takes(kind string) bool {
	switch kind {
	case "data_visualization", "markdown":
		return c.surface == onMessage || kind == "markdown" && c.surface == onResponse
	case "alert":
		return c.surface == onModal
	}
	return true
}

func blockRule(kind string) (rule, bool) {
	switch kind {
	case "header":
		return shape(must{"text"}, with{"text": plain(150), "level": whole(1, 4)}), true
	case "divider":
		return shape(nil, nil), true
	case "section":
		return section, true
	case "context":
		return shape(must{"elements"}, with{"elements": list(1, 10, contextElement)}), true
	case "actions":
		return actions, true
	case "input":
		return input, true
	case "image":
		return imageBlock(), true
	case "markdown":
		return shape(must{"text"}, with{"text": str(0, 12000)}), true
	case "alert":
		return shape(must{"text"}, with{"text": text(200), "level": oneOf("default", "info", "warning", "error", "success")}), true
	case "rich_text":
		return shape(must{"elements"}, with{"elements": list(0, 1000, richText)}), true
	case "data_visualization":
		return chartBlock, true
	}
	return nil, false
}

func section(c *check, at string, value any) {
	fields := value.(map[string]any)
	if fields["text"] == nil && fields["fields"] == nil {
		c.fail(at, "missing required field: text or fields")
	}
	shape(nil, with{
		"text": text(3000), "fields": list(1, 10, text(2000)), "expand": boolean,
		"accessory": element("button", "overflow", "datepicker", "timepicker", "static_select", "external_select", "users_select",
			"conversations_select", "channels_select", "multi_static_select", "multi_external_select", "multi_users_select",
			"multi_conversations_select", "multi_channels_select", "checkboxes", "radio_buttons", "image"),
	})(c, at, value)
}

func actions(c *check, at string, value any) {
	shape(must{"elements"}, with{"elements": list(1, 25, element("button", "overflow", "datepicker", "timepicker", "datetimepicker",
		"static_select", "external_select", "users_select", "conversations_select", "channels_select", "multi_static_select",
		"multi_external_select", "multi_users_select", "multi_conversations_select", "multi_channels_select", "checkboxes", "radio_buttons"))})(c, at, value)
	c.uniqueActionIDs(at, value.(map[string]any))
}

func (c *check) uniqueActionIDs(at string, block map[string]any) {
	seen := map[string]bool{}
	elements, _ := block["elements"].([]any)
	for i, e := range elements {
		fields, _ := e.(map[string]any)
		id, _ := fields["action_id"].(string)
		if id != "" && seen[id] {
			c.fail(fmt.Sprintf("%s/elements/%d/action_id", at, i), "action_id already exists: %s", id)
		}
		seen[id] = true
	}
}

func input(c *check, at string, value any) {
	c.inputs = append(c.inputs, at)
	shape(must{"label", "element"}, with{
		"label": plain(2000), "hint": plain(2000), "optional": boolean, "dispatch_action": boolean,
		"element": element("plain_text_input", "number_input", "datepicker", "timepicker", "datetimepicker", "static_select",
			"external_select", "users_select", "conversations_select", "channels_select", "multi_static_select", "multi_external_select",
			"multi_users_select", "multi_conversations_select", "multi_channels_select", "checkboxes", "radio_buttons"),
	})(c, at, value)
}

func imageBlock() rule {
	return shape(must{"alt_text"}, with{"alt_text": str(1, 2000), "title": plain(2000), "image_url": str(1, 3000), "slack_file": anything})
}

func contextElement(c *check, at string, value any) {
	fields, _ := value.(map[string]any)
	if fields["type"] == "image" {
		element("image")(c, at, value)
		return
	}
	text(3000)(c, at, value)
}

func richText(c *check, at string, value any) {
	fields, _ := value.(map[string]any)
	kind, _ := fields["type"].(string)
	if !slices.Contains([]string{"rich_text_section", "rich_text_list", "rich_text_quote", "rich_text_preformatted"}, kind) {
		c.fail(at+"/type", "unsupported type: %s", kind)
	}
	if _, is := fields["elements"].([]any); !is {
		c.fail(at, "missing required field: elements")
	}
}

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

// must names required fields; with gives the rule of each field that may stand.
type (
	must []string
	with map[string]rule
)

// interactive adds what every interactive element may have.
func interactive(fields with) with {
	fields["action_id"], fields["confirm"] = str(1, 255), confirm
	return fields
}

// shape checks a block or element: its type, an optional block_id, the required fields, the others, and no more.
func shape(required must, fields with) rule {
	all := with{"type": str(1, 255), "block_id": str(1, 255)}
	for name, r := range fields {
		all[name] = r
	}
	return shapeWithoutType(required, all)
}

func shapeWithoutType(required must, fields with) rule {
	return func(c *check, at string, value any) {
		given, is := value.(map[string]any)
		if !is {
			c.fail(at, "must be an object")
			return
		}
		for _, name := range required {
			if given[name] == nil {
				c.fail(at, "missing required field: %s", name)
			}
		}
		for _, name := range sortedNames(given) {
			c.field(at, name, given[name], fields)
		}
	}
}

func (c *check) field(at, name string, value any, fields with) {
	r, known := fields[name]
	if !known {
		c.fail(at, "invalid additional property: %s", name)
		return
	}
	if value != nil {
		r(c, at+"/"+name, value)
	}
}

func sortedNames(fields map[string]any) []string {
	names := make([]string, 0, len(fields))
	for name := range fields {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

func anything(*check, string, any) {}

func boolean(c *check, at string, value any) {
	if _, is := value.(bool); !is {
		c.fail(at, "must be a boolean")
	}
}

// str checks a string's length in characters.
func str(least, most int) rule {
	return func(c *check, at string, value any) {
		s, is := value.(string)
		length := utf8.RuneCountInString(s)
		switch {
		case !is:
			c.fail(at, "must be a string")
		case length < least:
			c.fail(at, "must be more than %d characters", least-1)
		case length > most:
			c.fail(at, "must be less than %d characters", most+1)
		}
	}
}

func like(pattern string) rule {
	return func(c *check, at string, value any) {
		s, _ := value.(string)
		if !regexp.MustCompile(pattern).MatchString(s) {
			c.fail(at, "does not match the expected format")
		}
	}
}

func oneOf(allowed ...string) rule {
	return func(c *check, at string, value any) {
		s, _ := value.(string)
		if !slices.Contains(allowed, s) {
			c.fail(at, "value %q is not one of %s", s, strings.Join(allowed, ", "))
		}
	}
}

func whole(least, most float64) rule {
	return func(c *check, at string, value any) {
		n, is := value.(float64)
		if !is || n != float64(int64(n)) || n < least || n > most {
			c.fail(at, "must be a whole number from %v to %v", int64(least), int64(most))
		}
	}
}

// list checks the length of an array and each of its items.
func list(least, most int, each rule) rule {
	return func(c *check, at string, value any) {
		items, is := value.([]any)
		switch {
		case !is:
			c.fail(at, "must be an array")
			return
		case len(items) > most:
			c.fail(at, "no more than %d items allowed", most)
		case len(items) < least:
			c.fail(at, "no fewer than %d items allowed", least)
		}
		for i, item := range items {
			each(c, fmt.Sprintf("%s/%d", at, i), item)
		}
	}
}

// plain checks a plain_text object.
func plain(most int) rule { return textObject(most, "plain_text") }

// text checks a plain_text or mrkdwn object.
func text(most int) rule { return textObject(most, "plain_text", "mrkdwn") }

func textObject(most int, kinds ...string) rule {
	return func(c *check, at string, value any) {
		fields, _ := value.(map[string]any)
		kind, _ := fields["type"].(string)
		if !slices.Contains(kinds, kind) {
			c.fail(at+"/type", "must be one of %s", strings.Join(kinds, ", "))
			return
		}
		extra := with{"emoji": boolean}
		if kind == "mrkdwn" {
			extra = with{"verbatim": boolean}
		}
		extra["type"], extra["text"] = str(1, 20), str(1, most)
		shapeWithoutType(must{"text"}, extra)(c, at, value)
	}
}

// nameParts gives every block and element without one an id, as Slack does.
func nameParts(blocks []any) {
	for _, b := range blocks {
		fields, is := b.(map[string]any)
		if !is {
			continue
		}
		nameWith(fields, "block_id")
		for _, e := range elementsOf(fields) {
			nameWith(e, "action_id")
		}
	}
}

func nameWith(fields map[string]any, name string) {
	if id, _ := fields[name].(string); id == "" {
		fields[name] = random(5)
	}
}

// elementsOf returns the interactive elements of a block.
func elementsOf(block map[string]any) []map[string]any {
	candidates, _ := block["elements"].([]any)
	if block["type"] != "actions" {
		candidates = nil
	}
	candidates = append(slices.Clone(candidates), block["accessory"], block["element"])
	var found []map[string]any
	for _, candidate := range candidates {
		fields, is := candidate.(map[string]any)
		if is && fields["type"] != "image" {
			found = append(found, fields)
		}
	}
	return found
}
