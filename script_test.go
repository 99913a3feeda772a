package main

import (
	"context"
	"errors"
	"os/exec"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"handrail/playground"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"handrail": main})
}

// TestScript runs the binary as people do. The files in testdata/script read as documentation of the command line.
// They have two commands of their own: exits CODE COMMAND, and connected, which waits until a bot is.
func TestScript(t *testing.T) {
	slack := localSlack(t)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			bot, app, _ := slack.Tokens()
			env.Setenv("LOCAL_SLACK", slack.APIURL())
			env.Setenv("TAKEN", strings.TrimPrefix(slack.BaseURL(), "http://"))
			env.Setenv("BOT_TOKEN", bot)
			env.Setenv("APP_TOKEN", app)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     exits,
			"connected": func(ts *testscript.TestScript, _ bool, _ []string) { ts.Check(connected(slack)) },
		},
	})
}

func exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	var exit *exec.ExitError
	switch err := ts.Exec(args[1], args[2:]...); {
	case !errors.As(err, &exit):
		ts.Fatalf("it ended with %v, want exit code %d", err, want)
	case exit.ExitCode() != want:
		ts.Fatalf("exit code %d, want %d", exit.ExitCode(), want)
	}
}

func connected(slack *playground.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	return slack.WaitConnected(ctx)
}

// localSlack serves Sam, Ama and Jo in the channel C02SUP. Scripts find its address and tokens in
// LOCAL_SLACK, BOT_TOKEN and APP_TOKEN.
func localSlack(t testing.TB) *playground.Server {
	t.Helper()
	s := playground.New(playground.Example())
	_, err := s.Start("127.0.0.1:0")
	must(t, err)
	t.Cleanup(s.Close)
	return s
}
