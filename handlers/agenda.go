package handlers

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type agendaStore interface {
	Agenda(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) (peerwork.Agenda, error)
	AgendaWords(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) (peerwork.Agenda, error)
	ReviseAgenda(ctx context.Context, once string, ws peerwork.WorkspaceID, worker peerwork.UserID, now time.Time, change func(*peerwork.Agenda) error) (peerwork.Agenda, error)
	AgendasSharedWith(ctx context.Context, ws peerwork.WorkspaceID, viewer, author peerwork.UserID, now time.Time) ([]peerwork.AgendaItem, error)
	SharedFacts(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) (facts []peerwork.NoteFacts, counted int, err error)
	OpenLine(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, id string, now time.Time) (peerwork.AgendaItem, error)
}

// agendaDoors lead to the agenda.
func (d *desk) agendaDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActAgenda:       d.unlessUnsaved(d.opening(d.openAgenda, "")),
			views.ActAgendaLine:   d.opening(d.newLine, ""),
			views.ActAgendaNotes:  d.opening(d.notesForAgenda, ""),
			views.ActAgendaPut:    d.putOnAgenda,
			views.ActAgendaItem:   d.opening(d.openItem, ""),
			views.ActAgendaUp:     d.unlessUnsaved(d.moveItem(true)),
			views.ActAgendaDown:   d.unlessUnsaved(d.moveItem(false)),
			views.ActAgendaOff:    d.takeOff,
			views.ActAgendaNames:  d.replaceLineNames,
			views.ActAgendaShare:  d.unlessUnsaved(d.opening(d.lookBeforeSharing, "")),
			views.ActAgendaBack:   d.unlessUnsaved(d.takeBack),
			views.ActAgendaItself: d.agendaItself,
			views.ActTheirAgenda:  d.opening(d.theirAgenda, ""),
			views.ActOpenLine:     d.opening(d.openLine, ""),
		},
		forms: map[string]Handler{
			views.FormAgendaItem:  d.submitItem,
			views.FormAgendaShare: d.submitShare,
		},
	}
}

// openAgenda opens one's own agenda.
func (d *desk) openAgenda(ctx context.Context, req Request) (Reply, error) {
	page, err := d.agendaPage(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return inPlace(req, views.MyAgenda(page)), nil
}

func (d *desk) agendaPage(ctx context.Context, req Request) (views.AgendaPage, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return views.AgendaPage{}, err
	}
	a, err := d.Store.AgendaWords(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return views.AgendaPage{}, err
	}
	return views.AgendaPage{Entries: h.entries(a), Past: a.Past, More: a.More, ByItself: h.prefs.ShareAgenda, Zone: h.zone()}, nil
}

// changed draws one's own agenda anew, and App Home, after something was done to it.
func (d *desk) changed(ctx context.Context, req Request, told func(*views.AgendaPage)) (Reply, error) {
	page, err := d.agendaPage(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	told(&page)
	return d.withHome(ctx, req, inPlace(req, views.MyAgenda(page))), nil
}

func telling(sentence string) func(*views.AgendaPage) {
	return func(p *views.AgendaPage) { p.Said = sentence }
}

// entries are the items with whom each is for, and who can read it.
func (h here) entries(a peerwork.Agenda) []views.AgendaEntry {
	var entries []views.AgendaEntry
	for _, item := range a.Items {
		entries = append(entries, h.entry(item))
	}
	return entries
}

func (h here) entry(item peerwork.AgendaItem) views.AgendaEntry {
	e := views.AgendaEntry{Item: item}
	reader, reads := h.roster.Reader(h.User, item.Share())
	if reader != "" && (reads || !h.people[reader].Gone()) {
		e.For, e.Open = h.named(reader), reads
	}
	team := item.Team
	if item.Note != "" {
		team = item.Choice.Team
	}
	e.Who = h.audienceOf(peerwork.Note{Team: team, Agenda: item.Share()}).ReadBy(item.Choice)
	return e
}

// notesForAgenda lists one's own notes that are not on the agenda.
func (d *desk) notesForAgenda(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page := views.AgendaNotesPage{Zone: h.zone()}
	page.Offset, _ = strconv.Atoi(views.ActionID(req.Name))
	page.Offset = max(0, page.Offset)
	page.Notes, page.Total, err = d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{
		Talk: []peerwork.When{peerwork.NoNeed}, Limit: views.NotesPerPage, Offset: page.Offset,
	})
	if err != nil {
		return Reply{}, fmt.Errorf("list notes: %w", err)
	}
	return inPlace(req, views.AgendaNotes(page)), nil
}

// putOnAgenda puts a note of one's own on the agenda: it is one to talk about then.
func (d *desk) putOnAgenda(ctx context.Context, req Request) (Reply, error) {
	id := peerwork.NoteID(views.ActionID(req.Name))
	_, err := d.Store.ReviseNote(ctx, req.Once, req.Workspace, req.User, id, req.Now, func(n *peerwork.Note) error {
		if n.Talk == peerwork.NoNeed {
			n.Talk = peerwork.NextSupervision
		}
		return nil
	})
	if err != nil {
		return Reply{}, gone(err)
	}
	return d.changed(ctx, req, telling("It is on your agenda now. It is not shared from there yet."))
}

// revised changes one's own agenda and draws it anew. The item an action stands on must be there.
func (d *desk) revised(ctx context.Context, req Request, sentence string, change func(a *peerwork.Agenda, id string)) (Reply, error) {
	id := views.ActionID(req.Name)
	_, err := d.Store.ReviseAgenda(ctx, req.Once, req.Workspace, req.User, req.Now, func(a *peerwork.Agenda) error {
		if _, there := a.Item(id); id != "" && !there {
			return offAlready()
		}
		change(a, id)
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return d.changed(ctx, req, telling(sentence))
}

func (d *desk) moveItem(up bool) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		return d.revised(ctx, req, "Moved.", func(a *peerwork.Agenda, id string) { a.Move(id, up) })
	}
}

// takeOff takes an item off one's own agenda. A note stays with its author.
func (d *desk) takeOff(ctx context.Context, req Request) (Reply, error) {
	return d.revised(ctx, req, "Taken off. Notes stay in My notes.", func(a *peerwork.Agenda, id string) { a.Remove(id) })
}

func offAlready() error {
	return &peerwork.Error{What: "This is not on your agenda any more.", Try: "Open your agenda to see what is."}
}
