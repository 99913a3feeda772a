package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

func coIdentity(ws pw.WorkspaceID, session string, ref pw.AuthorRef) []byte {
	return identity("co_reflections", string(ws), session, string(ref))
}

// WriteCoReflection stores what one side wrote for a session that the two reflect on together, in the place of what
// they wrote before. It returns pw.ErrNotFound unless the author is a side of the session, the pair stands and
// co-reflection was proposed; pw.ErrChanged where both have finished already, or the author wrote it anew elsewhere
// since that revision; pw.ErrDuplicate where once was seen before. It reports whether
// with this both have finished, and puts the messages out then.
func (s *Store) WriteCoReflection(ctx context.Context, once string, c pw.CoReflection, now time.Time, out ...pw.Delivery) (both bool, err error) {
	err = s.asAuthor(ctx, person{c.Workspace, c.Author}, func(a author) (func(tx) error, error) {
		secret, err := sealed(a.key, c.Words, coIdentity(c.Workspace, c.Session, a.ref))
		return func(t tx) error {
			if err := onceAt(t, c.Workspace, once, now); err != nil {
				return err
			}
			if err := putCoReflection(t, c, a, secret, now); err != nil {
				return err
			}
			n, err := finished(t, c.Workspace, c.Session)
			if both = n == 2; err != nil || !both {
				return err
			}
			return insertDeliveries(t, out)
		}, err
	})
	if err != nil {
		return false, fmt.Errorf("write a co-reflection: %w", err)
	}
	return both, nil
}

func putCoReflection(t tx, c pw.CoReflection, by author, secret []byte, now time.Time) error {
	session, err := sessionOfPair(t, c.Workspace, c.Session, c.Author)
	if err != nil {
		return err
	}
	if session.CoPrompt == "" {
		return pw.ErrNotFound
	}
	if err := by.hold(t, c.Workspace); err != nil {
		return err
	}
	if n, err := finished(t, c.Workspace, c.Session); err != nil || n > 1 {
		return errors.Join(err, pw.ErrChanged)
	}
	put, err := t.exec(`
		INSERT INTO co_reflections (workspace, session, author_ref, finished, opened, made, delete_on, revision, sealed)
		SELECT workspace, ?2, ref, ?4, 0, ?5, ?6, 1, ?7 FROM authors WHERE workspace = ?1 AND ref = ?3
		ON CONFLICT (workspace, session, author_ref)
		DO UPDATE SET finished = ?4, sealed = ?7, revision = co_reflections.revision + 1
		WHERE co_reflections.revision = ?8`,
		c.Workspace, c.Session, by.ref, ms(c.Finished), ms(now), ms(c.DeleteOn), secret, c.Revision)
	if err == nil && put == 0 {
		err = pw.ErrChanged
	}
	return err
}

func finished(t tx, ws pw.WorkspaceID, session string) (n int, err error) {
	err = t.row(`SELECT COUNT(*) FROM co_reflections WHERE workspace = ?1 AND session = ?2 AND finished > 0`, ws, session).Scan(&n)
	return n, err
}

const coColumns = `c.workspace, c.session, a.user_id, c.finished, c.opened, c.delete_on, c.revision, a.ref, a.key_id, a.wrapped_key, c.sealed`

const coWithAuthors = `co_reflections c JOIN authors a ON a.workspace = c.workspace AND a.ref = c.author_ref`

type coRow struct {
	envelope
	written pw.CoReflection // not yet what is sealed
}

func scanCo(row scanner) (coRow, error) {
	var r coRow
	c := &r.written
	err := row.Scan(&c.Workspace, &c.Session, &c.Author, when{&c.Finished}, when{&c.Opened}, when{&c.DeleteOn}, &c.Revision, &r.ref, &r.keyID, &r.wrapped, &r.secret)
	return r, err
}

