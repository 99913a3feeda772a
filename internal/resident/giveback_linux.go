package resident

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"
)

// GiveBack lets go of the pages of the program's own file that are mapped to be read or run. The next touch maps them
// again, some microseconds each.
func GiveBack() error {
	program, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return fmt.Errorf("find the program's file: %w", err)
	}
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return fmt.Errorf("read which memory is mapped: %w", err)
	}
	defer f.Close()
	areas, err := untouched(f, program)
	if err != nil {
		return err
	}
	for _, a := range areas {
		split(a)
		if err := advise(a.from, a.to-a.from, unix.MADV_DONTNEED); err != nil {
			return fmt.Errorf("give back the memory from %#x: %w", a.from, err)
		}
	}
	return nil
}

// piece is what Linux maps around a touched page of a file that it keeps page by page.
const piece = 64 << 10

// split has the system keep an area page by page. To be told that a part of something larger is cold makes it take the
// larger thing apart. That is a favour: it is not done where another process maps it too, where the disk does not hold
// it yet, or before Linux 5.4.
func split(a area) {
	page := uintptr(os.Getpagesize())
	for at := a.from; at < a.to; at += piece {
		_ = advise(at, page, unix.MADV_COLD)
	}
}

func advise(from, size uintptr, advice int) error {
	if _, _, errno := syscall.Syscall(syscall.SYS_MADVISE, from, size, uintptr(advice)); errno != 0 {
		return errno
	}
	return nil
}

// area is a piece of the process's memory, from its first byte to the one after its last.
type area struct{ from, to uintptr }

// untouched finds in the format of /proc/PID/smaps (proc(5)) the areas that hold nothing but what stands in the file: not
// writable, and without one page that was written before it became read-only, as the addresses are that the loader
// fills in. Such a page would be lost.
func untouched(smaps io.Reader, file string) ([]area, error) {
	var found []area
	var at *area
	lines := bufio.NewScanner(smaps)
	for lines.Scan() {
		words := strings.Fields(lines.Text())
		switch {
		case len(words) < 2:
		case !strings.HasSuffix(words[0], ":"):
			var err error
			if at, err = areaOf(words, file); err != nil {
				return nil, err
			}
		case words[0] == "Anonymous:" && words[1] == "0" && at != nil:
			found = append(found, *at)
		}
	}
	return found, lines.Err()
}

// areaOf reads the head of an area: "00403000-01191000 r-xp 00003000 fe:00 917555 /usr/bin/handrail". It gives nil for one
// of another file, or that may be written.
func areaOf(words []string, file string) (*area, error) {
	if len(words) < 6 || strings.Join(words[5:], " ") != file || strings.Contains(words[1], "w") {
		return nil, nil
	}
	first, last, _ := strings.Cut(words[0], "-")
	from, err := strconv.ParseUint(first, 16, 64)
	if err != nil {
		return nil, fmt.Errorf("read an area of memory: found %q: %w", words[0], err)
	}
	to, err := strconv.ParseUint(last, 16, 64)
	if err != nil {
		return nil, fmt.Errorf("read an area of memory: found %q: %w", words[0], err)
	}
	return &area{uintptr(from), uintptr(to)}, nil
}
