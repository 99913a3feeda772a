package storage

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"time"

	pw "handrail/peerwork"
)

// Restored says what was brought back from a copy.
type Restored struct {
	Of      time.Time // when something last happened in the copy; zero where nothing ever did
	Authors int       // who are told
}

// Restoring names the file in which a copy is made ready, before it takes a database's place.
func Restoring(path string) string { return path + ".restoring" }

// Restore puts a backup in the place that the options name, where no database may stand. It checks that the file is a
// whole Handrail database and that the key fits, and holds closed what it brings back, as HoldClosed does, before it is in
// its place. On PostgreSQL it says to use pg_restore.
func Restore(ctx context.Context, o Options, file string, now time.Time) (Restored, error) {
	path, ok := SQLitePath(o.URL)
	if !ok {
		return Restored{}, errors.New("this database is not SQLite: use pg_restore to restore it, and then handrail restore --after-pg-restore")
	}
	if err := whole(ctx, file); err != nil {
		return Restored{}, fmt.Errorf("restore %s: %w", file, err)
	}
	if err := nothingStands(path); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	if err := newPrivateFile(Restoring(path)); err != nil {
		return Restored{}, fmt.Errorf("restore: %w", err)
	}
	what, err := makeReady(ctx, o, file, Restoring(path), now)
	if err == nil {
		err = putInPlace(Restoring(path), path)
	}
	if err != nil {
		return Restored{}, errors.Join(fmt.Errorf("restore %s: %w", file, err), removeDatabase(Restoring(path)))
	}
	return what, nil
}

// nothingStands makes sure that no database, and nothing of one, stands at the path: SQLite would mix the log of another
// into what is put there.
func nothingStands(path string) error {
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if _, err := os.Stat(file); err == nil {
			return fmt.Errorf("%s exists and stays as it is: move it away, or name a new database", file)
		}
	}
	return nil
}

func makeReady(ctx context.Context, o Options, file, ready string, now time.Time) (what Restored, err error) {
	if err := copyFile(file, ready); err != nil {
		return what, err
	}
	o.URL = "sqlite:" + ready
	s, err := Open(ctx, o)
	if err != nil {
		return what, err
	}
	if what, err = s.HoldClosed(ctx, now); err == nil {
		err = s.Forget(ctx) // all of it then stands in the one file
	}
	return what, errors.Join(err, s.Close())
}

// putInPlace gives the file its name, unless another has it meanwhile.
func putInPlace(ready, path string) error {
	if err := os.Link(ready, path); err != nil {
		return err
	}
	if err := removeDatabase(ready); err != nil {
		return err
	}
	return synced(path)
}

func removeDatabase(path string) error {
	var errs []error
	for _, file := range []string{path, path + "-wal", path + "-shm"} {
		if err := os.Remove(file); !errors.Is(err, fs.ErrNotExist) {
			errs = append(errs, err)
		}
	}
	return errors.Join(errs...)
}

// HoldClosed makes all that a copy brought back its writers' alone, because they may have taken back or deleted it
// since: nobody else reads any of it, and no theme of a note that is there counts, until its writer chooses so again. Wishes to talk
// soon that nobody had answered are taken back, and drafts forgotten. Each writer is told once, by the outbox. What is
// one's colleagues' as well stays: sessions, actions, roles, frozen figures, and shared themes whose words have expired.
func (s *Store) HoldClosed(ctx context.Context, now time.Time) (Restored, error) {
	var what Restored
	err := s.write(ctx, func(t tx) error {
		what = Restored{}
		err := t.row(`
			SELECT COALESCE(MAX(at), 0) FROM (
				SELECT MAX(created) AS at FROM notes UNION ALL SELECT MAX(at) FROM done UNION ALL SELECT MAX(at) FROM asked
				UNION ALL SELECT MAX(at) FROM audit UNION ALL SELECT MAX(sent) FROM deliveries UNION ALL SELECT MAX(refreshed) FROM people) AS latest`).
			Scan(when{&what.Of})
		if err != nil {
			return err
		}
		for _, closing := range []string{
			`UPDATE notes SET readers = 0, share_themes = 0, to_supervisor = 0, to_managers = 0, revision = revision + 1
			 WHERE readers <> 0 OR share_themes <> 0 OR to_supervisor > 0 OR to_managers > 0`,
			`DELETE FROM shared_themes WHERE note IS NOT NULL`,
			`UPDATE agenda_items SET shared = 0, revision = revision + 1 WHERE shared > 0`,
			`UPDATE group_lines SET shared = 0, named = 0 WHERE shared > 0`,
			`UPDATE co_reflections SET finished = 0, revision = revision + 1 WHERE finished > 0`,
			`DELETE FROM deliveries WHERE subject IN (SELECT request FROM soon_requests WHERE acknowledged = 0)`,
			`DELETE FROM soon_counts WHERE request IN (SELECT request FROM soon_requests WHERE acknowledged = 0 AND passes > 0)`,
			`DELETE FROM soon_requests WHERE acknowledged = 0`,
			`DELETE FROM drafts`,
		} {
			if _, err := t.exec(closing); err != nil {
				return err
			}
		}
		if err := closeHabits(t); err != nil {
			return err
		}
		what.Authors, err = tellOfCopy(t, what.Of, now)
		return err
	})
	if err != nil {
		return Restored{}, fmt.Errorf("hold closed what was brought back: %w", err)
	}
	return what, nil
}

func scanWhose(row scanner) (p person, err error) {
	err = row.Scan(&p.workspace, &p.user)
	return p, err
}

// closeHabits has new notes be their writers' alone too, and no agenda share itself.
func closeHabits(t tx) error {
	people, err := list(t, scanWhose, `SELECT workspace, user_id FROM preferences ORDER BY workspace, user_id`)
	for _, p := range people {
		err = errors.Join(err, changePreferences(t, p.workspace, p.user, func(own *pw.Preferences) {
			own.Readers, own.ShareAgenda = pw.OnlyMe, false
			if own.Share == pw.ShareUsually {
				own.Share = pw.ShareUnanswered
			}
		}))
	}
	return err
}

// tellOfCopy puts out a message to every writer, and returns how many there are.
func tellOfCopy(t tx, of, now time.Time) (int, error) {
	people, err := list(t, scanWhose, `SELECT workspace, user_id FROM authors ORDER BY workspace, user_id`)
	subject := ""
	if !of.IsZero() {
		subject = of.Format(time.RFC3339)
	}
	for _, p := range people {
		err = errors.Join(err, insertDeliveries(t, []pw.Delivery{{
			Workspace: p.workspace, Kind: pw.DeliverRestored, Recipient: string(p.user), Subject: subject, Due: now,
		}}))
	}
	return len(people), err
}
