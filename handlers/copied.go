package handlers

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"handrail/mydata"
	"handrail/peerwork"
	"handrail/views"
)

// everything is all that is kept about the person.
func (d *desk) everything(ctx context.Context, h here) (mydata.Copy, error) {
	c := mydata.Copy{
		Made: h.Now, Zone: h.zone(), Name: h.named(h.User).Name, Keep: h.prefs.Keep(), Backup: d.BackupDays,
		Settings: h.settingLines(), Slack: h.knownFromSlack(),
	}
	for _, add := range []func(context.Context, here, *mydata.Copy) error{
		d.addNotes, d.addDrafts, d.addAgenda, d.addGroup, d.addShared, d.addSoon, d.addQuestions, d.addSessions, d.addTalk,
		d.addPlaces, d.addTraces, d.addLog,
	} {
		if err := add(ctx, h, &c); err != nil {
			return c, err
		}
	}
	return c, nil
}

func (d *desk) addNotes(ctx context.Context, h here, c *mydata.Copy) error {
	notes, err := d.allNotes(ctx, h)
	if err != nil {
		return err
	}
	opened, err := d.openedByID(ctx, h)
	if err != nil {
		return err
	}
	placed, err := d.Store.PlacedNotes(ctx, h.Workspace, h.User)
	if err != nil {
		return err
	}
	for _, n := range notes {
		kept, err := d.noteOf(ctx, h, n)
		if err != nil {
			return err
		}
		kept.Readers, kept.Opened = h.audienceOf(n).ReadBy(n.Facts()), opened[string(n.ID)]
		if item, is := placed[n.ID]; is {
			kept.Part = views.PartName(item.Part)
			if item.Named != "" {
				kept.For = h.named(item.Named).Name
			}
		}
		c.Notes = append(c.Notes, kept)
	}
	return nil
}

// openedByID is who opened the person's notes and lines, by the id of each.
func (d *desk) openedByID(ctx context.Context, h here) (map[string][]mydata.Opened, error) {
	receipts, people, err := d.receipts(ctx, h)
	opened := map[string][]mydata.Opened{}
	for _, r := range receipts {
		id := cmp.Or(string(r.Note), r.Line)
		opened[id] = append(opened[id], mydata.Opened{Name: nameOf(people[r.Viewer]), As: string(r.As), At: r.At})
	}
	return opened, err
}

// noteOf is a note with what its row does not spell out, but for who reads it.
func (d *desk) noteOf(ctx context.Context, h here, n peerwork.Note) (mydata.Note, error) {
	question, err := d.banks.Prompt(ctx, h.Workspace, n.Prompt)
	return mydata.Note{Note: n, TeamName: h.teamName(n.Team), Question: question.Text}, err
}

// allNotes are all of the person's notes, newest first.
func (d *desk) allNotes(ctx context.Context, h here) ([]peerwork.Note, error) {
	notes, _, err := d.Store.OwnNotes(ctx, h.Workspace, h.User, peerwork.NoteFilter{Limit: math.MaxInt32})
	if err != nil {
		return nil, fmt.Errorf("list notes: %w", err)
	}
	return notes, nil
}

func (d *desk) addDrafts(ctx context.Context, h here, c *mydata.Copy) error {
	drafts, err := d.Store.Drafts(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return fmt.Errorf("list drafts: %w", err)
	}
	for _, draft := range drafts {
		begun, err := d.noteOf(ctx, h, draft.Note)
		if err != nil {
			return err
		}
		begun.Readers = h.audience(draft.Note.Team).Sentence(draft.Note.Readers)
		c.Drafts = append(c.Drafts, mydata.Draft{
			Note: begun, Begun: draft.Begun, Expires: draft.Expires, Hidden: draft.Hidden, Changes: draft.Note.ID != "", Message: draft.Source == peerwork.FromChat,
		})
	}
	return nil
}

