package bot

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"
)

// Fault is a call of Slack's Web API that failed. Code is Slack's word for it, or "rate_limited", "server_error",
// "no_answer", "no_connection", or "http_" and the status of somebody who stands between us and Slack.
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
	switch {
	case f.unsure:
		text = "no answer from Slack (the message may have arrived)"
	case f.Code == noConnection:
		text = "Slack could not be reached"
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

// Barred says how to mend what every other call would meet as well, or "" where only this one failed. What waits to be
// sent is then kept until it is mended.
func (f *Fault) Barred() string { return mendAccess(f.Code) }

// Unreached reports whether Slack itself was not reached.
func (f *Fault) Unreached() bool {
	return f.Code == noConnection || strings.HasPrefix(f.Code, otherStatus)
}

// passing are the codes after which the same call may succeed.
func passing() []string {
	return []string{
		"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org", "server_error", "accesslimited",
		"duplicate_message_not_found",
	}
}

// slower are the codes by which Slack asks to wait, and how long we do where it does not say.
func slower() []string { return []string{"rate_limited", "ratelimited", "message_limit_exceeded"} }

const slowerFor = 30 * time.Second

const (
	noConnection = "no_connection"
	otherStatus  = "http_" // before the status
)

// mendAccess says how to mend what concerns the workspace's token, or the way to Slack, and not one message; "" for all
// other codes. The codes are those of chat.postMessage (https://docs.slack.dev/reference/methods/chat.postMessage).
func mendAccess(code string) string {
	const install = "In Slack, open the app's OAuth & Permissions and install it again. Set SLACK_BOT_TOKEN to the bot token, and start Handrail again."
	switch code {
	case "token_revoked", "account_inactive", "invalid_auth", "not_authed":
		return install
	case "token_expired":
		return "Handrail needs a bot token that does not expire: make the app anew, with token rotation off. " + install
	case "missing_scope", "not_allowed_token_type":
		return "Paste the output of handrail manifest into the app's manifest in Slack. " + install
	case "org_login_required", "ekm_access_denied", "team_access_not_granted", "two_factor_setup_required":
		return "Ask an admin of the Slack workspace to let the app in again."
	case noConnection:
		return "Check this machine's network, its DNS and its proxy, and SLACK_API_URL where it is set."
	}
	if strings.HasPrefix(code, otherStatus) {
		return "Something between this machine and Slack refused the call. Check the proxy, and SLACK_API_URL where it is set."
	}
	return ""
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
		return &Fault{Code: "rate_limited", wait: max(limited.RetryAfter, time.Second)}
	case errors.As(err, &said) && slices.Contains(slower(), said.Err):
		return &Fault{Code: said.Err, wait: slowerFor}
	case errors.As(err, &said):
		f := &Fault{Code: said.Err, Detail: pointers(said.ResponseMetadata.Messages)}
		f.permanent = f.Barred() == "" && !slices.Contains(passing(), said.Err)
		return f
	case errors.As(err, &status):
		return ofStatus(status.Code)
	case errors.Is(err, context.Canceled):
		return err
	case neverSent(err):
		return &Fault{Code: noConnection}
	}
	return &Fault{Code: "no_answer", unsure: true}
}

// ofStatus is for what Slack itself never answers a call with: its own answers are all 200, but for 429 and 5xx.
func ofStatus(status int) *Fault {
	switch {
	case status == http.StatusTooManyRequests:
		return &Fault{Code: "rate_limited", wait: slowerFor}
	case status >= 500:
		return &Fault{Code: "server_error", unsure: true}
	case status == http.StatusBadRequest, status == http.StatusRequestEntityTooLarge:
		return &Fault{Code: "server_error", permanent: true} // of this message
	}
	return &Fault{Code: otherStatus + strconv.Itoa(status)}
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
