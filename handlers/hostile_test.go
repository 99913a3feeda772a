package handlers_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/prompts"
	"handrail/scheduler"
	"handrail/views"
)

// hostile is text that means something to Slack, to a screen, to a spreadsheet or to a parser.
func hostile() map[string]string {
	return map[string]string{
		"a call to everybody":           "<!channel> <!here> <!everyone|all>",
		"a mention":                     "<@U123> <@U04JO|jo>",
		"a group's mention":             "<!subteam^S123|@managers>",
		"a channel":                     "<#C0RIVER|riverside>",
		"a disguised link":              "<https://evil.example/?a=b|https://handrail.example>",
		"a link to write to":            "<mailto:a@evil.example|a friend>",
		"signs":                         "5 & 6 < 7 > 3 &lt;!channel&gt; &amp;lt;",
		"formatting":                    "*bold* _slanted_ ~gone~ `code` ```block``` :skull: > quoted",
		"a date that Slack would write": "<!date^1392734382^{date}^https://evil.example|now>",
		"text that turns around":        "abc \u202etxt.exe\u202c \u2067right\u2069 \u200fend",
		"Hebrew and Arabic":             "שלום مرحبا",
		"text that cannot be seen":      "a\u200b\u200c\u200d\ufeff\u2060b",
		"only text that cannot be seen": "\u200b\u2060",
		"control characters":            "a\x00b\x07c\x1b[31md\x7fe\u0085f\r\ng",
		"a lone surrogate":              "a\xed\xa0\x80b",
		"no UTF-8":                      "\xff\xfe\x80",
		"a formula":                     "=cmd|' /C calc'!A0",
		"other formulas":                "+1+1 @SUM(A1) -2",
		"HTML":                          "<script>alert(1)</script><img src=x onerror=alert(1)>",
		"JSON":                          `"}],"type":"mrkdwn","text":"<!channel>`,
		"a template":                    "{{.Words}} %s %d %!v(MISSING) ${HOME}",
		"SQL":                           "'); DROP TABLE notes; --",
		"40,000 characters":             strings.Repeat("<!channel> ", 4000)[:40000],
		"one long word":                 strings.Repeat("ж", 3001),
		"lines":                         strings.Repeat("\n", 500) + "<!channel>",
		"emoji":                         strings.Repeat("👩‍👩‍👧‍👦", 200),
		"an action":                     "open-shared:abc",
		"query text":                    "note=abc&revision=1",
	}
}

// ordinary is a note while names are hostile.
const ordinary = "An ordinary note"

// TestHostileTextDoesNothing puts each in every place a person or an admin can write in, and looks at everything that
// anybody is shown after: no page holds a mention or a link that Slack would make live, all of them can be encoded, and
// what was saved opens again as it was.
func TestHostileTextDoesNothing(t *testing.T) {
	inWords, inNames := newWorld(t), newWorld(t)
	bank := ourBank(t)
	for _, name := range slices.Sorted(maps.Keys(hostile())) {
		text := hostile()[name]
		t.Run(name+" in words", func(t *testing.T) {
			w := inWords.of(t)
			for _, page := range w.writtenEverywhere(bank, text) {
				inert(t, page)
			}
			w.opensAsSaved()
			w.must(w.store.DeleteAll(t.Context(), "", ws, sam, w.now))
		})
		t.Run(name+" in names", func(t *testing.T) {
			w := inNames.of(t)
			w.callEverything(strings.ReplaceAll(strings.ToValidUTF8(text[:min(len(text), 5000)], ""), "\x00", ""))
			for _, page := range w.writtenEverywhere(bank, ordinary) {
				inert(t, page)
				for _, turning := range []string{"\u202e", "\u202d", "\x1b"} {
					if strings.Contains(page.text, turning) {
						t.Errorf("%s by %s: a name turns text around", page.what, page.by)
					}
				}
			}
			w.must(w.store.DeleteAll(t.Context(), "", ws, sam, w.now))
		})
	}
}

// of is the same world, whose faults another test reports.
func (w *world) of(t *testing.T) *world {
	w.t = t
	return w
}

