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

// FreezeFigures returns the figures of a team's ended period. The first drawing, by anybody and on any replica,
// decides them from the counts and stores them; ever after they are the stored ones. It returns pw.ErrNotEnded
// before the period has ended in the team's zone. decide must put nothing into the figures that a reader may not
// see, for all of them are stored; it may run more than once.
func (s *Store) FreezeFigures(ctx context.Context, ws pw.WorkspaceID, team pw.TeamID, period pw.Period, loc *time.Location, now time.Time, decide func(pw.Counts) pw.Figures) (pw.Figures, error) {
	if !period.Ended(now, loc) {
		return pw.Figures{}, fmt.Errorf("draw %s: %w", period, pw.ErrNotEnded)
	}
	figures, err := frozen[pw.Figures](s.db.look(ctx), ws, team, period)
	if errors.Is(err, sql.ErrNoRows) {
		figures, err = freeze(ctx, s, ws, team, period, now, func(t tx) (pw.Figures, error) {
			counts, err := count(t, ws, team, period, loc)
			return decide(counts), err
		})
	}
	if err != nil {
		return pw.Figures{}, fmt.Errorf("draw %s of team %s: %w", period, team, err)
	}
	return figures, nil
}

// freeze stores what draw makes of the period, unless somebody stored figures meanwhile, and returns what is stored.
func freeze[F any](ctx context.Context, s *Store, ws pw.WorkspaceID, team pw.TeamID, period pw.Period, now time.Time, draw func(tx) (F, error)) (F, error) {
	var figures F
	err := s.write(ctx, func(t tx) error {
		if err := holdRoster(t, ws); err != nil {
			return err
		}
		drawn, err := draw(t)
		if err != nil {
			return err
		}
		if err := storeFigures(t, ws, team, period, drawn, now); err != nil {
			return err
		}
		figures, err = frozen[F](t, ws, team, period)
		return err
	})
	return figures, err
}

func frozen[F any](t tx, ws pw.WorkspaceID, team pw.TeamID, period pw.Period) (figures F, err error) {
	var text string
	err = t.row(`
		SELECT figures FROM figures WHERE workspace = ?1 AND team = ?2 AND period = ?3`,
		ws, team, period.String()).Scan(&text)
	if err != nil {
		return figures, err
	}
	err = json.Unmarshal([]byte(text), &figures)
	return figures, err
}

// storeFigures keeps the figures, unless somebody has stored others meanwhile.
func storeFigures(t tx, ws pw.WorkspaceID, team pw.TeamID, period pw.Period, figures any, now time.Time) error {
	text, err := json.Marshal(figures)
	if err != nil {
		return err
	}
	_, err = t.exec(`
		INSERT INTO figures (workspace, team, period, figures, drawn) VALUES (?1, ?2, ?3, ?4, ?5)
		ON CONFLICT (workspace, team, period) DO NOTHING`,
		ws, team, period.String(), string(text), ms(now))
	return err
}

// countQuery counts, in one statement and so in one snapshot, the distinct people behind each theme, for a month or a
// quarter also behind each sub-theme, and the notes that line managers may open, with the people behind those. All leave
// out some authors from a week on, and any note whose themes its author does not share: it counts in nothing that another
// person can see.
//
// The authors to leave out are named one by one. As a subquery they cost SQLite more than all the counting. Without CAST
// SQLite would plan the statement anew at every call: from 3.54 on it takes what a bound variable may turn out to be
// into account wherever it weighs two ways of grouping, and forgets the plan when the binding is cleared.
func countQuery(ws pw.WorkspaceID, team pw.TeamID, period pw.Period, leftOut []manager) (query string, args []any) {
	weeks := period.Weeks()
	args = []any{ws, team, weeks[0]}
	which := `workspace = CAST(?1 AS TEXT) AND team = CAST(?2 AS TEXT) AND ` // the index then gives the themes in order
	if len(weeks) > 1 {
		args = append(args, weeks[len(weeks)-1])
		which += `week BETWEEN CAST(?3 AS TEXT) AND CAST(?4 AS TEXT)`
	} else {
		which += `week = CAST(?3 AS TEXT)`
	}
	for _, m := range leftOut {
		switch {
		case m.ref == "":
		case m.from <= weeks[0]:
			args = append(args, m.ref)
			which += fmt.Sprintf(` AND author_ref <> ?%d`, len(args))
		case m.from <= weeks[len(weeks)-1]:
			args = append(args, m.ref, m.from)
			which += fmt.Sprintf(` AND (author_ref <> ?%d OR week < ?%d)`, len(args)-1, len(args))
		}
	}
	query = `
		SELECT theme, COUNT(DISTINCT author_ref), 0 FROM shared_themes WHERE ` + which + ` GROUP BY theme
		UNION ALL
		SELECT '', COUNT(DISTINCT author_ref), COUNT(*) FROM notes WHERE ` + which + ` AND to_managers > 0 AND share_themes > 0`
	if !period.IsWeek() {
		query += `
		UNION ALL
		SELECT code, COUNT(DISTINCT author_ref), 0 FROM shared_themes WHERE ` + which + ` GROUP BY code`
	}
	return query, args
}

