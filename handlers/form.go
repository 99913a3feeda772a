package handlers

import (
	"context"
	"errors"
	"fmt"
	"unicode/utf8"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

// empty says what kind of empty form to open.
type empty struct {
	kind    peerwork.Kind
	prompt  string
	onOther bool // on somebody else's message, of which nothing is read
}

// writeOnMessage opens an empty reflection on a message. It never sees the message's words.
func (d *desk) writeOnMessage(ctx context.Context, req Request) (Reply, error) {
	return d.openEmpty(ctx, req, empty{kind: peerwork.Reflection, onOther: true})
}

// writeToPrompt opens an empty reflection that answers a prompt.
func (d *desk) writeToPrompt(ctx context.Context, req Request) (Reply, error) {
	e := empty{kind: peerwork.Reflection, prompt: views.ActionID(req.Name)}
	if p, ok := d.Bank.ByID(e.prompt); ok && p.Boundary != "" {
		e.kind = peerwork.BoundaryQuestion
	}
	return d.openEmpty(ctx, req, e)
}

func (d *desk) openEmpty(ctx context.Context, req Request, e empty) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	n := h.newNote(e.kind, h.teamFor(""))
	n.ID, n.Prompt = "", e.prompt
	page := d.notePage(h, n)
	page.OnOther = e.onOther
	form := views.Note(page)
	return Reply{Form: &form}, nil
}

// notePage is the form of a note, for somebody of its team.
func (d *desk) notePage(h here, n peerwork.Note) views.NoteForm {
	return views.NoteForm{
		Note: n, Answers: d.promptOf(n), Teams: h.teams(), Audience: h.audience(n.Team), K: h.k(),
		ShareOpen: h.asksToShare(), Zone: h.zone(), Signpost: d.Signpost,
	}
}

// mayFit are the themes that may fit a note that has none.
func (d *desk) mayFit(n peerwork.Note) []views.May {
	if len(n.Codes) > 0 {
		return nil
	}
	var may []views.May
	for _, s := range d.Suggester.Suggest(allWords(n)) {
		may = append(may, views.May{Code: s.Code, Because: s.Because})
	}
	return may
}

func (d *desk) promptOf(n peerwork.Note) prompts.Prompt {
	p, _ := d.Bank.ByID(n.Prompt)
	return p
}

// chooseTeam draws the form anew for another team: what was typed stays, and the people to let in change.
func (d *desk) chooseTeam(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	meta, in := views.ParseNoteMeta(req.Private), views.ReadNote(req.State)
	n := h.newNote(meta.Kind, h.teamFor(in.Team))
	n.ID, n.Prompt, n.Words = "", meta.Prompt, in.Words
	n.Codes, n.Boundaries, n.Noticed, n.Talk, n.Happened = in.Codes, in.Boundaries, in.Noticed, in.Talk, in.Happened
	form := views.Note(d.notePage(h, n))
	return Reply{Update: &form}, nil
}

// openNote opens one's own note in its form, words and all.
func (d *desk) openNote(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.openOwn(ctx, h, peerwork.NoteID(views.ActionID(req.Name)))
}

func (d *desk) openOwn(ctx context.Context, h here, id peerwork.NoteID) (Reply, error) {
	n, err := d.Store.OwnNote(ctx, h.Workspace, h.User, id)
	if err != nil {
		return Reply{}, gone(err)
	}
	page := d.notePage(h, n)
	page.May = d.mayFit(n)
	if page.Opened, err = d.openings(ctx, h, id); err != nil {
		return Reply{}, err
	}
	form := views.Note(page)
	return Reply{Form: &form}, nil
}

