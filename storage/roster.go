package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	pw "handrail/peerwork"
)

// knownRoster is the roster as it was read last, and by what to tell whether it still holds.
type knownRoster struct {
	version rosterVersion
	roster  pw.Roster
	people  map[pw.UserID]pw.Person // everybody known in the workspace; never changed once read
}

// rosterVersion counts up when anything in the roster, or what is known of people, changes, by any replica.
type rosterVersion struct {
	revision, moved, k int
}

// Roster returns everybody's roles in the workspace. It costs one small query where nothing has changed since
// the last call. An unknown workspace has an empty roster. When its schedules fall due is as it was then: DueSchedules
// tells.
func (s *Store) Roster(ctx context.Context, ws pw.WorkspaceID) (pw.Roster, error) {
	version, err := rosterNow(s.db.look(ctx), ws)
	if err != nil {
		return pw.Roster{}, fmt.Errorf("read the roster: %w", err)
	}
	known, err := s.rosterOf(ctx, ws, version)
	return cloned(known.roster), err
}

// rosterOf returns the roster as it was read last if it is of that version, else reads it anew.
func (s *Store) rosterOf(ctx context.Context, ws pw.WorkspaceID, version rosterVersion) (knownRoster, error) {
	if known, ok := s.rosters.Load(ws); ok && known.(knownRoster).version == version {
		return known.(knownRoster), nil
	}
	var fresh knownRoster
	err := s.db.read(ctx, func(t tx) error {
		var err error
		fresh, err = readRoster(t, ws)
		return err
	})
	if err != nil {
		return knownRoster{}, fmt.Errorf("read the roster: %w", err)
	}
	s.rosters.Store(ws, fresh)
	return fresh, nil
}

func rosterNow(t tx, ws pw.WorkspaceID) (v rosterVersion, err error) {
	err = t.row(`SELECT revision, moved, k FROM workspaces WHERE workspace = ?1`, ws).Scan(&v.revision, &v.moved, &v.k)
	if errors.Is(err, sql.ErrNoRows) {
		return rosterVersion{k: pw.MinimumK}, nil
	}
	return v, err
}

// holdRoster keeps the roster from changing until the transaction ends.
func holdRoster(t tx, ws pw.WorkspaceID) error {
	err := t.row(`SELECT revision FROM workspaces WHERE workspace = ?1 FOR SHARE`, ws).Scan(new(int))
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("hold the roster: %w", err)
	}
	return nil
}

// holdFor keeps the roster from changing until the transaction ends, for what somebody asks. It returns pw.ErrNotFound
// where they are gone: whoever can no longer use Slack here, or became a guest, has no part in anything of others'.
func holdFor(t tx, ws pw.WorkspaceID, asks pw.UserID) error {
	if err := holdRoster(t, ws); err != nil {
		return err
	}
	return notGone(t, ws, asks)
}

// notGone returns pw.ErrNotFound where the person is gone. Somebody not known yet is not.
func notGone(t tx, ws pw.WorkspaceID, u pw.UserID) error {
	p, err := scanPerson(t.row(`SELECT `+personColumns+` FROM people WHERE workspace = ?1 AND user_id = ?2`, ws, u))
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return fmt.Errorf("look %s up: %w", u, err)
	case p.Gone():
		return pw.ErrNotFound
	}
	return nil
}

// rosterStands holds the roster until the transaction ends, where somebody is let in by it. It returns pw.ErrRosterMoved
// where another revision stands by now than the one by which that was decided.
func rosterStands(t tx, ws pw.WorkspaceID, revision int, letsIn bool) error {
	if !letsIn {
		return nil
	}
	var stands int
	err := t.row(`SELECT revision FROM workspaces WHERE workspace = ?1 FOR SHARE`, ws).Scan(&stands)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return fmt.Errorf("hold the roster: %w", err)
	}
	if stands != revision {
		return pw.ErrRosterMoved
	}
	return nil
}

// cloned copies the roster deep enough that its reader may change it.
func cloned(r pw.Roster) pw.Roster {
	r.Admins = slices.Clone(r.Admins)
	r.Teams = slices.Clone(r.Teams)
	for i := range r.Teams {
		t := &r.Teams[i]
		t.LineManagers = slices.Clone(t.LineManagers)
		t.Deputies = slices.Clone(t.Deputies)
		t.Workers = slices.Clone(t.Workers)
		t.Schedules = slices.Clone(t.Schedules)
		t.Signpost = slices.Clone(t.Signpost)
	}
	return r
}

