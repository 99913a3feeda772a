package main

import (
	"net"
	"net/http"
	"sync"
)

// wholeAnswers are connections over which an answer leaves in one piece. net/http writes through a buffer of 4 kB; what
// somebody is told of a note they saved is a little more, and its rest would wake the other end a second time.
type wholeAnswers struct{ net.Listener }

// Accept implements net.Listener.
func (l wholeAnswers) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &wholeConn{Conn: c}, nil
}

const (
	fullBuffer = 4 << 10  // what net/http writes when there is more to come
	mostHeld   = 32 << 10 // bytes; above that an answer leaves in several pieces
)

// wholeConn holds a full buffer back until the rest comes, or until sendHeld hears that there is none.
type wholeConn struct {
	net.Conn
	mu   sync.Mutex
	held []byte
}

// Write implements net.Conn.
func (c *wholeConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	more := len(p) == fullBuffer && len(c.held) < mostHeld
	if !more && len(c.held) == 0 {
		return c.Conn.Write(p)
	}
	c.held = append(c.held, p...)
	if more {
		return len(p), nil
	}
	if err := c.send(); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (c *wholeConn) send() error {
	if len(c.held) == 0 {
		return nil
	}
	_, err := c.Conn.Write(c.held)
	c.held = c.held[:0]
	return err
}

// Close implements net.Conn.
func (c *wholeConn) Close() error {
	c.mu.Lock()
	_ = c.send()
	c.mu.Unlock()
	return c.Conn.Close()
}

// sendHeld is the server's hook: between two requests nothing is held.
func sendHeld(conn net.Conn, state http.ConnState) {
	c, ok := conn.(*wholeConn)
	if !ok || state != http.StateIdle {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_ = c.send() // the next read or write on the connection says what is wrong
}
