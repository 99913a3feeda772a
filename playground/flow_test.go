package playground

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/slack-go/slack"
)

const (
	sam  = "U01SAM"
	jo   = "U0MGR"
	team = "C02SUP"
)

func TestCommandIsAnsweredInTheAcknowledgement(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onCommand = func(c slack.SlashCommand) any {
		return map[string]any{"text": "Saved. Only you can read it."}
	}
	if err := s.As(sam).Command(team, "/reflect Jo & I <met> @ama about https://example.org/a?b=1&c=2"); err != nil {
		t.Fatal(err)
	}
	got := a.commands[0]
	if want := "Jo &amp; I &lt;met&gt; <@U0SUP|ama> about <https://example.org/a?b=1&amp;c=2>"; got.Text != want {
		t.Errorf("the app got %q, want %q", got.Text, want)
	}
	if got.ChannelName != "peer-team" || got.UserName != "sam" || got.ResponseURL == "" || got.TriggerID == "" {
		t.Errorf("the command misses something: %+v", got)
	}
	last, _ := s.As(sam).Last(team)
	if !last.Ephemeral || last.Text != "Saved. Only you can read it." {
		t.Errorf("Sam sees %+v", last)
	}
	if seen := s.As(jo).Messages(team); len(seen) != 0 {
		t.Errorf("Jo sees %v", seen)
	}
}

func TestCommandThatIsNotAcknowledged(t *testing.T) {
	w := workspaceForTests()
	w.Timing.Ack = 50 * time.Millisecond
	s, a := connected(t, w)
	a.onCommand = func(slack.SlashCommand) any { return silence{} }
	err := s.As(sam).Command(team, "/reflect x")
	if want := `/reflect failed with the error "operation_timeout"`; messageOf(err) != want {
		t.Errorf("Sam reads %q, want %q", messageOf(err), want)
	}
}

func TestCommandsThatNeverReachTheApp(t *testing.T) {
	s := started(t, workspaceForTests())
	for name, c := range map[string]struct{ channel, text, code string }{
		"an unknown command":           {team, "/nonsense", "unknown_command"},
		"a channel Sam is not in":      {"C03PRV", "/reflect", "channel_not_found"},
		"an archived channel":          {"C05OLD", "/reflect", "is_archived"},
		"an app that is not connected": {team, "/reflect", "dispatch_failed"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := codeIn(s.As(sam).Command(c.channel, c.text)); got != c.code {
				t.Errorf("got %q, want %q", got, c.code)
			}
		})
	}
}

func messageOf(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Message
	}
	return ""
}

func codeIn(err error) string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Code
	}
	return ""
}

func fieldsOf(err error) map[string]string {
	var p *Problem
	if errors.As(err, &p) {
		return p.Fields
	}
	return nil
}

// opening makes /reflect open a form.
func (a *app) opening(t *testing.T, view slack.ModalViewRequest) {
	a.onCommand = func(c slack.SlashCommand) any {
		if _, err := a.OpenView(c.TriggerID, view); err != nil {
			t.Errorf("open the form: %v", err)
		}
		return nil
	}
}

func openForm(t *testing.T, s *Server) View {
	t.Helper()
	if err := s.As(sam).Command(team, "/reflect"); err != nil {
		t.Fatal(err)
	}
	return sure(s.As(sam).WaitModal(""))(t)
}

func TestFormIsOpenedFilledInAndSubmitted(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.opening(t, form("reflect"))
	v := openForm(t, s)
	if err := s.As(sam).Submit(v, Values{"what": "A & B", "theme": "M1"}); err != nil {
		t.Fatal(err)
	}
	got := a.lastInteraction(t)
	if got.Type != slack.InteractionTypeViewSubmission || got.View.ID != v.ID || got.View.Hash != v.Hash || got.View.CallbackID != "reflect" {
		t.Errorf("the app got %+v", got.View)
	}
	values := got.View.State.Values
	if values["what"]["words"].Value != "A & B" || values["themes"]["theme"].SelectedOption.Value != "M1" {
		t.Errorf("the state is %+v", values)
	}
	if _, open := s.As(sam).Modal(); open {
		t.Error("the form is still open")
	}
}

func TestSubmissionsThatKeepTheFormOpen(t *testing.T) {
	for name, c := range map[string]struct {
		answer any
		values Values
		fields map[string]string
		code   string
	}{
		"a required field left empty never reaches the app": {nil, Values{}, map[string]string{"what": "Please complete this required field."}, "incomplete"},
		"errors are shown beside their fields": {slack.NewErrorsViewSubmissionResponse(map[string]string{"what": "Too short."}), Values{"what": "x"},
			map[string]string{"what": "Too short."}, "errors"},
		"errors for an unknown block are trouble": {slack.NewErrorsViewSubmissionResponse(map[string]string{"nothing": "x"}), Values{"what": "x"}, nil, "trouble"},
		"an update Slack refuses is trouble":      {slack.NewUpdateViewSubmissionResponse(&slack.ModalViewRequest{Type: "modal"}), Values{"what": "x"}, nil, "trouble"},
		"no acknowledgement is trouble":           {silence{}, Values{"what": "x"}, nil, "trouble"},
	} {
		t.Run(name, func(t *testing.T) {
			w := workspaceForTests()
			w.Timing.Ack = 200 * time.Millisecond
			s, a := connected(t, w)
			a.opening(t, form("reflect"))
			a.onInteract = func(slack.InteractionCallback) any { return c.answer }
			v := openForm(t, s)
			err := s.As(sam).Submit(v, c.values)
			if diff := cmp.Diff(c.fields, fieldsOf(err)); diff != "" || codeIn(err) != c.code {
				t.Errorf("got %v, want %s: %s", err, c.code, diff)
			}
			if open, _ := s.As(sam).Modal(); open.ID != v.ID {
				t.Error("the form is not open any more")
			}
		})
	}
}

