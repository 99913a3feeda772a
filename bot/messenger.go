package bot

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"handrail/peerwork"
	"handrail/views"
)

// callTime bounds every call of Slack's Web API.
const callTime = 10 * time.Second

// Connection is how to reach Slack.
type Connection struct {
	BotToken string
	AppToken string // Socket Mode
	APIURL   string // "": Slack's own; with or without its last slash
}

// Identity is what Slack says of the bot token.
type Identity struct {
	Workspace     peerwork.WorkspaceID
	WorkspaceName string
	URL           string // of the workspace: "https://riverside.slack.com/"
	BotUser       string
	Scopes        []string // granted to the token
}

// Client returns a Web API client with a timeout, which follows no redirects.
func (c Connection) Client() *slack.Client {
	return slack.New(c.BotToken,
		slack.OptionAppLevelToken(c.AppToken), slack.OptionAPIURL(c.apiURL()), slack.OptionHTTPClient(httpClient()))
}

func (c Connection) apiURL() string {
	if c.APIURL == "" {
		return slack.APIURL
	}
	return strings.TrimRight(c.APIURL, "/") + "/"
}

func httpClient() *http.Client {
	return &http.Client{
		Timeout:       callTime,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// Identify asks Slack whom the token belongs to and what it may do.
func Identify(ctx context.Context, c Connection) (Identity, error) {
	who, err := c.Client().AuthTestContext(ctx)
	if err != nil {
		return Identity{}, fmt.Errorf("ask Slack who we are: %w", fault(err))
	}
	id := Identity{Workspace: peerwork.WorkspaceID(who.TeamID), WorkspaceName: who.Team, URL: who.URL, BotUser: who.UserID}
	for scope := range strings.SplitSeq(who.Header.Get("X-OAuth-Scopes"), ",") {
		if scope = strings.TrimSpace(scope); scope != "" {
			id.Scopes = append(id.Scopes, scope)
		}
	}
	return id, nil
}

// Messenger speaks to Slack. Use NewMessenger. Its methods may be called from many goroutines.
type Messenger struct {
	client   *slack.Client
	http     *http.Client
	api      *url.URL
	connect  Connection
	identity Identity
	log      *slog.Logger

	pace *pace

	mu      sync.Mutex
	direct  map[peerwork.UserID]string // direct message channel
	noFiles time.Time                  // when Slack was last known to take no files from us; zero: it takes them
}

// NewMessenger returns a Messenger for the workspace that the token belongs to.
func NewMessenger(c Connection, id Identity, log *slog.Logger) (*Messenger, error) {
	api, err := url.Parse(c.apiURL())
	if err != nil {
		return nil, fmt.Errorf("read the address of Slack's API: %w", err)
	}
	m := &Messenger{
		client: c.Client(), http: httpClient(), api: api, connect: c, identity: id, log: log,
		pace: newPace(), direct: map[peerwork.UserID]string{},
	}
	m.learnFiles(len(id.Scopes) == 0 || slices.Contains(id.Scopes, "files:write"))
	return m, nil
}

// Identity returns what Slack said of the bot token.
func (m *Messenger) Identity() Identity { return m.identity }

// Post posts what goes out by the clock to a channel, or to a user by direct message, at a pace Slack allows, and
// returns where the message stands. Errors are of the kinds of Fault; one may ask to wait because Slack asked it of
// another message.
func (m *Messenger) Post(ctx context.Context, ws peerwork.WorkspaceID, recipient string, msg views.Message) (channel, ts string, err error) {
	if ws != "" && ws != m.identity.Workspace {
		return "", "", &Fault{Code: "another_workspace", permanent: true}
	}
	if err := m.pace.byTheClock(ctx, recipient); err != nil {
		return "", "", fmt.Errorf("post message: %w", err)
	}
	return m.post(ctx, recipient, msg)
}

// tell posts to a person who waits for it. It stands in no queue behind what goes out by the clock, and tries once more
// where Slack asks for a short wait.
func (m *Messenger) tell(ctx context.Context, u peerwork.UserID, msg views.Message) error {
	if err := m.pace.forSomebody(ctx, string(u)); err != nil {
		return fmt.Errorf("post message: %w", err)
	}
	_, _, err := m.post(ctx, string(u), msg)
	var f *Fault
	if errors.As(err, &f) && f.RetryAfter() > 0 && f.RetryAfter() <= longestAsked && pause(ctx, f.RetryAfter()) {
		_, _, err = m.post(ctx, string(u), msg)
	}
	return err
}

// post leaves out a chart that this workspace's Slack does not draw; its numbers stand in words as well.
func (m *Messenger) post(ctx context.Context, recipient string, msg views.Message) (channel, ts string, err error) {
	channel, ts, err = m.postOnce(ctx, recipient, msg)
	if isCode(err, "invalid_blocks") && hasChart(msg.Blocks) {
		msg.Blocks = withoutCharts(msg.Blocks)
		channel, ts, err = m.postOnce(ctx, recipient, msg)
	}
	if err != nil {
		return "", "", fmt.Errorf("post message: %w", err)
	}
	return channel, ts, nil
}

// postOnce takes a user's id for their direct message: Slack opens it. To open it first would be a call of its own, of
// which Slack allows some fifty a minute.
func (m *Messenger) postOnce(ctx context.Context, recipient string, msg views.Message) (channel, ts string, err error) {
	channel, ts, err = m.client.PostMessageContext(ctx, recipient,
		slack.MsgOptionText(msg.Text, false), slack.MsgOptionBlocks(msg.Blocks...),
		slack.MsgOptionDisableLinkUnfurl(), slack.MsgOptionDisableMediaUnfurl())
	err = fault(err)
	m.pace.heed(err)
	return channel, ts, err
}

// directOf returns the channel of a user's direct message. Only files need it; it is asked for once.
func (m *Messenger) directOf(ctx context.Context, u peerwork.UserID) (string, error) {
	m.mu.Lock()
	known := m.direct[u]
	m.mu.Unlock()
	if known != "" {
		return known, nil
	}
	c, _, _, err := m.client.OpenConversationContext(ctx, &slack.OpenConversationParameters{Users: []string{string(u)}})
	if err != nil {
		return "", fault(err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.direct[u] = c.ID
	return c.ID, nil
}

func isUser(id string) bool { return strings.HasPrefix(id, "U") || strings.HasPrefix(id, "W") }

func hasChart(blocks []slack.Block) bool { return len(withoutCharts(blocks)) < len(blocks) }

func withoutCharts(blocks []slack.Block) []slack.Block {
	var kept []slack.Block
	for _, b := range blocks {
		if b.BlockType() != slack.MBTDataVisualization {
			kept = append(kept, b)
		}
	}
	return kept
}

// openForm opens a form with a trigger, or pushes it over an open one. A trigger that was used already belongs to
// the same thing delivered twice: the form is open.
func (m *Messenger) openForm(ctx context.Context, trigger string, push bool, f views.Form) error {
	open := m.client.OpenViewContext
	if push {
		open = m.client.PushViewContext
	}
	_, err := open(ctx, trigger, f.ModalViewRequest)
	if err = fault(err); isCode(err, "exchanged_trigger_id") {
		return nil
	}
	return err
}

// updateForm puts a form in the place of the one somebody is in.
func (m *Messenger) updateForm(ctx context.Context, a arrival, f views.Form) error {
	hash := a.request.Hash
	if a.kind == kindSubmission {
		hash = "" // the page that held the form open has a newer one
	}
	_, err := m.client.UpdateViewContext(ctx, f.ModalViewRequest, "", hash, a.request.View)
	if err = fault(err); isCode(err, "hash_conflict") {
		return nil // a newer form stands there already
	}
	return err
}

func (m *Messenger) publishHome(ctx context.Context, u peerwork.UserID, h views.Home) error {
	_, err := m.client.PublishViewContext(ctx, slack.PublishViewContextRequest{UserID: string(u), View: h.HomeTabViewRequest})
	return fault(err)
}

// respond posts to a response URL.
func (m *Messenger) respond(ctx context.Context, address string, msg answerMessage) error {
	if !m.mayRespondTo(address) {
		return errors.New("answer at response URL: not an address that Slack documents")
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(msg.JSON()))
	if err != nil {
		return errors.New("answer at response URL: not an address")
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := m.http.Do(request)
	if err != nil {
		return fmt.Errorf("answer at response URL: %w", withoutURL(err))
	}
	defer response.Body.Close()
	return respondedWith(response)
}

func respondedWith(response *http.Response) error {
	var answer struct {
		OK    *bool  `json:"ok"`
		Error string `json:"error"`
	}
	_ = json.NewDecoder(io.LimitReader(response.Body, 64<<10)).Decode(&answer) // Slack says "ok", or JSON
	if response.StatusCode != http.StatusOK || answer.OK != nil && !*answer.OK {
		return fmt.Errorf("answer at response URL: %d %s", response.StatusCode, answer.Error)
	}
	return nil
}

// mayRespondTo reports whether an address is one that Slack hands out as a response URL
// (https://docs.slack.dev/interactivity/handling-user-interaction#message_responses), or of the Slack that
// SLACK_API_URL names.
func (m *Messenger) mayRespondTo(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	if m.connect.APIURL != "" && u.Scheme == m.api.Scheme && strings.EqualFold(u.Host, m.api.Host) {
		return true
	}
	if u.Scheme != "https" || u.Host != "hooks.slack.com" && u.Host != "hooks.slack-gov.com" {
		return false
	}
	for _, path := range []string{"/commands/", "/actions/", "/app/"} {
		if strings.HasPrefix(u.Path, path) && !strings.Contains(u.Path, "..") {
			return true
		}
	}
	return false
}

// withoutURL takes the address, which is a secret, out of an error.
func withoutURL(err error) error {
	var about *url.Error
	if errors.As(err, &about) {
		return about.Err
	}
	return err
}
