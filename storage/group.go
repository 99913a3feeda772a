package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	pw "handrail/peerwork"
)

func groupIdentity(ws pw.WorkspaceID, ref pw.AuthorRef, line string) []byte {
	return identity("group_lines", string(ws), string(ref), line)
}

// GroupAgenda returns what a team has set for its group supervision. Nothing set is the zero agenda of that team.
func (s *Store) GroupAgenda(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID) (pw.GroupAgenda, error) {
	g, err := groupAgenda(s.db.look(ctx), ws, team, false)
	if err != nil {
		return g, fmt.Errorf("read a group agenda: %w", err)
	}
	return g, nil
}

// groupAgenda reads it; with lock, for nobody else to change it meanwhile.
func groupAgenda(t tx, ws pw.WorkspaceID, team pw.TeamID, lock bool) (pw.GroupAgenda, error) {
	g := pw.GroupAgenda{Team: team}
	var questions string
	err := t.row(`
		SELECT facilitator, since, day, questions, revision FROM group_agendas WHERE workspace = ?1 AND team = ?2`+locking(lock, " FOR UPDATE"),
		ws, team).Scan(&g.Facilitator, when{&g.Since}, &g.Day, &questions, &g.Revision)
	if errors.Is(err, sql.ErrNoRows) {
		return g, nil
	}
	if err != nil {
		return g, err
	}
	return g, json.Unmarshal([]byte(questions), &g.Questions)
}

// ReviseGroupAgenda changes what a team has set, as it stands now. A new facilitator facilitates from now on, or from just
// after whatever was shared with the group last, which they never see. The error of change is returned as it is, and
// nothing is written then. change may run more than once.
func (s *Store) ReviseGroupAgenda(ctx context.Context, once string, ws pw.WorkspaceID, team pw.TeamID, now time.Time, change func(*pw.GroupAgenda) error) (pw.GroupAgenda, error) {
	var g pw.GroupAgenda
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		if err := holdSharing(t, ws); err != nil {
			return err
		}
		_, err := t.exec(`
			INSERT INTO group_agendas (workspace, team, facilitator, since, day, questions, revision) VALUES (?1, ?2, '', 0, '', '[]', 0)
			ON CONFLICT (workspace, team) DO NOTHING`, ws, team)
		if err != nil {
			return err
		}
		if g, err = groupAgenda(t, ws, team, true); err != nil {
			return err
		}
		was := g.Facilitator
		if err := change(&g); err != nil {
			return refusal{err}
		}
		return writeGroupAgenda(t, ws, was, &g, now)
	})
	if err != nil {
		return pw.GroupAgenda{}, during("revise a group agenda", err)
	}
	return g, nil
}

// holdSharing keeps everything from being shared by the roster until the transaction ends.
func holdSharing(t tx, ws pw.WorkspaceID) error {
	err := t.row(`SELECT revision FROM workspaces WHERE workspace = ?1 FOR UPDATE`, ws).Scan(new(int))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("hold what is shared: %w", err)
	}
	return nil
}

func writeGroupAgenda(t tx, ws pw.WorkspaceID, was pw.UserID, g *pw.GroupAgenda, now time.Time) error {
	if g.Facilitator != was {
		since, err := afterGroupShares(t, ws, g.Team, now)
		if err != nil {
			return err
		}
		g.Since = instant(ms(since))
	}
	if g.Questions == nil {
		g.Questions = []string{}
	}
	g.Revision++
	questions, err := json.Marshal(g.Questions)
	if err != nil {
		return err
	}
	_, err = t.exec(`
		UPDATE group_agendas SET facilitator = ?3, since = ?4, day = ?5, questions = ?6, revision = ?7 WHERE workspace = ?1 AND team = ?2`,
		ws, g.Team, g.Facilitator, ms(g.Since), g.Day, string(questions), g.Revision)
	return err
}

// afterGroupShares is now, or the first instant after anything was shared with the group, where that is later, as
// afterShares is for the roster.
func afterGroupShares(t tx, ws pw.WorkspaceID, team pw.TeamID, now time.Time) (time.Time, error) {
	var last int64
	err := t.row(`SELECT COALESCE(MAX(shared), 0) FROM group_lines WHERE workspace = ?1 AND team = ?2`, ws, team).Scan(&last)
	if err != nil {
		return now, fmt.Errorf("read when something was shared with the group last: %w", err)
	}
	if after := instant(last + 1); after.After(now) {
		return after, nil
	}
	return now, nil
}

