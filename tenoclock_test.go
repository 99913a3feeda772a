package main

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/time/rate"

	"handrail/bot"
	"handrail/config"
	"handrail/peerwork"
	"handrail/storage"
)

const (
	tenMembers = 2000
	measured   = 10 * time.Second
)

// BenchmarkTenOClock measures the acknowledgement of /reflect in the first seconds after 2,000 members are due a prompt, in
// which the round is planned and written and the first of it sent, against the same on a quiet morning. Slack itself
// limits how fast the rest goes (https://docs.slack.dev/apis/web-api/rate-limits). The aim is a p99 of at most 3 times
// the quiet one.
func BenchmarkTenOClock(b *testing.B) {
	defer runMoreAtOnce()() // as `handrail run` does
	for _, c := range []struct{ teams, members int }{{1, tenMembers}, {tenMembers / 10, 10}} {
		b.Run(fmt.Sprintf("teams=%d", c.teams), func(b *testing.B) {
			ten := newTenOClock(b, c.teams, c.members)
			var quiet, busy []time.Duration
			for b.Loop() {
				quiet = append(quiet, ten.acknowledged(b, time.After(measured))...)
				busy = append(busy, ten.round(b)...)
			}
			b.ReportMetric(0, "ns/op")
			b.ReportMetric(float64(percentile(quiet, 99).Microseconds()), "quiet-p99-µs")
			b.ReportMetric(float64(percentile(busy, 99).Microseconds()), "busy-p99-µs")
			b.ReportMetric(float64(percentile(busy, 99))/float64(percentile(quiet, 99)), "p99-ratio")
			b.ReportMetric(float64(ten.posts.Load())/float64(b.N), "sent")
		})
	}
}

func percentile(took []time.Duration, p int) time.Duration {
	slices.Sort(took)
	return took[len(took)*p/100]
}

// postsASecond is how many messages the local Slack takes; for more it answers 429.
const postsASecond = 10

// limitedSlack is a Slack that takes messages at that rate, and counts them.
func limitedSlack(b *testing.B, posts *atomic.Int64) string {
	b.Helper()
	pace := rate.NewLimiter(postsASecond, postsASecond)
	mux := http.NewServeMux()
	mux.HandleFunc("/conversations.open", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, `{"ok":true,"channel":{"id":"D%s"}}`, r.FormValue("users"))
	})
	mux.HandleFunc("/chat.postMessage", func(w http.ResponseWriter, r *http.Request) {
		if !pace.Allow() {
			w.Header().Set("Retry-After", "1")
			w.WriteHeader(http.StatusTooManyRequests)
			return
		}
		posts.Add(1)
		fmt.Fprintf(w, `{"ok":true,"channel":%q,"ts":"1.1"}`, r.FormValue("channel"))
	})
	server := httptest.NewServer(mux)
	b.Cleanup(server.Close)
	return server.URL + "/"
}

// tenOClock is the whole house in HTTP mode, whose teams each have a question to every member at ten on Mondays.
type tenOClock struct {
	house   *house
	address string
	posts   atomic.Int64
	now     time.Time // the Monday before the next round
}

func newTenOClock(b *testing.B, teams, members int) *tenOClock {
	b.Helper()
	log := slog.New(slog.DiscardHandler)
	folder := b.TempDir()
	key := filepath.Join(folder, "handrail.key")
	must(b, storage.NewKeyFile(key))
	ten := &tenOClock{now: time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)}
	c := config.Config{
		BotToken: "xoxb-bench", SigningSecret: benchSecret, DatabaseURL: "sqlite:" + filepath.Join(folder, "handrail.db"), KeyFile: key,
		APIURL: limitedSlack(b, &ten.posts),
	}
	store, err := openStore(b.Context(), c, log)
	must(b, err)
	id := bot.Identity{Workspace: "T0BENCH", BotUser: "U0BOT"}
	must(b, store.SaveRoster(b.Context(), id.Workspace, -1, manyTeams(teams, members), "", ten.now))
	ten.house, err = build(c, store, id, func() time.Time { return ten.now }, nil, log)
	must(b, err)
	handler, err := ten.house.web(c)
	must(b, err)
	ten.address = serve(b, handler)
	must(b, ten.house.scheduler.Tick(b.Context(), ten.now))
	for range teams/50 + 1 { // a round places so many schedules
		must(b, ten.house.scheduler.Tick(b.Context(), ten.now))
	}
	b.Cleanup(func() {
		_ = ten.house.finish()
		_ = store.Close()
	})
	return ten
}

func manyTeams(teams, members int) peerwork.Roster {
	r := peerwork.Roster{K: peerwork.MinimumK}
	for i := range teams {
		id := peerwork.TeamID(fmt.Sprint("team-", i))
		t := peerwork.Team{
			ID: id, Name: string(id), Setting: config.DefaultSetting, Timezone: "UTC", Holidays: "none", LineManagers: []peerwork.Held{{User: "U0MGR"}},
			Schedules: []peerwork.Schedule{{ID: "monday", Team: id, Kind: peerwork.MemberPrompt, Cron: "0 10 * * MON", Timezone: "UTC"}},
		}
		for j := range members {
			t.Workers = append(t.Workers, peerwork.Member{User: peerwork.UserID(fmt.Sprintf("U%d", 10_000+i*members+j))})
		}
		if i == 0 {
			t.Workers[0].User = "U01SAM" // who writes
		}
		r.Teams = append(r.Teams, t)
	}
	return r
}

// round measures acknowledgements from the next Monday at ten on.
func (ten *tenOClock) round(b *testing.B) []time.Duration {
	b.Helper()
	ten.now = ten.now.AddDate(0, 0, 7)
	ctx, stop := context.WithCancel(b.Context())
	var running sync.WaitGroup
	running.Go(func() { ten.house.scheduler.Run(ctx, func() time.Time { return ten.now }) })
	took := ten.acknowledged(b, time.After(measured))
	stop()
	running.Wait()
	if ten.posts.Load() == 0 {
		b.Error("nobody got a message")
	}
	return took
}

// acknowledged has two people write a note every 10 ms each, until it is told to stop.
func (ten *tenOClock) acknowledged(b *testing.B, stop <-chan time.Time) []time.Duration {
	b.Helper()
	over := make(chan struct{})
	go func() { <-stop; close(over) }()
	took := make([][]time.Duration, 2)
	var writing sync.WaitGroup
	for i := range took {
		writing.Go(func() {
			var err error
			if took[i], err = ten.write(over); err != nil {
				b.Error(err)
			}
		})
	}
	writing.Wait()
	return slices.Concat(took...)
}

func (ten *tenOClock) write(over <-chan struct{}) ([]time.Duration, error) {
	conn, err := net.Dial("tcp", ten.address)
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	answers := bufio.NewReaderSize(conn, 64<<10)
	next := time.NewTicker(10 * time.Millisecond)
	defer next.Stop()
	var took []time.Duration
	for {
		select {
		case <-over:
			return took, nil
		case <-next.C:
		}
		note := request(ten.address)
		start := time.Now()
		if _, err := conn.Write(note); err != nil {
			return nil, err
		}
		if err := readAnswer(answers); err != nil {
			return nil, err
		}
		took = append(took, time.Since(start))
	}
}