func (d *desk) addGroup(ctx context.Context, h here, c *mydata.Copy) error {
	lines, err := d.Store.OwnGroupLines(ctx, h.Workspace, h.User, "", h.Now)
	if err != nil {
		return fmt.Errorf("list lines for the group: %w", err)
	}
	for _, l := range lines {
		line := mydata.GroupLine{Team: h.teamName(l.Team), Words: l.Words, State: views.GroupState(l), Added: l.Added, DeleteOn: l.DeleteOn}
		for _, r := range l.Opened {
			line.Opened = append(line.Opened, mydata.Opened{Name: h.named(r.Viewer).Name, As: string(r.As), At: r.At})
		}
		c.Group = append(c.Group, line)
	}
	return nil
}

func (d *desk) addAgenda(ctx context.Context, h here, c *mydata.Copy) error {
	a, err := d.Store.AgendaWords(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return err
	}
	opened, err := d.openedByID(ctx, h)
	if err != nil {
		return err
	}
	for _, item := range slices.Concat(a.Items, a.Past) {
		if item.Note != "" {
			continue
		}
		e := h.entry(item)
		c.Agenda = append(c.Agenda, mydata.Line{
			Added: item.Added, DeleteOn: item.DeleteOn, Part: views.PartName(item.Part), Words: item.Line, For: e.For.Name,
			Readers: e.Who, Shared: item.Shared, Discussed: item.Discussed, Opened: opened[item.ID],
		})
	}
	return nil
}

func (d *desk) addShared(ctx context.Context, h here, c *mydata.Copy) error {
	themes, err := d.Store.SharedThemes(ctx, h.Workspace, h.User)
	if err != nil {
		return fmt.Errorf("list shared themes: %w", err)
	}
	for _, t := range themes {
		c.Shared = append(c.Shared, mydata.Shared{Team: h.teamName(t.Team), Week: t.Week, Code: t.Code, NoteGone: t.Note == ""})
	}
	return nil
}

func (d *desk) addSoon(ctx context.Context, h here, c *mydata.Copy) error {
	requests, err := d.Store.SoonRequests(ctx, h.Workspace, h.User)
	if err != nil {
		return fmt.Errorf("list requests to talk soon: %w", err)
	}
	written := map[peerwork.NoteID]time.Time{}
	for _, n := range c.Notes {
		written[n.ID] = n.Created
	}
	for _, r := range requests {
		kept := mydata.Soon{
			Supervisor: h.named(r.Supervisor).Name, Team: h.teamName(r.Team), Note: written[r.Note],
			Asked: r.Asked, Passes: r.Passes, Passed: r.Passed, Unanswered: r.Unanswered, Seen: r.Acknowledged,
		}
		if r.Deputy != "" {
			kept.Deputy = h.named(r.Deputy).Name
		}
		if r.AcknowledgedBy != "" {
			kept.SeenBy = h.named(r.AcknowledgedBy).Name
		}
		c.Soon = append(c.Soon, kept)
	}
	counts, err := d.Store.SoonCounts(ctx, h.Workspace, h.User)
	if err != nil {
		return fmt.Errorf("list what counts of requests to talk soon: %w", err)
	}
	for _, counted := range counts {
		c.Counted = append(c.Counted, mydata.SoonCount(counted))
	}
	asked, err := d.Store.SoonTo(ctx, h.Workspace, h.User)
	if err != nil {
		return err
	}
	for _, r := range asked {
		from := mydata.SoonFrom{Name: h.named(r.Worker).Name, Asked: r.Asked}
		if r.AcknowledgedBy == h.User {
			from.Seen = r.Acknowledged
		}
		c.Asked = append(c.Asked, from)
	}
	return nil
}

func (d *desk) addQuestions(ctx context.Context, h here, c *mydata.Copy) error {
	asked, err := d.Store.AskedOf(ctx, h.Workspace, string(h.User), time.Time{})
	if err != nil {
		return fmt.Errorf("list questions: %w", err)
	}
	for _, a := range asked {
		p, err := d.banks.Prompt(ctx, h.Workspace, a.Prompt)
		if err != nil {
			return err
		}
		text := cmp.Or(p.Text, a.Prompt)
		c.Questions = append(c.Questions, mydata.Question{At: a.At, Text: text})
	}
	return nil
}

