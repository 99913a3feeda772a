package peerwork_test

import (
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"handrail/peerwork"
)

const slackOption = 75 // characters that Slack allows in an option and in its description

func TestTheCodingFrameFitsSlack(t *testing.T) {
	seen := make(map[string]bool)
	fits := func(id, text string) {
		t.Helper()
		if n := utf8.RuneCountInString(text); n == 0 || n > slackOption || seen[id] {
			t.Errorf("%s has %d characters, or is there twice: %q", id, n, text)
		}
		seen[id] = true
	}
	for _, s := range peerwork.SubThemes() {
		fits(string(s.Code), s.Gloss)
		if found, ok := peerwork.LookupSubTheme(s.Code); !ok || found != s || peerwork.ThemeOf(s.Code) != s.Theme {
			t.Errorf("%s is looked up as %v", s.Code, found)
		}
		if s.Code != peerwork.CodeX && !slices.Contains(peerwork.Themes(), s.Theme) {
			t.Errorf("%s has the theme %q", s.Code, s.Theme)
		}
	}
	for _, b := range peerwork.Boundaries() {
		fits(string(b.Code), b.Covers)
		fits(string(b.Code)+" label", b.Label)
	}
	for _, c := range peerwork.Changes() {
		fits(string(c.ID), c.Label)
	}
	if _, ok := peerwork.LookupSubTheme("R9"); ok || peerwork.ThemeOf("R9") != "" {
		t.Error("there is an R9")
	}
	if slices.Contains(peerwork.Themes(), peerwork.OutsideRole) {
		t.Error("outside the role is no theme of the model")
	}
}

func TestAudience(t *testing.T) {
	ama, jo, kim := peerwork.Named{User: "U1", Name: "Ama"}, peerwork.Named{User: "U2", Name: "Jo"}, peerwork.Named{User: "U3", Name: "Kim"}
	for name, c := range map[string]struct {
		audience peerwork.Audience
		choices  []string
		sentence [3]string // by choice
	}{
		"a supervisor and a line manager": {
			peerwork.Audience{Supervisor: ama, Managers: []peerwork.Named{jo}},
			[]string{"Only me", "Ama, my supervisor", "Ama, my supervisor, and Jo, my line manager, without my name"},
			[3]string{
				"Only you can read it.",
				"Ama, your supervisor, can read it.",
				"Ama, your supervisor, and Jo, your line manager, without your name, can read it.",
			},
		},
		"a supervisor who is the line manager": {
			peerwork.Audience{Supervisor: jo, Managers: []peerwork.Named{jo}},
			[]string{"Only me", "Jo, my supervisor and my line manager"},
			[3]string{
				"Only you can read it.",
				"Jo, your supervisor and your line manager, can read it.",
				"Jo, your supervisor and your line manager, can read it.",
			},
		},
		"two line managers, one of whom supervises": {
			peerwork.Audience{Supervisor: jo, Managers: []peerwork.Named{jo, kim}},
			[]string{
				"Only me", "Jo, my supervisor and my line manager",
				"Jo, my supervisor and my line manager, and Kim, my line manager, without my name",
			},
			[3]string{
				"Only you can read it.",
				"Jo, your supervisor and your line manager, can read it.",
				"Jo, your supervisor and your line manager, and Kim, your line manager, without your name, can read it.",
			},
		},
		"no supervisor yet": {
			peerwork.Audience{Managers: []peerwork.Named{jo}},
			[]string{"Only me", "Jo, my line manager, without my name"},
			[3]string{"Only you can read it.", "Only you can read it.", "Jo, your line manager, without your name, can read it."},
		},
		"a team the author has left": {
			peerwork.Audience{Managers: []peerwork.Named{jo, kim}, Left: "Hilltop"},
			[]string{"Only me", "Jo, line manager of Hilltop, and Kim, line manager of Hilltop, without my name"},
			[3]string{
				"Only you can read it.", "Only you can read it.",
				"Jo, line manager of Hilltop, and Kim, line manager of Hilltop, without your name, can read it.",
			},
		},
		"nobody": {
			peerwork.Audience{},
			[]string{"Only me"},
			[3]string{"Only you can read it.", "Only you can read it.", "Only you can read it."},
		},
		"a name in small letters": {
			peerwork.Audience{Supervisor: peerwork.Named{User: "U4", Name: "élodie"}},
			[]string{"Only me", "élodie, my supervisor"},
			[3]string{"Only you can read it.", "Élodie, your supervisor, can read it.", "Élodie, your supervisor, can read it."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			var labels []string
			for _, choice := range c.audience.Choices() {
				labels = append(labels, choice.Label)
			}
			if diff := cmp.Diff(c.choices, labels); diff != "" {
				t.Error(diff)
			}
			for readers, want := range c.sentence {
				if got := c.audience.Sentence(peerwork.Readers(readers)); got != want {
					t.Errorf("choice %d: got %q, want %q", readers, got, want)
				}
			}
		})
	}
}

