package handlers

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/mask"
	"handrail/peerwork"
	"handrail/prompts"
	"handrail/views"
)

type groupStore interface {
	GroupAgenda(ctx context.Context, ws peerwork.WorkspaceID, team peerwork.TeamID) (peerwork.GroupAgenda, error)
	ReviseGroupAgenda(ctx context.Context, once string, ws peerwork.WorkspaceID, team peerwork.TeamID, now time.Time, change func(*peerwork.GroupAgenda) error) (peerwork.GroupAgenda, error)
	AddGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, line peerwork.GroupLine) error
	OwnGroupLines(ctx context.Context, ws peerwork.WorkspaceID, author peerwork.UserID, team peerwork.TeamID, now time.Time) ([]peerwork.GroupLine, error)
	ShareGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, line string, named bool, shown peerwork.UserID, now time.Time) error
	TakeBackGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, line string, now time.Time) error
	DeleteGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, author peerwork.UserID, line string, now time.Time) error
	GroupLines(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, now time.Time) ([]peerwork.GroupLine, error)
	ReadGroupLines(ctx context.Context, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, now time.Time, from, most int) (lines []peerwork.GroupLine, total int, err error)
	MoveGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, line string, up bool, now time.Time) error
	DiscussGroupLine(ctx context.Context, once string, ws peerwork.WorkspaceID, viewer peerwork.UserID, team peerwork.TeamID, line string, now time.Time) error
}

// groupDoors lead to group supervision.
func (d *desk) groupDoors() doors {
	return doors{
		actions: map[string]Handler{
			views.ActGroup:         d.opening(d.openAnyGroup, ""),
			views.ActGroupAdd:      d.opening(d.inGroup(byAction, d.newGroupLine), ""),
			views.ActGroupRead:     d.opening(d.inGroup(byAction, d.readGroup), ""),
			views.ActGroupSet:      d.opening(d.inGroup(byAction, d.openGroupSet), ""),
			views.ActGroupNamed:    d.inGroup(byValue, d.shareGroupLine(true)),
			views.ActGroupUnnamed:  d.inGroup(byValue, d.shareGroupLine(false)),
			views.ActGroupBack:     d.inGroup(byValue, d.takeGroupLineBack),
			views.ActGroupDelete:   d.inGroup(byValue, d.deleteGroupLine),
			views.ActGroupLead:     d.opening(d.leading(byAction, d.openLead), ""),
			views.ActGroupOthers:   d.opening(d.leading(byAction, d.otherGroupQuestions), ""),
			views.ActGroupAnnounce: d.leading(byAction, d.announceGroup),
			views.ActGroupUp:       d.leading(byValue, d.moveGroupLine(true)),
			views.ActGroupDown:     d.leading(byValue, d.moveGroupLine(false)),
			views.ActGroupDone:     d.leading(byValue, d.groupLineDone),
			views.ActGroupKeep:     d.leading(byValue, d.keepGroupQuestion),
			views.ActGroupDrop:     d.leading(byValue, d.dropGroupQuestion),
			views.ActGroupAsk:      d.leading(byValue, d.askGroup),
		},
		forms: map[string]Handler{
			views.FormGroupLine: d.inGroup(byForm, d.submitGroupLine),
			views.FormGroupSet:  d.inGroup(byForm, d.submitGroupSet),
		},
	}
}

// group is somebody who takes part in a team's group supervision, and what is set for it.
type group struct {
	here
	team   peerwork.Team
	agenda peerwork.GroupAgenda
}

// Where a request names the team: behind the action's colon, in a button's value, or in a form.
func byAction(req Request) peerwork.TeamID { return peerwork.TeamID(views.ActionID(req.Name)) }
func byValue(req Request) peerwork.TeamID  { team, _ := views.GroupValue(req.Text); return team }
func byForm(req Request) peerwork.TeamID   { return peerwork.TeamID(req.Private) }

// inGroup lets in who takes part in the team's group supervision now.
func (d *desk) inGroup(teamOf func(Request) peerwork.TeamID, do func(context.Context, group) (Reply, error)) Handler {
	return func(ctx context.Context, req Request) (Reply, error) {
		h, err := d.here(ctx, req)
		if err != nil {
			return Reply{}, err
		}
		team, _ := h.roster.Team(teamOf(req))
		if !team.TakesPart(h.User) {
			return inPlace(req, views.TroubleForm(notInGroup())), nil
		}
		agenda, err := d.Store.GroupAgenda(ctx, h.Workspace, team.ID)
		if err != nil {
			return Reply{}, err
		}
		return do(ctx, group{h, team, agenda})
	}
}

