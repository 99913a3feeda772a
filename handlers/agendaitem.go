package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/views"
)

// newLine opens the form of an empty line.
func (d *desk) newLine(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, h.itemForm(h.emptyLine())), nil
}

func (h here) emptyLine() peerwork.AgendaItem {
	return peerwork.AgendaItem{Team: h.teamFor("").ID, Part: peerwork.ToBring, DeleteOn: h.Now.AddDate(0, 0, h.prefs.Keep())}
}

func (h here) itemForm(item peerwork.AgendaItem) views.Form {
	return views.AgendaItem(views.AgendaItemPage{Entry: h.entry(item), For: h.agendaFor(item), Zone: h.zone()})
}

// agendaFor are those whom an item can be for: one's own supervisor in each team, and every other supervisor here.
func (h here) agendaFor(item peerwork.AgendaItem) []views.AgendaFor {
	var who []views.AgendaFor
	for _, t := range h.teams {
		who = append(who, views.AgendaFor{Value: views.ForOwn(t.ID), Label: h.ownSupervisor(t, len(h.teams) > 1)})
	}
	if !h.works(item.Team) {
		label := "My supervisor, when I have one"
		if name := h.teamName(item.Team); name != "" {
			label = "Nobody now: I have left " + name
		}
		who = append(who, views.AgendaFor{Value: views.ForOwn(item.Team), Label: label})
	}
	var others []peerwork.Named
	for _, u := range h.roster.Supervisors() {
		if u != h.User && (!h.people[u].Gone() || u == item.Named) {
			others = append(others, h.named(u))
		}
	}
	slices.SortStableFunc(others, func(a, b peerwork.Named) int { return strings.Compare(plainName(a.Name), plainName(b.Name)) })
	for _, o := range others {
		if own := h.audience(item.Team).Supervisor; own.User != o.User || item.Named == o.User {
			who = append(who, views.AgendaFor{Value: views.ForNamed(o.User), Label: o.Name})
		}
	}
	return who
}

func (h here) works(id peerwork.TeamID) bool {
	return slices.ContainsFunc(h.teams, func(t peerwork.Team) bool { return t.ID == id })
}

func (h here) ownSupervisor(t peerwork.Team, several bool) string {
	label := "My supervisor, when I have one"
	if a := h.audience(t.ID); a.Supervisor.User != "" {
		label = a.CalledMine(a.Supervisor)
	}
	if several {
		label += ", " + views.Name(t.Name)
	}
	return label
}

// itemOf reads the item that an action stands on, with its words.
func (d *desk) itemOf(ctx context.Context, h here, id string) (peerwork.AgendaItem, error) {
	a, err := d.Store.AgendaWords(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return peerwork.AgendaItem{}, err
	}
	item, ok := a.Item(id)
	if !ok {
		return item, offAlready()
	}
	return item, nil
}

// openItem opens an item of one's own agenda in its form.
func (d *desk) openItem(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	item, err := d.itemOf(ctx, h, views.ActionID(req.Name))
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, h.itemForm(item)), nil
}

// unlessUnsaved does what a button of a line's form is for, unless that would lose words that were typed there: then it
// says so in the form, which stays as it is.
func (d *desk) unlessUnsaved(handle Handler) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		typed, asked := views.TypedLine(req.State)
		if !asked || views.ActionID(req.Name) == views.AgendaLeave {
			return handle(ctx, req)
		}
		h, err := d.here(ctx, req)
		if err != nil {
			return Reply{}, err
		}
		item := h.emptyLine()
		if id := views.ParseAgendaMeta(req.Private).Item; id != "" {
			item, err = d.itemOf(ctx, h, id)
		}
		if err != nil || typed == item.Line {
			return handle(ctx, req)
		}
		item.Line = typed
		return inPlace(req, views.AgendaItem(views.AgendaItemPage{Entry: h.entry(item), For: h.agendaFor(item), Unsaved: true, Zone: h.zone()})), nil
	}
}

// submitItem saves a new line, or changes an item.
func (d *desk) submitItem(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	meta, in := views.ParseAgendaMeta(req.Private), views.ReadAgendaItem(req.State)
	masked := d.Masker.Mask(in.Line)
	in.Line = masked.Masked
	var item peerwork.AgendaItem
	a, err := d.Store.ReviseAgenda(ctx, req.Once, h.Workspace, h.User, h.Now, func(a *peerwork.Agenda) (err error) {
		item, err = h.fillItem(a, meta, in)
		return err
	})
	var wrong *wrongItem
	switch {
	case errors.As(err, &wrong):
		return Reply{Errors: map[string]string{meta.Block(wrong.box): wrong.why}}, nil
	case errors.Is(err, peerwork.ErrNotFound):
		return h.itemGone(meta, in), nil
	case err != nil:
		return Reply{}, err
	}
	item, _ = a.Item(item.ID)
	e := h.entry(item)
	return d.changed(ctx, req, func(p *views.AgendaPage) {
		p.Said = "Saved. " + whoReads(e)
		p.Hidden, p.Pointed = mask.Hidden(masked.Findings), mask.PointedOut(masked.Findings)
		if countNames(masked.Findings) > 0 && item.Note == "" {
			p.Named = item.ID
		}
	})
}

