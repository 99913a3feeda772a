package storage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	pw "handrail/peerwork"
)

func lineIdentity(ws pw.WorkspaceID, ref pw.AuthorRef, id string) []byte {
	return identity("agenda_items", string(ws), string(ref), id)
}

// Agenda returns what the worker brings, in order, without any words: the notes they want to talk about, placed or not,
// and their lines.
func (s *Store) Agenda(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) (pw.Agenda, error) {
	rows, err := readAgenda(s.db.look(ctx), ws, author, now, false)
	if err != nil {
		return pw.Agenda{}, fmt.Errorf("read an agenda: %w", err)
	}
	return rows.agenda(), nil
}

// AgendaWords returns the same with its author's words.
func (s *Store) AgendaWords(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, now time.Time) (pw.Agenda, error) {
	rows, err := readAgenda(s.db.look(ctx), ws, author, now, false)
	if err != nil {
		return pw.Agenda{}, fmt.Errorf("read an agenda: %w", err)
	}
	if err := s.openLines(ws, rows.lines); err != nil {
		return pw.Agenda{}, err
	}
	for i, row := range rows.notes {
		n, err := s.openNote(row.noteRow)
		if err != nil {
			return pw.Agenda{}, err
		}
		rows.notes[i].note = n
	}
	return rows.agenda(), nil
}

// agendaRows is an agenda as it is stored.
type agendaRows struct {
	lines []lineRow
	notes []placedNote
	more  int
}

type lineRow struct {
	envelope
	item pw.AgendaItem // not yet what is sealed
}

// placedNote is a note to talk about, and where it was placed: nowhere where part is "".
type placedNote struct {
	noteRow
	team  pw.TeamID
	part  pw.Part
	place int
	named pw.UserID
}

func (r agendaRows) agenda() pw.Agenda {
	a := pw.Agenda{More: r.more}
	for _, line := range r.lines {
		if line.item.Discussed.IsZero() {
			a.Items = append(a.Items, line.item)
		} else {
			a.Past = append(a.Past, line.item)
		}
	}
	for _, n := range r.notes {
		a.Items = append(a.Items, n.item())
	}
	a.InOrder()
	slices.SortFunc(a.Past, func(x, y pw.AgendaItem) int {
		return cmp.Or(y.Discussed.Compare(x.Discussed), cmp.Compare(x.ID, y.ID))
	})
	return a
}

func (n placedNote) item() pw.AgendaItem {
	return pw.AgendaItem{
		ID: string(n.note.ID), Note: n.note.ID, Team: n.team, Part: pw.KnownPart(string(n.part)), Place: n.place, Named: n.named,
		Shared: n.note.Agenda.Since, Added: n.note.Created, DeleteOn: n.note.DeleteOn,
		Author: n.note.Author, Kind: n.note.Kind, Talk: n.note.Talk, Choice: n.note.Facts(), Words: n.note.Words,
	}
}

const toTalkAbout = ` FROM ` + notesOnAgendas + `
	WHERE a.workspace = ?1 AND a.user_id = ?2 AND n.talk IN ('next-supervision', 'soon') AND n.delete_on > ?3`

// readAgenda reads an agenda; with lock, for nobody else to change it meanwhile.
func readAgenda(t tx, ws pw.WorkspaceID, author pw.UserID, now time.Time, lock bool) (rows agendaRows, err error) {
	rows.lines, err = list(t, scanLine, `
		SELECT `+lineColumns+` FROM `+itemsWithAuthors+`
		WHERE a.workspace = ?1 AND a.user_id = ?2 AND i.note IS NULL AND i.delete_on > ?3
		ORDER BY i.item`+locking(lock, " FOR UPDATE OF i"),
		ws, author, ms(now))
	if err != nil {
		return rows, err
	}
	rows.notes, err = list(t, scanPlaced, `
		SELECT `+noteColumns+`, COALESCE(i.team, n.team), COALESCE(i.part, ''), COALESCE(i.place, 0), COALESCE(i.named, '')`+toTalkAbout+`
		ORDER BY CASE WHEN i.item IS NULL THEN 1 ELSE 0 END, n.created DESC, n.note LIMIT ?4`+locking(lock, " FOR UPDATE OF n"),
		ws, author, ms(now), pw.MostAgendaNotes)
	if err != nil || len(rows.notes) < pw.MostAgendaNotes {
		return rows, err
	}
	err = t.row(`SELECT COUNT(*)`+toTalkAbout, ws, author, ms(now)).Scan(&rows.more)
	rows.more -= len(rows.notes)
	return rows, err
}

func scanPlaced(row scanner) (n placedNote, err error) {
	err = row.Scan(append(n.columns(), &n.team, &n.part, &n.place, &n.named)...)
	return n, err
}

