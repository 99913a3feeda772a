package views_test

import (
	"strings"
	"testing"

	"handrail/views"
)

func TestWordsTooManyForBlocksLeaveTheText(t *testing.T) {
	m := views.NotSaved(views.NotSavedPage{Why: "Not saved."})
	for words, blocks := range map[string]bool{strings.Repeat("é ", 2999): true, strings.Repeat("é ", 3000): false, strings.Repeat("& ", 20_000): false, " ": true} {
		got := views.WithWords(m, words)
		if (len(got.Blocks) > 0) != blocks || len([]rune(got.Text)) > 40_000 || !strings.HasPrefix(got.Text, "Not saved.") {
			t.Errorf("%d words: %d blocks, %d characters", len(words), len(got.Blocks), len([]rune(got.Text)))
		}
	}
}
