package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// SaveSoon stores a wish to talk soon, and puts its messages out in the same transaction. It goes with its note,
// and with its worker.
func (s *Store) SaveSoon(ctx context.Context, once string, r pw.SoonRequest, out ...pw.Delivery) error {
	err := s.asAuthor(ctx, person{r.Workspace, r.Worker}, func(a author) (func(tx) error, error) {
		return func(t tx) error { return insertSoon(t, once, r, a.ref, out) }, nil
	})
	if err != nil {
		return fmt.Errorf("save a request to talk soon: %w", err)
	}
	return nil
}

func insertSoon(t tx, once string, r pw.SoonRequest, ref pw.AuthorRef, out []pw.Delivery) error {
	if err := onceAt(t, r.Workspace, once, r.Asked); err != nil {
		return err
	}
	note := sql.NullString{String: string(r.Note), Valid: r.Note != ""}
	added, err := t.exec(`
		INSERT INTO soon_requests (workspace, request, author_ref, note, supervisor, asked, acknowledged)
		SELECT workspace, ?2, ref, ?4, ?5, ?6, ?7 FROM authors WHERE workspace = ?1 AND ref = ?3`,
		r.Workspace, r.ID, ref, note, r.Supervisor, ms(r.Asked), ms(r.Acknowledged))
	if err != nil {
		return err
	}
	if added == 0 {
		return errNoAuthor
	}
	return insertDeliveries(t, out)
}

// Soon returns a request to talk soon, or pw.ErrNotFound.
func (s *Store) Soon(ctx context.Context, ws pw.WorkspaceID, id string) (pw.SoonRequest, error) {
	r, err := soon(s.db.look(ctx), ws, id)
	if err != nil {
		return pw.SoonRequest{}, fmt.Errorf("read a request to talk soon: %w", err)
	}
	return r, nil
}

func soon(t tx, ws pw.WorkspaceID, id string) (pw.SoonRequest, error) {
	r := pw.SoonRequest{ID: id, Workspace: ws}
	err := t.row(`
		SELECT COALESCE(r.note, ''), a.user_id, r.supervisor, r.asked, r.acknowledged
		FROM soon_requests r JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
		WHERE r.workspace = ?1 AND r.request = ?2`,
		ws, id).Scan(&r.Note, &r.Worker, &r.Supervisor, when{&r.Asked}, when{&r.Acknowledged})
	if errors.Is(err, sql.ErrNoRows) {
		return pw.SoonRequest{}, pw.ErrNotFound
	}
	return r, err
}

// AcknowledgeSoon records that the supervisor has seen the request, and puts the answer out in the same
// transaction. It returns pw.ErrNotFound to anybody but that supervisor, and pw.ErrDuplicate the second time.
func (s *Store) AcknowledgeSoon(ctx context.Context, once string, ws pw.WorkspaceID, id string, by pw.UserID, now time.Time, out ...pw.Delivery) (pw.SoonRequest, error) {
	var r pw.SoonRequest
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		var err error
		if r, err = acknowledge(t, ws, id, by, now); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return pw.SoonRequest{}, fmt.Errorf("acknowledge a request to talk soon: %w", err)
	}
	return r, nil
}

func acknowledge(t tx, ws pw.WorkspaceID, id string, by pw.UserID, now time.Time) (pw.SoonRequest, error) {
	changed, err := t.exec(`
		UPDATE soon_requests SET acknowledged = ?4
		WHERE workspace = ?1 AND request = ?2 AND supervisor = ?3 AND acknowledged = 0`,
		ws, id, by, ms(now))
	if err != nil {
		return pw.SoonRequest{}, err
	}
	r, err := soon(t, ws, id)
	switch {
	case err != nil:
		return pw.SoonRequest{}, err
	case r.Supervisor != by:
		return pw.SoonRequest{}, pw.ErrNotFound
	case changed == 0:
		return pw.SoonRequest{}, pw.ErrDuplicate
	default:
		return r, nil
	}
}
