package storage

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/tink-crypto/tink-go/v2/tink"

	pw "handrail/peerwork"
)

// inNote is what of a note is encrypted, as one JSON object.
type inNote struct {
	Words      pw.Words          `json:"words"`
	Codes      []pw.Code         `json:"codes,omitempty"`
	Boundaries []pw.BoundaryCode `json:"boundaries,omitempty"`
	Noticed    []pw.Noticed      `json:"noticed,omitempty"`
	Prompt     string            `json:"prompt,omitempty"`
	Happened   time.Time         `json:"happened,omitzero"` // with its zone, for it is a day
	Link       string            `json:"link,omitempty"`
}

func inNoteOf(n pw.Note) inNote {
	return inNote{n.Words, n.Codes, n.Boundaries, n.Noticed, n.Prompt, n.Happened, n.Link}
}

func (s inNote) into(n *pw.Note) {
	n.Words, n.Codes, n.Boundaries, n.Noticed = s.Words, s.Codes, s.Boundaries, s.Noticed
	n.Prompt, n.Happened, n.Link = s.Prompt, s.Happened, s.Link
}

func sealNote(key tink.AEAD, ref pw.AuthorRef, n pw.Note) ([]byte, error) {
	secret, err := sealed(key, inNoteOf(n), noteIdentity(n.Workspace, n.ID, ref))
	if err != nil {
		return nil, fmt.Errorf("seal note %s: %w", n.ID, err)
	}
	return secret, nil
}

// SaveNote stores a new note and returns it with its ID, which a note that came with a request has from that request.
// An author's first note makes their key. It returns pw.ErrDuplicate where once was seen before, and
// pw.ErrRosterMoved where the note lets somebody in by another roster than the one that stands.
func (s *Store) SaveNote(ctx context.Context, once string, n pw.Note) (pw.Note, error) {
	n = newNote(n, once)
	by := s.db.write
	if !n.ShareThemes && n.Prompt == "" { // no themes to list, no reminder to drop: the note is all there is to write
		by = s.db.single
	}
	err := s.asAuthorBy(ctx, person{n.Workspace, n.Author}, by, func(a author) (func(tx) error, error) {
		secret, err := sealNote(a.key, a.ref, n)
		return func(t tx) error { return insertNote(t, once, n, a, secret) }, err
	})
	if err != nil {
		return pw.Note{}, fmt.Errorf("save note: %w", err)
	}
	n.Roster = 0
	return n, nil
}

// newNote is a note as it is first stored. Its ID follows from the request that makes it: the same request again meets
// the note, and needs no record of its own, which would cost each save as much as the note does.
func newNote(n pw.Note, once string) pw.Note {
	n = toTheMillisecond(n)
	n.Revision = 1
	if once != "" {
		n.ID = pw.NoteIDOf(n.Workspace, n.Author, once)
	}
	return n
}

func toTheMillisecond(n pw.Note) pw.Note {
	for _, t := range []*time.Time{&n.Created, &n.DeleteOn, &n.ToSupervisorSince, &n.ToManagersSince} {
		*t = instant(ms(*t))
	}
	return n
}

func insertNote(t tx, once string, n pw.Note, a author, secret []byte) error {
	args := []any{n.Workspace, n.ID, a.ref, n.Team, n.Kind, n.Talk, n.Readers, flag(n.ShareThemes),
		ms(n.ToSupervisorSince), ms(n.ToManagersSince), ms(n.Created), n.Week, ms(n.DeleteOn), n.Revision, secret, a.keyID, once}
	byRoster := "" // in the same statement, so that letting in costs no query more
	if n.LetsIn(pw.Note{}) {
		byRoster, args = ` AND COALESCE((SELECT revision FROM workspaces WHERE workspace = ?1 FOR SHARE), 0) = ?18`, append(args, n.Roster)
	}
	added, err := t.exec(`
		INSERT INTO notes (workspace, note, author_ref, team, kind, talk, readers, share_themes,
		                   to_supervisor, to_managers, created, week, delete_on, revision, sealed)
		SELECT workspace, ?2, ref, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15
		FROM authors WHERE workspace = ?1 AND ref = ?3 AND key_id = ?16
		AND NOT EXISTS (SELECT 1 FROM done WHERE workspace = ?1 AND key IN (?2, ?17))`+byRoster+` FOR KEY SHARE
		ON CONFLICT (workspace, note) DO NOTHING`, args...)
	if err != nil {
		return err
	}
	if added == 0 {
		if err := rosterStands(t, n.Workspace, n.Roster, byRoster != ""); err != nil {
			return err
		}
		return whyNoNote(t, n.Workspace, a)
	}
	if err := insertThemes(t, n, a.ref); err != nil {
		return err
	}
	return dropReminder(t, n)
}

