package handlers_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	pw "handrail/peerwork"
	"handrail/views"
)

// leafed are the ids of the notes that a list opens with one action, page by page.
func (w *world) leafed(by pw.UserID, list *views.Form, opens, turns, value string) []string {
	w.t.Helper()
	var ids []string
	for pages := 1; ; pages++ {
		page := encode(list.ModalViewRequest)
		for _, id := range actionsOf(page) {
			if strings.HasPrefix(id, opens+":") {
				ids = append(ids, views.ActionID(id))
			}
		}
		next := fmt.Sprintf("%s:%d", turns, pages*views.SharedPerPage)
		if !slices.Contains(actionsOf(page), next) {
			return ids
		}
		list = w.inList(by, next, value)
	}
}

// wrote saves a note for a team, so long after another.
func (w *world) wrote(by pw.UserID, team pw.TeamID, readers pw.Readers, at time.Time) string {
	w.t.Helper()
	n := pw.Note{
		ID: pw.NoteID(pw.NewID()), Workspace: ws, Author: by, Team: team, Kind: pw.Reflection, Talk: pw.NoNeed, Words: pw.Words{What: canary},
		Created: at, Week: pw.WeekOf(at, time.UTC).String(), DeleteOn: at.AddDate(0, 0, 90),
	}
	n.SetReaders(readers, at)
	roster, err := w.store.Roster(w.t.Context(), ws)
	w.must(err)
	n.Roster = roster.Revision
	_, err = w.store.SaveNote(w.t.Context(), "", n)
	w.must(err)
	return string(n.ID)
}

func TestNoSharedNoteIsLeftOutOfAList(t *testing.T) {
	w := newWorld(t)
	var lees, sams []string
	for i := range 45 {
		lees = append(lees, w.wrote(lee, "riverside", pw.SupervisorAndManager, monday.Add(time.Duration(i)*time.Minute)))
		sams = append(sams, w.wrote(sam, "riverside", pw.SupervisorAndManager, monday.Add(time.Duration(i)*time.Minute)))
	}
	for i := range 90 { // newer ones, of another team or for nobody else
		w.wrote(lee, []pw.TeamID{"riverside", "hilltop"}[i%2], []pw.Readers{pw.OnlyMe, pw.SupervisorAndManager}[i%2], monday.Add(time.Hour+time.Duration(i)*time.Minute))
	}
	w.now = monday.AddDate(0, 0, 7)
	read := views.Action(views.ActReadShared, "riverside")

	t.Run("of a line manager, in an order that tells nothing", func(t *testing.T) {
		want := slices.Concat(lees, sams)
		slices.Sort(want)
		if diff := cmp.Diff(want, w.leafed(jo, w.press(jo, read, "2026-W47").Form, views.ActOpenShared, read, "2026-W47")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("of one's own, the newest first", func(t *testing.T) {
		want := slices.Clone(lees)
		slices.Reverse(want)
		if diff := cmp.Diff(want, w.leafed(lee, w.press(lee, read, "2026-W47").Form, views.ActOpenNote, read, "2026-W47")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("of a supervisor, the newest first", func(t *testing.T) {
		want := slices.Clone(sams)
		slices.Reverse(want)
		all := views.Action(views.ActPairNotes, string(sam))
		if diff := cmp.Diff(want, w.leafed(ama, w.press(ama, all, "").Form, views.ActOpenShared, all, "")); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("of one's own, only those that a line manager may read", func(t *testing.T) {
		w.now = monday.Add(5 * time.Hour)
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].LineManagers = []pw.Held{{User: noor}} })
		var want []string
		for i := range 4 {
			want = append(want, w.wrote(lee, "riverside", pw.SupervisorAndManager, w.now.Add(time.Duration(i)*time.Minute)))
		}
		slices.Reverse(want)
		if diff := cmp.Diff(want, w.leafed(lee, w.press(lee, read, "2026-W47").Form, views.ActOpenNote, read, "2026-W47")); diff != "" {
			t.Error(diff)
		}
		w.rosterNow(func(r *pw.Roster) { r.Teams[0].LineManagers = nil })
		w.contains(shownIn(w.press(lee, read, "2026-W47").Form), "There is nothing to open now.")
	})
}
