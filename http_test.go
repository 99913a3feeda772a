package main

import (
	"context"
	"database/sql"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"handrail/bot"
	"handrail/config"
	"handrail/peerwork"
	"handrail/playground"
	"handrail/sample"
	"handrail/storage"
	"handrail/views"
)

// overHTTP is the house in HTTP mode, and a playground that posts to it.
type overHTTP struct {
	slack   *playground.Server
	house   *house
	address string
	metrics *prometheus.Registry
	file    string // the database
}

func startHTTP(t *testing.T) overHTTP {
	t.Helper()
	return startHTTPLogging(t, slog.New(slog.DiscardHandler))
}

func startHTTPLogging(t *testing.T, log *slog.Logger) overHTTP {
	t.Helper()
	start, err := playgroundStart()
	must(t, err)
	slack := playground.New(playgroundWorkspace(start, sample.Roster()))
	_, err = slack.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(slack.Close)
	key := filepath.Join(t.TempDir(), "handrail.key")
	must(t, storage.NewKeyFile(key))
	file := filepath.Join(t.TempDir(), "handrail.db")
	token, _, secret := slack.Tokens()
	c := config.Config{BotToken: token, SigningSecret: secret, APIURL: slack.APIURL(), DatabaseURL: "sqlite:" + file, KeyFile: key}
	store, err := openStore(t.Context(), c, log)
	must(t, err)
	id, err := bot.Identify(t.Context(), connectionOf(c))
	must(t, err)
	must(t, seed(t.Context(), store, id, start))
	metrics := prometheus.NewRegistry()
	h, err := build(c, store, id, slack.Now, metrics, log)
	must(t, err)
	must(t, h.bot.People().Refresh(t.Context()))
	web, err := h.web(c)
	must(t, err)
	server := httptest.NewServer(web)
	t.Cleanup(func() {
		server.Close()
		must(t, h.finish())
		must(t, store.Close())
	})
	slack.SetRequestURL(server.URL)
	must(t, slack.VerifyURL(t.Context()))
	return overHTTP{slack, h, server.URL, metrics, file}
}

func get(t *testing.T, address string) (int, string) {
	t.Helper()
	response, err := http.Get(address)
	must(t, err)
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	must(t, err)
	return response.StatusCode, string(body)
}

