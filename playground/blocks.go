package playground

import (
	"encoding/json"
	"fmt"
	"slices"
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
