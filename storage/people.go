package storage

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

const personColumns = `user_id, name, timezone, guest, stranger, bot, deactivated, slack_admin, refreshed`

func scanPerson(row scanner) (p pw.Person, err error) {
	err = row.Scan(&p.ID, &p.Name, &p.Timezone, flagged{&p.Guest}, flagged{&p.Stranger}, flagged{&p.Bot},
		flagged{&p.Deactivated}, flagged{&p.SlackAdmin}, when{&p.Refreshed})
	return p, err
}

// People returns those of the people who are known, by id.
func (s *Store) People(ctx context.Context, ws pw.WorkspaceID, ids ...pw.UserID) (map[pw.UserID]pw.Person, error) {
	people := make(map[pw.UserID]pw.Person, len(ids))
	found, err := listMany(s.db.look(ctx), scanPerson, `
		SELECT `+personColumns+` FROM people WHERE workspace = ?1 AND user_id IN ({{ids}})`, ws, ids)
	if err != nil {
		return nil, fmt.Errorf("look people up: %w", err)
	}
	for _, p := range found {
		people[p.ID] = p
	}
	return people, nil
}

// AllPeople returns everybody known in the workspace, by id.
func (s *Store) AllPeople(ctx context.Context, ws pw.WorkspaceID) ([]pw.Person, error) {
	people, err := list(s.db.look(ctx), scanPerson, `
		SELECT `+personColumns+` FROM people WHERE workspace = ?1 ORDER BY user_id`, ws)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	return people, nil
}

// SavePeople stores what Slack says of people.
func (s *Store) SavePeople(ctx context.Context, ws pw.WorkspaceID, people ...pw.Person) error {
	err := s.write(ctx, func(t tx) error {
		known, err := peopleOf(t, ws, true)
		if err != nil {
			return err
		}
		changed := false
		for _, p := range people {
			if err := savePerson(t, ws, p); err != nil {
				return err
			}
			changed = changed || !sameButForRefresh(known[p.ID], p)
		}
		return peopleMoved(t, ws, changed)
	})
	if err != nil {
		return fmt.Errorf("save people: %w", err)
	}
	return nil
}

// peopleOf reads everybody known; with lock, for nobody else to save them meanwhile: what changes is told by what stood.
func peopleOf(t tx, ws pw.WorkspaceID, lock bool) (map[pw.UserID]pw.Person, error) {
	all, err := list(t, scanPerson, `
		SELECT `+personColumns+` FROM people WHERE workspace = ?1 ORDER BY user_id`+locking(lock, " FOR UPDATE"), ws)
	if err != nil {
		return nil, fmt.Errorf("list people: %w", err)
	}
	people := make(map[pw.UserID]pw.Person, len(all))
	for _, p := range all {
		people[p.ID] = p
	}
	return people, nil
}

func sameButForRefresh(a, b pw.Person) bool {
	a.Refreshed, b.Refreshed = time.Time{}, time.Time{}
	return a == b
}

// peopleMoved tells every replica that what it knows of people no longer holds.
func peopleMoved(t tx, ws pw.WorkspaceID, changed bool) error {
	if !changed {
		return nil
	}
	_, err := t.exec(`
		INSERT INTO workspaces (workspace, name, revision, moved, k) VALUES (?1, '', 0, 1, ?2)
		ON CONFLICT (workspace) DO UPDATE SET moved = workspaces.moved + 1`, ws, pw.MinimumK)
	return err
}

func savePerson(t tx, ws pw.WorkspaceID, p pw.Person) error {
	_, err := t.exec(`
		INSERT INTO people (workspace, user_id, name, timezone, guest, stranger, bot, deactivated, slack_admin, refreshed)
		VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
		ON CONFLICT (workspace, user_id) DO UPDATE
		SET name = ?3, timezone = ?4, guest = ?5, stranger = ?6, bot = ?7, deactivated = ?8, slack_admin = ?9, refreshed = ?10`,
		ws, p.ID, p.Name, p.Timezone, flag(p.Guest), flag(p.Stranger), flag(p.Bot), flag(p.Deactivated), flag(p.SlackAdmin), ms(p.Refreshed))
	return err
}

// Preferences returns the person's settings; the zero value where they have set none.
func (s *Store) Preferences(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) (pw.Preferences, error) {
	p, err := readPreferences(s.db.look(ctx).row(`
		SELECT settings FROM preferences WHERE workspace = ?1 AND user_id = ?2`, ws, user))
	if errors.Is(err, sql.ErrNoRows) {
		return pw.Preferences{}, nil
	}
	return p, err
}

func readPreferences(row scanner) (p pw.Preferences, err error) {
	var settings string
	if err := row.Scan(&settings); err != nil {
		return p, fmt.Errorf("read preferences: %w", err)
	}
	return parsePreferences(settings)
}

func parsePreferences(settings string) (p pw.Preferences, err error) {
	if err := json.Unmarshal([]byte(settings), &p); err != nil {
		return p, fmt.Errorf("read preferences: %w", err)
	}
	return p, nil
}

// SavePreferences changes the person's settings, in one transaction. change may run more than once.
func (s *Store) SavePreferences(ctx context.Context, ws pw.WorkspaceID, user pw.UserID, change func(*pw.Preferences)) error {
	err := s.write(ctx, func(t tx) error { return changePreferences(t, ws, user, change) })
	if err != nil {
		return fmt.Errorf("save preferences: %w", err)
	}
	return nil
}

func changePreferences(t tx, ws pw.WorkspaceID, user pw.UserID, change func(*pw.Preferences)) error {
	_, err := t.exec(`
		INSERT INTO preferences (workspace, user_id, settings) VALUES (?1, ?2, '{}') ON CONFLICT (workspace, user_id) DO NOTHING`,
		ws, user)
	if err != nil {
		return err
	}
	p, err := readPreferences(t.row(`
		SELECT settings FROM preferences WHERE workspace = ?1 AND user_id = ?2 FOR UPDATE`, ws, user))
	if err != nil {
		return err
	}
	change(&p)
	settings, err := json.Marshal(p)
	if err != nil {
		return err
	}
	_, err = t.exec(`UPDATE preferences SET settings = ?3 WHERE workspace = ?1 AND user_id = ?2`, ws, user, string(settings))
	return err
}
