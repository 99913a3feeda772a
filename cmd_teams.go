package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
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

// Run checks the file whole before it changes anything: what it says, in Slack, and beside the teams there are. All
// mistakes come in one report.
func (cmd teamsApplyCmd) Run(sh *shell) error {
	content, err := readFile(sh, cmd.File)
	if err != nil {
		return err
	}
	teams, mistakes := config.ParseTeams(cmd.File, content, teamRules())
	c, err := sh.config()
	if err != nil {
		return config.Together(mistakes, err)
	}
	unknown, err := checkPeople(sh, c, teams)
	mistakes = config.Together(mistakes, teams.Missing(cmd.File, unknown))
	if err != nil {
		return config.Together(mistakes, err)
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return config.Together(mistakes, err)
	}
	defer store.Close()
	return cmd.apply(sh, c, store, teams, mistakes)
}

// checkPeople asks Slack whether the file's people and channels exist, where there is a token to ask with. It returns
// what is wrong with each id that cannot stand.
func checkPeople(sh *shell, c config.Config, teams config.Teams) (unknown map[string]string, err error) {
	if c.BotToken == "" {
		fmt.Fprintln(sh.err, "SLACK_BOT_TOKEN is not set: only the form of the file was checked, not whether its people and channels exist.")
		return nil, nil
	}
	id, err := identify(sh.ctx, c)
	if err != nil {
		return nil, err
	}
	messenger, err := bot.NewMessenger(connectionOf(c), id, sh.log())
	if err != nil {
		return nil, err
	}
	unknown = map[string]string{}
	var unchecked []string
	looked := sh.progress("Looking up people and channels in Slack", len(teams.Lines))
	defer looked.end()
	for _, name := range slices.Sorted(maps.Keys(teams.Lines)) {
		found, err := messenger.Missing(sh.ctx, name, looked.waits)
		switch {
		case errors.Is(err, bot.ErrNotAllowed):
			unchecked = append(unchecked, name)
		case err != nil:
			return unknown, fmt.Errorf("look up %s in Slack: %w", name, err)
		case found != "":
			unknown[name] = found
		}
		looked.step()
	}
	looked.end()
	if len(unchecked) > 0 {
		fmt.Fprintf(sh.err, "Slack does not tell this token whether there is a channel %s. A channel Handrail cannot post in is reported to the admins.\n", strings.Join(unchecked, ", "))
	}
	return unknown, nil
}

// apply makes the change, where there are no mistakes.
func (cmd teamsApplyCmd) apply(sh *shell, c config.Config, store *storage.Store, teams config.Teams, mistakes error) error {
	ws, err := workspaceFor(sh.ctx, c, store)
	if err != nil {
		return config.Together(mistakes, err)
	}
	before, err := store.Roster(sh.ctx, ws)
	if err != nil {
		return config.Together(mistakes, err)
	}
	if err := config.Together(mistakes, teams.Misfits(cmd.File, before)); err != nil {
		return err
	}
	if !cmd.Force {
		if err := cmd.checkStale(sh, store, ws, teams, before); err != nil {
			return err
		}
	}
	err = store.SaveRoster(sh.ctx, ws, before.Revision, teams.Into(before), "", time.Now())
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
	id, err := identify(ctx, c)
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
