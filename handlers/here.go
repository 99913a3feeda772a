package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type rosterStore interface {
	Bearings(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID) (peerwork.Roster, peerwork.Preferences, map[peerwork.UserID]peerwork.Person, error)
	People(ctx context.Context, ws peerwork.WorkspaceID, ids ...peerwork.UserID) (map[peerwork.UserID]peerwork.Person, error)
}

// here is a request, and what is known of the person who made it.
type here struct {
	Request
	roster peerwork.Roster
	prefs  peerwork.Preferences
	people map[peerwork.UserID]peerwork.Person // everybody known in the workspace; not to be changed
	teams  []peerwork.Team                     // those in which the person is a peer worker
}

func (d *desk) here(ctx context.Context, req Request) (here, error) {
	h := here{Request: req}
	var err error
	h.roster, h.prefs, h.people, err = d.Store.Bearings(ctx, req.Workspace, req.User)
	if err != nil {
		return h, fmt.Errorf("read who is who: %w", err)
	}
	h.teams = h.roster.TeamsOf(req.User)
	return h, nil
}

func (h here) named(u peerwork.UserID) peerwork.Named {
	return peerwork.Named{User: u, Name: nameOf(h.people[u])}
}

func nameOf(p peerwork.Person) string { return cmp.Or(views.Name(p.Name), "a colleague") }

// teamFor returns the team of that id if the person works in it, else their first one, else no team.
func (h here) teamFor(id peerwork.TeamID) peerwork.Team {
	for _, t := range h.teams {
		if t.ID == id {
			return t
		}
	}
	if len(h.teams) == 0 {
		return peerwork.Team{}
	}
	return h.teams[0]
}

// audience is who the person can let read a note they wrote for that team.
func (h here) audience(id peerwork.TeamID) peerwork.Audience {
	team, _ := h.roster.Team(id)
	a := team.Audience(h.User, h.named)
	a.Left, a.Roster, a.Gone = views.Name(a.Left), h.roster.Revision, h.gone(a.Readers())
	return a
}

// gone are those of them who can open nothing now.
func (h here) gone(all []peerwork.Named) map[peerwork.UserID]bool {
	var gone map[peerwork.UserID]bool
	for _, one := range all {
		if h.people[one.User].Gone() {
			if gone == nil {
				gone = map[peerwork.UserID]bool{}
			}
			gone[one.User] = true
		}
	}
	return gone
}

// audienceOf is the same for one note: with whom the person's agenda lets read it.
func (h here) audienceOf(n peerwork.Note) peerwork.Audience {
	a := h.audience(n.Team)
	if reader, reads := h.roster.Reader(h.User, n.Agenda); reads {
		a.Agenda = h.named(reader)
	}
	return a
}

func (h here) k() int { return max(h.roster.K, peerwork.MinimumK) }

// zone is the person's own time zone: their choice, Slack's, their team's, or UTC.
func (h here) zone() *time.Location {
	names := []string{h.prefs.Timezone, h.people[h.User].Timezone}
	for _, t := range h.teams {
		names = append(names, t.Timezone)
	}
	return peerwork.FirstZone(names...)
}

// mostTries is how often a change is made anew, because somebody else changed the same between reading and keeping it.
const mostTries = 5

// ofWhatStands makes a change of what stands, which it reads itself: once more where that was changed meanwhile.
func ofWhatStands(change func() error) error {
	err := peerwork.ErrChanged
	for i := 0; i < mostTries && errors.Is(err, peerwork.ErrChanged); i++ {
		err = change()
	}
	return err
}

// byRoster makes a change that may let somebody in: once more, by the roster as it then is, where a role changed
// between reading who that is and keeping it.
func byRoster[T any](ctx context.Context, d *desk, h *here, change func(h here) (T, error)) (T, error) {
	done, err := change(*h)
	for i := 1; i < mostTries && errors.Is(err, peerwork.ErrRosterMoved); i++ {
		if *h, err = d.here(ctx, h.Request); err != nil {
			return done, err
		}
		done, err = change(*h)
	}
	return done, err
}

// ownForm reports whether the request came from a form, and not from App Home.
func ownForm(req Request) bool { return req.View != "" && req.Private != views.HomePrivate }

// inPlace puts a form in the place of the one that the person is in, or opens it.
func inPlace(req Request, form views.Form) Reply {
	if ownForm(req) {
		return Reply{Update: &form}
	}
	return Reply{Form: &form}
}

// plainName makes names comparable: small letters, and a space for every hyphen.
func plainName(s string) string {
	return strings.Join(strings.Fields(strings.ReplaceAll(strings.ToLower(s), "-", " ")), " ")
}
