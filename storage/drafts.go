package storage

import (
	"context"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// inDraft is what of a draft is encrypted, as one JSON object.
type inDraft struct {
	Source  pw.Source  `json:"source"`
	Hidden  string     `json:"hidden,omitempty"`
	Team    pw.TeamID  `json:"team,omitempty"`
	Kind    pw.Kind    `json:"kind"`
	Talk    pw.When    `json:"talk,omitempty"`
	Readers pw.Readers `json:"readers,omitempty"`
	Share   bool       `json:"share,omitempty"`
	Shown   pw.Shown   `json:"shown,omitempty"`
	Note    inNote     `json:"note"`
}

func draftIdentity(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte {
	return identity("drafts", string(ws), string(ref), id)
}

func sealDraft(a author, ws pw.WorkspaceID, d pw.Draft) ([]byte, error) {
	n := d.Note
	secret, err := sealed(a.key, inDraft{
		Source: d.Source, Hidden: d.Hidden, Team: n.Team, Kind: n.Kind, Talk: n.Talk,
		Readers: n.Readers, Share: n.ShareThemes, Shown: d.Shown, Note: inNoteOf(n),
	}, draftIdentity(ws, a.ref, d.ID))
	if err != nil {
		return nil, fmt.Errorf("seal a draft: %w", err)
	}
	return secret, nil
}

func (in inDraft) into(d *pw.Draft) {
	d.Source, d.Hidden, d.Shown = in.Source, in.Hidden, in.Shown
	n := &d.Note
	n.Team, n.Kind, n.Talk, n.Readers, n.ShareThemes = in.Team, in.Kind, in.Talk, in.Readers, in.Share
	in.Note.into(n)
}

// KeepDraft holds a draft of its note's author, in the place of one with the same id. Beyond pw.MostDrafts the
// oldest go. Somebody's first draft makes their key. It returns pw.ErrDuplicate where once was seen before.
func (s *Store) KeepDraft(ctx context.Context, once string, d pw.Draft) error {
	ws := d.Note.Workspace
	err := s.asAuthor(ctx, person{ws, d.Note.Author}, func(a author) (func(tx) error, error) {
		secret, err := sealDraft(a, ws, d)
		return func(t tx) error {
			if err := onceAt(t, ws, once, d.Begun); err != nil {
				return err
			}
			return insertDraft(t, ws, a, d, secret)
		}, err
	})
	if err != nil {
		return fmt.Errorf("keep a draft: %w", err)
	}
	return nil
}

func insertDraft(t tx, ws pw.WorkspaceID, a author, d pw.Draft, secret []byte) error {
	if err := dropDraft(t, ws, a.ref, d.ID); err != nil {
		return err
	}
	added, err := t.exec(`
		INSERT INTO drafts (workspace, author_ref, draft, begun, expires, sealed)
		SELECT workspace, ref, ?3, ?4, ?5, ?6 FROM authors WHERE workspace = ?1 AND ref = ?2 AND key_id = ?7 FOR KEY SHARE`,
		ws, a.ref, d.ID, ms(d.Begun), ms(d.Expires), secret, a.keyID)
	if err != nil {
		return err
	}
	if added == 0 {
		return errNoAuthor
	}
	_, err = t.exec(`
		DELETE FROM drafts WHERE workspace = ?1 AND author_ref = ?2 AND draft NOT IN (
			SELECT draft FROM drafts WHERE workspace = ?1 AND author_ref = ?2 ORDER BY begun DESC, draft LIMIT ?3)`,
		ws, a.ref, pw.MostDrafts)
	return err
}

func dropDraft(t tx, ws pw.WorkspaceID, ref pw.AuthorRef, id string) error {
	_, err := t.exec(`DELETE FROM drafts WHERE workspace = ?1 AND author_ref = ?2 AND draft = ?3`, ws, ref, id)
	return err
}

const draftColumns = `d.workspace, a.user_id, d.draft, d.begun, d.expires, a.ref, a.key_id, a.wrapped_key, d.sealed`

const draftsWithAuthors = `drafts d JOIN authors a ON a.workspace = d.workspace AND a.ref = d.author_ref`

type draftRow struct {
	envelope
	draft pw.Draft // not yet what is sealed
}

func scanDraft(row scanner) (draftRow, error) {
	var r draftRow
	d := &r.draft
	err := row.Scan(&d.Note.Workspace, &d.Note.Author, &d.ID, when{&d.Begun}, when{&d.Expires}, &r.ref, &r.keyID, &r.wrapped, &r.secret)
	return r, orNotFound(err)
}

func (s *Store) openDraft(r draftRow) (pw.Draft, error) {
	d := r.draft
	ws := d.Note.Workspace
	var in inDraft
	if err := s.openInto(&in, person{ws, d.Note.Author}, r.envelope, draftIdentity(ws, r.ref, d.ID)); err != nil {
		return pw.Draft{}, fmt.Errorf("open a draft: %w", err)
	}
	in.into(&d)
	return d, nil
}

// Draft returns the person's draft, or pw.ErrNotFound where there is none any more.
func (s *Store) Draft(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, id string, now time.Time) (pw.Draft, error) {
	row, err := scanDraft(s.db.look(ctx).row(`
		SELECT `+draftColumns+` FROM `+draftsWithAuthors+`
		WHERE d.workspace = ?1 AND a.user_id = ?2 AND d.draft = ?3 AND d.expires > ?4`,
		ws, author, id, ms(now)))
	if err != nil {
		return pw.Draft{}, fmt.Errorf("read a draft: %w", err)
	}
	return s.openDraft(row)
}

// Drafts returns what the person began and has not saved, newest first.
func (s *Store) Drafts(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) ([]pw.Draft, error) {
	rows, err := list(s.db.look(ctx), scanDraft, `
		SELECT `+draftColumns+` FROM `+draftsWithAuthors+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND d.expires > ?3
		ORDER BY d.begun DESC, d.draft`,
		ws, author, ms(now))
	if err != nil {
		return nil, fmt.Errorf("list drafts: %w", err)
	}
	return openEach(rows, s.openDraft)
}

// DropDraft deletes the person's drafts with these ids. Those that are gone already are no error.
func (s *Store) DropDraft(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, ids ...string) error {
	err := s.write(ctx, func(t tx) error {
		ref, err := lockAuthor(t, ws, author)
		for _, id := range ids {
			err = errors.Join(err, dropDraft(t, ws, ref, id))
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("drop a draft: %w", err)
	}
	return nil
}

// SaveDraft stores a new note as SaveNote does, and uses its author's draft up in the same transaction. It returns
// pw.ErrNotFound where the draft is no longer there: it was saved, dropped, or too old. It returns pw.ErrDuplicate
// where once was seen before, and pw.ErrRosterMoved as SaveNote does.
func (s *Store) SaveDraft(ctx context.Context, once, draft string, n pw.Note) (pw.Note, error) {
	n = newNote(n, once)
	err := s.asAuthor(ctx, person{n.Workspace, n.Author}, func(a author) (func(tx) error, error) {
		secret, err := sealNote(a.key, a.ref, n)
		return func(t tx) error {
			if err := insertNote(t, once, n, a, secret); err != nil {
				return err
			}
			return useUp(t, n, a.ref, draft)
		}, err
	})
	if err != nil {
		return pw.Note{}, fmt.Errorf("save a draft: %w", err)
	}
	n.Roster = 0
	return n, nil
}

func useUp(t tx, n pw.Note, ref pw.AuthorRef, draft string) error {
	used, err := t.exec(`
		DELETE FROM drafts WHERE workspace = ?1 AND author_ref = ?2 AND draft = ?3 AND expires > ?4`,
		n.Workspace, ref, draft, ms(n.Created))
	if err != nil {
		return err
	}
	if used == 0 {
		return pw.ErrNotFound
	}
	return nil
}

// openedFor takes out of a note what its author alone may see, whatever the choice of readers.
func openedFor(role pw.Role, n pw.Note) pw.Note {
	if role != pw.RoleAuthor {
		n.Link = ""
	}
	if !role.ShowsName() {
		n.Author = ""
	}
	return n
}