// callEverything gives people and teams a name.
func (w *world) callEverything(name string) {
	w.t.Helper()
	w.must(w.store.SavePeople(w.t.Context(), ws, pw.Person{ID: sam, Name: name}, pw.Person{ID: ama, Name: name}, pw.Person{ID: jo, Name: name}))
	w.must(w.store.SaveRoster(w.t.Context(), ws, -1, pw.Roster{K: 5, Admins: []pw.UserID{noor}, Teams: []pw.Team{
		team("riverside", name, riversideChannel, jo, pw.Member{User: sam, Supervisor: ama}, pw.Member{User: lee, Supervisor: ama}),
		team("hilltop", name+" 2", "C0HILL", kim, pw.Member{User: lee}),
	}}, jo, w.now))
}

// shown is something somebody sees.
type shown struct {
	what string
	by   pw.UserID
	any  any
	text string
}

// writtenEverywhere writes the text in every place, has others read it, and returns all that anybody saw.
func (w *world) writtenEverywhere(bank *prompts.Bank, text string) []shown {
	w.t.Helper()
	var pages []shown
	see := func(what string, by pw.UserID, r handlers.Reply, err error) {
		for _, page := range []any{r.Say, r.Form, r.Update, r.Home, r.Errors} {
			pages = append(pages, shown{what, by, page, encode(page)})
		}
		if err != nil {
			pages = append(pages, shown{what + " fails", by, nil, encode(err.Error())})
		}
	}
	request := func(h handlers.Handler, by pw.UserID, name, typed string, private string) handlers.Reply {
		r, err := w.try(h, handlers.Request{User: by, Name: name, Text: typed, Channel: riversideChannel, Private: private, State: chosen(name, text, "2")})
		see(name, by, r, err)
		return r
	}
	for _, c := range w.all.Commands {
		for _, typed := range []string{text, map[string]string{"/supervision": "ask ", "/handrail": "notes "}[c.Name] + text} {
			request(c.Handle, sam, c.Name, typed, "")
		}
	}
	request(w.all.Direct, sam, "message.im", text, "")
	for action, h := range w.all.Actions {
		if text == ordinary {
			break
		}
		request(h, sam, views.Action(action, text), text, text)
	}
	for name, h := range w.all.Forms {
		if name != views.FormDeleteAll {
			request(h, sam, name, "", text)
		}
	}
	for _, kind := range []string{views.ActWrite, views.ActAskBoundary} {
		form := w.press(sam, kind, "").Form
		boxes := map[string]string{views.BoxWhat: text, views.BoxWhy: text, views.BoxNext: text, views.BoxReaders: "2", views.BoxShare: "yes", views.BoxHappened: text}
		r, err := w.try(w.all.Forms[views.FormNote], handlers.Request{User: sam, Name: views.FormNote, View: "V1", Private: form.PrivateMetadata, State: filled(form, boxes)})
		see("the form", sam, r, err)
	}
	notes := w.notes(sam)
	for _, n := range notes[:min(3, len(notes))] {
		id := string(n.ID)
		for _, p := range [][]string{{views.ActReaders, "2"}, {views.ActShare, "yes"}, {views.ActTalk, "soon"}, {views.ActSendSoon, ""}, {views.ActReplaceNames, ""}, {views.ActOpenNote, ""}} {
			r, err := w.tryPress(handlers.Request{User: sam, Name: views.Action(p[0], id), Channel: riversideChannel}, p[1])
			see(p[0], sam, r, err)
		}
		for _, viewer := range []pw.UserID{ama, jo} {
			see("a shared note", viewer, w.press(viewer, views.Action(views.ActOpenShared, id), ""), nil)
		}
	}
	for _, by := range []pw.UserID{sam, lee, ama, jo, noor} {
		request(w.all.Home, by, "home", "", "")
		for _, c := range [][2]string{{"/supervision", ""}, {"/digest", ""}, {"/handrail", "who"}, {"/handrail", "notes"}, {"/handrail", "data"}, {"/handrail", "settings"}} {
			request(w.handlerOf(c[0]), by, c[0], c[1], "")
		}
		request(w.all.Actions[views.ActReadShared], by, views.Action(views.ActReadShared, "riverside"), "2026-W47", "")
		request(w.all.Actions[views.ActPair], by, views.Action(views.ActPair, string(sam)), "", "")
	}
	return append(pages, w.sent(bank)...)
}

