package handlers_test

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	"handrail/mask"
	pw "handrail/peerwork"
	"handrail/views"
)

// everything is what stands in both files of somebody's copy.
func (w *world) everything(of pw.UserID) (page string, data map[string]any) {
	w.t.Helper()
	sent := w.command("/handrail", of, "copy").Send
	w.must(json.Unmarshal([]byte(w.file(sent, ".json")), &data))
	return w.file(sent, ".html"), data
}

func listed(data map[string]any, name string) []any {
	l, _ := data[name].([]any)
	return l
}

func TestACopyHoldsWhatStandsAboutAPersonInOthersRows(t *testing.T) {
	w := newWorld(t)
	n := w.save(sam, pw.SupervisorAndManager, false, "R1")
	w.press(ama, views.Action(views.ActOpenShared, string(n.ID)), "")
	w.press(jo, views.Action(views.ActOpenShared, string(n.ID)), "")
	w.sendsSoon(sam, w.wantsToTalk(sam))
	w.facilitates(ama)
	w.shares(sam, views.ActGroupNamed, w.brings(sam, "Endings."))
	w.readsInGroup(ama)
	w.roster(func(r *pw.Roster) { r.Admins = []pw.UserID{ama} })

	t.Run("with whose it was, where they saw the name", func(t *testing.T) {
		page, data := w.everything(ama)
		w.contains(page,
			"a note from <bdi>Sam</bdi>, <bdi>Riverside crisis house</bdi> (as supervisor)",
			"a line for group supervision from <bdi>Sam</bdi>, <bdi>Riverside crisis house</bdi> (as facilitator)",
			"Handrail: admin", "supervisor of <bdi>Sam</bdi>", "supervisor of <bdi>Lee</bdi>", "facilitator, since Monday 16 November 2026, next on 2026-11-26",
			"Who wished to talk with you soon", "made Ama the supervisor of Sam")
		if len(listed(data, "opened_by_me")) != 2 || len(listed(data, "asked_to_talk_soon")) != 1 || len(listed(data, "set_up_by_or_about_me")) == 0 {
			t.Errorf("got %v", data)
		}
	})
	t.Run("and without it, where they read without the name", func(t *testing.T) {
		page, data := w.everything(jo)
		w.contains(page, "a note, <bdi>Riverside crisis house</bdi> (as line manager)")
		opened := listed(data, "opened_by_me")
		if len(opened) != 1 || opened[0].(map[string]any)["from"] != nil {
			t.Errorf("got %v", opened)
		}
	})
	t.Run("and says how a wish to talk soon goes on", func(t *testing.T) {
		page, _ := w.everything(sam)
		w.contains(page, "About your note of Monday 16 November 2026", "Unless somebody answers, we tell you so on Monday 16 November 2026")
	})
	t.Run("and nothing of this to anybody else", func(t *testing.T) {
		page, data := w.everything(kim)
		w.lacks(page, "Sam", "Ama")
		if len(listed(data, "opened_by_me"))+len(listed(data, "asked_to_talk_soon")) != 0 {
			t.Errorf("got %v", data)
		}
	})
}

func TestACopyHoldsDraftsAndPlacesOnTheAgendaWhole(t *testing.T) {
	w := newWorld(t)
	bea := w.withBea()
	n := w.save(sam, pw.OnlyMe, false)
	_, err := w.store.ReviseAgenda(t.Context(), "", ws, sam, w.now, func(a *pw.Agenda) error {
		a.Items[0].Part, a.Items[0].Place, a.Items[0].Named = pw.Learning, 1, bea
		return nil
	})
	w.must(err)
	begun := pw.Note{
		Workspace: ws, Author: sam, Team: "riverside", Kind: pw.BoundaryQuestion, Words: pw.Words{What: "Do I lend money?"}, Codes: []pw.Code{"R2"},
		Boundaries: []pw.BoundaryCode{"B4"}, Noticed: []pw.Noticed{"hope"}, Link: "https://riverside.slack.com/archives/C0RIVER/p1", Talk: pw.Soon, Readers: pw.Supervisor,
	}
	w.must(w.store.KeepDraft(t.Context(), "", pw.NewDraft("d1", pw.FromForm, begun, w.now)))

	page, data := w.everything(sam)
	w.contains(page, "On my agenda</dt><dd>Learning", "It is for</dt><dd><bdi>Bea",
		"building the relationship", "money, gifts, favours", "archives/C0RIVER/p1", "Once it is saved</dt><dd>Ama, your supervisor, can read it. Themes shared: no.")
	note, draft := listed(data, "notes")[0].(map[string]any), listed(data, "drafts")[0].(map[string]any)
	if note["id"] != string(n.ID) || note["agenda_part"] != "Learning" || note["agenda_for"] != "Bea" || draft["talk"] != "soon" || len(listed(draft, "boundaries")) != 1 {
		t.Errorf("note %v, draft %v", note, draft)
	}
}

// Slack takes no files: everything leads to the copy that is read in Slack, and nothing is promised first.
func TestACopyThatCannotBeSentIsNotPromised(t *testing.T) {
	w := newWorld(t)
	w.save(sam, pw.OnlyMe, false)
	w.all = handlers.New(handlers.Dependencies{
		Store: w.store, Suggester: ourSuggester(t), Masker: mask.New(), Bank: ourBank(t), OpenTime: time.Minute, SendsFiles: func() bool { return false },
		Signpost: views.DefaultSignpost(),
	})
	const may, read = "Handrail may not send files in this Slack yet", "Read it here"
	page := shownIn(w.press(sam, views.ActData, "").Form)
	w.contains(page, may, read)
	w.lacks(page, `"action_id":"`+views.ActCopy+`"`)
	for name, r := range map[string]handlers.Reply{
		"a command":     w.command("/handrail", sam, "copy"),
		"a message":     w.press(sam, views.ActCopy, ""),
		"a page":        w.pressIn(handlers.Request{User: sam, Name: views.ActCopy, View: "V1"}),
		"a second look": w.pressIn(handlers.Request{User: sam, Name: views.ActCopy, Text: views.CopyBeforeDelete, View: "V1"}),
	} {
		said := encode(r.Say) + encode(r.Update)
		if r.Send != nil || !strings.Contains(said, may) || strings.Contains(said, "on its way") {
			t.Errorf("from %s: %s", name, said)
		}
	}
}
