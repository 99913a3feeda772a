package handlers_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// brings has somebody add a line to Riverside's group agenda, and returns its id.
func (w *world) brings(by pw.UserID, words string) string {
	w.t.Helper()
	form := w.inList(by, views.Action(views.ActGroupAdd, "riverside"), "")
	w.contains(shownIn(w.submit(by, form, map[string]string{views.BoxGroupLine: words}).Update), "Only you can read it, until you share it.")
	own, err := w.store.OwnGroupLines(w.t.Context(), ws, by, "riverside", w.now)
	w.must(err)
	return own[len(own)-1].ID
}

// facilitates has Sam choose who does.
func (w *world) facilitates(who pw.UserID) {
	w.t.Helper()
	form := w.inList(sam, views.Action(views.ActGroupSet, "riverside"), "")
	w.contains(shownIn(w.submit(sam, form, map[string]string{views.BoxFacilitator: string(who), views.BoxGroupDay: "2026-11-26"}).Update), "Saved.")
}

// shares has somebody share a line with the group and whoever facilitates now, as their page says it.
func (w *world) shares(by pw.UserID, how, line string) *views.Form {
	w.t.Helper()
	g, err := w.store.GroupAgenda(w.t.Context(), ws, "riverside")
	w.must(err)
	return w.inList(by, views.Action(how, line), "riverside "+string(g.Facilitator))
}

func (w *world) readsInGroup(viewer pw.UserID) string {
	w.t.Helper()
	return shownIn(w.inList(viewer, views.Action(views.ActGroupRead, "riverside"), ""))
}

const outOfGroup = "You do not take part in this team's group supervision."

func TestGroupSupervision(t *testing.T) {
	t.Run("opens for workers and supervisors of the team, from its channel, App Home or a message", func(t *testing.T) {
		w := newWorld(t)
		for _, by := range []pw.UserID{sam, lee, ama} {
			w.contains(shownIn(w.command("/supervision", by, "group").Form), "Group supervision, Riverside crisis house", "Nobody facilitates yet.", "You have no lines yet.")
			w.contains(shownIn(w.press(by, views.Action(views.ActGroup, "riverside"), "").Form), "Group supervision, Riverside")
			home := w.do(w.all.Home, handlers.Request{User: by}).Home
			w.contains(shownIn(w.press(by, w.action(home.Blocks, views.ActGroup), "").Form), "Group supervision, Riverside")
		}
		w.contains(shownIn(w.command("/supervision", lee, "group").Form), "Open Hilltop")
		for _, by := range []pw.UserID{jo, kim, noor} {
			w.contains(shownIn(w.command("/supervision", by, "group").Form), outOfGroup)
		}
	})
	t.Run("keeps a line for its author, masked, until they share it", func(t *testing.T) {
		w := newWorld(t)
		w.brings(sam, canary+" 07700 900123")
		page := shownIn(w.command("/supervision", sam, "group").Form)
		w.contains(page, canary, "[phone number]", "Only you can read it.", "Your team has 2 peer workers. People may guess this is yours.")
		w.lacks(page, "07700", "Read what is shared")
		w.lacks(shownIn(w.command("/supervision", lee, "group").Form), canary, "Read what is shared")
		w.lacks(w.readsInGroup(lee), canary)
	})
	t.Run("says who reads, and who did", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		named, unnamed := w.brings(sam, canary+" one"), w.brings(sam, canary+" two")
		w.contains(shownIn(w.shares(sam, views.ActGroupNamed, named)), "Shared with the group, with your name.",
			"and by Ama, who facilitates.", "Line managers do not read it here.")
		w.shares(sam, views.ActGroupUnnamed, unnamed)
		for _, reader := range []pw.UserID{lee, ama} {
			w.contains(w.readsInGroup(reader), canary+" one", "1. From Sam", canary+" two", "2. Without a name", "Each author can see that you read this.")
		}
		w.contains(shownIn(w.command("/supervision", sam, "group").Form), "Read by Ama and Lee.")
		for _, other := range []pw.UserID{jo, kim, noor} {
			w.contains(w.readsInGroup(other), outOfGroup)
		}
		w.inList(sam, views.Action(views.ActGroupBack, named), "riverside")
		w.lacks(w.readsInGroup(lee), canary+" one")
		w.inList(sam, views.Action(views.ActGroupDelete, unnamed), "riverside")
		w.lacks(w.readsInGroup(ama), canary)
	})
	t.Run("shares with nobody who began to facilitate since the page said who does", func(t *testing.T) {
		w := newWorld(t)
		line := w.brings(sam, canary)
		page := w.command("/supervision", sam, "group").Form
		press := w.action(page.Blocks, views.Action(views.ActGroupNamed, line))
		w.facilitates(ama)
		w.contains(shownIn(w.inList(sam, press, "riverside ")), "Not shared: somebody else facilitates now.", "and by Ama, who facilitates.", "Only you can read it.")
		for _, reader := range []pw.UserID{ama, lee} {
			w.lacks(w.readsInGroup(reader), canary)
		}
		w.contains(shownIn(w.inList(sam, press, "riverside "+string(ama))), "Shared with the group, with your name.")
		w.contains(w.readsInGroup(ama), canary)
	})
	t.Run("lets nobody share, take back or delete another's line", func(t *testing.T) {
		w := newWorld(t)
		line := w.brings(sam, canary)
		for _, action := range []string{views.ActGroupNamed, views.ActGroupUnnamed, views.ActGroupBack, views.ActGroupDelete} {
			w.contains(shownIn(w.inList(lee, views.Action(action, line), "riverside")), "This line is not here any more")
		}
		w.lacks(w.readsInGroup(lee), canary)
		w.contains(shownIn(w.command("/supervision", sam, "group").Form), canary, "Only you can read it.")
	})
	t.Run("refuses a line that is empty, too long, or one too many", func(t *testing.T) {
		w := newWorld(t)
		for words, want := range map[string]string{" ": "please write something", strings.Repeat("word ", 130): "a line holds 600"} {
			r := w.submit(sam, w.inList(sam, views.Action(views.ActGroupAdd, "riverside"), ""), map[string]string{views.BoxGroupLine: words})
			w.contains(r.Errors[views.BoxGroupLine], want)
		}
		for i := range pw.MostGroupLines {
			w.brings(sam, fmt.Sprint("Line ", i))
		}
		r := w.submit(sam, w.inList(sam, views.Action(views.ActGroupAdd, "riverside"), ""), map[string]string{views.BoxGroupLine: "One more"})
		w.contains(r.Errors[views.BoxGroupLine], "you have 10 lines here")
	})
	t.Run("is led by somebody who takes part, on a day to come", func(t *testing.T) {
		w := newWorld(t)
		form := w.inList(sam, views.Action(views.ActGroupSet, "riverside"), "")
		w.contains(shownIn(form), "Sam", "Lee", "Ama")
		w.lacks(shownIn(form), "Kim", `"Jo"`)
		r := w.submit(sam, form, map[string]string{views.BoxFacilitator: string(jo)})
		w.contains(r.Errors[views.BoxFacilitator], "somebody who takes part now")
		r = w.submit(sam, form, map[string]string{views.BoxFacilitator: string(ama), views.BoxGroupDay: "2026-11-01"})
		w.contains(r.Errors[views.BoxGroupDay], "a day that is still to come")
		w.facilitates(ama)
		w.contains(shownIn(w.command("/supervision", ama, "group").Form), "You facilitate.", "The session is on Thursday 26 November 2026.", "Facilitator's page")
		w.lacks(shownIn(w.command("/supervision", lee, "group").Form), "Facilitator's page")
	})
}