// sent is what the clock sends: the messages of talking soon, a digest, and trouble with a channel.
func (w *world) sent(bank *prompts.Bank) []shown {
	w.t.Helper()
	posts := &posted{ws: ws, pages: map[string]string{}}
	w.must(w.store.Enqueue(w.t.Context(),
		pw.Delivery{ID: pw.NewID(), Workspace: ws, Kind: pw.DeliverDigest, Recipient: string(jo), Team: "riverside", Subject: "2026-W46", Due: w.now},
		pw.Delivery{ID: pw.NewID(), Workspace: ws, Kind: pw.DeliverChannelTrouble, Recipient: string(noor), Team: "riverside", Subject: riversideChannel, Detail: "not_in_channel", Due: w.now}))
	w.must(scheduler.New(w.store, posts, bank, slog.New(slog.DiscardHandler)).Tick(w.t.Context(), w.now.Add(time.Minute)))
	var pages []shown
	for recipient, messages := range posts.pages {
		for _, m := range strings.Split(strings.TrimSpace(messages), "\n") {
			pages = append(pages, shown{"a message", pw.UserID(recipient), json.RawMessage(m), m})
		}
	}
	if len(pages) < 2 {
		w.t.Errorf("only %d messages were sent", len(pages))
	}
	return pages
}

// inert fails for a page on which text from people could be more than text.
func inert(t *testing.T, s shown) {
	t.Helper()
	if !utf8.ValidString(s.text) || !json.Valid([]byte(s.text)) {
		t.Fatalf("%s by %s cannot be encoded: %.200q", s.what, s.by, s.text)
	}
	var tree any
	if err := json.Unmarshal([]byte(s.text), &tree); err != nil {
		t.Fatal(err)
	}
	for _, live := range marked(tree) {
		bare := strings.NewReplacer("&amp;", "", "&lt;", "", "&gt;", "").Replace(live)
		if strings.ContainsAny(bare, "<>&") {
			t.Errorf("%s by %s: Slack reads %.200q", s.what, s.by, live)
		}
	}
}

// marked collects what Slack reads for mentions and links: mrkdwn, and a message's text.
func marked(v any) (texts []string) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			texts = append(texts, marked(e)...)
		}
	case map[string]any:
		if s, ok := v["text"].(string); ok && v["type"] != "plain_text" {
			texts = append(texts, s)
		}
		if s, ok := v["Text"].(string); ok {
			texts = append(texts, s)
		}
		for _, e := range v {
			texts = append(texts, marked(e)...)
		}
	}
	return texts
}

// opensAsSaved compares every note of Sam's with the boxes in which it opens.
func (w *world) opensAsSaved() {
	w.t.Helper()
	notes := w.notes(sam)
	for _, n := range notes {
		form := w.press(sam, views.Action(views.ActOpenNote, string(n.ID)), "").Form
		in := views.ReadNote(filled(form, nil))
		if got, want := fmt.Sprintf("%q", in.Words), fmt.Sprintf("%q", n.Words); got != want {
			w.t.Errorf("saved %.300s, opens as %.300s", want, got)
		}
	}
}

func TestMarkedFindsWhatSlackReads(t *testing.T) {
	for _, live := range []string{`{"Text":"<!channel>"}`, `{"type":"section","text":{"type":"mrkdwn","text":"<@U1>"}}`, `[{"elements":[{"text":"a & b","type":"mrkdwn"}]}]`} {
		var tree any
		if err := json.Unmarshal([]byte(live), &tree); err != nil {
			t.Fatal(err)
		}
		if len(marked(tree)) == 0 {
			t.Errorf("nothing found in %s", live)
		}
	}
}
