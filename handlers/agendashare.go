package handlers

import (
	"context"
	"fmt"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// takeBack takes back what is shared: one item, or all. Pressed under a message, it says so there.
func (d *desk) takeBack(ctx context.Context, req Request) (Reply, error) {
	reply, err := d.revised(ctx, req, "Taken back. A choice on a note itself stays as it is.", func(a *peerwork.Agenda, id string) {
		for _, item := range slices.Clone(a.Items) {
			if id == "" || id == item.ID {
				a.Change(item.ID, func(i *peerwork.AgendaItem) { i.Shared = time.Time{} })
			}
		}
	})
	if err == nil && req.View == "" {
		m := views.TakenBack()
		return Reply{Say: &m, Replace: true, Home: reply.Home}, nil
	}
	return reply, err
}

// lookBeforeSharing shows who will be able to read what.
func (d *desk) lookBeforeSharing(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	a, err := d.Store.AgendaWords(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return Reply{}, err
	}
	readers := h.toShare(a, views.ActionID(req.Name))
	if len(readers) == 0 {
		return d.changed(ctx, req, telling("There is nothing to share now."))
	}
	return inPlace(req, views.ShareAgenda(readers, h.zone())), nil
}

// toShare are those whom something on the agenda is for, and what: the item of that id, or all that is not shared.
func (h here) toShare(a peerwork.Agenda, id string) []views.AgendaReader {
	var readers []views.AgendaReader
	for _, e := range h.entries(a) {
		if e.For.User == "" || e.Open || id != "" && id != e.Item.ID {
			continue
		}
		i := slices.IndexFunc(readers, func(r views.AgendaReader) bool { return r.Reader.User == e.For.User })
		if i < 0 {
			i = len(readers)
			readers = append(readers, views.AgendaReader{Reader: e.For, Called: h.audience(e.Item.Team).Called(e.For)})
		}
		readers[i].Entries = append(readers[i].Entries, e)
	}
	return readers
}

// submitShare shares what the person was shown, with whom they were shown: what is for somebody else by now stays as it
// is.
func (d *desk) submitShare(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	shown := views.ShownToShare(req.Private)
	left := 0
	_, err = byRoster(ctx, d, &h, func(h here) (peerwork.Agenda, error) {
		return d.Store.ReviseAgenda(ctx, req.Once, h.Workspace, h.User, h.Now, func(a *peerwork.Agenda) error {
			left, a.Roster = 0, h.roster.Revision
			for id, reader := range shown {
				item, there := a.Item(id)
				if now, _ := h.roster.Reader(h.User, item.Share()); !there || now != reader {
					left++
					continue
				}
				a.Change(id, func(i *peerwork.AgendaItem) { i.Shared = h.Now })
			}
			return nil
		})
	})
	if err != nil {
		return Reply{}, err
	}
	return d.changed(ctx, req, telling(sharedSentence(len(shown), left)))
}

func sharedSentence(shown, left int) string {
	switch left {
	case 0:
		return "Shared. You can take it back at any time."
	case shown:
		return "Nothing was shared: your agenda, or your supervisor, has changed. Please look again."
	default:
		return "Shared, but not all of it: something has changed meanwhile. Please look again."
	}
}

// agendaItself turns sharing by itself on, after a second look, or off.
func (d *desk) agendaItself(ctx context.Context, req Request) (Reply, error) {
	answer := views.ActionID(req.Name)
	if answer == "on" {
		h, err := d.here(ctx, req)
		if err != nil {
			return Reply{}, err
		}
		var names []string
		for _, s := range h.supervisors() {
			names = append(names, s.Name)
		}
		return inPlace(req, views.AgendaItself(names)), nil
	}
	on := answer == "yes"
	if !on && answer != "off" {
		return Reply{}, unclear()
	}
	err := d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) { p.ShareAgenda = on })
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	return d.changed(ctx, req, telling(map[bool]string{
		true: "From now on your agenda shares itself on the working day before.", false: "Your agenda is shared only when you press Share.",
	}[on]))
}
