package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// idleTeam is a team of the people of the local Slack, with a question every weekday.
const idleTeam = `admins: [U0MGR]
teams:
  - id: riverside
    name: Riverside
    channel: C02SUP
    line_managers: [U0MGR]
    workers: [{user: U01SAM, supervisor: U0SUP}]
    schedules: [{id: question, kind: team-prompt, cron: "0 10 * * 1-5"}]
`

// BenchmarkIdle measures what `handrail run` holds in memory while nobody uses it: the program as it is built, in
// Socket Mode, with a team on SQLite. Private is its own memory (RssAnon in /proc/PID/status), resident
// counts the pages of the program's file too that are mapped (VmRSS, what ps shows); MB are a million bytes. Wanted are
// 30. The most of three quiet minutes is told, which hold every round of the clock and of Go's collector.
func BenchmarkIdle(b *testing.B) {
	if _, err := os.Stat("/proc/self/status"); err != nil {
		b.Skip("this system has no /proc to read memory from")
	}
	pid := idleBot(b)
	<-time.After(10 * time.Second) // it has started
	var private, resident float64
	for b.Loop() {
		for range 180 {
			<-time.After(time.Second)
			private, resident = max(private, memoryOf(b, pid, "RssAnon")), max(resident, memoryOf(b, pid, "VmRSS"))
		}
	}
	b.ReportMetric(0, "ns/op")
	b.ReportMetric(private, "private-MB")
	b.ReportMetric(resident, "resident-MB")
}

// idleBot builds the program, starts it against a local Slack, and gives its process.
func idleBot(b *testing.B) int {
	b.Helper()
	slack := localSlack(b)
	folder := b.TempDir()
	program := filepath.Join(folder, "handrail")
	if out, err := exec.Command("go", "build", "-o", program, ".").CombinedOutput(); err != nil {
		b.Fatalf("go build: %v: %s", err, out)
	}
	onDisk(b, program)
	teams := filepath.Join(folder, "teams.yaml")
	must(b, os.WriteFile(teams, []byte(idleTeam), 0o600))
	token, app, _ := slack.Tokens()
	environment := append(os.Environ(), "SLACK_API_URL="+slack.APIURL(), "SLACK_BOT_TOKEN="+token, "SLACK_APP_TOKEN="+app,
		"HANDRAIL_KEY_FILE="+filepath.Join(folder, "handrail.key"), "HANDRAIL_DATABASE_URL=sqlite:"+filepath.Join(folder, "handrail.db"),
		"HANDRAIL_LISTEN=127.0.0.1:0", "HANDRAIL_METRICS_LISTEN=none")
	run := func(args ...string) *exec.Cmd {
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Env = folder, environment
		return cmd
	}
	for _, args := range [][]string{{"keys", "new"}, {"teams", "apply", teams}} {
		if out, err := run(args...).CombinedOutput(); err != nil {
			b.Fatalf("handrail %v: %v: %s", args, err, out)
		}
	}
	bot := run("run")
	must(b, bot.Start())
	b.Cleanup(func() {
		_ = bot.Process.Signal(os.Interrupt)
		_ = bot.Wait()
	})
	must(b, connected(slack))
	return bot.Process.Pid
}

// onDisk waits until a file that was just written stands on the disk, as that of a program does which was installed.
func onDisk(b *testing.B, file string) {
	b.Helper()
	f, err := os.Open(file)
	must(b, err)
	defer f.Close()
	must(b, f.Sync())
}

// memoryOf reads one figure of /proc/PID/status (proc(5)), in MB of a million bytes.
func memoryOf(b *testing.B, pid int, name string) float64 {
	b.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	must(b, err)
	for line := range strings.Lines(string(status)) {
		if words := strings.Fields(line); len(words) == 3 && words[0] == name+":" {
			kB, err := strconv.ParseFloat(words[1], 64)
			must(b, err)
			return kB * 1024 / 1e6
		}
	}
	b.Fatalf("found no %s in /proc/%d/status", name, pid)
	return 0
}
