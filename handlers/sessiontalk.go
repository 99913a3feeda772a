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
	"handrail/prompts"
	"handrail/views"
)

// What a pair means to do, and what both write before a session.

type actionStore interface {
	SaveAction(ctx context.Context, once string, action peerwork.Action) error
	OpenActions(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, p peerwork.Pair, now time.Time) ([]peerwork.Action, error)
	ActionsToDo(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, now time.Time) (map[peerwork.Pair]int, error)
	TickAction(ctx context.Context, ws peerwork.WorkspaceID, by peerwork.UserID, id string, done bool, now time.Time) error
	DropAction(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, id string) error
}

type coStore interface {
	WriteCoReflection(ctx context.Context, once string, c peerwork.CoReflection, now time.Time, out ...peerwork.Delivery) (both bool, err error)
	CoReflections(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, session string, now time.Time) (mine, theirs peerwork.CoReflection, waiting bool, err error)
	AskedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string, since time.Time) ([]peerwork.Asked, error)
	RecordAsked(ctx context.Context, ws peerwork.WorkspaceID, audience, prompt string, at time.Time) error
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
	return shown(req, views.AllActions(page)), nil
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
	return shown(req, views.NewAction(views.ActionForm{Pair: p, With: h.named(p.Other(h.User)).Name, Side: h.side(p), KeptDays: h.prefs.Keep()})), nil
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

// proposeCo has both sides of a session write, each about the same question.
func (d *desk) proposeCo(ctx context.Context, req Request) (Reply, error) {
	return d.aboutSession(ctx, req, func(h here, s peerwork.Session) (Reply, error) {
		if s.CoPrompt != "" {
			return d.showCo(ctx, h, s)
		}
		id, err := d.chooseCo(ctx, h, s)
		if err != nil {
			return Reply{}, err
		}
		changed, err := d.Store.ChangeSession(ctx, req.Once, s.Seen(), req.User, req.Now, func(s *peerwork.Session) error {
			s.CoPrompt = id
			return nil
		}, h.tellOther(s, peerwork.DeliverCoProposed)...)
		if errors.Is(err, peerwork.ErrChanged) || errors.Is(err, peerwork.ErrDuplicate) {
			return d.showPair(ctx, h, s.Pair(), "This session was changed at the same moment. This is how it is now.")
		}
		if err != nil {
			return Reply{}, orNotAPair(err)
		}
		for _, u := range []peerwork.UserID{s.Worker, s.Supervisor} {
			if err := d.Store.RecordAsked(ctx, req.Workspace, string(u), id, req.Now); err != nil {
				return Reply{}, fmt.Errorf("record what was asked: %w", err)
			}
		}
		reply, err := d.showCo(ctx, h, changed)
		reply.Wake = true
		return reply, err
	})
}

// chooseCo chooses the question by what either of the two was asked before.
func (d *desk) chooseCo(ctx context.Context, h here, s peerwork.Session) (string, error) {
	bank, err := d.banks.Of(ctx, h.Workspace)
	if err != nil {
		return "", fmt.Errorf("read the bank: %w", err)
	}
	var asked []prompts.Asked
	for _, u := range []peerwork.UserID{s.Worker, s.Supervisor} {
		past, err := d.Store.AskedOf(ctx, h.Workspace, string(u), time.Time{})
		if err != nil {
			return "", fmt.Errorf("list what was asked: %w", err)
		}
		for _, a := range past {
			asked = append(asked, prompts.Asked{PromptID: a.Prompt, At: a.At})
		}
	}
	team, _ := h.roster.Team(s.Team)
	choice, err := prompts.Next(bank, prompts.Request{
		Audience: prompts.Member, Formats: []prompts.Format{prompts.CoReflection}, Setting: team.Setting,
		Now: h.Now.In(team.Location()), Asked: asked, Seed: s.ID,
	})
	var nothing *prompts.NothingLeft
	if errors.As(err, &nothing) {
		return "", &peerwork.Error{What: "Every question for writing together was asked in the last eight weeks.", Try: "You can talk about one of them again, or propose it later."}
	}
	return choice.Prompt.ID, err
}

