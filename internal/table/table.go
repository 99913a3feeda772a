// Package table keeps small numbers under words without keeping the words: under a 64-bit name of each. Two words of
// the same name would be taken for one; among tens of thousands of words that is not to be expected in a lifetime.
package table

const (
	start = 14695981039346656037
	step  = 1099511628211
)

// Name is the name of a word by FNV-1a (Fowler, Noll and Vo), 64 bits.
func Name(word []byte) uint64 {
	h := uint64(start)
	for _, b := range word {
		h = (h ^ uint64(b)) * step
	}
	return h
}

// Table finds a small number by a name. It is built once and then only read, so any number of goroutines may read it.
// The name 0 is never held. An empty place costs 12 bytes, as a full one does.
type Table struct {
	names  []uint64
	values []int32
	held   int
}

// New makes room for n names. There may be more: the table grows.
func New(n int) *Table {
	size := 16
	for full(n, size) {
		size *= 2
	}
	return &Table{names: make([]uint64, size), values: make([]int32, size)}
}

// full reports whether more than two places of three would be taken. Beyond that, finding that a name is not there
// takes many steps.
func full(held, size int) bool { return 3*held > 2*size }

// Find returns the value held under name, and whether there is one.
func (t *Table) Find(name uint64) (int32, bool) {
	at := t.place(name)
	return t.values[at], t.names[at] == name && name != 0
}

// Has reports whether a value is held under name.
func (t *Table) Has(name uint64) bool {
	_, found := t.Find(name)
	return found
}

// Put holds value under name, over what stood there.
func (t *Table) Put(name uint64, value int32) {
	if name == 0 {
		return
	}
	if full(t.held+1, len(t.names)) {
		t.grow()
	}
	at := t.place(name)
	if t.names[at] == 0 {
		t.held++
	}
	t.names[at], t.values[at] = name, value
}

func (t *Table) place(name uint64) uint64 {
	mask := uint64(len(t.names) - 1)
	at := (name ^ name>>29) & mask
	for t.names[at] != 0 && t.names[at] != name {
		at = (at + 1) & mask
	}
	return at
}

func (t *Table) grow() {
	larger := New(len(t.names))
	for i, name := range t.names {
		larger.Put(name, t.values[i])
	}
	*t = *larger
}
