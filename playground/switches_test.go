package playground

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestDroppedCommandTimesOut(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack = 50 * time.Millisecond
	s, a := connected(t, w)
	s.DropNext(1)
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "operation_timeout" || len(a.commands) != 0 {
		t.Errorf("got %q, and the app got %v", got, a.commands)
	}
	if err := s.As(sam).Command(team, "/reflect x"); err != nil {
		t.Errorf("the next one: %v", err)
	}
}

func TestDuplicatedCommandArrivesTwice(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	s.DuplicateNext(1)
	if err := s.As(sam).Command(team, "/reflect x"); err != nil {
		t.Fatal(err)
	}
	a.within(t, "both commands", func() bool { return len(a.commands) == 2 })
	if a.commands[0].TriggerID != a.commands[1].TriggerID {
		t.Error("the two have triggers of their own")
	}
}

func TestDelayEatsIntoTheTimeToAcknowledge(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack = 50 * time.Millisecond
	s, _ := connected(t, w)
	s.Delay(time.Hour)
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "operation_timeout" {
		t.Errorf("got %q", got)
	}
}

func TestSwitchesAreSetAndShown(t *testing.T) {
	s := New(workspaceForTests())
	want := Switches{DelayMS: 10, DropNext: 1, DuplicateNext: 2, Refuse: "chat.postMessage invalid_blocks", RateLimitNext: 3}
	if err := s.SetSwitches(want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, s.Switches()); diff != "" {
		t.Error(diff)
	}
	if err := s.SetSwitches(Switches{Refuse: "chat.postMessage"}); err == nil {
		t.Error("a refusal without an error is taken")
	}
}
