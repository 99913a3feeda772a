package scheduler

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// drawSession draws what one side is told of a session, as both are and as the session is at the moment of sending.
func (s *Scheduler) drawSession(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	session, err := s.store.ScheduledSession(ctx, d.Workspace, d.Subject)
	if errors.Is(err, peerwork.ErrNotFound) {
		return views.Message{}, "the session is gone, or they are no longer its two", nil
	}
	if err != nil {
		return views.Message{}, "", err
	}
	if useless := uselessOf(d, session, now); useless != "" {
		return views.Message{}, useless, nil
	}
	notice, useless, err := s.notice(ctx, d, session, now)
	if err != nil || useless != "" {
		return views.Message{}, useless, err
	}
	switch d.Kind {
	case peerwork.DeliverSessionReminder:
		return views.SessionReminder(notice), "", nil
	case peerwork.DeliverSessionQuestion:
		return views.SessionQuestion(notice), "", nil
	case peerwork.DeliverSessionOff:
		return views.SessionOff(notice), "", nil
	case peerwork.DeliverCoProposed:
		return views.CoProposed(notice), "", nil
	case peerwork.DeliverCoFinished:
		return views.CoFinished(notice), "", nil
	default:
		return views.SessionPlanned(notice), "", nil
	}
}

// uselessOf says why a message about a session is of no use any more, or "".
func uselessOf(d peerwork.Delivery, session peerwork.Session, now time.Time) string {
	to := peerwork.UserID(d.Recipient)
	timed := d.Kind == peerwork.DeliverSessionReminder || d.Kind == peerwork.DeliverSessionQuestion
	switch {
	case !session.Pair().Has(to):
		return "not a side of the session"
	case timed && d.Nominal != nominalOf(session):
		return "the session was moved"
	case timed && !session.Open():
		return "it is recorded already"
	case d.Kind == peerwork.DeliverSessionReminder && !now.Before(session.At):
		return "the session has begun"
	case d.Kind == peerwork.DeliverSessionPlanned && (session.State == peerwork.SessionHeld || session.State == peerwork.SessionMissed):
		return "it is recorded already"
	case d.Kind == peerwork.DeliverSessionOff && (session.State != peerwork.SessionMissed || !now.Before(session.At)):
		return "it is planned again, or its time has passed"
	case d.Kind == peerwork.DeliverCoProposed && session.CoPrompt == "":
		return "taken back"
	}
	return ""
}

// notice is what a message about a session is drawn from. Nobody who can no longer use Slack here gets one, and nobody
// on leave is reminded or asked.
func (s *Scheduler) notice(ctx context.Context, d peerwork.Delivery, session peerwork.Session, now time.Time) (views.SessionNotice, string, error) {
	to := peerwork.UserID(d.Recipient)
	other := session.Pair().Other(to)
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.SessionNotice{}, "", err
	}
	people, err := s.store.People(ctx, d.Workspace, to, other)
	if err != nil {
		return views.SessionNotice{}, "", err
	}
	r, err := s.side(ctx, roster, session, to)
	if err != nil {
		return views.SessionNotice{}, "", err
	}
	settings, err := s.store.Preferences(ctx, d.Workspace, to)
	switch {
	case err != nil:
		return views.SessionNotice{}, "", err
	case gone(people[to]):
		return views.SessionNotice{}, "can no longer use Slack here", nil
	case settings.Away(now) && (d.Kind == peerwork.DeliverSessionReminder || d.Kind == peerwork.DeliverSessionQuestion):
		return views.SessionNotice{}, "on leave", nil
	}
	hindrance, err := s.hindrance(ctx, roster, session, people, to)
	if err != nil {
		return views.SessionNotice{}, "", err
	}
	notice := views.SessionNotice{
		Session: session, With: nameOf(people, other), Side: sideOf(session, to), Team: TeamOf(roster, session.Pair(), to), Hindrance: hindrance, Zone: r.loc,
	}
	if notice.Question, err = s.stillAsked(ctx, d, settings, now); err != nil {
		return views.SessionNotice{}, "", err
	}
	return notice, "", nil
}

// stillAsked is the question of a reminder, unless the worker wants none any more or it was switched off.
func (s *Scheduler) stillAsked(ctx context.Context, d peerwork.Delivery, settings peerwork.Preferences, now time.Time) (prompts.Prompt, error) {
	if d.Kind != peerwork.DeliverSessionReminder || d.Detail == "" || settings.PromptsOff || settings.PausedUntil.After(now) {
		return prompts.Prompt{}, nil
	}
	p, err := s.banks.Prompt(ctx, d.Workspace, d.Detail)
	if err != nil || p.Status != prompts.Active {
		return prompts.Prompt{}, err
	}
	return p, nil
}

func sideOf(session peerwork.Session, u peerwork.UserID) peerwork.Side {
	if u == session.Worker {
		return peerwork.WorkerSide
	}
	return peerwork.SupervisorSide
}

