package handlers_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/handlers"
	pw "handrail/peerwork"
)

func TestHelp(t *testing.T) {
	w := newWorld(t)
	t.Run("teaches App Home first and lists every command", func(t *testing.T) {
		r := w.command("/handrail", sam, "")
		w.says(r, "The safest place to write is Handrail's own page, App Home.", "a mistyped command may show your words to others")
		for _, c := range w.all.Commands {
			w.says(r, c.Name)
		}
	})
	t.Run("lists what /handrail leads to, for each what is theirs", func(t *testing.T) {
		g := governed(t)
		for by, want := range map[pw.UserID]string{
			sam:   "notes themes settings data copy who",
			jo:    "notes themes settings data copy who schedules",
			robin: "notes themes settings data copy who schedules setup teams people contacts prompts figures log",
		} {
			var listed []string
			for _, line := range strings.Split(g.command("/handrail", by, "").Say.Text, "\n") {
				if way, found := strings.CutPrefix(line, "/handrail "); found && !strings.HasPrefix(way, "[") {
					word, _, _ := strings.Cut(way, ":")
					listed = append(listed, word)
				}
			}
			if got := strings.Join(listed, " "); got != want {
				t.Errorf("%s is told of %q, want %q", by, got, want)
			}
			for _, word := range listed {
				if r := g.command("/handrail", by, word); r.Say != nil && strings.Contains(r.Say.Text, "How Handrail works") {
					t.Errorf("/handrail %s leads %s to help", word, by)
				}
			}
		}
	})
	for typed, word := range map[string]string{
		"note": "notes", "nots": "notes", "Ntoes": "notes", "notes.": "notes", "my notes": "notes", "setting": "settings", "setings": "settings", "My Data": "data", "dtaa": "data",
		"theme": "themes", "set up": "setup", "set-up": "setup", "team": "teams", "schedule": "schedules", "prompt": "prompts", "logs": "log",
	} {
		t.Run("takes a slip for what was meant: "+typed, func(t *testing.T) {
			if diff := cmp.Diff(encode(w.command("/handrail", jo, word)), encode(w.command("/handrail", jo, typed))); diff != "" {
				t.Errorf("-%s +%s\n%s", word, typed, diff)
			}
		})
	}
	for _, typed := range []string{"lot", "why", "moon", "copi", "my copys", "themselves"} {
		t.Run("does not guess what is too far from every word, too short, or acts at once: "+typed, func(t *testing.T) {
			r := w.command("/handrail", sam, typed)
			if r.Say == nil || r.Form != nil || r.Send != nil || !strings.Contains(r.Say.Text, "We do not know “"+typed+"”.") && !strings.HasPrefix(r.Say.Text, "Not saved.") {
				t.Errorf("it answers %+v", r)
			}
		})
	}
	t.Run("gives back what may be a note, also where it begins with a slip", func(t *testing.T) {
		for _, text := range []string{"note that " + canary + " was here", "my data was shown to somebody", "note soup", "set up the room"} {
			if r := w.command("/handrail", sam, text); r.Form != nil || r.GiveBack != text || !strings.HasPrefix(r.Say.Text, "Not saved.") {
				t.Errorf("%s: %+v", text, r)
			}
		}
	})
	t.Run("names a short word it does not know", func(t *testing.T) {
		w.says(w.command("/handrail", sam, "moon"), "We do not know “moon”.")
	})
	t.Run("says that what may be a note was not saved", func(t *testing.T) {
		w.says(w.command("/handrail", sam, canary+" was here"), "Not saved. /handrail does not know those words.")
	})
	t.Run("says who can read what", func(t *testing.T) {
		w.says(w.command("/handrail", lee, "who"), "In Riverside crisis house you can let in:", "Ama, your supervisor", "In Hilltop you can let in:", "Kim, your line manager, without your name")
	})
}

func TestEveryButtonThatIsDrawnIsHandled(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.SupervisorAndManager, true, "R1")
	pages := []any{
		w.command("/reflect", sam, canary).Say, w.command("/boundary", sam, canary).Say, w.command("/supervision", sam, "").Say,
		w.command("/supervision", sam, "ask").Say, w.command("/digest", lee, "").Say, w.command("/handrail", sam, "").Say,
		w.command("/handrail", sam, "notes").Say, w.command("/handrail", sam, "data").Form.Blocks.BlockSet,
		w.do(w.all.Home, handlers.Request{User: sam}).Home, w.do(w.all.Home, handlers.Request{User: jo}).Home,
		w.do(w.all.Home, handlers.Request{User: ama}).Home,
	}
	for _, page := range pages {
		for _, id := range actionsOf(encode(page)) {
			name, _, _ := strings.Cut(id, ":")
			if w.all.Actions[name] == nil {
				t.Errorf("nothing handles %q", id)
			}
		}
	}
}