// whyNoNote says why a new note found no place: its author is gone or has another key, or it is there already, or was and
// is deleted.
func whyNoNote(t tx, ws pw.WorkspaceID, a author) error {
	var there int
	err := t.row(`SELECT COUNT(*) FROM authors WHERE workspace = ?1 AND ref = ?2 AND key_id = ?3`, ws, a.ref, a.keyID).Scan(&there)
	if err != nil {
		return err
	}
	if there == 0 {
		return errNoAuthor
	}
	return pw.ErrDuplicate
}

// insertThemes makes the rows that figures count, where the author shares the note's themes.
func insertThemes(t tx, n pw.Note, ref pw.AuthorRef) error {
	if !n.ShareThemes {
		return nil
	}
	for _, code := range n.Codes {
		_, err := t.exec(`
			INSERT INTO shared_themes (workspace, team, week, theme, author_ref, code, note)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT (workspace, note, code) DO NOTHING`,
			n.Workspace, n.Team, n.Week, pw.ThemeOf(code), ref, code, n.ID)
		if err != nil {
			return fmt.Errorf("share a theme: %w", err)
		}
	}
	return nil
}

func deleteThemes(t tx, ws pw.WorkspaceID, id pw.NoteID) error {
	if _, err := t.exec(`DELETE FROM shared_themes WHERE workspace = ?1 AND note = ?2`, ws, id); err != nil {
		return fmt.Errorf("take shared themes back: %w", err)
	}
	return nil
}

// noteRow is a note as it is stored, with what is needed to open it.
type noteRow struct {
	envelope
	note pw.Note // not yet what is sealed
}

const noteColumns = `
	n.workspace, n.note, a.user_id, n.team, n.kind, n.talk, n.readers, n.share_themes, n.to_supervisor, n.to_managers,
	n.created, n.week, n.delete_on, n.revision, a.ref, a.key_id, a.wrapped_key, n.sealed,
	CASE WHEN i.shared > 0 THEN i.team ELSE '' END, CASE WHEN i.shared > 0 THEN i.named ELSE '' END, COALESCE(i.shared, 0)`

const notesWithAuthors = `
	notes n JOIN authors a ON a.workspace = n.workspace AND a.ref = n.author_ref`

// notesOnAgendas are notes with their authors, and whom the author's agenda lets in. noteColumns needs it.
const notesOnAgendas = notesWithAuthors + `
	LEFT JOIN agenda_items i ON i.workspace = n.workspace AND i.note = n.note`

func scanNote(row scanner) (noteRow, error) {
	var r noteRow
	err := row.Scan(r.columns()...)
	return r, orNotFound(err)
}

// columns are where noteColumns go.
func (r *noteRow) columns() []any {
	n := &r.note
	return []any{&n.Workspace, &n.ID, &n.Author, &n.Team, &n.Kind, &n.Talk, &n.Readers, flagged{&n.ShareThemes},
		when{&n.ToSupervisorSince}, when{&n.ToManagersSince}, when{&n.Created}, &n.Week, when{&n.DeleteOn}, &n.Revision,
		&r.ref, &r.keyID, &r.wrapped, &r.secret, &n.Agenda.Team, &n.Agenda.Named, when{&n.Agenda.Since}}
}

func (s *Store) openNote(r noteRow) (pw.Note, error) {
	n := r.note
	var in inNote
	err := s.openInto(&in, person{n.Workspace, n.Author}, r.envelope, noteIdentity(n.Workspace, n.ID, r.ref))
	if err != nil {
		return pw.Note{}, fmt.Errorf("open note %s: %w", n.ID, err)
	}
	in.into(&n)
	return n, nil
}

func ownNote(t tx, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID) (noteRow, error) {
	return scanNote(t.row(`
		SELECT `+noteColumns+` FROM `+notesOnAgendas+`
		WHERE n.workspace = ?1 AND n.note = ?2 AND a.user_id = ?3`+keepingKey+` FOR UPDATE OF n`,
		ws, id, author))
}

// OwnNote returns the author's note, or pw.ErrNotFound.
func (s *Store) OwnNote(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID) (pw.Note, error) {
	row, err := scanNote(s.db.look(ctx).row(`
		SELECT `+noteColumns+` FROM `+notesOnAgendas+`
		WHERE n.workspace = ?1 AND n.note = ?2 AND a.user_id = ?3`,
		ws, id, author))
	if err != nil {
		return pw.Note{}, fmt.Errorf("read own note: %w", err)
	}
	return s.openNote(row)
}

