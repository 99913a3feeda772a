package suggest

// index finds a small number by a 64-bit name. It is built once and then only read, so any number of goroutines may
// read it. The name 0 is never held.
type index struct {
	names  []uint64
	values []int32
	held   int
}

// newIndex makes room for n names.
func newIndex(n int) *index {
	size := 16
	for size < 2*n {
		size *= 2
	}
	return &index{names: make([]uint64, size), values: make([]int32, size)}
}

// find returns the value held under name, and whether there is one.
func (x *index) find(name uint64) (int32, bool) {
	at := x.place(name)
	return x.values[at], x.names[at] == name && name != 0
}

// put holds value under name, over what stood there.
func (x *index) put(name uint64, value int32) {
	if name == 0 {
		return
	}
	if 2*x.held >= len(x.names) {
		x.grow()
	}
	at := x.place(name)
	if x.names[at] == 0 {
		x.held++
	}
	x.names[at], x.values[at] = name, value
}

func (x *index) place(name uint64) uint64 {
	mask := uint64(len(x.names) - 1)
	at := (name ^ name>>29) & mask
	for x.names[at] != 0 && x.names[at] != name {
		at = (at + 1) & mask
	}
	return at
}

func (x *index) grow() {
	larger := newIndex(len(x.names))
	for i, name := range x.names {
		larger.put(name, x.values[i])
	}
	*x = *larger
}
