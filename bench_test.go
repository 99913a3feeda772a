package main

import (
	"bufio"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	_ "github.com/mattn/go-sqlite3" // the plain handler's database

	"handrail/bot"
	"handrail/config"
	"handrail/peerwork"
	"handrail/sample"
	"handrail/storage"
)

const (
	benchSecret = "a-signing-secret-for-benchmarks"
	benchWords  = "We sat on the bench by the river and she told me that the nights are the hardest part of it."
)

// BenchmarkAccepting measures a signed /reflect with words, everything on, against the plain handler, in turns within
// one run. Ratios are Handrail's figure over the plain handler's: the aim at 16 connections is at least 1.5 (aim 2)
// for throughput and at most 0.6 for p99; at one connection at most 1.5 for p50.
func BenchmarkAccepting(b *testing.B) {
	defer runMoreAtOnce()() // as `handrail run` does, for both
	handrail, plain := serveHandrail(b), servePlain(b)
	for _, connections := range []int{1, 16} {
		b.Run(fmt.Sprintf("connections=%d", connections), func(b *testing.B) {
			var ours, theirs []measure
			const rounds = 7
			each := 3000 // a round long enough that caches are warm in most of it
			if connections == 1 {
				each = 1000
			}
			load(b, handrail, connections, each/4)
			load(b, plain, connections, each/4)
			for b.Loop() {
				for range rounds {
					ours = append(ours, load(b, handrail, connections, each))
					theirs = append(theirs, load(b, plain, connections, each))
				}
			}
			report(b, ours, theirs)
		})
	}
}

// measure is what a round of requests took.
type measure struct {
	perSecond float64
	p50, p99  time.Duration
	processor time.Duration // of the whole process, client and all, for each request
}

func report(b *testing.B, ours, theirs []measure) {
	rate := func(m measure) float64 { return m.perSecond }
	p50 := func(m measure) float64 { return float64(m.p50.Microseconds()) }
	p99 := func(m measure) float64 { return float64(m.p99.Microseconds()) }
	processor := func(m measure) float64 { return float64(m.processor.Nanoseconds()) / 1000 }
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(median(ours, rate), "handrail-req/s")
	b.ReportMetric(median(theirs, rate), "plain-req/s")
	b.ReportMetric(median(ours, rate)/median(theirs, rate), "throughput-ratio")
	b.ReportMetric(median(ours, p50), "handrail-p50-µs")
	b.ReportMetric(median(ours, p50)/median(theirs, p50), "p50-ratio")
	b.ReportMetric(median(ours, p99), "handrail-p99-µs")
	b.ReportMetric(median(ours, p99)/median(theirs, p99), "p99-ratio")
	b.ReportMetric(median(ours, processor), "handrail-processor-µs")
	b.ReportMetric(median(theirs, processor), "plain-processor-µs")
}

func median(ms []measure, of func(measure) float64) float64 {
	values := make([]float64, len(ms))
	for i, m := range ms {
		values[i] = of(m)
	}
	slices.Sort(values)
	return values[len(values)/2]
}

// load sends requests over so many connections, each waiting for its answer, and checks every answer. The
// requests are made and signed before the clock starts, and written raw, so that the client costs little.
func load(b *testing.B, address string, connections, total int) measure {
	b.Helper()
	each := total / connections
	batches := make([][][]byte, connections)
	for c := range batches {
		for range each {
			batches[c] = append(batches[c], request(address))
		}
	}
	took := make([][]time.Duration, connections)
	var all sync.WaitGroup
	start, spent := time.Now(), processorTime()
	for c := range connections {
		all.Go(func() {
			var err error
			if took[c], err = send(address, batches[c]); err != nil {
				b.Error(err)
			}
		})
	}
	all.Wait()
	elapsed := time.Since(start)
	spent = processorTime() - spent
	every := slices.Concat(took...)
	if len(every) == 0 {
		b.Fatal("no answer came")
	}
	slices.Sort(every)
	return measure{float64(len(every)) / elapsed.Seconds(), every[len(every)/2], every[len(every)*99/100], spent / time.Duration(len(every))}
}

