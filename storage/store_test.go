package storage_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"handrail/internal/need"
	pw "handrail/peerwork"
	"handrail/storage"
)

const (
	here  pw.WorkspaceID = "T01HERE"
	there pw.WorkspaceID = "T02THERE"

	sam pw.UserID = "U01SAM"
	ama pw.UserID = "U02AMA" // supervisor
	jo  pw.UserID = "U03JO"  // line manager
	kim pw.UserID = "U04KIM"
	lee pw.UserID = "U05LEE"

	riverside pw.TeamID = "riverside"
	hillside  pw.TeamID = "hillside"
)

var monday = time.Date(2026, time.November, 16, 9, 30, 0, 0, time.UTC)

// place is a database that a test has to itself, and that it may open again.
type place struct {
	kind string
	url  string
	keys *storage.Keyring
}

func (p place) open(t testing.TB) *storage.Store {
	t.Helper()
	s, err := storage.Open(t.Context(), storage.Options{URL: p.url, Keys: p.keys})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func newKeys(t testing.TB) *storage.Keyring {
	t.Helper()
	file := filepath.Join(t.TempDir(), "key")
	if err := storage.NewKeyFile(file); err != nil {
		t.Fatal(err)
	}
	keys, err := storage.LoadKeyring(file)
	if err != nil {
		t.Fatal(err)
	}
	return keys
}

func onSQLite(t testing.TB) place {
	t.Helper()
	return place{kind: "SQLite", url: "sqlite:" + filepath.Join(t.TempDir(), "handrail.db"), keys: newKeys(t)}
}

func onPostgres(t testing.TB) place {
	t.Helper()
	return place{kind: "PostgreSQL", url: need.Schema(t), keys: newKeys(t)}
}

// onBoth runs a test on each kind of database.
func onBoth(t *testing.T, test func(t *testing.T, p place)) {
	t.Run("SQLite", func(t *testing.T) { test(t, onSQLite(t)) })
	t.Run("PostgreSQL", func(t *testing.T) { test(t, onPostgres(t)) })
}

// each runs a test on a fresh store of each kind.
func each(t *testing.T, test func(t *testing.T, s *storage.Store)) {
	onBoth(t, func(t *testing.T, p place) { test(t, p.open(t)) })
}

// aNote returns a note by Sam with every field filled differently.
func aNote(change ...func(*pw.Note)) pw.Note {
	n := pw.Note{
		ID: pw.NoteID(pw.NewID()), Workspace: here, Author: sam, Team: riverside, Kind: pw.BoundaryQuestion,
		Words:      pw.Words{What: "We walked to the library.", Why: "It was the first time.", Next: "Ask again."},
		Codes:      []pw.Code{"R1", "E4"},
		Boundaries: []pw.BoundaryCode{"B2"},
		Noticed:    []pw.Noticed{"hope"},
		Prompt:     "r2-less-alone",
		Talk:       pw.NextSupervision,
		Happened:   time.Date(2026, time.November, 14, 0, 0, 0, 0, time.UTC),
		Created:    monday,
		Week:       pw.WeekOf(monday, time.UTC).String(),
		DeleteOn:   monday.AddDate(0, 0, 90),
	}
	for _, c := range change {
		c(&n)
	}
	return n
}

func by(u pw.UserID) func(*pw.Note)         { return func(n *pw.Note) { n.Author = u } }
func inTeam(id pw.TeamID) func(*pw.Note)    { return func(n *pw.Note) { n.Team = id } }
func coded(codes ...pw.Code) func(*pw.Note) { return func(n *pw.Note) { n.Codes = codes } }
func sharing(n *pw.Note)                    { n.ShareThemes = true }
func readBy(r pw.Readers) func(*pw.Note)    { return func(n *pw.Note) { n.SetReaders(r, n.Created) } }
func saying(words string) func(*pw.Note)    { return func(n *pw.Note) { n.Words = pw.Words{What: words} } }
func madeAt(created time.Time) func(*pw.Note) {
	return func(n *pw.Note) {
		n.Created, n.Week, n.DeleteOn = created, pw.WeekOf(created, time.UTC).String(), created.AddDate(0, 0, 90)
	}
}

func save(t testing.TB, s *storage.Store, n pw.Note) pw.Note {
	t.Helper()
	saved, err := s.SaveNote(t.Context(), "", byRoster(t.Context(), s, n))
	if err != nil {
		t.Fatal(err)
	}
	return saved
}

// byRoster has a note let people in by the roster as it stands.
func byRoster(ctx context.Context, s *storage.Store, n pw.Note) pw.Note {
	n.Roster = revision(ctx, s, n.Workspace)
	return n
}

func revision(ctx context.Context, s *storage.Store, ws pw.WorkspaceID) int {
	r, err := s.Roster(ctx, ws)
	if err != nil {
		return -1
	}
	return r.Revision
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// aRoster has Sam and Kim in Riverside with Ama as supervisor, and Jo as the line manager.
func aRoster() pw.Roster {
	return pw.Roster{
		Admins: []pw.UserID{"U09ADM"},
		K:      5,
		Teams: []pw.Team{{
			ID: riverside, Name: "Riverside crisis house", Setting: "crisis-house", Channel: "C02SUP",
			Timezone: "Europe/London", Holidays: "GB-ENG", QuietHours: pw.QuietHours{From: 1140, Until: 480},
			WorkingHours: pw.WorkingHours{Days: pw.DaysOf(time.Monday, time.Tuesday, time.Thursday), From: 570, Until: 990},
			LineManagers: []pw.Held{{User: jo}},
			Deputies:     []pw.Held{{User: lee}},
			Workers:      []pw.Member{{User: sam, Supervisor: ama}, {User: kim}},
			Schedules: []pw.Schedule{
				{ID: "monday-question", Kind: pw.TeamPrompt, Cron: "0 10 * * MON", Holidays: true},
				{ID: "weekly-digest", Kind: pw.WeeklyDigest, Cron: "0 9 * * MON", Timezone: "Europe/Paris", Weekends: true},
			},
		}},
	}
}

func saveRoster(t testing.TB, s *storage.Store, r pw.Roster, now time.Time) pw.Roster {
	t.Helper()
	must(t, s.SaveRoster(t.Context(), here, -1, r, "U09ADM", now))
	stored, err := s.Roster(t.Context(), here)
	must(t, err)
	return stored
}

func numbered(i int) string { return fmt.Sprintf("%03d", i) }

func TestASecondStatementWithoutATransactionIsRefused(t *testing.T) {
	each(t, func(t *testing.T, s *storage.Store) {
		if err := storage.MakeTwoAsOne(t.Context(), s); err == nil || !strings.Contains(err.Error(), "needs a transaction") {
			t.Errorf("got %v", err)
		}
	})
}
