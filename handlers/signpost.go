package handlers

import (
	"context"

	"handrail/peerwork"
	"handrail/views"
)

// signed has every form that leaves here end with the signpost.
func (d *desk) signed(all Registry) Registry {
	for i, c := range all.Commands {
		all.Commands[i].Handle = d.signing(c.Handle)
	}
	for i, s := range all.Shortcuts {
		all.Shortcuts[i].Handle = d.signing(s.Handle)
	}
	for _, doors := range []map[string]Handler{all.Actions, all.Forms} {
		for name, handle := range doors {
			doors[name] = d.signing(handle)
		}
	}
	all.Home, all.Direct = d.signing(all.Home), d.signing(all.Direct)
	return all
}

func (d *desk) signing(handle Handler) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		reply, err := handle(ctx, req)
		reply.Form, reply.Update = d.sign(ctx, req, reply.Form), d.sign(ctx, req, reply.Update)
		return reply, err
	}
}

// sign ends a form with the signpost. Where it cannot be read whose it is, the house's is better than none. The handler
// has read who is who a moment ago, which is remembered: see storage.Bearings.
func (d *desk) sign(ctx context.Context, req Request, form *views.Form) *views.Form {
	if form == nil {
		return nil
	}
	signpost := d.Signpost
	if h, err := d.here(ctx, req); err == nil {
		signpost = d.signpost(h)
	}
	signed := form.Signed(signpost)
	return &signed
}

// signpost is the one for where the person works: their first team's, else that of the first team they lead or in which
// they supervise somebody.
func (d *desk) signpost(h here) views.Signpost {
	return d.signpostOf(h.place())
}

// place is the team where the person belongs; no team where they belong to none.
func (h here) place() peerwork.Team {
	if t := h.teamFor(""); t.ID != "" {
		return t
	}
	for _, t := range h.roster.Teams {
		if t.Manages(h.User) || supervisesIn(t, h.User) {
			return t
		}
	}
	return peerwork.Team{}
}

func supervisesIn(t peerwork.Team, u peerwork.UserID) bool {
	for _, m := range t.Workers {
		if m.Supervisor == u {
			return true
		}
	}
	return false
}

// signpostOf is a team's signpost: its own steps or its nation's, with its safeguarding lead in their place.
func (d *desk) signpostOf(t peerwork.Team) views.Signpost {
	s := d.usual(t)
	if len(t.Signpost) > 0 {
		s = views.Signpost{Steps: t.Signpost}
	}
	return s.WithLead(t.SafeguardingLead)
}

// usual is the signpost of a team without steps of its own: its nation's, or the house's.
func (d *desk) usual(t peerwork.Team) views.Signpost {
	if s, ok := d.Signposts[t.Holidays]; ok {
		return s
	}
	return d.Signpost
}
