package resident

import "testing"

// BenchmarkGiveBack measures what giving back costs, with what the next round of the loop maps again for itself.
func BenchmarkGiveBack(b *testing.B) {
	for b.Loop() {
		if err := GiveBack(); err != nil {
			b.Fatal(err)
		}
	}
}
