package handlers_test

import (
	"strings"
	"testing"

	"github.com/slack-go/slack"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestMyNotesForm(t *testing.T) {
	w := newWorld(t)
	for range 12 {
		w.save(sam, pw.OnlyMe, false, "R1")
	}
	w.save(sam, pw.Supervisor, true, "E1")
	w.command("/boundary", sam, "May I lend her my allotment key?")
	w.command("/reflect", lee, "Lee's own allotment.")
	form := w.command("/handrail", sam, "notes").Form
	find := func(action string, boxes map[string]string) string {
		t.Helper()
		state := views.State{}
		for box, v := range boxes {
			a := slack.BlockAction{Value: v, SelectedOption: slack.OptionBlockObject{Value: v}}
			state["block of "+box] = map[string]slack.BlockAction{box: a}
		}
		req := handlers.Request{User: sam, Name: action, View: "V1", State: state}
		if action == views.FormFind {
			return shownIn(w.do(w.all.Forms[action], req).Update)
		}
		return shownIn(w.pressIn(req).Update)
	}
	opens := func(page string) int { return strings.Count(page, `"`+views.ActOpenNote+":") }

	t.Run("lists ten at a time, and says which", func(t *testing.T) {
		w.contains(shownIn(form), "14 notes, the newest first. These are 1 to 10.", "bridging the gap", "Ama, your supervisor, can read it.")
		older := find(views.Action(views.ActFindPage, "10"), nil)
		w.contains(older, "These are 11 to 14.")
		if opens(shownIn(form)) != 10 || opens(older) != 4 {
			t.Errorf("lists %d and %d", opens(shownIn(form)), opens(older))
		}
	})
	t.Run("finds words of one's own, and shows what stands around them", func(t *testing.T) {
		page := find(views.FormFind, map[string]string{views.BoxFindWords: "Allot"})
		w.contains(page, "1 note, the newest first.", "“May I lend her my allotment key?”")
		w.lacks(page, "Lee's")
	})
	t.Run("narrows by each menu", func(t *testing.T) {
		for box, c := range map[string]struct{ option, want string }{
			views.BoxFindTheme: {string(pw.Engagement), "1 note, the newest first."},
			views.BoxFindKind:  {string(pw.BoundaryQuestion), "1 note, the newest first."},
			views.BoxFindTalk:  {string(pw.NoNeed), "1 note, the newest first."},
			views.BoxFindTime:  {string(views.Before), "No note fits."},
		} {
			w.contains(find(box, map[string]string{box: c.option}), c.want)
		}
	})
	t.Run("begins at a theme that was named, or at the words that were given", func(t *testing.T) {
		w.contains(shownIn(w.command("/handrail", sam, "notes engagement").Form), "1 note, the newest first.")
		w.contains(shownIn(w.command("/handrail", sam, "notes allotment").Form), "1 note, the newest first.")
	})
	t.Run("holds what was looked for in its box alone", func(t *testing.T) {
		page := find(views.FormFind, map[string]string{views.BoxFindWords: "quokka"})
		if strings.Count(page, "quokka") != 1 {
			t.Errorf("it stands %d times", strings.Count(page, "quokka"))
		}
	})
}
