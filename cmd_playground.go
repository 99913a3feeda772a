package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"

	"handrail/bot"
	"handrail/config"
	"handrail/handlers"
	"handrail/peerwork"
	"handrail/playground"
	"handrail/sample"
	"handrail/storage"
)

type playgroundCmd struct {
	Addr  string `help:"Where to listen, on this machine only. A free port is taken when this one is not." default:"127.0.0.1:3000"`
	Data  string `help:"Keep the data in this folder. Without it, the data goes when the playground stops." type:"path" placeholder:"DIR"`
	Empty bool   `help:"Begin with no teams and no notes, as in a Slack workspace in which nobody has set Handrail up yet."`
}

// Run starts a local Slack with a sample team in it, and the real bot connected to it.
func (cmd playgroundCmd) Run(sh *shell) error {
	folder, clean, err := cmd.folder()
	if err != nil {
		return err
	}
	defer clean()
	log := slog.New(slog.NewTextHandler(sh.err, &slog.HandlerOptions{Level: slog.LevelWarn}))
	fill := seed
	if cmd.Empty {
		fill = seedNothing
	}
	p, err := startPlayground(sh.ctx, cmd.Addr, folder, fill, log)
	if err != nil {
		return err
	}
	defer p.stop()
	fmt.Fprintf(sh.out, "The playground is at %s\n", p.slack.BaseURL())
	fmt.Fprintln(sh.err, "Open that address in a browser. Everything in it is invented, and nothing leaves this machine.")
	fmt.Fprintln(sh.err, "Press Ctrl+C to stop.")
	select {
	case <-sh.ctx.Done():
		return nil
	case err := <-p.failed:
		return err
	}
}

// folder returns where the data lives, and what takes it away again.
func (cmd playgroundCmd) folder() (string, func(), error) {
	if cmd.Data == "" {
		folder, err := os.MkdirTemp("", "handrail-playground-")
		return folder, func() { _ = os.RemoveAll(folder) }, err
	}
	if err := os.MkdirAll(cmd.Data, 0o700); err != nil {
		return "", nil, bad("--data %q: cannot be made: %w; expected a folder that may be written to, such as ./try", cmd.Data, err)
	}
	if database, _ := playgroundFiles(cmd.Data); cmd.Empty && isThere(database) {
		return "", nil, bad("--empty: found a playground in %q already; expected a new folder, such as --data ./empty, or no --data", cmd.Data)
	}
	return cmd.Data, func() {}, nil
}

// playing is a playground under way.
type playing struct {
	slack  *playground.Server
	house  *house
	store  *storage.Store
	clock  clockFile
	failed chan error
	halt   func() // ends the bot, while its Slack goes on
}

// clockFile keeps where the domain clock stood, so that a playground with --data goes on from there.
type clockFile struct{ path string }

func (f clockFile) read(start time.Time) time.Time {
	text, err := os.ReadFile(f.path)
	if err != nil {
		return start
	}
	at, err := time.Parse(time.RFC3339, string(text))
	if err != nil || at.Before(start) {
		return start
	}
	return at.In(start.Location())
}

func (f clockFile) write(now time.Time) error {
	return os.WriteFile(f.path, []byte(now.Format(time.RFC3339)), 0o600)
}

// startPlayground fills a database in the folder, where none is yet, starts a local Slack, and connects the bot by Socket Mode.
func startPlayground(ctx context.Context, address, folder string, fill filling, log *slog.Logger) (*playing, error) {
	start, err := playgroundStart()
	if err != nil {
		return nil, err
	}
	return startPlaygroundAt(ctx, start, address, folder, fill, log)
}

// startPlaygroundAt is startPlayground on another day.
func startPlaygroundAt(ctx context.Context, start time.Time, address, folder string, fill filling, log *slog.Logger) (*playing, error) {
	stood := clockFile{filepath.Join(folder, "clock")}
	store, fresh, err := openPlaygroundStore(ctx, folder, log)
	if err != nil {
		return nil, err
	}
	if fresh {
		if err := fill(ctx, store, playgroundIdentity(), start); err != nil {
			return nil, errors.Join(fmt.Errorf("fill the database: %w", err), store.Close())
		}
	}
	roster, err := store.Roster(ctx, playgroundIdentity().Workspace)
	if err != nil {
		return nil, errors.Join(err, store.Close())
	}
	slack := playground.New(playgroundWorkspace(stood.read(start), roster))
	if _, err := slack.Start(address); err != nil {
		return nil, errors.Join(badInput{err}, store.Close())
	}
	p := &playing{slack: slack, store: store, clock: stood, failed: make(chan error, 1)}
	if err := p.connect(ctx, log); err != nil {
		slack.Close()
		return nil, errors.Join(err, store.Close())
	}
	return p, nil
}

// stop ends the bot and its Slack, and keeps where the clock stood.
func (p *playing) stop() {
	p.halt()
	_ = p.clock.write(p.slack.Now())
	p.slack.Close()
}

