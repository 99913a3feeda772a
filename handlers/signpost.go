package handlers

import "handrail/views"

// signpost is the one for where the person works: their first team's nation, or the house's own.
func (d *desk) signpost(h here) views.Signpost {
	if s, ok := d.Signposts[h.teamFor("").Holidays]; ok {
		return s
	}
	return d.Signpost
}
