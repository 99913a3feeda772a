package storage

import (
	"context"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// audit records what was administered: sentences without a subject, as pw.AuditEntry has them.
func audit(t tx, ws pw.WorkspaceID, what []string, by pw.UserID, now time.Time) error {
	return auditRoster(t, ws, 0, what, by, now)
}

// auditRoster records what was changed of the roster, and the revision that it made; 0 for what is not of the roster.
func auditRoster(t tx, ws pw.WorkspaceID, revision int, what []string, by pw.UserID, now time.Time) error {
	for i, line := range what {
		_, err := t.exec(`
			INSERT INTO audit (workspace, entry, at, by_user, what, revision, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
			ws, pw.NewID(), ms(now), by, line, revision, i)
		if err != nil {
			return fmt.Errorf("audit: %w", err)
		}
	}
	return nil
}

const auditColumns = `at, by_user, what, revision`

func scanAudit(row scanner) (e pw.AuditEntry, err error) {
	err = row.Scan(when{&e.At}, &e.By, &e.What, &e.Revision)
	return e, err
}

// Audit returns what was administered, newest first, from an offset on, and how many entries there are.
func (s *Store) Audit(ctx context.Context, ws pw.WorkspaceID, limit, offset int) ([]pw.AuditEntry, int, error) {
	var entries []pw.AuditEntry
	var total int
	err := s.db.read(ctx, func(t tx) error {
		err := t.row(`SELECT COUNT(*) FROM audit WHERE workspace = ?1`, ws).Scan(&total)
		if err != nil {
			return err
		}
		entries, err = list(t, scanAudit, `
			SELECT `+auditColumns+` FROM audit WHERE workspace = ?1 ORDER BY at DESC, revision DESC, place LIMIT ?2 OFFSET ?3`,
			ws, limit, offset)
		return err
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, total, nil
}

// ChangedSince returns what was administered after a revision of the roster, oldest first.
func (s *Store) ChangedSince(ctx context.Context, ws pw.WorkspaceID, revision int) ([]pw.AuditEntry, error) {
	entries, err := list(s.db.look(ctx), scanAudit, `
		SELECT `+auditColumns+` FROM audit WHERE workspace = ?1 AND revision > ?2 ORDER BY revision, place`, ws, revision)
	if err != nil {
		return nil, fmt.Errorf("read the audit log: %w", err)
	}
	return entries, nil
}

// Applied returns the revision with which the command line changed the roster last; 0 where it never did.
func (s *Store) Applied(ctx context.Context, ws pw.WorkspaceID) (revision int, err error) {
	err = s.db.look(ctx).row(`SELECT COALESCE(MAX(revision), 0) FROM audit WHERE workspace = ?1 AND by_user = ''`, ws).Scan(&revision)
	if err != nil {
		return 0, fmt.Errorf("read the audit log: %w", err)
	}
	return revision, nil
}

// TeamLeft reports whether figures or shared themes are kept under a team's id. A new team does not get such an id:
// its line managers would be shown what another team shared.
func (s *Store) TeamLeft(ctx context.Context, ws pw.WorkspaceID, id pw.TeamID) (bool, error) {
	var n int
	err := s.db.look(ctx).row(`
		SELECT (SELECT COUNT(*) FROM figures WHERE workspace = ?1 AND team = ?2)
		     + (SELECT COUNT(*) FROM shared_themes WHERE workspace = ?1 AND team = ?2)`, ws, id).Scan(&n)
	if err != nil {
		return false, fmt.Errorf("look for what a team left: %w", err)
	}
	return n > 0, nil
}