const lineColumns = `
	i.item, i.team, i.part, i.place, i.named, i.shared, i.added, i.discussed, i.delete_on, i.revision, a.user_id,
	a.ref, a.key_id, a.wrapped_key, i.sealed`

const itemsWithAuthors = `
	agenda_items i JOIN authors a ON a.workspace = i.workspace AND a.ref = i.author_ref`

func scanLine(row scanner) (lineRow, error) {
	var r lineRow
	i := &r.item
	err := row.Scan(&i.ID, &i.Team, &i.Part, &i.Place, &i.Named, when{&i.Shared}, when{&i.Added}, when{&i.Discussed}, when{&i.DeleteOn},
		&i.Revision, &i.Author, &r.ref, &r.keyID, &r.wrapped, &r.secret)
	return r, orNotFound(err)
}

func (s *Store) openLines(ws pw.WorkspaceID, rows []lineRow) error {
	for i := range rows {
		if err := s.openLine(ws, &rows[i]); err != nil {
			return err
		}
	}
	return nil
}

func (s *Store) openLine(ws pw.WorkspaceID, r *lineRow) error {
	plain, err := s.open(person{ws, r.item.Author}, r.envelope, lineIdentity(ws, r.ref, r.item.ID))
	if err != nil {
		return fmt.Errorf("open a line of an agenda: %w", err)
	}
	r.item.Line = string(plain)
	return nil
}

// ReviseAgenda reads the worker's agenda with its lines, applies change and writes it, all in one transaction. A note
// that is taken off is a note that nobody needs to talk about. Somebody's first line makes their key. The error of
// change is returned as it is, and nothing is written then. change may run more than once. It returns pw.ErrRosterMoved
// where something is shared by another roster than the one that stands.
func (s *Store) ReviseAgenda(ctx context.Context, once string, ws pw.WorkspaceID, worker pw.UserID, now time.Time, change func(*pw.Agenda) error) (pw.Agenda, error) {
	var revised pw.Agenda
	err := s.asAuthor(ctx, person{ws, worker}, func(a author) (func(tx) error, error) {
		return func(t tx) error {
			if err := onceAt(t, ws, once, now); err != nil {
				return err
			}
			was, err := s.agendaOf(t, ws, worker, a, now)
			if err != nil {
				return err
			}
			revised = pw.Agenda{Items: slices.Clone(was.Items), Past: slices.Clone(was.Past), More: was.More}
			if err := change(&revised); err != nil {
				return refusal{err}
			}
			toTheMillisecondEach(revised.Items)
			if err := rosterStands(t, ws, revised.Roster, sharesMore(was, revised)); err != nil {
				return err
			}
			return writeAgenda(t, ws, a, was, revised)
		}, nil
	})
	if err != nil {
		return pw.Agenda{}, during("revise an agenda", err)
	}
	revised.Roster = 0
	return revised, nil
}

// sharesMore reports whether anything is shared that was not, or is shared with somebody else.
func sharesMore(was, revised pw.Agenda) bool {
	return slices.ContainsFunc(revised.Items, func(item pw.AgendaItem) bool {
		before := itemOf(was, item.ID)
		return !item.Shared.IsZero() && item.Share() != before.Share()
	})
}

// agendaOf reads the author's agenda with its lines, for nobody else to change it meanwhile.
func (s *Store) agendaOf(t tx, ws pw.WorkspaceID, worker pw.UserID, a author, now time.Time) (pw.Agenda, error) {
	if err := a.hold(t, ws); err != nil {
		return pw.Agenda{}, err
	}
	rows, err := readAgenda(t, ws, worker, now, true)
	if err != nil {
		return pw.Agenda{}, err
	}
	if err := s.openLines(ws, rows.lines); err != nil {
		return pw.Agenda{}, err
	}
	return rows.agenda(), nil
}

func toTheMillisecondEach(items []pw.AgendaItem) {
	for i := range items {
		for _, at := range []*time.Time{&items[i].Shared, &items[i].Added, &items[i].DeleteOn} {
			*at = instant(ms(*at))
		}
	}
}

func writeAgenda(t tx, ws pw.WorkspaceID, a author, was, revised pw.Agenda) error {
	kept := map[string]bool{}
	for _, item := range slices.Concat(revised.Items, revised.Past) {
		kept[item.ID] = true
		before := itemOf(was, item.ID)
		if before == item {
			continue
		}
		if err := writeItem(t, ws, a, item); err != nil {
			return fmt.Errorf("write an item of an agenda: %w", err)
		}
	}
	for _, item := range slices.Concat(was.Items, was.Past) {
		if kept[item.ID] {
			continue
		}
		if err := dropItem(t, ws, a.ref, item); err != nil {
			return fmt.Errorf("take an item off an agenda: %w", err)
		}
	}
	return nil
}

