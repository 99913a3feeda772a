package prompts

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

func aPrompt(id, text string) Prompt {
	return Prompt{
		ID: id, Text: text, Theme: peerwork.Relationship, SubTheme: "R1", Settings: []peerwork.Setting{"crisis-house"}, Format: Group,
		Step: Feel, Depth: 2, Balance: Difficulty, Status: Active,
	}
}

func written(t *testing.T, p Prompt) peerwork.OwnPrompt {
	t.Helper()
	o, err := Write(p)
	if err != nil {
		t.Fatal(err)
	}
	return o
}

func TestTheBankInForce(t *testing.T) {
	ours := load(t)
	off := ours.All()[0]
	own, gone := aPrompt("own-tea", "Who made the tea?"), aPrompt("own-cake", "Who baked the cake?")
	gone.Status = Retired
	bank, err := ours.With(peerwork.BankChanges{Revision: 1, Own: []peerwork.OwnPrompt{written(t, own), written(t, gone)}, Off: []string{off.ID, "no-such-prompt"}})
	if err != nil {
		t.Fatal(err)
	}
	t.Run("keeps every prompt that people may have answered", func(t *testing.T) {
		off.Status = Retired
		for _, want := range []Prompt{off, own, gone, ours.All()[1]} {
			got, _ := bank.ByID(want.ID)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Error(diff)
			}
		}
		if got, want := len(bank.All()), len(ours.All())+2; got != want {
			t.Errorf("%d prompts, want %d", got, want)
		}
	})
	t.Run("asks none that is off or retired", func(t *testing.T) {
		if got, want := len(bank.Active()), len(ours.Active()); got != want {
			t.Errorf("%d may be asked, want %d", got, want)
		}
		for _, r := range []Request{{Audience: Team, Setting: "crisis-house"}, {Audience: Member, Setting: "crisis-house"}} {
			for _, c := range RaiseWithTeam(bank, r, 400) {
				if c.Prompt.ID == off.ID || c.Prompt.ID == gone.ID {
					t.Errorf("%s was chosen", c.Prompt.ID)
				}
			}
		}
	})
	t.Run("leaves our own as it was", func(t *testing.T) {
		if p, _ := ours.ByID(off.ID); p.Status != Active {
			t.Error("a workspace changed the bank of all")
		}
	})
	t.Run("holds to their prompt where a newer bank of ours has its id", func(t *testing.T) {
		theirs := aPrompt(ours.All()[3].ID, "Who made the tea?")
		bank, err := ours.With(peerwork.BankChanges{Own: []peerwork.OwnPrompt{written(t, theirs)}})
		if err != nil {
			t.Fatal(err)
		}
		if p, _ := bank.ByID(theirs.ID); p.Text != theirs.Text || len(bank.All()) != len(ours.All()) {
			t.Errorf("got %+v", p)
		}
	})
}

// kept is what an organisation made of the bank.
type kept struct {
	changes peerwork.BankChanges
}

func (k *kept) BankChanges(context.Context, peerwork.WorkspaceID) (peerwork.BankChanges, error) {
	return k.changes, nil
}

func TestABankIsMadeAnewOnlyWhenItChanged(t *testing.T) {
	store := &kept{}
	banks := NewBanks(load(t), store)
	of := func() *Bank {
		t.Helper()
		b, err := banks.Of(t.Context(), "T1")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	first := of()
	store.changes = peerwork.BankChanges{Revision: 1, Own: []peerwork.OwnPrompt{written(t, aPrompt("own-tea", "Who made the tea?"))}}
	second := of()
	if second == first || second != of() {
		t.Error("made anew where nothing changed, or not where something did")
	}
	p, err := banks.Prompt(t.Context(), "T1", "own-tea")
	if err != nil || p.Text != "Who made the tea?" {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := banks.Prompt(t.Context(), "T1", "own-none"); err != nil || p.ID != "" {
		t.Errorf("%+v, %v", p, err)
	}
}
