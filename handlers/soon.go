package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

type soonStore interface {
	SaveSoon(ctx context.Context, once string, r peerwork.SoonRequest, out ...peerwork.Delivery) error
	Soon(ctx context.Context, ws peerwork.WorkspaceID, id string) (peerwork.SoonRequest, error)
	AcknowledgeSoon(ctx context.Context, once string, ws peerwork.WorkspaceID, id string, by peerwork.UserID, now time.Time, then func(peerwork.SoonRequest) []peerwork.Delivery) (peerwork.SoonRequest, error)
	TakeBackSoon(ctx context.Context, ws peerwork.WorkspaceID, id string, worker peerwork.UserID) (peerwork.SoonRequest, error)
}

func (d *desk) soonDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActSendSoon:   d.sendSoon,
		views.ActNotSoon:    d.notSoon,
		views.ActSoonTo:     d.changeSoonTo,
		views.ActSoonDeputy: d.changeSoonDeputy,
		views.ActSoonBack:   d.takeBackSoon,
		views.ActSoonSeen:   d.soonSeen,
	}}
}

// soonID names a note's one wish to talk soon.
func soonID(n peerwork.NoteID) string { return string(n) }

// addSoonPart puts on a note's page how far a wish to talk soon has come, or what would be sent. Where the first
// cannot be read, the message is offered again: sending it twice sends it once.
func (d *desk) addSoonPart(ctx context.Context, h here, n peerwork.Note, wanted views.SoonChoice, s *views.Saved) {
	if s.Soon = d.soonState(ctx, h, n); s.Soon != nil || n.Talk != peerwork.Soon {
		return
	}
	ask := d.soonAsk(ctx, h, n, wanted)
	s.Ask = &ask
}

// soonState is how far the note's wish to talk soon has come; nil where there is none.
func (d *desk) soonState(ctx context.Context, h here, n peerwork.Note) *views.SoonState {
	if n.Kind != peerwork.BoundaryQuestion {
		return nil
	}
	r, err := d.Store.Soon(ctx, h.Workspace, soonID(n.ID))
	if err != nil || r.Worker != h.User {
		return nil
	}
	s := views.SoonState{
		ID: r.ID, To: h.named(r.Supervisor).Name, ToReach: h.roster.Reach(r, r.Supervisor), Passes: r.Passes,
		Passed: !r.Passed.IsZero(), Unanswered: !r.Unanswered.IsZero(), Zone: h.zone(),
	}
	if r.Deputy != "" {
		s.Deputy, s.DeputyReach = h.named(r.Deputy).Name, h.roster.Reach(r, r.Deputy)
	}
	if r.AcknowledgedBy != "" {
		s.By = h.named(r.AcknowledgedBy).Name
	}
	return &s
}

// soonAsk is what "soon" sends, and to whom: as the worker wants it where that can be, else the supervisor, or a
// deputy where the supervisor is away.
func (d *desk) soonAsk(ctx context.Context, h here, n peerwork.Note, wanted views.SoonChoice) views.SoonAsk {
	team, _ := h.roster.Team(n.Team)
	a := views.SoonAsk{Note: n.ID, Worker: h.named(h.User).Name, Zone: h.zone(), Passes: scheduler.SoonPasses(team, h.Now)}
	a.People = d.whoCanBeAsked(ctx, h, n.Team)
	if len(a.People) == 0 {
		return a
	}
	a.To = a.People[0]
	if i := slices.IndexFunc(a.People, func(p views.SoonPerson) bool { return !p.Away }); i >= 0 {
		a.To = a.People[i]
	}
	if i := slices.IndexFunc(a.People, func(p views.SoonPerson) bool { return p.User == wanted.To }); i >= 0 {
		a.To = a.People[i]
	}
	withDeputy(&a, team, h, wanted)
	return a
}

