package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// ErrNotAllowed means that Slack does not answer this question to this token.
var ErrNotAllowed = errors.New("Slack does not let this token ask")

// limitedTimes is how often a look-up waits where Slack says so, before it gives up.
const limitedTimes = 10

// Missing asks Slack whether there is a person or a channel with an id. It returns what is wrong with it, in words, or
// "". It waits where Slack says so, and tells waiting for how long. ErrNotAllowed comes back for a channel when Slack
// does not say whether there is one.
func (m *Messenger) Missing(ctx context.Context, id string, waiting func(time.Duration)) (string, error) {
	for tries := 1; ; tries++ {
		found, err := m.missing(ctx, id)
		var f *Fault
		if !errors.As(err, &f) || f.RetryAfter() == 0 || tries > limitedTimes {
			return found, err
		}
		waiting(f.RetryAfter())
		if !pause(ctx, f.RetryAfter()) {
			return "", ctx.Err()
		}
	}
}

func (m *Messenger) missing(ctx context.Context, id string) (string, error) {
	if isUser(id) {
		return m.missingUser(ctx, id)
	}
	c, err := m.client.GetConversationInfoContext(ctx, &slack.GetConversationInfoInput{ChannelID: id})
	err = fault(err)
	switch {
	case isCode(err, "missing_scope"):
		return m.missingChannel(ctx, id)
	case isCode(err, "channel_not_found"):
		return noChannel, nil
	case err != nil:
		return "", fmt.Errorf("look up channel: %w", err)
	case c.IsArchived:
		return "an archived channel", nil
	}
	return "", nil
}

const noChannel = "a channel that does not exist, or one Handrail was not invited to"

// neverTS is the timestamp of no message.
const neverTS = "1.000000"

// missingChannel asks for the link to a message that never was: chat.getPermalink needs no scope, changes nothing, and
// answers channel_not_found where there is no such channel (docs/adr/0015-does-a-channel-exist.md).
func (m *Messenger) missingChannel(ctx context.Context, id string) (string, error) {
	_, err := m.client.GetPermalinkContext(ctx, &slack.PermalinkParameters{Channel: id, Ts: neverTS})
	err = fault(err)
	var f *Fault
	switch {
	case err == nil, isCode(err, "message_not_found"):
		return "", nil
	case isCode(err, "channel_not_found"):
		return noChannel, nil
	case isCode(err, "missing_scope"), errors.As(err, &f) && f.Permanent():
		return "", ErrNotAllowed
	}
	return "", fmt.Errorf("look up channel: %w", err)
}

func (m *Messenger) missingUser(ctx context.Context, id string) (string, error) {
	u, err := m.client.GetUserInfoContext(ctx, id)
	err = fault(err)
	switch {
	case isCode(err, "user_not_found"), isCode(err, "user_not_visible"):
		return "somebody who does not exist", nil
	case err != nil:
		return "", fmt.Errorf("look up user: %w", err)
	}
	return personOf(*u, m.identity, time.Time{}).Unfit(), nil
}

// TryAppToken asks Slack for a Socket Mode address, to see that the app token is good. It does not connect.
func TryAppToken(ctx context.Context, c Connection) error {
	_, _, err := c.Client().StartSocketModeContext(ctx)
	return fault(err)
}
