package main

import (
	"fmt"
	"io"
	"os"
	"time"
)

// progress shows on a terminal how far long work is, in one line that is written over. In a pipe or a log it shows
// nothing.
type progress struct {
	to    io.Writer // nil: nobody looks on
	what  string
	total int // 0: not known
	done  int
	drawn time.Time
}

// redraw is how often the line is drawn at most.
const redraw = 100 * time.Millisecond

// progress begins to show work of so many steps; 0 where that is not known.
func (sh *shell) progress(what string, total int) *progress {
	p := &progress{what: what, total: total}
	if sh.terminal {
		p.to = sh.err
	}
	p.drawn = time.Now()
	p.draw("")
	return p
}

// step counts one more step.
func (p *progress) step() { p.reached(p.done + 1) }

// reached counts steps up to one.
func (p *progress) reached(done int) {
	p.done = done
	if now := time.Now(); p.done == p.total || now.Sub(p.drawn) >= redraw {
		p.drawn = now
		p.draw("")
	}
}

// waits says that nothing goes on for a while, because Slack wants it so.
func (p *progress) waits(d time.Duration) {
	p.draw(fmt.Sprintf(" (Slack asks to wait %s)", d.Round(time.Second)))
}

func (p *progress) draw(more string) {
	if p.to == nil {
		return
	}
	count := ""
	switch {
	case p.total > 0:
		count = fmt.Sprintf(": %d of %d", p.done, p.total)
	case p.done > 0:
		count = fmt.Sprintf(": %d", p.done)
	}
	fmt.Fprintf(p.to, "\r\x1b[K%s%s%s", p.what, count, more)
}

// end takes the line away. What is shown next begins where it stood.
func (p *progress) end() {
	if p.to != nil {
		fmt.Fprint(p.to, "\r\x1b[K")
	}
	p.to = nil
}

// isTerminal reports whether somebody may look on while it is written to.
func isTerminal(f *os.File) bool {
	is, err := f.Stat()
	if err != nil || is.Mode()&os.ModeCharDevice == 0 || os.Getenv("TERM") == "dumb" {
		return false
	}
	nowhere, err := os.Stat(os.DevNull)
	return err != nil || !os.SameFile(is, nowhere)
}
