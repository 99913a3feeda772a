package prompts

import (
	"context"
	"encoding/json"
	"fmt"
	"sync"

	"handrail/peerwork"
)

// With returns the bank as an organisation has it: ours, with those it switched off no longer active, and then its
// own. Every prompt that was ever in it can still be read by its id. Where an id of ours is one of theirs too, theirs
// holds: people answered it.
func (b *Bank) With(changes peerwork.BankChanges) (*Bank, error) {
	if len(changes.Own) == 0 && len(changes.Off) == 0 {
		return b, nil
	}
	theirs := make([]Prompt, 0, len(changes.Own))
	own := map[string]bool{}
	for _, o := range changes.Own {
		p, err := Written(o)
		if err != nil {
			return nil, err
		}
		theirs, own[o.ID] = append(theirs, p), true
	}
	all := make([]Prompt, 0, len(b.prompts)+len(theirs))
	for _, p := range b.prompts {
		if own[p.ID] {
			continue
		}
		if changes.IsOff(p.ID) {
			p.Status = Retired
		}
		all = append(all, p)
	}
	return bankOf(append(all, theirs...)), nil
}

func bankOf(all []Prompt) *Bank {
	b := &Bank{prompts: all, byID: make(map[string]int, len(all))}
	for i, p := range all {
		b.byID[p.ID] = i
	}
	return b
}

// Write returns a prompt as it is stored for good.
func Write(p Prompt) (peerwork.OwnPrompt, error) {
	o := peerwork.OwnPrompt{ID: p.ID, Retired: p.Status == Retired}
	p.Status = Active // whether it is asked stands beside it
	written, err := json.Marshal(p)
	if err != nil {
		return o, fmt.Errorf("write prompt %s: %w", p.ID, err)
	}
	o.Written = string(written)
	return o, nil
}

// Written reads what Write wrote.
func Written(o peerwork.OwnPrompt) (Prompt, error) {
	var p Prompt
	if err := json.Unmarshal([]byte(o.Written), &p); err != nil {
		return p, fmt.Errorf("read prompt %s: %w", o.ID, err)
	}
	p.ID = o.ID
	if o.Retired {
		p.Status = Retired
	}
	return p, nil
}

// Changes is where organisations' changes to the bank are kept.
type Changes interface {
	BankChanges(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.BankChanges, error)
}

// Banks gives each workspace its bank in force. It may be used from anywhere at once.
type Banks struct {
	ours  *Bank
	store Changes
	known sync.Map // peerwork.WorkspaceID to inForce
}

type inForce struct {
	revision int
	bank     *Bank
}

// NewBanks stands on our own bank and on what organisations made of it.
func NewBanks(ours *Bank, store Changes) *Banks { return &Banks{ours: ours, store: store} }

// Of returns the bank in force in a workspace. It is made anew only where its organisation has changed it.
func (bs *Banks) Of(ctx context.Context, ws peerwork.WorkspaceID) (*Bank, error) {
	changes, err := bs.store.BankChanges(ctx, ws)
	if err != nil {
		return nil, err
	}
	if known, ok := bs.known.Load(ws); ok && known.(inForce).revision == changes.Revision {
		return known.(inForce).bank, nil
	}
	bank, err := bs.ours.With(changes)
	if err != nil {
		return nil, err
	}
	bs.known.Store(ws, inForce{changes.Revision, bank})
	return bank, nil
}

// Prompt returns a prompt by its id, whether or not it may still be asked. An id that nobody knows gives the zero
// Prompt: what was written to it stays, without its question.
func (bs *Banks) Prompt(ctx context.Context, ws peerwork.WorkspaceID, id string) (Prompt, error) {
	if id == "" {
		return Prompt{}, nil
	}
	bank, err := bs.Of(ctx, ws)
	if err != nil {
		return Prompt{}, err
	}
	p, _ := bank.ByID(id)
	return p, nil
}

// Active returns the prompts that may be asked.
func (b *Bank) Active() []Prompt {
	return keep(b.prompts, func(p Prompt) bool { return p.Status == Active })
}
