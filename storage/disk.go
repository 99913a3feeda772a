package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
)

// disk makes durable what SQLite has committed. With synchronous=FULL SQLite would wait for the disk within COMMIT, and
// nobody could write meanwhile. With NORMAL, COMMIT hands the change to the system as a part of the write-ahead log, and
// leaves it to us to have the log written (docs/adr/0020-the-disk-is-waited-for-apart.md).
type disk struct {
	log   *os.File      // the write-ahead log; nil where SQLite waits for the disk itself
	sync  func() error  // of log
	free  chan struct{} // holds one while nobody waits for the disk. Who holds groupCommit.writing takes it
	doubt bool          // part of the log may be lost; read and set by who took free
}

// diskOf finds the connection's write-ahead log, and takes the waiting for the disk over from SQLite.
func diskOf(ctx context.Context, conn *sql.Conn) (*disk, error) {
	d := &disk{sync: func() error { return nil }, free: make(chan struct{}, 1)}
	d.release()
	var path, mode string // SQLite follows links, so that it knows where the log stands
	err := conn.QueryRowContext(ctx, `SELECT file, journal_mode FROM pragma_database_list, pragma_journal_mode WHERE name = 'main'`).Scan(&path, &mode)
	if err != nil {
		return nil, fmt.Errorf("ask where the write-ahead log is: %w", err)
	}
	if mode != "wal" { // the file system cannot hold one
		return d, nil
	}
	if d.log, err = os.OpenFile(path+"-wal", os.O_RDWR, 0); err != nil {
		return nil, fmt.Errorf("open the write-ahead log: %w", err)
	}
	if _, err := conn.ExecContext(ctx, "PRAGMA synchronous = NORMAL"); err != nil {
		return nil, errors.Join(fmt.Errorf("wait for the disk apart: %w", err), d.log.Close())
	}
	d.sync = d.log.Sync
	return d, nil
}

// isFree tells whether nobody waits for the disk. It holds as long as the caller holds groupCommit.writing.
func (d *disk) isFree() bool { return len(d.free) > 0 }

// take waits until the disk is free, and commits. Where it returns nil, settle and release must follow.
func (d *disk) take(conn *sql.Conn, commit func() error) error {
	<-d.free
	err := commit()
	if err == nil && d.doubt {
		err = d.moveLog(conn)
	}
	if err != nil {
		d.release()
	}
	return err
}

// settle returns when all is durable that was committed before.
func (d *disk) settle() error {
	err := d.sync()
	if err != nil {
		d.doubt = true
		return fmt.Errorf("write the log to the disk: %w: look at the machine's log", err)
	}
	return nil
}

// release lets the next commit begin.
func (d *disk) release() { d.free <- struct{}{} }

// moveLog brings what stands in the write-ahead log into the database. After the disk has refused some of the log, the
// system may say that the rest is written, though nothing behind a gap would be found again.
func (d *disk) moveLog(conn *sql.Conn) error {
	if err := checkpoint(context.Background(), conn, "FULL"); err != nil {
		return fmt.Errorf("bring the log into the database: %w", err)
	}
	d.doubt = false
	return nil
}

// checkpoint copies all that stands in the write-ahead log into the database, in one of the modes of SQLite's
// wal_checkpoint that wait for readers.
func checkpoint(ctx context.Context, on querier, mode string) error {
	var busy, frames, moved int
	if err := on.QueryRowContext(ctx, "PRAGMA wal_checkpoint("+mode+")").Scan(&busy, &frames, &moved); err != nil {
		return err
	}
	if busy != 0 || moved < frames {
		return errors.New("somebody still reads from it")
	}
	return nil
}

// close closes the log once nobody waits for the disk.
func (d *disk) close() error {
	<-d.free
	defer d.release()
	if d.log == nil {
		return nil
	}
	return d.log.Close()
}
