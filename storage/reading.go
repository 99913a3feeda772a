package storage

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"time"

	pw "handrail/peerwork"
)

// standing reads what the viewer holds now, in the transaction of the reading it decides on. Who is gone holds nothing,
// whatever the roster says.
func standing(t tx, ws pw.WorkspaceID, viewer pw.UserID) (pw.Standing, error) {
	s := pw.Standing{Viewer: viewer}
	err := notGone(t, ws, viewer)
	if errors.Is(err, pw.ErrNotFound) {
		return pw.Standing{}, nil
	}
	if err != nil {
		return s, err
	}
	s.Manages, err = list(t, scanManaging, `
		SELECT r.team, r.since
		FROM team_roles r JOIN teams t ON t.workspace = r.workspace AND t.team = r.team
		WHERE r.workspace = ?1 AND r.user_id = ?2 AND r.role = ?3 ORDER BY t.place`,
		ws, viewer, pw.RoleManager)
	if err != nil {
		return s, fmt.Errorf("read whom %s manages: %w", viewer, err)
	}
	s.Supervises, err = list(t, scanSupervising, `
		SELECT m.team, m.user_id, m.supervisor_since
		FROM members m JOIN teams t ON t.workspace = m.workspace AND t.team = m.team
		WHERE m.workspace = ?1 AND m.supervisor = ?2 AND m.user_id <> ?2 ORDER BY t.place, m.place`,
		ws, viewer)
	if err != nil {
		return s, fmt.Errorf("read whom %s supervises: %w", viewer, err)
	}
	return s, nil
}

func scanManaging(row scanner) (m pw.Managing, err error) {
	err = row.Scan(&m.Team, when{&m.Since})
	return m, err
}

func scanSupervising(row scanner) (h pw.Supervising, err error) {
	err = row.Scan(&h.Team, &h.Worker, when{&h.Since})
	return h, err
}

// window narrows a list of shared notes.
type window struct {
	team        pw.TeamID // "" for any
	author      pw.UserID // "" for any
	from, until int64
}

