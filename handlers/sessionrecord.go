package handlers

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// askPlan asks for the time of a new session.
func (d *desk) askPlan(ctx context.Context, req Request) (Reply, error) {
	return d.askTime(ctx, req, views.ToPlan)
}

// askMet asks when a session was that nobody had planned.
func (d *desk) askMet(ctx context.Context, req Request) (Reply, error) {
	return d.askTime(ctx, req, views.ToMeet)
}

func (d *desk) askTime(ctx context.Context, req Request, does string) (Reply, error) {
	h, p, err := d.atPair(ctx, req, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, views.SessionForm(views.TimeForm{Does: does, ID: views.PairID(p), With: h.with(p), Timezone: h.zoneOf(p)})), nil
}

// askMove asks for a session's new time.
func (d *desk) askMove(ctx context.Context, req Request) (Reply, error) {
	return d.aboutSession(ctx, req, func(h here, s peerwork.Session) (Reply, error) {
		if s.State == peerwork.SessionHeld {
			return d.became(ctx, h, s)
		}
		return inPlace(req, views.SessionForm(views.TimeForm{
			Does: views.ToMove, ID: views.SessionID(s), With: h.with(s.Pair()), Local: s.Local, Timezone: s.Timezone, Session: s,
		})), nil
	})
}

// askMissed asks why a session was missed.
func (d *desk) askMissed(ctx context.Context, req Request) (Reply, error) {
	return d.aboutSession(ctx, req, func(h here, s peerwork.Session) (Reply, error) {
		if !s.Open() && s.State != peerwork.SessionMoved {
			return d.became(ctx, h, s)
		}
		return inPlace(req, views.MissedForm(s, h.with(s.Pair()), s.At.After(h.Now), h.zone())), nil
	})
}

// recordHeld records in one press that the two met.
func (d *desk) recordHeld(ctx context.Context, req Request) (Reply, error) {
	return d.aboutSession(ctx, req, func(h here, s peerwork.Session) (Reply, error) {
		_, revision := sessionOf(views.ActionID(req.Name))
		if !s.Open() && s.State != peerwork.SessionMoved || s.Revision != revision {
			return d.became(ctx, h, s)
		}
		recorded, err := d.Store.ChangeSession(ctx, req.Once, peerwork.SeenSession{Workspace: req.Workspace, ID: s.ID, Revision: revision}, req.User, req.Now, func(s *peerwork.Session) error {
			return s.Record(peerwork.SessionHeld, "", req.User, req.Now)
		})
		if errors.Is(err, peerwork.ErrChanged) || errors.Is(err, peerwork.ErrDuplicate) {
			recorded, err = d.Store.Session(ctx, req.Workspace, req.User, s.ID)
		}
		if err != nil {
			return Reply{}, orNotAPair(err)
		}
		return d.became(ctx, h, recorded)
	})
}

// aboutSession answers a press on a session that the viewer can see now, of a standing pair.
func (d *desk) aboutSession(ctx context.Context, req Request, answer func(here, peerwork.Session) (Reply, error)) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, _ := sessionOf(views.ActionID(req.Name))
	s, err := d.Store.Session(ctx, req.Workspace, req.User, id)
	if err == nil && !h.roster.Stands(s.Pair()) {
		err = peerwork.ErrNotFound
	}
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	return answer(h, s)
}

// sessionOf reads a session's id, and its revision when the button was drawn.
func sessionOf(id string) (string, int) {
	session, revision, _ := strings.Cut(id, "/")
	n, _ := strconv.Atoi(revision)
	return session, n
}

// became says what is recorded of a session, and by whom: in the place of the message that asked, or on the pair's
// page. So whoever answers second is told, politely, that it is recorded already.
func (d *desk) became(ctx context.Context, h here, s peerwork.Session) (Reply, error) {
	notice := views.SessionNotice{
		Session: s, With: h.named(s.Pair().Other(h.User)).Name, Side: h.side(s.Pair()), Team: scheduler.TeamOf(h.roster, s.Pair(), h.User), Zone: h.zone(),
	}
	if h.View == "" {
		m := views.SessionAnswered(notice, h.recorder(s))
		return Reply{Say: &m, Replace: h.Message != ""}, nil
	}
	return d.showPair(ctx, h, s.Pair(), views.RecordedSentence(s, h.recorder(s), h.zone()))
}

// submitSession plans a session, moves one, or notes one that was held.
func (d *desk) submitSession(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	does, id, _ := strings.Cut(req.Private, "|")
	local, hasDay, hasTime := req.State.SessionLocal()
	switch {
	case does == views.ToMove && !hasDay && !hasTime:
		return d.moveSession(ctx, h, id, "")
	case !hasDay:
		return Reply{Errors: map[string]string{views.BoxSessionDay: "Please choose a day."}}, nil
	case !hasTime:
		return Reply{Errors: map[string]string{views.BoxSessionTime: "Please choose a time."}}, nil
	case does == views.ToMove:
		return d.moveSession(ctx, h, id, local)
	}
	p, err := h.pair(id)
	if err != nil {
		return Reply{}, err
	}
	return d.planSession(ctx, h, p, does, local)
}

