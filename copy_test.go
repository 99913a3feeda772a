package main

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/playground"
	"handrail/views"
)

// download fetches a file that somebody was sent, as their browser would.
func download(t *testing.T, m playground.Message, ending string) string {
	t.Helper()
	for _, f := range m.Files {
		if !strings.HasSuffix(f.Name, ending) {
			continue
		}
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, f.URL, nil)
		must(t, err)
		response, err := http.DefaultClient.Do(request)
		must(t, err)
		defer response.Body.Close()
		content, err := io.ReadAll(response.Body)
		must(t, err)
		return string(content)
	}
	t.Fatalf("no %s among %d files", ending, len(m.Files))
	return ""
}

// myData opens My data from App Home.
func myData(t *testing.T, as *playground.Actor) playground.View {
	t.Helper()
	home, err := as.OpenHome()
	must(t, err)
	must(t, as.Click(home, action(t, home, views.ActData)))
	must(t, as.Wait("My data", func() bool { _, open := as.Modal(); return open }))
	form, _ := as.Modal()
	return form
}

func TestACopyArrivesInOnesOwnConversation(t *testing.T) {
	p := played(t)
	sam := p.slack.As("U01SAM")
	write(t, sam, "/reflect We sat by the river, & said <nothing> for a while.")

	form := myData(t, sam)
	must(t, sam.Click(form, action(t, form, views.ActCopy)))
	must(t, sam.Wait("the answer in the form", func() bool {
		now, open := sam.Modal()
		return open && strings.Contains(words(now), "Your copy is on its way")
	}))
	m, err := sam.WaitMessage(sam.DM(), "Here is your copy of everything Handrail keeps about you")
	must(t, err)
	if m.Ephemeral || len(m.Files) != 2 {
		t.Fatalf("got %+v", m)
	}
	page := download(t, m, ".html")
	if !strings.Contains(page, "We sat by the river, &amp; said &lt;nothing&gt; for a while.") || strings.Contains(page, "<nothing>") {
		t.Errorf("the page lacks the words, or does not escape them:\n%.2000s", page)
	}
	var data struct {
		Name  string
		Notes []struct{ Words struct{ What string } }
	}
	must(t, json.Unmarshal([]byte(download(t, m, ".json")), &data))
	if data.Name != "Sam" || len(data.Notes) == 0 || data.Notes[0].Words.What != "We sat by the river, & said <nothing> for a while." {
		t.Errorf("the data holds %+v", data)
	}
	for _, other := range []string{"U0SUP", "U0MGR"} {
		for _, seen := range p.slack.As(other).Messages(sam.DM()) {
			t.Errorf("%s sees %+v", other, seen)
		}
	}
	if faults := p.slack.Faults(); len(faults) > 0 {
		t.Errorf("Slack would not have shown: %v", faults)
	}
}

func TestACopyThatMayNotBeSentIsRefusedWithAnotherWay(t *testing.T) {
	p := played(t)
	sam := p.slack.As("U01SAM")
	p.slack.RefuseNext("files.getUploadURLExternal", "missing_scope")
	must(t, sam.Command(sam.DM(), "/handrail copy"))
	m, err := sam.WaitMessage(sam.DM(), "Handrail may not send files in this Slack yet")
	must(t, err)
	if !m.Has("You can read the same here, page by page.") || !m.Has("files:write") {
		t.Errorf("got %s", m.Words())
	}
	reads := func(want string) playground.View {
		var form playground.View
		must(t, sam.Wait(want, func() bool {
			var open bool
			form, open = sam.Modal()
			return open && strings.Contains(words(form), want)
		}))
		return form
	}
	must(t, sam.Click(m, action(t, m, views.ActReadCopy)))
	form := reads("Your notes come first.")
	must(t, sam.Click(form, action(t, form, views.ActReadCopy)))
	form = reads("Page 1 of")
	must(t, sam.Click(form, action(t, form, views.Action(views.ActReadCopy, "1"))))
	reads("Page 2 of")
}

// A reminder comes a week before words go, and on the day they are gone.
func TestWordsAreAnnouncedBeforeTheyGo(t *testing.T) {
	p := played(t)
	jo := p.slack.As("U0MGR")
	must(t, p.store.SavePreferences(t.Context(), "T0PLAY", "U0MGR", func(s *peerwork.Preferences) { s.RetentionDays = 14 }))
	write(t, jo, "/reflect We sat by the river.") // Thursday 19 November, in the afternoon
	goTo := func(month time.Month, day, hour int) {
		must(t, p.slack.Advance(t.Context(), time.Date(2026, month, day, hour, 0, 0, 0, time.UTC)))
	}
	goTo(time.November, 26, 15)
	if _, told := find(jo, "Words of yours go soon"); told {
		t.Error("told too early")
	}
	goTo(time.November, 26, 18)
	m, err := jo.WaitMessage(jo.DM(), "Words of yours go soon")
	must(t, err)
	if !m.Has("Thursday 3 December 2026: 1 note") || m.Has("river") {
		t.Errorf("got %s", m.Words())
	}
	goTo(time.December, 3, 18)
	if form := myData(t, jo); !strings.Contains(words(form), "We keep 0 notes of yours.") {
		t.Errorf("got %s", words(form))
	}
}

func find(as *playground.Actor, text string) (playground.Message, bool) {
	for _, m := range as.Messages(as.DM()) {
		if m.Has(text) {
			return m, true
		}
	}
	return playground.Message{}, false
}

// words is all text of a form, as JSON.
func words(v playground.View) string {
	text, _ := json.Marshal(v.Blocks)
	return string(text)
}
