package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// patience is how long a test waits for what it expects.
const patience = 20 * time.Second

// playground is a running `handrail playground`.
type playground struct {
	t    testing.TB
	URL  string // "http://127.0.0.1:43127", without a last slash
	Data string // its data folder, with temporary files too
	said *listener
	cmd  *exec.Cmd
	stop func()
}

// startPlayground starts the program with a data folder of its own, and with further flags. It ends with the test.
func startPlayground(t testing.TB, flags ...string) *playground {
	t.Helper()
	path, err := program()
	if err != nil {
		t.Fatal(err)
	}
	data := t.TempDir()
	p := &playground{t: t, Data: data, said: newListener(regexp.MustCompile(`http://127\.0\.0\.1:\d+`))}
	p.cmd = exec.Command(path, append([]string{"playground", "--addr", "127.0.0.1:0", "--data", data}, flags...)...)
	p.cmd.Env = bare(data)
	p.cmd.Stdout, p.cmd.Stderr = p.said, p.said
	if err := p.cmd.Start(); err != nil {
		t.Fatal("start the playground: ", err)
	}
	p.stop = sync.OnceFunc(p.end)
	t.Cleanup(func() {
		p.stop()
		if t.Failed() {
			t.Logf("the playground said:\n%s", p.said)
		}
	})
	select {
	case p.URL = <-p.said.found:
	case <-time.After(patience):
		t.Fatal("the playground says no address")
	}
	return p
}

// end asks the program to end, and waits for it.
func (p *playground) end() {
	ended := make(chan error, 1)
	go func() { ended <- p.cmd.Wait() }()
	_ = p.cmd.Process.Signal(os.Interrupt)
	select {
	case err := <-ended:
		if err != nil {
			p.t.Errorf("the playground ended badly: %v", err)
		}
	case <-time.After(patience):
		_ = p.cmd.Process.Kill()
		<-ended //nolint:errcheck // it was killed
		p.t.Error("the playground does not end when it is asked to")
	}
}

// bare is an environment in which nothing of Handrail's is set, and temporary files land in the data folder.
func bare(data string) []string {
	env := []string{"TMPDIR=" + data}
	for _, pair := range os.Environ() {
		if name, _, _ := strings.Cut(pair, "="); name != "TMPDIR" && !strings.HasPrefix(name, "HANDRAIL_") && !strings.HasPrefix(name, "SLACK_") {
			env = append(env, pair)
		}
	}
	return env
}

// run runs another command of the program on the playground's data, and returns what it prints.
func (p *playground) run(args ...string) string {
	p.t.Helper()
	path, err := program()
	if err != nil {
		p.t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(bare(p.Data), p.setup()...)
	out, err := cmd.Output()
	if err != nil {
		var said []byte
		if exit, ok := err.(*exec.ExitError); ok { //nolint:errorlint // Output returns it bare
			said = exit.Stderr
		}
		p.t.Fatalf("handrail %s: %v\n%s", strings.Join(args, " "), err, said)
	}
	return string(out)
}

// setup names the playground's database and key as the environment does.
func (p *playground) setup() []string {
	return []string{
		"HANDRAIL_DATABASE_URL=sqlite:" + p.only("*.db"),
		"HANDRAIL_KEY_FILE=" + p.only("*.key"),
	}
}

// only is the one file of the data folder with such a name.
func (p *playground) only(pattern string) string {
	p.t.Helper()
	found, err := filepath.Glob(filepath.Join(p.Data, pattern))
	if err != nil || len(found) != 1 {
		p.t.Fatalf("find one %s in the data folder: %v %v", pattern, found, err)
	}
	return found[0]
}

// listener keeps what a program says, and tells when it says what was awaited.
type listener struct {
	awaited *regexp.Regexp
	found   chan string // gets the first match

	mu   sync.Mutex
	said strings.Builder
	told bool
}

func newListener(awaited *regexp.Regexp) *listener {
	return &listener{awaited: awaited, found: make(chan string, 1)}
}

// Write implements io.Writer.
func (l *listener) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.said.Write(b)
	if whole := l.said.String(); !l.told && strings.HasSuffix(whole, "\n") {
		if match := l.awaited.FindString(whole); match != "" {
			l.told = true
			l.found <- match
		}
	}
	return len(b), nil
}

func (l *listener) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.String()
}
