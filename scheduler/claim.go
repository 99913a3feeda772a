package scheduler

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
)

func (s *Scheduler) placeNew(ctx context.Context, now time.Time) error {
	schedules, err := s.store.UnplacedSchedules(ctx, batch)
	if err != nil {
		return fmt.Errorf("list new schedules: %w", err)
	}
	for _, d := range schedules {
		next, err := nextFiring(d.Schedule, now)
		if err != nil {
			s.log.ErrorContext(ctx, "schedule left out", "schedule", d.Schedule.ID, "team", d.Schedule.Team, "error", err)
			continue
		}
		if err := s.store.PlaceSchedule(ctx, d.Workspace, d.Schedule.Team, d.Schedule.ID, next); err != nil {
			return fmt.Errorf("place schedule %s: %w", d.Schedule.ID, err)
		}
	}
	return nil
}

func (s *Scheduler) claimDue(ctx context.Context, now time.Time) error {
	due, err := s.store.DueSchedules(ctx, now, batch)
	if err != nil {
		return fmt.Errorf("list due schedules: %w", err)
	}
	var errs []error
	for _, d := range due {
		if err := s.claim(ctx, d, now); err != nil {
			errs = append(errs, fmt.Errorf("claim schedule %s of team %s: %w", d.Schedule.ID, d.Schedule.Team, err))
		}
	}
	return errors.Join(errs...)
}

// claim sends once for a schedule, however many firings were missed, and moves it on past now. Where somebody asks its
// question at the same moment, it chooses again.
func (s *Scheduler) claim(ctx context.Context, d peerwork.DueSchedule, now time.Time) error {
	const tries = 3
	var err error
	for range tries {
		if err = s.claimOnce(ctx, d, now); !errors.Is(err, peerwork.ErrAsked) {
			return err
		}
	}
	return err
}

func (s *Scheduler) claimOnce(ctx context.Context, d peerwork.DueSchedule, now time.Time) error {
	r, err := s.round(ctx, d, now)
	if err != nil {
		return err
	}
	var out []peerwork.Delivery
	var asked []peerwork.Asking
	if r.stillUseful() {
		out, asked, err = s.withSubjects(ctx, r, r.plan())
		s.sayIfNobody(ctx, r, out)
	} else {
		s.log.InfoContext(ctx, "skipped what is no longer useful", "schedule", d.Schedule.ID, "team", d.Schedule.Team, "nominal", r.nominal)
	}
	if err != nil {
		return err
	}
	_, err = s.store.ClaimSchedule(ctx, d.Workspace, d.Schedule.Team, d.Schedule.ID, d.Schedule.Due, r.next, out, asked)
	return err
}

// sayIfNobody tells operators that a round sends nothing. Who is paused is told to nobody.
func (s *Scheduler) sayIfNobody(ctx context.Context, r round, out []peerwork.Delivery) {
	switch {
	case len(out) > 0:
	case r.schedule.Kind == peerwork.TeamPrompt && r.team.Channel == "":
		s.log.WarnContext(ctx, "a question is left out: the team has no channel", "schedule", r.schedule.ID, "team", r.team.ID)
	default:
		s.log.InfoContext(ctx, "a round sends nothing: nobody is to be asked now", "schedule", r.schedule.ID, "team", r.team.ID, "nominal", r.nominal)
	}
}

func (s *Scheduler) round(ctx context.Context, d peerwork.DueSchedule, now time.Time) (round, error) {
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return round{}, err
	}
	team, ok := roster.Team(d.Schedule.Team)
	if !ok {
		return round{}, fmt.Errorf("team %s: %w", d.Schedule.Team, peerwork.ErrNotFound)
	}
	c, loc, err := reading(d.Schedule)
	if err != nil {
		return round{}, err
	}
	r := round{workspace: d.Workspace, team: team, schedule: d.Schedule, now: now}
	r.at, r.nominal = c.Last(d.Schedule.Due.Add(-time.Second), now, loc)
	if r.at.IsZero() {
		r.at, r.nominal = d.Schedule.Due, d.Schedule.Due.In(loc).Format(NominalForm)
	}
	if r.next, err = nextFiring(d.Schedule, now); err != nil {
		return round{}, err
	}
	return r, s.readPeople(ctx, &r)
}

func (s *Scheduler) readPeople(ctx context.Context, r *round) error {
	var ids []peerwork.UserID
	for _, m := range r.team.Workers {
		ids = append(ids, m.User)
	}
	for _, h := range r.team.LineManagers {
		ids = append(ids, h.User)
	}
	var err error
	if r.people, err = s.store.People(ctx, r.workspace, ids...); err != nil {
		return err
	}
	r.settings, err = s.store.PreferencesOf(ctx, r.workspace, ids...)
	return err
}

// withSubjects says what each delivery is about: the prompt chosen for its audience, or the period.
func (s *Scheduler) withSubjects(ctx context.Context, r round, out []peerwork.Delivery) (kept []peerwork.Delivery, asked []peerwork.Asking, err error) {
	if r.schedule.Kind == peerwork.WeeklyDigest {
		for i := range out {
			out[i].Subject = peerwork.WeekOf(r.at, r.team.Location()).Before().String()
		}
		return out, nil, nil
	}
	bank, err := s.banks.Of(ctx, r.workspace)
	if err != nil {
		return nil, nil, err
	}
	past, err := s.store.AskedOfEach(ctx, r.workspace, audiencesOf(out)...)
	if err != nil {
		return nil, nil, err
	}
	for _, d := range out {
		choice, err := r.choose(bank, d.Audience(), past[d.Audience()])
		var nothing *prompts.NothingLeft
		if errors.As(err, &nothing) {
			s.log.InfoContext(ctx, "no prompt is free for an audience", "team", r.team.ID, "free_at", nothing.FreeAt)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		d.Subject, d.Detail = choice.Prompt.ID, choice.Why
		kept = append(append(kept, d), r.again(d)...)
		asked = append(asked, r.asking(d))
	}
	return kept, asked, nil
}

func audiencesOf(out []peerwork.Delivery) []string {
	var all []string
	for _, d := range out {
		all = append(all, d.Audience())
	}
	return all
}

// asking is what a delivery asks. Of a team anybody may ask a question at the same moment; of a member only their round
// does.
func (r round) asking(d peerwork.Delivery) peerwork.Asking {
	a := peerwork.Asking{Delivery: d.ID, Audience: d.Audience(), Asked: peerwork.Asked{Prompt: d.Subject, At: r.now}}
	if d.ToChannel() {
		a.NotSince = r.now.Add(-prompts.RepeatAfter)
	}
	return a
}

// choose finds the next prompt for an audience that was asked those of the past.
func (r round) choose(bank *prompts.Bank, audience string, past []peerwork.Asked) (prompts.Choice, error) {
	var asked []prompts.Asked
	for _, a := range past {
		asked = append(asked, prompts.Asked{PromptID: a.Prompt, At: a.At})
	}
	kind := prompts.Team
	if r.schedule.Kind == peerwork.MemberPrompt {
		kind = prompts.Member
	}
	return prompts.Next(bank, prompts.Request{
		Audience: kind, Setting: r.team.Setting, Now: r.now.In(r.team.Location()), Asked: asked, Seed: audience + " " + r.nominal,
		Exclude: prompts.Topics(r.settings[peerwork.UserID(audience)].NotTopics),
	})
}