func (d *desk) planSession(ctx context.Context, h here, p peerwork.Pair, does, local string) (Reply, error) {
	plan, said := p.Plan, "Planned: "
	var out []peerwork.Delivery
	if does == views.ToMeet {
		said = "Noted as held: "
		plan = func(ws peerwork.WorkspaceID, local, zone string, now time.Time) (peerwork.Session, error) {
			return p.HeldBefore(ws, local, zone, h.User, now)
		}
	}
	s, err := plan(h.Workspace, local, h.zoneOf(p), h.Now)
	if wrong := besideTheDay(err); wrong != nil {
		return Reply{Errors: wrong}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	if does == views.ToPlan {
		out = h.tellOther(s, peerwork.DeliverSessionPlanned)
	}
	err = d.Store.PlanSession(ctx, h.Once, s, h.User, h.Now, out...)
	if err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, orNotAPair(err)
	}
	return d.sessionSaved(ctx, h, p, said+views.SessionTime(s, h.zone())+".")
}

// besideTheDay puts what is wrong with a time beside its box, so that what was chosen stays.
func besideTheDay(err error) map[string]string {
	var told *peerwork.Error
	if !errors.As(err, &told) {
		return nil
	}
	return map[string]string{views.BoxSessionDay: told.Error()}
}

// tellOther is the message to the other side of a session.
func (h here) tellOther(s peerwork.Session, kind peerwork.DeliveryKind) []peerwork.Delivery {
	return []peerwork.Delivery{{
		ID: peerwork.NewID(), Workspace: h.Workspace, Kind: kind, Recipient: string(s.Pair().Other(h.User)), Team: s.Team, Subject: s.ID, Due: h.Now,
	}}
}

// moveSession gives a session another time; with none, it is noted as to be moved.
func (d *desk) moveSession(ctx context.Context, h here, id, local string) (Reply, error) {
	session, revision := sessionOf(id)
	was, err := d.Store.Session(ctx, h.Workspace, h.User, session)
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	moved, err := d.Store.ChangeSession(ctx, h.Once, peerwork.SeenSession{Workspace: h.Workspace, ID: session, Revision: revision}, h.User, h.Now, func(s *peerwork.Session) error {
		if local == "" {
			return s.Record(peerwork.SessionMoved, "", h.User, h.Now)
		}
		return s.Move(local, h.Now)
	}, h.tellOther(was, peerwork.DeliverSessionPlanned)...)
	switch wrong := besideTheDay(err); {
	case wrong != nil:
		return Reply{Errors: wrong}, nil
	case errors.Is(err, peerwork.ErrChanged):
		return Reply{Errors: map[string]string{views.BoxSessionDay: h.changedMeanwhile(was)}}, nil
	case errors.Is(err, peerwork.ErrDuplicate):
		return d.sessionSaved(ctx, h, was.Pair(), "")
	case err != nil:
		return Reply{}, orNotAPair(err)
	case local == "":
		return d.sessionSaved(ctx, h, was.Pair(), "Noted: it is to be moved. You can choose a time when you know it.")
	}
	return d.sessionSaved(ctx, h, was.Pair(), "Moved to "+views.SessionTime(moved, h.zone())+".")
}

// changedMeanwhile tells the second of two what the first did.
func (h here) changedMeanwhile(s peerwork.Session) string {
	return fmt.Sprintf("Not saved: %s changed this session while your form was open. It is now %s, on %s. Close this and open it again.",
		h.named(s.Pair().Other(h.User)).Name, views.BecameOf(s), views.SessionTime(s, h.zone()))
}

// sessionSaved shows the pair's page in the place of a form that was sent.
func (d *desk) sessionSaved(ctx context.Context, h here, p peerwork.Pair, said string) (Reply, error) {
	reply, err := d.showPair(ctx, h, p, said)
	if err != nil {
		return Reply{}, err
	}
	if reply.Form != nil {
		reply.Form, reply.Update = nil, reply.Form
	}
	reply.Wake = true
	return d.withHome(ctx, h.Request, reply), nil
}

func (d *desk) submitMissed(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id, revision := sessionOf(req.Private)
	s, err := d.Store.Session(ctx, req.Workspace, req.User, id)
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	var out []peerwork.Delivery
	if s.At.After(req.Now) {
		out = h.tellOther(s, peerwork.DeliverSessionOff)
	}
	s, err = d.Store.ChangeSession(ctx, req.Once, peerwork.SeenSession{Workspace: req.Workspace, ID: id, Revision: revision}, req.User, req.Now, func(s *peerwork.Session) error {
		return s.Record(peerwork.SessionMissed, req.State.MissedWhy(), req.User, req.Now)
	}, out...)
	var told *peerwork.Error
	if errors.As(err, &told) {
		return Reply{Errors: map[string]string{views.BoxMissedWhy: told.Error()}}, nil
	}
	if errors.Is(err, peerwork.ErrChanged) || errors.Is(err, peerwork.ErrDuplicate) {
		s, err = d.Store.Session(ctx, req.Workspace, req.User, id)
	}
	if err != nil {
		return Reply{}, orNotAPair(err)
	}
	return d.sessionSaved(ctx, h, s.Pair(), views.RecordedSentence(s, h.recorder(s), h.zone()))
}
