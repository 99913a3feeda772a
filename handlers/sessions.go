package handlers

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/views"
)

type sessionStore interface {
	PreferencesOf(ctx context.Context, ws peerwork.WorkspaceID, users ...peerwork.UserID) (map[peerwork.UserID]peerwork.Preferences, error)
	Session(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, id string) (peerwork.Session, error)
	Sessions(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, f peerwork.SessionFilter) ([]peerwork.Session, error)
	PlanSession(ctx context.Context, once string, session peerwork.Session, by peerwork.UserID, now time.Time, out ...peerwork.Delivery) error
	ChangeSession(ctx context.Context, once string, seen peerwork.SeenSession, by peerwork.UserID, now time.Time, change func(*peerwork.Session) error, out ...peerwork.Delivery) (peerwork.Session, error)
	Rhythm(ctx context.Context, ws peerwork.WorkspaceID, p peerwork.Pair, viewer peerwork.UserID) (peerwork.SessionRhythm, error)
	SetRhythm(ctx context.Context, once string, r peerwork.SessionRhythm, by peerwork.UserID, now time.Time, out ...peerwork.Delivery) (peerwork.Session, error)
	DropRhythm(ctx context.Context, once string, ws peerwork.WorkspaceID, p peerwork.Pair, by peerwork.UserID, now time.Time, out ...peerwork.Delivery) error
	actionStore
	coStore
}

// sessionDoors lead to sessions, to what a pair means to do, and to what both write.
func (d *desk) sessionDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActSessions:        d.opening(d.openSessions, ""),
			views.ActSessionPairPage: d.opening(d.openSessions, ""),
			views.ActPlanSession:     d.opening(d.askPlan, ""),
			views.ActMetSession:      d.opening(d.askMet, ""),
			views.ActMoveSession:     d.opening(d.askMove, ""),
			views.ActHeldSession:     d.recordHeld,
			views.ActMissedSession:   d.opening(d.askMissed, ""),
			views.ActSessionRhythm:   d.opening(d.askRhythm, ""),
			views.ActPastSessions:    d.opening(d.pastSessions, ""),
			views.ActPairNotes:       d.opening(d.openPairNotes, ""),
			views.ActAddAction:       d.opening(d.askAction, ""),
			views.ActActionDone:      d.actionDone,
			views.ActActionNotDone:   d.actionNotDone,
			views.ActDropAction:      d.dropAction,
			views.ActAllActions:      d.opening(d.allActions, ""),
			views.ActProposeCo:       d.proposeCo,
			views.ActCoReflect:       d.opening(d.coReflect, ""),
		},
		forms: map[string]Handler{
			views.FormSession: d.submitSession,
			views.FormMissed:  d.submitMissed,
			views.FormRhythm:  d.submitRhythm,
			views.FormAction:  d.submitAction,
			views.FormCo:      d.submitCo,
		},
	}
}

// notAPair is told where the two are not a pair, now or ever: nobody learns which.
func notAPair() *peerwork.Error {
	return &peerwork.Error{What: "This does not open for you now.", Try: "You may not be in this supervision any more. Type /supervision to see yours."}
}

// pairsOf are the viewer's standing pairs that an id names: by team and worker, or by worker alone.
func (h here) pairsOf(id string) []peerwork.Pair {
	team, worker := views.ParsePairID(id)
	var named []peerwork.Pair
	for _, p := range h.roster.PairsOf(h.User) {
		if p.Worker == worker && (team == "" || p.Team == team) {
			named = append(named, p)
		}
	}
	return named
}

func (h here) pair(id string) (peerwork.Pair, error) {
	pairs := h.pairsOf(id)
	if len(pairs) == 0 {
		return peerwork.Pair{}, notAPair()
	}
	return pairs[0], nil
}

// atPair is where a request about a pair of the viewer's begins.
func (d *desk) atPair(ctx context.Context, req Request, id string) (here, peerwork.Pair, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return h, peerwork.Pair{}, err
	}
	p, err := h.pair(id)
	return h, p, err
}

// zoneOf is where a pair's sessions are meant: the team's time zone.
func (h here) zoneOf(p peerwork.Pair) string {
	team, _ := h.roster.Team(p.Team)
	return team.Location().String()
}

func (h here) side(p peerwork.Pair) peerwork.Side {
	if h.User == p.Worker {
		return peerwork.WorkerSide
	}
	return peerwork.SupervisorSide
}

// with names the other of the pair as forms say it: "Ama, your supervisor in Riverside".
func (h here) with(p peerwork.Pair) string {
	return views.WithWhom(h.named(p.Other(h.User)).Name, h.side(p), scheduler.TeamOf(h.roster, p, h.User))
}

