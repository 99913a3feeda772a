package peerwork

import (
	"sync"
	"time"
)

// zones remembers the zones that were read, because time.LoadLocation reads a file each time. What it holds never
// changes while the process runs.
var zones sync.Map //nolint:gochecknoglobals // a memory of constants

// Zone returns the time zone of an IANA name, and whether this machine knows it. "" and "Local" are not known:
// nothing here may depend on the zone of the machine.
func Zone(name string) (*time.Location, bool) {
	if known, ok := zones.Load(name); ok {
		return known.(*time.Location), true
	}
	if name == "" || name == "Local" {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, false
	}
	zones.Store(name, loc)
	return loc, true
}

// FirstZone returns the first of the named zones that this machine knows, or UTC.
func FirstZone(names ...string) *time.Location {
	for _, name := range names {
		if loc, ok := Zone(name); ok {
			return loc
		}
	}
	return time.UTC
}