func itemOf(a pw.Agenda, id string) pw.AgendaItem {
	for _, item := range slices.Concat(a.Items, a.Past) {
		if item.ID == id {
			return item
		}
	}
	return pw.AgendaItem{}
}

func writeItem(t tx, ws pw.WorkspaceID, a author, item pw.AgendaItem) error {
	var secret []byte
	var note, deleteOn any = string(item.Note), int64(0)
	if item.Note == "" {
		var err error
		if secret, err = a.key.Encrypt([]byte(item.Line), lineIdentity(ws, a.ref, item.ID)); err != nil {
			return err
		}
		note, deleteOn = nil, ms(item.DeleteOn)
	}
	_, err := t.exec(`
		INSERT INTO agenda_items (workspace, author_ref, item, note, team, part, place, named, shared, added, discussed, delete_on, revision, sealed)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
		ON CONFLICT (workspace, item) DO UPDATE SET team = ?5, part = ?6, place = ?7, named = ?8, shared = ?9, discussed = ?11,
			delete_on = ?12, revision = ?13, sealed = ?14`,
		ws, a.ref, item.ID, note, item.Team, item.Part, item.Place, item.Named, ms(item.Shared), ms(item.Added), ms(item.Discussed),
		deleteOn, item.Revision, secret)
	return err
}

// dropItem takes an item off. Nobody needs to talk about its note any more.
func dropItem(t tx, ws pw.WorkspaceID, ref pw.AuthorRef, item pw.AgendaItem) error {
	if item.Note != "" {
		_, err := t.exec(`
			UPDATE notes SET talk = ?4, revision = revision + 1 WHERE workspace = ?1 AND author_ref = ?2 AND note = ?3`,
			ws, ref, item.Note, pw.NoNeed)
		if err != nil {
			return err
		}
	}
	_, err := t.exec(`DELETE FROM agenda_items WHERE workspace = ?1 AND author_ref = ?2 AND item = ?3`, ws, ref, item.ID)
	return err
}

// offAgenda takes a note off that nobody needs to talk about any more. Whom the agenda let in reads it no longer.
func offAgenda(t tx, n pw.Note) error {
	if n.Talk != pw.NoNeed {
		return nil
	}
	_, err := t.exec(`DELETE FROM agenda_items WHERE workspace = ?1 AND note = ?2`, n.Workspace, n.ID)
	return err
}