// shown puts a form in the place of the one that is open, or opens it.
func shown(req Request, form views.Form) Reply {
	if ownForm(req) {
		return Reply{Update: &form}
	}
	return Reply{Form: &form}
}

// upcoming is the viewer's next session in each of their pairs.
func (d *desk) upcoming(ctx context.Context, h here) ([]views.SessionRow, error) {
	pairs := h.roster.PairsOf(h.User)
	if len(pairs) == 0 {
		return nil, nil
	}
	const most = 2000
	planned, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{From: h.Now, State: peerwork.SessionPlanned, Limit: most})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	held, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{State: peerwork.SessionHeld, Newest: true, Limit: most})
	if err != nil {
		return nil, fmt.Errorf("list sessions: %w", err)
	}
	toDo, err := d.Store.ActionsToDo(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return nil, fmt.Errorf("count actions: %w", err)
	}
	next, last := firstOf(planned), firstOf(held)
	settings, err := d.settingsOf(ctx, h, slices.Collect(maps.Keys(next))...)
	if err != nil {
		return nil, err
	}
	var rows []views.SessionRow
	for _, p := range pairs {
		row := h.sessionRow(p)
		row.Next, row.LastHeld, row.ToDo = next[p], last[p].At, toDo[p]
		if row.Next.ID != "" {
			row.Hindrance = h.hindrance(row.Next, settings)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

func (h here) sessionRow(p peerwork.Pair) views.SessionRow {
	return views.SessionRow{Pair: p, With: h.named(p.Other(h.User)).Name, Side: h.side(p), Team: scheduler.TeamOf(h.roster, p, h.User)}
}

func firstOf(sessions []peerwork.Session) map[peerwork.Pair]peerwork.Session {
	first := map[peerwork.Pair]peerwork.Session{}
	for _, s := range sessions {
		if _, known := first[s.Pair()]; !known {
			first[s.Pair()] = s
		}
	}
	return first
}

// settingsOf are the settings of the viewer and of the others of the pairs, in which their leave stands.
func (d *desk) settingsOf(ctx context.Context, h here, pairs ...peerwork.Pair) (map[peerwork.UserID]peerwork.Preferences, error) {
	var others []peerwork.UserID
	for _, p := range pairs {
		others = append(others, p.Other(h.User))
	}
	settings, err := d.Store.PreferencesOf(ctx, h.Workspace, others...)
	if err != nil {
		return nil, fmt.Errorf("read leave: %w", err)
	}
	settings[h.User] = h.prefs
	return settings, nil
}

// hindrance says what stands in the way of a session's day: a bank holiday, or leave of one of the two.
func (h here) hindrance(s peerwork.Session, settings map[peerwork.UserID]peerwork.Preferences) string {
	team, _ := h.roster.Team(s.Team)
	return scheduler.Hindrance(s, team, h.User, h.named(s.Pair().Other(h.User)).Name, settings)
}

// openSessions opens the pair that the button names, or lists the viewer's pairs. With one pair alone, that opens.
func (d *desk) openSessions(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id := views.ActionID(req.Name)
	pairs := h.pairsOf(id)
	if id == "" {
		pairs = h.roster.PairsOf(h.User)
	}
	if len(pairs) == 1 {
		return d.showPair(ctx, h, pairs[0], "")
	}
	said := ""
	if id != "" && len(pairs) == 0 {
		said = notAPair().Error()
	}
	return d.showList(ctx, h, said, id, len(pairs) > 0)
}

// showList lists the viewer's pairs; where narrowed, those that the id names.
func (d *desk) showList(ctx context.Context, h here, said, id string, narrowed bool) (Reply, error) {
	rows, err := d.upcoming(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	list := views.SessionList{Said: said, Zone: h.zone()}
	for _, row := range rows {
		if _, worker := views.ParsePairID(id); !narrowed || id == "" || row.Pair.Worker == worker {
			list.Rows = append(list.Rows, row)
		}
	}
	past, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Until: h.Now, Newest: true, Limit: 1})
	if err != nil {
		return Reply{}, fmt.Errorf("list sessions: %w", err)
	}
	list.Past = len(past) > 0
	return shown(h.Request, views.Sessions(list)), nil
}

// showPair draws the page of a standing pair, and says what was just done.
func (d *desk) showPair(ctx context.Context, h here, p peerwork.Pair, said string) (Reply, error) {
	page, err := d.pairPage(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	page.Said = said
	return shown(h.Request, views.PairOf(page)), nil
}

func (d *desk) pairPage(ctx context.Context, h here, p peerwork.Pair) (views.PairPage, error) {
	page := views.PairPage{Row: h.sessionRow(p), Zone: h.zone()}
	rhythm, err := d.Store.Rhythm(ctx, h.Workspace, p, h.User)
	switch {
	case err == nil:
		page.Rhythm = views.RhythmSentence(rhythm)
	case !errors.Is(err, peerwork.ErrNotFound):
		return page, fmt.Errorf("read a rhythm: %w", err)
	}
	if err := d.fillSessions(ctx, h, p, &page); err != nil {
		return page, err
	}
	if page.Row.Side == peerwork.SupervisorSide {
		if err := d.fillNotes(ctx, h, p, &page); err != nil {
			return page, err
		}
	}
	return page, d.fillActions(ctx, h, p, &page)
}

func (d *desk) fillSessions(ctx context.Context, h here, p peerwork.Pair, page *views.PairPage) error {
	coming, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Pair: p, From: h.Now, Limit: 20})
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	settings, err := d.settingsOf(ctx, h, p)
	if err != nil {
		return err
	}
	for _, s := range coming {
		if s.State == peerwork.SessionMoved {
			page.Unasked = append(page.Unasked, s)
		}
		if !s.Open() || len(page.Coming) == views.MaxComing {
			continue
		}
		page.Coming = append(page.Coming, views.ComingSession{Session: s, Hindrance: h.hindrance(s, settings)})
	}
	over, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Pair: p, Until: h.Now, Newest: true, Limit: views.MaxPast + views.MaxUnasked + 1})
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	for _, s := range over {
		switch {
		case (s.Open() || s.State == peerwork.SessionMoved) && len(page.Unasked) < views.MaxUnasked:
			page.Unasked = append(page.Unasked, s)
		case len(page.Past) < views.MaxPast:
			page.Past = append(page.Past, h.past(s))
		default:
			page.MorePast = true
		}
	}
	page.Unasked = page.Unasked[:min(len(page.Unasked), views.MaxUnasked)]
	return nil
}

