package mask_test

import (
	"bytes"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/mask"
)

func TestMaskHidesHardIdentifiersAndLeavesNames(t *testing.T) {
	m := mask.New()
	for _, c := range []struct{ name, text, masked string }{
		{"hides a phone number with its plus and brackets", "on +44 (0)20 7946 0123.", "on [phone number]."},
		{"leaves a name in the words", "Met Sarah, 07911 123456", "Met Sarah, [phone number]"},
		{"leaves helplines and short numbers", "999, 111, 101, 116 123, 85258, bus 42, 10 mg", "999, 111, 101, 116 123, 85258, bus 42, 10 mg"},
		{"leaves a helpline that Slack made a link", "<tel:116123|116 123>", "<tel:116123|116 123>"},
		{"takes Slack's forms whole", "<@U12|jo> <!subteam^S1|@x> <mailto:a@b.co|a@b.co> <tel:07911123456|07911 123456>",
			"[Slack mention] [Slack mention] [e-mail address] [phone number]"},
		{"leaves a channel and the escapes", "<#C1|general> &lt;b&gt; &amp; <!here>", "<#C1|general> &lt;b&gt; &amp; <!here>"},
		{"finds an address inside escapes", "&lt;a@b.co&gt;&amp;@moon_x", "&lt;[e-mail address]&gt;&amp;[user name]"},
		{"leaves ten digits whose check digit is wrong", "order 9434765918", "order 9434765918"},
		{"hides ten digits called an NHS number all the same", "NHS number 943 476 5918", "NHS number [NHS number]"},
		{"leaves dates that are no birthday", "on 3/4/2026 or 3 April", "on 3/4/2026 or 3 April"},
		{"reads a postcode in any dress", "m14 5rl, M145RL and M14\u00a05RL", "[postcode], [postcode] and [postcode]"},
		{"leaves what only looks like a postcode", "B12 3rd dose, E1 2nd floor, Q1 2AA", "B12 3rd dose, E1 2nd floor, Q1 2AA"},
		{"keeps text around what it hides", "é07911 123456é \x00", "é07911 123456é \x00"},
		{"leaves a site and hides a person's page", "nhs.uk/help and x.com/jo_b", "nhs.uk/help and [link to a profile]"},
		{"leaves numbers that only organisations have", "call 0800 123 4567, +44 (0)330 123 4567 or 0044 845 123 4567",
			"call 0800 123 4567, +44 (0)330 123 4567 or 0044 845 123 4567"},
		{"hides a number after its code and a slash", "07911/123456", "[phone number]"},
		{"reads a number stuck to the word before it", "dob12/3/81 mob07911123456", "dob[date of birth] mob[phone number]"},
		{"reads an age as a birthday", "turned 40 on 17 September, she was 40 on 3/4/26, his 50th is 1 May",
			"turned 40 on [date of birth], she was 40 on [date of birth], his 50th is [date of birth]"},
		{"looks for a birthday after the date too", "3rd of May is her birthday, on 3 May he turns 30", "[date of birth] is her birthday, on [date of birth] he turns 30"},
		{"leaves a date beside a score", "the score was 17 on 14 November", "the score was 17 on 14 November"},
		{"hides an insurance number without its last letter where words say so", "AB123456, NI no AB 12 34 56", "AB123456, NI no [National Insurance number]"},
		{"reads other records and references", "crime ref CR/41288/23, passport no 533380006, ref 004178",
			"crime ref [hospital or case number], passport no [hospital or case number], ref [hospital or case number]"},
		{"reads an e-mail address spelled out", "kofi dot b at gmail dot com, dave72@gmail, jo @gmail.com, info at charity dot org dot uk",
			"[e-mail address], [e-mail address], [e-mail address], [e-mail address]"},
		{"leaves a look at a site", "look at outlook, at yahoo", "look at outlook, at yahoo"},
		{"finds a user name by its underscore", "add quiet_dad, not :slightly_smiling_face:, wrap_plan.pdf or _so_ good",
			"add [user name], not :slightly_smiling_face:, wrap_plan.pdf or _so_ good"},
		{"finds a user name after the name of a site", "insta: moon.ldn, xbox name is TezTheLegend, username is badger", "insta: [user name], xbox name is [user name], username is [user name]"},
		{"leaves what people say of a site", "insta is great. xbox 360, instagram is all filters, tiktok 24/7", "insta is great. xbox 360, instagram is all filters, tiktok 24/7"},
		{"reads streets of Wales, of one word, and in small letters", "38 Heol y Bryn, lives at 112b Kingsway, from 6 st johns close, flat 2/1, 15 Garnet St",
			"[street address], lives at [street address], from [street address], [street address]"},
		{"leaves a place at a time", "at 5 shops close, to 2 mates place, to 5 Galway", "at 5 shops close, to 2 mates place, to 5 Galway"},
		{"hides a phone number with a digit too many where words say phone", "phone him on 01865 496 0177", "phone him on [phone number]"},
		{"looks past the site for what the username is", "her username on the forum is wildswimmer", "her username on the forum is [user name]"},
		{"reads an age to come and a day with a name as birthdays", "she'll be 30 on the 6th of May, born on Christmas Day 1980, birthday is New Year's Eve",
			"she'll be 30 on the [date of birth], born on [date of birth], birthday is [date of birth]"},
		{"leaves a day with a name otherwise", "Christmas Day 1980 was cold", "Christmas Day 1980 was cold"},
		{"hides all groups of a record's number", "unit number B 771 204 was it", "unit number [hospital or case number] was it"},
		{"hides number after number", "dob 3/4/1987 and 07911 123456 at 14 Acacia Road M1 1AA",
			"dob [date of birth] and [phone number] at [street address] [postcode]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if diff := cmp.Diff(c.masked, m.Mask(c.text).Masked); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOrdinaryWordsAreNoNames(t *testing.T) {
	m := mask.New()
	for _, text := range []string{
		"Will try again", "Mark it down", "In May and June", "Hope, faith and joy", "Grace under pressure", "Rose early",
		"Recovery College on Monday", "Jack in the box", "St Thomas' Hospital", "Victoria Park in Summer", "the John Smith Centre",
		"on Juniper ward", "I daren't ask", "Lad said no", "Computer said no", "the same doctor. Small world", "Sat. Listened. Went home", "Human it is", "black puddin and coleslaw", "inshallah we go", "Andy's Man Club", "the C.A.L.L. helpline", "Harry Potter and I", "the NHS, the CPN and A&E", "G.P. at 9 a.m. in the U.K.",
	} {
		if found := m.Mask(text).Findings; len(found) > 0 {
			t.Errorf("%q: found %v", text, found)
		}
	}
}

func TestNamesOutsideTheListsAreKnownByTheirPartsSpellingAndPlace(t *testing.T) {
	m := mask.New()
	for _, c := range []struct{ text, name string }{
		{"Qwenabdulla said so, then Abdulqawi is here", "Abdulqawi"}, // the beginning of a name
		{"today zhagpreet is well", "zhagpreet"},                     // the end of one, in small letters
		{"Nawaaal is well", "Nawaaal"},                               // another spelling of a name
		{"I spoke to Xorvel about it", "Xorvel"},
		{"Sarah, Xorvel and Tribbo cooked", "Tribbo"},
		{"thinking of Xorvel", "Xorvel"},
		{"Xorvel cooked for us", "Xorvel"},
		{"T.O. was quiet", "T.O"},
		{"KM was low", "KM"},
		{"Scott, Nuno and Haroon made it", "Scott"},
		{"Hyacinth from the lunch club", "Hyacinth"},
		{"faith rang me", "faith"},
	} {
		var found []string
		for _, f := range m.Mask(c.text).Findings {
			found = append(found, c.text[f.Start:f.End])
		}
		if !slices.Contains(found, c.name) {
			t.Errorf("%q: found %q, expected %q among them", c.text, found, c.name)
		}
	}
}

func TestReplacePutsOnePhraseInPlaceOfNames(t *testing.T) {
	m := mask.New()
	for _, c := range []struct{ name, text, want string }{
		{"inside a sentence", "Met Sarah Jones today.", "Met the person I support today."},
		{"at the start of sentences", "Sarah cried. Mr Patel said yes.", "The person I support cried. The person I support said yes."},
		{"keeps what belonged to the person", "Chidi's mum came", "The person I support's mum came"},
		{"leaves text without names", "We met in May", "We met in May"},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := mask.Replace(c.text, m.Mask(c.text).Findings, "the person I support")
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestHiddenNamesKindsAndNeverValues(t *testing.T) {
	found := mask.New().Mask("Sarah, 07911 123456, a@b.co, c@d.co").Findings
	if diff := cmp.Diff("We hid 1 phone number and 2 e-mail addresses.", mask.Hidden(found)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff("We saw 1 possible name.", mask.PointedOut(found)); diff != "" {
		t.Error(diff)
	}
	if mask.Hidden(nil) != "" || mask.PointedOut(nil) != "" {
		t.Error("said something about nothing")
	}
}

func TestEveryKindIsSpokenOfAsItIsHidden(t *testing.T) {
	m := mask.New()
	for _, info := range mask.Kinds() {
		if info.Hard != info.Kind.Hard() {
			t.Errorf("%s is hard in one place only", info.Kind)
		}
	}
	result := m.Mask("nhs no 943 476 5919")
	if !strings.Contains(result.Masked, "["+mask.Kinds()[0].Singular+"]") {
		t.Errorf("masked %q does not use the singular", result.Masked)
	}
}

func TestLinesGivesALineForALine(t *testing.T) {
	in := `{"id":"a","text":"Met Sarah on 07911 123456"}
{"id":2,"text":"<b> \ud800 M1 1AA\u0000"}
{"id":"c","text":""}
`
	want := `{"id":"a","masked":"Met Sarah on [phone number]","findings":[{"kind":"person_name","start":4,"end":9},{"kind":"phone_number","start":13,"end":25}]}
{"id":2,"masked":"<b> ` + "\ufffd" + ` [postcode]\u0000","findings":[{"kind":"postcode","start":8,"end":14}]}
{"id":"c","masked":"","findings":[]}
`
	var out bytes.Buffer
	if err := mask.New().Lines(strings.NewReader(in), &out); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestLinesStopsWritingAtALineItCannotRead(t *testing.T) {
	const good = `{"id":"a","text":"x"}` + "\n"
	var out bytes.Buffer
	err := mask.New().Lines(strings.NewReader(good+"no\n"+good), &out)
	if want := `{"id":"a","masked":"x","findings":[]}` + "\n"; err == nil || out.String() != want {
		t.Errorf("got %q and %v, want %q and an error", out.String(), err, want)
	}
}

func TestManyMayMaskAtOnce(t *testing.T) {
	m := mask.New()
	want := m.Mask("Met Sarah on 07911 123456")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 200 {
				if diff := cmp.Diff(want, m.Mask("Met Sarah on 07911 123456")); diff != "" {
					t.Error(diff)
					return
				}
			}
		})
	}
	all.Wait()
}
