package playground

import (
	"bytes"
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

// slackCode is the error code slack-go reports.
func slackCode(err error) string {
	var refused slack.SlackErrorResponse
	if errors.As(err, &refused) {
		return refused.Err
	}
	if err != nil {
		return err.Error()
	}
	return ""
}

func post(a *app, channel string, options ...slack.MsgOption) error {
	_, _, err := a.PostMessage(channel, options...)
	return err
}

func TestPostingIsRefusedAsSlackRefusesIt(t *testing.T) {
	a := newApp(started(t, workspaceForTests()))
	hello := slack.MsgOptionText("hello", false)
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"a channel with the bot in it":     {post(a, team, hello), ""},
		"a person":                         {post(a, sam, hello), ""},
		"a public channel without the bot": {post(a, "C04OUT", hello), "not_in_channel"},
		"a private channel without it":     {post(a, "C03PRV", hello), "channel_not_found"},
		"an archived channel":              {post(a, "C05OLD", hello), "is_archived"},
		"no such channel":                  {post(a, "C0NONE", hello), "channel_not_found"},
		"nothing to say":                   {post(a, team, slack.MsgOptionText("", false)), "no_text"},
		"40,001 characters":                {post(a, team, slack.MsgOptionText(long(40001), false)), "msg_too_long"},
		"wrong blocks":                     {post(a, team, slack.MsgOptionBlocks(paragraph(long(3001)))), "invalid_blocks"},
		"too much in all the blocks": {post(a, team, slack.MsgOptionBlocks(paragraph(long(3000)), paragraph(long(3000)), paragraph(long(3000)),
			paragraph(long(3000)), paragraph(long(3000)))), "msg_blocks_too_long"},
		"no such thread": {post(a, team, hello, slack.MsgOptionTS("1.000001")), "thread_not_found"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := slackCode(c.err); got != c.code {
				t.Errorf("got %q, want %q", got, c.code)
			}
		})
	}
}

func TestInvalidBlocksAreExplained(t *testing.T) {
	a := newApp(started(t, workspaceForTests()))
	err := post(a, team, slack.MsgOptionBlocks(paragraph(long(3001))))
	var refused slack.SlackErrorResponse
	errors.As(err, &refused)
	want := []string{"[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"}
	if diff := cmp.Diff(want, refused.ResponseMetadata.Messages); diff != "" {
		t.Error(diff)
	}
}

func TestTokensAndScopes(t *testing.T) {
	w := workspaceForTests()
	w.Scopes = []string{"commands"}
	s := started(t, w)
	bot, appToken, _ := s.Tokens()
	with := func(token string) *slack.Client { return slack.New(token, slack.OptionAPIURL(s.APIURL())) }
	call := func(c *slack.Client) error { _, err := c.AuthTest(); return err }
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"the bot token":           {call(with(bot)), ""},
		"no token":                {call(with("")), "not_authed"},
		"a wrong token":           {call(with("xoxb-wrong")), "invalid_auth"},
		"the app token":           {call(with(appToken)), "not_allowed_token_type"},
		"a scope that is missing": {post(&app{Client: with(bot)}, team, slack.MsgOptionText("x", false)), "missing_scope"},
		"a method nobody knows":   {func() error { _, err := with(bot).GetUserGroups(); return err }(), "unknown_method"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := slackCode(c.err); got != c.code {
				t.Errorf("got %q, want %q", got, c.code)
			}
		})
	}
}

