package resident

import (
	"crypto/sha256"
	"os"
	"slices"
	"strings"
	"testing"
)

const example = `00400000-00403000 r--p 00000000 fe:00 917555 /opt/hand rail
Rss:                  12 kB
Anonymous:             0 kB
00403000-01191000 r-xp 00003000 fe:00 917555 /opt/hand rail
Anonymous:             0 kB
VmFlags: rd ex mr mw me
02127000-0212a000 r--p 01d27000 fe:00 917555 /opt/hand rail
Anonymous:            12 kB
0212a000-0227c000 rw-p 01d2a000 fe:00 917555 /opt/hand rail
Anonymous:             0 kB
7f165cc2c000-7f165cd82000 r-xp 00026000 fe:00 1234 /usr/lib/libc.so.6
Anonymous:             0 kB
7ffd1c5e2000-7ffd1c603000 rw-p 00000000 00:00 0 [stack]
Anonymous:             0 kB
7ffd1c603000-7ffd1c604000 r--p 00000000 00:00 0
Anonymous:             0 kB
`

func TestOnlyWhatStandsInTheFileIsGivenBack(t *testing.T) {
	found, err := untouched(strings.NewReader(example), "/opt/hand rail")
	if err != nil {
		t.Fatal(err)
	}
	if want := []area{{0x400000, 0x403000}, {0x403000, 0x1191000}}; !slices.Equal(found, want) {
		t.Errorf("found %x, want %x", found, want)
	}
}

func TestAnAreaThatCannotBeReadIsNamed(t *testing.T) {
	_, err := untouched(strings.NewReader("zz-01 r-xp 0 fe:00 1 /opt/handrail\n"), "/opt/handrail")
	if err == nil || !strings.Contains(err.Error(), `"zz-01"`) {
		t.Errorf("found %v, want an error that names zz-01", err)
	}
}

// A program goes on as before, again and again: its code and constants are where they were.
func TestAProgramRunsOnAfterGivingBack(t *testing.T) {
	want := sha256.Sum256([]byte(example))
	before := mapped(t)
	for range 20 {
		if err := GiveBack(); err != nil {
			t.Fatal(err)
		}
		if sha256.Sum256([]byte(example)) != want {
			t.Fatal("the program works out something else now")
		}
	}
	if err := GiveBack(); err != nil {
		t.Fatal(err)
	}
	if after := mapped(t); after >= before {
		t.Errorf("mapped after: %s, before: %s; want less", after, before)
	}
}

// mapped is the line on mapped files in /proc/self/status, padded so that lines compare as their numbers do.
func mapped(t *testing.T) string {
	t.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(status)) {
		if strings.HasPrefix(line, "RssFile:") {
			return strings.TrimSpace(line)
		}
	}
	t.Skip("this kernel does not tell how much of its files a process has mapped")
	return ""
}
