package main

import (
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
)

// counted counts the writes to its connections.
type counted struct {
	net.Listener
	writes atomic.Int64
}

// Accept implements net.Listener.
func (l *counted) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	return countedConn{c, &l.writes}, err
}

type countedConn struct {
	net.Conn
	writes *atomic.Int64
}

// Write implements net.Conn.
func (c countedConn) Write(p []byte) (int, error) {
	c.writes.Add(1)
	return c.Conn.Write(p)
}

// Answers of every length arrive whole, one after another over one connection: also those that fill net/http's buffer to
// the last byte, after which it writes no more.
func TestAnswersLeaveInOnePiece(t *testing.T) {
	t.Parallel()
	inner, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	l := &counted{Listener: inner}
	server := newServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		n, _ := strconv.Atoi(r.FormValue("n"))
		w.Header().Set("Content-Type", "text/plain")
		w.Header().Set("Content-Length", strconv.Itoa(n))
		_, _ = io.WriteString(w, strings.Repeat("x", n))
	}))
	go func() { _ = server.Serve(wholeAnswers{l}) }()
	defer server.Close()
	for n := range 4200 {
		switch {
		case n > 60 && n < 3900:
			continue
		case n < 60:
			n = 10_000 * n
		}
		l.writes.Store(0)
		answer, err := http.Get("http://" + inner.Addr().String() + "/?n=" + strconv.Itoa(n))
		must(t, err)
		body, err := io.ReadAll(answer.Body)
		must(t, err)
		answer.Body.Close()
		if len(body) != n {
			t.Errorf("%d bytes of %d arrived", len(body), n)
		}
		if writes := l.writes.Load(); n < 5000 && writes != 1 {
			t.Errorf("%d bytes left in %d pieces", n, writes)
		}
	}
}