func (h here) past(s peerwork.Session) views.PastSession {
	return views.PastSession{Session: s, By: h.recorder(s)}
}

// recorder is who recorded a session, as one says it to the viewer.
func (h here) recorder(s peerwork.Session) string {
	switch s.By {
	case "":
		return ""
	case h.User:
		return "You"
	}
	return h.named(s.By).Name
}

// fillNotes adds what the worker shares with this supervisor: from the agenda, and notes. None of it is opened.
func (d *desk) fillNotes(ctx context.Context, h here, p peerwork.Pair, page *views.PairPage) error {
	listed, err := d.Store.SharedWith(ctx, h.Workspace, h.User, p.Team, p.Worker, time.Time{}, time.Time{})
	if err != nil {
		return fmt.Errorf("list shared notes: %w", err)
	}
	agenda, err := d.sharedAgenda(ctx, h, p.Worker)
	if err != nil {
		return err
	}
	page.Agenda = agenda[:min(len(agenda), views.MaxAgenda)]
	page.MoreToRead = len(agenda) - len(page.Agenda)
	rows := h.sharedRows(slices.DeleteFunc(listed, func(l peerwork.Listing) bool {
		return slices.ContainsFunc(agenda, func(a views.AgendaRow) bool { return a.Note == l.Note })
	}))
	page.Notes = rows[:min(len(rows), views.MaxNotes)]
	page.MoreNotes = len(rows) - len(page.Notes)
	return nil
}

// pastSessions leafs through sessions that are over: of one pair, or all of the viewer's own.
func (d *desk) pastSessions(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	history := views.SessionHistory{Pair: req.Text, Zone: h.zone()}
	history.Offset, _ = strconv.Atoi(views.ActionID(req.Name))
	history.Offset = max(0, history.Offset)
	filter := peerwork.SessionFilter{Until: h.Now, Newest: true, Limit: views.MaxHistory + 1, Offset: history.Offset}
	if req.Text != "" {
		if filter.Pair, err = h.pair(req.Text); err != nil {
			return Reply{}, err
		}
	}
	over, err := d.Store.Sessions(ctx, h.Workspace, h.User, filter)
	if err != nil {
		return Reply{}, fmt.Errorf("list sessions: %w", err)
	}
	history.More = len(over) > views.MaxHistory
	for _, s := range over[:min(len(over), views.MaxHistory)] {
		past := h.past(s)
		if req.Text == "" {
			past.With = h.named(s.Pair().Other(h.User)).Name
		}
		history.Past = append(history.Past, past)
	}
	return shown(req, views.PastSessions(history)), nil
}

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
	return shown(req, views.SessionForm(views.TimeForm{Does: does, ID: views.PairID(p), With: h.with(p), Timezone: h.zoneOf(p)})), nil
}

