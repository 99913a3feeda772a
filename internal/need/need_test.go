package need

import (
	"fmt"
	"runtime"
	"testing"
)

// stand takes the place of the test that asks, and notes how it ended.
type stand struct {
	testing.TB
	skipped, failed bool
}

func (s *stand) Helper()               {}
func (s *stand) Skip(...any)           { s.skipped = true; runtime.Goexit() }
func (s *stand) Fatalf(string, ...any) { s.failed = true; runtime.Goexit() }

func ask(what func(testing.TB) string) (*stand, string) {
	s, answer, done := &stand{}, "", make(chan bool)
	go func() {
		defer close(done)
		answer = what(s)
	}()
	<-done
	return s, answer
}

func TestNeed(t *testing.T) {
	cases := []struct {
		name     string
		what     func(testing.TB) string
		url      string
		chromium string
		require  string
		want     string // answer, skipped, failed
	}{
		{name: "gives the PostgreSQL that is named", what: Postgres, url: "postgres://x", want: "postgres://x false false"},
		{name: "skips without PostgreSQL", what: Postgres, want: " true false"},
		{name: "fails without a PostgreSQL that is required", what: Postgres, require: "chromium,postgres", want: " false true"},
		{name: "skips without PostgreSQL where only Chromium is required", what: Postgres, require: "chromium", want: " true false"},
		{name: "gives the Chromium that is named", what: Chromium, chromium: "/opt/chromium", want: "/opt/chromium false false"},
		{name: "skips where there is to be no Chromium", what: Chromium, chromium: "none", want: " true false"},
		{name: "fails without a Chromium that is required", what: Chromium, chromium: "none", require: "postgres,chromium", want: " false true"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Setenv("HANDRAIL_TEST_POSTGRES_URL", c.url)
			t.Setenv("HANDRAIL_TEST_CHROMIUM", c.chromium)
			t.Setenv(Require, c.require)
			s, answer := ask(c.what)
			if got := fmt.Sprint(answer, " ", s.skipped, " ", s.failed); got != c.want {
				t.Errorf("answer, skipped, failed: got %q, want %q", got, c.want)
			}
		})
	}
}
