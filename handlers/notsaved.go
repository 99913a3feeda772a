package handlers

import (
	"context"
	"strings"
	"unicode/utf8"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

// More words than that, or more characters, after a command that keeps none are no name: somebody meant to write a note.
const (
	wordsOfAName      = 4
	charactersOfAName = 40
)

// commandDraft begins the id of a draft of what stood after a command.
const commandDraft = "command-"

// severalWords reports whether what stands after a command is more than one word.
func severalWords(text string) bool { return len(strings.Fields(text)) > 1 }

func likeANote(text string) bool {
	return len(strings.Fields(text)) > wordsOfAName || utf8.RuneCountInString(text) > charactersOfAName
}

// notSaved answers a command whose words were not saved: why, the words, and, where they are a note that can be held as
// a draft, a button to a form with the words in it.
func (d *desk) notSaved(ctx context.Context, h here, why peerwork.Error) Reply {
	m, err := d.holdCommand(ctx, h, why.Error())
	if err != nil {
		m = views.NotSaved(views.NotSavedPage{Why: why.Error(), Signpost: d.signpost(h)})
	}
	return Reply{Say: &m, GiveBack: h.Text, Held: err == nil}
}

// holdUnsaid keeps the words of a command that could neither be saved nor given back, for a day. It is told as why, and what
// it says holds no words.
func (d *desk) holdUnsaid(ctx context.Context, req Request, why string) (views.Message, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return views.Message{}, err
	}
	return d.holdCommand(ctx, h, why)
}

func (d *desk) holdCommand(ctx context.Context, h here, why string) (views.Message, error) {
	held, err := d.holdWords(ctx, h)
	if err != nil {
		return views.Message{}, err
	}
	began := views.BeganOf(held)
	return views.NotSaved(views.NotSavedPage{Why: why, Held: &began, Hidden: held.Hidden, Zone: h.zone(), Signpost: d.signpost(h)}), nil
}

// holdWords keeps what stands after a command, masked, as a draft: one for each command, however often Slack sends it.
func (d *desk) holdWords(ctx context.Context, h here) (peerwork.Draft, error) {
	kind, writes := writing(h.Name)
	words, found := d.hideInSlackText(h.Text)
	if blank(words) || !writes && !likeANote(words) {
		return peerwork.Draft{}, &peerwork.Error{What: "There is nothing to hold."}
	}
	n := h.newNote(kind, h.teamFor(""))
	n.ID, n.Words.What = "", words
	if !settle(&n.Words) {
		return peerwork.Draft{}, tooLongToHold()
	}
	held := peerwork.NewDraft(commandDraft+h.Once, peerwork.FromForm, n, h.Now)
	held.Hidden = mask.Hidden(found)
	return held, d.Store.KeepDraft(ctx, "", held)
}

// writing is the kind of note that a command saves, and whether it saves any.
func writing(command string) (peerwork.Kind, bool) {
	switch command {
	case commandReflect:
		return peerwork.Reflection, true
	case commandBoundary:
		return peerwork.BoundaryQuestion, true
	}
	return peerwork.Reflection, false
}

func tooLongToHold() error {
	return &peerwork.Error{What: "This is too long to hold.", Try: "Please make it shorter, or copy your words."}
}
