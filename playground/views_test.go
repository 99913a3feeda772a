package playground

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/slack-go/slack"
)

// triggered returns a trigger of Sam's, fresh from a command.
func triggered(t *testing.T, s *Server, a *app) slack.SlashCommand {
	t.Helper()
	if err := s.As(sam).Command(team, "/reflect"); err != nil {
		t.Fatal(err)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.commands[len(a.commands)-1]
}

func TestTriggersOpenOneViewSoon(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	first := triggered(t, s, a).TriggerID
	if _, err := a.OpenView(first, form("reflect")); err != nil {
		t.Fatal(err)
	}
	if _, err := a.OpenView(first, form("reflect")); slackCode(err) != "exchanged_trigger_id" {
		t.Errorf("twice: %v", err)
	}
	late := triggered(t, s, a).TriggerID
	s.ExpireTriggers()
	if _, err := a.OpenView(late, form("reflect")); slackCode(err) != "expired_trigger_id" {
		t.Errorf("late: %v", err)
	}
	if _, err := a.OpenView("1.2.x", form("reflect")); slackCode(err) != "invalid_trigger_id" {
		t.Errorf("made up: %v", err)
	}
}

func TestRefusedViewLeavesTheTriggerGood(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	trigger := triggered(t, s, a).TriggerID
	wrong := form("reflect")
	wrong.Submit = nil
	if _, err := a.OpenView(trigger, wrong); slackCode(err) != "invalid_arguments" {
		t.Errorf("without submit: %v", err)
	}
	if _, err := a.OpenView(trigger, form("reflect")); err != nil {
		t.Errorf("then with it: %v", err)
	}
}

func TestStackHoldsThreeViews(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	another := slack.NewActionBlock("more", button("Another one", "another", "v"))
	a.opening(t, form("reflect", another))
	openForm(t, s)
	for _, want := range []string{"", "", "push_limit_reached"} {
		top, _ := s.As(sam).Modal()
		if err := s.As(sam).Click(top, "another"); err != nil {
			t.Fatal(err)
		}
		_, err := a.PushView(a.lastInteraction(t).TriggerID, form("pushed", another))
		if slackCode(err) != want {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestViewIsUpdatedByItsHash(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.opening(t, form("reflect"))
	v := openForm(t, s)
	if _, err := a.UpdateView(form("second"), "", v.Hash, v.ID); err != nil {
		t.Fatal(err)
	}
	if _, err := a.UpdateView(form("third"), "", v.Hash, v.ID); slackCode(err) != "hash_conflict" {
		t.Errorf("with the old hash: %v", err)
	}
	if top, _ := s.As(sam).Modal(); top.CallbackID != "second" || top.ID != v.ID || top.Hash == v.Hash {
		t.Errorf("open is %+v", top)
	}
	if _, err := a.UpdateView(form("x"), "", "", "V0NONE"); slackCode(err) != "not_found" {
		t.Errorf("an unknown view: %v", err)
	}
}

func TestHomeTabIsPublishedByItsHash(t *testing.T) {
	a := newApp(started(t, workspaceForTests()))
	view := slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: []slack.Block{paragraph("hello")}}}
	published := sure(a.PublishView(sam, view, ""))(t)
	again := sure(a.PublishView(sam, view, published.Hash))(t)
	if again.ID != published.ID {
		t.Errorf("the id changed from %s to %s", published.ID, again.ID)
	}
	if _, err := a.PublishView(sam, view, published.Hash); slackCode(err) != "hash_conflict" {
		t.Errorf("with the old hash: %v", err)
	}
	if _, err := a.PublishView("U0NONE", view, ""); slackCode(err) != "user_not_found" {
		t.Errorf("for nobody: %v", err)
	}
}

// answerTo posts to a response URL and returns the status and the error code.
func answerTo(t *testing.T, url string, m slack.WebhookMessage) (int, string) {
	t.Helper()
	body, _ := json.Marshal(m)
	response, err := http.Post(url, "application/json", strings.NewReader(string(body)))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	var said struct{ Error string }
	raw, _ := io.ReadAll(response.Body)
	_ = json.Unmarshal(raw, &said)
	return response.StatusCode, said.Error
}

func TestResponseURLAnswersFiveTimes(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	url := triggered(t, s, a).ResponseURL
	for range 5 {
		if status, code := answerTo(t, url, slack.WebhookMessage{Text: "again"}); status != 200 || code != "" {
			t.Fatalf("got %d %s", status, code)
		}
	}
	if status, code := answerTo(t, url, slack.WebhookMessage{Text: "again"}); status != 404 || code != "used_url" {
		t.Errorf("the sixth time: %d %s", status, code)
	}
	if seen := s.As(sam).Messages(team); len(seen) != 5 || !seen[0].Ephemeral {
		t.Errorf("Sam sees %+v", seen)
	}
}

func TestResponseURLAnswersForHalfAnHour(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	url := triggered(t, s, a).ResponseURL
	s.ExpireResponseURLs()
	if status, code := answerTo(t, url, slack.WebhookMessage{Text: "late"}); status != 404 || code != "expired_url" {
		t.Errorf("got %d %s", status, code)
	}
}

func TestResponseURLTakesNoCharts(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	chart := slack.NewDataVisualizationBlock("Themes", slack.NewDataVisualizationPieChart(slack.NewDataVisualizationSegment("hope", 3)))
	blocks := slack.Blocks{BlockSet: []slack.Block{chart}}
	if _, code := answerTo(t, triggered(t, s, a).ResponseURL, slack.WebhookMessage{Text: "x", Blocks: &blocks}); code != "invalid_blocks" {
		t.Errorf("got %q", code)
	}
	if err := post(a, team, slack.MsgOptionBlocks(chart)); err != nil {
		t.Errorf("posted: %v", err)
	}
}

func TestPublicAnswerShowsTheCommandToEverybody(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onCommand = func(slack.SlashCommand) any {
		return map[string]any{"response_type": "in_channel", "text": "A question for all"}
	}
	if err := s.As(sam).Command(team, "/reflect secret"); err != nil {
		t.Fatal(err)
	}
	seen := s.As(jo).Messages(team)
	if len(seen) != 2 || seen[0].Text != "/reflect secret" || seen[0].User != sam || seen[1].Text != "A question for all" {
		t.Errorf("Jo sees %+v", seen)
	}
}

func TestAnswerSlackCannotShow(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onCommand = func(slack.SlashCommand) any { return map[string]any{"blocks": []any{map[string]any{"type": "fence"}}} }
	if got := codeIn(s.As(sam).Command(team, "/reflect x")); got != "invalid_command_response" || len(s.Faults()) != 1 {
		t.Errorf("got %q, faults %v", got, s.Faults())
	}
}

func TestMenuStartsWithTheConversationTheCommandWasTypedIn(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	menu := &slack.SelectBlockElement{Type: slack.OptTypeConversations, ActionID: "where", DefaultToCurrentConversation: true, ResponseURLEnabled: true}
	a.opening(t, form("ask", slack.NewInputBlock("where", plainText("Where?"), nil, menu)))
	if err := s.As(sam).Submit(openForm(t, s), Values{"what": "x"}); err != nil {
		t.Fatal(err)
	}
	if got := a.lastInteraction(t).View.State.Values["where"]["where"].SelectedConversation; got != team {
		t.Errorf("it starts with %q", got)
	}
	urls := a.lastInteraction(t).ResponseURLs
	if len(urls) != 1 || urls[0].ChannelID != team {
		t.Fatalf("the response URLs are %+v", urls)
	}
	if status, _ := answerTo(t, urls[0].ResponseURL, slack.WebhookMessage{Text: "A question", ResponseType: "in_channel"}); status != 200 {
		t.Errorf("the answer got %d", status)
	}
	if last, _ := s.As(jo).Last(team); last.Text != "A question" {
		t.Errorf("Jo sees %+v", last)
	}
}