func TestSubmissionsThatLeadOn(t *testing.T) {
	next := form("next")
	for name, c := range map[string]struct {
		answer any
		stack  []string
	}{
		"an empty acknowledgement closes the form": {nil, nil},
		"an update replaces it":                    {slack.NewUpdateViewSubmissionResponse(&next), []string{"next"}},
		"a push lays another on it":                {slack.NewPushViewSubmissionResponse(&next), []string{"reflect", "next"}},
		"a clear closes all":                       {slack.NewClearViewSubmissionResponse(), nil},
	} {
		t.Run(name, func(t *testing.T) {
			s, a := connected(t, workspaceForTests())
			a.opening(t, form("reflect"))
			a.onInteract = func(slack.InteractionCallback) any { return c.answer }
			if err := s.As(sam).Submit(openForm(t, s), Values{"what": "x"}); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range s.As(sam).Modals() {
				got = append(got, v.CallbackID)
			}
			if diff := cmp.Diff(c.stack, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestPressOnAMessage(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	if _, _, err := a.PostMessage(team, slack.MsgOptionText("Monday's question", false),
		slack.MsgOptionBlocks(paragraph("What helped?"), slack.NewActionBlock("answers", button("Write", "write", "p1"), button("Skip", "skip", "p1")))); err != nil {
		t.Fatal(err)
	}
	m, _ := s.As(sam).Last(team)
	if err := s.As(sam).Click(m, "write"); err != nil {
		t.Fatal(err)
	}
	got := a.lastInteraction(t)
	action := got.ActionCallback.BlockActions[0]
	if action.ActionID != "write" || action.BlockID != "answers" || action.Value != "p1" || action.ActionTs == "" {
		t.Errorf("the action is %+v", action)
	}
	if got.User.ID != sam || got.Channel.ID != team || got.Message.Timestamp != m.TS || got.Container.MessageTs != m.TS || got.ResponseURL == "" {
		t.Errorf("the payload is %+v", got)
	}
}

func TestPressOnAnEphemeralMessageDoesNotSendItBack(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onCommand = func(slack.SlashCommand) any {
		return slack.Msg{Text: "Saved.", Blocks: slack.Blocks{BlockSet: []slack.Block{paragraph("Saved."), slack.NewActionBlock("b", button("Undo", "undo", "n1"))}}}
	}
	if err := s.As(sam).Command(team, "/reflect x"); err != nil {
		t.Fatal(err)
	}
	m, _ := s.As(sam).Last(team)
	if err := s.As(sam).Click(m, "undo"); err != nil {
		t.Fatal(err)
	}
	raw := a.lastRaw(t)
	if _, sent := raw["message"]; sent || !a.lastInteraction(t).Container.IsEphemeral {
		t.Errorf("the payload is %v", raw)
	}
	replace := &slack.WebhookMessage{Text: "Undone.", ReplaceOriginal: true}
	if err := slack.PostWebhook(a.lastInteraction(t).ResponseURL, replace); err != nil {
		t.Fatal(err)
	}
	if all := s.As(sam).Messages(team); len(all) != 1 || all[0].Text != "Undone." {
		t.Errorf("Sam sees %+v", all)
	}
}

func TestPressInAFormCarriesTheState(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.opening(t, form("reflect", slack.NewActionBlock("more", button("Another one", "another", "v"))))
	v := openForm(t, s)
	if err := s.As(sam).ClickWith(v, "another", Values{"what": "so far"}); err != nil {
		t.Fatal(err)
	}
	got := a.lastInteraction(t)
	if got.Container.ViewID != v.ID || got.View.State.Values["what"]["words"].Value != "so far" || got.ResponseURL != "" {
		t.Errorf("the payload is %+v", got)
	}
	if _, err := a.PushView(got.TriggerID, form("pushed")); err != nil {
		t.Fatal(err)
	}
	if top, _ := s.As(sam).Modal(); top.CallbackID != "pushed" || top.PreviousViewID != v.ID || top.RootViewID != v.ID {
		t.Errorf("on top is %+v", top)
	}
}

func TestClosedFormIsToldWhereAskedFor(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	view := form("reflect")
	view.NotifyOnClose = true
	a.opening(t, view)
	if err := s.As(sam).Close(openForm(t, s)); err != nil {
		t.Fatal(err)
	}
	a.within(t, "view_closed", func() bool {
		return len(a.interactions) == 1 && a.interactions[0].Type == slack.InteractionTypeViewClosed && !a.interactions[0].IsCleared
	})
}

func TestShortcuts(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	if err := s.As(sam).Shortcut("reflect_global"); err != nil {
		t.Fatal(err)
	}
	if got := a.lastInteraction(t); got.Type != slack.InteractionTypeShortcut || got.CallbackID != "reflect_global" || got.TriggerID == "" {
		t.Errorf("the app got %+v", got)
	}
	m := sure(s.As(jo).Message(team, "Good work today"))(t)
	if err := s.As(sam).MessageShortcut("reflect_message", m); err != nil {
		t.Fatal(err)
	}
	if got := a.lastInteraction(t); got.Type != slack.InteractionTypeMessageAction || got.Message.Text != "Good work today" || got.MessageTs != m.TS {
		t.Errorf("the app got %+v", got)
	}
}

func TestHomeTabIsPublishedWhenOpened(t *testing.T) {
	s, a := connected(t, workspaceForTests())
	a.onEvent = publishing(t, a, "Your notes")
	v, err := s.As(sam).OpenHome()
	if err != nil || !v.Has("Your notes") {
		t.Errorf("Sam sees %q, %v", v.Words(), err)
	}
}
