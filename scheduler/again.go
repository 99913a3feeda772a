package scheduler

import (
	"context"

	"handrail/peerwork"
	"handrail/views"
)

// again is the one reminder of a prompt, where the member asked for reminders: the next day at a time that suits them,
// and none where the next prompt comes first. It is written with its prompt, and goes when that is answered: nothing is
// left that would say who answers.
func (r round) again(d peerwork.Delivery) []peerwork.Delivery {
	u := peerwork.UserID(d.Recipient)
	p := r.settings[u]
	if d.Kind != peerwork.DeliverMemberPrompt || !p.PromptReminder {
		return nil
	}
	to := recipient{id: d.Recipient, hours: hoursOf(p, r.people[u], r.team), own: true}
	due := to.may(r.team, r.schedule).firstAllowed(d.Due.In(to.loc).AddDate(0, 0, 1))
	if r.overtaken(to, due) || p.Away(due) {
		return nil
	}
	return []peerwork.Delivery{{
		ID: peerwork.ReminderOf(d.ID), Workspace: d.Workspace, Kind: peerwork.DeliverPromptReminder, Recipient: d.Recipient, Team: d.Team,
		Subject: d.Subject, Detail: d.Schedule, Due: due, Expires: due.Add(r.useful()),
	}}
}

// drawAgain draws a prompt that was left, unless it never came, was skipped, or is not wanted any more.
func (s *Scheduler) drawAgain(ctx context.Context, d peerwork.Delivery, m member) (views.Message, string, error) {
	sent, err := s.store.WasSent(ctx, d.Workspace, peerwork.RemindedBy(d.ID))
	if err != nil {
		return views.Message{}, "", err
	}
	if !sent || d.Subject == "" || !m.prefs.PromptReminder {
		return views.Message{}, "nothing to be reminded of", nil
	}
	return s.drawPrompt(ctx, d, views.MemberPromptAgain)
}