func TestUsersAsSlackDescribesThem(t *testing.T) {
	w := workspaceForTests()
	w.People = append(w.People, Person{ID: "U0GST", Name: "gus", RealName: "Gus", IsGuest: true, TZ: "Europe/Paris"},
		Person{ID: "U0OUT", Name: "otto", IsStranger: true}, Person{ID: "U0OFF", Name: "olga", Deleted: true})
	a := newApp(started(t, w))
	guest := sure(a.GetUserInfo("U0GST"))(t)
	if !guest.IsRestricted || guest.TZ != "Europe/Paris" || guest.TZOffset != 3600 || guest.RealName != "Gus" {
		t.Errorf("the guest is %+v", guest)
	}
	if stranger := sure(a.GetUserInfo("U0OUT"))(t); !stranger.IsStranger || stranger.TeamID == "T01PLAY" {
		t.Errorf("the stranger is %+v", stranger)
	}
	if gone := sure(a.GetUserInfo("U0OFF"))(t); !gone.Deleted {
		t.Errorf("the person who left is %+v", gone)
	}
	if _, err := a.GetUserInfo("U0NONE"); slackCode(err) != "user_not_found" {
		t.Errorf("nobody: %v", err)
	}
	if all := sure(a.GetUsers(slack.GetUsersOptionLimit(2)))(t); len(all) != 7 {
		t.Errorf("the list, page by page, has %d people", len(all))
	}
}

func TestDirectMessagesAreOpenedAsSlackOpensThem(t *testing.T) {
	w := workspaceForTests()
	w.People = append(w.People, Person{ID: "U0OFF", Name: "olga", Deleted: true})
	a := newApp(started(t, w))
	open := func(users ...string) (string, error) {
		c, _, _, err := a.OpenConversation(&slack.OpenConversationParameters{Users: users})
		if err != nil {
			return "", err
		}
		return c.ID, nil
	}
	if id := sure(open(sam))(t); id != a.slack.As(sam).DM() {
		t.Errorf("the direct message is %s", id)
	}
	for user, code := range map[string]string{"U0NONE": "user_not_found", "U0BOT": "cannot_dm_bot", "U0OFF": "user_disabled", "": "users_list_not_supplied"} {
		if _, err := open(user); slackCode(err) != code {
			t.Errorf("%q: got %v, want %s", user, err, code)
		}
	}
}

func TestOnlyOwnMessagesAreChanged(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	theirs := sure(s.As(sam).Message(team, "mine"))(t)
	_, _, _, err := a.UpdateMessage(team, theirs.TS, slack.MsgOptionText("x", false))
	if slackCode(err) != "cant_update_message" {
		t.Errorf("somebody else's: %v", err)
	}
	_, ts, err := a.PostMessage(team, slack.MsgOptionText("first", false))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := a.UpdateMessage(team, ts, slack.MsgOptionText("second", false)); err != nil {
		t.Fatal(err)
	}
	if last, _ := s.As(sam).Last(team); last.Text != "second" || !last.Edited {
		t.Errorf("Sam sees %+v", last)
	}
	if _, _, err := a.DeleteMessage(team, ts); err != nil {
		t.Fatal(err)
	}
	if _, _, err := a.DeleteMessage(team, ts); slackCode(err) != "message_not_found" {
		t.Errorf("twice: %v", err)
	}
}

func TestThreadsAreCounted(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	question := sure(s.As(sam).Message(team, "a question"))(t)
	reply := sure(s.As(jo).Reply(team, question.TS, "an answer"))(t)
	if err := post(a, team, slack.MsgOptionText("another", false), slack.MsgOptionTS(reply.TS)); err != nil {
		t.Fatal(err)
	}
	if all := s.As(sam).Messages(team); len(all) != 1 || all[0].ReplyCount != 2 {
		t.Errorf("the channel shows %+v", all)
	}
	if thread := s.As(sam).Thread(team, question.TS); len(thread) != 3 || thread[2].ThreadTS != question.TS {
		t.Errorf("the thread shows %+v", thread)
	}
}

