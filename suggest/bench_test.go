//go:build unix

package suggest

import (
	"strings"
	"syscall"
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
	before := processorTime(b)
	for b.Loop() {
		if _, err := New(); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
}

func benchmarkSuggest(b *testing.B, text string) {
	s := newSuggester(b)
	b.ReportAllocs()
	before := processorTime(b)
	for b.Loop() {
		s.Suggest(text)
	}
	b.ReportMetric(float64(processorTime(b)-before)/float64(b.N), "cpu-ns/op")
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

// processorTime is what the process has used so far, in nanoseconds. On a busy machine it tells more than the clock.
func processorTime(b *testing.B) int64 {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		b.Fatal(err)
	}
	return used.Utime.Nano() + used.Stime.Nano()
}
