package main

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the plain handler's database

	"handrail/bot"
	"handrail/config"
	"handrail/sample"
	"handrail/storage"
)

const benchSecret = "bench-signing-secret"

// BenchmarkAccepting compares accepting a signed /reflect of 20 words, with everything on, with a plain net/http
// handler that does one durable insert into SQLite: in one run, each on a fresh database, at 16 connections and at
// one. The ratios are what counts: throughput (aim: 2 at 16 connections), p99 (at most 0.6), and at one connection
// p50 (at most 1.5).
func BenchmarkAccepting(b *testing.B) {
	for _, connections := range []int{16, 1} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			var ours, plain measured
			for b.Loop() {
				for range 3 { // turns, so that a slow moment of the machine meets both
					plain.add(measure(b, plainHandler(b), connections))
					ours.add(measure(b, handrailHandler(b), connections))
				}
			}
			b.ReportMetric(ours.perSecond()/plain.perSecond(), "throughput-ratio")
			b.ReportMetric(ours.at(.50)/plain.at(.50), "p50-ratio")
			b.ReportMetric(ours.at(.99)/plain.at(.99), "p99-ratio")
			b.ReportMetric(ours.perSecond(), "handrail/s")
			b.ReportMetric(plain.perSecond(), "plain/s")
			b.ReportMetric(1000*ours.at(.50), "handrail-p50-ms")
			b.ReportMetric(1000*ours.at(.99), "handrail-p99-ms")
			b.ReportMetric(1000*plain.at(.50), "plain-p50-ms")
			b.ReportMetric(1000*plain.at(.99), "plain-p99-ms")
			b.ReportMetric(0, "ns/op")
		})
	}
}

// measured is how long requests took, and all of them together.
type measured struct {
	each  []time.Duration
	total time.Duration
}

func (m *measured) add(o measured) {
	m.each, m.total = append(m.each, o.each...), m.total+o.total
}

func (m *measured) perSecond() float64 { return float64(len(m.each)) / m.total.Seconds() }

func (m *measured) at(part float64) float64 {
	slices.Sort(m.each)
	return m.each[int(part*float64(len(m.each)-1))].Seconds()
}

// measure posts signed commands over so many kept connections, after a short warm-up.
func measure(b *testing.B, h http.Handler, connections int) measured {
	b.Helper()
	server := httptest.NewServer(h)
	defer server.Close()
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: connections, MaxConnsPerHost: connections, DisableCompression: true}}
	defer client.CloseIdleConnections()
	post(b, client, server.URL, connections, 20*connections)
	return post(b, client, server.URL, connections, 1500+150*connections)
}

func post(b *testing.B, client *http.Client, base string, connections, requests int) measured {
	b.Helper()
	bodies := make([]*http.Request, requests)
	for i := range bodies {
		bodies[i] = signedCommand(base)
	}
	each := make([]time.Duration, requests)
	var next atomic.Int64
	var all sync.WaitGroup
	began := time.Now()
	for range connections {
		all.Go(func() {
			for i := int(next.Add(1)) - 1; i < requests; i = int(next.Add(1)) - 1 {
				sent := time.Now()
				response, err := client.Do(bodies[i])
				if err != nil {
					b.Error(err)
					return
				}
				answer, _ := io.ReadAll(response.Body)
				response.Body.Close()
				each[i] = time.Since(sent)
				if response.StatusCode != http.StatusOK || !bytes.Contains(answer, []byte("Saved")) || bytes.Contains(answer, []byte("Not saved")) {
					b.Errorf("%d %s", response.StatusCode, answer)
					return
				}
			}
		})
	}
	all.Wait()
	return measured{each, time.Since(began)}
}

func signedCommand(base string) *http.Request {
	workers := sample.Roster().Teams[0].Workers
	body := url.Values{
		"token": {"t"}, "team_id": {"T0BENCH"}, "team_domain": {"riverside"}, "channel_id": {"D01SAM"}, "channel_name": {"directmessage"},
		"user_id": {string(workers[time.Now().UnixNano()%int64(len(workers))].User)}, "user_name": {"sam"}, "command": {"/reflect"},
		"text":       {"We sat in the garden and he told me about his brother, and asked what had helped me back then. " + rand.Text()[:4]},
		"api_app_id": {"A1"}, "is_enterprise_install": {"false"}, "response_url": {"https://hooks.slack.com/commands/T/1/x"}, "trigger_id": {rand.Text()},
	}.Encode()
	r, _ := http.NewRequest(http.MethodPost, base+"/slack/commands", bytes.NewReader([]byte(body)))
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(benchSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("X-Slack-Request-Timestamp", stamp)
	r.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
	return r
}

// plainHandler reads a form and does one durable insert, with the same settings of SQLite as Handrail's.
func plainHandler(b *testing.B) http.Handler {
	b.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "plain.db")+"?_journal_mode=WAL&_synchronous=FULL&_busy_timeout=2000&_txlock=immediate")
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	if _, err := db.Exec("CREATE TABLE notes (id TEXT PRIMARY KEY, user TEXT NOT NULL, text TEXT NOT NULL, at INTEGER NOT NULL)"); err != nil {
		b.Fatal(err)
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := r.ParseForm(); err != nil {
			http.Error(w, "bad form", http.StatusBadRequest)
			return
		}
		_, err := db.ExecContext(r.Context(), "INSERT INTO notes (id, user, text, at) VALUES (?1, ?2, ?3, ?4)",
			rand.Text(), r.PostForm.Get("user_id"), r.PostForm.Get("text"), time.Now().UnixMilli())
		if err != nil {
			http.Error(w, "no", http.StatusInternalServerError)
			return
		}
		_, _ = io.WriteString(w, "Saved")
	})
}

// handrailHandler is the whole house in HTTP mode, with the sample teams.
func handrailHandler(b *testing.B) http.Handler {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	folder := b.TempDir()
	key := filepath.Join(folder, "handrail.key")
	if err := storage.NewKeyFile(key); err != nil {
		b.Fatal(err)
	}
	c := config.Config{BotToken: "xoxb-bench", SigningSecret: benchSecret, DatabaseURL: "sqlite:" + filepath.Join(folder, "handrail.db"), KeyFile: key}
	store, err := openStore(context.Background(), c, log)
	if err != nil {
		b.Fatal(err)
	}
	id := bot.Identity{Workspace: "T0BENCH", BotUser: "U0BOT"}
	if err := store.SaveRoster(context.Background(), id.Workspace, -1, sample.Roster(), "", time.Now()); err != nil {
		b.Fatal(err)
	}
	h, err := build(c, store, id, time.Now, nil, log)
	if err != nil {
		b.Fatal(err)
	}
	handler, err := h.web(c)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() {
		_ = h.finish()
		_ = store.Close()
		_ = os.RemoveAll(folder)
	})
	return handler
}