// A reply has an address that leads through its thread, and the playground's page answers at it.
func TestAMessagesAddressLeadsToIt(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	question := sure(s.As(sam).Message(team, "a question"))(t)
	reply := sure(s.As(jo).Reply(team, question.TS, "an answer"))(t)
	if err := post(a, team, slack.MsgOptionText("here", false)); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		of     Message
		thread string
	}{{question, ""}, {reply, question.TS}} {
		link := sure(a.GetPermalink(&slack.PermalinkParameters{Channel: team, Ts: c.of.TS}))(t)
		client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		response, err := client.Get(link)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		place := sure(url.ParseQuery(strings.TrimPrefix(response.Header.Get("Location"), "/#")))(t)
		want := url.Values{"at": {team}, "message": {c.of.TS}}
		if c.thread != "" {
			want.Set("thread", c.thread)
		}
		if response.StatusCode != http.StatusFound || place.Encode() != want.Encode() {
			t.Errorf("%s leads to %d %q", link, response.StatusCode, response.Header.Get("Location"))
		}
	}
}

func TestEphemeralMessages(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	if _, err := a.PostEphemeral(team, sam, slack.MsgOptionText("psst", false)); err != nil {
		t.Fatal(err)
	}
	if last, _ := s.As(sam).Last(team); last.Text != "psst" || !last.Ephemeral {
		t.Errorf("Sam sees %+v", last)
	}
	if _, seen := s.As(jo).Last(team); seen {
		t.Error("Jo sees it too")
	}
	if _, err := a.PostEphemeral(team, "U0NONE", slack.MsgOptionText("psst", false)); slackCode(err) != "user_not_in_channel" {
		t.Errorf("to nobody: %v", err)
	}
}

func TestFilesAreUploadedAndShared(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	content := "week,theme\n"
	f, err := a.UploadFile(slack.UploadFileParameters{Filename: "notes é.csv", FileSize: len(content), Content: content, Channel: s.As(sam).DM(), Title: "Notes"})
	if err != nil {
		t.Fatal(err)
	}
	last, _ := s.As(sam).Last(s.As(sam).DM())
	if len(last.Files) != 1 || last.Files[0].ID != f.ID || last.Files[0].Name != "notes é.csv" {
		t.Fatalf("Sam sees %+v", last)
	}
	response, err := http.Get(last.Files[0].URL)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var got bytes.Buffer
	if _, err := got.ReadFrom(response.Body); err != nil || got.String() != content {
		t.Errorf("the file holds %q, %v", got.String(), err)
	}
}

func TestSwitchesOfTheWebAPI(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	hello := slack.MsgOptionText("hello", false)
	s.RefuseNext("chat.postMessage", "invalid_blocks")
	if got := slackCode(post(a, team, hello)); got != "invalid_blocks" {
		t.Errorf("refused with %q", got)
	}
	s.RateLimitNext(1, 2*time.Second)
	var limited *slack.RateLimitedError
	if err := post(a, team, hello); !errors.As(err, &limited) || limited.RetryAfter != 2*time.Second {
		t.Errorf("limited with %v", err)
	}
	s.RevokeTokens(true)
	if got := slackCode(post(a, team, hello)); got != "token_revoked" {
		t.Errorf("revoked with %q", got)
	}
	s.RevokeTokens(false)
	if err := post(a, team, hello); err != nil {
		t.Error(err)
	}
	var codes []string
	for _, c := range s.Calls("chat.postMessage") {
		codes = append(codes, c.Error)
	}
	if diff := cmp.Diff([]string{"invalid_blocks", "ratelimited", "token_revoked", ""}, codes); diff != "" {
		t.Error(diff)
	}
}

func TestCallsAreKeptWithoutTheToken(t *testing.T) {
	s := started(t, workspaceForTests())
	a := newApp(s)
	if err := post(a, team, slack.MsgOptionText("hello", false), slack.MsgOptionBlocks(paragraph("hi"))); err != nil {
		t.Fatal(err)
	}
	call := s.Calls("chat.postMessage")[0]
	if call.Params["channel"] != team || call.Params["text"] != "hello" || !strings.Contains(call.Params["blocks"], `"text":"hi"`) || call.Params["token"] != "" {
		t.Errorf("kept %+v", call)
	}
}
