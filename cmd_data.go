package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	"handrail/bot"
	"handrail/config"
	"handrail/digest"
	"handrail/handlers"
	"handrail/mask"
	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/suggest"
)

type manifestCmd struct {
	Mode string `help:"How Slack reaches Handrail: socket or http." enum:"socket,http" default:"socket"`
	URL  string `help:"The https address at which Slack reaches Handrail, for --mode http." placeholder:"URL"`
	JSON bool   `help:"Print JSON."`
}

// Run prints the manifest.
func (cmd manifestCmd) Run(sh *shell) error {
	m, err := bot.NewManifest(handlers.New(handlers.Dependencies{}), bot.Mode(cmd.Mode), cmd.URL)
	if err != nil {
		return badInput{err}
	}
	if cmd.JSON {
		return printJSON(sh, m)
	}
	return yaml.NewEncoder(sh.out, yaml.IndentSequence(true)).Encode(m)
}

func printJSON(sh *shell, v any) error {
	out := json.NewEncoder(sh.out)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(v)
}

type suggestCmd struct{}

// Run reads notes and writes suggestions.
func (suggestCmd) Run(sh *shell) error {
	s, err := suggest.New()
	if err != nil {
		return err
	}
	return s.Lines(sh.in, sh.out)
}

type maskCmd struct{}

// Run reads notes and writes them masked.
func (maskCmd) Run(sh *shell) error {
	return mask.New().Lines(sh.in, sh.out)
}

// Help lists the kinds of identifiers.
func (maskCmd) Help() string {
	var hard, soft []string
	for _, k := range mask.Kinds() {
		line := fmt.Sprintf("  %s: %s", k.Kind, k.Singular)
		if k.Kind.Hard() {
			hard = append(hard, line)
		} else {
			soft = append(soft, line)
		}
	}
	return "Reads {\"id\",\"text\"} and writes {\"id\",\"masked\",\"findings\":[{\"kind\",\"start\",\"end\"}]}, a line for a line. " +
		"Start and end are half-open byte offsets into the text.\n\nHidden:\n" + strings.Join(hard, "\n") + "\n\nOnly pointed out:\n" + strings.Join(soft, "\n")
}

type digestCmd struct {
	Team   string `required:"" help:"The team's id." placeholder:"ID"`
	Period string `required:"" help:"The ended period: a week such as 2026-W47, a month such as 2026-11 or a quarter such as 2026-Q4." placeholder:"PERIOD"`
	JSON   bool   `help:"Print JSON."`
}

// Run prints a digest. Like every first drawing, it freezes the figures.
func (cmd digestCmd) Run(sh *shell) error {
	period, wrongPeriod := periodFlag(cmd.Period)
	store, ws, roster, err := sh.openRoster()
	if err != nil {
		return errors.Join(wrongPeriod, err)
	}
	defer store.Close()
	now := time.Now()
	team, known := roster.Team(peerwork.TeamID(cmd.Team))
	if wrongPeriod == nil {
		wrongPeriod = ended(period, team.Location(), now)
	}
	var wrongTeam error
	if !known {
		wrongTeam = unknownTeam(cmd.Team, roster.Teams)
	}
	if wrong := errors.Join(wrongPeriod, wrongTeam); wrong != nil {
		return wrong
	}
	return cmd.print(sh, store, ws, roster, team, period, now)
}

func unknownTeam(id string, teams []peerwork.Team) error {
	if len(teams) == 0 {
		return bad("--team %q: there are no teams yet; first add one with /handrail setup in Slack, or with handrail teams apply", id)
	}
	return bad("--team %q: there is no such team; expected one of %s", id, named(teams))
}

// periodFlag reads --period.
func periodFlag(given string) (peerwork.Period, error) {
	period, err := peerwork.ParsePeriod(given)
	if err != nil {
		return period, badInput{fmt.Errorf("--period: %w", err)}
	}
	return period, nil
}

