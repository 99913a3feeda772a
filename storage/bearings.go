package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	pw "handrail/peerwork"
)

// Bearings returns what answering a person takes before any note is looked at: the roster, the person's settings,
// and everybody known in the workspace. It costs one small query where roster and people are as they were at the
// last call. The map is shared: its reader must not change it.
func (s *Store) Bearings(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) (pw.Roster, pw.Preferences, map[pw.UserID]pw.Person, error) {
	version, prefs, err := bearingsNow(s.db.look(ctx), ws, user)
	if err != nil {
		return pw.Roster{}, pw.Preferences{}, nil, fmt.Errorf("find the bearings: %w", err)
	}
	known, err := s.rosterOf(ctx, ws, version)
	if err != nil {
		return pw.Roster{}, pw.Preferences{}, nil, err
	}
	return cloned(known.roster), prefs, known.people, nil
}

func bearingsNow(t tx, ws pw.WorkspaceID, user pw.UserID) (v rosterVersion, p pw.Preferences, err error) {
	var settings sql.NullString
	err = t.row(`
		SELECT workspaces.revision, workspaces.moved, workspaces.k, preferences.settings
		FROM workspaces LEFT JOIN preferences ON preferences.workspace = workspaces.workspace AND preferences.user_id = ?2
		WHERE workspaces.workspace = ?1`, ws, user).Scan(&v.revision, &v.moved, &v.k, &settings)
	if errors.Is(err, sql.ErrNoRows) {
		v.k = pw.MinimumK
		p, err = readPreferences(t.row(`SELECT settings FROM preferences WHERE workspace = ?1 AND user_id = ?2`, ws, user))
		if errors.Is(err, sql.ErrNoRows) {
			return v, pw.Preferences{}, nil
		}
		return v, p, err
	}
	if err != nil || !settings.Valid {
		return v, p, err
	}
	p, err = parsePreferences(settings.String)
	return v, p, err
}