// manager is a line manager who writes notes themselves, and the first week in which those count nowhere: that in which
// they became one. Notes of weeks before count as they did, or a month less its weeks would tell what somebody shared
// who has become a line manager since.
type manager struct {
	ref  pw.AuthorRef
	from string
}

// lineManagers returns those of the team, as of now; without a ref whoever never wrote. loc is its zone.
func lineManagers(t tx, ws pw.WorkspaceID, team pw.TeamID, loc *time.Location) ([]manager, error) {
	scan := func(row scanner) (m manager, err error) {
		var since time.Time
		err = row.Scan(&m.ref, when{&since})
		if !since.IsZero() {
			m.from = pw.WeekOf(since, loc).String()
		}
		return m, err
	}
	return list(t, scan, `
		SELECT COALESCE((SELECT ref FROM authors a WHERE a.workspace = r.workspace AND a.user_id = r.user_id), ''), r.since FROM team_roles r
		WHERE r.workspace = ?1 AND r.team = ?2 AND r.role = ?3`,
		ws, team, pw.RoleManager)
}

// themeCount is of a theme or a sub-theme, or, without a name, of the notes that line managers may open.
type themeCount struct {
	name          string
	people, notes int
}

func scanThemeCount(row scanner) (c themeCount, err error) {
	err = row.Scan(&c.name, &c.people, &c.notes)
	return c, err
}

func count(t tx, ws pw.WorkspaceID, team pw.TeamID, period pw.Period, loc *time.Location) (pw.Counts, error) {
	own, err := lineManagers(t, ws, team, loc)
	if err != nil {
		return pw.Counts{}, fmt.Errorf("find the line managers: %w", err)
	}
	query, args := countQuery(ws, team, period, own)
	rows, err := list(t, scanThemeCount, query, args...)
	if err != nil {
		return pw.Counts{}, fmt.Errorf("count: %w", err)
	}
	counts := pw.Counts{Themes: make(map[pw.Theme]int), SubThemes: make(map[pw.Code]int)}
	for _, row := range rows {
		switch theme, code := pw.Theme(row.name), pw.Code(row.name); {
		case row.name == "":
			counts.SharedBy, counts.SharedNotes = row.people, row.notes
		case slices.Contains(pw.Themes(), theme):
			counts.Themes[theme] = row.people
		case slices.Contains(pw.Themes(), pw.ThemeOf(code)):
			counts.SubThemes[code] = row.people
		}
	}
	return counts, nil
}

// drawAfter is when after its end a quarter is to be drawn that nobody has drawn: before freezeQuarters, after which
// what expired notes leave for it goes.
const drawAfter = 28 * 24 * time.Hour

// QuartersToDraw lists the quarters in which something was shared, that ended drawAfter before now or earlier, and that
// nobody has drawn: each team's and, as pw.NoTeam, the whole organisation's.
func (s *Store) QuartersToDraw(ctx context.Context, now time.Time) ([]pw.TeamQuarter, error) {
	weeks, err := list(s.db.look(ctx), scanCountedWeek, `SELECT DISTINCT workspace, team, week FROM shared_themes ORDER BY workspace, team, week`)
	if err != nil {
		return nil, fmt.Errorf("list quarters to draw: %w", err)
	}
	drawn, err := list(s.db.look(ctx), scanCountedWeek, `SELECT workspace, team, period FROM figures WHERE period LIKE '%Q%'`)
	if err != nil {
		return nil, fmt.Errorf("list quarters that were drawn: %w", err)
	}
	var all []pw.TeamQuarter
	for _, w := range weeks {
		quarter, err := quarterOf(w.week)
		if err != nil {
			return nil, fmt.Errorf("list quarters to draw: %w", err)
		}
		if now.Add(-drawAfter).Before(quarter.End(time.UTC)) {
			continue
		}
		for _, team := range []pw.TeamID{w.team, pw.NoTeam} {
			q := pw.TeamQuarter{Workspace: w.workspace, Team: team, Quarter: quarter}
			if !slices.Contains(drawn, countedWeek{w.workspace, team, quarter.String()}) && !slices.Contains(all, q) {
				all = append(all, q)
			}
		}
	}
	return all, nil
}
