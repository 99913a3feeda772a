package handlers

import (
	"cmp"
	"context"
	"errors"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

// empty says what kind of empty form to open.
type empty struct {
	kind    peerwork.Kind
	prompt  string
	onOther bool   // on somebody else's message, of which nothing is read
	about   string // that message, as views.AboutMessage names it
}

// writeOnMessage opens an empty reflection on a message. It never sees the message's words.
func (d *desk) writeOnMessage(ctx context.Context, req Request) (Reply, error) {
	e := empty{kind: peerwork.Reflection, onOther: true}
	if d.SlackURL != "" {
		e.about = views.AboutMessage(req.Channel, req.Message, req.Thread)
	}
	return d.openEmpty(ctx, req, e)
}

// writeToPrompt opens an empty reflection that answers a prompt.
func (d *desk) writeToPrompt(ctx context.Context, req Request) (Reply, error) {
	e := empty{kind: peerwork.Reflection, prompt: views.ActionID(req.Name)}
	p, err := d.banks.Prompt(ctx, req.Workspace, e.prompt)
	if err != nil {
		return Reply{}, err
	}
	if p.Boundary != "" {
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
	page, err := d.notePage(ctx, h, n)
	if err != nil {
		return Reply{}, err
	}
	page.OnOther, page.About = e.onOther, e.about
	began, err := d.begun(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	if len(began) > 0 {
		page.Began = &began[0]
	}
	form := views.Note(page)
	return Reply{Form: &form}, nil
}

// notePage is the form of a note, for somebody of its team.
func (d *desk) notePage(ctx context.Context, h here, n peerwork.Note) (views.NoteForm, error) {
	answers, err := d.banks.Prompt(ctx, h.Workspace, n.Prompt)
	return views.NoteForm{
		Note: n, Answers: answers, Teams: h.teams(), Audience: h.audience(n.Team), K: h.k(),
		ShareOpen: h.asksToShare(), Zone: h.zone(),
	}, err
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

// chooseTeam draws the form anew for another team: what was typed stays, and the people to let in change.
func (d *desk) chooseTeam(ctx context.Context, req Request) (Reply, error) {
	return d.redrawForm(ctx, req)
}

// openNote opens one's own note in its form, words and all.
func (d *desk) openNote(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.openOwn(ctx, h, peerwork.NoteID(views.ActionID(req.Name)))
}

// changeNote opens the note that was just saved in its form again, in the place of the page that says so.
func (d *desk) changeNote(ctx context.Context, req Request) (Reply, error) {
	r, err := d.openNote(ctx, req)
	if ownForm(req) {
		r.Form, r.Update = nil, r.Form
	}
	return r, err
}

func (d *desk) openOwn(ctx context.Context, h here, id peerwork.NoteID) (Reply, error) {
	n, err := d.Store.OwnNote(ctx, h.Workspace, h.User, id)
	if err != nil {
		return Reply{}, gone(err)
	}
	page, err := d.notePage(ctx, h, n)
	if err != nil {
		return Reply{}, err
	}
	page.May, page.About = d.mayFit(n), views.AboutLink(n.Link)
	if page.Opened, err = d.openings(ctx, h, id); err != nil {
		return Reply{}, err
	}
	page.Soon = d.soonState(ctx, h, n)
	form := views.Note(page)
	return Reply{Form: &form}, nil
}

// submitNote saves a note's form: a new note, or one's own changed.
func (d *desk) submitNote(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	meta, in := views.ParseNoteMeta(req.Private), views.ReadNote(req.State)
	found, wrong := d.hideInForm(meta, &in.Words)
	if len(wrong) > 0 {
		d.sayHeld(ctx, h, meta, in, wrong)
		return Reply{Errors: wrong}, nil
	}
	n, err := d.saveForm(ctx, h, meta, in)
	switch {
	case errors.Is(err, peerwork.ErrChanged):
		why := "Not saved: this note was changed after you opened it." + d.heldInCase(ctx, h, meta, in)
		return Reply{Errors: map[string]string{meta.Block(views.BoxWhat): why}}, nil
	case errors.Is(err, peerwork.ErrNotFound):
		const why = "Not saved: this note was deleted, and nothing of it is held. To keep these words, copy them into a new note."
		return Reply{Errors: map[string]string{meta.Block(views.BoxWhat): why}}, nil
	case err != nil:
		return Reply{}, err
	}
	_ = d.Store.DropDraft(ctx, h.Workspace, h.User, formDraft(req, meta)) // what it held is saved; else it goes within a day
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
		d.fill(h, &n, meta, in)
		d.keepDay(ctx, h, meta.Draft, &n)
		return d.Store.SaveNote(ctx, h.Once, n)
	}
	return d.Store.ReviseNote(ctx, h.Once, h.Workspace, h.User, meta.Note, h.Now, func(n *peerwork.Note) error {
		if n.Revision != meta.Revision {
			return peerwork.ErrChanged
		}
		d.fill(h, n, meta, in)
		return nil
	})
}

// fill puts what the form's boxes held into a note. A choice that the form did not ask for stays as it is.
func (d *desk) fill(h here, n *peerwork.Note, meta views.NoteMeta, in views.NoteInput) {
	a := h.audience(n.Team)
	n.Words, n.Codes, n.Boundaries, n.Noticed = in.Words, in.Codes, in.Boundaries, in.Noticed
	n.Talk, n.Happened = in.Talk, in.Happened
	if in.NoQuestion {
		n.Prompt = ""
	}
	if in.ReadersAsked {
		n.SetReaders(views.ReadersAmong(a, in.Readers), h.Now)
	}
	if in.ShareAnswered {
		n.ShareThemes = in.Share && len(a.Managers) > 0
	}
	if in.LinkAsked {
		n.Link = cmp.Or(n.Link, d.linkOf(meta))
	}
	if in.LinkAsked && !in.Link {
		n.Link = ""
	}
}

// hideInForm masks the three answers in place. wrong says by box what cannot be kept.
func (d *desk) hideInForm(meta views.NoteMeta, w *peerwork.Words) (found []mask.Finding, wrong map[string]string) {
	what := meta.Block(views.BoxWhat)
	found, wrong = d.hide(written{what, &w.What}, written{meta.Block(views.BoxWhy), &w.Why}, written{meta.Block(views.BoxNext), &w.Next})
	if why := notKept(w.What, views.MaxBox, "one box"); why != "" {
		wrong[what] = why
	}
	return found, wrong
}

// deleteNote deletes one's own note from its form.
func (d *desk) deleteNote(ctx context.Context, req Request) (Reply, error) {
	if err := d.delete(ctx, req); err != nil {
		return Reply{}, err
	}
	form := views.Deleted(d.BackupDays)
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
