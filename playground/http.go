package playground

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// maxAnswer bounds what is read of an app's answer to a signed request.
const maxAnswer = 1 << 20

// SetRequestURL turns HTTP mode on, with the app's base URL, or off with "".
func (s *Server) SetRequestURL(base string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.request, s.reached = strings.TrimRight(base, "/"), false
	s.tell("", "connected", "")
}

// VerifyURL does what Slack does when a request URL is entered: it sends a challenge to /slack/events and wants it back.
func (s *Server) VerifyURL(ctx context.Context) error {
	challenge := random(20)
	body, _ := json.Marshal(map[string]any{"token": "playground-verification", "type": "url_verification", "challenge": challenge})
	s.mu.Lock()
	base := s.request
	s.mu.Unlock()
	answer, err := s.post(ctx, base+"/slack/events", "application/json", body, nil)
	if err != nil {
		return fmt.Errorf("send the challenge: %w", err)
	}
	if !strings.Contains(string(answer), challenge) {
		return fmt.Errorf("send the challenge: the answer does not hold it")
	}
	return nil
}

func (s *Server) sendHTTP(ctx context.Context, base string, e envelope) ([]byte, error) {
	path, contentType, body := e.request()
	return s.post(ctx, base+path, contentType, body, e.retryHeaders())
}

// request returns an envelope as Slack posts it: where, as what, and what.
func (e envelope) request() (path, contentType string, body []byte) {
	if e.kind == "events_api" {
		body, _ = json.Marshal(e.payload)
		return "/slack/events", "application/json", body
	}
	if e.kind == "slash_commands" {
		return "/slack/commands", "application/x-www-form-urlencoded", []byte(formOf(e.payload).Encode())
	}
	payload, _ := json.Marshal(e.payload)
	return "/slack/interactions", "application/x-www-form-urlencoded", []byte(url.Values{"payload": {string(payload)}}.Encode())
}

func formOf(payload any) url.Values {
	form := url.Values{}
	fields, _ := payload.(map[string]any)
	for name, value := range fields {
		form.Set(name, fmt.Sprint(value))
	}
	return form
}

func (e envelope) retryHeaders() map[string]string {
	if e.attempt == 0 {
		return nil
	}
	reason := "http_error"
	if errors.Is(e.failure, errNotAnswered) {
		reason = "http_timeout"
	}
	return map[string]string{"X-Slack-Retry-Num": strconv.Itoa(e.attempt), "X-Slack-Retry-Reason": reason}
}

// post sends a signed request and returns the body of a 200. Anything else means the app was not reached.
func (s *Server) post(ctx context.Context, address, contentType string, body []byte, headers map[string]string) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return nil, errNotReached
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set("User-Agent", "Slackbot 1.0 (+https://api.slack.com/robots)")
	s.Sign(request, body, time.Now())
	for name, value := range headers {
		request.Header.Set(name, value)
	}
	return s.exchange(ctx, request)
}

func (s *Server) exchange(ctx context.Context, request *http.Request) ([]byte, error) {
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	response, err := client.Do(request)
	if err != nil && ctx.Err() != nil {
		return nil, errNotAnswered
	}
	if err != nil {
		s.reach(false)
		return nil, errNotReached
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	if err != nil {
		return nil, errNotAnswered
	}
	s.reach(true)
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%w: it answered %s", errNotReached, response.Status)
	}
	return answer, nil
}

func (s *Server) reach(reached bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.reached != reached {
		s.reached = reached
		s.tell("", "connected", "")
	}
}

// Sign puts Slack's v0 signature of a body on a request as if it were sent at a moment, for tests that forge, age or
// repeat requests.
func (s *Server) Sign(request *http.Request, body []byte, at time.Time) {
	stamp := strconv.FormatInt(at.Unix(), 10)
	mac := hmac.New(sha256.New, []byte(s.workspace.SigningSecret))
	fmt.Fprintf(mac, "v0:%s:%s", stamp, body)
	request.Header.Set("X-Slack-Request-Timestamp", stamp)
	request.Header.Set("X-Slack-Signature", "v0="+hex.EncodeToString(mac.Sum(nil)))
}