// ReviseNote reads the author's note, applies change and writes it, all in one transaction; the rows that
// figures count follow the choice. Whose note it is, and when and in which week it was made, cannot be changed.
// The error of change is returned as it is, and nothing is written then. change may run more than once. It returns
// pw.ErrRosterMoved where the note lets in more by another roster than the one that stands.
func (s *Store) ReviseNote(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID, now time.Time, change func(*pw.Note) error, out ...pw.Delivery) (pw.Note, error) {
	var revised pw.Note
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		row, err := ownNote(t, ws, author, id)
		if err != nil {
			return err
		}
		if revised, err = s.openNote(row); err != nil {
			return err
		}
		was := revised
		if err := applyTo(&revised, now, change); err != nil {
			return refusal{err}
		}
		if err := rosterStands(t, ws, revised.Roster, revised.LetsIn(was)); err != nil {
			return err
		}
		if err := s.updateNote(t, row, revised); err != nil {
			return err
		}
		return insertDeliveries(t, out)
	})
	if err != nil {
		return pw.Note{}, during("revise note", err)
	}
	revised.Roster = 0
	return revised, nil
}

// applyTo changes the note, but for what nobody may change. A note whose words are due to go is gone.
func applyTo(n *pw.Note, now time.Time, change func(*pw.Note) error) error {
	if !now.Before(n.DeleteOn) {
		return pw.ErrNotFound
	}
	was := *n
	if err := change(n); err != nil {
		return err
	}
	n.ID, n.Workspace, n.Author, n.Created, n.Week = was.ID, was.Workspace, was.Author, was.Created, was.Week
	n.Revision = was.Revision + 1
	n.Agenda = was.Agenda
	if n.Talk == pw.NoNeed {
		n.Agenda = pw.AgendaShare{}
	}
	*n = toTheMillisecond(*n)
	return nil
}

func (s *Store) updateNote(t tx, was noteRow, n pw.Note) error {
	key, err := s.keyOf(person{n.Workspace, n.Author}, was.envelope)
	if err != nil {
		return err
	}
	secret, err := sealNote(key, was.ref, n)
	if err != nil {
		return err
	}
	_, err = t.exec(`
		UPDATE notes SET team = ?3, kind = ?4, talk = ?5, readers = ?6, share_themes = ?7, to_supervisor = ?8,
		                 to_managers = ?9, delete_on = ?10, revision = ?11, sealed = ?12
		WHERE workspace = ?1 AND note = ?2`,
		n.Workspace, n.ID, n.Team, n.Kind, n.Talk, n.Readers, flag(n.ShareThemes), ms(n.ToSupervisorSince),
		ms(n.ToManagersSince), ms(n.DeleteOn), n.Revision, secret)
	if err != nil {
		return err
	}
	if err := offAgenda(t, n); err != nil {
		return fmt.Errorf("take a note off the agenda: %w", err)
	}
	if err := deleteThemes(t, n.Workspace, n.ID); err != nil {
		return err
	}
	return insertThemes(t, n, was.ref)
}

// DeleteNote deletes the author's note with its words, shared themes and receipts. Frozen figures stay. It
// returns pw.ErrNotFound where there is no such note.
func (s *Store) DeleteNote(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, id pw.NoteID, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		if _, err := ownNote(t, ws, author, id); err != nil {
			return err
		}
		if err := deleteThemes(t, ws, id); err != nil {
			return err
		}
		// What it was saved by, delivered again, must not bring it back.
		if err := onceAt(t, ws, string(id), now); err != nil {
			return err
		}
		return deleteNote(t, ws, id)
	})
	if err != nil {
		return fmt.Errorf("delete note: %w", err)
	}
	return nil
}

// deleteNote removes the row; its receipts and requests to talk go with it, and so do messages about those, and what of
// its form could not be saved.
func deleteNote(t tx, ws pw.WorkspaceID, id pw.NoteID) error {
	_, err := t.exec(`
		DELETE FROM deliveries WHERE workspace = ?1 AND subject IN (
			SELECT request FROM soon_requests WHERE workspace = ?1 AND note = ?2)`,
		ws, id)
	if err != nil {
		return fmt.Errorf("delete messages about a note: %w", err)
	}
	_, err = t.exec(`
		DELETE FROM soon_counts WHERE workspace = ?1 AND request IN (
			SELECT request FROM soon_requests WHERE workspace = ?1 AND note = ?2 AND passes > 0)`,
		ws, id)
	if err != nil {
		return fmt.Errorf("leave a wish to talk that was under way out of figures: %w", err)
	}
	_, err = t.exec(`
		DELETE FROM drafts WHERE workspace = ?1 AND author_ref = (SELECT author_ref FROM notes WHERE workspace = ?1 AND note = ?2)
		                     AND substr(draft, 1, length(?3)) = ?3`,
		ws, id, pw.DraftsOf(id))
	if err != nil {
		return fmt.Errorf("delete the drafts of a note: %w", err)
	}
	if _, err := t.exec(`DELETE FROM notes WHERE workspace = ?1 AND note = ?2`, ws, id); err != nil {
		return err
	}
	return nil
}

