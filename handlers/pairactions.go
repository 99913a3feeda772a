package handlers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

type actionStore interface {
	SaveAction(ctx context.Context, once string, action peerwork.Action) error
	OpenActions(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, p peerwork.Pair, now time.Time) ([]peerwork.Action, error)
	ActionsToDo(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, now time.Time) (map[peerwork.Pair]int, error)
	TickAction(ctx context.Context, ws peerwork.WorkspaceID, by peerwork.UserID, id string, done bool, now time.Time) error
	DropAction(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, id string) error
}

// fillActions opens the pair's actions, which is recorded for whoever wrote them.
func (d *desk) fillActions(ctx context.Context, h here, p peerwork.Pair, page *views.PairPage) error {
	actions, err := d.Store.OpenActions(ctx, h.Workspace, h.User, p, h.Now)
	if err != nil {
		return fmt.Errorf("open actions: %w", err)
	}
	for _, a := range actions {
		row := h.actionRow(p, a)
		switch {
		case a.Done.IsZero() && len(page.ToDo) < views.MaxToDo:
			page.ToDo = append(page.ToDo, row)
		case a.Done.IsZero():
			page.MoreToDo++
		case len(page.Done) < views.MaxDone:
			page.Done = append(page.Done, row)
		default:
			page.MoreDone++
		}
	}
	return nil
}

func (h here) actionRow(p peerwork.Pair, a peerwork.Action) views.ActionRow {
	return views.ActionRow{Action: a, Doer: h.you(a.Doer()), Author: h.you(a.Author), Own: a.Author == h.User, Other: h.named(p.Other(h.User)).Name}
}

// allActions leafs through a pair's actions, which is recorded for whoever wrote them.
func (d *desk) allActions(ctx context.Context, req Request) (Reply, error) {
	h, p, err := d.atPair(ctx, req, req.Text)
	if err != nil {
		return Reply{}, err
	}
	actions, err := d.Store.OpenActions(ctx, h.Workspace, h.User, p, h.Now)
	if err != nil {
		return Reply{}, fmt.Errorf("open actions: %w", err)
	}
	page := views.ActionsPage{Pair: views.PairID(p), With: h.named(p.Other(h.User)).Name, Zone: h.zone()}
	from, _ := strconv.Atoi(views.ActionID(req.Name))
	page.Offset = min(max(0, from), len(actions))
	until := min(page.Offset+views.MaxActions, len(actions))
	page.More = until < len(actions)
	for _, a := range actions[page.Offset:until] {
		page.Rows = append(page.Rows, h.actionRow(p, a))
	}
	return inPlace(req, views.AllActions(page)), nil
}

// you names somebody as one says it to the viewer within a sentence.
func (h here) you(u peerwork.UserID) string {
	if u == h.User {
		return "you"
	}
	return h.named(u).Name
}

func (d *desk) askAction(ctx context.Context, req Request) (Reply, error) {
	h, p, err := d.atPair(ctx, req, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, views.NewAction(views.ActionForm{Pair: p, With: h.named(p.Other(h.User)).Name, Side: h.side(p), KeptDays: h.prefs.Keep()})), nil
}

func (d *desk) submitAction(ctx context.Context, req Request) (Reply, error) {
	h, p, err := d.atPair(ctx, req, req.Private)
	if err != nil {
		return Reply{}, err
	}
	in := views.ReadAction(req.State)
	masked := d.Masker.Mask(in.What)
	if why := notKept(masked.Masked, views.MaxAction, "the box"); why != "" {
		return Reply{Errors: map[string]string{views.BoxActionWhat: why}}, nil
	}
	a := peerwork.Action{
		ID: peerwork.NewID(), Workspace: req.Workspace, Pair: p, Author: req.User, For: in.For, What: masked.Masked, Due: in.Due, Made: req.Now, Revision: 1,
	}
	a.DeleteOn = a.KeptFrom().AddDate(0, 0, h.prefs.Keep())
	if in.Due != "" && in.Due < req.Now.In(h.zone()).Format(time.DateOnly) {
		return Reply{Errors: map[string]string{views.BoxActionDue: "That day has passed. Choose a day that is still to come, or leave it empty."}}, nil
	}
	if err := d.Store.SaveAction(ctx, req.Once, a); err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, orNotAPair(err)
	}
	return d.sessionSaved(ctx, h, p, strings.TrimSpace("The action is saved. "+mask.Hidden(masked.Findings)))
}

func (d *desk) actionDone(ctx context.Context, req Request) (Reply, error) {
	return d.tickAction(ctx, req, true)
}

func (d *desk) actionNotDone(ctx context.Context, req Request) (Reply, error) {
	return d.tickAction(ctx, req, false)
}

// tickAction can be pressed again, and by both: one that stands so already stays so.
func (d *desk) tickAction(ctx context.Context, req Request, done bool) (Reply, error) {
	return d.onAction(ctx, req, func(id string) error {
		return d.Store.TickAction(ctx, req.Workspace, req.User, id, done, req.Now)
	})
}

func (d *desk) dropAction(ctx context.Context, req Request) (Reply, error) {
	return d.onAction(ctx, req, func(id string) error {
		return d.Store.DropAction(ctx, req.Workspace, req.User, id)
	})
}

// onAction changes an action and draws its pair's page anew. One that is gone already is simply not there then.
func (d *desk) onAction(ctx context.Context, req Request, change func(id string) error) (Reply, error) {
	h, p, err := d.atPair(ctx, req, req.Text)
	if err != nil {
		return Reply{}, err
	}
	if err := change(views.ActionID(req.Name)); err != nil && !errors.Is(err, peerwork.ErrNotFound) {
		return Reply{}, fmt.Errorf("change an action: %w", err)
	}
	return d.showPair(ctx, h, p, "")
}
