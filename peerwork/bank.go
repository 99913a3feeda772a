package peerwork

import (
	"slices"
	"time"
)

// OwnPrompt is a question that an organisation added to the bank. Once added it is never changed: other words are
// another prompt.
type OwnPrompt struct {
	ID      string
	Written string // the question with its fields, one JSON object as prompts.Prompt encodes it
	Retired bool   // never asked again; kept for those who answered it
	Added   time.Time
}

// BankChanges are what an organisation made of the question bank: its own prompts, and those of ours it does not want.
type BankChanges struct {
	Revision int         // counts up at each change; 0 when nothing was ever changed
	Own      []OwnPrompt // in the order in which they were added
	Off      []string    // ids of Handrail's own prompts that are not asked
}

// IsOff reports whether one of Handrail's own prompts is switched off.
func (b BankChanges) IsOff(id string) bool { return slices.Contains(b.Off, id) }

// OwnByID returns the organisation's prompt of that id, and whether there is one.
func (b BankChanges) OwnByID(id string) (OwnPrompt, bool) {
	i := slices.IndexFunc(b.Own, func(p OwnPrompt) bool { return p.ID == id })
	if i < 0 {
		return OwnPrompt{}, false
	}
	return b.Own[i], true
}

// Clone copies the changes deep enough that the copy may be changed.
func (b BankChanges) Clone() BankChanges {
	b.Own, b.Off = slices.Clone(b.Own), slices.Clone(b.Off)
	return b
}

// SwitchOff has one of Handrail's own prompts not asked any more. Off already, it stays so.
func (b *BankChanges) SwitchOff(id string) {
	if !b.IsOff(id) {
		b.Off = append(b.Off, id)
		slices.Sort(b.Off)
	}
}

// SwitchOn has one of Handrail's own prompts asked again.
func (b *BankChanges) SwitchOn(id string) {
	b.Off = slices.DeleteFunc(b.Off, func(off string) bool { return off == id })
}

// Retire has one of the organisation's prompts never asked again. It reports false where there is none of that id.
func (b *BankChanges) Retire(id string) bool {
	i := slices.IndexFunc(b.Own, func(p OwnPrompt) bool { return p.ID == id })
	if i < 0 {
		return false
	}
	b.Own[i].Retired = true
	return true
}
