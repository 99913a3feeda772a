package views_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"

	"handrail/views"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Golden files hold a message's text alternative as Slack gets it, a line, and its blocks.
func TestPagesAreDrawnAsTheirGoldenFiles(t *testing.T) {
	for _, c := range cases(t) {
		t.Run(c.name, func(t *testing.T) {
			file := filepath.Join("testdata", c.name+".golden")
			got := golden(t, c.page)
			if *update {
				if err := os.WriteFile(file, got, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatalf("%v (write it with: make golden)", err)
			}
			if diff := cmp.Diff(string(want), string(got)); diff != "" {
				t.Errorf("-golden +drawn (after a look: make golden)\n%s", diff)
			}
		})
	}
}

func golden(t *testing.T, page any) []byte {
	t.Helper()
	var out bytes.Buffer
	if m, ok := page.(views.Message); ok {
		out.WriteString(m.Text + "\n\n----\n")
	}
	to := json.NewEncoder(&out)
	to.SetEscapeHTML(false)
	to.SetIndent("", " ")
	if err := to.Encode(payload(page)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// payload is what of a page goes to Slack as blocks or as a view.
func payload(page any) any {
	switch p := page.(type) {
	case views.Message:
		return p.Blocks
	case views.Form:
		return p.ModalViewRequest
	case views.Home:
		return p.HomeTabViewRequest
	}
	return nil
}

func TestEveryPageIsWrittenAsEncodingJSONWritesIt(t *testing.T) {
	for _, c := range cases(t) {
		var blocks []slack.Block
		switch p := c.page.(type) {
		case views.Message:
			blocks = p.Blocks
		case views.Form:
			blocks = p.Blocks.BlockSet
		case views.Home:
			blocks = p.Blocks.BlockSet
		}
		want, err := json.Marshal(blocks)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), string(views.AppendBlocks(nil, blocks))); diff != "" {
			t.Errorf("%s (-encoding/json +by hand)\n%s", c.name, diff)
		}
	}
}
