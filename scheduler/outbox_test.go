package scheduler

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

// barredError is what a messenger says while nothing gets through.
type barredError struct{}

func (barredError) Error() string  { return "Slack answered token_revoked" }
func (barredError) Barred() string { return "Install it again." }

// waitError is what a messenger says while Slack asks to wait.
type waitError struct{}

func (waitError) Error() string             { return "Slack answered rate_limited" }
func (waitError) RetryAfter() time.Duration { return time.Minute }

// moved has the scheduler's protocol time stand still, and returns how to move it.
func (w *world) moved() func(time.Duration) {
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	return func(d time.Duration) { clock = clock.Add(d) }
}

func (w *world) ticks(t *testing.T, at time.Time) {
	t.Helper()
	if err := w.Tick(t.Context(), at); err != nil {
		t.Fatal(err)
	}
}

// failsOnce has each message fail once, as any may: which is too often for one that has no tries left.
func (w *world) failsOnce(t *testing.T, at time.Time, pass func(time.Duration)) {
	t.Helper()
	pass(5 * time.Minute)
	w.post.fail = func(string) error { return errors.New("no answer") }
	w.ticks(t, at)
	w.post.fail = nil
	pass(time.Minute)
}

func TestWhileSlackLetsNothingInAllIsKept(t *testing.T) {
	w := newWorld(t, riverside())
	var log strings.Builder
	w.log = slog.New(slog.NewTextHandler(&log, nil))
	pass := w.moved()
	w.ticks(t, sunday)
	calls := 0
	w.post.fail = func(string) error { calls++; return barredError{} }
	thursday := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	for minute := range 120 { // far more rounds than a message has tries
		w.ticks(t, thursday.Add(time.Duration(minute)*time.Minute))
		pass(time.Minute)
	}
	if calls > 125 {
		t.Errorf("Slack was called %d times in two hours: one message a minute tells enough", calls)
	}
	if why := w.Barred(); !strings.Contains(why, "token_revoked") || !strings.Contains(why, "Install it again.") {
		t.Errorf("it says %q", why)
	}
	if n := strings.Count(log.String(), "no message gets through"); n != 1 || !strings.Contains(log.String(), "Install it again.") {
		t.Errorf("the log says it %d times: %s", n, log.String())
	}
	kept, since, why, err := w.store.KeptBack(t.Context(), ws, thursday.Add(2*time.Hour))
	if err != nil || kept == 0 || !since.Before(thursday.Add(time.Hour)) || !strings.Contains(why, "token_revoked") {
		t.Errorf("kept %d since %s: %s, %v", kept, since, why, err)
	}
	if parked, err := w.store.Parked(t.Context(), ws, 10); err != nil || len(parked) > 0 {
		t.Errorf("given up: %v %v", parked, err)
	}

	w.failsOnce(t, thursday.Add(3*time.Hour), pass)
	pass(5 * time.Minute)
	w.ticks(t, thursday.Add(3*time.Hour))
	if sam, bea := len(w.post.to("USAM")), len(w.post.to("UBEA")); sam != 1 || bea != 1 {
		t.Errorf("mended, Sam got %d and Bea %d", sam, bea)
	}
	if w.Barred() != "" || !strings.Contains(log.String(), "get through to Slack again") {
		t.Errorf("mended, it says %q: %s", w.Barred(), log.String())
	}
}

func TestWhatIsOfNoUseAnyMoreIsNotSentOnceSlackLetsItIn(t *testing.T) {
	w := newWorld(t, riverside())
	pass := w.moved()
	w.ticks(t, sunday)
	w.post.fail = func(string) error { return barredError{} }
	thursday := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	w.ticks(t, thursday)
	w.post.fail = nil
	pass(24 * time.Hour)
	w.ticks(t, thursday.Add(21*time.Hour))
	if sam := w.post.to("USAM"); len(sam) > 0 {
		t.Errorf("yesterday's question came: %v", sam)
	}
	for _, audience := range []string{"USAM", "UBEA"} {
		if asked, err := w.store.AskedOf(t.Context(), ws, audience, time.Time{}); err != nil || len(asked) > 0 {
			t.Errorf("%s counts as asked what never came: %v %v", audience, asked, err)
		}
	}
}

func TestOneMessageThatIsAlwaysBarredHoldsNoOtherBack(t *testing.T) {
	w := newWorld(t, riverside())
	pass := w.moved()
	w.ticks(t, sunday)
	thursday := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	w.post.fail = func(string) error { return barredError{} }
	w.ticks(t, thursday)
	always := "" // whichever is tried first from now on
	w.post.fail = func(recipient string) error {
		if always = cmp.Or(always, recipient); recipient == always {
			return barredError{}
		}
		return nil
	}
	for range 6 {
		pass(time.Minute)
		w.ticks(t, thursday)
	}
	if n := len(w.post.sent); n != 2 { // a digest and two questions wait
		t.Errorf("%d of the other two messages came: %v", n, w.post.sent)
	}
}

func TestWaitingForSlackCountsAsNoTry(t *testing.T) {
	w := newWorld(t, riverside())
	pass := w.moved()
	w.ticks(t, sunday)
	w.post.fail = func(string) error { return waitError{} }
	thursday := time.Date(2026, 11, 19, 15, 30, 0, 0, time.UTC)
	for range 3 * lastAttempt {
		w.ticks(t, thursday)
		pass(time.Minute)
	}
	w.failsOnce(t, thursday, pass)
	w.ticks(t, thursday)
	if sam, bea := len(w.post.to("USAM")), len(w.post.to("UBEA")); sam != 1 || bea != 1 {
		t.Errorf("Sam got %d and Bea %d", sam, bea)
	}
}

