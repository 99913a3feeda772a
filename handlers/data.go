package handlers

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"time"

	"handrail/peerwork"
	"handrail/views"
)

type dataStore interface {
	People(ctx context.Context, ws peerwork.WorkspaceID, ids ...peerwork.UserID) (map[peerwork.UserID]peerwork.Person, error)
	Receipts(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID) ([]peerwork.Receipt, error)
	NoteDates(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID) (map[peerwork.NoteID]peerwork.Dates, error)
	DeleteAll(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) error
}

// dataDoors lead to what is one's own.
func (d *desk) dataDoors() doors {
	forms := map[string]Handler{
		views.FormDeleteAll: d.submitDeleteAll,
		views.FormShorter:   d.submitShorter,
	}
	actions := map[string]Handler{
		views.ActData:      d.opening(d.data, ""),
		views.ActCopy:      d.takeCopy,
		views.ActReadCopy:  d.readCopy,
		views.ActOpened:    d.opening(d.whoOpened, ""),
		views.ActTalked:    d.talked,
		views.ActMyThemes:  d.opening(d.myThemes, ""),
		views.ActDeleteAll: d.opening(d.confirmDeleteAll, ""),
	}
	return doors{actions, forms}
}

// data shows what is kept of a person, who opened it, and what they can do about it.
func (d *desk) data(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	page := views.DataPage{Keep: h.prefs.Keep(), NoFiles: !d.sendsFiles(), Zone: h.zone()}
	if page.Notes, err = d.countNotes(ctx, req); err != nil {
		return Reply{}, err
	}
	if page.Opened, err = d.datedOpenings(ctx, h); err != nil {
		return Reply{}, err
	}
	form := views.Data(page)
	return Reply{Form: &form}, nil
}

func (d *desk) countNotes(ctx context.Context, req Request) (int, error) {
	_, total, err := d.Store.OwnNotes(ctx, req.Workspace, req.User, peerwork.NoteFilter{Limit: 1})
	if err != nil {
		return 0, fmt.Errorf("count notes: %w", err)
	}
	return total, nil
}

// whoOpened lists who opened one's notes: over the page it was pressed on, or turning its own pages.
func (d *desk) whoOpened(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	all, err := d.datedOpenings(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	page := views.OpenedPage{Total: len(all), Zone: h.zone()}
	turned := views.ActionID(req.Name)
	offset, _ := strconv.Atoi(turned)
	page.Offset = min(max(0, offset), len(all))
	page.Rows = all[page.Offset:min(page.Offset+views.OpeningsPerPage, len(all))]
	form := views.WhoOpened(page)
	if turned != "" {
		return Reply{Update: &form}, nil
	}
	return Reply{Form: &form}, nil
}

// datedOpenings are who opened the person's notes, newest first, and of when each note is.
func (d *desk) datedOpenings(ctx context.Context, h here) ([]views.Opening, error) {
	receipts, people, err := d.receipts(ctx, h)
	if err != nil || len(receipts) == 0 {
		return nil, err
	}
	dates, err := d.Store.NoteDates(ctx, h.Workspace, h.User)
	if err != nil {
		return nil, fmt.Errorf("list dates of notes: %w", err)
	}
	lines, err := d.lines(ctx, h)
	if err != nil {
		return nil, err
	}
	var all []views.Opening
	for _, r := range receipts {
		o := views.Opening{Opened: openedOf(r, people), Opens: views.Action(views.ActOpenNote, string(r.Note)), Written: dates[r.Note].Created}
		if r.Line != "" {
			o.Line, o.Opens, o.Written = true, "", lines[r.Line].Added
			if lines[r.Line].Discussed.IsZero() {
				o.Opens = views.Action(views.ActAgendaItem, r.Line)
			}
		}
		all = append(all, o)
	}
	return all, nil
}

// lines are those of the person's agenda, talked about or not.
func (d *desk) lines(ctx context.Context, h here) (map[string]peerwork.AgendaItem, error) {
	a, err := d.Store.Agenda(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return nil, err
	}
	lines := map[string]peerwork.AgendaItem{}
	for _, item := range slices.Concat(a.Items, a.Past) {
		lines[item.ID] = item
	}
	return lines, nil
}

// openings are who opened the person's notes, or that one note, newest first.
func (d *desk) openings(ctx context.Context, h here, note peerwork.NoteID) ([]views.Opened, error) {
	receipts, people, err := d.receipts(ctx, h)
	if err != nil {
		return nil, err
	}
	var opened []views.Opened
	for _, r := range receipts {
		if note == "" || note == r.Note {
			opened = append(opened, openedOf(r, people))
		}
	}
	return opened, nil
}

func openedOf(r peerwork.Receipt, people map[peerwork.UserID]peerwork.Person) views.Opened {
	return views.Opened{Name: nameOf(people[r.Viewer]), As: r.As, At: r.At}
}

// receipts are who opened the person's notes, newest first, and those people.
func (d *desk) receipts(ctx context.Context, h here) ([]peerwork.Receipt, map[peerwork.UserID]peerwork.Person, error) {
	receipts, err := d.Store.Receipts(ctx, h.Workspace, h.User)
	if err != nil {
		return nil, nil, fmt.Errorf("list receipts: %w", err)
	}
	if len(receipts) == 0 {
		return nil, nil, nil
	}
	people, err := d.Store.People(ctx, h.Workspace, viewers(receipts)...)
	if err != nil {
		return nil, nil, fmt.Errorf("read people: %w", err)
	}
	return receipts, people, nil
}

func viewers(receipts []peerwork.Receipt) []peerwork.UserID {
	seen := map[peerwork.UserID]bool{}
	var ids []peerwork.UserID
	for _, r := range receipts {
		if !seen[r.Viewer] {
			seen[r.Viewer] = true
			ids = append(ids, r.Viewer)
		}
	}
	return ids
}

// confirmDeleteAll is the second look.
func (d *desk) confirmDeleteAll(ctx context.Context, req Request) (Reply, error) {
	form, err := d.deleteForm(ctx, req, false)
	return Reply{Form: form}, err
}

func (d *desk) deleteForm(ctx context.Context, req Request, copied bool) (*views.Form, error) {
	n, err := d.countNotes(ctx, req)
	if err != nil {
		return nil, err
	}
	form := views.DeleteAll(views.DeletePage{Notes: n, Backup: d.BackupDays, Copied: copied})
	return &form, nil
}

func (d *desk) submitDeleteAll(ctx context.Context, req Request) (Reply, error) {
	if err := d.Store.DeleteAll(ctx, req.Once, req.Workspace, req.User, req.Now); err != nil {
		return Reply{}, fmt.Errorf("delete all of a person: %w", err)
	}
	form := views.DeletedAll()
	return d.withHome(ctx, req, Reply{Update: &form}), nil
}
