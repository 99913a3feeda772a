package mask_test

import (
	"handrail/mask"
	"os"
	"testing"
)

func TestZZ(t *testing.T) {
	f, _ := os.Open("testdata/held-back.jsonl")
	n, err := mask.ReadLabelled(f)
	if err != nil {
		t.Fatal(err)
	}
	e := mask.New().Evaluate(n)
	t.Logf("%s", e)
	for _, m := range e.Misses {
		t.Logf("%+v", m)
	}
}
