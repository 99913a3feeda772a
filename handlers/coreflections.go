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

type coStore interface {
	WriteCoReflection(ctx context.Context, once string, c peerwork.CoReflection, now time.Time, out ...peerwork.Delivery) (both bool, err error)
	CoReflections(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, session string, now time.Time) (mine, theirs peerwork.CoReflection, waiting bool, err error)
	AskedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string, since time.Time) ([]peerwork.Asked, error)
	RecordAsked(ctx context.Context, ws peerwork.WorkspaceID, audience, prompt string, at time.Time) error
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
	return inPlace(h.Request, views.CoReflect(page)), nil
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
