package handlers

import (
	"context"
	"slices"
	"strings"
	"unicode"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

// change is one thing done to one's own note. It returns what to tell the person. It runs in storage's
// transaction, and so must not call storage itself.
type change func(h here, n *peerwork.Note) (told, error)

// revise changes the note an action stands on, and draws its page anew.
func (d *desk) revise(ctx context.Context, req Request, c change) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	var t told
	id := peerwork.NoteID(views.ActionID(req.Name))
	n, err := byRoster(ctx, d, &h, func(h here) (peerwork.Note, error) {
		return d.Store.ReviseNote(ctx, req.Once, req.Workspace, req.User, id, req.Now, func(n *peerwork.Note) (err error) {
			t, err = c(h, n)
			return err
		})
	})
	if err != nil {
		return Reply{}, gone(err)
	}
	return d.redraw(ctx, h, n, t), nil
}

// redraw puts the note's page in the place of the one that was pressed.
func (d *desk) redraw(ctx context.Context, h here, n peerwork.Note, t told) Reply {
	page := d.savedPage(ctx, h, n, t)
	if ownForm(h.Request) {
		form := views.SavedForm(page)
		return Reply{Update: &form}
	}
	m := views.SavedMessage(page)
	return Reply{Say: &m, Replace: true}
}

// keepThemes keeps the suggested themes that are ticked.
func (d *desk) keepThemes(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		codes, shown := req.State.Codes(views.Action(views.ActThemes, string(n.ID)))
		if !shown {
			codes = codesOf(d.mayFit(*n))
		}
		if len(codes) == 0 {
			return told{said: "No themes are kept."}, nil
		}
		n.Codes = codes
		return told{}, nil
	})
}

// tickTheme needs no answer: the boxes are read when the worker keeps them.
func (d *desk) tickTheme(context.Context, Request) (Reply, error) { return Reply{}, nil }

// followLink needs no answer: Slack opens the link.
func (d *desk) followLink(context.Context, Request) (Reply, error) { return Reply{}, nil }

func (d *desk) changeBoundaries(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		n.Boundaries, _ = req.State.Boundaries(req.Name)
		return told{}, nil
	})
}

func (d *desk) changeReaders(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(h here, n *peerwork.Note) (told, error) {
		readers, ok := req.State.Readers(req.Name)
		if !ok {
			return told{}, unclear()
		}
		not := refused{readers: !n.ChooseReaders(readers, h.audience(n.Team), req.State.Shown(req.Name), h.Now)}
		return told{said: not.sentence()}, nil
	})
}

func (d *desk) changeShare(ctx context.Context, req Request) (Reply, error) {
	yes, answered := req.State.Yes(req.Name)
	if !answered {
		return Reply{}, unclear()
	}
	var remember func()
	reply, err := d.revise(ctx, req, func(h here, n *peerwork.Note) (told, error) {
		remember = func() {}
		if !n.ChooseShare(yes, h.audience(n.Team), req.State.Shown(req.Name)) {
			return told{said: refused{share: true}.sentence()}, nil
		}
		_, usual := h.usualShare(n.Team, yes)
		remember = func() { d.rememberShare(ctx, h, n.Team, yes) }
		return told{said: shareSentence(n.ShareThemes, usual), share: true}, nil
	})
	if err == nil {
		remember()
	}
	return reply, err
}

// shareSentence says what became of the second choice; usual says that it is the usual one from now on.
func shareSentence(shared, usual bool) string {
	said := "Its themes are not shown in your team's summary."
	if shared {
		said = "Its themes count in your team's summary."
	}
	if usual {
		said += " Your next notes start with the same answer. You can change that in your settings."
	}
	return said
}

// rememberShare makes an answer to the second choice the usual one, where usualShare says so, and reports whether it did.
// Where it cannot be kept, the question is asked again on the next note: that is no reason to refuse this one.
func (d *desk) rememberShare(ctx context.Context, h here, team peerwork.TeamID, yes bool) bool {
	usual, is := h.usualShare(team, yes)
	if !is {
		return false
	}
	err := d.Store.SavePreferences(ctx, h.Workspace, h.User, func(p *peerwork.Preferences) {
		if p.Share == h.prefs.Share && p.ShareShown == h.prefs.ShareShown {
			p.Share, p.ShareShown = usual.Share, usual.ShareShown
		}
	})
	return err == nil
}

// usualShare returns the settings in which an answer for that team is the usual one, and whether it becomes that: the very
// first is, and so is one after the people whom a usual yes named have changed. A yes for one team stays beside that for
// another.
func (h here) usualShare(team peerwork.TeamID, yes bool) (usual peerwork.Preferences, is bool) {
	a := h.audience(team)
	if h.prefs.Share != peerwork.ShareUnanswered && !h.prefs.ShareLapsed(a) {
		return h.prefs, false
	}
	usual = h.prefs
	usual.ShareShown = ""
	for _, t := range h.teams {
		if other := h.audience(t.ID); t.ID != team && h.prefs.Share == peerwork.ShareUsually && !h.prefs.ShareLapsed(other) {
			usual.ShareShown += other.Shown()
		}
	}
	switch {
	case yes:
		usual.Share, usual.ShareShown = peerwork.ShareUsually, usual.ShareShown+a.Shown()
	case usual.ShareShown != "":
		return h.prefs, false // it stays the usual one for another team
	default:
		usual.Share = peerwork.ShareUsuallyNot
	}
	return usual, true
}

func (d *desk) changeTalk(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		talk, ok := req.State.Talk(req.Name)
		if !ok {
			return told{}, unclear()
		}
		n.Talk = talk
		return told{said: talkSentence(talk)}, nil
	})
}

func talkSentence(w peerwork.When) string {
	if w == peerwork.NextSupervision {
		return "It is on your list for the next supervision."
	}
	return ""
}

// replaceNames puts "the person I support" in the place of each possible name.
func (d *desk) replaceNames(ctx context.Context, req Request) (Reply, error) {
	return d.revise(ctx, req, func(_ here, n *peerwork.Note) (told, error) {
		for _, words := range []*string{&n.Words.What, &n.Words.Why, &n.Words.Next} {
			replaced := mask.Replace(*words, asNames(*words, d.Masker.Mask(*words).Findings), "the person I support")
			if fits(replaced, replaced) != nil && !blank(replaced) {
				return told{}, &peerwork.Error{What: "Nothing was changed: the note would become too long.", Try: "Press Add more and change the names there."}
			}
			*words = replaced
		}
		return told{said: "The possible names are changed."}, nil
	})
}

// asNames takes initials for names, which they stand for, with the dot that ends them inside a sentence.
func asNames(text string, found []mask.Finding) []mask.Finding {
	names := slices.Clone(found)
	for i, f := range names {
		if f.Kind != mask.Initials {
			continue
		}
		names[i].Kind = mask.PersonName
		if after := text[f.End:]; strings.Contains(text[f.Start:f.End], ".") && len(after) > 2 && after[:2] == ". " && unicode.IsLower(rune(after[2])) {
			names[i].End++
		}
	}
	return names
}

// undo deletes a note that was just saved.
func (d *desk) undo(ctx context.Context, req Request) (Reply, error) {
	if err := d.delete(ctx, req); err != nil {
		return Reply{}, err
	}
	if ownForm(req) {
		form := views.UndoneForm(d.BackupDays)
		return d.withHome(ctx, req, Reply{Update: &form}), nil
	}
	m := views.Undone(d.BackupDays)
	return Reply{Say: &m, Replace: true}, nil
}

func unclear() error {
	return &peerwork.Error{What: "We did not get your answer.", Try: "Please choose it again."}
}
