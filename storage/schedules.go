package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

const scheduleColumns = `workspace, team, schedule, kind, cron, timezone, weekends, holidays, every_weeks, from_day, which, paused, due`

func scanSchedule(row scanner) (d pw.DueSchedule, err error) {
	c := &d.Schedule
	err = row.Scan(&d.Workspace, &c.Team, &c.ID, &c.Kind, &c.Cron, &c.Timezone, flagged{&c.Weekends}, flagged{&c.Holidays},
		&c.Every, &c.From, &c.Which, flagged{&c.Paused}, when{&c.Due})
	return d, err
}

// DueSchedules returns schedules that are due at now, the longest due first.
func (s *Store) DueSchedules(ctx context.Context, now time.Time, limit int) ([]pw.DueSchedule, error) {
	due, err := list(s.db.look(ctx), scanSchedule, `
		SELECT `+scheduleColumns+` FROM schedules WHERE due > 0 AND due <= ?1 AND paused = 0
		ORDER BY due, workspace, team, schedule LIMIT ?2`,
		ms(now), limit)
	if err != nil {
		return nil, fmt.Errorf("list due schedules: %w", err)
	}
	return due, nil
}

// UnplacedSchedules returns schedules that are switched on and have no due instant yet.
func (s *Store) UnplacedSchedules(ctx context.Context, limit int) ([]pw.DueSchedule, error) {
	unplaced, err := list(s.db.look(ctx), scanSchedule, `
		SELECT `+scheduleColumns+` FROM schedules WHERE due = 0 AND paused = 0
		ORDER BY workspace, team, schedule LIMIT ?1`,
		limit)
	if err != nil {
		return nil, fmt.Errorf("list schedules without a due instant: %w", err)
	}
	return unplaced, nil
}

// PlaceSchedule gives a schedule its first due instant. One that has one already keeps it.
func (s *Store) PlaceSchedule(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, id string, due time.Time) error {
	err := s.write(ctx, func(t tx) error {
		_, err := moveSchedule(t, ws, team, id, time.Time{}, due)
		return err
	})
	if err != nil {
		return fmt.Errorf("place schedule %s of team %s: %w", id, team, err)
	}
	return nil
}

// moveSchedule moves a schedule on where it is still due when the caller thinks, and reports whether it was.
func moveSchedule(t tx, ws pw.WorkspaceID, team pw.TeamID, id string, due, next time.Time) (bool, error) {
	moved, err := t.exec(`
		UPDATE schedules SET due = ?5 WHERE workspace = ?1 AND team = ?2 AND schedule = ?3 AND due = ?4`,
		ws, team, id, ms(due), ms(next))
	return moved > 0, err
}

// piece is how many deliveries are written at once. Nobody who saves a note waits for more.
const piece = 25

// ClaimSchedule writes the deliveries of a due schedule, and what they ask of whom, and moves it on to next. It does so
// in pieces, each in a transaction, the last of which moves the schedule on: so a claim that was interrupted is taken up
// again by whoever finds the schedule still due. A delivery that was written before is left as it is, with what it
// asked. It reports false where the schedule is not due at due any more: somebody else claimed it. Where somebody has
// meanwhile put one of the prompts to its audience, it returns pw.ErrAsked, and does not move the schedule on.
func (s *Store) ClaimSchedule(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, id string, due, next time.Time, out []pw.Delivery, asked []pw.Asking) (bool, error) {
	asks := askedBy(asked)
	claimed := true
	for from := 0; claimed && from <= len(out); from += piece {
		part, last := out[from:min(from+piece, len(out))], from+piece > len(out)
		err := s.write(ctx, func(t tx) (err error) {
			if err := holdQuestions(t, ws, asks); err != nil {
				return err
			}
			if last {
				claimed, err = moveSchedule(t, ws, team, id, due, next)
			} else {
				claimed, err = holdSchedule(t, ws, team, id, due)
			}
			if err != nil || !claimed {
				return err
			}
			return insertAsking(t, part, asks)
		})
		if err != nil {
			return false, fmt.Errorf("claim schedule %s of team %s: %w", id, team, err)
		}
	}
	return claimed, nil
}

// holdSchedule keeps a schedule from being moved on until the transaction ends, and reports whether it is due at due.
func holdSchedule(t tx, ws pw.WorkspaceID, team pw.TeamID, id string, due time.Time) (bool, error) {
	var found int64
	err := t.row(`SELECT due FROM schedules WHERE workspace = ?1 AND team = ?2 AND schedule = ?3 FOR SHARE`, ws, team, id).Scan(&found)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return found == ms(due), err
}

// insertAsking puts messages into the outbox, and records what each asks that was not written before.
func insertAsking(t tx, out []pw.Delivery, asks map[string]pw.Asking) error {
	for _, d := range out {
		written, err := insertDelivery(t, d)
		if err != nil {
			return err
		}
		if a, asksSomething := asks[d.ID]; asksSomething && written {
			if err := ask(t, d.Workspace, a); err != nil {
				return err
			}
		}
	}
	return nil
}

func askedBy(asked []pw.Asking) map[string]pw.Asking {
	asks := make(map[string]pw.Asking, len(asked))
	for _, a := range asked {
		asks[a.Delivery] = a
	}
	return asks
}

// holdQuestions has those wait, until the transaction ends, who would put the same question to the same team at the
// same moment. It comes first in its transaction, as whoever changes the roster begins with the same row.
func holdQuestions(t tx, ws pw.WorkspaceID, asks map[string]pw.Asking) error {
	for _, a := range asks {
		if a.NotSince.IsZero() {
			continue
		}
		err := t.row(`SELECT revision FROM workspaces WHERE workspace = ?1 FOR UPDATE`, ws).Scan(new(int))
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return fmt.Errorf("hold the questions: %w", err)
		}
		return nil
	}
	return nil
}

