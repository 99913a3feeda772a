package bot

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"time"
)

const (
	maxBody   = 1 << 20         // bytes of a request
	signedFor = 5 * time.Minute // a signature holds so long before and after its time
)

// ErrNoSecret means that HTTP mode was asked for without a signing secret: anybody could speak as Slack.
var ErrNoSecret = errors.New("HTTP mode needs SLACK_SIGNING_SECRET: without it anybody could speak as Slack")

// Handler returns the three addresses Slack posts to: /slack/commands, /slack/interactions and /slack/events. It
// returns ErrNoSecret without a signing secret.
func (b *Bot) Handler() (http.Handler, error) {
	if len(b.secret) == 0 {
		return nil, ErrNoSecret
	}
	s := &slackHTTP{bot: b}
	s.hashes.New = func() any { return hmac.New(sha256.New, b.secret) }
	s.bodies.New = func() any { return new(bytes.Buffer) }
	s.scratch.New = func() any { return new([answerSize]byte) }
	mux := http.NewServeMux()
	mux.HandleFunc("POST /slack/commands", s.signed(s.form(s.command)))
	mux.HandleFunc("POST /slack/interactions", s.signed(s.form(s.interaction)))
	mux.HandleFunc("POST /slack/events", s.signed(s.event))
	return mux, nil
}

// Health serves /healthz, which answers while the process runs, and /readyz, which answers 200 when ready returns
// no error, with what else is wrong, and 503 with the reason otherwise.
func Health(ready func(context.Context) (wrong string, err error)) http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		ctx, cancel := context.WithTimeout(r.Context(), 2*time.Second)
		defer cancel()
		switch wrong, err := ready(ctx); {
		case err != nil:
			http.Error(w, "not ready: "+err.Error(), http.StatusServiceUnavailable)
		case wrong != "":
			io.WriteString(w, "ready to save, but "+wrong+"\n")
		default:
			io.WriteString(w, "ready\n")
		}
	})
	return mux
}

type slackHTTP struct {
	bot     *Bot
	hashes  sync.Pool
	bodies  sync.Pool
	scratch sync.Pool // of *[answerSize]byte
}

// signed reads the body of a request, checks Slack's signature of it, and has then answer it. then returns false where
// it could not read the body, and has answered nothing.
func (s *slackHTTP) signed(then func(body []byte, answer answering) (understood bool)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		body := s.bodies.Get().(*bytes.Buffer)
		body.Reset()
		defer s.bodies.Put(body)
		if status := readBody(w, r, body); status != 0 {
			http.Error(w, http.StatusText(status), status)
			return
		}
		if isSSLCheck(body.Bytes()) {
			answer(w, nil, false)
			return
		}
		if !s.authentic(r.Header, body.Bytes()) {
			http.Error(w, "the signature is missing, wrong or too old", http.StatusUnauthorized)
			return
		}
		if !then(body.Bytes(), func(payload json.RawMessage, busy bool) { answer(w, payload, busy) }) {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		}
	}
}

// answer sends the whole answer at once. Slack must not send the next request over a connection whose handler is busy.
func answer(w http.ResponseWriter, payload json.RawMessage, busy bool) {
	if busy {
		w.Header().Set("Connection", "close")
	}
	if len(payload) > 0 {
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
	}
	w.Header().Set("Content-Length", strconv.Itoa(len(payload)))
	w.WriteHeader(http.StatusOK)
	_, _ = w.Write(payload)
	if f, ok := w.(http.Flusher); ok {
		f.Flush()
	}
}

func readBody(w http.ResponseWriter, r *http.Request, into *bytes.Buffer) (status int) {
	if r.ContentLength > maxBody {
		return http.StatusRequestEntityTooLarge
	}
	_, err := into.ReadFrom(http.MaxBytesReader(w, r.Body, maxBody))
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		return http.StatusRequestEntityTooLarge
	case err != nil:
		return http.StatusBadRequest
	}
	return 0
}

// authentic reports whether a body carries Slack's v0 signature, made within five minutes of now either way
// (https://docs.slack.dev/authentication/verifying-requests-from-slack).
func (s *slackHTTP) authentic(h http.Header, body []byte) bool {
	stamp, signature := h.Get("X-Slack-Request-Timestamp"), h.Get("X-Slack-Signature")
	at, err := strconv.ParseInt(stamp, 10, 64)
	if err != nil || len(signature) != len("v0=")+2*sha256.Size || signature[:3] != "v0=" {
		return false
	}
	if age := s.bot.protocol().Unix() - at; age > int64(signedFor/time.Second) || age < -int64(signedFor/time.Second) {
		return false
	}
	var given, made [sha256.Size]byte
	if _, err := hex.Decode(given[:], []byte(signature[3:])); err != nil {
		return false
	}
	return hmac.Equal(given[:], s.sum(made[:0], stamp, body))
}

func (s *slackHTTP) sum(into []byte, stamp string, body []byte) []byte {
	mac := s.hashes.Get().(interface {
		io.Writer
		Sum([]byte) []byte
		Reset()
	})
	defer s.hashes.Put(mac)
	mac.Reset()
	_, _ = io.WriteString(mac, "v0:")
	_, _ = io.WriteString(mac, stamp)
	_, _ = io.WriteString(mac, ":")
	_, _ = mac.Write(body)
	return mac.Sum(into)
}

// isSSLCheck reports whether a body is Slack's check of the certificate, which asks for nothing but a 200. It need not be
// signed, and so nothing else may read it.
func isSSLCheck(body []byte) bool {
	if len(body) > 200 || !bytes.Contains(body, []byte("ssl_check=1")) {
		return false
	}
	form, err := url.ParseQuery(string(body))
	return err == nil && form.Get("ssl_check") == "1" && !form.Has("command") && !form.Has("payload")
}

// form takes what Slack sends as a form, once arrived has read it.
func (s *slackHTTP) form(arrived func(form) (arrival, error)) func(body []byte, answer answering) bool {
	return func(body []byte, answer answering) bool {
		f, err := readForm(body)
		if err != nil {
			return false
		}
		a, err := arrived(f)
		return s.take(a, err, answer)
	}
}

func (s *slackHTTP) command(f form) (arrival, error) { return s.bot.fromCommand(f.command) }

func (s *slackHTTP) interaction(f form) (arrival, error) {
	return s.bot.fromInteraction([]byte(f.payload))
}

func (s *slackHTTP) event(body []byte, answer answering) bool {
	e, err := readEvent(body)
	switch {
	case err != nil:
		return false
	case e.Type == "url_verification":
		answer(encode(map[string]string{"challenge": e.Challenge}), false)
		return true
	}
	return s.take(s.bot.fromEvent(e), nil, answer)
}

func (s *slackHTTP) take(a arrival, err error, answer answering) bool {
	if err != nil {
		s.bot.log.Warn("could not read what Slack sent", "error", err)
		return false
	}
	scratch := s.scratch.Get().(*[answerSize]byte)
	defer s.scratch.Put(scratch)
	a.ackLimit, a.scratch = maxBody, scratch[:0]
	s.bot.take(a, answer)
	return true
}