func notInGroup() *peerwork.Error {
	return &peerwork.Error{
		What: "You do not take part in this team's group supervision.",
		Try:  "Its peer workers do, and those who supervise in it. Line managers of the team do not.",
	}
}

// leading lets in who facilitates now.
func (d *desk) leading(teamOf func(Request) peerwork.TeamID, do func(context.Context, group) (Reply, error)) Handler {
	return d.inGroup(teamOf, func(ctx context.Context, g group) (Reply, error) {
		if !g.team.Leads(g.User, g.agenda) {
			e := &peerwork.Error{What: "You do not facilitate this session now.", Try: "Open group supervision to see who does, or to change that."}
			return inPlace(g.Request, views.TroubleForm(e)), nil
		}
		return do(ctx, g)
	})
}

// openAnyGroup opens group supervision of the team that the button names, or of the person's own.
func (d *desk) openAnyGroup(ctx context.Context, req Request) (Reply, error) {
	if byAction(req) != "" {
		return d.inGroup(byAction, d.openGroup)(ctx, req)
	}
	h, err := d.here(ctx, req)
	if err != nil {
		return Reply{}, err
	}
	return d.groupOfMine(ctx, h)
}

// groupOfMine opens group supervision: of the team whose channel this is, else of one's first team.
func (d *desk) groupOfMine(ctx context.Context, h here) (Reply, error) {
	teams := h.groupTeams()
	if len(teams) == 0 {
		return inPlace(h.Request, views.TroubleForm(notInGroup())), nil
	}
	team := teams[0]
	for _, t := range teams {
		if t.Channel != "" && t.Channel == h.Channel {
			team = t
		}
	}
	req := h.Request
	req.Name = views.Action(views.ActGroup, string(team.ID))
	return d.inGroup(byAction, d.openGroup)(ctx, req)
}

// groupTeams are those in whose group supervision the person takes part.
func (h here) groupTeams() []peerwork.Team {
	return slices.DeleteFunc(slices.Clone(h.roster.Teams), func(t peerwork.Team) bool { return !t.TakesPart(h.User) })
}

func (d *desk) openGroup(ctx context.Context, g group) (Reply, error) { return d.groupPage(ctx, g, "") }

// groupPage shows the page, after something was done.
func (d *desk) groupPage(ctx context.Context, g group, said string) (Reply, error) {
	page, err := d.groupPageOf(ctx, g)
	page.Said = said
	return inPlace(g.Request, views.Group(page)), err
}

func (d *desk) groupPageOf(ctx context.Context, g group) (views.GroupPage, error) {
	page := views.GroupPage{
		Team: g.team, Leads: g.team.Leads(g.User, g.agenda), Day: g.agenda.Day, K: g.k(), Zone: g.zone(),
		Others: slices.DeleteFunc(g.groupTeams(), func(t peerwork.Team) bool { return t.ID == g.team.ID }),
	}
	if g.team.Leads(g.agenda.Facilitator, g.agenda) {
		page.Facilitator = g.named(g.agenda.Facilitator)
	}
	own, err := d.Store.OwnGroupLines(ctx, g.Workspace, g.User, g.team.ID, g.Now)
	if err != nil {
		return page, err
	}
	for _, l := range own {
		page.Own = append(page.Own, views.GroupRow{Line: l, Opened: g.readersOf(l.Opened)})
	}
	shared, err := d.Store.GroupLines(ctx, g.Workspace, g.User, g.team.ID, g.Now)
	page.Shared = len(shared)
	return page, err
}

