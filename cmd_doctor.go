package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"handrail/bot"
	"handrail/config"
	"handrail/peerwork"
	"handrail/scheduler"
	"handrail/storage"
)

var errFaults = errors.New("doctor found faults")

type doctorCmd struct {
	JSON bool `help:"Print JSON."`
}

// check is one thing doctor looked at.
type check struct {
	Name  string `json:"name"`
	OK    bool   `json:"ok"`
	Found string `json:"found"`
	Mend  string `json:"mend,omitempty"`  // what to do, a step a line
	Later bool   `json:"later,omitempty"` // not looked at, because of a fault before it
}

// doctor collects checks.
type doctor struct {
	config config.Config
	slack  *bot.Messenger // nil where Slack cannot be asked
	checks []check
}

func (d *doctor) fine(name, found string, args ...any) {
	d.checks = append(d.checks, check{Name: name, OK: true, Found: fmt.Sprintf(found, args...)})
}

func (d *doctor) fault(name, found, mend string) {
	d.checks = append(d.checks, check{Name: name, Found: found, Mend: mend})
}

func (d *doctor) later(name, why string) {
	d.checks = append(d.checks, check{Name: name, OK: true, Found: "not looked at: " + why, Later: true})
}

// Run checks everything it can, whatever it finds on the way. It exits 3 when something needs mending.
func (cmd doctorCmd) Run(sh *shell) error {
	var d doctor
	ctx, cancel := context.WithTimeout(sh.ctx, 30*time.Second)
	defer cancel()
	if c, err := sh.config(); err != nil {
		d.badConfiguration(err)
		d.later("Slack, key file and database", "the configuration comes first")
	} else {
		d.config = c
		d.fine("configuration", "can be read")
		if unknown := config.Unknown(sh.names()); len(unknown) > 0 {
			d.fine("configuration", "no setting is called %s. Is the name right?", strings.Join(unknown, ", "))
		}
		d.tokens(ctx)
		d.data(ctx)
	}
	return d.report(sh, cmd.JSON)
}

func (d *doctor) badConfiguration(err error) {
	var problems config.Problems
	if !errors.As(err, &problems) {
		d.fault("configuration", err.Error(), "Correct it and run doctor again.")
		return
	}
	for _, p := range problems {
		d.fault("configuration", p.Place+": found "+p.Found, "Expected "+p.Expected+"; for example "+p.Example)
	}
}

// What to do in Slack, for somebody who never made an app there.
const (
	mendNoBotToken = "Is there no app in Slack yet? Run handrail manifest. At https://api.slack.com/apps choose Create New App, From a manifest, and paste it.\n" +
		"Open Install App, and install it to your workspace.\n" +
		"Copy the bot token under OAuth & Permissions, and set it: export SLACK_BOT_TOKEN=xoxb-..."
	mendNoAppToken = "Under Basic Information, App-Level Tokens, generate a token with the scope connections:write.\n" +
		"Set it: export SLACK_APP_TOKEN=xapp-...\n" +
		"Only for HTTP mode, where Slack calls you: set SLACK_SIGNING_SECRET instead, to the signing secret under Basic Information."
)

func (d *doctor) report(sh *shell, asJSON bool) error {
	faults := 0
	for _, c := range d.checks {
		if !c.OK {
			faults++
		}
	}
	if asJSON {
		if err := printJSON(sh, map[string]any{"ok": faults == 0, "checks": d.checks}); err != nil {
			return err
		}
	} else {
		d.print(sh, faults)
	}
	if faults > 0 {
		return errFaults
	}
	return nil
}

