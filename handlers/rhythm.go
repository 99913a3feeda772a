package handlers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"handrail/peerwork"
	"handrail/views"
)

// askRhythm asks how often a pair meets: four-weekly unless they chose otherwise.
func (d *desk) askRhythm(ctx context.Context, req Request) (Reply, error) {
	h, p, err := d.atPair(ctx, req, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	r, err := d.rhythmNow(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, views.SessionRhythm(views.RhythmForm{Rhythm: r, With: h.with(p)})), nil
}

// rhythmNow is how often a pair meets, from its next session on; or, without a revision, what is proposed to one that
// has not said.
func (d *desk) rhythmNow(ctx context.Context, h here, p peerwork.Pair) (peerwork.SessionRhythm, error) {
	r, err := d.Store.Rhythm(ctx, h.Workspace, p, h.User)
	if errors.Is(err, peerwork.ErrNotFound) {
		return peerwork.SessionRhythm{Workspace: h.Workspace, Pair: p, Weeks: peerwork.DefaultWeeks, Clock: "14:00", Timezone: h.zoneOf(p)}, nil
	}
	if err != nil {
		return r, fmt.Errorf("read a rhythm: %w", err)
	}
	if next, ok := r.Next(nil, h.Now); ok {
		r.First = next.Slot
	}
	return r, nil
}

// tellRhythm is the message to the other side that how often the two meet is another now; none where it is the same.
func (h here) tellRhythm(was, r peerwork.SessionRhythm) []peerwork.Delivery {
	p := r.Pair
	ended := r.Weeks == 0
	same := was.Weeks == r.Weeks && was.First == r.First && was.Clock == r.Clock && was.Timezone == r.Timezone
	if none := was.Revision == 0; none && ended || !none && !ended && same {
		return nil
	}
	return []peerwork.Delivery{{
		ID: peerwork.NewID(), Workspace: h.Workspace, Kind: peerwork.DeliverRhythm, Recipient: string(p.Other(h.User)), Team: p.Team,
		Subject: string(p.Worker), Detail: string(p.Supervisor), Due: h.Now,
	}}
}

func (d *desk) submitRhythm(ctx context.Context, req Request) (Reply, error) {
	id, revision, _ := strings.Cut(req.Private, "|")
	h, p, err := d.atPair(ctx, req, id)
	if err != nil {
		return Reply{}, err
	}
	r, wrong := h.rhythm(p, req.State)
	r.Revision, _ = strconv.Atoi(revision)
	was, err := d.rhythmNow(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case r.Weeks == 0:
		err = d.Store.DropRhythm(ctx, req.Once, req.Workspace, p, req.User, req.Now, h.tellRhythm(was, r)...)
	case wrong != nil:
		return Reply{Errors: wrong}, nil
	default:
		_, err = d.Store.SetRhythm(ctx, req.Once, r, req.User, req.Now, h.tellRhythm(was, r)...)
	}
	switch {
	case errors.Is(err, peerwork.ErrChanged):
		return Reply{Errors: map[string]string{views.BoxRhythmWeeks: fmt.Sprintf(
			"Not saved: %s changed how often you meet while your form was open. Close this and open it again.", h.named(p.Other(h.User)).Name)}}, nil
	case err != nil && !errors.Is(err, peerwork.ErrDuplicate):
		return Reply{}, orNotAPair(err)
	case r.Weeks == 0:
		return d.sessionSaved(ctx, h, p, "Saved. Sessions that are planned stay. New ones are planned one by one.")
	}
	return d.sessionSaved(ctx, h, p, "Saved. "+views.RhythmSentence(r))
}

// rhythm reads the form. Beside it stands, by box, what cannot be; nil where all can.
func (h here) rhythm(p peerwork.Pair, state views.State) (peerwork.SessionRhythm, map[string]string) {
	local, hasDay, hasTime := state.SessionLocal()
	day, clock, _ := strings.Cut(local, "T")
	r := peerwork.SessionRhythm{Workspace: h.Workspace, Pair: p, Weeks: state.RhythmWeeks(), First: day, Clock: clock, Timezone: h.zoneOf(p)}
	switch {
	case !hasDay:
		return r, map[string]string{views.BoxSessionDay: "Please choose a day."}
	case !hasTime:
		return r, map[string]string{views.BoxSessionTime: "Please choose a time."}
	}
	if _, err := p.Plan(h.Workspace, local, r.Timezone, h.Now); err != nil {
		return r, besideTheDay(err)
	}
	if err := r.Check(); err != nil {
		return r, besideTheDay(err)
	}
	return r, nil
}