// playgroundStart is a Thursday afternoon, so that Monday's digest is next.
func playgroundStart() (time.Time, error) {
	london, err := time.LoadLocation(config.DefaultTimezone)
	if err != nil {
		return time.Time{}, fmt.Errorf("load the time zone: %w", err)
	}
	return time.Date(2026, time.November, 19, 16, 30, 0, 0, london), nil
}

func playgroundFiles(folder string) (database, key string) {
	return filepath.Join(folder, "handrail.db"), filepath.Join(folder, "handrail.key")
}

func isThere(file string) bool {
	_, err := os.Stat(file)
	return !errors.Is(err, fs.ErrNotExist)
}

func openPlaygroundStore(ctx context.Context, folder string, log *slog.Logger) (store *storage.Store, fresh bool, err error) {
	database, key := playgroundFiles(folder)
	fresh = !isThere(database)
	if !isThere(key) {
		if err := storage.NewKeyFile(key); err != nil {
			return nil, false, err
		}
	}
	store, err = openStore(ctx, config.Config{DatabaseURL: "sqlite:" + database, KeyFile: key}, log)
	return store, fresh, err
}

func (p *playing) connect(ctx context.Context, log *slog.Logger) error {
	token, app, _ := p.slack.Tokens()
	c := config.Config{BotToken: token, AppToken: app, APIURL: p.slack.APIURL()}
	id, err := bot.Identify(ctx, connectionOf(c))
	if err != nil {
		return err
	}
	if p.house, err = build(c, p.store, id, p.slack.Now, nil, log); err != nil {
		return err
	}
	if err := p.house.bot.People().Refresh(ctx); err != nil {
		return err
	}
	p.slack.OnAdvance(p.advance)
	return p.begin(ctx)
}

// advance lives through the time to which a visitor moved the clock.
func (p *playing) advance(ctx context.Context, to time.Time) error {
	return p.house.scheduler.Advance(ctx, p.slack.Now(), to, func(at time.Time) { _ = p.slack.SetClock(at) })
}

// begin starts the bot and the scheduler and waits until the bot is connected.
func (p *playing) begin(ctx context.Context) error {
	running, cancel := context.WithCancel(ctx)
	var parts sync.WaitGroup
	parts.Go(func() {
		if err := p.house.bot.RunSocket(running); err != nil {
			p.failed <- err
		}
	})
	parts.Go(func() { p.house.bot.People().Run(running) })
	parts.Go(func() { p.house.scheduler.Run(running, p.slack.Now) })
	p.halt = func() {
		cancel()
		parts.Wait()
		_ = p.house.finish()
		_ = p.store.Close()
	}
	waiting, enough := context.WithTimeout(ctx, 10*time.Second)
	defer enough()
	if err := p.slack.WaitConnected(waiting); err != nil {
		cancel()
		parts.Wait()
		return fmt.Errorf("connect the bot to the playground: %w", err)
	}
	return nil
}

// filling is what a new database begins with.
type filling func(ctx context.Context, store *storage.Store, id bot.Identity, start time.Time) error

// seedNothing leaves a new database as it is when Handrail first connects to a Slack workspace.
func seedNothing(ctx context.Context, store *storage.Store, id bot.Identity, _ time.Time) error {
	return store.EnsureWorkspace(ctx, id.Workspace, id.WorkspaceName)
}

// seed fills a new database with the sample teams, and with eight weeks of notes.
func seed(ctx context.Context, store *storage.Store, id bot.Identity, start time.Time) error {
	if err := store.EnsureWorkspace(ctx, id.Workspace, id.WorkspaceName); err != nil {
		return err
	}
	founded := start.AddDate(0, -6, 0)
	if err := store.SaveRoster(ctx, id.Workspace, -1, sample.Roster(), "U0ADM", founded); err != nil {
		return err
	}
	notes, err := sample.Notes(id.Workspace, start)
	if err != nil {
		return err
	}
	for _, n := range notes {
		n.Roster = 1 // the one just saved
		if _, err := store.SaveNote(ctx, "", n); err != nil {
			return err
		}
	}
	for _, s := range sample.Supervisions(id.Workspace, start) {
		if err := seedSupervision(ctx, store, s, founded); err != nil {
			return err
		}
	}
	_, err = store.ReviseAgenda(ctx, "", id.Workspace, "U01SAM", start, func(a *peerwork.Agenda) error {
		for _, line := range sample.Lines(start) {
			a.Add(line)
		}
		return nil
	})
	return err
}

// seedSupervision sets a pair's rhythm, as it would have been set when the team was founded, and records what became of
// the sessions since.
func seedSupervision(ctx context.Context, store *storage.Store, s sample.Supervision, founded time.Time) error {
	pair := s.Rhythm.Pair
	next, err := store.SetRhythm(ctx, "", s.Rhythm, pair.Supervisor, founded)
	if err != nil {
		return err
	}
	var last peerwork.Session
	for _, met := range s.Past {
		after := next.At.Add(time.Hour)
		last, err = store.ChangeSession(ctx, "", next.Seen(), pair.Supervisor, after, func(n *peerwork.Session) error {
			return n.Record(met.State, met.Why, pair.Supervisor, after)
		})
		if err != nil {
			return err
		}
		if next, err = store.NextSession(ctx, next.Workspace, pair, after); err != nil {
			return err
		}
	}
	for _, a := range s.Actions {
		a.ID, a.Workspace, a.Pair, a.Session, a.Made, a.Revision = peerwork.NewID(), last.Workspace, pair, last.ID, last.Recorded, 1
		a.DeleteOn = a.KeptFrom().AddDate(0, 0, peerwork.DefaultRetentionDays)
		if err := store.SaveAction(ctx, "", a); err != nil {
			return err
		}
	}
	return nil
}