// coReflect opens what both write: the form, or both texts once both have finished.
func (d *desk) coReflect(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, _ := sessionOf(views.ActionID(req.Name))
	s, err := d.Store.Session(ctx, req.Workspace, req.User, id)
	if err == nil && s.CoPrompt == "" {
		err = peerwork.ErrNotFound
	}
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	return d.showCo(ctx, h, s)
}

func (d *desk) showCo(ctx context.Context, h here, s peerwork.Session) (Reply, error) {
	page := views.CoPage{Session: s, With: h.named(s.Pair().Other(h.User)).Name, DeleteOn: h.Now.AddDate(0, 0, h.prefs.Keep()), Zone: h.zone()}
	var err error
	if page.Question, err = d.banks.Prompt(ctx, h.Workspace, s.CoPrompt); err != nil {
		return Reply{}, fmt.Errorf("read a prompt: %w", err)
	}
	if page.Mine, page.Theirs, page.Waiting, err = d.Store.CoReflections(ctx, h.Workspace, h.User, s.ID, h.Now); err != nil {
		return Reply{}, orNotAPair(err)
	}
	if page.Mine.Revision > 0 {
		page.DeleteOn = page.Mine.DeleteOn
	}
	return shown(h.Request, views.CoReflect(page)), nil
}

func (d *desk) submitCo(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, revision, _ := strings.Cut(req.Private, "|")
	s, err := d.Store.Session(ctx, req.Workspace, req.User, id)
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	words, finished := views.ReadCo(req.State)
	found, wrong := d.hideInCo(&words, finished)
	if len(wrong) > 0 {
		return Reply{Errors: wrong}, nil
	}
	c := peerwork.CoReflection{Session: s.ID, Workspace: req.Workspace, Author: req.User, Words: words, DeleteOn: req.Now.AddDate(0, 0, h.prefs.Keep())}
	c.Revision, _ = strconv.Atoi(revision)
	if finished {
		c.Finished = req.Now
	}
	both, err := d.Store.WriteCoReflection(ctx, req.Once, c, req.Now, h.tellOther(s, peerwork.DeliverCoFinished)...)
	if errors.Is(err, peerwork.ErrChanged) {
		return Reply{Errors: map[string]string{views.BoxCoBrought: "Not saved: you have both finished, or you wrote this elsewhere meanwhile. Copy your words, close this and open it again."}}, nil
	}
	if err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, orNotAPair(err)
	}
	form := views.CoSaved(h.coSaid(s, finished, both, mask.Hidden(found)), s, both)
	return Reply{Update: &form, Wake: true}, nil
}

func (h here) coSaid(s peerwork.Session, finished, both bool, hidden string) string {
	other := h.named(s.Pair().Other(h.User)).Name
	said := "Saved for you alone. Nobody else can read it until you have both finished."
	switch {
	case both:
		said = fmt.Sprintf("Saved. You and %s have both finished, and can read what the other wrote.", other)
	case finished:
		said = fmt.Sprintf("Saved. %s can read it once they have finished too.", other)
	}
	return strings.TrimSpace(said + " " + hidden)
}

// hideInCo masks the three boxes in place. wrong says by box what cannot be kept.
func (d *desk) hideInCo(w *peerwork.CoWords, finished bool) (found []mask.Finding, wrong map[string]string) {
	found, wrong = d.hide(written{views.BoxCoBrought, &w.Brought}, written{views.BoxCoAssumed, &w.Assumed}, written{views.BoxCoTry, &w.Try})
	if finished && blank(w.Brought+w.Assumed+w.Try) {
		wrong[views.BoxCoBrought] = "Not saved: please write in one of the boxes first, or choose Not yet."
	}
	return found, wrong
}
