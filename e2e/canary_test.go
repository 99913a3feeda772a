package e2e

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// canary is a sentence that stands nowhere else. Each of its words is looked for by itself, too.
const (
	canary = "Zwartbles nibbled the quixotry of a hullabaloo beside Oxtersfield."
	rare   = "Zwartbles quixotry hullabaloo Oxtersfield"
)

// TestCanary writes a sentence in every way there is, and looks for it in everything the program leaves behind. The
// playground itself is a Slack and holds what was typed, in memory; nothing of it may reach the disk or the log.
func TestCanary(t *testing.T) {
	pg := startPlayground(t)
	w := pg.as(sam)
	for _, way := range waysIn(w) {
		way()
	}
	readByOthers(pg)
	w.moveClock("2026-11-23T10:00:00Z")
	look := func(when string) {
		for name, kept := range leftBehind(t, pg) {
			for _, word := range foundIn(kept, append(strings.Fields(rare), canary)) {
				t.Errorf("%s, %q stands in %s", when, word, name)
			}
		}
	}
	look("while it runs")
	backup := filepath.Join(pg.Data, "copy.db")
	pg.run("backup", backup)
	look("beside a backup")
	pg.stop()
	look("after it has ended")

	// What is looked through is the right thing: what need not be secret is found in it.
	if kept := leftBehind(t, pg); len(foundIn(bytes.Join(slices.Collect(maps.Values(kept)), nil), []string{"Riverside crisis house"})) == 0 {
		t.Error("even a team's name is not found in what was looked through")
	}
}

// waysIn are the ways in which words reach Handrail.
func waysIn(w *person) []func() {
	dm := w.dm()
	form := func(open func()) func() {
		return func() {
			open()
			w.fillCanary()
		}
	}
	command := func(text string) func() {
		return func() { w.do("command", fields{"channel": dm, "text": text}) }
	}
	return []func(){
		func() { w.answer("/reflect " + canary) },
		func() { w.answer("/boundary " + canary) },
		form(command("/reflect")),
		form(command("/boundary")),
		form(func() { w.press(w.home(), "write") }),
		form(func() { w.press(w.home(), "ask-boundary") }),
		form(func() { w.do("shortcut", fields{"callback_id": "shortcut-reflect"}) }),
		form(func() {
			message := w.say(riverside, "Somebody said: "+canary)
			w.do("shortcut", fields{"callback_id": "shortcut-reflect-on", "channel": riverside, "message_ts": message["ts"]})
		}),
		form(func() { w.press(w.command(dm, "/reflect Something short.", "Saved"), "add-more") }),
		// Words that a name in them changes, that are hidden in part, and that come too long.
		func() { w.answer("/reflect Karen rang from 07700 900123. " + canary) },
		func() { w.answer("/reflect " + strings.Repeat(canary+" ", 60)) },
		// Words that went astray: to the bot, to other commands, into a channel, behind a slash that is nobody's.
		func() { w.say(dm, canary); w.last(dm, "Keep this as a reflection?") },
		// Words that were kept from a message.
		func() {
			w.say(dm, canary)
			w.press(w.last(dm, "Keep this as a reflection?"), "keep-draft")
			w.last(dm, "Saved.")
		},
		func() { w.answer("/handrail " + canary) },
		func() { w.answer("/supervision " + canary) },
		func() { w.answer("/supervision ask " + canary) },
		func() { w.answer("/digest " + canary) },
		func() { w.send("command", fields{"channel": dm, "text": "/reflct " + canary}) },
		// What is undone was there for a moment.
		func() { w.press(w.command(dm, "/reflect "+canary, "Saved"), "undo"); w.last(dm, "Undone") },
	}
}

// fillCanary writes the sentence in all boxes of the form on top, lets others read it, and sends it.
func (w *person) fillCanary() {
	w.t.Helper()
	w.fillWith(map[string]any{"what": canary, "why": canary, "next": canary, "who-reads": "2"})
}

// readByOthers opens what Sam lets others read, and sends Ama word of a wish to talk soon.
func readByOthers(pg *playground) {
	w := pg.as(sam)
	dm := w.dm()
	w.press(w.command(dm, "/boundary "+canary, "Saved"), "talk", "soon")
	w.press(w.last(dm, "Shall we send this"), "send-soon")
	supervisor := pg.as(ama)
	supervisor.last(supervisor.dm(), "would like to talk with you")
	supervisor.press(supervisor.home(), "sessions:riverside/"+sam)
	supervisor.press(supervisor.formWith("Notes shared with you"), "open-shared")
	supervisor.formWith(canary)
}

// leftBehind is every file in the data folder but the key, and what the program said, by name.
func leftBehind(t *testing.T, pg *playground) map[string][]byte {
	t.Helper()
	left := map[string][]byte{"what the program said": []byte(pg.said.String())}
	err := filepath.WalkDir(pg.Data, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		left[path], err = os.ReadFile(path)
		return err
	})
	if err != nil {
		t.Fatal("read what is left behind: ", err)
	}
	if len(left) < 3 {
		t.Fatalf("only %d things are left behind", len(left))
	}
	return left
}

// foundIn returns those of the texts that stand in what was kept: as they are, in small or in wide letters, or in a
// usual spelling for machines.
func foundIn(kept []byte, texts []string) (found []string) {
	small := bytes.ToLower(kept)
	for _, text := range texts {
		spellings := [][]byte{
			bytes.ToLower([]byte(text)), wide(text), bytes.ToLower([]byte(hex.EncodeToString([]byte(text)))),
		}
		stands := slices.ContainsFunc(spellings, func(s []byte) bool { return bytes.Contains(small, s) }) || inBase64(kept, text)
		if stands {
			found = append(found, text)
		}
	}
	return found
}

// wide spells small letters as UTF-16 does.
func wide(text string) []byte {
	var spelled []byte
	for _, b := range bytes.ToLower([]byte(text)) {
		spelled = append(spelled, b, 0)
	}
	return spelled
}

// inBase64 looks for the text at each of the three places in which base64 may find it.
func inBase64(kept []byte, text string) bool {
	for shift := range 3 {
		spelled := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", shift) + text))
		middle := spelled[4 : len(spelled)-3]
		if bytes.Contains(kept, []byte(middle)) {
			return true
		}
	}
	return false
}