func readRoster(t tx, ws pw.WorkspaceID) (knownRoster, error) {
	version, err := rosterNow(t, ws)
	if err != nil {
		return knownRoster{}, err
	}
	r := pw.Roster{Revision: version.revision, K: version.k}
	if r.Admins, err = list(t, scanUser, `SELECT user_id FROM admins WHERE workspace = ?1 ORDER BY place`, ws); err != nil {
		return knownRoster{}, err
	}
	r.Teams, err = list(t, scanTeam, `
		SELECT team, name, setting, channel, timezone, holidays, quiet_from, quiet_until, working_hours, safeguarding_lead, signpost
		FROM teams WHERE workspace = ?1 ORDER BY place`, ws)
	if err != nil {
		return knownRoster{}, err
	}
	if err := fillTeams(t, ws, r.Teams); err != nil {
		return knownRoster{}, err
	}
	people, err := peopleOf(t, ws, false)
	return knownRoster{version, r, people}, err
}

// fillTeams adds who is in each team and what it has scheduled.
func fillTeams(t tx, ws pw.WorkspaceID, teams []pw.Team) error {
	byID := make(map[pw.TeamID]*pw.Team, len(teams))
	for i := range teams {
		byID[teams[i].ID] = &teams[i]
	}
	held, err := list(t, scanTeamRole, `
		SELECT team, role, user_id, since FROM team_roles WHERE workspace = ?1 ORDER BY team, place`, ws)
	if err != nil {
		return err
	}
	for _, h := range held {
		h.addTo(byID[h.team])
	}
	members, err := list(t, scanMember, `
		SELECT team, user_id, since, supervisor, supervisor_since FROM members WHERE workspace = ?1 ORDER BY team, place`, ws)
	if err != nil {
		return err
	}
	for _, m := range members {
		byID[m.team].Workers = append(byID[m.team].Workers, m.member)
	}
	schedules, err := list(t, scanSchedule, `
		SELECT `+scheduleColumns+` FROM schedules WHERE workspace = ?1 ORDER BY team, place`, ws)
	if err != nil {
		return err
	}
	for _, d := range schedules {
		byID[d.Schedule.Team].Schedules = append(byID[d.Schedule.Team].Schedules, d.Schedule)
	}
	return nil
}

type teamRole struct {
	team pw.TeamID
	role pw.Role
	held pw.Held
}

func (r teamRole) addTo(team *pw.Team) {
	switch r.role {
	case pw.RoleManager:
		team.LineManagers = append(team.LineManagers, r.held)
	case pw.RoleDeputy:
		team.Deputies = append(team.Deputies, r.held)
	}
}

type teamMember struct {
	team   pw.TeamID
	member pw.Member
}

func scanUser(row scanner) (u pw.UserID, err error) {
	err = row.Scan(&u)
	return u, err
}

func scanTeam(row scanner) (t pw.Team, err error) {
	var working string
	err = row.Scan(&t.ID, &t.Name, &t.Setting, &t.Channel, &t.Timezone, &t.Holidays, &t.QuietHours.From, &t.QuietHours.Until, &working,
		&t.SafeguardingLead, lines{&t.Signpost})
	if err != nil || working == "" {
		return t, err
	}
	t.WorkingHours, err = pw.ParseWorkingHours(working)
	return t, err
}

func scanTeamRole(row scanner) (r teamRole, err error) {
	err = row.Scan(&r.team, &r.role, &r.held.User, when{&r.held.Since})
	return r, err
}

func scanMember(row scanner) (m teamMember, err error) {
	err = row.Scan(&m.team, &m.member.User, when{&m.member.Since}, &m.member.Supervisor, when{&m.member.SupervisorSince})
	return m, err
}

// SaveRoster replaces the roster where its revision is still the expected one, or in any case where that is -1;
// else it returns pw.ErrChanged. Whoever keeps a role keeps the instant since which they have held it; for a new
// one that is now, or just after whatever was shared last, which they never see. A schedule whose times stay keeps its next due instant; one that is
// switched off has none. What changed is audited.
func (s *Store) SaveRoster(ctx context.Context, ws pw.WorkspaceID, revision int, r pw.Roster, by pw.UserID, now time.Time) error {
	err := s.write(ctx, func(t tx) error {
		was, err := rosterToChange(t, ws, revision)
		if err != nil {
			return err
		}
		since, err := afterShares(t, ws, now)
		if err != nil {
			return err
		}
		next := carriedOver(was, r, since)
		if err := writeRoster(t, ws, next); err != nil {
			return err
		}
		return auditRoster(t, ws, next.Revision, rosterChanges(was, next, by), by, now)
	})
	if err != nil {
		return fmt.Errorf("save the roster: %w", err)
	}
	s.rosters.Delete(ws)
	return nil
}

// afterShares is now, or the first instant after anything was shared in the workspace, where that is later: a share can
// be kept between an admin's request and its end, and clocks differ. No note is shared meanwhile, for the roster is held.
func afterShares(t tx, ws pw.WorkspaceID, now time.Time) (time.Time, error) {
	var last int64
	err := t.row(`
		SELECT COALESCE(MAX(at), 0) FROM (
			SELECT MAX(to_supervisor) AS at FROM notes WHERE workspace = ?1
			UNION ALL SELECT MAX(to_managers) FROM notes WHERE workspace = ?1
			UNION ALL SELECT MAX(shared) FROM agenda_items WHERE workspace = ?1
			UNION ALL SELECT MAX(shared) FROM group_lines WHERE workspace = ?1) shares`,
		ws).Scan(&last)
	if err != nil {
		return now, fmt.Errorf("read when something was shared last: %w", err)
	}
	if after := instant(last + 1); after.After(now) {
		return after, nil
	}
	return now, nil
}

