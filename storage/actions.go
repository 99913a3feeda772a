package storage

import (
	"context"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

func actionIdentity(ws pw.WorkspaceID, id string, ref pw.AuthorRef) []byte {
	return identity("actions", string(ws), id, string(ref))
}

// ensureAuthor makes an author row for somebody who has none.
func (s *Store) ensureAuthor(ctx context.Context, p person) error {
	return s.asAuthor(ctx, p, func(author) (func(tx) error, error) { return func(tx) error { return nil }, nil })
}

// SaveAction stores what one side of a standing pair wrote down to be done by either. It returns pw.ErrNotFound unless
// its author is a side of the pair and the pair stands, and pw.ErrDuplicate where once was seen before.
func (s *Store) SaveAction(ctx context.Context, once string, action pw.Action) error {
	err := s.ensureAuthor(ctx, person{action.Workspace, action.Pair.Worker})
	if err == nil {
		err = s.asAuthor(ctx, person{action.Workspace, action.Author}, func(a author) (func(tx) error, error) {
			secret, err := a.key.Encrypt([]byte(action.What), actionIdentity(action.Workspace, action.ID, a.ref))
			return func(t tx) error { return insertAction(t, once, action, a, secret) }, err
		})
	}
	if err != nil {
		return fmt.Errorf("save an action: %w", err)
	}
	return nil
}

func insertAction(t tx, once string, a pw.Action, by author, secret []byte) error {
	if err := onceAt(t, a.Workspace, once, a.Made); err != nil {
		return err
	}
	if err := paired(t, a.Workspace, a.Pair, a.Author); err != nil {
		return err
	}
	added, err := t.exec(`
		INSERT INTO actions (workspace, action, author_ref, worker_ref, team, supervisor, session, side, due, made, done,
		                     opened, kept_from, delete_on, revision, sealed)
		SELECT a.workspace, ?2, a.ref, w.ref, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?12, 1, ?13
		FROM authors a JOIN authors w ON w.workspace = a.workspace AND w.user_id = ?4
		WHERE a.workspace = ?1 AND a.ref = ?3 AND a.key_id = ?14`+keepingKey,
		a.Workspace, a.ID, by.ref, a.Pair.Worker, a.Pair.Team, a.Pair.Supervisor, a.Session, a.For, a.Due, ms(a.Made),
		ms(a.KeptFrom()), ms(a.DeleteOn), secret, by.keyID)
	if err == nil && added == 0 {
		err = errNoAuthor
	}
	return err
}

const actionColumns = `x.workspace, x.action, x.team, w.user_id, x.supervisor, x.session, a.user_id, x.side, x.due, x.made, x.done,
	x.opened, x.delete_on, x.revision, a.ref, a.key_id, a.wrapped_key, x.sealed`

const actionsWithPeople = `actions x JOIN authors a ON a.workspace = x.workspace AND a.ref = x.author_ref
	JOIN authors w ON w.workspace = x.workspace AND w.ref = x.worker_ref`

// actionSeen is the rule of Sessions for actions: the worker's own, whoever it was with; the supervisor's while the
// pair stands, and since they began.
const actionSeen = `(w.user_id = ?2 OR x.supervisor = ?2 AND EXISTS (
	SELECT 1 FROM members m WHERE m.workspace = x.workspace AND m.team = x.team AND m.user_id = w.user_id
	  AND m.supervisor = x.supervisor AND m.supervisor <> m.user_id AND m.supervisor_since <= x.made))`

type actionRow struct {
	envelope
	action pw.Action // not yet what is sealed
}

func scanAction(row scanner) (actionRow, error) {
	var r actionRow
	a := &r.action
	err := row.Scan(&a.Workspace, &a.ID, &a.Pair.Team, &a.Pair.Worker, &a.Pair.Supervisor, &a.Session, &a.Author, &a.For, &a.Due,
		when{&a.Made}, when{&a.Done}, when{&a.Opened}, when{&a.DeleteOn}, &a.Revision, &r.ref, &r.keyID, &r.wrapped, &r.secret)
	return r, orNotFound(err)
}

func (s *Store) openAction(r actionRow, viewer pw.UserID) (pw.Action, error) {
	a := r.action
	what, err := s.open(person{a.Workspace, a.Author}, r.envelope, actionIdentity(a.Workspace, a.ID, r.ref))
	if err != nil {
		return pw.Action{}, fmt.Errorf("open an action: %w", err)
	}
	a.What = string(what)
	if a.Author != viewer {
		a.Opened = time.Time{}
	}
	return a, nil
}

// OpenActions returns the actions that the viewer may read, with their words: those still to be done in the order in
// which they are due, then those that are done, the latest first. Fields of the pair that are "" do not narrow. In the
// same transaction it keeps, for those whom others wrote, that they were opened. Nobody but the two sides reads any.
func (s *Store) OpenActions(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, p pw.Pair, now time.Time) ([]pw.Action, error) {
	var rows []actionRow
	err := s.db.write(ctx, func(t tx) error {
		if err := holdFor(t, ws, viewer); err != nil {
			return err
		}
		var err error
		if rows, err = actionsSeen(t, ws, viewer, p, now); err != nil {
			return err
		}
		return actionsOpened(t, rows, viewer, now)
	})
	if err != nil {
		return nil, fmt.Errorf("open actions: %w", err)
	}
	return s.openActions(rows, viewer)
}

func (s *Store) openActions(rows []actionRow, viewer pw.UserID) ([]pw.Action, error) {
	return openEach(rows, func(r actionRow) (pw.Action, error) { return s.openAction(r, viewer) })
}

func actionsSeen(t tx, ws pw.WorkspaceID, viewer pw.UserID, p pw.Pair, now time.Time) ([]actionRow, error) {
	return list(t, scanAction, `
		SELECT `+actionColumns+` FROM `+actionsWithPeople+`
		WHERE x.workspace = ?1 AND `+actionSeen+` AND `+actionKept+`
		  AND (?5 = '' OR x.team = ?5) AND (?6 = '' OR w.user_id = ?6) AND (?7 = '' OR x.supervisor = ?7)
		ORDER BY CASE WHEN x.done = 0 THEN 0 ELSE 1 END, x.done DESC, CASE WHEN x.due = '' THEN 1 ELSE 0 END, x.due, x.made, x.action`,
		ws, viewer, ms(now), ms(now.Add(-keepDoneAction)), p.Team, p.Worker, p.Supervisor)
}

func actionsOpened(t tx, rows []actionRow, viewer pw.UserID, now time.Time) error {
	for _, r := range rows {
		if r.action.Author == viewer || !r.action.Opened.IsZero() {
			continue
		}
		_, err := t.exec(`UPDATE actions SET opened = ?3 WHERE workspace = ?1 AND action = ?2 AND opened = 0`, r.action.Workspace, r.action.ID, ms(now))
		if err != nil {
			return fmt.Errorf("keep that an action was opened: %w", err)
		}
	}
	return nil
}

// actionKept leaves out what is to be deleted at the next Expire.
const actionKept = `x.delete_on > ?3 AND (x.done = 0 OR x.done > ?4)`

// keepDoneAction is how long the words of an action are kept that is done.
const keepDoneAction = pw.DiscussedRetentionDays * 24 * time.Hour

// ActionsToDo counts the actions still to be done, by pair, of those that the viewer may see. It opens none.
func (s *Store) ActionsToDo(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, now time.Time) (map[pw.Pair]int, error) {
	type counted struct {
		pair pw.Pair
		n    int
	}
	scan := func(row scanner) (c counted, err error) {
		err = row.Scan(&c.pair.Team, &c.pair.Worker, &c.pair.Supervisor, &c.n)
		return c, err
	}
	rows, err := list(s.db.look(ctx), scan, `
		SELECT x.team, w.user_id, x.supervisor, COUNT(*) FROM `+actionsWithPeople+`
		WHERE x.workspace = ?1 AND `+actionSeen+` AND x.delete_on > ?3 AND x.done = 0
		GROUP BY x.team, w.user_id, x.supervisor`,
		ws, viewer, ms(now))
	if err != nil {
		return nil, fmt.Errorf("count actions: %w", err)
	}
	counts := make(map[pw.Pair]int, len(rows))
	for _, c := range rows {
		counts[c.pair] = c.n
	}
	return counts, nil
}

// TickAction records that the action is done, or that it is still to be done after all. It returns pw.ErrNotFound unless
// by may see it. One that stands as by wants it is no error.
func (s *Store) TickAction(ctx context.Context, ws pw.WorkspaceID, by pw.UserID, id string, done bool, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		if err := holdFor(t, ws, by); err != nil {
			return err
		}
		row, err := scanAction(t.row(`
			SELECT `+actionColumns+` FROM `+actionsWithPeople+`
			WHERE x.workspace = ?1 AND `+actionSeen+` AND `+actionKept+` AND x.action = ?5 FOR UPDATE OF x`,
			ws, by, ms(now), ms(now.Add(-keepDoneAction)), id))
		if err != nil || row.action.Done.IsZero() != done {
			return err
		}
		at := now
		if !done {
			at = time.Time{}
		}
		_, err = t.exec(`UPDATE actions SET done = ?3, revision = revision + 1 WHERE workspace = ?1 AND action = ?2`, ws, id, ms(at))
		return err
	})
	if err != nil {
		return fmt.Errorf("tick an action: %w", err)
	}
	return nil
}

// DropAction deletes an action of its author's. One that is gone already is no error.
func (s *Store) DropAction(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, id string) error {
	err := s.write(ctx, func(t tx) error {
		_, err := t.exec(`
			DELETE FROM actions WHERE workspace = ?1 AND action = ?2
			  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?3)`,
			ws, id, author)
		return err
	})
	if err != nil {
		return fmt.Errorf("delete an action: %w", err)
	}
	return nil
}

// OwnActions returns the actions that the person wrote down, the latest first, without keeping that they were opened.
func (s *Store) OwnActions(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) ([]pw.Action, error) {
	rows, err := list(s.db.look(ctx), scanAction, `
		SELECT `+actionColumns+` FROM `+actionsWithPeople+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND `+actionKept+` ORDER BY x.made DESC, x.action`,
		ws, author, ms(now), ms(now.Add(-keepDoneAction)))
	if err != nil {
		return nil, fmt.Errorf("list actions: %w", err)
	}
	return s.openActions(rows, author)
}
