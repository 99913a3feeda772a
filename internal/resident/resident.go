// Package resident keeps small what of a running program stands in the machine's memory.
//
// Linux maps 64 kB and more around every page of the program's file that is touched, so that after a start nearly all
// of the file is mapped though an idle bot uses a tenth of it. From 6.18 on it maps as much as its cache keeps in one
// piece, which of a large file may be 2 MB. GiveBack takes the pieces apart and lets go of the pages. They stay in the
// system's cache: what is needed again is found there without reading the disk, and what is not can go when somebody
// else needs the room. docs/performance.md has the figures, and docs/adr the reasons.
package resident
