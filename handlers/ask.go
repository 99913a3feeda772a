package handlers

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

type questionStore interface {
	AskedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string, since time.Time) ([]peerwork.Asked, error)
	RecordAsked(ctx context.Context, ws peerwork.WorkspaceID, audience, prompt string, at time.Time) error
	PutOutByHand(ctx context.Context, d peerwork.Delivery, asking *peerwork.Asking) error
}

// askDoors lead from the preview of a question for the team.
func (d *desk) askDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActAnotherQuestion: d.anotherQuestion,
		views.ActPostQuestion:    d.postQuestion,
		views.ActCancel:          d.cancel,
	}}
}

// askTeam previews a group question, to its asker only.
func (d *desk) askTeam(ctx context.Context, h here, named string) (Reply, error) {
	theme := themeNamed(named)
	if named != "" && theme == "" {
		m := views.Told("We do not know that theme.", "You can choose: "+themeList()+". Or leave it out.")
		return Reply{Say: &m}, nil
	}
	return d.previewQuestion(ctx, h, theme, nil)
}

func (d *desk) previewQuestion(ctx context.Context, h here, theme peerwork.Theme, seen []string) (Reply, error) {
	team, refusal := h.teamOfChannel()
	if refusal != "" {
		m := views.Told(refusal)
		return Reply{Say: &m}, nil
	}
	choice, err := d.nextQuestion(ctx, h, team, theme, seen)
	if errors.Is(err, prompts.ErrNothingLeft) {
		m := views.Told("There is no other question to ask now.", noOtherQuestion())
		return Reply{Say: &m}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	m := views.QuestionPreview(choice.Prompt, choice.Why, theme, seen...)
	return Reply{Say: &m, Replace: len(seen) > 0}, nil
}

func (d *desk) nextQuestion(ctx context.Context, h here, team peerwork.Team, theme peerwork.Theme, seen []string) (prompts.Choice, error) {
	asked, err := d.askedOf(ctx, h.Workspace, string(team.ID))
	if err != nil {
		return prompts.Choice{}, err
	}
	bank, err := d.banks.Of(ctx, h.Workspace)
	if err != nil {
		return prompts.Choice{}, err
	}
	now := h.Now.In(team.Location())
	return prompts.Next(bank, prompts.Request{
		Audience: prompts.Team, Setting: team.Setting, Theme: theme, Now: now, Asked: asked, Skip: seen,
		Seed: string(team.ID) + " " + string(h.User) + " " + now.Format(time.DateOnly), // two who ask at once see two questions
	})
}

func (d *desk) askedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string) ([]prompts.Asked, error) {
	stored, err := d.Store.AskedOf(ctx, ws, audience, time.Time{})
	if err != nil {
		return nil, fmt.Errorf("read what was asked: %w", err)
	}
	var asked []prompts.Asked
	for _, a := range stored {
		asked = append(asked, prompts.Asked{PromptID: a.Prompt, At: a.At})
	}
	return asked, nil
}

// anotherQuestion shows another question in the place of the one refused.
func (d *desk) anotherQuestion(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.previewQuestion(ctx, h, themeNamed(views.ActionID(req.Name)), views.SeenPrompts(req.Text))
}

// postQuestion puts the question in the channel. Pressed twice at once, it is posted once. Where the team was asked it
// since it was shown, another one is shown instead.
func (d *desk) postQuestion(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	team, refusal := h.teamOfChannel()
	prompt, err := d.banks.Prompt(ctx, req.Workspace, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	if refusal != "" || prompt.Status != prompts.Active {
		return Reply{}, &peerwork.Error{What: "Nothing was posted.", Try: cmp.Or(refusal, "Please ask for another question.")}
	}
	err = d.askInChannel(ctx, h, team, prompt, onceID(req))
	if errors.Is(err, peerwork.ErrAsked) {
		return d.questionInstead(ctx, h, team, themeNamed(req.Text))
	}
	if err != nil {
		return Reply{}, err
	}
	m := views.Told("It is on its way to this channel. Everyone here can read the answers.", ifNotPosted)
	return Reply{Say: &m, Replace: true, Wake: true}, nil
}

const ifNotPosted = "If it cannot be posted, we tell you in a message to you alone."

// askInChannel puts a question to a team out, and has it count as asked until it is given up. It returns
// peerwork.ErrAsked where the team was asked it too short a while ago.
func (d *desk) askInChannel(ctx context.Context, h here, team peerwork.Team, p prompts.Prompt, id string) error {
	question := peerwork.Delivery{
		ID: id, Workspace: h.Workspace, Kind: peerwork.DeliverTeamPrompt, Recipient: team.Channel, Team: team.ID,
		Subject: p.ID, Asker: h.User, Due: h.Now, Expires: team.UsefulUntil(h.Now),
	}
	err := d.Store.PutOutByHand(ctx, question, &peerwork.Asking{
		Delivery: id, Audience: question.Audience(), Asked: peerwork.Asked{Prompt: p.ID, At: h.Now}, NotSince: h.Now.Add(-prompts.RepeatAfter),
	})
	if err != nil {
		return fmt.Errorf("post a question: %w", err)
	}
	return nil
}

// questionInstead previews another question in the place of one that somebody asked meanwhile.
func (d *desk) questionInstead(ctx context.Context, h here, team peerwork.Team, theme peerwork.Theme) (Reply, error) {
	choice, err := d.nextQuestion(ctx, h, team, theme, nil)
	if errors.Is(err, prompts.ErrNothingLeft) {
		m := views.Told(views.AskedHereAlready, noOtherQuestion())
		return Reply{Say: &m, Replace: true}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	m := views.QuestionInstead(choice.Prompt, choice.Why, theme)
	return Reply{Say: &m, Replace: true}, nil
}

func noOtherQuestion() string {
	return "Each is asked once in eight weeks. Try another theme: " + themeList() + "."
}

func (d *desk) cancel(context.Context, Request) (Reply, error) {
	m := views.Cancelled()
	return Reply{Say: &m, Replace: true}, nil
}

// onceID names what a request makes, the same for the same request.
func onceID(req Request) string {
	sum := sha256.Sum256([]byte(string(req.Workspace) + "\x00" + string(req.User) + "\x00" + req.Name + "\x00" + req.Message + "\x00" + req.Channel))
	return hex.EncodeToString(sum[:16])
}

// teamOfChannel returns the team whose channel this is, if the person belongs to it; else where to go instead.
func (h here) teamOfChannel() (peerwork.Team, string) {
	var names []string
	for _, t := range h.roster.Teams {
		if !belongs(t, h.User) {
			continue
		}
		if t.Channel == h.Channel {
			return t, ""
		}
		names = append(names, views.Name(t.Name))
	}
	if len(names) == 0 {
		return peerwork.Team{}, "You are in no team here. Your admin can add you."
	}
	return peerwork.Team{}, "Please type this in your team's channel: the channel of " + peerwork.JoinAnd(names) + "."
}

// belongs reports whether somebody works in the team, manages it, or supervises in it.
func belongs(t peerwork.Team, u peerwork.UserID) bool {
	if t.Manages(u) {
		return true
	}
	for _, m := range t.Workers {
		if m.User == u || m.Supervisor == u {
			return true
		}
	}
	return false
}

func themeList() string {
	var names []string
	for _, t := range append(peerwork.Themes(), peerwork.OutsideRole) {
		names = append(names, string(t))
	}
	return strings.Join(names, ", ")
}