func (d *desk) addSessions(ctx context.Context, h here, c *mydata.Copy) error {
	sessions, err := d.Store.Sessions(ctx, h.Workspace, h.User, peerwork.SessionFilter{Newest: true, Limit: math.MaxInt32})
	if err != nil {
		return fmt.Errorf("list sessions: %w", err)
	}
	for _, s := range sessions {
		c.Sessions = append(c.Sessions, mydata.Session{
			At: s.At, With: h.named(s.Pair().Other(h.User)).Name, Team: h.teamName(s.Team), Became: views.BecameOf(s), By: h.recorder(s), Recorded: s.Recorded,
		})
	}
	for _, p := range h.roster.PairsOf(h.User) {
		r, err := d.Store.Rhythm(ctx, h.Workspace, p, h.User)
		if errors.Is(err, peerwork.ErrNotFound) {
			continue
		}
		if err != nil {
			return err
		}
		c.Rhythms = append(c.Rhythms, mydata.Rhythm{With: h.named(p.Other(h.User)).Name, Team: h.teamName(p.Team), Often: views.RhythmSentence(r)})
	}
	return nil
}

// addTalk adds what the person wrote down to be done, and what they wrote before sessions.
func (d *desk) addTalk(ctx context.Context, h here, c *mydata.Copy) error {
	actions, err := d.Store.OwnActions(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return err
	}
	for _, a := range actions {
		c.Actions = append(c.Actions, mydata.Action{
			What: a.What, For: h.you(a.Doer()), With: h.named(a.Pair.Other(h.User)).Name, Due: a.Due, Made: a.Made, Done: a.Done, Opened: a.Opened, DeleteOn: a.DeleteOn,
		})
	}
	written, err := d.Store.OwnCoReflections(ctx, h.Workspace, h.User, h.Now)
	if err != nil {
		return err
	}
	for _, w := range written {
		kept := mydata.Written{Words: w.Words, Finished: w.Finished, Opened: w.Opened, DeleteOn: w.DeleteOn}
		if s, err := d.Store.Session(ctx, h.Workspace, h.User, w.Session); err == nil {
			question, err := d.banks.Prompt(ctx, h.Workspace, s.CoPrompt)
			if err != nil {
				return err
			}
			kept.Session, kept.Question = s.At, question.Text
		}
		c.Written = append(c.Written, kept)
	}
	return nil
}

// teamName is what a team is called now; its id where it is no longer there.
func (h here) teamName(id peerwork.TeamID) string {
	team, _ := h.roster.Team(id)
	return cmp.Or(views.Name(team.Name), string(id))
}

// addPlaces adds what the person is in the teams, and beside them.
func (d *desk) addPlaces(ctx context.Context, h here, c *mydata.Copy) error {
	if h.roster.IsAdmin(h.User) {
		c.Teams = append(c.Teams, mydata.Team{Role: "admin"})
	}
	for _, t := range h.roster.Teams {
		c.Teams = append(c.Teams, h.placesIn(t)...)
	}
	leads, err := d.Store.Facilitates(ctx, h.Workspace, h.User)
	if err != nil {
		return err
	}
	for _, g := range leads {
		c.Teams = append(c.Teams, mydata.Team{Name: h.teamName(g.Team), Role: string(peerwork.RoleFacilitator), Since: g.Since, Session: g.Day})
	}
	return nil
}

func (h here) placesIn(t peerwork.Team) []mydata.Team {
	var places []mydata.Team
	add := func(role peerwork.Role, since time.Time) *mydata.Team {
		places = append(places, mydata.Team{Name: views.Name(t.Name), Role: string(role), Since: since})
		return &places[len(places)-1]
	}
	if m, works := t.Member(h.User); works {
		add(peerwork.RoleWorker, m.Since).Supervisor = h.audience(t.ID).Supervisor.Name
	}
	for _, m := range t.LineManagers {
		if m.User == h.User {
			add(peerwork.RoleManager, m.Since)
		}
	}
	for _, m := range t.Deputies {
		if m.User == h.User {
			add(peerwork.RoleDeputy, m.Since)
		}
	}
	for _, m := range t.Workers {
		if m.Supervisor == h.User {
			add(peerwork.RoleSupervisor, m.SupervisorSince).Supervises = h.named(m.User).Name
		}
	}
	return places
}

