package playground

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func long(n int) string { return strings.Repeat("é", n) }

func decoded(t *testing.T, raw string) []any {
	t.Helper()
	var blocks []any
	if err := json.Unmarshal([]byte(raw), &blocks); err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return blocks
}

func repeated(n int, each string) string {
	return strings.TrimSuffix(strings.Repeat(each+",", n), ",")
}

func numbered(n int, format string) string {
	parts := make([]string, n)
	for i := range parts {
		parts[i] = fmt.Sprintf(format, i)
	}
	return strings.Join(parts, ",")
}

func plainJSON(n int) string { return `{"type":"plain_text","text":"` + long(n) + `"}` }

func optionsJSON(n int) string {
	return "[" + numbered(n, `{"text":{"type":"plain_text","text":"o"},"value":"v%d"}`) + "]"
}

func actionsJSON(elements string) string { return `[{"type":"actions","elements":[` + elements + `]}]` }

func inputJSON(element string) string {
	return `[{"type":"input","label":` + plainJSON(5) + `,"element":` + element + `}]`
}

func buttonJSON(fields string) string {
	return `{"type":"button","text":` + plainJSON(3) + fields + `}`
}

func lineChart(title string, series, categories int, label string) string {
	points := numbered(categories, `{"label":"`+label+`%d","value":1}`)
	return `{"type":"data_visualization","title":"` + title + `","chart":{"type":"line","axis_config":{"categories":[` +
		numbered(categories, `"`+label+`%d"`) + `]},"series":[` + numbered(series, `{"name":"s%d","data":[`+points+`]}`) + `]}}`
}

