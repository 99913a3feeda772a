package bot

import "sync"

// flight is one run of a handler, which the same arrival delivered again at the same moment shares.
type flight struct {
	outcome
	landed chan struct{}
}

// flights are the runs under way, by dedupe key.
type flights struct {
	mu    sync.Mutex
	byKey map[string]*flight
}

// board returns the run of an arrival, and whether it is the first to ask for it and has to start it.
func (fs *flights) board(a arrival) (*flight, bool) {
	f := &flight{landed: make(chan struct{})}
	key := a.flightKey()
	if key == "" {
		return f, true
	}
	fs.mu.Lock()
	defer fs.mu.Unlock()
	if under := fs.byKey[key]; under != nil {
		return under, false
	}
	if fs.byKey == nil {
		fs.byKey = map[string]*flight{}
	}
	fs.byKey[key] = f
	return f, true
}

func (fs *flights) land(a arrival, f *flight) {
	if key := a.flightKey(); key != "" {
		fs.mu.Lock()
		delete(fs.byKey, key)
		fs.mu.Unlock()
	}
	close(f.landed)
}

// flightKey is the dedupe key within its kind and person; "" for what has none.
func (a arrival) flightKey() string {
	if a.request.Once == "" {
		return ""
	}
	return string(a.kind) + " " + string(a.request.User) + " " + a.request.Once
}