func TestHTTPModeDoesWhatSocketModeDoes(t *testing.T) {
	w := startHTTP(t)
	sam := w.slack.As("U01SAM")
	notes := func() int {
		_, n, err := w.house.store.OwnNotes(t.Context(), "T0PLAY", "U01SAM", peerwork.NoteFilter{})
		must(t, err)
		return n
	}

	t.Run("saves words and answers in the response", func(t *testing.T) {
		before := notes()
		saved := write(t, sam, "/reflect We waited for the bus together & talked.")
		if !strings.HasPrefix(saved.Text, "Saved.") || notes() != before+1 || len(w.slack.Calls("response_url")) != 0 {
			t.Errorf("%d notes after %d, answered %q", notes(), before, saved.Text)
		}
	})
	t.Run("saves once what arrives twice at the same moment", func(t *testing.T) {
		before := notes()
		w.slack.DuplicateNext(1)
		saved := write(t, sam, "/reflect Twice at once.")
		if !strings.HasPrefix(saved.Text, "Saved.") || notes() != before+1 {
			t.Errorf("%d notes after %d, answered %q", notes(), before, saved.Text)
		}
	})
	t.Run("gives back what is too long to keep", func(t *testing.T) {
		before := notes()
		long := strings.TrimSpace(strings.Repeat("many words ", 1000))
		answer := write(t, sam, "/reflect "+long)
		if !strings.HasPrefix(answer.Text, "Not saved") || !strings.Contains(answer.Text, long) || notes() != before {
			t.Errorf("answered %.200q", answer.Text)
		}
	})
	t.Run("gives back of 40,000 characters what one message of Slack holds, and says so", func(t *testing.T) {
		before := notes()
		long := strings.TrimSpace(strings.Repeat("many words ", 3636)) + " end"
		must(t, sam.Command(sam.DM(), "/reflect "+long))
		answer, err := sam.WaitMessage(sam.DM(), "Slack shows no more than this in one message.")
		must(t, err)
		if !strings.HasPrefix(answer.Text, "Not saved") || !strings.Contains(answer.Text, long[:39_000]) || notes() != before {
			t.Errorf("%d notes after %d, answered %.200q", notes(), before, answer.Text)
		}
	})
	t.Run("saves a form, once when it is sent twice", func(t *testing.T) {
		before := notes()
		must(t, sam.Shortcut(views.ShortcutReflect))
		form, err := sam.WaitModal(views.FormNote)
		must(t, err)
		w.slack.DuplicateNext(1)
		must(t, sam.Submit(form, playground.Values{"what": "Into the boxes."}))
		must(t, w.slack.Idle(t.Context()))
		if notes() != before+1 {
			t.Errorf("%d notes after %d", notes(), before)
		}
	})
	t.Run("draws App Home", func(t *testing.T) {
		_, err := sam.OpenHome()
		must(t, err)
	})
	t.Run("is healthy and ready, and says so", func(t *testing.T) {
		for _, path := range []string{"/healthz", "/readyz"} {
			if code, body := get(t, w.address+path); code != http.StatusOK {
				t.Errorf("%s: %d %s", path, code, body)
			}
		}
	})
	t.Run("counts by kind and outcome, and nobody", func(t *testing.T) {
		server := httptest.NewServer(promhttp.HandlerFor(w.metrics, promhttp.HandlerOpts{}))
		defer server.Close()
		_, body := get(t, server.URL)
		for _, want := range []string{`handrail_requests_total{kind="command",outcome="done"}`, "handrail_acknowledge_seconds_bucket"} {
			if !strings.Contains(body, want) {
				t.Errorf("no %s in\n%s", want, body)
			}
		}
		if strings.Contains(body, "U01SAM") || strings.Contains(body, "reflect") {
			t.Error("a person is named, or what they did")
		}
	})
	if faults := w.slack.Faults(); len(faults) != 0 {
		t.Errorf("Slack would not have shown: %v", faults)
	}
}

// TestWordsAreInNoMetricAndNoLog writes a sentence through every door, over HTTP as it runs in earnest, and looks for
// it in what operators see: the metrics as Prometheus reads them, the log at its finest, health, and temporary files.
func TestWordsAreInNoMetricAndNoLog(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	t.Setenv("SQLITE_TMPDIR", temporary)
	var said lockedBuffer
	w := startHTTPLogging(t, slog.New(slog.NewTextHandler(&said, &slog.HandlerOptions{Level: slog.LevelDebug, AddSource: true})))
	sam, ama := w.slack.As("U01SAM"), w.slack.As("U0SUP")
	const sentence = "A quokka juggled marmalade by the estuary."
	boxes := playground.Values{views.BoxWhat: sentence, views.BoxWhy: sentence, views.BoxNext: sentence, views.BoxReaders: "2"}
	send := func(form playground.View, err error) {
		t.Helper()
		must(t, err)
		must(t, sam.Submit(form, boxes))
		_, err = sam.WaitModal(views.FormSaved)
		must(t, err)
		must(t, sam.CloseAll(form))
	}
	for _, text := range []string{"/reflect ", "/boundary ", "/handrail ", "/supervision ", "/digest ", "/reflect " + strings.Repeat(sentence, 100)} {
		write(t, sam, text+sentence)
	}
	_, err := sam.Message(sam.DM(), sentence)
	must(t, err)
	_, err = sam.WaitMessage(sam.DM(), "Keep this as a reflection?")
	must(t, err)
	for _, shortcut := range []string{views.ShortcutReflect, views.ShortcutBoundary} {
		must(t, sam.Shortcut(shortcut))
		send(sam.WaitModal(views.FormNote))
	}
	on, err := ama.Message(sample.Riverside, sentence)
	must(t, err)
	must(t, sam.MessageShortcut(views.ShortcutReflectOn, on))
	send(sam.WaitModal(views.FormNote))
	home, err := sam.OpenHome()
	must(t, err)
	must(t, sam.Click(home, action(t, home, views.ActWrite)))
	send(sam.WaitModal(views.FormNote))
	w.slack.RefuseNext("views.open", "expired_trigger_id")
	must(t, sam.Shortcut(views.ShortcutReflect))
	release := lockDatabase(t, w.file)
	write(t, sam, "/reflect "+sentence)
	release()
	must(t, w.slack.Advance(t.Context(), time.Date(2026, time.November, 23, 10, 0, 0, 0, time.UTC)))

	server := httptest.NewServer(promhttp.HandlerFor(w.metrics, promhttp.HandlerOpts{}))
	defer server.Close()
	_, metrics := get(t, server.URL)
	_, ready := get(t, w.address+"/readyz")
	left := map[string]string{"metrics": metrics, "health": ready, "log": said.String()}
	must(t, filepath.WalkDir(temporary, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		left[path] = string(content)
		return err
	}))
	for name, content := range left {
		for _, word := range []string{"quokka", "marmalade", "estuary"} {
			if strings.Contains(strings.ToLower(content), word) {
				t.Errorf("%q stands in %s", word, name)
			}
		}
	}
	// What is looked through is the right thing.
	if !strings.Contains(metrics, `kind="submission"`) || !strings.Contains(left["log"], "level=") {
		t.Errorf("the metrics count no form, or the log is empty:\n%.500s\n%.500s", metrics, left["log"])
	}
}

