package handlers_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"handrail/handlers"
	pw "handrail/peerwork"
	"handrail/views"
)

func TestAskTheTeam(t *testing.T) {
	t.Run("previews, offers another one, and posts once", func(t *testing.T) {
		w := newWorld(t)
		first := w.command("/supervision", sam, "ask role modelling")
		w.says(first, "A question for the team", "Only you see this now.")
		another := w.action(first.Say.Blocks, views.ActAnotherQuestion)
		second := w.press(sam, another, strings.TrimPrefix(w.action(first.Say.Blocks, views.ActPostQuestion), views.ActPostQuestion+":"))
		if w.action(second.Say.Blocks, views.ActPostQuestion) == w.action(first.Say.Blocks, views.ActPostQuestion) {
			t.Error("another one is the same one")
		}
		post := w.action(second.Say.Blocks, views.ActPostQuestion)
		for range 2 {
			r := w.press(sam, post, "")
			w.says(r, "It is on its way to this channel.")
			if !r.Wake || !r.Replace {
				t.Error("does not send it now, or leaves the preview")
			}
		}
		sent := w.deliveries()
		if len(sent) != 1 || sent[0].Kind != pw.DeliverTeamPrompt || sent[0].Recipient != riversideChannel || sent[0].Subject != views.ActionID(post) {
			t.Errorf("sent %+v", sent)
		}
		asked, err := w.store.AskedOf(t.Context(), ws, "riverside", time.Time{})
		w.must(err)
		if len(asked) == 0 || asked[0].Prompt != views.ActionID(post) {
			t.Errorf("recorded %+v", asked)
		}
	})
	for _, c := range []struct {
		name, channel, text, says string
		by                        pw.UserID
	}{
		{"lets a supervisor ask", riversideChannel, "ask", "A question for the team", ama},
		{"lets a line manager ask", riversideChannel, "ask engagement", "A question for the team", jo},
		{"says which themes there are", riversideChannel, "ask weather", "You can choose: relationship, role-modelling, engagement, outside the role.", sam},
		{"leads to the team's channel", "D0SAM", "ask", "Please type this in your team's channel: the channel of Riverside crisis house.", sam},
		{"tells somebody in no team", riversideChannel, "ask", "You are in no team here.", noor},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := newWorld(t)
			r := w.do(w.handlerOf("/supervision"), handlers.Request{User: c.by, Text: c.text, Channel: c.channel})
			w.says(r, c.says)
		})
	}
	t.Run("shows another one in the place of one that was asked since it was shown", func(t *testing.T) {
		w := newWorld(t)
		preview := w.command("/supervision", sam, "ask role modelling").Say.Blocks
		post, theme := w.action(preview, views.ActPostQuestion), "role-modelling"
		w.contains(encode(preview), `"value":"`+theme+`","style":"primary"`)
		w.must(w.store.RecordAsked(t.Context(), ws, "riverside", views.ActionID(post), w.now.Add(-time.Minute))) // by the clock
		r := w.press(sam, post, theme)
		w.says(r, "Nothing was posted: your team was asked this question already, in the last eight weeks. Here is another one.", "Only you see this now.")
		if !r.Replace || r.Wake || len(w.deliveries()) > 0 {
			t.Errorf("posted %v, or left the old preview", w.deliveries())
		}
		other := w.action(r.Say.Blocks, views.ActPostQuestion)
		if another := w.action(r.Say.Blocks, views.ActAnotherQuestion); other == post || views.ActionID(another) != theme {
			t.Errorf("the other one is %s, and leads to %s", other, another)
		}
		w.says(w.press(sam, other, theme), "It is on its way to this channel.", "If it cannot be posted, we tell you")
	})
	t.Run("posts once what two ask at once, and shows the other another one", func(t *testing.T) {
		w := newWorld(t)
		post := w.action(w.command("/supervision", sam, "ask").Say.Blocks, views.ActPostQuestion)
		askers := []pw.UserID{sam, ama, jo, lee}
		replies := make([]handlers.Reply, len(askers))
		var all sync.WaitGroup
		for i, u := range askers {
			req := handlers.Request{Workspace: ws, User: u, Name: post, Channel: riversideChannel, Now: w.now, Once: string(u)}
			all.Go(func() { replies[i], _ = w.all.Actions[views.ActPostQuestion](t.Context(), req) })
		}
		all.Wait()
		var posted, instead int
		for _, r := range replies {
			switch {
			case r.Say != nil && strings.Contains(r.Say.Text, "It is on its way"):
				posted++
			case r.Say != nil && strings.Contains(r.Say.Text, "Here is another one."):
				instead++
			}
		}
		if posted != 1 || instead != len(askers)-1 || len(w.deliveries()) != 1 {
			t.Errorf("%d posted, %d were shown another one; out went %v", posted, instead, w.deliveries())
		}
	})
	t.Run("does not post for somebody outside the team", func(t *testing.T) {
		w := newWorld(t)
		_, err := w.tryPress(handlers.Request{User: noor, Name: views.Action(views.ActPostQuestion, "r2-less-alone"), Channel: riversideChannel})
		w.told(err, "Nothing was posted.")
	})
}
