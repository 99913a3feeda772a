package playground

import (
	"context"
	"errors"
	"slices"
	"time"
)

// envelope is one thing Slack tells the app.
type envelope struct {
	kind     string // slash_commands, interactive or events_api
	payload  any
	accepts  bool  // the acknowledgement may carry a payload
	attempt  int   // 0 for the first time
	failure  error // of the attempt before
	byPerson bool  // somebody did something, as against the app hearing of its own doing
}

var (
	errNotAnswered = errors.New("the app did not acknowledge in time")
	errNotReached  = errors.New("the app is not connected")
)

// deliver sends an envelope over the connection there is and waits for the acknowledgement, whose payload it returns.
// The time to acknowledge runs from the call, so that a delayed envelope leaves less of it.
func (s *Server) deliver(ctx context.Context, e envelope) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, s.workspace.Timing.Ack)
	defer cancel()
	p := s.planFor(e)
	if !wait(ctx, p.delay) {
		return nil, errNotAnswered
	}
	if p.drop {
		<-ctx.Done()
		return nil, errNotAnswered
	}
	return s.firstOf(ctx, e, p.copies)
}

func wait(ctx context.Context, d time.Duration) bool {
	if d <= 0 {
		return ctx.Err() == nil
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

type outcome struct {
	payload []byte
	err     error
}

// firstOf sends copies of an envelope at the same moment. The first acknowledgement counts; the others still arrive.
func (s *Server) firstOf(ctx context.Context, e envelope, copies int) ([]byte, error) {
	if copies == 1 {
		return s.send(ctx, e)
	}
	outcomes := make(chan outcome, copies)
	for range copies {
		go func() {
			payload, err := s.send(ctx, e)
			outcomes <- outcome{payload, err}
		}()
	}
	var first *outcome
	for range copies {
		if o := <-outcomes; first == nil {
			first = &o
		}
	}
	return first.payload, first.err
}

func (s *Server) send(ctx context.Context, e envelope) ([]byte, error) {
	s.mu.Lock()
	request := s.request
	s.mu.Unlock()
	if request != "" {
		return s.sendHTTP(ctx, request, e)
	}
	return s.sendSocket(ctx, e)
}

// Connected reports whether the app listens: a socket is connected or, in HTTP mode, the last request was answered.
func (s *Server) Connected() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.connected()
}

func (s *Server) connected() bool {
	if s.request != "" {
		return s.reached
	}
	return len(s.sockets) > 0
}

// WaitConnected waits until the app is connected, or the context ends.
func (s *Server) WaitConnected(ctx context.Context) error {
	return s.awaitContext(ctx, s.connected)
}

// event delivers an Events API event in the background, again and again until it is acknowledged or the retries end.
func (s *Server) event(kind string, byPerson bool, event map[string]any) {
	if !slices.Contains(s.workspace.App.Events, kind) {
		return
	}
	id, at := s.id("Ev"), time.Now().Unix()
	payload := map[string]any{
		"token": "playground-verification", "team_id": s.workspace.Team.ID, "api_app_id": s.workspace.App.ID,
		"event": event, "type": "event_callback", "event_id": id, "event_time": at,
		"authorizations": []any{map[string]any{
			"enterprise_id": nil, "team_id": s.workspace.Team.ID, "user_id": s.workspace.App.BotUserID, "is_bot": true, "is_enterprise_install": false,
		}},
		"is_ext_shared_channel": false, "event_context": "4-" + id,
	}
	s.background(func(ctx context.Context) {
		s.deliverUntilAcknowledged(ctx, envelope{kind: "events_api", payload: payload, byPerson: byPerson})
	})
}

// sending delivers an envelope once, whatever becomes of it.
func (s *Server) sending(e envelope) func(context.Context) {
	return func(ctx context.Context) { _, _ = s.deliver(ctx, e) }
}

func (s *Server) deliverUntilAcknowledged(ctx context.Context, e envelope) {
	_, err := s.deliver(ctx, e)
	for _, pause := range s.workspace.Timing.Retries {
		if err == nil || !wait(ctx, pause) {
			return
		}
		e.attempt, e.failure = e.attempt+1, err
		_, err = s.deliver(ctx, e)
	}
}