// lockedBuffer is a buffer that many may write to.
type lockedBuffer struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.text.String()
}

func TestReadyIsHonest(t *testing.T) {
	for want, err := range map[int]error{http.StatusOK: nil, http.StatusServiceUnavailable: fmt.Errorf("not connected to Slack")} {
		w := httptest.NewRecorder()
		bot.Health(func(context.Context) (string, error) { return "", err }).ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/readyz", nil))
		if w.Code != want {
			t.Errorf("got %d %s, want %d", w.Code, w.Body, want)
		}
	}
}

func TestARevokedTokenIsSaidAndNothingIsGivenUp(t *testing.T) {
	w := startHTTP(t)
	now := w.slack.Now()
	must(t, w.house.scheduler.Tick(t.Context(), now))
	w.slack.RevokeTokens(true)
	must(t, w.house.scheduler.Tick(t.Context(), now.AddDate(0, 0, 7)))
	code, body := get(t, w.address+"/readyz")
	if code != http.StatusOK || !strings.Contains(body, "token_revoked") || !strings.Contains(body, "install it again") {
		t.Errorf("%d %s", code, body)
	}
	if saved := write(t, w.slack.As("U01SAM"), "/reflect Words meanwhile."); !strings.HasPrefix(saved.Text, "Saved") {
		t.Errorf("got %q", saved.Text)
	}
	if parked, err := w.house.store.Parked(t.Context(), "T0PLAY", 10); err != nil || len(parked) > 0 {
		t.Errorf("given up: %v %v", parked, err)
	}
}

// That every answer comes within Slack's three seconds is shown in bot, where the test moves the clock.
func TestALockedDatabaseGivesTheWordsBack(t *testing.T) {
	w := startHTTP(t)
	sam := w.slack.As("U01SAM")
	release := lockDatabase(t, w.file)
	answer := write(t, sam, "/reflect Words while the disk is busy.")
	if !strings.HasPrefix(answer.Text, "Not saved") || !strings.HasSuffix(answer.Text, "Words while the disk is busy.") {
		t.Errorf("got %q", answer.Text)
	}
	release()
	if saved := write(t, sam, "/reflect Words after."); !strings.HasPrefix(saved.Text, "Saved") {
		t.Errorf("got %q", saved.Text)
	}
}

// lockDatabase holds the write lock of the house's SQLite file, as another process may.
func lockDatabase(t *testing.T, path string) (release func()) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.ToSlash(path)+"?_txlock=immediate")
	must(t, err)
	held, err := db.Begin()
	must(t, err)
	return func() {
		must(t, held.Rollback())
		must(t, db.Close())
	}
}
