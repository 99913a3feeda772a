package storage

import (
	"context"
	"fmt"

	pw "handrail/peerwork"
)

// What stands about a person in rows that are not theirs, for their own copy.

// Traces returns what the person opened of others', newest first. Whose it was stands there as far as they saw it: of a
// note that they opened without a name, and of a group line that did not bear its author's name then, nobody's.
func (s *Store) Traces(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID) ([]pw.Trace, error) {
	traces, err := list(s.db.look(ctx), scanTrace, `
		SELECT 'note', a.user_id, 1, n.team, r.role, r.at, r.receipt
		FROM receipts r
		JOIN notes n ON n.workspace = r.workspace AND n.note = r.note
		JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
		WHERE r.workspace = ?1 AND r.viewer = ?2
		UNION ALL
		SELECT 'agenda-line', a.user_id, 1, i.team, 'supervisor', r.at, r.receipt
		FROM agenda_receipts r
		JOIN agenda_items i ON i.workspace = r.workspace AND i.item = r.item
		JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
		WHERE r.workspace = ?1 AND r.viewer = ?2
		UNION ALL
		SELECT 'group-line', a.user_id, CASE WHEN g.named > 0 AND g.shared > 0 AND g.shared <= r.at THEN 1 ELSE 0 END, g.team, r.role, r.at, r.line
		FROM group_receipts r
		JOIN group_lines g ON g.workspace = r.workspace AND g.line = r.line
		JOIN authors a ON a.workspace = g.workspace AND a.ref = g.author_ref
		WHERE r.workspace = ?1 AND r.viewer = ?2
		UNION ALL
		SELECT 'action', a.user_id, 1, x.team, CASE WHEN x.author_ref = x.worker_ref THEN 'supervisor' ELSE 'peer worker' END, x.opened, x.action
		FROM actions x
		JOIN authors a ON a.workspace = x.workspace AND a.ref = x.author_ref
		JOIN authors w ON w.workspace = x.workspace AND w.ref = x.worker_ref
		WHERE x.workspace = ?1 AND x.opened > 0 AND a.user_id <> ?2 AND ?2 IN (x.supervisor, w.user_id)
		UNION ALL
		SELECT 'written-before-a-session', a.user_id, 1, s.team, CASE WHEN c.author_ref = s.author_ref THEN 'supervisor' ELSE 'peer worker' END, c.opened, c.session
		FROM co_reflections c
		JOIN sessions s ON s.workspace = c.workspace AND s.session = c.session
		JOIN authors a ON a.workspace = c.workspace AND a.ref = c.author_ref
		JOIN authors w ON w.workspace = s.workspace AND w.ref = s.author_ref
		WHERE c.workspace = ?1 AND c.opened > 0 AND a.user_id <> ?2 AND ?2 IN (s.supervisor, w.user_id)
		ORDER BY 6 DESC, 7`,
		ws, viewer)
	if err != nil {
		return nil, fmt.Errorf("list what somebody opened: %w", err)
	}
	return traces, nil
}

func scanTrace(row scanner) (t pw.Trace, err error) {
	var named bool
	var id string
	err = row.Scan(&t.Of, &t.Author, flagged{&named}, &t.Team, &t.As, when{&t.At}, &id)
	if !named || t.Of == pw.TraceNote && !t.As.ShowsName() {
		t.Author = ""
	}
	return t, err
}

// AuditAbout returns what the person administered, and what was administered about them, newest first.
func (s *Store) AuditAbout(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) ([]pw.AuditEntry, error) {
	entries, err := list(s.db.look(ctx), scanAudit, `
		SELECT `+auditColumns+` FROM audit WHERE workspace = ?1 AND (by_user = ?2 OR what LIKE ?3) ORDER BY at DESC, revision DESC, place`,
		ws, user, "%"+pw.MarkUser(user)+"%")
	if err != nil {
		return nil, fmt.Errorf("read the audit log of somebody: %w", err)
	}
	return entries, nil
}

// Facilitates returns the group agendas of the teams whose group supervision the person leads.
func (s *Store) Facilitates(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) ([]pw.GroupAgenda, error) {
	scan := func(row scanner) (g pw.GroupAgenda, err error) {
		g.Facilitator = user
		err = row.Scan(&g.Team, when{&g.Since}, &g.Day)
		return g, err
	}
	agendas, err := list(s.db.look(ctx), scan, `SELECT team, since, day FROM group_agendas WHERE workspace = ?1 AND facilitator = ?2 ORDER BY team`, ws, user)
	if err != nil {
		return nil, fmt.Errorf("list whose group somebody facilitates: %w", err)
	}
	return agendas, nil
}

// PlacedNotes returns where on their agenda the author placed notes, by note.
func (s *Store) PlacedNotes(ctx context.Context, ws pw.WorkspaceID, author pw.UserID) (map[pw.NoteID]pw.AgendaItem, error) {
	scan := func(row scanner) (i pw.AgendaItem, err error) {
		err = row.Scan(&i.Note, &i.Team, &i.Part, &i.Place, &i.Named, when{&i.Shared})
		i.ID, i.Author = string(i.Note), author
		return i, err
	}
	items, err := list(s.db.look(ctx), scan, `
		SELECT i.note, i.team, i.part, i.place, i.named, i.shared FROM `+itemsWithAuthors+`
		WHERE i.workspace = ?1 AND a.user_id = ?2 AND i.note IS NOT NULL`,
		ws, author)
	if err != nil {
		return nil, fmt.Errorf("list notes on an agenda: %w", err)
	}
	placed := make(map[pw.NoteID]pw.AgendaItem, len(items))
	for _, i := range items {
		placed[i.Note] = i
	}
	return placed, nil
}

// SoonTo returns the wishes to talk soon that went to the person, the oldest first.
func (s *Store) SoonTo(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) ([]pw.SoonRequest, error) {
	requests, err := list(s.db.look(ctx), scanSoon, soonColumns+`
		WHERE r.workspace = ?1 AND (r.supervisor = ?2 OR r.acknowledged_by = ?2 OR r.deputy = ?2 AND r.passed > 0) ORDER BY r.asked, r.request`,
		ws, user)
	if err != nil {
		return nil, fmt.Errorf("list requests to talk soon with somebody: %w", err)
	}
	return requests, nil
}
