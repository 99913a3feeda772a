package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"handrail/bot"
	"handrail/config"
	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/views"
)

type teamsCmd struct {
	Apply  teamsApplyCmd  `cmd:"" help:"Make the teams a file names as the file says. Other teams stay as they are."`
	Export teamsExportCmd `cmd:"" help:"Print everything as a file that apply takes."`
}

type teamsApplyCmd struct {
	File  string `arg:"" help:"The YAML file; - for standard input." type:"path"`
	Force bool   `help:"Apply although the teams were changed since the file was exported."`
}

func teamRules() config.Rules {
	return config.Rules{
		Holidays: scheduler.Nations(),
		Schedule: scheduler.CheckSchedule,
		Cron: func(expression string) error {
			_, err := scheduler.ParseCron(expression)
			return err
		},
	}
}

// Run checks the file whole before it changes anything.
func (cmd teamsApplyCmd) Run(sh *shell) error {
	content, err := readFile(sh, cmd.File)
	if err != nil {
		return err
	}
	teams, err := config.ParseTeams(cmd.File, content, teamRules())
	if err != nil {
		return err
	}
	c, err := sh.config()
	if err != nil {
		return err
	}
	if err := cmd.checkPeople(sh, c, teams); err != nil {
		return err
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return err
	}
	defer store.Close()
	return cmd.apply(sh, c, store, teams)
}

// checkPeople asks Slack whether the file's people and channels exist, where there is a token to ask with.
func (cmd teamsApplyCmd) checkPeople(sh *shell, c config.Config, teams config.Teams) error {
	if c.BotToken == "" {
		fmt.Fprintln(sh.err, "SLACK_BOT_TOKEN is not set: only the form of the file was checked, not whether its people and channels exist.")
		return nil
	}
	id, err := bot.Identify(sh.ctx, connectionOf(c))
	if err != nil {
		return err
	}
	messenger, err := bot.NewMessenger(connectionOf(c), id, sh.log())
	if err != nil {
		return err
	}
	why := map[string]string{}
	unchecked := 0
	for name := range teams.Lines {
		found, err := messenger.Missing(sh.ctx, name)
		switch {
		case errors.Is(err, bot.ErrNotAllowed):
			unchecked++
		case err != nil:
			return fmt.Errorf("check %s: %w", name, err)
		case found != "":
			why[name] = found
		}
	}
	if unchecked > 0 {
		fmt.Fprintf(sh.err, "%d channels were not checked: the bot asks for no permission to list channels. A channel it cannot post in is reported to the admins.\n", unchecked)
	}
	return teams.Missing(cmd.File, why)
}

func (cmd teamsApplyCmd) apply(sh *shell, c config.Config, store *storage.Store, teams config.Teams) error {
	ws, err := workspaceFor(sh.ctx, c, store)
	if err != nil {
		return err
	}
	before, err := store.Roster(sh.ctx, ws)
	if err != nil {
		return err
	}
	next := teams.Into(before)
	if err := cmd.check(sh, store, ws, teams, before, next); err != nil {
		return err
	}
	err = store.SaveRoster(sh.ctx, ws, before.Revision, next, "", time.Now())
	if errors.Is(err, peerwork.ErrChanged) {
		return bad("somebody changed the teams at this moment: run the command again")
	}
	if err != nil {
		return err
	}
	after, err := store.Roster(sh.ctx, ws)
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.err, "Applied %s. The teams are at revision %d.\n", named(teams.Roster.Teams), after.Revision)
	return nil
}

// check refuses a file that would undo what was changed since it was written, or that cannot stand beside the other teams.
func (cmd teamsApplyCmd) check(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, teams config.Teams, before, next peerwork.Roster) error {
	if len(before.Admins) > 0 && len(next.Admins) == 0 {
		return config.Problems{{Place: cmd.File, Found: "no admins", Expected: "one admin at least, or no admins: line, which leaves them as they are", Example: "admins: [U0ADM]"}}
	}
	if err := teams.Misfits(cmd.File, next); err != nil {
		return err
	}
	if cmd.Force {
		return nil
	}
	return cmd.checkStale(sh, store, ws, teams, before)
}

