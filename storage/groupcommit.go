package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
)

// groupCommit is SQLite's only writer. Changes that wait at the same moment share one commit, and so one wait
// for the disk. It never lingers for more of them, and a change that meets nobody is committed where it was asked
// for, without waking the writer. A bad change fails alone. Nobody is answered before the commit has returned.
type groupCommit struct {
	writing sync.Mutex // held by whoever uses conn: the writer, or a change that met nobody
	conn    *sql.Conn
	dialect dialect
	log     *slog.Logger
	say     steps

	waiting chan *pending
	closing chan struct{}
	once    sync.Once
	stopped chan struct{}
}

// pending is one change that waits for the writer.
type pending struct {
	change  func(tx) error
	alone   bool        // runs outside any transaction
	single  bool        // makes one statement, which is a transaction by itself
	claimed atomic.Bool // by the writer, to run it, or by its caller, to give up
	err     error
	done    chan struct{}
}

// mostInOne bounds how many changes share a commit, so that the first of them does not wait long.
const mostInOne = 128

var errClosed = errors.New("the database is closed")

// steps are the statements around the changes, prepared once because the driver would parse them each time.
type steps struct {
	begin, savepoint, undo, release, commit, rollback *sql.Stmt
}

func prepareSteps(ctx context.Context, conn *sql.Conn) (steps, error) {
	var s steps
	for _, step := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&s.begin, "BEGIN IMMEDIATE"},
		{&s.savepoint, "SAVEPOINT one"},
		{&s.undo, "ROLLBACK TO one"},
		{&s.release, "RELEASE one"},
		{&s.commit, "COMMIT"},
		{&s.rollback, "ROLLBACK"},
	} {
		var err error
		if *step.stmt, err = conn.PrepareContext(ctx, step.text); err != nil { //nolint:sqlclosecheck // they end with the connection
			return steps{}, fmt.Errorf("prepare %s: %w", step.text, err)
		}
	}
	return s, nil
}

func startGroupCommit(ctx context.Context, db *sql.DB, d dialect, log *slog.Logger) (*groupCommit, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("open the writing connection: %w", err)
	}
	say, err := prepareSteps(ctx, conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	g := &groupCommit{
		conn:    conn,
		say:     say,
		dialect: d,
		log:     log,
		waiting: make(chan *pending, mostInOne),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	go g.run()
	return g, nil
}

// write runs the change and returns once it is committed. When ctx ends before the writer has begun, the change
// is not made; afterwards write waits for the outcome, so that nobody is told "not saved" of what was saved.
func (g *groupCommit) write(ctx context.Context, change func(tx) error) error {
	return g.submit(ctx, &pending{change: change, done: make(chan struct{})})
}

// single is write for a change of one statement. Where it meets nobody it goes without BEGIN and COMMIT.
func (g *groupCommit) single(ctx context.Context, change func(tx) error) error {
	return g.submit(ctx, &pending{change: change, single: true, done: make(chan struct{})})
}

// alone runs work on the writing connection outside any transaction.
func (g *groupCommit) alone(ctx context.Context, work func(tx) error) error {
	return g.submit(ctx, &pending{change: work, alone: true, done: make(chan struct{})})
}

func (g *groupCommit) submit(ctx context.Context, p *pending) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if g.submitAtOnce(p) {
		return p.err
	}
	select {
	case g.waiting <- p:
	case <-ctx.Done():
		return ctx.Err()
	case <-g.closing:
		return errClosed
	}
	select {
	case <-p.done:
		return p.err
	case <-ctx.Done():
	case <-g.stopped:
	}
	if p.claimed.CompareAndSwap(false, true) {
		return errors.Join(ctx.Err(), g.closedError())
	}
	<-p.done
	return p.err
}

// submitAtOnce commits the change here and now if nobody else is writing or waits to.
func (g *groupCommit) submitAtOnce(p *pending) bool {
	if len(g.waiting) > 0 || !g.writing.TryLock() {
		return false
	}
	defer g.writing.Unlock()
	select {
	case <-g.closing:
		p.err = errClosed
	default:
		g.commit(claim(nil, p))
	}
	return true
}

func (g *groupCommit) closedError() error {
	select {
	case <-g.stopped:
		return errClosed
	default:
		return nil
	}
}

// stop lets the changes that wait be committed, then ends the writer.
func (g *groupCommit) stop() error {
	g.once.Do(func() { close(g.closing) })
	<-g.stopped
	return g.conn.Close()
}