// ask records that a delivery puts a prompt to its audience, unless it was put to them too short a while ago.
func ask(t tx, ws pw.WorkspaceID, a pw.Asking) error {
	if !a.NotSince.IsZero() {
		var before int
		err := t.row(`SELECT COUNT(*) FROM asked WHERE workspace = ?1 AND audience = ?2 AND prompt = ?3 AND at > ?4`,
			ws, a.Audience, a.Asked.Prompt, ms(a.NotSince)).Scan(&before)
		if err != nil {
			return fmt.Errorf("find whether a prompt was asked: %w", err)
		}
		if before > 0 {
			return pw.ErrAsked
		}
	}
	return recordAsked(t, ws, a.Audience, a.Asked, a.Delivery)
}

// notAsked takes back that a delivery put a prompt to its audience: it was given up.
func notAsked(t tx, delivery string) error {
	_, err := t.exec(`
		DELETE FROM asked WHERE entry = ?1
		  AND workspace = (SELECT workspace FROM deliveries WHERE delivery = ?1)
		  AND audience = (SELECT CASE WHEN kind = 'team-prompt' THEN team ELSE recipient END FROM deliveries WHERE delivery = ?1)`,
		delivery)
	if err != nil {
		return fmt.Errorf("take back what was not asked: %w", err)
	}
	return nil
}

// ChannelFault returns the newest question for a team's channel where it was given up, with the reason; else
// pw.ErrNotFound.
func (s *Store) ChannelFault(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, channel string) (pw.Delivery, error) {
	newest, err := s.newestIn(ctx, ws, team, channel, "'sent', 'parked'")
	if err == nil && newest.state != "parked" {
		err = pw.ErrNotFound
	}
	if err != nil {
		return pw.Delivery{}, fmt.Errorf("find what a channel lacks: %w", err)
	}
	return pw.Delivery{Workspace: ws, Team: team, Recipient: channel, Nominal: newest.nominal, Reason: newest.reason}, nil
}

// LastSentTo returns the local time that the newest question sent to a team's channel was meant for, or "".
func (s *Store) LastSentTo(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, channel string) (string, error) {
	newest, err := s.newestIn(ctx, ws, team, channel, "'sent'")
	if errors.Is(err, pw.ErrNotFound) {
		return "", nil
	}
	if err != nil {
		return "", fmt.Errorf("find what a channel got last: %w", err)
	}
	return newest.nominal, nil
}

type settledDelivery struct{ nominal, state, reason string }

// newestIn looks among the messages of the team's schedules that there are now.
func (s *Store) newestIn(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, channel, states string) (n settledDelivery, err error) {
	err = s.db.look(ctx).row(`
		SELECT nominal, state, reason FROM deliveries
		WHERE workspace = ?1 AND team = ?2 AND recipient = ?3 AND schedule <> ''
		  AND schedule IN (SELECT schedule FROM schedules WHERE workspace = ?1 AND team = ?2) AND state IN (`+states+`)
		ORDER BY nominal DESC LIMIT 1`, ws, team, channel).Scan(&n.nominal, &n.state, &n.reason)
	return n, orNotFound(err)
}

// NextDue returns the earliest instant at which a schedule or a delivery falls due or a wish to talk soon moves on, or
// the zero time where nothing waits. It leaves out deliveries that are being sent or were put off: they come back by protocol time,
// which only the next round finds.
func (s *Store) NextDue(ctx context.Context) (time.Time, error) {
	var next time.Time
	err := s.db.look(ctx).row(`
		SELECT MIN(due) FROM (
			SELECT MIN(due) AS due FROM schedules WHERE due > 0
			UNION ALL
			SELECT MIN(due) FROM deliveries WHERE state = 'waiting' AND leased_until = 0
			UNION ALL
			SELECT MIN(passes) FROM soon_requests WHERE passes > 0) AS earliest`).Scan(when{&next})
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return time.Time{}, fmt.Errorf("find what is due next: %w", err)
	}
	return next, nil
}

// AskedOf returns the prompts put to an audience since an instant, oldest first.
func (s *Store) AskedOf(ctx context.Context, ws pw.WorkspaceID, audience string, since time.Time) ([]pw.Asked, error) {
	asked, err := list(s.db.look(ctx), scanAsked, `
		SELECT prompt, at FROM asked WHERE workspace = ?1 AND audience = ?2 AND at >= ?3 ORDER BY at, entry`,
		ws, audience, ms(since))
	if err != nil {
		return nil, fmt.Errorf("list what was asked: %w", err)
	}
	return asked, nil
}

func scanAsked(row scanner) (a pw.Asked, err error) {
	err = row.Scan(&a.Prompt, when{&a.At})
	return a, err
}

// RecordAsked records that a prompt was put to an audience.
func (s *Store) RecordAsked(ctx context.Context, ws pw.WorkspaceID, audience, prompt string, at time.Time) error {
	err := s.write(ctx, func(t tx) error {
		return recordAsked(t, ws, audience, pw.Asked{Prompt: prompt, At: at}, pw.NewID())
	})
	if err != nil {
		return fmt.Errorf("record what was asked: %w", err)
	}
	return nil
}

func recordAsked(t tx, ws pw.WorkspaceID, audience string, a pw.Asked, entry string) error {
	_, err := t.exec(`
		INSERT INTO asked (workspace, audience, at, entry, prompt) VALUES (?1, ?2, ?3, ?4, ?5)`,
		ws, audience, ms(a.At), entry, a.Prompt)
	return err
}