func (d *doctor) print(sh *shell, faults int) {
	for _, c := range d.checks {
		switch {
		case c.Later:
			fmt.Fprintf(sh.out, "later  %s: %s\n", c.Name, c.Found)
		case c.OK:
			fmt.Fprintf(sh.out, "good   %s: %s\n", c.Name, c.Found)
		default:
			fmt.Fprintf(sh.out, "fault  %s\n", strings.ReplaceAll(c.Name+": "+c.Found+"\n"+c.Mend, "\n", "\n       "))
		}
	}
	switch faults {
	case 0:
		fmt.Fprintln(sh.out, "Nothing to mend.")
	case 1:
		fmt.Fprintln(sh.out, "1 thing to mend.")
	default:
		fmt.Fprintf(sh.out, "%d things to mend. Begin with the first.\n", faults)
	}
}

// tokens checks the tokens and what they may do.
func (d *doctor) tokens(ctx context.Context) {
	if d.config.BotToken == "" {
		d.fault("configuration", "SLACK_BOT_TOKEN: found nothing", mendNoBotToken)
	} else {
		d.botToken(ctx)
	}
	switch {
	case d.config.AppToken != "":
		d.appToken(ctx)
	case d.config.SigningSecret != "":
		d.fine("signing secret", "is set: HTTP mode at %s", d.config.Listen)
	default:
		d.fault("configuration", "SLACK_APP_TOKEN: found neither this nor SLACK_SIGNING_SECRET", mendNoAppToken)
	}
}

func (d *doctor) appToken(ctx context.Context) {
	err := bot.TryAppToken(ctx, connectionOf(d.config))
	if err == nil {
		d.fine("app token", "opens Socket Mode")
		return
	}
	mend := "See that Socket Mode is on in the app's settings.\n" + mendNoAppToken
	var fault *bot.Fault
	if !errors.As(err, &fault) || fault.RetryAfter() > 0 {
		mend = "Try again in a while."
	} else if fault.Unreached() {
		mend = fault.Barred()
	}
	d.fault("app token", err.Error(), mend)
}

func (d *doctor) botToken(ctx context.Context) {
	id, err := bot.Identify(ctx, connectionOf(d.config))
	if err != nil {
		mend := "Try again in a while."
		var fault *bot.Fault
		if errors.As(err, &fault) && fault.Barred() != "" {
			mend = fault.Barred()
		}
		d.fault("bot token", err.Error(), mend)
		return
	}
	d.fine("bot token", "belongs to workspace %s (%s)", id.WorkspaceName, id.Workspace)
	d.slack, _ = bot.NewMessenger(connectionOf(d.config), id, slog.New(slog.DiscardHandler))
	missing := slices.DeleteFunc(bot.Scopes(), func(s string) bool { return slices.Contains(id.Scopes, s) })
	if len(missing) > 0 {
		d.fault("scopes", "missing "+strings.Join(missing, ", "), d.mendScopes())
		return
	}
	d.fine("scopes", "%s", strings.Join(bot.Scopes(), ", "))
}

func (d *doctor) mendScopes() string {
	command := "handrail manifest"
	if d.config.Mode() == "http" {
		command += " --mode http --url and the address at which Slack reaches Handrail"
	}
	return "Run " + command + ". At https://api.slack.com/apps open the app, App Manifest, paste it over what is there, and save.\n" +
		"Open Install App, and install it again.\n" +
		"If the bot token is another one now, set SLACK_BOT_TOKEN to it, and start Handrail again."
}

// data checks the key, the database and the schedules.
func (d *doctor) data(ctx context.Context) {
	keys, err := storage.LoadKeyring(d.config.KeyFile)
	if err != nil {
		found := err.Error()
		if errors.Is(err, fs.ErrNotExist) {
			found = "there is none at " + d.config.KeyFile
		}
		d.fault("key file", found, d.mendKey(err))
		d.later("database, teams and schedules", "the key file comes first")
		return
	}
	d.fine("key file", "%s holds a master key", d.config.KeyFile)
	d.rotation(keys, time.Now())
	if !hasDatabase(d.config) {
		d.noDatabaseYet()
		return
	}
	store, err := storage.Open(ctx, storage.Options{URL: d.config.DatabaseURL, Keys: keys})
	if err != nil {
		d.fault("database", err.Error(), d.mendDatabase(err))
		d.later("teams and schedules", "the database comes first")
		return
	}
	defer store.Close()
	if err := store.TryWrite(ctx); err != nil {
		d.fault("database", err.Error(), "See that the disk has room and that the database may be written to.")
		return
	}
	d.fine("database", "%s takes what is written, and the key fits", store.Kind())
	if n, err := store.KeysToRenew(ctx); err == nil && n > 0 {
		d.fault("key rotation", fmt.Sprintf("%d people still have a key from before it: what they delete can be read in old backups", n), "Run handrail keys rotate --due: it goes on where the last rotation was broken off.")
	}
	d.schedules(ctx, store)
}