func TestTheFacilitatorsPage(t *testing.T) {
	t.Run("opens for whoever facilitates, and nobody else", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		for _, action := range []string{views.ActGroupLead, views.ActGroupOthers, views.ActGroupAnnounce} {
			w.contains(shownIn(w.inList(lee, views.Action(action, "riverside"), "")), "You do not facilitate this session now.")
		}
		for _, action := range []string{views.ActGroupUp, views.ActGroupDown, views.ActGroupDone, views.ActGroupKeep, views.ActGroupDrop, views.ActGroupAsk} {
			w.contains(shownIn(w.inList(lee, views.Action(action, "x"), "riverside")), "You do not facilitate this session now.")
			w.contains(shownIn(w.inList(jo, views.Action(action, "x"), "riverside")), outOfGroup)
		}
		if out := w.deliveries(); len(out) > 0 {
			t.Errorf("posted %v", out)
		}
	})
	t.Run("puts lines in order, and marks those that were talked about", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		first, second := w.brings(sam, canary+" first"), w.brings(lee, canary+" second")
		w.shares(sam, views.ActGroupNamed, first)
		w.shares(lee, views.ActGroupNamed, second)
		moved := shownIn(w.inList(ama, views.Action(views.ActGroupUp, second), "riverside"))
		if strings.Index(moved, "second") > strings.Index(moved, "first") {
			t.Error("it stays where it was")
		}
		w.lacks(shownIn(w.inList(ama, views.Action(views.ActGroupDone, first), "riverside")), canary+" first")
		w.lacks(w.readsInGroup(lee), canary+" first")
		w.contains(shownIn(w.command("/supervision", sam, "group").Form), "It was talked about.", "It will be deleted on Wednesday 16 December 2026.")
	})
	t.Run("suggests three questions, keeps some, and posts them once a day", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		page := w.inList(ama, views.Action(views.ActGroupLead, "riverside"), "")
		if n := strings.Count(shownIn(page), "Why this one: not asked about"); n != 3 {
			t.Errorf("%d questions", n)
		}
		keep := w.action(page.Blocks, views.ActGroupKeep)
		kept := w.inList(ama, keep, "riverside")
		ask := w.action(kept.Blocks, views.ActGroupAsk)
		if id := views.ActionID(ask); id != views.ActionID(keep) {
			t.Errorf("kept %s", id)
		}
		others := w.inList(ama, views.Action(views.ActGroupOthers, "riverside"), views.ActionID(keep))
		w.lacks(encode(others.Blocks), views.Action(views.ActGroupKeep, views.ActionID(keep)))
		for range 2 {
			w.contains(shownIn(w.inList(ama, ask, "riverside")), "It is on its way to the channel.")
			w.contains(shownIn(w.inList(ama, views.Action(views.ActGroupAnnounce, "riverside"), "")), "It is on its way to the channel.")
		}
		out := w.deliveries()
		if len(out) != 2 || out[0].Recipient != riversideChannel || out[1].Recipient != riversideChannel {
			t.Errorf("posted %+v", out)
		}
		w.lacks(encode(w.inList(ama, views.Action(views.ActGroupDrop, views.ActionID(keep)), "riverside").Blocks), views.Action(views.ActGroupAsk, views.ActionID(keep)))
	})
	t.Run("does not post a kept question that was asked since", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		keep := w.action(w.inList(ama, views.Action(views.ActGroupLead, "riverside"), "").Blocks, views.ActGroupKeep)
		ask := w.action(w.inList(ama, keep, "riverside").Blocks, views.ActGroupAsk)
		w.must(w.store.RecordAsked(t.Context(), ws, "riverside", views.ActionID(ask), w.now.Add(-time.Minute))) // by the clock
		w.contains(shownIn(w.inList(ama, ask, "riverside")), "Nothing was posted: your team was asked this question already", "You can still talk about it in the session")
		if out := w.deliveries(); len(out) > 0 {
			t.Errorf("posted %v", out)
		}
	})
	t.Run("posts no question that is not asked of groups", func(t *testing.T) {
		w := newWorld(t)
		w.facilitates(ama)
		for _, id := range []string{"r2-less-alone", "no-such-question", ""} {
			w.contains(shownIn(w.inList(ama, views.Action(views.ActGroupAsk, id), "riverside")), "Nothing was posted")
			w.contains(shownIn(w.inList(ama, views.Action(views.ActGroupKeep, id), "riverside")), "not asked any more")
		}
	})
}