// ended refuses a period that is not over.
func ended(p peerwork.Period, zone *time.Location, now time.Time) error {
	if p.Ended(now, zone) {
		return nil
	}
	return bad("--period %s: it ends on %s and has no figures before; expected one that has ended", p, p.End(zone).Format("2 January 2006"))
}

func (cmd digestCmd) print(sh *shell, store *storage.Store, ws peerwork.WorkspaceID, roster peerwork.Roster, team peerwork.Team, period peerwork.Period, now time.Time) error {
	bank, err := bankOf(sh.ctx, store, ws)
	if err != nil {
		return err
	}
	figures, err := scheduler.Figures(sh.ctx, store, bank, ws, team, max(roster.K, peerwork.MinimumK), period, now)
	if err != nil {
		return err
	}
	if cmd.JSON {
		return digest.PrintJSON(sh.out, figures)
	}
	return digest.PrintText(sh.out, team, period, figures)
}

type backupCmd struct {
	File string `arg:"" help:"The new file to write. It never overwrites one." type:"path"`
}

// Run writes a copy of the database.
func (cmd backupCmd) Run(sh *shell) error {
	c, store, err := sh.open()
	if err != nil {
		return err
	}
	defer store.Close()
	end := sh.growing("Writing the backup", cmd.File, 0)
	err = store.Backup(sh.ctx, cmd.File)
	end()
	if errors.Is(err, fs.ErrExist) || errors.Is(err, fs.ErrNotExist) {
		return bad("%w; expected a new file in a folder that is there, for example handrail backup handrail-monday.db", err)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(sh.err, "Wrote %s. Keep a copy of the key file %s too, in another place: without it the backup cannot be read.\n", cmd.File, c.KeyFile)
	return nil
}

type restoreCmd struct {
	File           string `arg:"" optional:"" help:"The backup." type:"path"`
	AfterPgRestore bool   `help:"On PostgreSQL, once pg_restore is done and before handrail run: hold closed what it brought back. It takes back everything that anybody shares."`
}

// Run puts a backup in place, and holds closed what it brings back.
func (cmd restoreCmd) Run(sh *shell) error {
	if (cmd.File == "") != cmd.AfterPgRestore {
		return bad("restore: name the backup, or on PostgreSQL give --after-pg-restore; expected one of the two, for example handrail restore backup.db")
	}
	c, err := sh.config()
	if err != nil {
		return err
	}
	var what storage.Restored
	if cmd.AfterPgRestore {
		what, err = cmd.hold(sh, c)
	} else {
		what, err = cmd.put(sh, c)
	}
	if err != nil {
		return err
	}
	cmd.tell(sh, what)
	return nil
}

func (cmd restoreCmd) put(sh *shell, c config.Config) (storage.Restored, error) {
	backup, err := os.Stat(cmd.File)
	if err != nil {
		return storage.Restored{}, bad("restore: %w; expected a file that handrail backup wrote, for example handrail restore handrail-monday.db", err)
	}
	keys, err := storage.LoadKeyring(c.KeyFile)
	if err != nil {
		return storage.Restored{}, fmt.Errorf("HANDRAIL_KEY_FILE: %w", err)
	}
	path, _ := storage.SQLitePath(c.DatabaseURL)
	end := sh.growing("Checking the backup, and putting it in place", storage.Restoring(path), backup.Size())
	defer end()
	return storage.Restore(sh.ctx, storage.Options{URL: c.DatabaseURL, Keys: keys, Log: sh.log()}, cmd.File, time.Now())
}

func (restoreCmd) hold(sh *shell, c config.Config) (storage.Restored, error) {
	if _, isFile := storage.SQLitePath(c.DatabaseURL); isFile {
		return storage.Restored{}, bad("--after-pg-restore: the database is SQLite; expected handrail restore FILE")
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return storage.Restored{}, err
	}
	what, err := store.HoldClosed(sh.ctx, time.Now())
	return what, errors.Join(err, store.Close())
}

// tell says what came back, and what did not.
func (cmd restoreCmd) tell(sh *shell, what storage.Restored) {
	of := "nobody knows when"
	if !what.Of.IsZero() {
		of = what.Of.UTC().Format("2 January 2006 15:04 MST")
	}
	fmt.Fprintf(sh.err, `Restored, as things stood at %s.
What people wrote since is lost. What they deleted or took back since is there again, also of those who deleted everything.
So nobody else can read any of it, and no themes of these notes count, until their writers choose so again. %d people are told once Handrail runs.
Teams and roles are as they were. Look at handrail teams export, and take out who has left, before you start handrail run.
Figures drawn since are drawn anew, and who opened what since is lost.
`, of, what.Authors)
}

type keysCmd struct {
	New    keysNewCmd    `cmd:"" help:"Make the master key, in the new file that HANDRAIL_KEY_FILE names."`
	Rotate keysRotateCmd `cmd:"" help:"Add a newer master key to the key file, give everybody a new key, and seal what they wrote anew with it."`
}

type keysNewCmd struct{}

// Run makes the key file.
func (keysNewCmd) Run(sh *shell) error {
	c, err := sh.config()
	if err != nil {
		return err
	}
	if err := storage.NewKeyFile(c.KeyFile); err != nil {
		return err
	}
	if path, isFile := storage.SQLitePath(c.DatabaseURL); isFile && hasDatabase(c) {
		fmt.Fprintf(sh.err, "A database stands at %s already. It was written with another key, and this one cannot read it.\n", path)
	}
	fmt.Fprintf(sh.err, "Made %s. Keep a copy in a safe place, away from the backups: without it nobody can read what was written.\n", c.KeyFile)
	return nil
}

type keysRotateCmd struct {
	Due bool `help:"Rotate only when the newest master key is 30 days old. For a daily timer."`
}

// keyDays is how long a master key wraps new keys, before it is replaced.
const keyDays = 30

// Run rotates the master key, renews everybody's own, and destroys master keys that no backup worth keeping needs.
func (cmd keysRotateCmd) Run(sh *shell) error {
	c, err := sh.config()
	if err != nil {
		return err
	}
	now := time.Now()
	rotated, err := cmd.rotate(sh, c, now)
	if err != nil {
		return err
	}
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return err
	}
	defer store.Close()
	shown := sh.progress("Giving everybody a new key", 0)
	n, err := store.RenewKeys(sh.ctx, makingWay(shown))
	shown.end()
	if err != nil {
		return err
	}
	destroyed, err := store.DestroyKeys(sh.ctx, c.KeyFile, now.AddDate(0, 0, -c.BackupDays), now)
	if err != nil {
		return err
	}
	switch {
	case rotated:
		fmt.Fprintf(sh.err, "Rotated %s: %d people have a new key, and what they wrote is sealed anew with it. The master key before stays in the file for %d days, so that backups can be read; the first rotation after that destroys it. handrail run notices by itself.\n", c.KeyFile, n, c.BackupDays)
	case n > 0:
		fmt.Fprintf(sh.err, "Gave %d people a new key, which the last rotation had left to do.\n", n)
	}
	if destroyed > 0 {
		fmt.Fprintf(sh.err, "Destroyed %d older: backups from when it was in use cannot be read any more.\n", destroyed)
	}
	return nil
}

// makingWay pauses after each step for as long as it took, so that a running bot can write in between, and shows how far
// it has come.
func makingWay(shown *progress) func(done, of int) {
	began := time.Now()
	return func(done, of int) {
		shown.total = of
		shown.reached(done)
		time.Sleep(min(time.Since(began), time.Second))
		began = time.Now()
	}
}

// rotate changes the key file, if it is time. It opens the database first, which refuses a wrong key.
func (cmd keysRotateCmd) rotate(sh *shell, c config.Config, now time.Time) (bool, error) {
	store, err := openStore(sh.ctx, c, sh.log())
	if err != nil {
		return false, err
	}
	if err := store.Close(); err != nil {
		return false, err
	}
	age := time.Duration(0)
	if cmd.Due {
		age = keyDays * 24 * time.Hour
	}
	return storage.RotateKeyFile(c.KeyFile, age, now)
}
