package playground

import (
	"encoding/json"
	"testing"
)

// Whatever an app sends, the answer is a list of what is wrong, never a panic.
func FuzzBlocks(f *testing.F) {
	for _, seed := range []string{
		`[{"type":"section","text":{"type":"mrkdwn","text":"x"},"accessory":{"type":"button","text":{}}}]`,
		`[{"type":"actions","elements":[1,{"type":"static_select","options":[{}],"initial_option":2}]}]`,
		`[{"type":"input","element":{"type":"plain_text_input","min_length":"x"}}]`,
		`[{"type":"data_visualization","chart":{"type":"line","series":[{"data":[1]}],"axis_config":[]}}]`,
		`[{"type":"rich_text","elements":[{}]},{"type":"context","elements":[null]},null,3,"x",[]]`,
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		var blocks []any
		if json.Unmarshal([]byte(raw), &blocks) != nil {
			return
		}
		for _, on := range []surface{onMessage, onResponse, onModal, onHome} {
			checkBlocks(on, "/blocks", blocks)
		}
		nameParts(blocks)
		tooLong(blocks)
		given, err := stateOf(blocks, nil)
		if err == nil {
			missing(blocks, given)
		}
		words(blocks)
	})
}
