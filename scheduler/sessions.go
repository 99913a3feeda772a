package scheduler

import (
	"context"
	"errors"
	"strconv"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

// sessionStore is what sessions need of storage.
type sessionStore interface {
	OwnSessionsStore
	SessionsToPrepare(ctx context.Context, from, until time.Time) ([]peerwork.Session, error)
	PrepareSession(ctx context.Context, session peerwork.Session, out []peerwork.Delivery, asked []peerwork.Asking) (bool, error)
	ScheduledSession(ctx context.Context, ws peerwork.WorkspaceID, id string) (peerwork.Session, error)
	OrphanedSessions(ctx context.Context, after time.Time) ([]peerwork.Session, error)
	EndSession(ctx context.Context, ended peerwork.Session, out ...peerwork.Delivery) (bool, error)
	RhythmsToPlan(ctx context.Context, now time.Time) ([]peerwork.SessionRhythm, error)
	Rhythm(ctx context.Context, ws peerwork.WorkspaceID, p peerwork.Pair, viewer peerwork.UserID) (peerwork.SessionRhythm, error)
	NextSession(ctx context.Context, ws peerwork.WorkspaceID, p peerwork.Pair, from time.Time) (peerwork.Session, error)
	PlanNext(ctx context.Context, ws peerwork.WorkspaceID, p peerwork.Pair, now time.Time) error
}

// What sessions need is looked at once an hour, and put out sessionsLead before it is due, so that no due time is missed
// between two looks, or between two stops of a clock that jumps. A session is looked at from sessionsAhead before it,
// which covers the longest run of days that are no working days, until sessionsBehind after it.
const (
	sessionsEvery   = time.Hour
	sessionsLead    = 25 * time.Hour
	sessionsAhead   = 10 * 24 * time.Hour
	sessionsBehind  = 7 * 24 * time.Hour
	remindAt        = 9  // o'clock, on the working day before
	askAt           = 10 // o'clock, on the day after
	questionUseful  = 5 * 24 * time.Hour
	endedUseful     = 14 * 24 * time.Hour
	sessionSchedule = "session " // before the kind, in a delivery's schedule: no team's schedule can be named so
)

// prepareSessions ends sessions whose pair is no more, plans the next ones by their rhythm, and puts out what sessions
// have come to need: reminders before, and one question the day after.
func (s *Scheduler) prepareSessions(ctx context.Context, now time.Time) error {
	ended := s.endOrphans(ctx, now)
	if lookedWithin(sessionsEvery, s.prepared, now) {
		return ended
	}
	err := errors.Join(ended, s.planNext(ctx, now), s.prepareAll(ctx, now))
	if err == nil {
		s.prepared = now
	}
	return err
}

// planNext plans by each rhythm that has no session planned.
func (s *Scheduler) planNext(ctx context.Context, now time.Time) error {
	rhythms, err := s.store.RhythmsToPlan(ctx, now)
	if err != nil {
		return err
	}
	var errs []error
	for _, r := range rhythms {
		errs = append(errs, s.store.PlanNext(ctx, r.Workspace, r.Pair, now))
	}
	return errors.Join(errs...)
}

// endOrphans ends the sessions that were planned with a supervisor who is so no longer. The worker, and whoever
// supervises them now, are told once for each pair that is no more.
func (s *Scheduler) endOrphans(ctx context.Context, now time.Time) error {
	orphans, err := s.store.OrphanedSessions(ctx, now)
	if err != nil {
		return err
	}
	told := map[peerwork.Pair]bool{}
	var errs []error
	for _, o := range orphans {
		var out []peerwork.Delivery
		if !told[o.Pair()] {
			told[o.Pair()] = true
			out, err = s.tellEnded(ctx, o, now)
			errs = append(errs, err)
		}
		_, err = s.store.EndSession(ctx, o, out...)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func (s *Scheduler) tellEnded(ctx context.Context, o peerwork.Session, now time.Time) ([]peerwork.Delivery, error) {
	roster, err := s.store.Roster(ctx, o.Workspace)
	if err != nil {
		return nil, err
	}
	team, _ := roster.Team(o.Team)
	member, _ := team.Member(o.Worker)
	tell := func(kind peerwork.DeliveryKind, to, about peerwork.UserID) (peerwork.Delivery, error) {
		r, err := s.side(ctx, roster, o, to)
		return peerwork.Delivery{
			ID: peerwork.NewID(), Workspace: o.Workspace, Kind: kind, Recipient: string(to), Team: o.Team,
			Schedule: sessionSchedule + string(kind), Nominal: o.ID, Subject: string(about), Detail: o.Local,
			Due: r.allowed(now), Expires: now.Add(endedUseful),
		}, err
	}
	worker, err := tell(peerwork.DeliverSessionEnded, o.Worker, o.Supervisor)
	out := []peerwork.Delivery{worker}
	if next := member.Supervisor; next != "" && next != o.Worker && next != o.Supervisor && err == nil {
		var supervisor peerwork.Delivery
		supervisor, err = tell(peerwork.DeliverNewPair, next, o.Worker)
		out = append(out, supervisor)
	}
	return out, err
}

func (s *Scheduler) prepareAll(ctx context.Context, now time.Time) error {
	sessions, err := s.store.SessionsToPrepare(ctx, now.Add(-sessionsBehind), now.Add(sessionsAhead))
	if err != nil {
		return err
	}
	var errs []error
	for _, session := range sessions {
		errs = append(errs, s.prepareOne(ctx, session, now))
	}
	return errors.Join(errs...)
}

// prepareOne puts out a session's reminders and questions, as soon as the first of them is near.
func (s *Scheduler) prepareOne(ctx context.Context, session peerwork.Session, now time.Time) error {
	roster, err := s.store.Roster(ctx, session.Workspace)
	if err != nil {
		return err
	}
	team, _ := roster.Team(session.Team)
	var out []peerwork.Delivery
	for _, to := range []peerwork.UserID{session.Worker, session.Supervisor} {
		r, err := s.side(ctx, roster, session, to)
		if err != nil {
			return err
		}
		if reminder, ok := r.reminderOf(session, team, now); ok {
			out = append(out, sessionDelivery(session, peerwork.DeliverSessionReminder, to, reminder, session.At))
		}
		asked := r.questionOf(session)
		out = append(out, sessionDelivery(session, peerwork.DeliverSessionQuestion, to, later(asked, now), asked.Add(questionUseful)))
	}
	if !near(out, now) {
		return nil
	}
	asked, err := s.withQuestion(ctx, session, team, out, now)
	if err != nil {
		return err
	}
	_, err = s.store.PrepareSession(ctx, session, out, asked)
	return err
}

// side is how one side of a session can be told. Where nothing is known of a supervisor who works in no team, the
// session's zone and its team's bank holidays hold.
func (s *Scheduler) side(ctx context.Context, roster peerwork.Roster, session peerwork.Session, to peerwork.UserID) (reader, error) {
	r, err := s.reader(ctx, roster, session.Workspace, to)
	if err != nil || len(roster.TeamsOf(to)) > 0 {
		return r, err
	}
	team, _ := roster.Team(session.Team)
	r.nation = team.Holidays
	settings, err := s.store.Preferences(ctx, session.Workspace, to)
	if err != nil {
		return r, err
	}
	people, err := s.store.People(ctx, session.Workspace, to)
	r.loc = peerwork.FirstZone(settings.Timezone, people[to].Timezone, session.Timezone)
	return r, err
}

func near(out []peerwork.Delivery, now time.Time) bool {
	for _, d := range out {
		if !d.Due.After(now.Add(sessionsLead)) {
			return true
		}
	}
	return false
}

// sessionDelivery is unique for the session, its time and who gets it.
func sessionDelivery(session peerwork.Session, kind peerwork.DeliveryKind, to peerwork.UserID, due, expires time.Time) peerwork.Delivery {
	return peerwork.Delivery{
		ID: peerwork.NewID(), Workspace: session.Workspace, Kind: kind, Recipient: string(to), Team: session.Team,
		Schedule: sessionSchedule + string(kind), Nominal: nominalOf(session), Subject: session.ID, Due: due, Expires: expires,
	}
}

// nominalOf names a session at the time that it has now: what was put out for another time has another name.
func nominalOf(session peerwork.Session) string {
	return session.ID + " " + strconv.Itoa(session.Moves)
}

// reminderOf is when the reader is reminded: in the morning of the working day before, in their allowed hours. Nobody
// is reminded of a session whose time was set after that, for they have just been told of it; nor after it began.
func (r reader) reminderOf(session peerwork.Session, team peerwork.Team, now time.Time) (time.Time, bool) {
	morning := workingDayBefore(session, team.Holidays).Add(remindAt * time.Hour)
	due := r.allowed(peerwork.Placed(morning, r.loc))
	if due.Before(session.Timed) || !due.Before(session.At) || !now.Before(session.At) {
		return time.Time{}, false
	}
	return later(due, now), true
}

// questionOf is when the reader is asked about a session that nobody recorded: on the day after, in allowed hours.
func (r reader) questionOf(session peerwork.Session) time.Time {
	morning := dayOf(session).AddDate(0, 0, 1).Add(askAt * time.Hour)
	return r.allowed(peerwork.Placed(morning, r.loc))
}

// dayOf is midnight of the session's own local date, as a clock face.
func dayOf(session peerwork.Session) time.Time {
	day, _ := time.Parse(time.DateOnly, session.Local[:len(time.DateOnly)])
	return day
}

// workingDayBefore is midnight of the last day before the session's that is neither at a weekend nor a bank holiday of
// the nation, as a clock face.
func workingDayBefore(session peerwork.Session, nation string) time.Time {
	day := dayOf(session).AddDate(0, 0, -1)
	for day.Weekday() == time.Saturday || day.Weekday() == time.Sunday || IsBankHoliday(nation, day) {
		day = day.AddDate(0, 0, -1)
	}
	return day
}

// withQuestion chooses what the worker is asked to prepare with, into the detail of their reminder. Who wants no
// questions now is asked none.
func (s *Scheduler) withQuestion(ctx context.Context, session peerwork.Session, team peerwork.Team, out []peerwork.Delivery, now time.Time) ([]peerwork.Asking, error) {
	for i := range out {
		d := &out[i]
		if d.Kind != peerwork.DeliverSessionReminder || d.Recipient != string(session.Worker) {
			continue
		}
		id, err := s.preparing(ctx, session, team, d.Due)
		if err != nil || id == "" {
			return nil, err
		}
		d.Detail = id
		return []peerwork.Asking{{Delivery: d.ID, Audience: d.Audience(), Asked: peerwork.Asked{Prompt: id, At: now}}}, nil
	}
	return nil, nil
}

// preparing returns the id of a question to prepare with, or "".
func (s *Scheduler) preparing(ctx context.Context, session peerwork.Session, team peerwork.Team, at time.Time) (string, error) {
	settings, err := s.store.Preferences(ctx, session.Workspace, session.Worker)
	if err != nil || settings.PromptsOff || settings.PausedUntil.After(at) {
		return "", err
	}
	past, err := s.store.AskedOf(ctx, session.Workspace, string(session.Worker), time.Time{})
	if err != nil {
		return "", err
	}
	bank, err := s.banks.Of(ctx, session.Workspace)
	if err != nil {
		return "", err
	}
	choice, err := prompts.Next(bank, prompts.Request{
		Audience: prompts.Member, Formats: []prompts.Format{prompts.PreSupervision}, Setting: team.Setting, Now: at.In(team.Location()),
		Asked: askedBefore(past), Exclude: refused(settings), Seed: nominalOf(session),
	})
	var nothing *prompts.NothingLeft
	if errors.As(err, &nothing) {
		return "", nil
	}
	return choice.Prompt.ID, err
}

func askedBefore(past []peerwork.Asked) []prompts.Asked {
	var asked []prompts.Asked
	for _, a := range past {
		asked = append(asked, prompts.Asked{PromptID: a.Prompt, At: a.At})
	}
	return asked
}

func refused(p peerwork.Preferences) []prompts.Topic {
	var topics []prompts.Topic
	for _, t := range p.NotTopics {
		topics = append(topics, prompts.Topic(t))
	}
	return topics
}
