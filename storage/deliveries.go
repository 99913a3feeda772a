package storage

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	pw "handrail/peerwork"
)

// insertDeliveries puts messages into the outbox. One that a schedule has written before is left as it is.
func insertDeliveries(t tx, out []pw.Delivery) error {
	for _, d := range out {
		if _, err := insertDelivery(t, d); err != nil {
			return err
		}
	}
	return nil
}

// insertDelivery reports whether the message was not there before.
func insertDelivery(t tx, d pw.Delivery) (bool, error) {
	written, err := t.exec(`
		INSERT INTO deliveries (workspace, delivery, kind, recipient, team, schedule, nominal, subject, detail, asker,
		                        due, expires, attempts, reason, state, leased_until, sent, channel, message)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, 'waiting', 0, 0, '', '')
		ON CONFLICT DO NOTHING`,
		d.Workspace, cmp.Or(d.ID, pw.NewID()), d.Kind, d.Recipient, d.Team, d.Schedule, d.Nominal, d.Subject, d.Detail, d.Asker,
		ms(d.Due), ms(d.Expires), d.Attempts, d.Reason)
	if err != nil {
		return false, fmt.Errorf("put a delivery out: %w", err)
	}
	return written > 0, nil
}

// Enqueue puts messages into the outbox. One without an ID gets one.
func (s *Store) Enqueue(ctx context.Context, out ...pw.Delivery) error {
	if err := s.write(ctx, func(t tx) error { return insertDeliveries(t, out) }); err != nil {
		return fmt.Errorf("enqueue: %w", err)
	}
	return nil
}

// PutOutByHand puts a message that somebody asked for into the outbox, once by its ID; one that was given up or left out
// before is tried anew. What it asks, if anything, counts as asked with it; where its audience was put that too short a while ago,
// by whomever, it returns pw.ErrAsked and puts out nothing.
func (s *Store) PutOutByHand(ctx context.Context, d pw.Delivery, asking *pw.Asking) error {
	var asked []pw.Asking
	if asking != nil {
		asked = append(asked, *asking)
	}
	asks := askedBy(asked)
	err := s.write(ctx, func(t tx) error {
		if err := holdQuestions(t, d.Workspace, asks); err != nil {
			return err
		}
		_, err := t.exec(`DELETE FROM deliveries WHERE delivery = ?2 AND workspace = ?1 AND state IN ('parked', 'skipped')`, d.Workspace, d.ID)
		if err != nil {
			return err
		}
		return insertAsking(t, []pw.Delivery{d}, asks)
	})
	if err != nil {
		return fmt.Errorf("put a message out by hand: %w", err)
	}
	return nil
}

func deliveryColumns(prefix string) string {
	return fmt.Sprintf(`%[1]sworkspace, %[1]sdelivery, %[1]skind, %[1]srecipient, %[1]steam, %[1]sschedule, %[1]snominal,
		%[1]ssubject, %[1]sdetail, %[1]sasker, %[1]sdue, %[1]sexpires, %[1]sattempts, %[1]sreason`, prefix)
}

func scanDelivery(row scanner) (d pw.Delivery, err error) {
	err = row.Scan(&d.Workspace, &d.ID, &d.Kind, &d.Recipient, &d.Team, &d.Schedule, &d.Nominal,
		&d.Subject, &d.Detail, &d.Asker, when{&d.Due}, when{&d.Expires}, &d.Attempts, &d.Reason)
	return d, err
}

// toMany are the kinds that go to many people at once, and for which nobody waits. The index deliveries_first names them
// in the same words.
const toMany = `('team-prompt', 'member-prompt', 'digest', 'expiry-reminder')`

