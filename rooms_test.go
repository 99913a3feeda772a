package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A room's list of its files, in its doc.go, names none that is gone. It need not name all: a new command is one file and
// one line in New, and nothing else.
func TestRoomsListFilesThatAreThere(t *testing.T) {
	lists, err := filepath.Glob("*/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	listed := 0
	for _, list := range lists {
		doc, err := os.ReadFile(list)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range filesIn(string(doc)) {
			listed++
			if _, err := os.Stat(filepath.Join(filepath.Dir(list), name)); errors.Is(err, fs.ErrNotExist) {
				t.Errorf("%s names %s, which is gone", list, name)
			}
		}
	}
	if listed < 100 {
		t.Errorf("only %d files are listed", listed)
	}
}

// filesIn returns the names of files with which the indented lines of a list begin.
func filesIn(doc string) []string {
	var names []string
	for _, line := range regexp.MustCompile(`(?m)^//\t(\w+\.go(, \w+\.go)*)`).FindAllStringSubmatch(doc, -1) {
		names = append(names, strings.Split(line[1], ", ")...)
	}
	return names
}
