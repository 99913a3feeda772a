package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestUnsharedThemesChangeNothing lives the same days twice. In one of them Sam also writes notes that carry themes
// but do not share them, through every way in. Whatever anybody else can see must be the same, byte for byte.
func TestUnsharedThemesChangeNothing(t *testing.T) {
	without := lastDays(t, func(*person) {})
	with := lastDays(t, writeUnshared)
	for what, seen := range without {
		if diff := cmp.Diff(seen, with[what]); diff != "" {
			t.Errorf("%s changed (- without, + with unshared notes):\n%s", what, diff)
		}
	}
	if len(with) != len(without) {
		t.Errorf("%d things were seen without, %d with unshared notes", len(without), len(with))
	}
	if digest := without["direct messages of Jo"]; !strings.Contains(digest, "6 people shared notes about relationship.") {
		t.Errorf("there is no digest to compare:\n%s", digest)
	}
}

// tea is what Priya says in the channel.
const tea = "Tea is on."

// TestWordsSharedWithoutThemesCountNowhere lets Jo and Ama read a note whose themes stay Sam's own. They find it where
// they read notes; no figure and no digest knows of it.
func TestWordsSharedWithoutThemesCountNowhere(t *testing.T) {
	lists := regexp.MustCompile("may open$")
	without := lastDays(t, func(*person) {})
	with := lastDays(t, func(w *person) {
		w.do("command", fields{"channel": w.dm(), "text": "/reflect"})
		w.fillWith(map[string]any{"what": kitchen, "share-themes": "no", "who-reads": "2", "codes": everyTheme()})
	})
	for what, seen := range without {
		diff := cmp.Diff(seen, with[what])
		if lists.MatchString(what) == (diff == "") {
			t.Errorf("%s (- without, + with a note shared to read):\n%s", what, diff)
		}
	}
}

// lastDays lives from Thursday to Monday in a new playground, and returns what people other than Sam can see.
func lastDays(t *testing.T, more func(*person)) map[string]string {
	pg := startPlayground(t)
	pg.as(priya).say(riverside, tea)
	w := pg.as(sam)
	shareOne(w)
	more(w)
	asks := pg.as(ama)
	asks.press(asks.command(riverside, "/supervision ask engagement", "A question for the team"), "post-question")
	asks.await("the question to be posted", func() bool { return strings.Contains(words(asks.messages(riverside)), "asked for this question") })
	w.moveClock("2026-11-23T10:00:00Z")
	return seenByOthers(t, pg)
}

// shareOne is what both lives have: a note whose themes Sam shares.
func shareOne(w *person) {
	saved := w.command(w.dm(), "/reflect "+allotment, "These themes may fit")
	w.press(saved, "keep-themes")
	saved = w.last(w.dm(), "Your themes: the community.")
	w.press(saved, "share", "yes")
	w.last(w.dm(), "Its themes count in your team's summary.")
}

// writeUnshared writes notes for every theme, with codes and without sharing them, through every way in.
func writeUnshared(w *person) {
	dm := w.dm()

	// The command with words, and the suggested themes kept.
	saved := w.command(dm, "/reflect "+private, "These themes may fit")
	w.press(saved, "share", "no")
	w.press(w.last(dm, "Its themes are not shown"), "keep-themes")
	w.last(dm, "Your themes: talking and listening.")

	// The form: from the command, App Home, both shortcuts, and the button under a question.
	for _, open := range []func(){
		func() { w.do("command", fields{"channel": dm, "text": "/reflect"}) },
		func() { w.press(w.home(), "write") },
		func() { w.do("shortcut", fields{"callback_id": "shortcut-reflect"}) },
		func() {
			w.do("shortcut", fields{"callback_id": "shortcut-reflect-on", "channel": riverside, "message_ts": w.last(riverside, tea)["ts"]})
		},
	} {
		open()
		w.fillUnshared()
	}

	// A note that was shared for a moment, and one that was deleted again.
	saved = w.command(dm, "/reflect "+kitchen, "Saved")
	w.press(saved, "add-more")
	w.fillUnshared()
	saved = w.command(dm, "/reflect "+mattered, "Saved")
	w.press(saved, "undo")
	w.last(dm, "Undone.")

	// Boundary questions, with words and without.
	saved = w.command(dm, "/boundary "+gifts, "Saved")
	w.press(saved, "boundaries", "B4")
	w.press(w.last(dm, "It is about"), "talk", "next-supervision")
	w.last(dm, "next supervision")
	w.do("command", fields{"channel": dm, "text": "/boundary"})
	w.fillUnshared()
}

