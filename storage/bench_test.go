package storage_test

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"slices"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	pw "handrail/peerwork"
	"handrail/storage"
)

// aQuickNote is what /reflect saves: some words, nothing shared.
func aQuickNote(author pw.UserID) pw.Note {
	return pw.Note{
		ID: pw.NoteID(pw.NewID()), Workspace: here, Author: author, Team: riverside, Kind: pw.Reflection, Talk: pw.NoNeed,
		Words:   pw.Words{What: "We sat on the bench by the river and she told me that the nights are the hardest part."},
		Codes:   []pw.Code{"R3"},
		Created: monday, Week: "2026-W47", DeleteOn: monday.AddDate(0, 0, 90),
	}
}

// BenchmarkSaveNote saves with encryption and a request key, from one and from sixteen goroutines.
func BenchmarkSaveNote(b *testing.B) {
	for _, at := range []int{1, 16} {
		b.Run(fmt.Sprintf("SQLite/at=%d", at), func(b *testing.B) { benchmarkSave(b, onSQLite(b), at) })
		b.Run(fmt.Sprintf("PostgreSQL/at=%d", at), func(b *testing.B) { benchmarkSave(b, onPostgres(b), at) })
	}
}

func benchmarkSave(b *testing.B, p place, at int) {
	s := p.open(b)
	authors := []pw.UserID{"U1", "U2", "U3", "U4", "U5", "U6", "U7", "U8", "U9", "U10"}
	var saved atomic.Int64
	inParallel(b, at, func() error {
		i := saved.Add(1)
		_, err := s.SaveNote(context.Background(), pw.NewID(), aQuickNote(authors[i%10]))
		return err
	})
}

// BenchmarkRenewKeys gives a thousand authors a new key, and seals 200 notes of each anew, without the pauses that handrail
// keys rotate makes.
func BenchmarkRenewKeys(b *testing.B) {
	const authors, notes = 1000, 200
	for _, p := range []place{onSQLite(b), onPostgres(b)} {
		b.Run(p.kind, func(b *testing.B) {
			file := filepath.Join(b.TempDir(), "key")
			must(b, storage.NewKeyFile(file))
			load := func() (err error) {
				p.keys, err = storage.LoadKeyring(file)
				return err
			}
			must(b, load())
			must(b, storage.FillSealed(b.Context(), p.open(b), here, authors, notes, aQuickNote("")))
			for b.Loop() {
				must(b, rotated(storage.RotateKeyFile(file, 0, monday)))
				must(b, load())
				n, err := p.open(b).RenewKeys(b.Context(), quietly)
				must(b, err)
				if n != authors {
					b.Fatalf("%d keys renewed", n)
				}
			}
		})
	}
}

// BenchmarkPlainInsert is what to compare with: one durable insert for each call, through database/sql alone.
func BenchmarkPlainInsert(b *testing.B) {
	for _, at := range []int{1, 16} {
		b.Run(fmt.Sprintf("SQLite/at=%d", at), func(b *testing.B) {
			db := plainDatabase(b)
			insert, err := db.Prepare("INSERT INTO plain (id, words, at) VALUES (?, ?, ?)")
			must(b, err)
			words := aQuickNote(sam).Words.What
			inParallel(b, at, func() error {
				_, err := insert.Exec(pw.NewID(), words, time.Now().UnixMilli())
				return err
			})
		})
	}
}

func plainDatabase(b *testing.B) *sql.DB {
	file := filepath.Join(b.TempDir(), "plain.db")
	db, err := sql.Open("sqlite3", "file:"+file+"?_journal_mode=WAL&_synchronous=FULL&_txlock=immediate&_busy_timeout=2000")
	must(b, err)
	b.Cleanup(func() { db.Close() })
	db.SetMaxOpenConns(1)
	_, err = db.Exec("CREATE TABLE plain (id TEXT PRIMARY KEY, words TEXT NOT NULL, at INTEGER NOT NULL)")
	must(b, err)
	return db
}

func inParallel(b *testing.B, at int, work func() error) {
	b.Helper()
	b.ResetTimer()
	left := atomic.Int64{}
	left.Store(int64(b.N))
	failed := make(chan error, at)
	for range at {
		go func() {
			for left.Add(-1) >= 0 {
				if err := work(); err != nil {
					failed <- err
					return
				}
			}
			failed <- nil
		}()
	}
	for range at {
		if err := <-failed; err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

// BenchmarkFigures counts a team-week among a million notes' shared themes, and runs the bare query: of teams whose line
// managers write no notes, and of teams with two who do and are left out, by the bare query too. Both run in turns, and
// what they used of the processor is compared: at most twice is wanted. The teams are few enough for their pages to stay
// in SQLite's cache; reading them in would cost both alike.
func BenchmarkFigures(b *testing.B) {
	const notes = 1_000_000
	p := onSQLite(b)
	s := p.open(b)
	saveRoster(b, s, aRoster(), monday.AddDate(0, 0, -70))
	must(b, storage.Fill(b.Context(), s, here, notes))
	week, err := pw.ParsePeriod("2026-W10")
	must(b, err)
	db, err := sql.Open("sqlite3", "file:"+p.url[len("sqlite:"):]+"?mode=ro")
	must(b, err)
	defer db.Close()
	compare := func(b *testing.B, without string) {
		query, err := db.Prepare(`SELECT theme, COUNT(DISTINCT author_ref) FROM shared_themes
			WHERE workspace = ?1 AND team = ?2 AND week = ?3 ` + without + ` GROUP BY theme`)
		must(b, err)
		defer query.Close()
		team := func(i int) pw.TeamID { return pw.TeamID(fmt.Sprintf("team-%d", i%20)) }
		var bare, counted []time.Duration
		for b.Loop() {
			for range 25 {
				bare = append(bare, usedBy(func(i int) { must(b, readAll(query.Query(string(here), string(team(i)), week.String()))) }))
				counted = append(counted, usedBy(func(i int) { must(b, storage.CountOnly(context.Background(), s, here, team(i), week)) }))
			}
		}
		slices.Sort(bare)
		slices.Sort(counted)
		b.ReportMetric(0, "ns/op")
		b.ReportMetric(float64(bare[len(bare)/2])/1000, "bare-µs")
		b.ReportMetric(float64(counted[len(counted)/2])/1000, "counted-µs")
		b.ReportMetric(float64(counted[len(counted)/2])/float64(bare[len(bare)/2]), "ratio")
	}
	b.Run("nobody left out", func(b *testing.B) { compare(b, "") })
	must(b, storage.FillLineManagers(b.Context(), s, here))
	b.Run("two left out", func(b *testing.B) { compare(b, "AND author_ref <> 'ref-1' AND author_ref <> 'ref-101'") })
}

// usedBy is the processor time of one of many calls.
func usedBy(call func(i int)) time.Duration {
	const calls = 1000
	before := processorTime()
	for i := range calls {
		call(i)
	}
	return (processorTime() - before) / calls
}

func processorTime() time.Duration {
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		return 0
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func readAll(rows *sql.Rows, err error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var theme string
		var n int
		if err := rows.Scan(&theme, &n); err != nil {
			return err
		}
	}
	return rows.Err()
}
