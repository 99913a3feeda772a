package main

import (
	"errors"
	"time"

	"handrail/digest"
	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
)

type exportCmd struct {
	Period string `required:"" help:"The ended period: a quarter such as 2026-Q4, a month such as 2026-11 or a week such as 2026-W47." placeholder:"PERIOD"`
}

// Help says what the lines are.
func (exportCmd) Help() string {
	return "Writes a line each: period,scope,figure,value. The scope is a team's id, or organisation.\n\n" +
		"Of a team: the themes that people shared and, for a month or a quarter, the sub-themes R1 to E4. The value is a number of people, or \"named\" where it must not be said.\n\n" +
		"Of the organisation, by the quarter only: supervision sessions, wishes to talk soon, work outside the role. The value is a number, or \"withheld\" where fewer than k people are behind it or behind what could be worked out from it.\n\n" +
		"Like every first drawing, this freezes the figures: they stay the same ever after."
}

// Run prints the figures.
func (cmd exportCmd) Run(sh *shell) error {
	period, wrong := periodFlag(cmd.Period)
	store, ws, roster, err := sh.openRoster()
	if err != nil {
		return errors.Join(wrong, err)
	}
	defer store.Close()
	now := time.Now()
	if wrong == nil {
		wrong = ended(period, roster.LastZone(period), now)
	}
	if wrong != nil {
		return wrong
	}
	return cmd.print(sh, store, ws, roster, period, now)
}

func (exportCmd) print(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, roster peerwork.Roster, period peerwork.Period, now time.Time) error {
	bank, err := bankOf(sh.ctx, store, ws)
	if err != nil {
		return err
	}
	var organisations []peerwork.OrganisationFigures
	if period.IsQuarter() {
		f, err := scheduler.Organisation(sh.ctx, store, ws, roster, period, now)
		if err != nil {
			return err
		}
		organisations = append(organisations, f)
	}
	var teams []peerwork.Figures
	for _, team := range roster.Teams {
		f, err := scheduler.Figures(sh.ctx, store, bank, ws, team, max(roster.K, peerwork.MinimumK), period, now)
		if err != nil {
			return err
		}
		teams = append(teams, f)
	}
	return digest.Export(sh.out, period, organisations, teams)
}
