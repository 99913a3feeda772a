package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"slices"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"handrail/bot"
	"handrail/config"
	"handrail/handlers"
	"handrail/mask"
	"handrail/peerwork"
	"handrail/prompts"
	"handrail/scheduler"
	"handrail/storage"
	"handrail/suggest"
	"handrail/views"
)

// house is Handrail wired together.
type house struct {
	store     *storage.Store
	bank      *prompts.Bank
	registry  handlers.Registry
	messenger *bot.Messenger
	scheduler *scheduler.Scheduler
	bot       *bot.Bot
	log       *slog.Logger
}

// build wires a house over an open store. now reads domain time.
func build(c config.Config, store *storage.Store, id bot.Identity, now func() time.Time, metrics prometheus.Registerer, log *slog.Logger) (*house, error) {
	h := &house{store: store, log: log}
	var err error
	if h.bank, err = prompts.Load(); err != nil {
		return nil, fmt.Errorf("load the question bank: %w", err)
	}
	suggester, err := suggest.New()
	if err != nil {
		return nil, fmt.Errorf("load the suggester: %w", err)
	}
	if h.messenger, err = bot.NewMessenger(connectionOf(c), id, log); err != nil {
		return nil, err
	}
	signpost, signposts := signpostsOf(c)
	h.registry = handlers.New(handlers.Dependencies{
		Store: store, Suggester: suggester, Masker: mask.New(), Bank: h.bank, BackupDays: c.BackupDays,
		Signpost: signpost, Signposts: signposts, SlackURL: id.URL,
		SendsFiles: h.messenger.SendsFiles,
	})
	h.scheduler = scheduler.New(store, h.messenger, h.bank, log)
	h.scheduler.Point(signposts, signpost)
	h.bot = bot.New(bot.Options{
		Registry: h.registry, Messenger: h.messenger, Store: store, SigningSecret: c.SigningSecret,
		Now: now, Wake: h.scheduler.Wake, Metrics: bot.NewMetrics(metrics), Log: log,
	})
	return h, nil
}

// signpostsOf returns the signpost for everybody else, and those of the nations: as the configuration has them, or
// the product's own.
func signpostsOf(c config.Config) (views.Signpost, map[string]views.Signpost) {
	if steps, ok := c.Signposts[config.Everywhere]; ok {
		return views.Signpost{Steps: steps}, nil
	}
	nations := views.DefaultSignposts()
	for nation, steps := range c.Signposts {
		nations[nation] = views.Signpost{Steps: steps}
	}
	return views.DefaultSignpost(), nations
}

func connectionOf(c config.Config) bot.Connection {
	return bot.Connection{BotToken: c.BotToken, AppToken: c.AppToken, APIURL: c.APIURL}
}

// openStore opens the database with its key.
func openStore(ctx context.Context, c config.Config, log *slog.Logger) (*storage.Store, error) {
	keys, err := storage.LoadKeyring(c.KeyFile)
	if err != nil {
		return nil, fmt.Errorf("HANDRAIL_KEY_FILE: %w", err)
	}
	store, err := storage.Open(ctx, storage.Options{URL: c.DatabaseURL, Keys: keys, Log: log, Clock: time.Now})
	if err != nil {
		return nil, fmt.Errorf("HANDRAIL_DATABASE_URL: %w", err)
	}
	return store, nil
}

// open reads the configuration and opens the database.
func (sh *shell) open() (config.Config, *storage.Store, error) {
	c, err := sh.config()
	if err != nil {
		return c, nil, err
	}
	store, err := openStore(sh.ctx, c, sh.log())
	return c, store, err
}

// unclaimed holds the teams that were declared before the bot met its workspace. The first start moves them over.
const unclaimed peerwork.WorkspaceID = "unclaimed"

