package scheduler

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/storage"
	"handrail/views"
)

const ws = peerwork.WorkspaceID("T1")

// posted remembers what was sent, and fails as it is told.
type posted struct {
	mu   sync.Mutex
	sent []string // recipient and text
	fail func(recipient string) error
}

func (p *posted) Post(_ context.Context, _ peerwork.WorkspaceID, recipient string, m views.Message) (string, string, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.fail != nil {
		if err := p.fail(recipient); err != nil {
			return "", "", err
		}
	}
	p.sent = append(p.sent, recipient+" "+m.Text)
	return recipient, fmt.Sprint(len(p.sent)), nil
}

func (p *posted) to(recipient string) []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	var texts []string
	for _, s := range p.sent {
		if text, ok := strings.CutPrefix(s, recipient+" "); ok {
			texts = append(texts, text)
		}
	}
	return texts
}

type refusedError struct{ code string }

func (e refusedError) Error() string { return "Slack answered " + e.code }
func (refusedError) Permanent() bool { return true }

type world struct {
	store *storage.Store
	post  *posted
	*Scheduler
}

func newWorld(t *testing.T, roster peerwork.Roster) *world {
	t.Helper()
	dir := t.TempDir()
	key := filepath.Join(dir, "key")
	if err := storage.NewKeyFile(key); err != nil {
		t.Fatal(err)
	}
	keys, err := storage.LoadKeyring(key)
	if err != nil {
		t.Fatal(err)
	}
	log := slog.New(slog.NewTextHandler(io.Discard, nil))
	store, err := storage.Open(t.Context(), storage.Options{URL: "sqlite:" + filepath.Join(dir, "h.db"), Keys: keys, Log: log})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	if err := store.EnsureWorkspace(t.Context(), ws, "Test"); err != nil {
		t.Fatal(err)
	}
	if err := store.SaveRoster(t.Context(), ws, -1, roster, "UADMIN", sunday); err != nil {
		t.Fatal(err)
	}
	post := &posted{}
	return &world{store: store, post: post, Scheduler: New(store, post, ourBank(t), log)}
}

// readBank reads Handrail's questions once for all tests: they come out the same, and it takes longer than most tests.
var readBank = sync.OnceValues(prompts.Load)

func ourBank(t testing.TB) *prompts.Bank {
	t.Helper()
	bank, err := readBank()
	if err != nil {
		t.Fatal(err)
	}
	return bank
}

// sunday is the day before the week of most tests.
var sunday = time.Date(2026, 11, 15, 12, 0, 0, 0, time.UTC)

func riverside() peerwork.Roster {
	return peerwork.Roster{
		Admins: []peerwork.UserID{"UADMIN"}, K: 5,
		Teams: []peerwork.Team{{
			ID: "riverside", Name: "Riverside", Setting: "crisis-house", Channel: "C1", Timezone: "Europe/London", Holidays: "GB-ENG",
			QuietHours:   peerwork.QuietHours{From: 19 * 60, Until: 8 * 60},
			LineManagers: []peerwork.Held{{User: "UJO"}},
			Workers:      []peerwork.Member{{User: "USAM", Supervisor: "UAMA"}, {User: "UBEA", Supervisor: "UAMA"}},
			Schedules: []peerwork.Schedule{
				{ID: "monday-question", Team: "riverside", Kind: peerwork.TeamPrompt, Cron: "0 10 * * MON", Timezone: "Europe/London"},
				{ID: "thursday-question", Team: "riverside", Kind: peerwork.MemberPrompt, Cron: "30 15 * * THU", Timezone: "Europe/London"},
				{ID: "weekly-digest", Team: "riverside", Kind: peerwork.WeeklyDigest, Cron: "0 9 * * MON", Timezone: "Europe/London"},
			},
		}},
	}
}

func (w *world) live(t *testing.T, from, to time.Time) {
	t.Helper()
	if err := w.Advance(t.Context(), from, to, func(time.Time) {}); err != nil {
		t.Fatal(err)
	}
}