// keptTooLong is how long a message may be tried again and again before doctor minds.
const keptTooLong = 10 * time.Minute

// graceDays is how late a rotation may be before doctor minds.
const graceDays = 5

// rotation checks that master keys are replaced, and destroyed when it is time: deletion in backups rests on it.
func (d *doctor) rotation(keys *storage.Keyring, now time.Time) {
	for _, found := range overdue(keys, d.config.BackupDays, now) {
		d.fault("key rotation", found, mendRotation)
	}
}

const mendRotation = "Run handrail keys rotate, every month: or handrail keys rotate --due, every day, from a timer."

// overdue says what should have been done about the master keys a while ago.
func overdue(keys *storage.Keyring, backupDays int, now time.Time) []string {
	var found []string
	if days := int(keys.Age(now).Hours() / 24); days > keyDays+graceDays {
		found = append(found, fmt.Sprintf("the newest master key is %d days old", days))
	}
	if n := keys.Overdue(now.AddDate(0, 0, -backupDays-graceDays)); n > 0 {
		found = append(found, fmt.Sprintf("%d replaced for more than %d days and not destroyed: what was deleted since can still be read in old backups", n, backupDays))
	}
	return found
}

// mendKey says what to do about a key file that cannot be used. A new key is the right answer only where nothing was
// written with another.
func (d *doctor) mendKey(err error) string {
	file := d.config.KeyFile
	info, _ := os.Stat(file)
	path, isFile := storage.SQLitePath(d.config.DatabaseURL)
	switch {
	case errors.Is(err, fs.ErrNotExist) && isFile && hasDatabase(d.config):
		return "A database stands at " + path + ". Bring back the key file that it was written with, or point HANDRAIL_KEY_FILE at it.\nA new key cannot read what is there."
	case errors.Is(err, fs.ErrNotExist):
		return "Have you a key file already? Then set HANDRAIL_KEY_FILE to where it is.\nElse run handrail keys new, and keep a copy of the file in a safe place."
	case errors.Is(err, fs.ErrPermission):
		return "Run this as the user who owns the file, or give it to this user with chown."
	case info != nil && info.Mode().IsRegular() && info.Mode().Perm()&^0o440 != 0:
		return "Run chmod 0400 " + file + ".\nIf others use this machine, they may have read the key: then run handrail keys rotate."
	}
	return "Do what it says, and run doctor again."
}

// noDatabaseYet looks whether the first start can make the database.
func (d *doctor) noDatabaseYet() {
	path, _ := storage.SQLitePath(d.config.DatabaseURL)
	folder := filepath.Dir(path)
	if is, err := os.Stat(folder); err != nil || !is.IsDir() {
		d.fault("database", "there is no folder "+folder+" for it", "Make the folder, owned by the user who runs Handrail, or name another file: HANDRAIL_DATABASE_URL=sqlite:handrail.db")
		return
	}
	d.fine("database", "there is none at %s yet; the first start makes it", path)
}