// playgroundIdentity is whom the playground's Slack takes the bot for.
func playgroundIdentity() bot.Identity {
	return bot.Identity{Workspace: "T0PLAY", WorkspaceName: "Riverside and Meadow"}
}

// playgroundWorkspace is the Slack of a playground with these teams. Handrail is in their channels and in general, and in no others.
func playgroundWorkspace(start time.Time, roster peerwork.Roster) playground.Workspace {
	id := playgroundIdentity()
	w := playground.Workspace{
		Team:  playground.Team{ID: string(id.Workspace), Name: id.WorkspaceName, Domain: "riverside"},
		App:   playground.App{ID: "A0PLAY", Name: "Handrail", BotUserID: "U0BOT", BotID: "B0BOT", Events: bot.Events()},
		Start: start, Zone: start.Location(), Scopes: bot.Scopes(), Guide: guide(roster), Presets: presets,
	}
	addPeople(&w, roster)
	addCommands(&w.App, handlers.New(handlers.Dependencies{}))
	return w
}

func addPeople(w *playground.Workspace, roster peerwork.Roster) {
	members := map[string][]string{sample.General: {"U0BOT"}, sample.Hilltop: {"U0ADM", "U14NOO", "U0SUP"}}
	for _, t := range roster.Teams {
		members[t.Channel] = append(members[t.Channel], "U0BOT")
	}
	for _, p := range sample.People() {
		w.People = append(w.People, playground.Person{ID: p.ID, Name: p.Name, RealName: p.Full, Title: p.Title, IsAdmin: p.ID == "U0ADM"})
		members[sample.General] = append(members[sample.General], p.ID)
	}
	for _, t := range sample.Roster().Teams {
		members[t.Channel] = append(members[t.Channel], inTeam(t)...)
	}
	w.Channels = []playground.Channel{
		{ID: sample.Riverside, Name: "riverside-peers", Topic: "Peer workers at Riverside crisis house", Members: members[sample.Riverside]},
		{ID: sample.Meadow, Name: "meadow-peers", Topic: "Peer workers at Meadow day service", Members: members[sample.Meadow]},
		{ID: sample.Hilltop, Name: "hilltop-peers", Topic: "A new team, which has no place in Handrail yet", Members: members[sample.Hilltop]},
		{ID: sample.General, Name: "general", Topic: "Everybody", Members: members[sample.General]},
	}
}

func inTeam(t peerwork.Team) []string {
	var ids []string
	seen := map[peerwork.UserID]bool{"": true}
	add := func(u peerwork.UserID) {
		if !seen[u] {
			ids = append(ids, string(u))
		}
		seen[u] = true
	}
	for _, m := range t.Workers {
		add(m.User)
		add(m.Supervisor)
	}
	for _, h := range t.LineManagers {
		add(h.User)
	}
	return ids
}

func addCommands(app *playground.App, reg handlers.Registry) {
	for _, c := range reg.Commands {
		app.Commands = append(app.Commands, playground.Command{Name: c.Name, Description: c.Description, UsageHint: c.UsageHint, ShouldEscape: true})
	}
	for _, s := range reg.Shortcuts {
		kind := "global"
		if s.OnMessage {
			kind = "message"
		}
		app.Shortcuts = append(app.Shortcuts, playground.Shortcut{Name: s.Name, Type: kind, CallbackID: s.CallbackID, Description: s.Description})
	}
}

func presets(now time.Time) []playground.Preset {
	at := func(days, hour, minute int) time.Time {
		return time.Date(now.Year(), now.Month(), now.Day()+days, hour, minute, 0, 0, now.Location())
	}
	days := func(day time.Weekday) int { return (int(day)-int(now.Weekday())+6)%7 + 1 }
	monday := days(time.Monday)
	if now.Before(at(0, 10, 0)) && now.Weekday() == time.Monday {
		monday = 0
	}
	all := []playground.Preset{
		{Label: "One hour on", To: now.Add(time.Hour).Truncate(time.Minute)},
		{Label: "Tomorrow 09:00", To: at(1, 9, 0)},
		{Label: "Monday 09:00, the digest", To: at(monday, 9, 0)},
		{Label: "Monday 10:00, the team's question", To: at(monday, 10, 0)},
		{Label: "Wednesday 09:00", To: at(days(time.Wednesday), 9, 0)},
		{Label: "Thursday 15:30, everybody's question", To: at(days(time.Thursday), 15, 30)},
	}
	var ahead []playground.Preset
	for _, p := range all {
		if p.To.After(now) {
			ahead = append(ahead, p)
		}
	}
	return ahead
}