func TestEightTriesTakeHours(t *testing.T) {
	var whole time.Duration
	for tries := range lastAttempt - 1 {
		whole += backoff(tries)
	}
	if whole < 5*time.Hour || whole > 8*time.Hour || backoff(0) != 5*time.Second {
		t.Errorf("%s in all, the first after %s", whole, backoff(0))
	}
}

// asksByHand has somebody ask a question of riverside in its channel.
func (w *world) asksByHand(t *testing.T, asker peerwork.UserID, prompt string, at time.Time) {
	t.Helper()
	d := peerwork.Delivery{
		ID: peerwork.NewID(), Workspace: ws, Kind: peerwork.DeliverTeamPrompt, Recipient: "C1", Team: "riverside", Subject: prompt, Asker: asker, Due: at,
		Expires: riverside().Teams[0].UsefulUntil(at),
	}
	err := w.store.PutOutByHand(t.Context(), d, &peerwork.Asking{
		Delivery: d.ID, Audience: d.Audience(), Asked: peerwork.Asked{Prompt: prompt, At: at}, NotSince: at.Add(-prompts.RepeatAfter),
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestWhoAskedIsToldThatItCouldNotBePosted(t *testing.T) {
	w := newWorld(t, riverside())
	w.knows(t, peerwork.Person{ID: "UAMA", Name: "Ama"})
	at := time.Date(2026, 11, 18, 11, 0, 0, 0, time.UTC)
	question := ourBank(t).All()[slices.IndexFunc(ourBank(t).All(), func(p prompts.Prompt) bool { return p.Format == prompts.Group && p.Status == prompts.Active })]
	w.post.fail = func(recipient string) error {
		if recipient == "C1" {
			return refusedError{"not_in_channel"}
		}
		return nil
	}
	w.asksByHand(t, "UAMA", question.ID, at)
	w.ticks(t, at)
	told := strings.Join(w.post.to("UAMA"), "\n")
	for _, want := range []string{"Your question could not be posted in the channel of Riverside.", "/invite @Handrail", "does not count as asked"} {
		if !strings.Contains(told, want) {
			t.Errorf("Ama was not told %q: %s", want, told)
		}
	}
	if admins := w.post.to("UADMIN"); len(admins) != 1 {
		t.Errorf("admins were told %v", admins)
	}
	if asked, err := w.store.AskedOf(t.Context(), ws, "riverside", time.Time{}); err != nil || len(asked) > 0 {
		t.Errorf("it counts as asked: %v %v", asked, err)
	}
	w.post.fail = nil
	w.asksByHand(t, "UAMA", question.ID, at.Add(time.Hour))
	w.ticks(t, at.Add(time.Hour))
	if asked := strings.Join(w.post.to("C1"), "\n"); !strings.Contains(asked, "Ama asked for this question.") {
		t.Errorf("mended, the channel got %s", asked)
	}
}

func TestAQuestionAskedByHandIsNotPostedInTheNight(t *testing.T) {
	w := newWorld(t, riverside())
	pass := w.moved()
	at := time.Date(2026, 11, 18, 16, 30, 0, 0, time.UTC)
	question := ourBank(t).All()[slices.IndexFunc(ourBank(t).All(), func(p prompts.Prompt) bool { return p.Format == prompts.Group && p.Status == prompts.Active })]
	w.post.fail = func(string) error { return barredError{} }
	w.asksByHand(t, "UAMA", question.ID, at)
	w.ticks(t, at)
	w.post.fail = nil
	pass(24 * time.Hour)
	w.ticks(t, at.Add(10*time.Hour)) // Slack is back at 02:30
	if posted := w.post.to("C1"); len(posted) > 0 {
		t.Errorf("the channel got at night: %v", posted)
	}
	if told := strings.Join(w.post.to("UAMA"), "\n"); !strings.Contains(told, "It would have come in quiet hours or on another day.") {
		t.Errorf("Ama was told %q", told)
	}
	if asked, err := w.store.AskedOf(t.Context(), ws, "riverside", time.Time{}); err != nil || len(asked) > 0 {
		t.Errorf("it counts as asked: %v %v", asked, err)
	}
	w.asksByHand(t, "UAMA", question.ID, at.Add(24*time.Hour))
	w.ticks(t, at.Add(24*time.Hour))
	if len(w.post.to("C1")) != 1 {
		t.Errorf("asked again, the channel got %v", w.post.to("C1"))
	}
}

// meanwhile is a store in which something happens between the choice of a question and its claim.
type meanwhile struct {
	Store
	happens func()
}

func (m *meanwhile) ClaimSchedule(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID, id string, due, next time.Time, out []peerwork.Delivery, asked []peerwork.Asking) (bool, error) {
	if id == "monday-question" {
		m.happens()
	}
	return m.Store.ClaimSchedule(ctx, ws, team, id, due, next, out, asked)
}

func TestTheClockChoosesAnotherQuestionThanTheOneJustAsked(t *testing.T) {
	monday := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	plain := newWorld(t, riverside())
	plain.live(t, sunday, monday)
	chosen, err := plain.store.AskedOf(t.Context(), ws, "riverside", time.Time{})
	if err != nil || len(chosen) != 1 {
		t.Fatalf("%v %v", chosen, err)
	}
	w := newWorld(t, riverside())
	w.ticks(t, sunday)
	w.Scheduler.store = &meanwhile{Store: w.store, happens: sync.OnceFunc(func() { w.asksByHand(t, "UAMA", chosen[0].Prompt, monday) })}
	w.ticks(t, monday)
	asked, err := w.store.AskedOf(t.Context(), ws, "riverside", time.Time{})
	if err != nil || len(asked) != 2 || asked[0].Prompt == asked[1].Prompt || len(w.post.to("C1")) != 2 {
		t.Errorf("asked %v, %v; posted %v", asked, err, w.post.to("C1"))
	}
}
