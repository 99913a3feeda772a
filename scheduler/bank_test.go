package scheduler

import (
	"errors"
	"strings"
	"testing"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

// onlyTheirs switches all of ours off, so that the organisation's own question is the only one to ask.
func onlyTheirs(t *testing.T, w *world, own prompts.Prompt) peerwork.BankChanges {
	t.Helper()
	written, err := prompts.Write(own)
	if err != nil {
		t.Fatal(err)
	}
	changes := peerwork.BankChanges{Own: []peerwork.OwnPrompt{written}}
	for _, p := range ourBank(t).All() {
		changes.SwitchOff(p.ID)
	}
	if err := w.store.SaveBankChanges(t.Context(), ws, 0, changes, "UADMIN", sunday); err != nil {
		t.Fatal(err)
	}
	return changes
}

func tea() prompts.Prompt {
	return prompts.Prompt{
		ID: "own-tea", Text: "Who made the tea for us?", Theme: "relationship", SubTheme: "R1", Format: prompts.Group,
		Step: prompts.Notice, Depth: 1, Balance: prompts.Strength, Status: prompts.Active,
	}
}

func TestTheOrganisationsOwnQuestionIsAsked(t *testing.T) {
	w := newWorld(t, riverside())
	onlyTheirs(t, w, tea())
	w.live(t, sunday, sunday.AddDate(0, 0, 7))
	if got := w.post.to("C1"); len(got) != 1 || !strings.Contains(got[0], tea().Text) {
		t.Errorf("the team was asked %v", got)
	}
	if got := w.post.to("USAM"); len(got) != 0 {
		t.Errorf("a question that is switched off was sent: %v", got)
	}
}

func TestAQuestionSwitchedOffOnItsWayIsNotSent(t *testing.T) {
	w := newWorld(t, riverside())
	changes := onlyTheirs(t, w, tea())
	clock := time.Unix(1_800_000_000, 0)
	w.protocol = func() time.Time { return clock }
	w.post.fail = func(string) error { return errors.New("no answer") }
	monday := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	w.live(t, sunday, monday)
	changes.Retire("own-tea")
	if err := w.store.SaveBankChanges(t.Context(), ws, 1, changes, "UADMIN", monday); err != nil {
		t.Fatal(err)
	}
	w.post.fail, clock = nil, clock.Add(time.Hour)
	if err := w.Tick(t.Context(), monday.Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	if got := w.post.to("C1"); len(got) != 0 {
		t.Errorf("sent %v", got)
	}
}
