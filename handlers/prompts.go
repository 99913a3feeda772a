package handlers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// pauseFor is how long one press pauses the questions to a person.
const pauseFor = 14

// promptDoors lead from a question that somebody was asked, beside writing an answer.
func (d *desk) promptDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActSkipPrompt:   d.skipPrompt,
		views.ActOtherPrompt:  d.otherPrompt,
		views.ActPausePrompts: d.pausePrompts,
	}}
}

func (d *desk) skipPrompt(ctx context.Context, req Request) (Reply, error) {
	if err := d.Store.ReplacePrompt(ctx, req.Workspace, req.User, req.Message, ""); err != nil {
		return Reply{}, err
	}
	m := views.Skipped()
	return Reply{Say: &m, Replace: true}, nil
}

// otherPrompt puts another question in the place of the one shown.
func (d *desk) otherPrompt(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	seen := views.SeenPrompts(req.Text)
	choice, err := d.nextForMember(ctx, h, seen)
	if errors.Is(err, prompts.ErrNothingLeft) {
		m := views.Told("There is no other question now.", "You can still write whenever you like: open App Home.")
		return Reply{Say: &m, Replace: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	if err := d.Store.RecordAsked(ctx, req.Workspace, string(req.User), choice.Prompt.ID, req.Now); err != nil {
		return Reply{}, fmt.Errorf("record a question: %w", err)
	}
	if err := d.Store.ReplacePrompt(ctx, req.Workspace, req.User, req.Message, choice.Prompt.ID); err != nil {
		return Reply{}, err
	}
	m := views.MemberPrompt(choice.Prompt, choice.Why, seen...)
	return Reply{Say: &m, Replace: true}, nil
}

func (d *desk) nextForMember(ctx context.Context, h here, seen []string) (prompts.Choice, error) {
	asked, err := d.askedOf(ctx, h.Workspace, string(h.User))
	if err != nil {
		return prompts.Choice{}, err
	}
	bank, err := d.banks.Of(ctx, h.Workspace)
	if err != nil {
		return prompts.Choice{}, err
	}
	now := h.Now.In(h.zone())
	return prompts.Next(bank, prompts.Request{
		Audience: prompts.Member, Setting: h.teamFor("").Setting, Now: now, Asked: asked, Skip: seen,
		Exclude: prompts.Topics(h.prefs.NotTopics),
		Seed:    string(h.User) + " " + now.Format(time.DateOnly),
	})
}

// pausePrompts stops questions to this person for a while.
func (d *desk) pausePrompts(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	today := req.Now.In(h.zone())
	until := time.Date(today.Year(), today.Month(), today.Day()+pauseFor, 0, 0, 0, 0, h.zone())
	err = d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) { p.PausedUntil = until })
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	m := views.Paused(views.Day(until, h.zone()))
	return Reply{Say: &m, Replace: true}, nil
}
