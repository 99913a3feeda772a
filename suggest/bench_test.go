package suggest

import (
	"strings"
	"testing"
)

const twentyWords = "He told me he has stoped taking his tablets and hasn't told the nurses because he's scared of them"

func BenchmarkSuggest20Words(b *testing.B)  { benchmarkSuggest(b, twentyWords) }
func BenchmarkSuggest300Words(b *testing.B) { benchmarkSuggest(b, threeHundredWords(b)) }
func BenchmarkSuggestUnknownWords(b *testing.B) {
	benchmarkSuggest(b, strings.Repeat("qwertyuiopasd zxcvbnmasdfg ", 150))
}

func BenchmarkNew(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
}

func benchmarkSuggest(b *testing.B, text string) {
	s := newSuggester(b)
	b.ReportAllocs()
	for b.Loop() {
		s.Suggest(text)
	}
}

// threeHundredWords are held-out notes one after the other, as varied as a long note may be.
func threeHundredWords(b *testing.B) string {
	_, heldOut := readAll(b)
	var words []string
	for _, e := range heldOut {
		words = append(words, strings.Fields(e.Text)...)
	}
	return strings.Join(words[:300], " ")
}