// ClaimDeliveries takes messages that are due at now, and leases them until leaseUntil: until then no other replica
// takes them. First come those that somebody waits for, then those that go to many by the clock; of each the longest
// due first. Leases run on protocol time, which nothing moves; now is domain time.
func (s *Store) ClaimDeliveries(ctx context.Context, now, leaseUntil, protocolNow time.Time, limit int) ([]pw.Delivery, error) {
	var claimed []pw.Delivery
	err := s.write(ctx, func(t tx) error {
		var err error
		claimed, err = claimSome(t, `kind NOT IN `+toMany, now, leaseUntil, protocolNow, limit)
		if err != nil || len(claimed) == limit {
			return err
		}
		more, err := claimSome(t, `kind IN `+toMany, now, leaseUntil, protocolNow, limit-len(claimed))
		claimed = append(claimed, more...)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim deliveries: %w", err)
	}
	return claimed, nil
}

func claimSome(t tx, which string, now, leaseUntil, protocolNow time.Time, limit int) ([]pw.Delivery, error) {
	claimed, err := list(t, scanDelivery, `
		WITH free AS MATERIALIZED (
			SELECT delivery, workspace FROM deliveries
			WHERE state = 'waiting' AND `+which+` AND due <= ?1 AND leased_until <= ?2
			ORDER BY due, delivery LIMIT ?3 FOR UPDATE SKIP LOCKED)
		UPDATE deliveries SET leased_until = ?4 FROM free
		WHERE deliveries.delivery = free.delivery AND deliveries.workspace = free.workspace
		RETURNING `+deliveryColumns("deliveries."),
		ms(now), ms(protocolNow), limit, ms(leaseUntil))
	slices.SortFunc(claimed, func(a, b pw.Delivery) int {
		return cmp.Or(a.Due.Compare(b.Due), cmp.Compare(a.ID, b.ID))
	})
	return claimed, err
}

// Delivered records that a message was sent, and where it stands in Slack. What follows from it goes out then.
func (s *Store) Delivered(ctx context.Context, id string, at time.Time, channel, ts string, then ...pw.Delivery) error {
	return s.settle(ctx, id, func(t tx) (int64, error) {
		return t.exec(`
			UPDATE deliveries SET state = 'sent', leased_until = 0, reason = '', sent = ?2, channel = ?3, message = ?4
			WHERE delivery = ?1`,
			id, ms(at), channel, ts)
	}, then...)
}

// PutOff gives a message back that could not be sent, to be tried again from until on, in protocol time. It counts as an
// attempt.
func (s *Store) PutOff(ctx context.Context, id string, until time.Time, reason string) error {
	return s.settle(ctx, id, func(t tx) (int64, error) {
		return t.exec(`
			UPDATE deliveries SET attempts = attempts + 1, leased_until = ?2, reason = ?3
			WHERE delivery = ?1 AND state = 'waiting'`,
			id, ms(until), reason)
	})
}

// Keep gives a message back that waits for a reason which is not its own, as long as it takes: it counts as no attempt.
// It is tried again from until on, in protocol time.
func (s *Store) Keep(ctx context.Context, id string, until time.Time, reason string) error {
	return s.settle(ctx, id, func(t tx) (int64, error) {
		return t.exec(`
			UPDATE deliveries SET leased_until = ?2, reason = ?3 WHERE delivery = ?1 AND state = 'waiting'`,
			id, ms(until), reason)
	})
}

// WasSent reports whether a message has gone out.
func (s *Store) WasSent(ctx context.Context, ws pw.WorkspaceID, delivery string) (bool, error) {
	var sent int
	err := s.db.look(ctx).row(`
		SELECT COUNT(*) FROM deliveries WHERE delivery = ?2 AND workspace = ?1 AND state = 'sent'`, ws, delivery).Scan(&sent)
	if err != nil {
		return false, fmt.Errorf("find whether a message was sent: %w", err)
	}
	return sent > 0, nil
}

// Defer has a message wait until another instant of domain time.
func (s *Store) Defer(ctx context.Context, id string, due time.Time) error {
	return s.settle(ctx, id, func(t tx) (int64, error) {
		return t.exec(`UPDATE deliveries SET due = ?2, leased_until = 0 WHERE delivery = ?1 AND state = 'waiting'`, id, ms(due))
	})
}

// Park gives up on a message. Admins see it, with the reason; what it would have asked does not count as asked, and what
// follows from that goes out.
func (s *Store) Park(ctx context.Context, id, reason string, then ...pw.Delivery) error {
	return s.leave(ctx, id, "parked", reason, then...)
}

// Skip leaves a message that is no longer useful. What it would have asked does not count as asked, and what follows from
// that goes out.
func (s *Store) Skip(ctx context.Context, id, reason string, then ...pw.Delivery) error {
	return s.leave(ctx, id, "skipped", reason, then...)
}

func (s *Store) leave(ctx context.Context, id, state, reason string, then ...pw.Delivery) error {
	return s.settle(ctx, id, func(t tx) (int64, error) {
		left, err := t.exec(`
			UPDATE deliveries SET state = ?2, leased_until = 0, reason = ?3 WHERE delivery = ?1 AND state = 'waiting'`,
			id, state, reason)
		if err != nil || left == 0 {
			return left, err
		}
		return left, notAsked(t, id)
	}, then...)
}

// settle changes a message, and puts out what follows where it was there to be changed.
func (s *Store) settle(ctx context.Context, id string, change func(tx) (int64, error), then ...pw.Delivery) error {
	err := s.write(ctx, func(t tx) error {
		changed, err := change(t)
		if err != nil || changed == 0 {
			return err
		}
		return insertDeliveries(t, then)
	})
	if err != nil {
		return fmt.Errorf("settle delivery %s: %w", id, err)
	}
	return nil
}

// ofTheirOwn are the kinds of message that somebody gets because of what they wrote, or because they asked to talk. What
// becomes of them is shown to nobody else, or it would tell who wrote, and when.
const ofTheirOwn = `('expiry-reminder', 'prompt-reminder', 'agenda-shared', 'soon-sent', 'soon-acknowledged', 'soon-passed', 'soon-nobody', 'restored')`

// KeptBack returns how many messages are due at now and have not gone out although they were tried, since when, and why.
// Those of somebody's own are not counted.
func (s *Store) KeptBack(ctx context.Context, ws pw.WorkspaceID, now time.Time) (n int, since time.Time, why string, err error) {
	err = s.db.look(ctx).row(`
		SELECT COUNT(*), MIN(due), COALESCE(MAX(reason), '') FROM deliveries
		WHERE workspace = ?1 AND state = 'waiting' AND due <= ?2 AND reason <> '' AND kind NOT IN `+ofTheirOwn, ws, ms(now)).Scan(&n, when{&since}, &why)
	if err != nil {
		return 0, time.Time{}, "", fmt.Errorf("count messages that were kept back: %w", err)
	}
	return n, since, why, nil
}

// Parked returns the messages that were given up and still need somebody's hand, the latest due first. It leaves out
// those to whom something was sent since, questions for a channel that is no longer their team's, and whatever is of
// somebody's own, sent or not.
func (s *Store) Parked(ctx context.Context, ws pw.WorkspaceID, limit int) ([]pw.Delivery, error) {
	parked, err := list(s.db.look(ctx), scanDelivery, `
		SELECT `+deliveryColumns("d.")+`
		FROM deliveries d LEFT JOIN (
			SELECT recipient, MAX(sent) AS last FROM deliveries
			WHERE workspace = ?1 AND state = 'sent' AND kind NOT IN `+ofTheirOwn+` GROUP BY recipient
		) reached ON reached.recipient = d.recipient
		WHERE d.workspace = ?1 AND d.state = 'parked' AND d.kind NOT IN `+ofTheirOwn+` AND COALESCE(reached.last, 0) <= d.due
		  AND (d.kind <> 'team-prompt' OR EXISTS (
			SELECT 1 FROM teams t WHERE t.workspace = d.workspace AND t.team = d.team AND t.channel = d.recipient))
		ORDER BY d.due DESC, d.delivery LIMIT ?2`,
		ws, limit)
	if err != nil {
		return nil, fmt.Errorf("list parked deliveries: %w", err)
	}
	return parked, nil
}
