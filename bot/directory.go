package bot

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/slack-go/slack"
)

// ErrNotAllowed means that the token's scopes do not allow the question.
var ErrNotAllowed = errors.New("the token's scopes do not allow this question")

// Missing asks Slack whether there is a person or a channel with an id. It returns what is wrong with it, in words, or
// "". It waits where Slack says so. ErrNotAllowed comes back for channels when the token may not look at them.
func (m *Messenger) Missing(ctx context.Context, id string) (string, error) {
	for {
		found, err := m.missing(ctx, id)
		var f *Fault
		if !errors.As(err, &f) || f.RetryAfter() == 0 {
			return found, err
		}
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
	case isCode(err, "channel_not_found"):
		return "a channel that does not exist, or a private one the bot is not in", nil
	case isCode(err, "missing_scope"):
		return "", ErrNotAllowed
	case err != nil:
		return "", fmt.Errorf("look up channel: %w", err)
	case c.IsArchived:
		return "an archived channel", nil
	}
	return "", nil
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
