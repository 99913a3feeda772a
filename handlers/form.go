package handlers

import (
	"cmp"
	"context"
	"errors"
	"strings"

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

// writingDoors lead to the form of a note, and from one that is saved to what can be chosen about it.
func (d *desk) writingDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActWrite:       d.opening(d.writeReflection, ""),
			views.ActAskBoundary: d.opening(d.writeBoundary, ""),
			views.ActWritePrompt: d.opening(d.writeToPrompt, ""),
			views.ActTeam:        d.chooseTeam,
			views.ActLink:        d.followLink,

			views.ActKeepThemes:   d.keepThemes,
			views.ActThemes:       d.tickTheme,
			views.ActChangeThemes: d.opening(d.changeNote, ""),
			views.ActBoundaries:   d.changeBoundaries,
			views.ActReaders:      d.changeReaders,
			views.ActShare:        d.changeShare,
			views.ActTalk:         d.changeTalk,
			views.ActReplaceNames: d.replaceNames,
			views.ActAddMore:      d.opening(d.changeNote, ""),
			views.ActUndo:         d.undo,
		},
		forms: map[string]Handler{views.FormNote: d.submitNote},
	}
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
	lapsed := h.usually(&n)
	page, err := d.notePage(ctx, h, n)
	if err != nil {
		return Reply{}, err
	}
	page.Lapsed, page.OnOther, page.About = lapsed, e.onOther, e.about
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
	a := h.audienceOf(n)
	return views.NoteForm{
		Note: n, Answers: answers, Teams: h.teams, Audience: a, K: h.k(),
		ShareOpen: h.prefs.AsksToShare(a), Zone: h.zone(),
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
	var not refused
	n, err := byRoster(ctx, d, &h, func(h here) (n peerwork.Note, err error) {
		n, not, err = d.saveForm(ctx, h, meta, in)
		return n, err
	})
	switch {
	case errors.Is(err, peerwork.ErrChanged):
		why := "Not saved: this note was changed after you opened it." + d.heldInCase(ctx, h, meta, in)
		return Reply{Errors: map[string]string{meta.Block(views.BoxWhat): why}}, nil
	case errors.Is(err, peerwork.ErrNotFound):
		return d.asNew(ctx, h, meta, in)
	case err != nil:
		return Reply{}, err
	}
	_ = d.Store.DropDraft(ctx, h.Workspace, h.User, formDraft(req, meta)) // what it held is saved; else it goes within a day
	t := told{hidden: mask.Hidden(found), said: not.sentence(), share: in.ShareAnswered && !not.share}
	if t.share {
		t.said = strings.TrimSpace(t.said + " " + shareSentence(n.ShareThemes, d.rememberShare(ctx, h, n.Team, in.Share)))
	}
	form := views.SavedForm(d.savedPage(ctx, h, n, t))
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}

// asNew gives back what stands in the form of a note that is deleted, in the form of a new note: nothing of it is held, and
// nothing is kept before its author says so.
func (d *desk) asNew(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) (Reply, error) {
	page, err := d.typedPage(ctx, h, meta, in)
	if err != nil {
		return Reply{}, err
	}
	page.Lapsed = h.choose(&page.Note, in).sentence()
	page.Deleted, page.ShareOpen = true, page.ShareOpen && !in.ShareAnswered
	form := views.Note(page)
	return Reply{Update: &form}, nil
}

// refused says which of the two choices would have let in people whom the author was not shown.
type refused struct{ readers, share bool }

func (r refused) sentence() string { return views.NotShown(r.readers, r.share) }

func (d *desk) saveForm(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) (n peerwork.Note, not refused, err error) {
	if meta.Note == "" {
		n = h.newNote(meta.Kind, h.teamFor(cmp.Or(in.Team, meta.Team)))
		n.Prompt = meta.Prompt
		d.fill(&n, meta, in)
		not = h.choose(&n, in)
		d.keepDay(ctx, h, meta.Draft, &n)
		n, err = d.Store.SaveNote(ctx, h.Once, n)
		return n, not, err
	}
	n, err = d.Store.ReviseNote(ctx, h.Once, h.Workspace, h.User, meta.Note, h.Now, func(n *peerwork.Note) error {
		if n.Revision != meta.Revision {
			return peerwork.ErrChanged
		}
		d.fill(n, meta, in)
		not = h.choose(n, in)
		return nil
	})
	return n, not, err
}

// choose makes the form's two choices on a note, for the people whom the form named. One that it did not ask for stays as
// it is.
func (h here) choose(n *peerwork.Note, in views.NoteInput) (not refused) {
	a := h.audience(n.Team)
	if in.ReadersAsked {
		not.readers = !n.ChooseReaders(in.Readers, a, in.ReadersShown, h.Now)
	}
	if in.ShareAnswered {
		not.share = !n.ChooseShare(in.Share, a, in.ShareShown)
	}
	return not
}

// fill puts what the form's boxes held into a note, but for the two choices.
func (d *desk) fill(n *peerwork.Note, meta views.NoteMeta, in views.NoteInput) {
	n.Words, n.Codes, n.Boundaries, n.Noticed = in.Words, in.Codes, in.Boundaries, in.Noticed
	n.Talk, n.Happened = in.Talk, in.Happened
	if in.NoQuestion {
		n.Prompt = ""
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
