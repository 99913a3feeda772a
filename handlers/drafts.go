package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

type draftStore interface {
	KeepDraft(ctx context.Context, once string, d peerwork.Draft) error
	Draft(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, id string, now time.Time) (peerwork.Draft, error)
	Drafts(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) ([]peerwork.Draft, error)
	SaveDraft(ctx context.Context, once, draft string, n peerwork.Note) (peerwork.Note, error)
	DropDraft(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, ids ...string) error
}

// answersWithin is how long after a question to a person what they tell the bot is taken as the answer to it.
const answersWithin = 24 * time.Hour

// draftDoors lead to what was begun and not saved.
func (d *desk) draftDoors() doors {
	return doors{actions: map[string]Handler{
		views.ActKeepDraft:     d.keepDraft,
		views.ActBoundaryDraft: d.boundaryDraft,
		views.ActDropDraft:     d.dropDraft,
		views.ActNoQuestion:    d.noQuestion,
		views.ActResume:        d.opening(d.resumeDraft, ""),
		views.ActPutBy:         d.putBy,
	}}
}

// direct asks what to do with a direct message. Its words are masked and held for a day, under the author's key.
func (d *desk) direct(ctx context.Context, req Request) (Reply, error) {
	if asksForHelp(req.Text) {
		return d.help(ctx, req, "")
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	words, found := d.hideInSlackText(req.Text)
	if err := fits(req.Text, words); err != nil {
		return Reply{}, err
	}
	n := h.newNote(peerwork.Reflection, h.teamFor(""))
	n.ID, n.Words.What = "", words
	_ = h.usually(&n) // the page says so
	if n.Prompt, err = d.answered(ctx, h); err != nil {
		return Reply{}, err
	}
	held := peerwork.NewDraft(peerwork.NewID(), peerwork.FromChat, n, h.Now)
	held.Hidden, held.Shown = mask.Hidden(found), h.audience(n.Team).Shown()
	return d.hold(ctx, h, held)
}

// hold keeps a direct message until its writer has decided, and asks them.
func (d *desk) hold(ctx context.Context, h here, held peerwork.Draft) (Reply, error) {
	if err := d.Store.KeepDraft(ctx, h.Once, held); err != nil {
		return Reply{}, err
	}
	page, err := d.heldPage(ctx, h, held)
	if err != nil {
		return Reply{}, err
	}
	m := views.AskToKeep(page)
	return Reply{Say: &m}, nil
}

// heldPage says what keeping the words would mean, by the person's usual choices.
func (d *desk) heldPage(ctx context.Context, h here, held peerwork.Draft) (views.Held, error) {
	n, a := held.Note, h.audience(held.Note.Team)
	answers, err := d.banks.Prompt(ctx, h.Workspace, n.Prompt)
	page := views.Held{
		Draft: held.ID, Expires: held.Expires, Usual: a.Sentence(n.Readers), Answers: answers,
		Lapsed: views.Lapsed(h.prefs.ReadersLapsed(a), h.prefs.ShareLapsed(a)),
		Hidden: held.Hidden, Zone: h.zone(), Signpost: d.signpost(h),
	}
	if n.Readers > peerwork.OnlyMe || n.ShareThemes {
		page.Guess = a.MayGuess(h.k())
	}
	return page, err
}

// asksForHelp reports whether a message is no note: a greeting, or a call for help with the bot.
func asksForHelp(text string) bool {
	switch strings.ToLower(strings.Trim(text, " \n\t.!?/")) {
	case "", "help", "hi", "hello", "hey", "handrail", "handrail help":
		return true
	}
	return false
}

// answered returns the question that a direct message answers, or "": the one in whose thread it stands; else the
// newest one sent not long ago that the person has not answered yet.
func (d *desk) answered(ctx context.Context, h here) (string, error) {
	if h.Thread != "" {
		prompt, err := d.Store.PromptAt(ctx, h.Workspace, h.User, h.Thread)
		if errors.Is(err, peerwork.ErrNotFound) {
			return "", nil
		}
		return prompt, err
	}
	since := h.Now.Add(-answersWithin)
	sent, err := d.Store.PromptsSent(ctx, h.Workspace, h.User, since)
	if err != nil || len(sent) == 0 {
		return "", err
	}
	notes, _, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{From: since})
	if err != nil {
		return "", fmt.Errorf("list notes: %w", err)
	}
	for _, prompt := range sent {
		if !slices.ContainsFunc(notes, func(n peerwork.Note) bool { return n.Prompt == prompt }) {
			return prompt, nil
		}
	}
	return "", nil
}

