package playground

import (
	"context"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/slack-go/slack"

	"handrail/internal/need"
)

// browser opens headless Chromium.
func browser(t *testing.T) context.Context {
	t.Helper()
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(need.Chromium(t)), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	allocated, stop := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(stop)
	ctx, end := chromedp.NewContext(allocated)
	t.Cleanup(end)
	ctx, cancel := context.WithTimeout(ctx, 60*time.Second)
	t.Cleanup(cancel)
	return ctx
}

// A form in the browser, from the command to the answer, with the real page, server, socket and slack-go.
func TestPageAndServerWorkTogether(t *testing.T) {
	ctx := browser(t)
	s, a := connected(t, workspaceForTests())
	a.opening(t, form("reflect"))
	a.onInteract = func(c slack.InteractionCallback) any {
		if c.Type != slack.InteractionTypeViewSubmission {
			return nil
		}
		if c.View.State.Values["what"]["words"].Value == "short" {
			return slack.NewErrorsViewSubmissionResponse(map[string]string{"what": "Please say a little more."})
		}
		if err := post(a, c.User.ID, slack.MsgOptionBlocks(paragraph("Saved & kept."), slack.NewActionBlock("b", button("Undo", "undo", "n1")))); err != nil {
			t.Error(err)
		}
		return nil
	}
	words, save := `[data-testid="modal"] [data-action-id="words"]`, `[data-testid="modal-submit"]`
	err := chromedp.Do(ctx,
		chromedp.Navigate(s.BaseURL()+"/#as="+sam+"&at="+team),
		chromedp.WaitVisible(`body[data-ready="true"]`),
		chromedp.SendKeys(`[data-testid="composer"]`, "/reflect "+kb.Enter),
		chromedp.WaitVisible(words),
		chromedp.SendKeys(words, "short"),
		chromedp.Click(save),
		chromedp.WaitVisible(`[data-testid="error-what"]`),
		chromedp.SendKeys(words, ", and longer"),
		chromedp.Click(save),
		chromedp.WaitNotPresent(`[data-testid="modal"]`),
		chromedp.Navigate(s.BaseURL()+"/#as="+sam+"&at=messages"),
		chromedp.WaitVisible(`[data-testid="message"] [data-action-id="undo"]`),
		chromedp.Click(`[data-testid="message"] [data-action-id="undo"]`),
	)
	if err != nil {
		t.Fatal(err)
	}
	a.within(t, "the press on Undo", func() bool {
		return len(a.interactions) == 3 && a.interactions[2].Type == slack.InteractionTypeBlockActions
	})
	if got := a.interactions[1].View.State.Values["what"]["words"].Value; got != "short, and longer" {
		t.Errorf("the form held %q", got)
	}
}