// TeamOf names the team of a pair where its viewer meets people in more than one, else "".
func TeamOf(roster peerwork.Roster, p peerwork.Pair, viewer peerwork.UserID) string {
	for _, other := range roster.PairsOf(viewer) {
		if other.Team != p.Team {
			team, _ := roster.Team(p.Team)
			return team.Name
		}
	}
	return ""
}

// hindrance says what stands in the way of a session's day. Nothing is moved for it.
func (s *Scheduler) hindrance(ctx context.Context, roster peerwork.Roster, session peerwork.Session, people map[peerwork.UserID]peerwork.Person, viewer peerwork.UserID) (string, error) {
	team, _ := roster.Team(session.Team)
	settings, err := s.store.PreferencesOf(ctx, session.Workspace, session.Worker, session.Supervisor)
	if err != nil {
		return "", err
	}
	return Hindrance(session, team, viewer, nameOf(people, session.Pair().Other(viewer)), settings), nil
}

// Hindrance says what stands in the way of a session's day, as one sentence, or "": a bank holiday of the team's
// nation, or leave of one of the two.
func Hindrance(session peerwork.Session, team peerwork.Team, viewer peerwork.UserID, other string, settings map[peerwork.UserID]peerwork.Preferences) string {
	switch {
	case settings[viewer].Away(session.At):
		return "You are on leave then."
	case settings[session.Pair().Other(viewer)].Away(session.At):
		return fmt.Sprintf("%s is on leave then.", other)
	case IsBankHoliday(team.Holidays, session.At.In(peerwork.FirstZone(session.Timezone))):
		return "That day is a bank holiday."
	}
	return ""
}

// drawRhythm tells one side of a pair how often the two meet now, as it is at the moment of sending.
func (s *Scheduler) drawRhythm(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	p := peerwork.Pair{Team: d.Team, Worker: peerwork.UserID(d.Subject), Supervisor: peerwork.UserID(d.Detail)}
	to := peerwork.UserID(d.Recipient)
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	people, err := s.store.People(ctx, d.Workspace, to, p.Other(to))
	switch {
	case err != nil:
		return views.Message{}, "", err
	case !p.Has(to) || !roster.Stands(p):
		return views.Message{}, "they are no pair any more", nil
	case gone(people[to]):
		return views.Message{}, "can no longer use Slack here", nil
	}
	rhythm, err := s.store.Rhythm(ctx, d.Workspace, p, to)
	if err != nil && !errors.Is(err, peerwork.ErrNotFound) {
		return views.Message{}, "", err
	}
	next, err := s.store.NextSession(ctx, d.Workspace, p, now)
	if err != nil && !errors.Is(err, peerwork.ErrNotFound) {
		return views.Message{}, "", err
	}
	about := peerwork.Session{Workspace: d.Workspace, Team: p.Team, Worker: p.Worker, Supervisor: p.Supervisor, Timezone: rhythm.Timezone}
	r, err := s.side(ctx, roster, about, to)
	return views.RhythmChanged(views.RhythmNotice{
		Pair: p, Rhythm: rhythm, Next: next, By: nameOf(people, p.Other(to)), Side: sideOf(about, to), Team: TeamOf(roster, p, to), Zone: r.loc,
	}), "", err
}

// drawEnded tells a worker that sessions ended with their supervisor's role, or a new supervisor that none is planned;
// unless that has changed again.
func (s *Scheduler) drawEnded(ctx context.Context, d peerwork.Delivery) (views.Message, string, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	to, about := peerwork.UserID(d.Recipient), peerwork.UserID(d.Subject)
	worker := to
	if d.Kind == peerwork.DeliverNewPair {
		worker = about
	}
	team, _ := roster.Team(d.Team)
	member, _ := team.Member(worker)
	pair := peerwork.Pair{Team: d.Team, Worker: worker, Supervisor: member.Supervisor}
	people, err := s.store.People(ctx, d.Workspace, to, about, pair.Supervisor)
	switch {
	case err != nil:
		return views.Message{}, "", err
	case gone(people[to]):
		return views.Message{}, "can no longer use Slack here", nil
	case d.Kind == peerwork.DeliverNewPair && (!roster.Stands(pair) || pair.Supervisor != to):
		return views.Message{}, "not the supervisor any more", nil
	case d.Kind == peerwork.DeliverNewPair:
		return views.NewPairToPlan(nameOf(people, about), pair), "", nil
	case pair.Supervisor == about:
		return views.Message{}, "the supervisor again", nil
	}
	next := ""
	if roster.Stands(pair) {
		next = nameOf(people, pair.Supervisor)
	}
	return views.SessionsEnded(nameOf(people, about), next, localDay(d.Detail), pair), "", nil
}

// localDay says a local date and time as it was meant: "Thursday 26 November 2026, 14:00".
func localDay(local string) string {
	face, err := time.Parse(peerwork.LocalForm, local)
	if err != nil {
		return strings.ReplaceAll(local, "T", ", ")
	}
	return views.Moment(face, time.UTC)
}