func TestMayGuess(t *testing.T) {
	jo, kim := peerwork.Named{User: "U2", Name: "Jo"}, peerwork.Named{User: "U3", Name: "Kim"}
	for name, c := range map[string]struct {
		audience peerwork.Audience
		want     string
	}{
		"few": {peerwork.Audience{Workers: 3, Managers: []peerwork.Named{jo}}, "Your team has 3 peer workers. Jo may guess this is yours."},
		"few where the author was": {
			peerwork.Audience{Workers: 2, Managers: []peerwork.Named{jo}, Left: "Hilltop"}, "Hilltop has 2 peer workers. Jo may guess this is yours.",
		},
		"one":             {peerwork.Audience{Workers: 1, Managers: []peerwork.Named{jo, kim}}, "Your team has 1 peer worker. Jo and Kim may guess this is yours."},
		"enough":          {peerwork.Audience{Workers: 5, Managers: []peerwork.Named{jo}}, ""},
		"no line manager": {peerwork.Audience{Workers: 2}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.audience.MayGuess(5); got != c.want {
				t.Errorf("got %q, want %q", got, c.want)
			}
		})
	}
}

func TestQuietHours(t *testing.T) {
	clock := func(hour, minute int) time.Time { return time.Date(2026, 11, 16, hour, minute, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		hours       string
		quiet, loud []time.Time
	}{
		"over midnight": {"19:00-08:00", []time.Time{clock(19, 0), clock(23, 59), clock(0, 0), clock(7, 59)}, []time.Time{clock(8, 0), clock(12, 0), clock(18, 59)}},
		"within a day":  {"12:30-13:15", []time.Time{clock(12, 30), clock(13, 14)}, []time.Time{clock(12, 29), clock(13, 15), clock(0, 0)}},
		"none":          {"none", nil, []time.Time{clock(0, 0), clock(12, 0)}},
		"of no length":  {"10:00-10:00", nil, []time.Time{clock(10, 0), clock(9, 59)}},
	} {
		t.Run(name, func(t *testing.T) {
			q, err := peerwork.ParseQuietHours(c.hours)
			if err != nil {
				t.Fatal(err)
			}
			for _, at := range c.quiet {
				if !q.Holds(at) {
					t.Errorf("%v is not quiet", at)
				}
			}
			for _, at := range c.loud {
				if q.Holds(at) {
					t.Errorf("%v is quiet", at)
				}
			}
			if again, err := peerwork.ParseQuietHours(q.String()); err != nil || again.Holds(clock(3, 0)) != q.Holds(clock(3, 0)) {
				t.Errorf("%s does not read back: %v", q, err)
			}
		})
	}
}

func TestBadQuietHours(t *testing.T) {
	for _, s := range []string{"", "19-8", "19:00", "24:00-08:00", "19:60-08:00", "9:00-10:00", "-1:00-08:00", "+9:00-08:00", "19:00-08:00 ", "19:00–08:00"} {
		t.Run(s, func(t *testing.T) {
			if q, err := peerwork.ParseQuietHours(s); err == nil || !strings.Contains(err.Error(), "19:00-08:00") {
				t.Errorf("got %v, %v", q, err)
			}
		})
	}
}

func TestKeep(t *testing.T) {
	for days, want := range map[int]int{0: 90, -1: 90, 1: 1, 30: 30, 90: 90, 91: 90} {
		if got := (peerwork.Preferences{RetentionDays: days}).Keep(); got != want {
			t.Errorf("%d days are kept for %d", days, got)
		}
	}
}

func TestNewIDsDiffer(t *testing.T) {
	one, other := peerwork.NewID(), peerwork.NewID()
	if one == other || len(one) != 26 || strings.ToLower(one) != one {
		t.Errorf("%s, %s", one, other)
	}
}

func TestRosterLooksUp(t *testing.T) {
	r := peerwork.Roster{Admins: []peerwork.UserID{"adm"}, Teams: []peerwork.Team{
		{ID: "riverside", LineManagers: []peerwork.Held{{User: "jo"}}, Workers: []peerwork.Member{{User: "sam", Supervisor: "ama"}, {User: "ama", Supervisor: "ama"}}},
		{ID: "hillside", LineManagers: []peerwork.Held{{User: "jo"}}, Workers: []peerwork.Member{{User: "sam", Supervisor: "ama"}}},
	}}
	if len(r.TeamsOf("sam")) != 2 || len(r.TeamsOf("jo")) != 0 || len(r.ManagedBy("jo")) != 2 || len(r.ManagedBy("sam")) != 0 {
		t.Error("teams are looked up wrongly")
	}
	if diff := cmp.Diff([]peerwork.UserID{"sam"}, r.SupervisedBy("ama")); diff != "" {
		t.Error(diff)
	}
	if !r.IsAdmin("adm") || r.IsAdmin("jo") {
		t.Error("admins are looked up wrongly")
	}
	if _, ok := r.Team("nowhere"); ok {
		t.Error("there is a team nowhere")
	}
}
