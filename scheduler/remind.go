package scheduler

import (
	"context"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

// A reminder tells somebody once that words of theirs go soon. One reminder covers all that goes in one week of their
// time zone, and is due remindBefore the first of them. Who keeps words for less than two weeks is told remindShortly
// before, or it would come with the writing, and for each part of a week by itself: what goes on a Sunday is not
// written yet when Monday's reminder comes.
const (
	remindBefore  = 7 * 24 * time.Hour
	remindShortly = 3 * 24 * time.Hour
	shortKeep     = 14 // days
	remindEvery   = time.Hour
)

// remind writes the reminders that have become due. One that was written before is not written again: it is unique by
// person and week.
func (s *Scheduler) remind(ctx context.Context, now time.Time) error {
	if lookedWithin(remindEvery, s.reminded, now) {
		return nil
	}
	going, err := s.store.Expiring(ctx, "", "", now, now.Add(remindBefore+time.Millisecond))
	if err != nil {
		return fmt.Errorf("list words that go soon: %w", err)
	}
	rosters := map[peerwork.WorkspaceID]peerwork.Roster{}
	var out []peerwork.Delivery
	for _, theirs := range byAuthor(going) {
		ws := theirs[0].Workspace
		if _, read := rosters[ws]; !read {
			if rosters[ws], err = s.store.Roster(ctx, ws); err != nil {
				return err
			}
		}
		due, err := s.reminders(ctx, rosters[ws], theirs, now)
		if err != nil {
			return err
		}
		out = append(out, due...)
	}
	if len(out) > 0 {
		if err := s.store.Enqueue(ctx, out...); err != nil {
			return err
		}
	}
	s.reminded = now
	return nil
}

// byAuthor groups what goes by whose it is, each the soonest first.
func byAuthor(going []peerwork.Expiry) [][]peerwork.Expiry {
	type author struct {
		ws peerwork.WorkspaceID
		id peerwork.UserID
	}
	at := map[author]int{}
	var grouped [][]peerwork.Expiry
	for _, e := range going {
		a := author{e.Workspace, e.Author}
		if _, known := at[a]; !known {
			at[a] = len(grouped)
			grouped = append(grouped, nil)
		}
		grouped[at[a]] = append(grouped[at[a]], e)
	}
	return grouped
}

// reminders are those due to one person, one for each span in which words of theirs go.
func (s *Scheduler) reminders(ctx context.Context, roster peerwork.Roster, theirs []peerwork.Expiry, now time.Time) ([]peerwork.Delivery, error) {
	to, err := s.reader(ctx, roster, theirs[0].Workspace, theirs[0].Author)
	if err != nil || to.unwanted {
		return nil, err
	}
	var out []peerwork.Delivery
	told := map[string]bool{}
	for _, e := range theirs {
		span := to.spanOf(e.On)
		if told[span.String()] || to.due(e.On).After(now) {
			continue
		}
		told[span.String()] = true
		_, until := span.days(to.loc)
		out = append(out, peerwork.Delivery{
			ID: peerwork.NewID(), Workspace: e.Workspace, Kind: peerwork.DeliverExpiryReminder, Recipient: string(e.Author),
			Schedule: string(peerwork.DeliverExpiryReminder), Nominal: span.String(), Subject: span.String(),
			Due: to.allowed(now), Expires: until,
		})
	}
	return out, nil
}

// reader is somebody whose words go, and how they can be told.
type reader struct {
	hours
	nation   string
	keep     int
	unwanted bool // they switched it off, or can no longer use Slack here
}

func (s *Scheduler) reader(ctx context.Context, roster peerwork.Roster, ws peerwork.WorkspaceID, u peerwork.UserID) (reader, error) {
	p, err := s.store.Preferences(ctx, ws, u)
	if err != nil {
		return reader{}, err
	}
	people, err := s.store.People(ctx, ws, u)
	if err != nil {
		return reader{}, err
	}
	team := peerwork.Team{QuietHours: evenings()}
	if teams := roster.TeamsOf(u); len(teams) > 0 {
		team = teams[0]
	}
	return reader{
		hours: hoursOf(p, people[u], team), nation: team.Holidays, keep: p.Keep(), unwanted: p.RemindersOff || gone(people[u]),
	}, nil
}

// evenings are the quiet hours of somebody who is in no team.
func evenings() peerwork.QuietHours { return peerwork.QuietHours{From: 19 * 60, Until: 8 * 60} }

func (r reader) before() time.Duration {
	if r.keep < shortKeep {
		return remindShortly
	}
	return remindBefore
}

// due is when to tell somebody of words that go at an instant: sooner than usual where the days between are all a
// weekend or holidays.
func (r reader) due(on time.Time) time.Time {
	before := r.before()
	for before < remindBefore && !r.allowed(on.Add(-before)).Before(on) {
		before += 24 * time.Hour
	}
	return on.Add(-before)
}

// span is what one reminder covers: a week, or a part of one.
type span struct {
	week peerwork.Period
	part string // "", untilThursday or fromThursday
}

const (
	untilThursday = "a"
	fromThursday  = "b"
)

func (r reader) spanOf(on time.Time) span {
	s := span{week: peerwork.WeekOf(on, r.loc)}
	if r.keep < shortKeep {
		s.part = untilThursday
		if !on.Before(midweek(s.week, r.loc)) {
			s.part = fromThursday
		}
	}
	return s
}

func (s span) String() string { return s.week.String() + s.part }

func parseSpan(text string) (span, error) {
	var s span
	for _, part := range []string{untilThursday, fromThursday} {
		if rest, ok := strings.CutSuffix(text, part); ok {
			text, s.part = rest, part
		}
	}
	var err error
	s.week, err = peerwork.ParsePeriod(text)
	return s, err
}

// days returns when the span begins and ends.
func (s span) days(loc *time.Location) (from, until time.Time) {
	from, until = s.week.Start(loc), s.week.End(loc)
	switch s.part {
	case untilThursday:
		until = midweek(s.week, loc)
	case fromThursday:
		from = midweek(s.week, loc)
	}
	return from, until
}

// midweek is the Thursday of a week.
func midweek(week peerwork.Period, loc *time.Location) time.Time {
	return week.Start(loc).AddDate(0, 0, 3)
}

// allowed is the first time from now on outside quiet hours, weekends and bank holidays.
func (r reader) allowed(now time.Time) time.Time {
	return allowance{quiet: r.quiet, nation: r.nation}.firstAllowed(now.In(r.loc))
}

// drawReminder counts at the moment of sending what goes in its span from now on.
func (s *Scheduler) drawReminder(ctx context.Context, d peerwork.Delivery, now time.Time) (views.Message, string, error) {
	covers, err := parseSpan(d.Subject)
	if err != nil {
		return views.Message{}, "", err
	}
	roster, err := s.store.Roster(ctx, d.Workspace)
	if err != nil {
		return views.Message{}, "", err
	}
	author := peerwork.UserID(d.Recipient)
	to, err := s.reader(ctx, roster, d.Workspace, author)
	if err != nil || to.unwanted {
		return views.Message{}, "not wanted any more", err
	}
	from, until := covers.days(to.loc)
	if from.Before(now) {
		from = now
	}
	going, err := s.store.Expiring(ctx, d.Workspace, author, from, until)
	if err != nil {
		return views.Message{}, "", err
	}
	if len(going) == 0 {
		return views.Message{}, "nothing goes in that time any more", nil
	}
	return views.ExpiryReminder(byDay(going, to.loc), to.loc), "", nil
}

// byDay counts what goes on each day, the soonest first.
func byDay(going []peerwork.Expiry, loc *time.Location) []views.Going {
	var days []views.Going
	for _, e := range going {
		day := e.On.In(loc).Format(time.DateOnly)
		if n := len(days); n > 0 && days[n-1].On.In(loc).Format(time.DateOnly) == day {
			days[n-1].Notes++
			continue
		}
		days = append(days, views.Going{On: e.On, Notes: 1})
	}
	return days
}
