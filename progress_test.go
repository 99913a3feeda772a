package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestProgressStandsInOneLineAndGoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		p := (&shell{err: &shown, terminal: true}).progress("Looking up", 3)
		p.step() // too soon after the last drawing to be drawn
		<-time.After(redraw)
		p.step()
		p.waits(30 * time.Second)
		p.step()
		p.end()
		p.step() // nothing is drawn over what comes next
		const over = "\r\x1b[K"
		want := strings.Join([]string{"", "Looking up: 0 of 3", "Looking up: 2 of 3", "Looking up: 2 of 3 (Slack asks to wait 30s)", "Looking up: 3 of 3", ""}, over)
		if got := shown.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	})
}

func TestNobodyWhoReadsALogSeesProgress(t *testing.T) {
	var shown bytes.Buffer
	p := (&shell{err: &shown}).progress("Looking up", 1)
	p.waits(time.Second)
	p.step()
	p.end()
	if shown.Len() > 0 {
		t.Errorf("got %q", shown.String())
	}
	for name, open := range map[string]func() (*os.File, error){
		"a file":  func() (*os.File, error) { return os.Create(filepath.Join(t.TempDir(), "log")) },
		"nowhere": func() (*os.File, error) { return os.OpenFile(os.DevNull, os.O_WRONLY, 0) },
		"a pipe":  func() (*os.File, error) { _, w, err := os.Pipe(); return w, err },
	} {
		f, err := open()
		must(t, err)
		if isTerminal(f) {
			t.Errorf("%s counts as a terminal", name)
		}
		must(t, f.Close())
	}
}

func TestAGrowingFileIsShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var shown bytes.Buffer
		file := filepath.Join(t.TempDir(), "backup")
		end := (&shell{err: &shown, terminal: true}).growing("Writing", file, 3*megabyte)
		must(t, os.WriteFile(file, make([]byte, 2*megabyte), 0o600))
		<-time.After(redraw + redraw/2)
		end()
		if got := shown.String(); !strings.Contains(got, "Writing: 2 of 3 MB") || !strings.HasSuffix(got, "\x1b[K") {
			t.Errorf("got %q", got)
		}
	})
}