// AddGroupLine stores a line, whose ID the caller has made, for its author alone. Somebody's first one makes their key.
// It returns pw.ErrDuplicate where once was seen before.
func (s *Store) AddGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, line pw.GroupLine) error {
	err := s.asAuthor(ctx, person{ws, line.Author}, func(a author) (func(tx) error, error) {
		secret, err := a.key.Encrypt([]byte(line.Words), groupIdentity(ws, a.ref, line.ID))
		return func(t tx) error {
			if err := onceAt(t, ws, once, line.Added); err != nil {
				return err
			}
			added, err := t.exec(`
				INSERT INTO group_lines (workspace, line, author_ref, team, place, named, shared, added, discussed, delete_on, sealed)
				SELECT workspace, ?3, ref, ?4, 0, 0, 0, ?5, 0, ?6, ?7
				FROM authors WHERE workspace = ?1 AND ref = ?2 AND key_id = ?8 FOR KEY SHARE`,
				ws, a.ref, line.ID, line.Team, ms(line.Added), ms(line.DeleteOn), secret, a.keyID)
			if err == nil && added == 0 {
				return errNoAuthor
			}
			return err
		}, err
	})
	if err != nil {
		return fmt.Errorf("add a line for the group: %w", err)
	}
	return nil
}

type groupRow struct {
	envelope
	line pw.GroupLine // not yet what is sealed
}

const groupLineColumns = `g.line, a.user_id, g.team, g.named, g.shared, g.added, g.discussed, g.delete_on, a.ref, a.key_id, a.wrapped_key, g.sealed`

const groupLinesWithAuthors = `group_lines g JOIN authors a ON a.workspace = g.workspace AND a.ref = g.author_ref`

func scanGroupLine(row scanner) (r groupRow, err error) {
	l := &r.line
	err = row.Scan(&l.ID, &l.Author, &l.Team, flagged{&l.Named}, when{&l.Shared}, when{&l.Added}, when{&l.Discussed}, when{&l.DeleteOn},
		&r.ref, &r.keyID, &r.wrapped, &r.secret)
	return r, err
}

func (s *Store) openGroupLine(ws pw.WorkspaceID, r groupRow) (pw.GroupLine, error) {
	plain, err := s.open(person{ws, r.line.Author}, r.envelope, groupIdentity(ws, r.ref, r.line.ID))
	if err != nil {
		return pw.GroupLine{}, fmt.Errorf("open a line for the group: %w", err)
	}
	r.line.Words = string(plain)
	return r.line, nil
}

// OwnGroupLines returns the person's own lines with their words and who read them: for one team, or for all where team
// is "". The oldest come first.
func (s *Store) OwnGroupLines(ctx context.Context, ws pw.WorkspaceID, author pw.UserID, team pw.TeamID, now time.Time) ([]pw.GroupLine, error) {
	var lines []pw.GroupLine
	err := s.db.read(ctx, func(t tx) error {
		lines = nil
		rows, err := list(t, scanGroupLine, `
			SELECT `+groupLineColumns+` FROM `+groupLinesWithAuthors+`
			WHERE a.workspace = ?1 AND a.user_id = ?2 AND (?3 = '' OR g.team = ?3) AND g.delete_on > ?4 ORDER BY g.added, g.line`,
			ws, author, team, ms(now))
		if err != nil {
			return err
		}
		for _, r := range rows {
			line, err := s.openGroupLine(ws, r)
			if err != nil {
				return err
			}
			if line.Opened, err = groupReceipts(t, ws, line.ID); err != nil {
				return err
			}
			lines = append(lines, line)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("list one's own lines for the group: %w", err)
	}
	return lines, nil
}

func groupReceipts(t tx, ws pw.WorkspaceID, line string) ([]pw.Receipt, error) {
	return list(t, func(row scanner) (r pw.Receipt, err error) {
		r.Line = line
		err = row.Scan(&r.Viewer, &r.As, when{&r.At})
		return r, err
	}, `SELECT viewer, role, at FROM group_receipts WHERE workspace = ?1 AND line = ?2 ORDER BY at DESC, viewer`, ws, line)
}

// ShareGroupLine shares the author's line with the team's group, with their name or without it. One with a name stands
// behind those shared before, or where it stood; one without has no place until a facilitator gives it one, so that its
// place does not tell when it was shared. shown is who facilitated, as the author saw it: where somebody else does by now,
// nothing is shared, and it returns pw.ErrRosterMoved. It returns pw.ErrNotFound where there is no such line, or it was
// talked about.
func (s *Store) ShareGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, line string, named bool, shown pw.UserID, now time.Time) error {
	return s.changeGroupLine(ctx, once, ws, now, func(t tx) (int64, error) {
		since, err := facilitatorShown(t, ws, line, shown)
		if err != nil {
			return 0, err
		}
		shared := max(ms(now), ms(since)) // where a clock is behind
		return t.exec(`
			UPDATE group_lines SET shared = ?4, named = ?5, place = CASE WHEN ?5 = CAST(0 AS BIGINT) THEN 0 WHEN place > 0 THEN place ELSE (
				SELECT COALESCE(MAX(o.place), 0) + 1 FROM group_lines o WHERE o.workspace = group_lines.workspace AND o.team = group_lines.team) END
			WHERE workspace = ?1 AND line = ?3 AND discussed = 0 AND delete_on > ?6
			  AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
			ws, author, line, shared, flag(named), ms(now))
	})
}

// facilitatorShown holds the roster, and with it who facilitates, until the transaction ends: whoever comes in meanwhile
// starts after the line was shared. It returns since when whoever was shown facilitates.
func facilitatorShown(t tx, ws pw.WorkspaceID, line string, shown pw.UserID) (since time.Time, err error) {
	if err := holdRoster(t, ws); err != nil {
		return since, err
	}
	var id pw.TeamID
	err = t.row(`SELECT team FROM group_lines WHERE workspace = ?1 AND line = ?2`, ws, line).Scan(&id)
	if err != nil {
		return since, orNotFound(err)
	}
	known, err := readRoster(t, ws)
	if err != nil {
		return since, err
	}
	g, err := groupAgenda(t, ws, id, false)
	team, _ := known.roster.Team(id)
	switch {
	case err != nil || !team.Leads(g.Facilitator, g):
		return since, err
	case g.Facilitator != shown:
		return since, pw.ErrRosterMoved
	}
	return g.Since, nil
}

// TakeBackGroupLine shares the author's line with nobody any more.
func (s *Store) TakeBackGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, line string, now time.Time) error {
	return s.changeGroupLine(ctx, once, ws, now, func(t tx) (int64, error) {
		return t.exec(`
			UPDATE group_lines SET shared = 0, named = 0
			WHERE workspace = ?1 AND line = ?3 AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
			ws, author, line)
	})
}

// DeleteGroupLine deletes the author's line with its words and receipts.
func (s *Store) DeleteGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, author pw.UserID, line string, now time.Time) error {
	return s.changeGroupLine(ctx, once, ws, now, func(t tx) (int64, error) {
		return t.exec(`
			DELETE FROM group_lines
			WHERE workspace = ?1 AND line = ?3 AND author_ref = (SELECT ref FROM authors WHERE workspace = ?1 AND user_id = ?2)`,
			ws, author, line)
	})
}

