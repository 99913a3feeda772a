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
	unit  string // behind the numbers: " MB", or nothing
	total int    // 0: not known
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
		count = fmt.Sprintf(": %d of %d%s", p.done, p.total, p.unit)
	case p.done > 0:
		count = fmt.Sprintf(": %d%s", p.done, p.unit)
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

// megabyte is in what files are told.
const megabyte = 1_000_000

// growing shows how far a file has grown that is being written, towards a size; 0 where that is not known. Call end when
// it stands.
func (sh *shell) growing(what, file string, size int64) (end func()) {
	if !sh.terminal {
		return func() {}
	}
	p := sh.progress(what, int(size/megabyte))
	p.unit = " MB"
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		look := time.NewTicker(redraw)
		defer look.Stop()
		for {
			select {
			case <-stop:
				return
			case <-look.C:
				if is, err := os.Stat(file); err == nil {
					p.reached(int(is.Size() / megabyte))
				}
			}
		}
	}()
	return func() {
		close(stop)
		<-stopped
		p.end()
	}
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
