package views_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What people read has sentences of at most twenty words, in words they use.
func TestPagesSpeakPlainly(t *testing.T) {
	for _, c := range cases(t) {
		if strings.Contains(c.name, "too-long") || strings.Contains(c.name, "pointed") {
			continue // mostly people's own words and names
		}
		t.Run(c.name, func(t *testing.T) {
			encoded, err := json.Marshal(payload(c.page))
			if err != nil {
				t.Fatal(err)
			}
			for _, text := range textsOf(encoded) {
				for _, sentence := range regexp.MustCompile(`[.?!:\n]`).Split(text, -1) {
					if n := len(strings.Fields(sentence)); n > 20 {
						t.Errorf("%d words: %s", n, sentence)
					}
				}
				if avoided := avoid.FindString(strings.ReplaceAll(text, "Recovery college", "")); avoided != "" { // what such a place is called
					t.Errorf("says %q: %s", avoided, text)
				}
				if marked.MatchString(text) {
					t.Errorf("marks a word: %s", text)
				}
			}
		})
	}
}

// marked is what Slack would show in italics or bold.
var marked = regexp.MustCompile(`(^|\s)[_*]\S`)

var avoid = regexp.MustCompile(`(?i)\b(patients?|clients?|cases?|non-compliant|resistant|relapsed|decompensated|intervention|violations?|breach|escalate|anonymous|confidential|score|recovery|error|invalid|submit|illness)\b`)

func textsOf(encoded []byte) []string {
	var tree any
	if json.Unmarshal(encoded, &tree) != nil {
		return nil
	}
	var texts []string
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			if text, ok := v["text"].(string); ok && !slices.Contains(texts, text) {
				texts = append(texts, text)
			}
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(tree)
	return texts
}