func TestTheMessageThatAnAgendaIsOpenHoldsNothingOfIt(t *testing.T) {
	w := newWorld(t)
	w.facilitates(ama)
	w.shares(sam, views.ActGroupNamed, w.brings(sam, canary))
	w.inList(ama, views.Action(views.ActGroupAnnounce, "riverside"), "")
	posts := &posted{ws: ws, pages: map[string]string{}}
	w.must(scheduler.New(w.store, posts, ourBank(t), slog.New(slog.DiscardHandler)).Tick(t.Context(), w.now.Add(time.Minute)))
	w.contains(posts.pages[riversideChannel], "The agenda for our group supervision is open.")
	w.lacks(posts.pages[riversideChannel], canary, "Sam")
}

func TestALineOfAGroupIsInItsAuthorsCopy(t *testing.T) {
	w := newWorld(t)
	w.facilitates(ama)
	w.shares(sam, views.ActGroupNamed, w.brings(sam, canary))
	w.readsInGroup(ama)
	parcel := w.do(w.handlerOf("/handrail"), handlers.Request{User: sam, Name: "/handrail", Text: "copy"}).Send
	for _, file := range parcel.Files {
		w.contains(string(file.Content), canary, "with your name", "Ama")
	}
	other := w.do(w.handlerOf("/handrail"), handlers.Request{User: lee, Name: "/handrail", Text: "copy"}).Send
	for _, file := range other.Files {
		w.lacks(string(file.Content), canary)
	}
}

func TestAPageOfAGroupThatCannotBe(t *testing.T) {
	w := newWorld(t)
	w.shares(sam, views.ActGroupNamed, w.brings(sam, canary))
	for _, from := range []string{"9223372036854775807", "-9223372036854775808", "99999999999999999999", "1", "a"} {
		if r := w.press(lee, views.Action(views.ActGroupRead, "riverside"), from); r.Form == nil {
			t.Errorf("from %s: %+v", from, r)
		}
	}
}