// fillUnshared fills in the form on top with every theme, for nobody but the author, and sends it.
func (w *person) fillUnshared() {
	w.t.Helper()
	w.fillWith(map[string]any{"what": "What I noticed today stays with me.", "share-themes": "no", "who-reads": "0", "codes": everyTheme()})
}

// fillWith fills in the form on top, sends it and leaves.
func (w *person) fillWith(boxes map[string]any) {
	w.t.Helper()
	if wrong := w.submit(w.form(), boxes); wrong != nil {
		w.t.Fatalf("the form is not taken: %v", wrong)
	}
	w.formWith("Saved.")
	w.closeForms()
}

func everyTheme() []string {
	return []string{"R1", "R2", "R3", "M1", "M2", "M3", "M4", "E1", "E2", "E3", "E4", "X"}
}

// seenByOthers is everything that anybody but Sam can see, by what it is.
func seenByOthers(t *testing.T, pg *playground) map[string]string {
	seen := map[string]string{}
	for id, name := range map[string]string{jo: "Jo", ama: "Ama", priya: "a colleague", robin: "the admin", nadia: "another manager"} {
		who := pg.as(id)
		for _, channel := range []string{riverside, "C03MDW", "C01GEN"} {
			seen["the channel "+channel+" to "+name] = plain(who.all(channel))
		}
		seen["direct messages of "+name] = plain(who.all(who.dm()))
		seen["App Home of "+name] = plain(who.home())
		for _, command := range []string{"/digest", "/digest riverside 2026-W47", "/digest riverside 2026-W46", "/supervision", "/handrail data", "/handrail notes", "/handrail who"} {
			seen[command+" to "+name] = plain(who.answer(command))
		}
	}
	manager := pg.as(jo)
	manager.press(manager.answer("/digest"), "read-shared")
	seen["the notes Jo may open"] = plain(manager.formWith("Shared notes"))
	supervisor := pg.as(ama)
	supervisor.press(supervisor.home(), "sessions:riverside/"+sam)
	seen["Sam's notes that Ama may open"] = plain(supervisor.formWith("Notes shared with you"))
	for _, week := range []string{"2026-W46", "2026-W47"} {
		if ended(t, week) {
			seen["handrail digest "+week] = plainText(pg.run("digest", "--team", "riverside", "--period", week, "--json"))
			seen["handrail digest in words "+week] = plainText(pg.run("digest", "--team", "riverside", "--period", week))
		}
	}
	return seen
}

// ended reports whether the week has ended by the clock of the machine, which the command line goes by.
func ended(t *testing.T, week string) bool {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	year, number := time.Now().In(london).ISOWeek()
	return week < fmt.Sprintf("%d-W%02d", year, number)
}

// plain is a piece of what the page was given, with everything that is made up anew in each life taken out.
func plain(seen any) string {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	if err := encoder.Encode(seen); err != nil {
		return err.Error()
	}
	return plainText(out.String())
}

var (
	madeUp = regexp.MustCompile(`\b[a-z2-7]{26}\b|"(?:ts|thread_ts|id|block_id|hash|root_view_id|view_id|url)": "[^"]*"|\b\d{10}\.\d{6}\b`)
	moment = regexp.MustCompile(`\d{4}-\d{2}-\d{2}T[0-9:.]+(?:Z|[+-]\d{2}:\d{2})|\b\d{2}:\d{2}\b`)
)

func plainText(s string) string {
	named := map[string]string{}
	s = madeUp.ReplaceAllStringFunc(s, func(id string) string {
		if named[id] == "" {
			named[id] = fmt.Sprintf("made-up-%d", len(named)+1)
		}
		return named[id]
	})
	return moment.ReplaceAllString(s, "some-time")
}