// workspaceOf returns the workspace a command is about: the only one in the database, else the bot token's. Before the
// bot has met any, it is the unclaimed one, where something was declared already or there is no token.
func workspaceOf(ctx context.Context, c config.Config, store *storage.Store) (peerwork.WorkspaceID, error) {
	known, err := store.Workspaces(ctx)
	if err != nil {
		return "", err
	}
	declared := slices.Contains(known, unclaimed)
	known = slices.DeleteFunc(known, func(ws peerwork.WorkspaceID) bool { return ws == unclaimed })
	switch {
	case len(known) == 1:
		return known[0], nil
	case len(known) == 0 && declared:
		return unclaimed, nil
	case c.BotToken != "":
		id, err := identify(ctx, c)
		return id.Workspace, err
	case len(known) > 1:
		return "", bad("the database holds %d workspaces: set SLACK_BOT_TOKEN to say which one is meant", len(known))
	}
	return unclaimed, nil
}

// identify asks Slack whom the bot token belongs to. Its error says who tells how to mend it.
func identify(ctx context.Context, c config.Config) (bot.Identity, error) {
	id, err := bot.Identify(ctx, connectionOf(c))
	if err != nil {
		return id, fmt.Errorf("%w (run handrail doctor)", err)
	}
	return id, nil
}

// claim makes the workspace known, and moves what was declared without a token into it: teams, and questions.
func claim(ctx context.Context, store *storage.Store, id bot.Identity, now time.Time) error {
	if err := store.EnsureWorkspace(ctx, id.Workspace, id.WorkspaceName); err != nil {
		return err
	}
	return errors.Join(claimTeams(ctx, store, id.Workspace, now), claimQuestions(ctx, store, id.Workspace, now))
}

func claimTeams(ctx context.Context, store *storage.Store, ws peerwork.WorkspaceID, now time.Time) error {
	ours, err := store.Roster(ctx, ws)
	if err != nil || ours.Revision > 0 {
		return err
	}
	known, err := store.Workspaces(ctx)
	if err != nil || !slices.Contains(known, unclaimed) {
		return err
	}
	declared, err := store.Roster(ctx, unclaimed)
	if err != nil || declared.Revision == 0 {
		return err
	}
	return store.SaveRoster(ctx, ws, 0, declared, "", now)
}

func claimQuestions(ctx context.Context, store *storage.Store, ws peerwork.WorkspaceID, now time.Time) error {
	ours, err := store.BankChanges(ctx, ws)
	if err != nil || ours.Revision > 0 {
		return err
	}
	declared, err := store.BankChanges(ctx, unclaimed)
	if err != nil || declared.Revision == 0 {
		return err
	}
	return store.SaveBankChanges(ctx, ws, 0, declared, "", now)
}

// openRoster opens the database and returns the roster of the workspace a command is about. The caller closes the store.
func (sh *shell) openRoster() (*storage.Store, peerwork.WorkspaceID, peerwork.Roster, error) {
	c, store, err := sh.open()
	if err != nil {
		return nil, "", peerwork.Roster{}, err
	}
	ws, err := workspaceOf(sh.ctx, c, store)
	if err != nil {
		return nil, "", peerwork.Roster{}, errors.Join(err, store.Close())
	}
	roster, err := store.Roster(sh.ctx, ws)
	if err != nil {
		return nil, "", peerwork.Roster{}, errors.Join(err, store.Close())
	}
	return store, ws, roster, nil
}

// bankOf returns the question bank as the organisation has it.
func bankOf(ctx context.Context, store *storage.Store, ws peerwork.WorkspaceID) (*prompts.Bank, error) {
	ours, err := prompts.Load()
	if err != nil {
		return nil, err
	}
	return prompts.NewBanks(ours, store).Of(ctx, ws)
}

// runMoreAtOnce lets twice as many goroutines run as there are processors, and returns what undoes it. The one that
// saves spends its time in SQLite waiting for the disk, and would then wait again for its turn behind the others: the
// operating system shares the processors out sooner than Go's scheduler does. docs/performance.md has the figures.
func runMoreAtOnce() (undo func()) {
	was := runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(2 * was)
	return func() { runtime.GOMAXPROCS(was) }
}