// processorTime is what this process has used of the processors so far. Unlike the time on the wall it tells little of
// what else the machine was doing.
func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func send(address string, requests [][]byte) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 64<<10)
	took := make([]time.Duration, 0, len(requests))
	for _, r := range requests {
		start := time.Now()
		if _, err := conn.Write(r); err != nil {
			return nil, err
		}
		if err := readAnswer(answers); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
	return took, nil
}

// readAnswer reads one answer, which must be a 200 that tells of a saved note.
func readAnswer(r *bufio.Reader) error {
	status, err := r.ReadSlice('\n')
	if err != nil {
		return err
	}
	if !strings.Contains(string(status), " 200 ") {
		return fmt.Errorf("answer %q", status)
	}
	length := 0
	for {
		line, err := r.ReadSlice('\n')
		if err != nil {
			return err
		}
		if len(line) <= 2 {
			break
		}
		if value, ok := strings.CutPrefix(string(line), "Content-Length: "); ok {
			length, _ = strconv.Atoi(strings.TrimSpace(value))
		}
	}
	head, err := r.Peek(min(length, 400))
	if err != nil {
		return err
	}
	if !strings.Contains(string(head), "Saved") {
		return fmt.Errorf("the answer does not say Saved: %q", head)
	}
	_, err = r.Discard(length)
	return err
}

// request is one signed slash command, as Slack sends it, with a trigger of its own.
func request(address string) []byte {
	form := url.Values{
		"token": {"old"}, "team_id": {"T0BENCH"}, "team_domain": {"bench"}, "channel_id": {"D01"}, "channel_name": {"directmessage"},
		"user_id": {"U01SAM"}, "user_name": {"sam"}, "command": {"/reflect"}, "text": {benchWords}, "api_app_id": {"A01"},
		"is_enterprise_install": {"false"}, "response_url": {"http://127.0.0.1:9/response"}, "trigger_id": {peerwork.NewID()},
	}
	body := form.Encode()
	stamp := strconv.FormatInt(time.Now().Unix(), 10)
	mac := hmac.New(sha256.New, []byte(benchSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	return fmt.Appendf(nil, "POST /slack/commands HTTP/1.1\r\nHost: %s\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n"+
		"X-Slack-Request-Timestamp: %s\r\nX-Slack-Signature: v0=%s\r\n\r\n%s", address, len(body), stamp, hex.EncodeToString(mac.Sum(nil)), body)
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

// serveHandrail serves the house as `handrail run` does.
func serveHandrail(b *testing.B) string {
	b.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(b, err)
	server := newServer(handrailHandler(b))
	go func() { _ = server.Serve(wholeAnswers{l}) }()
	b.Cleanup(func() { server.Close() })
	return l.Addr().String()
}

// servePlain serves the plain handler: it reads the form, makes one durable insert, and says so.
func servePlain(b *testing.B) string {
	b.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(b.TempDir(), "plain.db")+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=2000")
	must(b, err)
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE plain (id TEXT PRIMARY KEY, user TEXT NOT NULL, words TEXT NOT NULL, at INTEGER NOT NULL)")
	must(b, err)
	insert, err := db.Prepare("INSERT INTO plain (id, user, words, at) VALUES (?, ?, ?, ?)")
	must(b, err)
	return serve(b, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, err := insert.ExecContext(context.WithoutCancel(r.Context()), r.PostFormValue("trigger_id"), r.PostFormValue("user_id"), r.PostFormValue("text"), time.Now().UnixMilli())
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		io.WriteString(w, "Saved")
	}))
}

func serve(b *testing.B, h http.Handler) string {
	b.Helper()
	server := httptest.NewServer(h)
	b.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}