// submitNote saves a note's form: a new note, or one's own changed.
func (d *desk) submitNote(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	in := views.ReadNote(req.State)
	found, wrong := d.hideInForm(&in.Words)
	if wrong != nil {
		return Reply{Errors: wrong}, nil
	}
	meta := views.ParseNoteMeta(req.Private)
	n, err := d.saveForm(ctx, h, meta, in)
	if errors.Is(err, peerwork.ErrChanged) {
		return Reply{Errors: map[string]string{views.BoxWhat: "Not saved: this note was changed after you opened it. Copy your words, close this, and open it again."}}, nil
	}
	if errors.Is(err, peerwork.ErrNotFound) {
		return Reply{Errors: map[string]string{views.BoxWhat: "Not saved: this note was deleted. Copy your words, and write a new one."}}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	t := told{hidden: mask.Hidden(found), share: in.ShareAnswered}
	if in.ShareAnswered {
		t.said = shareSentence(n.ShareThemes, d.rememberShare(ctx, h, in.Share))
	}
	form := views.SavedForm(d.savedPage(ctx, h, n, t))
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}

func (d *desk) saveForm(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) (peerwork.Note, error) {
	if meta.Note == "" {
		n := h.newNote(meta.Kind, h.teamFor(in.Team))
		n.Prompt = meta.Prompt
		h.fill(&n, in)
		return d.Store.SaveNote(ctx, h.Once, n)
	}
	return d.Store.ReviseNote(ctx, h.Once, h.Workspace, h.User, meta.Note, h.Now, func(n *peerwork.Note) error {
		if n.Revision != meta.Revision {
			return peerwork.ErrChanged
		}
		h.fill(n, in)
		return nil
	})
}

// fill puts what the form's boxes held into a note. A choice that the form did not ask for stays as it is.
func (h here) fill(n *peerwork.Note, in views.NoteInput) {
	a := h.audience(n.Team)
	n.Words, n.Codes, n.Boundaries, n.Noticed = in.Words, in.Codes, in.Boundaries, in.Noticed
	n.Talk, n.Happened = in.Talk, in.Happened
	if in.ReadersAsked {
		n.SetReaders(views.ReadersAmong(a, in.Readers), h.Now)
	}
	if in.ShareAnswered {
		n.ShareThemes = in.Share && len(a.Managers) > 0
	}
}

// hideInForm masks the three answers in place. wrong says by box what cannot be kept.
func (d *desk) hideInForm(w *peerwork.Words) (found []mask.Finding, wrong map[string]string) {
	wrong = map[string]string{}
	for box, words := range map[string]*string{views.BoxWhat: &w.What, views.BoxWhy: &w.Why, views.BoxNext: &w.Next} {
		result := d.Masker.Mask(*words)
		*words = result.Masked
		found = append(found, result.Findings...)
		if n := utf8.RuneCountInString(*words); n > views.MaxBox {
			wrong[box] = fmt.Sprintf("Not saved: this is %d characters, and one box holds %d. Please make it shorter.", n, views.MaxBox)
		}
	}
	if blank(w.What) {
		wrong[views.BoxWhat] = "Not saved: please write something here first."
	}
	if len(wrong) == 0 {
		return found, nil
	}
	return found, wrong
}

// deleteNote deletes one's own note from its form.
func (d *desk) deleteNote(ctx context.Context, req Request) (Reply, error) {
	if err := d.delete(ctx, req); err != nil {
		return Reply{}, err
	}
	form := views.Deleted()
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}

func (d *desk) delete(ctx context.Context, req Request) error {
	id := peerwork.NoteID(views.ActionID(req.Name))
	err := d.Store.DeleteNote(ctx, req.Once, req.Workspace, req.User, id, req.Now)
	if errors.Is(err, peerwork.ErrNotFound) {
		return nil // gone already, which is what was asked for
	}
	return err
}

// withHome draws App Home anew beside a reply. A Home that cannot be drawn now is drawn when it is opened next.
func (d *desk) withHome(ctx context.Context, req Request, r Reply) Reply {
	if drawn, err := d.home(ctx, Request{Workspace: req.Workspace, User: req.User, Now: req.Now}); err == nil {
		r.Home = drawn.Home
	}
	return r
}
