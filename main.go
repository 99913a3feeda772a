// Handrail is a Slack bot for peer workers. This file is its command line: it parses, and the cmd_*.go files beside
// it wire and run. `go run . playground` is the front door.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"strings"
	"syscall"
	_ "time/tzdata" // the image has no time zones of its own

	"github.com/alecthomas/kong"

	"handrail/config"
	"handrail/internal/notelines"
	"handrail/prompts"
)

// The exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2 // bad usage or bad input
	exitFaults = 3 // doctor found faults
)

type commandLine struct {
	Playground playgroundCmd `cmd:"" help:"Try Handrail in the browser: a local Slack with a sample team. Needs no account and no network."`
	Run        runCmd        `cmd:"" help:"Connect to Slack and stay connected."`
	Doctor     doctorCmd     `cmd:"" help:"Check tokens, scopes, database, keys and schedules, and say how to mend each."`
	Manifest   manifestCmd   `cmd:"" help:"Print the app manifest to paste into Slack."`
	Teams      teamsCmd      `cmd:"" help:"Declare admins, teams, people and schedules in YAML."`
	Digest     digestCmd     `cmd:"" help:"Print the digest of an ended period, without sending it and without words."`
	Export     exportCmd     `cmd:"" help:"Print the figures of an ended period as CSV: of every team, and of the organisation for a quarter."`
	Backup     backupCmd     `cmd:"" help:"Write a consistent copy of the database, while Handrail runs."`
	Restore    restoreCmd    `cmd:"" help:"Put a backup in the place of the database, where none stands."`
	Keys       keysCmd       `cmd:"" help:"Make and change the master key."`
	Prompts    promptsCmd    `cmd:"" help:"Print the question bank, or bring questions of your own."`
	Suggest    suggestCmd    `cmd:"" help:"Suggest themes for notes: JSON lines in, JSON lines out. The very code the forms use."`
	Mask       maskCmd       `cmd:"" help:"Hide identifiers in notes: JSON lines in, JSON lines out. The very code the forms use."`
	Version    versionCmd    `cmd:"" help:"Print the version."`
}

// shell is what a command has of the world around it.
type shell struct {
	ctx    context.Context
	in     io.Reader
	out    io.Writer // data
	err    io.Writer // the rest
	lookup func(string) (string, bool)
	names  func() []string // the environment, as os.Environ has it

	terminal bool // somebody looks on at err
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends it at once
	sh := &shell{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, lookup: os.LookupEnv, names: os.Environ, terminal: isTerminal(os.Stderr)}
	os.Exit(sh.run(os.Args[1:]))
}

// run runs one command and returns the exit code.
func (sh *shell) run(args []string) (code int) {
	type exited struct{ code int }
	defer func() {
		if r := recover(); r != nil {
			e, ok := r.(exited)
			if !ok {
				panic(r)
			}
			code = e.code
		}
	}()
	out := &written{to: sh.out}
	sh.out = out
	parser, err := kong.New(&commandLine{},
		kong.Name("handrail"), kong.Description("A Slack bot for peer workers: reflections, supervision questions, weekly digests."),
		kong.Writers(sh.out, sh.err), kong.Exit(func(code int) { panic(exited{code}) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		return sh.report(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(sh.err, "handrail: %v\nRun %s --help to see what it takes.\n", err, misused(err))
		return exitUsage
	}
	err = command.Run(sh)
	if err == nil && out.failed != nil {
		err = fmt.Errorf("write to standard output: %w", out.failed)
	}
	return sh.report(err)
}

// misused is the command that was called wrongly, as far as it can be told.
func misused(err error) string {
	var wrong *kong.ParseError
	if errors.As(err, &wrong) {
		if command := wrong.Context.Selected(); command != nil {
			return command.FullPath()
		}
	}
	return "handrail"
}

// written passes data on and remembers when that failed, so that no command that lost some ends as if it had not.
type written struct {
	to     io.Writer
	failed error
}

// Write implements io.Writer.
func (w *written) Write(b []byte) (int, error) {
	n, err := w.to.Write(b)
	if err != nil && w.failed == nil {
		w.failed = err
	}
	return n, err
}

// report tells what went wrong and returns the exit code that goes with it.
func (sh *shell) report(err error) int {
	if err == nil {
		return exitDone
	}
	if errors.Is(err, errFaults) {
		return exitFaults
	}
	fmt.Fprintf(sh.err, "handrail: %v\n", err)
	if isUsage(err) {
		return exitUsage
	}
	return exitFailed
}

// badInput marks an error as the fault of what was given.
type badInput struct{ error }

func (b badInput) Unwrap() error { return b.error }

func bad(format string, args ...any) error { return badInput{fmt.Errorf(format, args...)} }

func isUsage(err error) bool {
	var given badInput
	var problems config.Problems
	var mistakes prompts.Mistakes
	var lines notelines.Mistakes
	return errors.As(err, &given) || errors.As(err, &problems) || errors.As(err, &mistakes) || errors.As(err, &lines)
}

func (sh *shell) config() (config.Config, error) { return config.Load(sh.lookup) }

// log writes for operators, to stderr.
func (sh *shell) log() *slog.Logger { return slog.New(slog.NewTextHandler(sh.err, nil)) }

type versionCmd struct{}

// Run prints the version.
func (versionCmd) Run(sh *shell) error {
	fmt.Fprintln(sh.out, "handrail", version())
	return nil
}

func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "(unknown)"
	}
	v := info.Main.Version
	if v == "" || v == "(devel)" {
		v = "built from source"
	}
	return strings.TrimSpace(v + " " + info.GoVersion)
}