// atDraft is where a request about one's own draft begins.
func (d *desk) atDraft(ctx context.Context, req Request) (here, peerwork.Draft, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return h, peerwork.Draft{}, err
	}
	held, err := d.Store.Draft(ctx, h.Workspace, h.User, views.ActionID(req.Name), h.Now)
	if err != nil {
		return h, held, forgotten(err)
	}
	return h, held, nil
}

// noQuestion holds a direct message as the answer to no question.
func (d *desk) noQuestion(ctx context.Context, req Request) (Reply, error) {
	h, held, err := d.atDraft(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	id := held.Note.ID
	held.Note, _ = h.ofDraft(held.Note.Kind, held)
	held.Note.ID, held.Note.Prompt, held.Shown = id, "", h.audience(held.Note.Team).Shown()
	reply, err := d.hold(ctx, h, held)
	if err != nil {
		return Reply{}, err
	}
	reply.Replace = true
	return reply, nil
}

func (d *desk) keepDraft(ctx context.Context, req Request) (Reply, error) {
	return d.saveDraft(ctx, req, peerwork.Reflection)
}

func (d *desk) boundaryDraft(ctx context.Context, req Request) (Reply, error) {
	return d.saveDraft(ctx, req, peerwork.BoundaryQuestion)
}

// saveDraft saves what is held as it was told, for the people whom the question named, and answers as /reflect does.
func (d *desk) saveDraft(ctx context.Context, req Request, kind peerwork.Kind) (Reply, error) {
	h, held, err := d.atDraft(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	var not refused
	saved, err := byRoster(ctx, d, &h, func(h here) (n peerwork.Note, err error) {
		n, not = h.ofDraft(kind, held)
		return d.Store.SaveDraft(ctx, req.Once, held.ID, n)
	})
	if err != nil {
		return Reply{}, forgotten(err)
	}
	said := strings.TrimSpace(not.sentence() + " Your message itself stays in Slack until you delete it.")
	m := views.SavedMessage(d.savedPage(ctx, h, saved, told{hidden: held.Hidden, said: said}))
	return d.withHome(ctx, req, Reply{Say: &m, Replace: true}), nil
}

// dropDraft forgets a draft, wherever that was pressed.
func (d *desk) dropDraft(ctx context.Context, req Request) (Reply, error) {
	id := views.ActionID(req.Name)
	if err := d.Store.DropDraft(ctx, req.Workspace, req.User, id); err != nil {
		return Reply{}, err
	}
	switch {
	case req.View == "" && strings.HasPrefix(id, commandDraft):
		m := views.Told("Nothing is kept.")
		return Reply{Say: &m, Replace: true}, nil
	case req.View == "":
		m := views.NotKept()
		return Reply{Say: &m, Replace: true}, nil
	case req.Private == views.HomePrivate:
		return d.home(ctx, req)
	case req.Private == "":
		form := views.Deleted(d.BackupDays)
		return d.withHome(ctx, req, Reply{Update: &form}), nil
	}
	return d.redrawForm(ctx, req)
}

// resumeDraft opens a draft in its form. What was typed in an open form meanwhile is added to it.
func (d *desk) resumeDraft(ctx context.Context, req Request) (Reply, error) {
	h, held, err := d.atDraft(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page, err := d.draftPage(ctx, h, held)
	if err != nil {
		return Reply{}, err
	}
	if !ownForm(req) {
		form := views.Note(page)
		return Reply{Form: &form}, nil
	}
	typed := views.ReadNote(req.State).Words
	add(&page.Note.Words.What, typed.What)
	add(&page.Note.Words.Why, typed.Why)
	add(&page.Note.Words.Next, typed.Next)
	if !settle(&page.Note.Words) {
		return Reply{}, &peerwork.Error{What: "The two notes together are too long.", Try: "Save this one first, and go on with the other after."}
	}
	form := views.Note(page)
	return Reply{Update: &form}, nil
}

func (d *desk) draftPage(ctx context.Context, h here, held peerwork.Draft) (views.NoteForm, error) {
	n, not := h.ofDraft(held.Note.Kind, held)
	n.ID = ""
	d.keepDay(ctx, h, held.ID, &n)
	page, err := d.notePage(ctx, h, n)
	page.Lapsed = not.sentence()
	page.Draft, page.May, page.About = held.ID, d.mayFit(n), views.AboutLink(n.Link)
	return page, err
}

// ofDraft is a new note with what a draft holds. Its choices hold for the people whom they named.
func (h here) ofDraft(kind peerwork.Kind, held peerwork.Draft) (n peerwork.Note, not refused) {
	was := held.Note
	n = h.newNote(kind, h.teamFor(was.Team))
	n.Prompt, n.Words, n.Talk = was.Prompt, was.Words, was.Talk
	n.Codes, n.Boundaries, n.Noticed, n.Happened, n.Link = was.Codes, was.Boundaries, was.Noticed, was.Happened, was.Link
	return n, h.choose(&n, views.NoteInput{
		Readers: was.Readers, ReadersAsked: true, ReadersShown: held.Shown, Share: was.ShareThemes, ShareAnswered: true, ShareShown: held.Shown,
	})
}

func add(to *string, typed string) {
	switch {
	case blank(typed):
	case blank(*to):
		*to = typed
	default:
		*to += "\n\n" + typed
	}
}

// settle moves what a box cannot hold on to the next one. It reports whether everything has a place.
func settle(w *peerwork.Words) bool {
	overflow(&w.What, &w.Why)
	overflow(&w.Why, &w.Next)
	return utf8.RuneCountInString(w.Next) <= views.MaxBox
}

func overflow(from, to *string) {
	runes := []rune(*from)
	if len(runes) <= views.MaxBox {
		return
	}
	cut := views.MaxBox
	for i := cut; i > cut/2; i-- {
		if runes[i-1] == ' ' || runes[i-1] == '\n' {
			cut = i
			break
		}
	}
	rest := string(runes[cut:])
	*from = string(runes[:cut])
	add(&rest, *to)
	*to = rest
}

// putBy holds what stands in an open form, masked, for a day.
func (d *desk) putBy(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	meta, in := views.ParseNoteMeta(req.Private), views.ReadNote(req.State)
	if in.Words == (peerwork.Words{}) {
		return d.redrawForm(ctx, req) // nothing to hold yet
	}
	_, _ = d.hideInForm(meta, &in.Words)
	held, err := d.holdForm(ctx, h, meta, in)
	if err != nil {
		return Reply{}, err
	}
	form := views.PutBy(views.BeganOf(held), h.zone())
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}

// holdForm keeps a form's content, masked already, as a draft.
func (d *desk) holdForm(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) (peerwork.Draft, error) {
	n := h.newNote(meta.Kind, h.teamFor(cmp.Or(in.Team, meta.Team)))
	n.ID, n.Prompt = "", meta.Prompt
	d.fill(&n, meta, in)
	n.Readers, n.ShareThemes = in.Readers, in.Share // they let nobody in before they are held against those they named
	if !settle(&n.Words) {
		return peerwork.Draft{}, tooLongToHold()
	}
	held := peerwork.NewDraft(formDraft(h.Request, meta), peerwork.FromForm, n, h.Now)
	held.Shown = cmp.Or(in.ReadersShown, in.ShareShown)
	return held, d.Store.KeepDraft(ctx, "", held)
}

// formDraft is the id of the draft of a form: one for each form, however often it is put by.
func formDraft(req Request, meta views.NoteMeta) string {
	switch {
	case meta.Draft != "":
		return meta.Draft
	case meta.Note != "":
		return peerwork.DraftOf(meta.Note, req.View)
	}
	return "form-" + req.View
}

// keepDay has a note that goes on with the draft of another go no later than that one.
func (d *desk) keepDay(ctx context.Context, h here, draft string, n *peerwork.Note) {
	id, of := peerwork.NoteOfDraft(draft)
	if !of {
		return
	}
	if was, err := d.Store.OwnNote(ctx, h.Workspace, h.User, id); err == nil && was.DeleteOn.Before(n.DeleteOn) {
		n.DeleteOn = was.DeleteOn
	}
}

// heldInCase holds what could not be saved, and returns the sentence that says so, or "".
func (d *desk) heldInCase(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) string {
	if in.Words == (peerwork.Words{}) {
		return ""
	}
	if _, err := d.holdForm(ctx, h, meta, in); err != nil {
		return "" // the form stays open, and the words stand in it
	}
	to := "go on"
	if meta.Note != "" {
		to = "save them as a new note"
	}
	return fmt.Sprintf(" If you close this, we hold your words for %d hours: open App Home to %s, or to forget them.", peerwork.DraftHours, to)
}

// sayHeld holds a form in which something is wrong, and says so beside the first box of those.
func (d *desk) sayHeld(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput, wrong map[string]string) {
	for _, box := range []string{views.BoxWhat, views.BoxWhy, views.BoxNext} {
		if block := meta.Block(box); wrong[block] != "" {
			wrong[block] += d.heldInCase(ctx, h, meta, in)
			return
		}
	}
}

// redrawForm draws an open note form anew. What was typed stays.
func (d *desk) redrawForm(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	meta, in := views.ParseNoteMeta(req.Private), views.ReadNote(req.State)
	page, err := d.typedPage(ctx, h, meta, in)
	if err != nil {
		return Reply{}, err
	}
	form := views.Note(page)
	return Reply{Update: &form}, nil
}

// typedPage is a new note's form as it was filled in so far.
func (d *desk) typedPage(ctx context.Context, h here, meta views.NoteMeta, in views.NoteInput) (views.NoteForm, error) {
	n := h.newNote(meta.Kind, h.teamFor(cmp.Or(in.Team, meta.Team)))
	n.ID, n.Prompt, n.Words = "", meta.Prompt, in.Words
	if in.NoQuestion {
		n.Prompt = ""
	}
	n.Codes, n.Boundaries, n.Noticed, n.Talk, n.Happened = in.Codes, in.Boundaries, in.Noticed, in.Talk, in.Happened
	if in.Link {
		n.Link = d.linkOf(meta)
	}
	lapsed := h.usually(&n)
	page, err := d.notePage(ctx, h, n)
	page.Lapsed, page.OnOther, page.About, page.Draft = lapsed, meta.OnOther, meta.About, meta.Draft
	return page, err
}

// begun are what the person began in forms, newest first.
func (d *desk) begun(ctx context.Context, h here) ([]views.Began, error) {
	held, err := d.Store.Drafts(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return nil, err
	}
	var began []views.Began
	for _, each := range held {
		if each.Source == peerwork.FromForm {
			began = append(began, views.BeganOf(each))
		}
	}
	return began, nil
}

func (d *desk) linkOf(meta views.NoteMeta) string { return views.MessageLink(d.SlackURL, meta.About) }

// forgotten tells that a draft is no longer held.
func forgotten(err error) error {
	if errors.Is(err, peerwork.ErrNotFound) {
		return &peerwork.Error{
			What: "We no longer hold these words.",
			Try:  "They were saved or forgotten before, or a day has passed. You can send them again.",
		}
	}
	return err
}
