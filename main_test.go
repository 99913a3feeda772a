package main

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// fullDisk takes nothing.
type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// What a command prints may be on its way into a file that somebody pastes into Slack, or counts with.
func TestACommandWhoseDataIsLostFails(t *testing.T) {
	for _, command := range []string{"manifest", "manifest --json", "prompts", "prompts --json", "prompts export", "teams export", "version"} {
		t.Run(command, func(t *testing.T) {
			t.Chdir(t.TempDir())
			var said bytes.Buffer
			sh := shell{ctx: t.Context(), out: &said, err: &said, lookup: nothingSet}
			if code := sh.run([]string{"keys", "new"}); code != exitDone {
				t.Fatal(said.String())
			}
			said.Reset()
			sh.out = fullDisk{}
			code := sh.run(strings.Fields(command))
			if code != exitFailed || !strings.Contains(said.String(), "no space left on device") {
				t.Errorf("it ended with %d and said %q", code, said.String())
			}
		})
	}
}

func nothingSet(string) (string, bool) { return "", false }