func (s *Store) changeGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, now time.Time, change func(tx) (int64, error)) error {
	err := s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		changed, err := change(t)
		if err == nil && changed == 0 {
			return pw.ErrNotFound
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("change a line for the group: %w", err)
	}
	return nil
}

// GroupLines lists what the viewer may read of others' and their own in a team, in the facilitator's order, without any
// words: only how many there are, and whose where they are shared with a name.
func (s *Store) GroupLines(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, now time.Time) ([]pw.GroupLine, error) {
	var lines []pw.GroupLine
	err := s.db.read(ctx, func(t tx) error {
		lines = nil
		rows, err := readableGroupLines(t, ws, viewer, team, now, false)
		for _, r := range rows {
			lines = append(lines, groupLineFor(r.line, viewer))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("list lines for the group: %w", err)
	}
	return lines, nil
}

// ReadGroupLines returns the same lines with their words. A receipt of each that is somebody else's is stored in the same
// transaction, and so is the roster read: what somebody may read is as of this moment. It returns at most so many, from
// one of them on, and how many there are.
func (s *Store) ReadGroupLines(ctx context.Context, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, now time.Time, from, most int) (lines []pw.GroupLine, total int, err error) {
	var rows []readableLineOfGroup
	err = s.write(ctx, func(t tx) error {
		var err error
		if rows, err = readableGroupLines(t, ws, viewer, team, now, true); err != nil {
			return err
		}
		total = len(rows)
		from = min(max(0, from), total)
		rows = rows[from:min(from+most, total)]
		for _, r := range rows {
			if r.as == pw.RoleAuthor {
				continue
			}
			_, err := t.exec(`
				INSERT INTO group_receipts (workspace, line, viewer, day, role, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
				ON CONFLICT (workspace, line, viewer, day) DO NOTHING`,
				ws, r.line.ID, viewer, now.UTC().Format(time.DateOnly), r.as, ms(now))
			if err != nil {
				return fmt.Errorf("store a receipt: %w", err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, 0, fmt.Errorf("read lines for the group: %w", err)
	}
	for _, r := range rows {
		line, err := s.openGroupLine(ws, r.groupRow)
		if err != nil {
			return nil, 0, err
		}
		lines = append(lines, groupLineFor(line, viewer))
	}
	return lines, total, nil
}

// groupLineFor leaves the name out where the author shared without it. Nor does it tell when a line was written.
func groupLineFor(line pw.GroupLine, viewer pw.UserID) pw.GroupLine {
	if line.Author != viewer {
		line.Added, line.Shared, line.DeleteOn = time.Time{}, time.Time{}, time.Time{}
		if !line.Named {
			line.Author = ""
		}
	}
	return line
}

type readableLineOfGroup struct {
	groupRow
	as pw.Role
}

// readableGroupLines are the shared lines of a team that the viewer may read now, by pw.Team.MayReadGroup.
// With lock, neither the roster nor the lines change until the transaction ends.
func readableGroupLines(t tx, ws pw.WorkspaceID, viewer pw.UserID, id pw.TeamID, now time.Time, lock bool) ([]readableLineOfGroup, error) {
	if lock {
		if err := holdRoster(t, ws); err != nil {
			return nil, err
		}
	}
	known, err := readRoster(t, ws)
	if err != nil || known.people[viewer].Gone() {
		return nil, err
	}
	team, _ := known.roster.Team(id)
	g, err := groupAgenda(t, ws, id, lock)
	if err != nil {
		return nil, err
	}
	rows, err := list(t, scanGroupLine, `
		SELECT `+groupLineColumns+` FROM `+groupLinesWithAuthors+`
		WHERE g.workspace = ?1 AND g.team = ?2 AND g.shared > 0 AND g.discussed = 0 AND g.delete_on > ?3
		ORDER BY CASE WHEN g.place = 0 THEN 1 ELSE 0 END, g.place, g.line`+locking(lock, keepingKey+" FOR UPDATE OF g"),
		ws, id, ms(now))
	var readable []readableLineOfGroup
	for _, r := range rows {
		if as, may := team.MayReadGroup(viewer, g, r.line); may {
			readable = append(readable, readableLineOfGroup{r, as})
		}
	}
	return readable, err
}

// MoveGroupLine moves a line up or down among those its facilitator reads. It returns pw.ErrNotFound for anybody else.
func (s *Store) MoveGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, line string, up bool, now time.Time) error {
	err := s.asFacilitator(ctx, once, ws, viewer, team, now, func(t tx, rows []readableLineOfGroup) error {
		i := indexOfLine(rows, line)
		j := i + 1
		if up {
			j = i - 1
		}
		if i < 0 {
			return pw.ErrNotFound
		}
		if j < 0 || j >= len(rows) {
			return nil
		}
		rows[i], rows[j] = rows[j], rows[i]
		for place, r := range rows {
			if _, err := t.exec(`UPDATE group_lines SET place = ?3 WHERE workspace = ?1 AND line = ?2`, ws, r.line.ID, place+1); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("move a line of the group: %w", err)
	}
	return nil
}

// DiscussGroupLine marks a line as talked about, for its facilitator. Nobody but its author reads it from then on, and
// its words go within pw.DiscussedRetentionDays.
func (s *Store) DiscussGroupLine(ctx context.Context, once string, ws pw.WorkspaceID, viewer pw.UserID, team pw.TeamID, line string, now time.Time) error {
	err := s.asFacilitator(ctx, once, ws, viewer, team, now, func(t tx, rows []readableLineOfGroup) error {
		if indexOfLine(rows, line) < 0 {
			return pw.ErrNotFound
		}
		_, err := t.exec(`
			UPDATE group_lines SET shared = 0, discussed = ?3, delete_on = CASE WHEN delete_on > ?4 THEN ?4 ELSE delete_on END
			WHERE workspace = ?1 AND line = ?2`,
			ws, line, ms(now), ms(now.AddDate(0, 0, pw.DiscussedRetentionDays)))
		return err
	})
	if err != nil {
		return fmt.Errorf("mark a line of the group: %w", err)
	}
	return nil
}

func indexOfLine(rows []readableLineOfGroup, line string) int {
	return slices.IndexFunc(rows, func(r readableLineOfGroup) bool { return r.line.ID == line })
}

// asFacilitator changes lines in the name of whoever facilitates at that moment.
func (s *Store) asFacilitator(ctx context.Context, once string, ws pw.WorkspaceID, viewer pw.UserID, id pw.TeamID, now time.Time, change func(tx, []readableLineOfGroup) error) error {
	return s.write(ctx, func(t tx) error {
		if err := onceAt(t, ws, once, now); err != nil {
			return err
		}
		rows, err := readableGroupLines(t, ws, viewer, id, now, true)
		if err != nil {
			return err
		}
		g, err := groupAgenda(t, ws, id, true)
		if err != nil {
			return err
		}
		known, err := readRoster(t, ws)
		if err != nil {
			return err
		}
		if team, _ := known.roster.Team(id); !team.Leads(viewer, g) {
			return pw.ErrNotFound
		}
		return change(t, rows)
	})
}