// SharedWith lists the notes of others that the viewer may open now: of one team or of any, of one author or of any,
// created from an instant (or ever) until before another (or to this day). First come those with their author, newest
// first; then those without a name, in an order that is always the same and tells nothing. A list of one author's notes
// never holds any of those.
func (s *Store) SharedWith(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, author pw.UserID, from, until time.Time) ([]pw.Listing, error) {
	w := window{team: team, author: author, from: ms(from), until: msOrEver(until)}
	found := make(map[pw.NoteID]pw.Listing)
	err := s.db.read(ctx, func(t tx) error {
		clear(found)
		held, err := standing(t, ws, viewer)
		if err != nil {
			return err
		}
		for _, clause := range held.Scope() {
			if err := collect(t, ws, clause, w, found); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list shared notes: %w", err)
	}
	return slices.SortedFunc(maps.Values(found), namedNewestFirst), nil
}

// namedNewestFirst puts those without a name last, by their ids, which are random: when they were written is not known
// of them, see scanListing.
func namedNewestFirst(a, b pw.Listing) int {
	return cmp.Or(b.Created.Compare(a.Created), cmp.Compare(a.Note, b.Note))
}

// collect adds what a clause lets the viewer read; what an earlier clause added stays as it is.
func collect(t tx, ws pw.WorkspaceID, c pw.Clause, w window, found map[pw.NoteID]pw.Listing) error {
	if !applies(c, w) {
		return nil
	}
	listings, err := matching(t, ws, c, w)
	if err != nil {
		return err
	}
	for _, l := range listings {
		if _, ok := found[l.Note]; !ok {
			found[l.Note] = l
		}
	}
	return nil
}

// applies reports whether a clause can add to the list: it is of others' notes, and no list by author may tell
// which of the notes without a name are theirs.
func applies(c pw.Clause, w window) bool {
	switch {
	case c.As == pw.RoleAuthor, w.team != "" && w.team != c.Team && !c.Agenda:
		return false
	case w.author == "":
		return true
	default:
		return c.As.ShowsName() && (c.Author == "" || c.Author == w.author)
	}
}

// matching is a clause of pw.Scope as SQL, field by field.
func matching(t tx, ws pw.WorkspaceID, c pw.Clause, w window) ([]pw.Listing, error) {
	scan := func(row scanner) (pw.Listing, error) { return scanListing(row, c.As) }
	if c.Agenda {
		return list(t, scan, `
			SELECT n.note, a.user_id, n.team, n.kind, n.talk, n.created
			FROM `+itemsWithAuthors+` JOIN notes n ON n.workspace = i.workspace AND n.note = i.note
			WHERE i.workspace = ?1 AND (?2 = '' OR a.user_id = ?2) AND (?3 = '' OR a.user_id = ?3) AND a.user_id <> ?4
			  AND i.named = ?5 AND (?5 <> '' OR i.team = ?6) AND (?7 = '' OR n.team = ?7)
			  AND i.shared > 0 AND i.shared >= ?8 AND n.created >= ?9 AND n.created < ?10`,
			ws, c.Author, w.author, c.Not, c.Named, c.Team, w.team, ms(c.Since), w.from, w.until)
	}
	if c.As == pw.RoleSupervisor {
		return list(t, scan, `
			SELECT n.note, a.user_id, n.team, n.kind, n.talk, n.created FROM `+notesWithAuthors+`
			WHERE a.workspace = ?1 AND a.user_id = ?2 AND a.user_id <> ?3 AND n.team = ?4
			  AND n.to_supervisor > 0 AND n.to_supervisor >= ?5 AND n.created >= ?6 AND n.created < ?7`,
			ws, c.Author, c.Not, c.Team, ms(c.Since), w.from, w.until)
	}
	return list(t, scan, `
		SELECT n.note, a.user_id, n.team, n.kind, n.talk, n.created FROM `+notesWithAuthors+`
		WHERE n.workspace = ?1 AND a.user_id <> ?2 AND n.team = ?3
		  AND n.to_managers > 0 AND n.to_managers >= ?4 AND n.created >= ?5 AND n.created < ?6`,
		ws, c.Not, c.Team, ms(c.Since), w.from, w.until)
}

func scanListing(row scanner, as pw.Role) (pw.Listing, error) {
	l := pw.Listing{As: as}
	err := row.Scan(&l.Note, &l.Author, &l.Team, &l.Kind, &l.Talk, when{&l.Created})
	if !as.ShowsName() {
		l.Author, l.Talk, l.Created = "", "", time.Time{}
	}
	return l, err
}

// OpenNote returns a note with its words to somebody who may read them now, and the role in which they may. The
// roster is read in the same transaction, and a receipt is stored in it unless the viewer is the author. A role
// that reads without the name gets the note without its author, and only the author gets its link. It returns pw.ErrNotFound where the viewer may
// not read the note, whether there is one or not.
func (s *Store) OpenNote(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, id pw.NoteID, now time.Time) (pw.Note, pw.Role, error) {
	var row noteRow
	var role pw.Role
	err := s.write(ctx, func(t tx) error {
		var err error
		if row, role, err = readable(t, ws, viewer, id, now); err != nil {
			return err
		}
		return storeReceipt(t, row, viewer, role, now)
	})
	if err != nil {
		return pw.Note{}, "", fmt.Errorf("open note: %w", err)
	}
	n, err := s.openNote(row)
	if err != nil {
		return pw.Note{}, "", err
	}
	return openedFor(role, n), role, nil
}

func readable(t tx, ws pw.WorkspaceID, viewer pw.UserID, id pw.NoteID, now time.Time) (noteRow, pw.Role, error) {
	if err := holdRoster(t, ws); err != nil {
		return noteRow{}, "", err
	}
	row, err := scanNote(t.row(`
		SELECT `+noteColumns+` FROM `+notesOnAgendas+`
		WHERE n.workspace = ?1 AND n.note = ?2`+keepingKey+` FOR SHARE OF n`,
		ws, id))
	if err != nil {
		return noteRow{}, "", err
	}
	held, err := standing(t, ws, viewer)
	if err != nil {
		return noteRow{}, "", err
	}
	role, may := held.MayRead(row.note.Facts())
	if !may || !now.Before(row.note.DeleteOn) {
		return noteRow{}, "", pw.ErrNotFound
	}
	return row, role, nil
}

func storeReceipt(t tx, row noteRow, viewer pw.UserID, role pw.Role, now time.Time) error {
	if role == pw.RoleAuthor {
		return nil
	}
	_, err := t.exec(`
		INSERT INTO receipts (workspace, receipt, author_ref, note, viewer, role, at)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
		row.note.Workspace, pw.NewID(), row.ref, row.note.ID, viewer, role, ms(now))
	if err != nil {
		return fmt.Errorf("store a receipt: %w", err)
	}
	return nil
}

// Receipts lists who opened the author's notes and lines, newest first.
func (s *Store) Receipts(ctx context.Context, ws pw.WorkspaceID, author pw.UserID) ([]pw.Receipt, error) {
	receipts, err := list(s.db.look(ctx), scanReceipt, `
		SELECT r.note, '', r.viewer, r.role, r.at, r.receipt
		FROM receipts r JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
		WHERE a.workspace = ?1 AND a.user_id = ?2
		UNION ALL
		SELECT '', r.item, r.viewer, ?3, r.at, r.receipt
		FROM agenda_receipts r JOIN authors a ON a.workspace = r.workspace AND a.ref = r.author_ref
		WHERE a.workspace = ?1 AND a.user_id = ?2
		ORDER BY 5 DESC, 6`,
		ws, author, pw.RoleSupervisor)
	if err != nil {
		return nil, fmt.Errorf("list receipts: %w", err)
	}
	return receipts, nil
}

func scanReceipt(row scanner) (r pw.Receipt, err error) {
	var id string
	err = row.Scan(&r.Note, &r.Line, &r.Viewer, &r.As, when{&r.At}, &id)
	return r, err
}
