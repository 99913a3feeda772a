package mask_test

import (
	"flag"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"handrail/mask"
)

// check holds what is always true of a result.
func check(t *testing.T, m *mask.Masker, text string) {
	t.Helper()
	result := m.Mask(text)
	at := 0
	for _, f := range result.Findings {
		if f.Start < at || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("finding %+v is out of order or outside a text of %d bytes", f, len(text))
		}
		if onEdge := f.End == len(text) || utf8.RuneStart(text[f.End]); utf8.ValidString(text) && (!onEdge || !utf8.RuneStart(text[f.Start])) {
			t.Fatalf("finding %+v splits a rune", f)
		}
		at = f.End
	}
	if again := m.Mask(result.Masked); again.Masked != result.Masked {
		t.Fatalf("masking again changed %.300q to %.300q", result.Masked, again.Masked)
	}
	for _, f := range m.Mask(result.Masked).Findings {
		if f.Kind.Hard() {
			t.Fatalf("%s is still in the masked text %.300q", f.Kind, result.Masked)
		}
	}
}

func FuzzMask(f *testing.F) {
	m := mask.New()
	for _, seed := range []string{
		"Met Sarah on 07911 123456, dob 3/4/1987, M1 1AA", "a@b.co@c.de <@U123|x> <mailto:a@b.c|a@b.c>",
		"dob 3/4/87 3/4/88 3/4/89", "flat 3, 22b High St 14 Acacia Road", "Elm ward on 3 March 4 March",
		"\xff\xfe@a.bc\x00 é@é.com", "943 476 5919 943 476 5919 2", "+44 (0)20 7946 0123 00353871234567 0",
		"AB 12 34 56 C AB123456C", "https://x.com/a @a @b-@c", "rio 12345 67890 mrn A-12345/1", "O'Connor D'Souza J.S. Mr. Patel",
		"a_b@gmail insta: moon.ldn kofi dot b at gmail dot com dave @gmail.com", "dob12/3/81, turned 40 on 3 May", "0800 123 4567 07911/123456",
		"at 38 Heol y Bryn, 112b Kingsway, 6 st johns close", "NI AB123456 crime ref CR/41288/23",
		"ward 7 12/02 ward 8 on 3rd of June", "1987-04-03 born 12 Sept 65",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 2000 {
			return
		}
		check(t, m, text)
	})
}

// FuzzTime repeats a piece of text until it is as long as Slack lets a command be, and takes the best of three. It may
// take 50 ms. While fuzzing, with one worker on a quiet machine (-fuzz FuzzTime -parallel 1), that is 250: counting
// coverage takes its time. As an ordinary test, with the race detector and beside other tests, it is ten seconds.
func FuzzTime(f *testing.F) {
	m := mask.New()
	for piece := range hostile() {
		f.Add(piece)
	}
	most := 10 * time.Second
	if flag.Lookup("test.fuzz").Value.String() != "" {
		most = 250 * time.Millisecond
	}
	f.Fuzz(func(t *testing.T, piece string) {
		if piece == "" || len(piece) > 200 {
			return
		}
		text := strings.Repeat(piece, 40_000/len(piece))
		best := time.Hour
		for range 3 {
			began := time.Now()
			m.Mask(text)
			best = min(best, time.Since(began))
		}
		if best > most {
			t.Errorf("%q again and again took %s", piece, best)
		}
	})
}

func TestMaskingHoldsItsPromisesOnTheLabelledNotes(t *testing.T) {
	m := mask.New()
	var all strings.Builder
	for _, note := range labelled(t) {
		check(t, m, note.Text)
		check(t, m, strings.ToUpper(note.Text))
		check(t, m, strings.ReplaceAll(note.Text, " ", ""))
		all.WriteString(note.Text + " ")
	}
	check(t, m, all.String())
}
