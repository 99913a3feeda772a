package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"handrail/handlers"
	"handrail/playground"
	"handrail/views"
)

func aParcel() handlers.Parcel {
	return handlers.Parcel{
		Intro:   "Here is your copy & more.",
		Files:   []handlers.File{{Name: "copy.html", Title: "To read", Content: []byte("<p>zebrafinch</p>")}, {Name: "copy.json", Title: "As data", Content: []byte(`{"a":1}`)}},
		Refused: views.Message{Text: "We may not send files."},
		Failed:  views.Message{Text: "It did not arrive."},
	}
}

// botThatSends is a bot whose one command sends the parcel.
func botThatSends(t *testing.T, s *playground.Server, log *bytes.Buffer) *Bot {
	t.Helper()
	return New(Options{
		Registry: handlers.Registry{Commands: []handlers.Command{{Name: "/reflect", Handle: func(context.Context, handlers.Request) (handlers.Reply, error) {
			p := aParcel()
			return handlers.Reply{Say: &views.Message{Text: "On its way."}, Send: &p}, nil
		}}}},
		Messenger: messengerTo(t, s), Now: s.Now, Log: textLog(log),
	})
}

// asks has sam ask for the files, as the bot hears it.
func asks(t *testing.T, b *Bot) string {
	t.Helper()
	a, err := b.fromCommand(command{Team: "T01PLAY", Channel: hq, User: sam, Command: "/reflect", Trigger: "t1"})
	must(t, err)
	a.ackLimit = maxBody
	var said json.RawMessage
	b.take(a, func(payload json.RawMessage, _ bool) { said = payload })
	must(t, b.Wait(t.Context()))
	return string(said)
}

func TestFilesGoToThePersonsOwnConversation(t *testing.T) {
	s := playing(t)
	var log bytes.Buffer
	said := asks(t, botThatSends(t, s, &log))
	if !strings.Contains(said, "On its way.") || strings.Contains(said, "zebrafinch") {
		t.Errorf("acknowledged with %s", said)
	}
	as := s.As(sam)
	m, _ := as.Last(as.DM())
	if m.Text != "Here is your copy &amp; more." || len(m.Files) != 2 || m.Files[0].Name != "copy.html" {
		t.Fatalf("got %+v", m)
	}
	content, shared := s.File(m.Files[0].ID)
	if !shared || string(content) != "<p>zebrafinch</p>" {
		t.Errorf("the file holds %q", content)
	}
	if _, inChannel := as.Last(hq); inChannel {
		t.Error("something stands in the channel")
	}
	if strings.Contains(log.String(), "zebrafinch") {
		t.Error("the log holds words")
	}
}

func TestFilesThatCannotBeSentAreTold(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(*playground.Server)
		told    string
	}{
		"without the scope":              {func(s *playground.Server) { s.RefuseNext("files.getUploadURLExternal", "missing_scope") }, "We may not send files."},
		"where the workspace forbids it": {func(s *playground.Server) { s.RefuseNext("files.completeUploadExternal", "file_uploads_disabled") }, "We may not send files."},
		"when Slack has trouble":         {func(s *playground.Server) { s.RefuseNext("files.completeUploadExternal", "internal_error") }, "It did not arrive."},
	} {
		t.Run(name, func(t *testing.T) {
			s := playing(t)
			c.prepare(s)
			var log bytes.Buffer
			b := botThatSends(t, s, &log)
			asks(t, b)
			as := s.As(sam)
			if m, _ := as.Last(as.DM()); m.Text != c.told || len(m.Files) > 0 {
				t.Errorf("got %+v", m)
			}
			if known := b.messenger.SendsFiles(); known != (c.told == "It did not arrive.") {
				t.Errorf("it may send files: %v", known)
			}
			if got := log.String(); strings.Contains(got, "zebrafinch") || strings.Contains(got, "/upload/") || got == "" {
				t.Errorf("the log says %s", got)
			}
		})
	}
}

func TestWhetherFilesMayBeSentIsKnownBefore(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		for _, c := range []struct {
			name   string
			scopes []string
			may    bool
		}{
			{"where Slack names no scopes", nil, true},
			{"with the scope", []string{"commands", "files:write"}, true},
			{"without the scope", []string{"commands", "chat:write"}, false},
		} {
			m, err := NewMessenger(Connection{}, Identity{Scopes: c.scopes}, slog.New(slog.DiscardHandler))
			if err != nil {
				t.Fatal(err)
			}
			if m.SendsFiles() != c.may {
				t.Errorf("%s: %v", c.name, !c.may)
			}
			<-time.After(filesAgain)
			if !m.SendsFiles() {
				t.Errorf("%s: it is never tried again", c.name)
			}
		}
	})
}

func TestFilesGoToPeopleOnly(t *testing.T) {
	s := playing(t)
	if err := messengerTo(t, s).sendFiles(t.Context(), hq, aParcel()); err == nil {
		t.Error("sent to a channel")
	}
	if calls := s.Calls("files.getUploadURLExternal"); len(calls) > 0 {
		t.Error("uploaded")
	}
}