func (g *groupCommit) run() {
	defer close(g.stopped)
	for {
		select {
		case first := <-g.waiting:
			g.commitAll(first)
		case <-g.closing:
			g.drain()
			return
		}
	}
}

// commitAll commits the first change, and with it what waits by the time that nobody else writes.
func (g *groupCommit) commitAll(first *pending) {
	g.writing.Lock()
	defer g.writing.Unlock()
	g.commit(g.gather(first))
}

func (g *groupCommit) drain() {
	for {
		select {
		case first := <-g.waiting:
			g.commitAll(first)
		default:
			return
		}
	}
}

// gather takes what waits now, and claims it.
func (g *groupCommit) gather(first *pending) []*pending {
	batch := claim(nil, first)
	for len(batch) < mostInOne {
		select {
		case next := <-g.waiting:
			batch = claim(batch, next)
		default:
			return batch
		}
	}
	return batch
}

func claim(batch []*pending, p *pending) []*pending {
	if !p.claimed.CompareAndSwap(false, true) {
		return batch
	}
	return append(batch, p)
}

// commit makes the batch's changes, and answers everybody.
func (g *groupCommit) commit(batch []*pending) {
	t := tx{ctx: context.Background(), on: g.conn, dialect: g.dialect}
	var together []*pending
	for _, p := range batch {
		if !p.alone {
			together = append(together, p)
		}
	}
	if err := g.transaction(t, together); err != nil {
		fail(together, err)
	}
	for _, p := range batch {
		if p.alone {
			p.err = p.attempt(t)
		}
		close(p.done)
	}
}

// transaction returns an error where the whole transaction was lost; what one change did wrong stands in it.
func (g *groupCommit) transaction(t tx, together []*pending) error {
	if len(together) == 0 {
		return nil
	}
	if len(together) == 1 && together[0].single {
		together[0].err = together[0].attempt(t)
		return nil
	}
	err := g.within(func() error { return g.makeStraight(t, together) })
	if errors.Is(err, errAChange) && len(together) > 1 {
		return g.within(func() error { return g.makeApart(t, together) })
	}
	return err
}

// within runs the changes between BEGIN and COMMIT.
func (g *groupCommit) within(changes func() error) error {
	if err := say(g.say.begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := changes(); err != nil {
		return g.rollback(err)
	}
	if err := say(g.say.commit); err != nil {
		return g.rollback(fmt.Errorf("commit: %w", err))
	}
	return nil
}

// errAChange means that one of the changes failed, and all were undone.
var errAChange = errors.New("a change failed")

// makeStraight makes the changes one after another. Where one fails they are all undone and made apart: that is
// rare, and savepoints for the others would cost as much as their inserts.
func (g *groupCommit) makeStraight(t tx, together []*pending) error {
	for _, p := range together {
		if p.err = p.attempt(t); p.err != nil {
			return errAChange
		}
	}
	return nil
}

// makeApart makes the changes each in a savepoint of its own, so that a bad one fails alone.
func (g *groupCommit) makeApart(t tx, together []*pending) error {
	for _, p := range together {
		if err := g.savepoint(t, p); err != nil {
			return err
		}
	}
	return nil
}

// savepoint makes one change. Its error is the transaction's: a full disk may have undone all of it.
func (g *groupCommit) savepoint(t tx, p *pending) error {
	if err := say(g.say.savepoint); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	if p.err = p.attempt(t); p.err != nil {
		if err := say(g.say.undo); err != nil {
			return fmt.Errorf("another change undid this one: %w", p.err)
		}
	}
	if err := say(g.say.release); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// rollback undoes the transaction. After some faults SQLite has done so itself, and says that there is none.
func (g *groupCommit) rollback(cause error) error {
	if err := say(g.say.rollback); err != nil {
		g.log.Debug("rollback after a fault", "error", err)
	}
	return cause
}

func fail(together []*pending, err error) {
	for _, p := range together {
		if p.err == nil {
			p.err = err
		}
	}
}

// attempt makes the change. It turns a panic into an error without its text, which may hold anything, so that the writer
// lives on.
func (p *pending) attempt(t tx) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("a change panicked (%T)", r)
		}
	}()
	if p.single {
		t = t.single()
	}
	return p.change(t)
}

// say runs a step of a transaction. It has no context: once begun, a transaction is carried to its end.
func say(step *sql.Stmt) error {
	_, err := step.Exec() //nolint:noctx // as above
	return err
}