const defaultLimit = 50

// ofAuthor narrows one's own notes by what stands in plain columns. Its parameters are those of narrowing.
func ofAuthor(notes string) string {
	return `
	FROM ` + notes + `
	WHERE a.workspace = ?1 AND a.user_id = ?2 AND n.created >= ?3 AND n.created < ?4
	  AND (?5 = '' OR n.kind = ?5) AND (?6 = '' OR n.talk IN (?6, ?7, ?8))
	  AND (?9 = '' OR n.team = ?9) AND (n.to_managers > 0 AND n.to_managers >= ?10 OR ?10 < 0)`
}

func narrowing(ws pw.WorkspaceID, author pw.UserID, f pw.NoteFilter) []any {
	var talk [3]pw.When
	for i := range talk {
		if len(f.Talk) > 0 {
			talk[i] = f.Talk[min(i, len(f.Talk)-1)]
		}
	}
	managersSince := int64(-1)
	if f.ManagersSince != nil {
		managersSince = ms(*f.ManagersSince)
	}
	return []any{ws, author, ms(f.From), msOrEver(f.Until), f.Kind, talk[0], talk[1], talk[2], f.Team, managersSince}
}

// OwnNotes returns a page of the author's notes, newest first, and how many there are in all. A theme, or words, are
// looked for in the notes themselves: each is opened in memory, and nothing of it is kept.
func (s *Store) OwnNotes(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, f pw.NoteFilter) ([]pw.Note, int, error) {
	notes, total, err := s.ownNotes(s.db.look(ctx), narrowing(ws, author, f), f)
	if err != nil {
		return nil, 0, fmt.Errorf("list own notes: %w", err)
	}
	return notes, total, nil
}

func (s *Store) ownNotes(t tx, narrow []any, f pw.NoteFilter) ([]pw.Note, int, error) {
	if f.Theme != "" || f.Words != "" {
		return s.lookThrough(t, narrow, f)
	}
	var total int
	if err := t.row(`SELECT COUNT(*) `+ofAuthor(notesWithAuthors), narrow...).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := list(t, scanNote, `SELECT `+noteColumns+ofAuthor(notesOnAgendas)+`
		ORDER BY n.created DESC, n.note LIMIT ?11 OFFSET ?12`,
		append(narrow, limitOf(f), max(f.Offset, 0))...)
	if err != nil {
		return nil, 0, err
	}
	notes, err := openEach(rows, s.openNote)
	return notes, total, err
}

// lookThrough opens every note, for codes and words are sealed.
func (s *Store) lookThrough(t tx, narrow []any, f pw.NoteFilter) ([]pw.Note, int, error) {
	rows, err := list(t, scanNote, `SELECT `+noteColumns+ofAuthor(notesOnAgendas)+` ORDER BY n.created DESC, n.note`, narrow...)
	if err != nil {
		return nil, 0, err
	}
	notes, err := openEach(rows, s.openNote)
	if err != nil {
		return nil, 0, err
	}
	wanted := wordsOf(f.Words)
	notes = slices.DeleteFunc(notes, func(n pw.Note) bool { return !ofTheme(n, f.Theme) || !speaksOf(n.Words, wanted) })
	return page(notes, f), len(notes), nil
}

func ofTheme(n pw.Note, theme pw.Theme) bool {
	return theme == "" || slices.ContainsFunc(n.Codes, func(c pw.Code) bool { return pw.ThemeOf(c) == theme })
}

func page[T any](all []T, f pw.NoteFilter) []T {
	from := min(max(f.Offset, 0), len(all))
	return all[from:min(from+limitOf(f), len(all))]
}

func limitOf(f pw.NoteFilter) int {
	if f.Limit <= 0 {
		return defaultLimit
	}
	return f.Limit
}

// msOrEver is an instant as it is stored; the last there is for the zero time.
func msOrEver(t time.Time) int64 {
	if t.IsZero() {
		return math.MaxInt64
	}
	return ms(t)
}
