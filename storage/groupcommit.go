package storage

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"sync"
	"sync/atomic"
)

// groupCommit is SQLite's only writer. Changes that wait at the same moment share one commit, and so one wait
// for the disk; while the disk is busy with one commit, the next is filled. It lingers for nobody but those who are ready to
// run, and a change that meets nobody is committed where it was asked for, without waking the writer. A bad change fails
// alone. Nobody is answered before the change is durable.
type groupCommit struct {
	writing sync.Mutex // held by whoever uses conn: the writer, or a change that met nobody
	conn    *sql.Conn
	dialect dialect
	log     *slog.Logger
	say     steps
	disk    *disk

	waiting chan *pending
	company atomic.Bool // the last commit of a writer held several changes, so that the next change meets others too
	turn    sync.Mutex  // of the writers: held by the one that fills the next commit, or waits for a first change
	closing chan struct{}
	once    sync.Once
	stopped chan struct{}
}

// pending is one change that waits for the writer.
type pending struct {
	change  func(tx) error
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
	disk, err := diskOf(ctx, conn)
	if err != nil {
		return nil, errors.Join(err, conn.Close())
	}
	g := &groupCommit{
		conn:    conn,
		say:     say,
		dialect: d,
		log:     log,
		disk:    disk,
		waiting: make(chan *pending, mostInOne),
		closing: make(chan struct{}),
		stopped: make(chan struct{}),
	}
	go g.run()
	return g, nil
}

// write runs the change and returns once it is durable. When ctx ends before the writer has begun, the change
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
	g.writing.Lock()
	defer g.writing.Unlock()
	select {
	case <-g.closing:
		return errClosed
	case <-ctx.Done():
		return ctx.Err()
	default:
		return (&pending{change: work}).attempt(g.tx())
	}
}

func (g *groupCommit) tx() tx { return tx{ctx: context.Background(), on: g.conn, dialect: g.dialect} }

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
	if g.company.Load() || len(g.waiting) > 0 || !g.writing.TryLock() {
		return false
	}
	if !g.disk.isFree() {
		g.writing.Unlock()
		return false
	}
	p.err = g.commitOne(p)
	g.writing.Unlock()
	if p.err == nil {
		p.err = g.disk.settle()
		g.disk.release()
	}
	return true
}

func (g *groupCommit) commitOne(p *pending) error {
	select {
	case <-g.closing:
		return errClosed
	default:
		return g.one(p)
	}
}

// one commits a single change.
func (g *groupCommit) one(p *pending) error {
	change := func() error { return p.attempt(g.tx()) }
	if p.single {
		return g.disk.take(g.conn, change)
	}
	return g.within(change)
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
	g.writing.Lock()
	defer g.writing.Unlock()
	return errors.Join(g.disk.close(), g.conn.Close())
}

// run has two writers take turns: while one waits for the disk, the other fills the next commit.
func (g *groupCommit) run() {
	defer close(g.stopped)
	var writers sync.WaitGroup
	for range 2 {
		writers.Go(func() {
			for g.commitNext() {
			}
		})
	}
	writers.Wait()
}

// commitNext makes the changes that come next durable, and answers them. It returns false when no more are to come.
func (g *groupCommit) commitNext() bool {
	g.turn.Lock()
	first := g.first()
	if first == nil {
		g.turn.Unlock()
		return false
	}
	changes, err := g.commit(first)
	g.turn.Unlock()
	if err != nil || len(changes) == 0 {
		answer(changes, err)
		return true
	}
	answer(changes, g.disk.settle())
	g.disk.release() // last, so that the other writer is the next to run
	return true
}

// first waits for a change. It returns nil when the database is closing and none waits.
func (g *groupCommit) first() *pending {
	select {
	case p := <-g.waiting:
		return p
	case <-g.closing:
	}
	select {
	case p := <-g.waiting:
		return p
	default:
		return nil
	}
}

// commit commits the first change, and with it those that come before nobody else writes and the disk is free.
func (g *groupCommit) commit(first *pending) ([]*pending, error) {
	g.writing.Lock()
	defer g.writing.Unlock()
	b := &batch{}
	if !b.add(first) {
		return nil, nil
	}
	err := g.transaction(b)
	g.company.Store(len(b.changes) > 1)
	return b.changes, err
}

// answer lets those go on who wait for the changes. err, if any, is that of all changes without one of their own.
func answer(changes []*pending, err error) {
	for _, p := range changes {
		if p.err == nil {
			p.err = err
		}
		close(p.done)
	}
}

// batch is the changes that share a commit. It takes in what waits, until the disk is free to commit it.
type batch struct {
	changes []*pending
	gaveWay bool // to those who are ready to run
}

func (b *batch) add(p *pending) bool {
	if !p.claimed.CompareAndSwap(false, true) {
		return false
	}
	b.changes = append(b.changes, p)
	return true
}

// next is the change that follows when so many of the batch are made. There is none once the disk is free and nobody
// waits, or the batch is full.
func (g *groupCommit) next(b *batch, made int) *pending {
	from := g.waiting
	for made == len(b.changes) {
		if made == mostInOne {
			from = nil
		}
		select {
		case p := <-from:
			b.add(p)
			continue
		default:
		}
		select {
		case p := <-from:
			b.add(p)
		case <-g.disk.free:
			g.disk.release() // it stays free, for only the writer takes it
			if b.gaveWay {
				return nil
			}
			b.gaveWay = true
			runtime.Gosched() // who is about to ask comes along
		}
	}
	return b.changes[made]
}

// transaction returns an error where the whole transaction was lost; what one change did wrong stands in it.
func (g *groupCommit) transaction(b *batch) error {
	if b.changes[0].single && len(g.waiting) == 0 && g.disk.isFree() {
		return g.one(b.changes[0])
	}
	err := g.within(func() error { return g.makeStraight(b) })
	if errors.Is(err, errAChange) && len(b.changes) > 1 {
		return g.within(func() error { return g.makeApart(b.changes) })
	}
	return err
}

// within commits the changes between BEGIN and COMMIT.
func (g *groupCommit) within(changes func() error) error {
	if err := say(g.say.begin); err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	if err := changes(); err != nil {
		return g.rollback(err)
	}
	if err := g.disk.take(g.conn, func() error { return say(g.say.commit) }); err != nil {
		return g.rollback(fmt.Errorf("commit: %w", err))
	}
	return nil
}

// errAChange means that one of the changes failed, and all were undone.
var errAChange = errors.New("a change failed")

// makeStraight makes the changes one after another. Where one fails they are all undone and made apart: that is
// rare, and savepoints for the others would cost as much as their inserts.
func (g *groupCommit) makeStraight(b *batch) error {
	t := g.tx()
	for made := 0; ; made++ {
		p := g.next(b, made)
		if p == nil {
			return nil
		}
		if p.err = p.attempt(t); p.err != nil {
			return errAChange
		}
	}
}

// makeApart makes the changes each in a savepoint of its own, so that a bad one fails alone.
func (g *groupCommit) makeApart(changes []*pending) error {
	t := g.tx()
	for _, p := range changes {
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
