package handlers

import (
	"context"
	"errors"
	"strconv"
	"time"

	"handrail/mydata"
	"handrail/peerwork"
	"handrail/views"
)

type copyStore interface {
	Once(ctx context.Context, once string, ws peerwork.WorkspaceID, now time.Time) error
	SharedThemes(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID) ([]peerwork.SharedTheme, error)
	SoonCounts(ctx context.Context, ws peerwork.WorkspaceID, worker peerwork.UserID) ([]peerwork.SoonCount, error)
	SoonRequests(ctx context.Context, ws peerwork.WorkspaceID, worker peerwork.UserID) ([]peerwork.SoonRequest, error)
	Drafts(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) ([]peerwork.Draft, error)
	AskedOf(ctx context.Context, ws peerwork.WorkspaceID, audience string, since time.Time) ([]peerwork.Asked, error)
	OwnActions(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) ([]peerwork.Action, error)
	OwnCoReflections(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, now time.Time) ([]peerwork.CoReflection, error)
	PlacedNotes(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID) (map[peerwork.NoteID]peerwork.AgendaItem, error)
	Facilitates(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID) ([]peerwork.GroupAgenda, error)
	SoonTo(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID) ([]peerwork.SoonRequest, error)
	Traces(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID) ([]peerwork.Trace, error)
	AuditAbout(ctx context.Context, ws peerwork.WorkspaceID, user peerwork.UserID) ([]peerwork.AuditEntry, error)
}

// Parcel is files for the person who asked, and nobody else. They hold that person's words: they go into their
// direct message with the bot, and are kept nowhere on the way.
type Parcel struct {
	Intro   string // stands above the files; plain text without words of a note
	Files   []File
	Refused views.Message // told where Slack does not let the bot send files
	Failed  views.Message // told where the files did not arrive
}

// File is one file of a parcel.
type File struct {
	Name    string
	Title   string
	Content []byte
}

// takeCopy sends the person everything that is kept about them.
func (d *desk) takeCopy(ctx context.Context, req Request) (Reply, error) {
	if !d.sendsFiles() {
		return copyRefused(req), nil
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	err = d.Store.Once(ctx, req.Once, req.Workspace, req.Now)
	if errors.Is(err, peerwork.ErrDuplicate) {
		return d.copyComing(ctx, req) // it was sent then
	}
	if err != nil {
		return Reply{}, err
	}
	parcel, err := d.parcel(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	reply, err := d.copyComing(ctx, req)
	reply.Send = parcel
	return reply, err
}

func (d *desk) sendsFiles() bool { return d.SendsFiles == nil || d.SendsFiles() }

// copyRefused says so before anything is promised, and leads to the copy that is read in Slack.
func copyRefused(req Request) Reply {
	if ownForm(req) {
		form := views.CopyRefusedForm()
		return Reply{Update: &form}
	}
	m := views.CopyRefused()
	return Reply{Say: &m}
}

func (d *desk) parcel(ctx context.Context, h here) (*Parcel, error) {
	c, err := d.everything(ctx, h)
	if err != nil {
		return nil, err
	}
	page, err := mydata.HTML(c)
	if err != nil {
		return nil, err
	}
	data, err := mydata.JSON(c)
	if err != nil {
		return nil, err
	}
	return &Parcel{
		Intro: views.CopyIntro,
		Files: []File{
			{Name: c.FileName() + ".html", Title: "Everything Handrail keeps about you, to read", Content: page},
			{Name: c.FileName() + ".json", Title: "The same as data (JSON)", Content: data},
		},
		Refused: views.CopyRefused(), Failed: views.CopyFailed(),
	}, nil
}

// readCopy shows the person's copy page by page. What stands before the first page opens at once; the pages take its place.
func (d *desk) readCopy(ctx context.Context, req Request) (Reply, error) {
	turned := views.ActionID(req.Name)
	if turned == "" {
		form := views.BeginCopy()
		return Reply{Form: &form}, nil
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	c, err := d.everything(ctx, h)
	if err != nil {
		return Reply{}, err
	}
	parts, err := mydata.Parts(c)
	if err != nil {
		return Reply{}, err
	}
	form := views.ReadCopy(copyPage(mydata.Pages(parts), turned))
	return Reply{Update: &form}, nil
}

func copyPage(pages [][]mydata.Part, turned string) views.CopyPage {
	at, _ := strconv.Atoi(turned)
	page := views.CopyPage{Page: min(max(0, at), len(pages)-1), Pages: len(pages)}
	for _, p := range pages[page.Page] {
		page.Parts = append(page.Parts, views.CopyPart(p))
	}
	return page
}

// copyComing says that the copy is on its way, where the person asked for it.
func (d *desk) copyComing(ctx context.Context, req Request) (Reply, error) {
	if !ownForm(req) {
		m := views.CopyComing()
		return Reply{Say: &m}, nil
	}
	switch req.Text {
	case views.CopyBeforeDelete:
		form, err := d.deleteForm(ctx, req, true)
		return Reply{Update: form}, err
	case views.CopyBeforeShorter:
		if days, ok := views.ShorterDays(req.Private); ok {
			form, err := d.shorterForm(ctx, req, days, true)
			return Reply{Update: form}, err
		}
	}
	form := views.CopyComingForm()
	return Reply{Update: &form}, nil
}
