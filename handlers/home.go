package handlers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

// home draws a person's App Home.
func (d *desk) home(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page, err := d.homePage(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	home := views.DrawHome(page)
	return Reply{Home: &home}, nil
}

func (d *desk) homePage(ctx context.Context, h here) (page views.HomePage, err error) {
	page = views.HomePage{
		Writes: len(h.teams) > 0, Manages: h.managed(), Groups: len(h.groupTeams()) > 0, SetsUp: h.setsUp(), First: len(h.roster.Admins) == 0,
		Zone: h.zone(), Signpost: d.signpost(h),
	}
	for _, fill := range []func(context.Context, here, *views.HomePage) error{d.fillOwn, d.fillShared, d.fillPairs} {
		if err := fill(ctx, h, &page); err != nil {
			return page, err
		}
	}
	return page, nil
}

// fillOwn fills in what is the person's own. It opens the newest few notes, and no more.
func (d *desk) fillOwn(ctx context.Context, h here, page *views.HomePage) (err error) {
	if page.Began, err = d.begun(ctx, h); err != nil {
		return err
	}
	notes, total, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{Limit: views.HomeNotes})
	if err != nil {
		return fmt.Errorf("list notes: %w", err)
	}
	page.Notes, page.Total = h.rows(notes), total
	page.Agenda, err = d.agendaInBrief(ctx, h)
	return err
}

// fillShared fills in who can read what of the person's, and who did.
func (d *desk) fillShared(ctx context.Context, h here, page *views.HomePage) (err error) {
	if page.Total == 0 && len(page.Agenda) == 0 {
		return nil
	}
	facts, counted, err := d.Store.SharedFacts(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return err
	}
	page.Readers, page.Counted = h.whoCanRead(facts), counted
	page.Opened, err = d.openings(ctx, h, "")
	return err
}

// whoCanRead are those who can read notes of the person's now, and how many, by the rule itself.
func (h here) whoCanRead(facts []peerwork.NoteFacts) []views.ReadsOf {
	standings := map[peerwork.UserID]peerwork.Standing{}
	at := map[string]int{}
	var readers []views.ReadsOf
	for _, f := range facts {
		a := h.audienceOf(peerwork.Note{Team: f.Team, Agenda: f.Agenda})
		for _, u := range a.Readers() {
			if _, known := standings[u.User]; !known {
				standings[u.User] = h.standing(u.User)
			}
			role, may := standings[u.User].MayRead(f)
			if !may {
				continue
			}
			who := a.Called(u)
			if !role.ShowsName() {
				who += ", without your name"
			}
			if _, known := at[who]; !known {
				at[who] = len(readers)
				readers = append(readers, views.ReadsOf{Who: who})
			}
			readers[at[who]].Notes++
		}
	}
	return readers
}

// standing is what somebody holds now; nothing where they are gone, as in storage.
func (h here) standing(u peerwork.UserID) peerwork.Standing {
	if h.people[u].Gone() {
		return peerwork.Standing{}
	}
	return h.roster.Standing(u)
}

// managed are the teams of which the person is a line manager, and when each has its next digest.
func (h here) managed() []views.Managed {
	var managed []views.Managed
	for _, t := range h.roster.ManagedBy(h.User) {
		managed = append(managed, views.Managed{Team: t, Digest: nextDigest(t, h.Now)})
	}
	return managed
}

// nextDigest is when a team's next digest comes; zero where none is planned.
func nextDigest(t peerwork.Team, now time.Time) (next time.Time) {
	for _, s := range t.Schedules {
		if s.Kind != peerwork.WeeklyDigest || s.Paused {
			continue
		}
		coming, _ := scheduler.ComingOf(t, s, now, 1) // one that cannot be kept has no next time
		for _, c := range coming {
			if !c.Sent.IsZero() && (next.IsZero() || c.Sent.Before(next)) {
				next = c.Sent
			}
		}
	}
	return next
}

// fillPairs fills in the person's sessions, and the people whom they supervise.
func (d *desk) fillPairs(ctx context.Context, h here, page *views.HomePage) error {
	rows, err := d.upcoming(ctx, h)
	if err != nil {
		return err
	}
	page.Sessions = ownSessions(rows)
	page.Pairs, err = d.pairs(ctx, h, rows)
	return err
}

// ownSessions are those to which the person goes as a worker.
func ownSessions(rows []views.SessionRow) (own []views.SessionRow) {
	for _, r := range rows {
		if r.Side == peerwork.WorkerSide {
			own = append(own, r)
		}
	}
	return own
}

// pairs are the people whom the viewer supervises, and those who name the viewer for something on their agenda.
func (d *desk) pairs(ctx context.Context, h here, rows []views.SessionRow) ([]views.Pair, error) {
	if len(h.roster.SupervisedBy(h.User)) == 0 {
		return nil, nil
	}
	shared, err := d.sharedBy(ctx, h)
	if err != nil {
		return nil, err
	}
	agendas, err := d.agendasBy(ctx, h)
	if err != nil {
		return nil, err
	}
	own := map[peerwork.UserID]bool{}
	var pairs []views.Pair
	for _, r := range rows {
		if w := r.Pair.Worker; r.Side == peerwork.SupervisorSide {
			pairs = append(pairs, views.Pair{Worker: h.named(w), Next: r, Shared: shared[w], Agenda: agendas[w]})
			own[w] = true
		}
	}
	slices.SortStableFunc(pairs, soonestNext)
	for _, w := range slices.Sorted(maps.Keys(agendas)) {
		if !own[w] {
			pairs = append(pairs, views.Pair{Worker: h.named(w), Agenda: agendas[w], Other: true})
		}
	}
	return pairs, nil
}

// soonestNext puts first whom the viewer meets first, and last those with whom no session is planned.
func soonestNext(a, b views.Pair) int {
	next := func(p views.Pair) int64 {
		if p.Next.Next.At.IsZero() {
			return math.MaxInt64
		}
		return p.Next.Next.At.UnixMilli()
	}
	return cmp.Compare(next(a), next(b))
}

// agendasBy counts what each worker shares with the viewer from their agenda.
func (d *desk) agendasBy(ctx context.Context, h here) (map[peerwork.UserID]int, error) {
	items, err := d.Store.AgendasSharedWith(ctx, h.Workspace, h.User, "", h.Now)
	if err != nil {
		return nil, err
	}
	by := map[peerwork.UserID]int{}
	for _, i := range items {
		by[i.Author]++
	}
	return by, nil
}

func (d *desk) sharedBy(ctx context.Context, h here) (map[peerwork.UserID]int, error) {
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, "", "", time.Time{}, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("list shared notes: %w", err)
	}
	shared := map[peerwork.UserID]int{}
	for _, l := range listed {
		shared[l.Author]++ // "" for those read without the name
	}
	return shared, nil
}
