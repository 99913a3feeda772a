package handlers

import (
	"context"
	"errors"
	"fmt"
	"time"

	"handrail/peerwork"
)

type rosterChangeStore interface {
	Roster(ctx context.Context, ws peerwork.WorkspaceID) (peerwork.Roster, error)
	SaveRoster(ctx context.Context, ws peerwork.WorkspaceID, revision int, r peerwork.Roster, by peerwork.UserID, now time.Time) error
}

// adminDoors lead to teams, people and roles.
func (d *desk) adminDoors() doors {
	return doors{}
}

// changeRoster changes the roster as it stands now. change is called anew where somebody else changed the roster
// meanwhile; it refuses, with a *peerwork.Error, where what it changes is no longer as its person saw it.
func (d *desk) changeRoster(ctx context.Context, h here, change func(*peerwork.Roster) error) error {
	const tries = 5
	err := peerwork.ErrChanged
	for i := 0; i < tries && errors.Is(err, peerwork.ErrChanged); i++ {
		err = d.changeRosterOnce(ctx, h, change)
	}
	return err
}

func (d *desk) changeRosterOnce(ctx context.Context, h here, change func(*peerwork.Roster) error) error {
	roster, err := d.Store.Roster(ctx, h.Workspace)
	if err != nil {
		return fmt.Errorf("read the roster: %w", err)
	}
	if err := change(&roster); err != nil {
		return err
	}
	if err := d.Store.SaveRoster(ctx, h.Workspace, roster.Revision, roster, h.User, h.Now); err != nil {
		return fmt.Errorf("save the roster: %w", err)
	}
	return nil
}
