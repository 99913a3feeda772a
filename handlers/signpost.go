package handlers

import (
	"handrail/peerwork"
	"handrail/views"
)

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