// itemGone gives back the words of a line that is not on the agenda any more, in the form of a new one. A note has none here.
func (h here) itemGone(meta views.AgendaMeta, in views.AgendaInput) Reply {
	if in.Line == "" {
		return Reply{Errors: map[string]string{meta.Block(views.BoxPart): "Not saved: this is not on your agenda any more."}}
	}
	item := h.emptyLine()
	item.Line, item.Part = in.Line, in.Part
	h.isFor(&item, in.For) // where it can be for them no more, it is for one's own supervisor, as every new line
	form := views.AgendaItem(views.AgendaItemPage{Entry: h.entry(item), For: h.agendaFor(item), Gone: true, Zone: h.zone()})
	return Reply{Update: &form}
}

func whoReads(e views.AgendaEntry) string {
	switch {
	case e.Open:
		return e.For.Name + " can read it."
	case e.For.User != "":
		return "It is not shared with " + e.For.Name + " from here yet."
	default:
		return ""
	}
}

// wrongItem says beside which box of the form why an item cannot be saved.
type wrongItem struct{ box, why string }

func (w *wrongItem) Error() string { return "an item that cannot be saved: " + w.box }

// fillItem puts what the form held into the agenda.
func (h here) fillItem(a *peerwork.Agenda, meta views.AgendaMeta, in views.AgendaInput) (peerwork.AgendaItem, error) {
	item, ok := a.Item(meta.Item)
	if meta.Item == "" {
		item = peerwork.AgendaItem{
			ID: peerwork.NewID(), Team: h.teamFor("").ID, Part: in.Part, Added: h.Now, DeleteOn: h.Now.AddDate(0, 0, h.prefs.Keep()),
		}
	} else if !ok {
		return item, peerwork.ErrNotFound
	}
	changed := item
	if err := h.fillLine(&changed, meta, in); err != nil {
		return item, err
	}
	if in.For != "" && !h.isFor(&changed, in.For) {
		return item, &wrongItem{views.BoxFor, "Not saved: please choose somebody who is a supervisor now."}
	}
	if meta.Item == "" && !a.Add(changed) {
		return item, &wrongItem{views.BoxLine, fmt.Sprintf("Not saved: your agenda holds %d lines. Take one off first.", peerwork.MostLines)}
	}
	a.PutIn(changed.ID, in.Part)
	a.Change(changed.ID, func(i *peerwork.AgendaItem) {
		i.Line, i.Revision, i.Team, i.Named = changed.Line, changed.Revision, changed.Team, changed.Named
	})
	return changed, nil
}

func (h here) fillLine(item *peerwork.AgendaItem, meta views.AgendaMeta, in views.AgendaInput) error {
	if item.Note != "" {
		return nil
	}
	if why := notKept(in.Line, peerwork.LongestLine, "a line"); why != "" {
		return &wrongItem{views.BoxLine, why}
	}
	if meta.Revision != item.Revision {
		return &wrongItem{views.BoxLine, "Not saved: this line was changed after you opened it."}
	}
	if item.Line != in.Line {
		item.Line, item.Revision = in.Line, item.Revision+1
	}
	return nil
}

// isFor reads whom an item is for, and reports whether it can be. Who names their own supervisor means whoever that is.
func (h here) isFor(item *peerwork.AgendaItem, answer string) bool {
	kind, id, _ := strings.Cut(answer, ":")
	team, user := peerwork.TeamID(id), peerwork.UserID(id)
	if kind == "team" {
		works := h.works(team)
		item.Named = ""
		if works {
			item.Team = team
		}
		return works || team == item.Team
	}
	if user == h.User || !slices.Contains(h.roster.Supervisors(), user) {
		return false
	}
	item.Named = user
	if h.audience(item.Team).Supervisor.User == user {
		item.Named = ""
	}
	return true
}

// replaceLineNames puts "the person I support" in the place of each possible name in a line.
func (d *desk) replaceLineNames(ctx context.Context, req Request) (Reply, error) {
	tooLong := false
	reply, err := d.revised(ctx, req, "The possible names are changed.", func(a *peerwork.Agenda, id string) {
		a.Change(id, func(i *peerwork.AgendaItem) {
			replaced := mask.Replace(i.Line, asNames(i.Line, d.Masker.Mask(i.Line).Findings), "the person I support")
			if tooLong = utf8.RuneCountInString(replaced) > peerwork.LongestLine; tooLong || replaced == i.Line {
				return
			}
			i.Line, i.Revision = replaced, i.Revision+1
		})
	})
	if err == nil && tooLong {
		return Reply{}, &peerwork.Error{What: "Nothing was changed: the line would become too long.", Try: "Press Change and change the names there."}
	}
	return reply, err
}