// withDeputy names who is the deputy: whom the worker wants, or nobody if they want nobody, else the first of the
// team who is there.
func withDeputy(a *views.SoonAsk, team peerwork.Team, h here, wanted views.SoonChoice) {
	if _, works := team.Member(h.User); !works {
		return
	}
	for _, u := range team.DeputiesFor(h.User, a.To.User) {
		there := func(p views.SoonPerson) bool { return p.User == u && !p.Away }
		if slices.ContainsFunc(a.People, there) {
			a.Deputies = append(a.Deputies, h.named(u))
		}
	}
	if len(a.Deputies) == 0 || wanted.To == a.To.User && wanted.Deputy == "" {
		return
	}
	a.Deputy = a.Deputies[0]
	for _, named := range a.Deputies {
		if named.User == wanted.Deputy {
			a.Deputy = named
		}
	}
	for _, named := range a.Deputies {
		if named.User != a.Deputy.User {
			a.Next = named
			return
		}
	}
}

// whoCanBeAsked are the worker's supervisors and their team's deputies, and whether they are away. Where that cannot
// be read, they are taken to be there: the message passes on by itself.
func (d *desk) whoCanBeAsked(ctx context.Context, h here, team peerwork.TeamID) []views.SoonPerson {
	var people []views.SoonPerson
	asked := h.roster.CanAsk(h.User, team)
	settings, _ := d.Store.PreferencesOf(ctx, h.Workspace, asked...)
	for _, u := range asked {
		if h.people[u].Gone() {
			continue
		}
		people = append(people, views.SoonPerson{Named: h.named(u), Supervises: h.roster.Supervises(u, h.User), Away: settings[u].Away(h.Now)})
	}
	return people
}

// changeSoonTo shows the message as it would go to somebody else, with the deputy as it was, or else the first.
func (d *desk) changeSoonTo(ctx context.Context, req Request) (Reply, error) {
	wanted, err := chosenSoon(req)
	if err != nil {
		return Reply{}, err
	}
	if wanted.Deputy == "" {
		wanted.Deputy = wanted.To // who cannot be their own deputy: the first of the team is
	}
	return d.showSoon(ctx, req, wanted, "")
}

func (d *desk) changeSoonDeputy(ctx context.Context, req Request) (Reply, error) {
	wanted, err := chosenSoon(req)
	if err != nil {
		return Reply{}, err
	}
	return d.showSoon(ctx, req, wanted, "")
}

func chosenSoon(req Request) (views.SoonChoice, error) {
	value, _ := req.State.Chosen(req.Name)
	wanted, ok := views.ParseSoonChoice(value)
	if !ok {
		return wanted, unclear()
	}
	return wanted, nil
}

// atNote is where a request about one's own note begins, without a change to it.
func (d *desk) atNote(ctx context.Context, req Request) (here, peerwork.Note, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return h, peerwork.Note{}, err
	}
	n, err := d.Store.OwnNote(ctx, h.Workspace, h.User, peerwork.NoteID(views.ActionID(req.Name)))
	if err != nil {
		return h, n, gone(err)
	}
	return h, n, nil
}

// showSoon draws the note's page with that choice. Nothing is stored before the worker presses Send.
func (d *desk) showSoon(ctx context.Context, req Request, wanted views.SoonChoice, said string) (Reply, error) {
	h, n, err := d.atNote(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.redraw(ctx, h, n, told{said: said, soon: wanted}), nil
}

// sendSoon sends the message that was shown to the person who was shown, and no more than it.
func (d *desk) sendSoon(ctx context.Context, req Request) (Reply, error) {
	h, n, err := d.atNote(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	shown, known := views.ParseSoonChoice(req.Text)
	a := d.soonAsk(ctx, h, n, shown)
	if a.To.User == "" {
		return Reply{}, &peerwork.Error{What: "Nothing was sent: you have no supervisor here.", Try: "Please ask a person yourself."}
	}
	if known && a.Choice() != shown {
		return d.showSoon(ctx, req, shown, "Nothing was sent, because who can be asked has changed. Please look again.")
	}
	if err := d.saveSoon(ctx, h, n, a); err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, err
	}
	reply := d.redraw(ctx, h, n, told{})
	reply.Wake = true
	return reply, nil
}

func (d *desk) saveSoon(ctx context.Context, h here, n peerwork.Note, a views.SoonAsk) error {
	team, _ := h.roster.Team(n.Team)
	r := peerwork.SoonRequest{
		ID: soonID(n.ID), Workspace: h.Workspace, Note: n.ID, Worker: h.User, Team: n.Team,
		Week: peerwork.WeekOf(h.Now, team.Location()).String(), Supervisor: a.To.User, Deputy: a.Deputy.User, Asked: h.Now, Passes: a.Passes,
	}
	// The worker hears that it has gone when it has.
	err := d.Store.SaveSoon(ctx, h.Once, r, h.soonDelivery(peerwork.DeliverSoon, r.Supervisor, r))
	if err != nil {
		return fmt.Errorf("save talk-soon request: %w", err)
	}
	return nil
}

func (h here) soonDelivery(kind peerwork.DeliveryKind, to peerwork.UserID, r peerwork.SoonRequest) peerwork.Delivery {
	return peerwork.Delivery{
		ID: peerwork.NewID(), Workspace: h.Workspace, Kind: kind, Recipient: string(to), Team: r.Team, Subject: r.ID, Due: h.Now,
	}
}

// notSoon sends nothing, and keeps the note for the next supervision.
func (d *desk) notSoon(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		n.Talk = peerwork.NextSupervision
		return told{said: "Nothing was sent. " + talkSentence(n.Talk)}, nil
	})
}