func (s *Store) openCo(r coRow, viewer pw.UserID) (pw.CoReflection, error) {
	c := r.written
	err := s.openInto(&c.Words, person{c.Workspace, c.Author}, r.envelope, coIdentity(c.Workspace, c.Session, r.ref))
	if err != nil {
		return c, fmt.Errorf("open a co-reflection: %w", err)
	}
	if c.Author != viewer {
		c.Opened = time.Time{}
	}
	return c, nil
}

// CoReflections returns what the viewer wrote for a session, and, once both have finished and while the pair stands,
// what the other wrote; before that nothing of the other's is read, whoever asks. waiting reports whether the other has
// finished. In the same transaction it keeps that the other's was opened. It returns pw.ErrNotFound to anybody but the
// two sides.
func (s *Store) CoReflections(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, id string, now time.Time) (mine, theirs pw.CoReflection, waiting bool, err error) {
	var rows []coRow
	err = s.db.write(ctx, func(t tx) error {
		if err := holdFor(t, ws, viewer); err != nil {
			return err
		}
		of, err := session(t, ws, viewer, id)
		if err != nil {
			return err
		}
		if rows, err = coReadable(t, of, viewer, now); err != nil {
			return err
		}
		waiting, err = hasFinished(t, of, of.Pair().Other(viewer))
		return err
	})
	if err != nil {
		return mine, theirs, false, fmt.Errorf("read co-reflections: %w", err)
	}
	for _, r := range rows {
		c, err := s.openCo(r, viewer)
		if err != nil {
			return mine, theirs, false, err
		}
		if c.Author == viewer {
			mine = c
		} else {
			theirs = c
		}
	}
	return mine, theirs, waiting, nil
}

func hasFinished(t tx, s pw.Session, u pw.UserID) (bool, error) {
	var n int
	err := t.row(`
		SELECT COUNT(*) FROM `+coWithAuthors+`
		WHERE c.workspace = ?1 AND c.session = ?2 AND a.user_id = ?3 AND c.finished > 0`,
		s.Workspace, s.ID, u).Scan(&n)
	return n > 0, err
}

// coReadable is where blindness is kept: the other's row is selected only when both rows are finished, and only while
// the roster has the two as a pair.
func coReadable(t tx, s pw.Session, viewer pw.UserID, now time.Time) ([]coRow, error) {
	rows, err := list(t, scanCo, `
		SELECT `+coColumns+` FROM `+coWithAuthors+`
		WHERE c.workspace = ?1 AND c.session = ?2 AND c.delete_on > ?4 AND (a.user_id = ?3 OR (
			SELECT COUNT(*) FROM co_reflections b WHERE b.workspace = ?1 AND b.session = ?2 AND b.finished > 0) = 2
			AND EXISTS (SELECT 1 FROM members m WHERE m.workspace = ?1 AND m.team = ?5 AND m.user_id = ?6
			  AND m.supervisor = ?7 AND m.supervisor_since <= ?8))`,
		s.Workspace, s.ID, viewer, ms(now), s.Team, s.Worker, s.Supervisor, ms(s.Made))
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		if r.written.Author == viewer || !r.written.Opened.IsZero() {
			continue
		}
		_, err := t.exec(`
			UPDATE co_reflections SET opened = ?4 WHERE workspace = ?1 AND session = ?2 AND author_ref = ?3 AND opened = 0`,
			s.Workspace, s.ID, r.ref, ms(now))
		if err != nil {
			return nil, fmt.Errorf("keep that a co-reflection was opened: %w", err)
		}
	}
	return rows, nil
}

// OwnCoReflections returns what the person wrote for all their sessions, the latest session first.
func (s *Store) OwnCoReflections(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) ([]pw.CoReflection, error) {
	rows, err := list(s.db.look(ctx), scanCo, `
		SELECT `+coColumns+` FROM `+coWithAuthors+`
		JOIN sessions s ON s.workspace = c.workspace AND s.session = c.session
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND c.delete_on > ?3 ORDER BY s.at DESC, s.session`,
		ws, author, ms(now))
	if err != nil {
		return nil, fmt.Errorf("list co-reflections: %w", err)
	}
	return openEach(rows, func(r coRow) (pw.CoReflection, error) { return s.openCo(r, author) })
}
