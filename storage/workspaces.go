package storage

import (
	"context"
	"fmt"

	pw "handrail/peerwork"
)

// Workspaces lists the workspaces the database knows, by id.
func (s *Store) Workspaces(ctx context.Context) ([]pw.WorkspaceID, error) {
	all, err := list(s.db.look(ctx), scanWorkspace, `SELECT workspace FROM workspaces ORDER BY workspace`)
	if err != nil {
		return nil, fmt.Errorf("list workspaces: %w", err)
	}
	return all, nil
}

func scanWorkspace(row scanner) (ws pw.WorkspaceID, err error) {
	err = row.Scan(&ws)
	return ws, err
}
