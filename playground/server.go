package playground

import (
	"context"
	"crypto/rand"
	"encoding/base32"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Server is a local Slack. Make one with New; its methods may be called from any goroutine.
type Server struct {
	workspace Workspace
	run       string // sets ids of this process apart from those of another
	web       http.Handler
	context   context.Context
	stop      context.CancelFunc
	moving    sync.Mutex // held while the domain clock is moved

	mu        sync.Mutex
	changed   *sync.Cond // on mu; broadcast after every change
	changes   int
	clock     clock
	onAdvance func(context.Context, time.Time) error
	base      string
	http      *http.Server
	closed    bool
	busy      int // deliveries under way

	rooms    map[string]*room
	roomList []*room
	homes    map[string]*home
	stacks   map[string][]*View // open modals of each person, top last
	triggers map[string]*trigger
	answers  map[string]*responseURL
	files    map[string]*file
	guide    []Step

	sockets  []*socket
	tickets  map[string]bool // Socket Mode addresses given out and not yet used
	pending  map[string]chan []byte
	request  string // base URL in HTTP mode
	reached  bool   // the last request in HTTP mode was answered
	watchers map[*watcher]bool

	switches switches
	calls    []Call
	faults   []string
	revoked  bool

	lastTS int64
	serial int
}

// New returns a server for the workspace. It listens nowhere until Start, or until its Handler is served.
func New(workspace Workspace) *Server {
	w := workspace.completed()
	s := &Server{
		workspace: w, run: random(5), clock: newClock(w.Start, w.Still), request: strings.TrimRight(w.RequestURL, "/"),
		rooms: map[string]*room{}, homes: map[string]*home{}, stacks: map[string][]*View{},
		triggers: map[string]*trigger{}, answers: map[string]*responseURL{}, files: map[string]*file{},
		tickets: map[string]bool{}, pending: map[string]chan []byte{}, watchers: map[*watcher]bool{},
		switches: newSwitches(), guide: guideOf(w.Guide),
	}
	s.changed = sync.NewCond(&s.mu)
	s.context, s.stop = context.WithCancel(context.Background())
	s.openRooms()
	s.web = s.routes()
	return s
}

// Start listens on a loopback address such as "127.0.0.1:3000", or on a free port of it when that one is taken, and
// returns the base URL without a last slash.
func (s *Server) Start(addr string) (string, error) {
	listener, err := listenOnLoopback(addr)
	if err != nil {
		return "", err
	}
	server := &http.Server{Handler: s.web, ReadHeaderTimeout: 10 * time.Second}
	s.mu.Lock()
	s.base, s.http = "http://"+listener.Addr().String(), server
	base := s.base
	s.mu.Unlock()
	go func() { _ = server.Serve(listener) }()
	return base, nil
}

func listenOnLoopback(addr string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(addr)
	if err != nil {
		return nil, fmt.Errorf("read the address %q (for example 127.0.0.1:3000): %w", addr, err)
	}
	if !isLoopback(host) {
		return nil, fmt.Errorf("listen on %q: the playground listens on loopback only, for example 127.0.0.1:3000", addr)
	}
	var network net.ListenConfig
	listener, err := network.Listen(context.Background(), "tcp", addr)
	if err == nil {
		return listener, nil
	}
	listener, free := network.Listen(context.Background(), "tcp", net.JoinHostPort(host, "0"))
	if free != nil {
		return nil, fmt.Errorf("listen on %s: %w", addr, err)
	}
	return listener, nil
}

func isLoopback(host string) bool {
	if host == "localhost" {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// Close ends every connection and delivery and waits for them.
func (s *Server) Close() {
	s.stop()
	s.mu.Lock()
	s.closed = true
	sockets, server := slices.Clone(s.sockets), s.http // part changes the list in place
	for w := range s.watchers {
		w.close()
	}
	s.changed.Broadcast()
	s.mu.Unlock()
	for _, socket := range sockets {
		socket.conn.Close()
	}
	if server != nil {
		_ = server.Close()
	}
	_ = s.Idle(context.Background())
}

// APIURL returns the address of the Web API, with a last slash, as slack.OptionAPIURL wants it. It is empty until
// Start, or until the Handler's first request.
func (s *Server) APIURL() string {
	base := s.BaseURL()
	if base == "" {
		return ""
	}
	return base + "/api/"
}

// BaseURL returns the address of the page without a last slash.
func (s *Server) BaseURL() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.base
}

// Tokens returns the bot token, the app token and the signing secret in force.
func (s *Server) Tokens() (bot, app, signingSecret string) {
	return s.workspace.BotToken, s.workspace.AppToken, s.workspace.SigningSecret
}

// Faults returns what the app did that Slack would answer with silence or with a vague notice to the person, in words:
// an acknowledgement that names an unknown block, a view that Slack would not draw, an answer that came too late.
func (s *Server) Faults() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.faults...)
}