func rosterToChange(t tx, ws pw.WorkspaceID, revision int) (pw.Roster, error) {
	_, err := t.exec(`
		INSERT INTO workspaces (workspace, name, revision, moved, k) VALUES (?1, '', 0, 0, ?2) ON CONFLICT (workspace) DO NOTHING`,
		ws, pw.MinimumK)
	if err != nil {
		return pw.Roster{}, err
	}
	var found int
	if err := t.row(`SELECT revision FROM workspaces WHERE workspace = ?1 FOR UPDATE`, ws).Scan(&found); err != nil {
		return pw.Roster{}, err
	}
	if revision >= 0 && revision != found {
		return pw.Roster{}, pw.ErrChanged
	}
	known, err := readRoster(t, ws)
	return known.roster, err
}

func writeRoster(t tx, ws pw.WorkspaceID, r pw.Roster) error {
	for _, statement := range []string{
		`DELETE FROM admins WHERE workspace = ?1`,
		`DELETE FROM teams WHERE workspace = ?1`, // roles, members and schedules follow
	} {
		if _, err := t.exec(statement, ws); err != nil {
			return err
		}
	}
	for i, admin := range r.Admins {
		if _, err := t.exec(`INSERT INTO admins (workspace, user_id, place) VALUES (?1, ?2, ?3)`, ws, admin, i); err != nil {
			return fmt.Errorf("admin %s: %w", admin, err)
		}
	}
	for i, team := range r.Teams {
		if err := writeTeam(t, ws, i, team); err != nil {
			return fmt.Errorf("team %s: %w", team.ID, err)
		}
	}
	_, err := t.exec(`UPDATE workspaces SET revision = ?2, moved = moved + 1, k = ?3 WHERE workspace = ?1`, ws, r.Revision, r.K)
	return err
}

func writeTeam(t tx, ws pw.WorkspaceID, place int, team pw.Team) error {
	_, err := t.exec(`
		INSERT INTO teams (workspace, team, place, name, setting, channel, timezone, holidays, quiet_from, quiet_until, working_hours,
			safeguarding_lead, signpost)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)`,
		ws, team.ID, place, team.Name, team.Setting, team.Channel, team.Timezone, team.Holidays, team.QuietHours.From, team.QuietHours.Until,
		team.WorkingHours.String(), team.SafeguardingLead, strings.Join(team.Signpost, "\n"))
	if err != nil {
		return err
	}
	if err := writeHeld(t, ws, team.ID, pw.RoleManager, team.LineManagers); err != nil {
		return err
	}
	if err := writeHeld(t, ws, team.ID, pw.RoleDeputy, team.Deputies); err != nil {
		return err
	}
	if err := writeMembers(t, ws, team.ID, team.Workers); err != nil {
		return err
	}
	return writeSchedules(t, ws, team.ID, team.Schedules)
}

func writeHeld(t tx, ws pw.WorkspaceID, team pw.TeamID, role pw.Role, held []pw.Held) error {
	for i, h := range held {
		_, err := t.exec(`
			INSERT INTO team_roles (workspace, team, role, user_id, since, place) VALUES (?1, ?2, ?3, ?4, ?5, ?6)`,
			ws, team, role, h.User, ms(h.Since), i)
		if err != nil {
			return fmt.Errorf("%s %s: %w", role, h.User, err)
		}
	}
	return nil
}

func writeMembers(t tx, ws pw.WorkspaceID, team pw.TeamID, members []pw.Member) error {
	for i, m := range members {
		_, err := t.exec(`
			INSERT INTO members (workspace, team, user_id, since, supervisor, supervisor_since, place)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)`,
			ws, team, m.User, ms(m.Since), m.Supervisor, ms(m.SupervisorSince), i)
		if err != nil {
			return fmt.Errorf("peer worker %s: %w", m.User, err)
		}
	}
	return nil
}

func writeSchedules(t tx, ws pw.WorkspaceID, team pw.TeamID, schedules []pw.Schedule) error {
	for i, c := range schedules {
		_, err := t.exec(`
			INSERT INTO schedules (workspace, team, schedule, place, kind, cron, timezone, weekends, holidays,
			                       every_weeks, from_day, which, paused, due)
			VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)`,
			ws, team, c.ID, i, c.Kind, c.Cron, c.Timezone, flag(c.Weekends), flag(c.Holidays),
			c.Every, c.From, c.Which, flag(c.Paused), ms(c.Due))
		if err != nil {
			return fmt.Errorf("schedule %s: %w", c.ID, err)
		}
	}
	return nil
}
