package scheduler

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func london(t testing.TB) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	return loc
}

func TestParseCronRefuses(t *testing.T) {
	for _, c := range []struct{ name, cron, says string }{
		{"an empty expression", "", "it is empty"},
		{"a zone prefix without a space, which makes the parser panic", "TZ=0", "time zone does not belong"},
		{"a zone prefix", "CRON_TZ=Europe/London 0 9 * * *", "time zone does not belong"},
		{"a zone prefix in lower case", "tz=UTC 0 9 * * *", "time zone does not belong"},
		{"every so often", "@every 1h", "@every is not taken"},
		{"a date that never comes", "0 9 31 2 *", "never comes"},
		{"each minute", "* * * * *", "1 minute apart"},
		{"each second", "* * * * * *", "it has 6 parts"},
		{"ten minutes apart across the hour", "0,50 9,10 * * *", "10 minutes apart"},
		{"a minute that is none", "61 9 * * *", `part 1, the minute, cannot be "61"; it takes 0 to 59`},
		{"nonsense", "every Monday", "it has 2 parts"},
		{"a day that is none", "0 9 * * MOO", `the day of the week, cannot be "MOO"`},
		{"a name that is none", "@fortnightly", "@weekly"},
		{"a long line", strings.Repeat("1,", 200) + " * * * *", "longer than 200"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := ParseCron(c.cron)
			if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), `"0 10 * * MON"`) {
				t.Errorf("%q gives %v, which does not say %q and an example", c.cron, err, c.says)
			}
		})
	}
}

func TestNextAcrossClockChanges(t *testing.T) {
	loc := london(t)
	for _, c := range []struct {
		name, cron, after string
		want              []string // instants in UTC
	}{
		{"a skipped time comes an hour on the clock later", "30 1 * * *", "2026-03-28T12:00:00Z", []string{"2026-03-29T01:30:00Z", "2026-03-30T00:30:00Z"}},
		{"a doubled time comes once, at the first", "30 1 * * *", "2026-10-24T12:00:00Z", []string{"2026-10-25T00:30:00Z", "2026-10-26T01:30:00Z"}},
		{"an ordinary time keeps to the clock face", "0 10 * * MON", "2026-03-23T12:00:00Z", []string{"2026-03-30T09:00:00Z", "2026-04-06T09:00:00Z"}},
		{"the 29th of February waits for a leap year", "0 9 29 2 *", "2026-01-01T00:00:00Z", []string{"2028-02-29T09:00:00Z"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			cron, err := ParseCron(c.cron)
			if err != nil {
				t.Fatal(err)
			}
			at, _ := time.Parse(time.RFC3339, c.after)
			var got []string
			for range c.want {
				at, _ = cron.Next(at, loc)
				got = append(got, at.UTC().Format(time.RFC3339))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestNextAlwaysMovesOnAndNeverRepeatsALocalTime(t *testing.T) {
	loc := london(t)
	rapid.Check(t, func(t *rapid.T) {
		cron, err := ParseCron(rapid.SampledFrom([]string{"0 * * * *", "*/15 * * * *", "30 1 * * *", "0 10 * * MON", "45 0-3 * * *"}).Draw(t, "cron"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(1_750_000_000, 1_900_000_000).Draw(t, "after"), 0)
		seen := map[string]bool{}
		for range 120 {
			next, nominal := cron.Next(at, loc)
			if !next.After(at) {
				t.Fatalf("%v is not after %v", next, at)
			}
			if seen[nominal] {
				t.Fatalf("%s came twice", nominal)
			}
			seen[nominal], at = true, next
		}
	})
}

func TestLastIsTheNewestMissed(t *testing.T) {
	cron, _ := ParseCron("0 10 * * *")
	since := time.Date(2026, 11, 16, 10, 0, 0, 0, time.UTC)
	at, nominal := cron.Last(since.Add(-time.Second), since.Add(75*time.Hour), london(t))
	if want := "2026-11-19T10:00"; nominal != want || !at.Equal(time.Date(2026, 11, 19, 10, 0, 0, 0, time.UTC)) {
		t.Errorf("last is %v %s, want %s", at, nominal, want)
	}
}

func FuzzParseCron(f *testing.F) {
	for _, s := range []string{"0 10 * * MON", "TZ=", "CRON_TZ=0", "@every 1s", "@weekly", "*/0 * * * *", "1-0 * * * *", "* * * * 8"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, err := ParseCron(s)
		if err != nil {
			return
		}
		if at, _ := c.Next(time.Unix(1_790_000_000, 0), time.UTC); at.IsZero() {
			t.Errorf("%q was taken and never comes", s)
		}
	})
}
