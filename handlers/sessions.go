package handlers

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
			views.ActPair:            d.opening(d.openSessions, ""),
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
	return inPlace(h.Request, views.Sessions(list)), nil
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
	return inPlace(req, views.PastSessions(history)), nil
}