// askMove asks for a session's new time.
func (d *desk) askMove(ctx context.Context, req Request) (Reply, error) {
	return d.aboutSession(ctx, req, func(h here, s peerwork.Session) (Reply, error) {
		if s.State == peerwork.SessionHeld {
			return d.became(ctx, h, s)
		}
		return shown(req, views.SessionForm(views.TimeForm{
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
		return shown(req, views.MissedForm(s, h.with(s.Pair()), s.At.After(h.Now), h.zone())), nil
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

func orNotAPair(err error) error {
	if errors.Is(err, peerwork.ErrNotFound) {
		return notAPair()
	}
	return err
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

// askRhythm asks how often a pair meets: four-weekly unless they chose otherwise.
func (d *desk) askRhythm(ctx context.Context, req Request) (Reply, error) {
	h, p, err := d.atPair(ctx, req, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	r, err := d.rhythmNow(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	return shown(req, views.SessionRhythm(views.RhythmForm{Rhythm: r, With: h.with(p)})), nil
}

// rhythmNow is how often a pair meets, from its next session on; or, without a revision, what is proposed to one that
// has not said.
func (d *desk) rhythmNow(ctx context.Context, h here, p peerwork.Pair) (peerwork.SessionRhythm, error) {
	r, err := d.Store.Rhythm(ctx, h.Workspace, p, h.User)
	if errors.Is(err, peerwork.ErrNotFound) {
		return peerwork.SessionRhythm{Workspace: h.Workspace, Pair: p, Weeks: peerwork.DefaultWeeks, Clock: "14:00", Timezone: h.zoneOf(p)}, nil
	}
	if err != nil {
		return r, fmt.Errorf("read a rhythm: %w", err)
	}
	if next, ok := r.Next(nil, h.Now); ok {
		r.First = next.Slot
	}
	return r, nil
}

// tellRhythm is the message to the other side that how often the two meet is another now; none where it is the same.
func (h here) tellRhythm(was, r peerwork.SessionRhythm) []peerwork.Delivery {
	p := r.Pair
	ended := r.Weeks == 0
	same := was.Weeks == r.Weeks && was.First == r.First && was.Clock == r.Clock && was.Timezone == r.Timezone
	if none := was.Revision == 0; none && ended || !none && !ended && same {
		return nil
	}
	return []peerwork.Delivery{{
		ID: peerwork.NewID(), Workspace: h.Workspace, Kind: peerwork.DeliverRhythm, Recipient: string(p.Other(h.User)), Team: p.Team,
		Subject: string(p.Worker), Detail: string(p.Supervisor), Due: h.Now,
	}}
}

func (d *desk) submitRhythm(ctx context.Context, req Request) (Reply, error) {
	id, revision, _ := strings.Cut(req.Private, "|")
	h, p, err := d.atPair(ctx, req, id)
	if err != nil {
		return Reply{}, err
	}
	r, wrong := h.rhythm(p, req.State)
	r.Revision, _ = strconv.Atoi(revision)
	was, err := d.rhythmNow(ctx, h, p)
	if err != nil {
		return Reply{}, err
	}
	switch {
	case r.Weeks == 0:
		err = d.Store.DropRhythm(ctx, req.Once, req.Workspace, p, req.User, req.Now, h.tellRhythm(was, r)...)
	case wrong != nil:
		return Reply{Errors: wrong}, nil
	default:
		_, err = d.Store.SetRhythm(ctx, req.Once, r, req.User, req.Now, h.tellRhythm(was, r)...)
	}
	switch {
	case errors.Is(err, peerwork.ErrChanged):
		return Reply{Errors: map[string]string{views.BoxRhythmWeeks: fmt.Sprintf(
			"Not saved: %s changed how often you meet while your form was open. Close this and open it again.", h.named(p.Other(h.User)).Name)}}, nil
	case err != nil && !errors.Is(err, peerwork.ErrDuplicate):
		return Reply{}, orNotAPair(err)
	case r.Weeks == 0:
		return d.sessionSaved(ctx, h, p, "Saved. Sessions that are planned stay. New ones are planned one by one.")
	}
	return d.sessionSaved(ctx, h, p, "Saved. "+views.RhythmSentence(r))
}

// rhythm reads the form. wrong says by box what cannot be.
func (h here) rhythm(p peerwork.Pair, state views.State) (peerwork.SessionRhythm, map[string]string) {
	local, hasDay, hasTime := state.SessionLocal()
	day, clock, _ := strings.Cut(local, "T")
	r := peerwork.SessionRhythm{Workspace: h.Workspace, Pair: p, Weeks: state.RhythmWeeks(), First: day, Clock: clock, Timezone: h.zoneOf(p)}
	switch {
	case !hasDay:
		return r, map[string]string{views.BoxSessionDay: "Please choose a day."}
	case !hasTime:
		return r, map[string]string{views.BoxSessionTime: "Please choose a time."}
	}
	if _, err := p.Plan(h.Workspace, local, r.Timezone, h.Now); err != nil {
		return r, besideTheDay(err)
	}
	if err := r.Check(); err != nil {
		return r, besideTheDay(err)
	}
	return r, nil
}