func (s *Server) fault(format string, args ...any) {
	s.faults = append(s.faults, fmt.Sprintf(format, args...))
	s.bump()
}

// Idle waits until no delivery to the app is under way, or the context ends. Repeats of unacknowledged events count.
func (s *Server) Idle(ctx context.Context) error {
	return s.awaitContext(ctx, func() bool { return s.busy == 0 })
}

// background runs, with mu held, a delivery that nobody waits for.
func (s *Server) background(deliver func(context.Context)) {
	if s.closed {
		return
	}
	s.busy++
	go func() {
		deliver(s.context)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.busy--
		s.bump()
	}()
}

// awaitContext waits until ready or the end of the context.
func (s *Server) awaitContext(ctx context.Context, ready func() bool) error {
	stop := context.AfterFunc(ctx, s.wake)
	defer stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !ready() {
		if err := ctx.Err(); err != nil {
			return err
		}
		s.changed.Wait()
	}
	return nil
}

// bump lets everybody who waits look again.
func (s *Server) bump() {
	s.changes++
	s.changed.Broadcast()
}

func (s *Server) wake() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.bump()
}

// await waits, with mu held, until ready, the deadline or Close. It reports whether it is ready.
func (s *Server) await(patience time.Duration, ready func() bool) bool {
	late := false
	timer := time.AfterFunc(patience, func() {
		s.mu.Lock()
		late = true
		s.changed.Broadcast()
		s.mu.Unlock()
	})
	defer timer.Stop()
	for !ready() {
		if late || s.closed {
			return false
		}
		s.changed.Wait()
	}
	return true
}

func (s *Server) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/api/{method}", s.serveAPI)
	mux.HandleFunc("POST /response/{kind}/{team}/{number}/{secret}", s.serveResponseURL)
	mux.HandleFunc("POST /upload/{id}/{secret}", s.serveUpload)
	mux.HandleFunc("GET /files/{id}/{secret}/{name}", s.serveFile)
	mux.HandleFunc("GET /socket", s.serveSocket)
	s.routePage(mux)
	return s.learnBase(mux)
}

// learnBase takes the address of the first request as the server's own when Start was not used.
func (s *Server) learnBase(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		if s.base == "" {
			s.base = "http://" + r.Host
		}
		s.mu.Unlock()
		next.ServeHTTP(w, r)
	})
}

// id returns a new id with a prefix, unlike any of this process or another.
func (s *Server) id(prefix string) string {
	s.serial++
	return prefix + s.run + strings.ToUpper(strconv.FormatInt(int64(s.serial)+36*36, 36))
}

// nextTS returns a message timestamp at the domain time, later than every one before it.
func (s *Server) nextTS() string {
	s.lastTS = max(s.lastTS+1, s.clock.now().UnixMicro())
	return fmt.Sprintf("%d.%06d", s.lastTS/1e6, s.lastTS%1e6)
}

func timeOfTS(ts string) (time.Time, error) {
	seconds, micros, found := strings.Cut(ts, ".")
	if !found || len(micros) != 6 {
		return time.Time{}, errors.New("a timestamp has six decimals")
	}
	whole, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, err
	}
	part, err := strconv.ParseInt(micros, 10, 64)
	return time.Unix(whole, part*1000), err
}

func random(letters int) string {
	bytes := make([]byte, letters)
	_, _ = rand.Read(bytes)
	return base32.StdEncoding.EncodeToString(bytes)[:letters]
}