// Each case stands just over one limit; the same piece at the limit is accepted.
func TestBlocksOverALimitAreRefused(t *testing.T) {
	divider := `{"type":"divider"}`
	sectionOf := func(n int) string { return `[{"type":"section","text":{"type":"mrkdwn","text":"` + long(n) + `"}}]` }
	cases := map[string]struct {
		on       surface
		at, over string
		want     string
	}{
		"50 blocks in a message":       {onMessage, "[" + repeated(50, divider) + "]", "[" + repeated(51, divider) + "]", "no more than 50 items allowed [json-pointer:/blocks]"},
		"100 blocks in a modal":        {onModal, "[" + repeated(100, divider) + "]", "[" + repeated(101, divider) + "]", "no more than 100 items allowed [json-pointer:/blocks]"},
		"100 blocks in a home tab":     {onHome, "[" + repeated(100, divider) + "]", "[" + repeated(101, divider) + "]", "no more than 100 items allowed [json-pointer:/blocks]"},
		"3000 characters in a section": {onMessage, sectionOf(3000), sectionOf(3001), "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"},
		"a section with some text":     {onMessage, sectionOf(1), sectionOf(0), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"},
		"150 characters in a header": {onMessage, `[{"type":"header","text":` + plainJSON(150) + `}]`, `[{"type":"header","text":` + plainJSON(151) + `}]`,
			"must be less than 151 characters [json-pointer:/blocks/0/text/text]"},
		"10 fields": {onMessage, `[{"type":"section","fields":[` + repeated(10, plainJSON(2)) + `]}]`, `[{"type":"section","fields":[` + repeated(11, plainJSON(2)) + `]}]`,
			"no more than 10 items allowed [json-pointer:/blocks/0/fields]"},
		"2000 characters in a field": {onMessage, `[{"type":"section","fields":[` + plainJSON(2000) + `]}]`, `[{"type":"section","fields":[` + plainJSON(2001) + `]}]`,
			"must be less than 2001 characters [json-pointer:/blocks/0/fields/0/text]"},
		"10 elements in a context": {onMessage, `[{"type":"context","elements":[` + repeated(10, plainJSON(2)) + `]}]`, `[{"type":"context","elements":[` + repeated(11, plainJSON(2)) + `]}]`,
			"no more than 10 items allowed [json-pointer:/blocks/0/elements]"},
		"25 elements in actions": {onMessage, actionsJSON(repeated(25, buttonJSON(""))), actionsJSON(repeated(26, buttonJSON(""))), "no more than 25 items allowed [json-pointer:/blocks/0/elements]"},
		"75 characters on a button": {onMessage, actionsJSON(`{"type":"button","text":` + plainJSON(75) + `}`), actionsJSON(`{"type":"button","text":` + plainJSON(76) + `}`),
			"must be less than 76 characters [json-pointer:/blocks/0/elements/0/text/text]"},
		"2000 characters in a button's value": {onMessage, actionsJSON(buttonJSON(`,"value":"` + long(2000) + `"`)), actionsJSON(buttonJSON(`,"value":"` + long(2001) + `"`)),
			"must be less than 2001 characters [json-pointer:/blocks/0/elements/0/value]"},
		"255 characters in an action_id": {onMessage, actionsJSON(buttonJSON(`,"action_id":"` + long(255) + `"`)), actionsJSON(buttonJSON(`,"action_id":"` + long(256) + `"`)),
			"must be less than 256 characters [json-pointer:/blocks/0/elements/0/action_id]"},
		"255 characters in a block_id": {onMessage, `[{"type":"divider","block_id":"` + long(255) + `"}]`, `[{"type":"divider","block_id":"` + long(256) + `"}]`,
			"must be less than 256 characters [json-pointer:/blocks/0/block_id]"},
		"block_ids of their own": {onMessage, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"b"}]`, `[{"type":"divider","block_id":"a"},{"type":"divider","block_id":"a"}]`,
			"block_id already exists: a [json-pointer:/blocks/1/block_id]"},
		"action_ids of their own in a block": {onMessage, actionsJSON(buttonJSON(`,"action_id":"a"`) + "," + buttonJSON(`,"action_id":"b"`)),
			actionsJSON(buttonJSON(`,"action_id":"a"`) + "," + buttonJSON(`,"action_id":"a"`)), "action_id already exists: a [json-pointer:/blocks/0/elements/1/action_id]"},
		"100 options": {onMessage, actionsJSON(`{"type":"static_select","options":` + optionsJSON(100) + `}`), actionsJSON(`{"type":"static_select","options":` + optionsJSON(101) + `}`),
			"no more than 100 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"100 option groups": {onMessage, actionsJSON(`{"type":"static_select","option_groups":[` + repeated(100, `{"label":`+plainJSON(75)+`,"options":`+optionsJSON(1)+`}`) + `]}`),
			actionsJSON(`{"type":"static_select","option_groups":[` + repeated(101, `{"label":`+plainJSON(75)+`,"options":`+optionsJSON(1)+`}`) + `]}`),
			"no more than 100 items allowed [json-pointer:/blocks/0/elements/0/option_groups]"},
		"10 checkboxes": {onModal, actionsJSON(`{"type":"checkboxes","options":` + optionsJSON(10) + `}`), actionsJSON(`{"type":"checkboxes","options":` + optionsJSON(11) + `}`),
			"no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"10 radio buttons": {onModal, actionsJSON(`{"type":"radio_buttons","options":` + optionsJSON(10) + `}`), actionsJSON(`{"type":"radio_buttons","options":` + optionsJSON(11) + `}`),
			"no more than 10 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"5 entries in an overflow menu": {onMessage, actionsJSON(`{"type":"overflow","options":` + optionsJSON(5) + `}`), actionsJSON(`{"type":"overflow","options":` + optionsJSON(6) + `}`),
			"no more than 5 items allowed [json-pointer:/blocks/0/elements/0/options]"},
		"75 characters in an option": {onMessage, actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(75) + `,"value":"v"}]}`),
			actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(76) + `,"value":"v"}]}`), "must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/text/text]"},
		"75 characters in a description": {onMessage, actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(1) + `,"value":"v","description":` + plainJSON(75) + `}]}`),
			actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(1) + `,"value":"v","description":` + plainJSON(76) + `}]}`),
			"must be less than 76 characters [json-pointer:/blocks/0/elements/0/options/0/description/text]"},
		"150 characters in an option's value": {onMessage, actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(1) + `,"value":"` + long(150) + `"}]}`),
			actionsJSON(`{"type":"overflow","options":[{"text":` + plainJSON(1) + `,"value":"` + long(151) + `"}]}`),
			"must be less than 151 characters [json-pointer:/blocks/0/elements/0/options/0/value]"},
		"2000 characters in a label": {onModal, `[{"type":"input","label":` + plainJSON(2000) + `,"element":{"type":"plain_text_input"}}]`,
			`[{"type":"input","label":` + plainJSON(2001) + `,"element":{"type":"plain_text_input"}}]`, "must be less than 2001 characters [json-pointer:/blocks/0/label/text]"},
		"3000 characters to start with": {onModal, inputJSON(`{"type":"plain_text_input","initial_value":"` + long(3000) + `"}`), inputJSON(`{"type":"plain_text_input","initial_value":"` + long(3001) + `"}`),
			"must be less than 3001 characters [json-pointer:/blocks/0/element/initial_value]"},
		"a max_length of 3000": {onModal, inputJSON(`{"type":"plain_text_input","max_length":3000}`), inputJSON(`{"type":"plain_text_input","max_length":3001}`),
			"must be a whole number from 1 to 3000 [json-pointer:/blocks/0/element/max_length]"},
		"150 characters in a placeholder": {onModal, inputJSON(`{"type":"plain_text_input","placeholder":` + plainJSON(150) + `}`), inputJSON(`{"type":"plain_text_input","placeholder":` + plainJSON(151) + `}`),
			"must be less than 151 characters [json-pointer:/blocks/0/element/placeholder/text]"},
		"a confirmation's title of 100": {onMessage, actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(100) + `,"text":` + plainJSON(300) + `,"confirm":` + plainJSON(30) + `,"deny":` + plainJSON(30) + `}`)),
			actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(101) + `,"text":` + plainJSON(300) + `,"confirm":` + plainJSON(30) + `,"deny":` + plainJSON(30) + `}`)),
			"must be less than 101 characters [json-pointer:/blocks/0/elements/0/confirm/title/text]"},
		"a confirmation's text of 300": {onMessage, actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(100) + `,"text":` + plainJSON(300) + `,"confirm":` + plainJSON(30) + `,"deny":` + plainJSON(30) + `}`)),
			actionsJSON(buttonJSON(`,"confirm":{"title":` + plainJSON(100) + `,"text":` + plainJSON(301) + `,"confirm":` + plainJSON(30) + `,"deny":` + plainJSON(31) + `}`)),
			"must be less than 31 characters [json-pointer:/blocks/0/elements/0/confirm/deny/text]"},
		"2 charts in a message":            {onMessage, "[" + repeated(2, lineChart("t", 1, 1, "c")) + "]", "[" + repeated(3, lineChart("t", 1, 1, "c")) + "]", "no more than 2 data_visualization blocks allowed [json-pointer:/blocks/2]"},
		"a chart in a posted message only": {onMessage, "[" + lineChart("t", 1, 1, "c") + "]", "", ""},
		"50 characters in a chart's title": {onMessage, "[" + lineChart(long(50), 1, 1, "c") + "]", "[" + lineChart(long(51), 1, 1, "c") + "]", "must be less than 51 characters [json-pointer:/blocks/0/title]"},
		"6 series":                         {onMessage, "[" + lineChart("t", 6, 1, "c") + "]", "[" + lineChart("t", 7, 1, "c") + "]", "no more than 6 items allowed [json-pointer:/blocks/0/chart/series]"},
		"20 points":                        {onMessage, "[" + lineChart("t", 1, 20, "c") + "]", "[" + lineChart("t", 1, 21, "c") + "]", "no more than 20 items allowed [json-pointer:/blocks/0/chart/axis_config/categories]"},
		"20 characters in a label":         {onMessage, "[" + lineChart("t", 1, 1, long(19)) + "]", "[" + lineChart("t", 1, 1, long(20)) + "]", "must be less than 21 characters [json-pointer:/blocks/0/chart/axis_config/categories/0]"},
		"a point for each category": {onMessage, "[" + lineChart("t", 2, 2, "c") + "]", "[" + strings.Replace(lineChart("t", 2, 2, "c"), `{"label":"c1","value":1}`, `{"label":"c0","value":1}`, 1) + "]",
			"must contain exactly one point for every category [json-pointer:/blocks/0/chart/series/0/data]"},
		"properties Slack knows": {onMessage, `[{"type":"divider"}]`, `[{"type":"divider","colour":"red"}]`, "invalid additional property: colour [json-pointer:/blocks/0]"},
		"types Slack knows":      {onMessage, `[{"type":"divider"}]`, `[{"type":"fence"}]`, "unsupported type: fence [json-pointer:/blocks/0/type]"},
		"an initial option that is offered": {onModal, inputJSON(`{"type":"static_select","options":` + optionsJSON(2) + `,"initial_option":{"text":{"type":"plain_text","text":"o"},"value":"v1"}}`),
			inputJSON(`{"type":"static_select","options":` + optionsJSON(2) + `,"initial_option":{"text":{"type":"plain_text","text":"o"},"value":"v2"}}`),
			"initial_option must be one of the options [json-pointer:/blocks/0/element/initial_option]"},
		"mrkdwn where it may stand": {onMessage, `[{"type":"header","text":` + plainJSON(3) + `}]`, `[{"type":"header","text":{"type":"mrkdwn","text":"x"}}]`,
			"must be one of plain_text [json-pointer:/blocks/0/text/type]"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			if wrong, _ := checkBlocks(c.on, "/blocks", decoded(t, c.at)); len(wrong) > 0 {
				t.Errorf("at the limit: %v", wrong)
			}
			if c.over == "" {
				return
			}
			wrong, _ := checkBlocks(c.on, "/blocks", decoded(t, c.over))
			if !strings.Contains(strings.Join(wrong, "\n"), "[ERROR] "+c.want) {
				t.Errorf("over the limit:\n got %v\nwant %s", wrong, c.want)
			}
		})
	}
}

func TestChartsStandInPostedMessagesOnly(t *testing.T) {
	for _, on := range []surface{onResponse, onModal, onHome} {
		wrong, _ := checkBlocks(on, "/blocks", decoded(t, "["+lineChart("t", 1, 1, "c")+"]"))
		want := []string{"[ERROR] unsupported type: data_visualization [json-pointer:/blocks/0/type]"}
		if diff := cmp.Diff(want, wrong); diff != "" {
			t.Errorf("on %s: %s", on, diff)
		}
	}
}

func TestTextOfAllBlocksIsLimited(t *testing.T) {
	blocks := func(sections, characters int) []any {
		return decoded(t, "["+repeated(sections, `{"type":"section","text":`+plainJSON(characters)+`}`)+"]")
	}
	if tooLong(blocks(4, 3000)) {
		t.Error("12,000 characters in four blocks are taken")
	}
	if !tooLong(blocks(5, 2700)) {
		t.Error("13,500 characters in five blocks are too long")
	}
}

func TestViewsSlackRefuses(t *testing.T) {
	title := `"title":{"type":"plain_text","text":"Reflect"}`
	words := `{"type":"input","block_id":"b","label":` + plainJSON(5) + `,"element":{"type":"plain_text_input"}}`
	for name, c := range map[string]struct{ kind, view, want string }{
		"a modal without a title":        {"modal", `{"type":"modal","blocks":[]}`, "missing required field: title [json-pointer:/view]"},
		"a modal without blocks":         {"modal", `{"type":"modal",` + title + `}`, "missing required field: blocks [json-pointer:/view]"},
		"inputs without submit":          {"modal", `{"type":"modal",` + title + `,"blocks":[` + words + `]}`, "must define `submit` to use `input` block [json-pointer:/view/blocks/0/input]"},
		"a title of 25 characters":       {"modal", `{"type":"modal","title":` + plainJSON(25) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/title/text]"},
		"a submit of 25 characters":      {"modal", `{"type":"modal",` + title + `,"submit":` + plainJSON(25) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/submit/text]"},
		"a close of 25 characters":       {"modal", `{"type":"modal",` + title + `,"close":` + plainJSON(25) + `,"blocks":[]}`, "must be less than 25 characters [json-pointer:/view/close/text]"},
		"metadata of 3001 characters":    {"modal", `{"type":"modal",` + title + `,"private_metadata":"` + long(3001) + `","blocks":[]}`, "must be less than 3001 characters [json-pointer:/view/private_metadata]"},
		"a callback_id of 256":           {"modal", `{"type":"modal",` + title + `,"callback_id":"` + long(256) + `","blocks":[]}`, "must be less than 256 characters [json-pointer:/view/callback_id]"},
		"a property Slack does not know": {"modal", `{"type":"modal",` + title + `,"submit_disabled":true,"blocks":[]}`, "invalid additional property: submit_disabled [json-pointer:/view]"},
		"a home tab with a title":        {"home", `{"type":"home",` + title + `,"blocks":[]}`, "invalid additional property: title [json-pointer:/view]"},
		"a modal where a home must be":   {"home", `{"type":"modal","blocks":[]}`, `value "modal" is not one of home [json-pointer:/view/type]`},
		"wrong blocks":                   {"home", `{"type":"home","blocks":[{"type":"header","text":` + plainJSON(151) + `}]}`, "must be less than 151 characters [json-pointer:/view/blocks/0/text/text]"},
	} {
		t.Run(name, func(t *testing.T) {
			var fields map[string]any
			if err := json.Unmarshal([]byte(c.view), &fields); err != nil {
				t.Fatal(err)
			}
			wrong := checkView(c.kind, fields)
			if !strings.Contains(strings.Join(wrong, "\n"), "[ERROR] "+c.want) {
				t.Errorf(" got %v\nwant %s", wrong, c.want)
			}
		})
	}
}