// takeBackSoon is the worker's way back, until somebody has answered. The note stays as it is.
func (d *desk) takeBackSoon(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	r, err := d.Store.TakeBackSoon(ctx, req.Workspace, views.ActionID(req.Name), req.User)
	switch {
	case errors.Is(err, peerwork.ErrNotFound):
		return Reply{}, &peerwork.Error{What: "There is nothing to take back.", Try: "It was taken back before, or its note has gone."}
	case errors.Is(err, peerwork.ErrDuplicate):
		who := h.named(r.AcknowledgedBy).Name
		return Reply{}, &peerwork.Error{What: who + " has seen it already, so it cannot be taken back.", Try: "Please tell " + who + " yourself."}
	case err != nil:
		return Reply{}, fmt.Errorf("take back talk-soon request: %w", err)
	}
	who := peerwork.JoinAnd(h.namesOf(slices.DeleteFunc(r.WentTo(), func(u peerwork.UserID) bool { return h.hasNothing(r, u) })))
	if ownForm(req) {
		form := views.SoonTakenBackForm(who)
		return Reply{Form: &form}, nil
	}
	m := views.SoonTakenBack(who)
	return Reply{Say: &m, Replace: true}, nil
}

// hasNothing reports whether it is sure that the message did not come to somebody. One on its way may have.
func (h here) hasNothing(r peerwork.SoonRequest, u peerwork.UserID) bool {
	reach := r.ToSupervisor
	if u != r.Supervisor {
		reach = r.ToDeputy
	}
	return reach == peerwork.NotYet || reach == peerwork.NotReached
}

func (h here) namesOf(users []peerwork.UserID) []string {
	var names []string
	for _, u := range users {
		names = append(names, h.named(u).Name)
	}
	return names
}

// soonSeen is the press of somebody who was asked. The first press counts: it tells the worker, and whoever else was
// asked.
func (d *desk) soonSeen(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	r, err := d.Store.AcknowledgeSoon(ctx, req.Once, req.Workspace, views.ActionID(req.Name), req.User, req.Now, h.soonAnswered)
	if errors.Is(err, peerwork.ErrNotFound) {
		return Reply{}, &peerwork.Error{What: "This is no longer open to you.", Try: "It may have been taken back, or your part in the team has changed."}
	}
	if err != nil && !errors.Is(err, peerwork.ErrDuplicate) {
		return Reply{}, fmt.Errorf("acknowledge talk-soon request: %w", err)
	}
	worker := h.named(r.Worker).Name
	m := views.SoonSeen(worker)
	if r.AcknowledgedBy != req.User {
		m = views.SoonTaken(worker, h.named(r.AcknowledgedBy).Name)
	}
	return Reply{Say: &m, Replace: true, Wake: true}, nil
}

// soonAnswered is what goes out once somebody has answered.
func (h here) soonAnswered(r peerwork.SoonRequest) []peerwork.Delivery {
	out := []peerwork.Delivery{h.soonDelivery(peerwork.DeliverSoonAcknowledged, r.Worker, r)}
	for _, u := range r.WentTo() {
		if u != r.AcknowledgedBy {
			out = append(out, h.soonDelivery(peerwork.DeliverSoonTaken, u, r))
		}
	}
	return out
}
