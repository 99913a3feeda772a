package handlers

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"handrail/mask"
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
	if reader != "" {
		e.For, e.Open = h.named(reader), reads
	}
	team := item.Team
	if item.Note != "" {
		team = item.Choice.Team
	}
	e.Who = h.audienceOf(peerwork.Note{Team: team, Agenda: item.Share()}).ReadBy(item.Choice)
	return e
}

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
		if u != h.User {
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
	if own := h.audience(t.ID).Supervisor; own.User != "" {
		label = own.Name + ", my supervisor"
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

func offAlready() error {
	return &peerwork.Error{What: "This is not on your agenda any more.", Try: "Open your agenda to see what is."}
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
	if errors.As(err, &wrong) {
		return Reply{Errors: map[string]string{meta.Block(wrong.box): wrong.why}}, nil
	}
	if err != nil {
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
		return item, &wrongItem{views.BoxPart, "Not saved: this is not on your agenda any more."}
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

// takeBack takes back what is shared: one item, or all. Pressed under a message, it says so there.
func (d *desk) takeBack(ctx context.Context, req Request) (Reply, error) {
	reply, err := d.revised(ctx, req, "Taken back. A choice on a note itself stays as it is.", func(a *peerwork.Agenda, id string) {
		for _, item := range slices.Clone(a.Items) {
			if id == "" || id == item.ID {
				a.Change(item.ID, func(i *peerwork.AgendaItem) { i.Shared = time.Time{} })
			}
		}
	})
	if err == nil && req.View == "" {
		m := views.TakenBack()
		return Reply{Say: &m, Replace: true, Home: reply.Home}, nil
	}
	return reply, err
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

// lookBeforeSharing shows who will be able to read what.
func (d *desk) lookBeforeSharing(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	a, err := d.Store.AgendaWords(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return Reply{}, err
	}
	readers := h.toShare(a, views.ActionID(req.Name))
	if len(readers) == 0 {
		return d.changed(ctx, req, telling("There is nothing to share now."))
	}
	return inPlace(req, views.ShareAgenda(readers, h.zone())), nil
}

// toShare are those whom something on the agenda is for, and what: the item of that id, or all that is not shared.
func (h here) toShare(a peerwork.Agenda, id string) []views.AgendaReader {
	var readers []views.AgendaReader
	for _, e := range h.entries(a) {
		if e.For.User == "" || e.Open || id != "" && id != e.Item.ID {
			continue
		}
		i := slices.IndexFunc(readers, func(r views.AgendaReader) bool { return r.Reader.User == e.For.User })
		if i < 0 {
			i = len(readers)
			readers = append(readers, views.AgendaReader{Reader: e.For, Called: h.audience(e.Item.Team).Called(e.For)})
		}
		readers[i].Entries = append(readers[i].Entries, e)
	}
	return readers
}

// submitShare shares what the person was shown, with whom they were shown: what is for somebody else by now stays as it
// is.
func (d *desk) submitShare(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	shown := views.ShownToShare(req.Private)
	left := 0
	_, err = byRoster(ctx, d, &h, func(h here) (peerwork.Agenda, error) {
		return d.Store.ReviseAgenda(ctx, req.Once, h.Workspace, h.User, h.Now, func(a *peerwork.Agenda) error {
			left, a.Roster = 0, h.roster.Revision
			for id, reader := range shown {
				item, there := a.Item(id)
				if now, _ := h.roster.Reader(h.User, item.Share()); !there || now != reader {
					left++
					continue
				}
				a.Change(id, func(i *peerwork.AgendaItem) { i.Shared = h.Now })
			}
			return nil
		})
	})
	if err != nil {
		return Reply{}, err
	}
	return d.changed(ctx, req, telling(sharedSentence(len(shown), left)))
}

func sharedSentence(shown, left int) string {
	switch left {
	case 0:
		return "Shared. You can take it back at any time."
	case shown:
		return "Nothing was shared: your agenda, or your supervisor, has changed. Please look again."
	default:
		return "Shared, but not all of it: something has changed meanwhile. Please look again."
	}
}

// agendaItself turns sharing by itself on, after a second look, or off.
func (d *desk) agendaItself(ctx context.Context, req Request) (Reply, error) {
	answer := views.ActionID(req.Name)
	if answer == "on" {
		h, err := d.here(ctx, req)
		if err != nil {
			return Reply{}, err
		}
		var names []string
		for _, s := range h.supervisors() {
			names = append(names, s.Name)
		}
		return inPlace(req, views.AgendaItself(names)), nil
	}
	on := answer == "yes"
	if !on && answer != "off" {
		return Reply{}, unclear()
	}
	err := d.Store.SavePreferences(ctx, req.Workspace, req.User, func(p *peerwork.Preferences) { p.ShareAgenda = on })
	if err != nil {
		return Reply{}, fmt.Errorf("save preferences: %w", err)
	}
	return d.changed(ctx, req, telling(map[bool]string{
		true: "From now on your agenda shares itself on the working day before.", false: "Your agenda is shared only when you press Share.",
	}[on]))
}

// sharedAgenda is what a worker shares with the viewer from their agenda, without words.
func (d *desk) sharedAgenda(ctx context.Context, h here, worker peerwork.UserID) ([]views.AgendaRow, error) {
	items, err := d.Store.AgendasSharedWith(ctx, h.Workspace, h.User, worker, h.Now)
	if err != nil {
		return nil, err
	}
	var rows []views.AgendaRow
	for _, i := range items {
		rows = append(rows, views.AgendaRow{Item: i.ID, Note: i.Note, Part: i.Part, Kind: i.Kind, Added: i.Added})
	}
	return rows, nil
}

// theirAgenda lists what a worker shares with the viewer.
func (d *desk) theirAgenda(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	worker := peerwork.UserID(views.ActionID(req.Name))
	var rows []views.AgendaRow
	if worker != "" {
		if rows, err = d.sharedAgenda(ctx, h, worker); err != nil {
			return Reply{}, err
		}
	}
	if len(rows) == 0 && !slices.Contains(h.roster.SupervisedBy(h.User), worker) {
		form := views.TroubleForm(&peerwork.Error{What: "Nothing of theirs is shared with you now.", Try: "Type /supervision to see what is."})
		return Reply{Form: &form}, nil
	}
	form := views.TheirAgenda(h.named(worker).Name, rows, h.zone())
	return Reply{Form: &form}, nil
}

// openLine opens somebody else's line, after storage has kept a receipt its author sees.
func (d *desk) openLine(ctx context.Context, req Request) (Reply, error) {
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	item, err := d.Store.OpenLine(ctx, req.Workspace, req.User, views.ActionID(req.Name), req.Now)
	if errors.Is(err, peerwork.ErrNotFound) {
		form := views.TroubleForm(&peerwork.Error{What: "This line does not open now.", Try: "Its author may have taken it off or taken it back."})
		return Reply{Form: &form}, nil
	}
	if err != nil {
		return Reply{}, err
	}
	form := views.OpenedLine(h.named(item.Author).Name, item, h.zone())
	return Reply{Form: &form}, nil
}