// checkStale refuses a file from before the last change. A file without a revision is refused where Slack's screens
// changed something since a file was applied last.
func (cmd teamsApplyCmd) checkStale(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, teams config.Teams, before peerwork.Roster) error {
	since := teams.Revision
	if since == before.Revision {
		return nil
	}
	var err error
	if since < 0 {
		if since, err = store.Applied(sh.ctx, ws); err != nil {
			return err
		}
	}
	changed, err := store.ChangedSince(sh.ctx, ws, since)
	if err != nil || teams.Revision < 0 && len(changed) == 0 {
		return err
	}
	people, err := store.AllPeople(sh.ctx, ws)
	if err != nil {
		return err
	}
	return stale(cmd.File, teams, before.Revision, whoChanged(changed, people))
}

// toldChanges is how many of the newest changes a refusal names.
const toldChanges = 10

// whoChanged says who changed what, a line each.
func whoChanged(changed []peerwork.AuditEntry, people []peerwork.Person) string {
	names := map[peerwork.UserID]string{"": "The command line"}
	for _, p := range people {
		names[p.ID] = views.Name(p.Name)
	}
	user := func(u peerwork.UserID) string { return cmp.Or(names[u], string(u)) }
	var lines strings.Builder
	for _, e := range changed[max(0, len(changed)-toldChanges):] {
		fmt.Fprintf(&lines, "\n  %s %s, %s", user(e.By), e.Read(user, views.Name), e.At.UTC().Format("2 January 15:04 UTC"))
	}
	return lines.String()
}

// workspaceFor is the token's workspace, which teams may be declared for before the bot first runs.
func workspaceFor(ctx context.Context, c config.Config, store *storage.Store) (peerwork.WorkspaceID, error) {
	if c.BotToken == "" {
		return workspaceOf(ctx, c, store)
	}
	id, err := bot.Identify(ctx, connectionOf(c))
	if err != nil {
		return "", err
	}
	return id.Workspace, claim(ctx, store, id, time.Now())
}

func stale(file string, teams config.Teams, revision int, changes string) error {
	found := fmt.Sprintf("revision %d, but the teams are at revision %d: somebody changed them since the file was exported", teams.Revision, revision)
	if teams.Revision < 0 {
		found = "no revision, and the teams were changed in Slack since a file was applied"
	}
	if changes != "" {
		found += ":" + changes + "\n "
	}
	return config.Problems{{
		Place: file, Found: found,
		Expected: "a file from handrail teams export with your changes in it, or --force", Example: "handrail teams export > teams.yaml",
	}}
}

func named(teams []peerwork.Team) string {
	var names []string
	for _, t := range teams {
		names = append(names, string(t.ID))
	}
	if len(names) == 0 {
		return "the settings"
	}
	return strings.Join(names, ", ")
}

func readFile(sh *shell, name string) ([]byte, error) {
	const most = 4 << 20
	in := sh.in
	if name != "-" {
		f, err := os.Open(name)
		if err != nil {
			return nil, bad("read %s: %w", name, err)
		}
		defer f.Close()
		in = f
	}
	content, err := io.ReadAll(io.LimitReader(in, most+1))
	if err != nil {
		return nil, bad("read %s: %w", name, err)
	}
	if len(content) > most {
		return nil, bad("read %s: it is larger than 4 MiB", name)
	}
	return content, nil
}

type teamsExportCmd struct{}

// Run prints the roster as a teams.yaml.
func (teamsExportCmd) Run(sh *shell) error {
	store, _, roster, err := sh.openRoster()
	if err != nil {
		return err
	}
	defer store.Close()
	content, err := config.ExportTeams(roster)
	if err != nil {
		return err
	}
	_, err = sh.out.Write(content)
	return err
}
