package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"handrail/peerwork"
	"handrail/views"
)

// listContacts shows each team's safety contacts.
func (d *desk) listContacts(_ context.Context, h here) (Reply, error) { return d.contactsPage(h, "") }

func (d *desk) contactsPage(h here, said string) (Reply, error) {
	page := views.ContactsPage{Said: said, Total: len(h.roster.Teams)}
	var teams []peerwork.Team
	teams, page.Offset = from(h.roster.Teams, h.offset(), views.ContactsPerPage)
	for _, t := range teams {
		page.Teams = append(page.Teams, views.ContactsLine{Team: t, Signpost: d.signpostOf(t)})
	}
	return inPlace(h.Request, views.Contacts(page)), nil
}

// openContacts opens the form of a team's safety contacts.
func (d *desk) openContacts(_ context.Context, h here) (Reply, error) {
	team, err := h.team(peerwork.TeamID(views.ActionID(h.Name)))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(h.Request, views.EditContacts(views.ContactsForm{Team: team, Usual: d.usual(team), Mark: contactsMark(team)})), nil
}

func contactsMark(t peerwork.Team) string { return mark(t.ID, t.SafeguardingLead, t.Signpost) }

// submitContacts saves a team's safety contacts. Steps that are the usual ones are not kept, so that they follow these.
func (d *desk) submitContacts(ctx context.Context, h here) (Reply, error) {
	meta, in := views.ParseAdminMeta(h.Private), views.ReadContacts(h.State)
	team, err := h.team(meta.Team)
	if err != nil {
		return Reply{}, err
	}
	if slices.Equal(in.Steps, d.usual(team).Steps) {
		in.Steps = nil
	}
	if wrong := d.wrongContacts(team, in); len(wrong) > 0 {
		return wrong.beside(h.State), nil
	}
	if contactsMark(team) != meta.Mark {
		return d.contactsChangedMeanwhile(team, in), nil
	}
	err = d.administer(ctx, h, func(r *peerwork.Roster) error {
		t := teamIn(r, meta.Team)
		if t == nil || contactsMark(*t) != meta.Mark {
			return errOtherwise
		}
		t.SafeguardingLead, t.Signpost = in.Lead, in.Steps
		return nil
	})
	if errors.Is(err, errOtherwise) {
		return d.afterwards(ctx, h, func(h here) (Reply, error) { return d.submitContacts(ctx, h) })
	}
	if err != nil {
		return Reply{}, err
	}
	return d.afterwards(ctx, h, func(h here) (Reply, error) { return d.contactsPage(h, "Saved. It stands on the forms from now on.") })
}

func (d *desk) wrongContacts(t peerwork.Team, in views.ContactsInput) otherwise {
	wrong := otherwise{}
	if n := len([]rune(in.Lead)); n > peerwork.MaxSafeguarder {
		wrong[views.BoxLead] = fmt.Sprintf("These are %d characters. Please use at most %d.", n, peerwork.MaxSafeguarder)
	}
	if len(in.Steps) == 0 {
		return wrong
	}
	t.SafeguardingLead, t.Signpost = in.Lead, in.Steps
	if found, expected := peerwork.CheckSignpost(d.signpostOf(t).Steps); found != "" {
		wrong[views.BoxSteps] = fmt.Sprintf("There is %s. We need %s.", found, expected)
	}
	return wrong
}

func (d *desk) contactsChangedMeanwhile(now peerwork.Team, in views.ContactsInput) Reply {
	lead := "nobody"
	if now.SafeguardingLead != "" {
		lead = now.SafeguardingLead
	}
	changed := []string{"Now the safeguarding lead: " + views.Name(lead), "Now the steps: " + d.signpostOf(now).String()}
	typed := now
	typed.SafeguardingLead, typed.Signpost = in.Lead, in.Steps
	form := views.EditContacts(views.ContactsForm{Team: typed, Usual: d.usual(now), Mark: contactsMark(now), Changed: changed})
	return Reply{Update: &form}
}
