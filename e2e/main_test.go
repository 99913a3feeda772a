// Package e2e lives a week of Handrail from the outside: it builds the program, starts its playground, and does in it
// what people do, in a browser or through the page's own API. It imports nothing of the program.
package e2e

import (
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"
)

var pictures = flag.String("screenshots", "", "the folder to put the README's pictures in")

// workshop is the folder that the program is built in. It goes when the tests have ended.
var workshop string

func TestMain(m *testing.M) {
	flag.Parse()
	os.Exit(within(m))
}

func within(m *testing.M) int {
	var err error
	if workshop, err = os.MkdirTemp("", "handrail-e2e-"); err != nil {
		fmt.Fprintln(os.Stderr, "make a folder to build in:", err)
		return 1
	}
	defer os.RemoveAll(workshop) //nolint:errcheck // a folder left in the temporary ones harms nobody
	return m.Run()
}

// program builds Handrail once, with the race detector where the tests have it.
var program = sync.OnceValues(func() (string, error) {
	path := filepath.Join(workshop, "handrail")
	args := []string{"build", "-buildvcs=false", "-o", path}
	if raceDetector {
		args = append(args, "-race")
	}
	build := exec.Command("go", append(args, "..")...)
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("build Handrail: %w\n%s", err, said)
	}
	return path, nil
})
