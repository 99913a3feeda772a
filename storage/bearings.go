package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	pw "handrail/peerwork"
)

// Bearings returns what answering a person takes before any note is looked at: the roster, the person's settings,
// and everybody known in the workspace. It costs one small query where roster and people are as they were at the
// last call, and none within rememberFor of it unless this process changed something; so another replica's change
// may be seen that much later. What somebody may read never hangs on it: OpenNote reads the roster itself. Roster
// and map are shared: their reader must not change them.
func (s *Store) Bearings(ctx context.Context, ws pw.WorkspaceID, user pw.UserID) (pw.Roster, pw.Preferences, map[pw.UserID]pw.Person, error) {
	b, err := s.bearings(ctx, person{ws, user})
	if err != nil {
		return pw.Roster{}, pw.Preferences{}, nil, fmt.Errorf("find the bearings: %w", err)
	}
	return b.roster.roster, b.prefs, b.roster.people, nil
}

// rememberFor is protocol time. It is shorter than anybody takes from one command to the next.
const rememberFor = 200 * time.Millisecond

// bearings are what was read for a person, when, and after how many writes of this process.
type bearings struct {
	roster knownRoster
	prefs  pw.Preferences
	at     time.Time
	writes int64
}

func (s *Store) bearings(ctx context.Context, p person) (bearings, error) {
	if s.clock == nil {
		return s.freshBearings(ctx, p)
	}
	writes, now := s.writes.Load(), s.clock()
	if known, ok := s.known.Load(p); ok {
		if b := known.(bearings); b.writes == writes && now.Sub(b.at) < rememberFor {
			return b, nil
		}
	}
	b, err := s.freshBearings(ctx, p)
	if err != nil {
		return b, err
	}
	b.at, b.writes = now, writes
	s.known.Store(p, b)
	return b, nil
}

func (s *Store) freshBearings(ctx context.Context, p person) (b bearings, err error) {
	version, prefs, err := bearingsNow(s.db.look(ctx), p.workspace, p.user)
	if err != nil {
		return b, err
	}
	roster, err := s.rosterOf(ctx, p.workspace, version)
	return bearings{roster: roster, prefs: prefs}, err
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