// AgendasSharedWith lists the items that others share with the viewer from their agendas, without words: of one author,
// or of all, each author's in order.
func (s *Store) AgendasSharedWith(ctx context.Context, ws pw.WorkspaceID, viewer, author pw.UserID, now time.Time) ([]pw.AgendaItem, error) {
	agendas := map[pw.UserID]*pw.Agenda{}
	err := s.db.read(ctx, func(t tx) error {
		clear(agendas)
		held, err := standing(t, ws, viewer)
		if err != nil {
			return err
		}
		for _, c := range held.Scope() {
			if !c.Agenda || c.Author != "" && author != "" && c.Author != author {
				continue
			}
			items, err := sharedItems(t, ws, c, author, now)
			if err != nil {
				return err
			}
			for _, item := range items {
				if agendas[item.Author] == nil {
					agendas[item.Author] = &pw.Agenda{}
				}
				agendas[item.Author].Items = append(agendas[item.Author].Items, item)
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list shared agendas: %w", err)
	}
	var all []pw.AgendaItem
	for _, worker := range slices.Sorted(maps.Keys(agendas)) {
		agendas[worker].InOrder()
		all = append(all, agendas[worker].Items...)
	}
	return all, nil
}

// sharedItems is a clause of pw.Scope as SQL, field by field.
func sharedItems(t tx, ws pw.WorkspaceID, c pw.Clause, author pw.UserID, now time.Time) ([]pw.AgendaItem, error) {
	return list(t, scanShared, `
		SELECT i.item, COALESCE(i.note, ''), i.team, i.part, i.place, i.named, i.shared, COALESCE(n.created, i.added),
		       COALESCE(n.delete_on, i.delete_on), a.user_id, COALESCE(n.kind, ''), COALESCE(n.talk, '')
		FROM `+itemsWithAuthors+` LEFT JOIN notes n ON n.workspace = i.workspace AND n.note = i.note
		WHERE i.workspace = ?1 AND (?2 = '' OR a.user_id = ?2) AND (?3 = '' OR a.user_id = ?3) AND a.user_id <> ?4
		  AND i.named = ?5 AND (?5 <> '' OR i.team = ?6)
		  AND i.shared > 0 AND i.shared >= ?7 AND COALESCE(n.delete_on, i.delete_on) > ?8`,
		ws, c.Author, author, c.Not, c.Named, c.Team, ms(c.Since), ms(now))
}

func scanShared(row scanner) (i pw.AgendaItem, err error) {
	err = row.Scan(&i.ID, &i.Note, &i.Team, &i.Part, &i.Place, &i.Named, when{&i.Shared}, when{&i.Added}, when{&i.DeleteOn}, &i.Author, &i.Kind, &i.Talk)
	return i, err
}

// OpenLine returns a line with its words to somebody who may read it now. The roster is read in the same transaction,
// and a receipt is stored in it unless the viewer is the author. It returns pw.ErrNotFound where the viewer may not
// read the line, whether there is one or not.
func (s *Store) OpenLine(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, id string, now time.Time) (pw.AgendaItem, error) {
	var row lineRow
	err := s.write(ctx, func(t tx) error {
		var err error
		if row, err = readableLine(t, ws, viewer, id, now); err != nil || viewer == row.item.Author {
			return err
		}
		_, err = t.exec(`
			INSERT INTO agenda_receipts (workspace, receipt, author_ref, item, viewer, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
			ws, pw.NewID(), row.ref, id, viewer, ms(now))
		return err
	})
	if err != nil {
		return pw.AgendaItem{}, fmt.Errorf("open a line of an agenda: %w", err)
	}
	err = s.openLine(ws, &row)
	return row.item, err
}

func readableLine(t tx, ws pw.WorkspaceID, viewer pw.UserID, id string, now time.Time) (lineRow, error) {
	if err := holdRoster(t, ws); err != nil {
		return lineRow{}, err
	}
	row, err := scanLine(t.row(`
		SELECT `+lineColumns+` FROM `+itemsWithAuthors+`
		WHERE i.workspace = ?1 AND i.item = ?2 AND i.note IS NULL`+keepingKey+` FOR SHARE OF i`,
		ws, id))
	if err != nil {
		return lineRow{}, err
	}
	held, err := standing(t, ws, viewer)
	if err != nil {
		return lineRow{}, err
	}
	if !held.MaySee(row.item.Author, row.item.Share()) || !now.Before(row.item.DeleteOn) {
		return lineRow{}, pw.ErrNotFound
	}
	return row, nil
}

// agendaDiscussed records that what a worker had shared with that supervisor by then was talked about. It opens for the
// supervisor no more, and its words go within pw.DiscussedRetentionDays of when that was recorded: a session of months
// ago that either side notes now takes nobody's words at once. It runs in the transaction that records the session as
// held.
func agendaDiscussed(t tx, ws pw.WorkspaceID, worker, supervisor pw.UserID, at, recorded time.Time) error {
	ref, err := lockAuthor(t, ws, worker)
	if err != nil || ref == "" {
		return err
	}
	by := recorded.AddDate(0, 0, pw.DiscussedRetentionDays)
	_, err = t.exec(`
		UPDATE notes SET talk = 'no-need', revision = revision + 1, delete_on = CASE WHEN delete_on > ?6 THEN ?6 ELSE delete_on END
		WHERE workspace = ?1 AND author_ref = ?2 AND note IN (SELECT i.note FROM agenda_items i WHERE `+sharedForSession+`)`,
		ws, ref, worker, supervisor, ms(at), ms(by))
	if err != nil {
		return fmt.Errorf("mark notes as talked about: %w", err)
	}
	_, err = t.exec(`
		DELETE FROM agenda_items
		WHERE workspace = ?1 AND note IS NOT NULL AND item IN (SELECT i.item FROM agenda_items i WHERE `+sharedForSession+`)`,
		ws, ref, worker, supervisor, ms(at))
	if err != nil {
		return fmt.Errorf("take notes off the agenda: %w", err)
	}
	_, err = t.exec(`
		UPDATE agenda_items SET shared = 0, discussed = ?5, delete_on = CASE WHEN delete_on > ?6 THEN ?6 ELSE delete_on END
		WHERE workspace = ?1 AND item IN (SELECT i.item FROM agenda_items i WHERE `+sharedForSession+`)`,
		ws, ref, worker, supervisor, ms(at), ms(by))
	if err != nil {
		return fmt.Errorf("mark lines as talked about: %w", err)
	}
	return nil
}

// sharedForSession picks what the author ?2, who is the worker ?3, shared by ?5 for the supervisor ?4.
const sharedForSession = `
	i.workspace = ?1 AND i.author_ref = ?2 AND i.shared > 0 AND i.shared <= ?5
	AND (i.named = ?4 OR i.named = '' AND EXISTS (
		SELECT 1 FROM members m WHERE m.workspace = ?1 AND m.team = i.team AND m.user_id = ?3 AND m.supervisor = ?4))`
