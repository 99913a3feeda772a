package mask_test

import (
	"fmt"
	"strings"
	"testing"

	"handrail/mask"
)

const twenty = "Went to the garden with someone new today and we talked about how hard it was to ask for help"

func BenchmarkMask(b *testing.B) {
	m := mask.New()
	notes := map[string]string{
		"20 clean words":      twenty,
		"20 words and a name": "Met Sarah at the cafe on Tuesday and she told me that her brother Tomasz is coming to the group",
		"20 words, hidden":    "Rang her on 07911 123456 and she gave me a@example.com and 14 Acacia Road, M14 5RL, dob 3/4/1987 too",
		"20 words, abroad":    "Her dad is on +48 601 234 567 and he worries about her since she told him about the ward",
		"300 words":           strings.Repeat("Went to the garden with Sarah and 10 others, we talked about how hard it is. ", 20),
	}
	for name, text := range notes {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.Mask(text)
			}
		})
	}
}

// hostile makes inputs of 40,000 characters that would be slow if any rule looked far.
func hostile() map[string]string {
	inputs := make(map[string]string)
	for _, piece := range []string{
		"a", "1", "@", "<", "<@", "<mailto:", "a@", "a.", "http://", "www.", "+", "(", "1 ", "12-", "07 ", "+9 ", "00 ", "dob ", "flat 3 ", "ward ",
		"A.", "A ", "met ", "Mr ", "Sarah ", "O'", "jack in ", "d.o.b.", "rio ", "St ", "\xff", "é", "14 Acacia ", "AB 12 ", "943 476 5919 ",
		"+92 300 1234567 ", "+1 2 3 4 5 6 7 8 ", "07911 123456 ", "7911 123456 7 ", "x/y.", "Elm ward on 3 March ", "<tel:+9|", "a.b/@",
		"a_", "a_b.", "insta ", "insta.a.", "insta a.b ", "a at gmail dot com ", "a dot ", "gmail.", "@gmail.com ", "3 May turned 4 ", "12 Heol y ", "at 12 Kingsway ",
		"07911/", "0800 ", "0800 123 4567 ", "dob1", "ref 123456 ", "NI AB 12 34 56 ", "Abdulzzz ", "Juniper ward ", "Andy's Man Club ",
	} {
		inputs[piece] = strings.Repeat(piece, 40_000/len(piece))
	}
	return inputs
}

func BenchmarkHostile(b *testing.B) {
	m := mask.New()
	for name, text := range hostile() {
		b.Run(fmt.Sprintf("%q", name), func(b *testing.B) {
			for b.Loop() {
				m.Mask(text)
			}
		})
	}
}

func TestHostileInputKeepsTheSamePromises(t *testing.T) {
	m := mask.New()
	for _, text := range hostile() {
		check(t, m, text)
	}
}

// A text twice as long may cost about twice as much. Allocations count the work here, which a busy machine does not
// change; BenchmarkHostile shows the time.
func TestNoTextMakesTheLibraryWorkWithoutBound(t *testing.T) {
	m := mask.New()
	short, long := strings.Repeat("+92 300 1234567 8 ", 40), strings.Repeat("+92 300 1234567 8 ", 2000)
	few := testing.AllocsPerRun(3, func() { m.Mask(short) })
	many := testing.AllocsPerRun(3, func() { m.Mask(long) })
	if many > 4*few+200 {
		t.Errorf("a text 50 times as long allocates %.0f times, a short one %.0f", many, few)
	}
}
