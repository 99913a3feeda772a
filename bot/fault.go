package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"time"

	"github.com/slack-go/slack"
)

// Fault is a call of Slack's Web API that failed. Code is Slack's word for it, or "rate_limited", "server_error"
// or "no_answer".
type Fault struct {
	Code      string
	Detail    []string // what Slack adds: where in the blocks, never what they say
	wait      time.Duration
	permanent bool
	unsure    bool // Slack may have done what was asked: only its answer was lost
}

// Error says what Slack answered.
func (f *Fault) Error() string {
	text := "Slack answered " + f.Code
	if f.unsure {
		text = "no answer from Slack (the message may have arrived)"
	}
	if len(f.Detail) > 0 {
		text += fmt.Sprint(" ", f.Detail)
	}
	return text
}

// RetryAfter is how long Slack wants us to wait; zero when it did not say.
func (f *Fault) RetryAfter() time.Duration { return f.wait }

// Permanent reports whether trying again will fail again.
func (f *Fault) Permanent() bool { return f.permanent }

// passing are the codes after which the same call may succeed. All others are permanent.
func passing() []string {
	return []string{
		"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "rate_limited", "ratelimited",
		"message_limit_exceeded", "server_error", "accesslimited", "duplicate_message_not_found",
	}
}

// fault turns an error of slack-go into a *Fault. It keeps the end of a context as it is.
func fault(err error) error {
	var (
		limited *slack.RateLimitedError
		said    slack.SlackErrorResponse
		status  slack.StatusCodeError
	)
	switch {
	case err == nil:
		return nil
	case errors.As(err, &limited):
		return &Fault{Code: "rate_limited", wait: limited.RetryAfter}
	case errors.As(err, &said):
		return &Fault{Code: said.Err, Detail: pointers(said.ResponseMetadata.Messages), permanent: !slices.Contains(passing(), said.Err)}
	case errors.As(err, &status):
		return &Fault{Code: "server_error", permanent: status.Code >= 300 && status.Code < 500 && status.Code != http.StatusTooManyRequests, unsure: status.Code >= 500}
	case errors.Is(err, context.Canceled):
		return err
	}
	return &Fault{Code: "no_answer", unsure: !neverSent(err)}
}

// pointers keeps what Slack says of a refused block. It quotes places, as "[ERROR] ... [json-pointer:/blocks/3]".
func pointers(messages []string) []string {
	if len(messages) > 3 {
		messages = messages[:3]
	}
	return messages
}

// neverSent reports whether no connection came about at all.
func neverSent(err error) bool {
	var op *net.OpError
	return errors.As(err, &op) && op.Op == "dial"
}

func isCode(err error, code string) bool {
	var f *Fault
	return errors.As(err, &f) && f.Code == code
}