// readersOf names each reader once.
func (h here) readersOf(receipts []peerwork.Receipt) []string {
	var names []string
	for _, r := range receipts {
		if name := h.named(r.Viewer).Name; !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

func (d *desk) newGroupLine(_ context.Context, g group) (Reply, error) {
	page := views.GroupPage{Team: g.team, Zone: g.zone()}
	return inPlace(g.Request, views.GroupLineForm(page, g.Now.AddDate(0, 0, g.prefs.Keep()))), nil
}

// submitGroupLine keeps a line for its author alone.
func (d *desk) submitGroupLine(ctx context.Context, g group) (Reply, error) {
	masked := d.Masker.Mask(g.State.Written(views.BoxGroupLine))
	wrong, err := d.wrongGroupLine(ctx, g, masked.Masked)
	if wrong != "" || err != nil {
		return Reply{Errors: map[string]string{views.BoxGroupLine: wrong}}, err
	}
	err = d.Store.AddGroupLine(ctx, g.Once, g.Workspace, peerwork.GroupLine{
		ID: peerwork.NewID(), Author: g.User, Team: g.team.ID, Words: masked.Masked, Added: g.Now, DeleteOn: g.Now.AddDate(0, 0, g.prefs.Keep()),
	})
	if err != nil {
		return Reply{}, err
	}
	page, err := d.groupPageOf(ctx, g)
	page.Said = "Saved. Only you can read it, until you share it."
	page.Hidden, page.Pointed = mask.Hidden(masked.Findings), mask.PointedOut(masked.Findings)
	return inPlace(g.Request, views.Group(page)), err
}

// wrongGroupLine says why a line cannot be kept, or "".
func (d *desk) wrongGroupLine(ctx context.Context, g group, words string) (string, error) {
	if why := notKept(words, views.LongestGroupLine, "a line"); why != "" {
		return why, nil
	}
	own, err := d.Store.OwnGroupLines(ctx, g.Workspace, g.User, g.team.ID, g.Now)
	open := slices.DeleteFunc(own, func(l peerwork.GroupLine) bool { return !l.Discussed.IsZero() })
	if len(open) >= peerwork.MostGroupLines {
		return fmt.Sprintf("Not saved: you have %d lines here, which is the most. Delete one first.", len(open)), err
	}
	return "", err
}

func (d *desk) shareGroupLine(named bool) func(context.Context, group) (Reply, error) {
	said := "Shared with the group, without your name."
	if named {
		said = "Shared with the group, with your name."
	}
	return func(ctx context.Context, g group) (Reply, error) {
		_, shown := views.GroupValue(g.Text)
		err := d.Store.ShareGroupLine(ctx, g.Once, g.Workspace, g.User, views.ActionID(g.Name), named, shown, g.Now)
		if errors.Is(err, peerwork.ErrRosterMoved) {
			if g.agenda, err = d.Store.GroupAgenda(ctx, g.Workspace, g.team.ID); err != nil {
				return Reply{}, err
			}
			return d.groupPage(ctx, g, "Not shared: somebody else facilitates now. See below who reads a line you share, and choose again.")
		}
		return d.afterGroupLine(ctx, g, err, said)
	}
}

func (d *desk) takeGroupLineBack(ctx context.Context, g group) (Reply, error) {
	err := d.Store.TakeBackGroupLine(ctx, g.Once, g.Workspace, g.User, views.ActionID(g.Name), g.Now)
	return d.afterGroupLine(ctx, g, err, "Taken back. Only you can read it.")
}

func (d *desk) deleteGroupLine(ctx context.Context, g group) (Reply, error) {
	err := d.Store.DeleteGroupLine(ctx, g.Once, g.Workspace, g.User, views.ActionID(g.Name), g.Now)
	return d.afterGroupLine(ctx, g, err, "Deleted.")
}

func (d *desk) afterGroupLine(ctx context.Context, g group, err error, said string) (Reply, error) {
	if errors.Is(err, peerwork.ErrNotFound) {
		said, err = "This line is not here any more, or it was talked about.", nil
	}
	if err != nil {
		return Reply{}, err
	}
	return d.groupPage(ctx, g, said)
}

// readGroup opens the words that are shared, after storage has kept receipts their authors see.
func (d *desk) readGroup(ctx context.Context, g group) (Reply, error) {
	offset, _ := strconv.Atoi(g.Text)
	return d.readGroupFrom(ctx, g, offset)
}

func (d *desk) readGroupFrom(ctx context.Context, g group, offset int) (Reply, error) {
	lines, total, err := d.Store.ReadGroupLines(ctx, g.Workspace, g.User, g.team.ID, g.Now, max(0, offset), views.GroupLinesPerPage)
	if err != nil {
		return Reply{}, err
	}
	page := views.GroupShared{Team: g.team.ID, Leads: g.team.Leads(g.User, g.agenda), From: max(0, offset)}
	page.More = max(0, total-page.From-len(lines))
	for _, l := range lines {
		line := views.GroupSharedLine{ID: l.ID, Words: l.Words, Own: l.Author == g.User}
		if l.Author != "" {
			line.By = g.named(l.Author).Name
		}
		page.Lines = append(page.Lines, line)
	}
	return inPlace(g.Request, views.ReadGroup(page)), nil
}

func (d *desk) openGroupSet(_ context.Context, g group) (Reply, error) {
	page := views.GroupSetPage{Team: g.team, Agenda: g.agenda}
	for u := range g.people {
		if g.team.TakesPart(u) {
			page.People = append(page.People, g.named(u))
		}
	}
	slices.SortFunc(page.People, func(a, b peerwork.Named) int { return strings.Compare(plainName(a.Name), plainName(b.Name)) })
	if !g.team.TakesPart(page.Agenda.Facilitator) {
		page.Agenda.Facilitator = ""
	}
	return inPlace(g.Request, views.GroupSet(page)), nil
}

// submitGroupSet stores who facilitates, and when.
func (d *desk) submitGroupSet(ctx context.Context, g group) (Reply, error) {
	facilitator, day := views.ReadGroupSet(g.State)
	if facilitator != "" && !g.team.TakesPart(facilitator) {
		return Reply{Errors: map[string]string{views.BoxFacilitator: "Not saved: please choose somebody who takes part now."}}, nil
	}
	if today := g.Now.In(g.team.Location()).Format(time.DateOnly); day != "" && day < today && day != g.agenda.Day {
		return Reply{Errors: map[string]string{views.BoxGroupDay: "Not saved: please choose a day that is still to come, or leave it empty."}}, nil
	}
	var err error
	g.agenda, err = d.Store.ReviseGroupAgenda(ctx, g.Once, g.Workspace, g.team.ID, g.Now, func(a *peerwork.GroupAgenda) error {
		a.Facilitator, a.Day = facilitator, day
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return d.groupPage(ctx, g, "Saved.")
}

func (d *desk) openLead(ctx context.Context, g group) (Reply, error) {
	return d.leadPage(ctx, g, nil, "")
}

func (d *desk) otherGroupQuestions(ctx context.Context, g group) (Reply, error) {
	return d.leadPage(ctx, g, views.SeenPrompts(g.Text), "")
}

// leadPage is the facilitator's page, with questions that were asked least and not seen a moment ago.
func (d *desk) leadPage(ctx context.Context, g group, seen []string, said string) (Reply, error) {
	lines, err := d.Store.GroupLines(ctx, g.Workspace, g.User, g.team.ID, g.Now)
	if err != nil {
		return Reply{}, err
	}
	page := views.GroupLeadPage{Team: g.team.ID, Day: g.agenda.Day, Shared: len(lines), Seen: seen, Said: said}
	for _, id := range g.agenda.Questions {
		p, err := d.banks.Prompt(ctx, g.Workspace, id)
		if err != nil {
			return Reply{}, err
		}
		if p.ID != "" {
			page.Kept = append(page.Kept, p)
		}
	}
	page.Suggested, err = d.groupQuestions(ctx, g, seen)
	return inPlace(g.Request, views.GroupLead(page)), err
}

// groupQuestions are three that lean on what the team was asked least.
func (d *desk) groupQuestions(ctx context.Context, g group, seen []string) ([]prompts.Choice, error) {
	asked, err := d.askedOf(ctx, g.Workspace, string(g.team.ID))
	if err != nil {
		return nil, err
	}
	bank, err := d.banks.Of(ctx, g.Workspace)
	if err != nil {
		return nil, err
	}
	now := g.Now.In(g.team.Location())
	return prompts.RaiseWithTeam(bank, prompts.Request{
		Audience: prompts.Team, Setting: g.team.Setting, Now: now, Asked: asked, Skip: slices.Concat(seen, g.agenda.Questions),
		Seed: string(g.team.ID) + " " + now.Format(time.DateOnly),
	}, 3), nil
}

func (d *desk) keepGroupQuestion(ctx context.Context, g group) (Reply, error) {
	p, err := d.banks.Prompt(ctx, g.Workspace, views.ActionID(g.Name))
	if err != nil {
		return Reply{}, err
	}
	if p.Format != prompts.Group || p.Status != prompts.Active {
		return d.leadPage(ctx, g, nil, "This question is not asked any more.")
	}
	return d.reviseQuestions(ctx, g, func(a *peerwork.GroupAgenda) error {
		switch {
		case slices.Contains(a.Questions, p.ID):
			return nil
		case len(a.Questions) >= peerwork.MostGroupQuestions:
			return &peerwork.Error{What: fmt.Sprintf("A session holds %d questions.", peerwork.MostGroupQuestions), Try: "Take one off first."}
		}
		a.Questions = append(a.Questions, p.ID)
		return nil
	})
}

func (d *desk) dropGroupQuestion(ctx context.Context, g group) (Reply, error) {
	return d.reviseQuestions(ctx, g, func(a *peerwork.GroupAgenda) error {
		a.Questions = slices.DeleteFunc(a.Questions, func(id string) bool { return id == views.ActionID(g.Name) })
		return nil
	})
}

func (d *desk) reviseQuestions(ctx context.Context, g group, change func(*peerwork.GroupAgenda) error) (Reply, error) {
	revised, err := d.Store.ReviseGroupAgenda(ctx, g.Once, g.Workspace, g.team.ID, g.Now, change)
	var told *peerwork.Error
	if errors.As(err, &told) {
		return d.leadPage(ctx, g, nil, told.Error())
	}
	if err != nil {
		return Reply{}, err
	}
	g.agenda = revised
	return d.leadPage(ctx, g, nil, "")
}

func (d *desk) moveGroupLine(up bool) func(context.Context, group) (Reply, error) {
	return func(ctx context.Context, g group) (Reply, error) {
		err := d.Store.MoveGroupLine(ctx, g.Once, g.Workspace, g.User, g.team.ID, views.ActionID(g.Name), up, g.Now)
		if err != nil && !errors.Is(err, peerwork.ErrNotFound) {
			return Reply{}, err
		}
		return d.readGroupFrom(ctx, g, 0) // one that was taken back meanwhile is not there any more
	}
}

func (d *desk) groupLineDone(ctx context.Context, g group) (Reply, error) {
	err := d.Store.DiscussGroupLine(ctx, g.Once, g.Workspace, g.User, g.team.ID, views.ActionID(g.Name), g.Now)
	if err != nil && !errors.Is(err, peerwork.ErrNotFound) {
		return Reply{}, err
	}
	return d.readGroupFrom(ctx, g, 0)
}

// askGroup posts a question in the team's channel, as /supervision ask does: once a day. It may have been kept since
// before the clock asked it.
func (d *desk) askGroup(ctx context.Context, g group) (Reply, error) {
	p, err := d.banks.Prompt(ctx, g.Workspace, views.ActionID(g.Name))
	if err != nil {
		return Reply{}, err
	}
	if p.Format != prompts.Group || p.Status != prompts.Active || g.team.Channel == "" {
		return d.leadPage(ctx, g, nil, "Nothing was posted: the question is not asked any more, or the team has no channel.")
	}
	err = d.askInChannel(ctx, g.here, g.team, p, onceADay(g, p.ID))
	if errors.Is(err, peerwork.ErrAsked) {
		return d.leadPage(ctx, g, nil, views.AskedHereAlready+" You can still talk about it in the session, or choose another one.")
	}
	if err != nil {
		return Reply{}, err
	}
	reply, err := d.leadPage(ctx, g, nil, "It is on its way to the channel. Everyone there can read the answers. "+ifNotPosted)
	reply.Wake = true
	return reply, err
}

// announceGroup tells the channel that the agenda is open: once a day.
func (d *desk) announceGroup(ctx context.Context, g group) (Reply, error) {
	if g.team.Channel == "" {
		return d.leadPage(ctx, g, nil, "Nothing was posted: the team has no channel.")
	}
	err := d.Store.PutOutByHand(ctx, peerwork.Delivery{
		ID: onceADay(g, views.ActGroupAnnounce), Workspace: g.Workspace, Kind: peerwork.DeliverGroupOpen, Recipient: g.team.Channel, Team: g.team.ID,
		Asker: g.User, Due: g.Now, Expires: g.team.UsefulUntil(g.Now),
	}, nil)
	if err != nil {
		return Reply{}, fmt.Errorf("say that a group agenda is open: %w", err)
	}
	reply, err := d.leadPage(ctx, g, nil, "It is on its way to the channel. "+ifNotPosted)
	reply.Wake = true
	return reply, err
}

// onceADay names what is posted for a team on one day.
func onceADay(g group, what string) string {
	day := g.Now.In(g.team.Location()).Format(time.DateOnly)
	sum := sha256.Sum256([]byte(string(g.Workspace) + "\x00" + string(g.team.ID) + "\x00" + what + "\x00" + day))
	return hex.EncodeToString(sum[:16])
}