// knownFromSlack is what Slack told about the person.
func (h here) knownFromSlack() mydata.Slack {
	p := h.people[h.User]
	return mydata.Slack{Name: nameOf(p), Timezone: p.Timezone, Admin: p.SlackAdmin, Guest: p.Guest, Learned: p.Refreshed}
}

// addTraces adds what the person opened of others'.
func (d *desk) addTraces(ctx context.Context, h here, c *mydata.Copy) error {
	traces, err := d.Store.Traces(ctx, h.Workspace, h.User)
	if err != nil {
		return err
	}
	for _, t := range traces {
		opened := mydata.Trace{Of: traceName(t.Of), Team: h.teamName(t.Team), As: string(t.As), At: t.At}
		if t.Author != "" {
			opened.Name = h.named(t.Author).Name
		}
		c.Opened = append(c.Opened, opened)
	}
	return nil
}

func traceName(of peerwork.TraceOf) string {
	switch of {
	case peerwork.TraceLine:
		return "a line on an agenda"
	case peerwork.TraceGroupLine:
		return "a line for group supervision"
	case peerwork.TraceAction:
		return "an action"
	case peerwork.TraceReflection:
		return "an answer before a session"
	}
	return "a note"
}

// addLog adds what was set up by the person, or about them.
func (d *desk) addLog(ctx context.Context, h here, c *mydata.Copy) error {
	entries, err := d.Store.AuditAbout(ctx, h.Workspace, h.User)
	if err != nil {
		return err
	}
	for _, e := range entries {
		c.Recorded = append(c.Recorded, mydata.Logged{At: e.At, Said: h.logLine(e).Said})
	}
	return nil
}

func (h here) settingLines() []mydata.Setting {
	p, first := h.prefs, h.audience(h.teamFor("").ID)
	readers, share := p.Readers, p.Share
	if p.ReadersLapsed(first) {
		readers = peerwork.OnlyMe
	}
	if p.ShareLapsed(first) {
		share = peerwork.ShareAsk
	}
	lines := []mydata.Setting{
		{Name: "Who can usually read my words", Value: first.Sentence(readers)},
		{Name: "Usually share themes", Value: habitName(share)},
		{Name: "Questions from Handrail", Value: yesOrNo(!p.PromptsOff)},
		{Name: "Keep my words for", Value: strconv.Itoa(p.Keep()) + " days"},
		{Name: "A message before my words go", Value: yesOrNo(!p.RemindersOff)},
		{Name: "Time zone", Value: h.zone().String()},
	}
	add := func(name, value string) {
		if value != "" {
			lines = append(lines, mydata.Setting{Name: name, Value: value})
		}
	}
	if p.ShareAgenda {
		add("My agenda shares itself", "On the working day before a session")
	}
	if p.PausedUntil.After(h.Now) {
		add("No questions before", views.Day(p.PausedUntil, h.zone()))
	}
	if p.Leave.Until.After(p.Leave.From) {
		add("Away", views.Day(p.Leave.From, h.zone())+" to "+views.Day(p.Leave.Until.Add(-time.Second), h.zone()))
	}
	add("Days that suit me for questions", p.ShiftDays.String())
	if p.QuietHours != nil {
		add("Quiet hours", p.QuietHours.String())
	}
	add("Do not ask me about", strings.Join(p.NotTopics, ", "))
	if p.PromptReminder {
		add("Remind me of a question I left", yesOrNo(true))
	}
	return lines
}

func habitName(s peerwork.ShareHabit) string {
	switch s {
	case peerwork.ShareUsually:
		return "Yes"
	case peerwork.ShareUsuallyNot:
		return "No"
	case peerwork.ShareAsk:
		return "Ask each time"
	default:
		return "Not answered yet"
	}
}

func yesOrNo(yes bool) string {
	if yes {
		return "Yes"
	}
	return "No"
}