func TestAWeekSendsEverythingOnce(t *testing.T) {
	w := newWorld(t, riverside())
	w.live(t, sunday, sunday.AddDate(0, 0, 7))
	w.live(t, sunday.AddDate(0, 0, 7), sunday.AddDate(0, 0, 7).Add(time.Hour))
	got := map[string]int{}
	for _, recipient := range []string{"C1", "USAM", "UBEA", "UJO", "UAMA"} {
		got[recipient] = len(w.post.to(recipient))
	}
	if d := cmp.Diff(map[string]int{"C1": 1, "USAM": 1, "UBEA": 1, "UJO": 1, "UAMA": 0}, got); d != "" {
		t.Errorf("%s\n%v", d, w.post.sent)
	}
}

func TestNoPromptComesTwiceInEightWeeks(t *testing.T) {
	w := newWorld(t, riverside())
	w.live(t, sunday, sunday.AddDate(0, 0, 56))
	sent := w.post.to("USAM")
	if len(sent) < 7 { // eight Thursdays, one of them on 24 December
		t.Fatalf("%d prompts in eight weeks", len(sent))
	}
	slices.Sort(sent)
	if n := len(sent); len(slices.Compact(sent)) != n {
		t.Error("a prompt came twice")
	}
}

func TestTwoReplicasSendOnce(t *testing.T) {
	w := newWorld(t, riverside())
	other := New(w.store, w.post, ourBank(t), w.log)
	monday := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	var both sync.WaitGroup
	for _, s := range []*Scheduler{w.Scheduler, other} {
		both.Go(func() {
			if err := s.Tick(t.Context(), monday); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	if n := len(w.post.to("C1")); n != 1 {
		t.Errorf("the question came %d times", n)
	}
}

func TestABotThatWasDownSendsTheNewestOnceOnReturn(t *testing.T) {
	w := newWorld(t, riverside())
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	back := time.Date(2026, 12, 7, 11, 0, 0, 0, time.UTC) // a Monday, three weeks on
	w.live(t, back, back.Add(time.Hour))
	if n := len(w.post.to("C1")); n != 1 {
		t.Errorf("%d team questions", n)
	}
	if n := len(w.post.to("USAM")); n != 0 {
		t.Errorf("%d questions of last Thursday, no longer useful", n)
	}
	digests := w.post.to("UJO")
	if len(digests) != 1 || !strings.Contains(digests[0], "30 November") {
		t.Errorf("digests: %v", digests)
	}
}

func TestSendingAgainAfterSlackFailed(t *testing.T) {
	w := newWorld(t, riverside())
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	failures := 3
	w.post.fail = func(string) error {
		if failures > 0 {
			failures--
			return errors.New("no answer")
		}
		return nil
	}
	monday := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	for range 8 {
		if err := w.Tick(t.Context(), monday); err != nil {
			t.Fatal(err)
		}
		clock = clock.Add(time.Minute)
	}
	if c, jo := len(w.post.to("C1")), len(w.post.to("UJO")); c != 1 || jo != 1 {
		t.Errorf("question %d times, digest %d times", c, jo)
	}
}

func TestAChannelTheBotCannotPostInIsToldToAdmins(t *testing.T) {
	w := newWorld(t, riverside())
	w.post.fail = func(recipient string) error {
		if recipient == "C1" {
			return refusedError{"not_in_channel"}
		}
		return nil
	}
	w.live(t, sunday, sunday.AddDate(0, 0, 3))
	told := w.post.to("UADMIN")
	if len(told) != 1 || !strings.Contains(told[0], "not in the channel") {
		t.Errorf("admins were told %v", told)
	}
	parked, err := w.store.Parked(t.Context(), ws, 10)
	if err != nil || len(parked) != 1 {
		t.Errorf("parked: %v %v", parked, err)
	}
}

func TestAChannelInTroubleIsToldOnceUntilItIsMended(t *testing.T) {
	w := newWorld(t, riverside())
	trouble := true
	w.post.fail = func(recipient string) error {
		if recipient == "C1" && trouble {
			return refusedError{"is_archived"}
		}
		return nil
	}
	at := sunday
	weeks := func(n int) {
		w.live(t, at, at.AddDate(0, 0, 7*n))
		at = at.AddDate(0, 0, 7*n)
	}
	weeks(3)
	if told := w.post.to("UADMIN"); len(told) != 1 {
		t.Errorf("three questions could not be put, and admins were told %d times", len(told))
	}
	fault, err := w.store.ChannelFault(t.Context(), ws, "riverside", "C1")
	if err != nil || !strings.Contains(fault.Reason, "is_archived") {
		t.Errorf("fault %+v, %v", fault, err)
	}
	trouble = false
	weeks(1)
	if asked := w.post.to("C1"); len(asked) != 1 {
		t.Errorf("mended, the channel was asked %d times", len(asked))
	}
	if fault, err := w.store.ChannelFault(t.Context(), ws, "riverside", "C1"); !errors.Is(err, peerwork.ErrNotFound) {
		t.Errorf("mended, the fault is %+v, %v", fault, err)
	}
	trouble = true
	weeks(1)
	if told := w.post.to("UADMIN"); len(told) != 2 {
		t.Errorf("in trouble again, admins were told %d times in all", len(told))
	}
}

func TestARoundInWhichEverybodyIsPausedSaysSoInTheLog(t *testing.T) {
	w := newWorld(t, riverside())
	var log strings.Builder
	w.log = slog.New(slog.NewTextHandler(&log, nil))
	for _, u := range []peerwork.UserID{"USAM", "UBEA"} {
		err := w.store.SavePreferences(t.Context(), ws, u, func(p *peerwork.Preferences) { p.PausedUntil = sunday.AddDate(0, 1, 0) })
		if err != nil {
			t.Fatal(err)
		}
	}
	w.live(t, sunday, sunday.AddDate(0, 0, 7))
	if n := len(w.post.to("USAM")) + len(w.post.to("UBEA")); n > 0 {
		t.Errorf("%d questions to people who are paused", n)
	}
	if said := log.String(); !strings.Contains(said, "nobody is to be asked now") || strings.Contains(said, "USAM") {
		t.Errorf("the log says %s", said)
	}
}

func TestATeamWithoutAChannelIsLeftOutAndTheRestComes(t *testing.T) {
	roster := riverside()
	roster.Teams[0].Channel = ""
	w := newWorld(t, roster)
	var log strings.Builder
	w.log = slog.New(slog.NewTextHandler(&log, nil))
	w.live(t, sunday, sunday.AddDate(0, 0, 7))
	if len(w.post.to("USAM")) != 1 || len(w.post.to("UJO")) != 1 || len(w.post.to("")) != 0 {
		t.Errorf("sent %v", w.post.sent)
	}
	if !strings.Contains(log.String(), "the team has no channel") {
		t.Errorf("the log says %s", log.String())
	}
}

func TestAManagerUntilAMinuteAgoGetsNoDigest(t *testing.T) {
	w := newWorld(t, riverside())
	if err := w.Tick(t.Context(), sunday); err != nil {
		t.Fatal(err)
	}
	w.post.fail = func(string) error { return errors.New("no answer") }
	monday := time.Date(2026, 11, 16, 9, 0, 0, 0, time.UTC)
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	if err := w.Tick(t.Context(), monday); err != nil {
		t.Fatal(err)
	}
	roster := riverside()
	roster.Teams[0].LineManagers = []peerwork.Held{{User: "UKIM"}}
	if err := w.store.SaveRoster(t.Context(), ws, -1, roster, "UADMIN", monday); err != nil {
		t.Fatal(err)
	}
	w.post.fail, clock = nil, clock.Add(time.Hour)
	if err := w.Tick(t.Context(), monday.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := w.post.to("UJO"); len(got) != 0 {
		t.Errorf("Jo got %v", got)
	}
}

func TestDeletedWordsLeaveTheLogWithinAMinute(t *testing.T) {
	w := newWorld(t, riverside())
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	emptied := 0
	w.Scheduler.store = forgetting{w.store, func() { emptied++ }}
	for _, at := range []struct{ seconds, want int }{{0, 1}, {20, 1}, {40, 2}, {60, 2}, {80, 3}} {
		clock = time.Unix(1_800_000_000+int64(at.seconds), 0)
		if err := w.Tick(t.Context(), sunday); err != nil {
			t.Fatal(err)
		}
		if emptied != at.want {
			t.Errorf("after %d seconds the log was emptied %d times, want %d", at.seconds, emptied, at.want)
		}
	}
}

// forgetting notes when the log is emptied.
type forgetting struct {
	Store
	told func()
}

func (f forgetting) Forget(ctx context.Context) error {
	f.told()
	return f.Store.Forget(ctx)
}
