package table_test

import (
	"testing"

	"pgregory.net/rapid"

	"handrail/internal/table"
)

// Whatever is put, in whatever order and over whatever stood there, is found as in a map.
func TestTableFindsWhatAMapWould(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		made, want := table.New(rapid.IntRange(0, 40).Draw(t, "room")), map[uint64]int32{}
		names := rapid.SliceOf(rapid.Uint64Range(0, 300)).Draw(t, "names") // many fall on the same place
		for i, name := range names {
			made.Put(name, int32(i))
			if name != 0 {
				want[name] = int32(i)
			}
		}
		for name := range uint64(301) {
			value, found := made.Find(name)
			wanted, put := want[name]
			if found != put || put && value != wanted || made.Has(name) != put {
				t.Fatalf("under %d: found %d, %v; want %d, %v", name, value, found, wanted, put)
			}
		}
	})
}

// The published values of FNV-1a for the empty word and for "a".
func TestNameIsFNV1a(t *testing.T) {
	for word, want := range map[string]uint64{"": 0xcbf29ce484222325, "a": 0xaf63dc4c8601ec8c} {
		if name := table.Name([]byte(word)); name != want {
			t.Errorf("%q: %x, want %x", word, name, want)
		}
	}
}