// mendDatabase says what to do about a database that does not open.
func (d *doctor) mendDatabase(err error) string {
	path, isFile := storage.SQLitePath(d.config.DatabaseURL)
	switch {
	case errors.Is(err, storage.ErrWrongKey):
		return "Look for the key file from when this database was made, and point HANDRAIL_KEY_FILE at it. Nothing else can read it.\n" +
			"Is it the wrong database? Then correct HANDRAIL_DATABASE_URL."
	case errors.Is(err, storage.ErrKeyDestroyed), errors.Is(err, storage.ErrNewer):
		return "Do what it says, and run doctor again."
	case isFile:
		return "Do what it says about the file " + path + ", which HANDRAIL_DATABASE_URL names, and run doctor again."
	}
	return "See that PostgreSQL runs and can be written to, and that host, user, password and database in HANDRAIL_DATABASE_URL are right."
}

func (d *doctor) schedules(ctx context.Context, store *storage.Store) {
	ws, err := workspaceOf(ctx, d.config, store)
	if err != nil && d.config.BotToken != "" && d.slack == nil {
		d.later("teams and schedules", "the bot token comes first")
		return
	}
	if err != nil {
		d.fault("teams", err.Error(), "Set SLACK_BOT_TOKEN to the workspace's bot token.")
		return
	}
	roster, err := store.Roster(ctx, ws)
	if err != nil {
		d.fault("teams", err.Error(), "See what the message names.")
		return
	}
	if len(roster.Teams) == 0 {
		d.fault("teams", "none are declared", "Start Handrail with handrail run. Then, in Slack, write /handrail setup to it.\nOr write a teams.yaml, and run handrail teams apply teams.yaml.")
	}
	if len(roster.Admins) == 0 {
		d.fine("admins", "none yet: in Slack, an admin or owner of the workspace becomes the first with /handrail setup")
	}
	d.channels(ctx, roster.Teams)
	for _, t := range roster.Teams {
		for _, s := range t.Schedules {
			d.schedule(t, s)
		}
	}
	n, since, why, err := store.KeptBack(ctx, ws, time.Now())
	if err == nil && time.Since(since) > keptTooLong && n > 0 {
		d.fault("outbox", fmt.Sprintf("%d messages wait, the first since %s: %s", n, since.UTC().Format("2 January 2006 15:04 MST"), why),
			"They go out by themselves when this is mended. If the tokens are good here, start Handrail again: it holds those it was started with.")
	}
	parked, err := store.Parked(ctx, ws, 10)
	if err == nil && len(parked) > 0 {
		d.fault("deliveries", fmt.Sprintf("%d were given up; the last because: %s", len(parked), parked[0].Reason), "Invite Handrail to the channel it could not post in, or correct the channel with handrail teams apply.")
	}
}

// lookingFor is how long doctor looks channels up: what comes after is worth as much.
const lookingFor = 10 * time.Second

// channels checks that Slack knows the teams' channels, where it says so.
func (d *doctor) channels(ctx context.Context, teams []peerwork.Team) {
	if d.slack == nil {
		return
	}
	ctx, cancel := context.WithTimeout(ctx, lookingFor)
	defer cancel()
	for i, t := range teams {
		found, err := d.slack.Missing(ctx, t.Channel, func(time.Duration) {})
		if ctx.Err() != nil {
			d.later(fmt.Sprintf("channels of %d teams", len(teams)-i), "Slack answers slowly, or asks to wait")
			return
		}
		if err == nil && found != "" {
			d.fault("channel of "+string(t.ID), t.Channel+" is "+found, "Write /invite @Handrail in the channel, or choose another one with /handrail teams.")
		}
	}
}

func (d *doctor) schedule(t peerwork.Team, s peerwork.Schedule) {
	name := s.ID + " of " + string(t.ID)
	if s.Paused {
		d.fine("schedule "+name, "%s, switched off", s.Words())
		return
	}
	times, err := scheduler.NextTimes(s, time.Now(), 2)
	if err != nil {
		d.fault("schedule "+name, err.Error(), "Correct the schedule and run handrail teams apply.")
		return
	}
	var shown []string
	for _, t := range times {
		shown = append(shown, t.Format("Mon 2 Jan 2006 15:04 MST"))
	}
	d.fine("schedule "+name, "%s, next %s", s.Words(), strings.Join(shown, ", then "))
}
