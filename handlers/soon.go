package handlers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type soonStore interface {
	SaveSoon(ctx context.Context, once string, r peerwork.SoonRequest, out ...peerwork.Delivery) error
	Soon(ctx context.Context, ws peerwork.WorkspaceID, id string) (peerwork.SoonRequest, error)
	AcknowledgeSoon(ctx context.Context, once string, ws peerwork.WorkspaceID, id string, by peerwork.UserID, now time.Time, out ...peerwork.Delivery) (peerwork.SoonRequest, error)
}

// soonID names a note's one wish to talk soon.
func soonID(n peerwork.NoteID) string { return string(n) }

// asking says how far a wish to talk soon has come. Where that cannot be read, the message is offered again:
// sending it twice sends it once.
func (d *desk) asking(ctx context.Context, h here, id peerwork.NoteID) views.Asking {
	r, err := d.Store.Soon(ctx, h.Workspace, soonID(id))
	switch {
	case err != nil:
		return views.Previewed
	case !r.Acknowledged.IsZero():
		return views.SeenBySupervisor
	}
	return views.Sent
}

// sendSoon sends the message that was shown, and no more than it.
func (d *desk) sendSoon(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	n, err := d.Store.OwnNote(ctx, req.Workspace, req.User, peerwork.NoteID(views.ActionID(req.Name)))
	if err != nil {
		return Reply{}, gone(err)
	}
	supervisor := h.audience(n.Team).Supervisor
	if supervisor.User == "" {
		return Reply{}, &peerwork.Error{What: "Nothing was sent: you have no supervisor here.", Try: "Please ask a person yourself."}
	}
	if err := d.saveSoon(ctx, h, n, supervisor); err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, err
	}
	reply := d.redraw(ctx, h, n, told{})
	reply.Wake = true
	return reply, nil
}

func (d *desk) saveSoon(ctx context.Context, h here, n peerwork.Note, supervisor peerwork.Named) error {
	r := peerwork.SoonRequest{
		ID: soonID(n.ID), Workspace: h.Workspace, Note: n.ID, Worker: h.User, Supervisor: supervisor.User, Asked: h.Now,
	}
	err := d.Store.SaveSoon(ctx, "soon "+r.ID, r,
		h.soonDelivery(peerwork.DeliverSoon, supervisor.User, r.ID, n.Team),
		h.soonDelivery(peerwork.DeliverSoonSent, h.User, r.ID, n.Team))
	if err != nil {
		return fmt.Errorf("save talk-soon request: %w", err)
	}
	return nil
}

func (h here) soonDelivery(kind peerwork.DeliveryKind, to peerwork.UserID, soon string, team peerwork.TeamID) peerwork.Delivery {
	return peerwork.Delivery{
		ID: peerwork.NewID(), Workspace: h.Workspace, Kind: kind, Recipient: string(to), Team: team, Subject: soon, Due: h.Now,
	}
}

// notSoon sends nothing, and keeps the note for the next supervision.
func (d *desk) notSoon(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		n.Talk = peerwork.NextSupervision
		return told{said: "Nothing was sent. " + talkSentence(n.Talk)}, nil
	})
}

// soonSeen is the supervisor's press. It tells the worker.
func (d *desk) soonSeen(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id := views.ActionID(req.Name)
	r, err := d.Store.Soon(ctx, req.Workspace, id)
	if errors.Is(err, peerwork.ErrNotFound) || err == nil && r.Supervisor != req.User {
		return Reply{}, &peerwork.Error{What: "This is no longer open.", Try: "It may have been taken back."}
	}
	if err != nil {
		return Reply{}, fmt.Errorf("read talk-soon request: %w", err)
	}
	told := h.soonDelivery(peerwork.DeliverSoonAcknowledged, r.Worker, id, "")
	if _, err := d.Store.AcknowledgeSoon(ctx, req.Once, req.Workspace, id, req.User, req.Now, told); err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, fmt.Errorf("acknowledge talk-soon request: %w", err)
	}
	worker, err := d.nameOf(ctx, h, r.Worker)
	if err != nil {
		return Reply{}, err
	}
	m := views.SoonSeen(worker)
	return Reply{Say: &m, Replace: true, Wake: true}, nil
}

// nameOf names somebody who need not be a colleague any more.
func (d *desk) nameOf(ctx context.Context, h here, u peerwork.UserID) (string, error) {
	if p, ok := h.people[u]; ok {
		return nameOf(p), nil
	}
	people, err := d.Store.People(ctx, h.Workspace, u)
	if err != nil {
		return "", fmt.Errorf("read people: %w", err)
	}
	return nameOf(people[u]), nil
}
